//! The log: how lines are written. What is logged is decided where it happens.
//!
//! **Never:** a token, a body, an e-mail address. The crates beneath log theirs at `debug`, so ours may be
//! lowered to `debug` or `trace` while theirs stay at `warn`.

use std::io::{self, Write};

use env_logger::{Builder, Target, WriteStyle, fmt::Formatter};
use log::{
    LevelFilter, Record,
    kv::{Error, Key, Value, VisitSource},
};
use serde_json::{Map, Value as Json};

use crate::{
    clock::Clock,
    config::{Format, Level, Log},
};

/// Lines of the crates beneath are never more detailed than this.
const FOREIGN_LEVEL_MAX: LevelFilter = LevelFilter::Warn;

/// What it calls errors is what clients sent: anybody could fill the log with it.
const OF_CLIENTS: &str = "actix_http::h1";

/// Begins to log to standard error. Only the first call counts.
pub fn start(log: &Log, clock: &Clock) {
    let own = filter(log.level);
    let mut builder = Builder::new();
    builder.filter_level(own.min(FOREIGN_LEVEL_MAX)).filter_module("rialto", own);
    builder.target(Target::Stderr);
    builder.filter_module(OF_CLIENTS, LevelFilter::Off);
    let clock = clock.clone();
    match log.format {
        Format::Human => {
            builder.format(move |to, record| human(to, &clock, record));
        }
        Format::Json => {
            builder.write_style(WriteStyle::Never);
            builder.format(move |to, record| writeln!(to, "{}", json(&clock, record)));
        }
    }
    // A second house in the same process (tests have them) finds the log already there.
    drop(builder.try_init());
}

fn filter(level: Level) -> LevelFilter {
    match level {
        Level::Error => LevelFilter::Error,
        Level::Warn => LevelFilter::Warn,
        Level::Info => LevelFilter::Info,
        Level::Debug => LevelFilter::Debug,
        Level::Trace => LevelFilter::Trace,
    }
}

/// `2026-11-20T22:40:00.123Z INFO  room auction:1 opened with 3 events  events=3`
fn human(to: &mut Formatter, clock: &Clock, record: &Record<'_>) -> io::Result<()> {
    let style = to.default_level_style(record.level());
    write!(to, "{} {style}{:<5}{style:#} {}", clock.now(), record.level(), one_line(record))?;
    for (name, value) in &fields(record) {
        write!(to, "  {name}={value}")?;
    }
    writeln!(to)
}

/// What was said, on one line whatever is in it: a name must not forge a line of its own.
fn one_line(record: &Record<'_>) -> String {
    record.args().to_string().replace(char::is_control, " ")
}

/// One record as a JSON object: `at`, `level`, `message`, `module`, and the record's own fields.
pub fn json(clock: &Clock, record: &Record<'_>) -> String {
    let mut line = fields(record);
    line.insert("at".into(), clock.now().to_string().into());
    line.insert("level".into(), record.level().as_str().to_lowercase().into());
    line.insert("message".into(), record.args().to_string().into());
    line.insert("module".into(), record.target().into());
    Json::Object(line).to_string()
}

/// The fields beside the message.
fn fields(record: &Record<'_>) -> Map<String, Json> {
    struct Fields(Map<String, Json>);
    impl<'kvs> VisitSource<'kvs> for Fields {
        fn visit_pair(&mut self, key: Key<'kvs>, value: Value<'kvs>) -> Result<(), Error> {
            let value = match (value.to_bool(), value.to_i64(), value.to_u64(), value.to_f64()) {
                (Some(truth), _, _, _) => truth.into(),
                (_, Some(number), _, _) => number.into(),
                (_, _, Some(number), _) => number.into(),
                (_, _, _, Some(number)) => number.into(),
                (None, None, None, None) => value.to_string().into(),
            };
            self.0.insert(key.to_string(), value);
            Ok(())
        }
    }
    let mut found = Fields(Map::new());
    // Our own visitor cannot fail.
    drop(record.key_values().visit(&mut found));
    found.0
}
