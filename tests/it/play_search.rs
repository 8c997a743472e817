//! Searching over real sockets and REST: what one is told, how a search ends, parties, free seats, restarts.

use rialto::{clock::Clock, protocol::person::Role};
use serde_json::{Value, json};

use crate::{
    play::{Player, arcade, with_games},
    wired::{NOW, Wired},
};

fn duel() -> Value {
    json!({ "game": "arena", "mode": "duel" })
}

#[actix_web::test]
async fn one_who_searches_is_never_left_in_the_dark() {
    let (wired, _folder) = arcade();
    let mut ada = Player::come(&wired, "ada").await;
    let ticket = ada.find(duel()).await;
    let told = ada.hears("searching").await;
    assert_eq!(told["relaxation"], "skill ±50, up to 60 ms away");
    assert_eq!(
        (&told["estimatedWaitTime"], &told["estimateReason"]),
        (&Value::Null, &json!("too_few_matches"))
    );
    assert_eq!((&told["potentialMatchesFound"], &told["searching"]), (&json!(0), &json!(1)));
    // The same over REST, and over the socket when asked.
    let shown =
        wired.rest(&format!("GET /matchmaking/{ticket}"), Some(&ada.who), None, &Value::Null).await;
    assert_eq!((shown.status, &shown.json), (200, &told));
    assert_eq!(ada.tell("subscribe", &ticket).await["data"], told);
    // At least every 5 s, and as it becomes less demanding.
    let (mut last, mut told) = (0, Value::Null);
    for _ in 0..12 {
        wired.pass(1_000);
        ada.tell("subscribe", &ticket).await;
        for frame in ada.wire.heard() {
            if frame["event"] == "matchmaking:status" {
                told = frame["data"].clone();
                let elapsed = told["searchTimeElapsed"].as_u64().unwrap();
                assert!(elapsed <= last + 5_000, "{last}, then {told}");
                last = elapsed;
            }
        }
    }
    assert!(7_000 <= last, "{told}");
    assert_eq!(
        (&told["status"], &told["currentRelaxationLevel"]),
        (&json!("relaxing_criteria"), &json!(1))
    );
    assert!(told["relaxation"].as_str().unwrap().starts_with("skill ±100"), "{told}");
    // One search of a game at a time, and it ends in time.
    let again = ada.wire.call("matchmaking:find", duel()).await;
    assert_eq!(again["error"]["data"]["matchRequestId"], ticket.as_str());
    wired.pass(300_000);
    assert_eq!(
        ada.wire.next("matchmaking:expired").await["data"]["matchRequestId"],
        ticket.as_str()
    );
    assert_eq!(ada.tell("subscribe", &ticket).await["error"]["code"], "not_found");
    assert!(ada.tell("cancel", &ticket).await["error"].is_null(), "cancelling is idempotent");
    wired.close().await;
}

#[actix_web::test]
async fn bad_searches_are_told_what_is_wrong() {
    let (wired, _folder) = arcade();
    let mut ada = Player::come(&wired, "ada").await;
    for (data, code, path) in [
        (json!({ "game": "chess", "mode": "duel" }), "unknown_game", None),
        (json!({ "game": "arena", "mode": "chess" }), "unknown_game", None),
        (json!({ "game": "arena", "mode": "duel", "players": 3 }), "invalid", Some("players")),
        (
            json!({ "game": "arena", "mode": "duel", "criteria": { "colour": "red" } }),
            "invalid",
            Some("criteria.colour"),
        ),
        (
            json!({ "game": "arena", "mode": "duel", "criteria": { "input": "mind" } }),
            "invalid",
            Some("criteria.input"),
        ),
        (
            json!({ "game": "arena", "mode": "duel", "regions": { "mars": 1 } }),
            "invalid",
            Some("regions.mars"),
        ),
        (
            json!({ "game": "arena", "mode": "duel", "regions": { "eu": 99_999 } }),
            "invalid",
            Some("regions.eu"),
        ),
        (
            json!({ "game": "arena", "mode": "duel", "party": "party:0000000000001" }),
            "not_found",
            None,
        ),
        (json!({ "game": "arena", "mode": "duel", "skill": 3_000 }), "invalid", Some("skill")),
        (json!({ "game": "../arena", "mode": "duel" }), "unknown_game", None),
    ] {
        let reply = ada.wire.call("matchmaking:find", data.clone()).await;
        assert_eq!(reply["error"]["code"], code, "{data} {reply}");
        let found = reply["error"]["data"]["fields"][0]["path"].as_str();
        assert_eq!(found, path, "{reply}");
        let rest = wired.rest("POST /matchmaking", Some(&ada.who), None, &data).await;
        assert_eq!(rest.json["error"]["code"], code, "over whatever door");
    }
    let odd = json!({ "game": "arena", "mode": "duel", "criteria": { "input": null } });
    let told = ada.wire.call("matchmaking:find", odd).await;
    assert!(told["error"]["message"].as_str().unwrap().contains("{is, accept?, soft?}"), "{told}");
    for id in ["nonsense", "arena.x", "arena", ".1", "arena.1.2"] {
        let reply = ada.tell("accept", id).await;
        assert_eq!(reply["error"]["code"], "invalid", "{id} {reply}");
        let path = format!("GET /matchmaking/{id}");
        assert_eq!(wired.rest(&path, Some(&ada.who), None, &Value::Null).await.status, 404);
    }
    wired.close().await;
}

