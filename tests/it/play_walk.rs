//! Every request of lobbies, parties, the list and the queue, asked by those whom it is not for: a stranger learns
//! nothing, a member does not what is the host's, and nobody does what is the house's.

use rialto::{
    protocol::{id::Seq, person::Role},
    rooms::kinds::Kind,
    store::users::Reason,
};
use serde_json::{Value, json};

use crate::{
    chat_erase::{holding, until_gone},
    play::{Player, arcade},
    wired::Wired,
};

const NOWHERE: &str = "0000000000009";

/// Data that fits each request.
pub(crate) fn data(request: &str, user: &str) -> Value {
    let whom = json!({ "user": user });
    let ticket = json!({ "matchRequestId": "arena.2" });
    let teams = json!([{ "members": [user], "place": 1 }, { "members": [user], "place": 2 }]);
    match request {
        "lobby:create" => json!({ "game": "quiz" }),
        "party:create" | "lobby:join" | "lobby:leave" | "lobby:start" | "lobby:close"
        | "party:accept" | "party:decline" | "party:leave" => json!({}),
        "lobby:ready" => json!({ "ready": true }),
        "lobby:seat" => json!({ "seat": 1 }),
        "lobby:invite" | "lobby:kick" | "lobby:ban" | "lobby:unban" | "lobby:host"
        | "lobby:expel" | "lobby:forget" | "party:invite" | "party:leader" | "party:kick"
        | "party:forget" | "matchmaking:forget" => whom,
        "lobby:settings" => json!({ "title": "Mine" }),
        "lobby:result" => json!({ "teams": teams }),
        "lobby:open" => {
            json!({ "game": "arena", "mode": "duel", "queue": "queue:arena", "found": "3",
            "region": null, "players": [], "team_size": 1, "backfill": false })
        }
        "lobby:connection" | "party:connection" => json!({ "user": user, "here": false }),
        "lobby:fill" => json!({ "found": "3", "players": [] }),
        "party:queued" => json!({ "ticket": "arena.2", "members": [], "over": false }),
        "matchmaking:find" => json!({ "game": "arena", "mode": "nothing" }),
        "matchmaking:subscribe"
        | "matchmaking:accept"
        | "matchmaking:decline"
        | "matchmaking:cancel" => ticket,
        "matchmaking:backfill" => {
            json!({ "lobby": "lobby:x", "seq": 9, "mode": "duel", "region": null,
            "free": [1], "members": [], "avoid": [] })
        }
        "matchmaking:seated" => json!({ "found": "3", "seated": false }),
        "matchmaking:disband" => json!({ "ticket": "arena.2" }),
        "matchmaking:result" => json!({ "lobby": "lobby:x", "mode": "duel", "teams": teams }),
        "lobbies:note" => {
            json!({ "seq": 9, "listed": null, "lobby": "lobby:x", "game": "arena", "members": [] })
        }
        _ => panic!("`{request}` is new: say who may"),
    }
}

fn requests(kind: &str) -> impl Iterator<Item = &'static str> {
    Kind::all().find(|one| one.name == kind).unwrap().requests.iter().copied()
}

async fn code(player: &mut Player, request: &str, room: &str, user: &str) -> String {
    let reply = player.wire.ask(request, room, data(request, user)).await;
    reply["error"]["code"].as_str().unwrap_or("done").to_owned()
}

/// How far a room has come.
async fn seq(wired: &Wired, room: &str) -> usize {
    wired.house.store().events(&room.into(), Seq(0), 1_000).await.unwrap().len()
}

#[actix_web::test]
async fn a_stranger_learns_nothing() {
    let (wired, _folder) = arcade();
    let mut ada = Player::come(&wired, "ada").await;
    let mut eve = Player::come(&wired, "eve").await;
    let (lobby, _) = ada.opens(json!({ "game": "arena", "privacy": "invite" })).await;
    let party = ada.wire.call("party:create", json!({})).await["data"]["party"].clone();
    let party = party.as_str().unwrap().to_owned();
    wired.delivered().await;
    let before = (seq(&wired, &lobby).await, seq(&wired, &party).await);
    let user = ada.id();
    for (kind, room) in [("lobby", &lobby), ("party", &party)] {
        for request in requests(kind) {
            let there = code(&mut eve, request, room, &user).await;
            let nowhere = match request {
                // Elsewhere one may open something of one's own.
                "lobby:create" | "party:create" => "not_found".into(),
                _ => code(&mut eve, request, &format!("{kind}:{NOWHERE}"), &user).await,
            };
            assert_eq!(there, "not_found", "{request}");
            assert_eq!(there, nowhere, "{request}: as where nothing is");
        }
        for path in [
            format!("GET /events?room={room}"),
            format!(
                "POST /{}",
                room.replacen("party:", "parties/", 1).replacen("lobby:", "lobbies/", 1) + "/leave"
            ),
        ] {
            let rest = wired.rest(&path, Some(&eve.who), None, &json!({})).await;
            assert_eq!(rest.status, 404, "{path}");
        }
        let reply = eve.wire.call("subscribe", json!({ "room": room })).await;
        assert_eq!(reply["error"]["code"], "not_found");
    }
    assert_eq!(before, (seq(&wired, &lobby).await, seq(&wired, &party).await), "nothing happened");
    wired.close().await;
}

