//! Web Push and webhooks, from the store to a real server: signed, sealed, in order, again and again, given up.

use std::{fs, net::SocketAddr, os::unix::fs::PermissionsExt, path::Path};

use aws_lc_rs::{
    aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey},
    agreement::{ECDH_P256, PrivateKey, UnparsedPublicKey, agree},
    hmac,
    signature::{self, ECDSA_P256_SHA256_FIXED},
};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use rialto::{
    config::{Config, Period, Webhook},
    gateway::accounts::SignedIn,
    post::postman::SCHEDULE_MS,
    protocol::{
        person::Role,
        push::{Channel, DeliveryState},
    },
    store::push::NewPush,
};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

use crate::{
    chat::{open, say},
    wired::{Wired, settings},
};

const SECRET: &[u8] = b"\x01k9@3vQz!7mLw#x0PfR%u2TgY^e5AhJ&";
const OLDER: &[u8] = b"\x02k9@3vQz!7mLw#x0PfR%u2TgY^e5AhJ&";

/// Somebody who is told.
struct Receiver(TcpListener);

/// What they were told.
struct Told {
    stream: TcpStream,
    head: String,
    body: Vec<u8>,
}

impl Receiver {
    async fn open() -> Self {
        Receiver(TcpListener::bind("127.0.0.1:0").await.unwrap())
    }

    fn address(&self) -> SocketAddr {
        self.0.local_addr().unwrap()
    }

    async fn told(&self) -> Told {
        let (mut stream, _) = self.0.accept().await.unwrap();
        let mut bytes = Vec::new();
        loop {
            assert_ne!(stream.read_buf(&mut bytes).await.unwrap(), 0);
            let Some(end) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { continue };
            let head = String::from_utf8(bytes[..end].to_vec()).unwrap().to_lowercase();
            let raw = String::from_utf8(bytes[..end].to_vec()).unwrap();
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: "));
            if bytes.len() == end + 4 + length.unwrap().parse::<usize>().unwrap() {
                return Told { stream, head: raw, body: bytes[end + 4..].to_vec() };
            }
        }
    }
}

impl Told {
    fn header(&self, name: &str) -> &str {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(own, _)| own.eq_ignore_ascii_case(name)).unwrap().1
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    async fn answer(mut self, status: &str) {
        let text = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
        self.stream.write_all(text.as_bytes()).await.unwrap();
    }
}

fn hook(folder: &Path, name: &str, address: SocketAddr) -> Webhook {
    let file = folder.join(name);
    let lines = [SECRET, OLDER].map(|secret| format!("whsec_{}\n", STANDARD.encode(secret)));
    fs::write(&file, lines.concat()).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let url = format!("http://{address}/hook?secret=path");
    Webhook { name: name.to_owned(), url, secret_file: Some(file), types: None }
}

/// The settings with these webhooks.
fn hooked(folder: &Path, hooks: &[(&str, &Receiver)]) -> Config {
    let mut config = settings(folder);
    let hooks = hooks.iter().map(|(name, receiver)| hook(folder, name, receiver.address()));
    config.push.webhooks = hooks.collect();
    config.push.timeout = Period::seconds(60);
    config
}

async fn raise(wired: &Wired, who: &SignedIn, cause: &str) {
    let push = NewPush {
        user: who.person.id,
        cause: cause.to_owned(),
        channels: vec![Channel::WebPush, Channel::Webhook],
        payload: json!({ "type": "auction:outbid", "id": cause, "subject": "lot 7" }).to_string(),
        at: wired.clock.now(),
    };
    wired.house.store().enqueue_push(push).await.unwrap();
    wired.house.sweep();
}

/// Waits until the store says so.
async fn until(wired: &Wired, state: DeliveryState, count: i64, attempts: i32) {
    let store = wired.house.store();
    loop {
        let found = store.deliveries(state, 0, 10).await.unwrap();
        let tried = found.first().is_none_or(|first| attempts <= first.attempts);
        if store.count_deliveries(state).await.unwrap() == count && tried {
            return;
        }
        tokio::task::yield_now().await;
    }
}

