//! Vectors of the other kinds of auction, played against the machine; the falling price also as a sum.

use std::collections::BTreeMap;

use rialto::{
    domain::{auction::formats, market::Settings},
    protocol::{auction::sealed::PriceStep, money::Money, person::Role, time::Time},
};
use serde_json::{Value, json};

use super::{
    ABOUT, Played, Why, compare,
    words::{ZERO_MS, known, unsupported},
};
use crate::hall::Hall;

fn at(ms: i64) -> Time {
    Time::from_ms(ZERO_MS + ms)
}

/// A price that falls.
pub(super) fn falling(vector: &Value) -> Played {
    known(vector, &[&ABOUT[..], &["config", "cases"]].concat(), "key")?;
    let config = &vector["config"];
    known(config, &["start", "floor", "starts_at", "ends_at", "step_ms", "step_amount"], "config")?;
    let number = |key: &str| config[key].as_i64().unwrap_or(0);
    let step = config["step_ms"]
        .as_u64()
        .map(|every_ms| PriceStep { every_ms, amount: Money(number("step_amount")) });
    let (start, floor) = (Money(number("start")), Money(number("floor")));
    let whole = (number("ends_at") - number("starts_at")).unsigned_abs();
    for (n, case) in vector["cases"].as_array().into_iter().flatten().enumerate() {
        let elapsed = case["t"].as_i64().unwrap_or(0) - number("starts_at");
        let got = formats::falling(start, floor, step, elapsed.unsigned_abs(), whole);
        compare(n + 1, "price", &case["price"], &json!(got))?;
    }
    Ok(())
}

fn open(terms: &Value) -> Result<Hall, Why> {
    let mut hall = Hall::new(Settings::default());
    hall.introduce("SELLER", Role::Seller);
    let made = hall.ask(at(-1), "SELLER", "auction:create", terms, None);
    if made.answer.get("error").is_some() {
        return Err(Why::Failed(format!("config: {}", made.answer)));
    }
    Ok(hall)
}

/// The first to accept has it.
pub(super) fn dutch(vector: &Value) -> Played {
    known(vector, &[&ABOUT[..], &["config", "steps"]].concat(), "key")?;
    let config = &vector["config"];
    known(config, &["start", "floor", "starts_at", "ends_at"], "config")?;
    let number = |key: &str| config[key].as_i64().unwrap_or(0);
    let mut hall = open(&json!({
        "title": "A lot", "currency": "USD", "kind": "dutch", "startPrice": config["start"],
        "floorPrice": config["floor"], "startsAt": at(number("starts_at")),
        "endsAt": at(number("ends_at")), "publish": true,
    }))?;
    for (n, step) in vector["steps"].as_array().into_iter().flatten().enumerate() {
        known(step, &["t", "by", "limit", "expect"], "argument")?;
        let now = at(step["t"].as_i64().unwrap_or(0));
        let by = step["by"].as_str().unwrap_or_default();
        let data = json!({ "limit": step["limit"] });
        let answer = hall.ask(now, by, "auction:accept", &data, None).answer;
        let page = hall.floor.page(now, "");
        for (key, expected) in step["expect"].as_object().into_iter().flatten() {
            let got = match key.as_str() {
                "status" => match answer["error"]["code"].as_str() {
                    Some(code) => json!(code.to_uppercase()),
                    None => json!("BOUGHT"),
                },
                "price" => answer["error"]["data"]["price"].clone(),
                "winner" | "hammer" => page[key].clone(),
                _ => return unsupported(format!("expectation {key}")),
            };
            compare(n + 1, key, expected, &got)?;
        }
    }
    Ok(())
}

/// The page as everybody finds it, but for how many bids there are.
fn public(hall: &mut Hall) -> Value {
    let mut page = hall.floor.page(at(0), "");
    page["bidCount"] = Value::Null;
    page
}

/// Sealed bids, opened together; one unit, or several.
pub(super) fn sealed(vector: &Value) -> Played {
    known(vector, &[&ABOUT[..], &["config", "bids", "expect"]].concat(), "key")?;
    let config = &vector["config"];
    let keys = ["type", "start", "reserve", "currency", "quantity", "pricing"];
    known(config, &keys, "config")?;
    let several = vector["type"] == "multi_unit";
    let mut terms = json!({
        "title": "A lot", "currency": config.get("currency").unwrap_or(&json!("USD")),
        "kind": vector["type"], "startPrice": config["start"], "durationMs": 1_000, "publish": true,
    });
    for key in ["reserve", "quantity", "pricing"] {
        if let Some(value) = config.get(key) {
            terms[key] = value.clone();
        }
    }
    let mut hall = open(&terms)?;
    let empty = public(&mut hall);
    let mut bids: Vec<&Value> = vector["bids"].as_array().into_iter().flatten().collect();
    bids.sort_by_key(|bid| bid[if several { 3 } else { 2 }].as_i64());
    for bid in bids {
        let mut data = json!({ "amount": bid[1] });
        if several {
            data["quantity"] = bid[2].clone();
            data["allOrNone"] = bid[4].clone();
        }
        let by = bid[0].as_str().unwrap_or_default();
        let answer = hall.ask(at(0), by, "auction:bid", &data, None).answer;
        if answer.get("error").is_some() {
            return Err(Why::Failed(format!("{bid}: {answer}")));
        }
        // I-102: nothing of it is shown to anybody else.
        let shown = public(&mut hall);
        if shown != empty {
            return Err(Why::Failed(format!("{bid} is seen: {shown}")));
        }
    }
    hall.tick(at(2_000));
    let page = hall.floor.page(at(2_000), "");
    let awards = page["awards"].as_array().cloned().unwrap_or_default();
    let by_name = |what: fn(&Value) -> i64| -> Value {
        let lines = awards.iter().map(|award| (award["bidder"].as_str().unwrap(), what(award)));
        json!(lines.collect::<BTreeMap<_, _>>())
    };
    let quantity = |award: &Value| award["quantity"].as_i64().unwrap();
    for (key, expected) in vector["expect"].as_object().into_iter().flatten() {
        let got = match key.as_str() {
            "outcome" | "winner" | "hammer" => page[key].clone(),
            "alloc" => by_name(|award| award["quantity"].as_i64().unwrap()),
            "pay" => by_name(|award| {
                award["quantity"].as_i64().unwrap() * award["price"].as_i64().unwrap()
            }),
            "clearing" => page["hammer"].clone(),
            "unsold" => {
                let all = config["quantity"].as_i64().unwrap_or(0);
                json!(all - awards.iter().map(quantity).sum::<i64>())
            }
            _ => return unsupported(format!("expectation {key}")),
        };
        compare(1, key, expected, &got)?;
    }
    Ok(())
}
