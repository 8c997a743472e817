//! Who may come in and who must go, at the doors of a whole house.

use std::time::Duration;

use rialto::{
    clock::{Clock, Stopwatch},
    config::{Config, Period},
    gateway::accounts::SignedIn,
    protocol::{person::Role, secret::Secret, time::Time},
};
use serde_json::{Value, json};

use crate::wired::{NOW, Wire, Wired, deed, settings, terms};

/// How long a change of an account may take to reach live sockets (S2).
const REACHES_WITHIN: Duration = Duration::from_secs(2);

fn signed_in(reply: &Value) -> &Value {
    assert!(reply["error"].is_null(), "{reply}");
    &reply["data"]
}

fn code(reply: &Value) -> &str {
    reply["error"]["code"].as_str().unwrap_or("done")
}

async fn auth(wire: &mut Wire, token: &str) -> Value {
    wire.call("auth", json!({ "token": token })).await
}

/// Whether the connection is that of somebody known.
async fn is_known(wire: &mut Wire) -> bool {
    let reply = wire.call("outcome", json!({ "key": "k" })).await;
    match code(&reply) {
        "done" => true,
        "unauthenticated" => false,
        other => panic!("{other}"),
    }
}

#[actix_web::test]
async fn a_token_comes_with_the_handshake_or_by_auth() {
    let wired = Wired::fresh();
    let ann = wired.somebody("ann", Role::Seller).await;

    let mut wire = wired.connect(&ann).await;
    let welcome = wire.next("welcome").await["data"].clone();
    assert_eq!((&welcome["protocol"], &welcome["now"]), (&json!(1), &json!(NOW.to_string())));
    assert_eq!(welcome["epoch"], wired.house.store().epoch());
    assert!(is_known(&mut wire).await);

    let mut guest = wired.guest().await;
    assert!(!is_known(&mut guest).await);
    let reply = auth(&mut guest, ann.access_token.expose()).await;
    let known = signed_in(&reply);
    let user = json!({ "id": ann.person.id, "name": "ann", "role": "seller" });
    assert_eq!((&known["user"], &known["expiresAt"]), (&user, &json!(ann.expires_at)));
    assert!(is_known(&mut guest).await);
    drop((wire, guest));
    wired.close().await;
}

#[actix_web::test]
async fn what_is_no_access_token_lets_nobody_in() {
    let folder = tempfile::tempdir().unwrap();
    let config = Config {
        auth: rialto::config::Auth {
            access_ttl: Period::seconds(120),
            ..settings(folder.path()).auth
        },
        ..settings(folder.path())
    };
    let wired = Wired::open(&config);
    let ann = wired.somebody("ann", Role::User).await;
    let good = ann.access_token.expose().to_owned();
    let (head, rest) = good.split_once('.').unwrap();
    let (body, _) = rest.split_once('.').unwrap();
    // {"alg":"none","typ":"at+jwt"}
    let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiYXQrand0In0.{body}.");
    let bad = ["", "x", &good[1..], &format!("{head}.{body}.AAAA"), &unsigned];
    let mut bad: Vec<String> = bad.iter().map(|text| (*text).to_owned()).collect();
    bad.push(ann.refresh_token.expose().to_owned());
    wired.pass(121_000);
    bad.push(good);

    for token in &bad {
        let mut guest = wired.guest().await;
        assert_eq!(code(&auth(&mut guest, token).await), "unauthenticated", "{token}");
        assert!(!is_known(&mut guest).await, "{token}");
        let bearer = format!("Bearer {token}");
        match wired.knock(&[("Authorization", &bearer)]).await {
            Ok(mut wire) => {
                assert_eq!(wire.next("goodbye").await["data"]["code"], 4401, "{token}");
                assert_eq!(wire.closing().await, 4401, "{token}");
            }
            Err(status) => assert_eq!(status, 401, "{token}"),
        }
        let stale = SignedIn { access_token: Secret::new(token), ..ann.clone() };
        wired.rest("GET /me", Some(&stale), None, &Value::Null).await.is(401, "unauthenticated");
        wired
            .rest("GET /auctions", Some(&stale), None, &Value::Null)
            .await
            .is(401, "unauthenticated");
    }
    wired.close().await;
}

