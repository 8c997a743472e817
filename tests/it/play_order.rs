//! What rooms tell each other may come late or twice: what is older than what is known is nothing.

use rialto::{
    domain::{
        Machine, Settings, conversation::ConversationRoom, lobby::list::LobbyList, party::PartyRoom,
    },
    protocol::{
        conversation::of_lobby,
        facts::Facts,
        frame::to_json,
        id::{Id, RoomId, UserId},
        person::{Person, Role},
        time::Time,
    },
    rooms::core::{Ask, Core, Happened},
};
use serde_json::{Value, json, value::RawValue};

const NOW: Time = Time::from_ms(1_700_000_000_000);

fn user(number: u64) -> UserId {
    UserId(Id::from_number(number))
}

fn person(number: u64) -> Person {
    Person { id: user(number), name: format!("p{number}").into(), role: Role::User }
}

/// Asks a room; what happened, as the journal has it.
fn say<M: Machine>(core: &mut Core<M>, by: &Person, request: &str, data: &Value) -> Vec<Value> {
    happened(core, by, request, data).iter().map(|(event, _)| event.clone()).collect()
}

/// The same with what it asks of other rooms.
fn happened<M: Machine>(
    core: &mut Core<M>,
    by: &Person,
    request: &str,
    data: &Value,
) -> Vec<(Value, Vec<String>)> {
    let data = RawValue::from_string(data.to_string()).unwrap();
    let facts = Facts { people: (1..9).map(person).collect(), ..Facts::default() };
    let ask = Ask { facts, ..Ask::new(by.clone(), request, data) };
    let verdict = core.hear(NOW, &ask);
    assert!(verdict.answer.error.is_none(), "{request}: {}", to_json(&verdict.answer));
    let read = |one: Happened<_>| {
        let asked = one.reactions.iter().map(|asked| format!("{} {}", asked.request, asked.room));
        (serde_json::from_str(&one.body).unwrap(), asked.collect())
    };
    verdict.happened.into_iter().map(read).collect()
}

#[test]
fn a_conversation_takes_the_latest_of_what_a_lobby_says() {
    let lobby = RoomId::of("lobby", Id::from_number(1));
    let mut core =
        Core::<ConversationRoom>::new(of_lobby(&lobby)).under(Settings::default().into());
    let house = Person::house();
    let follow = |seq: u64, members: &[u64], closed: bool| {
        let members: Vec<Value> =
            members.iter().map(|one| json!({ "user": user(*one), "name": "x" })).collect();
        json!({ "lobby": lobby, "seq": seq, "title": null, "members": members, "closed": closed })
    };
    let request = "conversation:follow";
    assert_eq!(say(&mut core, &house, request, &follow(3, &[1, 2], false)).len(), 4);
    // What was said before arrives after it, and once more.
    assert!(say(&mut core, &house, request, &follow(2, &[1], false)).is_empty());
    assert!(say(&mut core, &house, request, &follow(3, &[1], false)).is_empty());
    let changed = say(&mut core, &house, request, &follow(5, &[2, 3], false));
    let kinds: Vec<&Value> = changed.iter().map(|event| &event["type"]).collect();
    assert_eq!(kinds, ["followed", "left", "joined"]);
    let members: Vec<UserId> = core.machine().talk().unwrap().members.keys().copied().collect();
    assert_eq!(members, [user(2), user(3)]);
    assert_eq!(
        say(&mut core, &house, request, &follow(6, &[], true)).last().unwrap()["type"],
        "closed"
    );
    assert!(say(&mut core, &house, request, &follow(7, &[1], false)).is_empty(), "over is over");
}

#[test]
fn the_list_takes_the_latest_of_what_a_lobby_says() {
    let mut core =
        Core::<LobbyList>::new(RoomId::from("lobbies")).under(Settings::default().into());
    let lobby = RoomId::of("lobby", Id::from_number(1));
    let note = |seq: u64, members: &[u64]| {
        let members: Vec<UserId> = members.iter().map(|one| user(*one)).collect();
        json!({ "seq": seq, "listed": null, "lobby": lobby, "game": "toy", "members": members })
    };
    let house = Person::house();
    assert_eq!(say(&mut core, &house, "lobbies:note", &note(4, &[1])).len(), 1);
    assert!(say(&mut core, &house, "lobbies:note", &note(3, &[2])).is_empty());
    assert_eq!(say(&mut core, &house, "lobbies:note", &note(9, &[])).len(), 1);
    assert!(say(&mut core, &house, "lobbies:note", &note(8, &[1])).is_empty(), "over is over");
}

#[test]
fn a_party_ends_a_search_that_began_with_others() {
    let room = RoomId::of("party", Id::from_number(1));
    let mut core = Core::<PartyRoom>::new(room).under(Settings::default().into());
    let (ada, bo, house) = (person(1), person(2), Person::house());
    say(&mut core, &ada, "party:create", &json!({}));
    say(&mut core, &ada, "party:invite", &json!({ "user": bo.id }));
    say(&mut core, &bo, "party:accept", &json!({}));
    let queued = |members: &[&Person], over: bool| {
        let members: Vec<UserId> = members.iter().map(|one| one.id).collect();
        json!({ "ticket": "toy.7", "members": members, "over": over })
    };
    let [(event, asked)] =
        &*happened(&mut core, &house, "party:queued", &queued(&[&bo, &ada], false))
    else {
        panic!("one event")
    };
    assert_eq!((&event["stale"], asked.len()), (&json!(false), 0), "in whatever order");
    say(&mut core, &house, "party:queued", &queued(&[&bo, &ada], true));
    say(&mut core, &bo, "party:leave", &json!({}));
    // It was looked up who is in it, and one went before the queue could say that it searches.
    let [(event, asked)] =
        &*happened(&mut core, &house, "party:queued", &queued(&[&ada, &bo], false))
    else {
        panic!("one event")
    };
    assert_eq!(event["stale"], true);
    assert_eq!(asked, &["matchmaking:disband queue:toy"]);
}
