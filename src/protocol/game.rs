//! Games, their modes, and what may be set in their lobbies; as the configuration has them and `GET games` shows them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fault::FieldError;

/// A game that is played here.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Game {
    /// What it is called in requests.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// The name of the account with the role `app` whose results count; any such account where it is missing.
    #[serde(skip)]
    pub owner: Option<String>,
    /// Where it is played.
    pub regions: Vec<String>,
    /// In how many of its lobbies somebody may be at once.
    pub lobbies_per_user: usize,
    /// Its lobbies.
    pub lobby: LobbyRules,
    /// What may be set in its lobbies, by name.
    pub settings: BTreeMap<String, Rule>,
    /// How it is played, by name.
    pub modes: BTreeMap<String, Mode>,
}

/// What is true of every lobby of a game.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct LobbyRules {
    /// How many must be there before it can start.
    pub members_min: usize,
    /// How many there may be.
    pub members_max: usize,
    /// How long one whose last connection dropped keeps their seat, in milliseconds.
    pub reconnect_grace_ms: u64,
    /// How long the countdown is, in milliseconds.
    pub countdown_ms: u64,
    /// How long a lobby lasts in which nothing happens, in milliseconds.
    pub idle_ms: u64,
}

impl Default for LobbyRules {
    fn default() -> Self {
        LobbyRules {
            members_min: 2,
            members_max: 16,
            reconnect_grace_ms: 60_000,
            countdown_ms: 5_000,
            idle_ms: 6 * 60 * 60 * 1_000,
        }
    }
}

/// How a game is played.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = GameMode)]
pub struct Mode {
    /// What it is called in requests.
    pub name: String,
    /// What people call it.
    pub title: String,
    /// How many teams play against each other.
    pub teams: usize,
    /// How many players each team has.
    pub players: usize,
    /// Whether results change ratings.
    pub rated: bool,
    /// Whether a lobby that loses somebody before it starts is filled up.
    pub backfill: bool,
    /// How long one may take to accept a match, in milliseconds.
    pub ready_check_ms: u64,
    /// How long a search lasts, in milliseconds.
    pub timeout_ms: u64,
    /// What searches may ask for, with the values that there are.
    pub criteria: BTreeMap<String, Vec<String>>,
    /// How a search becomes less demanding, the first from its beginning.
    pub levels: Vec<Level>,
}

impl Mode {
    /// How many play in one match.
    pub fn seats(&self) -> usize {
        self.teams * self.players
    }

    /// A level by its number; the last one where there are not so many.
    pub fn level(&self, number: usize) -> Level {
        let last = self.levels.len().saturating_sub(1);
        self.levels.get(number.min(last)).copied().unwrap_or_default()
    }
}

/// How demanding a search is from some time on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = SearchLevel)]
pub struct Level {
    /// How long after the beginning of the search it begins, in milliseconds.
    pub after_ms: u64,
    /// How far the ratings of two searches may be apart; any distance where it is missing.
    #[schema(required)]
    pub skill: Option<u32>,
    /// The most milliseconds to the region that is played in; any where it is missing.
    #[schema(required)]
    pub latency_ms: Option<u32>,
    /// Whether what is preferred must hold.
    pub soft: bool,
}

impl Level {
    /// What it means, in words.
    pub fn words(&self) -> String {
        let skill = self.skill.map_or("any skill".to_owned(), |skill| format!("skill ±{skill}"));
        let latency = self.latency_ms.map(|ms| format!(", up to {ms} ms away")).unwrap_or_default();
        let soft = if self.soft { "" } else { ", preferences dropped" };
        format!("{skill}{latency}{soft}")
    }
}