#[actix_web::test]
async fn a_webhook_is_signed_with_both_secrets_repeated_with_its_id_and_in_order() {
    let (folder, shop) = (tempfile::tempdir().unwrap(), Receiver::open().await);
    let wired = Wired::open(&hooked(folder.path(), &[("shop", &shop)]));
    let ada = wired.somebody("ada", Role::User).await;
    raise(&wired, &ada, "1").await;
    raise(&wired, &ada, "1").await;
    raise(&wired, &ada, "2").await;
    let first = shop.told().await;
    let id = first.header("webhook-id").to_owned();
    let signed = [id.as_bytes(), first.header("webhook-timestamp").as_bytes(), &first.body];
    for (signature, secret) in first.header("webhook-signature").split(' ').zip([SECRET, OLDER]) {
        let given = STANDARD.decode(signature.strip_prefix("v1,").unwrap()).unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
        hmac::verify(&key, &signed.join(&b'.'), &given).unwrap();
    }
    assert_eq!(first.header("webhook-signature").split(' ').count(), 2);
    let body = first.json();
    assert_eq!(body["type"], "auction:outbid");
    assert_eq!(body["data"]["user"], json!(ada.person.id));
    assert_eq!(body["data"]["notification"]["id"], "1");
    first.answer("500 Oh").await;
    until(&wired, DeliveryState::Waiting, 2, 1).await;
    wired.pass(SCHEDULE_MS[0] * 2);
    let again = shop.told().await;
    assert_eq!(again.header("webhook-id"), id, "the second must not overtake the first");
    again.answer("204 Fine").await;
    let second = shop.told().await;
    assert_eq!(second.json()["data"]["notification"]["id"], "2");
    second.answer("200 Fine").await;
    until(&wired, DeliveryState::Waiting, 0, 0).await;
    wired.close().await;
}

#[actix_web::test]
async fn what_fails_to_the_last_is_listed_without_what_it_says_and_replayed() {
    let (folder, shop) = (tempfile::tempdir().unwrap(), Receiver::open().await);
    let wired = Wired::open(&hooked(folder.path(), &[("shop", &shop)]));
    let (ada, root) =
        (wired.somebody("ada", Role::User).await, wired.somebody("root", Role::Admin).await);
    raise(&wired, &ada, "1").await;
    for (attempt, wait) in (1..).zip(SCHEDULE_MS) {
        // A redirect is a failure: nobody is asked at the other address.
        let moved = format!("302 There\r\nlocation: http://{}/elsewhere", shop.address());
        shop.told().await.answer(&moved).await;
        until(&wired, DeliveryState::Waiting, 1, attempt).await;
        wired.pass(wait * 2);
    }
    let last = shop.told().await;
    assert!(last.head.starts_with("POST /hook?secret=path "));
    last.answer("500 Oh").await;
    until(&wired, DeliveryState::Dead, 1, 9).await;
    let path = "GET /admin/deliveries?state=dead";
    wired.rest(path, Some(&ada), None, &Value::Null).await.is(403, "forbidden");
    let listed = wired.rest(path, Some(&root), None, &Value::Null).await;
    assert_eq!(listed.json["items"][0]["lastStatus"], 500, "{listed:?}");
    assert_eq!(listed.json["items"][0]["target"], "shop");
    assert!(!listed.text.contains("outbid") && !listed.text.contains("secret"), "{listed:?}");
    let replay = "POST /admin/deliveries/replay";
    let replayed = wired.rest(replay, Some(&root), None, &json!({ "target": "shop" })).await;
    assert_eq!(replayed.json["replayed"], 1, "{replayed:?}");
    wired.house.sweep();
    shop.told().await.answer("200 Fine").await;
    until(&wired, DeliveryState::Waiting, 0, 0).await;
    wired.close().await;
}

