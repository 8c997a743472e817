//! A herd that loses its connections at once and comes back: everybody gets exactly what they missed, as they
//! may see it, and the store is not asked for each. A process of its own, whose figures are nobody else's.

use std::ops::Range;

use rialto::clock::Stopwatch;
use serde_json::{Value, json};

use crate::process::{Ground, Heard, Server, Socket, key, until};

/// How many come back.
const HERD: usize = 50;
/// Which of them has a maximum that nobody else may see.
const BIDDER: usize = 7;
/// Reads for each second that have nothing to do with the herd: accounts are watched twice a second.
const READS_PER_SECOND: u64 = 2;
/// ... and others that happen to fall into that time.
const READS_BESIDES: u64 = 5;

const READS: &str = "rialto_db_read_seconds_count";
const RESUMED: &str = r#"rialto_reconnects_total{resumed="true"}"#;
const NOT_RESUMED: &str = r#"rialto_reconnects_total{resumed="false"}"#;

struct Herd {
    server: Server,
    room: String,
    rival: String,
    tokens: Vec<String>,
    sockets: Vec<Option<Socket>>,
    /// What everybody has heard of.
    seq: u64,
    price: i64,
}

#[test]
fn a_herd_comes_back_to_what_it_missed_and_the_store_is_not_asked_for_each() {
    let ground = Ground::new();
    let [seller, rival] =
        [("seller", "seller"), ("rival", "user")].map(|(name, role)| ground.person(name, role));
    let tokens = ground.crowd(HERD);
    let server = ground.serve();
    let room = server.auction(&seller, 600_000);
    let sockets = tokens.iter().map(|_| None).collect();
    let mut herd = Herd { server, room, rival, tokens, sockets, seq: 0, price: 1_000 };
    herd.bidder_raises(500_000);
    herd.seq = herd.shown(None).last().unwrap()["seq"].as_u64().unwrap();
    for number in 0..HERD {
        let reply = herd.enter(number, None);
        assert_eq!(reply["data"]["state"]["you"]["max"].is_null(), number != BIDDER, "{reply}");
        assert_eq!(reply["seq"], herd.seq, "{reply}");
    }
    // Everybody hears of their inbox, and nobody's is awake: a room that is counted is counted with it.
    let rooms = |kind: &str| herd.server.figure(&format!("rialto_rooms{{kind=\"{kind}\"}}"));
    until("the rooms are counted", || rooms("auction") == 1);
    assert_eq!(rooms("inbox"), 0);
    herd.goes_on();

    let ten = herd.comes_back(5..15);
    let fifty = herd.comes_back(0..HERD);
    let again = herd.comes_back(0..HERD);
    println!("reads beyond the watch: {ten} for ten, {fifty} and {again} for {HERD}");
    for reads in [ten, fifty, again] {
        assert!(reads < READS_BESIDES, "{reads} reads");
    }
}

impl Herd {
    /// The rival bids more than anybody sees.
    fn rival_bids(&mut self) {
        self.price += 1_000;
        self.bid(&self.rival, &json!({ "amount": self.price }));
    }

    /// He with the maximum raises it: his own business, of which others see that something happened.
    fn bidder_raises(&self, max: i64) {
        self.bid(&self.tokens[BIDDER], &json!({ "amount": 1_000, "max": max }));
    }

    fn bid(&self, token: &str, bid: &Value) {
        let path = format!("POST /api/v1/auctions/{}/bids", key(&self.room));
        let (status, placed) = self.server.call(&path, Some(token), bid);
        assert_eq!(status, 201, "{placed}");
    }

    /// What has happened since, as this one may see it, from the journal.
    fn shown(&self, who: Option<&str>) -> Vec<Value> {
        let path = format!("GET /api/v1/events?room={}&after={}&limit=200", self.room, self.seq);
        let (status, page) = self.server.call(&path, who, &Value::Null);
        assert_eq!(status, 200, "{page}");
        page["items"].as_array().unwrap().clone()
    }

    /// One comes in and follows the room, from here on or from where it was.
    fn enter(&mut self, number: usize, since: Option<u64>) -> Value {
        let mut socket = Socket::open(self.server.address, Some(&self.tokens[number])).unwrap();
        let mut request = json!({ "event": "subscribe", "data": { "room": self.room } });
        if let Some(since) = since {
            request["data"]["since"] = since.into();
        }
        let reply = socket.ask(1, request).unwrap();
        assert!(reply["error"].is_null(), "{number}: {reply}");
        self.sockets[number] = Some(socket);
        reply
    }

    /// More happens, and everybody hears it live as they may.
    fn goes_on(&mut self) {
        self.rival_bids();
        self.bidder_raises(500_010 + self.price);
        let (public, private) = (self.shown(None), self.shown(Some(&self.tokens[BIDDER])));
        assert_ne!(public, private);
        for (number, socket) in self.sockets.iter_mut().enumerate() {
            let expected = if number == BIDDER { &private } else { &public };
            for expected in expected {
                let heard = next(socket.as_mut().unwrap());
                assert_eq!(heard, *expected, "{number}");
            }
        }
        self.seq += public.len() as u64;
    }

    /// These lose their connections, much happens, and they come back in no time. How often the database was
    /// read meanwhile, beyond what is read anyway.
    fn comes_back(&mut self, who: Range<usize>) -> u64 {
        for socket in &mut self.sockets[who.clone()] {
            // Without a word.
            *socket = None;
        }
        let before = self.seq;
        for turn in 0..3 {
            self.rival_bids();
            self.bidder_raises(500_000 + self.price + turn);
        }
        let (public, private) = (self.shown(None), self.shown(Some(&self.tokens[BIDDER])));
        let says = |events: &[Value]| {
            let text = Value::from(events.to_vec()).to_string();
            text.contains(&(500_000 + self.price + 2).to_string())
        };
        assert!(says(&private) && !says(&public) && public.len() == private.len(), "{private:?}");

        let (reads, resumed) = (self.server.figure(READS), self.server.figure(RESUMED));
        let (not_resumed, watch) = (self.server.figure(NOT_RESUMED), Stopwatch::start());
        for number in who.clone() {
            let data = self.enter(number, Some(before))["data"].clone();
            assert_eq!(data["recovered"], true, "{number}: {data}");
            let expected = if number == BIDDER { &private } else { &public };
            assert_eq!(data["events"].as_array().unwrap(), expected, "{number}");
        }
        let watched = READS_PER_SECOND * (watch.elapsed().as_secs() + 1);
        let reads = (self.server.figure(READS) - reads).saturating_sub(watched);
        assert_eq!(self.server.figure(RESUMED) - resumed, who.len() as u64);
        assert_eq!(self.server.figure(NOT_RESUMED), not_resumed);
        // Those who stayed hear it now, in the same words.
        for number in (0..HERD).filter(|number| !who.contains(number)) {
            for expected in &public {
                let heard = next(self.sockets[number].as_mut().unwrap());
                assert_eq!(heard, *expected, "{number}");
            }
        }
        self.seq += public.len() as u64;
        self.goes_on();
        reads
    }
}

/// What happens next, as a socket hears it.
fn next(socket: &mut Socket) -> Value {
    loop {
        match socket.hear() {
            Heard::Frame(frame) if frame["seq"].is_null() => (),
            Heard::Frame(frame) => return frame,
            Heard::Closed(code) => panic!("closed: {code}"),
            Heard::Gone => panic!("gone"),
        }
    }
}