#[actix_web::test]
async fn searches_survive_a_restart_in_their_place() {
    let folder = tempfile::tempdir().unwrap();
    let settings = with_games(folder.path());
    let wired = Wired::at(&settings, Clock::manual(NOW));
    let mut ada = Player::come(&wired, "ada").await;
    let ticket = ada.find(duel()).await;
    wired.pass(3_000);
    let (ada, bo) = (ada.who, wired.somebody("bo", Role::User).await);
    wired.close().await;

    let wired = Wired::at(&settings, Clock::manual(NOW.plus(4_000)));
    let mut ada = Player::back(&wired, ada).await;
    let play = wired.rest("GET /me/play", Some(&ada.who), None, &Value::Null).await.json;
    assert_eq!(play["searches"], json!([ticket]));
    let mut bo = Player::back(&wired, bo).await;
    let other = bo.find(duel()).await;
    let told = ada.hears("ready_check").await;
    assert_eq!(told["searchTimeElapsed"], 4_000, "from where it began");
    // Silence ends the search of the silent one alone.
    assert!(bo.tell("accept", &other).await["error"].is_null());
    wired.pass(15_000);
    let over = ada.wire.next("matchmaking:cancelled").await;
    assert_eq!(over["data"]["reason"], "no_answer");
    let back = bo.hears("relaxing_criteria").await;
    assert_eq!(back["matchRequestId"], other.as_str());
    // And so does a restart in the middle of a ready check lose nothing.
    ada.find(duel()).await;
    bo.hears("ready_check").await;
    let (ada, bo) = (ada.who, bo.who);
    wired.close().await;
    let wired = Wired::at(&settings, Clock::manual(NOW.plus(20_000)));
    let mut players = [Player::back(&wired, ada).await, Player::back(&wired, bo).await];
    for player in &mut players {
        let play = wired.rest("GET /me/play", Some(&player.who), None, &Value::Null).await.json;
        let ticket = play["searches"][0].as_str().unwrap().to_owned();
        let done = wired
            .rest(
                &format!("POST /matchmaking/{ticket}/accept"),
                Some(&player.who),
                None,
                &Value::Null,
            )
            .await;
        assert_eq!(done.status, 200, "{done:?}");
    }
    for player in &mut players {
        player.wire.next("matchmaking:matched").await;
    }
    wired.close().await;
}

