//! What the rules promise, checked: `I-n` are the invariants of the rules.

use std::collections::BTreeMap;

use proptest::prelude::*;
use rialto::{
    domain::auction::increment,
    protocol::{
        auction::{
            Outcome, Standing, Status,
            snapshot::Lot,
            terms::{BelowReserve, Bidding, Increment, SoftCloseMode, Terms},
        },
        id::UserId,
        money::{MONEY_MAX, Money},
        time::Time,
    },
    rooms::core::Happened,
};
use serde_json::{Value, json};

use crate::floor::{Event, Floor};

/// One command, and the lot before and after it.
pub(crate) struct Moment<'a> {
    pub(crate) now: Time,
    pub(crate) before: &'a Lot,
    pub(crate) after: &'a Lot,
    pub(crate) request: &'a str,
    pub(crate) by: &'a str,
    pub(crate) answer: &'a Value,
    pub(crate) happened: &'a [Happened<Event>],
}

/// Everything that must hold after every command.
pub(crate) fn check(moment: &Moment<'_>) {
    prices(moment.after);
    ends(moment);
    changes(moment);
    told(moment);
}

/// What must hold of any lot at any time.
pub(crate) fn prices(lot: &Lot) {
    let standing = lot.bids.iter().filter(|bid| !bid.removed);
    assert_eq!(lot.bid_count as usize, standing.clone().count());
    let Some(lead) = lot.lead else {
        assert_eq!(0, lot.bid_count);
        return;
    };
    assert!(lot.terms.start_price <= lead.price && lead.price <= lead.max, "I-31 {lead:?}");
    assert_eq!(0, lead.price.0 % lot.terms.tick.0, "prices are on the grid");
    assert!(
        lead.price < increment::above(&lot.terms.increment, lot.terms.tick, lead.price),
        "I-22"
    );
    // A maximum that was cut or lowered is no longer what the bid said.
    let as_bid = lot.lowered.is_empty() && !lot.terms.allow_lower_max;
    if as_bid && lot.terms.bidding == Bidding::Proxy {
        let others = standing.clone().filter(|bid| bid.bidder != lead.leader);
        assert!(others.clone().all(|bid| bid.max <= lead.price), "I-32");
        let first =
            |user| standing.clone().position(|bid| (bid.bidder, bid.max) == (user, lead.max));
        let own = first(lead.leader);
        assert!(own.is_some(), "I-34");
        let equal = others.filter(|bid| bid.max == lead.max).map(|bid| bid.bidder);
        assert!(equal.map(first).all(|place| own < place), "I-34");
    }
}

fn ends(moment: &Moment<'_>) {
    let Moment { now, before, after, happened, .. } = moment;
    if let (Some(end), Some(hard)) = (after.ends_at, after.hard_end) {
        assert!(end <= hard, "I-61");
    }
    if !matches!(after.status, Status::Ended) {
        assert!(before.ends_at <= after.ends_at, "I-11, I-60");
        let due = |time: Option<Time>| time.is_some_and(|time| time <= *now);
        assert!(after.status != Status::Active || !due(after.ends_at), "R-2");
    }
    let surprises = |one: &Happened<Event>| {
        matches!(&one.event, Event::BidPlaced(bid)
            if matches!(bid.standing, Standing::Leading | Standing::Outbid))
    };
    let stirred = happened.iter().any(surprises);
    if let (Some(soft), Some(end), true) = (after.terms.soft_close, after.ends_at, stirred) {
        let late = before.ends_at.is_some_and(|end| end.since(*now) <= soft.window_ms);
        let capped = after.hard_end == Some(end) || soft.max == Some(after.extensions);
        let counts = soft.mode == SoftCloseMode::Reset && !soft.price_rise_only && late;
        assert!(!counts || capped || soft.extend_ms <= end.since(*now), "I-63");
    }
}

