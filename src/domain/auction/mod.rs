//! Auctions: the English one, with hidden maxima (`proxy`) or open outcry (`open`), and the kinds of 2.10.
//!
//! [`AuctionRoom`] is the machine. The rules are methods of [`Lot`], a file per concern:
//! `terms` what may be put up, `increment` and `book` the price, `clock` the end, `bidding` and
//! `staff` what people do, `apply` what events change, `sight` and `page` what is shown to whom,
//! `notes` what inboxes and the market are told, `money` what bidders set aside, `settle` what is left to do after
//! the end, `sealed` and `formats` the other kinds.

use crate::{
    domain::{Asked, Machine, Reaction, Sight, Viewer},
    protocol::{
        auction::{
            Auction, BidId, Command, Event, Reject, Status, Told, money::Ticketed, page::Page,
            snapshot::Lot, view::View, words::Reply,
        },
        id::RoomId,
        money::{Currency, Money},
        time::Time,
    },
};

pub mod increment;
pub mod terms;

mod apply;
mod bidding;
mod book;
mod clock;
mod doubts;
pub mod formats;
mod money;
mod names;
mod notes;
mod page;
mod replies;
mod sealed;
pub mod settle;
mod sight;
mod staff;

/// One lot, from draft to hammer.
#[derive(Debug)]
pub struct AuctionRoom {
    id: RoomId,
    lot: Option<Lot>,
}

impl AuctionRoom {
    /// The lot, where there is one; for tests and for the program's own looks into a room.
    pub fn lot(&self) -> Option<&Lot> {
        self.lot.as_ref()
    }
}

impl AuctionRoom {
    /// What makes a lot where there is none yet.
    fn begins(&self, asked: &Asked<'_>, command: Command) -> Result<Vec<Event>, Reject> {
        if let Command::Create(terms) = command {
            staff::create(&self.id, asked, &terms)
        } else if let Command::Told(Told::Relisted(first)) = command
            && asked.by.is_house()
        {
            Ok(settle::relisted(asked, &first))
        } else {
            Err(Reject::NotFound)
        }
    }
}

impl Machine for AuctionRoom {
    type Words = Auction;

    fn new(id: &RoomId) -> Self {
        AuctionRoom { id: id.clone(), lot: None }
    }

    fn decide(&self, asked: &Asked<'_>, command: Command) -> Result<Vec<Event>, Reject> {
        let Some(lot) = &self.lot else {
            return self.begins(asked, command);
        };
        if let Command::Told(told) = command {
            return if asked.by.is_house() {
                Ok(lot.told(asked.now, told))
            } else if lot.admits(Some(asked.by)) {
                Err(Reject::Forbidden)
            } else {
                Err(Reject::NotFound)
            };
        }
        if !lot.admits(Some(asked.by)) {
            return Err(Reject::NotFound);
        }
        let decided = match command {
            Command::Create(_) => Err(Reject::BadState { status: lot.status_at(asked.now) }),
            Command::Edit(changes) => lot.edit(asked, &changes),
            Command::Publish => lot.publish(asked),
            Command::Bid(bid) if lot.is_sealed() => lot.seal(asked, &bid),
            Command::Bid(bid) => lot.bid(asked, &bid),
            Command::Retract { bid } => lot.retract(asked, bid),
            Command::Accept { limit } => lot.accept(asked, limit),
            Command::Buy => lot.buy(asked),
            Command::Watch { on } => Ok(lot.watch(asked, on)),
            Command::Pause { reason } => lot.pause(asked, reason),
            Command::Resume => lot.resume(asked),
            Command::Extend { seconds } => lot.extend(asked, seconds),
            Command::End => lot.end(asked),
            Command::Cancel { reason } => lot.cancel(asked, reason),
            Command::LowerReserve { reserve } => lot.lower_reserve(asked, reserve),
            Command::Void { bid, reason } => lot.void(asked, bid, reason),
            Command::Announce { text } => lot.announce(asked, text),
            Command::Pay => lot.pay(asked),
            Command::PaidOutside { reference } => lot.paid_outside(asked, reference),
            Command::Default => lot.default(asked),
            Command::SecondChance { to } => lot.second_chance(asked, &to),
            Command::AnswerChance { accept } => lot.answer_chance(asked, accept),
            Command::Relist(changes) => lot.relist(&self.id, asked, &changes),
            Command::Told(_) => Err(Reject::Forbidden),
        }?;
        // The shell may be late with `expire`; the clock is not.
        let mut events = lot.due(asked.now);
        events.extend(decided);
        Ok(events)
    }

