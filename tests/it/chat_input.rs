//! What no client of ours would send to conversations and inboxes: each has a clear error, and the room stands.

use rialto::{protocol::person::Role, rooms::kinds::Kind};
use serde_json::{Map, Value, json};

use crate::{
    chat::{key_of, open, say},
    wired::{Wire, Wired},
};

/// Codes that say what is wrong. One of a fault of ours is none.
const OUR_FAULTS: [&str; 3] = ["internal", "unavailable", "busy"];
/// All fields that any of the requests has.
const FIELDS: [&str; 29] = [
    "kind",
    "members",
    "title",
    "auction",
    "content",
    "contentType",
    "attachment",
    "attachments",
    "replyTo",
    "message",
    "emoji",
    "on",
    "typing",
    "upTo",
    "reason",
    "user",
    "users",
    "until",
    "seconds",
    "words",
    "action",
    "receipts",
    "blocked",
    "conversation",
    "ids",
    "all",
    "event",
    "data",
    "quietHours",
];

/// Chance from a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(0x1405_7b7e_f767_814f);
        usize::try_from(self.0 >> 33).unwrap() % end
    }

    fn value(&mut self, good: &[Value]) -> Value {
        match self.below(22) {
            0 => Value::Null,
            1 => json!(true),
            2 => json!(-1),
            3 => json!(u64::MAX),
            4 => json!(1.5e300),
            5 => json!(i64::MAX),
            6 => json!(""),
            7 => json!("x".repeat(12_000)),
            8 => json!("👩‍🔧👍🏽"),
            9 => json!("\u{202e}שלום\u{200b}"),
            10 => json!("a\0b"),
            11 => json!([]),
            12 => json!([[[[[[{ "a": [{}] }]]]]]]),
            13 => json!({ "$gt": "" }),
            14 => json!("18446744073709551616"),
            15 => json!("0000000000000000000000000"),
            16 => json!("conversation:"),
            17 => json!("9223372036854775807"),
            _ => good[self.below(good.len())].clone(),
        }
    }

    fn data(&mut self, good: &[Value]) -> Value {
        if self.below(12) == 0 {
            return self.value(good);
        }
        let mut data = Map::new();
        for _ in 0..self.below(5) {
            let field = FIELDS[self.below(FIELDS.len())];
            data.insert(field.to_owned(), self.value(good));
        }
        if self.below(10) == 0 {
            data.insert("nobody knows this".to_owned(), self.value(good));
        }
        Value::Object(data)
    }
}

/// An answer that is either one or a clear refusal.
fn check(answer: &Value, what: &str) {
    let Some(error) = answer.get("error").filter(|error| !error.is_null()) else { return };
    let code = error["code"].as_str().unwrap_or_else(|| panic!("{what}: {answer}"));
    assert!(!OUR_FAULTS.contains(&code), "{what}: {answer}");
    assert!(error["message"].as_str().is_some_and(|text| !text.is_empty()), "{what}: {answer}");
}

fn requests(kind: &str) -> &'static [&'static str] {
    Kind::all().find(|one| one.name == kind).unwrap().requests
}

async fn stands(wire: &mut Wire, room: &str) {
    let found = wire.call("subscribe", json!({ "room": room })).await;
    assert_eq!(found["data"]["recovered"], false, "{found}");
    wire.forget(room);
}

#[actix_web::test]
async fn whatever_is_sent_has_a_clear_answer_and_the_room_stands() {
    let seed = 0x0c4a_7001;
    println!("seed {seed:#x}");
    let mut dice = Dice(seed);
    let wired = Wired::fresh();
    let (ada, bo) =
        (wired.somebody("ada", Role::Admin).await, wired.somebody("bo", Role::User).await);
    let inbox = format!("inbox:{}", ada.person.id);
    let mut wire = wired.connect(&ada).await;
    for round in 0..3 {
        let group = json!({ "kind": "group", "members": [bo.person.id] });
        let room = open(&wired, &ada, group).await;
        let message = say(&wired, &ada, &room, "hello").await["message"].clone();
        let good = [
            message,
            json!(ada.person.id),
            json!("group"),
            json!(true),
            json!("hello"),
            json!(1),
            json!([bo.person.id]),
            json!(room),
        ];
        for (kind, place) in [("conversation", &room), ("inbox", &inbox)] {
            for request in requests(kind) {
                // What ends it is another test's, and so is what goes.
                if ["conversation:delete", "conversation:leave"].contains(request) {
                    continue;
                }
                for _ in 0..16 {
                    let data = dice.data(&good);
                    let answer = wire.ask(request, place, data.clone()).await;
                    check(&answer, &format!("round {round}, {request} {data:.300}"));
                }
            }
            stands(&mut wire, place).await;
        }
    }
    drop(wire);
    wired.close().await;
}

