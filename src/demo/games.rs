//! Games: robots host lobbies, search in every mode, play, and report how it ended.

use std::{collections::BTreeSet, rc::Rc, time::Duration};

use serde_json::{Value, json};

use super::{
    cast::{PLAYERS, REFEREE, numbered},
    floor::{Floor, Undone},
    players::{Lobby, Search, must_accept, result, search, step, troupe},
    robots::Dice,
};
use crate::protocol::{
    game::{Game, Mode},
    id::{RoomId, UserId},
    lobby::Status,
    matchmaking::queue_of,
    person::{Person, Role},
    time::Time,
};

/// A robot rests this long between two looks, in milliseconds.
const REST_MS: std::ops::RangeInclusive<u64> = 700..=1_300;
/// How long a game lasts, in milliseconds.
const GAME_MS: u64 = 45_000;
/// How long a robot waits in a lobby that a match made until it begins, in milliseconds.
const WAIT_MS: u64 = 90_000;

/// What robots that play have in common.
struct League {
    floor: Floor,
    /// Says how games ended.
    referee: Person,
    robots: BTreeSet<UserId>,
}

/// A robot that plays.
struct Player {
    league: Rc<League>,
    me: Person,
    dice: Dice,
    seen: Option<Seen>,
}

/// What a robot remembers of the lobby that it is in.
struct Seen {
    room: RoomId,
    /// As it stood last before it began.
    began: Lobby,
    is_active: bool,
    /// Since when it is active; since it was first seen, until then.
    since: Time,
}

/// Opens a lobby of each game, and lets robots search in each mode.
pub(super) async fn open(floor: &Floor) -> Result<(), Undone> {
    let referee = floor.enter(REFEREE).await?;
    let mut hosts = Vec::new();
    let mut troupes = Vec::new();
    let mut number = 0..;
    let mut robots = BTreeSet::new();
    for game in floor.games.values() {
        hosts.push((game.clone(), several(floor, &mut number, 2).await?));
        for mode in game.modes.values() {
            let members = several(floor, &mut number, troupe(mode)).await?;
            troupes.push((game.name.clone(), mode.clone(), members));
        }
    }
    let all = hosts.iter().map(|(_, pair)| pair).chain(troupes.iter().map(|(_, _, some)| some));
    robots.extend(all.flatten().map(|robot| robot.id));
    let league = Rc::new(League { floor: floor.clone(), referee, robots });
    for (game, pair) in hosts {
        let mut table = Table { game, room: RoomId::from(""), players: Vec::new() };
        table.players.extend(pair.into_iter().map(|robot| league.player(robot)));
        table.open().await?;
        actix::spawn(table.host_on_and_on());
    }
    for (game, mode, members) in troupes {
        let ids: Vec<UserId> = members.iter().map(|robot| robot.id).collect();
        for (number, robot) in members.into_iter().enumerate() {
            let wish = Wish::new(&game, &mode, number, &ids);
            let mut player = league.player(robot);
            player.search(&wish).await?;
            actix::spawn(player.play_on_and_on(wish));
        }
    }
    Ok(())
}

/// So many robots.
async fn several(
    floor: &Floor,
    number: &mut std::ops::RangeFrom<usize>,
    count: usize,
) -> Result<Vec<Person>, Undone> {
    let mut robots = Vec::new();
    for number in number.by_ref().take(count) {
        robots.push(floor.person(numbered(&PLAYERS, number), Role::User).await?);
    }
    Ok(robots)
}

impl League {
    fn player(self: &Rc<Self>, me: Person) -> Player {
        let dice = Dice::new(me.id.0.number().unsigned_abs());
        Player { league: self.clone(), me, dice, seen: None }
    }
}

/// What a robot searches for, and where.
struct Wish {
    queue: RoomId,
    data: Value,
}

impl Wish {
    fn new(game: &str, mode: &Mode, number: usize, troupe: &[UserId]) -> Self {
        let others: Vec<UserId> =
            troupe.iter().enumerate().filter(|(at, _)| *at != number).map(|(_, id)| *id).collect();
        Wish { queue: queue_of(game), data: search(game, mode, number, &others) }
    }
}

/// A lobby that robots keep open for whoever comes.
struct Table {
    game: Game,
    room: RoomId,
    /// The host, and who is there beside it.
    players: Vec<Player>,
}

