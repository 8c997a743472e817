//! Who has been put out of a conversation hears that, and then nothing more of it by any way.

use rialto::protocol::person::Role;
use serde_json::{Value, json};

use crate::{
    chat::{key_of, open, say},
    wired::{Wire, Wired},
};

/// What a socket has heard of a room up to now, signals and figures in the inbox as well.
async fn heard_of(wire: &mut Wire, room: &str) -> Vec<Value> {
    // Whatever was told before is ahead of the answer.
    wire.call("ping", json!({})).await;
    let all = wire.heard().into_iter();
    // That it is no longer in the list is told by the inbox, when it has come to know.
    let is_left = |frame: &Value| frame["event"] == "conversation:deleted";
    all.filter(|frame| !is_left(frame) && frame.to_string().contains(room)).collect()
}

#[actix_web::test]
async fn one_who_is_put_out_hears_that_last_of_all() {
    let wired = Wired::fresh();
    let (ada, bo, cy) = (
        wired.somebody("ada", Role::User).await,
        wired.somebody("bo", Role::User).await,
        wired.somebody("cy", Role::User).await,
    );
    for (by, deed, body) in
        [(&ada, "remove", json!({ "user": bo.person.id })), (&bo, "leave", json!({}))]
    {
        let group = json!({ "kind": "group", "members": [bo.person.id, cy.person.id] });
        let room = open(&wired, &ada, group).await;
        let message = say(&wired, &ada, &room, "before").await["message"].clone();
        wired.delivered().await;
        let (mut bos, mut cys) = (wired.connect(&bo).await, wired.connect(&cy).await);
        bos.follow(&room).await;
        bos.follow(&format!("inbox:{}", bo.person.id)).await;
        cys.follow(&room).await;
        let request = format!("POST /conversations/{}/{deed}", key_of(&room));
        assert_eq!(wired.rest(&request, Some(by), None, &body).await.status, 200);
        wired.delivered().await;
        let last = bos.next("chat:member:left").await;
        assert_eq!(last["data"]["user"], json!(bo.person.id));
        // What is said from now on, in every way there is.
        let up_to = last["seq"].clone();
        heard_of(&mut bos, &room).await;
        for (deed, body) in [
            ("typing", json!({ "typing": true })),
            ("messages", json!({ "content": "without bo" })),
            ("react", json!({ "message": message, "emoji": "👍", "on": true })),
            ("edit", json!({ "message": message, "content": "otherwise" })),
            ("read", json!({ "upTo": 99 })),
            ("rename", json!({ "title": "Without bo" })),
            ("delete_message", json!({ "message": message })),
        ] {
            let request = format!("POST /conversations/{}/{deed}", key_of(&room));
            let done = wired.rest(&request, Some(&ada), None, &body).await;
            assert!([200, 201].contains(&done.status), "{deed} {done:?}");
        }
        wired.pass(6_000);
        wired.delivered().await;
        assert_eq!(cys.next("chat:deleted").await["data"]["message"], message);
        assert_eq!(heard_of(&mut bos, &room).await, [] as [Value; 0], "{deed}");
        for data in [json!({ "room": room }), json!({ "room": room, "since": up_to })] {
            let refused = bos.call("subscribe", data).await;
            assert_eq!(refused["error"]["code"], "not_found");
            assert!(refused["seq"].is_null());
        }
        drop((bos, cys));
    }
    wired.close().await;
}
