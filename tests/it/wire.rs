//! Plays the scripts through the real doors: the same requests over sockets have the same answers,
//! and everybody is told the same.

use std::{collections::BTreeMap, path::Path};

use actix_web::rt::System;
use rialto::{
    protocol::{
        id::{Id, RoomId, UserId},
        person::Role,
        time::Time,
    },
    rooms,
};
use serde_json::{Value, json};

use crate::{
    floor::role_of,
    script::{self, Step, ZERO_MS},
    scripts::{answered, noted, shown},
    wired::{Wire, Wired, settings},
};

#[test]
fn auction() {
    for path in script::scripts("auction") {
        let folder = tempfile::tempdir().unwrap();
        let system = System::new();
        let mut player = system.block_on(Player::new(folder.path()));
        script::check(&path, |step, wanted| system.block_on(player.play(step, wanted)));
        system.block_on(player.leave());
    }
}

/// Everyone in one auction.
struct Player {
    wired: Wired,
    room: RoomId,
    /// Staff: it hears of drafts, too, and what it hears is what everybody does.
    staff: Wire,
    /// Somebody unknown.
    guest: Wire,
    people: BTreeMap<String, (UserId, Wire)>,
    seq: u64,
}

impl Player {
    async fn new(folder: &Path) -> Self {
        let wired = Wired::open(&settings(folder));
        let staff = wired.known(Id::from_number(2), "staff", Role::Moderator).await;
        let staff = wired.connect(&staff).await;
        let guest = wired.guest().await;
        let room = RoomId::of("auction", Id::from_number(1));
        Player { wired, room, staff, guest, people: BTreeMap::new(), seq: 0 }
    }

    async fn leave(self) {
        let Player { wired, staff, guest, people, room: _, seq: _ } = self;
        drop((staff, guest, people));
        wired.close().await;
    }

    async fn play(&mut self, step: Step, wanted: &[&str]) -> Vec<String> {
        let (first, rest) = match step {
            Step::At(ms) => {
                self.wired.clock.set(Time::from_ms(ZERO_MS + ms));
                self.wired.house.sweep();
                (None, self.told().await)
            }
            Step::Ask { who, request, data } => {
                let room = self.room.clone();
                let wire = self.person(&who).await;
                let reply = wire.ask(&request, room.as_str(), data).await;
                (Some(answered(&reply)), self.told().await)
            }
            Step::Look { who, fields } => (None, self.look(&who, &fields).await),
        };
        let rest = arranged(rest.iter().map(|line| self.named(line)).collect(), wanted);
        first.map(|line| self.named(&line)).into_iter().chain(rest).collect()
    }

    /// The connection of that person, who follows the auction as far as it is for them.
    async fn person(&mut self, name: &str) -> &mut Wire {
        if !self.people.contains_key(name) {
            let number = u64::try_from(self.people.len()).unwrap() + 101;
            let id = Id::from_number(number);
            let person = self.wired.known(id, name, role_of(name)).await;
            let mut wire = self.wired.connect(&person).await;
            wire.catch_up(self.room.as_str()).await;
            wire.catch_up(rooms::inbox(UserId(id)).as_str()).await;
            wire.heard();
            self.people.insert(name.to_owned(), (UserId(id), wire));
        }
        &mut self.people.get_mut(name).unwrap().1
    }

    async fn look(&mut self, who: &str, fields: &[String]) -> Vec<String> {
        let page = if who.is_empty() {
            let request = format!("GET /auctions/{}", self.room.key());
            self.wired.rest(&request, None, None, &Value::Null).await.json
        } else {
            let room = self.room.clone();
            self.person(who).await.follow(room.as_str()).await
        };
        let one = |field: &String| {
            let value = page.get(field).map_or("absent".to_owned(), Value::to_string);
            format!("{field} {value}")
        };
        fields.iter().map(one).collect()
    }

    /// What everybody has been told since it was last asked.
    async fn told(&mut self) -> Vec<String> {
        let room = self.room.as_str();
        let mut lines = Vec::new();
        self.staff.catch_up(room).await;
        let public = numbered(&self.staff.heard(), room);
        let mark = self.seq;
        for (seq, line) in public.range(mark + 1..) {
            lines.push(format!("{seq} {line}"));
            self.seq = *seq;
        }
        if self.guest.catch_up(room).await {
            for (seq, line) in numbered(&self.guest.heard(), room).range(mark + 1..) {
                assert_eq!(
                    Some(line),
                    public.get(seq),
                    "a guest and staff are told different things"
                );
            }
        }
        self.wired.delivered().await;
        for (name, (user, wire)) in &mut self.people {
            let inbox = rooms::inbox(*user);
            wire.catch_up(room).await;
            wire.catch_up(inbox.as_str()).await;
            let heard = wire.heard();
            for (seq, line) in numbered(&heard, room).range(mark + 1..) {
                if public.get(seq) != Some(line) {
                    lines.push(format!("{seq} {name} {line}"));
                }
            }
            // What becomes of a note, and what else a sale asks for, are other stories.
            let notes = heard.iter().filter(|frame| {
                let event = frame["event"].as_str().unwrap_or_default();
                frame["room"] == inbox.as_str()
                    && event.starts_with("auction:")
                    && event != "auction:ended"
            });
            lines.extend(notes.map(|note| {
                assert_eq!(note["data"]["auction"], json!(room));
                noted(name, note["event"].as_str().unwrap(), &note["data"])
            }));
        }
        lines
    }

    fn named(&self, text: &str) -> String {
        let mut text = text.replace(self.room.key(), "LOT");
        for (name, (user, _)) in &self.people {
            text = text.replace(&user.to_string(), name);
        }
        text
    }
}

/// The events of a room by their positions.
fn numbered(frames: &[Value], room: &str) -> BTreeMap<u64, String> {
    let events = frames.iter().filter(|frame| frame["room"] == room);
    events.filter_map(|frame| Some((frame["seq"].as_u64()?, shown(frame)))).collect()
}

/// The lines in the order in which they are wanted; what is not wanted comes last.
fn arranged(mut lines: Vec<String>, wanted: &[&str]) -> Vec<String> {
    let mut arranged = Vec::new();
    for line in wanted {
        if let Some(place) = lines.iter().position(|found| found == line) {
            arranged.push(lines.remove(place));
        }
    }
    arranged.extend(lines);
    arranged
}
