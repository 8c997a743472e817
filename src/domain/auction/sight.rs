//! Who sees what of an event. Hidden are maxima, the reserve, and drafts.

use crate::{
    domain::Sight,
    protocol::{
        auction::{
            Capped, Ended, Event, Placed, Removed, Status,
            money::Settlement,
            sealed::{Award, Sealed, Unsealed},
            terms::Terms,
            view::{
                AwardShown, BidGone, BidShown, Draft, EndMoved, HammerFell, SealedShown, Settling,
                StatusChanged, View,
            },
        },
        id::UserId,
    },
};

/// Who sees what of an event. A function of the event: the seller is the same for all of them.
pub(super) fn sight(seller: Option<UserId>, hides: bool, event: &Event) -> Sight<View> {
    let for_seller = |view| Sight::only(seller.map(|seller| (seller, view)).into_iter().collect());
    let status = |status| StatusChanged {
        status,
        reason: None,
        starts_at: None,
        ends_at: None,
        remaining_ms: None,
    };
    let everyone = |changed| Sight::everyone(View::Status(changed));
    match event {
        Event::Created { seller: _, seller_name: _, terms, fees: _, relists: _, part_of: _ } => {
            for_seller(View::Created(draft(terms)))
        }
        Event::Edited { terms } => for_seller(View::Updated(draft(terms))),
        Event::Scheduled { starts_at, ends_at } => everyone(StatusChanged {
            starts_at: Some(*starts_at),
            ends_at: *ends_at,
            ..status(Status::Scheduled)
        }),
        Event::Started { ends_at } | Event::Resumed { ends_at } => {
            everyone(StatusChanged { ends_at: *ends_at, ..status(Status::Active) })
        }
        Event::Paused { reason, remaining_ms } => everyone(StatusChanged {
            reason: Some(reason.clone()),
            remaining_ms: *remaining_ms,
            ..status(Status::Paused)
        }),
        Event::Cancelled { reason, orders: _ } => {
            everyone(StatusChanged { reason: Some(reason.clone()), ..status(Status::Cancelled) })
        }
        Event::BidPlaced(placed) => bid_placed(placed),
        Event::BidRemoved(removed) => bid_removed(removed),
        Event::Sealed(sealed) => seals(hides, sealed),
        Event::Unsealed(unsealed) => unseals(hides, unsealed),
        Event::Extended { ends_at, by, remaining_ms, by_ms: _ } => {
            let ends_at = remaining_ms.is_none().then_some(*ends_at);
            let moved = EndMoved { ends_at, remaining_ms: *remaining_ms, by: *by };
            Sight::everyone(View::Extended(moved))
        }
        Event::ReserveMet => Sight::everyone(View::ReserveMet {}),
        Event::ReserveLowered { reserve, capped, orders: _ } => {
            let mut sight = for_seller(View::ReserveLowered { reserve: *reserve });
            let own = capped.map(|Capped { bidder, max }| (bidder, View::Max { max }));
            sight.private.extend(own);
            sight
        }
        Event::Watched { user, on } => Sight::only(vec![(*user, View::Watching { on: *on })]),
        Event::Announced { text } => Sight::everyone(View::Announcement { text: text.clone() }),
        Event::Ended(ended) => Sight::everyone(View::Ended(HammerFell {
            outcome: ended.outcome,
            winner: ended.winner_shown.clone(),
            hammer: ended.hammer,
            ended_at: ended.ended_at,
            awards: awards(ended),
        })),
        Event::Paid(_)
        | Event::Defaulted { .. }
        | Event::Offered { .. }
        | Event::ChancePassed { to: _ } => settles(seller, event),
        Event::Relisted { to, terms: _, publish: _ } => {
            Sight::everyone(View::Relisted { auction: to.clone() })
        }
        Event::Funded { .. } | Event::Checked { orders: _ } => Sight::nobody(),
    }
}

