//! People who write to each other: C1 and C2.

use super::{Outcome, Scale, Stage, number};
use crate::{
    fleet::Fleet,
    server::{Kind, Places, Recovery, Server},
};

/// Who belongs to the one busy conversation: these listen to it, of whom the first ones write, these to
/// their inboxes alone, and the others are away.
const MEMBERS: usize = 100;
const LISTENERS: usize = 50;
const AT_INBOX: usize = 25;
const WRITERS: usize = 10;
/// How many conversations there are at once, and how many people are in them, in turn.
const TALKS: usize = 1_000;
const SIZES: [usize; 4] = [2, 2, 2, 5];

/// C1: as fast as it is answered, in one conversation.
pub(super) fn busy(kind: Kind, places: &Places, scale: Scale) -> Result<Outcome, String> {
    let members = scale.people(MEMBERS, 20);
    let (listeners, at_inbox) = (members * LISTENERS / MEMBERS, members * AT_INBOX / MEMBERS);
    let company = Company { sizes: vec![members], listeners, at_inbox };
    company.write(kind, places, scale, (0..WRITERS.min(listeners)).collect())
}

/// C2: the same in many small ones.
pub(super) fn many(kind: Kind, places: &Places, scale: Scale) -> Result<Outcome, String> {
    let sizes: Vec<_> = SIZES.into_iter().cycle().take(scale.people(TALKS, 10)).collect();
    let people = sizes.iter().sum();
    let company = Company { sizes, listeners: people, at_inbox: 0 };
    company.write(kind, places, scale, (0..people).collect())
}

/// Who belongs where. People are counted through all conversations.
struct Company {
    /// How many are in each conversation.
    sizes: Vec<usize>,
    /// Of all, so many are there and listen to their conversation.
    listeners: usize,
    /// So many after these listen to their inboxes, and the rest is away.
    at_inbox: usize,
}

impl Company {
    fn write(
        &self,
        kind: Kind,
        places: &Places,
        scale: Scale,
        writers: Vec<usize>,
    ) -> Result<Outcome, String> {
        let mut server = Server::start(kind, places, 0, Recovery::AsItIs)?;
        let inboxes = self.listeners..self.listeners + self.at_inbox;
        server.open_conversations(&self.sizes, inboxes.clone())?;
        let talks = self.sizes.iter().enumerate();
        let talks: Vec<_> =
            talks.flat_map(|(talk, size)| std::iter::repeat_n(talk, *size)).collect();
        // An inbox is a room of its own in which nothing is written.
        let seats = talks[..self.listeners].iter().copied();
        let seats = seats.chain(inboxes.zip(self.sizes.len()..).map(|(_, inbox)| inbox));
        let fleet = Fleet::new(server.dialect(), server.address, &server.rooms, seats);
        let fleet = fleet.map_err(|error| format!("epoll: {error}"))?;
        let mut stage = Stage { server, fleet };
        stage.open()?;
        let mut outcome = Outcome::default();
        stage.fleet.bid_as_answered(writers, scale.time(1.0));
        stage.fleet.run(scale.time(1.5));
        stage.measure(scale.time(3.0), "", &mut outcome);
        stage.settle(&mut outcome);
        outcome.faults.extend(stage.fleet.await_figures(|id| talks[id]).err());
        count(&stage, &talks, &mut outcome)?;
        Ok(outcome)
    }
}

/// Whatever was written is unread by all others: nobody has read anything.
fn count(stage: &Stage, talks: &[usize], outcome: &mut Outcome) -> Result<(), String> {
    let mut all = 0;
    for (person, talk) in talks.iter().enumerate() {
        let own = stage.fleet.people.get(person).map_or(0, |known| known.accepted);
        let owed = stage.fleet.rooms[*talk].accepted - own;
        let unread = stage.server.unread_by(person)?;
        all += unread;
        if owed != unread && outcome.faults.len() < FAULTS_MAX {
            let words = format!("person {person} has not read {owed}, their list says {unread}");
            outcome.faults.push(words);
        }
    }
    outcome.put("unread_in_all", number(all));
    Ok(())
}

/// So many wrong counts are told.
const FAULTS_MAX: usize = 5;
