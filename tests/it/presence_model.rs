//! Any coming and going, from printed seeds, is seen as a plain model says; by one who asks and by one who watches.

use std::collections::BTreeMap;

use rialto::protocol::person::Role;
use serde_json::{Value, json};

use crate::{
    presence::{emptied, seen, set, watch},
    simulate::Dice,
    wired::{Wire, Wired},
};

/// What a plain model knows of somebody.
#[derive(Default)]
struct Person {
    tabs: Vec<Wire>,
    left_at: Option<i64>,
    active_at: i64,
    chosen: Option<&'static str>,
}

impl Person {
    /// How they are, in truth.
    fn status(&self, now: i64) -> &'static str {
        let is_there =
            !self.tabs.is_empty() || self.left_at.is_some_and(|left| now - left < 10_000);
        match self.chosen.unwrap_or("online") {
            _ if !is_there => "offline",
            "online" if 300_000 <= now - self.active_at => "away",
            chosen => chosen,
        }
    }
}

/// How others see it.
fn shown(status: &'static str) -> &'static str {
    if status == "invisible" { "offline" } else { status }
}

#[actix_web::test]
async fn any_coming_and_going_is_seen_as_a_plain_model_says() {
    for seed in 1..=6 {
        // Shown only where the test fails.
        println!("seed {seed}");
        play(seed).await;
    }
}

async fn play(seed: u64) {
    let mut dice = Dice::new(seed);
    let wired = Wired::fresh();
    let mut people = BTreeMap::new();
    let names = ["ada", "bo", "cy"];
    for name in names {
        let who = wired.somebody(name, Role::User).await;
        people.insert(name, (who, Person::default()));
    }
    let all: Vec<_> = people.values().map(|(who, _)| who.clone()).collect();
    let all: Vec<_> = all.iter().collect();
    let eve = wired.somebody("eve", Role::User).await;
    let mo = wired.somebody("mo", Role::Moderator).await;
    let (mut eves, mut mos) = (wired.connect(&eve).await, wired.connect(&mo).await);
    // What each has been told last, of everybody.
    let mut heard: [BTreeMap<String, Value>; 2] = Default::default();
    for (watcher, heard) in [&mut eves, &mut mos].into_iter().zip(&mut heard) {
        for seen in watch(watcher, &all).await {
            heard.insert(seen["user"].as_str().unwrap().to_owned(), seen["status"].clone());
        }
    }
    for _ in 0..60 {
        let name = names[usize::try_from(dice.below(3)).unwrap()];
        let now = wired.clock.now().ms();
        let (who, person) = people.get_mut(name).unwrap();
        match dice.below(6) {
            0 => {
                let mut tab = wired.connect(who).await;
                tab.call("outcome", json!({ "key": "k" })).await;
                person.tabs.push(tab);
                (person.left_at, person.active_at) = (None, now);
            }
            1 if !person.tabs.is_empty() => {
                person.tabs.pop().unwrap().leave().await;
                if person.tabs.is_empty() {
                    person.left_at = Some(now);
                }
                let open = people.values().map(|(_, person)| person.tabs.len()).sum::<usize>();
                emptied(&wired, open + 2).await;
            }
            2 if !person.tabs.is_empty() => {
                let chosen = ["online", "away", "busy", "invisible"]
                    [usize::try_from(dice.below(4)).unwrap()];
                set(&mut person.tabs[0], chosen).await;
                (person.chosen, person.active_at) = (Some(chosen), now);
            }
            3 if !person.tabs.is_empty() => {
                person.tabs[0].call("outcome", json!({ "key": "k" })).await;
                person.active_at = now;
                wired.pass(1);
            }
            4 => wired.pass(1_000 * (1 + dice.below(12))),
            _ => wired.pass(60_000 * (1 + dice.below(6))),
        }
        let now = wired.clock.now().ms();
        for (name, (who, person)) in &people {
            let status = person.status(now);
            assert_eq!(seen(&wired, &eve, who).await["status"], shown(status), "{name}");
            assert_eq!(seen(&wired, &mo, who).await["status"], status, "{name}");
            let expected = [shown(status), status];
            for ((watcher, heard), expected) in
                [&mut eves, &mut mos].into_iter().zip(&mut heard).zip(expected)
            {
                hear(watcher, heard, &who.person.id.to_string(), expected).await;
            }
        }
    }
    drop((people, eves, mos));
    wired.close().await;
}

/// Listens until this has been heard of somebody; what is told must be new each time.
async fn hear(watcher: &mut Wire, heard: &mut BTreeMap<String, Value>, of: &str, expected: &str) {
    while heard[of] != expected {
        let told = watcher.next("presence:changed").await["data"].clone();
        let user = told["user"].as_str().unwrap().to_owned();
        assert_ne!(heard.insert(user, told["status"].clone()), Some(told["status"].clone()));
    }
}