#[actix_web::test]
async fn a_required_field_that_is_missing_is_invalid_and_not_guessed() {
    let wired = Wired::fresh();
    let ada = wired.somebody("ada", Role::User).await;
    let room = open(&wired, &ada, json!({ "kind": "group" })).await;
    let inbox = format!("inbox:{}", ada.person.id);
    let mut wire = wired.connect(&ada).await;
    for (place, request, data) in [
        (&room, "chat:message", json!({ "content": 1 })),
        (&room, "chat:message", json!({ "content": "" })),
        (&room, "chat:message", json!({ "content": "x".repeat(32_768) })),
        (&room, "chat:message", json!({ "content": "x", "author": "1" })),
        (&room, "chat:edit", json!({ "content": "x" })),
        (&room, "chat:delete", json!({})),
        (&room, "chat:react", json!({ "message": "1", "on": true })),
        (&room, "chat:typing", json!({})),
        (&room, "chat:read", json!({ "upTo": -1 })),
        (&room, "chat:read", json!({ "upTo": "99999999999999999999" })),
        (&room, "chat:hide", json!({ "message": "1" })),
        (&room, "conversation:rename", json!({ "title": "" })),
        (&room, "conversation:slow", json!({ "seconds": u64::MAX })),
        (&room, "conversation:words", json!({ "words": ["two words"], "action": "mask" })),
        (&room, "conversation:silence", json!({ "user": ada.person.id })),
        (&inbox, "user:block", json!({ "on": true })),
        (&inbox, "notification:read", json!({})),
        (&inbox, "notification:delete", json!({ "ids": "1" })),
    ] {
        let answer = wire.ask(request, place, data.clone()).await;
        assert_eq!(answer["error"]["code"], "invalid", "{request} {data:.100}: {answer}");
    }
    stands(&mut wire, &room).await;
    drop(wire);
    wired.close().await;
}

#[actix_web::test]
async fn signs_of_the_index_are_only_signs() {
    let wired = Wired::fresh();
    let ada = wired.somebody("ada", Role::User).await;
    let room = open(&wired, &ada, json!({ "kind": "group" })).await;
    say(&wired, &ada, &room, "lemon near content").await;
    for (query, found) in [
        ("%22", 0),
        ("%22lemon", 1),
        ("lem*", 1),
        ("*", 0),
        ("lemon+NEAR+content", 1),
        ("NEAR(lemon+orange)", 0),
        ("lemon+AND+orange", 0),
        ("lemon+OR+orange", 0),
        ("NOT+lemon", 0),
        ("(lemon", 1),
        ("%5Elemon", 1),
        ("content:lemon", 1),
        ("-lemon", 1),
        ("lemon%00", 1),
        ("';DROP+TABLE+messages;--", 0),
        ("%F0%9F%8D%8B", 0),
    ] {
        let request = format!("GET /messages?q={query}");
        let page = wired.rest(&request, Some(&ada), None, &Value::Null).await;
        if page.status == 422 {
            page.is(422, "invalid");
            assert_eq!(found, 0, "{query}");
            continue;
        }
        assert_eq!(page.status, 200, "{query} {page:?}");
        assert_eq!(page.json["items"].as_array().unwrap().len(), found, "{query} {page:?}");
    }
    let page = format!("GET /conversations/{}/messages", key_of(&room));
    let page = wired.rest(&page, Some(&ada), None, &Value::Null).await.json;
    assert_eq!(page["items"].as_array().unwrap().len(), 1);
    wired.close().await;
}
