//! Looks whether what is kept is true: every journal is replayed by the rules and held against what else is written of
//! it. Reads alone; beside a server or without one.
//!
//! **Invariant:** nothing is mended here. What is found is said, with the room and the position.

use std::fmt;

use crate::{
    domain::Machine,
    protocol::id::{RoomId, Seq},
    rooms::{core::Core, kinds::Kind},
    store::{Store, StoreError, Written},
};

mod auction;
mod market;

pub use auction::{Proof, auction};

/// How often something is read again that a server beside us has changed meanwhile.
const ATTEMPTS_MAX: usize = 10;
/// How many events are read at once.
const PAGE: usize = 2_000;

/// Something that is not as it should be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Where.
    pub room: RoomId,
    /// What.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.room, self.what)
    }
}

/// What was looked at, and what was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many rooms.
    pub rooms: u64,
    /// How many events.
    pub events: u64,
    /// How many auctions with a chain.
    pub chains: u64,
    /// How many accounts of the books.
    pub accounts: u64,
    /// What is not as it should be.
    pub findings: Vec<Finding>,
}

impl Report {
    fn find(&mut self, room: &RoomId, what: impl Into<String>) {
        self.findings.push(Finding { room: room.clone(), what: what.into() });
    }
}

/// Looks at the whole database; `told` is called now and then with how far it is.
pub async fn verify(store: &Store, mut told: impl FnMut(&Report)) -> Result<Report, StoreError> {
    let mut report = Report::default();
    let mut after = 0;
    loop {
        let page = store.every_room(after, 500).await?;
        let Some((last, _, _)) = page.last() else { break };
        after = *last;
        for (key, room, seq) in page {
            look(store, key, &room, seq, &mut report).await?;
        }
        told(&report);
    }
    market::books(store, &mut report).await?;
    Ok(report)
}

/// Looks at one room.
async fn look(
    store: &Store,
    key: i64,
    room: &RoomId,
    seq: Seq,
    report: &mut Report,
) -> Result<(), StoreError> {
    report.rooms += 1;
    let journal = journal(store, key).await?;
    // A server beside us may have written since: what is behind what we knew of is not looked at.
    let journal: Vec<Written> = journal.into_iter().take_while(|one| one.seq <= seq).collect();
    report.events += journal.len() as u64;
    if let Some(hole) = (1..).zip(&journal).find(|(place, one)| one.seq.0 != *place) {
        report.find(room, format!("position {} is missing in the journal", hole.0));
        return Ok(());
    }
    if journal.len() as u64 != seq.0 {
        report.find(room, format!("there are {} of {} events", journal.len(), seq.0));
        return Ok(());
    }
    let Some(kind) = Kind::of(room) else {
        report.find(room, "no kind of room is called so");
        return Ok(());
    };
    let frozen = store.frozen(key).await?.filter(|(at, _)| *at <= seq);
    if let Err(what) = (kind.replay)(room, &journal, frozen.as_ref()) {
        report.find(room, what);
        return Ok(());
    }
    if room.kind() == "auction" {
        let proof = auction::proven(store, key, room).await?;
        report.chains += u64::from(proof.chain.is_some());
        for what in proof.wrong {
            report.find(room, what);
        }
    }
    Ok(())
}

/// All that happened in a room.
async fn journal(store: &Store, key: i64) -> Result<Vec<Written>, StoreError> {
    let mut journal: Vec<Written> = Vec::new();
    loop {
        let after = journal.last().map_or(Seq(0), |last| last.seq);
        let page = store.written(key, after, PAGE).await?;
        if page.is_empty() {
            return Ok(journal);
        }
        journal.extend(page);
    }
}

/// Plays a journal by the rules.
pub(super) fn replayed<M: Machine>(room: &RoomId, journal: &[Written]) -> Result<Core<M>, String> {
    let mut core = Core::<M>::new(room.clone());
    for one in journal {
        core.replay(one.seq, one.at, &one.body)
            .map_err(|why| format!("the event at {} cannot be read", why.seq.0))?;
    }
    Ok(core)
}
