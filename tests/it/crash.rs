//! The real program, killed at random instants under load, from a printed seed: what it acknowledged is there
//! once, and nobody who watched has seen anything that is not, or has missed anything that is.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    sync::{
        Mutex,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc,
    },
    thread,
};

use rialto::{
    protocol::{
        auction::Event,
        id::{RoomId, Seq},
    },
    store::{Options, Place, Store},
};
use serde_json::{Value, json};

use crate::{
    process::{Ground, Heard, Server, Socket},
    simulate::Dice,
};

/// How often the server is killed.
const KILLS: u64 = 12;
/// The most bids that are acknowledged between two kills.
const BIDS_MAX: u64 = 60;
/// By how much each bid is higher than the last.
const STEP: u64 = 10;

/// One bid and what is known of it.
struct Bid {
    key: String,
    room: String,
    amount: u64,
    /// The first reply.
    reply: Option<Value>,
}

/// What everybody shares.
struct World {
    address: Mutex<SocketAddr>,
    rooms: Vec<String>,
    amount: AtomicU64,
    over: AtomicBool,
    /// Where watchers should get to in the end.
    heads: Mutex<BTreeMap<String, u64>>,
}

#[test]
fn what_was_acknowledged_survives_kill_at_any_instant() {
    let seed = std::env::var("SEED")
        .map_or_else(|_| u64::from(std::process::id()), |seed| seed.parse().unwrap());
    println!("SEED={seed}");
    let ground = Ground::new();
    let seller = ground.person("seller", "seller");
    let bidders = ["anna", "bob", "carol", "dave"].map(|name| ground.person(name, "user"));
    let mut server = ground.serve();
    let rooms = (0..2).map(|_| server.auction(&seller, 600_000)).collect();
    let world = World {
        address: Mutex::new(server.address),
        rooms,
        amount: AtomicU64::new(STEP),
        over: AtomicBool::new(false),
        heads: Mutex::default(),
    };
    let (tried, watched, server) = thread::scope(|scope| {
        let (acknowledged, counting) = mpsc::channel();
        let world = &world;
        let bidding: Vec<_> = (1..)
            .zip(&bidders)
            .map(|(number, token)| {
                let (acknowledged, dice) = (acknowledged.clone(), Dice::new(seed ^ number));
                scope.spawn(move || bid(world, number, token, dice, &acknowledged))
            })
            .collect();
        let watching: Vec<_> = (0..3).map(|_| scope.spawn(|| watch(world))).collect();
        drop(acknowledged);
        let dice = Dice::new(seed);
        server = ground.kill(server, KILLS, BIDS_MAX, &counting, dice, &world.address);
        world.over.store(true, Ordering::SeqCst);
        let tried: Vec<Bid> =
            bidding.into_iter().flat_map(|bidder| bidder.join().unwrap()).collect();
        let heads = world.rooms.iter().map(|room| (room.clone(), server.events(room).len() as u64));
        *world.heads.lock().unwrap() = heads.collect();
        // Whoever only listens is woken by this.
        let said = json!({"text": "That is all."});
        for room in &world.rooms {
            let path = format!("POST /api/v1/auctions/{}/announce", crate::process::key(room));
            assert_eq!(server.call(&path, Some(&seller), &said).0, 200);
        }
        let watched: Vec<_> = watching.into_iter().map(|watcher| watcher.join().unwrap()).collect();
        (tried, watched, server)
    });
    for seen in watched {
        check_seen(&server, &world.rooms, &seen);
    }
    drop(server);
    actix::System::new().block_on(check_bids(&ground, &world.rooms, &tried));
}

/// Bids as fast as it is answered, until all is over and every bid's fate is known.
fn bid(
    world: &World,
    number: u64,
    token: &str,
    mut dice: Dice,
    acknowledged: &mpsc::Sender<()>,
) -> Vec<Bid> {
    let mut bids: Vec<Bid> = Vec::new();
    let mut id = 0;
    loop {
        let mut socket = Socket::insist(&world.address, Some(token));
        // What was under way when the server fell is found out: half of it by asking first.
        loop {
            if bids.last().is_none_or(|bid| bid.reply.is_some()) {
                if world.over.load(Ordering::SeqCst) {
                    return bids;
                }
                let key = format!("{number}-{}", bids.len());
                let amount = world.amount.fetch_add(STEP, Ordering::SeqCst);
                bids.push(Bid { key, room: dice.one(&world.rooms), amount, reply: None });
            } else if dice.below(2) == 0 {
                id += 1;
                let key = &bids.last().unwrap().key;
                let request = json!({"event": "outcome", "data": {"key": key}});
                let Some(outcome) = socket.ask(id, request) else { break };
                if let Some(reply) = outcome["data"].get("reply") {
                    bids.last_mut().unwrap().reply = Some(reply.clone());
                }
            }
            id += 1;
            let last = bids.last_mut().unwrap();
            let Bid { key, room, amount, reply } = last;
            let request = json!({
                "event": "auction:bid", "room": room, "key": key, "data": {"amount": amount}
            });
            let Some(mut answer) = socket.ask(id, request) else { break };
            if answer["error"]["retry"] == true {
                continue;
            }
            let object = answer.as_object_mut().unwrap();
            object.remove("reply");
            let replayed = object.remove("replayed").is_some();
            if let Some(first) = reply {
                assert_eq!((&answer, replayed), (&*first, true), "{key}");
            }
            *reply = Some(answer);
            let _ = acknowledged.send(());
        }
    }
}