#[actix_web::test]
async fn a_party_searches_as_one_and_whoever_goes_ends_it() {
    let (wired, _folder) = arcade();
    let mut ada = Player::come(&wired, "ada").await;
    let mut bo = Player::come(&wired, "bo").await;
    let made = wired.rest("POST /parties", Some(&ada.who), Some("p"), &json!({})).await;
    assert_eq!(made.status, 201, "{made:?}");
    let party = made.json["room"].as_str().unwrap().to_owned();
    assert_eq!(
        bo.may_not("party:accept", &party, json!({})).await,
        "not_found",
        "nobody has asked"
    );
    ada.does("party:invite", &party, json!({ "user": bo.id() })).await;
    bo.wire.next("party:invited").await;
    bo.does("party:accept", &party, json!({})).await;
    bo.wire.follow(&party).await;
    let team = json!({ "game": "arena", "mode": "team", "party": party });
    assert_eq!(bo.wire.call("matchmaking:find", team.clone()).await["error"]["code"], "forbidden");
    let duel = json!({ "game": "arena", "mode": "duel", "party": party });
    assert_eq!(ada.wire.call("matchmaking:find", duel).await["error"]["code"], "party_too_large");
    let ticket = ada.find(team.clone()).await;
    assert_eq!(bo.hears("searching").await["matchRequestId"], ticket.as_str(), "both are told");
    assert_eq!(bo.wire.next("party:searching").await["data"]["matchRequestId"], ticket.as_str());
    assert_eq!(bo.may_not("party:kick", &party, json!({ "user": ada.id() })).await, "forbidden");
    // Another one comes in: who searches together was asked together.
    let mut cy = Player::come(&wired, "cy").await;
    bo.does("party:invite", &party, json!({ "user": cy.id() })).await;
    cy.does("party:accept", &party, json!({})).await;
    for player in [&mut ada, &mut bo] {
        assert_eq!(player.wire.next("matchmaking:error").await["data"]["code"], "party_changed");
    }
    // One is put out, and hears of it; the leader goes, and the longest-present leads.
    let ticket = ada.find(team).await;
    bo.wire.next("party:searching").await;
    ada.does("party:kick", &party, json!({ "user": cy.id() })).await;
    assert_eq!(cy.wire.next("party:kicked").await["data"]["party"], party.as_str());
    cy.wire.next("matchmaking:error").await;
    ada.does("party:leave", &party, json!({})).await;
    assert_eq!(bo.wire.next("party:leader:changed").await["data"]["user"], bo.id());
    wired.delivered().await;
    let own = wired.rest("GET /me/play", Some(&ada.who), None, &Value::Null).await.json;
    assert_eq!(own["party"], Value::Null, "gone is gone");
    assert_eq!(ada.tell("subscribe", &ticket).await["error"]["code"], "not_found");
    // In one party at a time.
    let own = wired.rest("GET /me/play", Some(&bo.who), None, &Value::Null).await.json;
    assert_eq!(own["party"], party.as_str());
    let second = bo.wire.call("party:create", json!({})).await;
    assert_eq!(second["error"]["code"], "already_in_party");
    wired.close().await;
}

#[actix_web::test]
async fn blocked_and_avoided_players_are_never_met() {
    let (wired, _folder) = arcade();
    let mut ada = Player::come(&wired, "ada").await;
    let mut bo = Player::come(&wired, "bo").await;
    let mut cy = Player::come(&wired, "cy").await;
    ada.does("user:block", &format!("inbox:{}", ada.id()), json!({ "user": bo.id(), "on": true }))
        .await;
    let (lobby, _) = ada.opens(json!({ "game": "quiz" })).await;
    assert_eq!(ada.may_not("lobby:invite", &lobby, json!({ "user": bo.id() })).await, "blocked");
    let mut avoiding = duel();
    avoiding["avoid"] = json!([ada.id()]);
    cy.find(avoiding).await;
    bo.find(duel()).await;
    // Bo and Cy found each other; Ada comes too late for either.
    bo.hears("ready_check").await;
    let ticket = ada.find(duel()).await;
    let declined = cy.hears("ready_check").await["matchRequestId"].as_str().unwrap().to_owned();
    cy.tell("decline", &declined).await;
    bo.hears("searching").await;
    wired.pass(120_000);
    let told = ada.tell("subscribe", &ticket).await["data"].clone();
    assert_eq!(
        (&told["potentialMatchesFound"], &told["searching"]),
        (&json!(0), &json!(2)),
        "{told}"
    );
    wired.close().await;
}

