//! The list of lobbies, as pages of it are read.

use diesel::{ExpressionMethods, QueryDsl, QueryResult, RunQueryDsl, delete, insert_into};

use super::{Project, Record, RoomKey};
use crate::{
    protocol::{
        frame::to_json,
        id::RoomId,
        lobby::list::{Event, Lobbies, Summary},
    },
    store::{
        db::{Db, on_db},
        schema::lobby_list,
    },
};

impl Project for Lobbies {
    fn project(db: &mut Db, _: RoomKey, _: &RoomId, records: &[Record<Event>]) -> QueryResult<()> {
        for record in records {
            match &record.event {
                Event::Noted { standing, was_listed, .. } => match &standing.listed {
                    Some(summary) => list(db, summary)?,
                    None if *was_listed => unlist(db, &standing.lobby)?,
                    None => (),
                },
                Event::Clashed { .. } => (),
            }
        }
        Ok(())
    }
}

fn list(db: &mut Db, summary: &Summary) -> QueryResult<()> {
    let stands = (
        lobby_list::status.eq(summary.status.as_str()),
        lobby_list::region.eq(summary.region.as_deref().unwrap_or_default()),
        lobby_list::summary.eq(to_json(summary)),
    );
    let is = (lobby_list::lobby.eq(summary.lobby.as_str()), lobby_list::game.eq(&summary.game));
    let stands_now = stands.clone();
    on_db!(db, |connection| insert_into(lobby_list::table)
        .values((is, stands))
        .on_conflict(lobby_list::lobby)
        .do_update()
        .set(stands_now)
        .execute(connection))
    .map(drop)
}

fn unlist(db: &mut Db, lobby: &RoomId) -> QueryResult<()> {
    let row = lobby_list::table.filter(lobby_list::lobby.eq(lobby.as_str()));
    delete(row).execute(db).map(drop)
}
