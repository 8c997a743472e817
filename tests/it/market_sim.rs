//! Thousands of random markets, each from a seed that a failure prints; `SEED=7` plays one of them: buyers race
//! sellers who reprice, cancel and haggle, things run out of time, and money is set aside for bids elsewhere. After
//! every command the books and the listings are held against a ledger of their own, kept by what was answered; at the
//! end the journal is replayed.

use std::collections::BTreeMap;

use rialto::{
    domain::market::{MarketRoom, Settings},
    protocol::{
        frame::to_json,
        id::{RoomId, Seq, UserId},
        market::{
            Fees, ListingStatus, MARKET, TicketId,
            ledger::{Account, Move},
        },
        money::Currency,
        time::Time,
    },
    rooms::core::{Core, Happened},
};
use serde_json::{Value, json};

use crate::{
    bazaar::{Bazaar, Event},
    simulate::Dice,
};

/// How many markets are played.
const SEEDS: u64 = 500;
/// How many commands each sees.
const COMMANDS: u64 = 120;
const START_MS: i64 = 1_700_000_000_000;
pub(crate) const BUYERS: [&str; 4] = ["Ann", "Bob", "Cy", "Dee"];
pub(crate) const SELLERS: [&str; 2] = ["SELLER", "SELLER2"];

#[test]
fn random_markets_keep_their_promises() {
    let seeds = std::env::var("SEED").map_or(0..SEEDS, |seed| {
        let seed = seed.parse().unwrap();
        seed..seed + 1
    });
    let mut seen = BTreeMap::<String, u64>::new();
    for seed in seeds.clone() {
        // Shown only where the test fails.
        println!("SEED={seed}");
        for what in Play::new(seed).play() {
            *seen.entry(what).or_default() += 1;
        }
    }
    // The dice are worth nothing when something never happens.
    if seeds.end - seeds.start == SEEDS {
        for what in EXPECTED {
            assert!(SEEDS / 100 < seen.get(what).copied().unwrap_or(0), "{what}: {seen:?}");
        }
    }
}

/// Every event, and the refusals that a race is about.
const EXPECTED: [&str; 30] = [
    "closed",
    "forfeited",
    "freed",
    "funded",
    "held",
    "kept",
    "listed",
    "offer_closed",
    "offered",
    "released",
    "reserved",
    "settled",
    "sold",
    "unheld",
    "updated",
    "doubted",
    "price_changed",
    "sold_out",
    "insufficient_funds",
    "own_listing",
    "bad_state",
    "offer_expired",
    "offer_declined",
    "offer_superseded",
    "offer_already_open",
    "not_found",
    "forbidden",
    "not_below_price",
    "above_list_price",
    "reference_used",
];

/// What the test itself knows of money, by what was answered and told.
#[derive(Default)]
struct Purse {
    posted: BTreeMap<UserId, i64>,
    fees: i64,
}

pub(crate) struct Play {
    pub(crate) dice: Dice,
    pub(crate) bazaar: Bazaar,
    pub(crate) now: Time,
    purse: Purse,
    seen: Vec<String>,
    pub(crate) payments: u64,
}

fn euro() -> Currency {
    "EUR".parse().unwrap()
}