#[actix_web::test]
async fn a_token_that_ends_is_announced_renewed_on_the_live_socket_or_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = settings(folder.path());
    config.auth.access_ttl = Period::seconds(120);
    let wired = Wired::open(&config);
    let ann = wired.somebody("ann", Role::User).await;
    let mut wire = wired.connect(&ann).await;
    assert!(is_known(&mut wire).await);
    wired.pass(60_000);
    assert_eq!(wire.next("auth:expiring").await["data"], json!({ "at": ann.expires_at }));
    // A stale, a foreign and a bad one change nothing.
    assert_eq!(code(&auth(&mut wire, "x").await), "unauthenticated");
    let fresh = wired.sign_in(ann.person.id).await;
    let until = Time::from_ms(NOW.ms() + 180_000);
    let reply = auth(&mut wire, fresh.access_token.expose()).await;
    assert_eq!(signed_in(&reply)["expiresAt"], json!(until));
    // The end of the first one passes; what is announced is the end of the second.
    wired.pass(60_001);
    assert_eq!(wire.next("auth:expiring").await["data"], json!({ "at": until }));
    assert!(is_known(&mut wire).await);
    wired.pass(60_000);
    let goodbye = wire.next("goodbye").await["data"].clone();
    assert_eq!((&goodbye["code"], &goodbye["retryAfterMs"]), (&json!(4401), &Value::Null));
    assert_eq!(wire.closing().await, 4401);
    wired.close().await;
}

/// Waits for the end of a connection that began before `since`.
async fn ends(mut wire: Wire, expected: u16, since: Stopwatch, deed: &str) {
    assert_eq!(wire.closing().await, expected, "{deed}");
    assert!(since.elapsed() < REACHES_WITHIN, "{deed} took {:?}", since.elapsed());
}

#[actix_web::test]
async fn signing_out_a_new_password_and_a_ban_end_live_sockets() {
    let folder = tempfile::tempdir().unwrap();
    let wired = Wired::at(&settings(folder.path()), Clock::system());
    let accounts = wired.house.floor().accounts;
    let bob = wired.somebody("bob", Role::User).await;
    let mut untouched = wired.connect(&bob).await;
    assert!(is_known(&mut untouched).await);

    for name in ["sign-out", "everywhere", "password", "ban"] {
        let ann = wired.somebody(name, Role::User).await;
        let again = wired.sign_in(ann.person.id).await;
        let (mut wire, mut other) = (wired.connect(&ann).await, wired.connect(&again).await);
        assert!(is_known(&mut wire).await && is_known(&mut other).await);
        let since = Stopwatch::start();
        match name {
            "sign-out" => {
                let out = wired.rest("POST /auth/logout", Some(&ann), None, &json!({})).await;
                assert_eq!(out.status, 204, "{out:?}");
                ends(wire, 4401, since, name).await;
                // Only that sign-in has ended.
                assert!(is_known(&mut other).await);
            }
            "everywhere" => {
                let body = json!({ "everywhere": true });
                let out = wired.rest("POST /auth/logout", Some(&ann), None, &body).await;
                assert_eq!(out.status, 204, "{out:?}");
                ends(wire, 4401, since, name).await;
                ends(other, 4401, since, name).await;
            }
            "password" => {
                let new = Secret::new("correct horse battery");
                accounts.set_password(ann.person.id, &new, &deed()).await.unwrap();
                ends(wire, 4401, since, name).await;
                ends(other, 4401, since, name).await;
            }
            _ => {
                accounts.ban(ann.person.id, None, &deed()).await.unwrap();
                ends(wire, 4403, since, name).await;
                ends(other, 4403, since, name).await;
                wired.rest("GET /me", Some(&ann), None, &Value::Null).await.is(403, "banned");
                assert_eq!(wired.connect(&ann).await.closing().await, 4403);
                let mut guest = wired.guest().await;
                let token = json!({ "token": ann.access_token.expose() });
                guest.send("auth", None, &token, None).await;
                assert_eq!(guest.closing().await, 4403);
            }
        }
    }
    assert!(is_known(&mut untouched).await);
    drop(untouched);
    wired.close().await;
}

