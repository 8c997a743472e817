//! Games, each in a file of its own that `games.files` names.

use std::{
    collections::BTreeMap,
    fs,
    num::NonZeroUsize,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{Period, Problem, Source};
use crate::protocol::game::{Game, Games as Table, Level, LobbyRules, Mode, Rule, is_name};

/// The most players of a match.
const SEATS_MAX: usize = 64;
/// The most that may be in a lobby.
const LOBBY_MAX: usize = 100;
/// The most criteria of a mode, and the most values of each.
const CRITERIA_MAX: usize = 6;
/// See [`CRITERIA_MAX`].
const VALUES_MAX: usize = 32;
/// The most regions of a game: each is a bit of a set.
const REGIONS_MAX: usize = 32;
/// The most levels of a mode.
const LEVELS_MAX: usize = 16;

/// The games that are played here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Games {
    /// A file for each.
    pub files: Vec<PathBuf>,
}

/// Two games to begin with, as `config/games` has them: names of files, and what is in them.
pub const EXAMPLES: [(&str, &str); 2] = [
    ("arena.toml", include_str!("../../config/games/arena.toml")),
    ("quiz.toml", include_str!("../../config/games/quiz.toml")),
];

impl Games {
    /// Reads them all.
    pub fn read(&self) -> Result<Table, Problem> {
        let mut games = Table::new();
        for file in &self.files {
            let text = fs::read_to_string(file).map_err(|error| Problem {
                at: Source::Default,
                what: format!("cannot read the game {}", file.display()),
                why: error.to_string(),
                remedy: "name a file that exists in `games.files`".into(),
            })?;
            let game = game(file, &text)?;
            let name = game.name.clone();
            if games.insert(name.clone(), game).is_some() {
                return Err(problem(
                    file,
                    1,
                    format!("there are two games \"{name}\""),
                    "a name is a game",
                ));
            }
        }
        Ok(games)
    }

    /// The two games to begin with.
    pub fn examples() -> Result<Table, Problem> {
        let read = |(file, text): &(&str, &str)| game(Path::new(file), text);
        EXAMPLES.iter().map(read).map(|game| game.map(|game| (game.name.clone(), game))).collect()
    }
}

/// A game, as its file has it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GameFile {
    name: String,
    title: String,
    #[serde(default)]
    owner: Option<String>,
    #[serde(default)]
    regions: Vec<String>,
    #[serde(default = "one")]
    lobbies_per_user: NonZeroUsize,
    #[serde(default)]
    lobby: LobbyFile,
    #[serde(default)]
    settings: BTreeMap<String, Rule>,
    #[serde(default)]
    modes: Vec<ModeFile>,
}

