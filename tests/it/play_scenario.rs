//! An evening of ten players over real sockets: they search, one declines, they meet, talk, get ready, start, and
//! are rated.

use rialto::protocol::person::Role;
use serde_json::{Value, json};

use crate::{
    play::{Player, arcade},
    wired::Wired,
};

/// What everybody searches for.
fn wanted() -> Value {
    json!({ "game": "arena", "mode": "team", "players": 10, "regions": { "eu": 30, "us": 70 },
        "criteria": { "input": "pad" } })
}

/// All of them hear that a match is to be accepted.
async fn asked(players: &mut [Player]) {
    for player in players {
        let told = player.hears("ready_check").await;
        assert_eq!(told["readyCheck"]["players"], 10, "{told}");
    }
}

/// A party of two that searches together: its room.
async fn party(players: &mut [Player]) -> String {
    let [ada, bo, ..] = players else { panic!("two") };
    let made = ada.wire.call("party:create", json!({})).await;
    let party = made["data"]["party"].as_str().unwrap().to_owned();
    ada.wire.follow(&party).await;
    ada.does("party:invite", &party, json!({ "user": bo.id() })).await;
    let invited = bo.wire.next("party:invited").await;
    assert_eq!(invited["data"]["party"], party);
    assert_eq!(invited["data"]["from"], ada.id());
    bo.does("party:accept", &party, json!({})).await;
    assert_eq!(ada.wire.next("party:member:joined").await["data"]["user"], bo.id());
    party
}

/// Everybody searches; their tickets. The two of the party have one.
async fn search(players: &mut [Player], party: &str) -> Vec<String> {
    let mut tickets: Vec<String> = Vec::new();
    for (place, player) in players.iter_mut().enumerate() {
        if place == 1 {
            tickets.push(tickets[0].clone());
            continue;
        }
        let mut data = wanted();
        if place == 0 {
            data["party"] = party.into();
        }
        tickets.push(player.find(data).await);
        // The last one completes the match.
        let status = if place == 9 { "ready_check" } else { "searching" };
        assert_eq!(player.hears(status).await["matchRequestId"], tickets[place]);
    }
    tickets
}

/// Everybody is in the lobby and its conversation.
async fn meet(players: &mut [Player]) -> String {
    let mut lobby = String::new();
    for player in players.iter_mut() {
        let matched = player.wire.next("matchmaking:matched").await;
        assert_eq!(matched["data"]["players"].as_array().unwrap().len(), 10);
        lobby = matched["data"]["lobby"].as_str().unwrap().to_owned();
        assert_eq!(lobby, format!("lobby:{}", matched["data"]["lobbyId"].as_str().unwrap()));
        let state = player.wire.follow(&lobby).await;
        assert_eq!(state["members"].as_array().unwrap().len(), 10, "{state}");
        assert_eq!(state["region"], "eu");
        let conversation = state["conversation"].as_str().unwrap().to_owned();
        player.wire.follow(&conversation).await;
    }
    lobby
}

async fn rating(wired: &Wired, player: &Player) -> i64 {
    let rated = wired.rest("GET /ratings", Some(&player.who), None, &Value::Null).await;
    rated.json["items"][0]["rating"].as_i64().unwrap_or_else(|| panic!("{rated:?}"))
}

