//! Plays the scripts against the bare machine: no actor, no socket, no disk.

use rialto::{
    protocol::{
        inbox::{NOTE, Note},
        time::Time,
    },
    rooms::core::Happened,
};
use serde_json::{Map, Value};

use crate::{
    floor::{Event, Floor},
    script::{self, Step, ZERO_MS},
};

#[test]
fn auction() {
    for path in script::scripts("auction") {
        let mut floor = Floor::new();
        let mut now = Time::from_ms(ZERO_MS);
        script::check(&path, |step, _| play(&mut floor, &mut now, step));
    }
}

fn play(floor: &mut Floor, now: &mut Time, step: Step) -> Vec<String> {
    match step {
        Step::At(ms) => {
            *now = Time::from_ms(ZERO_MS + ms);
            let happened = floor.tick(*now);
            happened.iter().flat_map(|one| told(floor, one)).collect()
        }
        Step::Ask { who, request, data } => {
            let done = floor.ask(*now, &who, &request, &data, None);
            let answer = floor.named(&answered(&done.answer));
            let told = done.happened.iter().flat_map(|one| told(floor, one));
            std::iter::once(answer).chain(told).collect()
        }
        Step::Look { who, fields } => {
            let page = floor.page(*now, &who);
            let one = |field: &String| {
                let value = page.get(field).map_or("absent".to_owned(), Value::to_string);
                floor.named(&format!("{field} {value}"))
            };
            fields.iter().map(one).collect()
        }
    }
}

/// What everyone, single viewers and inboxes are told of one event.
fn told(floor: &Floor, one: &Happened<Event>) -> Vec<String> {
    let seq = one.seq.0;
    let read = |frame: &str| shown(&serde_json::from_str(frame).unwrap());
    let public = format!("{seq} {}", read(&one.shown.public));
    let private = one.shown.private.iter();
    let private =
        private.map(|(user, frame)| format!("{seq} {} {}", floor.name_of(*user), read(frame)));
    let notes = one.reactions.iter().filter(|reaction| reaction.request == NOTE);
    let notes = notes.filter_map(|reaction| {
        let note: Note = serde_json::from_str(&reaction.data).unwrap();
        // Scripts tell what those hear who bid.
        if let Note::Ended(_) = note {
            return None;
        }
        let lot = serde_json::to_value(note.lot()).unwrap();
        Some(noted(&floor.named(reaction.room.key()), note.name(), &lot))
    });
    std::iter::once(public).chain(private).chain(notes).map(|line| floor.named(&line)).collect()
}

/// An answer as scripts have it.
pub(crate) fn answered(answer: &Value) -> String {
    match answer.get("error") {
        Some(error) => format!("! {}", without(error, &["message", "retry"])),
        None => format!("= {}", answer["data"]),
    }
}

/// An event's frame as scripts have it.
pub(crate) fn shown(frame: &Value) -> String {
    match frame["event"].as_str() {
        Some(name) => format!("{name} {}", frame["data"]),
        None => "-".to_owned(),
    }
}

/// A note in an inbox as scripts have it.
pub(crate) fn noted(who: &str, name: &str, lot: &Value) -> String {
    format!("> {who} {name} {}", without(lot, &["auction", "title"]))
}

fn without(object: &Value, keys: &[&str]) -> Value {
    let mut object: Map<String, Value> = object.as_object().unwrap().clone();
    object.retain(|key, _| !keys.contains(&key.as_str()));
    Value::Object(object)
}
