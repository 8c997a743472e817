//! People who write to each other: C1 and C2.

use super::{Outcome, Scale, Stage, number};
use crate::server::{Kind, Places};

/// Who belongs to the one busy conversation, and how many of them write.
const MEMBERS: usize = 100;
const WRITERS: usize = 10;
/// How many conversations of two there are at once.
const PAIRS: usize = 1_000;

/// C1: as fast as it is answered, in one conversation.
pub(super) fn busy(kind: Kind, places: &Places, scale: Scale) -> Result<Outcome, String> {
    let members = scale.people(MEMBERS, 12);
    write(kind, places, scale, (1, members), (0..WRITERS).collect())
}

/// C2: the same in many of two.
pub(super) fn many(kind: Kind, places: &Places, scale: Scale) -> Result<Outcome, String> {
    let pairs = scale.people(PAIRS, 10);
    write(kind, places, scale, (pairs, 2), (0..2 * pairs).collect())
}

fn write(
    kind: Kind,
    places: &Places,
    scale: Scale,
    (rooms, members): (usize, usize),
    writers: Vec<usize>,
) -> Result<Outcome, String> {
    let mut stage = Stage::talking(kind, places, (rooms, members))?;
    let mut outcome = Outcome::default();
    stage.fleet.bid_as_answered(writers, scale.time(1.0));
    stage.fleet.run(scale.time(1.5));
    stage.measure(scale.time(3.0), "", &mut outcome);
    stage.settle(&mut outcome);
    // Whatever is written is unread by all others: nobody has read anything.
    let accepted: u64 = stage.fleet.rooms.iter().map(|room| room.accepted).sum();
    let (owed, unread) = (accepted * (members as u64 - 1), stage.server.unread(rooms * members)?);
    outcome.put("unread_in_all", number(unread));
    if owed != unread {
        let words = format!("{owed} messages should be unread, the lists say {unread}");
        outcome.faults.push(words);
    }
    Ok(outcome)
}
