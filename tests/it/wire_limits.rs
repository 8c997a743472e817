//! How many connections an address may have, and how often one may subscribe, at the doors of a whole house.

use std::net::SocketAddr;

use rialto::protocol::person::Role;
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

use crate::{
    wired::{Wire, Wired, settings},
    ws_support::{PATIENCE, handshake},
};

/// What comes back on a connection of its own until the server closes it.
async fn answered(address: SocketAddr, request: &str) -> String {
    let asked = async {
        let mut socket = TcpStream::connect(address).await.unwrap();
        let mut answer = Vec::new();
        // One that is closed at once may not even take the question.
        let _gone = socket.write_all(request.as_bytes()).await;
        let _reset = socket.read_to_end(&mut answer).await;
        String::from_utf8(answer).unwrap()
    };
    timeout(PATIENCE, asked).await.unwrap_or_else(|_| panic!("{address} does not close"))
}

const HEALTHZ: &str = "GET /healthz HTTP/1.1\r\nHost: floor\r\nConnection: close\r\n\r\n";

/// Waits until the address may have one more connection.
async fn until_there_is_room(address: SocketAddr) {
    let asked = async {
        while !answered(address, HEALTHZ).await.starts_with("HTTP/1.1 200 ") {
            tokio::task::yield_now().await;
        }
    };
    timeout(PATIENCE, asked).await.unwrap_or_else(|_| panic!("no room was made"));
}

