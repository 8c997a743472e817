//! Pictures of what is sold: who may upload them, who sees them, and that they go when no lot shows them.

use rialto::{gateway::accounts::SignedIn, protocol::person::Role};
use serde_json::{Value, json};

use crate::{
    attachments::{Answer, kept, send, until_kept},
    market_walk::list,
    pictures_bare::{SECRET, png},
    wired::{Wired, settings, terms},
};

const DAY_MS: u64 = 24 * 60 * 60 * 1_000;

async fn upload(wired: &Wired, who: Option<&SignedIn>, body: Vec<u8>) -> Answer {
    send(wired, "POST /pictures?name=holiday.png", who, &[], body).await
}

/// Uploads a picture of this width; its address.
async fn picture(wired: &Wired, who: &SignedIn, width: u32) -> String {
    let uploaded = upload(wired, Some(who), png(width, 8, 1)).await;
    assert_eq!(uploaded.status, 201, "{:?}", uploaded.json());
    uploaded.json()["picture"]["url"].as_str().unwrap().to_owned()
}

async fn is_there(wired: &Wired, url: &str) -> bool {
    match send(wired, &format!("GET {url}"), None, &[], "").await.status {
        200 => true,
        404 => false,
        other => panic!("{other}"),
    }
}

#[actix_web::test]
async fn whoever_sells_uploads_a_picture_and_everybody_sees_it() {
    let wired = Wired::fresh();
    let (sue, ann) =
        (wired.somebody("sue", Role::Seller).await, wired.somebody("ann", Role::User).await);
    upload(&wired, None, png(16, 8, 1)).await.is(401, "unauthenticated");
    upload(&wired, Some(&ann), png(16, 8, 1)).await.is(403, "forbidden");
    let mut broken = png(16, 8, 1);
    broken[40] ^= 1;
    let text = b"no picture".to_vec();
    let page = b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec();
    for body in [text, page, broken, Vec::new()] {
        let refused = upload(&wired, Some(&sue), body).await;
        refused.is(415, "unsupported_type");
        let allowed = &refused.json()["error"]["data"]["allowed"];
        let images = ["image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"];
        assert_eq!(*allowed, json!(images));
    }
    // Lies on its side.
    let uploaded = upload(&wired, Some(&sue), png(16, 8, 6)).await;
    assert_eq!(uploaded.status, 201);
    let shown = uploaded.json()["picture"].clone();
    let url = shown["url"].as_str().unwrap();
    assert_eq!(uploaded.header("location"), url);
    assert_eq!(
        (&shown["mediaType"], &shown["width"], &shown["height"]),
        (&json!("image/png"), &json!(8), &json!(16))
    );
    let fetched = send(&wired, &format!("GET {url}"), None, &[], "").await;
    assert_eq!(json!(fetched.body.len()), shown["bytes"]);
    assert!(!fetched.body.windows(SECRET.len()).any(|some| some == SECRET.as_bytes()));
    let id = url.strip_prefix("/media/").unwrap();
    let tag = format!("\"{id}\"");
    for (name, value) in [
        ("content-type", "image/png"),
        ("cache-control", "public, max-age=31536000, immutable"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("cross-origin-resource-policy", "cross-origin"),
        ("etag", &tag),
    ] {
        assert_eq!(fetched.header(name), value);
    }
    let part = send(&wired, &format!("GET {url}"), None, &[("Range", "bytes=1-3")], "").await;
    assert_eq!((part.status, &part.body[..]), (206, &b"PNG"[..]));
    let same = send(&wired, &format!("GET {url}"), None, &[("If-None-Match", &tag)], "").await;
    assert_eq!((same.status, same.header("etag"), same.body.len()), (304, &*tag, 0));
    let other = send(&wired, &format!("GET {url}"), None, &[("If-None-Match", "\"x\"")], "").await;
    assert_eq!(other.status, 200);
    // An attachment is no picture, whatever its id.
    let file = wired.upload(&sue, "x.png", &png(2, 2, 1)).await;
    assert!(!is_there(&wired, &format!("/media/{}", file["id"].as_str().unwrap())).await);
    assert!(!is_there(&wired, "/media/nonsense").await);
    wired.close().await;
}

#[actix_web::test]
async fn pictures_have_their_limits_and_the_same_key_makes_one() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = settings(folder.path());
    config.pictures.size = "1KiB".parse().unwrap();
    config.pictures.per_day = 2.try_into().unwrap();
    let wired = Wired::open(&config);
    let sue = wired.somebody("sue", Role::Seller).await;
    upload(&wired, Some(&sue), vec![0; 1_025]).await.is(413, "too_large");
    let key = [("Idempotency-Key", "k")];
    let made = |body: Vec<u8>| send(&wired, "POST /pictures", Some(&sue), &key, body);
    let (first, again) = (made(png(3, 3, 1)).await, made(png(3, 3, 1)).await);
    assert_eq!((first.status, again.status), (201, 201));
    assert_eq!(first.json(), again.json());
    made(png(4, 4, 1)).await.is(409, "key_reused");
    wired.pass(DAY_MS / 4);
    picture(&wired, &sue, 5).await;
    wired.pass(DAY_MS / 4);
    let third = upload(&wired, Some(&sue), png(6, 6, 1)).await;
    third.is(429, "rate_limited");
    assert_eq!(third.json()["error"]["data"]["retryAfterMs"], DAY_MS / 2);
    let bob = wired.somebody("bob", Role::Seller).await;
    picture(&wired, &bob, 6).await;
    wired.pass(DAY_MS / 2);
    picture(&wired, &sue, 6).await;
    assert!(kept(&folder.path().join("attachments")) >= 2);
    wired.close().await;
}

