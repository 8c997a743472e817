//! Robots that play: what they do in a lobby and about a search, as pure functions of what they see.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value, json};

use super::robots::Dice;
use crate::protocol::{game::Mode, id::UserId, lobby::Status, matchmaking};

/// A lobby as a robot sees it: part of what its members see.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Lobby {
    /// Where it stands.
    pub status: Status,
    /// Whether a match made it.
    pub matched: bool,
    /// Who begins it.
    pub host: Option<UserId>,
    /// Who is in it.
    pub members: Vec<Member>,
}

/// Somebody in a lobby.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Member {
    /// Who.
    pub user: UserId,
    /// Whether they are ready.
    pub ready: bool,
    /// In which team, where a match made the lobby.
    pub team: Option<usize>,
}

/// A search as a robot sees it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Search {
    /// Where it stands.
    pub status: matchmaking::page::Status,
    /// The match that is to be accepted.
    pub ready_check: Option<Check>,
}

/// A match that is to be accepted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Check {
    /// Whether one has.
    pub you_accepted: bool,
}

/// What a robot asks of a lobby: it is ready as long as a person is there, and begins when all are.
pub fn step(lobby: &Lobby, me: UserId, robots: &BTreeSet<UserId>) -> Option<(&'static str, Value)> {
    let mine = lobby.members.iter().find(|member| member.user == me)?;
    let for_somebody = lobby.members.iter().any(|member| !robots.contains(&member.user));
    match lobby.status {
        Status::Forming | Status::Ready | Status::Starting if mine.ready != for_somebody => {
            Some(("lobby:ready", json!({ "ready": for_somebody })))
        }
        Status::Ready if lobby.host == Some(me) => Some(("lobby:start", json!({}))),
        Status::Forming | Status::Ready | Status::Starting | Status::Active | Status::Closed => {
            None
        }
    }
}

/// Whether a match waits for a robot to accept it.
pub fn must_accept(search: &Search) -> bool {
    search.ready_check.as_ref().is_some_and(|check| !check.you_accepted)
}

/// How a game ended for those who were there when it began. Teams that a match made draw: their ratings, which are
/// alike at the beginning, stay so, and whoever plays again is matched as fast. Among others somebody wins.
pub fn result(began: &Lobby, dice: &mut Dice) -> Value {
    let mut teams: BTreeMap<usize, Vec<UserId>> = BTreeMap::new();
    for (place, member) in began.members.iter().enumerate() {
        teams.entry(member.team.unwrap_or(place)).or_default().push(member.user);
    }
    let winner = dice.place(teams.len());
    let teams = teams.into_values().enumerate().map(|(number, members)| {
        let place = if began.matched || number == winner { 1 } else { 2 };
        json!({ "members": members, "place": place })
    });
    json!({ "teams": teams.collect::<Vec<_>>() })
}

/// What a robot looks for; its number is among those who search in the mode. Where any two make a match robots avoid
/// each other, so that one is there for everybody who comes; and some have a preference, for those who insist on one.
pub fn search(game: &str, mode: &Mode, number: usize, others: &[UserId]) -> Value {
    let mut data = json!({ "game": game, "mode": mode.name });
    if mode.seats() == PAIR {
        data["avoid"] = json!(others);
        let preferred = number.checked_sub(1);
        for (name, values) in &mode.criteria {
            if let Some(value) = preferred.and_then(|at| values.get(at)) {
                data["criteria"][name] = json!({ "is": value, "soft": true });
            }
        }
    }
    data
}

/// How many play in the smallest match.
const PAIR: usize = 2;
/// How many robots search where any two make a match.
const FOR_PAIRS: usize = 3;
/// In larger matches at most so many robots play.
const TROUPE_MAX: usize = 15;

/// How many robots search in a mode: in pairs a few, else all but one of a match.
pub fn troupe(mode: &Mode) -> usize {
    if mode.seats() == PAIR { FOR_PAIRS } else { mode.seats().saturating_sub(1).min(TROUPE_MAX) }
}
