//! A thousand random auctions with money, each from a seed that a failure prints; `SEED=7` plays one of them. What the
//! rooms ask of each other is under way for a while, and what is given back for a refused bid is lost now and then, as
//! when the power fails. Whenever nothing is under way, what is set aside is what the rules say (I-122); at the end all
//! is paid or free (I-124), and both journals rebuild their rooms.

use std::collections::BTreeMap;

use rialto::{
    domain::{
        auction::AuctionRoom,
        market::{MarketRoom, Settings},
    },
    protocol::{
        auction::{
            Status,
            money::{Hold, Settlement},
        },
        frame::to_json,
        id::{Id, RoomId, Seq},
        market::{Fees, MARKET, ledger::Account},
        time::Time,
    },
    rooms::core::Core,
};
use serde_json::{Value, json};

use crate::{hall::Hall, simulate::Dice};

/// How many auctions are played.
const SEEDS: u64 = 1_000;
/// How many commands each sees.
const COMMANDS: u64 = 50;
const START_MS: i64 = 1_700_000_000_000;
const BIDDERS: [&str; 4] = ["Ann", "Bob", "Cy", "Dee"];

#[test]
fn random_auctions_with_money_keep_the_books() {
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
        for what in [
            "bid_placed",
            "bid_removed",
            "ended",
            "paid",
            "defaulted",
            "funded",
            "checked",
            "offered",
            "insufficient_funds",
            "hold_expired",
            "lost",
            "second chance",
            "unfunded",
            "forfeited",
        ] {
            assert!(seen.contains_key(what), "{what}: {seen:?}");
        }
    }
}

struct Play {
    dice: Dice,
    hall: Hall,
    now: Time,
    seen: Vec<String>,
    journal: Vec<(Time, String)>,
    paid_in: i64,
}

impl Play {
    fn new(seed: u64) -> Self {
        let mut dice = Dice::new(seed);
        let premium_bps = u32::try_from(dice.below(3) * 500).unwrap();
        let fees = Fees { premium_bps, commission_bps: 250 };
        let mut hall = Hall::new(Settings { fees, ..Settings::default() });
        let now = Time::from_ms(START_MS);
        hall.introduce("seller", rialto::protocol::person::Role::Seller);
        hall.introduce("ADMIN", rialto::protocol::person::Role::Admin);
        let mut paid_in = 0;
        for name in BIDDERS {
            let amount = 500 + i64::try_from(dice.below(4_000)).unwrap();
            hall.fund(now, name, "EUR", amount);
            paid_in += amount;
        }
        let mut play = Play { dice, hall, now, seen: Vec::new(), journal: Vec::new(), paid_in };
        let terms = play.terms();
        let made = play.ask("seller", "auction:create", &terms);
        assert!(made.get("error").is_none(), "{terms} {made}");
        play
    }

    fn terms(&mut self) -> Value {
        let hold = self.dice.one(&["max", "max", "deposit"]);
        let mut terms = json!({
            "title": "A lot", "currency": "EUR", "startPrice": 100, "publish": true, "hold": hold,
            "increment": { "type": "fixed", "amount": 10 }, "durationMs": 130_000, "paymentMs": 60_000,
            "allowLowerMax": true, "retraction": { "windowMs": 30_000, "limit": 3 },
        });
        if hold == "deposit" {
            terms["deposit"] = json!(150);
        } else if self.dice.below(2) == 0 {
            terms["paid"] = json!("at_end");
        }
        if self.dice.below(3) == 0 {
            terms["reserve"] = json!(600);
        }
        if self.dice.below(3) == 0 {
            terms["buyNow"] = json!(2_000);
            terms["buyNowPolicy"] = json!("until_price_exceeds");
        }
        terms
    }

