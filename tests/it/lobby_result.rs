//! How a lobby's game ended, as the game's backend says.

use rialto::{clock::Clock, protocol::person::Role};
use serde_json::{Value, json};

use crate::{
    lobby_rules::key_of,
    play::{Player, with_games},
    wired::{NOW, Wired},
};

#[actix_web::test]
async fn only_the_games_own_backend_says_how_it_ended() {
    let folder = tempfile::tempdir().unwrap();
    let arena = std::fs::read_to_string("config/games/arena.toml").unwrap();
    let file = folder.path().join("arena.toml");
    std::fs::write(&file, arena.replacen("#owner", "owner", 1)).unwrap();
    let mut settings = with_games(folder.path());
    settings.games.files = vec![file];
    let wired = Wired::at(&settings, Clock::manual(NOW));
    let mut ada = Player::come(&wired, "ada").await;
    let mut bo = Player::come(&wired, "bo").await;
    let (lobby, code) =
        ada.opens(json!({ "game": "arena", "mode": "duel", "privacy": "invite" })).await;
    bo.does("lobby:join", &lobby, json!({ "code": code })).await;
    for player in [&mut ada, &mut bo] {
        player.does("lobby:ready", &lobby, json!({ "ready": true })).await;
    }
    ada.does("lobby:start", &lobby, json!({})).await;
    let result = |ada: &Player, bo: &Player| json!({ "teams": [{ "members": [ada.id()], "place": 2 }, { "members": [bo.id()], "place": 1 }] });
    let other = wired.somebody("another-backend", Role::App).await;
    let own = wired.somebody("arena-backend", Role::App).await;
    let path = format!("POST /lobbies/{}/result", key_of(&lobby));
    let body = result(&ada, &bo);
    let refused = wired.rest(&path, Some(&other), None, &body).await;
    assert_eq!(refused.status, 404, "another game's backend does not even know of it");
    let early = wired.rest(&path, Some(&own), Some("r"), &body).await;
    assert_eq!(early.json["error"]["code"], "not_started");
    wired.pass(5_000);
    for (wrong, why) in [
        (json!({ "teams": [] }), "two teams"),
        (
            json!({ "teams": [{ "members": [ada.id()], "place": 0 }, { "members": [bo.id()], "place": 1 }] }),
            "place from 1",
        ),
        (
            json!({ "teams": [{ "members": [ada.id()], "place": 1 }, { "members": [ada.id()], "place": 2 }] }),
            "in two teams",
        ),
        (
            json!({ "teams": [{ "members": [ada.id()], "place": 1 }, { "members": [own.person.id], "place": 2 }] }),
            "at the start",
        ),
    ] {
        let told = wired.rest(&path, Some(&own), None, &wrong).await;
        assert_eq!(told.status, 422, "{told:?}");
        assert!(told.json["error"]["message"].as_str().unwrap().contains(why), "{told:?}");
    }
    // Nobody escapes the result: not by ending it, not by putting the other out, not by leaving.
    assert_eq!(ada.may_not("lobby:close", &lobby, json!({})).await, "already_started");
    assert_eq!(
        ada.may_not("lobby:kick", &lobby, json!({ "user": bo.id() })).await,
        "already_started"
    );
    for player in [&mut ada, &mut bo] {
        player.does("lobby:leave", &lobby, json!({})).await;
    }
    // What was too early may be sent again with the same key.
    assert_eq!(wired.rest(&path, Some(&own), Some("r"), &body).await.status, 200);
    let after = wired.rest(&path, Some(&own), None, &body).await;
    assert_eq!(after.json["error"]["code"], "lobby_closed");
    wired.delivered().await;
    let rated = wired.rest("GET /ratings", Some(&bo.who), None, &Value::Null).await.json;
    assert!(1_500 < rated["items"][0]["rating"].as_i64().unwrap(), "{rated}");
    wired.close().await;
}
