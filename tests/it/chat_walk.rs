//! A stranger who knows every id reads nothing and learns nothing: every request of every kind, by everybody who
//! might try, over the socket and over REST.

use std::collections::BTreeMap;

use rialto::{
    gateway::accounts::SignedIn, http::openapi::document, protocol::person::Role,
    rooms::kinds::Kind,
};
use serde_json::{Value, json};

use crate::{
    chat::{key_of, open, say},
    wired::{Wire, Wired},
};

/// A room that does not exist, in the form of one that does.
const NOWHERE: &str = "conversation:0000000000001";

/// Data for every request of conversations. One without an entry fails the test.
pub(crate) fn data(request: &str, message: &Value, user: &Value) -> Option<Value> {
    Some(match request {
        "conversation:create" => json!({ "kind": "group", "title": "Mine" }),
        "chat:message" => json!({ "content": "let me in", "replyTo": message }),
        "chat:edit" => json!({ "message": message, "content": "mine" }),
        "chat:delete" => json!({ "message": message }),
        "chat:react" => json!({ "message": message, "emoji": "👍", "on": true }),
        "chat:typing" => json!({ "typing": true }),
        "chat:delivered" | "chat:read" => json!({ "upTo": 3 }),
        "chat:hide" => json!({ "message": message, "on": true, "reason": "Why not." }),
        "chat:report" => json!({ "message": message, "reason": "Why not." }),
        "conversation:rename" => json!({ "title": "Mine" }),
        "conversation:add" | "conversation:remove" | "conversation:forget" => {
            json!({ "user": user })
        }
        "conversation:leave" | "conversation:delete" => json!({}),
        "conversation:mute" => json!({ "on": true }),
        "conversation:slow" => json!({ "seconds": 5 }),
        "conversation:words" => json!({ "words": ["tea"], "action": "mask" }),
        "conversation:silence" => json!({ "user": user, "seconds": 5, "reason": "Why not." }),
        "conversation:follow" => {
            json!({ "lobby": "lobby:0000000000001", "seq": 9, "title": null, "members": [], "closed": true })
        }
        "conversation:introduce" => json!({ "members": [user, user] }),
        "conversation:profile" => json!({ "user": user, "receipts": false, "blocked": [] }),
        _ => return None,
    })
}

/// Data for every request of inboxes.
pub(crate) fn inbox_data(request: &str, user: &Value) -> Option<Value> {
    let conversation = json!(NOWHERE);
    Some(match request {
        "inbox:note" => json!({ "event": "auction:won", "data":
            { "auction": "auction:1", "title": "x", "price": 1, "currency": "EUR" } }),
        "inbox:play" => {
            json!({ "play": { "event": "party:kicked", "data": { "party": "party:1" } } })
        }
        "inbox:trade" => json!({ "trade": { "event": "sale:sold", "data": {
            "sale": "1", "listing": null, "title": "x", "buyer": user, "seller": user, "quantity": 1,
            "amount": 1, "currency": "EUR", "premium": 0, "commission": 0,
        } } }),
        "inbox:wallet" => json!({ "currency": "EUR", "available": 1, "held": 0, "version": 9 }),
        "inbox:joined" => json!({ "conversation": conversation, "kind": "group", "title": "x" }),
        "inbox:left" => json!({ "conversation": conversation, "returns": false }),
        "inbox:raise" => json!({ "conversation": conversation, "kind": "group", "title": "x",
            "from": user, "from_name": "x", "mention": true }),
        "inbox:settle" => json!({ "conversation": conversation }),
        "inbox:erase" => json!({}),
        "notification:read" => json!({ "all": true }),
        "notification:delete" => json!({ "ids": ["1"] }),
        "notification:preferences" => json!({ "receipts": false }),
        "user:block" => json!({ "user": user, "on": true }),
        _ => return None,
    })
}

/// An answer without the number of its request.
fn bare(mut answer: Value) -> Value {
    answer.as_object_mut().unwrap().remove("reply");
    answer
}

async fn ask(wire: &mut Wire, request: &str, room: &str, data: &Value) -> Value {
    bare(wire.ask(request, room, data.clone()).await)
}

fn kind(name: &str) -> &'static Kind {
    Kind::all().find(|kind| kind.name == name).unwrap()
}

struct Cast {
    wired: Wired,
    people: BTreeMap<&'static str, SignedIn>,
    room: String,
    message: Value,
}

