//! Who people were found to be lately: they come in without the store being read, but never by what was read
//! before a change that has been noticed, and not while nobody can notice changes.

use std::sync::Arc;

use actix::{Actor, Addr};
use diesel::{Connection, RunQueryDsl, SqliteConnection, sql_query};
use futures_util::FutureExt;
use rialto::{
    clock::{Clock, Stopwatch},
    gateway::{
        accounts::{Accounts, Deed, SignedIn},
        password::{Cost, Passwords},
        standing::{Admitted, Standing},
        token::{Tokens, keys::OwnKeys},
        watch::Watch,
    },
    protocol::{
        account::{Declined, Refusal},
        fault::Fault,
        person::Role,
    },
    rooms::audience::Boards,
    store::{Options, Place, Store},
};

use crate::{
    access::{foreign, trust},
    desk::{Desk, NOW, at, desk},
    ws_support::PATIENCE,
};

const KEY: &[u8] = b"\x01k9@3vQz!7mLw#x0PfR%u2TgY^e5AhJ&";

/// A desk whose accounts are watched, and whose store has one reader: what is read later has been read later.
fn watched() -> (Desk, Addr<Watch>) {
    watched_in(Place::Volatile)
}

fn watched_in(place: Place) -> (Desk, Addr<Watch>) {
    let store = Store::open(&Options { place, readers: 1 }).unwrap();
    let clock = Clock::manual(NOW);
    let own = OwnKeys::new(KEY, None).unwrap();
    let tokens = Arc::new(Tokens::new("rialto", own, trust(false)));
    let passwords = Arc::new(Passwords::new(Cost { memory_kib: 8, passes: 1, lanes: 1 }).unwrap());
    let desk = Desk {
        accounts: Accounts::new(store.clone(), tokens.clone(), passwords.clone(), clock.clone()),
        standing: Standing::new(store.clone(), tokens, clock.clone()),
        store: store.clone(),
        passwords,
        clock,
    };
    let watch = Watch::new(store, Boards::new(1), desk.standing.clone()).start();
    (desk, watch)
}

fn deed() -> Deed {
    Deed { by: None, reason: "a test".to_owned() }
}

/// Who comes in with this token, where that is known without asking anybody.
fn by_memory(standing: &Standing, token: &str) -> Option<Result<Admitted, Declined>> {
    standing.welcome(token).now_or_never()
}

/// Comes in until it is by memory.
async fn remembered(standing: &Standing, token: &str) -> Admitted {
    let watch = Stopwatch::start();
    loop {
        if let Some(found) = by_memory(standing, token) {
            return found.unwrap();
        }
        assert!(watch.elapsed() < PATIENCE, "nobody is remembered");
        standing.welcome(token).await.unwrap();
    }
}

/// Waits until a change has been noticed since.
async fn noticed(standing: &Standing, since: &Admitted) {
    let watch = Stopwatch::start();
    while !standing.is_outdated(since) {
        assert!(watch.elapsed() < PATIENCE, "no change is noticed");
        tokio::task::yield_now().await;
    }
}

fn token(who: &SignedIn) -> &str {
    who.access_token.expose()
}

#[actix_web::test]
async fn who_was_here_lately_is_let_in_at_once_until_something_becomes_of_their_account() {
    let (desk, _watch) = watched();
    let (ann, bob) = (desk.register("ann").await.unwrap(), desk.register("bob").await.unwrap());
    let found = remembered(&desk.standing, token(&ann)).await;
    remembered(&desk.standing, token(&bob)).await;
    assert_eq!((found.person.id, found.person.role), (ann.person.id, Role::User));
    assert!(!desk.standing.is_outdated(&found));
    // Another sign-in of hers is another matter.
    let user = desk.accounts.user(ann.person.id).await.unwrap();
    let again = desk.accounts.sign_in(&user, &at(1)).await.unwrap();
    assert!(by_memory(&desk.standing, token(&again)).is_none());

    desk.accounts.set_role(ann.person.id, Role::Seller, &deed()).await.unwrap();
    noticed(&desk.standing, &found).await;
    assert!(by_memory(&desk.standing, token(&ann)).is_none());
    let found = desk.standing.welcome(token(&ann)).await.unwrap();
    assert_eq!(found.person.role, Role::Seller);
    assert_eq!(remembered(&desk.standing, token(&ann)).await.person.role, Role::Seller);
    // It was nothing of his.
    assert_eq!(by_memory(&desk.standing, token(&bob)).unwrap().unwrap().person.id, bob.person.id);

    // Neither memory nor store believes a token that has ended.
    desk.pass(24 * 60 * 60 * 1_000);
    let out = Some(Err(Declined::Fault(Fault::Unauthenticated)));
    assert_eq!(by_memory(&desk.standing, token(&bob)).map(|found| found.map(drop)), out);
}

