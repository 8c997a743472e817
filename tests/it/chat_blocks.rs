//! Who is blocked is not heard: not between two, not in a group, and not by what was said before.

use rialto::protocol::person::Role;
use serde_json::{Value, json};

use crate::{
    chat::{key_of, listed, open, say},
    wired::Wired,
};

#[actix_web::test]
async fn between_two_nothing_is_said_once_one_has_blocked_the_other() {
    let wired = Wired::fresh();
    let (ada, bo) =
        (wired.somebody("ada", Role::User).await, wired.somebody("bo", Role::User).await);
    let with = |who: &rialto::gateway::accounts::SignedIn| json!({ "kind": "direct", "members": [who.person.id] });
    let room = open(&wired, &ada, with(&bo)).await;
    let said = say(&wired, &bo, &room, "hello").await;
    wired.delivered().await;
    let block = format!("/me/blocks/{}", bo.person.id);
    let put = format!("PUT {block}");
    assert_eq!(wired.rest(&put, Some(&ada), None, &Value::Null).await.status, 200);
    wired.delivered().await;
    let list = wired.rest("GET /me/blocks", Some(&ada), None, &Value::Null).await.json;
    assert_eq!(list["items"], json!([{ "user": bo.person.id, "name": "bo" }]));
    let deed = |deed: &str| format!("POST /conversations/{}/{deed}", key_of(&room));
    let react = json!({ "message": said["message"], "emoji": "👍", "on": true });
    for (by, request, body) in [
        (&bo, deed("messages"), json!({ "content": "are you there?" })),
        (&ada, deed("messages"), json!({ "content": "no" })),
        (&bo, deed("edit"), json!({ "message": said["message"], "content": "psst" })),
        (&bo, deed("react"), react),
        (&bo, deed("typing"), json!({ "typing": true })),
        (&bo, "POST /conversations".to_owned(), with(&ada)),
        (&ada, "POST /conversations".to_owned(), with(&bo)),
        (
            &bo,
            "POST /conversations".to_owned(),
            json!({ "kind": "group", "members": [ada.person.id] }),
        ),
    ] {
        wired.rest(&request, Some(by), None, &body).await.is(409, "blocked");
    }
    // Also where the one who has blocked has gone.
    assert_eq!(wired.rest(&deed("leave"), Some(&ada), None, &json!({})).await.status, 200);
    wired.delivered().await;
    let send = json!({ "content": "come back" });
    wired.rest(&deed("messages"), Some(&bo), None, &send).await.is(409, "blocked");
    let list = wired.rest("GET /conversations", Some(&ada), None, &Value::Null).await.json;
    assert_eq!(list["items"], json!([]));
    // And after that it is as before: a message brings one back.
    let delete = format!("DELETE {block}");
    assert_eq!(wired.rest(&delete, Some(&ada), None, &Value::Null).await.status, 200);
    wired.delivered().await;
    assert_eq!(wired.rest(&deed("messages"), Some(&bo), None, &send).await.status, 201);
    wired.delivered().await;
    let list = wired.rest("GET /conversations", Some(&ada), None, &Value::Null).await.json;
    assert_eq!(listed(&list["items"], &room), Some(1));
    wired.close().await;
}

