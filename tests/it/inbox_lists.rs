//! The lists of an inbox in the database say what its room says, whatever was done to it.

use rialto::{
    domain::inbox::Settings,
    gateway::accounts::SignedIn,
    protocol::{
        conversation::Kind,
        frame::raw,
        id::{Id, RoomId},
        inbox::{ERASE, talk},
        person::{Person, Role},
    },
    rooms::core::Ask,
};
use serde_json::{Value, json};

use crate::{simulate::Dice, wired::Wired};

const STEPS: u64 = 80;

#[actix_web::test]
async fn notifications_and_blocks_are_listed_as_the_room_has_them() {
    let wired = Wired::fresh();
    let ada = wired.somebody("ada", Role::User).await;
    let mut others = Vec::new();
    for name in ["bo", "cy", "di"] {
        others.push(wired.somebody(name, Role::User).await.person.id);
    }
    let seed = std::env::var("SEED").map_or(1, |seed| seed.parse().unwrap());
    println!("SEED={seed}");
    let (mut dice, mut longest) = (Dice::new(seed), 0);
    for _ in 0..STEPS {
        longest = longest.max(compare(&wired, &ada).await);
        let other = dice.one(&others);
        let one = one(&wired, &ada, &mut dice).await;
        let (request, body) = match dice.below(12) {
            0 => ("POST /notifications/delete".to_owned(), json!({ "ids": [one] })),
            1 => ("POST /notifications/read".to_owned(), json!({ "ids": [one] })),
            2 => ("POST /notifications/read".to_owned(), json!({ "upTo": one })),
            3 => (format!("PUT /me/blocks/{other}"), Value::Null),
            4 => (format!("DELETE /me/blocks/{other}"), Value::Null),
            5 => {
                wired.pass(Settings::default().keep_ms / 4);
                continue;
            }
            _ => {
                raise(&wired, &ada, dice.below(20)).await;
                continue;
            }
        };
        order(&wired, &ada, &request, body).await;
    }
    assert!(8 < longest, "more than a page: {longest}");

    order(&wired, &ada, &format!("PUT /me/blocks/{}", others[0]), Value::Null).await;
    raise(&wired, &ada, 99).await;
    house(&wired, &ada, ERASE, &json!({})).await;
    assert_eq!(compare(&wired, &ada).await, 0);
    assert_eq!(wired.house.store().blocks(ada.person.id).await.unwrap(), []);
    wired.close().await;
}

fn inbox(of: &SignedIn) -> RoomId {
    RoomId::of("inbox", of.person.id.0)
}

async fn order(wired: &Wired, by: &SignedIn, request: &str, body: Value) {
    let answer = wired.rest(request, Some(by), None, &body).await;
    assert!(answer.status < 300, "{request}: {answer:?}");
}

async fn house(wired: &Wired, of: &SignedIn, request: &'static str, data: &Value) {
    let (by, data) = (Person::house(), raw(data));
    let ask = Ask::new(by, request, data);
    let answer = wired.house.rooms().ask(inbox(of), ask).await;
    assert_eq!(answer.error, None);
}

async fn raise(wired: &Wired, of: &SignedIn, number: u64) {
    let raise = talk::Raise {
        conversation: RoomId::of("conversation", Id::from_number(number)),
        kind: Kind::Group,
        title: Some(format!("Tea {number}")),
        from: None,
        from_name: "bo".into(),
        mention: number.is_multiple_of(3),
    };
    house(wired, of, talk::RAISE, &json!(raise)).await;
}

/// One of the list, or one that was never there.
async fn one(wired: &Wired, of: &SignedIn, dice: &mut Dice) -> Value {
    let mut all = state(wired, of).await["notifications"].as_array().unwrap().clone();
    all.push(json!({ "id": "99999" }));
    dice.one(&all)["id"].clone()
}

async fn state(wired: &Wired, of: &SignedIn) -> Value {
    let found = wired.house.rooms().look(inbox(of), Some(of.person.clone())).await;
    serde_json::from_str(found.data.unwrap().get()).unwrap()
}

/// Compares page by page; how long the list is.
async fn compare(wired: &Wired, of: &SignedIn) -> usize {
    let state = state(wired, of).await;
    let expected = state["notifications"].as_array().unwrap().clone();
    let unread: Vec<Value> =
        expected.iter().filter(|one| one["readAt"].is_null()).cloned().collect();
    assert_eq!(pages(wired, of, "unread=true&limit=3", &state["unreadCount"]).await, unread);
    assert_eq!(pages(wired, of, "limit=4", &state["unreadCount"]).await, expected);
    let blocked = wired.house.store().blocks(of.person.id).await.unwrap();
    let blocked: Vec<_> = blocked.into_iter().map(|(user, _)| user).collect();
    assert_eq!(json!(blocked), state["blocked"]);
    expected.len()
}

async fn pages(wired: &Wired, of: &SignedIn, query: &str, count: &Value) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let request = format!("GET /notifications?{query}{after}");
        let page = wired.rest(&request, Some(of), None, &Value::Null).await.json;
        assert_eq!(page["unreadCount"], *count);
        all.extend_from_slice(page["items"].as_array().unwrap());
        let Some(next) = page["next"].as_str() else { return all };
        after = format!("&after={next}");
    }
}
