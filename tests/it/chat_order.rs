//! Who belongs to a conversation, keeps order in it and is reported, and what becomes of one's data.

use rialto::{
    gateway::accounts::{Newcomer, SignedIn},
    protocol::{
        id::{RoomId, Seq},
        person::Role,
        secret::Secret,
    },
    store::Store,
};
use serde_json::{Value, json};

use crate::{
    chat::{key_of, listed, open, say},
    wired::Wired,
};

/// Asks for a deed in a conversation over REST.
async fn deed(
    wired: &Wired,
    by: &SignedIn,
    room: &str,
    deed: &str,
    body: Value,
) -> crate::desk::Response {
    let request = format!("POST /conversations/{}/{deed}", key_of(room));
    wired.rest(&request, Some(by), None, &body).await
}

async fn trio(wired: &Wired) -> [SignedIn; 3] {
    [
        wired.somebody("ada", Role::User).await,
        wired.somebody("bo", Role::User).await,
        wired.somebody("cy", Role::User).await,
    ]
}

#[actix_web::test]
async fn an_owner_says_who_belongs_to_a_group_and_the_longest_there_follows() {
    let wired = Wired::fresh();
    let [ada, bo, cy] = trio(&wired).await;
    let group = json!({ "kind": "group", "title": "Tea", "members": [bo.person.id] });
    let room = open(&wired, &ada, group).await;
    let add = json!({ "user": cy.person.id });
    deed(&wired, &bo, &room, "add", add.clone()).await.is(403, "forbidden");
    deed(&wired, &cy, &room, "add", add.clone()).await.is(404, "not_found");
    assert_eq!(deed(&wired, &ada, &room, "add", add).await.status, 200);
    let nobody = json!({ "user": "0000000000001" });
    deed(&wired, &ada, &room, "add", nobody).await.is(409, "unknown_user");
    wired.delivered().await;
    let list = wired.rest("GET /conversations", Some(&cy), None, &Value::Null).await.json;
    assert_eq!(list["items"][0]["title"], "Tea");

    let mut cys = wired.connect(&cy).await;
    cys.follow(&room).await;
    let rename = json!({ "title": "Coffee" });
    assert_eq!(deed(&wired, &ada, &room, "rename", rename).await.status, 200);
    assert_eq!(cys.next("conversation:updated").await["data"]["title"], "Coffee");
    assert_eq!(deed(&wired, &ada, &room, "leave", json!({})).await.status, 200);
    assert_eq!(cys.next("chat:member:left").await["data"]["owner"], json!(bo.person.id));
    let remove = json!({ "user": cy.person.id });
    assert_eq!(deed(&wired, &bo, &room, "remove", remove).await.status, 200);
    let left = cys.next("chat:member:left").await;
    assert_eq!(left["data"]["by"], json!(bo.person.id));
    // From then on nothing more is heard there.
    say(&wired, &bo, &room, "secret").await;
    wired.delivered().await;
    assert_eq!(cys.next("conversation:deleted").await["data"]["conversation"], *room);
    assert!(!cys.heard().iter().any(|frame| frame["room"] == *room));
    let list = wired.rest("GET /conversations", Some(&cy), None, &Value::Null).await.json;
    assert_eq!(listed(&list["items"], &room), None);
    // With the last one it is over.
    assert_eq!(deed(&wired, &bo, &room, "leave", json!({})).await.status, 200);
    let show = format!("GET /conversations/{}", key_of(&room));
    wired.rest(&show, Some(&bo), None, &Value::Null).await.is(404, "not_found");
    drop(cys);
    wired.close().await;
}

