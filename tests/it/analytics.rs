//! Figures of auctions, held against what really happened in them; and an experiment that gives each rule a share.

use rialto::protocol::{auction::terms::Increment, person::Role};
use serde_json::{Value, json};

use crate::wired::{Wired, settings};

fn arm(name: &str, increment: &Value) -> Value {
    json!({ "name": name, "increment": increment })
}

#[actix_web::test]
async fn figures_say_what_happened() {
    let wired = Wired::fresh();
    let sue = wired.somebody("sue", Role::Seller).await;
    let eve = wired.somebody("eve", Role::Seller).await;
    let people = [
        wired.somebody("ann", Role::User).await,
        wired.somebody("bob", Role::User).await,
        wired.somebody("cy", Role::User).await,
    ];
    let mut wires = Vec::new();
    for who in &people {
        wires.push(wired.connect(who).await);
    }
    let reserve = json!({ "title": "=1+1", "startPrice": 1_000, "reserve": 5_000 });
    let sold = wired.lot(&sue, json!({ "startPrice": 1_000, "reserve": 1_500 })).await;
    let unsold = wired.lot(&sue, reserve).await;
    let other = wired.lot(&eve, json!({ "startPrice": 1_000 })).await;
    for (place, amount) in [(0, 2_000), (1, 1_600), (0, 3_000)] {
        let reply = wires[place].ask("auction:bid", &sold, json!({ "amount": amount })).await;
        assert!(reply.get("error").is_none(), "{reply}");
    }
    wires[2].ask("auction:watch", &sold, json!({ "on": true })).await;
    wires[0].ask("auction:watch", &sold, json!({ "on": true })).await;
    wires[1].ask("auction:bid", &unsold, json!({ "amount": 1_000 })).await;
    wires[1].ask("auction:retract", &unsold, json!({ "bid": "1" })).await;
    wires[1].ask("auction:bid", &unsold, json!({ "amount": 1_200 })).await;
    wires[1].ask("auction:bid", &other, json!({ "amount": 9_000 })).await;
    wired.pass(3_600_000);
    wires[0].next("auction:won").await;
    wired.delivered().await;

    let get = async |path: &str| {
        wired.rest(&format!("GET /analytics/{path}"), Some(&sue), None, &Value::Null).await
    };
    let report = get("auctions").await.json;
    let items = report["items"].as_array().unwrap();
    assert_eq!(items.len(), 2, "only one's own: {report}");
    let first = &items[0];
    assert_eq!(format!("auction:{}", first["auction"].as_str().unwrap()), sold);
    for (field, expected) in [
        ("bids", 3),
        ("bidders", 2),
        ("watchers", 2),
        ("retracted", 0),
        ("reserve", 1_500),
        ("hammer", 1_700),
        ("hammerToStartBps", 17_000),
        ("hammerToReserveBps", 11_333),
    ] {
        assert_eq!(first[field], expected, "{field}: {first}");
    }
    assert_eq!(
        (&items[1]["retracted"], &items[1]["outcome"]),
        (&json!(1), &json!("unsold_reserve_not_met"))
    );
    let summary = get("summary").await.json["items"][0].clone();
    for (field, expected) in [
        ("auctions", 2),
        ("ended", 2),
        ("sold", 1),
        ("sellThroughBps", 5_000),
        ("reserveMetBps", 5_000),
        ("bids", 5),
        ("bidders", 3),
        ("winners", 1),
        ("hammerTotal", 1_700),
    ] {
        assert_eq!(summary[field], expected, "{field}: {summary}");
    }
    let series = get("bids?every=day").await.json;
    let total: i64 =
        series["items"].as_array().unwrap().iter().map(|one| one["bids"].as_i64().unwrap()).sum();
    assert_eq!(total, 5);
    // As a file: a title that a spreadsheet would run is none.
    let csv = get("auctions?format=csv").await;
    assert_eq!(csv.status, 200);
    let text = &csv.text;
    assert!(text.starts_with("auction,title,seller,"), "{text}");
    assert!(text.contains(",'=1+1,") && text.lines().count() == 3, "{text}");
    get("auctions?format=xml").await.is(422, "invalid");
    get(&format!("auctions?seller={}", eve.person.id)).await.is(403, "forbidden");
    let stranger = wired.rest("GET /analytics/summary", Some(&people[0]), None, &Value::Null).await;
    stranger.is(403, "forbidden");
    drop(wires);
    wired.close().await;
}

#[actix_web::test]
async fn an_experiment_gives_each_rule_a_share_and_compares_them() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = settings(folder.path());
    let fixed = json!({ "type": "fixed", "amount": 100 });
    let percent = json!({ "type": "percent", "bps": 1_000 });
    let plan = json!([{ "name": "steps", "arms": [arm("fixed", &fixed), arm("tenth", &percent)] }]);
    config.market.experiments = serde_json::from_value(plan).unwrap();
    let wired = Wired::open(&config);
    let sue = wired.somebody("sue", Role::Seller).await;
    let mut counts = [0, 0];
    let mut minimums = Vec::new();
    let bob = wired.somebody("bob", Role::User).await;
    let mut wire = wired.connect(&bob).await;
    for _ in 0..40 {
        let room = wired.lot(&sue, json!({ "startPrice": 5_000, "experiment": "steps" })).await;
        let page = wired
            .rest(
                &format!("GET /auctions/{}", room.split_once(':').unwrap().1),
                Some(&sue),
                None,
                &Value::Null,
            )
            .await
            .json;
        let rule: Increment = serde_json::from_value(page["rules"]["increment"].clone()).unwrap();
        counts[usize::from(matches!(rule, Increment::Percent { .. }))] += 1;
        let reply = wire.ask("auction:bid", &room, json!({ "amount": 5_000 })).await;
        minimums.push(reply["data"]["minimum"].as_i64().unwrap());
    }
    assert!(counts.iter().all(|count| 5 < *count), "{counts:?}");
    assert!(minimums.contains(&5_100) && minimums.contains(&5_500), "{minimums:?}");
    let wrong = crate::wired::terms(json!({ "experiment": "nothing" }));
    wired.rest("POST /auctions", Some(&sue), None, &wrong).await.is(422, "invalid");
    let chosen = crate::wired::terms(json!({ "experiment": "steps", "arm": "tenth" }));
    wired.rest("POST /auctions", Some(&sue), None, &chosen).await.is(422, "invalid");
    let report =
        wired.rest("GET /analytics/experiments/steps", Some(&sue), None, &Value::Null).await.json;
    let groups: Vec<_> =
        report["items"].as_array().unwrap().iter().map(|one| one["group"].clone()).collect();
    assert_eq!(groups, ["fixed EUR", "tenth EUR"], "{report}");
    let auctions: i64 = report["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["auctions"].as_i64().unwrap())
        .sum();
    assert_eq!(auctions, 40);
    drop(wire);
    wired.close().await;
}