#[actix_web::test]
async fn a_picture_stays_as_long_as_some_lot_shows_it() {
    let folder = tempfile::tempdir().unwrap();
    let wired = Wired::open(&settings(folder.path()));
    let vault = folder.path().join("attachments");
    let (sue, bob) =
        (wired.somebody("sue", Role::Seller).await, wired.somebody("bob", Role::Seller).await);
    let mut urls = Vec::new();
    for width in 1..=6 {
        urls.push(picture(&wired, &sue, width).await);
    }
    assert_eq!(kept(&vault), 6);
    // The same file once more is another picture, and no other file.
    let twin = picture(&wired, &sue, 6).await;
    assert_eq!(kept(&vault), 6);
    let [lot, dropped, listed, unlisted, bobs, nobodys] = &urls[..] else { panic!("six") };
    wired.lot(&sue, json!({ "images": [lot, "https://elsewhere.example/x.png"] })).await;
    let draft = terms(json!({ "images": [dropped], "publish": false }));
    let draft = wired.rest("POST /auctions", Some(&sue), None, &draft).await;
    let listing = list(&wired, &sue, json!({ "images": [listed, unlisted] })).await;
    // A lot of somebody else's shows it, and so does a draft for a while.
    list(&wired, &bob, json!({ "images": [bobs, bobs] })).await;
    let shared = terms(json!({ "images": [bobs], "publish": false }));
    let shared = wired.rest("POST /auctions", Some(&sue), None, &shared).await;
    wired.pass(DAY_MS / 2);
    for (what, id, images) in [
        ("auctions", draft.json["id"].as_str().unwrap(), json!([])),
        ("auctions", shared.json["id"].as_str().unwrap(), json!([])),
        ("listings", &listing, json!([listed])),
    ] {
        let change = json!({ "images": images });
        let edited = wired.rest(&format!("PATCH /{what}/{id}"), Some(&sue), None, &change).await;
        assert_eq!(edited.status, 200, "{edited:?}");
    }
    // Whoever has uploaded it half a day ago, and shown it until now, has another day.
    wired.pass(DAY_MS / 2);
    until_kept(&vault, 5).await;
    assert!(!is_there(&wired, nobodys).await && !is_there(&wired, &twin).await);
    for url in [lot, dropped, listed, unlisted, bobs] {
        assert!(is_there(&wired, url).await, "{url}");
    }
    wired.pass(DAY_MS / 2);
    until_kept(&vault, 3).await;
    for (url, stays) in
        [(lot, true), (dropped, false), (listed, true), (unlisted, false), (bobs, true)]
    {
        assert_eq!(is_there(&wired, url).await, stays, "{url}");
    }
    // Sue leaves: what she has uploaded and not shown goes at once, the lots stay what they were.
    let late = picture(&wired, &sue, 9).await;
    until_kept(&vault, 4).await;
    let erased = wired.rest("DELETE /me", Some(&sue), None, &json!({ "name": "sue" })).await;
    assert_eq!(erased.status, 204, "{erased:?}");
    until_kept(&vault, 3).await;
    assert!(!is_there(&wired, &late).await);
    assert!(is_there(&wired, bobs).await && is_there(&wired, lot).await);
    let named = send(&wired, &format!("GET {bobs}"), None, &[], "").await;
    assert!(named.header("content-disposition").contains("\"picture\""));
    wired.close().await;
    // And a house that opens again finds them all named.
    let wired = Wired::open(&settings(folder.path()));
    wired.pass(2 * DAY_MS);
    assert!(is_there(&wired, bobs).await);
    assert_eq!(kept(&vault), 3);
    assert_eq!(wired.rest("GET /auctions", None, None, &Value::Null).await.status, 200);
    wired.close().await;
}
