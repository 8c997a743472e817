//! Lots: robots bid on them, and what has ended is put up again, so that the floor never runs dry.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
    rc::Rc,
    time::Duration,
};

use serde::Deserialize;
use serde_json::{Value, json};

use super::{
    floor::{Floor, Undone},
    robots::{Dice, Seen, deed, rest_ms, taste},
};
use crate::protocol::{auction::Terms, id::RoomId, money::Money, person::Person};

/// How often the auctioneer looks whether a lot has ended.
const LOOK_EVERY: Duration = Duration::from_secs(3);
/// For how many looks a lot that has ended stays to be seen.
const LOOKS_AFTER_END: u32 = 3;

/// A lot of the demo.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lot {
    /// What robots take it to be worth.
    pub worth: Money,
    /// How it is sold, as the body of `POST auctions`.
    pub terms: Terms,
    /// How long it is announced before it begins, in milliseconds.
    #[serde(default)]
    pub begins_in_ms: Option<u64>,
}

/// The lots; the first is the one to look at first.
pub fn lots() -> Vec<Lot> {
    #[expect(clippy::expect_used, reason = "a test reads the file that is built in")]
    serde_json::from_str(include_str!("lots.json")).expect("lots.json holds lots")
}

/// A lot on the floor.
struct Stand {
    lot: Lot,
    room: RoomId,
    looks_after_end: u32,
}

type Stands = Rc<RefCell<Vec<Stand>>>;

/// Puts the lots up and lets robots bid; the room of the first.
pub(super) async fn open(
    floor: &Floor,
    seller: &Person,
    bidders: Vec<Person>,
) -> Result<RoomId, Undone> {
    let stands = Stands::default();
    for lot in lots() {
        let room = floor.put_up(seller, &lot).await?;
        stands.borrow_mut().push(Stand { lot, room, looks_after_end: 0 });
    }
    let first = stands.borrow().first().map(|stand| stand.room.clone());
    for robot in bidders {
        let dice = Dice::new(robot.id.0.number().unsigned_abs());
        actix::spawn(floor.clone().bid_on_and_on(robot, stands.clone(), dice));
    }
    actix::spawn(floor.clone().put_up_again(seller.clone(), stands));
    first.ok_or_else(|| Undone::because("there are no lots"))
}

impl Floor {
    async fn put_up(&self, seller: &Person, lot: &Lot) -> Result<RoomId, Undone> {
        let mut data = json!(lot.terms);
        data["publish"] = json!(true);
        if let Some(ms) = lot.begins_in_ms {
            data["startsAt"] = json!(self.clock.now().plus(ms));
        }
        self.create(seller, "auction", "auction:create", &data).await
    }

    /// One robot: looks at one lot after the other until it wants one, bids, rests.
    async fn bid_on_and_on(self, robot: Person, stands: Stands, mut dice: Dice) {
        let mut tastes = HashMap::new();
        loop {
            actix::clock::sleep(Duration::from_millis(rest_ms(&mut dice))).await;
            for (room, worth) in walk(&stands, &mut dice) {
                let most = *tastes.entry(room.clone()).or_insert_with(|| taste(worth, &mut dice));
                let Some(seen) = self.look::<Seen>(&room, &robot).await else { continue };
                if let Some((request, data)) = deed(&seen, most, &mut dice) {
                    // Somebody may have been faster; then it looks again later.
                    drop(self.ask(&robot, &room, request, &data).await);
                    break;
                }
            }
            let up: HashSet<_> = stands.borrow().iter().map(|stand| stand.room.clone()).collect();
            tastes.retain(|room, _| up.contains(room));
        }
    }

    /// The auctioneer: what has been over for a while is put up again.
    async fn put_up_again(self, seller: Person, stands: Stands) {
        loop {
            actix::clock::sleep(LOOK_EVERY).await;
            let rooms: Vec<_> = stands.borrow().iter().map(|stand| stand.room.clone()).collect();
            for (place, room) in rooms.into_iter().enumerate() {
                let over = self.look::<Value>(&room, &seller).await.is_some_and(|state| {
                    state["status"] == "ended" || state["status"] == "cancelled"
                });
                let Some(lot) = due(&stands, place, over) else { continue };
                match self.put_up(&seller, &lot).await {
                    Ok(room) => stands.borrow_mut()[place].room = room,
                    Err(why) => log::warn!("a lot could not be put up again: {why}"),
                }
            }
        }
    }
}

/// Every lot and its worth, in a row that begins anywhere.
fn walk(stands: &Stands, dice: &mut Dice) -> Vec<(RoomId, Money)> {
    let stands = stands.borrow();
    let first = dice.place(stands.len());
    let round = stands.iter().cycle().skip(first).take(stands.len());
    round.map(|stand| (stand.room.clone(), stand.lot.worth)).collect()
}

/// The lot at this place, when it has been over for long enough to be put up again.
fn due(stands: &Stands, place: usize, over: bool) -> Option<Lot> {
    let mut stands = stands.borrow_mut();
    let stand = stands.get_mut(place)?;
    stand.looks_after_end = if over { stand.looks_after_end + 1 } else { 0 };
    let due = LOOKS_AFTER_END <= stand.looks_after_end;
    if due {
        stand.looks_after_end = 0;
    }
    due.then(|| stand.lot.clone())
}
