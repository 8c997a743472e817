//! The floor in business: people have accounts, lots are up, robots bid, and what has ended is put up again.

use std::{
    cell::RefCell,
    collections::{HashMap, HashSet},
    fmt,
    rc::Rc,
    time::Duration,
};

use serde_json::{Value, json, value::RawValue};

use super::{
    Cast, Lot, PEOPLE, ROBOTS, lots,
    robots::{Dice, Seen, offer, rest_ms, taste},
};
use crate::{
    clock::Clock,
    gateway::{
        accounts::{Accounts, Newcomer},
        links::Links,
        standing::person,
    },
    protocol::{frame::Answer, id::RoomId, money::Money, person::Person},
    rooms::{Rooms, core::Ask},
};

/// How often the auctioneer looks whether a lot has ended.
const LOOK_EVERY: Duration = Duration::from_secs(3);
/// For how many looks a lot that has ended stays to be seen.
const LOOKS_AFTER_END: u32 = 3;

/// What the floor is run with.
#[derive(Clone)]
pub struct Floor {
    /// The rooms.
    pub rooms: Rooms,
    /// The accounts.
    pub accounts: Accounts,
    /// Links that sign people in.
    pub links: std::sync::Arc<Links>,
    /// The time.
    pub clock: Clock,
}

/// Why the floor did not open.
#[derive(Debug)]
pub struct Unopened(String);

impl fmt::Display for Unopened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Somebody in the demo with the code of the link that signs them in.
pub struct Guest {
    /// Who.
    pub cast: Cast,
    /// The code.
    pub code: String,
}

/// A lot on the floor.
struct Stand {
    lot: Lot,
    room: RoomId,
    looks_after_end: u32,
}

type Stands = Rc<RefCell<Vec<Stand>>>;

impl Floor {
    /// Opens the floor and lets it run on this thread; those for whom a link is to be printed.
    pub async fn open(self) -> Result<Vec<Guest>, Unopened> {
        let mut guests = Vec::new();
        let mut seller = None;
        for cast in PEOPLE {
            let person = self.person(cast).await?;
            let code = self.links.add(person.id, self.clock.now());
            guests.push(Guest { cast, code: code.map_err(|why| Unopened(why.to_string()))? });
            if crate::domain::access::may(person.role, crate::domain::access::Deed::Sell) {
                seller.get_or_insert(person);
            }
        }
        let seller = seller.ok_or_else(|| Unopened("nobody in the demo sells".to_owned()))?;
        let stands = Stands::default();
        for lot in lots() {
            let room = self.put_up(&seller, &lot).await?;
            stands.borrow_mut().push(Stand { lot, room, looks_after_end: 0 });
        }
        for (number, cast) in (1..).zip(ROBOTS) {
            let robot = self.person(cast).await?;
            let dice = Dice::new(self.clock.now().ms().unsigned_abs().wrapping_mul(number));
            actix::spawn(self.clone().bid_on_and_on(robot, stands.clone(), dice));
        }
        actix::spawn(self.put_up_again(seller, stands));
        Ok(guests)
    }

    async fn person(&self, cast: Cast) -> Result<Person, Unopened> {
        let who =
            Newcomer { name: cast.name.to_owned(), password: None, email: None, role: cast.role };
        let user = self.accounts.create(who).await;
        user.map(|user| person(&user)).map_err(|why| Unopened(format!("{}: {why:?}", cast.name)))
    }

    async fn put_up(&self, seller: &Person, lot: &Lot) -> Result<RoomId, Unopened> {
        let mut data = serde_json::to_value(&lot.terms).unwrap_or_default();
        data["publish"] = json!(true);
        let ask = ask(seller, "auction:create", &data);
        let (room, answer) = self.rooms.create("auction", ask).await;
        match answer.error {
            None => Ok(room),
            Some(why) => Err(Unopened(format!("{}: {}", lot.terms.title, why.message))),
        }
    }

    /// One robot: looks at one lot after the other until it wants one, bids, rests.
    async fn bid_on_and_on(self, robot: Person, stands: Stands, mut dice: Dice) {
        let mut tastes = HashMap::new();
        loop {
            actix::clock::sleep(Duration::from_millis(rest_ms(&mut dice))).await;
            for (room, worth) in walk(&stands, &mut dice) {
                let most = *tastes.entry(room.clone()).or_insert_with(|| taste(worth, &mut dice));
                let Some(seen) = self.look::<Seen>(&room, &robot).await else { continue };
                if let Some(offer) = offer(&seen, most, &mut dice) {
                    // Somebody may have been faster; then it looks again later.
                    drop(self.rooms.ask(room, ask(&robot, "auction:bid", &offer.data())).await);
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

    async fn look<T: serde::de::DeserializeOwned>(
        &self,
        room: &RoomId,
        viewer: &Person,
    ) -> Option<T> {
        let Answer { data, .. } = self.rooms.look(room.clone(), Some(viewer.clone())).await;
        serde_json::from_str(data?.get()).ok()
    }
}

/// Every lot and its worth, in a row that begins anywhere.
fn walk(stands: &Stands, dice: &mut Dice) -> Vec<(RoomId, Money)> {
    let stands = stands.borrow();
    let last = u64::try_from(stands.len()).unwrap_or_default().saturating_sub(1);
    let first = usize::try_from(dice.between(0..=last)).unwrap_or_default();
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

fn ask(by: &Person, request: &'static str, data: &Value) -> Ask {
    let data = RawValue::from_string(data.to_string()).unwrap_or_default();
    Ask::new(by.clone(), request, data)
}
