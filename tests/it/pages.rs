//! The page: embedded, cached, and under a policy that forbids everything it does not need.

use actix_web::{
    App,
    body::to_bytes,
    dev::ServiceResponse,
    http::{StatusCode, header},
    test,
};
use rialto::http::{pages, security};

/// The parts that run.
const SCRIPTS: [&str; 6] = ["app.js", "floor.js", "live.js", "session.js", "money.js", "dom.js"];

async fn get(path: &str, etag: Option<&str>) -> ServiceResponse {
    let app =
        test::init_service(App::new().wrap(security::headers()).configure(pages::routes)).await;
    let mut request = test::TestRequest::get().uri(path);
    if let Some(etag) = etag {
        request = request.insert_header((header::IF_NONE_MATCH, etag));
    }
    test::call_service(&app, request.to_request()).await
}

async fn text(path: &str) -> String {
    let response = get(path, None).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    let body = to_bytes(response.into_body()).await.unwrap();
    String::from_utf8(body.to_vec()).unwrap()
}

fn header_of(response: &ServiceResponse, name: header::HeaderName) -> &str {
    response.headers().get(name).unwrap().to_str().unwrap()
}

#[actix_web::test]
async fn every_part_that_is_named_is_there() {
    let mut waiting = vec!["/".to_owned()];
    let mut seen = Vec::new();
    while let Some(path) = waiting.pop() {
        if seen.contains(&path) {
            continue;
        }
        let body = text(&path).await;
        for part in body.split(['"', '\'']) {
            if let Some(name) = part.strip_prefix("./").filter(|name| SCRIPTS.contains(name)) {
                waiting.push(format!("/assets/{name}"));
            } else if part.starts_with("/assets/") {
                waiting.push(part.to_owned());
            }
        }
        seen.push(path);
    }
    assert!(8 < seen.len(), "{seen:?}");
}

#[actix_web::test]
async fn a_part_is_sent_once_and_then_only_confirmed() {
    let first = get("/assets/app.js", None).await;
    let etag = header_of(&first, header::ETAG).to_owned();
    assert_eq!(header_of(&first, header::CACHE_CONTROL), "public, max-age=30");
    for known in [etag.clone(), format!("W/{etag}"), format!("\"other\", {etag}"), "*".into()] {
        let again = get("/assets/app.js", Some(&known)).await;
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{known}");
        assert_eq!(header_of(&again, header::ETAG), etag);
    }
    assert_eq!(get("/assets/app.js", Some("\"other\"")).await.status(), StatusCode::OK);
    assert_ne!(header_of(&get("/assets/app.css", None).await, header::ETAG), etag);
    assert_eq!(get("/assets/../Cargo.toml", None).await.status(), StatusCode::NOT_FOUND);
}

#[actix_web::test]
async fn the_page_needs_nothing_that_its_policy_forbids() {
    for path in ["/", "/in/somecode"] {
        let response = get(path, None).await;
        let policy = header_of(&response, header::CONTENT_SECURITY_POLICY);
        assert!(policy.starts_with("default-src 'none'; script-src 'self';"), "{policy}");
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(header_of(&response, header::REFERRER_POLICY), "no-referrer");
        assert_eq!(header_of(&response, header::CACHE_CONTROL), "no-cache");
    }
    let page = text("/").await;
    assert!(!page.contains("<style") && !page.contains(" style="), "inline style");
    assert_eq!(
        page.matches("<script").count(),
        page.matches("<script type=\"module\" src=\"/").count()
    );
    assert!(!page.contains("://"), "another host");
    for name in SCRIPTS {
        let script = text(&format!("/assets/{name}")).await;
        for word in [
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "eval(",
            "localStorage",
            "document.write",
        ] {
            assert!(!script.contains(word), "{name} uses {word}");
        }
    }
}
