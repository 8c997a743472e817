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
    domain::auction::increment,
    protocol::{auction::terms::Increment, inbox::Note, money::Money, person::Role, time::Time},
    rooms::core::Happened,
};
use serde_json::{Map, Value, json};

use crate::floor::{Event, Floor};

/// The moment that the vectors call 0.
const ZERO_MS: i64 = 1_700_000_000_000;
/// Where a vector has no end: long after all of its steps.
const LONG_MS: i64 = 300 * 24 * 60 * 60 * 1_000;

/// Wallets and settlement come later.
const NOT_YET: [&str; 4] = ["LG-15", "SE-02", "SE-03", "SE-04"];

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
                if matches!(vector["type"].as_str(), Some("english" | "increment")) {
                    unsupported.insert(id);
                }
            }
        }
    }
    println!("vectors: {passed} passed, {failed} failed, {skipped} not supported");
    assert_eq!(failed, 0);
    if custom.is_none() {
        assert_eq!(unsupported, NOT_YET.map(str::to_owned).into());
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
        other => vec![other],
    }
}

fn play(vector: &Value) -> Played {
    match vector["type"].as_str() {
        Some("increment") => increments(vector),
        Some("english") => english(vector),
        _ => unsupported(format!("type {}", vector["type"])),
    }
}

fn unsupported<T>(what: impl Into<String>) -> Result<T, Why> {
    Err(Why::Unsupported(what.into()))
}

