//! `audit` and `verify`: whether what is kept is true.

use super::{
    args::Settings,
    desk::{self, Missing},
    failure::{Exit, Failure},
    load,
};
use crate::{
    audit::{self, Proof, Report},
    protocol::{auction::Outcome, id::RoomId},
    store::{Store, StoreError},
};

/// Does some work at the store.
fn at<T>(
    settings: &Settings,
    work: impl AsyncFnOnce(&Store) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let config = load(settings)?.config;
    // The readers are actors.
    actix::System::new().block_on(async {
        let store = desk::open(&config, Missing::Refuse)?;
        let done = work(&store).await;
        store.close();
        done
    })
}

fn unread(why: StoreError) -> Failure {
    Failure::new(Exit::NotReachable, "the database cannot be read", why, "try again")
}

fn wrong(what: String) -> Failure {
    let remedy = "keep the database as it is, and restore a backup beside it to compare";
    Failure::new(Exit::Failed, what, "the journal and what is kept beside it differ", remedy)
}

/// One auction.
pub(super) fn auction(settings: &Settings, name: &str) -> Result<(), Failure> {
    let id = name.strip_prefix("auction:").unwrap_or(name);
    let room = RoomId::of("auction", id);
    let proof = at(settings, async |store| {
        let found = audit::auction(store, &room).await.map_err(unread)?;
        found.ok_or_else(|| {
            let what = format!("there is no {room}");
            Failure::new(Exit::NotFound, what, "no auction has this id", "see `GET auctions`")
        })
    })?;
    print(&room, &proof);
    if proof.wrong.is_empty() {
        return Ok(());
    }
    Err(wrong(format!("{} of {room} are not as they should be", proof.wrong.len())))
}

fn print(room: &RoomId, proof: &Proof) {
    let Proof { events, bids: (all, standing), status, outcome, settlement, .. } = proof;
    println!("{room}");
    println!("  journal     {events} events without a hole, replayed");
    println!("  bids        {all} accepted, {standing} stand");
    if let Some(status) = status {
        println!("  status      {}", status.as_str());
    }
    match outcome {
        Some((Outcome::Sold, winner, Some(hammer))) => {
            let winner = winner.as_deref().unwrap_or("several");
            println!("  winner      {winner} at {}", hammer.0);
        }
        Some((Outcome::Sold | Outcome::UnsoldReserveNotMet, _, _)) => {
            println!("  winner      none: the reserve was not met");
        }
        Some((Outcome::UnsoldNoBids, _, _)) => println!("  winner      none: nobody bid"),
        None => (),
    }
    if let Some(settlement) = settlement {
        println!("  settlement  {}", crate::protocol::frame::word(settlement));
    }
    match (&proof.chain, &proof.statement) {
        (None, _) => println!("  chain       none: it is older than chains are"),
        (Some(head), None) => println!("  chain       {head}"),
        (Some(head), Some(statement)) => {
            println!("  chain       {head}");
            println!("  stated      {} at {}", statement.chain, statement.seq.0);
        }
    }
    for what in &proof.wrong {
        println!("  WRONG       {what}");
    }
    if proof.wrong.is_empty() {
        println!("  Everything follows from the journal.");
    }
}

/// The whole database.
pub(super) fn verify(settings: &Settings) -> Result<(), Failure> {
    let report = at(settings, async |store| {
        let told = |report: &Report| {
            if report.rooms.is_multiple_of(10_000) {
                eprintln!("{} rooms, {} events", report.rooms, report.events);
            }
        };
        audit::verify(store, told).await.map_err(unread)
    })?;
    for finding in &report.findings {
        println!("{finding}");
    }
    println!(
        "{} rooms, {} events, {} chains and {} accounts looked at: {} found",
        report.rooms,
        report.events,
        report.chains,
        report.accounts,
        report.findings.len()
    );
    if report.is_clean() {
        return Ok(());
    }
    Err(wrong(format!("{} things are not as they should be", report.findings.len())))
}
