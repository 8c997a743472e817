//! The market without actors, sockets or disk: its core and people by name.

use std::{collections::BTreeMap, sync::Arc};

use rialto::{
    domain::{
        Settings,
        market::{self, MarketRoom},
    },
    protocol::{
        facts::Facts,
        frame::to_json,
        id::{Id, Key, RoomId, UserId},
        market::{MARKET, ledger::Account, snapshot::Market},
        money::Currency,
        person::{Person, Role},
        time::Time,
    },
    rooms::core::{Ask, Core, Happened, Verdict},
};
use serde_json::{Value, json, value::RawValue};

/// The market's events.
pub(crate) type Event = rialto::protocol::market::Event;

/// The market and the people in it.
pub(crate) struct Bazaar {
    /// The room.
    pub(crate) core: Core<MarketRoom>,
    /// Everyone who was named.
    pub(crate) people: BTreeMap<String, Person>,
    /// What has happened so far, as the journal has it.
    pub(crate) journal: Vec<(Time, String)>,
    payments: u32,
}

impl Bazaar {
    /// A market without anything in it.
    pub(crate) fn new(settings: market::Settings) -> Self {
        let settings = Arc::new(Settings { market: settings, ..Settings::default() });
        let core = Core::new(RoomId::from(MARKET)).under(settings);
        Bazaar { core, people: BTreeMap::new(), journal: Vec::new(), payments: 0 }
    }

    /// The person of that name; the name says the role.
    pub(crate) fn person(&mut self, name: &str) -> Person {
        let number = u64::try_from(self.people.len()).unwrap() + 101;
        let role = match name {
            "HOUSE" => return Person::house(),
            "ADMIN" => Role::Admin,
            name if name.starts_with("SELLER") => Role::Seller,
            _ => Role::User,
        };
        let newcomer = || Person { id: UserId(Id::from_number(number)), name: name.into(), role };
        self.people.entry(name.to_owned()).or_insert_with(newcomer).clone()
    }

    /// Asks for something, and keeps what happened.
    pub(crate) fn ask_once(
        &mut self,
        now: Time,
        by: &str,
        request: &str,
        data: &Value,
        key: Option<&str>,
    ) -> (Value, Vec<Happened<Event>>) {
        let people = self.people.values().cloned().collect();
        let ask = Ask {
            key: key.map(|key| Key::new(key).unwrap()),
            facts: Facts { people, ..Facts::default() },
            ..Ask::new(self.person(by), request, RawValue::from_string(data.to_string()).unwrap())
        };
        let Verdict { happened, answer, .. } = self.core.hear(now, &ask);
        self.journal.extend(happened.iter().map(|one| (one.at, one.body.clone())));
        (serde_json::from_str(&to_json(&answer)).unwrap(), happened)
    }

    /// The same without a key: the answer alone.
    pub(crate) fn ask(&mut self, now: Time, by: &str, request: &str, data: &Value) -> Value {
        self.ask_once(now, by, request, data, None).0
    }

    /// Lets time pass.
    pub(crate) fn tick(&mut self, now: Time) -> Vec<Happened<Event>> {
        let happened = self.core.expire(now);
        self.journal.extend(happened.iter().map(|one| (one.at, one.body.clone())));
        happened
    }

    /// Somebody has this much more.
    pub(crate) fn fund(&mut self, now: Time, name: &str, currency: Currency, amount: i64) {
        self.payments += 1;
        let user = self.person(name).id;
        self.person("ADMIN");
        let reference = format!("payment {}", self.payments);
        let data =
            json!({ "user": user, "currency": currency, "amount": amount, "reference": reference });
        let answer = self.ask(now, "ADMIN", "wallet:deposit", &data);
        assert!(answer.get("error").is_none(), "{answer}");
    }

    /// What is known of everything.
    pub(crate) fn market(&self) -> &Market {
        self.core.machine().market()
    }

    /// What is in somebody's wallet, what is set aside included.
    pub(crate) fn posted(&mut self, name: &str, currency: Currency) -> i64 {
        let account = match name {
            "fees" => Account::Fees,
            name => Account::User(self.person(name).id),
        };
        self.market().books.balance(&account, currency).posted()
    }

    /// The invariants of the books (I-120, I-121) and of listings (I-110 to I-112).
    pub(crate) fn audit(&self) {
        let market = self.market();
        let mut totals: BTreeMap<Currency, (i64, i64)> = BTreeMap::new();
        for ((account, currency), sums) in &market.books.accounts {
            let (posted, pending) = totals.entry(*currency).or_default();
            *posted += sums.credits - sums.debits;
            *pending += sums.credits_pending - sums.debits_pending;
            assert!(!account.is_guarded() || 0 <= sums.available(), "{account} {sums:?}");
            assert!(0 <= sums.debits_pending && 0 <= sums.credits_pending, "{account} {sums:?}");
        }
        for (currency, total) in totals {
            assert_eq!(total, (0, 0), "debits and credits in {currency}");
        }
        for (id, listing) in &market.listings {
            assert!(listing.stock <= listing.initial);
            let is_sold = listing.status == rialto::protocol::market::ListingStatus::Sold;
            assert_eq!(is_sold, listing.stock == 0, "{id}");
            assert!(!listing.status.is_over() || listing.offers.is_empty(), "{id}");
        }
    }
}
