//! What inboxes and the market are told (2.8). A bidder who is beaten at once reads it in the reply and is not told again.

use super::bidding::UNFUNDED_REASON;
use crate::{
    domain::{Reaction, market::introduce},
    protocol::{
        auction::{Ended, Event, Relisted, Status, money::Order, snapshot::Lot, words::RELISTED},
        frame::to_json,
        id::{RoomId, UserId},
        inbox::{self, NOTE, Note},
        market::{
            MARKET,
            bodies::{Forfeit, Retake, Settle, TakeHold, WhichTicket},
            words::{FORFEIT, KEEP, RETAKE, SETTLE, SHRINK},
        },
        money::Money,
        session::{Extended, words::EXTENDED},
    },
};

impl Lot {
    /// What an event that has been applied asks of other rooms: the market first.
    pub(super) fn reactions(&self, room: &RoomId, event: &Event) -> Vec<Reaction> {
        let orders = orders(event).iter().map(|order| self.order(room, order));
        let mut asked: Vec<Reaction> = orders.collect();
        asked.extend(self.notes(room, event));
        // A sale opens the conversation of its two sides.
        if let Event::Ended(ended) = event {
            asked.extend(ended.winners().map(|winner| introduce(winner, self.seller)));
        }
        // A session whose lots wait for each other hears that one of them does.
        if let Event::Extended { by_ms: Some(by_ms), .. } = event
            && let Some(part) = &self.part_of
        {
            let data = to_json(&Extended { lot: room.clone(), by_ms: *by_ms });
            asked.push(Reaction { room: part.session.clone(), request: EXTENDED, data });
        }
        if let Event::Relisted { to, terms, publish } = event {
            let again = Relisted {
                from: Some(room.clone()),
                part_of: None,
                seller: self.seller,
                seller_name: self.seller_name.clone(),
                terms: terms.as_ref().clone(),
                publish: *publish,
            };
            asked.push(Reaction { room: to.clone(), request: RELISTED, data: to_json(&again) });
        }
        asked
    }

    /// What the market is to do with money that was set aside.
    fn order(&self, room: &RoomId, order: &Order) -> Reaction {
        let which = |ticket, amount| to_json(&WhichTicket { ticket, amount });
        let (request, data) = match order {
            Order::Free { ticket } => (SHRINK, which(*ticket, None)),
            Order::Shrink { ticket, amount } => (SHRINK, which(*ticket, Some(*amount))),
            Order::Keep { ticket } => (KEEP, which(*ticket, None)),
            Order::Retake { user, amount, bid } => {
                let currency = self.terms.currency;
                let hold = TakeHold { room: room.clone(), user: *user, currency, amount: *amount };
                (RETAKE, to_json(&Retake { hold, bid: bid.clone() }))
            }
            Order::Settle { ticket, buyer, amount, quantity } => {
                let settle = Settle {
                    room: room.clone(),
                    title: self.terms.title.clone(),
                    seller: self.seller,
                    buyer: *buyer,
                    currency: self.terms.currency,
                    amount: *amount,
                    quantity: *quantity,
                    fees: self.fees,
                    ticket: *ticket,
                };
                (SETTLE, to_json(&settle))
            }
            Order::Forfeit { ticket, to } => {
                (FORFEIT, to_json(&Forfeit { ticket: *ticket, to: *to }))
            }
        };
        Reaction { room: RoomId::from(MARKET), request, data }
    }

    /// What inboxes are told.
    fn notes(&self, room: &RoomId, event: &Event) -> Vec<Reaction> {
        let one = |user: Option<UserId>, what: fn(inbox::Lot) -> Note| {
            user.map(|user| self.note(room, user, what)).into_iter().collect()
        };
        match event {
            Event::BidPlaced(placed) => one(placed.displaced, Note::Outbid),
            Event::BidRemoved(removed) => {
                // After the end nobody leads; the corrected outcome follows and says who won.
                let leads = removed.leader_changed && self.status != Status::Ended;
                let leading = removed.leader.filter(|_| leads);
                let unfunded = removed.void.as_deref() == Some(UNFUNDED_REASON);
                let mut notes: Vec<Reaction> = one(leading, Note::LeadingAgain);
                notes.extend(one(Some(removed.bidder).filter(|_| unfunded), Note::Unfunded));
                notes
            }
            Event::ReserveLowered { reserve: _, capped, orders: _ } => {
                one(capped.map(|capped| capped.bidder), Note::ReserveLoweredRebid)
            }
            Event::Ended(ended) => self.ended_notes(room, ended),
            Event::Paid(_) => one(Some(self.seller), Note::Paid),
            Event::Defaulted { buyer, orders: _ } => {
                [self.seller, *buyer].map(|user| self.note(room, user, Note::Defaulted)).into()
            }
            Event::Offered { to, amount, until: _ } => {
                vec![self.note_at(room, *to, Note::SecondChance, Some(*amount))]
            }
            Event::ChancePassed { to: _ } => one(Some(self.seller), Note::ChancePassed),
            Event::Cancelled { .. } => {
                self.standing_bidders().map(|user| self.note(room, user, Note::Cancelled)).collect()
            }
            Event::Created { .. }
            | Event::Sealed(_)
            | Event::Unsealed(_)
            | Event::Edited { terms: _ }
            | Event::Scheduled { .. }
            | Event::Started { ends_at: _ }
            | Event::Paused { .. }
            | Event::Resumed { ends_at: _ }
            | Event::Extended { .. }
            | Event::ReserveMet
            | Event::Watched { .. }
            | Event::Announced { text: _ }
            | Event::Relisted { .. }
            | Event::Funded { .. }
            | Event::Checked { orders: _ } => Vec::new(),
        }
    }

