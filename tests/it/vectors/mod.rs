//! Plays test vectors against the machine.
//!
//! `RIALTO_VECTORS=path cargo test --test it vectors -- --nocapture` plays another file, or every
//! `.json` file of a folder. A line is printed per vector that failed or is not supported.
//! Whatever is not known here (a type, a command, an argument, an expectation) is not supported, never passed.

use std::{
    collections::{BTreeMap, BTreeSet},
    env, fs,
    path::{Path, PathBuf},
};

use rialto::{
    domain::{auction::increment, market::Settings},
    protocol::{
        auction::terms::Increment,
        inbox::{NOTE, Note},
        money::Money,
        person::Role,
        time::Time,
    },
    rooms::core::Happened,
};
use serde_json::{Map, Value, json};

use crate::{
    floor::{Event, Floor},
    hall::Hall,
};

mod formats;
mod ledger;
mod listing;
mod session;
mod words;

use words::{Step, ZERO_MS, known, rule, step, terms, unsupported};

/// Why a vector does not pass.
enum Why {
    Unsupported(String),
    Failed(String),
}

type Played = Result<(), Why>;

#[test]
fn vectors() {
    let custom = env::var_os("RIALTO_VECTORS").map(PathBuf::from);
    let ours = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/rules.json");
    let mut passed = 0;
    let mut failed = 0;
    let mut unsupported = BTreeSet::new();
    let mut skipped = 0;
    for vector in read(custom.as_ref().unwrap_or(&ours)) {
        let id = vector["id"].as_str().unwrap_or("?").to_owned();
        match play(&vector) {
            Ok(()) => passed += 1,
            Err(Why::Failed(why)) => {
                failed += 1;
                println!("{id} failed: {why}");
            }
            Err(Why::Unsupported(why)) => {
                skipped += 1;
                println!("{id} not supported: {why}");
                unsupported.insert(id);
            }
        }
    }
    println!("vectors: {passed} passed, {failed} failed, {skipped} not supported");
    assert_eq!(failed, 0);
    if custom.is_none() {
        assert_eq!(unsupported, BTreeSet::new());
        assert!(0 < passed);
    }
}

#[test]
fn the_tables_that_ship_are_those_of_the_vectors() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors/rules.json");
    let file: Value = serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap();
    let ours: Map<_, _> =
        increment::TABLES.iter().map(|(name, rows)| ((*name).to_owned(), json!(rows))).collect();
    assert_eq!(file["increment_tables"], Value::Object(ours));
}

#[test]
fn what_is_not_known_is_not_supported() {
    let vector = json!({"id": "X", "type": "english", "config": {"start": 1, "increment": {"kind": "ladder"}},
        "steps": [{"t": 0, "cmd": "bid", "by": "A", "max": 5, "expect": {"price": 1}}]});
    assert!(play(&vector).is_ok());
    for (path, value) in [
        ("/type", json!("candle")),
        ("/config/start", json!("1")),
        ("/config/increment/kind", json!("random")),
        ("/steps/0/cmd", json!("sing")),
        ("/steps/0/expect", json!({"price": 1, "mood": 1})),
        ("/steps/0/expect", json!({"status": "DELIGHTED"})),
        ("/steps/0", json!({"t": 0, "cmd": "bid", "by": "A", "max": 5, "hat": 1, "expect": {}})),
    ] {
        let mut changed = vector.clone();
        *changed.pointer_mut(path).unwrap() = value;
        assert!(matches!(play(&changed), Err(Why::Unsupported(_))), "{path}");
    }
    let mut wrong = vector.clone();
    wrong["steps"][0]["expect"] = json!({"price": 2});
    assert!(matches!(play(&wrong), Err(Why::Failed(_))));
}

fn read(path: &Path) -> Vec<Value> {
    let mut files = vec![path.to_owned()];
    if path.is_dir() {
        files = fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect();
        files.retain(|file| file.extension().is_some_and(|ending| ending == "json"));
        files.sort();
    }
    let parse = |file: &PathBuf| -> Value {
        serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap()
    };
    files.iter().map(parse).flat_map(of_file).collect()
}

fn of_file(file: Value) -> Vec<Value> {
    match file {
        Value::Array(vectors) => vectors,
        Value::Object(mut object) => match object.remove("vectors") {
            Some(Value::Array(vectors)) => vectors,
            Some(_) | None => vec![Value::Object(object)],
        },
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
    }
}

