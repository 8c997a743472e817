//! Two search, meet and play, wherever the process dies: no search is lost, there is one lobby, and they are rated
//! once.

use std::{path::Path, sync::Arc};

use rialto::{
    config::Games,
    domain::Settings,
    protocol::{
        conversation::of_lobby,
        id::{Id, RoomId, UserId},
        matchmaking::queue_of,
        person::{Person, Role},
    },
    rooms::{self, Habits},
};
use serde_json::{Value, json};

use crate::{
    death::{self, delivered, insist, introduce, kinds},
    stage::{NOW, Stage},
};

#[test]
fn no_search_is_lost_and_no_lobby_is_made_twice_wherever_the_process_dies() {
    let deaths = death::everywhere("play_crash::the_child_that_dies", &audit);
    assert!(30 < deaths, "{deaths}");
}

/// Does nothing but in a child.
#[actix_web::test]
async fn the_child_that_dies() {
    let Some(stage) = death::stage(habits()) else { return };
    scenario(&stage).await;
    stage.store.close();
}

fn habits() -> Habits {
    let files = vec!["config/games/arena.toml".into()];
    let settings = Settings { games: Games { files }.read().unwrap(), ..Settings::default() };
    Habits { settings: Arc::new(settings), ..Habits::default() }
}

fn people() -> [Person; 3] {
    let person = |number, name: &'static str, role| Person {
        id: UserId(Id::from_number(number)),
        name: name.into(),
        role,
    };
    [
        person(1_001, "ada", Role::User),
        person(1_002, "bo", Role::User),
        person(1_003, "backend", Role::App),
    ]
}

/// The lobby that somebody is in, as soon as there is one.
async fn lobby_of(stage: &Stage, who: &Person) -> RoomId {
    loop {
        if let Some(lobby) = stage.store.lobbies_of(who.id).await.unwrap_or_default().pop() {
            return lobby;
        }
        tokio::task::yield_now().await;
    }
}

async fn scenario(stage: &Stage) {
    let people = people();
    introduce(stage, &people).await;
    let [ada, bo, backend] = &people;
    // What was finished in an earlier life is not begun again.
    delivered(stage).await;
    if !stage.store.ratings(ada.id).await.unwrap().is_empty() {
        return;
    }
    let queue = queue_of("arena");
    let wanted = json!({ "game": "arena", "mode": "duel" });
    let mut tickets = Vec::new();
    for who in [ada, bo] {
        let found = insist(stage, who, &queue, "matchmaking:find", wanted.clone()).await;
        let data: Value = serde_json::from_str(found.data.unwrap().get()).unwrap();
        tickets.push(data["matchRequestId"].clone());
    }
    for (who, ticket) in [ada, bo].into_iter().zip(&tickets) {
        let data = json!({ "matchRequestId": ticket });
        insist(stage, who, &queue, "matchmaking:accept", data).await;
    }
    let lobby = lobby_of(stage, bo).await;
    for who in [ada, bo] {
        insist(stage, who, &lobby, "lobby:ready", json!({ "ready": true })).await;
    }
    insist(stage, ada, &lobby, "lobby:start", json!({})).await;
    stage.move_to(NOW.plus(60_000));
    let teams = json!([{ "members": [ada.id], "place": 1 }, { "members": [bo.id], "place": 2 }]);
    insist(stage, backend, &lobby, "lobby:result", json!({ "teams": teams })).await;
    while stage.store.ratings(ada.id).await.unwrap_or_default().is_empty() {
        tokio::task::yield_now().await;
    }
    delivered(stage).await;
}

async fn audit(folder: &Path) {
    let stage = Stage::open(folder);
    assert!(stage.store.outbox(0, 10).await.unwrap().is_empty());
    let [ada, bo, _] = people();
    let queue = kinds(&stage, &queue_of("arena")).await;
    let count = |kind: &str| queue.get(kind).copied().unwrap_or_default();
    assert_eq!(
        (count("entered"), count("paired"), count("matched"), count("rated")),
        (2, 1, 1, 1),
        "{queue:?}"
    );
    assert_eq!((count("failed"), count("ended")), (0, 0), "no search was lost: {queue:?}");
    let mut lobbies = Vec::new();
    for who in [&ada, &bo] {
        let inbox = rooms::inbox(who.id);
        let events = stage.store.events(&inbox, rialto::protocol::id::Seq(0), 1_000).await.unwrap();
        let played: Vec<Value> = events
            .iter()
            .map(|stored| serde_json::from_str::<Value>(&stored.body).unwrap())
            .filter(|event| event["type"] == "played")
            .collect();
        let [matched] = played.as_slice() else { panic!("told once: {played:?}") };
        assert_eq!(matched["play"]["event"], "matchmaking:matched");
        lobbies.push(matched["play"]["data"]["lobby"].as_str().unwrap().to_owned());
        assert!(stage.store.tickets(who.id).await.unwrap().is_empty());
        assert!(stage.store.lobbies_of(who.id).await.unwrap().is_empty());
        let ratings = stage.store.ratings(who.id).await.unwrap();
        assert_eq!(ratings.len(), 1);
        assert_eq!(ratings[0].2.matches, 1, "rated once");
    }
    assert_eq!(lobbies[0], lobbies[1], "one lobby");
    let lobby = RoomId::from(lobbies[0].as_str());
    let there = kinds(&stage, &lobby).await;
    let found =
        (there["created"], there["joined"], there["started"], there["concluded"], there["closed"]);
    assert_eq!(found, (1, 2, 1, 1, 1), "{there:?}");
    let talk = kinds(&stage, &of_lobby(&lobby)).await;
    assert_eq!((talk["created"], talk["joined"], talk["closed"]), (1, 2, 1), "{talk:?}");
    stage.store.close();
}