impl Table {
    async fn open(&mut self) -> Result<(), Undone> {
        let [host, others @ ..] = self.players.as_slice() else { return Ok(()) };
        let floor = &host.league.floor;
        let mut data = json!({
            "game": self.game.name, "title": format!("{} with {}", self.game.title, host.me.name),
        });
        if let Some(region) = self.game.regions.first() {
            data["region"] = json!(region);
        }
        self.room = floor.create(&host.me, "lobby", "lobby:create", &data).await?;
        for other in others {
            floor.ask(&other.me, &self.room, "lobby:join", &json!({})).await?;
        }
        Ok(())
    }

    /// Plays with whoever comes in, and opens another lobby when that is over.
    async fn host_on_and_on(mut self) {
        loop {
            let Some(host) = self.players.first_mut() else { return };
            host.rest().await;
            let (floor, me) = (host.league.floor.clone(), host.me.clone());
            let lobby = floor.look::<Lobby>(&self.room, &me).await;
            // One that is over still shows who was there.
            let is_open = |lobby: &Lobby| {
                lobby.status != Status::Closed
                    && lobby.members.iter().any(|member| member.user == me.id)
            };
            if let Some(lobby) = lobby.filter(is_open) {
                for player in &mut self.players {
                    player.act(&self.room, &lobby).await;
                }
            } else if let Err(why) = self.open().await {
                log::debug!("a lobby of the demo opens later: {why}");
            }
        }
    }
}

impl Player {
    async fn rest(&mut self) {
        actix::clock::sleep(Duration::from_millis(self.dice.between(REST_MS))).await;
    }

    /// Searches, plays, and searches again.
    async fn play_on_and_on(mut self, wish: Wish) {
        loop {
            self.rest().await;
            let floor = self.league.floor.clone();
            let Ok(lobbies) = floor.store.lobbies_of(self.me.id).await else { continue };
            if let Some(room) = lobbies.first() {
                if let Some(lobby) = floor.look(room, &self.me).await {
                    self.act(room, &lobby).await;
                }
            } else if let Err(why) = self.search(&wish).await {
                log::debug!("a robot searches later: {why}");
            }
        }
    }

    /// Begins a search; of one that there is it takes what was found.
    async fn search(&mut self, wish: &Wish) -> Result<(), Undone> {
        let floor = &self.league.floor;
        let tickets = floor.store.tickets(self.me.id).await;
        let tickets = tickets.map_err(|why| Undone::because(format!("{why:?}")))?;
        let Some(ticket) = tickets.first() else {
            let begun = floor.ask(&self.me, &wish.queue, "matchmaking:find", &wish.data).await;
            return begun.map(|_| ());
        };
        let which = json!({ "matchRequestId": ticket });
        let found = floor.ask(&self.me, &wish.queue, "matchmaking:subscribe", &which).await?;
        let search: Search = serde_json::from_value(found).map_err(Undone::because)?;
        if must_accept(&search) {
            floor.ask(&self.me, &wish.queue, "matchmaking:accept", &which).await?;
        }
        Ok(())
    }

    /// Does in a lobby what is to be done there now.
    async fn act(&mut self, room: &RoomId, lobby: &Lobby) {
        let league = self.league.clone();
        let waited_ms = self.remember(room, lobby);
        let is_active = lobby.status == Status::Active;
        // Others may have been faster, here and below; then it looks again.
        if let Some((request, data)) = step(lobby, self.me.id, &league.robots) {
            drop(league.floor.ask(&self.me, room, request, &data).await);
        }
        if let Some(seen) = self.seen.as_ref().filter(|_| is_active && GAME_MS <= waited_ms) {
            let result = result(&seen.began, &mut self.dice);
            drop(league.floor.ask(&league.referee, room, "lobby:result", &result).await);
        }
        let patience_ms = match (is_active, lobby.matched) {
            (true, _) => Some(GAME_MS + WAIT_MS),
            (false, true) => Some(WAIT_MS),
            (false, false) => None,
        };
        if patience_ms.is_some_and(|patience_ms| patience_ms <= waited_ms) {
            drop(league.floor.ask(&self.me, room, "lobby:leave", &json!({})).await);
        }
    }

    /// Notes how a lobby stands; for how long it has stood so, in milliseconds.
    fn remember(&mut self, room: &RoomId, lobby: &Lobby) -> u64 {
        let now = self.league.floor.clock.now();
        let is_active = lobby.status == Status::Active;
        let before = self.seen.take().filter(|seen| seen.room == *room);
        let since = match &before {
            Some(seen) if seen.is_active == is_active => seen.since,
            Some(_) | None => now,
        };
        let began = before.filter(|_| is_active).map_or_else(|| lobby.clone(), |seen| seen.began);
        self.seen = Some(Seen { room: room.clone(), began, is_active, since });
        now.since(since)
    }
}