#[actix_web::test]
async fn another_role_reaches_live_sockets() {
    let folder = tempfile::tempdir().unwrap();
    let wired = Wired::at(&settings(folder.path()), Clock::system());
    let accounts = wired.house.floor().accounts;
    let ann = wired.somebody("ann", Role::User).await;
    let mut wire = wired.connect(&ann).await;
    for (role, expected) in [(Role::Seller, "done"), (Role::User, "forbidden")] {
        let since = Stopwatch::start();
        accounts.set_role(ann.person.id, role, &deed()).await.unwrap();
        loop {
            let room = format!("auction:{}", wired.house.rooms().mint());
            let reply = wire.ask("auction:create", &room, terms(json!({}))).await;
            if code(&reply) == expected {
                break;
            }
            assert!(since.elapsed() < REACHES_WITHIN, "{reply}");
            tokio::task::yield_now().await;
        }
    }
    drop(wire);
    wired.close().await;
}

#[actix_web::test]
async fn guests_watch_what_is_public_and_do_nothing_else() {
    let wired = Wired::fresh();
    let seller = wired.somebody("seller", Role::Seller).await;
    let room = wired.lot(&seller, json!({})).await;
    let mut guest = wired.guest().await;
    let page = guest.follow(&room).await;
    assert_eq!((&page["status"], &page["you"]), (&json!("active"), &Value::Null));
    for request in ["bid", "buy", "watch", "retract", "end", "cancel", "publish", "create"] {
        let reply = guest.ask(&format!("auction:{request}"), &room, json!({})).await;
        assert_eq!(code(&reply), "unauthenticated", "{request}");
    }
    let inbox = format!("inbox:{}", seller.person.id);
    let reply = guest.call("subscribe", json!({ "room": inbox })).await;
    assert_eq!(code(&reply), "not_found");
    assert_eq!(code(&guest.ask("nosuch:thing", &room, json!({})).await), "unknown_event");
    assert_eq!(signed_in(&guest.call("ping", json!({})).await)["now"], json!(NOW));
    let bid = format!("POST /auctions/{}/bids", room.split_once(':').unwrap().1);
    wired.rest(&bid, None, None, &json!({ "amount": 1_000 })).await.is(401, "unauthenticated");
    wired.rest("POST /auctions", None, None, &terms(json!({}))).await.is(401, "unauthenticated");
    drop(guest);
    wired.close().await;
}

#[actix_web::test]
async fn without_guests_the_first_auth_must_come_in_time() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = settings(folder.path());
    config.auth.guests = false;
    let wired = Wired::open(&config);
    let ann = wired.somebody("ann", Role::Seller).await;
    let room = wired.lot(&ann, json!({})).await;
    let (mut late, mut soon) = (wired.guest().await, wired.guest().await);
    let reply = late.call("subscribe", json!({ "room": room })).await;
    assert_eq!(code(&reply), "unauthenticated");
    signed_in(&auth(&mut soon, ann.access_token.expose()).await);
    wired.pass(10_000);
    assert_eq!(late.closing().await, 4408);
    soon.follow(&room).await;
    let id = room.split_once(':').unwrap().1;
    for what in [
        format!("/auctions/{id}"),
        format!("/auctions/{id}/bids"),
        "/auctions".to_owned(),
        format!("/events?room={room}"),
    ] {
        let request = format!("GET {what}");
        wired.rest(&request, None, None, &Value::Null).await.is(401, "unauthenticated");
        assert_eq!(
            wired.rest(&request, Some(&ann), None, &Value::Null).await.status,
            200,
            "{what}"
        );
    }
    drop(soon);
    wired.close().await;
}

#[actix_web::test]
async fn a_live_socket_stays_with_its_user() {
    let wired = Wired::fresh();
    let ann = wired.somebody("ann", Role::Seller).await;
    let bob = wired.somebody("bob", Role::User).await;
    let mut wire = wired.connect(&ann).await;
    assert_eq!(code(&auth(&mut wire, bob.access_token.expose()).await), "forbidden");
    let room = wired.lot(&ann, json!({})).await;
    // Still the seller, who may not bid.
    let reply = wire.ask("auction:bid", &room, json!({ "amount": 1_000 })).await;
    assert_eq!(code(&reply), "seller_cannot_bid");
    drop(wire);
    wired.close().await;
}

