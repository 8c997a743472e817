//! The pages of a list fit together, whatever the list and however its events were written.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use std::cmp::Reverse;

use proptest::prelude::*;
use rialto::{
    protocol::{
        auction::{Event, Status},
        money::Money,
        time::Time,
    },
    store::{AuctionList, AuctionRow, AuctionSort, Drafts, Store},
};

use crate::{
    store::{NOW, user},
    store_lists::{all, append, bids, created, life, memory, placed},
};

/// Auctions of which many are alike, so that order and filters have ties to get wrong.
fn floor() -> impl Strategy<Value = Vec<Vec<Event>>> {
    let one = (1..4_u64, 0..3_usize, 1..4_i64, 0..4_u32, 0..4_u64).prop_map(
        |(seller, currency, price, bids, end)| {
            let currency = ["EUR", "USD", "JPY"][currency];
            let end = (0 < end).then(|| NOW.plus(end * 1_000));
            let mut events = vec![created(seller, "Lot", currency, price * 100)];
            if 1 < price {
                events.push(Event::Started { ends_at: end });
            }
            let bid = |n| Event::BidPlaced(placed(n, 1, price * 100 + 50 * i64::from(n), end));
            events.extend((1..=bids).map(bid));
            events
        },
    );
    prop::collection::vec(one, 0..25)
}

fn wanted() -> impl Strategy<Value = AuctionList> {
    let price = || prop::option::of((1..5_i64).prop_map(|price| Money(price * 100)));
    let filters = (
        prop::option::of(1..4_u64),
        prop::option::of(prop::sample::select(vec!["EUR", "USD"])),
        price(),
        price(),
        prop::sample::select(vec![
            vec![],
            vec![Status::Draft],
            vec![Status::Active, Status::Ended],
        ]),
    );
    (filters, prop::sample::select(AuctionSort::ALL.to_vec()), 1..8_usize).prop_map(
        |((seller, currency, price_min, price_max, status), sort, limit)| AuctionList {
            status,
            seller: seller.map(user),
            currency: currency.map(|code| code.parse().unwrap()),
            price_min,
            price_max,
            sort,
            limit: Some(limit),
            drafts: Drafts::All,
            ..AuctionList::default()
        },
    )
}

/// What a list should have, by looking at every auction. Ids are in the order of making.
fn expected(mut rows: Vec<AuctionRow>, list: &AuctionList) -> Vec<String> {
    let asking = |row: &AuctionRow| row.price.unwrap_or(row.start_price);
    rows.retain(|row| {
        (list.status.is_empty() || list.status.contains(&row.status))
            && list.seller.is_none_or(|seller| row.seller == seller)
            && list.currency.is_none_or(|currency| row.currency == currency)
            && list.price_min.is_none_or(|least| least <= asking(row))
            && list.price_max.is_none_or(|most| asking(row) <= most)
    });
    let end = |row: &AuctionRow| row.ends_at.unwrap_or(Time::from_ms(i64::MAX));
    let id = |row: &AuctionRow| row.id.clone();
    match list.sort {
        AuctionSort::EndsAt => rows.sort_by_key(|row| (end(row), id(row))),
        AuctionSort::EndsAtDown => rows.sort_by_key(|row| Reverse((end(row), id(row)))),
        AuctionSort::Price => rows.sort_by_key(|row| (asking(row), id(row))),
        AuctionSort::PriceDown => rows.sort_by_key(|row| Reverse((asking(row), id(row)))),
        AuctionSort::Bids => rows.sort_by_key(|row| (row.bid_count, id(row))),
        AuctionSort::BidsDown => rows.sort_by_key(|row| Reverse((row.bid_count, id(row)))),
        AuctionSort::CreatedAt => rows.sort_by_key(|row| (row.created_at, id(row))),
        AuctionSort::CreatedAtDown => rows.sort_by_key(|row| Reverse((row.created_at, id(row)))),
    }
    rows.iter().map(id).collect()
}

async fn paged(store: &Store, list: &AuctionList) -> Vec<String> {
    let mut ids = Vec::new();
    let mut list = list.clone();
    loop {
        let page = store.auctions(list.clone()).await.unwrap();
        assert!(Some(page.items.len()) <= list.limit, "a page is too long");
        ids.extend(page.items.into_iter().map(|row| row.id));
        assert!(ids.len() < 100, "the pages do not come to an end");
        match page.next {
            Some(next) => list.after = Some(next),
            None => return ids,
        }
    }
}

async fn fill(store: &Store, floor: &[Vec<Event>], steps: usize) {
    for (n, events) in floor.iter().enumerate() {
        let (id, mut key, mut first) = (format!("{n:04}"), None, 1);
        for part in events.chunks(steps) {
            key = Some(store.append(append(&id, key, first, part)).await.unwrap());
            first += u64::try_from(part.len()).unwrap();
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_pages_of_a_list_are_the_list(floor in floor(), lists in prop::collection::vec(wanted(), 1..12)) {
        actix_web::rt::System::new().block_on(async {
            let store = memory();
            fill(&store, &floor, 99).await;
            let rows = all(&store).await;
            assert_eq!(rows.len(), floor.len());
            for list in lists {
                assert_eq!(paged(&store, &list).await, expected(rows.clone(), &list), "{list:?}");
            }
        });
    }

    #[test]
    fn a_list_does_not_depend_on_how_events_were_grouped(floor in floor(), steps in 1..5_usize) {
        let mut floor = floor;
        floor.push(life());
        actix_web::rt::System::new().block_on(async {
            let (whole, parts) = (memory(), memory());
            fill(&whole, &floor, 99).await;
            fill(&parts, &floor, steps).await;
            assert_eq!(all(&whole).await, all(&parts).await);
            for n in 0..floor.len() {
                let id = format!("{n:04}");
                let viewer = Some(user(2));
                assert_eq!(bids(&whole, &id, viewer).await, bids(&parts, &id, viewer).await);
            }
        });
    }
}
