//! docs/PROTOCOL.md says what the types say: its tables are made of them, and every word is explained.
//!
//! `UPDATE_GOLDEN=1 scripts/test protocol_doc` writes the tables anew.

use std::{fmt::Write, fs, path::PathBuf};

use actix_web::ResponseError;
use rialto::{
    config::Config,
    domain::{auction::terms, goods, is_staff},
    gateway::{accounts, naming, password},
    http::{body, openapi::document, problem::Denial},
    protocol::{
        Words,
        auction::{Auction, words},
        connection,
        fault::Problem,
        id::KEY_BYTES_MAX,
        money::{Currency, MONEY_MAX},
        person::Role,
    },
    rooms::kinds::Kind,
    store::KEY_LIFE_MS,
};
use serde_json::Value;

mod described;
mod play;
mod samples;
mod talk;
mod trade;

/// A table's name in the document and what it should hold.
fn tables() -> Vec<(&'static str, String)> {
    vec![
        ("requests", requests()),
        ("events", events()),
        ("conversation events", talk::events()),
        ("inbox events", talk::inbox_events()),
        ("conversation refusals", talk::refusals()),
        ("inbox refusals", talk::inbox_refusals()),
        ("lobby events", play::lobby_events()),
        ("lobby refusals", play::lobby_refusals()),
        ("party events", play::party_events()),
        ("party refusals", play::party_refusals()),
        ("matchmaking events", play::play_events()),
        ("matchmaking refusals", play::queue_refusals()),
        ("session events", trade::session_events()),
        ("market events", trade::market_events()),
        ("market refusals", trade::market_refusals()),
        ("trade events", trade::trade_events()),
        ("faults", faults()),
        ("auction refusals", auction_refusals()),
        ("account refusals", account_refusals()),
        ("close codes", close_codes()),
        ("routes", routes()),
        ("currencies", currencies()),
        ("limits", limits()),
    ]
}

fn requests() -> String {
    let mut text = "| what | requests |\n|---|---|\n".to_owned();
    let named = |names: &[&str]| {
        names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" · ")
    };
    writeln!(text, "| the connection | {} |", named(&connection::REQUESTS)).unwrap();
    for kind in Kind::all() {
        writeln!(text, "| `{}` | {} |", rooms_of(kind.name), named(kind.requests)).unwrap();
    }
    text
}

/// How the rooms of a kind are called.
fn rooms_of(kind: &str) -> String {
    match kind {
        "lobbies" | "market" => kind.to_owned(),
        "queue" => "queue:<game>".to_owned(),
        _ => format!("{kind}:<id>"),
    }
}

fn events() -> String {
    let mut text = "| event | data | |\n|---|---|---|\n".to_owned();
    for (view, say) in samples::views() {
        let fields = fields(&serde_json::to_value(&view).unwrap());
        writeln!(text, "| `{}` | {fields} | {say} |", view.name()).unwrap();
    }
    text
}

/// Names of fields in the order in which they are written.
fn fields(data: &Value) -> String {
    let names = data.as_object().map(|data| data.keys().cloned().collect::<Vec<_>>());
    let names = names.unwrap_or_default();
    if names.is_empty() { String::new() } else { format!("`{{{}}}`", names.join(", ")) }
}

const REFUSALS: &str =
    "| code | HTTP | retry | data | message | what to show |\n|---|---|---|---|---|---|\n";

fn refusal(text: &mut String, problem: Problem, say: &str) {
    let Problem { code, message, retry, data } = problem.clone();
    let status = Denial::from(problem).status_code().as_u16();
    let (retry, data) = (if retry { "yes" } else { "no" }, fields(&data.unwrap_or_default()));
    writeln!(text, "| `{code}` | {status} | {retry} | {data} | {message} | {say} |").unwrap();
}

fn faults() -> String {
    let mut text = REFUSALS.to_owned();
    for (fault, say) in samples::faults() {
        refusal(&mut text, Problem::from(&fault), say);
    }
    text
}

fn auction_refusals() -> String {
    let mut text = REFUSALS.to_owned();
    for (reject, say) in samples::rejects() {
        let problem = Problem::from(&reject);
        assert_eq!(problem.retry, !Auction::remembered(&reject), "the same key may be sent again");
        refusal(&mut text, problem, say);
    }
    text
}

