//! The list of lobbies: what is open for everybody to see. It also sees who has come into two lobbies of a game at
//! the same moment, where neither lobby could know of the other, and has them leave the later one.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    domain::{Asked, Machine, Reaction, Sight, Viewer},
    protocol::{
        connection::Nothing,
        frame::to_json,
        id::{RoomId, UserId},
        lobby::{
            bodies::{Standing, Whom},
            list::{Command, Event, Known, Lobbies, NotYours, State, View},
            words::EXPEL,
        },
        time::Time,
    },
};

/// How many lobbies one is shown who comes; all are found over REST.
const SHOWN_MAX: usize = 200;
/// How long two lobbies may have somebody before they leave the later one, in milliseconds: who went from one to
/// the other may be known to have come before they are known to have gone.
const CLASH_MS: u64 = 2_000;
/// For how long it is known of a lobby that it is over, in milliseconds: nothing older of it arrives later.
const OVER_MS: u64 = 60 * 60 * 1_000;

/// The list of lobbies.
#[derive(Debug, Default)]
pub struct LobbyList {
    known: Known,
    /// In which lobbies everybody is.
    places: BTreeMap<UserId, BTreeSet<RoomId>>,
}

impl Machine for LobbyList {
    type Words = Lobbies;

    fn new(_: &RoomId) -> Self {
        LobbyList::default()
    }

    fn decide(&self, asked: &Asked<'_>, command: Command) -> Result<Vec<Event>, NotYours> {
        let Command::Note(standing) = command;
        if !asked.by.is_house() {
            return Err(NotYours);
        }
        let before = self.known.lobbies.get(&standing.lobby);
        let over = self.known.over.get(&standing.lobby).map(|(seq, _)| *seq);
        let newest = before.map(|before| before.seq).max(over);
        if newest.is_some_and(|newest| standing.seq <= newest) {
            return Ok(Vec::new());
        }
        let was_listed = before.is_some_and(|before| before.listed.is_some());
        let gone = standing.members.is_empty();
        // How many others of the game each newcomer is in, and how many they may be.
        let max = asked.settings.games.get(&standing.game).map_or(1, |game| game.lobbies_per_user);
        let is_new = |user: &&UserId| before.is_none_or(|before| !before.members.contains(user));
        let too_many = |user: &&UserId| max <= self.others(&standing, **user);
        let clashing = standing.members.iter().filter(is_new).filter(too_many);
        let clashing = clashing.copied().collect();
        Ok(vec![Event::Noted { standing, gone, was_listed, clashing }])
    }

    fn apply(&mut self, at: Time, event: &Event) {
        match event {
            Event::Noted { standing, gone, clashing, .. } => {
                let lobby = &standing.lobby;
                let before = self.known.lobbies.remove(lobby);
                self.place(lobby, before.iter().flat_map(|before| &before.members), false);
                self.place(lobby, &standing.members, true);
                self.known.over.retain(|_, (_, over)| at.since(*over) < OVER_MS);
                if *gone {
                    self.known.over.insert(lobby.clone(), (standing.seq, at));
                } else {
                    self.known.lobbies.insert(lobby.clone(), standing.as_ref().clone());
                }
                let since = clashing.iter().map(|user| (lobby.clone(), *user, at));
                self.known.clashes.extend(since);
            }
            Event::Clashed { lobby, user, expelled: _ } => {
                self.known.clashes.retain(|(room, who, _)| room != lobby || who != user);
            }
        }
    }

    fn deadline(&self) -> Option<Time> {
        self.known.clashes.first().map(|(_, _, since)| since.plus(CLASH_MS))
    }

    fn expire(&self, now: Time) -> Vec<Event> {
        let due = self.known.clashes.iter().filter(|(_, _, since)| CLASH_MS <= now.since(*since));
        let settled = due.map(|(lobby, user, _)| {
            let standing = self.known.lobbies.get(lobby);
            let still = standing.filter(|standing| standing.members.contains(user));
            let expelled = still.is_some_and(|standing| 0 < self.others(standing, *user));
            Event::Clashed { lobby: lobby.clone(), user: *user, expelled }
        });
        settled.collect()
    }

    fn reply(&self, _: &Asked<'_>, _: &[Event]) -> Nothing {
        Nothing {}
    }

    fn admits(&self, _: Viewer<'_>) -> bool {
        true
    }

    fn sight(&self, event: &Event) -> Sight<View> {
        match event {
            Event::Noted { standing, was_listed, .. } => match &standing.listed {
                Some(summary) => Sight::everyone(View::Listed(summary.clone())),
                None if *was_listed => {
                    Sight::everyone(View::Unlisted { lobby: standing.lobby.clone() })
                }
                None => Sight::nobody(),
            },
            Event::Clashed { .. } => Sight::nobody(),
        }
    }

    fn state(&self, _: Viewer<'_>, now: Time, _: u32) -> State {
        let listed = self.known.lobbies.values().filter_map(|standing| standing.listed.as_ref());
        let mut lobbies: Vec<_> = listed.cloned().collect();
        let count = lobbies.len();
        lobbies.sort_by_key(|summary| std::cmp::Reverse(summary.created_at));
        lobbies.truncate(SHOWN_MAX);
        State { lobbies, count, server_now: now }
    }

    fn reactions(&self, event: &Event) -> Vec<Reaction> {
        let Event::Clashed { lobby, user, expelled: true } = event else { return Vec::new() };
        let data = to_json(&Whom { user: *user });
        vec![Reaction { room: lobby.clone(), request: EXPEL, data }]
    }

    fn freeze(&self) -> Known {
        self.known.clone()
    }

    fn thaw(_: &RoomId, known: Known) -> Self {
        let mut list = LobbyList::default();
        for (lobby, standing) in &known.lobbies {
            list.place(lobby, &standing.members, true);
        }
        LobbyList { known, ..list }
    }
}

impl LobbyList {
    /// In how many other lobbies of the game somebody is.
    fn others(&self, standing: &Standing, user: UserId) -> usize {
        let rooms = self.places.get(&user).into_iter().flatten();
        let others = rooms.filter(|room| **room != standing.lobby);
        let others = others.filter_map(|room| self.known.lobbies.get(room));
        others.filter(|other| other.game == standing.game).count()
    }

    fn place<'a>(&mut self, lobby: &RoomId, users: impl IntoIterator<Item = &'a UserId>, on: bool) {
        for user in users {
            let rooms = self.places.entry(*user).or_default();
            if on {
                rooms.insert(lobby.clone())
            } else {
                rooms.remove(lobby)
            };
            if rooms.is_empty() {
                self.places.remove(user);
            }
        }
    }
}
