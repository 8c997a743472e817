//! Pages of the list of lobbies.

use std::collections::HashMap;

use diesel::{ExpressionMethods, QueryDsl, QueryResult, RunQueryDsl, result::Error};

use super::cursor::{Cursor, ListError, Page, page_rows};
use crate::{
    protocol::lobby::{Status, list::Summary},
    store::{
        Store,
        db::Db,
        schema::{lobby_list, users},
    },
};

/// The list that cursors of lobbies belong to.
const LIST: u8 = b'l';

/// Which lobbies; all where nothing is said.
#[derive(Clone, Debug, Default)]
pub struct LobbyFilter {
    /// Of this game.
    pub game: Option<String>,
    /// That stand so.
    pub status: Option<Status>,
    /// That are played there.
    pub region: Option<String>,
}

impl Store {
    /// A page of the lobbies that everybody may find, with what their hosts are called; the latest first.
    pub async fn lobbies(
        &self,
        filter: LobbyFilter,
        limit: Option<usize>,
        after: Option<&str>,
    ) -> Result<Page<(Summary, String)>, ListError> {
        let after = after.map(|text| Cursor::read(LIST, text)).transpose()?;
        let after = after.map_or(i64::MAX, |cursor| cursor.key);
        let rows = page_rows(limit);
        let found = self.read(move |db| page(db, &filter, rows, after)).await?;
        let cut = Page::cut(found, rows, |last| Cursor { list: LIST, value: 0, key: last.0 });
        let items = cut.items.into_iter().map(|(_, summary, host)| (summary, host)).collect();
        Ok(Page { items, next: cut.next })
    }
}

fn page(
    db: &mut Db,
    filter: &LobbyFilter,
    rows: usize,
    after: i64,
) -> QueryResult<Vec<(i64, Summary, String)>> {
    let mut wanted = lobby_list::table
        .filter(lobby_list::id.lt(after))
        .order(lobby_list::id.desc())
        .limit(i64::try_from(rows + 1).unwrap_or(i64::MAX))
        .select((lobby_list::id, lobby_list::summary))
        .into_boxed();
    if let Some(game) = &filter.game {
        wanted = wanted.filter(lobby_list::game.eq(game));
    }
    if let Some(status) = filter.status {
        wanted = wanted.filter(lobby_list::status.eq(status.as_str()));
    }
    if let Some(region) = &filter.region {
        wanted = wanted.filter(lobby_list::region.eq(region));
    }
    let found = wanted.load::<(i64, String)>(db)?.into_iter().map(|(id, summary)| {
        let summary = serde_json::from_str::<Summary>(&summary);
        summary
            .map(|summary| (id, summary))
            .map_err(|why| Error::DeserializationError(Box::new(why)))
    });
    let found: Vec<(i64, Summary)> = found.collect::<QueryResult<_>>()?;
    let hosts = found.iter().filter_map(|(_, summary)| Some(summary.host?.0.number()));
    let names: HashMap<i64, String> = users::table
        .filter(users::id.eq_any(hosts))
        .select((users::id, users::name))
        .load::<(i64, String)>(db)?
        .into_iter()
        .collect();
    let line = |(id, summary): (i64, Summary)| {
        let name = summary.host.and_then(|host| names.get(&host.0.number()));
        (id, summary, name.cloned().unwrap_or_default())
    };
    Ok(found.into_iter().map(line).collect())
}
