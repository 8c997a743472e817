//! Conversations over real sockets and REST: what members see of each other, and what their inboxes say.

use futures_util::future::join_all;
use rialto::{gateway::accounts::SignedIn, protocol::person::Role, store::LISTED_MAX};
use serde_json::{Value, json};

use crate::wired::{Wire, Wired};

/// The figure of a conversation in a list.
pub(crate) fn listed(list: &Value, room: &str) -> Option<u64> {
    let line = list.as_array().unwrap().iter().find(|line| line["conversation"] == room)?;
    line["unreadCount"].as_u64()
}

/// A conversation; its room.
pub(crate) async fn open(wired: &Wired, by: &SignedIn, body: Value) -> String {
    let made = wired.rest("POST /conversations", Some(by), None, &body).await;
    assert_eq!(made.status, 201, "{made:?}");
    made.json["room"].as_str().unwrap().to_owned()
}

pub(crate) fn key_of(room: &str) -> &str {
    room.split_once(':').unwrap().1
}

pub(crate) async fn say(wired: &Wired, by: &SignedIn, room: &str, content: &str) -> Value {
    let request = format!("POST /conversations/{}/messages", key_of(room));
    let said = wired.rest(&request, Some(by), None, &json!({ "content": content })).await;
    assert_eq!(said.status, 201, "{said:?}");
    said.json
}

#[actix_web::test]
async fn a_message_by_rest_appears_in_all_four_tabs_and_the_counts_go_alike() {
    let wired = Wired::fresh();
    let (ada, bo) =
        (wired.somebody("ada", Role::User).await, wired.somebody("bo", Role::User).await);
    let room = open(&wired, &ada, json!({ "kind": "direct", "members": [bo.person.id] })).await;
    let again = json!({ "kind": "direct", "members": [ada.person.id] });
    let again = wired.rest("POST /conversations", Some(&bo), None, &again).await;
    assert_eq!((again.status, again.json["room"].as_str()), (200, Some(&*room)));
    wired.delivered().await;

    let mut tabs: Vec<Wire> = Vec::new();
    for who in [&ada, &ada, &bo, &bo] {
        let mut tab = wired.connect(who).await;
        tab.follow(&room).await;
        tab.follow(&format!("inbox:{}", who.person.id)).await;
        tab.heard();
        tabs.push(tab);
    }
    say(&wired, &ada, &room, "Hello").await;
    for tab in &mut tabs {
        let message = tab.next("chat:message").await;
        assert_eq!(message["data"]["content"], "Hello");
        assert_eq!(message["data"]["authorName"], "ada");
    }
    for (place, tab) in tabs.iter_mut().enumerate() {
        let figure = tab.next("chat:unread").await;
        let count = u64::from(1 < place);
        assert_eq!(figure["data"]["unreadCount"], count, "tab {place}");
        assert_eq!(figure["data"]["lastMessage"]["content"], "Hello");
    }
    // One tab reads, and all follow.
    let read = json!({ "upTo": 4 });
    tabs[2].ask("chat:read", &room, read).await;
    for (place, tab) in tabs.iter_mut().enumerate() {
        assert_eq!(tab.next("chat:read").await["data"]["upTo"], 4);
        if 1 < place {
            assert_eq!(tab.next("chat:unread").await["data"]["unreadCount"], 0);
        }
    }
    drop(tabs);
    wired.close().await;
}

#[actix_web::test]
async fn counts_survive_a_restart_and_are_right_after_a_hundred_missed_messages() {
    let folder = tempfile::tempdir().unwrap();
    let settings = crate::wired::settings(folder.path());
    let wired = Wired::open(&settings);
    let (ada, bo) =
        (wired.somebody("ada", Role::User).await, wired.somebody("bo", Role::User).await);
    let room =
        open(&wired, &ada, json!({ "kind": "group", "title": "Tea", "members": [bo.person.id] }))
            .await;
    wired.delivered().await;
    let inbox = format!("inbox:{}", bo.person.id);
    let mut tab = wired.connect(&bo).await;
    tab.follow(&room).await;
    tab.follow(&inbox).await;
    say(&wired, &ada, &room, "first").await;
    assert_eq!(tab.next("chat:unread").await["data"]["unreadCount"], 1);
    tab.leave().await;
    for number in 0..100 {
        say(&wired, &ada, &room, &format!("missed {number}")).await;
    }
    say(&wired, &bo, &room, "by REST").await;
    wired.close().await;

    let wired = Wired::open(&settings);
    let list = wired.rest("GET /conversations", Some(&bo), None, &Value::Null).await.json;
    assert_eq!(listed(&list["items"], &room), Some(101));
    let mut tabs = [wired.connect(&bo).await, wired.connect(&bo).await];
    for tab in &mut tabs {
        let found = tab.call("subscribe", json!({ "room": inbox })).await;
        assert_eq!(listed(&found["data"]["conversations"], &room), Some(101), "{found}");
        // Also where nothing is missed.
        let since = found["data"]["seq"].clone();
        let again = tab.call("subscribe", json!({ "room": inbox, "since": since })).await;
        assert_eq!(again["data"]["recovered"], true);
        assert_eq!(listed(&again["data"]["conversations"], &room), Some(101));
        let state = tab.call("subscribe", json!({ "room": room })).await["data"].clone();
        assert_eq!(state["state"]["you"]["unreadCount"], 101);
        tab.heard();
    }
    say(&wired, &ada, &room, "once more").await;
    for tab in &mut tabs {
        assert_eq!(tab.next("chat:unread").await["data"]["unreadCount"], 102);
    }
    // Somebody takes a message back that was not read.
    let page = format!("GET /conversations/{}/messages?limit=3", key_of(&room));
    let page = wired.rest(&page, Some(&ada), None, &Value::Null).await.json;
    let last = page["items"][2]["id"].as_str().unwrap();
    let request = format!("DELETE /conversations/{}/messages/{last}", key_of(&room));
    assert_eq!(wired.rest(&request, Some(&ada), None, &Value::Null).await.status, 200);
    for tab in &mut tabs {
        let figure = tab.next("chat:unread").await;
        assert_eq!(figure["data"]["unreadCount"], 101);
        assert_eq!(figure["data"]["lastMessage"]["content"], "by REST");
    }
    drop(tabs);
    wired.close().await;
}

