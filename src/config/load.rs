//! Puts the layers together: built-in, file, environment, flags; and remembers where each value came from.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use toml::{
    Table, Value,
    de::{DeTable, DeValue},
};

use super::{
    Config, Problem, Source, check,
    problem::{expected_names, is_secretive, nearest},
};

/// What variables of the environment begin with; `RIALTO__LIMITS__FRAME` is `limits.frame`.
const ENVIRONMENT_PREFIX: &str = "RIALTO__";

/// What is laid over the built-in settings, in this order.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    /// The file, if there is one.
    pub file: Option<PathBuf>,
    /// The environment; only what begins with `RIALTO__` counts.
    pub environment: Vec<(String, String)>,
    /// Flags: how it is written, the setting it is, and its value.
    pub flags: Vec<(String, String, String)>,
}

/// Settings, and where each of them comes from.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The settings.
    pub config: Config,
    /// Where those come from that are not built in, by name.
    pub sources: BTreeMap<String, Source>,
}

/// How settings are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    /// Their values.
    Values,
    /// Also where each comes from.
    Sources,
}

/// Reads every layer; each is checked alone, so that a problem is told where it was made.
pub fn load(layers: &Layers) -> Result<Loaded, Problem> {
    let defaults = table_of(&Config::default());
    let (mut table, mut sources) = (Table::new(), BTreeMap::new());
    if let Some(path) = &layers.file {
        (table, sources) = file(path)?;
    }
    for (name, text) in &layers.environment {
        let Some(key) = name.strip_prefix(ENVIRONMENT_PREFIX) else { continue };
        let key = key.to_lowercase().replace("__", ".");
        overlay(
            &mut table,
            &mut sources,
            &defaults,
            &key,
            text,
            Source::Environment(name.clone()),
        )?;
    }
    for (flag, key, text) in &layers.flags {
        overlay(&mut table, &mut sources, &defaults, key, text, Source::Flag(flag.clone()))?;
    }
    let config = Config::deserialize(table)
        .map_err(|error| explain("", error.message(), Source::Default, None))?;
    match check::clash(&config) {
        None => Ok(Loaded { config, sources }),
        Some(clash) => Err(Problem {
            at: source_of(&sources, clash.key),
            what: clash.what,
            why: clash.why.into(),
            remedy: clash.remedy.into(),
        }),
    }
}

impl Loaded {
    /// The settings as TOML. There are no secrets among them, only names of files.
    pub fn effective(&self, show: Show) -> String {
        let text = toml::to_string(&table_of(&self.config)).unwrap_or_default();
        match show {
            Show::Values => text,
            Show::Sources => self.annotate(&text),
        }
    }

    fn annotate(&self, text: &str) -> String {
        let (mut section, mut annotated) = (String::new(), String::new());
        for line in text.lines() {
            if let Some(name) = line.strip_prefix('[') {
                section = format!("{}.", name.trim_matches(['[', ']']));
            }
            annotated.push_str(line);
            if let Some((key, _)) = line.split_once(" = ") {
                let source = source_of(&self.sources, &format!("{section}{key}"));
                annotated.extend(["  # ", &source.to_string()]);
            }
            annotated.push('\n');
        }
        annotated
    }
}

/// Where a setting comes from; the members of a list come from where the list does.
fn source_of(sources: &BTreeMap<String, Source>, key: &str) -> Source {
    let mut name = key;
    loop {
        if let Some(source) = sources.get(name) {
            return source.clone();
        }
        match name.rsplit_once('.') {
            Some((parent, _)) => name = parent,
            None => return Source::Default,
        }
    }
}

/// Reads the file alone.
fn file(path: &Path) -> Result<(Table, BTreeMap<String, Source>), Problem> {
    let text = fs::read_to_string(path).map_err(|error| Problem {
        at: Source::Flag("--config".into()),
        what: format!("cannot read {}", path.display()),
        why: error.to_string(),
        remedy: "name a file that exists and that you may read".into(),
    })?;
    let place = |offset: usize| {
        let before = text.get(..offset).unwrap_or(&text);
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Source::File {
            path: path.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before.get(line_start..).map_or(0, |line| line.chars().count()) + 1,
        }
    };
    let refuse = |key: &str, error: &toml::de::Error| {
        let span = error.span().unwrap_or(0..0);
        explain(key, error.message(), place(span.start), text.get(span))
    };
    let reader = toml::de::Deserializer::parse(&text).map_err(|error| refuse("", &error))?;
    serde_path_to_error::deserialize::<_, Config>(reader)
        .map_err(|error| refuse(&error.path().to_string(), error.inner()))?;
    let spanned = DeTable::parse(&text).map_err(|error| refuse("", &error))?;
    let mut sources = BTreeMap::new();
    leaves(spanned.get_ref(), "", &mut |key, offset| {
        sources.insert(key, place(offset));
    });
    let table = toml::from_str(&text).map_err(|error| refuse("", &error))?;
    Ok((table, sources))
}

