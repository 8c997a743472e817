//! Lobbies over real sockets and REST: who may come in, what the host may do, what happens when connections drop,
//! and what everybody may find.

use rialto::{
    clock::Clock,
    protocol::{facts::Facts, person::Role},
    rooms::{Reply, ToRoom, core::Ask},
};
use serde_json::{Value, json, value::RawValue};

use crate::{
    play::{Player, arcade, with_games},
    wired::{NOW, Wired},
};

pub(crate) fn key_of(room: &str) -> &str {
    room.split_once(':').unwrap().1
}

#[actix_web::test]
async fn who_may_come_in() {
    let (wired, _folder) = arcade();
    let mut ada = Player::come(&wired, "ada").await;
    let mut bo = Player::come(&wired, "bo").await;
    let mut cy = Player::come(&wired, "cy").await;
    // By invitation: nobody else knows of it, and the code lets in.
    let (lobby, code) = ada.opens(json!({ "game": "arena", "privacy": "invite" })).await;
    assert_eq!(bo.may_not("lobby:join", &lobby, json!({})).await, "not_found");
    assert_eq!(bo.may_not("lobby:ready", &lobby, json!({ "ready": true })).await, "not_found");
    assert_eq!(bo.may_not("lobby:join", &lobby, json!({ "code": "wrong" })).await, "not_found");
    ada.does("lobby:invite", &lobby, json!({ "user": bo.id() })).await;
    let invited = bo.wire.next("lobby:invited").await;
    assert_eq!(
        (&invited["data"]["lobby"], &invited["data"]["from"]),
        (&json!(lobby), &json!(ada.id()))
    );
    let notified = bo.wire.next("notification:new").await;
    assert_eq!(notified["data"]["type"], "invite");
    assert_eq!(notified["data"]["message"], "ada asks you into “arena”.");
    bo.does("lobby:join", &lobby, json!({})).await;
    let by_code =
        wired.rest(&format!("GET /lobbies/code/{code}"), Some(&cy.who), None, &Value::Null).await;
    assert_eq!(by_code.json["lobby"], lobby.as_str());
    cy.does("lobby:join", &lobby, json!({ "code": code })).await;
    // One lobby of a game at a time; of another game another.
    let again = cy.wire.call("lobby:create", json!({ "game": "arena" })).await;
    assert_eq!(again["error"]["code"], "too_many_lobbies");
    let (quiz, _) =
        cy.opens(json!({ "game": "quiz", "privacy": "password", "password": "tea" })).await;
    assert_eq!(bo.may_not("lobby:join", &quiz, json!({})).await, "wrong_password");
    assert_eq!(
        bo.may_not("lobby:join", &quiz, json!({ "password": "Tea" })).await,
        "wrong_password"
    );
    bo.does("lobby:join", &quiz, json!({ "password": "tea" })).await;
    // The password is nowhere, not even for the host.
    let page = wired
        .rest(&format!("GET /lobbies/{}", key_of(&quiz)), Some(&cy.who), None, &Value::Null)
        .await;
    assert!(page.json["code"].is_string() && !page.json.to_string().contains("tea"), "{page:?}");
    // Searching and sitting in a lobby of the game exclude each other.
    let searching = json!({ "game": "arena", "mode": "duel" });
    assert_eq!(
        bo.wire.call("matchmaking:find", searching.clone()).await["error"]["code"],
        "in_lobby"
    );
    let mut di = Player::come(&wired, "di").await;
    di.find(searching).await;
    assert_eq!(di.may_not("lobby:join", &lobby, json!({ "code": code })).await, "searching");
    wired.close().await;
}

#[actix_web::test]
async fn guessing_a_password_is_slow() {
    let (wired, _folder) = arcade();
    let mut ada = Player::come(&wired, "ada").await;
    let mut bo = Player::come(&wired, "bo").await;
    let (lobby, _) =
        ada.opens(json!({ "game": "quiz", "privacy": "password", "password": "tea" })).await;
    for guess in 0..10 {
        let guess = json!({ "password": format!("guess {guess}") });
        assert_eq!(bo.may_not("lobby:join", &lobby, guess).await, "wrong_password");
    }
    assert_eq!(
        bo.may_not("lobby:join", &lobby, json!({ "password": "tea" })).await,
        "rate_limited"
    );
    let path = format!("POST /lobbies/{}/join", key_of(&lobby));
    let rest = wired.rest(&path, Some(&bo.who), None, &json!({ "password": "tea" })).await;
    assert_eq!(rest.status, 429, "over whatever door");
    wired.pass(1_000);
    bo.does("lobby:join", &lobby, json!({ "password": "tea" })).await;
    wired.close().await;
}

