//! An auction with the market beside it, without actors, sockets or disk: what the shell and the courier do between
//! them is done here at once, one after the other.

use std::collections::{BTreeMap, VecDeque};

use rialto::{
    domain::{Reaction, market::Settings},
    protocol::{
        auction::money::Ticketed,
        frame::to_json,
        id::Key,
        market::MARKET,
        person::{Person, Role},
        time::Time,
    },
    rooms::core::{Ask, Happened},
};
use serde_json::{Value, json, value::RawValue};

use crate::{
    bazaar::Bazaar,
    floor::{Event, Floor, Outcome},
};

/// Both rooms.
pub(crate) struct Hall {
    pub(crate) floor: Floor,
    pub(crate) bazaar: Bazaar,
    /// What has been asked of the other room, and has not arrived.
    pub(crate) under_way: VecDeque<Reaction>,
    /// What is set aside for a request that is refused is not given back now, as when the power fails.
    pub(crate) loses: bool,
    /// How often that was so.
    pub(crate) lost: usize,
    /// How long it takes until the market has set money aside, in milliseconds.
    pub(crate) slow_ms: u64,
}

impl Hall {
    /// An empty room, and a market without anything in it.
    pub(crate) fn new(settings: Settings) -> Self {
        let floor = Floor::under(settings);
        Hall {
            floor,
            bazaar: Bazaar::new(settings),
            under_way: VecDeque::new(),
            loses: false,
            lost: 0,
            slow_ms: 0,
        }
    }

    /// Somebody with a role, known to both rooms.
    pub(crate) fn introduce(&mut self, name: &str, role: Role) -> Person {
        self.floor.introduce(name, role);
        let person = self.floor.person(name);
        self.bazaar.people.insert(name.to_owned(), person.clone());
        person
    }

    /// Somebody who has this much.
    pub(crate) fn fund(&mut self, now: Time, name: &str, currency: &str, amount: i64) {
        self.introduce(name, Role::User);
        self.bazaar.people.entry("ADMIN".into()).or_insert_with(|| self.floor.person("ADMIN"));
        self.bazaar.fund(now, name, currency.parse().unwrap(), amount);
    }

    /// Asks the auction for something; where it wants money for that, the market first.
    pub(crate) fn ask(
        &mut self,
        now: Time,
        by: &str,
        request: &str,
        data: &Value,
        key: Option<&str>,
    ) -> Outcome {
        let person = self.floor.person(by);
        if !person.is_house() {
            self.bazaar.people.insert(by.to_owned(), person);
        }
        let outcome = self.ask_apart(now, by, request, data, key);
        self.deliver(now);
        outcome
    }

    /// The same, and what it asks of the market is still under way.
    pub(crate) fn ask_apart(
        &mut self,
        now: Time,
        by: &str,
        request: &str,
        data: &Value,
        key: Option<&str>,
    ) -> Outcome {
        let mut ask = self.floor.request(by, request, data);
        ask.key = key.map(|key| Key::new(key).unwrap());
        let mut heard = self.floor.core.hear(now, &ask);
        let mut happened = std::mem::take(&mut heard.happened);
        if let Some(take) = &heard.wants {
            let taken: Value = serde_json::from_str(&to_json(take)).unwrap();
            let answer = self.bazaar.ask(now, "HOUSE", "hold:take", &taken);
            if answer.get("error").is_some() {
                self.note(&happened);
                return Outcome { answer, happened };
            }
            ask.facts.ticket = Some(ticket(&answer["data"]));
            heard = self.floor.core.hear(now.plus(self.slow_ms), &ask);
            assert!(heard.wants.is_none());
            happened.append(&mut heard.happened);
            let unused = heard.answer.error.is_some() || heard.answer.replayed;
            self.lost += usize::from(unused && self.loses);
            if unused && !self.loses {
                let data = json!({ "ticket": answer["data"]["ticket"] });
                self.bazaar.ask(now, "HOUSE", "hold:shrink", &data);
            }
        }
        self.note(&happened);
        Outcome { answer: serde_json::from_str(&to_json(&heard.answer)).unwrap(), happened }
    }

    /// Lets time pass in both.
    pub(crate) fn tick(&mut self, now: Time) -> Vec<Happened<Event>> {
        let happened = self.tick_apart(now);
        self.deliver(now);
        happened
    }

    /// The same, and what it asks of the other room is still under way.
    pub(crate) fn tick_apart(&mut self, now: Time) -> Vec<Happened<Event>> {
        let happened = self.floor.tick(now);
        self.note(&happened);
        for one in self.bazaar.tick(now) {
            let back = one.reactions.into_iter();
            self.under_way.extend(back.filter(|reaction| reaction.room.kind() == "auction"));
        }
        happened
    }

    fn note(&mut self, happened: &[Happened<Event>]) {
        let asked = happened.iter().flat_map(|one| &one.reactions);
        let between = asked.filter(|reaction| reaction.room.as_str() == MARKET);
        self.under_way.extend(between.cloned());
    }

    /// Brings what is under way, until nothing is; what happens in the auction by it.
    pub(crate) fn deliver(&mut self, now: Time) -> Vec<(Time, String)> {
        let mut told = Vec::new();
        while let Some(Reaction { room, request, data }) = self.under_way.pop_front() {
            let data: Value = serde_json::from_str(&data).unwrap();
            if room.as_str() == MARKET {
                let (answer, happened) = self.bazaar.ask_once(now, "HOUSE", request, &data, None);
                assert!(answer.get("error").is_none(), "{request} {data}: {answer}");
                let back = happened.iter().flat_map(|one| &one.reactions);
                let back = back.filter(|reaction| reaction.room.kind() == "auction").cloned();
                self.under_way.extend(back);
            } else {
                let ask = Ask {
                    by: Person::house(),
                    data: RawValue::from_string(data.to_string()).unwrap(),
                    ..self.floor.request("house", request, &data)
                };
                let heard = self.floor.core.hear(now, &ask);
                assert!(
                    heard.answer.error.is_none(),
                    "{request} {data}: {}",
                    to_json(&heard.answer)
                );
                self.note(&heard.happened);
                told.extend(heard.happened.into_iter().map(|one| (one.at, one.body)));
            }
        }
        told
    }

    /// What everybody has set aside for this auction, by name.
    pub(crate) fn holds(&self) -> BTreeMap<String, i64> {
        let holds = &self.bazaar.market().holds;
        holds
            .iter()
            .map(|((_, user), hold)| (self.floor.name_of(*user).to_owned(), hold.reserved.0))
            .collect()
    }
}

fn ticket(data: &Value) -> (Ticketed, Time) {
    let read = |field: &str| data[field].clone();
    let ticketed = json!({ "ticket": read("ticket"), "amount": read("amount") });
    (serde_json::from_value(ticketed).unwrap(), serde_json::from_value(read("until")).unwrap())
}
