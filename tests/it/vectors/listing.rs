//! Vectors of listings: one listing, buyers with wallets, offers by name.

use std::collections::BTreeMap;

use rialto::{
    domain::market::Settings,
    protocol::{market::Fees, money::Currency, time::Time},
};
use serde_json::{Value, json};

use super::{
    ABOUT, Played, compare,
    words::{ZERO_MS, known, unsupported},
};
use crate::bazaar::Bazaar;

const CONFIG: [&str; 10] = [
    "price",
    "wallets",
    "auto_accept",
    "auto_decline",
    "commission_bps",
    "premium_bps",
    "currency",
    "stock",
    "seller",
    "expires_at",
];

pub(super) fn play(vector: &Value) -> Played {
    known(vector, &[&ABOUT[..], &["config", "steps"]].concat(), "key")?;
    let config = &vector["config"];
    known(config, &CONFIG, "config")?;
    let bps = |key: &str| u32::try_from(config[key].as_u64().unwrap_or(0)).unwrap_or(u32::MAX);
    let fees = Fees { premium_bps: bps("premium_bps"), commission_bps: bps("commission_bps") };
    let mut bazaar = Bazaar::new(Settings { fees, ..Settings::default() });
    let currency: Currency = config["currency"].as_str().unwrap_or("USD").parse().unwrap();
    let before = Time::from_ms(ZERO_MS - 1);
    for (name, amount) in config["wallets"].as_object().into_iter().flatten() {
        bazaar.fund(before, name, currency, amount.as_i64().unwrap());
    }
    let mut terms = json!({
        "title": "A thing", "currency": currency, "price": config["price"], "acceptOffers": true,
        "autoAccept": config["auto_accept"], "autoDecline": config["auto_decline"],
    });
    if let Some(stock) = config.get("stock") {
        terms["stock"] = stock.clone();
    }
    if let Some(end) = config["expires_at"].as_i64() {
        terms["expiresAt"] = json!(Time::from_ms(ZERO_MS + end));
    }
    let seller = config["seller"].as_str().unwrap_or("SELLER").to_owned();
    let made = bazaar.ask(before, &seller, "listing:create", &terms);
    let Some(listing) = made["data"].get("listing").cloned() else {
        return Err(super::Why::Failed(format!("config: {made}")));
    };
    let Some(steps) = vector["steps"].as_array() else { return unsupported("without steps") };
    let mut labels = BTreeMap::new();
    for (n, step) in steps.iter().enumerate() {
        take(&mut bazaar, &listing, currency, &mut labels, n + 1, step)?;
    }
    Ok(())
}

fn take(
    bazaar: &mut Bazaar,
    listing: &Value,
    currency: Currency,
    labels: &mut BTreeMap<String, Value>,
    n: usize,
    step: &Value,
) -> Played {
    let keys: &[&str] = &[
        "t",
        "cmd",
        "by",
        "expect",
        "price",
        "key",
        "expected_price",
        "oid",
        "new_id",
        "amount",
        "quantity",
        "allow_partial",
    ];
    known(step, keys, "argument")?;
    let Some(at) = step["t"].as_i64() else { return unsupported("without t") };
    let at = Time::from_ms(ZERO_MS + at);
    let label = |key: &str| step[key].as_str().map(str::to_owned);
    let offer = label("oid").and_then(|label| labels.get(&label).cloned()).unwrap_or(json!("?"));
    if step["cmd"] == "balances" {
        for (name, expected) in step["expect"].as_object().into_iter().flatten() {
            let got = bazaar.posted(name.trim_start_matches("u:"), currency);
            compare(n, name, expected, &json!(got))?;
        }
        return Ok(());
    }
    let (request, mut data) = asked(step, listing, &offer)?;
    for (theirs, ours) in [("quantity", "quantity"), ("allow_partial", "allowPartial")] {
        if let Some(value) = step.get(theirs) {
            data[ours] = value.clone();
        }
    }
    let by = label("by").unwrap_or_default();
    let (answer, _) = bazaar.ask_once(at, &by, request, &data, step["key"].as_str());
    bazaar.audit();
    if let Some(made) = answer["data"].get("offer") {
        let name = if request == "offer:counter" { label("new_id") } else { label("oid") };
        if let Some(name) = name {
            labels.insert(name, made.clone());
        }
    }
    for (key, expected) in step["expect"].as_object().into_iter().flatten() {
        let got = match key.as_str() {
            "status" => json!(status(request, &answer)),
            "sales" => json!(bazaar.market().last_sale.0),
            "price" => match answer["error"]["data"].get("price") {
                Some(price) => price.clone(),
                None => answer["data"]["price"].clone(),
            },
            "buyer" => named(bazaar, &answer["data"]["buyer"]),
            "state" => {
                let id = listing.as_str().unwrap().parse().unwrap_or_default();
                json!(bazaar.market().listings[&id].status)
            }
            _ => return unsupported(format!("expectation {key}")),
        };
        compare(n, key, expected, &got)?;
    }
    Ok(())
}

/// The request that a step means.
fn asked(
    step: &Value,
    listing: &Value,
    offer: &Value,
) -> Result<(&'static str, Value), super::Why> {
    Ok(match step["cmd"].as_str() {
        Some("reprice") => {
            ("listing:update", json!({ "listing": listing, "price": step["price"] }))
        }
        Some("purchase") => {
            ("listing:buy", json!({ "listing": listing, "expectedPrice": step["expected_price"] }))
        }
        Some("cancel") => ("listing:cancel", json!({ "listing": listing })),
        Some("reserve") => ("listing:reserve", json!({ "listing": listing })),
        Some("offer") => ("offer:make", json!({ "listing": listing, "amount": step["amount"] })),
        Some("accept") => ("offer:accept", json!({ "offer": offer })),
        Some("decline") => ("offer:decline", json!({ "offer": offer })),
        Some("withdraw") => ("offer:withdraw", json!({ "offer": offer })),
        Some("counter") => ("offer:counter", json!({ "offer": offer, "amount": step["amount"] })),
        _ => return unsupported(format!("command {}", step["cmd"])),
    })
}

fn named(bazaar: &Bazaar, user: &Value) -> Value {
    let found = bazaar.people.iter().find(|(_, person)| json!(person.id) == *user);
    found.map_or(Value::Null, |(name, _)| json!(name))
}

/// The vectors' name for what became of a request.
fn status(request: &str, answer: &Value) -> String {
    if let Some(code) = answer["error"]["code"].as_str() {
        return code.to_uppercase();
    }
    let offer = answer["data"]["status"].as_str();
    match (request, offer) {
        ("listing:buy", _) => "PURCHASED".into(),
        ("offer:counter", Some("open")) => "COUNTERED".into(),
        ("offer:make", Some("declined")) => "DECLINED_AUTO".into(),
        (name, Some(status)) if name.starts_with("offer:") => {
            format!("OFFER_{}", status.to_uppercase())
        }
        _ => "OK".into(),
    }
}
