//! What pages may do and who may frame them; what browsers report about it.

use actix_web::{
    http::header::{self, HeaderName},
    test::TestRequest,
};
use rialto::{config::Web, http::security::CONTENT_SECURITY_POLICY};
use serde_json::{Value, json};

use crate::{
    desk::Server,
    pages::{ask, header_of},
    process::{Ground, until},
    wired::{Wired, settings},
};

/// The value of a directive; nothing where the policy has none.
fn directive<'a>(policy: &'a str, name: &str) -> Option<&'a str> {
    policy.split(';').find_map(|part| {
        let part = part.trim();
        part.strip_prefix(name).filter(|rest| rest.is_empty() || rest.starts_with(' '))
    })
}

#[test]
fn the_policy_allows_nothing_but_our_own_files() {
    let policy = CONTENT_SECURITY_POLICY;
    for (name, value) in [
        ("default-src", "'none'"),
        ("script-src", "'self'"),
        ("style-src", "'self'"),
        ("img-src", "'self' data: blob:"),
        ("media-src", "'self' blob:"),
        ("font-src", "'self'"),
        ("manifest-src", "'self'"),
        ("connect-src", "'self'"),
        ("base-uri", "'none'"),
        ("form-action", "'self'"),
        ("frame-ancestors", "'none'"),
        ("require-trusted-types-for", "'script'"),
        ("trusted-types", "rialto"),
        ("report-uri", "/csp-report"),
        ("report-to", "csp"),
    ] {
        assert_eq!(directive(policy, name).map(str::trim), Some(value), "{name}");
    }
    assert_eq!(policy.split(';').count(), 15, "{policy}");
    assert!(!policy.contains("unsafe") && !policy.contains('*') && !policy.contains("//"));
}

#[actix_web::test]
async fn only_the_sites_that_are_named_frame_only_what_is_made_for_it() {
    let shops = ["https://shop.example", "http://localhost:5173"];
    let frame_ancestors = shops.iter().map(|shop| shop.parse().unwrap()).collect();
    let framed = Web { frame_ancestors, ..Web::default() };
    for (settings, path, ancestors) in [
        (&framed, "/embed/auctions/42", "https://shop.example http://localhost:5173"),
        (&framed, "/embed/auctions/", "'none'"),
        (&framed, "/embed", "'none'"),
        (&framed, "/auctions/42", "'none'"),
        (&framed, "/", "'none'"),
        (&framed, "/client.js", "'none'"),
        (&framed, "/nothing", "'none'"),
        (&Web::default(), "/embed/auctions/42", "'none'"),
    ] {
        let response = ask(settings, TestRequest::get().uri(path)).await;
        let policy = header_of(&response, header::CONTENT_SECURITY_POLICY);
        let directive = format!("frame-ancestors {ancestors};");
        assert!(policy.contains(&directive), "{path}: {policy}");
        assert_eq!(
            policy.replace(&directive, "frame-ancestors 'none';"),
            CONTENT_SECURITY_POLICY,
            "{path}"
        );
        let older = if ancestors == "'none'" { "DENY" } else { "" };
        assert_eq!(header_of(&response, header::X_FRAME_OPTIONS), older, "{path}");
    }
}

#[actix_web::test]
async fn every_page_says_what_else_a_browser_may_do() {
    let response = ask(&Web::default(), TestRequest::get().uri("/")).await;
    for (name, value) in [
        ("referrer-policy", "no-referrer"),
        ("x-content-type-options", "nosniff"),
        ("reporting-endpoints", "csp=\"/csp-report\""),
        (
            "permissions-policy",
            "camera=(), clipboard-write=(self), geolocation=(), microphone=(self), payment=()",
        ),
    ] {
        assert_eq!(header_of(&response, HeaderName::from_static(name)), value, "{name}");
    }
}

/// The reports of browsers that know `report-to`, that do not, and that are older.
fn reports(blocked: &str) -> [(&'static str, Value); 3] {
    let url = "https://floor.example/in/canary";
    let new = json!([{ "type": "csp-violation", "age": 7, "url": url, "body": { "documentURL": url,
        "effectiveDirective": "img-src", "blockedURL": blocked, "sample": "canary" } }]);
    let old = json!({ "csp-report": { "document-uri": url, "blocked-uri": blocked,
        "effective-directive": "img-src", "violated-directive": "img-src", "script-sample": "canary" } });
    let older = json!({ "csp-report": { "document-uri": url, "blocked-uri": blocked,
        "violated-directive": "img-src 'self' data:" } });
    [
        ("application/reports+json", new),
        ("application/csp-report", old),
        ("application/csp-report", older),
    ]
}

#[actix_web::test]
async fn a_report_that_is_none_is_told_why() {
    let wired = Wired::fresh();
    let server = Server::at(wired.address);
    let post = async |kind: &str, body: &str| {
        server.send("POST /csp-report", &[("Content-Type", kind)], body).await
    };
    for (kind, report) in reports("https://evil.example/x") {
        let answer = post(kind, &report.to_string()).await;
        assert_eq!((answer.status, answer.text.as_str()), (204, ""), "{answer:?}");
    }
    let kind = "application/csp-report";
    post(kind, "{").await.is(400, "malformed");
    post(kind, "").await.is(400, "malformed");
    post(kind, "{}").await.is(422, "invalid");
    post("text/plain", "{}").await.is(415, "malformed");
    server.send("POST /csp-report", &[], "").await.is(415, "malformed");
    post(kind, &" ".repeat(16 * 1024 + 1)).await.is(413, "too_large");
    server.send("GET /csp-report", &[], "").await.is(404, "not_found");
    wired.close().await;
}

#[actix_web::test]
async fn reports_of_an_address_are_limited_as_its_guests_are() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = settings(folder.path());
    config.limits.requests_per_s = 1.try_into().unwrap();
    let wired = Wired::open(&config);
    let server = Server::at(wired.address);
    let [(kind, report), ..] = reports("inline");
    let mut told = Vec::new();
    for _ in 0..6 {
        let headers = [("Content-Type", kind)];
        told.push(server.send("POST /csp-report", &headers, &report.to_string()).await.status);
    }
    assert_eq!(told, [204, 204, 204, 204, 429, 429]);
    wired.close().await;
}

#[test]
fn a_report_is_counted_and_logged_with_two_words() {
    let ground = Ground::chatty();
    let server = ground.serve();
    let lines = [
        ("https://ada:canary@evil.example:8443/canary?canary#canary", "img-src of evil.example"),
        ("data:canary", "img-src of data"),
        ("inline", "img-src of inline"),
        ("can ary\nforged line", "img-src of something"),
        ("", "img-src of something"),
    ];
    for (blocked, _) in lines {
        for (_, report) in reports(blocked) {
            assert_eq!(server.call("POST /csp-report", None, &report).0, 204, "{report}");
        }
    }
    let many = Value::Array(vec![reports("eval")[0].1[0].clone(); 40]);
    assert_eq!(server.call("POST /csp-report", None, &many).0, 204);
    assert_eq!(server.figure("rialto_csp_reports_total"), 3 * lines.len() as u64 + 16);
    for (blocked, words) in lines {
        let line = format!("a page tried what its policy forbids: {words}\n");
        until(blocked, || 3 <= server.log().matches(&line).count());
    }
    let log = server.log();
    assert!(!log.contains("canary") && !log.contains("forged"), "{log}");
}
