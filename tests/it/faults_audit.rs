//! What the journal says after a play of `faults`: it is the judge of everything that anybody was told.

use std::collections::{BTreeMap, BTreeSet};

use rialto::{
    domain::{Machine, auction::AuctionRoom, inbox::InboxRoom},
    protocol::{
        auction::{Event, snapshot::Lot},
        frame::Answer,
        frame::to_json,
        id::{Key, RoomId, Seq, UserId},
        inbox,
        person::Person,
        time::Time,
    },
    rooms::{self, core::Core, shown::Shown},
    store::{AuctionList, Drafts, Store},
};
use serde_json::Value;

use crate::{properties, stage::Stage};

/// More than any room here has.
const ALL: usize = 100_000;

/// What somebody asked for, and every answer to it.
pub(crate) struct Wish {
    pub(crate) by: Person,
    pub(crate) room: RoomId,
    pub(crate) request: &'static str,
    pub(crate) data: Value,
    pub(crate) key: Option<String>,
    pub(crate) answers: Vec<Answer>,
}

/// What an ear was told: an event, or the room as it stood.
pub(crate) struct Told {
    pub(crate) room: RoomId,
    pub(crate) viewer: Option<UserId>,
    pub(crate) seq: u64,
    pub(crate) frame: Value,
}

/// A room as its journal has it.
struct Journal<M: Machine> {
    core: Core<M>,
    shown: Vec<Shown>,
    bodies: Vec<String>,
    /// The state after each event.
    frozen: Vec<String>,
}

impl<M: Machine> Journal<M> {
    async fn read(store: &Store, room: &RoomId, mut each: impl FnMut(&Core<M>, &str)) -> Self {
        let (mut core, mut shown, mut frozen) = (Core::new(room.clone()), Vec::new(), Vec::new());
        let mut bodies = Vec::new();
        for (stored, place) in store.events(room, Seq(0), ALL).await.unwrap().into_iter().zip(1..) {
            assert_eq!(stored.seq, Seq(place), "{room}");
            shown.push(core.replay(stored.seq, stored.at, &stored.body).unwrap());
            frozen.push(core.freeze());
            each(&core, &stored.body);
            bodies.push(stored.body);
        }
        if let Some(loaded) = store.load(room, 0, None).await.unwrap() {
            assert_eq!(loaded.seq, core.seq());
            let snapshot = loaded.snapshot.map(|snapshot| (snapshot.seq.0, snapshot.body));
            if let Some((seq, body)) = snapshot {
                assert_eq!(body, frozen[usize::try_from(seq).unwrap() - 1], "a snapshot of {room}");
            }
        }
        Journal { core, shown, bodies, frozen }
    }

    /// Nobody was told anything that is not in the journal, or in another way than it is.
    fn justifies(&self, told: &Told) {
        let place = usize::try_from(told.seq).unwrap();
        assert!(place <= self.shown.len(), "{} was told too early: {}", told.room, told.frame);
        if let Some(state) = told.frame.get("state") {
            let Some(frozen) = place.checked_sub(1).map(|place| &self.frozen[place]) else {
                return;
            };
            let frozen: Value = serde_json::from_str(frozen).unwrap();
            if told.room.kind() == "auction" && state["status"] != "draft" {
                assert_eq!(state["bidCount"], frozen["bid_count"], "{state} {frozen}");
                assert_eq!(state["price"], frozen["lead"]["price"], "{state} {frozen}");
            }
            return;
        }
        let shown: Value = serde_json::from_str(self.shown[place - 1].to(told.viewer)).unwrap();
        assert_eq!(shown, told.frame);
    }
}

