//! The market: what is for sale at a price, and the ledger of everybody's money.
//!
//! [`MarketRoom`] is the machine. The rules are methods of [`Market`], a file per concern: `books` the ledger,
//! `listing` what is put up and taken back, `purchase` what is bought, `offers` what is haggled over, `wallet` what
//! comes in and goes out, `holds` what is set aside for other rooms, `apply` what events change, `notes` what other
//! rooms are told, `page` what is shown.

use crate::{
    domain::{Asked, Machine, Reaction, Sight, Viewer},
    protocol::{
        id::RoomId,
        market::{
            Command, Event, Fees, MarketWords, Reject,
            page::{Reply, State},
            snapshot::Market,
            view::View,
        },
        time::Time,
    },
};

mod apply;
pub mod books;
mod holds;
pub mod limits;
mod listing;
mod notes;
mod offers;
mod page;
mod purchase;
mod wallet;

pub use notes::introduce;

/// What the configuration says of the market.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// What the house takes of what is put up from now on.
    pub fees: Fees,
    /// How long what is in a basket is kept.
    pub reservation_ms: u64,
    /// How long an offer is open.
    pub offer_ms: u64,
    /// Whether an offer sets the money for it aside.
    pub offer_hold: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            fees: Fees::default(),
            reservation_ms: 600_000,
            offer_ms: 48 * 60 * 60 * 1_000,
            offer_hold: false,
        }
    }
}

/// The market.
#[derive(Debug, Default)]
pub struct MarketRoom {
    market: Market,
}

impl MarketRoom {
    /// Its state; for tests and for the program's own looks into a room.
    pub fn market(&self) -> &Market {
        &self.market
    }
}

impl Machine for MarketRoom {
    type Words = MarketWords;

    fn new(_: &RoomId) -> Self {
        MarketRoom::default()
    }

    fn decide(&self, asked: &Asked<'_>, command: Command) -> Result<Vec<Event>, Reject> {
        let market = &self.market;
        match command {
            Command::Create(terms) => market.create(asked, &terms),
            Command::Update(update) => market.update(asked, *update),
            Command::Cancel(which) => market.cancel(asked, which.listing),
            Command::Remove(remove) => market.remove(asked, remove),
            Command::Reserve(reserve) => market.reserve(asked, reserve),
            Command::Release(which) => market.release(asked, which.listing),
            Command::Buy(buy) => market.buy(asked, buy),
            Command::MakeOffer(offer) => market.make_offer(asked, offer),
            Command::Accept(which) => market.accept(asked, which.offer),
            Command::Decline(which) => market.decline(asked, which.offer),
            Command::Counter(counter) => market.counter(asked, counter),
            Command::Withdraw(which) => market.withdraw(asked, which.offer),
            Command::Deposit(funding) => market.fund(asked, funding, false),
            Command::Payout(funding) => market.fund(asked, funding, true),
            Command::TakeHold(_)
            | Command::Retake(_)
            | Command::Shrink(_)
            | Command::Keep(_)
            | Command::Settle(_)
            | Command::Forfeit(_)
            | Command::Forget(_)
                if !asked.by.is_house() =>
            {
                Err(Reject::Forbidden)
            }
            Command::TakeHold(take) => market.take_hold(asked.now, take),
            Command::Retake(retake) => Ok(market.retake(asked.now, retake)),
            Command::Shrink(which) => Ok(market.shrink(asked.now, which)),
            Command::Keep(which) => Ok(market.keep(which.ticket)),
            Command::Settle(settle) => market.settle(asked.now, *settle),
            Command::Forfeit(forfeit) => market.forfeit(asked.now, forfeit),
            Command::Forget(whom) => Ok(market.forget(asked.now, whom.user)),
        }
    }

    fn apply(&mut self, at: Time, event: &Event) {
        self.market.apply(at, event);
    }

    fn deadline(&self) -> Option<Time> {
        self.market.due.first().map(|(at, _)| *at)
    }

    fn expire(&self, now: Time) -> Vec<Event> {
        self.market.due(now)
    }

    fn reply(&self, asked: &Asked<'_>, events: &[Event]) -> Reply {
        self.market.reply(asked, events)
    }

    fn admits(&self, _: Viewer<'_>) -> bool {
        true
    }

    fn sight(&self, event: &Event) -> Sight<View> {
        page::sight(event)
    }

    fn state(&self, viewer: Viewer<'_>, now: Time, _: u32) -> State {
        self.market.state(viewer, now)
    }

    fn reactions(&self, event: &Event) -> Vec<Reaction> {
        self.market.notes(event)
    }

    fn freeze(&self) -> Market {
        self.market.clone()
    }

    fn thaw(_: &RoomId, market: Market) -> Self {
        MarketRoom { market }
    }
}