/// Names every value in the table with where it begins.
fn leaves(table: &DeTable<'_>, prefix: &str, found: &mut impl FnMut(String, usize)) {
    for (key, value) in table {
        let name = format!("{prefix}{}", key.get_ref());
        match value.get_ref() {
            DeValue::Table(inner) => leaves(inner, &format!("{name}."), found),
            DeValue::String(_)
            | DeValue::Integer(_)
            | DeValue::Float(_)
            | DeValue::Boolean(_)
            | DeValue::Datetime(_)
            | DeValue::Array(_) => found(name, key.span().start),
        }
    }
}

/// Lays one value over the others, after it was read alone.
fn overlay(
    table: &mut Table,
    sources: &mut BTreeMap<String, Source>,
    defaults: &Table,
    key: &str,
    text: &str,
    source: Source,
) -> Result<(), Problem> {
    let value = value(defaults, key, text);
    let mut alone = Table::new();
    if !insert(&mut alone, key, value.clone()) {
        return Err(explain(key, "this is a section", source, None));
    }
    serde_path_to_error::deserialize::<_, Config>(alone).map_err(|error| {
        let path = error.path().to_string();
        explain(&path, error.inner().message(), source.clone(), Some(text))
    })?;
    insert(table, key, value);
    sources.insert(key.to_owned(), source);
    Ok(())
}

/// Reads text as what the setting is: words as they stand, anything else as TOML, lists also with commas.
fn value(defaults: &Table, key: &str, text: &str) -> Value {
    let mut names = key.split('.');
    let first = names.next().and_then(|name| defaults.get(name));
    let usual = names.fold(first, |value, name| value?.get(name));
    let words = || Value::String(text.to_owned());
    match usual {
        None | Some(Value::String(_)) => words(),
        Some(Value::Array(_)) if !text.starts_with('[') => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Value::Array(items.map(|item| Value::String(item.to_owned())).collect())
        }
        Some(
            Value::Array(_)
            | Value::Integer(_)
            | Value::Float(_)
            | Value::Boolean(_)
            | Value::Datetime(_)
            | Value::Table(_),
        ) => toml::from_str(&format!("value = {text}"))
            .ok()
            .and_then(|mut table: Table| table.remove("value"))
            .unwrap_or_else(words),
    }
}

/// Puts a value at a dotted key, making sections on the way; not where a value stands for a section.
fn insert(table: &mut Table, key: &str, value: Value) -> bool {
    match key.split_once('.') {
        None => {
            table.insert(key.to_owned(), value);
            true
        }
        Some((section, rest)) => table
            .entry(section)
            .or_insert_with(|| Value::Table(Table::new()))
            .as_table_mut()
            .is_some_and(|inner| insert(inner, rest, value)),
    }
}

fn table_of(config: &Config) -> Table {
    Table::try_from(config).unwrap_or_default()
}

/// Makes a problem of what serde says.
fn explain(path: &str, message: &str, at: Source, text: Option<&str>) -> Problem {
    let unknown = message.strip_prefix("unknown field `").and_then(|rest| rest.split('`').next());
    let Some(name) = unknown else {
        return wrong(path, message, at, text);
    };
    let section = path.strip_suffix(name).unwrap_or("").trim_end_matches('.');
    let known = expected_names(message);
    let what = match section {
        "" => format!("unknown setting `{name}`"),
        section => format!("unknown setting `{section}.{name}`"),
    };
    let guess = nearest(name, &known);
    let remedy = match guess {
        Some(guess) => format!("did you mean `{guess}`?"),
        None if is_secretive(name) => {
            "put the secret into a file and name the file, e.g. `secret_file`".into()
        }
        None => "`rialto config show` lists every setting".into(),
    };
    let why = match section {
        "" => format!("the settings are {}", known.join(", ")),
        section => format!("[{section}] has {}", known.join(", ")),
    };
    Problem { at, what, why, remedy }
}

/// A known setting with a value that it cannot have.
fn wrong(path: &str, message: &str, at: Source, text: Option<&str>) -> Problem {
    let text = text.unwrap_or_default().trim();
    let shown = text.lines().next().unwrap_or_default();
    let what = match (path, shown) {
        ("" | ".", "") => "this is not TOML".to_owned(),
        ("" | ".", shown) => format!("this is not TOML: `{shown}`"),
        (path, "") => format!("`{path}` cannot be read"),
        (path, shown) => format!("`{path}` cannot be `{shown}`"),
    };
    let variants = expected_names(message);
    let remedy = match nearest(shown.trim_matches('"'), &variants) {
        Some(guess) => format!("did you mean `{guess}`?"),
        None => "see config/rialto.toml for every setting with its default".into(),
    };
    Problem { at, what, why: message.lines().next().unwrap_or_default().to_owned(), remedy }
}