#[actix_web::test]
async fn a_user_has_so_many_connections() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = settings(folder.path());
    config.limits.connections_per_user = 2.try_into().unwrap();
    let wired = Wired::open(&config);
    let ann = wired.somebody("ann", Role::User).await;
    let (mut one, mut two) = (wired.connect(&ann).await, wired.connect(&ann).await);
    assert!(is_known(&mut one).await && is_known(&mut two).await);
    assert_eq!(wired.connect(&ann).await.closing().await, 4429);
    let mut guest = wired.guest().await;
    guest.send("auth", None, &json!({ "token": ann.access_token.expose() }), None).await;
    assert_eq!(guest.closing().await, 4429);
    // Another user has a place, and one that is left is free again.
    let bob = wired.somebody("bob", Role::User).await;
    assert!(is_known(&mut wired.connect(&bob).await).await);
    one.leave().await;
    assert!(is_known(&mut wired.connect(&ann).await).await);
    drop((one, two));
    wired.close().await;
}

#[actix_web::test]
async fn only_its_own_pages_and_those_that_are_listed_may_connect() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = settings(folder.path());
    config.realtime.origins = vec!["https://shop.example".parse().unwrap()];
    config.public_url = Some("https://live.example".parse().unwrap());
    let wired = Wired::open(&config);
    let own = format!("http://{}", wired.address);
    for origin in ["https://shop.example", "https://live.example", &own] {
        assert!(wired.knock(&[("Origin", origin)]).await.is_ok(), "{origin}");
    }
    for origin in [
        "null",
        "https://evil.example",
        "http://shop.example",
        "https://shop.example.evil",
        "http://127.0.0.1:1",
    ] {
        assert_eq!(wired.knock(&[("Origin", origin)]).await.err(), Some(403), "{origin}");
    }
    wired.close().await;
}

#[actix_web::test]
async fn a_draft_is_there_for_its_seller_and_staff_alone() {
    let wired = Wired::fresh();
    let seller = wired.somebody("seller", Role::Seller).await;
    let rival = wired.somebody("rival", Role::Seller).await;
    let staff = wired.somebody("staff", Role::Moderator).await;
    let room = wired.lot(&seller, json!({ "publish": false })).await;
    let id = room.split_once(':').unwrap().1.to_owned();
    let reads =
        [format!("/auctions/{id}"), format!("/auctions/{id}/bids"), format!("/events?room={room}")];
    for (who, sees) in
        [(None, false), (Some(&rival), false), (Some(&seller), true), (Some(&staff), true)]
    {
        let mut wire = match who {
            Some(who) => wired.connect(who).await,
            None => wired.guest().await,
        };
        let reply = wire.call("subscribe", json!({ "room": room })).await;
        assert_eq!(code(&reply), if sees { "done" } else { "not_found" });
        for read in &reads {
            let found = wired.rest(&format!("GET {read}"), who, None, &Value::Null).await;
            assert_eq!(found.status, if sees { 200 } else { 404 }, "{read}");
        }
        let list = wired.rest("GET /auctions", who, None, &Value::Null).await;
        assert_eq!(list.json["items"].as_array().unwrap().len(), usize::from(sees));
        if !sees && who.is_some() {
            for (request, data) in [
                ("bid", json!({ "amount": 1_000 })),
                ("publish", json!({})),
                ("cancel", json!({ "reason": "x" })),
                ("edit", json!({ "title": "x" })),
                ("watch", json!({ "on": true })),
            ] {
                let reply = wire.ask(&format!("auction:{request}"), &room, data).await;
                assert_eq!(code(&reply), "not_found", "{request}");
            }
            wired
                .rest(&format!("PATCH /auctions/{id}"), who, None, &json!({ "title": "x" }))
                .await
                .is(404, "not_found");
            wired
                .rest(&format!("POST /auctions/{id}/bids"), who, None, &json!({ "amount": 1_000 }))
                .await
                .is(404, "not_found");
            wired
                .rest(&format!("POST /auctions/{id}/publish"), who, None, &json!({}))
                .await
                .is(404, "not_found");
        }
    }
    wired.close().await;
}