#[derive(Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct LobbyFile {
    members_min: Option<NonZeroUsize>,
    members_max: Option<NonZeroUsize>,
    reconnect_grace: Option<Period>,
    countdown: Option<Period>,
    idle: Option<Period>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ModeFile {
    name: String,
    title: String,
    teams: NonZeroUsize,
    players: NonZeroUsize,
    #[serde(default)]
    rated: bool,
    #[serde(default)]
    backfill: bool,
    #[serde(default = "ready_check")]
    ready_check: Period,
    #[serde(default = "timeout")]
    timeout: Period,
    #[serde(default)]
    criteria: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    levels: Vec<LevelFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LevelFile {
    #[serde(default)]
    after: Option<Period>,
    #[serde(default)]
    skill: Option<u32>,
    #[serde(default)]
    latency: Option<Period>,
    #[serde(default)]
    soft: bool,
}

fn one() -> NonZeroUsize {
    NonZeroUsize::MIN
}

fn ready_check() -> Period {
    Period::seconds(15)
}

fn timeout() -> Period {
    Period::seconds(120)
}

fn game(path: &Path, text: &str) -> Result<Game, Problem> {
    let file: GameFile = toml::from_str(text).map_err(|error| {
        let before = text.get(..error.span().map_or(0, |span| span.start)).unwrap_or(text);
        let line = before.matches('\n').count() + 1;
        problem(path, line, error.message().to_owned(), "see config/games for two examples")
    })?;
    let usual = LobbyRules::default();
    let game = Game {
        name: file.name,
        title: file.title,
        owner: file.owner,
        regions: file.regions,
        lobbies_per_user: file.lobbies_per_user.get(),
        lobby: LobbyRules {
            members_min: file.lobby.members_min.map_or(usual.members_min, NonZeroUsize::get),
            members_max: file.lobby.members_max.map_or(usual.members_max, NonZeroUsize::get),
            reconnect_grace_ms: file
                .lobby
                .reconnect_grace
                .map_or(usual.reconnect_grace_ms, Period::ms),
            countdown_ms: file.lobby.countdown.map_or(usual.countdown_ms, Period::ms),
            idle_ms: file.lobby.idle.map_or(usual.idle_ms, Period::ms),
        },
        settings: file.settings,
        modes: file.modes.into_iter().map(mode).map(|mode| (mode.name.clone(), mode)).collect(),
    };
    match misfit(&game) {
        None => Ok(game),
        Some((what, why)) => Err(problem(path, 1, what, why)),
    }
}

fn mode(file: ModeFile) -> Mode {
    let level = |level: &LevelFile| Level {
        after_ms: level.after.map(Period::ms).unwrap_or_default(),
        skill: level.skill,
        latency_ms: level.latency.map(|ms| u32::try_from(ms.ms()).unwrap_or(u32::MAX)),
        soft: level.soft,
    };
    let levels: Vec<Level> = file.levels.iter().map(level).collect();
    Mode {
        name: file.name,
        title: file.title,
        teams: file.teams.get(),
        players: file.players.get(),
        rated: file.rated,
        backfill: file.backfill,
        ready_check_ms: file.ready_check.ms(),
        timeout_ms: file.timeout.ms(),
        criteria: file.criteria,
        levels: if levels.is_empty() { vec![Level::default()] } else { levels },
    }
}

/// What cannot be about a game, and why.
fn misfit(game: &Game) -> Option<(String, &'static str)> {
    let LobbyRules { members_min, members_max, .. } = game.lobby;
    let names = std::iter::once(&game.name).chain(&game.regions).chain(game.settings.keys());
    let criteria = game.modes.values().flat_map(|mode| &mode.criteria);
    let names = names.chain(game.modes.keys()).chain(criteria.clone().map(|(name, _)| name));
    let mut names = names.chain(criteria.flat_map(|(_, values)| values));
    if let Some(name) = names.find(|name| !is_name(name)) {
        return Some((
            format!("\"{name}\" is no name"),
            "lower-case letters, digits, `_` and `-`, at most 32",
        ));
    }
    if members_max < members_min || LOBBY_MAX < members_max {
        let what = format!("a lobby of {members_min} to {members_max} cannot be");
        return Some((what, "members_min is at most members_max, and that at most 100"));
    }
    if REGIONS_MAX < game.regions.len() {
        return Some((format!("{} regions", game.regions.len()), "there may be 32"));
    }
    for (name, rule) in &game.settings {
        if let Some((_, why)) = rule.misfit(&rule.standard()) {
            return Some((
                format!("settings.{name}: its default is not {why}"),
                "a default must fit",
            ));
        }
    }
    game.modes.values().find_map(|mode| odd(game, mode))
}

fn odd(game: &Game, mode: &Mode) -> Option<(String, &'static str)> {
    let name = &mode.name;
    if mode.seats() < 2 || SEATS_MAX < mode.seats() || game.lobby.members_max < mode.seats() {
        let what = format!("modes.{name}: a match of {} players", mode.seats());
        return Some((what, "2 to 64, and at most lobby.members_max"));
    }
    let many = mode.criteria.values().any(|values| VALUES_MAX < values.len() || values.is_empty());
    if CRITERIA_MAX < mode.criteria.len() || many {
        return Some((
            format!("modes.{name}: its criteria"),
            "at most 6, each with 1 to 32 values",
        ));
    }
    let first = mode.levels.first().is_some_and(|first| first.after_ms != 0);
    let rising = mode.levels.is_sorted_by(|one, next| {
        let wider = |one: Option<u32>, next: Option<u32>| {
            next.is_none_or(|next| one.is_some_and(|one| one <= next))
        };
        one.after_ms < next.after_ms
            && wider(one.skill, next.skill)
            && wider(one.latency_ms, next.latency_ms)
            && (one.soft || !next.soft)
    });
    if first || !rising || LEVELS_MAX < mode.levels.len() {
        let what = format!("modes.{name}: its levels");
        return Some((
            what,
            "at most 16, the first without `after`, each later and no more demanding than the one before",
        ));
    }
    None
}

fn problem(path: &Path, line: usize, what: String, why: &str) -> Problem {
    Problem {
        at: Source::File { path: path.to_owned(), line, column: 1 },
        what,
        why: why.to_owned(),
        remedy: "change the file, or take it out of `games.files`".into(),
    }
}
