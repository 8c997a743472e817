//! What waits for a client that does not read: answers overtake what happened in rooms, of signals the newest
//! is kept, nothing is torn, and nobody is told anything behind a hole.

use std::{
    io::Read,
    sync::atomic::{AtomicBool, Ordering::SeqCst},
    time::Duration,
};

use bytes::Bytes;
use bytestring::ByteString;
use rialto::gateway::ws::{Close, Gone, Handle, Limits, Origins, Slow, Waiting, texts};

use crate::{
    simulate::Dice,
    ws_support::{CLOSE, Client, Host, LAST, PATIENCE, PING, TEXT, frame},
};

/// One event is so large, so that the buffers of the kernels are soon full.
const EVENT_BYTES: usize = 8_000;

/// Nobody is pinged, and only the budget ends a connection.
fn calm(outbound_bytes_max: usize) -> Limits {
    Limits {
        outbound_bytes_max,
        ping_every: PATIENCE * 4,
        frozen_within: PATIENCE * 4,
        linger: PATIENCE,
        look_every: Duration::from_millis(20),
        ..Limits::default()
    }
}

fn event(number: usize) -> Bytes {
    texts(&[format!("event {number} {}", "e".repeat(EVENT_BYTES)).into()])
}

/// What kind of frame a text is, and its number.
fn read(text: &str) -> (&str, usize) {
    let mut words = text.split(' ');
    (words.next().unwrap(), words.next().unwrap().parse().unwrap())
}

/// Tells a client that reads nothing of events until so much waits for it; how many they were.
fn stall(host: &Host, handle: &Handle<String>, bytes: usize) -> usize {
    let mut told = 0;
    while host.roll.waiting().events_bytes < bytes {
        handle.events(&event(told)).unwrap();
        told += 1;
    }
    told
}

#[test]
fn answers_overtake_what_waits_and_of_signals_the_newest_is_kept() {
    let host = Host::start(calm(4 << 20), Origins::same());
    let (mut client, handle) = host.open_narrow();
    let told = stall(&host, &handle, 1 << 20);
    handle.send("answer 0").unwrap();
    let waiting = host.roll.waiting();
    assert_eq!((waiting.answers_bytes, waiting.blocked), (2 + "answer 0".len(), 1));
    let topic = ByteString::from("watchers auction:1");
    for number in 1..=1_000 {
        handle.signal(&topic, &texts(&[format!("signal {number}").into()]));
    }
    handle.signal(&"watchers auction:2".into(), &texts(&["another 1".into()]));
    handle.send("answer 1").unwrap();
    // More happens while signals wait.
    handle.events(&event(told)).unwrap();

    let (mut heard, mut answers, mut signals, mut behind) = (0, 0, Vec::new(), 0);
    while signals.last() != Some(&1_000) || heard <= told || answers < 2 {
        let text = client.hear_text();
        match read(&text) {
            ("event", number) => {
                assert_eq!(number, heard, "in order and without a hole");
                heard += 1;
                behind += usize::from(answers == 2);
            }
            ("answer", number) => {
                assert_eq!(number, answers);
                answers += 1;
            }
            ("signal", number) => signals.push(number),
            (other, _) => panic!("{other}"),
        }
    }
    assert!(signals.len() <= 3 && signals.is_sorted(), "{signals:?}");
    assert_eq!(client.hear_text(), "another 1", "another topic is not replaced");
    // One event was under way; all others waited, and were overtaken.
    let waited = waiting.events_bytes / (EVENT_BYTES + 32);
    assert!(waited <= behind + 1, "{behind} of {waited} were overtaken");
    assert_eq!(host.waits(|waiting| waiting.blocked == 0), Waiting::default());
}

#[test]
fn a_slow_reader_is_told_nothing_behind_a_hole() {
    let host = Host::start(calm(1 << 20), Origins::same());
    let (mut client, handle) = host.open_narrow();
    let mut told = 0;
    while handle.events(&event(told)).is_ok() {
        told += 1;
    }
    for _ in 0..3 {
        assert_eq!(handle.events(&event(told + 1)), Err(Slow));
        assert_eq!(handle.send("answer 0"), Err(Slow));
        assert_eq!(handle.event("event 0"), Err(Slow));
        handle.signal(&"topic".into(), &texts(&["signal 0".into()]));
        handle.flush();
    }
    // It costs nothing any more but its last words and the rest of what is under way.
    let waiting = host.waits(|waiting| 0 < waiting.answers_bytes + waiting.events_bytes);
    assert!(waiting.events_bytes < 2 * EVENT_BYTES, "{waiting:?}");
    let mut heard = 0;
    let goodbye = loop {
        let text = client.hear_text();
        if !text.starts_with("event ") {
            break text;
        }
        assert_eq!(read(&text).1, heard, "an unbroken beginning");
        heard += 1;
    };
    assert!(heard < told, "{heard} of {told}: nothing was left out");
    assert_eq!(goodbye, "goodbye");
    assert_eq!(client.hear_close(), 4001);
    client.send(&frame(LAST | CLOSE, &4001_u16.to_be_bytes()));
    assert!(client.is_over());
    assert!(matches!(host.gone(), Gone::Closed(_)));
    host.emptied();
}

