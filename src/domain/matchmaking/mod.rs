//! Matchmaking: one queue for each game. Who searches, who is found, and who takes the match.
//!
//! [`QueueRoom`] is the machine. `find` reads what somebody searches for, `pool` is where they are found, `search`
//! and `teams` put matches together, `check` asks whether all take it, `seats` fills the seats of lobbies, `apply`
//! is what events change, `estimate` and `page` what is told of a search, `notes` what other rooms are told, `rate`
//! what follows from results.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::{
    domain::{Asked, Machine, Measure, Reaction, Sight, Viewer, Whisper, is_staff},
    protocol::{
        connection::Nothing,
        id::{Place, RoomId, UserId},
        matchmaking::{
            Command, Event, Matchmaking, Reject, TicketId,
            event::{Over, Pairing},
            page::{Begun, Page, Reply},
            snapshot::{Queue, Searching},
        },
        person::Person,
        time::Time,
    },
};
use pool::Pool;

mod apply;
mod check;
mod estimate;
mod find;
pub mod limits;
mod notes;
mod page;
mod pool;
mod rate;
mod search;
mod seats;
mod teams;
mod tick;

/// The queue of one game.
#[derive(Debug)]
pub struct QueueRoom {
    game: String,
    kept: Queue,
    /// Everything below follows from what is kept.
    pools: BTreeMap<String, Pool>,
    /// The regions that anybody has named, each a bit of what is near.
    regions: Vec<String>,
    by_user: HashMap<UserId, u64>,
    /// When searches become less demanding, or end.
    due: BTreeSet<(Time, u64)>,
    /// By when matches must be accepted.
    checks: BTreeSet<(Time, u64)>,
    /// What the last event took away, for those who are told of it.
    just: Just,
    /// When those who search are told again, and who has something new to be told.
    telling: BTreeSet<(Time, u64)>,
    told_at: HashMap<u64, Time>,
    stirred: BTreeSet<u64>,
}

/// What the last event took away.
#[derive(Debug, Default)]
struct Just {
    pairing: Option<Pairing>,
    tickets: Vec<Searching>,
}

impl QueueRoom {
    /// The queue; for tests and for the program's own looks into a room.
    pub fn queue(&self) -> &Queue {
        &self.kept
    }

    fn id(&self, ticket: u64) -> TicketId {
        let place = Place(crate::protocol::id::Seq(ticket));
        TicketId { game: self.game.clone(), place }
    }

    /// Somebody's own search.
    fn own(&self, by: &Person, id: &TicketId) -> Option<(u64, &Searching)> {
        let number = id.place.0.0;
        let searching = self.kept.tickets.get(&number)?;
        searching.ticket.users.contains(&by.id).then_some((number, searching))
    }
}

impl Machine for QueueRoom {
    type Words = Matchmaking;

    fn new(id: &RoomId) -> Self {
        Self::thaw(id, Queue::default())
    }

    fn decide(&self, asked: &Asked<'_>, command: Command) -> Result<Vec<Event>, Reject> {
        let by = asked.by;
        match command {
            Command::Find(find) => self.find(asked, *find),
            Command::Look(id) => self.own(by, &id).map(|_| Vec::new()).ok_or(Reject::NotFound),
            Command::Accept(id) => self.accept(by, &id),
            Command::Decline(id) => self.decline(by, &id),
            Command::Cancel(id) => Ok(self.cancel(by, &id)),
            _ if !by.is_house() => Err(Reject::Forbidden),
            Command::Backfill(told) => Ok(self.vacancy(*told)),
            Command::Seated(seated) => Ok(self.seated(seated)),
            Command::Disband(disband) => {
                Ok(self.end(disband.ticket.place.0.0, Over::PartyChanged, Over::PartyChanged))
            }
            Command::Result(result) => Ok(self.rate(asked, &result)),
            Command::Forget(whom) => {
                let ticket = self.by_user.get(&whom.user).copied().unwrap_or_default();
                Ok(self.end(ticket, Over::AccountErased, Over::AccountErased))
            }
        }
    }

    fn apply(&mut self, at: Time, event: &Event) {
        self.take(at, event);
    }

    fn deadline(&self) -> Option<Time> {
        if !self.kept.fresh.is_empty() || !self.kept.vacant.is_empty() {
            // Who is new is looked at at once.
            return Some(Time::default());
        }
        let due = self.due.first().map(|(at, _)| *at);
        let check = self.checks.first().map(|(at, _)| *at);
        due.into_iter().chain(check).min()
    }

    fn expire(&self, now: Time) -> Vec<Event> {
        self.tick(now)
    }

    fn reply(&self, asked: &Asked<'_>, events: &[Event]) -> Reply {
        let entered = events.iter().find_map(|event| {
            if let Event::Entered(ticket) = event { Some(ticket.ticket) } else { None }
        });
        if let Some(ticket) = entered {
            return Reply::Begun(Begun { match_request_id: self.id(ticket.0.0) });
        }
        // Who only asked how it stands is told so.
        let own = self.by_user.get(&asked.by.id).filter(|_| events.is_empty());
        let standing = own.and_then(|ticket| self.standing(*ticket, asked.by.id, asked.now));
        standing.map_or(Reply::Done {}, |standing| Reply::Standing(Box::new(standing)))
    }

    fn admits(&self, viewer: Viewer<'_>) -> bool {
        viewer.is_some_and(|person| is_staff(person.role))
    }

    fn sight(&self, _: &Event) -> Sight<Nothing> {
        // Everybody is told of their own search, in the inbox.
        Sight::nobody()
    }

    fn state(&self, _: Viewer<'_>, now: Time, _: u32) -> Page {
        self.page(now)
    }

    fn reactions(&self, event: &Event) -> Vec<Reaction> {
        self.notes(event)
    }

    fn measures(&self, event: &Event) -> Vec<Measure> {
        self.measured(event)
    }

    fn gauges(&self) -> Vec<Measure> {
        self.sizes()
    }

    fn pulse(&mut self, now: Time) -> Vec<Whisper> {
        self.whispers(now)
    }

    fn freeze(&self) -> Queue {
        self.kept.clone()
    }

    fn thaw(id: &RoomId, kept: Queue) -> Self {
        let mut queue = QueueRoom {
            game: id.key().to_owned(),
            kept,
            pools: BTreeMap::new(),
            regions: Vec::new(),
            by_user: HashMap::new(),
            due: BTreeSet::new(),
            checks: BTreeSet::new(),
            just: Just::default(),
            telling: BTreeSet::new(),
            told_at: HashMap::new(),
            stirred: BTreeSet::new(),
        };
        queue.restore();
        queue
    }
}
