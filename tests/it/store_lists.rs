//! Lists: what they are made of, and which rows they have.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use rialto::{
    protocol::{
        auction::{
            Auction, BidId, Ended, Event, Extender, Outcome, Placed, Removed, Standing, Status,
            Terms,
        },
        frame,
        id::{RoomId, Seq, UserId},
        market::Fees,
        money::Money,
        time::Time,
    },
    store::{
        Append, AuctionList, AuctionRow, AuctionSort, BidRow, Drafts, ListError, Options, Place,
        Record, Store,
    },
};

use super::store::{NOW, user};

const SELLER: u64 = 9;

pub(crate) fn memory() -> Store {
    Store::open(&Options { place: Place::Volatile, readers: 1 }).unwrap()
}

pub(crate) fn created(seller: u64, title: &str, currency: &str, start_price: i64) -> Event {
    let terms = serde_json::json!({
        "title": title, "currency": currency, "startPrice": start_price, "durationMs": 3_600_000,
        "reserve": start_price + 50, "buyNow": 10 * start_price, "images": ["/a.png", "/b.png"],
    });
    let terms: Terms = serde_json::from_value(terms).unwrap();
    Event::Created {
        seller: user(seller),
        seller_name: "ann".into(),
        terms: Box::new(terms),
        fees: Fees::default(),
        relists: None,
        part_of: None,
    }
}

pub(crate) fn placed(number: u32, bidder: u64, price: i64, ends_at: Option<Time>) -> Placed {
    Placed {
        bid: BidId(number),
        bidder: user(bidder),
        shown: format!("bidder {bidder}").into(),
        standing: Standing::Leading,
        max: Money(price + 1_000),
        amount: Money(price),
        price: Money(price),
        minimum: Money(price + 10),
        bid_count: number,
        leader: user(bidder),
        leader_shown: format!("bidder {bidder}").into(),
        automatic: false,
        ends_at,
        buy_now: number < 2,
        displaced: None,
        hidden: false,
        ticket: None,
        orders: Vec::new(),
    }
}

fn removed(number: u32, price: Option<i64>, void: Option<&str>) -> Event {
    Event::BidRemoved(Removed {
        bid: BidId(number),
        bidder: user(1),
        void: void.map(str::to_owned),
        price: price.map(Money),
        minimum: Money(price.map_or(100, |price| price + 10)),
        bid_count: u32::from(price.is_some()),
        max: price.map(Money),
        leader: price.map(|_| user(2)),
        leader_shown: price.map(|_| "bidder 2".into()),
        leader_changed: true,
        reserve_met: Some(false),
        ends_at: Some(NOW.plus(9_000)),
        hidden: false,
        orders: Vec::new(),
    })
}

fn ended() -> Event {
    Event::Ended(Ended {
        winner: Some(user(2)),
        winner_shown: Some("bidder 2".into()),
        hammer: Some(Money(160)),
        ..Ended::of(Outcome::Sold, NOW.plus(20_000))
    })
}

/// The events of one auction from position `first`, each a second after the one before.
pub(crate) fn append(
    id: &str,
    key: Option<rialto::store::RoomKey>,
    first: u64,
    events: &[Event],
) -> Append<Auction> {
    let record = |(seq, event): (u64, &Event)| Record {
        seq: Seq(seq),
        at: NOW.plus(1_000 * seq),
        by: None,
        event: event.clone(),
        body: frame::to_json(event),
    };
    Append {
        room: RoomId::of("auction", id),
        key,
        records: (first..).zip(events).map(record).collect(),
        keys: Vec::new(),
        outbox: Vec::new(),
        consumed: Vec::new(),
        deadline: None,
        snapshot: None,
        erased: Vec::new(),
        minded: Vec::new(),
    }
}

pub(crate) async fn all(store: &Store) -> Vec<AuctionRow> {
    let list = AuctionList { drafts: Drafts::All, limit: Some(200), ..AuctionList::default() };
    store.auctions(list).await.unwrap().items
}

pub(crate) async fn bids(store: &Store, id: &str, viewer: Option<UserId>) -> Vec<BidRow> {
    store.bids(&RoomId::of("auction", id), viewer, None, None).await.unwrap().items
}