/// What a setting may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "type", rename_all = "lowercase", deny_unknown_fields)]
#[schema(as = SettingRule)]
pub enum Rule {
    /// One of these.
    Choice {
        /// Which.
        values: Vec<String>,
        /// What it is where nobody says.
        default: String,
    },
    /// A whole number.
    Integer {
        /// The least.
        min: i64,
        /// The greatest.
        max: i64,
        /// What it is where nobody says.
        default: i64,
    },
    /// Yes or no.
    Boolean {
        /// What it is where nobody says.
        default: bool,
    },
    /// A few words.
    Text {
        /// The most characters.
        max: usize,
        /// What it is where nobody says.
        #[serde(default)]
        default: String,
    },
}

/// What is set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(untagged, expecting = "true or false, a whole number, or text")]
pub enum Setting {
    /// Yes or no.
    Boolean(bool),
    /// A whole number.
    Integer(i64),
    /// One of several, or a few words.
    Text(String),
}

/// What is set in a lobby, by name.
pub type Values = BTreeMap<String, Setting>;

impl Rule {
    /// What it is where nobody says.
    pub fn standard(&self) -> Setting {
        match self {
            Rule::Choice { values: _, default } | Rule::Text { max: _, default } => {
                Setting::Text(default.clone())
            }
            Rule::Integer { min: _, max: _, default } => Setting::Integer(*default),
            Rule::Boolean { default } => Setting::Boolean(*default),
        }
    }

    /// What is wrong with a value: a code, and for developers.
    pub fn misfit(&self, value: &Setting) -> Option<(&'static str, String)> {
        let wrong = |what: &str| Some(("wrong_type", what.to_owned()));
        match (self, value) {
            (Rule::Boolean { default: _ }, Setting::Boolean(_)) => None,
            (Rule::Boolean { default: _ }, _) => wrong("true or false"),
            (Rule::Integer { min, max, .. }, Setting::Integer(number)) => (!(min..=max)
                .contains(&number))
            .then(|| ("out_of_range", format!("{min} to {max}"))),
            (Rule::Integer { .. }, _) => wrong("a whole number"),
            (Rule::Choice { values, .. }, Setting::Text(text)) => (!values.contains(text))
                .then(|| ("wrong_value", format!("one of {}", values.join(", ")))),
            (Rule::Choice { values, .. }, _) => wrong(&format!("one of {}", values.join(", "))),
            (Rule::Text { max, .. }, Setting::Text(text)) => {
                let fits = text.chars().count() <= *max && !text.chars().any(char::is_control);
                (!fits).then(|| ("too_long", format!("at most {max} characters on one line")))
            }
            (Rule::Text { .. }, _) => wrong("text"),
        }
    }
}

impl Game {
    /// What is set, with these changes to what was; or what is wrong with them.
    pub fn settle(&self, before: &Values, changes: &Values) -> Result<Values, Vec<FieldError>> {
        let mut fields = Vec::new();
        for (name, value) in changes {
            let path = format!("settings.{name}");
            match self.settings.get(name).map(|rule| rule.misfit(value)) {
                None => {
                    let known = self.settings.keys().cloned().collect::<Vec<_>>().join(", ");
                    let message = format!("the settings are {known}");
                    fields.push(FieldError::new(&path, "unknown_field", message));
                }
                Some(Some((code, message))) => fields.push(FieldError::new(&path, code, message)),
                Some(None) => (),
            }
        }
        if !fields.is_empty() {
            return Err(fields);
        }
        let settled = self.settings.iter().map(|(name, rule)| {
            let value = changes.get(name).or_else(|| before.get(name));
            // What was set under other rules may not fit any more.
            let value = value.filter(|value| rule.misfit(value).is_none()).cloned();
            (name.clone(), value.unwrap_or_else(|| rule.standard()))
        });
        Ok(settled.collect())
    }
}

/// The games that are played here, by name.
pub type Games = BTreeMap<String, Game>;

/// Whether a game or mode, region, criterion or setting may be called so: lower-case letters, digits, `_` and `-`.
pub fn is_name(name: &str) -> bool {
    let fits =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte);
    (1..=NAME_BYTES_MAX).contains(&name.len()) && name.bytes().all(fits)
}

/// The longest name of a game, a mode, a region, a criterion or a setting.
pub const NAME_BYTES_MAX: usize = 32;
