//! Who searches, and how well people play, as it is looked up.

use diesel::{ExpressionMethods, QueryDsl, QueryResult, RunQueryDsl, delete, insert_into};

use super::{Project, Record, RoomKey};
use crate::{
    protocol::{
        id::{Place, RoomId},
        matchmaking::{Event, Matchmaking, TicketId, event::Ticket},
        rating::Rating,
        time::Time,
    },
    store::{
        db::{Db, on_db},
        schema::{ratings, tickets},
    },
};

impl Project for Matchmaking {
    fn project(
        db: &mut Db,
        _: RoomKey,
        room: &RoomId,
        records: &[Record<Event>],
    ) -> QueryResult<()> {
        let game = room.key();
        records.iter().try_for_each(|record| take(db, game, record))
    }
}

fn take(db: &mut Db, game: &str, record: &Record<Event>) -> QueryResult<()> {
    match &record.event {
        Event::Entered(ticket) => enter(db, game, ticket),
        Event::Ended { ticket, .. } => leave(db, game, *ticket),
        Event::Failed { found: _, out } => {
            out.iter().try_for_each(|(ticket, _)| leave(db, game, *ticket))
        }
        Event::Matched { found: _, tickets } => {
            tickets.iter().try_for_each(|ticket| leave(db, game, *ticket))
        }
        Event::Seated { found: _, back } => {
            back.iter().try_for_each(|ticket| enter(db, game, ticket))
        }
        Event::Rated { mode, ratings } => ratings
            .iter()
            .try_for_each(|(user, rating)| rate(db, game, mode, user.0.number(), rating)),
        // Nothing of these is looked up.
        Event::Ruled(_)
        | Event::Relaxed { .. }
        | Event::Paired(_)
        | Event::Searched
        | Event::Accepted { .. }
        | Event::Seats(_) => Ok(()),
    }
}

fn enter(db: &mut Db, game: &str, ticket: &Ticket) -> QueryResult<()> {
    let id = TicketId { game: game.to_owned(), place: ticket.ticket }.to_string();
    for user in &ticket.users {
        let row = (
            tickets::user_id.eq(user.0.number()),
            tickets::game.eq(game),
            tickets::ticket.eq(&id),
            tickets::since_ms.eq(ticket.since.ms()),
        );
        on_db!(db, |connection| insert_into(tickets::table).values(row).execute(connection))?;
    }
    Ok(())
}

fn leave(db: &mut Db, game: &str, ticket: Place) -> QueryResult<()> {
    let id = TicketId { game: game.to_owned(), place: ticket }.to_string();
    delete(tickets::table.filter(tickets::ticket.eq(id))).execute(db).map(drop)
}

fn rate(db: &mut Db, game: &str, mode: &str, user: i64, rating: &Rating) -> QueryResult<()> {
    let rated = (
        ratings::rating.eq(rating.milli_rating),
        ratings::deviation.eq(rating.milli_deviation),
        ratings::volatility.eq(rating.micro_volatility),
        ratings::matches.eq(i64::from(rating.matches)),
        ratings::at_ms.eq(rating.at.map_or(0, Time::ms)),
    );
    let whose = (ratings::game.eq(game), ratings::mode.eq(mode), ratings::user_id.eq(user));
    on_db!(db, |connection| insert_into(ratings::table)
        .values((whose, rated))
        .on_conflict((ratings::game, ratings::mode, ratings::user_id))
        .do_update()
        .set(rated)
        .execute(connection))
    .map(drop)
}