#[actix_web::test]
async fn one_who_has_not_looked_is_notified_once_and_the_notification_goes_when_they_look() {
    let wired = Wired::fresh();
    let (ada, bo) =
        (wired.somebody("ada", Role::User).await, wired.somebody("bo", Role::User).await);
    let room = open(&wired, &ada, json!({ "kind": "direct", "members": [bo.person.id] })).await;
    wired.delivered().await;
    let mut tab = wired.connect(&bo).await;
    tab.follow(&format!("inbox:{}", bo.person.id)).await;
    for content in ["one", "two", "three"] {
        say(&wired, &ada, &room, content).await;
    }
    wired.pass(2_000);
    let new = tab.next("notification:new").await;
    assert_eq!(new["data"]["type"], "message");
    assert_eq!(new["data"]["message"], "ada wrote to you.");
    assert_eq!(new["data"]["data"]["room"], *room);
    assert_eq!(tab.next("notification:count").await["data"]["unreadCount"], 1);
    // More of it is no other notification.
    let last = say(&wired, &ada, &room, "four").await;
    wired.pass(2_000);
    let up_to: u64 = last["message"].as_str().unwrap().parse().unwrap();
    tab.ask("chat:read", &room, json!({ "upTo": up_to })).await;
    wired.delivered().await;
    let read = tab.next("notification:read").await;
    assert_eq!(read["data"]["ids"], json!([new["data"]["id"]]));
    assert_eq!(tab.next("notification:count").await["data"]["unreadCount"], 0);
    // The next message is news again; muted it is not.
    say(&wired, &ada, &room, "five").await;
    wired.pass(2_000);
    assert_eq!(tab.next("notification:new").await["data"]["type"], "message");
    let list = wired.rest("GET /notifications", Some(&bo), None, &Value::Null).await.json;
    assert_eq!((&list["unreadCount"], list["items"].as_array().unwrap().len()), (&json!(1), 2));
    drop(tab);
    wired.close().await;
}

#[actix_web::test]
async fn typing_is_told_and_ends_by_itself_or_with_the_message() {
    let wired = Wired::fresh();
    let (ada, bo) =
        (wired.somebody("ada", Role::User).await, wired.somebody("bo", Role::User).await);
    let room = open(&wired, &ada, json!({ "kind": "direct", "members": [bo.person.id] })).await;
    let (mut adas, mut bos) = (wired.connect(&ada).await, wired.connect(&bo).await);
    bos.follow(&room).await;
    let on = json!({ "typing": true });
    for _ in 0..3 {
        let reply = adas.ask("chat:typing", &room, on.clone()).await;
        assert_eq!(reply["data"], json!({}));
    }
    let told = bos.next("chat:typing").await;
    assert_eq!(told["data"], json!({ "user": ada.person.id, "typing": true }));
    assert!(told["seq"].is_null());
    wired.pass(5_000);
    assert_eq!(bos.next("chat:typing").await["data"]["typing"], false);
    adas.ask("chat:typing", &room, on).await;
    assert_eq!(bos.next("chat:typing").await["data"]["typing"], true);
    say(&wired, &ada, &room, "done").await;
    assert_eq!(bos.next("chat:typing").await["data"]["typing"], false);
    drop((adas, bos));
    wired.close().await;
}

#[actix_web::test]
async fn a_list_that_is_full_has_the_conversations_with_the_latest_messages() {
    let wired = Wired::fresh();
    let ada = wired.somebody("ada", Role::User).await;
    let groups = (0..=LISTED_MAX).map(|number| {
        let group = json!({ "kind": "group", "title": number.to_string() });
        open(&wired, &ada, group)
    });
    let mut rooms = join_all(groups).await;
    rooms.sort();
    let (oldest, newest) = (&rooms[0], &rooms[rooms.len() - 1]);
    say(&wired, &ada, newest, "Here").await;
    wired.pass(1_000);
    say(&wired, &ada, oldest, "and there").await;
    let list = wired.rest("GET /conversations", Some(&ada), None, &Value::Null).await.json;
    let list = list["items"].as_array().unwrap();
    assert_eq!(list.len(), rooms.len() - 1);
    assert_eq!(
        (&list[0]["conversation"], &list[1]["conversation"]),
        (&json!(oldest), &json!(newest))
    );
    wired.close().await;
}