fn account_refusals() -> String {
    let mut text = REFUSALS.to_owned();
    for (why, say) in samples::refusals() {
        refusal(&mut text, Problem::from(&why), say);
    }
    text
}

fn close_codes() -> String {
    let mut text = "| code | reason | come back | |\n|---|---|---|---|\n".to_owned();
    for (close, say) in samples::closes() {
        let back = if close.comes_back() { "yes" } else { "not as you are" };
        writeln!(text, "| `{}` | {} | {back} | {say} |", close.code(), close.reason()).unwrap();
    }
    text
}

fn routes() -> String {
    let api: Value = serde_json::from_str(document().text()).unwrap();
    let mut text = "| route | done | signed in | |\n|---|---|---|---|\n".to_owned();
    for (path, methods) in document().routes() {
        for method in methods {
            let route = &api["paths"][path][method.as_str().to_lowercase()];
            let statuses = route["responses"].as_object().unwrap().keys();
            let done = statuses.filter(|status| status.starts_with('2')).cloned();
            let signed_in = if route["security"].is_array() { "yes" } else { "" };
            let says = route["summary"].as_str().or(route["description"].as_str()).unwrap();
            let says = says.lines().collect::<Vec<_>>().join(" ");
            let done = done.collect::<Vec<_>>().join(", ");
            writeln!(text, "| `{method} {path}` | {done} | {signed_in} | {says} |").unwrap();
        }
    }
    text
}

fn currencies() -> String {
    let mut text = "| decimals | currencies |\n|---|---|\n".to_owned();
    for decimals in 0..=4 {
        let codes = Currency::all().filter(|(_, own)| *own == decimals).map(|(code, _)| code);
        let codes: Vec<_> = codes.collect();
        let shown = match codes.len() {
            0 => continue,
            1..=32 => codes.join(" "),
            count => format!("{count} others, among them EUR, GBP and USD"),
        };
        writeln!(text, "| {decimals} | {shown} |").unwrap();
    }
    text
}

fn limits() -> String {
    let mut text = "| at most | |\n|---|---|\n".to_owned();
    for (what, limit) in settings().into_iter().chain(fixed()) {
        writeln!(text, "| {what} | {limit} |").unwrap();
    }
    text
}

/// What the operator may set.
fn settings() -> Vec<(&'static str, String)> {
    let Config { limits, realtime, presence, auth, .. } = Config::default();
    vec![
        ("bytes of a frame (`limits.frame`)", limits.frame.bytes().to_string()),
        (
            "bytes that wait to be sent to one client (`limits.outbound`)",
            limits.outbound.bytes().to_string(),
        ),
        ("bytes of an HTTP body (`limits.body`)", limits.body.bytes().to_string()),
        (
            "rooms that a connection follows (`limits.rooms_per_connection`)",
            limits.rooms_per_connection.to_string(),
        ),
        (
            "connections of a user (`limits.connections_per_user`)",
            limits.connections_per_user.to_string(),
        ),
        (
            "connections of an address (`limits.connections_per_address`)",
            limits.connections_per_address.to_string(),
        ),
        (
            "requests a second, four times as many at once (`limits.requests_per_s`)",
            limits.requests_per_s.to_string(),
        ),
        (
            "requests a second of all at an address (`limits.requests_per_address_per_s`)",
            limits.requests_per_address_per_s.to_string(),
        ),
        (
            "subscriptions a second; at once four times the rooms that a connection follows \
             (`limits.subscribes_per_s`)",
            limits.subscribes_per_s.to_string(),
        ),
        ("bids a second in one auction (`limits.bids_per_s`)", limits.bids_per_s.to_string()),
        (
            "milliseconds that somebody is there after their last connection (`presence.grace`)",
            presence.grace.ms().to_string(),
        ),
        (
            "milliseconds without a request until somebody is away (`presence.away_after`)",
            presence.away_after.ms().to_string(),
        ),
        (
            "malformed frames in a row (`limits.malformed_in_a_row`)",
            limits.malformed_in_a_row.to_string(),
        ),
        ("events that a room keeps at hand (`realtime.history`)", realtime.history.to_string()),
        ("milliseconds of silence until a ping (`realtime.ping`)", realtime.ping.ms().to_string()),
        (
            "milliseconds then until the connection is cut (`realtime.pong_within`)",
            realtime.pong_within.ms().to_string(),
        ),
        (
            "milliseconds that an access token is good (`auth.access_ttl`)",
            auth.access_ttl.ms().to_string(),
        ),
    ]
}

