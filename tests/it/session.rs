//! What frames mean to a connection, without any transport: text in, a task out.

use rialto::{
    gateway::{
        session::{self, Manners, Session, Task},
        ws::Close,
    },
    protocol::{
        id::{Id, UserId},
        person::{Person, Role},
        time::Time,
    },
};
use serde_json::{Value, json};

const NOW: Time = Time::from_ms(1_000_000);

fn manners() -> Manners {
    Manners { guests: true, auth_within_ms: 10_000, rooms_max: 2, malformed_max: 3 }
}

fn guest() -> Session {
    Session::new(manners().into(), "epoch-1".into(), NOW)
}

fn person(number: u64) -> Person {
    Person { id: UserId(Id::from_number(number)), name: "ada".into(), role: Role::User }
}

fn signed_in() -> Session {
    let mut session = guest();
    session.sign_in(person(1), NOW.plus(900_000)).unwrap();
    session
}

/// The frame that the session answers at once.
fn sent(session: &mut Session, frame: &str) -> Value {
    let task = session.text(frame, NOW);
    let Task::Send(text) = task else { panic!("{frame}: {task:?}") };
    serde_json::from_str(&text).unwrap()
}

#[test]
fn every_bad_frame_gets_the_error_that_names_it() {
    let cases = [
        ("{", json!({ "error": { "code": "malformed" } })),
        ("[1]", json!({ "error": { "code": "malformed" } })),
        ("\"text\"", json!({ "error": { "code": "malformed" } })),
        (r#"{"id":7}"#, json!({ "reply": 7, "error": { "code": "malformed" } })),
        (r#"{"id":7,"event":5}"#, json!({ "reply": 7, "error": { "code": "malformed" } })),
        (r#"{"id":7,"event":"ping"} x"#, json!({ "error": { "code": "malformed" } })),
        (
            r#"{"id":7,"event":"no:such"}"#,
            json!({ "reply": 7, "error": { "code": "unknown_event" } }),
        ),
        (
            r#"{"id":7,"event":"ping","data":{"x":1}}"#,
            json!({ "reply": 7, "error": { "code": "invalid", "data": { "fields": [{ "path": "x", "code": "unknown_field" }] } } }),
        ),
        (
            r#"{"id":7,"event":"ping","extra":1}"#,
            json!({ "reply": 7, "error": { "code": "invalid", "data": { "fields": [{ "path": "extra", "code": "unknown_field" }] } } }),
        ),
        (
            r#"{"id":"seven","event":"ping"}"#,
            json!({ "error": { "code": "invalid", "data": { "fields": [{ "path": "id", "code": "wrong_type" }] } } }),
        ),
        (
            r#"{"id":7,"event":"subscribe","data":{}}"#,
            json!({ "reply": 7, "error": { "code": "invalid", "data": { "fields": [{ "path": "room", "code": "missing_field" }] } } }),
        ),
        (
            r#"{"id":7,"event":"subscribe","data":{"room":"inbox:1","since":-1}}"#,
            json!({ "reply": 7, "error": { "code": "invalid", "data": { "fields": [{ "path": "since" }] } } }),
        ),
        (
            r#"{"id":7,"event":"inbox:note","key":""}"#,
            json!({ "reply": 7, "error": { "code": "invalid", "data": { "fields": [{ "path": "key" }] } } }),
        ),
        (
            r#"{"id":7,"event":"inbox:note","data":{}}"#,
            json!({ "reply": 7, "error": { "code": "invalid", "data": { "fields": [{ "path": "room", "code": "missing_field" }] } } }),
        ),
        (
            r#"{"id":7,"event":"inbox:note","room":"auction:1","data":{}}"#,
            json!({ "reply": 7, "error": { "code": "invalid", "data": { "fields": [{ "path": "room", "code": "wrong_value" }] } } }),
        ),
    ];
    for (frame, expected) in cases {
        let answer = sent(&mut signed_in(), frame);
        assert!(holds(&answer, &expected), "{frame}\n  got      {answer}\n  expected {expected}");
    }
}

/// Whether everything that `expected` names is in `answer`, and no reply is given to nobody.
fn holds(answer: &Value, expected: &Value) -> bool {
    match (answer, expected) {
        (Value::Object(answer), Value::Object(expected)) => {
            answer.contains_key("reply") == expected.contains_key("reply")
                && expected.iter().all(|(name, value)| {
                    answer.get(name).is_some_and(|answer| holds(answer, value))
                })
        }
        (Value::Array(answer), Value::Array(expected)) => {
            answer.len() == expected.len() && answer.iter().zip(expected).all(|(a, e)| holds(a, e))
        }
        (answer, expected) => answer == expected,
    }
}

#[test]
fn ping_tells_the_servers_time_and_no_id_asks_for_no_reply() {
    let pong = sent(&mut guest(), r#"{"id":1,"event":"ping"}"#);
    assert_eq!(pong, json!({ "reply": 1, "data": { "now": "1970-01-01T00:16:40.000Z" } }));
    assert!(matches!(guest().text(r#"{"event":"ping","data":{}}"#, NOW), Task::Nothing));
}

#[test]
fn many_malformed_frames_in_a_row_close_and_a_good_one_starts_anew() {
    let mut session = guest();
    sent(&mut session, "{");
    sent(&mut session, "{");
    sent(&mut session, r#"{"id":1,"event":"ping"}"#);
    sent(&mut session, "{");
    sent(&mut session, "{");
    assert!(matches!(session.text("{", NOW), Task::Close(Close::Malformed)));
}

#[test]
fn guests_watch_and_send_nothing_else() {
    let mut session = guest();
    let task = session.text(r#"{"id":1,"event":"subscribe","data":{"room":"auction:1"}}"#, NOW);
    assert!(matches!(task, Task::Subscribe { since: None, .. }));
    for event in ["inbox:note", "outcome"] {
        let data =
            if event == "outcome" { r#","data":{"key":"k"}"# } else { r#","room":"inbox:1""# };
        let answer = sent(&mut session, &format!(r#"{{"id":2,"event":"{event}"{data}}}"#));
        assert_eq!(answer["error"]["code"], "unauthenticated", "{event}");
    }
}

#[test]
fn where_guests_are_off_only_auth_and_ping_are_heard_and_auth_must_come_in_time() {
    let mut session =
        Session::new(Manners { guests: false, ..manners() }.into(), "epoch-1".into(), NOW);
    let answer = sent(&mut session, r#"{"id":1,"event":"subscribe","data":{"room":"auction:1"}}"#);
    assert_eq!(answer["error"]["code"], "unauthenticated");
    assert!(matches!(
        session.text(r#"{"id":1,"event":"auth","data":{"token":"t"}}"#, NOW),
        Task::Auth { id: Some(1), .. }
    ));
    assert!(session.tick(NOW.plus(9_999)).is_none());
    assert!(matches!(session.tick(NOW.plus(10_000)), Some(Task::Close(Close::AuthTimeout))));
}

#[test]
fn a_position_of_another_epoch_counts_for_nothing() {
    let since = |epoch: &str| {
        let data = format!(r#"{{"room":"auction:1","since":9{epoch}}}"#);
        let frame = format!(r#"{{"id":1,"event":"subscribe","data":{data}}}"#);
        let task = guest().text(&frame, NOW);
        let Task::Subscribe { since, .. } = task else { panic!("{task:?}") };
        since.map(|seq| seq.0)
    };
    assert_eq!(since(""), Some(9));
    assert_eq!(since(r#","epoch":"epoch-1""#), Some(9));
    assert_eq!(since(r#","epoch":"epoch-0""#), None);
}

#[test]
fn a_connection_follows_a_bounded_number_of_rooms() {
    let mut session = guest();
    let follow =
        |room: &str| format!(r#"{{"id":1,"event":"subscribe","data":{{"room":"{room}"}}}}"#);
    for room in ["auction:1", "auction:2", "auction:2"] {
        assert!(matches!(session.text(&follow(room), NOW), Task::Subscribe { .. }));
    }
    assert_eq!(sent(&mut session, &follow("auction:3"))["error"]["code"], "invalid");
    session.text(r#"{"id":1,"event":"unsubscribe","data":{"room":"auction:1"}}"#, NOW);
    assert!(matches!(session.text(&follow("auction:3"), NOW), Task::Subscribe { .. }));
}

#[test]
fn a_token_that_ends_is_told_a_minute_before_and_then_closes() {
    let mut session = signed_in();
    let end = NOW.plus(900_000);
    assert!(session.tick(Time::from_ms(end.ms() - 60_001)).is_none());
    match session.tick(Time::from_ms(end.ms() - 60_000)) {
        Some(Task::Send(frame)) => assert_eq!(
            serde_json::from_str::<Value>(&frame).unwrap(),
            json!({ "event": "auth:expiring", "data": { "at": end.to_string() } })
        ),
        other => panic!("{other:?}"),
    }
    assert!(session.tick(Time::from_ms(end.ms() - 1)).is_none());
    assert!(matches!(session.tick(end), Some(Task::Close(Close::Unauthenticated))));
    // A fresh token on the live socket moves the end.
    session.sign_in(person(1), end.plus(900_000)).unwrap();
    assert!(session.tick(end).is_none());
}

#[test]
fn clients_are_told_to_come_back_one_by_one() {
    let pause = |number| {
        let goodbye: Value = serde_json::from_str(&session::goodbye(Close::Away, number)).unwrap();
        assert_eq!(goodbye["data"]["code"], 1001);
        goodbye["data"]["retryAfterMs"].as_u64().unwrap()
    };
    let mut pauses: Vec<_> = (0..1_000).map(pause).collect();
    pauses.sort_unstable();
    assert!(250 <= pauses[0] && pauses[999] < 2_250, "{pauses:?}");
    for (tenth, chunk) in (0..).zip(pauses.chunks(100)) {
        let about = 250 + tenth * 200;
        assert!(chunk.iter().all(|ms| (about - 50..about + 250).contains(ms)), "{chunk:?}");
    }
    let banned: Value = serde_json::from_str(&session::goodbye(Close::Banned, 1)).unwrap();
    assert_eq!(banned["data"].get("retryAfterMs"), None);
}

#[test]
fn a_connection_stays_with_its_user() {
    let mut session = signed_in();
    assert!(session.sign_in(person(2), NOW.plus(900_000)).is_err());
    assert_eq!(session.person().unwrap().id, person(1).id);
}