/// What is left to do after the end is for the two whom it concerns.
fn settles(seller: Option<UserId>, event: &Event) -> Sight<View> {
    let (other, settlement, amount, until) = if let Event::Paid(paid) = event {
        (paid.buyer, Settlement::Settled, Some(paid.amount), None)
    } else if let Event::Defaulted { buyer, orders: _ } = event {
        (*buyer, Settlement::Defaulted, None, None)
    } else if let Event::Offered { to, amount, until } = event {
        (*to, Settlement::Offered, Some(*amount), Some(*until))
    } else if let Event::ChancePassed { to } = event {
        // Whoever has it again is told that it is not sold.
        (*to, Settlement::Unsold, None, None)
    } else {
        return Sight::nobody();
    };
    let view = View::Settlement(Settling { settlement, amount, until });
    let both = seller.into_iter().chain([other]);
    Sight::only(both.map(|user| (user, view.clone())).collect())
}

/// Nobody sees another's sealed bid (I-102), but that there is one, where that is not hidden, too.
fn seals(hides: bool, sealed: &Sealed) -> Sight<View> {
    let told = SealedShown {
        bid_count: (!hides).then_some(sealed.bid_count),
        bid: None,
        amount: None,
        quantity: None,
        retracted: false,
    };
    let own = SealedShown {
        bid: Some(sealed.bid),
        amount: Some(sealed.amount),
        quantity: Some(sealed.quantity),
        ..told.clone()
    };
    let public = (!hides).then_some(View::Sealed(told));
    let private = vec![(sealed.bidder, View::Sealed(own))];
    Sight { public, private, hidden: Vec::new(), by: None }
}

fn unseals(hides: bool, unsealed: &Unsealed) -> Sight<View> {
    let told = SealedShown {
        bid_count: (!hides).then_some(unsealed.bid_count),
        bid: None,
        amount: None,
        quantity: None,
        retracted: true,
    };
    let own = SealedShown { bid: Some(unsealed.bid), ..told.clone() };
    let public = (!hides).then_some(View::Sealed(told));
    let private = vec![(unsealed.bidder, View::Sealed(own))];
    Sight { public, private, hidden: Vec::new(), by: None }
}

fn draft(terms: &Terms) -> Draft {
    Draft { title: terms.title.clone(), currency: terms.currency, start_price: terms.start_price }
}

/// Who gets how many, as everybody sees it.
pub(super) fn awards(ended: &Ended) -> Vec<AwardShown> {
    let shown = |award: &Award| AwardShown {
        bidder: award.shown.clone(),
        quantity: award.quantity,
        price: award.price,
    };
    ended.awards.iter().map(shown).collect()
}

/// Everyone sees the price; the bidder also the own maximum, and alone a move that changes nothing else.
fn bid_placed(placed: &Placed) -> Sight<View> {
    if placed.hidden {
        return Sight::only(vec![(placed.bidder, View::Max { max: placed.max })]);
    }
    let view = BidShown {
        bid: placed.bid,
        bidder: placed.shown.clone(),
        amount: placed.amount,
        max: None,
        price: placed.price,
        minimum: placed.minimum,
        bid_count: placed.bid_count,
        leader: placed.leader_shown.clone(),
        automatic: placed.automatic,
        buy_now: placed.buy_now,
        ends_at: placed.ends_at,
    };
    let mut sight = Sight::everyone(View::Bid(view.clone()));
    if placed.amount < placed.max {
        let own = BidShown { max: Some(placed.max), ..view };
        sight.private.push((placed.bidder, View::Bid(own)));
    }
    sight
}

fn bid_removed(removed: &Removed) -> Sight<View> {
    let view = View::Retracted(BidGone {
        bid: removed.bid,
        reason: removed.void.clone(),
        price: removed.price,
        minimum: removed.minimum,
        leader: removed.leader_shown.clone(),
        leader_changed: removed.leader_changed,
        reserve_met: removed.reserve_met,
        bid_count: removed.bid_count,
    });
    if removed.hidden { Sight::only(vec![(removed.bidder, view)]) } else { Sight::everyone(view) }
}