fn play(vector: &Value) -> Played {
    match vector["type"].as_str() {
        Some("increment") => increments(vector),
        Some("english") => english(vector),
        Some("session") => session::play(vector),
        Some("dutch_price") => formats::falling(vector),
        Some("dutch") => formats::dutch(vector),
        Some("sealed_first" | "vickrey" | "multi_unit") => formats::sealed(vector),
        Some("ledger") => ledger::play(vector),
        Some("listing") => listing::play(vector),
        _ => unsupported(format!("type {}", vector["type"])),
    }
}

const ABOUT: [&str; 6] = ["id", "group", "title", "origin", "source", "type"];

fn increments(vector: &Value) -> Played {
    known(vector, &[&ABOUT[..], &["rule", "cases"]].concat(), "key")?;
    let rule: Increment = match serde_json::from_value(rule(&vector["rule"])?) {
        Ok(rule) => rule,
        Err(_) => return unsupported(format!("rule {}", vector["rule"])),
    };
    let Some(cases) = vector["cases"].as_array() else { return unsupported("without cases") };
    for (n, case) in cases.iter().enumerate() {
        known(case, &["price", "inc", "next_min"], "case")?;
        let Some(price) = case["price"].as_i64().map(Money) else { return unsupported("price") };
        let got = json!({
            "price": price,
            "inc": increment::step(&rule, Money(1), price),
            "next_min": increment::above(&rule, Money(1), price),
        });
        for (key, expected) in case.as_object().into_iter().flatten() {
            compare(n + 1, key, expected, &got[key])?;
        }
    }
    Ok(())
}

fn compare(step: usize, key: &str, expected: &Value, got: &Value) -> Played {
    if expected == got {
        return Ok(());
    }
    Err(Why::Failed(format!("step {step}: {key}: expected {expected}, got {got}")))
}

fn english(vector: &Value) -> Played {
    known(vector, &[&ABOUT[..], &["config", "steps"]].concat(), "key")?;
    let config = &vector["config"];
    let terms = terms(config)?;
    let Some(steps) = vector["steps"].as_array() else { return unsupported("without steps") };
    let steps: Vec<Step> = steps.iter().map(step).collect::<Result<_, _>>()?;

    let mut hall = Hall::new(Settings::default());
    let seller = config["seller"].as_str().unwrap_or("SELLER");
    hall.introduce(seller, Role::Seller);
    for admin in config["admins"].as_array().unwrap_or(&vec![json!("ADMIN")]) {
        hall.introduce(admin.as_str().unwrap_or_default(), Role::Admin);
    }
    let before = Time::from_ms(ZERO_MS - 1);
    for (name, amount) in config["wallets"].as_object().into_iter().flatten() {
        let currency = config["currency"].as_str().unwrap_or("USD");
        hall.fund(before, name, currency, amount.as_i64().unwrap());
    }
    let made = hall.ask(before, seller, "auction:create", &terms, None);
    if made.answer.get("error").is_some() {
        // Terms of another shape are not known; terms that break a rule are known, and wrong.
        let why = made.answer["error"].to_string();
        let shape = ["wrong_type", "unknown_variant", "wrong_value", "unknown_field"];
        let unknown = shape.iter().any(|code| why.contains(code));
        let why = format!("config: {why}");
        return Err(if unknown { Why::Unsupported(why) } else { Why::Failed(why) });
    }
    let mut labels = BTreeMap::new();
    for (n, step) in steps.into_iter().enumerate() {
        take(&mut hall, &mut labels, n + 1, step)?;
        hall.bazaar.audit();
    }
    Ok(())
}