#[actix_web::test]
async fn who_asks_for_rest_gets_it_and_who_hangs_delays_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let (shop, slow) = (Receiver::open().await, Receiver::open().await);
    let mut config = hooked(folder.path(), &[("shop", &shop), ("slow", &slow)]);
    config.push.timeout = "300ms".parse().unwrap();
    let wired = Wired::open(&config);
    let ada = wired.somebody("ada", Role::User).await;
    raise(&wired, &ada, "1").await;
    let hanging = slow.told().await;
    shop.told().await.answer("503 Later\r\nretry-after: 3600").await;
    until(&wired, DeliveryState::Waiting, 2, 1).await;
    let waits = |name: &str| {
        let (store, name) = (wired.house.store().clone(), name.to_owned());
        async move {
            loop {
                let all = store.deliveries(DeliveryState::Waiting, 0, 10).await.unwrap();
                let own = all.into_iter().find(|one| one.target == name).unwrap();
                if 0 < own.attempts {
                    return own;
                }
                tokio::task::yield_now().await;
            }
        }
    };
    assert!(3_600_000 <= waits("shop").await.next_at.since(wired.clock.now()));
    assert_eq!(waits("slow").await.last_error.as_deref(), Some("it took too long"));
    drop(hanging);
    wired.close().await;
}

#[actix_web::test]
async fn what_waits_when_the_house_falls_is_brought_by_the_next() {
    let (folder, shop) = (tempfile::tempdir().unwrap(), Receiver::open().await);
    let config = hooked(folder.path(), &[("shop", &shop)]);
    let wired = Wired::open(&config);
    let ada = wired.somebody("ada", Role::User).await;
    raise(&wired, &ada, "1").await;
    let unanswered = shop.told().await;
    let id = unanswered.header("webhook-id").to_owned();
    wired.close().await;
    drop(unanswered);
    let wired = Wired::open(&config);
    // The attempt may have been written down as one that failed.
    wired.pass(SCHEDULE_MS[0] * 2);
    let told = shop.told().await;
    assert_eq!(told.header("webhook-id"), id);
    told.answer("200 Fine").await;
    until(&wired, DeliveryState::Waiting, 0, 0).await;
    wired.close().await;
}

/// What the browser reads: RFC 8291 from its side.
fn opened(body: &[u8], own: &PrivateKey, auth: &[u8]) -> Vec<u8> {
    let (salt, ours, sealed) = (&body[..16], &body[21..86], &body[86..]);
    let mac = |key: &[u8], text: &[u8]| {
        hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text).as_ref().to_vec()
    };
    let theirs = own.compute_public_key().unwrap();
    let peer = UnparsedPublicKey::new(&ECDH_P256, ours);
    let shared = agree(own, peer, (), |shared| Ok(shared.to_vec())).unwrap();
    let info = [b"WebPush: info\0", theirs.as_ref(), ours, &[1]].concat();
    let key = mac(salt, &mac(&mac(auth, &shared), &info));
    let content = mac(&key, b"Content-Encoding: aes128gcm\0\x01");
    let nonce = mac(&key, b"Content-Encoding: nonce\0\x01");
    let opening = LessSafeKey::new(UnboundKey::new(&AES_128_GCM, &content[..16]).unwrap());
    let nonce = Nonce::try_assume_unique_for_key(&nonce[..12]).unwrap();
    let mut sealed = sealed.to_vec();
    let text = opening.open_in_place(nonce, Aad::empty(), &mut sealed).unwrap();
    assert_eq!(text.last(), Some(&2));
    text[..text.len() - 1].to_vec()
}

