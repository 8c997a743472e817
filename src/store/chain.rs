//! The chain over an auction's journal: whoever changes an event, its time or its order changes every head after it.
//!
//! `head(0) = SHA-256("rialto chain 1" ‖ salt ‖ room)`, `head(n) = SHA-256(head(n-1) ‖ seq ‖ at ‖ by ‖ body)` with
//! numbers as eight bytes, the highest first, and 0 for nobody. The salt keeps hidden maxima from being guessed by
//! trying them. What is stated at the end has the head, and is public: participants may keep it.

use std::fmt::Write;

use diesel::{ExpressionMethods, OptionalExtension, QueryDsl, QueryResult, RunQueryDsl};
use sha2::{Digest, Sha256};

use super::{Record, RoomKey, Store, StoreError, db::Db, schema::auctions};
use crate::protocol::{
    auction::{Event, statement::Statement},
    frame::to_json,
    id::{RoomId, Seq, UserId},
    time::Time,
};

/// A head of a chain.
pub type Head = [u8; 32];

const SALT_BYTES: usize = 16;

/// Where the chain of a room begins.
pub fn genesis(salt: &[u8], room: &RoomId) -> Head {
    let mut hash = Sha256::new();
    hash.update(b"rialto chain 1");
    hash.update(salt);
    hash.update(room.as_str());
    hash.finalize().into()
}

/// The head after one more event.
pub fn link(head: &Head, seq: Seq, at: Time, by: Option<UserId>, body: &str) -> Head {
    let mut hash = Sha256::new();
    hash.update(head);
    hash.update(seq.0.to_be_bytes());
    hash.update(at.ms().to_be_bytes());
    hash.update(by.map_or(0, |by| by.0.number()).to_be_bytes());
    hash.update(body);
    hash.finalize().into()
}

/// A head as it is written.
pub fn hex(head: &[u8]) -> String {
    head.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string does not fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What is kept of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// What it begins with.
    pub salt: Vec<u8>,
    /// The first position in it.
    pub from: Seq,
    /// Its head.
    pub head: Vec<u8>,
    /// What was stated at the end, if it has come.
    pub statement: Option<Statement>,
}

/// What changes of a chain with some more events.
pub(super) struct Grown {
    /// Salt and first position, where it has just begun.
    pub(super) begun: Option<(Vec<u8>, Seq)>,
    /// The head.
    pub(super) head: Head,
    /// What is stated now.
    pub(super) statement: Option<Statement>,
}

/// Adds events to the chain of an auction.
pub(super) fn grow(
    db: &mut Db,
    key: RoomKey,
    room: &RoomId,
    records: &[Record<Event>],
) -> QueryResult<Grown> {
    let known: Option<Option<Vec<u8>>> = auctions::table
        .filter(auctions::room.eq(key.0))
        .select(auctions::chain_head)
        .first(db)
        .optional()?;
    let known: Option<Head> = known.flatten().and_then(|head| head.try_into().ok());
    let (begun, mut head) = if let Some(head) = known {
        (None, head)
    } else {
        let mut salt = vec![0; SALT_BYTES];
        // Without the system's randomness nothing is begun.
        getrandom::fill(&mut salt).map_err(|_| diesel::result::Error::RollbackTransaction)?;
        let from = records.first().map_or(Seq(1), |first| first.seq);
        let head = genesis(&salt, room);
        (Some((salt, from)), head)
    };
    let mut statement = None;
    for record in records {
        head = link(&head, record.seq, record.at, record.by, &record.body);
        if let Event::Ended(ended) = &record.event {
            statement = Some(Statement {
                auction: room.clone(),
                seq: record.seq,
                ended_at: ended.ended_at,
                outcome: ended.outcome,
                winner: ended.winner_shown.as_ref().map(ToString::to_string),
                hammer: ended.hammer,
                chain: hex(&head),
            });
        }
    }
    Ok(Grown { begun, head, statement })
}

/// A statement as the database has it.
pub(super) fn written(statement: &Statement) -> String {
    to_json(statement)
}

/// A row of what is kept.
type Row = (Option<Vec<u8>>, Option<i64>, Option<Vec<u8>>, Option<String>);

impl Store {
    /// What is kept of the chain of an auction, where it has one.
    pub async fn chain(&self, room: &RoomId) -> Result<Option<Kept>, StoreError> {
        let id = room.key().to_owned();
        let row = self
            .read(move |db| {
                auctions::table
                    .filter(auctions::id.eq(id))
                    .select((
                        auctions::chain_salt,
                        auctions::chain_from,
                        auctions::chain_head,
                        auctions::statement,
                    ))
                    .first::<Row>(db)
                    .optional()
            })
            .await?;
        let Some((Some(salt), Some(from), Some(head), statement)) = row else { return Ok(None) };
        let statement = statement.and_then(|text| serde_json::from_str(&text).ok());
        Ok(Some(Kept { salt, from: Seq(from.cast_unsigned()), head, statement }))
    }
}