#[actix_web::test]
async fn the_host_keeps_order_and_is_succeeded() {
    let (wired, _folder) = arcade();
    let mut ada = Player::come(&wired, "ada").await;
    let mut bo = Player::come(&wired, "bo").await;
    let mut cy = Player::come(&wired, "cy").await;
    let (lobby, _) = ada.opens(json!({ "game": "arena", "capacity": 3 })).await;
    bo.does("lobby:join", &lobby, json!({})).await;
    cy.does("lobby:join", &lobby, json!({})).await;
    bo.wire.follow(&lobby).await;
    let mut di = Player::come(&wired, "di").await;
    assert_eq!(di.may_not("lobby:join", &lobby, json!({})).await, "lobby_full");
    // Settings are the game's, and whoever was ready has to be so anew.
    cy.does("lobby:ready", &lobby, json!({ "ready": true })).await;
    assert_eq!(bo.may_not("lobby:settings", &lobby, json!({ "title": "Ours" })).await, "forbidden");
    for (settings, path) in [
        (json!({ "rounds": 99 }), "settings.rounds"),
        (json!({ "map": "moon" }), "settings.map"),
        (json!({ "gravity": 1 }), "settings.gravity"),
        (json!({ "friendly_fire": "yes" }), "settings.friendly_fire"),
    ] {
        let reply = ada.wire.ask("lobby:settings", &lobby, json!({ "settings": settings })).await;
        assert_eq!(reply["error"]["data"]["fields"][0]["path"], path, "{reply}");
    }
    ada.does("lobby:settings", &lobby, json!({ "settings": { "rounds": 9 }, "title": "Ours" }))
        .await;
    let update = bo.wire.next("lobby:update").await["data"].clone();
    assert_eq!(
        update,
        json!({ "status": "forming", "unready": true, "title": "Ours",
        "settings": { "rounds": 9, "map": "harbour", "friendly_fire": false } })
    );
    // A kicked member is told, and may come back; a banned one may not.
    ada.does("lobby:kick", &lobby, json!({ "user": bo.id(), "reason": "late" })).await;
    assert_eq!(bo.wire.next("lobby:member:kicked").await["data"]["reason"], "late");
    let told = bo.wire.next("lobby:kicked").await;
    assert_eq!((&told["data"]["lobby"], &told["data"]["banned"]), (&json!(lobby), &json!(false)));
    bo.does("lobby:join", &lobby, json!({})).await;
    ada.does("lobby:ban", &lobby, json!({ "user": bo.id() })).await;
    bo.wire.forget(&lobby);
    assert_eq!(bo.may_not("lobby:join", &lobby, json!({})).await, "banned_from_lobby");
    let hidden = bo.wire.call("subscribe", json!({ "room": lobby })).await;
    assert_eq!(hidden["error"]["code"], "not_found", "a banned one sees nothing of it");
    // The longest-present follows the host, and the last one closes it.
    di.does("lobby:join", &lobby, json!({})).await;
    di.wire.follow(&lobby).await;
    ada.does("lobby:leave", &lobby, json!({})).await;
    assert_eq!(di.wire.next("lobby:host:changed").await["data"]["user"], cy.id());
    cy.does("lobby:leave", &lobby, json!({})).await;
    assert_eq!(di.wire.next("lobby:host:changed").await["data"]["user"], di.id());
    di.does("lobby:leave", &lobby, json!({})).await;
    assert_eq!(ada.may_not("lobby:join", &lobby, json!({})).await, "not_found");
    wired.close().await;
}

#[actix_web::test]
async fn a_dropped_connection_keeps_seat_readiness_and_host_for_a_while() {
    let (wired, _folder) = arcade();
    let mut ada = Player::come(&wired, "ada").await;
    let mut bo = Player::come(&wired, "bo").await;
    let (lobby, _) = ada.opens(json!({ "game": "arena" })).await;
    bo.does("lobby:join", &lobby, json!({})).await;
    bo.wire.follow(&lobby).await;
    ada.does("lobby:ready", &lobby, json!({ "ready": true })).await;
    // A second tab: closing the first one is no leaving.
    let mut second = Player::back(&wired, ada.who.clone()).await;
    ada.wire.leave().await;
    second.does("lobby:ready", &lobby, json!({ "ready": true })).await;
    second.wire.leave().await;
    let gone = bo.wire.next("lobby:member:reconnecting").await;
    assert_eq!(gone["data"]["user"], ada.id());
    wired.pass(59_000);
    let back = Player::back(&wired, ada.who.clone()).await;
    assert_eq!(bo.wire.next("lobby:member:reconnected").await["data"]["user"], ada.id());
    let state = wired
        .rest(&format!("GET /lobbies/{}", key_of(&lobby)), None, None, &Value::Null)
        .await
        .json;
    let own = state["members"].as_array().unwrap().iter().find(|one| one["user"] == back.id());
    assert_eq!(own.unwrap()["ready"], true);
    assert_eq!(state["host"], back.id(), "nothing was lost");
    // And not for ever.
    let mut back = back;
    back.wire.leave().await;
    bo.wire.next("lobby:member:reconnecting").await;
    wired.pass(60_000);
    let left = bo.wire.next("lobby:member:left").await;
    assert_eq!(
        (&left["data"]["user"], &left["data"]["reason"]),
        (&json!(back.id()), &json!("lost"))
    );
    assert_eq!(bo.wire.next("lobby:host:changed").await["data"]["user"], bo.id());
    wired.close().await;
}

