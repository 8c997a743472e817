//! Those who come back are let in by memory; whoever may not come in any more is not for long, though they come
//! back as fast as they can while it happens.

use std::{collections::VecDeque, time::Duration};

use futures_util::future::join_all;
use rialto::{
    clock::{Clock, Stopwatch},
    gateway::accounts::SignedIn,
    protocol::person::Role,
};
use serde_json::json;

use crate::{
    wired::{Wire, Wired, deed, settings, terms},
    ws_support::PATIENCE,
};

/// How long a change of an account may take to reach everybody.
const REACHES_WITHIN: Duration = Duration::from_secs(2);
/// How often each deed is done.
const ROUNDS: usize = 10;
/// So many come back at once, again and again.
const RUNNERS: usize = 6;
/// Each holds so many of its latest connections.
const HELD: usize = 12;

/// The room of an auction that nobody succeeds in making.
const NO_AUCTION: &str = "auction:0000000000001";

/// What becomes of somebody.
#[derive(Clone, Copy)]
enum Fate {
    Banned,
    SignedOut,
    NoSeller,
}

#[actix_web::test]
async fn whoever_comes_back_while_they_are_banned_is_not_in_for_long() {
    race(Fate::Banned).await;
}

#[actix_web::test]
async fn whoever_comes_back_while_they_are_signed_out_is_not_in_for_long() {
    race(Fate::SignedOut).await;
}

#[actix_web::test]
async fn whoever_comes_back_while_their_role_is_taken_does_not_have_it_for_long() {
    race(Fate::NoSeller).await;
}

async fn race(fate: Fate) {
    let folder = tempfile::tempdir().unwrap();
    let mut config = settings(folder.path());
    config.limits.connections_per_user = 10_000.try_into().unwrap();
    config.limits.connections_per_address = 10_000.try_into().unwrap();
    config.limits.rooms_per_connection = 10_000.try_into().unwrap();
    let wired = Wired::at(&config, Clock::system());
    for round in 0..ROUNDS {
        let ann = wired.somebody(&format!("ann-{round}"), Role::Seller).await;
        // From now on she is remembered.
        assert!(is_in(&mut wired.connect(&ann).await, fate).await);
        let storm = join_all((0..RUNNERS).map(|_| come_back(&wired, &ann, fate)));
        let (held, since) = tokio::join!(storm, befall(&wired, &ann, fate));
        let mut ends = 0;
        for mut wire in held.into_iter().flatten() {
            while is_in(&mut wire, fate).await {
                assert!(since.elapsed() < REACHES_WITHIN, "round {round}: one is still in");
                tokio::task::yield_now().await;
            }
            ends += 1;
        }
        assert!(RUNNERS < ends, "nobody was let in by memory");
        // Nor is anybody let in afterwards.
        assert!(!is_in(&mut wired.connect(&ann).await, fate).await);
    }
    wired.close().await;
}

/// Comes in again and again until it is no use any more; the latest connections, of which some were let in
/// before it was noticed.
async fn come_back(wired: &Wired, ann: &SignedIn, fate: Fate) -> VecDeque<Wire> {
    let (mut held, watch) = (VecDeque::new(), Stopwatch::start());
    loop {
        assert!(watch.elapsed() < PATIENCE, "she is let in still");
        let mut wire = wired.connect(ann).await;
        let is_in = is_in(&mut wire, fate).await;
        held.push_back(wire);
        if !is_in {
            return held;
        }
        if HELD < held.len() {
            held.pop_front();
        }
    }
}

/// Something is decided about her, as another process would: in the store. Since when it holds.
async fn befall(wired: &Wired, ann: &SignedIn, fate: Fate) -> Stopwatch {
    let (accounts, id) = (wired.house.floor().accounts, ann.person.id);
    match fate {
        Fate::Banned => accounts.ban(id, None, &deed()).await.map(drop),
        Fate::SignedOut => accounts.sign_out_everywhere(id, &deed()).await.map(drop),
        Fate::NoSeller => accounts.set_role(id, Role::User, &deed()).await.map(drop),
    }
    .unwrap();
    Stopwatch::start()
}

/// Whether this connection is in as what she was before.
async fn is_in(wire: &mut Wire, fate: Fate) -> bool {
    match fate {
        Fate::Banned | Fate::SignedOut => {
            if let Some(reply) = wire.try_call("outcome", json!({ "key": "k" })).await {
                assert!(reply["error"].is_null(), "{reply}");
                return true;
            }
            let expected = if matches!(fate, Fate::Banned) { 4403 } else { 4401 };
            assert_eq!(wire.closing().await, expected);
            false
        }
        Fate::NoSeller => {
            // Whoever may not create anything is told so before what is wrong with it.
            let wrong = terms(json!({ "durationMs": 0 }));
            let reply = wire.ask("auction:create", NO_AUCTION, wrong).await;
            match reply["error"]["code"].as_str() {
                Some("forbidden") => false,
                Some("invalid") => true,
                other => panic!("{other:?}: {reply}"),
            }
        }
    }
}
