//! Thousands of random auctions, each from a seed that a failure prints; `SEED=7` plays one of them.
//! After every command the promises of the rules are checked, and at the end the journal is replayed.

use rialto::{
    domain::auction::AuctionRoom,
    protocol::{frame::to_json, id::RoomId, person::Role, time::Time},
    rooms::core::Core,
};
use serde_json::{Value, json};

use crate::{
    floor::Floor,
    properties::{self, Moment},
};

/// How many auctions are played.
const SEEDS: u64 = 2_000;
/// How many commands each sees.
const COMMANDS: u64 = 60;
/// When they begin.
const START_MS: i64 = 1_700_000_000_000;

#[test]
fn random_auctions_keep_their_promises() {
    let seeds = std::env::var("SEED").map_or(0..SEEDS, |seed| {
        let seed = seed.parse().unwrap();
        seed..seed + 1
    });
    let mut sold = 0;
    let mut removed = 0;
    for seed in seeds.clone() {
        // Shown only where the test fails.
        println!("SEED={seed}");
        let page = play(seed);
        sold += u32::from(page["outcome"] == json!("sold"));
        removed += u32::from(page["bids"].to_string().contains(r#""retracted":true"#));
    }
    // The dice are worth nothing when they never come to an interesting end.
    if seeds.end - seeds.start == SEEDS {
        assert!(SEEDS / 10 < sold.into() && SEEDS / 10 < removed.into(), "{sold} {removed}");
    }
}

fn play(seed: u64) -> Value {
    let mut dice = Dice::new(seed);
    let mut floor = Floor::new();
    floor.introduce("seller", Role::Seller);
    let mut now = Time::from_ms(START_MS);
    let terms = terms(&mut dice);
    let made = floor.ask(now, "seller", "auction:create", &terms, None);
    assert!(made.answer.get("error").is_none(), "{terms} {}", made.answer);
    let mut journal: Vec<(Time, String)> = Vec::new();
    journal.extend(made.happened.into_iter().map(|one| (one.at, one.body)));

    let mut frozen = None;
    for n in 0..COMMANDS {
        now = now.plus(dice.below(12_000));
        let before = floor.core.machine().lot().unwrap().clone();
        let (by, request, data) = command(&mut dice, &before);
        let done = floor.ask(now, &by, request, &data, None);
        let after = floor.core.machine().lot().unwrap();
        properties::check(&Moment {
            now,
            before: &before,
            after,
            request,
            by: &by,
            answer: &done.answer,
            happened: &done.happened,
        });
        journal.extend(done.happened.into_iter().map(|one| (one.at, one.body)));
        if n == COMMANDS / 2 {
            frozen = Some((floor.core.seq(), floor.core.freeze()));
        }
    }
    properties::survivors_alone_make_the_same(floor.core.machine().lot().unwrap());

    // The journal rebuilds the room, from its beginning and from a snapshot.
    let room = RoomId::of("auction", rialto::protocol::id::Id::from_number(1));
    let (seq, snapshot) = frozen.unwrap();
    let thawed = Core::thaw(room.clone(), seq, &snapshot).unwrap();
    for mut core in [Core::<AuctionRoom>::new(room), thawed] {
        for (at, body) in journal
            .iter()
            .zip(1..)
            .filter(|(_, n)| core.seq().0 < *n)
            .map(|(e, _)| e)
            .collect::<Vec<_>>()
        {
            core.replay(core.seq().next(), *at, body).unwrap();
        }
        assert_eq!(floor.core.freeze(), core.freeze());
    }
    floor.page(now, "seller")
}

fn terms(dice: &mut Dice) -> Value {
    let tick = dice.one(&[1, 1, 5, 50]);
    let start = 50 * (1 + dice.below(20));
    let mut terms = json!({
        "title": "A lot", "currency": "EUR", "publish": true,
        "startPrice": start, "tick": tick,
        "increment": dice.one(&[
            json!({"type": "ladder"}),
            json!({"type": "fixed", "amount": 70}),
            json!({"type": "percent", "bps": 700, "min": 3}),
            json!({"type": "table", "name": "ebay_uk"}),
            json!({"type": "table", "rows": [[0, 20], [500, 19], [1000, 100]]}),
        ]),
        "bidding": dice.one(&["proxy", "proxy", "proxy", "open"]),
        "bidders": dice.one(&["public", "masked"]),
        "belowReserve": dice.one(&["competitive", "jump_to_max"]),
        "buyNowPolicy": dice.one(&["until_first_bid", "until_reserve_met", "until_price_exceeds"]),
        "allowLowerMax": dice.below(4) == 0,
        "retraction": dice.one(&[json!(null), json!({}), json!({"windowMs": 60_000, "limit": 5})]),
    });
    if dice.below(2) == 0 {
        terms["reserve"] = json!(start + 50 * dice.below(40));
    }
    if dice.below(2) == 0 {
        terms["buyNow"] = json!(start * 2 + 2_000);
    }
    match dice.below(3) {
        0 => terms["durationMs"] = json!(200_000 + dice.below(300_000)),
        1 => terms["durationAfterFirstBidMs"] = json!(100_000 + dice.below(300_000)),
        _ => {
            terms["startsAt"] = json!(Time::from_ms(START_MS + 10_000));
            terms["endsAt"] = json!(Time::from_ms(START_MS + 400_000));
        }
    }
    if dice.below(2) == 0 {
        terms["softClose"] = json!({
            "windowMs": 60_000, "extendMs": dice.one(&[30_000, 90_000]),
            "mode": dice.one(&["reset", "add"]),
            "priceRiseOnly": dice.below(4) == 0,
        });
        if dice.below(2) == 0 {
            terms["softClose"]["hardEndMs"] = json!(100_000);
        }
        if dice.below(3) == 0 {
            terms["softClose"]["max"] = json!(2);
        }
    }
    terms
}

fn command(
    dice: &mut Dice,
    lot: &rialto::protocol::auction::snapshot::Lot,
) -> (String, &'static str, Value) {
    let bidder = dice.one(&["anna", "amra", "bob", "carol", "seller"]).to_owned();
    let seller = "seller".to_owned();
    let keeper = dice.one(&["seller", "admin", "moderator", "bob"]).to_owned();
    let bid = json!(dice.below(1 + u64::try_from(lot.bids.len()).unwrap() * 4 / 3).to_string());
    let because = json!({"reason": "because"});
    match dice.below(100) {
        0..70 => {
            let tick = u64::try_from(lot.terms.tick.0).unwrap();
            let price = lot.lead.map_or(lot.terms.start_price, |lead| lead.price);
            let base = u64::try_from(price.0).unwrap();
            let amount = (base + dice.below(600)) / tick * tick;
            let expected = dice.one(&[Value::Null, Value::Null, json!(base)]);
            (bidder, "auction:bid", json!({"amount": amount, "expectedPrice": expected}))
        }
        70..82 => (bidder, "auction:retract", json!({"bid": bid})),
        82 => (bidder, "auction:buy", json!({})),
        83..86 => (keeper, "auction:pause", because),
        86..91 => (keeper, "auction:resume", json!({})),
        91 => (keeper, "auction:extend", json!({"seconds": 1 + dice.below(60)})),
        92 => {
            (keeper, if dice.below(4) == 0 { "auction:end" } else { "auction:publish" }, json!({}))
        }
        93 if dice.below(4) == 0 => (keeper, "auction:cancel", because),
        93..96 => ("admin".into(), "auction:void", json!({"bid": bid, "reason": "because"})),
        96..98 => {
            let reserve = 50 * (1 + dice.below(60));
            (seller, "auction:lower_reserve", json!({"reserve": reserve}))
        }
        98 => (bidder, "auction:watch", json!({"on": dice.below(2) == 0})),
        _ => (keeper, "auction:announce", json!({"text": "Hear, hear."})),
    }
}

/// A xorshift generator: the same seed rolls the same numbers everywhere.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Dice((seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % limit
    }

    pub(crate) fn one<T: Clone>(&mut self, of: &[T]) -> T {
        of[usize::try_from(self.below(of.len() as u64)).unwrap()].clone()
    }
}

/// Keeps the printed form of a snapshot and the snapshot itself one and the same thing.
#[test]
fn a_snapshot_says_all() {
    let mut floor = Floor::new();
    let terms = json!({"title": "A lot", "currency": "EUR", "startPrice": 5, "durationMs": 5, "publish": true});
    floor.ask(Time::from_ms(START_MS), "seller", "auction:create", &terms, None);
    floor.ask(Time::from_ms(START_MS), "bob", "auction:bid", &json!({"amount": 9}), None);
    let lot = floor.core.machine().lot().unwrap();
    let read: rialto::protocol::auction::snapshot::Lot =
        serde_json::from_str(&to_json(lot)).unwrap();
    assert_eq!(*lot, read);
}