    /// Asks; what that asks of the market is under way, or arrives now.
    fn ask(&mut self, by: &str, request: &str, data: &Value) -> Value {
        let done = self.hall.ask_apart(self.now, by, request, data, None);
        for one in &done.happened {
            self.note(&one.body);
            self.journal.push((one.at, one.body.clone()));
        }
        if let Some(code) = done.answer["error"]["code"].as_str() {
            self.seen.push(code.to_owned());
        }
        done.answer
    }

    fn note(&mut self, body: &str) {
        let body: Value = serde_json::from_str(body).unwrap();
        self.seen.push(body["type"].as_str().unwrap().to_owned());
        if body["second_chance"] == true {
            self.seen.push("second chance".into());
        }
        if body["void"] == "The wallet does not hold the money for it." {
            self.seen.push("unfunded".into());
        }
    }

    fn deliver(&mut self) {
        for one in self.hall.deliver(self.now) {
            self.note(&one.1);
            self.journal.push(one);
        }
    }

    fn pass(&mut self, ms: u64) {
        self.now = self.now.plus(ms);
        for one in self.hall.tick_apart(self.now) {
            self.note(&one.body);
            self.journal.push((one.at, one.body));
        }
    }

    fn play(mut self) -> Vec<String> {
        for _ in 0..COMMANDS {
            let ms = self.dice.below(9_000);
            self.pass(ms);
            let (by, request, data) = self.command();
            // Now and then nobody gives back what a refused bid has not used.
            let loses = self.dice.below(12) == 0;
            self.hall.loses = loses;
            self.hall.slow_ms = if self.dice.below(15) == 0 { 31_000 } else { 0 };
            self.ask(by, request, &data);
            self.now = self.now.plus(self.hall.slow_ms);
            self.hall.loses = false;
            if self.dice.below(8) == 0 {
                self.draw();
            }
            if self.dice.below(3) != 0 {
                self.deliver();
                self.check();
            }
        }
        self.wind_up();
        self.replay();
        self.seen
    }

    /// Somebody needs money elsewhere.
    fn draw(&mut self) {
        let name = self.dice.one(&BIDDERS);
        let user = self.hall.floor.person(name).id;
        let euro = "EUR".parse().unwrap();
        let books = &self.hall.bazaar.market().books;
        let most = books.balance(&Account::User(user), euro).available().cast_unsigned();
        let amount = i64::try_from(self.dice.below(most + 1)).unwrap();
        let reference = format!("draw {}", self.now.ms());
        let data =
            json!({ "user": user, "currency": "EUR", "amount": amount, "reference": reference });
        let answer = self.hall.bazaar.ask(self.now, "ADMIN", "wallet:withdraw", &data);
        if answer.get("error").is_none() {
            self.paid_in -= amount;
        }
    }

    fn command(&mut self) -> (&'static str, &'static str, Value) {
        let lot = self.hall.floor.core.machine().lot().unwrap();
        let (price, bids) = (lot.lead.map_or(100, |lead| lead.price.0), lot.bids.len());
        let over = lot.status == Status::Ended;
        let bidder = self.dice.one(&BIDDERS);
        let more = i64::try_from(self.dice.below(1_200)).unwrap();
        match self.dice.below(if over { 30 } else { 22 }) {
            0..=12 => (bidder, "auction:bid", json!({ "amount": price + more })),
            13..=15 => {
                let bid =
                    (bids.saturating_sub(usize::try_from(self.dice.below(3)).unwrap())).to_string();
                (bidder, "auction:retract", json!({ "bid": bid }))
            }
            16 => {
                let bid = (1 + self.dice.below(bids.max(1) as u64)).to_string();
                ("ADMIN", "auction:void", json!({ "bid": bid, "reason": "because" }))
            }
            17 => (bidder, "auction:buy", json!({})),
            18 => ("seller", "auction:lower_reserve", json!({ "reserve": price + more / 4 })),
            19 if self.dice.below(4) == 0 => ("ADMIN", "auction:end", json!({})),
            19 => ("ADMIN", "auction:extend", json!({ "seconds": 5 })),
            20 => ("ADMIN", "auction:resume", json!({})),
            21 => ("ADMIN", "auction:pause", json!({ "reason": "tea" })),
            22..=24 => (bidder, "auction:pay", json!({})),
            25 => ("ADMIN", "auction:default", json!({})),
            26..=27 => ("seller", "auction:second_chance", json!({ "to": bidder })),
            28 => (bidder, "auction:second_chance_accept", json!({})),
            _ => (bidder, "auction:second_chance_decline", json!({})),
        }
    }

