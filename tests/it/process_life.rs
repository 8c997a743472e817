//! The real program from start to stop: how it leaves, what it refuses to start on, what it finds when it
//! comes back, and what it does on a disk that is full.

use std::{
    fs,
    io::Write,
    net::TcpStream,
    path::{Path, PathBuf},
    process::Command,
    sync::mpsc,
    thread,
    time::Duration,
};

use diesel::{Connection, RunQueryDsl, SqliteConnection, sql_query};
use rialto::{clock::Stopwatch, protocol::time::Time};
use serde_json::{Value, json};

use crate::process::{Ground, Heard, Server, Socket, key, small_disk, until};

/// What is bid, and by how much more each time.
const STEP: u64 = 10;

fn bid(room: &str, amount: u64) -> Value {
    json!({"event": "auction:bid", "room": room, "data": {"amount": amount}})
}

/// The row of an auction in the list, which no room is asked for.
fn listed(server: &Server, room: &str) -> Value {
    let (status, page) = server.call("GET /api/v1/auctions", None, &Value::Null);
    assert_eq!(status, 200, "{page}");
    let rows = page["items"].as_array().unwrap();
    rows.iter().find(|row| row["id"] == key(room)).unwrap().clone()
}

/// The numbers of the bids that a guest can see.
fn bids_seen(server: &Server, room: &str) -> Vec<Value> {
    let events = server.events(room);
    events
        .iter()
        .filter(|event| event["event"] == "auction:bid")
        .map(|e| e["data"]["bid"].clone())
        .collect()
}

#[test]
fn sigterm_under_load_says_goodbye_and_loses_nothing() {
    let ground = Ground::new();
    let seller = ground.person("seller", "seller");
    let mut server = ground.serve();
    let rooms: Vec<_> = (0..4).map(|_| server.auction(&seller, 600_000)).collect();
    let (acknowledged, counting) = mpsc::channel();
    let address = server.address;
    let bidders: Vec<_> = rooms
        .into_iter()
        .zip(["anna", "bob", "carol", "dave"])
        .map(|(room, name)| (room, ground.person(name, "user"), acknowledged.clone()))
        .map(|(room, token, acknowledged)| {
            let mut socket = Socket::open(address, Some(&token)).unwrap();
            thread::spawn(move || {
                let mut done = 0;
                let mut goodbye = Value::Null;
                loop {
                    // Hidden raises of a leader: each is an event and a bid of its own.
                    socket.say(&{
                        let mut frame = bid(&room, STEP * (done + 1));
                        frame["id"] = json!(done);
                        frame
                    });
                    loop {
                        match socket.hear() {
                            Heard::Frame(frame) if frame["reply"] == done => {
                                assert_eq!(frame.get("error"), None, "{frame}");
                                done += 1;
                                let _ = acknowledged.send(());
                                break;
                            }
                            Heard::Frame(frame) if frame["event"] == "goodbye" => goodbye = frame,
                            Heard::Frame(_) => (),
                            Heard::Closed(code) => return (room, done, goodbye, code),
                            Heard::Gone => panic!("it went without a close"),
                        }
                    }
                }
            })
        })
        .collect();
    for _ in 0..100 {
        counting.recv().unwrap();
    }
    let watch = Stopwatch::start();
    server.terminate();
    let ends = bidders.into_iter().map(|bidder| bidder.join().unwrap()).collect::<Vec<_>>();
    assert!(TcpStream::connect(address).is_err(), "nobody is let in any more");
    assert_eq!(server.ended(), Some(0));
    assert!(watch.elapsed() < Duration::from_secs(5), "{:?}", watch.elapsed());

    let server = ground.serve();
    for (room, done, goodbye, code) in ends {
        assert_eq!((code, &goodbye["data"]["code"]), (1001, &json!(1001)));
        assert!(goodbye["data"]["retryAfterMs"].as_u64().is_some(), "{goodbye}");
        // One event made it, one began it; the rest are bids, of which the last may not have been answered.
        let bids = server.events(&room).len() as u64 - 2;
        assert!((done..=done + 1).contains(&bids), "{done} {bids}");
    }
}

#[test]
fn data_that_another_server_has_or_that_a_newer_one_made_is_refused() {
    let ground = Ground::new();
    let server = ground.serve();
    let second = ground.run(&["serve", "--listen", "127.0.0.1:0"], "");
    let said = String::from_utf8(second.stderr).unwrap();
    assert_eq!(second.status.code(), Some(6), "{said}");
    assert!(said.contains("error: the server did not start"), "{said}");
    assert!(said.contains("try: stop the other server"), "{said}");
    assert_eq!(server.call("GET /readyz", None, &Value::Null).0, 200);
    drop(server);

    let file = ground.database();
    let mut connection = SqliteConnection::establish(&file.to_string_lossy()).unwrap();
    sql_query("INSERT INTO __diesel_schema_migrations (version) VALUES ('29991231000001')")
        .execute(&mut connection)
        .unwrap();
    let older = ground.run(&["serve", "--listen", "127.0.0.1:0"], "");
    let said = String::from_utf8(older.stderr).unwrap();
    assert_eq!(older.status.code(), Some(3), "{said}");
    assert!(said.contains("29991231000001"), "{said}");
}

