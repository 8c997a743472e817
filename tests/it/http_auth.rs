//! Signing in over a real server, and every kind of bad body with its documented error.

use rialto::{
    gateway::limiter::{Rate, Rates},
    http::body::BodyLimits,
    protocol::person::Role,
};
use serde_json::{Value, json};

use crate::desk::{Response, desk};

fn token<'a>(signed: &'a Response, which: &str) -> Option<&'a str> {
    signed.json[which].as_str()
}

#[actix_web::test]
async fn from_signing_up_to_signing_out() {
    let desk = desk();
    let server = desk.open();
    let ann = json!({"name": "Ann", "password": "correct horse", "email": "ann@example.org"});
    let signed = server.call("POST /auth/register", None, &ann).await;
    assert_eq!(signed.status, 201, "{signed:?}");
    assert_eq!(signed.json["user"]["name"], "Ann");
    assert_eq!(signed.json["user"]["role"], "user");
    assert_eq!(signed.json["expiresAt"], "2026-11-18T11:21:40.000Z", "in UTC with milliseconds");
    server.call("POST /auth/register", None, &ann).await.is(409, "name_taken");
    let other = json!({"name": "Ann2", "password": "correct horse", "email": "ANN@example.org"});
    server.call("POST /auth/register", None, &other).await.is(409, "email_taken");

    let me = server.call("GET /me", token(&signed, "accessToken"), &Value::Null).await;
    assert_eq!((me.status, &me.json["email"]), (200, &json!("ann@example.org")));
    let id = me.json["id"].as_str().unwrap();
    let shown = server.call(&format!("GET /users/{id}"), None, &Value::Null).await;
    assert_eq!(
        shown.json,
        json!({"id": id, "name": "Ann", "role": "user"}),
        "no address for others"
    );

    let by_email = json!({"email": "ANN@EXAMPLE.ORG", "password": "correct horse"});
    let second = server.call("POST /auth/login", None, &by_email).await;
    assert_eq!(second.status, 200);
    let wrong = json!({"name": "ann", "password": "wrong horse"});
    let wrong = server.call("POST /auth/login", None, &wrong).await;
    wrong.is(401, "unauthenticated");
    let unknown = json!({"name": "nobody", "password": "wrong horse"});
    let unknown = server.call("POST /auth/login", None, &unknown).await;
    assert_eq!(unknown.json, wrong.json);

    let body = json!({"refreshToken": second.json["refreshToken"]});
    let renewed = server.call("POST /auth/refresh", None, &body).await;
    assert_eq!(renewed.status, 200);
    let access = token(&renewed, "accessToken");
    let sessions = server.call("GET /auth/sessions", access, &Value::Null).await;
    let items = sessions.json["items"].as_array().unwrap();
    let current: Vec<_> = items.iter().filter(|item| item["current"] == true).collect();
    assert_eq!((items.len(), current.len()), (2, 1));
    let first = items.iter().find(|item| item["current"] == false).unwrap();
    let there = format!("DELETE /auth/sessions/{}", first["id"].as_str().unwrap());
    assert_eq!(server.call(&there, access, &Value::Null).await.status, 204);
    server.call(&there, access, &Value::Null).await.is(404, "not_found");
    server
        .call("GET /me", token(&signed, "accessToken"), &Value::Null)
        .await
        .is(401, "unauthenticated");

    let change = json!({"current": "correct horse", "password": "another horse"});
    let changed = server.call("PUT /me/password", access, &change).await;
    assert_eq!(changed.status, 200);
    server.call("GET /me", access, &Value::Null).await.is(401, "unauthenticated");
    let access = token(&changed, "accessToken");
    server.call("PUT /me/password", access, &change).await.is(422, "invalid");
    assert_eq!(server.call("POST /auth/logout", access, &Value::Null).await.status, 204);
    server.call("POST /auth/logout", access, &Value::Null).await.is(401, "unauthenticated");
    server.stop().await;
}