impl Cast {
    async fn new() -> Self {
        let wired = Wired::fresh();
        let mut people = BTreeMap::new();
        for (name, role) in [
            ("owner", Role::User),
            ("member", Role::User),
            ("left", Role::User),
            ("removed", Role::User),
            ("outsider", Role::Seller),
            ("moderator", Role::Moderator),
            ("admin", Role::Admin),
            ("app", Role::App),
        ] {
            people.insert(name, wired.somebody(name, role).await);
        }
        let id = |name: &str| people[name].person.id;
        let members = json!([id("member"), id("left"), id("removed")]);
        let group = json!({ "kind": "group", "title": "Secret", "members": members });
        let room = open(&wired, &people["owner"], group).await;
        let message = say(&wired, &people["owner"], &room, "the password is tea").await;
        let message = message["message"].clone();
        for (who, deed, body) in
            [("left", "leave", json!({})), ("owner", "remove", json!({ "user": id("removed") }))]
        {
            let request = format!("POST /conversations/{}/{deed}", key_of(&room));
            assert_eq!(wired.rest(&request, Some(&people[who]), None, &body).await.status, 200);
        }
        wired.delivered().await;
        Cast { wired, people, room, message }
    }

    /// The last position of the conversation.
    async fn seq(&self) -> Value {
        let request = format!("GET /events?room={}&limit=200", self.room);
        let page = self.wired.rest(&request, Some(&self.people["owner"]), None, &Value::Null).await;
        page.json["items"].as_array().unwrap().last().unwrap()["seq"].clone()
    }
}

#[actix_web::test]
async fn a_stranger_learns_nothing_by_any_request_of_the_socket() {
    let cast = Cast::new().await;
    let before = cast.seq().await;
    let user = json!(cast.people["member"].person.id);
    for who in ["outsider", "left", "removed", "app"] {
        let mut wire = cast.wired.connect(&cast.people[who]).await;
        for request in kind("conversation").requests {
            let data = data(request, &cast.message, &user)
                .unwrap_or_else(|| panic!("`{request}` is new: say who may"));
            let there = ask(&mut wire, request, &cast.room, &data).await;
            if *request == "conversation:create" {
                // Elsewhere one may open a conversation of one's own.
                assert_eq!(there["error"]["code"], "not_found", "{who}");
                assert!(there["seq"].is_null());
                continue;
            }
            let nowhere = ask(&mut wire, request, NOWHERE, &data).await;
            assert_eq!(there, nowhere, "{who} {request}");
            assert_eq!(there["error"]["code"], "not_found", "{who} {request}");
        }
        for data in [json!({}), json!({ "since": 1 }), json!({ "since": 99 })] {
            let at = |room: &str| {
                let mut data = data.clone();
                data["room"] = json!(room);
                data
            };
            let there = bare(wire.call("subscribe", at(&cast.room)).await);
            assert_eq!(there, bare(wire.call("subscribe", at(NOWHERE)).await), "{who}");
        }
        let inbox = format!("inbox:{}", cast.people["owner"].person.id);
        for request in kind("inbox").requests {
            let data = inbox_data(request, &user)
                .unwrap_or_else(|| panic!("`{request}` is new: say who may"));
            let there = ask(&mut wire, request, &inbox, &data).await;
            let nowhere = ask(&mut wire, request, "inbox:0000000000001", &data).await;
            assert_eq!(there, nowhere, "{who} {request}");
            assert_eq!(there["error"]["code"], "not_found", "{who} {request}");
            // And of one's own the house's requests are the house's.
            if request.starts_with("inbox:") {
                let own = format!("inbox:{}", cast.people[who].person.id);
                let own = ask(&mut wire, request, &own, &data).await;
                assert_eq!(own["error"]["code"], "forbidden", "{who} {request}");
            }
        }
        // Nothing comes by itself, either.
        wire.heard();
        say(&cast.wired, &cast.people["owner"], &cast.room, "still among us").await;
        wire.call("ping", json!({})).await;
        assert_eq!(wire.heard(), [] as [Value; 0], "{who}");
    }
    let heard = cast.seq().await.as_u64().unwrap() - before.as_u64().unwrap();
    assert_eq!(heard, 4, "nothing has happened but what the owner said");
    let mut guest = cast.wired.guest().await;
    for request in kind("conversation").requests {
        let data = data(request, &cast.message, &user).unwrap();
        let answer = ask(&mut guest, request, &cast.room, &data).await;
        assert_eq!(answer["error"]["code"], "unauthenticated", "{request}");
    }
    let there = bare(guest.call("subscribe", json!({ "room": cast.room })).await);
    assert_eq!(there, bare(guest.call("subscribe", json!({ "room": NOWHERE })).await));
    drop(guest);
    cast.wired.close().await;
}

