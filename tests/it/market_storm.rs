//! The real program, killed at random instants, from a printed seed, in a storm of purchases and of bids that set money
//! aside: everybody insists with the same keys. In the end what was acknowledged is there once and paid once, and
//! `rialto verify` finds nothing wrong.

use std::{
    net::SocketAddr,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc,
    },
    thread,
};

use serde_json::{Value, json};

use crate::{
    process::{Ground, Server, Socket, until},
    simulate::Dice,
};

/// How often the server is killed.
const KILLS: u64 = 8;
/// The most deeds that are acknowledged between two kills.
const DEEDS_MAX: u64 = 60;
const PURSE: i64 = 10_000_000;
const PRICE: i64 = 7;
const STEP: u64 = 10;

struct World {
    address: Mutex<SocketAddr>,
    listing: String,
    auction: String,
    amount: AtomicU64,
    over: AtomicBool,
}

/// Buys and bids, each with a key, until all is over and every fate is known; the sales that were told.
fn trade(
    world: &World,
    number: u64,
    token: &str,
    mut dice: Dice,
    told: &mpsc::Sender<()>,
) -> Vec<String> {
    let (mut sales, mut id, mut count) = (Vec::new(), 0, 0);
    let mut pending: Option<Value> = None;
    loop {
        let mut socket = Socket::insist(&world.address, Some(token));
        loop {
            if pending.is_none() {
                if world.over.load(Ordering::SeqCst) {
                    return sales;
                }
                count += 1;
                let key = format!("{number}-{count}");
                pending = Some(if dice.below(2) == 0 {
                    let data = json!({ "listing": world.listing, "expectedPrice": PRICE });
                    json!({ "event": "listing:buy", "key": key, "data": data })
                } else {
                    let amount = world.amount.fetch_add(STEP, Ordering::SeqCst);
                    let data = json!({ "amount": amount });
                    json!({ "event": "auction:bid", "room": world.auction, "key": key, "data": data })
                });
            }
            id += 1;
            let request = pending.clone().unwrap();
            let Some(answer) = socket.ask(id, request.clone()) else { break };
            if answer["error"]["retry"] == true && answer["error"]["code"] != "insufficient_funds" {
                continue;
            }
            if let Some(sale) = answer["data"]["sale"].as_str() {
                sales.push(sale.to_owned());
            } else if request["event"] == "listing:buy" {
                assert_eq!(answer["error"]["code"], "sold_out", "{answer}");
            }
            pending = None;
            let _ = told.send(());
        }
    }
}

#[test]
fn a_storm_of_purchases_and_bids_leaves_the_books_right() {
    let seed = std::env::var("SEED")
        .map_or_else(|_| u64::from(std::process::id()), |seed| seed.parse().unwrap());
    println!("SEED={seed}");
    let ground = Ground::new();
    let (bank, seller) = (ground.person("bank", "admin"), ground.person("seller", "seller"));
    let traders = ["anna", "bob", "carol", "dave"].map(|name| ground.person(name, "user"));
    let mut server = ground.serve();
    for (n, token) in traders.iter().enumerate() {
        let (_, me) = server.call("GET /api/v1/me", Some(token), &Value::Null);
        let user = me["id"].as_str().or(me["user"]["id"].as_str()).unwrap().to_owned();
        let pay =
            json!({ "user": user, "currency": "EUR", "amount": PURSE, "reference": n.to_string() });
        let (status, paid) = server.call("POST /api/v1/wallet/deposits", Some(&bank), &pay);
        assert_eq!(status, 201, "{paid}");
    }
    let terms = json!({ "title": "Many", "currency": "EUR", "price": PRICE, "stock": 100_000 });
    let (status, made) = server.call("POST /api/v1/listings", Some(&seller), &terms);
    assert_eq!(status, 201, "{made}");
    let lot = json!({
        "title": "A lot", "currency": "EUR", "publish": true, "startPrice": 10, "hold": "max",
        "paid": "at_end", "increment": { "type": "fixed", "amount": 10 }, "durationMs": 600_000,
    });
    let (status, auction) = server.call("POST /api/v1/auctions", Some(&seller), &lot);
    assert_eq!(status, 201, "{auction}");
    let world = World {
        address: Mutex::new(server.address),
        listing: made["id"].as_str().unwrap().to_owned(),
        auction: auction["room"].as_str().unwrap().to_owned(),
        amount: AtomicU64::new(STEP),
        over: AtomicBool::new(false),
    };
    let (sales, server) = thread::scope(|scope| {
        let (tell, told) = mpsc::channel();
        let world = &world;
        let trading: Vec<_> = (1..)
            .zip(&traders)
            .map(|(number, token)| {
                let (tell, dice) = (tell.clone(), Dice::new(seed ^ number));
                scope.spawn(move || trade(world, number, token, dice, &tell))
            })
            .collect();
        drop(tell);
        let dice = Dice::new(seed);
        server = ground.kill(server, KILLS, DEEDS_MAX, &told, dice, &world.address);
        world.over.store(true, Ordering::SeqCst);
        let sales: Vec<Vec<String>> =
            trading.into_iter().map(|trader| trader.join().unwrap()).collect();
        (sales, server)
    });
    let end = format!("POST /api/v1/auctions/{}/end", crate::process::key(&world.auction));
    assert_eq!(server.call(&end, Some(&seller), &json!({})).0, 200);
    settled(&server, &traders, &sales, &seller);
    drop(server);
    let verified = ground.run(&["verify"], "");
    let text = String::from_utf8_lossy(&verified.stdout).into_owned();
    assert!(verified.status.success(), "{text}{}", String::from_utf8_lossy(&verified.stderr));
    assert!(text.contains(": 0 found"), "{text}");
}

/// Everybody has paid for what they were told is theirs, and for the auction that one of them has won.
fn settled(server: &Server, traders: &[String], sales: &[Vec<String>], seller: &str) {
    let wallet = |token: &String| {
        let (status, found) = server.call("GET /api/v1/wallet", Some(token), &Value::Null);
        assert_eq!(status, 200, "{found}");
        (
            found["items"][0]["available"].as_i64().unwrap(),
            found["items"][0]["held"].as_i64().unwrap(),
        )
    };
    // What a death has left set aside is given back after half a minute, and is still theirs.
    let spent = |token: &String, own: &[String]| {
        let (available, held) = wallet(token);
        PURSE - available - held - PRICE * i64::try_from(own.len()).unwrap()
    };
    until("the auction is paid", || {
        traders.iter().zip(sales).any(|(token, own)| 0 < spent(token, own))
    });
    let mut paid = 0;
    let mut all: Vec<&String> = sales.iter().flatten().collect();
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count, "a sale was told twice");
    let mut won = 0;
    for (token, own) in traders.iter().zip(sales) {
        let more = spent(token, own);
        assert!(0 <= more, "{more}");
        won += i64::from(0 < more);
        paid += more + PRICE * i64::try_from(own.len()).unwrap();
    }
    assert_eq!(won, 1, "one of them has won the auction");
    assert_eq!(wallet(&seller.to_owned()).0, paid);
}
