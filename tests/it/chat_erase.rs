//! What was taken back is nowhere: not in the bytes of any file, not in what anybody is shown.

use std::{fs, path::Path};

use rialto::{gateway::accounts::SignedIn, protocol::person::Role};
use serde_json::{Value, json};

use crate::{
    chat::{key_of, open, say},
    wired::{Wired, settings},
};

/// The files below a folder in whose bytes a word is, in capitals or not.
pub(crate) fn holding(folder: &Path, word: &str) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holding(&path, word));
            continue;
        }
        // One that goes meanwhile holds nothing.
        let bytes = fs::read(&path).unwrap_or_default().to_ascii_lowercase();
        if bytes.windows(word.len()).any(|part| part == word.as_bytes()) {
            found.push(path.display().to_string());
        }
    }
    found
}

/// Waits until a word is in no file; the server empties its log by itself.
pub(crate) async fn until_gone(folder: &Path, word: &str) {
    let patience = std::time::Duration::from_secs(20);
    let gone = async {
        while !holding(folder, word).is_empty() {
            tokio::task::yield_now().await;
        }
    };
    let gone = tokio::time::timeout(patience, gone).await;
    assert!(gone.is_ok(), "`{word}` is still in {:?}", holding(folder, word));
}

/// Everything that somebody can be shown of a conversation, as text.
pub(crate) async fn shown(wired: &Wired, by: &SignedIn, room: &str, word: &str) -> String {
    let id = key_of(room);
    let mut all = String::new();
    for request in [
        format!("GET /conversations/{id}"),
        format!("GET /conversations/{id}/messages?limit=200"),
        format!("GET /events?room={room}&limit=200"),
        format!("GET /messages?q={word}"),
        "GET /conversations".to_owned(),
        "GET /notifications".to_owned(),
        "GET /me/export".to_owned(),
    ] {
        all.push_str(&wired.rest(&request, Some(by), None, &Value::Null).await.text);
    }
    let mut wire = wired.connect(by).await;
    for data in [
        json!({ "room": room }),
        json!({ "room": room, "since": 1 }),
        json!({ "room": format!("inbox:{}", by.person.id), "since": 0 }),
    ] {
        all.push_str(&wire.call("subscribe", data).await.to_string());
    }
    all
}

#[actix_web::test]
async fn a_message_that_was_taken_back_is_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let config = settings(folder.path());
    let wired = Wired::open(&config);
    let (ada, bo) =
        (wired.somebody("ada", Role::User).await, wired.somebody("bo", Role::User).await);
    let room = open(&wired, &ada, json!({ "kind": "group", "members": [bo.person.id] })).await;
    let kept = say(&wired, &bo, &room, "marmalade stays").await;
    let file = "a file with mulberry in it";
    let uploaded = wired.upload(&ada, "quince.txt", file.as_bytes()).await;
    let body = json!({ "content": "zanzibar and marmalade", "attachment": uploaded["id"] });
    let send = format!("POST /conversations/{}/messages", key_of(&room));
    let said = wired.rest(&send, Some(&ada), Some("key-of-it"), &body).await.json;
    let deed = async |deed: &str, body: Value| {
        let request = format!("POST /conversations/{}/{deed}", key_of(&room));
        let done = wired.rest(&request, Some(&ada), None, &body).await;
        assert_eq!(done.status, 200, "{done:?}");
    };
    for content in ["timbuktu instead", "samarkand at last"] {
        deed("edit", json!({ "message": said["message"], "content": content })).await;
    }
    deed("react", json!({ "message": said["message"], "emoji": "👍", "on": true })).await;
    // Enough for a snapshot, which has the latest texts.
    for number in 0..1_000 {
        deed("react", json!({ "message": kept["message"], "emoji": "👍", "on": number % 2 == 0 }))
            .await;
    }
    let words = ["zanzibar", "timbuktu", "samarkand", "mulberry", "quince"];
    assert!(!holding(folder.path(), "samarkand").is_empty(), "else this test sees nothing");
    assert!(shown(&wired, &bo, &room, "samarkand").await.contains("samarkand"));

    deed("delete_message", json!({ "message": said["message"] })).await;
    for word in words {
        assert!(!shown(&wired, &bo, &room, word).await.contains(word), "{word} is still shown");
        until_gone(folder.path(), word).await;
    }
    // What others said is there, and found.
    assert!(!holding(folder.path(), "marmalade").is_empty());
    let found = wired.rest("GET /messages?q=marm", Some(&ada), None, &Value::Null).await.json;
    assert_eq!(found["items"].as_array().unwrap().len(), 1, "{found}");
    // The key is remembered all the same.
    let again = wired.rest(&send, Some(&ada), Some("key-of-it"), &body).await;
    assert_eq!((again.status, again.header("Idempotency-Replayed")), (201, Some("true")));
    wired.close().await;

    let wired = Wired::open(&config);
    for word in words {
        assert!(!shown(&wired, &bo, &room, word).await.contains(word), "{word} is shown again");
        assert_eq!(holding(folder.path(), word), [] as [String; 0]);
    }
    wired.close().await;
}

#[actix_web::test]
async fn a_conversation_that_is_deleted_for_all_is_nowhere() {
    let folder = tempfile::tempdir().unwrap();
    let wired = Wired::open(&settings(folder.path()));
    let (ada, bo) =
        (wired.somebody("ada", Role::User).await, wired.somebody("bo", Role::User).await);
    let room = open(&wired, &ada, json!({ "kind": "group", "members": [bo.person.id] })).await;
    wired.delivered().await;
    let mut bos = wired.connect(&bo).await;
    bos.follow(&room).await;
    // More than is erased in one step.
    for number in 0..450 {
        say(&wired, if number % 2 == 0 { &ada } else { &bo }, &room, "casablanca").await;
    }
    let delete = format!("POST /conversations/{}/delete", key_of(&room));
    assert_eq!(wired.rest(&delete, Some(&bo), None, &json!({})).await.status, 403);
    assert_eq!(wired.rest(&delete, Some(&ada), None, &json!({})).await.status, 200);
    assert_eq!(bos.next("conversation:deleted").await["room"], *room);
    assert_eq!(bos.next("conversation:deleted").await["data"]["conversation"], *room);
    let list = wired.rest("GET /conversations", Some(&bo), None, &Value::Null).await.json;
    assert_eq!(list["items"], json!([]));
    assert!(!shown(&wired, &bo, &room, "casablanca").await.contains("casablanca"));
    until_gone(folder.path(), "casablanca").await;
    drop(bos);
    wired.close().await;
}

#[actix_web::test]
async fn a_hidden_message_is_shown_to_nobody_and_comes_back() {
    let wired = Wired::fresh();
    let (ada, bo) =
        (wired.somebody("ada", Role::User).await, wired.somebody("bo", Role::User).await);
    let room = open(&wired, &ada, json!({ "kind": "group", "members": [bo.person.id] })).await;
    let said = say(&wired, &bo, &room, "reykjavik").await;
    let hide = format!("POST /conversations/{}/hide", key_of(&room));
    let hidden = |on: bool| json!({ "message": said["message"], "on": on, "reason": "A test." });
    assert_eq!(wired.rest(&hide, Some(&ada), None, &hidden(true)).await.status, 200);
    for who in [&ada, &bo] {
        let shown = shown(&wired, who, &room, "reykjavik").await;
        assert!(!shown.contains("reykjavik"), "{shown}");
    }
    assert_eq!(wired.rest(&hide, Some(&ada), None, &hidden(false)).await.status, 200);
    assert!(shown(&wired, &ada, &room, "reykjavik").await.contains("reykjavik"));
    wired.close().await;
}