#[actix_web::test]
async fn ten_find_each_other_meet_and_play() {
    let (wired, _folder) = arcade();
    let backend = wired.somebody("backend", Role::App).await;
    let mut players = Vec::new();
    for number in 0..10 {
        players.push(Player::come(&wired, &format!("player {number}")).await);
    }
    let party = party(&mut players).await;
    wired.delivered().await;

    // They search, and one does not want the match.
    let mut tickets = search(&mut players, &party).await;
    asked(&mut players[..9]).await;
    wired.pass(3_000);
    for (player, ticket) in players.iter_mut().zip(&tickets).take(7) {
        assert!(player.tell("accept", ticket).await["error"].is_null());
    }
    let declined = players[7].tell("decline", &tickets[7]).await;
    assert!(declined["error"].is_null(), "{declined}");
    let over = players[7].wire.next("matchmaking:cancelled").await;
    assert_eq!(over["data"]["reason"], "declined");
    for (place, player) in players.iter_mut().enumerate().filter(|(place, _)| *place != 7) {
        let back = player.hears("searching").await;
        assert_eq!(back["matchRequestId"], tickets[place], "requeued as it was");
        assert!(3_000 <= back["searchTimeElapsed"].as_u64().unwrap(), "in its place: {back}");
    }

    // Another search of the one who declined completes the match.
    tickets[7] = players[7].find(wanted()).await;
    asked(&mut players).await;
    for (player, ticket) in players.iter_mut().zip(&tickets) {
        assert!(player.tell("accept", ticket).await["error"].is_null());
    }
    let lobby = meet(&mut players).await;
    let state =
        wired.house.rooms().look(lobby.as_str().into(), Some(players[0].who.person.clone()));
    let state: Value = serde_json::from_str(state.await.data.unwrap().get()).unwrap();
    let team_of = |player: &Player| {
        let members = state["members"].as_array().unwrap().iter();
        members.clone().find(|member| member["user"] == player.id()).unwrap()["team"].clone()
    };
    assert_eq!(team_of(&players[0]), team_of(&players[1]), "a party is never split");
    let host = state["host"].as_str().unwrap().to_owned();
    assert_eq!(host, players[0].id(), "who has waited longest");

    // They talk.
    let conversation = state["conversation"].as_str().unwrap().to_owned();
    let hello = json!({ "content": "Good luck!", "contentType": "text" });
    players[3].does("chat:message", &conversation, hello).await;
    for player in &mut players {
        assert_eq!(player.wire.next("chat:message").await["data"]["content"], "Good luck!");
    }

    // They get ready; one thinks better of it during the countdown.
    assert_eq!(players[0].may_not("lobby:start", &lobby, json!({})).await, "not_ready");
    for player in &mut players {
        player.does("lobby:ready", &lobby, json!({ "ready": true })).await;
    }
    assert_eq!(players[1].may_not("lobby:start", &lobby, json!({})).await, "forbidden");
    players[0].does("lobby:start", &lobby, json!({})).await;
    players[9].wire.next("lobby:starting").await;
    players[9].does("lobby:ready", &lobby, json!({ "ready": false })).await;
    for player in &mut players {
        assert_eq!(player.wire.next("lobby:update").await["data"]["status"], "ready");
        let unready = player.wire.next("lobby:member:ready").await;
        assert_eq!(
            (&unready["data"]["ready"], &unready["data"]["status"]),
            (&json!(false), &json!("forming"))
        );
    }
    wired.pass(6_000);
    players[9].does("lobby:ready", &lobby, json!({ "ready": true })).await;
    players[0].does("lobby:start", &lobby, json!({})).await;
    wired.pass(5_000);
    for player in &mut players {
        let started = player.wire.next("lobby:started").await;
        assert_eq!(started["data"]["players"].as_array().unwrap().len(), 10);
    }

    // The game's backend says how it ended, and ratings follow.
    let (winners, losers): (Vec<&Player>, Vec<&Player>) =
        players.iter().partition(|player| team_of(player) == 0);
    let ids = |team: &[&Player]| team.iter().map(|player| player.id()).collect::<Vec<_>>();
    let result = json!({ "teams": [{ "members": ids(&winners), "place": 1 },
        { "members": ids(&losers), "place": 2 }] });
    let path = format!("POST /lobbies/{}/result", lobby.split_once(':').unwrap().1);
    let refused = wired.rest(&path, Some(&players[0].who), None, &result).await;
    assert_eq!(refused.status, 403, "{refused:?}");
    let done = wired.rest(&path, Some(&backend), Some("r1"), &result).await;
    assert_eq!(done.status, 200, "{done:?}");
    let again = wired.rest(&path, Some(&backend), Some("r1"), &result).await;
    assert_eq!(again.status, 200, "a result that is sent again happens once");
    wired.delivered().await;
    for winner in &winners {
        assert!(1_500 < rating(&wired, winner).await);
    }
    for loser in &losers {
        assert!(rating(&wired, loser).await < 1_500);
    }
    for player in &mut players {
        assert_eq!(player.wire.next("lobby:closed").await["data"]["reason"], "finished");
        assert!(player.wire.next("conversation:deleted").await["data"].is_object());
    }
    let play = wired.rest("GET /me/play", Some(&players[4].who), None, &Value::Null).await.json;
    assert_eq!((&play["lobbies"], &play["searches"]), (&json!([]), &json!([])), "free again");
    drop(players);
    wired.close().await;
}