/// The life of an auction, with everything in it that lists know of.
pub(crate) fn life() -> Vec<Event> {
    let mut hidden = placed(3, 2, 160, Some(NOW.plus(9_000)));
    hidden.hidden = true;
    vec![
        created(SELLER, "Clock", "EUR", 100),
        Event::Scheduled { starts_at: NOW.plus(2_500), ends_at: None },
        Event::Started { ends_at: None },
        Event::BidPlaced(placed(1, 1, 100, Some(NOW.plus(8_000)))),
        Event::BidPlaced(placed(2, 2, 160, Some(NOW.plus(8_000)))),
        Event::ReserveMet,
        Event::Extended {
            ends_at: NOW.plus(9_000),
            by: Extender::SoftClose,
            remaining_ms: None,
            by_ms: None,
        },
        Event::BidPlaced(hidden),
        Event::Announced { text: "Going once".into() },
        Event::Paused { reason: "lunch".into(), remaining_ms: Some(5) },
        Event::Extended { ends_at: NOW, by: Extender::Staff, remaining_ms: Some(10), by_ms: None },
        Event::Resumed { ends_at: Some(NOW.plus(19_000)) },
        removed(1, Some(120), Some("a slip")),
        ended(),
    ]
}

#[actix_web::test]
async fn a_list_shows_an_auction_as_its_events_left_it() {
    let store = memory();
    let life = life();
    let key = store.append(append("a", None, 1, &life[..1])).await.unwrap();
    let [draft] = &all(&store).await[..] else { panic!("one auction") };
    assert_eq!((draft.status, draft.price, draft.ends_at), (Status::Draft, None, None));
    assert_eq!((draft.reserve_met, draft.buy_now), (Some(false), Some(Money(1_000))));
    assert_eq!((draft.image.as_deref(), draft.seller), (Some("/a.png"), user(SELLER)));

    store.append(append("a", Some(key), 2, &life[1..8])).await.unwrap();
    let [active] = &all(&store).await[..] else { panic!("one auction") };
    assert_eq!((active.status, active.bid_count), (Status::Active, 3));
    assert_eq!((active.price, active.minimum), (Some(Money(160)), Money(170)));
    assert_eq!((active.reserve_met, active.buy_now), (Some(true), None));
    assert_eq!((active.starts_at, active.ends_at), (Some(NOW.plus(2_500)), Some(NOW.plus(9_000))));
    assert_eq!((active.created_at, active.updated_at), (NOW.plus(1_000), NOW.plus(8_000)));

    store.append(append("a", Some(key), 9, &life[8..11])).await.unwrap();
    let [paused] = &all(&store).await[..] else { panic!("one auction") };
    assert_eq!((paused.status, paused.ends_at), (Status::Paused, None));

    store.append(append("a", Some(key), 12, &life[11..])).await.unwrap();
    let [over] = &all(&store).await[..] else { panic!("one auction") };
    assert_eq!((over.status, over.outcome), (Status::Ended, Some(Outcome::Sold)));
    assert_eq!((over.hammer, over.winner_name.as_deref()), (Some(Money(160)), Some("bidder 2")));
    assert_eq!((over.price, over.ends_at), (Some(Money(120)), Some(NOW.plus(20_000))));
}

#[actix_web::test]
async fn a_start_without_a_plan_is_the_moment_of_the_start() {
    let store = memory();
    let events = [created(SELLER, "Clock", "EUR", 100), Event::Started { ends_at: None }];
    let key = store.append(append("a", None, 1, &events)).await.unwrap();
    let begun = &all(&store).await[0];
    assert_eq!((begun.starts_at, begun.ends_at), (Some(NOW.plus(2_000)), None));
    // And the end may be that of the first bid (R-14).
    let end = Some(NOW.plus(8_000));
    let bid = [Event::BidPlaced(placed(1, 1, 100, end))];
    store.append(append("a", Some(key), 3, &bid)).await.unwrap();
    assert_eq!(all(&store).await[0].ends_at, end);
}

