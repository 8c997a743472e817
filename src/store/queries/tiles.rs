//! What tiles show of auctions beside their rows, and which auctions concern somebody.

use std::collections::{HashMap, HashSet};

use diesel::{ExpressionMethods, QueryDsl, QueryResult, RunQueryDsl};

use super::{auctions::Boxed, read_user};
use crate::{
    protocol::{auction::Status, id::UserId},
    store::{
        db::Db,
        schema::{auction_tiles, auctions, bids, watchers, winners},
    },
};

/// How an auction concerns somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mine {
    /// They follow it.
    Watching,
    /// A bid of theirs stands.
    Bidding,
    /// They lead, and it goes on.
    Leading,
    /// They have won it, or some of it.
    Won,
    /// They sell it.
    Selling,
}

impl Mine {
    /// Every one.
    pub const ALL: [Mine; 5] =
        [Mine::Watching, Mine::Bidding, Mine::Leading, Mine::Won, Mine::Selling];

    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Mine::Watching => "watching",
            Mine::Bidding => "bidding",
            Mine::Leading => "leading",
            Mine::Won => "won",
            Mine::Selling => "selling",
        }
    }

    /// The one that is written so.
    pub fn named(name: &str) -> Option<Self> {
        Mine::ALL.into_iter().find(|mine| mine.as_str() == name)
    }

    /// Those of the auctions that concern `user` so.
    pub(super) fn of(self, query: Boxed, user: UserId) -> Boxed {
        let me = user.0.number();
        match self {
            Mine::Watching => {
                let followed = watchers::table.filter(watchers::user_id.eq(me));
                query.filter(auctions::room.eq_any(followed.select(watchers::auction)))
            }
            Mine::Bidding => {
                let own = bids::table.filter(bids::bidder.eq(me));
                let standing = own.filter(bids::removed_at_ms.is_null());
                query.filter(auctions::room.eq_any(standing.select(bids::auction)))
            }
            Mine::Leading => {
                let led = auction_tiles::table.filter(auction_tiles::leader.eq(me));
                let open = [Status::Active.as_str(), Status::Paused.as_str()];
                query
                    .filter(auctions::room.eq_any(led.select(auction_tiles::auction)))
                    .filter(auctions::status.eq_any(open))
            }
            Mine::Won => {
                let won = winners::table.filter(winners::user_id.eq(me));
                query.filter(auctions::room.eq_any(won.select(winners::auction)))
            }
            Mine::Selling => query.filter(auctions::seller.eq(me)),
        }
    }
}

/// What a tile shows of an auction beside its row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tile {
    /// Who leads; not for everybody where bidders are masked.
    pub leader: Option<UserId>,
    /// How many follow it.
    pub watchers: u32,
    /// While the clock stands: what is left, in milliseconds.
    pub remaining_ms: Option<u64>,
    /// Whether the one who asks follows it.
    pub watching: bool,
}

/// The tiles of these auctions, as `viewer` sees them.
pub(super) fn of(
    db: &mut Db,
    auctions: &[i64],
    viewer: Option<UserId>,
) -> QueryResult<HashMap<i64, Tile>> {
    let mut followed = HashSet::new();
    if let Some(viewer) = viewer {
        let own = watchers::table.filter(watchers::user_id.eq(viewer.0.number()));
        let here = own.filter(watchers::auction.eq_any(auctions)).select(watchers::auction);
        followed.extend(here.load::<i64>(db)?);
    }
    let rows = auction_tiles::table.filter(auction_tiles::auction.eq_any(auctions)).load::<(
        i64,
        Option<i64>,
        i64,
        Option<i64>,
    )>(db)?;
    let tile = |(auction, leader, watchers, remaining_ms): (i64, Option<i64>, i64, Option<i64>)| {
        let tile = Tile {
            leader: leader.map(read_user),
            watchers: u32::try_from(watchers).unwrap_or_default(),
            remaining_ms: remaining_ms.map(i64::unsigned_abs),
            watching: followed.contains(&auction),
        };
        (auction, tile)
    };
    Ok(rows.into_iter().map(tile).collect())
}