#[actix_web::test]
async fn a_seat_that_becomes_free_is_filled_from_the_queue() {
    let (wired, _folder) = arcade();
    let mut players = Vec::new();
    let quick = json!({ "game": "quiz", "mode": "quick", "criteria": { "language": "en" } });
    for name in ["ada", "bo", "cy", "di"] {
        let mut player = Player::come(&wired, name).await;
        let ticket = player.find(quick.clone()).await;
        players.push((player, ticket));
    }
    let mut lobby = String::new();
    for (player, ticket) in &mut players {
        player.tell("accept", ticket).await;
    }
    for (player, _) in &mut players {
        lobby = player.wire.next("matchmaking:matched").await["data"]["lobby"]
            .as_str()
            .unwrap()
            .to_owned();
        player.wire.follow(&lobby).await;
    }
    players[1].0.does("lobby:leave", &lobby, json!({})).await;
    wired.delivered().await;
    // What must hold does so for those in the lobby, too.
    let mut german = Player::come(&wired, "ed").await;
    german.find(json!({ "game": "quiz", "mode": "quick", "criteria": { "language": "de" } })).await;
    german.hears("searching").await;
    let mut late = Player::come(&wired, "fay").await;
    let ticket = late.find(quick).await;
    let told = late.hears("ready_check").await;
    assert_eq!(told["readyCheck"]["players"], 1, "the others have accepted long ago: {told}");
    late.tell("accept", &ticket).await;
    let matched = late.wire.next("matchmaking:matched").await;
    assert_eq!(matched["data"]["lobby"], lobby.as_str());
    let here = matched["data"]["players"].as_array().unwrap();
    assert!(here.contains(&json!(late.id())) && !here.contains(&json!(players[1].0.id())));
    assert_eq!(players[0].0.wire.next("lobby:member:joined").await["data"]["user"], late.id());
    let state = late.wire.follow(&lobby).await;
    assert_eq!(state["members"].as_array().unwrap().len(), 4);
    // Who has accepted when nobody can come in any more searches on.
    players[2].0.does("lobby:leave", &lobby, json!({})).await;
    wired.delivered().await;
    let mut gil = Player::come(&wired, "gil").await;
    let english = json!({ "language": "en" });
    let ticket = gil.find(json!({ "game": "quiz", "mode": "quick", "criteria": english })).await;
    gil.hears("ready_check").await;
    players[0].0.does("lobby:close", &lobby, json!({})).await;
    gil.tell("accept", &ticket).await;
    let told = gil.hears("searching").await;
    assert_eq!(told["matchRequestId"], ticket.as_str(), "in its place");
    let play = wired.rest("GET /me/play", Some(&gil.who), None, &Value::Null).await.json;
    assert_eq!(play["searches"], json!([ticket]));
    gil.tell("cancel", &ticket).await;
    gil.wire.next("matchmaking:cancelled").await;
    wired.close().await;
}

#[actix_web::test]
async fn operators_see_who_searches_and_how_good_matches_are() {
    let (wired, _folder) = arcade();
    let boss = wired.somebody("boss", Role::Moderator).await;
    let mut ada = Player::come(&wired, "ada").await;
    let mut bo = Player::come(&wired, "bo").await;
    let mut cy = Player::come(&wired, "cy").await;
    let tickets = [ada.find(duel()).await, bo.find(duel()).await];
    ada.tell("accept", &tickets[0]).await;
    bo.tell("accept", &tickets[1]).await;
    ada.wire.next("matchmaking:matched").await;
    cy.find(duel()).await;
    let shown = wired.rest("GET /admin/matchmaking", Some(&boss), None, &Value::Null).await;
    let arena = &shown.json["items"][0];
    assert_eq!(arena["game"], "arena", "{shown:?}");
    let duel =
        arena["modes"].as_array().unwrap().iter().find(|mode| mode["mode"] == "duel").unwrap();
    assert_eq!((&duel["searching"], &duel["players"]), (&json!(1), &json!(1)));
    assert_eq!((&duel["matched"]["count"], &duel["matched"]["spreadP90"]), (&json!(2), &json!(0)));
    let refused = wired.rest("GET /admin/matchmaking", Some(&ada.who), None, &Value::Null).await;
    assert_eq!(refused.status, 403);
    let hidden = ada.wire.call("subscribe", json!({ "room": "queue:arena" })).await;
    assert_eq!(hidden["error"]["code"], "not_found");
    let text = crate::desk::Server::at(wired.address).send("GET /metrics", &[], "").await.text;
    for line in [
        r#"rialto_matchmaking_pool{game="arena",mode="duel"} 1"#,
        r#"rialto_matchmaking_matches_total{game="arena",mode="duel"}"#,
        r#"rialto_matchmaking_wait_seconds_count{game="arena",mode="duel"}"#,
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    let games = wired.rest("GET /games", None, None, &Value::Null).await.json;
    assert_eq!(games["items"][0]["modes"]["duel"]["levels"][0]["skill"], 50, "{games}");
    wired.close().await;
}
