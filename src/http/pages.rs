//! The page and its parts, embedded in the binary: nothing to install, nothing to build, nothing from other hosts.
//!
//! **Invariant:** no inline script or style anywhere, so that the policy of `security.rs` can forbid them.

use std::sync::LazyLock;

use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{CACHE_CONTROL, ETAG, EntityTag, HeaderMap, IF_NONE_MATCH},
    web,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

use crate::http::links::redeem;

/// How long a browser may use a part without asking whether it is still the same.
const CACHE: &str = "public, max-age=30";

/// A part of the page.
struct Asset {
    name: &'static str,
    kind: &'static str,
    body: &'static str,
}

const SCRIPT: &str = "text/javascript; charset=utf-8";

const INDEX: Asset = Asset {
    name: "index.html",
    kind: "text/html; charset=utf-8",
    body: include_str!("../../web/index.html"),
};

/// A few small files: a table of them is less than a crate that embeds directories.
const ASSETS: [Asset; 8] = [
    Asset { name: "icon.svg", kind: "image/svg+xml", body: include_str!("../../web/icon.svg") },
    Asset { name: "app.js", kind: SCRIPT, body: include_str!("../../web/app.js") },
    Asset { name: "floor.js", kind: SCRIPT, body: include_str!("../../web/floor.js") },
    Asset { name: "live.js", kind: SCRIPT, body: include_str!("../../web/live.js") },
    Asset { name: "session.js", kind: SCRIPT, body: include_str!("../../web/session.js") },
    Asset { name: "money.js", kind: SCRIPT, body: include_str!("../../web/money.js") },
    Asset { name: "dom.js", kind: SCRIPT, body: include_str!("../../web/dom.js") },
    Asset {
        name: "app.css",
        kind: "text/css; charset=utf-8",
        body: include_str!("../../web/app.css"),
    },
];

/// Mounts `/`, `GET /in/{code}` and `/assets/…`.
pub fn routes(app: &mut web::ServiceConfig) {
    // The page itself redeems the code of a one-time link, so that looking at the link does not use it up.
    app.route("/", web::get().to(page))
        .route("/in/{code}", web::get().to(page))
        .route("/in/{code}", web::post().to(redeem))
        .route("/assets/{name}", web::get().to(asset));
}

async fn page(request: HttpRequest) -> HttpResponse {
    answer(&request, &INDEX)
}

async fn asset(request: HttpRequest, name: web::Path<String>) -> HttpResponse {
    match ASSETS.iter().find(|asset| asset.name == name.as_str()) {
        Some(asset) => answer(&request, asset),
        None => HttpResponse::NotFound().finish(),
    }
}

fn answer(request: &HttpRequest, asset: &Asset) -> HttpResponse {
    let tag = tag(asset);
    let known = is_known(request.headers(), &tag);
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    // The page names its parts, so it is always asked for; the parts may be a little old.
    let cache = if asset.name == INDEX.name { "no-cache" } else { CACHE };
    response
        .insert_header((ETAG, EntityTag::new_strong(tag)))
        .insert_header((CACHE_CONTROL, cache));
    if known { response.finish() } else { response.content_type(asset.kind).body(asset.body) }
}

/// Whether the browser has it already.
fn is_known(headers: &HeaderMap, tag: &str) -> bool {
    let named = headers.get_all(IF_NONE_MATCH).filter_map(|value| value.to_str().ok());
    named.flat_map(|value| value.split(',')).any(|value| {
        let value = value.trim();
        value == "*" || value.trim_start_matches("W/").trim_matches('"') == tag
    })
}

/// The name of what is in it.
fn tag(asset: &Asset) -> String {
    static TAGS: LazyLock<Vec<(&str, String)>> = LazyLock::new(|| {
        let digest = |asset: &Asset| URL_SAFE_NO_PAD.encode(&Sha256::digest(asset.body)[..12]);
        ASSETS.iter().chain([&INDEX]).map(|asset| (asset.name, digest(asset))).collect()
    });
    TAGS.iter()
        .find(|(name, _)| *name == asset.name)
        .map(|(_, tag)| tag.clone())
        .unwrap_or_default()
}