/// Knocks until there is room; what is refused, is refused for the number alone.
async fn let_in(wired: &Wired, headers: &[(&'static str, &str)]) -> Wire {
    let knocked = async {
        loop {
            match wired.knock(headers).await {
                Ok(wire) => return wire,
                Err(status) => assert!([0, 429].contains(&status), "{status}"),
            }
        }
    };
    timeout(PATIENCE, knocked).await.unwrap_or_else(|_| panic!("no room was made"))
}

async fn pings(wire: &mut Wire) {
    let reply = wire.call("ping", json!({})).await;
    assert!(reply["error"].is_null(), "{reply}");
}

#[actix_web::test]
async fn an_address_has_so_many_connections_whatever_they_are_for() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = settings(folder.path());
    config.limits.connections_per_address = 3.try_into().unwrap();
    let wired = Wired::open(&config);
    let mut wires = Vec::new();
    for _ in 0..3 {
        wires.push(wired.guest().await);
    }
    for wire in &mut wires {
        pings(wire).await;
    }
    for request in [&handshake(&[]), HEALTHZ, ""] {
        assert_eq!(answered(wired.address, request).await, "", "one too many");
    }
    for round in 0..3 {
        // In order, or without a word.
        if round % 2 == 0 {
            wires.remove(0).leave().await;
        } else {
            drop(wires.remove(0));
        }
        wires.push(let_in(&wired, &[]).await);
        assert_eq!(answered(wired.address, HEALTHZ).await, "", "one too many");
    }
    for wire in &mut wires {
        pings(wire).await;
    }
    // Nor do requests leave anything behind, whether they are answered or not.
    drop(wires);
    for _ in 0..50 {
        until_there_is_room(wired.address).await;
        let _ = answered(wired.address, &handshake(&["Origin: https://evil.test"])).await;
    }
    until_there_is_room(wired.address).await;
    wired.close().await;
}

#[actix_web::test]
async fn behind_a_proxy_clients_are_counted_by_who_they_are() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = settings(folder.path());
    config.limits.connections_per_address = 2.try_into().unwrap();
    config.server.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    let wired = Wired::open(&config);
    let knock = async |address: &str| wired.knock(&[("X-Forwarded-For", address)]).await;

    let mut ours = [knock("203.0.113.1").await.unwrap(), knock("203.0.113.1").await.unwrap()];
    assert_eq!(knock("203.0.113.1").await.err(), Some(429));
    // What the client wrote itself does not count.
    assert_eq!(knock("198.51.100.9, 203.0.113.1").await.err(), Some(429));
    let mut others = Vec::new();
    for last in 2..20 {
        others.push(knock(&format!("203.0.113.{last}")).await.unwrap());
    }
    // One customer has a network of the new kind.
    let _sixes = [knock("2001:db8::1").await.unwrap(), knock("2001:db8::2").await.unwrap()];
    assert_eq!(knock("2001:db8::3").await.err(), Some(429));
    assert!(knock("2001:db8:0:1::3").await.is_ok());
    for wire in ours.iter_mut().chain(&mut others) {
        pings(wire).await;
    }
    let request = handshake(&["X-Forwarded-For: 203.0.113.1"]);
    let told = answered(wired.address, &request).await.to_lowercase();
    assert!(told.starts_with("http/1.1 429 ") && told.contains("\r\nretry-after: "), "{told}");
    assert!(told.contains(r#""code":"rate_limited""#), "{told}");

    // Those who are refused for another reason take no place, and who leaves makes room.
    ours[0].leave().await;
    for _ in 0..5 {
        let strange = [("X-Forwarded-For", "203.0.113.1"), ("Origin", "https://evil.test")];
        assert!(matches!(wired.knock(&strange).await.err(), Some(403 | 429)));
    }
    let mut again = let_in(&wired, &[("X-Forwarded-For", "203.0.113.1")]).await;
    pings(&mut again).await;
    assert_eq!(knock("203.0.113.1").await.err(), Some(429));
    wired.close().await;
}

/// Subscribes until it is refused; how often it was not, and the refusal.
async fn subscribe_all(wire: &mut Wire, room: &str) -> (usize, Value) {
    for done in 0..100 {
        let reply = wire.call("subscribe", json!({ "room": room })).await;
        if !reply["error"].is_null() {
            return (done, reply["error"].clone());
        }
    }
    panic!("nobody was refused");
}

#[actix_web::test]
async fn too_many_subscriptions_are_refused_and_the_connection_lives() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = settings(folder.path());
    config.limits.subscribes_per_s = 2.try_into().unwrap();
    config.limits.rooms_per_connection = 1.try_into().unwrap();
    let wired = Wired::open(&config);
    let seller = wired.somebody("seller", Role::Seller).await;
    let ann = wired.somebody("ann", Role::User).await;
    let room = wired.lot(&seller, json!({})).await;
    let other = wired.lot(&seller, json!({})).await;

    // Four seconds' worth at once, for several windows that come back.
    let mut wires = [wired.connect(&ann).await, wired.connect(&ann).await];
    let (done, error) = subscribe_all(&mut wires[0], &room).await;
    assert_eq!((done, &error["code"]), (4 * 2, &json!("rate_limited")), "{error}");
    assert_eq!(error["retry"], true);
    assert!((1..=500).contains(&error["data"]["retryAfterMs"].as_u64().unwrap()), "{error}");
    // The limit is the user's, and not the connection's.
    assert_eq!(subscribe_all(&mut wires[1], &room).await.0, 0);
    // Those at the same address who are known to nobody share one of their own.
    let mut guests = [wired.guest().await, wired.guest().await];
    assert_eq!(subscribe_all(&mut guests[0], &room).await.0, 4 * 2);
    assert_eq!(subscribe_all(&mut guests[1], &room).await.1["code"], "rate_limited");
    // Everything else goes on, and what was followed before is followed still.
    pings(&mut wires[0]).await;
    wires[0].ask("auction:bid", &room, json!({ "amount": 1_000 })).await;
    for wire in [&mut wires[0], &mut guests[0]] {
        assert_eq!(wire.next("auction:bid").await["data"]["price"], 1_000);
    }
    // What was refused is not followed, and takes no place of the one room that may be.
    wired.pass(500);
    assert_eq!(subscribe_all(&mut wires[1], &other).await.0, 1);
    wires[0].ask("auction:bid", &room, json!({ "amount": 2_000 })).await;
    wires[0].ask("auction:bid", &other, json!({ "amount": 1_000 })).await;
    let heard = wires[1].next("auction:bid").await;
    assert_eq!(heard["room"], other.as_str(), "{heard}");
    wired.close().await;
}