#[test]
fn the_last_words_come_behind_all_that_waited() {
    let host = Host::start(calm(4 << 20), Origins::same());
    let (mut client, handle) = host.open_narrow();
    let told = stall(&host, &handle, 256 << 10);
    let before = host.roll.waiting().events_bytes;
    handle.close(Close::Away);
    // Its last words are there before the client reads.
    host.waits(|waiting| before < waiting.events_bytes + waiting.answers_bytes);
    for number in 0..told {
        assert_eq!(read(&client.hear_text()), ("event", number));
    }
    assert_eq!(client.hear_text(), "goodbye");
    assert_eq!(client.hear_close(), 1001);
}

#[test]
fn a_burst_within_the_budget_costs_nobody_the_connection() {
    let host = Host::usual();
    // Of what is sent hardly anything is in the buffers of the kernels, and nearly all waits.
    let (mut client, handle) = host.open_narrow();
    let mut expected = 0;
    let mut waited = 0;
    for _ in 0..4 {
        // About 900 KiB in as many pieces as a switchboard would hand over, without a pause.
        for piece in 0..7 {
            let numbers = expected + 128 * piece..expected + 128 * (piece + 1);
            let frames: Vec<_> = numbers
                .map(|number| format!("event {number} {}", "e".repeat(1_000)).into())
                .collect();
            handle.events(&texts(&frames)).unwrap();
        }
        waited = waited.max(host.roll.waiting().events_bytes);
        for _ in 0..7 * 128 {
            assert_eq!(read(&client.hear_text()), ("event", expected));
            expected += 1;
        }
    }
    assert!(600 << 10 < waited, "{waited} bytes waited: no burst for this client");
    client.say("still here");
    assert_eq!(client.hear_text(), "still here");
    assert_eq!(host.waits(|waiting| waiting.blocked == 0), Waiting::default());
}

#[test]
fn what_waits_is_seen_and_gone_when_it_has_been_read() {
    let host = Host::start(calm(8 << 20), Origins::same());
    let (mut client, handle) = host.open_narrow();
    let (mut other, _) = host.open();
    assert_eq!(host.roll.waiting(), Waiting::default());
    let told = stall(&host, &handle, 256 << 10);
    let before = host.roll.waiting();
    let (answer, signal) = ("a".repeat(1_000), "s".repeat(500));
    handle.answer(&answer).unwrap();
    handle.signal(&"topic".into(), &texts(&[signal.as_str().into()]));
    let waiting = host.roll.waiting();
    assert_eq!((waiting.answers_bytes, waiting.signals_bytes), (1_004, 504));
    // Who reads is not among them.
    assert_eq!((waiting.blocked, before.blocked), (1, 1));
    other.say("and I?");
    assert_eq!(other.hear_text(), "and I?");
    let (mut events, mut others) = (0, Vec::new());
    for _ in 0..told + 2 {
        let text = client.hear_text();
        if text.starts_with("event ") { events += 1 } else { others.push(text) }
    }
    assert_eq!((events, others), (told, vec![answer, signal]));
    assert_eq!(host.waits(|waiting| waiting.blocked == 0), Waiting::default());
    // The rest of what is under way waits as well.
    let large = "e".repeat(2 << 20);
    handle.events(&texts(&[large.as_str().into()])).unwrap();
    let waiting = host.roll.waiting();
    assert!(large.len() / 2 < waiting.events_bytes, "{waiting:?}");
    assert_eq!(client.hear_text(), large);
    host.waits(|waiting| *waiting == Waiting::default());
    // What an ended connection leaves behind waits for nobody.
    stall(&host, &handle, 256 << 10);
    drop(client);
    assert_eq!(host.gone(), Gone::Lost);
    host.waits(|waiting| *waiting == Waiting::default());
}

/// Says who speaks, a number, and something long whose every byte follows from both.
fn speech(who: &str, number: usize, dice: &mut Dice) -> String {
    let letter = char::from(b'a' + u8::try_from((who.len() + number) % 26).unwrap());
    let bytes = usize::try_from(dice.below(3_000)).unwrap();
    format!("{who} {number} {}", String::from(letter).repeat(bytes))
}

