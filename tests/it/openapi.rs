//! `/openapi.json` is `OpenAPI` 3.1 and describes every route; every route that it describes is there.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use rialto::http::openapi::document;
use serde_json::Value;

use crate::{desk::Server, wired::Wired};

#[actix_web::test]
async fn the_description_is_valid_and_every_route_in_it_answers() {
    let wired = Wired::fresh();
    let server = Server::at(wired.address);
    let api = server.send("GET /openapi.json", &[], "").await.json;
    assert_eq!(api["openapi"], "3.1.0");
    assert_eq!(api["info"]["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(api["components"]["securitySchemes"]["bearer"]["scheme"], "bearer");
    let error = &api["components"]["schemas"]["ErrorBody"]["properties"]["error"]["$ref"];
    assert_eq!(*error, "#/components/schemas/Problem");
    let mut routes = 0;
    for (path, methods) in document().routes() {
        for method in methods {
            routes += 1;
            let operation = &api["paths"][path][method.as_str().to_lowercase()];
            assert!(
                operation["summary"].is_string() || operation["description"].is_string(),
                "{method} {path}"
            );
            let filled = path.replace("{id}", "0000000000000");
            let response = server.send(&format!("{method} {filled}"), &[], "").await;
            assert_ne!(response.status, 405, "{method} {path}");
            assert_ne!(response.status, 500, "{method} {path}");
            let guarded = operation["security"].is_array();
            assert_eq!(response.status == 401, guarded, "{method} {path} {response:?}");
        }
    }
    assert!(20 <= routes, "{routes}");
    references_lead_somewhere(&api, &api);
    wired.close().await;
}

pub(crate) fn references_lead_somewhere(api: &Value, part: &Value) {
    match part {
        Value::Object(fields) => {
            if let Some(target) = fields.get("$ref").and_then(Value::as_str) {
                let pointer = target.strip_prefix('#').unwrap();
                assert!(api.pointer(pointer).is_some(), "{target}");
            }
            fields.values().for_each(|field| references_lead_somewhere(api, field));
        }
        Value::Array(items) => items.iter().for_each(|item| references_lead_somewhere(api, item)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => (),
    }
}

#[test]
fn every_handler_in_the_sources_is_described() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/http");
    let mut handlers = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        // The folder `pages` is none to read: pages are for people, and no part of the API.
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap_or_default();
        let methods = ["#[get(", "#[post(", "#[put(", "#[patch(", "#[delete("];
        handlers += text.lines().filter(|line| methods.iter().any(|m| line.starts_with(m))).count();
        assert!(!text.contains(".route("), "a route without a description");
    }
    let described: usize = document().routes().map(|(_, methods)| methods.len()).sum();
    assert_eq!(handlers, described);
}