#[actix_web::test]
async fn a_member_is_no_host_and_nobody_is_the_house() {
    let (wired, _folder) = arcade();
    let mut ada = Player::come(&wired, "ada").await;
    let mut bo = Player::come(&wired, "bo").await;
    let (lobby, _) = ada.opens(json!({ "game": "arena" })).await;
    bo.does("lobby:join", &lobby, json!({})).await;
    let user = ada.id();
    for request in requests("lobby") {
        let own = ["lobby:join", "lobby:leave", "lobby:ready", "lobby:seat", "lobby:invite"];
        let expected = match request {
            "lobby:create" | "lobby:open" => "not_found",
            _ if own.contains(&request) => continue,
            _ => "forbidden",
        };
        assert_eq!(code(&mut bo, request, &lobby, &user).await, expected, "{request}");
    }
    // Not even staff, or a backend, is the house.
    let admin = wired.somebody("root", Role::Admin).await;
    let app = wired.somebody("app", Role::App).await;
    for who in [admin, app] {
        let mut who = Player::back(&wired, who).await;
        for (kind, room) in
            [("lobby", lobby.as_str()), ("queue", "queue:arena"), ("lobbies", "lobbies")]
        {
            for request in Kind::all().find(|one| one.name == kind).unwrap().house {
                let refused = code(&mut who, request, room, &user).await;
                assert!(
                    ["forbidden", "not_found"].contains(&refused.as_str()),
                    "{request}: {refused}"
                );
            }
        }
    }
    // A backend plays nothing itself.
    let app = wired.somebody("app2", Role::App).await;
    let refused = wired.rest("POST /lobbies", Some(&app), None, &json!({ "game": "arena" })).await;
    assert_eq!(refused.status, 403);
    wired.close().await;
}

#[actix_web::test]
async fn somebody_elses_search_is_not_there() {
    let (wired, _folder) = arcade();
    let mut ada = Player::come(&wired, "ada").await;
    let mut eve = Player::come(&wired, "eve").await;
    let ticket = ada.find(json!({ "game": "arena", "mode": "duel" })).await;
    for what in ["subscribe", "accept", "decline"] {
        assert_eq!(eve.tell(what, &ticket).await["error"]["code"], "not_found", "{what}");
        assert_eq!(eve.tell(what, "arena.999").await["error"]["code"], "not_found", "{what}");
    }
    // Cancelling what is somebody else's is the same as cancelling what is over.
    assert_eq!(
        eve.tell("cancel", &ticket).await["data"],
        eve.tell("cancel", "arena.999").await["data"]
    );
    assert!(ada.tell("subscribe", &ticket).await["error"].is_null(), "and it goes on");
    for request in requests("queue") {
        if !["find", "subscribe", "accept", "decline", "cancel"]
            .iter()
            .any(|own| request.ends_with(own))
        {
            assert_eq!(
                code(&mut eve, request, "queue:arena", &ada.id()).await,
                "forbidden",
                "{request}"
            );
        }
    }
    let mut guest = wired.guest().await;
    for request in requests("lobby").chain(requests("party")).chain(requests("queue")) {
        let reply = guest.ask(request, "lobby:0000000000009", data(request, &ada.id())).await;
        assert_eq!(reply["error"]["code"], "unauthenticated", "{request}");
    }
    wired.close().await;
}

#[actix_web::test]
async fn an_erased_account_leaves_no_name_in_lobbies_and_parties() {
    let (wired, folder) = arcade();
    let mut ada = Player::come(&wired, "Adalbert Unverwechselbar").await;
    let mut bo = Player::come(&wired, "bo").await;
    let (old, _) = ada.opens(json!({ "game": "quiz" })).await;
    ada.does("lobby:close", &old, json!({})).await;
    let (lobby, _) = ada.opens(json!({ "game": "arena" })).await;
    bo.does("lobby:join", &lobby, json!({})).await;
    bo.wire.follow(&lobby).await;
    let party = ada.wire.call("party:create", json!({})).await["data"]["party"].clone();
    ada.does("party:invite", party.as_str().unwrap(), json!({ "user": bo.id() })).await;
    wired.delivered().await;
    assert!(!holding(folder.path(), "unverwechselbar").is_empty(), "else this test sees nothing");
    let reason = Reason { by: None, reason: "a test".into(), at: wired.clock.now() };
    assert!(wired.house.store().erase_user(ada.who.person.id, reason).await.unwrap());
    wired.house.rooms().nudge();
    let left = bo.wire.next("lobby:member:left").await;
    assert_eq!(left["data"]["reason"], "erased");
    wired.delivered().await;
    let page = wired
        .rest(&format!("GET /events?room={lobby}&limit=200"), Some(&bo.who), None, &Value::Null)
        .await;
    assert!(!page.text.contains("Unverwechselbar"), "{}", page.text);
    // Bo's notification says who invited, until it goes.
    let list = wired.rest("GET /notifications", Some(&bo.who), None, &Value::Null).await.json;
    let ids: Vec<Value> =
        list["items"].as_array().unwrap().iter().map(|one| one["id"].clone()).collect();
    let deleted =
        wired.rest("POST /notifications/delete", Some(&bo.who), None, &json!({ "ids": ids })).await;
    assert_eq!(deleted.status, 200);
    until_gone(folder.path(), "unverwechselbar").await;
    wired.close().await;
}