fn fixed() -> Vec<(&'static str, String)> {
    let name = format!("{} to {}", naming::NAME_CHARS_MIN, naming::NAME_CHARS_MAX);
    let password = format!("{} to {}", password::PASSWORD_CHARS_MIN, password::PASSWORD_CHARS_MAX);
    let reason = words::REASON_CHARS_MAX.max(accounts::REASON_CHARS_MAX);
    vec![
        ("milliseconds that a key is kept", KEY_LIFE_MS.to_string()),
        ("bytes of a key", KEY_BYTES_MAX.to_string()),
        ("greatest amount", MONEY_MAX.to_string()),
        ("items of a page", body::PAGE_MAX.to_string()),
        ("items of a page without `limit`", body::PAGE_DEFAULT.to_string()),
        ("characters of a name", name),
        ("characters of a password", password),
        ("characters of a title", goods::TITLE_CHARS_MAX.to_string()),
        ("characters of a description", goods::DESCRIPTION_CHARS_MAX.to_string()),
        ("pictures of a lot", goods::IMAGES_MAX.to_string()),
        ("attributes of a lot", goods::ATTRIBUTES_MAX.to_string()),
        ("rows of an own table of increments", terms::ROWS_MAX.to_string()),
        ("milliseconds of any duration in the terms", goods::DURATION_MS_MAX.to_string()),
        ("characters of a reason", reason.to_string()),
        ("characters of an announcement", words::ANNOUNCEMENT_CHARS_MAX.to_string()),
        (
            "seconds by which `auction:extend` moves the end",
            words::EXTENSION_SECONDS_MAX.to_string(),
        ),
    ]
    .into_iter()
    .chain(talk::limits())
    .chain(play::limits())
    .chain(trade::limits())
    .collect()
}

fn path() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("docs/PROTOCOL.md")
}

/// The document with its tables as they should be.
fn renewed(document: &str) -> String {
    let mut document = document.to_owned();
    for (name, table) in tables() {
        let begin = format!("<!-- generated: {name} -->\n");
        let end = "<!-- /generated -->";
        let (before, rest) = document.split_once(&begin).unwrap_or_else(|| panic!("no {begin}"));
        let (_, after) = rest.split_once(end).unwrap_or_else(|| panic!("{name} has no end"));
        document = format!("{before}{begin}{table}{end}{after}");
    }
    document
}

#[test]
fn the_tables_say_what_the_types_say() {
    let found = fs::read_to_string(path()).unwrap();
    let expected = renewed(&found);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(path(), &expected).unwrap();
    } else if let Some((line, (have, want))) =
        found.lines().zip(expected.lines()).enumerate().find(|(_, (have, want))| have != want)
    {
        panic!(
            "docs/PROTOCOL.md:{}\n  says   {have}\n  should {want}\n  UPDATE_GOLDEN=1 scripts/test protocol_doc",
            line + 1
        );
    }
}

#[test]
fn every_word_is_explained() {
    let document = fs::read_to_string(path()).unwrap();
    let mut by_hand = String::new();
    for part in document.split("<!-- generated: ") {
        by_hand.push_str(part.split_once("<!-- /generated -->").map_or(part, |(_, after)| after));
    }
    let kinds = Kind::all().flat_map(|kind| kind.requests);
    let notes = samples::notes().into_iter().map(|(note, _)| note.name());
    let words = connection::REQUESTS.iter().chain(kinds).copied().chain(notes);
    let words = words.chain(Auction::WATCHERS).chain(["welcome", "goodbye", "auth:expiring"]);
    let words = words.chain(Role::ALL.map(Role::as_str));
    let missing: Vec<_> = words
        .filter(|word| {
            ![format!("`{word}`"), format!("`{word} ")].iter().any(|word| by_hand.contains(word))
        })
        .collect();
    assert!(missing.is_empty(), "docs/PROTOCOL.md does not explain {missing:?}");
    assert!(is_staff(Role::Moderator) && is_staff(Role::Admin), "as it says");
}
