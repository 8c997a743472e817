//! What a vector means in our words; whatever is not known here is not supported.

use rialto::protocol::time::Time;
use serde_json::{Map, Value, json};

use super::Why;

/// The moment that the vectors call 0.
pub(super) const ZERO_MS: i64 = 1_700_000_000_000;
/// Where a vector has no end: long after all of its steps.
const LONG_MS: i64 = 300 * 24 * 60 * 60 * 1_000;

pub(super) fn unsupported<T>(what: impl Into<String>) -> Result<T, Why> {
    Err(Why::Unsupported(what.into()))
}

/// Refuses keys that are not known.
pub(super) fn known(object: &Value, keys: &[&str], what: &str) -> Result<(), Why> {
    let Some(object) = object.as_object() else { return unsupported(format!("{what} {object}")) };
    match object.keys().find(|key| !keys.contains(&key.as_str())) {
        Some(key) => unsupported(format!("{what} `{key}`")),
        None => Ok(()),
    }
}

pub(super) fn rule(rule: &Value) -> Result<Value, Why> {
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
pub(super) fn terms(config: &Value) -> Result<Value, Why> {
    const KEYS: &str = "allow_lower_max below_reserve bidding buy_now buy_now_policy currency \
    duration_after_first_bid ends_at hold increment reserve retract_limit retract_window \
    soft_close start starts_at tick seller admins wallets";
    known(config, &KEYS.split(' ').collect::<Vec<_>>(), "config")?;
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
        ("hold", "hold"),
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
pub(super) struct Step {
    pub(super) at: Time,
    pub(super) by: String,
    pub(super) request: Option<&'static str>,
    pub(super) data: Value,
    pub(super) key: Option<String>,
    /// What the vector calls the bid that is made, or meant.
    pub(super) label: Option<String>,
    pub(super) expect: Map<String, Value>,
}

pub(super) fn step(step: &Value) -> Result<Step, Why> {
    let text = |key: &str| step[key].as_str().map(str::to_owned);
    let (keys, request): (&[&str], _) = match step["cmd"].as_str() {
        Some("bid") => {
            (&["max", "bid_id", "expected_price", "currency", "claims"], Some("auction:bid"))
        }
        Some("retract") => (&["bid_id"], Some("auction:retract")),
        Some("buy_now") => (&["key"], Some("auction:buy")),
        Some("tick" | "holds") => (&[], None),
        Some("pay") => (&[], Some("auction:pay")),
        Some("default") => (&[], Some("auction:default")),
        Some("second_chance") => (&["to"], Some("auction:second_chance")),
        Some("second_chance_accept") => (&[], Some("auction:second_chance_accept")),
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
        Some("auction:second_chance") => json!({"to": step["to"]}),
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
    // Nobody is named where staff does it.
    let by = text("by").unwrap_or_else(|| "ADMIN".into());
    let at = Time::from_ms(ZERO_MS + at);
    Ok(Step { at, by, request, data, key, label: text("bid_id"), expect })
}

const STATUSES: &str = "ACCEPTED ACCEPTED_OUTBID ACCEPTED_RAISED ACCEPTED_LOWERED RETRACTED BOUGHT OK TOO_LOW \
    NOT_ABOVE_OWN_MAX BAD_TICK CURRENCY_MISMATCH INVALID_AMOUNT PRICE_CHANGED \
    SELLER_CANNOT_BID NOT_STARTED PAUSED ENDED CANCELLED BAD_STATE FORBIDDEN \
    BUY_NOW_UNAVAILABLE UNKNOWN_BID ALREADY_RETRACTED NOT_RETRACTABLE NOT_LATEST_BID \
    RETRACT_WINDOW_CLOSED RETRACT_LIMIT NOT_LOWER BELOW_CURRENT_PRICE IDEMPOTENCY_KEY_REUSED \
    NOT_FOUND INVALID OFFERED";
const NOTES: &str = "outbid leading_again reserve_lowered_rebid won lost lost_to_buy_now reserve_met \
    price_corrected extended cancelled";

/// Refuses expectations that cannot be compared.
fn expectation(key: &str, value: &Value) -> Result<(), Why> {
    let one_of = |words: &str| {
        let mut words = words.split(' ');
        value.as_str().is_some_and(|word| words.any(|known| known == word))
    };
    let known = match key {
        "leader" | "price" | "next_min" | "bid_count" | "reserve_met" | "ends_at" | "extended"
        | "winner" | "hammer" | "replayed" | "buy_now" | "remaining" => true,
        "holds" => value.is_object(),
        "to" => value.is_string(),
        "amount" => value.is_i64(),
        "status" => one_of(STATUSES),
        "state" => one_of("draft scheduled active paused ended cancelled"),
        "outcome" => value.is_null() || one_of("sold unsold_no_bids unsold_reserve_not_met"),
        "settle" => {
            value.is_null() || one_of("awaiting_payment settled defaulted offered unsold relisted")
        }
        "notify" => value.as_array().is_some_and(|notes| {
            notes.iter().all(|note| {
                note[1].as_str().is_some_and(|what| NOTES.split(' ').any(|known| known == what))
            })
        }),
        _ => false,
    };
    if known { Ok(()) } else { unsupported(format!("expectation {key}: {value}")) }
}