/// Refuses keys that are not known.
fn known(object: &Value, keys: &[&str], what: &str) -> Played {
    let Some(object) = object.as_object() else { return unsupported(format!("{what} {object}")) };
    match object.keys().find(|key| !keys.contains(&key.as_str())) {
        Some(key) => unsupported(format!("{what} `{key}`")),
        None => Ok(()),
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

fn rule(rule: &Value) -> Result<Value, Why> {
    let kind = rule["kind"].as_str().unwrap_or_default();
    let (keys, made) = match kind {
        "fixed" => (&["kind", "amount"][..], json!({"type": kind, "amount": rule["amount"]})),
        "percent" => (
            &["kind", "bps", "min"][..],
            json!({"type": kind, "bps": rule["bps"], "min": rule["min"]}),
        ),
        "ladder" => (&["kind"][..], json!({"type": kind})),
        "table" if rule["table"].is_string() => {
            (&["kind", "table"][..], json!({"type": kind, "name": rule["table"]}))
        }
        "table" => (&["kind", "rows"][..], json!({"type": kind, "rows": rule["rows"]})),
        _ => return unsupported(format!("increment {rule}")),
    };
    known(rule, keys, "increment")?;
    Ok(made)
}

/// The terms that a vector's `config` means.
fn terms(config: &Value) -> Result<Value, Why> {
    const KEYS: [&str; 19] = [
        "allow_lower_max",
        "below_reserve",
        "bidding",
        "buy_now",
        "buy_now_policy",
        "currency",
        "duration_after_first_bid",
        "ends_at",
        "hold",
        "increment",
        "reserve",
        "retract_limit",
        "retract_window",
        "soft_close",
        "start",
        "starts_at",
        "tick",
        "seller",
        "admins",
    ];
    known(config, &KEYS, "config")?;
    if !matches!(config["hold"].as_str(), None | Some("none")) {
        return unsupported(format!("hold {}", config["hold"]));
    }
    let mut terms = json!({
        "title": "A lot",
        "currency": config.get("currency").unwrap_or(&json!("USD")),
        "startPrice": config["start"],
        "increment": rule(&config["increment"])?,
        "startsAt": moment(config["starts_at"].as_i64().unwrap_or(0)),
        "publish": true,
    });
    let same = [
        ("reserve", "reserve"),
        ("buy_now", "buyNow"),
        ("buy_now_policy", "buyNowPolicy"),
        ("tick", "tick"),
        ("below_reserve", "belowReserve"),
        ("allow_lower_max", "allowLowerMax"),
        ("bidding", "bidding"),
        ("duration_after_first_bid", "durationAfterFirstBidMs"),
    ];
    for (theirs, ours) in same {
        if let Some(value) = config.get(theirs) {
            terms[ours] = value.clone();
        }
    }
    let end = config["ends_at"].as_i64();
    match (end, config.get("duration_after_first_bid")) {
        (Some(end), None) => terms["endsAt"] = moment(end),
        (None, None) => terms["endsAt"] = moment(LONG_MS),
        (None, Some(_)) => (),
        (Some(_), Some(_)) => return unsupported("both ends"),
    }
    let window = config.get("retract_window").unwrap_or(&json!(30_000)).clone();
    let limit = config.get("retract_limit").unwrap_or(&json!(1)).clone();
    terms["retraction"] = json!({"windowMs": window, "limit": limit});
    if let Some(soft) = config.get("soft_close").filter(|soft| !soft.is_null()) {
        terms["softClose"] = soft_close(soft, end)?;
    }
    Ok(terms)
}

fn soft_close(soft: &Value, end: Option<i64>) -> Result<Value, Why> {
    let keys = ["window", "extend", "mode", "hard_end", "max", "max_extensions", "price_rise_only"];
    known(soft, &keys, "soft_close")?;
    let mut made = json!({"windowMs": soft["window"], "extendMs": soft["extend"]});
    for (theirs, ours) in [
        ("mode", "mode"),
        ("max", "max"),
        ("max_extensions", "max"),
        ("price_rise_only", "priceRiseOnly"),
    ] {
        if let Some(value) = soft.get(theirs) {
            made[ours] = value.clone();
        }
    }
    if let Some(hard) = soft.get("hard_end") {
        match (hard.as_i64(), end) {
            (Some(hard), Some(end)) => made["hardEndMs"] = json!(hard - end),
            _ => return unsupported("hard_end without an end"),
        }
    }
    Ok(made)
}

fn moment(ms: i64) -> Value {
    json!(Time::from_ms(ZERO_MS + ms))
}

/// One step in our words.
struct Step {
    at: Time,
    by: String,
    request: Option<&'static str>,
    data: Value,
    key: Option<String>,
    /// What the vector calls the bid that is made, or meant.
    label: Option<String>,
    expect: Map<String, Value>,
}

fn english(vector: &Value) -> Played {
    known(vector, &[&ABOUT[..], &["config", "steps"]].concat(), "key")?;
    let config = &vector["config"];
    let terms = terms(config)?;
    let Some(steps) = vector["steps"].as_array() else { return unsupported("without steps") };
    let steps: Vec<Step> = steps.iter().map(step).collect::<Result<_, _>>()?;

    let mut floor = Floor::new();
    let seller = config["seller"].as_str().unwrap_or("SELLER");
    floor.introduce(seller, Role::Seller);
    for admin in config["admins"].as_array().unwrap_or(&vec![json!("ADMIN")]) {
        floor.introduce(admin.as_str().unwrap_or_default(), Role::Admin);
    }
    let before = Time::from_ms(ZERO_MS - 1);
    let made = floor.ask(before, seller, "auction:create", &terms, None);
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
        take(&mut floor, &mut labels, n + 1, step)?;
    }
    Ok(())
}

fn step(step: &Value) -> Result<Step, Why> {
    let text = |key: &str| step[key].as_str().map(str::to_owned);
    let (keys, request): (&[&str], _) = match step["cmd"].as_str() {
        Some("bid") => {
            (&["max", "bid_id", "expected_price", "currency", "claims"], Some("auction:bid"))
        }
        Some("retract") => (&["bid_id"], Some("auction:retract")),
        Some("buy_now") => (&["key"], Some("auction:buy")),
        Some("tick") => (&[], None),
        Some("admin") => match step["action"].as_str() {
            Some("pause") => (&["action", "reason"], Some("auction:pause")),
            Some("resume") => (&["action"], Some("auction:resume")),
            Some("end") => (&["action"], Some("auction:end")),
            Some("cancel") => (&["action", "reason"], Some("auction:cancel")),
            Some("lower_reserve") => (&["action", "value"], Some("auction:lower_reserve")),
            Some("void" | "void_bid") => (&["action", "bid_id", "reason"], Some("auction:void")),
            _ => return unsupported(format!("action {}", step["action"])),
        },
        _ => return unsupported(format!("command {}", step["cmd"])),
    };
    known(step, &[&["t", "cmd", "by", "expect"], keys].concat(), "argument")?;
    let Some(at) = step["t"].as_i64() else { return unsupported("without t") };
    let mut data = match request {
        Some("auction:bid") => json!({"amount": step["max"]}),
        Some("auction:pause" | "auction:cancel" | "auction:void") => {
            json!({"reason": text("reason").unwrap_or_else(|| "because".into())})
        }
        Some("auction:lower_reserve") => json!({"reserve": step["value"]}),
        Some(_) | None => json!({}),
    };
    for (theirs, ours) in
        [("expected_price", "expectedPrice"), ("currency", "currency"), ("claims", "bidder")]
    {
        if let Some(value) = step.get(theirs) {
            data[ours] = value.clone();
        }
    }
    let expect = step["expect"].as_object().cloned().unwrap_or_default();
    for (key, value) in &expect {
        expectation(key, value)?;
    }
    let is_bid = request == Some("auction:bid");
    let key = text("key").or_else(|| text("bid_id").filter(|_| is_bid));
    let by = text("by").unwrap_or_default();
    let at = Time::from_ms(ZERO_MS + at);
    Ok(Step { at, by, request, data, key, label: text("bid_id"), expect })
}

const STATUSES: [&str; 32] = [
    "ACCEPTED",
    "ACCEPTED_OUTBID",
    "ACCEPTED_RAISED",
    "ACCEPTED_LOWERED",
    "RETRACTED",
    "BOUGHT",
    "OK",
    "TOO_LOW",
    "NOT_ABOVE_OWN_MAX",
    "BAD_TICK",
    "CURRENCY_MISMATCH",
    "INVALID_AMOUNT",
    "PRICE_CHANGED",
    "SELLER_CANNOT_BID",
    "NOT_STARTED",
    "PAUSED",
    "ENDED",
    "CANCELLED",
    "BAD_STATE",
    "FORBIDDEN",
    "BUY_NOW_UNAVAILABLE",
    "UNKNOWN_BID",
    "ALREADY_RETRACTED",
    "NOT_RETRACTABLE",
    "NOT_LATEST_BID",
    "RETRACT_WINDOW_CLOSED",
    "RETRACT_LIMIT",
    "NOT_LOWER",
    "BELOW_CURRENT_PRICE",
    "IDEMPOTENCY_KEY_REUSED",
    "NOT_FOUND",
    "INVALID",
];
const NOTES: [&str; 10] = [
    "outbid",
    "leading_again",
    "reserve_lowered_rebid",
    "won",
    "lost",
    "lost_to_buy_now",
    "reserve_met",
    "price_corrected",
    "extended",
    "cancelled",
];

/// Refuses expectations that cannot be compared.
fn expectation(key: &str, value: &Value) -> Played {
    let one_of = |words: &[&str]| value.as_str().is_some_and(|word| words.contains(&word));
    let known = match key {
        "leader" | "price" | "next_min" | "bid_count" | "reserve_met" | "ends_at" | "extended"
        | "winner" | "hammer" | "replayed" | "buy_now" | "remaining" => true,
        "status" => one_of(&STATUSES),
        "state" => one_of(&["draft", "scheduled", "active", "paused", "ended", "cancelled"]),
        "outcome" => {
            value.is_null() || one_of(&["sold", "unsold_no_bids", "unsold_reserve_not_met"])
        }
        "settle" => value.is_null() || one_of(&["awaiting_payment", "unsold"]),
        "notify" => value.as_array().is_some_and(|notes| {
            notes.iter().all(|note| note[1].as_str().is_some_and(|what| NOTES.contains(&what)))
        }),
        _ => false,
    };
    if known { Ok(()) } else { unsupported(format!("expectation {key}: {value}")) }
}

fn take(
    floor: &mut Floor,
    labels: &mut BTreeMap<String, Value>,
    n: usize,
    mut step: Step,
) -> Played {
    let (answer, happened) = match step.request {
        None => (json!({}), floor.tick(step.at)),
        Some(request) => {
            if matches!(request, "auction:retract" | "auction:void") {
                let label = step.label.clone().unwrap_or_default();
                step.data["bid"] = labels.get(&label).cloned().unwrap_or(json!("unknown"));
            }
            let done = floor.ask(step.at, &step.by, request, &step.data, step.key.as_deref());
            (done.answer, done.happened)
        }
    };
    if let (Some("auction:bid"), Some(label)) = (step.request, step.label)
        && let Some(bid) = answer["data"].get("bid")
    {
        labels.entry(label).or_insert_with(|| bid.clone());
    }
    let page = floor.page(step.at, "");
    for (key, expected) in &step.expect {
        let got = match key.as_str() {
            "status" => status(step.request, &answer),
            "replayed" => json!(answer["replayed"] == json!(true)),
            "extended" => {
                let moves = |one: &Happened<Event>| matches!(one.event, Event::Extended { .. });
                json!(happened.iter().any(moves))
            }
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
        for reaction in &one.reactions {
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