fn changes(moment: &Moment<'_>) {
    let Moment { before, after, answer, happened, request, by, .. } = moment;
    if answer.get("error").is_some() {
        let by_time = |one: &Happened<Event>| one.by.is_none();
        assert!(happened.iter().all(by_time), "I-1");
        assert!(!happened.is_empty() || before == after, "I-1");
    }
    if matches!(before.status, Status::Ended | Status::Cancelled) {
        assert_eq!(before.status, after.status, "I-10");
        assert_eq!(before.bids.len(), after.bids.len(), "I-12");
    }
    let removed = happened.iter().any(|one| matches!(one.event, Event::BidRemoved(_)));
    let price = |lot: &Lot| lot.lead.map(|lead| lead.price);
    if removed {
        // Struck out may be a bid that its bidder has raised since: then the raise counts in full.
        let own = *request == "auction:retract";
        assert!(!own || price(after) <= price(before), "I-71");
    } else {
        assert!(price(before) <= price(after), "I-30");
        let met = |lot: &Lot| lot.reserve.is_some_and(|reserve| Some(reserve) <= price(lot));
        assert!(!met(before) || met(after), "I-40");
        let meets = happened.iter().any(|one| matches!(one.event, Event::ReserveMet));
        assert_eq!(meets, !met(before) && met(after), "R-31");
    }
    if *by == "seller" {
        assert_eq!(price(before), price(after), "I-42");
    }
    let leads =
        before.lead.is_some() && before.lead.map(|l| l.leader) == after.lead.map(|l| l.leader);
    let own = leads
        && *request == "auction:bid"
        && matches!(answer["data"]["status"].as_str(), Some("raised" | "lowered"));
    if own && after.terms.bidding == Bidding::Proxy {
        let jumps = after.terms.below_reserve == BelowReserve::JumpToMax;
        let reached = price(after) == after.reserve;
        assert!(price(before) == price(after) || jumps || reached, "I-33");
    }
    assert!(before.buy_now || !after.buy_now, "I-52");
    for (was, is) in before.bids.iter().zip(&after.bids) {
        assert!(!was.removed || is.removed, "I-72");
    }
    if let Some(ended) = &after.ended {
        sale(after, ended.outcome, ended.winner, ended.hammer, ended.bought);
    }
}

fn sale(lot: &Lot, outcome: Outcome, winner: Option<UserId>, hammer: Option<Money>, bought: bool) {
    assert_eq!(outcome == Outcome::Sold, winner.is_some() && hammer.is_some());
    if bought {
        assert_eq!(hammer, lot.terms.buy_now, "I-51");
    } else {
        let lead = lot.lead.filter(|_| outcome == Outcome::Sold);
        assert_eq!((winner, hammer), (lead.map(|l| l.leader), lead.map(|l| l.price)), "I-73");
        assert!(hammer.is_none() || lot.reserve <= hammer, "I-41");
    }
}

