//! The table of who may do what, cell by cell; and that nobody is who they say without a token.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD as BASE64};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rialto::{
    domain::access::{Deed, may},
    gateway::{
        accounts::Deed as Done,
        token::issuer::{Issuer, Signing, Trust},
    },
    protocol::{
        account::{Declined, Refusal},
        fault::Fault,
        person::Role,
    },
};
use serde_json::{Value, json};

use crate::desk::{NOW, desk, desk_trusting};

#[test]
fn the_table_is_this_one() {
    let table = [
        //                 bid    sell   talk  play  moderate manage users, bank
        (Role::User, [true, false, true, true, false, false, false]),
        (Role::Seller, [true, true, true, true, false, false, false]),
        (Role::Moderator, [true, false, true, true, true, false, false]),
        (Role::Admin, [true, true, true, true, true, true, true]),
        (Role::App, [false, true, true, false, true, false, true]),
    ];
    assert_eq!(table.map(|(role, _)| role), Role::ALL);
    for (role, cells) in table {
        for (deed, cell) in Deed::ALL.into_iter().zip(cells) {
            assert_eq!(may(role, deed), cell, "{role:?} {deed:?}");
        }
    }
}

#[actix_web::test]
async fn every_route_of_accounts_lets_in_whom_the_table_allows() {
    let desk = desk();
    let server = desk.open();
    let victim = desk.register("victim").await.unwrap().person.id;
    let reason = json!({"reason": "a test"});
    let role = json!({"reason": "a test", "role": "seller"});
    let managed = [
        ("GET /admin/users".to_owned(), &Value::Null),
        (format!("GET /admin/users/{victim}"), &Value::Null),
        (format!("PATCH /admin/users/{victim}"), &role),
        (format!("POST /admin/users/{victim}/ban"), &reason),
        (format!("POST /admin/users/{victim}/unban"), &reason),
        (format!("POST /admin/users/{victim}/sign-out"), &reason),
    ];
    for asked in Role::ALL {
        let who = desk.somebody(&format!("the-{}", asked.as_str()), asked).await;
        let token = Some(who.access_token.expose());
        for (route, body) in &managed {
            let response = server.call(route, token, body).await;
            if may(asked, Deed::ManageUsers) {
                assert_eq!(response.status, 200, "{asked:?} {route} {response:?}");
            } else {
                response.is(403, "forbidden");
            }
        }
        for route in ["GET /me", "GET /auth/sessions"] {
            assert_eq!(server.call(route, token, &Value::Null).await.status, 200);
        }
    }
    for (route, body) in &managed {
        let response = server.call(route, None, body).await;
        response.is(401, "unauthenticated");
        assert!(
            response.header("WWW-Authenticate").is_some_and(|value| value.starts_with("Bearer"))
        );
        // An id that is not there is refused in the same words as one that is.
        let nobody = route.replace(&victim.to_string(), "0000000000000");
        server.call(&nobody, None, body).await.is(401, "unauthenticated");
    }
    server.stop().await;
}

pub(crate) fn trust(trust_role: bool) -> Vec<Issuer> {
    let trust = Trust {
        issuer: "shop".to_owned(),
        audience: "floor".to_owned(),
        signing: Signing::Hs256,
        token_type: "JWT".to_owned(),
        leeway_ms: 0,
        trust_role,
    };
    vec![Issuer::with_key(trust, SHARED).unwrap()]
}

const SHARED: &[u8] = b"mV7-qL2_xR9.zT4~bN6+cW1=dF8/eG3*";

pub(crate) fn foreign(subject: &str, name: &str, role: &str, issued: i64) -> String {
    let claims = json!({"iss": "shop", "aud": "floor", "sub": subject, "name": name, "role": role,
        "iat": issued, "exp": NOW.ms() / 1000 + 600});
    let key = EncodingKey::from_secret(SHARED);
    jsonwebtoken::encode(&Header::new(Algorithm::HS256), &claims, &key).unwrap()
}

#[actix_web::test]
async fn somebody_from_another_issuer_gets_an_account_at_first_sight_and_keeps_it() {
    let desk = desk_trusting(trust(false));
    desk.register("Ann").await.unwrap();
    let issued = NOW.ms() / 1000;
    let token = foreign("1", "ann", "admin", issued);
    let first = desk.standing.admit(&token).await.unwrap();
    assert_eq!(
        (&*first.person.name, first.person.role),
        ("ann-2", Role::User),
        "no role is believed"
    );
    let again = desk.standing.admit(&foreign("1", "another name", "user", issued)).await.unwrap();
    assert_eq!(again.person, first.person);
    let other = desk.standing.admit(&foreign("2", "ann", "user", issued)).await.unwrap();
    assert_eq!(&*other.person.name, "ann-3");
    let nameless = desk.standing.admit(&foreign("3", "\u{202e}", "user", issued)).await.unwrap();
    assert!(nameless.person.name.starts_with("user-"));
    // At once, with the same subject: one account.
    let token4 = foreign("4", "dan", "user", issued);
    let both = futures_util::future::join_all((0..8).map(|_| desk.standing.admit(&token4))).await;
    let ids: Vec<_> = both.into_iter().map(|one| one.unwrap().person.id).collect();
    assert!(ids.iter().all(|id| *id == ids[0]));

    let deed = Done { by: None, reason: "a test".to_owned() };
    desk.accounts.sign_out_everywhere(first.person.id, &deed).await.unwrap();
    let out = Declined::Fault(Fault::Unauthenticated);
    assert_eq!(desk.standing.admit(&token).await.map(|_| ()), Err(out.clone()));
    desk.pass(1_000);
    let fresh = foreign("1", "ann", "user", issued + 1);
    assert!(desk.standing.admit(&fresh).await.is_ok(), "issued afterwards");
    desk.accounts.ban(first.person.id, None, &deed).await.unwrap();
    desk.pass(1_000);
    let later = foreign("1", "ann", "user", issued + 2);
    let banned = Refusal::Banned { until: None, reason: "a test".to_owned() };
    assert_eq!(desk.standing.admit(&later).await.map(|_| ()), Err(banned.into()));
}

#[actix_web::test]
async fn a_trusted_issuer_says_the_role_each_time() {
    let desk = desk_trusting(trust(true));
    let issued = NOW.ms() / 1000;
    for (said, role) in [("seller", Role::Seller), ("admin", Role::Admin), ("user", Role::User)] {
        let found = desk.standing.admit(&foreign("1", "ann", said, issued)).await.unwrap();
        assert_eq!(found.person.role, role);
    }
}

#[actix_web::test]
async fn what_is_no_token_lets_nobody_in_as_a_guest() {
    let desk = desk();
    let server = desk.open();
    let id = desk.register("ann").await.unwrap().person.id;
    let path = format!("GET /api/v1/users/{id}");
    assert_eq!(server.send(&path, &[], "").await.status, 200);
    let unsigned = format!("Bearer {}.e30.", BASE64.encode(r#"{"alg":"none"}"#));
    for bad in ["Bearer x", "Bearer ", "Basic YTpi", "x", &unsigned] {
        server.send(&path, &[("Authorization", bad)], "").await.is(401, "unauthenticated");
    }
    let twice = [("Authorization", "Bearer a"), ("Authorization", "Bearer b")];
    server.send(&path, &twice, "").await.is(401, "unauthenticated");
    server.stop().await;
}