/// Looks at everything; how many requests were acknowledged.
pub(crate) async fn audit(
    stage: &Stage,
    people: &[Person],
    auctions: &[RoomId],
    wishes: &[Wish],
    told: &[Told],
) -> u64 {
    let mut asked = Vec::new();
    for room in auctions {
        let journal = Journal::<AuctionRoom>::read(&stage.store, room, |core, body| {
            properties::prices(core.machine().lot().unwrap());
            let event: Event = serde_json::from_str(body).unwrap();
            let reactions = core.machine().reactions(&event).into_iter();
            asked.extend(reactions.map(|reaction| (reaction.room, value(&reaction.data))));
        });
        let journal = journal.await;
        told.iter().filter(|told| told.room == *room).for_each(|told| journal.justifies(told));
        granted(&journal, wishes.iter().filter(|wish| wish.room == *room));
        projected(&stage.store, room, &journal.core).await;
        lives(stage, room, &journal.core, people).await;
        if let Some(lot) = journal.core.machine().lot() {
            properties::survivors_alone_make_the_same(lot);
        }
    }
    answered(&stage.store, wishes).await;
    delivered(stage, people, asked, told).await;
    wishes.iter().filter(|wish| !wish.answers.iter().all(is_unknown)).count() as u64
}

fn value(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// What was acknowledged is there once, what was refused is not there, and nothing is there twice.
fn granted<'a>(journal: &Journal<AuctionRoom>, wishes: impl Iterator<Item = &'a Wish>) {
    let events: Vec<Event> =
        journal.bodies.iter().map(|body| serde_json::from_str(body).unwrap()).collect();
    for wish in wishes {
        let is_it = |event: &Event| {
            if let Event::BidPlaced(bid) = event {
                wish.request == "auction:bid" && wish.data["amount"] == bid.max.0
            } else {
                matches!(event, Event::Announced { text } if *text == wish.data["text"])
            }
        };
        let known = wish.answers.iter().filter(|answer| !is_unknown(answer));
        let done: Vec<_> = known.clone().filter(|answer| answer.error.is_none()).collect();
        let found: Vec<_> = (0..events.len()).filter(|place| is_it(&events[*place])).collect();
        let name = (wish.request, &wish.data, &wish.answers);
        assert!(found.len() <= 1, "twice in the journal: {name:?}");
        for answer in &done {
            assert!(answer.seq.unwrap() <= journal.core.seq(), "{name:?}");
        }
        if matches!(wish.request, "auction:bid" | "auction:announce") {
            let unknown = known.clone().count() < wish.answers.len() || wish.answers.is_empty();
            assert!(done.is_empty() || found.len() == 1, "acknowledged and lost: {name:?}");
            assert!(unknown || !done.is_empty() || found.is_empty(), "refused and done: {name:?}");
        }
        if let (Some(answer), Some(place)) = (done.first(), found.first())
            && let Event::BidPlaced(bid) = &events[*place]
        {
            assert_eq!(bid.bidder, wish.by.id);
            let reply = value(answer.data.as_ref().unwrap().get());
            assert_eq!(reply["bid"], serde_json::to_value(bid.bid).unwrap(), "{name:?}");
            assert_eq!(reply["price"], bid.price.0, "{name:?}");
            assert!(*place < usize::try_from(answer.seq.unwrap().0).unwrap());
        }
    }
}

/// The same key got the same answer, always; and the store still has it.
async fn answered(store: &Store, wishes: &[Wish]) {
    for wish in wishes {
        let Some(key) = wish.key.as_deref().and_then(Key::new) else { continue };
        let row = store.key(wish.by.id, &key, Time::default()).await.unwrap();
        let first = row.map(|row| value(&row.answer));
        for answer in wish.answers.iter().filter(|answer| !is_unknown(answer)) {
            let mut said = value(&to_json(answer));
            let replayed = said.as_object_mut().unwrap().remove("replayed").is_some();
            let reused = answer.error.as_ref().is_some_and(|why| why.code == "key_reused");
            let kept = first.as_ref() == Some(&said);
            // Refusals of the moment (not started, paused) are not kept with their keys.
            let passing = answer.error.is_some() && !replayed;
            assert!(reused || kept || passing, "{said} {first:?} {:?}", wish.data);
            assert!(!reused || wish.data["text"] == "another", "{:?}", wish.data);
        }
    }
}

