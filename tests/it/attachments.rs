//! Files: what may be uploaded, who may have it, and that it goes when nobody needs it.

use std::{path::Path, time::Duration};

use awc::Client;
use bytes::Bytes;
use futures_util::stream;
use rialto::{config::Period, gateway::accounts::SignedIn, protocol::person::Role};
use serde_json::{Value, json};

use crate::{
    chat::{key_of, open},
    desk::Server,
    simulate::Dice,
    wired::{Wired, settings},
};

/// An answer with a body that may be anything.
pub(crate) struct Answer {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Bytes,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or(Value::Null)
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    #[track_caller]
    pub(crate) fn is(&self, status: u16, code: &str) {
        let json = self.json();
        assert_eq!((self.status, json["error"]["code"].as_str()), (status, Some(code)), "{json}");
    }
}

/// A request: method and path below `/api/v1`, or of a picture.
pub(crate) async fn send(
    wired: &Wired,
    request: &str,
    who: Option<&SignedIn>,
    headers: &[(&'static str, &str)],
    body: impl Into<Bytes>,
) -> Answer {
    let (method, path) = request.split_once(' ').unwrap();
    let base = if path.starts_with("/media/") { "" } else { "/api/v1" };
    let url = format!("http://{}{base}{path}", wired.address);
    let client = Client::builder().timeout(Duration::from_secs(20)).finish();
    let mut call = client.request(method.parse().unwrap(), url);
    if let Some(who) = who {
        call = call.bearer_auth(who.access_token.expose());
    }
    for header in headers {
        call = call.insert_header(*header);
    }
    let mut answer = call.send_body(body.into()).await.unwrap();
    let headers = answer.headers().iter();
    let headers = headers.map(|(name, value)| {
        (name.as_str().to_owned(), value.to_str().unwrap_or_default().to_owned())
    });
    let headers = headers.collect();
    Answer { status: answer.status().as_u16(), headers, body: answer.body().await.unwrap() }
}

async fn upload(wired: &Wired, who: &SignedIn, name: &str, body: impl Into<Bytes>) -> Answer {
    let request = format!("POST /attachments?name={name}");
    send(wired, &request, Some(who), &[("Content-Type", "image/svg+xml")], body).await
}

fn id(uploaded: &Answer) -> String {
    let json = uploaded.json();
    json["attachment"]["id"].as_str().unwrap_or_else(|| panic!("{json}")).to_owned()
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    png.extend(width.to_be_bytes());
    png.extend(height.to_be_bytes());
    png.extend([8, 6, 0, 0, 0, 0, 0, 0, 0]);
    png
}

/// So many milliseconds of silence, 8,000 samples of a byte a second.
fn wav(ms: u32) -> Vec<u8> {
    let samples = ms * 8;
    let mut wav = b"RIFF".to_vec();
    wav.extend((36 + samples).to_le_bytes());
    wav.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data");
    wav.extend(samples.to_le_bytes());
    wav.extend(std::iter::repeat_n(0x80, samples as usize));
    wav
}

/// Every file of the vault.
pub(crate) fn kept(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries
        .map(|entry| entry.unwrap().path())
        .map(|path| if path.is_dir() { kept(&path) } else { 1 })
        .sum()
}

/// Waits until so many files are kept.
pub(crate) async fn until_kept(folder: &Path, count: usize) {
    while kept(folder) != count {
        tokio::task::yield_now().await;
    }
}

#[actix_web::test]
async fn a_file_is_what_its_content_says_and_belongs_to_its_owner_and_then_to_a_message() {
    let folder = tempfile::tempdir().unwrap();
    let wired = Wired::open(&settings(folder.path()));
    let vault = folder.path().join("attachments");
    let (ada, bo, eve) = (
        wired.somebody("ada", Role::User).await,
        wired.somebody("bo", Role::User).await,
        wired.somebody("eve", Role::Admin).await,
    );
    let image = upload(&wired, &ada, "..%2F..%2Fholiday%22%C3%A9.svg", png(640, 480)).await;
    assert_eq!(image.status, 201);
    let shown = image.json()["attachment"].clone();
    assert_eq!(
        (&shown["mediaType"], &shown["kind"], &shown["name"], &shown["width"], &shown["height"]),
        (&json!("image/png"), &json!("image"), &json!("holiday\"é.svg"), &json!(640), &json!(480))
    );
    let voice = upload(&wired, &ada, "voice", wav(1_500)).await;
    assert_eq!(voice.json()["attachment"]["durationMs"], 1_500);
    assert_eq!(voice.json()["attachment"]["kind"], "audio");
    let text = upload(&wired, &ada, "notes.txt", "Grüße\n").await;
    assert_eq!(text.json()["attachment"]["mediaType"], "text/plain");
    for (body, what) in [
        (&b"<svg xmlns='http://www.w3.org/2000/svg'/>\0"[..], "with a NUL"),
        (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0", "a program"),
        (b"", "nothing"),
        (b"\xff\xfe\xfd", "noise"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "a page"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "a drawing"),
        (b"\xef\xbb\xbf words, and then <script>", "a page after a mark"),
    ] {
        let refused = upload(&wired, &ada, "x.png", body).await;
        assert_eq!(refused.status, 415, "{what}: {:?}", refused.json());
        refused.is(415, "unsupported_type");
    }
    upload(&wired, &ada, "huge", png(0, 480)).await.is(415, "unsupported_type");

    // Until a message takes it, it is its owner's alone.
    let path = format!("GET /attachments/{}", id(&image));
    let nowhere = send(&wired, "GET /attachments/0000000000001", Some(&eve), &[], "").await;
    nowhere.is(404, "not_found");
    for who in [Some(&bo), Some(&eve), None] {
        let refused = send(&wired, &path, who, &[], "").await;
        assert_eq!((refused.status, &refused.body), (404, &nowhere.body));
    }
    assert_eq!(send(&wired, &path, Some(&ada), &[], "").await.body, png(640, 480));

    let room = open(&wired, &ada, json!({ "kind": "direct", "members": [bo.person.id] })).await;
    let say = format!("POST /conversations/{}/messages", key_of(&room));
    let stolen = json!({ "contentType": "image", "attachment": id(&image) });
    wired.rest(&say, Some(&bo), None, &stolen).await.is(409, "unknown_attachment");
    let body = json!({ "content": "Look", "contentType": "image", "attachments": [id(&image), id(&voice)] });
    let mut bos = wired.connect(&bo).await;
    bos.follow(&room).await;
    let said = wired.rest(&say, Some(&ada), None, &body).await;
    assert_eq!(said.status, 201, "{said:?}");
    let told = bos.next("chat:message").await;
    assert_eq!(told["data"]["attachments"][0], shown);
    wired.rest(&say, Some(&ada), None, &stolen).await.is(409, "unknown_attachment");
    let fetched = send(&wired, &path, Some(&bo), &[], "").await;
    assert_eq!((fetched.status, fetched.body), (200, Bytes::from(png(640, 480))));
    for (name, value) in [
        ("content-type", "image/png"),
        ("x-content-type-options", "nosniff"),
        ("content-security-policy", "default-src 'none'; sandbox"),
    ] {
        let fetched = send(&wired, &path, Some(&bo), &[], "").await;
        assert_eq!(fetched.header(name), value);
        assert!(fetched.header("content-disposition").starts_with("inline; filename="));
    }
    let part = send(&wired, &path, Some(&bo), &[("Range", "bytes=1-3")], "").await;
    assert_eq!((part.status, &part.body[..]), (206, &b"PNG"[..]));
    for who in [Some(&eve), None] {
        let refused = send(&wired, &path, who, &[], "").await;
        assert_eq!((refused.status, &refused.body), (404, &nowhere.body));
    }

    // The same content once more is no other file; with the message its own goes.
    let again = upload(&wired, &bo, "copy.png", png(640, 480)).await;
    assert_eq!((again.status, kept(&vault)), (201, 3));
    let message = said.json["message"].as_str().unwrap();
    let delete = format!("DELETE /conversations/{}/messages/{message}", key_of(&room));
    assert_eq!(wired.rest(&delete, Some(&ada), None, &Value::Null).await.status, 200);
    until_kept(&vault, 2).await;
    send(&wired, &path, Some(&bo), &[], "").await.is(404, "not_found");
    let copy = format!("/attachments/{}", id(&again));
    let fetched = send(&wired, &format!("GET {copy}"), Some(&bo), &[], "").await;
    assert_eq!(fetched.body, png(640, 480));
    let gone = send(&wired, &format!("DELETE {copy}"), Some(&bo), &[], "").await;
    assert_eq!(gone.status, 204);
    until_kept(&vault, 1).await;
    // What no message has taken within an hour goes, too.
    wired.pass(60 * 60 * 1_000);
    until_kept(&vault, 0).await;
    drop(bos);
    wired.close().await;
}

#[actix_web::test]
async fn an_upload_has_its_limits_and_what_breaks_off_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = settings(folder.path());
    config.attachments.size = "1KiB".parse().unwrap();
    config.attachments.waiting = 2.try_into().unwrap();
    config.attachments.stall = "50ms".parse::<Period>().unwrap();
    let wired = Wired::open(&config);
    let vault = folder.path().join("attachments");
    let ada = wired.somebody("ada", Role::User).await;
    upload(&wired, &ada, "big", vec![b'a'; 1_025]).await.is(413, "too_large");
    // Without a length it is known when it is there.
    let url = format!("http://{}/api/v1/attachments", wired.address);
    for (pieces, status) in [(10, 413), (2, 201)] {
        let pieces = (0..pieces).map(|_| Ok::<_, std::io::Error>(Bytes::from(vec![b'a'; 300])));
        let client = Client::builder().timeout(Duration::from_secs(20)).finish();
        let call = client.post(&url).bearer_auth(ada.access_token.expose());
        let pieces: Vec<_> = pieces.collect();
        assert_eq!(call.send_stream(stream::iter(pieces)).await.unwrap().status(), status);
    }
    // One that stalls is told so, and one that breaks off is gone.
    let bearer = ada.access_token.expose();
    let head = format!(
        "POST /api/v1/attachments HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\
         Authorization: Bearer {bearer}\r\nContent-Length: 900\r\n\r\nhalf of it"
    );
    let stalled = Server::at(wired.address).raw(head.clone().into_bytes()).await;
    assert_eq!(stalled.status, 408, "{stalled:?}");
    let mut broken = std::net::TcpStream::connect(wired.address).unwrap();
    std::io::Write::write_all(&mut broken, head.as_bytes()).unwrap();
    drop(broken);
    until_kept(&vault, 1).await;

    // The same key again is the same file.
    let key = [("Idempotency-Key", "k")];
    let first = send(&wired, "POST /attachments", Some(&ada), &key, "one").await;
    assert_eq!(first.status, 201);
    wired.rest("GET /me", Some(&ada), None, &Value::Null).await;
    let third = send(&wired, "POST /attachments", Some(&ada), &[], "three").await;
    third.is(409, "too_many_waiting");
    send(&wired, &format!("DELETE /attachments/{}", id(&first)), Some(&ada), &[], "").await;
    let again = send(&wired, "POST /attachments", Some(&ada), &key, "one").await;
    assert_eq!(id(&again), id(&first));
    wired.close().await;

    // What a crash left coming in goes when the house opens.
    std::fs::write(vault.join("incoming/left"), "half").unwrap();
    let wired = Wired::open(&config);
    assert_eq!(kept(&vault), 2);
    wired.close().await;
}

#[test]
fn no_file_makes_a_reader_fall() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("file");
    for seed in 0..300 {
        let mut dice = Dice::new(seed);
        let mut bytes = if dice.below(2) == 0 { wav(20) } else { png(3, 4) };
        for _ in 0..dice.below(8) {
            let place = usize::try_from(dice.below(bytes.len() as u64)).unwrap();
            bytes[place] = u8::try_from(dice.below(256)).unwrap();
        }
        bytes.truncate(usize::try_from(dice.below(bytes.len() as u64 + 1)).unwrap());
        std::fs::write(&path, &bytes).unwrap();
        let found = std::panic::catch_unwind(|| rialto::files::nature::of(&path));
        assert!(found.is_ok_and(|found| found.is_ok()), "seed {seed}");
    }
}
