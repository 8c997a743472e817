//! Vectors of sessions: the lots and the session that makes them, with what they ask of each other.

use std::{collections::BTreeMap, collections::VecDeque};

use rialto::{
    domain::{Reaction, session::SessionRoom},
    protocol::{
        frame::to_json,
        id::{Id, RoomId, UserId},
        person::{Person, Role},
        time::Time,
    },
    rooms::core::{Ask, Core},
};
use serde_json::{Value, json, value::RawValue};

use super::{
    ABOUT, Played, Why, compare, since_zero,
    words::{ZERO_MS, known, terms, unsupported},
};
use crate::floor::Floor;

/// The session and its lots.
struct Hall {
    session: Core<SessionRoom>,
    lots: BTreeMap<RoomId, Floor>,
    order: Vec<RoomId>,
}

pub(super) fn play(vector: &Value) -> Played {
    known(vector, &[&ABOUT[..], &["config", "steps"]].concat(), "key")?;
    let config = &vector["config"];
    known(config, &["lots", "group_extend", "lot"], "config")?;
    let names: Vec<String> = serde_json::from_value(config["lots"].clone()).unwrap_or_default();
    let mut lot = terms(&config["lot"])?;
    let ends_at = lot["endsAt"].take();
    let object = lot.as_object_mut().unwrap();
    for field in ["startsAt", "endsAt", "publish"] {
        object.remove(field);
    }
    let scope = if config["group_extend"] == true { "session" } else { "lot" };
    let plan = json!({
        "title": "A session", "lots": vec![lot; names.len()], "endsAt": ends_at, "extendScope": scope,
    });
    let mut hall = Hall {
        session: Core::new(RoomId::of("session", Id::from_number(1))),
        lots: BTreeMap::new(),
        order: Vec::new(),
    };
    hall.create(&plan)?;
    for (n, step) in vector["steps"].as_array().into_iter().flatten().enumerate() {
        known(step, &["t", "lot", "cmd", "by", "max", "expect"], "argument")?;
        if step["cmd"] != "bid" {
            return unsupported(format!("command {}", step["cmd"]));
        }
        let at = Time::from_ms(ZERO_MS + step["t"].as_i64().unwrap_or(0));
        let place = names.iter().position(|name| step["lot"] == **name).unwrap_or(0);
        let room = hall.order[place].clone();
        let floor = hall.lots.get_mut(&room).unwrap();
        let by = step["by"].as_str().unwrap_or_default();
        let done = floor.ask(at, by, "auction:bid", &json!({ "amount": step["max"] }), None);
        if done.answer.get("error").is_some() {
            return Err(Why::Failed(format!("step {}: {}", n + 1, done.answer)));
        }
        let asked = done.happened.into_iter().flat_map(|one| one.reactions).collect();
        hall.deliver(at, asked);
        for (key, expected) in step["expect"].as_object().into_iter().flatten() {
            if key != "ends" {
                return unsupported(format!("expectation {key}"));
            }
            let ends: BTreeMap<&str, Value> = names
                .iter()
                .zip(&hall.order)
                .map(|(name, room)| {
                    let page = hall.lots.get_mut(room).unwrap().page(at, "");
                    (name.as_str(), since_zero(&page["endsAt"]))
                })
                .collect();
            compare(n + 1, key, expected, &json!(ends))?;
        }
    }
    Ok(())
}

impl Hall {
    fn create(&mut self, plan: &Value) -> Played {
        let id = UserId(Id::from_number(9));
        let seller = Person { id, name: "SELLER".into(), role: Role::Seller };
        let at = Time::from_ms(ZERO_MS);
        let heard = self.session.hear(at, &ask(seller, "session:create", &plan.to_string()));
        if heard.answer.error.is_some() {
            return Err(Why::Failed(format!("config: {}", to_json(&heard.answer))));
        }
        let made: Value = serde_json::from_str(&to_json(&heard.answer)).unwrap();
        self.order = serde_json::from_value(made["data"]["lots"].clone()).unwrap();
        let asked = heard.happened.into_iter().flat_map(|one| one.reactions).collect();
        self.deliver(at, asked);
        Ok(())
    }

    /// Brings what rooms ask of each other.
    fn deliver(&mut self, at: Time, mut asked: VecDeque<Reaction>) {
        while let Some(Reaction { room, request, data }) = asked.pop_front() {
            let ask = ask(Person::house(), request, &data);
            let (answer, more) = match room.kind() {
                "session" => {
                    let heard = self.session.hear(at, &ask);
                    (
                        heard.answer,
                        heard
                            .happened
                            .into_iter()
                            .flat_map(|one| one.reactions)
                            .collect::<Vec<_>>(),
                    )
                }
                "auction" => {
                    let fresh = || Floor { core: Core::new(room.clone()), people: BTreeMap::new() };
                    let floor = self.lots.entry(room.clone()).or_insert_with(fresh);
                    let heard = floor.core.hear(at, &ask);
                    (
                        heard.answer,
                        heard.happened.into_iter().flat_map(|one| one.reactions).collect(),
                    )
                }
                _ => continue,
            };
            assert!(answer.error.is_none(), "{request} {data}: {}", to_json(&answer));
            asked.extend(more);
        }
    }
}

fn ask(by: Person, request: &str, data: &str) -> Ask {
    let data = RawValue::from_string(data.to_owned()).unwrap();
    let facts = rialto::protocol::facts::Facts::default();
    Ask { facts, ..Ask::new(by, request, data) }
}
