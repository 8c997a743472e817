//! Sign-ins of the house's own pages: in cookies, by seat, and for nobody else's pages.

use rialto::{
    gateway::limiter::{Rate, Rates},
    http::body::BodyLimits,
    protocol::person::Role,
};
use serde_json::{Value, json};

use crate::{
    desk::{Response, Server, desk},
    wired::{Wired, settings},
};

/// What every cookie of a seat says beside its value.
const MANNERS: &str = "HttpOnly; SameSite=Strict; Path=/api/v1/auth; Max-Age=2592000";

/// A request of a page in a seat, with the cookies that its browser has.
async fn page(server: &Server, request: &str, seat: &str, cookies: &str, body: &Value) -> Response {
    let mut headers = vec![("Rialto-Seat", seat), ("Content-Type", "application/json")];
    if !cookies.is_empty() {
        headers.push(("Cookie", cookies));
    }
    server.send(&format!("POST /api/v1/auth/{request}"), &headers, &body.to_string()).await
}

fn ann() -> Value {
    json!({"name": "ann", "password": "correct horse"})
}

/// The cookie that an answer sets, as the browser sends it back, and what else is said of it.
#[track_caller]
fn cookie(answer: &Response) -> (String, String) {
    assert_eq!(answer.json.get("refreshToken"), None, "{answer:?}");
    let set = answer.header("Set-Cookie").unwrap();
    let (pair, rest) = set.split_once("; ").unwrap();
    (pair.to_owned(), rest.to_owned())
}

/// Whether an answer empties the seat.
#[track_caller]
fn empties(answer: &Response, seat: &str) {
    let cookie = answer.header("Set-Cookie").unwrap_or_default();
    assert!(cookie.starts_with(&format!("rialto-{seat}=; ")), "{answer:?}");
    assert!(cookie.contains("; Path=/api/v1/auth; Max-Age=0"), "{cookie}");
}

#[actix_web::test]
async fn what_signs_a_page_in_is_in_a_cookie_of_its_seat_and_nowhere_else() {
    let desk = desk();
    let server = desk.open();
    let made = page(&server, "register", "3", "", &ann()).await;
    assert_eq!((made.status, &made.json["user"]["name"]), (201, &json!("ann")), "{made:?}");
    assert!(made.json["accessToken"].is_string());
    let (first, manners) = cookie(&made);
    assert_eq!(manners, MANNERS);
    assert!(first.starts_with("rialto-3=") && first.len() == "rialto-3=".len() + 66, "{first}");

    desk.register("bob").await.unwrap();
    let bob = json!({"name": "bob", "password": "correct horse"});
    let signed = page(&server, "login", "0", &first, &bob).await;
    let (other, manners) = cookie(&signed);
    assert!(signed.status == 200 && other.starts_with("rialto-0="), "{signed:?}");
    assert_eq!(manners, MANNERS);

    let both = format!("{first}; {other}");
    let renewed = page(&server, "refresh", "3", &both, &json!({})).await;
    assert_eq!(
        (renewed.status, &renewed.json["user"]["name"]),
        (200, &json!("ann")),
        "{renewed:?}"
    );
    let (second, manners) = cookie(&renewed);
    assert!(second.starts_with("rialto-3=") && second != first);
    assert_eq!(manners, MANNERS);
    assert_eq!(renewed.head.to_lowercase().matches("set-cookie").count(), 1, "the other stays");
    let untouched = page(&server, "refresh", "0", &format!("{second}; {other}"), &json!({})).await;
    assert_eq!(untouched.json["user"]["name"], "bob", "{untouched:?}");
    server.stop().await;
}

#[actix_web::test]
async fn two_tabs_of_a_seat_renew_at_once() {
    let desk = desk();
    let server = desk.open();
    let (kept, _) = cookie(&page(&server, "register", "9", "", &ann()).await);
    let nothing = json!({});
    let renew = || page(&server, "refresh", "9", &kept, &nothing);
    let (one, other) = tokio::join!(renew(), renew());
    assert_eq!((one.status, other.status), (200, 200), "{one:?} {other:?}");
    assert_eq!(cookie(&one).0, cookie(&other).0);
    server.stop().await;
}

