//! The pages: what is at which path, how long it is good for, compressed or not, and under which policy.

use std::{io::Read, time::Duration};

use actix_web::{
    App,
    body::to_bytes,
    dev::ServiceResponse,
    http::{
        StatusCode,
        header::{self, HeaderName},
    },
    middleware::from_fn,
    test::{self, TestRequest},
    web,
};
use flate2::read::GzDecoder;
use rialto::{
    config::Web,
    http::{
        self, ops,
        pages::{self, Pages},
        security,
    },
};

use crate::{
    desk::Server,
    pages_built::{dist, ending},
    wired::Wired,
};

/// What browsers ask for pages with.
const BROWSER: (HeaderName, &str) =
    (header::ACCEPT, "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8");
const FOR_EVER: &str = "public, max-age=31536000, immutable";
const A_WHILE: &str = "public, max-age=300";

/// Asks an application that has pages and the API, and no server around it.
pub(crate) async fn ask(settings: &Web, request: TestRequest) -> ServiceResponse {
    let app = App::new()
        .app_data(web::Data::new(Pages::new(settings)))
        .wrap(from_fn(ops::head_as_get))
        .wrap(from_fn(security::headers))
        .configure(pages::routes)
        .configure(http::mount);
    test::call_service(&test::init_service(app).await, request.to_request()).await
}

async fn get(path: &str) -> ServiceResponse {
    ask(&Web::default(), TestRequest::get().uri(path)).await
}

async fn with(path: &str, headers: &[(HeaderName, &str)]) -> ServiceResponse {
    let request = TestRequest::get().uri(path);
    let request = headers
        .iter()
        .fold(request, |request, header| request.insert_header((header.0.clone(), header.1)));
    ask(&Web::default(), request).await
}

async fn body(response: ServiceResponse) -> Vec<u8> {
    to_bytes(response.into_body()).await.unwrap().to_vec()
}

pub(crate) async fn text(path: &str) -> String {
    let response = get(path).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    String::from_utf8(body(response).await).unwrap()
}

/// What is said of a path.
pub(crate) async fn found(path: &str) -> StatusCode {
    get(path).await.status()
}

