//! Races through real sockets (auctions.md 2.14): whatever comes at once, the result is that of some order,
//! and the journal says which.

use rialto::{
    domain::{Machine, auction::AuctionRoom},
    gateway::accounts::SignedIn,
    protocol::{
        id::{RoomId, Seq},
        person::Role,
        time::Time,
    },
    rooms::core::Core,
};
use serde_json::{Value, json};

use crate::wired::{NOW, Wire, Wired};

/// Whom a race is run among, where it takes two.
const TIMES: i64 = 40;

fn code(reply: &Value) -> &str {
    reply["error"]["code"]
        .as_str()
        .unwrap_or_else(|| reply["data"]["status"].as_str().unwrap_or("done"))
}

/// The auction as a fresh room reads it from the journal.
async fn replayed(wired: &Wired, room: &str) -> Core<AuctionRoom> {
    let id = RoomId::from(room);
    let mut core = Core::<AuctionRoom>::new(id.clone());
    for stored in wired.house.store().events(&id, Seq(0), 10_000).await.unwrap() {
        core.replay(stored.seq, stored.at, &stored.body).unwrap();
    }
    core
}

/// The page as everybody sees it.
async fn page(wired: &Wired, room: &str) -> Value {
    let request = format!("GET /auctions/{}", room.split_once(':').unwrap().1);
    wired.rest(&request, None, None, &Value::Null).await.json
}

/// The journal alone makes the same page.
async fn is_what_the_journal_says(wired: &Wired, room: &str) -> Value {
    let shown = page(wired, room).await;
    let core = replayed(wired, room).await;
    let state = core.machine().state(None, core.moment(wired.clock.now()), 0);
    let mut state = serde_json::to_value(state).unwrap();
    state["watchers"] = shown["watchers"].clone();
    assert_eq!(shown, state);
    shown
}

async fn all(wired: &Wired, names: usize) -> Vec<(SignedIn, Wire)> {
    let mut people = Vec::new();
    for number in 0..names {
        let person = wired.somebody(&format!("bidder{number}"), Role::User).await;
        let wire = wired.connect(&person).await;
        people.push((person, wire));
    }
    people
}

#[actix_web::test]
async fn of_a_hundred_equal_bids_at_once_one_leads() {
    let wired = Wired::fresh();
    let seller = wired.somebody("seller", Role::Seller).await;
    let mut people = all(&wired, 100).await;
    for bidding in ["proxy", "open"] {
        let room = wired.lot(&seller, json!({ "bidding": bidding })).await;
        let mut asked = Vec::new();
        for (_, wire) in &mut people {
            asked.push(
                wire.send("auction:bid", Some(&room), &json!({ "amount": 2_000 }), None).await,
            );
        }
        let (mut leading, mut accepted) = (Vec::new(), 1);
        for ((_, wire), id) in people.iter_mut().zip(asked) {
            let reply = wire.reply(id).await;
            match code(&reply) {
                "leading" => leading.push(reply["data"]["leader"].clone()),
                "outbid" => accepted += 1,
                "bid_too_low" => (),
                other => panic!("{other}: {reply}"),
            }
        }
        assert_eq!(leading.len(), 1, "{bidding}: {leading:?}");
        let page = is_what_the_journal_says(&wired, &room).await;
        assert_eq!((&page["leader"], &page["bidCount"]), (&leading[0], &json!(accepted)));
        // A tie leaves the earlier in the lead at the amount of both.
        assert_eq!(page["price"], 2_000);
    }
    drop(people);
    wired.close().await;
}

#[actix_web::test]
async fn at_the_end_a_bid_is_in_time_or_late_and_never_both_or_neither() {
    let wired = Wired::fresh();
    let seller = wired.somebody("seller", Role::Seller).await;
    let mut people = all(&wired, 2).await;
    let mut watcher = wired.guest().await;
    for turn in 0..TIMES {
        let began = wired.clock.now();
        let room = wired.lot(&seller, json!({ "durationMs": 10_000 })).await;
        watcher.follow(&room).await;
        let early = people[0].1.ask("auction:bid", &room, json!({ "amount": 1_000 })).await;
        assert_eq!(code(&early), "leading");
        // A millisecond before the end, at the end, and after it; the house learns of it at once or late.
        let at = 9_999 + turn % 3;
        let late = json!({ "amount": 5_000 });
        wired.clock.set(began.plus(at.cast_unsigned()));
        if turn % 2 == 0 {
            wired.house.sweep();
        }
        let asked = people[1].1.send("auction:bid", Some(&room), &late, None).await;
        if turn % 4 < 2 {
            wired.house.sweep();
        }
        let reply = people[1].1.reply(asked).await;
        wired.clock.set(began.plus(20_000));
        wired.house.sweep();
        let ended = watcher.next("auction:ended").await;
        let winner = if at < 10_000 { "bidder1" } else { "bidder0" };
        assert_eq!(code(&reply), if at < 10_000 { "leading" } else { "ended" }, "at {at}: {reply}");
        assert_eq!(
            (&ended["data"]["winner"], &ended["data"]["outcome"]),
            (&json!(winner), &json!("sold")),
            "at {at}"
        );
        assert_eq!(ended["data"]["endedAt"], json!(began.plus(10_000)));
        let page = is_what_the_journal_says(&wired, &room).await;
        assert_eq!(
            (&page["status"], &page["winner"]),
            (&json!("ended"), &json!(winner)),
            "at {at}"
        );
    }
    drop((people, watcher));
    wired.close().await;
}