#[actix_web::test]
async fn a_restart_keeps_lobbies_and_waits_for_their_members() {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = with_games(folder.path());
    settings.presence.grace = "50ms".parse().unwrap();
    let wired = Wired::at(&settings, Clock::manual(NOW));
    let mut ada = Player::come(&wired, "ada").await;
    let mut bo = Player::come(&wired, "bo").await;
    let (lobby, _) = ada.opens(json!({ "game": "arena" })).await;
    bo.does("lobby:join", &lobby, json!({})).await;
    bo.does("lobby:ready", &lobby, json!({ "ready": true })).await;
    // Over REST alone: no connection of hers ends with the house.
    let cy = wired.somebody("cy", Role::User).await;
    let path = format!("POST /lobbies/{}/join", key_of(&lobby));
    assert_eq!(wired.rest(&path, Some(&cy), None, &json!({})).await.status, 200);
    wired.delivered().await;
    let (ada, bo) = (ada.who, bo.who);
    wired.close().await;

    let wired = Wired::at(&settings, Clock::manual(NOW));
    let mut bo = Player::back(&wired, bo).await;
    let state = bo.wire.follow(&lobby).await;
    assert_eq!(state["members"].as_array().unwrap().len(), 3, "{state}");
    // Who does not come back is waited for as if the connection had dropped now.
    let missing = [ada.person.id, cy.person.id].map(|user| user.to_string());
    let mut gone: Vec<String> = state["members"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|one| !one["reconnectingUntil"].is_null())
        .map(|one| one["user"].as_str().unwrap().to_owned())
        .collect();
    while !missing.iter().all(|user| gone.contains(user)) {
        let told = bo.wire.next("lobby:member:reconnecting").await;
        gone.push(told["data"]["user"].as_str().unwrap().to_owned());
    }
    wired.pass(60_000);
    assert_eq!(bo.wire.next("lobby:member:left").await["data"]["reason"], "lost");
    let play = wired.rest("GET /me/play", Some(&bo.who), None, &Value::Null).await.json;
    assert_eq!(play["lobbies"], json!([lobby]));
    wired.close().await;
}

