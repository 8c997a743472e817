//! A thousand buyers at once, over sockets and REST: what is sold is sold once, and paid once.

use futures_util::future::{join, join_all};
use rialto::{gateway::accounts::SignedIn, protocol::person::Role};
use serde_json::{Value, json};

use crate::{
    market_walk::{fund, list, wallet},
    wired::{Wire, Wired},
};

const BUYERS: usize = 1_000;
/// How many of them come over a socket; the others over REST.
const SOCKETS: usize = 200;
const PURSE: i64 = 5_000;
const PRICE: i64 = 1_000;

#[actix_web::test]
async fn a_thousand_buyers_of_one_thing_and_of_ten() {
    let wired = Wired::fresh();
    let bank = wired.somebody("bank", Role::App).await;
    let sue = wired.somebody("sue", Role::Seller).await;
    let mut buyers = Vec::new();
    for n in 0..BUYERS {
        let who = wired.somebody(&format!("buyer {n}"), Role::User).await;
        fund(&wired, &bank, &who, PURSE).await;
        buyers.push(who);
        // Ids of one millisecond are not many enough for all of them.
        wired.pass(1);
    }
    let mut wires = Vec::new();
    for who in &buyers[..SOCKETS] {
        wires.push(wired.connect(who).await);
    }
    let mut sold = 0;
    for stock in [1, 10] {
        let id = list(&wired, &sue, json!({ "price": PRICE, "stock": stock })).await;
        let bought = race(&wired, &mut wires, &buyers[SOCKETS..], &id).await;
        assert_eq!(bought, stock);
        sold += stock;
        assert_eq!(wallet(&wired, &sue).await, (sold * PRICE, 0));
    }
    // Everybody has paid for what they were told is theirs, and nobody else has.
    let mut paid = 0;
    for who in &buyers {
        let (available, held) = wallet(&wired, who).await;
        let sales = wired.rest("GET /sales?side=buyer", Some(who), None, &Value::Null).await.json;
        let own = i64::try_from(sales["items"].as_array().unwrap().len()).unwrap();
        assert_eq!((available, held), (PURSE - own * PRICE, 0));
        paid += own;
    }
    assert_eq!(paid, sold);
    drop(wires);
    wired.close().await;
}

/// All of them buy at once; how many were told that it is theirs. The others were told why not.
async fn race(wired: &Wired, sockets: &mut [Wire], others: &[SignedIn], id: &str) -> i64 {
    let data = json!({ "listing": id, "expectedPrice": PRICE });
    let by_socket = sockets.iter_mut().map(|wire| wire.call("listing:buy", data.clone()));
    let purchase = format!("POST /listings/{id}/purchase");
    let body = json!({ "expectedPrice": PRICE });
    let by_rest = others.iter().map(|who| wired.rest(&purchase, Some(who), Some(id), &body));
    let (by_socket, by_rest) = join(join_all(by_socket), join_all(by_rest)).await;
    let mut sold = 0;
    for reply in by_socket {
        match reply["error"]["code"].as_str() {
            None => sold += 1,
            Some(code) => assert_eq!(code, "sold_out"),
        }
    }
    for reply in by_rest {
        match (reply.status, reply.json["error"]["code"].as_str()) {
            (201, None) => sold += 1,
            (409, Some("sold_out")) => (),
            other => panic!("{other:?}"),
        }
    }
    sold
}