    /// Nothing is under way.
    fn check(&mut self) {
        self.hall.bazaar.audit();
        let lot = self.hall.floor.core.machine().lot().unwrap();
        // The auction and the market agree on what is held, but for tickets that are lost.
        let market = self.hall.bazaar.market();
        for (user, held) in &lot.tickets {
            let (_, hold) = market.holds.iter().find(|((_, who), _)| who == user).unwrap();
            let own = hold.tickets.iter().find(|ticket| ticket.id == held.ticket).unwrap();
            assert_eq!(own.amount, held.amount);
        }
        if lot.terms.hold == Hold::Max {
            let running = lot.ended.is_none() && lot.status != Status::Cancelled;
            let owing = lot.deal.stage == Some(Settlement::AwaitingPayment);
            let leader = lot.lead.filter(|_| running).map(|lead| lead.leader);
            let winner = lot.ended.as_ref().and_then(|ended| ended.winner).filter(|_| owing);
            let holder = leader.or(winner);
            for user in lot.tickets.keys() {
                assert_eq!(Some(*user), holder, "only who leads holds anything");
            }
            if let Some(lead) = lot.lead.filter(|_| running) {
                let premium = lead.max.0 * i64::from(lot.fees.premium_bps) / 10_000;
                assert_eq!(lot.tickets[&lead.leader].amount.0, lead.max.0 + premium, "I-122");
            }
        }
    }

    /// Time passes until all is over; what was lost is found.
    fn wind_up(&mut self) {
        self.deliver();
        for _ in 0..40 {
            self.pass(20_000);
            self.deliver();
            self.ask("ADMIN", "auction:resume", &json!({}));
            self.deliver();
        }
        self.check();
        let lot = self.hall.floor.core.machine().lot().unwrap();
        let open = [Some(Settlement::AwaitingPayment), Some(Settlement::Offered)];
        if !open.contains(&lot.deal.stage) && lot.status == Status::Ended {
            assert!(lot.tickets.is_empty(), "{:?}", lot.tickets);
            assert!(self.hall.holds().is_empty(), "{:?}", self.hall.holds());
        }
        let books = &self.hall.bazaar.market().books;
        let external = books.balance(&Account::External, "EUR".parse().unwrap());
        assert_eq!(external.posted(), -self.paid_in, "nothing went out");
        let forfeited = self.hall.bazaar.journal.iter();
        let forfeited =
            forfeited.filter(|(_, body)| body.contains(r#""type":"forfeited""#)).count();
        self.seen.extend(std::iter::repeat_n("forfeited".to_owned(), forfeited));
        self.seen.extend(std::iter::repeat_n("lost".to_owned(), self.hall.lost));
    }

    fn replay(&self) {
        let room = RoomId::of("auction", Id::from_number(1));
        let mut auction = Core::<AuctionRoom>::new(room);
        for (n, (at, body)) in self.journal.iter().enumerate() {
            auction.replay(Seq(u64::try_from(n).unwrap() + 1), *at, body).unwrap();
        }
        assert_eq!(auction.freeze(), self.hall.floor.core.freeze());
        let mut market = Core::<MarketRoom>::new(RoomId::from(MARKET));
        for (n, (at, body)) in self.hall.bazaar.journal.iter().enumerate() {
            market.replay(Seq(u64::try_from(n).unwrap() + 1), *at, body).unwrap();
        }
        assert_eq!(market.freeze(), to_json(self.hall.bazaar.market()));
    }
}