#[actix_web::test]
async fn a_stranger_learns_nothing_by_any_route_of_rest() {
    let cast = Cast::new().await;
    let before = cast.seq().await;
    let user = json!(cast.people["member"].person.id);
    let body = |path: &str| {
        let deed = path.rsplit('/').next().unwrap();
        match deed {
            "messages" => json!({ "content": "let me in" }),
            "{message}" => json!({ "content": "mine" }),
            _ => json!({ "message": cast.message, "user": user, "upTo": 3 }),
        }
    };
    let mut walked = 0;
    for who in [Some("outsider"), Some("left"), Some("removed"), Some("app"), Some("admin"), None] {
        let person = who.map(|who| &cast.people[who]);
        for (path, methods) in document().routes() {
            let Some(below) = path.strip_prefix("/api/v1/conversations/{id}") else { continue };
            for method in methods {
                // Staff keep order without belonging to it; that is another test.
                if who == Some("admin") && method.as_str() != "GET" {
                    continue;
                }
                walked += 1;
                let fill = |id: &str| {
                    let below = below.replace("{message}", cast.message.as_str().unwrap());
                    let below = below.replace("{deed}", "read");
                    format!("{method} /conversations/{id}{below}")
                };
                let data =
                    if below.ends_with("{deed}") { json!({ "upTo": 3 }) } else { body(path) };
                let there = cast.wired.rest(&fill(key_of(&cast.room)), person, None, &data).await;
                let nowhere = cast.wired.rest(&fill(key_of(NOWHERE)), person, None, &data).await;
                assert_eq!(
                    (there.status, &there.text),
                    (nowhere.status, &nowhere.text),
                    "{who:?} {method} {path}"
                );
                assert!([401, 404].contains(&there.status), "{who:?} {method} {path} {there:?}");
            }
        }
        for (request, is_for_guests) in [
            (format!("GET /events?room={}", cast.room), true),
            ("GET /messages?q=password".to_owned(), false),
            ("GET /conversations".to_owned(), false),
            ("GET /notifications".to_owned(), false),
        ] {
            let found = cast.wired.rest(&request, person, None, &Value::Null).await;
            assert!(!found.text.contains("password"), "{who:?} {request}");
            assert!(!found.text.contains(key_of(&cast.room)), "{who:?} {request} {found:?}");
            let expected = if is_for_guests { 404 } else { 200 };
            assert!([expected, 401].contains(&found.status), "{who:?} {request} {found:?}");
        }
    }
    assert!(20 <= walked, "{walked}");
    assert_eq!(cast.seq().await, before);
    cast.wired.close().await;
}

#[actix_web::test]
async fn staff_keep_order_in_what_they_do_not_read() {
    let cast = Cast::new().await;
    let mut wire = cast.wired.connect(&cast.people["moderator"]).await;
    let refused = wire.call("subscribe", json!({ "room": cast.room })).await;
    assert_eq!(refused["error"]["code"], "not_found");
    let user = json!(cast.people["member"].person.id);
    for (request, code) in [
        ("chat:message", Some("not_found")),
        ("chat:edit", Some("not_found")),
        ("chat:react", Some("not_found")),
        ("chat:typing", Some("not_found")),
        ("chat:read", Some("not_found")),
        ("conversation:leave", Some("not_found")),
        ("conversation:mute", Some("not_found")),
        ("conversation:profile", Some("not_found")),
        ("conversation:forget", Some("not_found")),
        ("chat:hide", None),
        ("conversation:silence", None),
        ("conversation:slow", None),
        ("chat:delete", None),
        ("conversation:delete", None),
    ] {
        let data = data(request, &cast.message, &user).unwrap();
        let answer = ask(&mut wire, request, &cast.room, &data).await;
        assert_eq!(answer["error"]["code"].as_str(), code, "{request}: {answer}");
        assert!(!answer.to_string().contains("tea"));
    }
    drop(wire);
    cast.wired.close().await;
}

#[actix_web::test]
async fn nobody_takes_the_place_of_a_conversation_of_others() {
    let wired = Wired::fresh();
    let (ada, bo) =
        (wired.somebody("ada", Role::User).await, wired.somebody("bo", Role::User).await);
    let eve = wired.somebody("eve", Role::User).await;
    let direct = rialto::protocol::conversation::direct(ada.person.id, bo.person.id);
    let beside = rialto::protocol::conversation::beside(&"auction:0000000000001".into());
    let mut wire = wired.connect(&eve).await;
    for room in [direct.as_str(), beside.as_str()] {
        for data in [
            json!({ "kind": "group" }),
            json!({ "kind": "support" }),
            json!({ "kind": "lobby" }),
            json!({ "kind": "direct", "members": [ada.person.id] }),
            json!({ "kind": "direct", "members": [ada.person.id, bo.person.id] }),
            json!({ "kind": "auction", "auction": "auction:0000000000001" }),
        ] {
            let answer = wire.ask("conversation:create", room, data.clone()).await;
            let code = answer["error"]["code"].as_str().unwrap_or_default();
            assert!(["not_found", "invalid"].contains(&code), "{room} {data} {answer}");
        }
    }
    let made = wire.ask("conversation:create", NOWHERE, json!({ "kind": "lobby" })).await;
    assert_eq!(made["error"]["code"], "forbidden", "a lobby's is the house's");
    let room = open(&wired, &ada, json!({ "kind": "direct", "members": [bo.person.id] })).await;
    assert_eq!(room, direct.as_str());
    let taken = wire.ask("conversation:create", &room, json!({ "kind": "group" })).await;
    assert_eq!(taken["error"]["code"], "not_found");
    drop(wire);
    wired.close().await;
}