#[actix_web::test]
async fn nobody_ends_the_sign_in_of_somebody_else() {
    let desk = desk();
    let server = desk.open();
    let ann = desk.register("ann").await.unwrap();
    let bob = desk.register("bob").await.unwrap();
    let path = format!("DELETE /auth/sessions/{}", ann.family);
    server.call(&path, Some(bob.access_token.expose()), &Value::Null).await.is(404, "not_found");
    let me = server.call("GET /me", Some(ann.access_token.expose()), &Value::Null).await;
    assert_eq!(me.status, 200);
    server.stop().await;
}

const REGISTER: &str = "POST /api/v1/auth/register";
const JSON: (&str, &str) = ("Content-Type", "application/json");

#[actix_web::test]
async fn every_bad_body_has_its_documented_error() {
    let desk = desk();
    let server = desk.open();
    let good = r#"{"name":"ann","password":"correct horse"}"#;
    for text in ["", "{", "nonsense", r#"{"name":"ann",}"#, "{} {}", "\u{feff}{}", "NaN"] {
        server.send(REGISTER, &[JSON], text).await.is(400, "malformed");
    }
    let deep = format!(r#"{{"name":{}{}}}"#, "[".repeat(20_000), "]".repeat(20_000));
    assert_eq!(server.send(REGISTER, &[JSON], &deep).await.status / 100, 4);
    for kind in [
        "text/plain",
        "application/x-www-form-urlencoded",
        "application/json; charset=utf-16",
        "json",
        "",
    ] {
        let refused = server.send(REGISTER, &[("Content-Type", kind)], good).await;
        refused.is(415, "malformed");
    }
    server.send(REGISTER, &[], good).await.is(415, "malformed");
    for encoding in ["gzip", "br", "identity", "x"] {
        let refused = server.send(REGISTER, &[JSON, ("Content-Encoding", encoding)], good).await;
        refused.is(415, "malformed");
    }
    let large = format!(r#"{{"name":"{}"}}"#, "x".repeat(64 * 1024));
    server.send(REGISTER, &[JSON], &large).await.is(413, "too_large");
    let chunk = "a".repeat(1024);
    let mut endless =
        format!("{REGISTER} HTTP/1.1\r\nHost: floor\r\nContent-Type: application/json\r\n");
    endless.push_str("Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n");
    for _ in 0..70 {
        endless.extend(["400\r\n", &chunk, "\r\n"]);
    }
    server.raw(endless.clone().into_bytes()).await.is(413, "too_large");
    let unread = endless.replacen(REGISTER, "GET /healthz", 1);
    assert_eq!(server.raw(unread.into_bytes()).await.status, 200, "and it closes");
    let ok =
        server.send(REGISTER, &[("Content-Type", "Application/JSON; charset=UTF-8")], good).await;
    assert_eq!(ok.status, 201, "{ok:?}");
    server.stop().await;
}

#[actix_web::test]
async fn a_field_that_does_not_fit_is_named() {
    let desk = desk();
    let server = desk.open();
    let cases = [
        (json!({"password": "correct horse"}), "name", "missing_field"),
        (json!({"name": "ann"}), "password", "missing_field"),
        (
            json!({"name": "ann", "password": "correct horse", "role": "admin"}),
            "role",
            "unknown_field",
        ),
        (json!({"name": 7, "password": "correct horse"}), "name", "wrong_type"),
        (json!({"name": null, "password": "correct horse"}), "name", "wrong_type"),
        (json!({"name": "a", "password": "correct horse"}), "name", "wrong_length"),
        (json!({"name": "ann", "password": "short"}), "password", "wrong_length"),
        (
            json!({"name": "ann", "password": "correct horse", "email": "ann"}),
            "email",
            "wrong_value",
        ),
        (json!([]), "", "wrong_type"),
    ];
    for (body, path, code) in cases {
        let refused = server.call("POST /auth/register", None, &body).await;
        refused.is(422, "invalid");
        let field = &refused.json["error"]["data"]["fields"][0];
        // A list stands for the body as a whole; serde may call it short instead of wrong.
        if body.is_object() {
            assert_eq!(
                (field["path"].as_str(), field["code"].as_str()),
                (Some(path), Some(code)),
                "{body}"
            );
        }
        assert!(!refused.text.contains("correct horse"), "a password is never sent back");
    }
    let both = json!({"name": "a", "password": "short", "email": "x"});
    let refused = server.call("POST /auth/register", None, &both).await;
    assert_eq!(refused.json["error"]["data"]["fields"].as_array().map(Vec::len), Some(3));
    for key in ["", &"k".repeat(65)] {
        let refused = server.send(REGISTER, &[JSON, ("Idempotency-Key", key)], "{}").await;
        refused.is(422, "invalid");
    }
    let admin = desk.somebody("root", Role::Admin).await;
    let admin = Some(admin.access_token.expose());
    for query in ["limit=0", "limit=201", "limit=x", "after=x", "unknown=1", "q=a&q=b"] {
        let refused = server.call(&format!("GET /admin/users?{query}"), admin, &Value::Null).await;
        refused.is(422, "invalid");
    }
    server.stop().await;
}

#[actix_web::test]
async fn a_body_that_does_not_come_is_not_waited_for() {
    let desk = desk();
    let limits = BodyLimits { ms_max: 50, ..BodyLimits::default() };
    let server = desk.serve(Rates::default(), limits);
    let head = format!(
        "{REGISTER} HTTP/1.1\r\nHost: floor\r\nContent-Type: application/json\r\nContent-Length: 10\r\nConnection: close\r\n\r\n{{"
    );
    let refused = server.raw(head.into_bytes()).await;
    refused.is(408, "malformed");
    server.stop().await;
}

#[actix_web::test]
async fn over_a_limit_the_answer_says_when_to_come_again() {
    let desk = desk();
    let rates = Rates { requests_per_guest_address: Rate::new(1, 2), ..Rates::default() };
    let server = desk.serve(rates, BodyLimits::default());
    for _ in 0..2 {
        assert_eq!(server.call("GET /meta", None, &Value::Null).await.status, 200);
    }
    let refused = server.call("GET /meta", None, &Value::Null).await;
    refused.is(429, "rate_limited");
    assert_eq!(refused.header("Retry-After"), Some("1"));
    assert_eq!(refused.json["error"]["data"]["retryAfterMs"], 1000);
    assert_eq!(refused.json["error"]["retry"], true);
    let body = json!({"name": "ann", "password": "wrong horse"});
    server.call("POST /auth/login", None, &body).await.is(429, "rate_limited");
    server.call("GET /me", Some("x"), &Value::Null).await.is(429, "rate_limited");
    server.stop().await;
}

#[actix_web::test]
async fn a_wrong_path_or_method_is_told_in_the_same_shape_and_every_answer_is_hardened() {
    let desk = desk();
    let server = desk.open();
    server.call("GET /nothing", None, &Value::Null).await.is(404, "not_found");
    server.call("GET /users/x", None, &Value::Null).await.is(404, "not_found");
    server.send("GET /", &[], "").await.is(404, "not_found");
    let refused = server.call("DELETE /auth/login", None, &Value::Null).await;
    refused.is(405, "not_found");
    assert_eq!(refused.header("Allow"), Some("POST"));
    for path in ["/api/v1/meta", "/healthz", "/nothing", "/openapi.json", "/metrics"] {
        let response = server.send(&format!("GET {path}"), &[], "").await;
        assert_eq!(response.header("X-Content-Type-Options"), Some("nosniff"), "{path}");
        assert_eq!(response.header("Referrer-Policy"), Some("no-referrer"), "{path}");
        for policy in ["Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy"] {
            assert_eq!(response.header(policy), Some("same-origin"), "{path} {policy}");
        }
        assert_eq!(response.header("Cache-Control"), Some("no-store"), "{path}");
        let policy = response.header("Content-Security-Policy").unwrap_or_default();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
        assert_eq!(response.header("Access-Control-Allow-Origin"), None, "{path}");
    }
    server.stop().await;
}

#[actix_web::test]
async fn staff_deeds_have_a_reason_and_a_number_and_reach_the_account() {
    let desk = desk();
    let server = desk.open();
    let root = desk.somebody("root", Role::Admin).await;
    desk.pass(1);
    let ann = desk.register("ann").await.unwrap();
    let (root_id, admin) = (root.person.id, Some(root.access_token.expose()));
    let (id, hers) = (ann.person.id, Some(ann.access_token.expose()));
    let path = |deed: &str| format!("POST /admin/users/{id}/{deed}");
    let without = json!({"role": "seller"});
    server.call(&format!("PATCH /admin/users/{id}"), admin, &without).await.is(422, "invalid");
    server.call(&path("ban"), admin, &json!({"reason": "  "})).await.is(422, "invalid");
    let body = json!({"role": "seller", "reason": "she sells"});
    let done = server.call(&format!("PATCH /admin/users/{id}"), admin, &body).await;
    assert_eq!(
        (&done.json["user"]["role"], done.json["deed"].is_string()),
        (&json!("seller"), true)
    );
    assert_eq!(server.call("GET /me", hers, &Value::Null).await.json["role"], "seller", "at once");
    server
        .call(&format!("PATCH /admin/users/{root_id}"), admin, &body)
        .await
        .is(409, "own_account");
    server
        .call("POST /admin/users/0000000000000/unban", admin, &body_reason())
        .await
        .is(404, "not_found");

    assert_eq!(server.call(&path("ban"), admin, &body_reason()).await.status, 200);
    server.call("GET /me", hers, &Value::Null).await.is(403, "banned");
    let login = json!({"name": "ann", "password": "correct horse"});
    let banned = server.call("POST /auth/login", None, &login).await;
    banned.is(403, "banned");
    assert_eq!(banned.json["error"]["data"], json!({"until": null, "reason": "a test"}));
    assert_eq!(server.call(&path("unban"), admin, &body_reason()).await.status, 200);
    assert_eq!(server.call("POST /auth/login", None, &login).await.status, 200);

    let page = server.call("GET /admin/users?limit=1", admin, &Value::Null).await;
    assert_eq!(page.json["items"].as_array().map(Vec::len), Some(1));
    let next = page.json["next"].as_str().unwrap().to_owned();
    let page =
        server.call(&format!("GET /admin/users?limit=1&after={next}"), admin, &Value::Null).await;
    assert_eq!((&page.json["items"][0]["name"], &page.json["next"]), (&json!("ann"), &Value::Null));
    let found = server.call("GET /admin/users?q=AN", admin, &Value::Null).await;
    assert_eq!(found.json["items"].as_array().map(Vec::len), Some(1));
    server.stop().await;
}

fn body_reason() -> Value {
    json!({"reason": "a test"})
}

#[actix_web::test]
async fn operators_see_that_it_lives_is_ready_and_what_it_counts() {
    let desk = desk();
    let server = desk.open();
    assert_eq!(server.send("GET /healthz", &[], "").await.text, "ok");
    assert_eq!(server.send("GET /readyz", &[], "").await.status, 200);
    server.send("BREW /pot", &[], "").await.is(404, "not_found");
    let figures = server.send("GET /metrics", &[], "").await.text;
    assert!(
        figures.contains(r#"rialto_http_requests_total{method="GET",status="200"}"#),
        "{figures}"
    );
    assert!(figures.contains(r#"method="other",status="404""#), "{figures}");
    assert!(figures.contains("rialto_build_info{version="), "{figures}");
    server.stop().await;
}