/// Two requests at once, each from its own socket; their replies.
async fn at_once(
    room: &str,
    one: (&mut Wire, &str, Value),
    two: (&mut Wire, &str, Value),
) -> [Value; 2] {
    let (first, second) = (
        one.0.send(one.1, Some(room), &one.2, None).await,
        two.0.send(two.1, Some(room), &two.2, None).await,
    );
    [one.0.reply(first).await, two.0.reply(second).await]
}

#[actix_web::test]
async fn two_deeds_at_once_happen_one_after_the_other() {
    let wired = Wired::fresh();
    let seller = wired.somebody("seller", Role::Seller).await;
    let staff = wired.somebody("staff", Role::Moderator).await;
    let mut people = all(&wired, 2).await;
    let mut staffs = wired.connect(&staff).await;
    let bid = || json!({ "amount": 2_000 });
    let why = || json!({ "reason": "a race" });
    for turn in 0..TIMES {
        let [(_, ann), (_, bob)] = &mut people[..] else { panic!("two") };
        // A bid and the end of everything.
        let room = wired.lot(&seller, json!({})).await;
        let replies =
            at_once(&room, (ann, "auction:bid", bid()), (&mut staffs, "auction:cancel", why()))
                .await;
        let page = is_what_the_journal_says(&wired, &room).await;
        assert_eq!((code(&replies[1]), &page["status"]), ("cancelled", &json!("cancelled")));
        match (code(&replies[0]), replies[0]["seq"].as_u64() < replies[1]["seq"].as_u64()) {
            ("leading", true) => assert_eq!(page["bidCount"], 1),
            ("cancelled", _) => assert_eq!(page["bidCount"], 0),
            other => panic!("turn {turn}: {other:?}"),
        }
        // A bid and a pause.
        let room = wired.lot(&seller, json!({})).await;
        let replies =
            at_once(&room, (ann, "auction:bid", bid()), (&mut staffs, "auction:pause", why()))
                .await;
        let page = is_what_the_journal_says(&wired, &room).await;
        assert_eq!(page["status"], "paused");
        let count = match code(&replies[0]) {
            "leading" => 1,
            "paused" => 0,
            other => panic!("turn {turn}: {other}"),
        };
        assert_eq!(page["bidCount"], count);
        // A bid and a purchase: the first one spoils the other.
        let room = wired.lot(&seller, json!({ "buyNow": 9_000 })).await;
        let replies =
            at_once(&room, (ann, "auction:bid", bid()), (bob, "auction:buy", json!({}))).await;
        let page = is_what_the_journal_says(&wired, &room).await;
        match (code(&replies[0]), code(&replies[1])) {
            ("leading", "buy_now_unavailable") => assert_eq!(
                (&page["status"], &page["leader"]),
                (&json!("active"), &json!("bidder0"))
            ),
            ("ended", "done") => {
                assert_eq!((&page["winner"], &page["hammer"]), (&json!("bidder1"), &json!(9_000)));
            }
            other => panic!("turn {turn}: {other:?}"),
        }
        // A retraction and a higher bid: both happen, and the order does not matter to who leads.
        let room = wired.lot(&seller, json!({})).await;
        let first = ann.ask("auction:bid", &room, bid()).await;
        let retract = json!({ "bid": first["data"]["bid"] });
        let replies = at_once(
            &room,
            (ann, "auction:retract", retract),
            (bob, "auction:bid", json!({ "amount": 4_000 })),
        )
        .await;
        assert!(replies.iter().all(|reply| reply["error"].is_null()), "{replies:?}");
        let page = is_what_the_journal_says(&wired, &room).await;
        assert_eq!(
            (&page["leader"], &page["bidCount"], &page["price"]),
            (&json!("bidder1"), &json!(1), &json!(1_000))
        );
    }
    drop((people, staffs));
    wired.close().await;
}

/// What bidders do in a burst, from a seed: who, and how much.
fn burst(seed: u64) -> Vec<(usize, i64)> {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut next = |below: u64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state % below
    };
    (0..30)
        .map(|_| {
            (usize::try_from(next(4)).unwrap(), 1_000 + 100 * i64::try_from(next(80)).unwrap())
        })
        .collect()
}