    fn wants(&self, asked: &Asked<'_>, command: &Command) -> Option<(Currency, Money)> {
        let lot = self.lot.as_ref().filter(|lot| lot.admits(Some(asked.by)))?;
        Some((lot.terms.currency, lot.wants(asked, command)?))
    }

    fn apply(&mut self, at: Time, event: &Event) {
        match (&mut self.lot, event) {
            (Some(lot), event) => lot.apply(at, event),
            (lot @ None, Event::Created { seller, seller_name, terms, .. }) => {
                let mut first = apply::draft(*seller, seller_name, terms);
                first.apply(at, event);
                *lot = Some(first);
            }
            // `decide` lets nothing else happen to a lot that is not there.
            (None, _) => (),
        }
    }

    fn deadline(&self) -> Option<Time> {
        self.lot.as_ref()?.deadline()
    }

    fn expire(&self, now: Time) -> Vec<Event> {
        self.lot.as_ref().map(|lot| lot.due(now)).unwrap_or_default()
    }

    fn reply(&self, asked: &Asked<'_>, events: &[Event]) -> Reply {
        replies::reply(&self.id, self.lot.as_ref(), asked, events)
    }

    fn admits(&self, viewer: Viewer<'_>) -> bool {
        self.lot.as_ref().is_some_and(|lot| lot.admits(viewer))
    }

    fn sight(&self, event: &Event) -> Sight<View> {
        let lot = self.lot.as_ref();
        let hides = lot.is_some_and(|lot| lot.terms.hide_count);
        sight::sight(lot.map(|lot| lot.seller), hides, event)
    }

    fn state(&self, viewer: Viewer<'_>, now: Time, watchers: u32) -> Option<Page> {
        Some(self.lot.as_ref()?.page(&self.id, viewer, now, watchers))
    }

    fn reactions(&self, event: &Event) -> Vec<Reaction> {
        self.lot.as_ref().map(|lot| lot.reactions(&self.id, event)).unwrap_or_default()
    }

    fn freeze(&self) -> Option<Lot> {
        self.lot.clone()
    }

    fn thaw(id: &RoomId, snapshot: Option<Lot>) -> Self {
        AuctionRoom { id: id.clone(), lot: snapshot }
    }
}

impl Lot {
    /// Whether this viewer may know of it: a draft is for its seller and staff, also once it was called off.
    fn admits(&self, viewer: Viewer<'_>) -> bool {
        self.published || viewer.is_some_and(|person| self.is_kept_by(person))
    }

    /// What becomes true because time has passed.
    fn due(&self, now: Time) -> Vec<Event> {
        let status = self.status_at(now);
        let starts = self.status == Status::Scheduled && status != Status::Scheduled;
        let ends = self.status != Status::Ended && status == Status::Ended;
        let start = starts.then_some(Event::Started { ends_at: self.ends_at });
        let over = self.ends_at.filter(|_| ends);
        let end = over.map(|ended_at| self.concluded(self.outcome(self.lead, ended_at), None));
        let settled = self.settlement_due(now);
        start.into_iter().chain(end.into_iter().flatten()).chain(settled).collect()
    }

    /// What the house tells: of money for those who lead again, and whether a ticket is needed still.
    fn told(&self, now: Time, told: Told) -> Vec<Event> {
        match told {
            // What is asked twice is asked of an auction that is there.
            Told::Relisted(_) => Vec::new(),
            Told::Funded(funded) => {
                let ticket = Ticketed { ticket: funded.ticket, amount: funded.amount };
                self.funded(funded.user, ticket)
            }
            Told::Unfunded(unfunded) => {
                let bid = BidId(unfunded.bid.parse().unwrap_or(0));
                self.unfunded(now, unfunded.user, bid)
            }
            Told::Prolong(prolong) => self.prolong(now, prolong.by_ms),
            Told::Ticket(asked) => {
                vec![Event::Checked { orders: vec![self.checked(asked.ticket)] }]
            }
        }
    }

    /// Follows it, or no longer; asking twice changes nothing.
    fn watch(&self, asked: &Asked<'_>, on: bool) -> Vec<Event> {
        let user = asked.by.id;
        if self.followers.contains(&user) == on {
            return Vec::new();
        }
        vec![Event::Watched { user, on }]
    }
}