#[actix_web::test]
async fn order_is_kept_by_pace_words_and_silence() {
    let wired = Wired::fresh();
    let [ada, bo, _] = trio(&wired).await;
    let room = open(&wired, &ada, json!({ "kind": "group", "members": [bo.person.id] })).await;
    deed(&wired, &bo, &room, "slow", json!({ "seconds": 5 })).await.is(403, "forbidden");
    assert_eq!(deed(&wired, &ada, &room, "slow", json!({ "seconds": 5 })).await.status, 200);
    say(&wired, &bo, &room, "one").await;
    let send = format!("POST /conversations/{}/messages", key_of(&room));
    let two = json!({ "content": "two" });
    let slow = wired.rest(&send, Some(&bo), Some("k"), &two).await;
    assert_eq!(slow.json["error"]["data"]["retryAfterMs"], 5_000);
    slow.is(409, "slow_mode");
    say(&wired, &ada, &room, "owners need not wait").await;
    wired.pass(5_000);
    assert_eq!(wired.rest(&send, Some(&bo), Some("k"), &two).await.status, 201);
    deed(&wired, &ada, &room, "slow", json!({ "seconds": 0 })).await;

    for (action, said) in [("mask", Some("A **** thing, BADLY")), ("reject", None)] {
        let list = json!({ "words": ["evil"], "action": action });
        assert_eq!(deed(&wired, &ada, &room, "words", list).await.status, 200);
        let content = json!({ "content": "A eViL thing, BADLY" });
        let answer = wired.rest(&send, Some(&bo), None, &content).await;
        match said {
            Some(said) => {
                let page = format!("GET /conversations/{}/messages?limit=1", key_of(&room));
                let page = wired.rest(&page, Some(&bo), None, &Value::Null).await.json;
                assert_eq!(page["items"][0]["content"], said);
            }
            None => answer.is(409, "content_rejected"),
        }
    }

    let silence = json!({ "user": bo.person.id, "seconds": 60, "reason": "Enough." });
    assert_eq!(deed(&wired, &ada, &room, "silence", silence).await.status, 200);
    wired.rest(&send, Some(&bo), None, &two).await.is(409, "silenced");
    deed(&wired, &bo, &room, "typing", json!({ "typing": true })).await.is(409, "silenced");
    wired.pass(60_000);
    assert_eq!(wired.rest(&send, Some(&bo), None, &two).await.status, 201);
    wired.close().await;
}

#[actix_web::test]
async fn a_report_shows_moderators_what_was_said_around_and_what_is_gone_is_gone() {
    let wired = Wired::fresh();
    let [ada, bo, cy] = trio(&wired).await;
    let mo = wired.somebody("mo", Role::Moderator).await;
    let room = open(&wired, &ada, json!({ "kind": "direct", "members": [bo.person.id] })).await;
    let mut said = Vec::new();
    for number in 0..20 {
        said.push(say(&wired, &bo, &room, &format!("message {number}")).await);
    }
    let edit = json!({ "message": said[10]["message"], "content": "harmless" });
    assert_eq!(deed(&wired, &bo, &room, "edit", edit).await.status, 200);
    let report = json!({ "message": said[10]["message"], "reason": "Rude." });
    deed(&wired, &cy, &room, "report", report.clone()).await.is(404, "not_found");
    assert_eq!(deed(&wired, &ada, &room, "report", report).await.status, 200);

    wired.rest("GET /admin/reports", Some(&ada), None, &Value::Null).await.is(403, "forbidden");
    let list = wired.rest("GET /admin/reports", Some(&mo), None, &Value::Null).await.json;
    assert_eq!(list["items"].as_array().unwrap().len(), 1);
    assert_eq!(list["items"][0]["by"], json!(ada.person.id));
    let show = format!("GET /admin/reports/{}", list["items"][0]["id"].as_str().unwrap());
    let case = wired.rest(&show, Some(&mo), None, &Value::Null).await.json;
    let around = case["around"].as_array().unwrap();
    let around: Vec<_> = around.iter().map(|line| line["content"].as_str().unwrap()).collect();
    assert_eq!(around.len(), 11);
    assert_eq!((around[0], around[5], around[10]), ("message 5", "harmless", "message 15"));
    assert_eq!(case["versions"][0]["content"], "message 10");

    // Staff hide it, and then it is taken back.
    let hide = json!({ "message": said[10]["message"], "on": true, "reason": "Rude." });
    assert_eq!(deed(&wired, &mo, &room, "hide", hide).await.status, 200);
    let found = wired.rest("GET /messages?q=harmless", Some(&ada), None, &Value::Null).await.json;
    assert_eq!(found["items"], json!([]));
    let case = wired.rest(&show, Some(&mo), None, &Value::Null).await.json;
    assert_eq!(case["around"][5]["content"], "harmless");
    let delete = json!({ "message": said[10]["message"] });
    assert_eq!(deed(&wired, &bo, &room, "delete_message", delete).await.status, 200);
    let case = wired.rest(&show, Some(&mo), None, &Value::Null).await.json;
    assert_eq!((&case["around"][5]["content"], &case["versions"]), (&Value::Null, &json!([])));
    let resolve = show.replacen("GET", "POST", 1) + "/resolve";
    let settled = json!({ "resolution": "Hidden." });
    let settled = wired.rest(&resolve, Some(&mo), None, &settled).await.json;
    assert_eq!(settled["report"]["resolvedBy"], json!(mo.person.id));
    let list = wired.rest("GET /admin/reports", Some(&mo), None, &Value::Null).await.json;
    assert_eq!(list["items"], json!([]));
    wired.close().await;
}