/// The tables that people query say what the journal says.
async fn projected(store: &Store, room: &RoomId, core: &Core<AuctionRoom>) {
    let list = AuctionList { drafts: Drafts::All, limit: Some(200), ..AuctionList::default() };
    let rows = store.auctions(list).await.unwrap().items;
    let row = rows.iter().find(|row| room.key() == row.id);
    let due = store.due(Time::from_ms(i64::MAX), ALL).await.unwrap().contains(room);
    assert_eq!(due, core.machine().deadline().is_some());
    let Some(lot) = core.machine().lot() else {
        return assert!(row.is_none());
    };
    let row = row.unwrap();
    assert_eq!((row.status, row.bid_count, row.seller), (lot.status, lot.bid_count, lot.seller));
    assert_eq!(row.price, lot.lead.map(|lead| lead.price));
    let ended = lot.ended.as_ref();
    assert_eq!(row.outcome, ended.map(|ended| ended.outcome));
    assert_eq!(row.winner, ended.and_then(|ended| ended.winner));
    assert_eq!(row.hammer, ended.and_then(|ended| ended.hammer));
    let page = store.bids(room, None, Some(200), None).await.unwrap();
    let rows: BTreeSet<_> = page
        .items
        .iter()
        .map(|bid| (bid.bid.0, bid.bidder, bid.amount, bid.removed_at.is_some()))
        .collect();
    assert_eq!(rows, bids(lot));
}

fn bids(lot: &Lot) -> BTreeSet<(u32, UserId, rialto::protocol::money::Money, bool)> {
    let numbered = (1..).zip(&lot.bids).filter(|(_, bid)| !bid.hidden);
    numbered.map(|(number, bid)| (number, bid.bidder, bid.amount, bid.removed)).collect()
}

/// The room that is awake is the one that the journal tells of.
async fn lives(stage: &Stage, room: &RoomId, core: &Core<AuctionRoom>, people: &[Person]) {
    if core.seq() == Seq(0) {
        return;
    }
    for viewer in people.iter().map(Some).chain([None]) {
        let live = stage.rooms.look(room.clone(), viewer.cloned()).await;
        assert_eq!(live.seq, Some(core.seq()));
        let now = core.moment(stage.clock.now());
        let replayed = core.machine().state(viewer, now, 0);
        let live = value(live.data.unwrap().get());
        assert_eq!(live, serde_json::to_value(&replayed).unwrap());
    }
}

/// Every cause is told to its inbox exactly once.
async fn delivered(stage: &Stage, people: &[Person], asked: Vec<(RoomId, Value)>, told: &[Told]) {
    let patience = tokio::time::timeout(std::time::Duration::from_secs(20), async {
        while !stage.store.outbox(0, 1).await.unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
    });
    assert!(patience.await.is_ok(), "the outbox was not carried out");
    let mut wanted: BTreeMap<String, usize> = BTreeMap::new();
    // What else a sale asks for is another story.
    for (room, note) in asked.into_iter().filter(|(room, _)| room.kind() == "inbox") {
        *wanted.entry(format!("{room} {note}")).or_default() += 1;
    }
    let mut found: BTreeMap<String, usize> = BTreeMap::new();
    for person in people {
        let room = rooms::inbox(person.id);
        let journal = Journal::<InboxRoom>::read(&stage.store, &room, |_, body| {
            if let inbox::Event::Noted { note } = serde_json::from_str(body).unwrap() {
                let note = value(&to_json(&*note));
                *found.entry(format!("{room} {note}")).or_default() += 1;
            }
        });
        let journal = journal.await;
        told.iter().filter(|told| told.room == room).for_each(|told| journal.justifies(told));
    }
    assert_eq!(wanted, found);
}

/// Whether an answer leaves open what became of the request.
pub(crate) fn is_unknown(answer: &Answer) -> bool {
    answer.error.as_ref().is_some_and(|why| why.code == "unavailable" || why.code == "busy")
}