#[actix_web::test]
async fn doubled_frames_and_lost_replies_change_nothing() {
    let wired = Wired::fresh();
    let seller = wired.somebody("seller", Role::Seller).await;
    let mut people = all(&wired, 4).await;
    for seed in 1..=6 {
        let clean = wired.lot(&seller, json!({})).await;
        let rough = wired.lot(&seller, json!({})).await;
        for (number, (who, amount)) in burst(seed).into_iter().enumerate() {
            let data = json!({ "amount": amount });
            let (person, wire) = &mut people[who];
            let expected = wire.ask("auction:bid", &clean, data.clone()).await;
            let key = format!("{seed}/{number}");
            // Once into the void: the connection is gone before the reply.
            if number % 5 == 0 {
                let mut lost = wired.connect(person).await;
                lost.send("auction:bid", Some(&rough), &data, Some(&key)).await;
                drop(lost);
            }
            // Twice at once, and once more when it is done.
            let first = wire.send("auction:bid", Some(&rough), &data, Some(&key)).await;
            let second = wire.send("auction:bid", Some(&rough), &data, Some(&key)).await;
            let (first, second) = (wire.reply(first).await, wire.reply(second).await);
            let third = wire.ask_once("auction:bid", &rough, data, Some(&key)).await;
            for reply in [&first, &second, &third] {
                for field in ["data", "error"] {
                    assert_eq!(reply.get(field), expected.get(field), "seed {seed}, bid {number}");
                }
            }
            assert_eq!(third["replayed"], true, "seed {seed}, bid {number}");
        }
        let (mut one, mut two) = (
            is_what_the_journal_says(&wired, &clean).await,
            is_what_the_journal_says(&wired, &rough).await,
        );
        for page in [&mut one, &mut two] {
            page["id"].take();
            page["room"].take();
        }
        assert_eq!(one, two, "seed {seed}");
        let (clean, rough) = (replayed(&wired, &clean).await, replayed(&wired, &rough).await);
        assert_eq!(clean.freeze(), rough.freeze(), "seed {seed}");
    }
    assert_eq!(wired.clock.now(), Time::from_ms(NOW.ms()));
    drop(people);
    wired.close().await;
}

#[actix_web::test]
async fn every_answer_is_justified_at_its_place_in_the_order() {
    let wired = Wired::fresh();
    let seller = wired.somebody("seller", Role::Seller).await;
    let mut people = all(&wired, 10).await;
    for seed in 1..=3_u64 {
        let room = wired.lot(&seller, json!({ "bidding": "open" })).await;
        // Everybody sends all that they have at once, and then looks.
        let mut asked = Vec::new();
        for turn in 0..10 {
            for (place, (_, wire)) in people.iter_mut().enumerate() {
                let (_, amount) = burst(seed * 100 + place as u64)[turn];
                let data = json!({ "amount": amount + 1_000 * i64::try_from(turn).unwrap() });
                asked.push((
                    place,
                    data.clone(),
                    wire.send("auction:bid", Some(&room), &data, None).await,
                ));
            }
        }
        let mut answers = Vec::new();
        for (place, data, id) in asked {
            answers.push((data["amount"].as_i64().unwrap(), people[place].1.reply(id).await));
        }
        let minima = minima(&wired, &room).await;
        let mut taken = std::collections::BTreeSet::new();
        for (amount, reply) in answers {
            let seq = usize::try_from(reply["seq"].as_u64().unwrap()).unwrap();
            match code(&reply) {
                "leading" | "raised" => {
                    assert!(taken.insert(seq), "seed {seed}: two bids at {seq}");
                    assert!(minima[seq - 1] <= amount, "seed {seed}: {amount} at {seq}");
                    assert_eq!(reply["data"]["price"], amount, "seed {seed}");
                    assert_eq!(reply["data"]["minimum"], minima[seq], "seed {seed}");
                }
                "bid_too_low" => {
                    assert!(amount < minima[seq], "seed {seed}: {amount} at {seq}");
                    assert_eq!(reply["error"]["data"]["minimum"], minima[seq], "seed {seed}");
                }
                "not_above_own_max" => {
                    assert!(amount < minima[seq], "seed {seed}: {amount} at {seq}");
                }
                other => panic!("seed {seed}: {other}: {reply}"),
            }
        }
        assert_eq!(
            taken.len() + 3,
            minima.len(),
            "seed {seed}: every bid in the journal was acknowledged"
        );
        is_what_the_journal_says(&wired, &room).await;
    }
    drop(people);
    wired.close().await;
}

/// The least that a bid must offer after each position of the journal.
async fn minima(wired: &Wired, room: &str) -> Vec<i64> {
    let id = RoomId::from(room);
    let mut core = Core::<AuctionRoom>::new(id.clone());
    let mut minima = vec![0];
    for stored in wired.house.store().events(&id, Seq(0), 10_000).await.unwrap() {
        core.replay(stored.seq, stored.at, &stored.body).unwrap();
        minima.push(core.machine().state(None, stored.at, 0).unwrap().minimum.0);
    }
    minima
}