pub(crate) fn header_of(response: &ServiceResponse, name: HeaderName) -> &str {
    response.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

fn unpacked(packed: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    GzDecoder::new(packed).read_to_end(&mut plain).unwrap();
    plain
}

/// The longest part of the pages of a type.
fn some_asset(kind: &str) -> String {
    let parts = dist().into_iter();
    let parts = parts.filter(|(name, _)| name.starts_with("assets/") && ending(name) == kind);
    let (name, _) = parts.max_by_key(|(_, content)| content.len()).unwrap();
    format!("/{name}")
}

#[actix_web::test]
async fn every_built_file_is_served_as_it_is_with_its_type_and_its_time() {
    let types = [
        ("html", "text/html; charset=utf-8"),
        ("js", "text/javascript; charset=utf-8"),
        ("css", "text/css; charset=utf-8"),
        ("svg", "image/svg+xml"),
        ("json", "application/json"),
        ("map", "application/json"),
        ("png", "image/png"),
        ("webp", "image/webp"),
        ("woff2", "font/woff2"),
        ("webmanifest", "application/manifest+json"),
        ("txt", "text/plain; charset=utf-8"),
    ];
    for (name, content) in dist() {
        if ["index.html", "sources.sha256"].contains(&name.as_str()) {
            let response = with(&format!("/{name}"), &[BROWSER]).await;
            assert_eq!(response.status(), StatusCode::NOT_FOUND, "{name}");
            continue;
        }
        let response = get(&format!("/{name}")).await;
        assert_eq!(response.status(), StatusCode::OK, "{name}");
        let (_, expected) = types.iter().find(|(known, _)| *known == ending(&name)).unwrap();
        assert_eq!(header_of(&response, header::CONTENT_TYPE), *expected, "{name}");
        let time = if name.starts_with("assets/") { FOR_EVER } else { A_WHILE };
        assert_eq!(header_of(&response, header::CACHE_CONTROL), time, "{name}");
        let shared = ["client.js", "embed.js"].contains(&name.as_str());
        let origin = header_of(&response, header::ACCESS_CONTROL_ALLOW_ORIGIN);
        assert_eq!(origin, if shared { "*" } else { "" }, "{name}");
        let policy = header_of(&response, header::CROSS_ORIGIN_RESOURCE_POLICY);
        assert_eq!(policy, if shared { "cross-origin" } else { "same-origin" }, "{name}");
        assert_eq!(body(response).await, content, "{name}");
    }
}

#[actix_web::test]
async fn the_page_is_at_every_path_that_it_knows_and_is_always_asked_for() {
    let (_, page) = dist().into_iter().find(|(name, _)| name == "index.html").unwrap();
    for path in [
        "/",
        "/auctions",
        "/auctions/brass-telescope",
        "/sell",
        "/market/items/7",
        "/messages/a/b/c",
        "/lobbies",
        "/play",
        "/parties",
        "/notifications",
        "/profile",
        "/wallet/",
        "/sign-in",
        "/register",
        "/setup",
        "/in/somecode",
        "/console/test",
        "/people/ada?tab=sales",
        "/embed/auctions/42",
    ] {
        let response = get(path).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(header_of(&response, header::CACHE_CONTROL), "no-cache", "{path}");
        assert_eq!(header_of(&response, header::CONTENT_TYPE), "text/html; charset=utf-8");
        assert!(header_of(&response, header::ETAG).starts_with('"'), "{path}");
        assert_eq!(body(response).await, page, "{path}");
    }
    let moved = get("/test-websocket").await;
    assert_eq!(moved.status(), StatusCode::FOUND);
    assert_eq!(header_of(&moved, header::LOCATION), "/console/test");
}

#[actix_web::test]
async fn who_reads_pages_is_told_by_one_that_there_is_nothing_and_a_program_by_json() {
    for path in ["/nothing", "/auctionsx", "/missing.js", "//auctions", "/index.html"] {
        let response = with(path, &[BROWSER, (header::IF_NONE_MATCH, "*")]).await;
        assert_eq!(response.status(), StatusCode::NOT_FOUND, "{path}");
        assert_eq!(header_of(&response, header::CONTENT_TYPE), "text/html; charset=utf-8");
        assert_eq!(header_of(&response, header::CACHE_CONTROL), "no-store", "{path}");
        assert_eq!(header_of(&response, header::ETAG), "", "{path}");
        assert!(body(response).await.starts_with(b"<!doctype html>"), "{path}");
        for accepted in ["*/*", "application/json", "text/html;q=0, */*", ""] {
            let response = with(path, &[(header::ACCEPT, accepted)]).await;
            is_not_found(response, &format!("{path} {accepted}")).await;
        }
    }
    for path in ["/api", "/api/v1/nothing", "/api/v2/auctions", "/assets/nothing.js", "/assets/"] {
        is_not_found(with(path, &[BROWSER]).await, path).await;
    }
    for path in ["/assets/../Cargo.toml", "/assets/%2e%2e/index.html", "/assets/..%2findex.html"] {
        is_not_found(get(path).await, path).await;
    }
    let post = TestRequest::post().uri("/auctions").insert_header(BROWSER);
    is_not_found(ask(&Web::default(), post).await, "POST").await;
}

async fn is_not_found(response: ServiceResponse, what: &str) {
    assert_eq!(response.status(), StatusCode::NOT_FOUND, "{what}");
    let error: serde_json::Value = serde_json::from_slice(&body(response).await).unwrap();
    assert_eq!(error["error"]["code"], "not_found", "{what}");
}

#[actix_web::test]
async fn a_file_is_sent_once_in_each_form_and_then_only_confirmed() {
    for path in ["/", "/client.js", &some_asset("css")] {
        let plain = header_of(&with(path, &[]).await, header::ETAG).to_owned();
        let gzip = &[(header::ACCEPT_ENCODING, "gzip")][..];
        let packed = header_of(&with(path, gzip).await, header::ETAG).to_owned();
        for (tag, forms) in [(&plain, &[][..]), (&packed, gzip)] {
            let lists = [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".into()];
            for known in &lists {
                let known = [forms, &[(header::IF_NONE_MATCH, known.as_str())]].concat();
                let again = with(path, &known).await;
                assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{path} {known:?}");
                assert_eq!(header_of(&again, header::ETAG), tag, "{path}");
                assert_eq!(header_of(&again, header::VARY), "accept-encoding", "{path}");
                assert_ne!(header_of(&again, header::CACHE_CONTROL), "no-store", "{path}");
                assert!(body(again).await.is_empty(), "{path}");
            }
            let other = [forms, &[(header::IF_NONE_MATCH, "\"other\"")]].concat();
            assert_eq!(with(path, &other).await.status(), StatusCode::OK, "{path}");
        }
    }
    let tag = async |path: &str| header_of(&get(path).await, header::ETAG).to_owned();
    assert_ne!(tag("/").await, tag("/client.js").await);
}

#[actix_web::test]
async fn text_is_compressed_for_those_who_would_rather_have_it_so() {
    let path = some_asset("css");
    let plain = body(get(&path).await).await;
    let tag = header_of(&get(&path).await, header::ETAG).to_owned();
    for (accepted, packed) in [
        ("gzip", true),
        ("gzip, deflate, br, zstd", true),
        ("br;q=1.0, gzip;q=0.8, *;q=0.1", true),
        ("identity;q=0.5, gzip;q=0.6", true),
        ("identity;q=0.6, gzip;q=0.5", false),
        ("gzip;q=0", false),
        ("br", false),
        ("identity", false),
        ("", false),
        ("gzip;q=much", false),
    ] {
        let response = with(&path, &[(header::ACCEPT_ENCODING, accepted)]).await;
        let coding = header_of(&response, header::CONTENT_ENCODING).to_owned();
        assert_eq!(coding, if packed { "gzip" } else { "" }, "{accepted}");
        assert_eq!(header_of(&response, header::VARY), "accept-encoding", "{accepted}");
        assert_eq!(header_of(&response, header::ETAG) == tag, !packed, "{accepted}");
        let body = body(response).await;
        let body = if packed { unpacked(&body) } else { body };
        assert_eq!(body, plain, "{accepted}");
    }
    let refused = with("/nothing", &[BROWSER, (header::ACCEPT_ENCODING, "gzip")]).await;
    assert_eq!(header_of(&refused, header::CONTENT_ENCODING), "gzip");
    assert!(unpacked(&body(refused).await).starts_with(b"<!doctype html>"));
}

#[actix_web::test]
async fn over_a_real_socket_the_compressed_form_is_shorter_and_whole() {
    let wired = Wired::fresh();
    let client = awc::Client::builder().timeout(Duration::from_secs(20)).finish();
    let path = some_asset("js");
    let url = format!("http://{}{path}", wired.address);
    let ask = |method: &str| {
        let call = client.request(method.parse().unwrap(), &url).no_decompress();
        call.insert_header((header::ACCEPT_ENCODING, "gzip, br")).send()
    };
    let mut whole = ask("GET").await.unwrap();
    let said = whole.headers().clone();
    let said = |name| said.get(name).unwrap().to_str().unwrap();
    assert_eq!(said(header::CONTENT_ENCODING), "gzip");
    assert_eq!(said(header::CACHE_CONTROL), FOR_EVER);
    let packed = whole.body().await.unwrap();
    let plain = text(&path).await;
    assert!(packed.len() < plain.len(), "{} {}", packed.len(), plain.len());
    assert_eq!(unpacked(&packed), plain.as_bytes());
    assert_eq!(said(header::CONTENT_LENGTH), packed.len().to_string());

    let mut head = ask("HEAD").await.unwrap();
    for name in [header::CONTENT_ENCODING, header::ETAG, header::CONTENT_LENGTH, header::VARY] {
        assert_eq!(head.headers().get(&name).unwrap(), said(name.clone()), "{name}");
    }
    assert_eq!(head.body().await.unwrap().len(), 0);
    for path in ["/", "/client.js", "/icon.svg", "/console/test", "/test-websocket"] {
        let server = Server::at(wired.address);
        let got = server.send(&format!("GET {path}"), &[], "").await;
        let head = server.send(&format!("HEAD {path}"), &[], "").await;
        assert_eq!((head.status, head.text.as_str()), (got.status, ""), "{path}");
        assert_eq!(head.header("Content-Length"), got.header("Content-Length"), "{path}");
    }
    wired.close().await;
}

#[actix_web::test]
async fn where_pages_are_off_there_are_the_scripts_that_others_include() {
    let off = Web { enabled: false, ..Web::default() };
    let asset = some_asset("js");
    for path in ["/", "/auctions", "/icon.svg", "/test-websocket", "/embed/auctions/1", &asset] {
        let request = TestRequest::get().uri(path).insert_header(BROWSER);
        is_not_found(ask(&off, request).await, path).await;
    }
    for path in ["/client.js", "/embed.js"] {
        let response = ask(&off, TestRequest::get().uri(path)).await;
        assert_eq!(response.status(), StatusCode::OK, "{path}");
        assert_eq!(header_of(&response, header::ACCESS_CONTROL_ALLOW_ORIGIN), "*", "{path}");
    }
}
