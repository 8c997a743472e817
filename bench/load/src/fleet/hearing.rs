//! What comes in, and what it means.

use rustix::io::Errno;

use super::Fleet;
use crate::{
    clock::{Nanos, now},
    connection::{Connection, Stage},
    dialect::{Dialect, Heard, Told, find},
    frames::{self, CLOSE, Frames, PING, PONG, write_masked},
    room::Room,
    tally::Tally,
};

/// What a client does after it has heard something.
#[derive(Default)]
struct After {
    /// Sends this.
    say: Vec<u8>,
    /// It has been answered so often.
    answers: u32,
    /// It follows its auction now.
    joined: bool,
    /// The server closes.
    closed: bool,
}

impl Fleet {
    /// Reads once, and does what follows from it.
    pub(super) fn read(&mut self, id: usize) -> Result<(), Errno> {
        let mut buffer = std::mem::take(&mut self.buffer);
        let read = self.read_into(id, &mut buffer);
        self.buffer = buffer;
        let after = read?;
        if !after.say.is_empty() {
            self.people[id].send(&self.poll, id, &after.say)?;
        }
        if after.joined {
            self.joined(id);
        }
        for _ in 0..after.answers {
            self.answered(id);
        }
        if after.closed { Err(Errno::SHUTDOWN) } else { Ok(()) }
    }

    fn read_into(&mut self, id: usize, buffer: &mut [u8]) -> Result<After, Errno> {
        let person = &mut self.people[id];
        let kept = person.rest.len();
        buffer[..kept].copy_from_slice(&person.rest);
        let read = match person.read(&mut buffer[kept..]) {
            Ok(0) => return Err(Errno::CONNRESET),
            Ok(read) => read,
            Err(Errno::AGAIN | Errno::INTR) => return Ok(After::default()),
            Err(error) => return Err(error),
        };
        let mut bytes = &buffer[..kept + read];
        let mut after = After::default();
        if person.stage == Stage::Knocking {
            let knocked = knocked(person, self.dialect.as_ref(), bytes, &mut after.say);
            if knocked == Err(Errno::CONNREFUSED) {
                self.tally.refused_at_door(bytes);
            }
            bytes = &bytes[knocked?..];
        }
        let mut walked = 0;
        if person.stage != Stage::Knocking {
            let mut hearing = Hearing {
                room: &mut self.rooms[person.room],
                dialect: self.dialect.as_ref(),
                tally: &mut self.tally,
                scrutiny: self.scrutiny,
                now: now(),
                person,
                after,
            };
            walked = hearing.hear(bytes);
            after = hearing.after;
        }
        let rest = &mut self.people[id].rest;
        rest.clear();
        rest.extend_from_slice(&bytes[walked..]);
        Ok(after)
    }

    fn joined(&mut self, id: usize) {
        let person = &mut self.people[id];
        person.stage = Stage::Live;
        self.on_the_way -= 1;
        let room = &mut self.rooms[person.room];
        if person.counted {
            room.join(person.place);
        } else {
            self.tally.back.record(now() - self.cut_at);
        }
    }
}

/// The answer over HTTP, as far as it is there: how many bytes it took.
fn knocked(
    person: &mut Connection,
    dialect: &dyn Dialect,
    bytes: &[u8],
    say: &mut Vec<u8>,
) -> Result<usize, Errno> {
    let Some(end) = find(bytes, b"\r\n\r\n").map(|end| end + 4) else { return Ok(0) };
    if bytes.starts_with(b"HTTP/1.1 101 ") {
        person.stage = Stage::Joining;
        dialect.opened(&person.link, say);
        return Ok(end);
    }
    let head = String::from_utf8_lossy(&bytes[..end]).to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
    let length = length.and_then(|length| length.trim().parse::<usize>().ok()).unwrap_or(0);
    let Some(body) = bytes.get(end..end + length) else { return Ok(0) };
    if !head.starts_with("http/1.1 200 ") {
        return Err(Errno::CONNREFUSED);
    }
    let knock = dialect.knock_again(body).ok_or(Errno::PROTO)?;
    say.extend_from_slice(knock.as_bytes());
    Ok(end + length)
}

/// One client, while it hears what one read brought.
struct Hearing<'a> {
    person: &'a mut Connection,
    room: &'a mut Room,
    dialect: &'a dyn Dialect,
    tally: &'a mut Tally,
    scrutiny: u64,
    now: Nanos,
    after: After,
}

