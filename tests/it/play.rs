//! Those who play: a house with games, and what they do over and over.

use std::path::PathBuf;

use rialto::{clock::Clock, config::Config, gateway::accounts::SignedIn, protocol::person::Role};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::wired::{NOW, Wire, Wired, settings};

/// Settings with the two games to begin with.
pub(crate) fn with_games(folder: &std::path::Path) -> Config {
    let mut config = settings(folder);
    config.games.files =
        ["arena", "quiz"].map(|game| PathBuf::from(format!("config/games/{game}.toml"))).into();
    config
}

/// A house with the two games whose clock stands.
pub(crate) fn arcade() -> (Wired, TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (Wired::at(&with_games(folder.path()), Clock::manual(NOW)), folder)
}

/// Somebody who plays, with a connection that hears the inbox.
pub(crate) struct Player {
    pub(crate) who: SignedIn,
    pub(crate) wire: Wire,
}

impl Player {
    pub(crate) async fn come(wired: &Wired, name: &str) -> Self {
        let who = wired.somebody(name, Role::User).await;
        Self::back(wired, who).await
    }

    /// Comes back with a new connection.
    pub(crate) async fn back(wired: &Wired, who: SignedIn) -> Self {
        let mut wire = wired.connect(&who).await;
        wire.follow(&format!("inbox:{}", who.person.id)).await;
        Player { who, wire }
    }

    pub(crate) fn id(&self) -> String {
        self.who.person.id.to_string()
    }

    /// Searches; the `matchRequestId`.
    pub(crate) async fn find(&mut self, data: Value) -> String {
        let reply = self.wire.call("matchmaking:find", data).await;
        reply["data"]["matchRequestId"].as_str().unwrap_or_else(|| panic!("{reply}")).to_owned()
    }

    /// What is asked of a search.
    pub(crate) async fn tell(&mut self, what: &str, ticket: &str) -> Value {
        self.wire.call(&format!("matchmaking:{what}"), json!({ "matchRequestId": ticket })).await
    }

    /// Waits until the search stands so.
    pub(crate) async fn hears(&mut self, status: &str) -> Value {
        loop {
            let told = self.wire.next("matchmaking:status").await;
            if told["data"]["status"] == status {
                return told["data"].clone();
            }
        }
    }

    /// A request in a room that is carried out.
    pub(crate) async fn does(&mut self, request: &str, room: &str, data: Value) -> Value {
        let reply = self.wire.ask(request, room, data).await;
        assert!(reply["error"].is_null(), "{request}: {reply}");
        reply["data"].clone()
    }

    /// The code with which a request in a room is refused.
    pub(crate) async fn may_not(&mut self, request: &str, room: &str, data: Value) -> String {
        let reply = self.wire.ask(request, room, data).await;
        reply["error"]["code"].as_str().unwrap_or_else(|| panic!("{request}: {reply}")).to_owned()
    }

    /// Opens a lobby; its room.
    pub(crate) async fn opens(&mut self, data: Value) -> (String, String) {
        let reply = self.wire.call("lobby:create", data).await;
        let text = |name: &str| reply["data"][name].as_str().map(str::to_owned);
        text("lobby").zip(text("code")).unwrap_or_else(|| panic!("{reply}"))
    }
}
