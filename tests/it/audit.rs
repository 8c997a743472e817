//! An audit of a house in which much has happened finds nothing; and finds whatever is changed behind its back.

use diesel::{Connection, RunQueryDsl, SqliteConnection, sql_query};
use rialto::{
    audit,
    protocol::person::Role,
    store::{Options, Place, Store},
};
use serde_json::{Value, json};

use crate::{
    market_walk::{fund, list},
    wired::{Wired, settings},
};

/// A day of a market, on disk; the rooms of an auction that was paid and of one that goes on.
async fn day(folder: &std::path::Path) -> (String, String) {
    let wired = Wired::open(&settings(folder));
    let bank = wired.somebody("bank", Role::App).await;
    let sue = wired.somebody("sue", Role::Seller).await;
    let ann = wired.somebody("ann", Role::User).await;
    let bob = wired.somebody("bob", Role::User).await;
    for who in [&ann, &bob] {
        fund(&wired, &bank, who, 50_000).await;
    }
    let id = list(&wired, &sue, json!({ "stock": 3, "acceptOffers": true })).await;
    let mut one = wired.connect(&ann).await;
    let mut two = wired.connect(&bob).await;
    one.call("listing:buy", json!({ "listing": id, "expectedPrice": 1_000 })).await;
    one.call("offer:make", json!({ "listing": id, "amount": 900 })).await;
    let terms = json!({ "hold": "max", "paid": "at_end", "startPrice": 1_000 });
    let sold = wired.lot(&sue, terms.clone()).await;
    let open = wired.lot(&sue, terms).await;
    for (n, room) in [&sold, &open, &sold, &open].into_iter().enumerate() {
        let amount = 2_000 + 1_000 * i64::try_from(n).unwrap();
        one.ask("auction:bid", room, json!({ "amount": amount })).await;
        let reply = two.ask("auction:bid", room, json!({ "amount": amount + 300 })).await;
        assert_eq!(reply["data"]["status"], "leading", "{reply}");
    }
    let key = sold.split_once(':').unwrap().1;
    wired.rest(&format!("POST /auctions/{key}/end"), Some(&sue), None, &json!({})).await;
    wired.delivered().await;
    let stated =
        wired.rest(&format!("GET /auctions/{key}/statement"), None, None, &Value::Null).await;
    assert_eq!(stated.json["winner"], "bob", "{}", stated.json);
    drop((one, two));
    wired.close().await;
    (sold, open)
}

async fn report(folder: &std::path::Path) -> audit::Report {
    let place = Place::File(settings(folder).database_file());
    let store = Store::open(&Options { place, readers: 1 }).unwrap();
    let report = audit::verify(&store, |_| ()).await.unwrap();
    store.close();
    report
}

#[actix_web::test]
async fn nothing_is_found_where_nothing_was_changed_and_all_that_was() {
    let folder = tempfile::tempdir().unwrap();
    let (sold, open) = day(folder.path()).await;
    let clean = report(folder.path()).await;
    assert_eq!(clean.findings, []);
    assert!(7 < clean.rooms && clean.chains == 2 && 3 < clean.accounts, "{clean:?}");

    let database = settings(folder.path()).database_file();
    // All of it is in the one file, once nobody has it open.
    drop(
        SqliteConnection::establish(database.to_str().unwrap())
            .map(|mut db| sql_query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut db)),
    );
    let whole = std::fs::read(&database).unwrap();
    let room = |room: &str| format!("(SELECT key FROM rooms WHERE id = '{room}')");
    let (sold, open) = (room(&sold), room(&open));
    for (deed, found) in [
        // Somebody's bid was higher, as if.
        (format!("UPDATE events SET body = replace(body, '\"max\":4000', '\"max\":4400') WHERE room = {sold}"), "the chain is broken"),
        (format!("UPDATE events SET at_ms = at_ms - 1 WHERE room = {open} AND seq = 3"), "the chain is broken"),
        (format!("UPDATE events SET by_user = 7 WHERE room = {open} AND seq = 3"), "the chain is broken"),
        (format!("DELETE FROM events WHERE room = {open} AND seq = 3"), "position 3 is missing"),
        (format!("DELETE FROM events WHERE room = {open} AND seq = (SELECT max(seq) FROM events WHERE room = {open})"), "events"),
        (format!("UPDATE events SET body = '{{}}' WHERE room = {open} AND seq = 2"), "cannot be read"),
        (format!("UPDATE auctions SET hammer = hammer + 1 WHERE room = {sold}"), "hammer price in lists"),
        (format!("UPDATE auctions SET winner = 9 WHERE room = {sold}"), "winner in lists"),
        (format!("UPDATE auctions SET statement = replace(statement, '\"chain\":\"', '\"chain\":\"0') WHERE room = {sold}"), "stated at the end"),
        ("UPDATE accounts SET credits = credits + 5 WHERE account = 'fees' OR account LIKE 'user:%'".into(), "not what its lines say"),
        ("UPDATE ledger SET amount = amount + 1 WHERE kind = 'pay' AND id = (SELECT min(id) FROM ledger)".into(), "not what its lines say"),
        ("DELETE FROM sales WHERE listing IS NOT NULL".into(), "were sold"),
        ("UPDATE listings SET remaining = remaining - 1".into(), "were sold"),
    ] {
        let copy = tempfile::tempdir().unwrap();
        let database = settings(copy.path()).database_file();
        std::fs::write(&database, &whole).unwrap();
        let mut db = SqliteConnection::establish(database.to_str().unwrap()).unwrap();
        let changed = sql_query(&deed).execute(&mut db).unwrap();
        assert!(0 < changed, "{deed}");
        drop(db);
        let report = report(copy.path()).await;
        let seen = report.findings.iter().any(|finding| finding.what.contains(found));
        assert!(seen, "{deed}: {:?}", report.findings);
    }
    assert_eq!(report(folder.path()).await.findings, []);
}