#[actix_web::test]
async fn what_was_read_before_a_change_is_not_remembered_after_it_was_noticed() {
    let (desk, _watch) = watched();
    let (ann, bob) = (desk.register("ann").await.unwrap(), desk.register("bob").await.unwrap());
    let before = remembered(&desk.standing, token(&bob)).await;
    // Somebody begins to look: all is well in the store.
    let mut looking = Box::pin(desk.standing.welcome(token(&ann)));
    assert!((&mut looking).now_or_never().is_none());
    desk.accounts.user(bob.person.id).await.unwrap();
    // She is banned and everybody has heard of it, before that somebody has done looking.
    desk.accounts.ban(ann.person.id, None, &deed()).await.unwrap();
    noticed(&desk.standing, &before).await;
    let late = looking.await.unwrap();
    assert!(desk.standing.is_outdated(&late), "looks again");
    let banned = Refusal::Banned { until: None, reason: "a test".to_owned() };
    let banned = Err(Declined::Refused(banned));
    assert_eq!(desk.standing.welcome(token(&ann)).await.map(drop), banned);
    assert_eq!(desk.standing.again(&late).await.map(drop), banned);
}

#[actix_web::test]
async fn an_older_token_of_another_issuer_is_over_though_its_holder_is_remembered() {
    let (desk, _watch) = watched();
    let issued = NOW.ms() / 1_000;
    let (old, fresh) =
        (foreign("1", "ann", "user", issued), foreign("1", "ann", "user", issued + 2));
    let ann = remembered(&desk.standing, &old).await;
    desk.accounts.sign_out_everywhere(ann.person.id, &deed()).await.unwrap();
    noticed(&desk.standing, &ann).await;
    desk.pass(2_000);
    let ann = remembered(&desk.standing, &fresh).await;
    let out = Err(Declined::Fault(Fault::Unauthenticated));
    assert_eq!(by_memory(&desk.standing, &old).map(|found| found.map(drop)), Some(out));
    assert_eq!(by_memory(&desk.standing, &fresh).unwrap().unwrap().person, ann.person);
}

#[actix_web::test]
async fn nobody_is_remembered_while_no_change_could_be_noticed() {
    // Nobody watches.
    let desk = desk();
    let ann = desk.register("ann").await.unwrap();
    for _ in 0..3 {
        assert!(by_memory(&desk.standing, token(&ann)).is_none());
        desk.standing.welcome(token(&ann)).await.unwrap();
    }
    // Whoever watches goes blind, and sees again.
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rialto.db");
    let (desk, _watch) = watched_in(Place::File(file.clone()));
    let ann = desk.register("ann").await.unwrap();
    let found = remembered(&desk.standing, token(&ann)).await;
    let mut database = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
    let hide = "ALTER TABLE account_changes RENAME TO hidden";
    sql_query(hide).execute(&mut database).unwrap();
    noticed(&desk.standing, &found).await;
    for _ in 0..3 {
        assert!(by_memory(&desk.standing, token(&ann)).is_none());
        desk.standing.welcome(token(&ann)).await.unwrap();
    }
    let show = "ALTER TABLE hidden RENAME TO account_changes";
    sql_query(show).execute(&mut database).unwrap();
    remembered(&desk.standing, token(&ann)).await;
}