fn told(moment: &Moment<'_>) {
    let Moment { before, after, happened, .. } = moment;
    let outbid = happened.iter().flat_map(|one| &one.reactions);
    let outbid = outbid.filter(|reaction| reaction.data.contains("auction:outbid")).count();
    let placed = happened.iter().any(|one| matches!(one.event, Event::BidPlaced(_)));
    let leader = |lot: &Lot| lot.lead.map(|lead| lead.leader);
    let displaced = placed && before.lead.is_some() && leader(before) != leader(after);
    assert_eq!(usize::from(displaced), outbid, "I-80");
    for one in *happened {
        assert!(!one.shown.public.contains(r#""max""#), "R-25 {}", one.shown.public);
        assert!(!one.shown.public.contains(r#""reserve":"#), "R-25 {}", one.shown.public);
        let Event::BidPlaced(bid) = &one.event else { continue };
        assert!(bid.amount <= bid.price, "R-25");
        let raise = bid.standing == Standing::Raised && bid.hidden;
        assert_eq!(
            raise || bid.standing == Standing::Lowered,
            !one.shown.public.contains("auction:bid")
        );
    }
}

/// I-70: a fresh auction that is fed only the bids that stand comes to the same.
pub(crate) fn survivors_alone_make_the_same(lot: &Lot) {
    // Maxima that were cut or lowered are not what the bids said; and when staff strikes out a bid that
    // was raised since, later bids may not have reached the price without it.
    let removed = lot.bids.iter().filter(|bid| bid.removed).count();
    let retracted: u32 = lot.bidders.values().map(|bidder| bidder.retracted).sum();
    if !lot.lowered.is_empty() || lot.terms.allow_lower_max || removed != retracted as usize {
        return;
    }
    let survivors: Vec<_> = lot.bids.iter().filter(|bid| !bid.removed).collect();
    let mut terms = serde_json::to_value(&lot.terms).unwrap();
    let object = terms.as_object_mut().unwrap();
    object.retain(|key, _| {
        !["startsAt", "endsAt", "durationAfterFirstBidMs"].contains(&key.as_str())
    });
    terms["durationMs"] = json!(1_000_000);
    terms["publish"] = json!(true);
    let mut floor = Floor::new();
    let now = Time::from_ms(0);
    let made = floor.ask(now, "seller", "auction:create", &terms, None);
    assert!(made.answer.get("error").is_none(), "{}", made.answer);
    let mut names = BTreeMap::new();
    for bid in survivors {
        let name = format!("u{}", bid.bidder);
        let done = floor.ask(now, &name, "auction:bid", &json!({"amount": bid.max}), None);
        assert!(done.answer.get("error").is_none(), "{} {bid:?}", done.answer);
        names.insert(floor.person(&name).id, bid.bidder);
    }
    let fresh = floor.core.machine().lot().unwrap().lead;
    let fresh = fresh.map(|lead| (names[&lead.leader], lead.max, lead.price));
    assert_eq!(lot.lead.map(|lead| (lead.leader, lead.max, lead.price)), fresh, "I-70");
}

fn increments() -> impl Strategy<Value = Increment> {
    prop_oneof![
        (1..10_000_i64).prop_map(|amount| Increment::Fixed { amount: Money(amount) }),
        (0..6_usize).prop_map(|n| {
            Increment::Table { name: Some(increment::TABLES[n].0.to_owned()), rows: None }
        }),
        (1..100_000_u32, 1..500_i64)
            .prop_map(|(bps, min)| Increment::Percent { bps, min: Some(Money(min)) }),
        Just(Increment::Ladder),
    ]
}

proptest! {
    #[test]
    fn increments_are_on_the_grid_and_never_let_the_next_bid_fall(
        rule in increments(), tick in 1..1_000_i64, price in 1..=MONEY_MAX - 1,
    ) {
        let tick = Money(tick);
        let step = increment::step(&rule, tick, Money(price));
        prop_assert!(tick <= step, "I-20");
        prop_assert!(step.0 % tick.0 == 0 || step == Money(1 << 53));
        let next = |price| increment::above(&rule, tick, Money(price));
        prop_assert!(next(price) <= next(price + 1), "I-21");
        prop_assert!(Money(price) < next(price), "I-22");
    }

    /// I-35: when nobody raised a leading bid, the price has a closed form.
    #[test]
    fn the_price_has_a_closed_form(
        rule in increments(),
        reserve in proptest::option::of(100..5_000_i64),
        bids in proptest::collection::vec((0..4_usize, 100..6_000_i64), 1..12),
    ) {
        let mut terms = json!({"title": "A lot", "currency": "EUR", "startPrice": 100,
            "increment": rule, "durationMs": 60_000, "publish": true});
        if let Some(reserve) = reserve {
            terms["reserve"] = json!(reserve);
        }
        let mut floor = Floor::new();
        let now = Time::from_ms(0);
        floor.ask(now, "seller", "auction:create", &terms, None);
        let mut accepted: Vec<(usize, i64)> = Vec::new();
        for (bidder, amount) in bids {
            let name = ["anna", "bob", "carol", "dave"][bidder];
            let leads = floor.page(now, name)["you"]["leading"] == json!(true);
            if !leads {
                let done = floor.ask(now, name, "auction:bid", &json!({"amount": amount}), None);
                if done.answer.get("error").is_none() {
                    accepted.push((bidder, amount));
                }
            }
        }
        let terms: Terms = serde_json::from_value(terms).unwrap();
        let expected = closed_form(&terms, &accepted);
        prop_assert_eq!(floor.page(now, "")["price"].as_i64(), expected);
    }
}

fn closed_form(terms: &Terms, accepted: &[(usize, i64)]) -> Option<i64> {
    let highest = accepted.iter().map(|(_, max)| *max).max()?;
    let leader = accepted.iter().find(|(_, max)| *max == highest)?.0;
    let second = accepted.iter().filter(|(who, _)| *who != leader).map(|(_, max)| *max).max();
    let start = terms.start_price.0;
    let above = |price| increment::above(&terms.increment, terms.tick, Money(price)).0;
    let price = second.map_or(start, |second| start.max(highest.min(above(second))));
    let reserve = terms.reserve.map_or(0, |reserve| reserve.0);
    Some(if reserve <= highest { price.max(reserve) } else { price })
}