#[actix_web::test]
async fn in_a_group_nothing_that_the_blocked_say_arrives() {
    let wired = Wired::fresh();
    let (ada, bo, cy) = (
        wired.somebody("ada", Role::User).await,
        wired.somebody("bo", Role::User).await,
        wired.somebody("cy", Role::User).await,
    );
    let group = json!({ "kind": "group", "members": [bo.person.id, cy.person.id] });
    let room = open(&wired, &ada, group).await;
    let own = say(&wired, &ada, &room, "mine").await;
    wired.delivered().await;
    let (mut adas, mut cys) = (wired.connect(&ada).await, wired.connect(&cy).await);
    adas.follow(&room).await;
    cys.follow(&room).await;
    let inbox = format!("inbox:{}", ada.person.id);
    adas.follow(&inbox).await;
    adas.ask("user:block", &inbox, json!({ "user": bo.person.id, "on": true })).await;
    wired.delivered().await;
    adas.heard();

    say(&wired, &bo, &room, "nonsense").await;
    let react = json!({ "message": own["message"], "emoji": "👎", "on": true });
    let request = format!("POST /conversations/{}/react", key_of(&room));
    assert_eq!(wired.rest(&request, Some(&bo), None, &react).await.status, 200);
    assert_eq!(cys.next("chat:reaction").await["data"]["emoji"], "👎");
    say(&wired, &cy, &room, "sense").await;
    let told = adas.next("chat:message").await;
    assert_eq!(told["data"]["content"], "sense", "there are no holes, and nothing of bo");
    let figure = adas.next("chat:unread").await;
    assert_eq!(figure["data"]["unreadCount"], 1);
    let page = format!("GET /conversations/{}/messages", key_of(&room));
    for request in [
        page.as_str(),
        &format!("GET /events?room={room}&limit=200"),
        &format!("GET /conversations/{}", key_of(&room)),
        "GET /messages?q=nonsense",
        "GET /conversations",
    ] {
        let shown = wired.rest(request, Some(&ada), None, &Value::Null).await;
        assert_eq!(shown.status, 200);
        assert!(
            !shown.text.contains("nonsense") && !shown.text.contains("👎"),
            "{request} {shown:?}"
        );
    }
    let list = wired.rest("GET /conversations", Some(&ada), None, &Value::Null).await.json;
    assert_eq!(listed(&list["items"], &room), Some(1));
    // One who comes back sees as little.
    let mut again = wired.connect(&ada).await;
    let missed = again.call("subscribe", json!({ "room": room, "since": 1 })).await;
    assert_eq!(missed["data"]["recovered"], true);
    assert!(!missed.to_string().contains("nonsense"));
    let unblock = json!({ "user": bo.person.id, "on": false });
    adas.ask("user:block", &inbox, unblock).await;
    wired.delivered().await;
    let shown = wired.rest(&page, Some(&ada), None, &Value::Null).await;
    assert!(shown.text.contains("nonsense"));
    let list = wired.rest("GET /conversations", Some(&ada), None, &Value::Null).await.json;
    assert_eq!(listed(&list["items"], &room), Some(2));
    drop((adas, cys, again));
    wired.close().await;
}

#[actix_web::test]
async fn what_was_said_before_is_not_shown_to_one_who_has_blocked_since() {
    let folder = tempfile::tempdir().unwrap();
    let config = crate::wired::settings(folder.path());
    let mut wired = Wired::open(&config);
    let (ada, bo) =
        (wired.somebody("ada", Role::User).await, wired.somebody("bo", Role::User).await);
    let room = open(&wired, &ada, json!({ "kind": "group", "members": [bo.person.id] })).await;
    let own = say(&wired, &ada, &room, "mine").await;
    let said = say(&wired, &bo, &room, "nonsense").await;
    for (deed, body) in [
        ("react", json!({ "message": own["message"], "emoji": "👎", "on": true })),
        ("edit", json!({ "message": said["message"], "content": "more nonsense" })),
    ] {
        let request = format!("POST /conversations/{}/{deed}", key_of(&room));
        assert_eq!(wired.rest(&request, Some(&bo), None, &body).await.status, 200);
    }
    wired.delivered().await;
    let put = format!("PUT /me/blocks/{}", bo.person.id);
    assert_eq!(wired.rest(&put, Some(&ada), None, &Value::Null).await.status, 200);
    wired.delivered().await;
    for is_reopened in [false, true] {
        if is_reopened {
            wired.close().await;
            wired = Wired::open(&config);
        }
        for data in [json!({ "room": room }), json!({ "room": room, "since": 1 })] {
            let mut wire = wired.connect(&ada).await;
            let found = wire.call("subscribe", data).await.to_string();
            let is_heard = found.contains("nonsense") || found.contains("👎");
            assert!(!is_heard, "reopened: {is_reopened}; {found}");
        }
    }
    // Unblocked, they are heard again by one who comes back.
    let delete = format!("DELETE /me/blocks/{}", bo.person.id);
    assert_eq!(wired.rest(&delete, Some(&ada), None, &Value::Null).await.status, 200);
    wired.delivered().await;
    let mut wire = wired.connect(&ada).await;
    let found = wire.call("subscribe", json!({ "room": room, "since": 1 })).await.to_string();
    assert!(found.contains("more nonsense") && found.contains("👎"), "{found}");
    drop(wire);
    wired.close().await;
}
