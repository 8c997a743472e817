//! Robots that play: what they do in lobbies, how games end, and who comes in later.

use std::{collections::BTreeSet, time::Duration};

use rialto::{
    clock::Clock,
    config::EXAMPLES,
    demo::{
        players::{Lobby, Member, result, search, step, troupe},
        robots::Dice,
    },
    gateway::demo::{GUESTS_MAX, Show},
    protocol::{
        id::{Id, UserId},
        lobby::Status,
    },
};
use serde_json::{Value, json};

use crate::{
    desk::Server,
    play::{Player, arcade, with_games},
    wired::{NOW, Wired},
};

/// How often the clock moves while something is waited for.
const LOOK_EVERY: Duration = Duration::from_millis(100);

fn user(number: u64) -> UserId {
    UserId(Id::from_number(number))
}

fn lobby(status: Status, ready: [bool; 3]) -> Lobby {
    let members =
        (1..).zip(ready).map(|(number, ready)| Member { user: user(number), ready, team: None });
    Lobby { status, matched: false, host: Some(user(1)), members: members.collect() }
}

#[test]
fn a_robot_is_ready_for_persons_and_begins_when_all_are() {
    let (robots, all) = (BTreeSet::from([user(1), user(2)]), BTreeSet::from([1, 2, 3].map(user)));
    let forming = lobby(Status::Forming, [false; 3]);
    let ready = |ready: bool| Some(("lobby:ready", json!({ "ready": ready })));
    assert_eq!(step(&forming, user(2), &robots), ready(true));
    assert_eq!(step(&forming, user(2), &all), None, "nobody is there to play with");
    let waiting = lobby(Status::Forming, [true, true, false]);
    assert_eq!(step(&waiting, user(1), &robots), None);
    assert_eq!(step(&waiting, user(1), &all), ready(false), "the person has gone");
    let complete = lobby(Status::Ready, [true; 3]);
    assert_eq!(step(&complete, user(1), &robots), Some(("lobby:start", json!({}))));
    assert_eq!(step(&complete, user(2), &robots), None, "it is not the host");
    assert_eq!(step(&lobby(Status::Active, [true; 3]), user(1), &robots), None);
    assert_eq!(step(&complete, user(9), &robots), None, "it is not in it");
}

#[test]
fn a_result_names_everybody_once_and_matches_are_drawn() {
    let mut dice = Dice::new(11);
    let table = lobby(Status::Active, [true; 3]);
    let teams = result(&table, &mut dice)["teams"].as_array().unwrap().clone();
    assert_eq!(teams.len(), 3);
    assert_eq!(teams.iter().filter(|team| team["place"] == 1).count(), 1);
    let mut found = Lobby { matched: true, ..table };
    for (member, team) in found.members.iter_mut().zip([0, 1, 1]) {
        member.team = Some(team);
    }
    let teams = result(&found, &mut dice)["teams"].clone();
    let expected = json!([
        { "members": [user(1)], "place": 1 }, { "members": [user(2), user(3)], "place": 1 },
    ]);
    assert_eq!(teams, expected);
}

#[actix_web::test]
async fn robots_never_make_a_match_alone() {
    assert_eq!(EXAMPLES.len(), 2);
    let games = with_games(std::path::Path::new("unused")).games.read().unwrap();
    let others = [user(7)];
    for game in games.values() {
        for mode in game.modes.values() {
            let wish = search(&game.name, mode, 1, &others);
            let alone = troupe(mode) < mode.seats();
            assert!(alone || wish["avoid"] == json!(others), "{}: {wish}", mode.name);
            assert!(mode.seats() <= troupe(mode) + 1, "one more is enough: {}", mode.name);
        }
    }
    let duel = &games["arena"].modes["duel"];
    assert_eq!(search("arena", duel, 0, &others).get("criteria"), None, "for who wants nothing");
    assert_eq!(search("arena", duel, 2, &others)["criteria"]["input"]["is"], "pad");
}

#[actix_web::test]
async fn a_lobby_of_robots_is_played_to_its_end_and_another_opens() {
    let folder = tempfile::tempdir().unwrap();
    let wired = Wired::at(&with_games(folder.path()), Clock::manual(NOW));
    wired.house.floor().open(Show::Game).await.unwrap();
    let mut ada = Player::come(&wired, "Wim").await;
    let listed = wired.rest("GET /lobbies?game=arena", None, None, &Value::Null).await;
    let room = listed.json["items"][0]["lobby"].as_str().unwrap().to_owned();
    ada.wire.follow("lobbies").await;
    ada.does("lobby:join", &room, json!({})).await;
    ada.wire.follow(&room).await;
    ada.does("lobby:ready", &room, json!({ "ready": true })).await;
    ada.wire.next("lobby:starting").await;
    wired.pass(5_000);
    ada.wire.next("lobby:started").await;
    // Time goes on for as long as robots need to see that it is played, and that it has been for long enough.
    let result = loop {
        wired.pass(5_000);
        let told = ada.wire.next("lobby:result");
        if let Ok(result) = tokio::time::timeout(LOOK_EVERY, told).await {
            break result;
        }
    };
    assert_eq!(result["data"]["teams"].as_array().map(Vec::len), Some(3), "{result}");
    loop {
        let listed = ada.wire.next("lobby:listed").await;
        if listed["data"]["game"] == "arena" && listed["data"]["lobby"] != room {
            break;
        }
    }
    wired.close().await;
}

#[actix_web::test]
async fn fifty_come_in_later_and_only_where_a_demo_runs() {
    let (wired, _folder) = arcade();
    let server = Server::at(wired.address);
    let knock = || server.call("POST /demo/second", None, &Value::Null);
    knock().await.is(404, "not_found");
    let meta = server.call("GET /meta", None, &Value::Null).await;
    assert_eq!(meta.json["demo"], Value::Null);

    wired.house.floor().open(Show::Game).await.unwrap();
    let foreign = [("Origin", "https://evil.test")];
    server.send("POST /api/v1/demo/second", &foreign, "").await.is(403, "forbidden");
    let mut paths = BTreeSet::new();
    for _ in 0..GUESTS_MAX {
        let come = knock().await;
        assert_eq!(come.status, 201, "{come:?}");
        paths.insert(come.json["path"].as_str().unwrap().to_owned());
    }
    assert_eq!(paths.len(), GUESTS_MAX);
    let full = knock().await;
    full.is(409, "demo_full");
    assert_eq!(full.json["error"]["data"]["max"], GUESTS_MAX);
    wired.close().await;
}