#[actix_web::test]
async fn a_browser_reads_what_it_is_pushed_until_it_is_gone() {
    let service = Receiver::open().await;
    let wired = Wired::fresh();
    let ada = wired.somebody("ada", Role::User).await;
    let (own, auth) = (PrivateKey::generate(&ECDH_P256).unwrap(), [7; 16]);
    let public = URL_SAFE_NO_PAD.encode(own.compute_public_key().unwrap());
    let endpoint = format!("http://{}/send/abc", service.address());
    let keys = json!({ "p256dh": public, "auth": URL_SAFE_NO_PAD.encode(auth) });
    let path = "POST /me/push-subscriptions";
    for wrong in [
        "https://10.0.0.1/x",
        "https://[fd00::1]/x",
        "http://push.example/x",
        "https://[::ffff:169.254.1.1]/x",
    ] {
        let body = json!({ "endpoint": wrong, "keys": keys });
        wired.rest(path, Some(&ada), None, &body).await.is(422, "invalid");
    }
    let body = json!({ "endpoint": endpoint, "expirationTime": null, "keys": keys });
    let made = wired.rest(path, Some(&ada), None, &body).await;
    assert_eq!(made.status, 201, "{made:?}");
    raise(&wired, &ada, "1").await;
    let told = service.told().await;
    let text: Value = serde_json::from_slice(&opened(&told.body, &own, &auth)).unwrap();
    assert_eq!(text["id"], "1");
    assert_eq!(told.header("topic").len(), 32);
    let shown = wired.rest("GET /push/key", Some(&ada), None, &Value::Null).await;
    let (token, key) =
        told.header("authorization").strip_prefix("vapid t=").unwrap().split_once(", k=").unwrap();
    assert_eq!(shown.json["publicKey"], key);
    let (signed, proof) = token.rsplit_once('.').unwrap();
    let key = URL_SAFE_NO_PAD.decode(key).unwrap();
    let proof = URL_SAFE_NO_PAD.decode(proof).unwrap();
    signature::UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, key)
        .verify(signed.as_bytes(), &proof)
        .unwrap();
    let claims = URL_SAFE_NO_PAD.decode(signed.split_once('.').unwrap().1).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!(claims["aud"], format!("http://{}", service.address()));
    told.answer("410 Gone").await;
    until(&wired, DeliveryState::Waiting, 0, 0).await;
    let mine = wired.rest("GET /me/push-subscriptions", Some(&ada), None, &Value::Null).await;
    assert_eq!(mine.json["items"], json!([]));
    wired.close().await;
}

#[actix_web::test]
async fn a_message_that_nobody_looks_at_leaves_the_house_without_its_text() {
    let (folder, shop) = (tempfile::tempdir().unwrap(), Receiver::open().await);
    let wired = Wired::open(&hooked(folder.path(), &[("shop", &shop)]));
    let (ada, bo) =
        (wired.somebody("ada", Role::User).await, wired.somebody("bo", Role::User).await);
    let wanted = json!({ "topics": { "message": { "email": true } } });
    let prefer = "PUT /notifications/preferences";
    assert_eq!(wired.rest(prefer, Some(&bo), None, &wanted).await.status, 200);
    let direct = json!({ "kind": "direct", "members": [bo.person.id] });
    let room = open(&wired, &ada, direct).await;
    wired.delivered().await;
    let mut bos = wired.connect(&bo).await;
    say(&wired, &ada, &room, "for your eyes only").await;
    wired.pass(2_000);
    let new = bos.next("notification:new").await;
    wired.house.sweep();
    let told = shop.told().await;
    let body = told.json();
    assert_eq!(body["type"], "message");
    assert_eq!(body["data"]["user"], json!(bo.person.id));
    assert_eq!(body["data"]["notification"]["id"], new["data"]["id"]);
    assert_eq!(body["data"]["notification"]["message"], "ada wrote to you.");
    assert!(!body.to_string().contains("eyes"));
    told.answer("200 Fine").await;
    until(&wired, DeliveryState::Waiting, 0, 0).await;

    // In quiet hours the list goes on, and nothing leaves the house.
    let quiet = json!({ "quietHours": { "fromMinute": 0, "toMinute": 0 } });
    assert_eq!(wired.rest(prefer, Some(&bo), None, &quiet).await.status, 200);
    bos.ask("chat:read", &room, json!({ "upTo": 99 })).await;
    say(&wired, &ada, &room, "and again").await;
    wired.pass(2_000);
    bos.next("notification:new").await;
    assert_eq!(wired.house.store().count_deliveries(DeliveryState::Waiting).await.unwrap(), 0);
    // Whoever wants nothing in the list gets nothing there.
    let off = json!({ "quietHours": null, "topics": { "message": { "inApp": false, "webPush": false } } });
    assert_eq!(wired.rest(prefer, Some(&bo), None, &off).await.status, 200);
    bos.ask("chat:read", &room, json!({ "upTo": 99 })).await;
    wired.delivered().await;
    bos.heard();
    say(&wired, &ada, &room, "once more").await;
    wired.pass(2_000);
    wired.delivered().await;
    bos.next("chat:unread").await;
    let list = wired.rest("GET /notifications", Some(&bo), None, &Value::Null).await.json;
    assert_eq!((list["items"].as_array().unwrap().len(), &list["unreadCount"]), (2, &json!(0)));
    drop(bos);
    wired.close().await;
}
