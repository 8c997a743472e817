//! What tiles show of an auction beside its row, and what it is to people who do not sell it: who leads, who follows,
//! who has won.

use diesel::{
    AsChangeset, ExpressionMethods, QueryDsl, QueryResult, RunQueryDsl, delete, insert_into,
    insert_or_ignore_into, result::Error, update,
};

use super::RoomKey;
use crate::{
    protocol::{
        auction::{Ended, Event},
        id::UserId,
    },
    store::{
        db::{Db, on_db},
        schema::{auction_tiles, auctions, events, watchers, winners},
        update::update_kept,
    },
};

/// How many events of a journal are read at once.
const EVENTS_READ_MAX: i64 = 1_000;

/// What changes in a tile; `None` leaves a column as it is.
#[derive(AsChangeset, Clone, Copy, Default, PartialEq, Eq)]
#[diesel(table_name = auction_tiles)]
#[expect(clippy::option_option, reason = "a column stays, becomes NULL, or gets a value")]
pub(super) struct Tile {
    leader: Option<Option<i64>>,
    remaining_ms: Option<Option<i64>>,
}

impl Tile {
    /// Takes one event into what changes, and into the tables what is not the tile.
    pub(super) fn take(&mut self, db: &mut Db, key: RoomKey, event: &Event) -> QueryResult<()> {
        match event {
            Event::Created { .. } => begin(db, key)?,
            // Whose maximum answered has led before.
            Event::BidPlaced(placed) if placed.leader != placed.bidder => (),
            Event::BidPlaced(placed) => self.leader = Some(Some(placed.leader.0.number())),
            Event::BidRemoved(removed) => {
                self.leader = Some(removed.leader.map(|leader| leader.0.number()));
            }
            Event::Watched { user, on } => watched(db, key, *user, *on)?,
            Event::Paused { remaining_ms, .. } | Event::Extended { remaining_ms, .. } => {
                self.remaining_ms = Some(remaining_ms.and_then(|ms| i64::try_from(ms).ok()));
            }
            Event::Resumed { ends_at: _ } | Event::Cancelled { .. } => {
                self.remaining_ms = Some(None);
            }
            Event::Ended(ended) => {
                self.remaining_ms = Some(None);
                won(db, key, ended)?;
            }
            Event::Edited { terms: _ }
            | Event::Scheduled { .. }
            | Event::Started { ends_at: _ }
            | Event::Sealed(_)
            | Event::Unsealed(_)
            | Event::ReserveMet
            | Event::ReserveLowered { .. }
            | Event::Announced { text: _ }
            | Event::Paid(_)
            | Event::Defaulted { .. }
            | Event::Offered { .. }
            | Event::ChancePassed { .. }
            | Event::Relisted { .. }
            | Event::Funded { .. }
            | Event::Checked { orders: _ } => (),
        }
        Ok(())
    }

    /// Writes what has changed.
    pub(super) fn keep(self, db: &mut Db, key: RoomKey) -> QueryResult<()> {
        if self != Tile::default() {
            let row = update_kept(&auction_tiles::table, auction_tiles::auction.eq(key.0), self);
            on_db!(db, |connection| row.execute(connection))?;
        }
        Ok(())
    }
}

/// Makes the tiles of auctions that were there before there were tiles, out of their journals.
pub(in crate::store) fn fill(db: &mut Db) -> QueryResult<()> {
    for key in auctions::table.select(auctions::room).load::<i64>(db)? {
        let (mut tile, mut after) = (Tile::default(), 0);
        loop {
            let some = events::table
                .filter(events::room.eq(key))
                .filter(events::seq.gt(after))
                .order(events::seq)
                .limit(EVENTS_READ_MAX)
                .select((events::seq, events::body))
                .load::<(i64, String)>(db)?;
            let Some((last, _)) = some.last() else { break };
            after = *last;
            for (_, body) in &some {
                let event = serde_json::from_str::<Event>(body);
                let event = event.map_err(|why| Error::DeserializationError(Box::new(why)))?;
                tile.take(db, RoomKey(key), &event)?;
            }
        }
        tile.keep(db, RoomKey(key))?;
    }
    Ok(())
}

fn begin(db: &mut Db, key: RoomKey) -> QueryResult<()> {
    let row = (auction_tiles::auction.eq(key.0), auction_tiles::watchers.eq(0));
    insert_into(auction_tiles::table).values(row).execute(db).map(drop)
}

/// Somebody follows it, or no longer.
fn watched(db: &mut Db, key: RoomKey, user: UserId, on: bool) -> QueryResult<()> {
    let row = (watchers::user_id.eq(user.0.number()), watchers::auction.eq(key.0));
    let changed = if on {
        on_db!(db, |connection| insert_or_ignore_into(watchers::table)
            .values(row)
            .execute(connection))?
    } else {
        delete(watchers::table.find((user.0.number(), key.0))).execute(db)?
    };
    let changed = i64::try_from(changed).unwrap_or_default();
    let count = auction_tiles::watchers + if on { changed } else { -changed };
    let row = auction_tiles::table.find(key.0);
    update(row).set(auction_tiles::watchers.eq(count)).execute(db).map(drop)
}

/// It ended, or ended otherwise than was told before.
fn won(db: &mut Db, key: RoomKey, ended: &Ended) -> QueryResult<()> {
    delete(winners::table.filter(winners::auction.eq(key.0))).execute(db)?;
    for winner in ended.winners() {
        let row = (winners::user_id.eq(winner.0.number()), winners::auction.eq(key.0));
        on_db!(db, |connection| insert_or_ignore_into(winners::table)
            .values(row)
            .execute(connection))?;
    }
    Ok(())
}
