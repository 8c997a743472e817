//! One auction: its chain, the price by the fold over the bids that stand, winner and hammer, the lists, the payment.

use super::{Report, journal, replayed};
use crate::{
    domain::auction::AuctionRoom,
    protocol::{
        auction::{Outcome, Status, money::Settlement, snapshot::Lot, statement::Statement},
        id::{Id, RoomId, UserId},
        money::Money,
    },
    store::{
        ListedAuction, Store, StoreError, Written,
        chain::{self, Kept},
    },
};

/// What an audit proves of one auction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proof {
    /// How many events.
    pub events: u64,
    /// How many bids were accepted, and how many of them stand.
    pub bids: (usize, usize),
    /// Where it stands.
    pub status: Option<Status>,
    /// Who has won, by the name there, at which price, or why nobody has.
    pub outcome: Option<(Outcome, Option<String>, Option<Money>)>,
    /// What is left to do after the end.
    pub settlement: Option<Settlement>,
    /// The head of the chain, where there is one, as hexadecimal digits.
    pub chain: Option<String>,
    /// What was stated at the end.
    pub statement: Option<Statement>,
    /// What is not as it should be.
    pub wrong: Vec<String>,
}

/// Looks at one auction; `None` where there is none.
pub async fn auction(store: &Store, room: &RoomId) -> Result<Option<Proof>, StoreError> {
    let mut after = 0;
    loop {
        let page = store.every_room(after, 1_000).await?;
        let Some((last, _, _)) = page.last() else { return Ok(None) };
        after = *last;
        if let Some((key, _, _)) = page.iter().find(|(_, id, _)| id == room) {
            return proven(store, *key, room).await.map(Some);
        }
    }
}

/// Proves what can be proven of an auction by its journal. A server beside us may write meanwhile; then it is read again.
pub(super) async fn proven(store: &Store, key: i64, room: &RoomId) -> Result<Proof, StoreError> {
    let mut attempts = 0;
    loop {
        let kept = store.chain(room).await?;
        let journal = journal(store, key).await?;
        let listed = store.listed_auction(key).await?;
        attempts += 1;
        if attempts == super::ATTEMPTS_MAX || kept == store.chain(room).await? {
            return Ok(prove(room, &journal, kept, listed.as_ref()));
        }
    }
}

fn prove(
    room: &RoomId,
    journal: &[Written],
    kept: Option<Kept>,
    listed: Option<&ListedAuction>,
) -> Proof {
    let mut proof = Proof { events: journal.len() as u64, ..Proof::default() };
    if let Some(kept) = kept {
        links(room, journal, kept, &mut proof);
    }
    let core = match replayed::<AuctionRoom>(room, journal) {
        Ok(core) => core,
        Err(what) => {
            proof.wrong.push(what);
            return proof;
        }
    };
    let Some(lot) = core.machine().lot() else { return proof };
    proof.bids = (
        lot.bids.len() + lot.envelopes.len(),
        lot.bids.iter().filter(|bid| !bid.removed).count()
            + lot.envelopes.iter().filter(|one| !one.removed).count(),
    );
    proof.status = Some(lot.status);
    proof.settlement = lot.deal.stage;
    proof.outcome = lot.ended.as_ref().map(|ended| {
        (ended.outcome, ended.winner_shown.as_ref().map(ToString::to_string), ended.hammer)
    });
    proof.wrong.extend(lot.doubts());
    lists(lot, listed, &mut proof);
    proof
}

/// The chain: as far as it was kept, no event was changed, added or left out.
fn links(room: &RoomId, journal: &[Written], kept: Kept, proof: &mut Proof) {
    let mut head = chain::genesis(&kept.salt, room);
    let mut stated = None;
    for one in journal.iter().filter(|one| kept.from <= one.seq) {
        let by = one.by.map(|by| UserId(Id::from_number(by.cast_unsigned())));
        head = chain::link(&head, one.seq, one.at, by, &one.body);
        if kept.statement.as_ref().is_some_and(|statement| statement.seq == one.seq) {
            stated = Some(chain::hex(&head));
        }
    }
    if head.as_slice() != kept.head {
        proof.wrong.push("the chain is broken: the journal is not what was written".into());
    }
    if let Some(statement) = &kept.statement
        && stated.as_ref() != Some(&statement.chain)
    {
        proof.wrong.push("what was stated at the end is not what the journal says".into());
    }
    proof.chain = Some(chain::hex(&kept.head));
    proof.statement = kept.statement;
}

/// What lists say of it.
fn lists(lot: &Lot, listed: Option<&ListedAuction>, proof: &mut Proof) {
    let Some(listed) = listed else { return proof.wrong.push("it is in no list".into()) };
    let ended = lot.ended.as_ref();
    let winner = ended.and_then(|ended| ended.winner).map(|winner| winner.0.number());
    let hammer = ended.and_then(|ended| ended.hammer).map(|hammer| hammer.0);
    let price = lot.lead.map(|lead| lead.price.0);
    let leader = lot.lead.map(|lead| lead.leader.0.number());
    for (what, same) in [
        ("status", listed.status == lot.status.as_str()),
        ("price", listed.price == price),
        ("number of bids", listed.bid_count == i64::from(lot.bid_count)),
        ("winner", listed.winner == winner),
        ("hammer price", listed.hammer == hammer),
        ("leader", listed.leader == leader),
        ("number of watchers", usize::try_from(listed.watchers) == Ok(lot.followers.len())),
    ] {
        if !same {
            proof.wrong.push(format!("the {what} in lists is not that of the journal"));
        }
    }
}

impl Report {
    /// Nothing was found.
    pub fn is_clean(&self) -> bool {
        self.findings.is_empty()
    }
}
