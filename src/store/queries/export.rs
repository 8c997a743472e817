//! What the house knows of a user, for that user.

use diesel::{ExpressionMethods, JoinOnDsl, QueryDsl, RunQueryDsl};

use super::messages;
use crate::{
    protocol::{
        conversation::view::Message,
        id::{RoomId, UserId},
        money::Money,
        time::Time,
    },
    store::{
        Store, StoreError,
        schema::{auctions, bids, messages as said, rooms},
    },
};

/// How many messages are read at once.
const MESSAGES_READ_MAX: i64 = 500;

/// A bid of one's own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnBid {
    /// In which auction.
    pub auction: RoomId,
    /// What was offered, as everybody may see it.
    pub amount: Money,
    /// When.
    pub at: Time,
    /// When it was taken back or struck out.
    pub removed_at: Option<Time>,
}

impl Store {
    /// A user's own messages after the one with this number, oldest first, each with its room; and the number to
    /// go on from, where there may be more.
    pub async fn own_messages(
        &self,
        user: UserId,
        after: i64,
    ) -> Result<(Vec<(RoomId, Message)>, Option<i64>), StoreError> {
        self.read(move |db| {
            let found = said::table
                .inner_join(rooms::table.on(rooms::key.eq(said::conversation)))
                .filter(said::author.eq(user.0.number()))
                .filter(said::deleted.eq(false))
                .filter(said::id.gt(after))
                .order(said::id)
                .limit(MESSAGES_READ_MAX)
                .select((said::id, said::conversation, said::seq, rooms::id))
                .load::<(i64, i64, i64, String)>(db)?;
            let full = usize::try_from(MESSAGES_READ_MAX).is_ok_and(|max| max <= found.len());
            let next = found.last().map(|(id, ..)| *id).filter(|_| full);
            let mut own = Vec::with_capacity(found.len());
            for (_, key, seq, room) in found {
                let message = messages::one(db, key, seq, &[])?;
                own.extend(message.map(|message| (RoomId::from(room.as_str()), message)));
            }
            Ok((own, next))
        })
        .await
    }

    /// A user's own bids, oldest first.
    pub async fn own_bids(&self, user: UserId) -> Result<Vec<OwnBid>, StoreError> {
        self.read(move |db| {
            let rows = bids::table
                .inner_join(auctions::table)
                .filter(bids::bidder.eq(user.0.number()))
                .order((bids::at_ms, bids::number))
                .select((auctions::id, bids::amount, bids::at_ms, bids::removed_at_ms))
                .load::<(String, i64, i64, Option<i64>)>(db)?;
            let own = |(auction, amount, at, removed_at): (String, i64, i64, Option<i64>)| OwnBid {
                auction: RoomId::of("auction", auction),
                amount: Money(amount),
                at: Time::from_ms(at),
                removed_at: removed_at.map(Time::from_ms),
            };
            Ok(rows.into_iter().map(own).collect())
        })
        .await
    }
}