impl Play {
    fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let bps = |dice: &mut Dice| u32::try_from(dice.below(3) * 333).unwrap();
        let fees = Fees { premium_bps: bps(&mut dice), commission_bps: bps(&mut dice) };
        let settings = Settings {
            fees,
            reservation_ms: 8_000,
            offer_ms: 20_000,
            offer_hold: dice.below(2) == 0,
        };
        let mut bazaar = Bazaar::new(settings);
        BUYERS.iter().chain(&SELLERS).chain(&["ADMIN"]).for_each(|name| drop(bazaar.person(name)));
        let now = Time::from_ms(START_MS);
        Play { dice, bazaar, now, purse: Purse::default(), seen: Vec::new(), payments: 0 }
    }

    fn play(mut self) -> Vec<String> {
        let mut frozen = None;
        for n in 0..COMMANDS {
            self.now = self.now.plus(self.dice.below(3_000));
            let (by, request, data) = self.command();
            let key = format!("key {n}");
            let before = to_json(self.bazaar.market());
            let seq = self.bazaar.core.seq();
            let (answer, happened) = self.bazaar.ask_once(self.now, by, request, &data, Some(&key));
            self.note(&answer, &happened);
            let refused = answer["error"]["code"].as_str().map(str::to_owned);
            if let Some(code) = &refused {
                self.seen.push(code.clone());
            }
            // I-1: a refusal changes nothing, but what time alone has changed.
            if refused.is_some() && happened.is_empty() {
                assert_eq!(to_json(self.bazaar.market()), before, "{request} {data} {answer}");
            }
            // I-2: what is sent twice acts once.
            let (again, twice) = self.bazaar.ask_once(self.now, by, request, &data, Some(&key));
            assert!(twice.is_empty() || refused.is_some(), "{request} {data} acted twice");
            if answer.get("error").is_none() {
                assert_eq!(again["data"], answer["data"], "{request}");
                assert_eq!(again["replayed"], true);
            }
            self.note(&again, &twice);
            self.check(seq);
            if n == COMMANDS / 2 {
                frozen = Some((self.bazaar.core.seq(), self.bazaar.core.freeze()));
            }
        }
        let (seq, snapshot) = frozen.unwrap();
        self.replay(&snapshot, seq);
        self.wind_up();
        self.seen
    }

    /// Takes what was told into the test's own ledger.
    fn note(&mut self, answer: &Value, happened: &[Happened<Event>]) {
        for one in happened {
            let body: Value = serde_json::from_str(&one.body).unwrap();
            self.seen.push(body["type"].as_str().unwrap().to_owned());
            let mut pay = |user: UserId, amount: i64| {
                *self.purse.posted.entry(user).or_default() += amount;
            };
            match &one.event {
                Event::Funded { user, funding, out, .. } => {
                    pay(*user, if *out { -funding.amount.0 } else { funding.amount.0 });
                }
                Event::Sold(sold) => {
                    let amount = sold.price.0 * i64::from(sold.quantity);
                    pay(sold.buyer, -(amount + sold.premium));
                    pay(sold.seller, amount - sold.commission);
                    self.purse.fees += sold.premium + sold.commission;
                    assert!(answer.get("error").is_none(), "sold and refused: {answer}");
                }
                Event::Settled(settled) => {
                    let of = &settled.of;
                    pay(of.buyer, -(of.amount.0 + settled.premium));
                    pay(of.seller, of.amount.0 - settled.commission);
                    self.purse.fees += settled.premium + settled.commission;
                }
                Event::Forfeited { user, to, lines, .. } => {
                    let Some(Move::Pay(transfer)) = lines.last() else { panic!("{lines:?}") };
                    pay(*user, -transfer.amount.0);
                    pay(*to, transfer.amount.0);
                }
                Event::Listed { .. }
                | Event::Updated { .. }
                | Event::Reserved { .. }
                | Event::Released { .. }
                | Event::Closed(_)
                | Event::Offered(_)
                | Event::OfferClosed { .. }
                | Event::Held(_)
                | Event::Freed { .. }
                | Event::Doubted { .. }
                | Event::Kept { .. }
                | Event::Unheld { .. } => (),
            }
        }
    }

    fn check(&mut self, before: Seq) {
        self.bazaar.audit();
        let market = self.bazaar.market();
        assert_eq!(market.seq, self.bazaar.core.seq());
        assert!(before <= market.seq);
        let sums = |account: &Account| market.books.balance(account, euro());
        for (user, posted) in &self.purse.posted {
            assert_eq!(sums(&Account::User(*user)).posted(), *posted, "{user}");
        }
        assert_eq!(sums(&Account::Fees).posted(), self.purse.fees);
        // I-122: what is set aside for a room is the greatest of what its requests take; and what is set aside for
        // offers and rooms is all that is pending.
        let mut pending = BTreeMap::<UserId, i64>::new();
        for ((_, user), hold) in &market.holds {
            let greatest = hold.tickets.iter().map(|ticket| ticket.amount).max().unwrap();
            assert_eq!(hold.reserved, greatest);
            *pending.entry(*user).or_default() += hold.reserved.0;
        }
        for offer in market.offers.values() {
            if let Some(Move::Pend { transfer, .. }) =
                offer.hold.as_ref().map(|id| &market.books.known[id].line)
            {
                *pending.entry(offer.buyer).or_default() += transfer.amount.0;
            }
        }
        for ((account, _), sums) in &market.books.accounts {
            if let Account::User(user) = account {
                let held = pending.get(user).copied().unwrap_or(0);
                assert_eq!(sums.debits_pending, held, "{account}");
            }
        }
    }

    fn replay(&self, snapshot: &str, seq: Seq) {
        let room = RoomId::from(MARKET);
        let mut fresh = Core::<MarketRoom>::new(room.clone());
        let mut thawed = Core::<MarketRoom>::thaw(room, seq, snapshot).unwrap();
        for (n, (at, body)) in self.bazaar.journal.iter().enumerate() {
            let seq = Seq(u64::try_from(n).unwrap() + 1);
            let first = fresh.replay(seq, *at, body).unwrap();
            let second = thawed.replay(seq, *at, body).unwrap();
            assert_eq!(first.public, second.public, "an event is shown the same at any time");
        }
        assert_eq!(fresh.freeze(), self.bazaar.core.freeze());
        assert_eq!(thawed.freeze(), self.bazaar.core.freeze());
    }

    /// I-124: when all is over, nothing is pending.
    fn wind_up(&mut self) {
        let tickets: Vec<TicketId> = self.bazaar.market().tickets.keys().copied().collect();
        for ticket in tickets {
            self.bazaar.ask(self.now, "HOUSE", "hold:shrink", &json!({ "ticket": ticket }));
        }
        for name in BUYERS.iter().chain(&SELLERS) {
            let user = self.bazaar.person(name).id;
            self.bazaar.ask(self.now, "HOUSE", "market:forget", &json!({ "user": user }));
        }
        let market = self.bazaar.market();
        assert!(market.due.is_empty(), "{:?}", market.due);
        assert!(market.items.is_empty() && market.holds.is_empty());
        for ((account, _), sums) in &market.books.accounts {
            assert_eq!((sums.debits_pending, sums.credits_pending), (0, 0), "{account}");
        }
        assert!(market.books.lapses.is_empty());
    }
}

#[test]
fn the_second_lock_is_not_needed_here() {
    // A unit has one number, however it is sold: the first unit of each sale is what is left after it.
    let mut bazaar = Bazaar::new(Settings::default());
    let now = Time::from_ms(START_MS);
    for name in BUYERS {
        bazaar.fund(now, name, euro(), 100_000);
    }
    let terms = json!({ "title": "Ten", "currency": "EUR", "price": 1_000, "stock": 10 });
    bazaar.ask(now, "SELLER", "listing:create", &terms);
    let mut units = Vec::new();
    for n in 0..8 {
        let buyer = BUYERS[n % BUYERS.len()];
        let data =
            json!({ "listing": "1", "expectedPrice": 1_000, "quantity": 2, "allowPartial": true });
        let answer = bazaar.ask(now, buyer, "listing:buy", &data);
        if let Some(remaining) = answer["data"]["remaining"].as_u64() {
            let quantity = answer["data"]["quantity"].as_u64().unwrap();
            units.extend(remaining..remaining + quantity);
        }
    }
    units.sort_unstable();
    assert_eq!(units, (0..10).collect::<Vec<_>>());
    let listing = bazaar.market().listings.values().next().unwrap();
    assert_eq!(listing.status, ListingStatus::Sold);
}
