//! How a lobby comes to be: somebody opens it, or a match does.

use super::{
    company::name_of,
    limits::{CODE_CHARS, PASSWORD_CHARS_MAX, TITLE_CHARS_MAX},
};
use crate::{
    domain::{
        Asked,
        access::{Deed, may},
    },
    protocol::{
        fault::FieldError,
        game::{Game, LobbyRules, Mode, Values},
        id::{Id, RoomId},
        lobby::{
            Event, Privacy, Reject, Status,
            bodies::{Create, Open},
            event::{Found, Terms},
        },
    },
};

/// Somebody opens a lobby, and is in it.
pub(super) fn create(
    room: &RoomId,
    asked: &Asked<'_>,
    create: Create,
) -> Result<Vec<Event>, Reject> {
    if !may(asked.by.role, Deed::Play) {
        return Err(Reject::Forbidden);
    }
    let (game, mode) = played(asked, &create.game, create.mode.as_deref())?;
    may_enter(asked, game, None)?;
    let most = mode.map_or(game.lobby.members_max, Mode::seats);
    let least = mode.map_or(game.lobby.members_min, Mode::seats);
    let capacity = create.capacity.unwrap_or(most);
    check_capacity(capacity, least, most)?;
    if create.privacy == Privacy::Password && create.password.is_none() {
        return Err(invalid("password", "missing_field", "one is needed"));
    }
    if create.privacy != Privacy::Password && create.password.is_some() {
        return Err(invalid("password", "wrong_value", "only where `privacy` is `password`"));
    }
    let settings = game.settle(&Values::new(), &create.settings);
    let terms = Terms {
        title: create.title.map(|title| line("title", &title, TITLE_CHARS_MAX)).transpose()?,
        privacy: create.privacy,
        password: create.password.map(|password| digest(room, &password)).transpose()?,
        code: code(asked.facts.chance),
        capacity,
        members_min: least,
        region: create.region.map(|region| known_region(game, region)).transpose()?,
        settings: settings.map_err(|fields| Reject::Invalid { fields })?,
        rules: game.lobby,
        owner: game.owner.clone(),
        found: None,
        game: create.game,
        mode: create.mode,
    };
    let user = asked.by.id;
    Ok(vec![
        Event::Created(Box::new(terms)),
        Event::Joined { user, name: asked.by.name.clone(), seat: 0, status: Status::Forming },
        Event::Hosted { user },
    ])
}

/// A match opens a lobby, and its players are in it.
pub(super) fn open(asked: &Asked<'_>, open: Open) -> Vec<Event> {
    // A game may have been taken out of the settings while its players were asked.
    let game = asked.settings.games.get(&open.game);
    let seats = open.players.len();
    let host = open.players.first().map(|player| player.user);
    let mut taken = Vec::new();
    let joined: Vec<Event> = open
        .players
        .iter()
        .map(|player| {
            let before = taken.iter().filter(|team| **team == player.team).count();
            taken.push(player.team);
            let seat = player.team * open.team_size + before;
            let (user, status) = (player.user, Status::Forming);
            let name = name_of(asked, user);
            Event::Joined { user, name, seat, status }
        })
        .collect();
    let settled = game.map(|game| game.settle(&Values::new(), &Values::new()));
    let terms = Terms {
        title: None,
        privacy: Privacy::Invite,
        password: None,
        code: code(asked.facts.chance),
        capacity: seats,
        members_min: seats,
        region: open.region,
        settings: settled.and_then(Result::ok).unwrap_or_default(),
        rules: game.map_or(LobbyRules::default(), |game| game.lobby),
        owner: game.and_then(|game| game.owner.clone()),
        found: Some(Found {
            queue: open.queue,
            found: open.found,
            team_size: open.team_size,
            backfill: open.backfill,
            players: open.players,
        }),
        game: open.game,
        mode: Some(open.mode),
    };
    let begun = std::iter::once(Event::Created(Box::new(terms))).chain(joined);
    begun.chain(host.map(|user| Event::Hosted { user })).collect()
}

/// The game and its mode, as the settings have them.
fn played<'a>(
    asked: &'a Asked<'_>,
    game: &str,
    mode: Option<&str>,
) -> Result<(&'a Game, Option<&'a Mode>), Reject> {
    let games = &asked.settings.games;
    let unknown = || Reject::UnknownGame { games: games.keys().cloned().collect() };
    let game = games.get(game).ok_or_else(unknown)?;
    let modes = || Reject::UnknownGame { games: game.modes.keys().cloned().collect() };
    let mode = mode.map(|mode| game.modes.get(mode).ok_or_else(modes)).transpose()?;
    Ok((game, mode))
}

/// Whether the asker may be in one more lobby of the game.
pub(super) fn may_enter(
    asked: &Asked<'_>,
    game: &Game,
    here: Option<&RoomId>,
) -> Result<(), Reject> {
    let user = asked.by.id;
    let in_others =
        asked.facts.lobbies.iter().filter(|(who, room, played)| {
            *who == user && Some(room) != here && *played == game.name
        });
    if game.lobbies_per_user <= in_others.count() {
        return Err(Reject::TooManyLobbies { max: game.lobbies_per_user });
    }
    let searches = asked.facts.searches.iter();
    if searches.into_iter().any(|(who, played)| *who == user && *played == game.name) {
        return Err(Reject::Searching);
    }
    Ok(())
}

/// Whether a lobby may have so many seats.
pub(super) fn check_capacity(capacity: usize, least: usize, most: usize) -> Result<(), Reject> {
    if (least..=most).contains(&capacity) {
        return Ok(());
    }
    Err(invalid("capacity", "out_of_range", &format!("{least} to {most}")))
}

/// A region of the game.
pub(super) fn known_region(game: &Game, region: String) -> Result<String, Reject> {
    if game.regions.contains(&region) {
        return Ok(region);
    }
    if game.regions.is_empty() {
        return Err(invalid("region", "wrong_value", "this game has no regions"));
    }
    Err(invalid("region", "wrong_value", &format!("one of {}", game.regions.join(", "))))
}

/// What a password makes with the lobby's id: all that is kept of it.
pub(super) fn digest(room: &RoomId, password: &str) -> Result<String, Reject> {
    if password.is_empty() || PASSWORD_CHARS_MAX < password.chars().count() {
        let message = format!("1 to {PASSWORD_CHARS_MAX} characters");
        return Err(invalid("password", "wrong_value", &message));
    }
    Ok(Id::derived(room.as_str(), password).to_string())
}

/// Something short on one line.
pub(super) fn line(path: &str, text: &str, chars_max: usize) -> Result<String, Reject> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= chars_max;
    if fits && !text.chars().any(char::is_control) {
        return Ok(text.to_owned());
    }
    Err(invalid(path, "wrong_value", &format!("1 to {chars_max} characters on one line")))
}

pub(super) fn invalid(path: &str, code: &'static str, message: &str) -> Reject {
    Reject::Invalid { fields: vec![FieldError::new(path, code, message)] }
}

/// What lets others in: nobody can guess it.
fn code(chance: u64) -> String {
    let text = Id::from_number(chance).to_string();
    text.chars().rev().take(CODE_CHARS).collect()
}
