//! The whole of the market, hidden parts included: what the machine keeps and a snapshot holds.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Serialize};

use super::{
    ids::{ListingId, OfferId, SaleId, TicketId},
    ledger::{Books, TransferId, pairs},
    listing::{Listing, Offer},
};
use crate::protocol::{
    id::{RoomId, Seq, UserId},
    money::{Currency, Money},
    time::Time,
};

/// The market.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Market {
    /// Whose money is where.
    pub books: Books,
    /// What is for sale, and the latest of what was.
    pub listings: BTreeMap<ListingId, Listing>,
    /// Offers for those.
    pub offers: BTreeMap<OfferId, Offer>,
    /// What is for sale by the name that it has where it comes from.
    pub items: BTreeMap<String, ListingId>,
    /// What is for sale no longer, the latest last.
    pub over: VecDeque<ListingId>,
    /// How many listings of each seller are open.
    pub open: BTreeMap<UserId, u32>,
    /// What is over when, by itself.
    pub due: BTreeSet<(Time, Due)>,
    /// The latest listing.
    pub last_listing: ListingId,
    /// The latest offer.
    pub last_offer: OfferId,
    /// The latest sale.
    pub last_sale: SaleId,
    /// The latest ticket.
    pub last_ticket: TicketId,
    /// What is set aside for sales of other rooms.
    #[serde(with = "pairs")]
    pub holds: BTreeMap<(RoomId, UserId), Hold>,
    /// Whose tickets those are.
    pub tickets: BTreeMap<TicketId, (RoomId, UserId)>,
    /// How many events there were.
    pub seq: Seq,
}

/// What is over by itself at some time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Due {
    /// A listing.
    Listing(ListingId),
    /// An offer.
    Offer(OfferId),
    /// A ticket, of which it is not known what became.
    Ticket(TicketId),
}

/// What somebody has set aside for the sales of one room: the greatest of what single requests may take.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    /// Of the amounts.
    pub currency: Currency,
    /// What is reserved in the books.
    pub pending: TransferId,
    /// How much that is.
    pub reserved: Money,
    /// The requests.
    pub tickets: Vec<Ticket>,
}

/// Money for one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticket {
    /// Its number.
    pub id: TicketId,
    /// How much it takes at most.
    pub amount: Money,
    /// When the other room is asked what became of it, as long as that is not known.
    pub doubt_at: Option<Time>,
}