#[actix_web::test]
async fn questions_beside_an_auction_are_for_all_and_answers_for_its_seller() {
    let wired = Wired::fresh();
    let seller = wired.somebody("seller", Role::Seller).await;
    let [ada, bo, _] = trio(&wired).await;
    let auction = wired.lot(&seller, json!({})).await;
    let wanted = json!({ "kind": "auction", "auction": auction });
    let room = open(&wired, &ada, wanted.clone()).await;
    let again = wired.rest("POST /conversations", Some(&bo), None, &wanted).await;
    assert_eq!((again.status, again.json["room"].as_str()), (200, Some(&*room)));
    let nowhere = json!({ "kind": "auction", "auction": "auction:0000000000001" });
    wired.rest("POST /conversations", Some(&bo), None, &nowhere).await.is(404, "not_found");

    let mut guest = wired.guest().await;
    assert_eq!(guest.follow(&room).await["title"], "A clock");
    let mut sellers = wired.connect(&seller).await;
    say(&wired, &ada, &room, "Does it run?").await;
    assert_eq!(guest.next("chat:message").await["data"]["content"], "Does it run?");
    wired.pass(2_000);
    let told = sellers.next("notification:new").await;
    assert_eq!(told["data"]["message"], "ada wrote in “A clock”.");
    drop((guest, sellers));
    wired.close().await;
}

#[actix_web::test]
async fn one_takes_ones_data_along_and_is_forgotten() {
    let wired = Wired::fresh();
    let [_, bo, _] = trio(&wired).await;
    let accounts = wired.house.floor().accounts;
    let password = "correct horse battery".to_owned();
    let newcomer = Newcomer {
        name: "Dee".into(),
        password: Some(Secret::new(&*password)),
        email: Some("dee@example.org".into()),
        role: Role::User,
    };
    let dee = accounts.create(newcomer).await.unwrap();
    let dee = wired.sign_in(dee.id).await;
    let room = open(&wired, &dee, json!({ "kind": "group", "members": [bo.person.id] })).await;
    for number in 0..3 {
        say(&wired, &dee, &room, &format!("pearl {number}")).await;
    }
    say(&wired, &bo, &room, "stays").await;
    wired.delivered().await;
    let export = wired.rest("GET /me/export", Some(&dee), None, &Value::Null).await;
    assert_eq!(export.json["account"]["email"], "dee@example.org");
    let said = export.json["messages"].as_array().unwrap();
    assert_eq!(said.len(), 3, "{export:?}");
    assert_eq!(said[2]["message"]["content"], "pearl 2");

    let mut socket = wired.connect(&dee).await;
    let wrong = json!({ "name": "Dee", "password": "wrong horse battery" });
    wired.rest("DELETE /me", Some(&dee), None, &wrong).await.is(422, "invalid");
    let right = json!({ "name": "Dee", "password": password });
    assert_eq!(wired.rest("DELETE /me", Some(&dee), None, &right).await.status, 204);
    assert_eq!(socket.closing().await, 4401);
    wired.delivered().await;
    for word in ["pearl", "Dee"] {
        forgotten(wired.house.store(), &room, word).await;
    }
    wired.rest("GET /me", Some(&dee), None, &Value::Null).await.is(401, "unauthenticated");
    let page = format!("GET /conversations/{}/messages", key_of(&room));
    let page = wired.rest(&page, Some(&bo), None, &Value::Null).await.json;
    let left: Vec<_> = page["items"].as_array().unwrap().iter().map(|m| &m["content"]).collect();
    assert_eq!(left, [&Value::Null, &Value::Null, &Value::Null, &json!("stays")]);
    assert_eq!(page["items"][0]["authorName"], "");
    let show = format!("GET /conversations/{}", key_of(&room));
    let shown = wired.rest(&show, Some(&bo), None, &Value::Null).await.json;
    assert_eq!(shown["members"].as_array().unwrap().len(), 1);
    // The name is free for another.
    let again = Newcomer { name: "Dee".into(), password: None, email: None, role: Role::User };
    accounts.create(again).await.unwrap();
    let add = json!({ "user": dee.person.id });
    deed(&wired, &bo, &room, "add", add).await.is(409, "unknown_user");
    wired.close().await;
}

/// Waits until a word is in no record of a room.
async fn forgotten(store: &Store, room: &str, word: &str) {
    let room = RoomId::from(room);
    loop {
        let records = store.events(&room, Seq(0), 1_000).await.unwrap();
        if !records.iter().any(|record| record.body.contains(word)) {
            return;
        }
        tokio::task::yield_now().await;
    }
}