/// Watches both rooms as a guest, over as many connections as it takes; every frame by room and position.
fn watch(world: &World) -> BTreeMap<(String, u64), Value> {
    let mut seen = BTreeMap::new();
    let mut at: BTreeMap<String, u64> = BTreeMap::new();
    let mut epoch = Value::Null;
    'again: loop {
        let mut socket = Socket::insist(&world.address, None);
        for room in &world.rooms {
            let mut data = json!({"room": room});
            if let Some(since) = at.get(room) {
                data["since"] = json!(since);
                data["epoch"] = epoch.clone();
            }
            socket.say(&json!({"event": "subscribe", "id": 1, "data": data}));
        }
        loop {
            let frame = match socket.hear() {
                Heard::Frame(frame) => frame,
                Heard::Closed(_) | Heard::Gone => continue 'again,
            };
            if frame["error"]["retry"] == true {
                continue 'again;
            }
            assert_eq!(frame.get("error"), None, "{frame}");
            let data = if frame["reply"] == 1 { &frame["data"] } else { &frame };
            let (Some(room), Some(seq)) = (data["room"].as_str(), data["seq"].as_u64()) else {
                continue;
            };
            let mut take = |event: &Value| {
                let seq = event["seq"].as_u64().unwrap();
                let last = at.insert(room.to_owned(), seq);
                assert_eq!(last.map(|last| last + 1), Some(seq), "a hole or a repetition: {event}");
                seen.insert((room.to_owned(), seq), event.clone());
            };
            if frame["reply"] != 1 {
                take(&frame);
            } else if data["recovered"] == true {
                data["events"].as_array().unwrap().iter().for_each(&mut take);
                assert_eq!(at[room], seq);
            } else {
                assert!(at.insert(room.to_owned(), seq) <= Some(seq));
                epoch = data["epoch"].clone();
            }
            let heads = world.heads.lock().unwrap();
            let there = |(room, head): (&String, &u64)| at.get(room).is_some_and(|at| head < at);
            if !heads.is_empty() && heads.iter().all(there) {
                return seen;
            }
        }
    }
}

/// Everything that a watcher saw is in the journal, as it was seen.
fn check_seen(server: &Server, rooms: &[String], seen: &BTreeMap<(String, u64), Value>) {
    for room in rooms {
        let events = server.events(room);
        assert!(events.iter().zip(1..).all(|(event, seq)| event["seq"] == seq), "{room}");
        let of_room = seen.iter().filter(|((of, _), _)| of == room);
        for ((_, seq), frame) in of_room {
            let place = usize::try_from(*seq - 1).unwrap();
            assert_eq!(Some(frame), events.get(place));
        }
    }
}

/// Every bid that was acknowledged is in the journal once, and what was refused is not.
async fn check_bids(ground: &Ground, rooms: &[String], bids: &[Bid]) {
    let options = Options { place: Place::File(ground.database()), readers: 1 };
    let store = Store::open(&options).unwrap();
    let mut accepted = 0;
    for room in rooms {
        let records = store.events(&RoomId::from(room.as_str()), Seq(0), usize::MAX).await.unwrap();
        let events =
            records.iter().map(|stored| serde_json::from_str::<Event>(&stored.body).unwrap());
        let placed: Vec<_> = events
            .filter_map(|event| if let Event::BidPlaced(bid) = event { Some(bid) } else { None })
            .collect();
        for bid in bids.iter().filter(|bid| bid.room == *room) {
            let reply = bid.reply.as_ref().unwrap();
            let amount = i64::try_from(bid.amount).unwrap();
            let found: Vec<_> = placed.iter().filter(|placed| placed.max.0 == amount).collect();
            assert_eq!(found.len(), usize::from(reply.get("error").is_none()), "{reply}");
            if let Some(found) = found.first() {
                accepted += 1;
                assert_eq!(reply["data"]["price"], found.price.0);
                assert_eq!(reply["data"]["bid"], serde_json::to_value(found.bid).unwrap());
            }
        }
        // Nobody else bids, so the journal has no bid that nobody knows of; and the price is right.
        let known = |amount: i64| bids.iter().any(|bid| i64::try_from(bid.amount) == Ok(amount));
        assert!(placed.iter().all(|placed| known(placed.max.0)));
        check_price(&placed);
    }
    println!("{accepted} of {} bids were accepted", bids.len());
    assert!(bids.len() as u64 / 4 < accepted, "{accepted} of {}", bids.len());
}

/// The price of proxy bidding in its closed form, as long as leaders raise only themselves.
fn check_price(placed: &[rialto::protocol::auction::Placed]) {
    let last = placed.last().unwrap();
    let best = placed.iter().max_by_key(|bid| bid.max).unwrap();
    assert_eq!(last.leader, best.bidder);
    let second = placed.iter().filter(|bid| bid.bidder != best.bidder).map(|bid| bid.max.0).max();
    let above = second.map_or(10, |second| best.max.0.min(second + 10));
    assert_eq!(last.price.0, above);
}