#[test]
fn frames_are_not_torn_however_many_speak_at_once() {
    const SAID: usize = 1_500;
    let limits = Limits {
        outbound_bytes_max: 1 << 30,
        ping_every: Duration::from_millis(10),
        pong_within: PATIENCE * 4,
        frozen_within: PATIENCE * 4,
        look_every: Duration::from_millis(16),
        ..Limits::default()
    };
    let host = Host::start(limits, Origins::same());
    for seed in 0..2 {
        println!("SEED={seed}");
        let (client, handle) = host.open_narrow();
        let is_over = AtomicBool::new(false);
        std::thread::scope(|threads| {
            let over = Over(&is_over);
            let say = |who: &'static str, say: fn(&Handle<String>, &str)| {
                let handle = &handle;
                threads.spawn(move || {
                    let mut dice = Dice::new(seed ^ who.len() as u64);
                    (0..SAID).for_each(|number| say(handle, &speech(who, number, &mut dice)));
                })
            };
            say("answer", |handle, text| handle.send(text).unwrap());
            say("another", |handle, text| {
                handle.answer(text).unwrap();
                handle.flush();
            });
            say("happening", |handle, text| handle.events(&texts(&[text.into()])).unwrap());
            // Something small goes along, so that one piece has several frames.
            say("event", |handle, text| {
                handle.events(&texts(&[text.into(), "small 0 ".into()])).unwrap();
            });
            threads.spawn(|| {
                let mut dice = Dice::new(seed);
                let topic = ByteString::from("topic");
                for number in (0..).take_while(|_| !is_over.load(SeqCst)) {
                    let said = speech("signal", number, &mut dice);
                    handle.signal(&topic, &texts(&[said.into()]));
                    handle.flush();
                    std::thread::yield_now();
                }
            });
            host.waits(|waiting| waiting.blocked == 1);
            listen(client, seed, 4 * SAID);
            drop(over);
        });
    }
}

/// Says that it is over, also where the test fails.
struct Over<'a>(&'a AtomicBool);

impl Drop for Over<'_> {
    fn drop(&mut self) {
        self.0.store(true, SeqCst);
    }
}

/// Reads in small pieces until everything but signals and pings has been heard, and some of those.
fn listen(client: Client, seed: u64, speeches: usize) {
    let mut dice = Dice::new(seed + 100);
    let mut last = std::collections::HashMap::<String, usize>::new();
    let (mut heard, mut pings) = (0, 0);
    let mut pieces = Pieces { client, dice: Dice::new(seed + 200) };
    while heard < speeches || pings == 0 || !last.contains_key("signal") {
        let mut start = [0; 2];
        pieces.read(&mut start);
        let length = match start[1] {
            126 => {
                let mut length = [0; 2];
                pieces.read(&mut length);
                usize::from(u16::from_be_bytes(length))
            }
            short => usize::from(short),
        };
        assert!(length <= 4_000, "no frame is so long: {start:?}");
        let mut content = vec![0; length];
        pieces.read(&mut content);
        if start[0] == LAST | PING {
            assert_eq!(length, 0);
            pings += 1;
            continue;
        }
        assert_eq!(start[0], LAST | TEXT);
        let text = String::from_utf8_lossy(&content);
        let (who, number) = read(&text);
        let rest = text.splitn(3, ' ').nth(2).unwrap();
        let letter = b'a' + u8::try_from((who.len() + number) % 26).unwrap();
        assert!(rest.bytes().all(|byte| byte == letter), "torn: {text}");
        match who {
            "small" => (),
            "signal" => {
                let before = last.insert(who.to_owned(), number);
                assert!(before.is_none_or(|before| before < number), "{before:?}, then {number}");
            }
            _ => {
                let before = last.insert(who.to_owned(), number);
                assert_eq!(before.map_or(0, |before| before + 1), number, "of {who}");
                heard += 1;
            }
        }
        if dice.below(50) == 0 {
            std::thread::yield_now();
        }
    }
}

/// Reads no more at once than the dice allow.
struct Pieces {
    client: Client,
    dice: Dice,
}

impl Pieces {
    fn read(&mut self, into: &mut [u8]) {
        let mut filled = 0;
        while filled < into.len() {
            let most = usize::try_from(1 + self.dice.below(700)).unwrap();
            let end = into.len().min(filled + most);
            let read = self.client.0.read(&mut into[filled..end]).unwrap();
            assert_ne!(read, 0, "the connection has ended");
            filled += read;
        }
    }
}