#[actix_web::test]
async fn everybody_finds_open_lobbies_live_and_in_pages() {
    let (wired, _folder) = arcade();
    let mut guest = wired.guest().await;
    let empty = guest.follow("lobbies").await;
    assert_eq!(empty["count"], 0);
    let mut ada = Player::come(&wired, "ada").await;
    let mut bo = Player::come(&wired, "bo").await;
    let (lobby, _) =
        ada.opens(json!({ "game": "arena", "title": "Come in", "region": "eu" })).await;
    let listed = guest.next("lobby:listed").await["data"].clone();
    assert_eq!(
        (&listed["lobby"], &listed["members"], &listed["host"]),
        (&json!(lobby), &json!(1), &json!(ada.id()))
    );
    bo.does("lobby:join", &lobby, json!({})).await;
    assert_eq!(guest.next("lobby:listed").await["data"]["members"], 2);
    let (hidden, _) = bo.opens(json!({ "game": "quiz", "privacy": "invite" })).await;
    let (locked, _) =
        ada.opens(json!({ "game": "quiz", "privacy": "password", "password": "tea" })).await;
    let shown = guest.next("lobby:listed").await["data"].clone();
    assert_eq!((&shown["lobby"], &shown["locked"]), (&json!(locked), &json!(true)), "not {hidden}");
    wired.delivered().await;
    let all = |query: &str| format!("GET /lobbies{query}");
    let list = async |query: &str| {
        let page = wired.rest(&all(query), None, None, &Value::Null).await;
        let items = page.json["items"].as_array().unwrap_or_else(|| panic!("{page:?}")).clone();
        items.into_iter().map(|item| item["lobby"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(list("").await, [locked.clone(), lobby.clone()]);
    let named = wired.rest(&all(""), None, None, &Value::Null).await.json;
    assert_eq!(named["items"][1]["hostName"], "ada");
    assert_eq!(list("?game=arena&status=forming&region=eu").await, [&*lobby]);
    assert!(list("?region=us").await.is_empty());
    let first = wired.rest(&all("?limit=1"), None, None, &Value::Null).await.json;
    assert_eq!(
        list(&format!("?limit=1&after={}", first["next"].as_str().unwrap())).await,
        [&*lobby]
    );
    // Public lobbies may be watched, others not.
    assert_eq!(guest.follow(&lobby).await["members"].as_array().unwrap().len(), 2);
    for room in [&hidden, &locked] {
        let reply = guest.call("subscribe", json!({ "room": room })).await;
        assert_eq!(reply["error"]["code"], "not_found");
    }
    // Where it is no longer public, those who watched hear no more.
    ada.does("lobby:settings", &lobby, json!({ "privacy": "invite" })).await;
    assert_eq!(guest.next("lobby:update").await["data"]["privacy"], "invite");
    assert_eq!(guest.next("lobby:unlisted").await["data"]["lobby"], lobby.as_str());
    guest.forget(&lobby);
    ada.does("lobby:close", &lobby, json!({})).await;
    wired.delivered().await;
    assert_eq!(list("").await, [locked]);
    guest.call("ping", json!({})).await;
    assert!(!guest.heard().iter().any(|frame| frame["room"] == lobby.as_str()));
    wired.close().await;
}

#[actix_web::test]
async fn who_slips_into_two_lobbies_leaves_the_later_one() {
    let (wired, _folder) = arcade();
    let mut hosts = Vec::new();
    let mut lobbies = Vec::new();
    for name in ["ada", "bo"] {
        let mut host = Player::come(&wired, name).await;
        lobbies.push(host.opens(json!({ "game": "arena" })).await.0);
        host.wire.follow(lobbies.last().unwrap()).await;
        hosts.push(host);
    }
    wired.delivered().await;
    // In the same moment: neither lobby has been told of the other.
    let mut cy = Player::come(&wired, "cy").await;
    for lobby in &lobbies {
        let (reply, answer) = Reply::channel();
        let (by, data) = (cy.who.person.clone(), RawValue::from_string("{}".into()).unwrap());
        let facts = Facts::default();
        let ask = Box::new(Ask { facts, ..Ask::new(by, "lobby:join", data) });
        wired.house.rooms().tell(lobby.as_str().into(), ToRoom::Ask { ask, reply, outbox: None });
        assert!(answer.await.unwrap().error.is_none());
    }
    for lobby in &lobbies {
        cy.wire.follow(lobby).await;
    }
    wired.delivered().await;
    wired.pass(2_000);
    let left = cy.wire.next("lobby:member:left").await;
    assert_eq!(
        (&left["data"]["user"], &left["data"]["reason"]),
        (&json!(cy.id()), &json!("elsewhere"))
    );
    let play = wired.rest("GET /me/play", Some(&cy.who), None, &Value::Null).await.json;
    assert_eq!(play["lobbies"].as_array().unwrap().len(), 1);
    wired.close().await;
}

#[actix_web::test]
async fn a_lobby_begins_by_rest_alone_and_ends_by_itself() {
    let (wired, _folder) = arcade();
    let (ada, bo) =
        (wired.somebody("ada", Role::User).await, wired.somebody("bo", Role::User).await);
    let body = json!({ "game": "arena", "title": "By hand" });
    let made = wired.rest("POST /lobbies", Some(&ada), Some("k1"), &body).await;
    assert_eq!(made.status, 201, "{made:?}");
    let again = wired.rest("POST /lobbies", Some(&ada), Some("k1"), &body).await;
    assert_eq!(made.json["room"], again.json["room"], "the same key, the same lobby");
    let id = made.json["id"].as_str().unwrap();
    let ask = async |who, deed: &str, body: Value| {
        let path = format!("POST /lobbies/{id}/{deed}");
        wired.rest(&path, Some(who), None, &body).await
    };
    for (who, deed, body) in [
        (&bo, "join", json!({})),
        (&ada, "ready", json!({ "ready": true })),
        (&bo, "ready", json!({ "ready": true })),
        (&ada, "start", json!({})),
    ] {
        let done = ask(who, deed, body).await;
        assert_eq!(done.status, 200, "{deed}: {done:?}");
    }
    wired.pass(5_000);
    let page = wired.rest(&format!("GET /lobbies/{id}"), Some(&ada), None, &Value::Null).await;
    assert_eq!(page.json["status"], "active");
    assert_eq!(
        ask(&bo, "ready", json!({ "ready": false })).await.json["error"]["code"],
        "already_started"
    );
    assert_eq!(ask(&bo, "dance", json!({})).await.status, 404);
    wired.pass(6 * 60 * 60 * 1_000);
    let page = wired.rest(&format!("GET /lobbies/{id}"), Some(&ada), None, &Value::Null).await;
    assert_eq!(page.json["status"], "closed", "nothing happened in it for long");
    wired.close().await;
}