#[test]
fn an_auction_ends_at_its_time_whether_the_server_is_up_or_awake() {
    let ground = Ground::new();
    let seller = ground.person("seller", "seller");
    let anna = ground.person("anna", "user");
    let server = ground.serve();
    // The one ends while the server is down, the other after its return, with nobody asking for its room.
    let (over, sleeping) = (server.auction(&seller, 1_000), server.auction(&seller, 4_000));
    let mut socket = Socket::open(server.address, Some(&anna)).unwrap();
    for (id, room) in (1..).zip([&over, &sleeping]) {
        let reply = socket.ask(id, bid(room, 50)).unwrap();
        assert_eq!(reply["data"]["status"], "leading", "{reply}");
    }
    let ends = [&over, &sleeping].map(|room| listed(&server, room)["endsAt"].clone());
    drop(server);
    let end: Time = serde_json::from_value(ends[0].clone()).unwrap();
    until("the end of the first", || end < rialto::clock::Clock::system().now());

    let server = ground.serve();
    for (room, end) in [over, sleeping].iter().zip(ends) {
        until("the end", || listed(&server, room)["status"] == "ended");
        let (_, page) =
            server.call(&format!("GET /api/v1/auctions/{}", key(room)), Some(&anna), &Value::Null);
        assert_eq!(page["outcome"], "sold", "{page}");
        assert_eq!(page["winner"], "anna", "{page}");
        assert_eq!(page["hammer"], 10, "{page}");
        assert_eq!(page["endedAt"], end, "{page}");
        let ended = |event: &&Value| event["event"] == "auction:ended";
        assert_eq!(server.events(room).iter().filter(ended).count(), 1);
    }
}

#[test]
fn a_role_that_another_process_gives_reaches_a_live_socket() {
    let ground = Ground::new();
    let anna = ground.person("anna", "user");
    let server = ground.serve();
    let mut socket = Socket::open(server.address, Some(&anna)).unwrap();
    let terms = json!({
        "title": "A lot", "currency": "EUR", "startPrice": 10,
        "increment": {"type": "fixed", "amount": 10}, "durationMs": 60_000,
    });
    let mut create = |id: u64| {
        let room = format!("auction:{id:013}");
        socket.ask(id, json!({"event": "auction:create", "room": room, "data": terms})).unwrap()
    };
    assert_eq!(create(1)["error"]["code"], "forbidden");
    let set = ground.run(&["user", "set-role", "anna", "seller"], "");
    assert!(set.status.success(), "{set:?}");
    let watch = Stopwatch::start();
    let mut id = 1;
    until("the role", || {
        id += 1;
        create(id).get("error").is_none()
    });
    assert!(watch.elapsed() < Duration::from_secs(2), "{:?}", watch.elapsed());
}

/// Unmounts when the test is over.
struct Mounted(PathBuf);

impl Drop for Mounted {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(&self.0).output());
    }
}

/// Writes until nothing more fits.
fn fill(file: &Path) {
    let mut ballast = fs::File::create(file).unwrap();
    for size in [65_536, 4_096, 1] {
        while ballast.write_all(&vec![0; size]).is_ok() {}
    }
}

#[test]
fn a_full_disk_refuses_bids_and_heals_when_there_is_room_again() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    fs::create_dir(&data).unwrap();
    if !small_disk(&data, "8m") {
        return println!("skipped: a small file system cannot be mounted here");
    }
    let mounted = Mounted(data.clone());
    let ground = Ground::at(folder, data.clone());
    let seller = ground.person("seller", "seller");
    let tokens = ["anna", "bob"].map(|name| ground.person(name, "user"));
    let server = ground.serve();
    let room = server.auction(&seller, 600_000);
    let mut sockets = tokens.map(|token| Socket::open(server.address, Some(&token)).unwrap());
    let (mut number, mut acknowledged) = (0, Vec::new());
    let mut next = |turns: &mut Vec<Value>| {
        number += 1;
        // In turn, so that none of them is a leader's hidden raise.
        let place = turns.len() % 2;
        let reply = sockets[place].ask(number, bid(&room, STEP * number)).unwrap();
        let error = reply.get("error").map(|error| error["code"].clone());
        if error.is_none() {
            turns.push(reply["data"]["bid"].clone());
        }
        error
    };
    for _ in 0..20 {
        assert_eq!(next(&mut acknowledged), None);
    }
    fill(&data.join("ballast"));
    until("a refusal", || next(&mut acknowledged).is_some_and(|code| code == "unavailable"));
    let ready = |server: &Server| server.call("GET /readyz", None, &Value::Null).0;
    assert_eq!(ready(&server), 503);
    assert_eq!(server.call("GET /healthz", None, &Value::Null).0, 200);

    fs::remove_file(data.join("ballast")).unwrap();
    let watch = Stopwatch::start();
    until("a bid", || next(&mut acknowledged).is_none());
    until("readiness", || ready(&server) == 200);
    assert!(watch.elapsed() < Duration::from_secs(5), "{:?}", watch.elapsed());
    assert_eq!(bids_seen(&server, &room), acknowledged);
    drop(server);
    assert_eq!(bids_seen(&ground.serve(), &room), acknowledged);
    drop(mounted);
}