#[actix_web::test]
async fn a_seat_is_empty_after_signing_out_and_after_a_token_that_is_refused() {
    let desk = desk();
    let rates = Rates { requests_per_guest_address: Rate::new(1, 4), ..Rates::default() };
    let server = desk.serve(rates, BodyLimits::default());
    let made = page(&server, "register", "1", "", &ann()).await;
    let (kept, _) = cookie(&made);
    let bearer = format!("Bearer {}", made.json["accessToken"].as_str().unwrap());
    let headers = [("Rialto-Seat", "1"), ("Authorization", bearer.as_str()), ("Cookie", &kept)];
    let out = server.send("POST /api/v1/auth/logout", &headers, "").await;
    assert_eq!(out.status, 204, "{out:?}");
    empties(&out, "1");

    let refused = page(&server, "refresh", "1", &kept, &json!({})).await;
    refused.is(401, "unauthenticated");
    empties(&refused, "1");
    let refused = page(&server, "refresh", "1", "rialto-1=nonsense", &json!({})).await;
    refused.is(401, "unauthenticated");
    empties(&refused, "1");
    page(&server, "refresh", "1", "rialto-2=other", &json!({})).await.is(401, "unauthenticated");
    let later = page(&server, "refresh", "1", &kept, &json!({})).await;
    later.is(429, "rate_limited");
    assert_eq!(later.header("Set-Cookie"), None, "it may be good, once there is time to look");
    server.stop().await;
}

#[actix_web::test]
async fn pages_of_others_have_no_seat() {
    let desk = desk();
    let server = desk.open();
    let made = page(&server, "register", "1", "", &ann()).await;
    let (kept, _) = cookie(&made);
    for origin in ["https://evil.test", "null", "http://floor:81", "http://floor.evil.test", ""] {
        for request in ["login", "refresh"] {
            let headers = [
                ("Rialto-Seat", "1"),
                ("Origin", origin),
                ("Cookie", &kept),
                ("Content-Type", "application/json"),
            ];
            let body = if request == "login" { ann() } else { json!({}) };
            let path = format!("POST /api/v1/auth/{request}");
            let refused = server.send(&path, &headers, &body.to_string()).await;
            refused.is(403, "forbidden");
            assert_eq!(refused.header("Set-Cookie"), None);
        }
    }
    let own = [("Rialto-Seat", "1"), ("Origin", "http://floor"), ("Cookie", &kept)];
    let renewed = server.send("POST /api/v1/auth/refresh", &own, "").await;
    assert_eq!(renewed.status, 200, "{renewed:?}");
    assert_eq!(cookie(&renewed).1, MANNERS);
    server.stop().await;
}

#[actix_web::test]
async fn a_seat_is_one_digit() {
    let desk = desk();
    let server = desk.open();
    for seat in ["10", "-1", "a", "", "1, 2", "٣"] {
        let refused = page(&server, "register", seat, "", &ann()).await;
        refused.is(422, "invalid");
        assert_eq!(refused.json["error"]["data"]["fields"][0]["path"], "Rialto-Seat");
    }
    let twice = [("Rialto-Seat", "1"), ("Rialto-Seat", "1")];
    server.send("POST /api/v1/auth/refresh", &twice, "").await.is(422, "invalid");
    let body = json!({"refreshToken": "beside the cookie"});
    page(&server, "refresh", "1", "rialto-1=x", &body).await.is(422, "invalid");
    server.stop().await;
}

