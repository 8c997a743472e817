//! Who is forgotten is in no byte of any file, and what is said is in no line of the log.

use rialto::{gateway::accounts::Newcomer, protocol::person::Role, protocol::secret::Secret};
use serde_json::{Value, json};

use crate::{
    chat::{key_of, open, say},
    chat_erase::{holding, shown, until_gone},
    process::{Ground, Socket, key},
    wired::{Wired, settings},
};

#[actix_web::test]
async fn one_who_is_forgotten_leaves_neither_words_nor_name() {
    let folder = tempfile::tempdir().unwrap();
    let config = settings(folder.path());
    let wired = Wired::open(&config);
    let bo = wired.somebody("bo", Role::User).await;
    let password = "correct horse battery".to_owned();
    let newcomer = Newcomer {
        name: "Xanthippe".into(),
        password: Some(Secret::new(&*password)),
        email: None,
        role: Role::User,
    };
    let gone = wired.house.floor().accounts.create(newcomer).await.unwrap();
    let gone = wired.sign_in(gone.id).await;
    let room = open(&wired, &bo, json!({ "kind": "group", "members": [gone.person.id] })).await;
    wired.delivered().await;
    let mut last = Value::Null;
    // More than is erased in one step.
    for _ in 0..230 {
        last = say(&wired, &gone, &room, "vermilion").await;
    }
    let edit = format!("POST /conversations/{}/edit", key_of(&room));
    let otherwise = json!({ "message": last["message"], "content": "aquamarine" });
    assert_eq!(wired.rest(&edit, Some(&gone), None, &otherwise).await.status, 200);
    let stays = say(&wired, &bo, &room, "ochre stays").await;
    let react = format!("POST /conversations/{}/react", key_of(&room));
    let sign = json!({ "message": stays["message"], "emoji": "🍵", "on": true });
    assert_eq!(wired.rest(&react, Some(&gone), None, &sign).await.status, 200);
    assert!(shown(&wired, &bo, &room, "ochre").await.contains("🍵"));
    let words = ["vermilion", "aquamarine"];
    for word in words {
        assert!(!holding(folder.path(), word).is_empty(), "else this test sees nothing");
    }
    let right = json!({ "name": "Xanthippe", "password": password });
    assert_eq!(wired.rest("DELETE /me", Some(&gone), None, &right).await.status, 204);
    wired.delivered().await;
    for word in words {
        assert!(!shown(&wired, &bo, &room, word).await.contains(word), "{word} is still shown");
        until_gone(folder.path(), word).await;
    }
    let show = shown(&wired, &bo, &room, "ochre").await;
    assert!(show.contains("ochre stays") && !show.contains("Xanthippe"), "{show}");
    let page = format!("GET /conversations/{}/messages", key_of(&room));
    let page = wired.rest(&page, Some(&bo), None, &Value::Null).await.json;
    let last = page["items"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["content"], &last["reactions"]), (&json!("ochre stays"), &Value::Null));
    until_gone(folder.path(), "xanthippe").await;
    wired.close().await;

    let wired = Wired::open(&config);
    for word in ["vermilion", "aquamarine", "Xanthippe"] {
        assert!(!shown(&wired, &bo, &room, word).await.contains(word), "{word} is shown again");
        assert_eq!(holding(folder.path(), &word.to_lowercase()), [] as [String; 0]);
    }
    wired.close().await;
}

#[test]
fn what_is_said_is_in_no_line_of_the_log() {
    let ground = Ground::chatty();
    let ada = ground.person("ada", "user");
    let mut server = ground.serve();
    let call = |request: &str, body: Value| {
        let (status, answer) = server.call(request, Some(&ada), &body);
        assert!((200..300).contains(&status), "{request} {answer}");
        answer
    };
    let made = call("POST /api/v1/conversations", json!({ "kind": "group", "title": "burgundy" }));
    let room = made["room"].as_str().unwrap();
    let at = format!("/api/v1/conversations/{}", key(room));
    call(&format!("POST {at}/messages"), json!({ "content": "turquoise" }));
    let mut socket = Socket::open(server.address, Some(&ada)).unwrap();
    let said = json!({ "event": "chat:message", "room": room, "data": { "content": "magenta" } });
    let said = socket.ask(1, said).unwrap();
    let message = &said["data"]["message"];
    let edit = json!({ "message": message, "content": "chartreuse" });
    let edit = json!({ "event": "chat:edit", "room": room, "data": edit });
    assert!(socket.ask(2, edit).unwrap()["error"].is_null());
    // What is refused is not written down, either.
    let bad = json!({ "event": "chat:message", "room": room, "data": { "content": ["cerulean"] } });
    assert_eq!(socket.ask(3, bad).unwrap()["error"]["code"], "invalid");
    call(&format!("POST {at}/delete_message"), json!({ "message": message }));
    server.terminate();
    assert_eq!(server.ended(), Some(0));
    let log = server.log();
    assert!(log.contains("listening on"), "else this test sees nothing: {log}");
    for word in ["burgundy", "turquoise", "magenta", "chartreuse", "cerulean"] {
        let line = log.lines().find(|line| line.to_lowercase().contains(word));
        assert_eq!(line, None, "{word}");
    }
}
