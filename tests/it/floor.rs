//! One auction without actors, sockets or disk: the room's core and people by name.

use std::collections::BTreeMap;

use rialto::{
    domain::auction::AuctionRoom,
    protocol::{
        frame::to_json,
        id::{Id, Key, RoomId, UserId},
        person::{Person, Role},
        time::Time,
    },
    rooms::core::{Ask, Core, Happened, Verdict},
};
use serde_json::{Value, value::RawValue};

/// The room's events.
pub(crate) type Event = rialto::protocol::auction::Event;

/// What comes of one request.
pub(crate) struct Outcome {
    /// The answer as clients read it.
    pub(crate) answer: Value,
    /// What happened, in order.
    pub(crate) happened: Vec<Happened<Event>>,
}

/// An auction room and the people around it.
pub(crate) struct Floor {
    /// The room.
    pub(crate) core: Core<AuctionRoom>,
    /// Everyone who was named.
    pub(crate) people: BTreeMap<String, Person>,
}

impl Floor {
    /// An empty room, `auction:<key>`.
    pub(crate) fn new() -> Self {
        let room = RoomId::of("auction", Id::from_number(1));
        Floor { core: Core::new(room), people: BTreeMap::new() }
    }

    /// The same where the market is like this.
    pub(crate) fn under(market: rialto::domain::market::Settings) -> Self {
        let settings = rialto::domain::Settings { market, ..Default::default() };
        let Floor { core, people } = Floor::new();
        Floor { core: core.under(std::sync::Arc::new(settings)), people }
    }

    /// The person of that name; the name says the role, unless the person is known already.
    pub(crate) fn person(&mut self, name: &str) -> Person {
        let number = u64::try_from(self.people.len()).unwrap() + 101;
        let newcomer = || Person {
            id: UserId(Id::from_number(number)),
            name: name.into(),
            role: role_of(name),
        };
        self.people.entry(name.to_owned()).or_insert_with(newcomer).clone()
    }

    /// Makes somebody known with a role.
    pub(crate) fn introduce(&mut self, name: &str, role: Role) {
        let person = Person { role, ..self.person(name) };
        self.people.insert(name.to_owned(), person);
    }

    /// The name of a user.
    pub(crate) fn name_of(&self, user: UserId) -> &str {
        let found = self.people.iter().find(|(_, person)| person.id == user);
        found.map_or("?", |(name, _)| name)
    }

    /// The text with names where ids of people are, and `LOT` for the room's own.
    pub(crate) fn named(&self, text: &str) -> String {
        let mut text = text.replace(&Id::from_number(1).to_string(), "LOT");
        for (name, person) in &self.people {
            text = text.replace(&person.id.to_string(), name);
        }
        text
    }

    /// Asks for something.
    pub(crate) fn ask(
        &mut self,
        now: Time,
        by: &str,
        request: &str,
        data: &Value,
        key: Option<&str>,
    ) -> Outcome {
        let key = key.map(|key| Key::new(key).unwrap());
        let ask = Ask { key, ..self.request(by, request, data) };
        let Verdict { happened, answer, wants, .. } = self.core.hear(now, &ask);
        assert!(wants.is_none(), "money takes a market beside it");
        Outcome { answer: serde_json::from_str(&to_json(&answer)).unwrap(), happened }
    }

    /// A request of somebody's.
    pub(crate) fn request(&mut self, by: &str, request: &str, data: &Value) -> Ask {
        Ask::new(self.person(by), request, RawValue::from_string(data.to_string()).unwrap())
    }

    /// Lets time pass.
    pub(crate) fn tick(&mut self, now: Time) -> Vec<Happened<Event>> {
        self.core.expire(now)
    }

    /// The page as somebody finds it; nobody, where the name is empty.
    pub(crate) fn page(&mut self, now: Time, viewer: &str) -> Value {
        use rialto::domain::Machine;
        let viewer = (!viewer.is_empty()).then(|| self.person(viewer));
        let state = self.core.machine().state(viewer.as_ref(), self.core.moment(now), 0);
        serde_json::to_value(state).unwrap()
    }
}

/// The role that a name in a script stands for.
pub(crate) fn role_of(name: &str) -> Role {
    match name {
        "admin" => Role::Admin,
        "moderator" => Role::Moderator,
        "app" => Role::App,
        name if name.starts_with("seller") => Role::Seller,
        _ => Role::User,
    }
}