fn take(hall: &mut Hall, labels: &mut BTreeMap<String, Value>, n: usize, mut step: Step) -> Played {
    let (answer, happened) = match step.request {
        None => (json!({}), hall.tick(step.at)),
        Some(request) => {
            if matches!(request, "auction:retract" | "auction:void") {
                let label = step.label.clone().unwrap_or_default();
                step.data["bid"] = labels.get(&label).cloned().unwrap_or(json!("unknown"));
            }
            let done = hall.ask(step.at, &step.by, request, &step.data, step.key.as_deref());
            (done.answer, done.happened)
        }
    };
    if let (Some("auction:bid"), Some(label)) = (step.request, step.label)
        && let Some(bid) = answer["data"].get("bid")
    {
        labels.entry(label).or_insert_with(|| bid.clone());
    }
    let holds = json!(hall.holds());
    let floor = &mut hall.floor;
    let page = floor.page(step.at, "");
    for (key, expected) in &step.expect {
        let got = match key.as_str() {
            "status" => status(step.request, &answer),
            "replayed" => json!(answer["replayed"] == json!(true)),
            "extended" => {
                let moves = |one: &Happened<Event>| matches!(one.event, Event::Extended { .. });
                json!(happened.iter().any(moves))
            }
            "holds" => holds.clone(),
            "to" | "amount" => answer["data"][key].clone(),
            "ends_at" => since_zero(&page["endsAt"]),
            "settle" => floor.page(step.at, "ADMIN")["settlement"].clone(),
            "notify" => {
                notified(floor, n, expected, &step.by, &answer, &happened)?;
                continue;
            }
            key => page[in_page(key)].clone(),
        };
        compare(n, key, expected, &got)?;
    }
    Ok(())
}

fn in_page(key: &str) -> &'static str {
    match key {
        "leader" => "leader",
        "price" => "price",
        "next_min" => "minimum",
        "bid_count" => "bidCount",
        "reserve_met" => "reserveMet",
        "state" => "status",
        "outcome" => "outcome",
        "winner" => "winner",
        "hammer" => "hammer",
        "buy_now" => "buyNow",
        "remaining" => "remainingMs",
        other => panic!("{other} is not on the page"),
    }
}

fn since_zero(moment: &Value) -> Value {
    match serde_json::from_value::<Time>(moment.clone()) {
        Ok(time) => json!(time.ms() - ZERO_MS),
        Err(_) => Value::Null,
    }
}

/// The vectors' name for what became of a request.
fn status(request: Option<&str>, answer: &Value) -> Value {
    if let Some(code) = answer["error"]["code"].as_str() {
        return match code {
            "bid_too_low" => json!("TOO_LOW"),
            "key_reused" => json!("IDEMPOTENCY_KEY_REUSED"),
            code => json!(code.to_uppercase()),
        };
    }
    match (request, answer["data"]["status"].as_str()) {
        (Some("auction:bid"), Some("leading")) => json!("ACCEPTED"),
        (Some("auction:bid"), Some(standing)) => {
            json!(format!("ACCEPTED_{}", standing.to_uppercase()))
        }
        (Some("auction:retract"), _) => json!("RETRACTED"),
        (Some("auction:buy"), _) => json!("BOUGHT"),
        (Some("auction:second_chance"), _) => json!("OFFERED"),
        (Some(_), _) => json!("OK"),
        (None, _) => Value::Null,
    }
}

/// Of every kind that is expected, and of `outbid` always, exactly the expected people are told.
fn notified(
    floor: &Floor,
    n: usize,
    expected: &Value,
    by: &str,
    answer: &Value,
    happened: &[Happened<Event>],
) -> Played {
    let mut got: Vec<(String, String)> = Vec::new();
    for one in happened {
        for reaction in one.reactions.iter().filter(|reaction| reaction.request == NOTE) {
            let note: Note = serde_json::from_str(&reaction.data).unwrap();
            let who =
                floor.people.iter().find(|(_, who)| who.id.to_string() == reaction.room.key());
            let what = note.name().trim_start_matches("auction:").to_owned();
            got.push((who.unwrap().0.clone(), what));
        }
        let public: Value = serde_json::from_str(&one.shown.public).unwrap();
        let what = match public["event"].as_str() {
            Some("auction:reserve_met") => "reserve_met",
            Some("auction:retracted") => "price_corrected",
            Some("auction:extended") => "extended",
            _ => continue,
        };
        got.push(("*".into(), what.into()));
    }
    if answer["data"]["status"] == json!("outbid") {
        got.push((by.to_owned(), "outbid".into()));
    }
    let expected: Vec<(String, String)> = serde_json::from_value(expected.clone()).unwrap();
    let mut kinds: BTreeSet<&str> = expected.iter().map(|(_, what)| what.as_str()).collect();
    kinds.insert("outbid");
    for kind in kinds {
        let of_kind = |notes: &[(String, String)]| {
            let mut who: Vec<_> =
                notes.iter().filter(|(_, what)| what == kind).map(|(who, _)| who.clone()).collect();
            who.sort();
            json!(who)
        };
        compare(n, &format!("notify {kind}"), &of_kind(&expected), &of_kind(&got))?;
    }
    Ok(())
}
