//! Lobbies and who is in them, as they are looked for.

use diesel::{
    BoolExpressionMethods, ExpressionMethods, QueryDsl, QueryResult, RunQueryDsl, insert_into,
    update,
};

use super::{Project, Record, RoomKey};
use crate::{
    protocol::{
        id::{RoomId, UserId},
        lobby::{Event, Lobby},
    },
    store::{
        db::{Db, on_db},
        schema::{lobbies, lobby_members},
    },
};

impl Project for Lobby {
    fn project(
        db: &mut Db,
        key: RoomKey,
        _: &RoomId,
        records: &[Record<Event>],
    ) -> QueryResult<()> {
        records.iter().try_for_each(|record| take(db, key.0, &record.event))
    }
}

fn take(db: &mut Db, key: i64, event: &Event) -> QueryResult<()> {
    match event {
        Event::Created(terms) => {
            let row = (
                lobbies::room.eq(key),
                lobbies::game.eq(&terms.game),
                lobbies::code.eq(&terms.code),
                lobbies::closed.eq(false),
            );
            insert_into(lobbies::table).values(row).execute(db).map(drop)
        }
        Event::Joined { user, .. } => place(db, key, *user, true),
        Event::Left { user, .. } => place(db, key, *user, false),
        Event::Closed { .. } => {
            let row = lobbies::table.filter(lobbies::room.eq(key));
            update(row).set(lobbies::closed.eq(true)).execute(db).map(drop)
        }
        // Nothing of these is looked for.
        Event::Hosted { .. }
        | Event::Readied { .. }
        | Event::Seated { .. }
        | Event::Connected { .. }
        | Event::Invited { .. }
        | Event::Banned { .. }
        | Event::Changed(_)
        | Event::Starting { .. }
        | Event::Stopped
        | Event::Started { .. }
        | Event::Concluded { .. }
        | Event::Filled { .. }
        | Event::Unfilled { .. }
        | Event::Forgotten { .. } => Ok(()),
    }
}

/// Somebody is in a lobby, or no longer; the row stays, for their name is in the journal.
fn place(db: &mut Db, key: i64, user: UserId, present: bool) -> QueryResult<()> {
    let user = user.0.number();
    if !present {
        let row = lobby_members::user_id.eq(user).and(lobby_members::lobby.eq(key));
        let row = lobby_members::table.filter(row);
        return update(row).set(lobby_members::present.eq(false)).execute(db).map(drop);
    }
    let row = (
        lobby_members::user_id.eq(user),
        lobby_members::lobby.eq(key),
        lobby_members::present.eq(true),
    );
    on_db!(db, |connection| insert_into(lobby_members::table)
        .values(row)
        .on_conflict((lobby_members::user_id, lobby_members::lobby))
        .do_update()
        .set(lobby_members::present.eq(true))
        .execute(connection))
    .map(drop)
}