    fn ended_notes(&self, room: &RoomId, ended: &Ended) -> Vec<Reaction> {
        let lost = if ended.bought { Note::LostToBuyNow } else { Note::Lost };
        let winner = ended.winners().map(|winner| self.note(room, winner, Note::Won));
        let is_beaten = |user: &UserId| !ended.winners().any(|winner| winner == *user);
        // A correction concerns only the two whom it moves.
        let losers: Vec<UserId> = if ended.corrects {
            ended.former.into_iter().filter(is_beaten).collect()
        } else {
            self.standing_bidders().filter(is_beaten).collect()
        };
        let losers = losers.into_iter().map(|user| self.note(room, user, lost));
        let others = self.onlookers().map(|user| self.note(room, user, Note::Ended));
        winner.chain(losers).chain(others).collect()
    }

    /// The seller, and who follows it without a bid that counts.
    fn onlookers(&self) -> impl Iterator<Item = UserId> {
        let bidders: Vec<UserId> = self.standing_bidders().collect();
        let followers = self.followers.iter().copied().filter(|user| *user != self.seller);
        let rest = followers.filter(move |user| !bidders.contains(user));
        std::iter::once(self.seller).chain(rest)
    }

    /// Everyone with a bid that counts.
    fn standing_bidders(&self) -> impl Iterator<Item = UserId> {
        let stands = |place: &usize| self.bids.get(*place).is_some_and(|bid| !bid.removed);
        self.bidders
            .iter()
            .filter(move |(user, bidder)| {
                bidder.bids.iter().any(stands) || self.envelope_of(**user).is_some()
            })
            .map(|(user, _)| *user)
    }

    fn note(&self, room: &RoomId, user: UserId, what: impl Fn(inbox::Lot) -> Note) -> Reaction {
        let hammer = self.ended.as_ref().and_then(|ended| ended.hammer);
        self.note_at(room, user, what, hammer.or(self.price()))
    }

    fn note_at(
        &self,
        room: &RoomId,
        user: UserId,
        what: impl Fn(inbox::Lot) -> Note,
        price: Option<Money>,
    ) -> Reaction {
        let lot = inbox::Lot {
            auction: room.clone(),
            title: self.terms.title.clone(),
            price,
            currency: self.terms.currency,
        };
        Reaction { room: RoomId::of("inbox", user), request: NOTE, data: to_json(&what(lot)) }
    }
}

/// The orders to the market in an event.
fn orders(event: &Event) -> &[Order] {
    match event {
        Event::BidPlaced(placed) => &placed.orders,
        Event::BidRemoved(removed) => &removed.orders,
        Event::Sealed(sealed) => &sealed.orders,
        Event::Unsealed(unsealed) => &unsealed.orders,
        Event::Ended(ended) => &ended.orders,
        Event::Paid(paid) => &paid.orders,
        Event::ReserveLowered { orders, .. }
        | Event::Cancelled { orders, .. }
        | Event::Defaulted { orders, .. }
        | Event::Funded { orders, .. }
        | Event::Checked { orders } => orders,
        Event::Created { .. }
        | Event::Edited { terms: _ }
        | Event::Scheduled { .. }
        | Event::Started { ends_at: _ }
        | Event::Paused { .. }
        | Event::Resumed { ends_at: _ }
        | Event::Extended { .. }
        | Event::ReserveMet
        | Event::Watched { .. }
        | Event::Announced { text: _ }
        | Event::Offered { .. }
        | Event::ChancePassed { .. }
        | Event::Relisted { .. } => &[],
    }
}
