//! The books: debits are credits, nobody owes what may not, and what each account has is what its lines say; what is
//! gone of a listing was sold.

use std::collections::BTreeMap;

use super::{Report, journal, replayed};
use crate::{
    domain::market::MarketRoom,
    protocol::{
        id::{RoomId, Seq},
        market::{
            MARKET,
            ledger::{Account, Balance},
        },
        money::Currency,
    },
    store::{Store, StoreError, Sums},
};

/// Looks at the books. A server beside us may write meanwhile; then they are read again.
pub(super) async fn books(store: &Store, report: &mut Report) -> Result<(), StoreError> {
    let room = RoomId::from(MARKET);
    let mut attempts = 0;
    loop {
        let before = place(store, &room).await?;
        let mut found = Report::default();
        look(store, &room, before.map(|(key, _)| key), &mut found).await?;
        attempts += 1;
        if attempts == super::ATTEMPTS_MAX || before == place(store, &room).await? {
            report.accounts = found.accounts;
            report.findings.append(&mut found.findings);
            return Ok(());
        }
    }
}

/// The key of a room and its last position.
async fn place(store: &Store, room: &RoomId) -> Result<Option<(i64, Seq)>, StoreError> {
    let mut after = 0;
    loop {
        let page = store.every_room(after, 1_000).await?;
        let Some((last, _, _)) = page.last() else { return Ok(None) };
        after = *last;
        if let Some((key, _, seq)) = page.into_iter().find(|(_, id, _)| id == room) {
            return Ok(Some((key, seq)));
        }
    }
}

async fn look(
    store: &Store,
    room: &RoomId,
    key: Option<i64>,
    report: &mut Report,
) -> Result<(), StoreError> {
    let (kept, summed) = (store.accounts().await?, store.lines_summed().await?);
    report.accounts = kept.len() as u64;
    for place in differing(&kept, &summed) {
        report.find(room, format!("{} in {} is not what its lines say", place.0, place.1));
    }
    balances(room, &kept, report);
    if let Some(key) = key
        && let Ok(core) = replayed::<MarketRoom>(room, &journal(store, key).await?)
    {
        let accounts = &core.machine().market().books.accounts;
        let told = |((account, currency), sums): (&(Account, Currency), &Balance)| {
            ((account.to_string(), *currency), *sums)
        };
        let by_journal: Sums = accounts.iter().map(told).collect();
        for place in differing(&kept, &by_journal) {
            report.find(room, format!("{} in {} is not that of the journal", place.0, place.1));
        }
    }
    for (listing, gone, sold) in store.missold().await? {
        report.find(room, format!("of listing {listing} {gone} are gone, and {sold} were sold"));
    }
    Ok(())
}

/// Debits and credits are the same, posted and pending (I-120), and no guarded account owes anything (I-121).
fn balances(room: &RoomId, kept: &Sums, report: &mut Report) {
    let mut totals: BTreeMap<Currency, (i64, i64)> = BTreeMap::new();
    for ((account, currency), sums) in kept {
        let (posted, pending) = totals.entry(*currency).or_default();
        *posted += sums.posted();
        *pending += sums.credits_pending - sums.debits_pending;
        let guarded = account.parse::<Account>().is_ok_and(|account| account.is_guarded());
        if guarded && sums.available() < 0 {
            report.find(room, format!("{account} owes {} {currency}", -sums.available()));
        }
    }
    for (currency, total) in totals {
        if total != (0, 0) {
            report.find(room, format!("debits and credits in {currency} are not the same"));
        }
    }
}

/// Where two books differ; an account that has nothing and reserves nothing may be missing.
fn differing(one: &Sums, other: &Sums) -> Vec<(String, Currency)> {
    let net = |sums: Option<&Balance>| {
        let sums = sums.copied().unwrap_or_default();
        (sums.posted(), sums.debits_pending, sums.credits_pending)
    };
    let mut places: Vec<_> = one.keys().chain(other.keys()).cloned().collect();
    places.sort();
    places.dedup();
    places.retain(|place| net(one.get(place)) != net(other.get(place)));
    places
}