#[actix_web::test]
async fn the_history_strikes_bids_out_and_hides_what_is_hidden() {
    let store = memory();
    store.append(append("a", None, 1, &life())).await.unwrap();
    let shown = bids(&store, "a", None).await;
    assert_eq!(shown.iter().map(|bid| bid.bid.0).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(shown[1].removed_at, Some(NOW.plus(13_000)));
    assert_eq!(shown[1].void_reason.as_deref(), Some("a slip"));
    assert_eq!((shown[0].removed_at, shown[0].amount), (None, Money(160)));
    assert_eq!(bids(&store, "a", Some(user(2))).await.len(), 3);
    assert_eq!(bids(&store, "a", Some(user(1))).await.len(), 2);
    assert_eq!(bids(&store, "b", None).await, []);
}

#[actix_web::test]
async fn the_pages_of_a_history_are_the_history() {
    let store = memory();
    let mut events = vec![created(SELLER, "Clock", "EUR", 100)];
    events.extend((1..=7).map(|n| Event::BidPlaced(placed(n, 1, 100 + i64::from(n), None))));
    store.append(append("a", None, 1, &events)).await.unwrap();
    let room = RoomId::of("auction", "a");
    let (mut numbers, mut after) = (Vec::new(), None);
    loop {
        let page = store.bids(&room, None, Some(3), after.as_deref()).await.unwrap();
        numbers.extend(page.items.iter().map(|bid| bid.bid.0));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!(numbers, [7, 6, 5, 4, 3, 2, 1]);
    let bad = store.bids(&room, None, None, Some("nonsense")).await;
    assert_eq!(bad, Err(ListError::BadCursor));
}

#[actix_web::test]
async fn drafts_are_for_their_seller_and_staff() {
    let store = memory();
    for (id, seller) in [("a", 1), ("b", 2)] {
        store.append(append(id, None, 1, &[created(seller, id, "EUR", 100)])).await.unwrap();
    }
    let begun = [created(2, "c", "EUR", 100), Event::Started { ends_at: None }];
    store.append(append("c", None, 1, &begun)).await.unwrap();
    for (drafts, expected) in
        [(Drafts::None, "c"), (Drafts::Of(user(1)), "ac"), (Drafts::All, "abc")]
    {
        let list = AuctionList { drafts, ..AuctionList::default() };
        let page = store.auctions(list).await.unwrap();
        let mut ids: Vec<_> = page.items.into_iter().map(|row| row.id).collect();
        ids.sort();
        assert_eq!(ids.concat(), expected, "{drafts:?}");
    }
}

#[actix_web::test]
async fn a_search_takes_every_letter_as_it_is() {
    let store = memory();
    let titles = ["100% wool", "100 wool", "a_b", "axb", r"back\slash", "ÉCLAIR", "it's"];
    for (n, title) in titles.iter().enumerate() {
        let event = created(SELLER, title, "EUR", 100);
        store.append(append(&n.to_string(), None, 1, &[event])).await.unwrap();
    }
    for (q, expected) in [
        ("0%", vec!["100% wool"]),
        ("A_B", vec!["a_b"]),
        (r"K\S", vec![r"back\slash"]),
        ("éclair", vec!["ÉCLAIR"]),
        ("' OR 1=1", vec![]),
        ("'s", vec!["it's"]),
        ("WOOL", vec!["100 wool", "100% wool"]),
    ] {
        let q = Some(q.to_owned());
        let list = AuctionList { q: q.clone(), drafts: Drafts::All, ..AuctionList::default() };
        let page = store.auctions(list).await.unwrap();
        let mut found: Vec<_> = page.items.into_iter().map(|row| row.title).collect();
        found.sort();
        assert_eq!(found, expected, "{q:?}");
    }
}

#[actix_web::test]
async fn a_cursor_of_another_list_is_refused() {
    let store = memory();
    for n in 0..3 {
        let event = created(SELLER, "Clock", "EUR", 100);
        store.append(append(&n.to_string(), None, 1, &[event])).await.unwrap();
    }
    let list = AuctionList { drafts: Drafts::All, limit: Some(1), ..AuctionList::default() };
    let next = store.auctions(list.clone()).await.unwrap().next;
    assert!(next.is_some());
    let other = AuctionList { sort: AuctionSort::Price, after: next, ..list.clone() };
    assert_eq!(store.auctions(other).await, Err(ListError::BadCursor));
    for after in ["", "x", "AAAA", "%", &"A".repeat(1_000)] {
        let bad = AuctionList { after: Some(after.to_owned()), ..list.clone() };
        assert_eq!(store.auctions(bad).await, Err(ListError::BadCursor), "{after:?}");
    }
}