impl Hearing<'_> {
    /// Hears all whole frames: how many bytes they were.
    fn hear(&mut self, bytes: &[u8]) -> usize {
        let from = self.person.place;
        let mut frames = Frames::of(bytes);
        for frame in frames.by_ref() {
            match frame.opcode {
                PING => write_masked(PONG, frame.payload, &mut self.after.say),
                PONG => (),
                CLOSE => {
                    let code = frame.payload.first_chunk().map(|code| u16::from_be_bytes(*code));
                    // Whoever is not in yet tries again.
                    if self.person.stage == Stage::Live {
                        self.tally.fault(|| format!("closed by the server with {code:?}"));
                    }
                    self.after.closed = true;
                }
                _ => self.hear_data(&frame),
            }
        }
        if frames.strange {
            self.tally.fault(|| "a frame that should not be sent".to_owned());
        }
        if self.person.counted && self.person.stage == Stage::Live && from != self.person.place {
            self.room.moved(from, self.person.place, self.now, &mut self.tally.window.last);
        }
        frames.walked()
    }

    fn hear_data(&mut self, frame: &frames::Frame<'_>) {
        match self.dialect.hear(&mut self.person.link, frame) {
            Heard::Bid => self.hear_bid(frame.payload),
            Heard::Accepted => {
                self.room.accepted += 1;
                self.person.accepted += 1;
                self.tally.window.accepted += 1;
                self.tally.window.answer.record(self.now.saturating_sub(self.person.asked_at));
                self.after.answers += 1;
            }
            Heard::Unread(count) => {
                self.person.unread = count;
                self.tally.window.figures += 1;
            }
            Heard::Refused => {
                self.tally.window.refused += 1;
                self.after.answers += 1;
            }
            Heard::Say(bytes) => self.after.say.extend_from_slice(&bytes),
            Heard::SayJoined(bytes) => {
                self.after.say.extend_from_slice(&bytes);
                self.join_anew();
            }
            Heard::Joined => self.join_anew(),
            Heard::Resumed(missed) => {
                self.after.joined = true;
                self.tally.recovered += 1;
                for told in missed {
                    self.tally.resumed += 1;
                    self.take(&told);
                }
            }
            Heard::SentAway(pause) if self.person.stage == Stage::Joining => {
                self.person.pause = pause;
                self.tally.sent_away += 1;
                self.tally.refused_at_door(frame.payload);
            }
            Heard::Other => (),
            Heard::Failed => {
                self.after.answers += 1;
                self.tally.fault_in_words(frame.payload);
            }
            Heard::SentAway(_) | Heard::Wrong => self.tally.fault_in_words(frame.payload),
        }
    }

    fn join_anew(&mut self) {
        self.after.joined = true;
        if !self.person.counted {
            self.person.adrift = true;
            self.tally.unrecovered += 1;
        }
    }

    /// On the path of every delivery.
    fn hear_bid(&mut self, payload: &[u8]) {
        self.tally.delivered += 1;
        self.tally.window.delivered += 1;
        let place = self.person.place;
        let must = self.person.adrift || !self.room.knows(place);
        if must || self.tally.delivered.is_multiple_of(self.scrutiny) {
            match self.dialect.read(payload) {
                Some(told) => self.take(&told),
                None => self.tally.fault(|| "a bid that cannot be read".to_owned()),
            }
        } else {
            self.person.place += 1;
        }
        if let Some(sent) = self.room.sent_at(self.person.place.saturating_sub(1)) {
            self.tally.window.latency.record(self.now.saturating_sub(sent));
        }
    }

    /// Takes a bid that was read, and sees whether it is the next one.
    fn take(&mut self, told: &Told) {
        let expected = self.person.place;
        let Some(place) = self.room.place_of(told.seq) else {
            return self.tally.fault(|| format!("position {} was before all others", told.seq));
        };
        if self.person.adrift {
            self.person.adrift = false;
            match place.checked_sub(expected) {
                Some(skipped) => self.tally.skipped += skipped as u64,
                None => self.tally.fault(|| format!("place {place} repeated after coming back")),
            }
        } else if place < expected {
            return self.tally.fault(|| format!("place {place} repeated at {expected}"));
        } else if expected < place {
            self.tally.fault(|| format!("a hole from {expected} to {place}"));
        }
        if self.room.learn(place, told).is_err() {
            self.tally.fault(|| format!("another bid at place {place} than others were told of"));
        }
        self.person.place = place + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        dialect::Plain,
        frames::{TEXT, write},
    };

    /// What a watcher at place 0 makes of bids with these positions, three having been sent and
    /// `known` having been told to another one before.
    fn heard(known: u64, seqs: &[u64], from: impl Fn(&mut Connection)) -> (usize, Tally) {
        let mut room = Room::new("auction:x");
        (1..=3).for_each(|now| _ = room.next_amount(now));
        for seq in 1..=known {
            let told = Told { seq, amount: seq, offset: None };
            let place = usize::try_from(seq).unwrap() - 1;
            assert_eq!(room.learn(place, &told), Ok(()));
        }
        let mut person = Connection::away(0, 0, &room.name);
        person.stage = Stage::Live;
        room.join(0);
        from(&mut person);
        let mut bytes = Vec::new();
        for seq in seqs {
            let text =
                format!(r#"{{"event":"auction:bid","seq":{seq},"data":{{"amount":{seq}}}}}"#);
            write(TEXT, text.as_bytes(), &mut bytes);
        }
        let mut tally = Tally::default();
        let mut hearing = Hearing {
            person: &mut person,
            room: &mut room,
            dialect: &Plain::peer(),
            tally: &mut tally,
            scrutiny: 1,
            now: 10,
            after: After::default(),
        };
        assert_eq!(hearing.hear(&bytes), bytes.len());
        (person.place, tally)
    }

    #[test]
    fn bids_in_order_are_taken() {
        for known in 0..=3 {
            let (place, tally) = heard(known, &[1, 2, 3], |_| ());
            assert_eq!((place, tally.delivered, tally.fault_count), (3, 3, 0), "{known} known");
            assert_eq!(tally.window.latency.quantile(1.0), Some(9));
        }
    }

    #[test]
    fn holes_and_repeats_are_faults() {
        assert_eq!(heard(3, &[1, 3], |_| ()).1.faults, ["a hole from 1 to 2"]);
        let (place, tally) = heard(3, &[1, 2, 1], |_| ());
        assert_eq!((place, &tally.faults[..]), (2, &["place 0 repeated at 2".to_owned()][..]));
    }

    #[test]
    fn who_came_back_without_recovery_has_missed_something() {
        let adrift = |person: &mut Connection| {
            person.adrift = true;
            person.counted = false;
        };
        let (place, tally) = heard(3, &[3], adrift);
        assert_eq!((place, tally.skipped, tally.delivered, tally.fault_count), (3, 2, 1, 0));
    }
}