#[actix_web::test]
async fn without_a_seat_tokens_are_in_bodies_and_cookies_are_not_looked_at() {
    let desk = desk();
    let server = desk.open();
    let (kept, _) = cookie(&page(&server, "register", "1", "", &ann()).await);
    let json_body = ("Content-Type", "application/json");
    let with = [("Cookie", kept.as_str()), ("Origin", "https://evil.test"), json_body];
    let refused = server.send("POST /api/v1/auth/refresh", &with, "{}").await;
    refused.is(422, "invalid");
    assert_eq!(refused.json["error"]["data"]["fields"][0]["code"], "missing_field");
    let signed = server.send("POST /api/v1/auth/login", &with, &ann().to_string()).await;
    assert_eq!((signed.status, signed.header("Set-Cookie")), (200, None), "{signed:?}");
    let body = json!({"refreshToken": signed.json["refreshToken"]}).to_string();
    let renewed = server.send("POST /api/v1/auth/refresh", &with, &body).await;
    assert_eq!((renewed.status, renewed.header("Set-Cookie")), (200, None), "{renewed:?}");
    assert!(renewed.json["refreshToken"].is_string());
    server.stop().await;
}

#[actix_web::test]
async fn a_new_password_and_a_link_fill_the_seat_too() {
    let wired = Wired::fresh();
    let ann = wired.somebody("ann", Role::User).await;
    let links = wired.house.floor().links;
    let server = Server::at(wired.address);
    let code = links.add(ann.person.id, wired.clock.now()).unwrap();
    let signed = server.send(&format!("POST /in/{code}"), &[("Rialto-Seat", "7")], "").await;
    assert_eq!(signed.status, 200, "{signed:?}");
    let (kept, _) = cookie(&signed);
    assert!(kept.starts_with("rialto-7="), "{kept}");

    let desk = desk();
    let bob = desk.register("bob").await.unwrap();
    let server = desk.open();
    let bearer = format!("Bearer {}", bob.access_token.expose());
    let headers = [
        ("Rialto-Seat", "2"),
        ("Authorization", bearer.as_str()),
        ("Content-Type", "application/json"),
    ];
    let body = json!({"current": "correct horse", "password": "another horse"}).to_string();
    let changed = server.send("PUT /api/v1/me/password", &headers, &body).await;
    assert_eq!(changed.status, 200, "{changed:?}");
    assert!(cookie(&changed).0.starts_with("rialto-2="));
    server.stop().await;
    wired.close().await;
}

/// Whether the cookie of a link's seat is for TLS alone, for a browser that comes so.
async fn is_secure(wired: &Wired, headers: &[(&str, &str)]) -> bool {
    let name = wired.house.rooms().mint().to_string();
    let user = wired.somebody(&name, Role::User).await.person.id;
    let code = wired.house.floor().links.add(user, wired.clock.now()).unwrap();
    let headers = [&[("Rialto-Seat", "0")], headers].concat();
    let server = Server::at(wired.address);
    let signed = server.send(&format!("POST /in/{code}"), &headers, "").await;
    assert_eq!(signed.status, 200, "{signed:?}");
    cookie(&signed).1.split("; ").any(|word| word == "Secure")
}

#[actix_web::test]
async fn a_cookie_that_came_over_tls_is_for_tls_alone() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = settings(folder.path());
    config.public_url = Some("https://auctions.test".parse().unwrap());
    let forwarded = |scheme| [("X-Forwarded-Proto", scheme)];
    let wired = Wired::open(&config);
    assert!(!is_secure(&wired, &[]).await);
    assert!(!is_secure(&wired, &forwarded("https")).await, "anybody can say so");
    assert!(!is_secure(&wired, &[("Origin", "http://floor")]).await);
    assert!(is_secure(&wired, &[("Origin", "https://floor")]).await);
    assert!(is_secure(&wired, &[("Origin", "https://auctions.test")]).await, "the public address");
    wired.close().await;

    config.server.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    let wired = Wired::open(&config);
    assert!(is_secure(&wired, &forwarded("https")).await);
    assert!(is_secure(&wired, &forwarded("HTTPS , http")).await, "the first is the client's");
    assert!(!is_secure(&wired, &forwarded("http, https")).await);
    wired.close().await;
}
