//! The floor of the demo: people, lots that are put up again when they have ended, and robots at work.

use std::{cell::RefCell, fmt::Write, rc::Rc, time::Duration};

use serde::Deserialize;
use serde_json::Value;
use tokio::time::sleep;

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
    protocol::{
        auction::Status,
        fault::{Fault, Problem},
        frame::{Answer, raw},
        id::RoomId,
        money::Money,
        person::{Person, Role},
    },
    rooms::{Rooms, handle::ask},
};

/// How often somebody looks whether a lot has ended.
const LOOK_MS: u64 = 2_000;

/// What the demo needs of the house.
#[derive(Clone)]
pub struct Parts {
    /// Where people come from.
    pub accounts: Accounts,
    /// Where lots are.
    pub rooms: Rooms,
    /// When it is.
    pub clock: Clock,
}

/// A floor with people and lots. The robots do not move yet.
pub struct Floor {
    parts: Parts,
    seller: Person,
    robots: Vec<Person>,
    lots: Vec<Lot>,
    /// The room of each lot now.
    rooms: RefCell<Vec<RoomId>>,
    /// The people with the codes of their links.
    guests: Vec<(Cast, String)>,
}

impl Floor {
    /// Makes accounts and puts up the lots.
    pub async fn open(parts: Parts, links: &Links) -> Result<Self, Problem> {
        let mut guests = Vec::new();
        let mut seller = None;
        for cast in PEOPLE {
            let who = admit(&parts.accounts, cast).await?;
            let code = links.add(who.id, parts.clock.now()).map_err(|error| {
                log::error!("no randomness: {error}");
                Fault::Internal { request_id: "random".to_owned() }
            })?;
            guests.push((cast, code));
            if cast.role == Role::Seller {
                seller = Some(who);
            }
        }
        let mut robots = Vec::new();
        for cast in ROBOTS {
            robots.push(admit(&parts.accounts, cast).await?);
        }
        let seller = seller.ok_or(Fault::NotFound)?;
        let (lots, mut rooms) = (lots(), Vec::new());
        for lot in &lots {
            rooms.push(put_up(&parts.rooms, &seller, lot).await?);
        }
        Ok(Floor { parts, seller, robots, lots, rooms: RefCell::new(rooms), guests })
    }

    /// The rooms of the lots now.
    pub fn rooms(&self) -> Vec<RoomId> {
        self.rooms.borrow().clone()
    }

    /// What to print: where to look and whom to be. `address` is that of the page, such as `http://127.0.0.1:8080`.
    pub fn greeting(&self, address: &str) -> String {
        let mut text = format!(
            "Rialto {} — demo: temporary data, loopback only, gone when you stop it\n",
            env!("CARGO_PKG_VERSION")
        );
        let mut line = |name: &str, value: String| {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "  {name:<15} {value}");
        };
        line("Auction floor", format!("{address}/"));
        let mut label = "Sign in as";
        for (cast, code) in &self.guests {
            let does = match cast.role {
                Role::User => "buys",
                Role::Seller => "sells",
                Role::Moderator | Role::Admin => "keeps order",
                Role::App => "is a backend",
            };
            line(label, format!("{:<3} {:<13} {address}/in/{code}", cast.name, does));
            label = "";
        }
        line("", "(each link works once, within half an hour)".to_owned());
        line("API", format!("{address}/openapi.json"));
        text.push_str("Robots bid every 4 to 9 s. Press Ctrl-C to stop.\n");
        text
    }

    /// Lets the robots bid and puts up again what has ended, on this thread, until the house closes.
    pub fn start(self) {
        let floor = Rc::new(self);
        for robot in &floor.robots {
            actix::spawn(Rc::clone(&floor).bid_for_ever(robot.clone()));
        }
        actix::spawn(floor.relist_for_ever());
    }

    async fn relist_for_ever(self: Rc<Self>) {
        loop {
            sleep(Duration::from_millis(LOOK_MS)).await;
            if let Err(problem) = self.relist().await {
                log::warn!("the demo cannot put up a lot again: {}", problem.code);
            }
        }
    }

    /// Puts up again whatever has ended.
    pub async fn relist(&self) -> Result<(), Problem> {
        for (place, lot) in self.lots.iter().enumerate() {
            let room = self.rooms().swap_remove(place);
            let seen = look(&self.parts.rooms, &room, &self.seller).await;
            if seen.is_some_and(|seen| is_over(seen.status)) {
                let again = put_up(&self.parts.rooms, &self.seller, lot).await?;
                self.rooms.borrow_mut()[place] = again;
            }
        }
        Ok(())
    }

    async fn bid_for_ever(self: Rc<Self>, robot: Person) {
        let seed = liking(&robot, &RoomId::of("demo", self.parts.clock.now()));
        let mut dice = Dice::new(seed);
        loop {
            sleep(Duration::from_millis(rest_ms(&mut dice))).await;
            self.bid_once(&robot, &mut dice).await;
        }
    }

    /// Lets a robot bid on the first lot that it likes, from one that the dice choose. The answer, where it did.
    pub async fn bid_once(&self, robot: &Person, dice: &mut Dice) -> Option<Answer> {
        let count = self.lots.len();
        let last = u64::try_from(count).unwrap_or(1).saturating_sub(1);
        let first = usize::try_from(dice.between(0..=last)).unwrap_or_default();
        for place in (0..count).map(|step| (first + step) % count) {
            let room = self.rooms().swap_remove(place);
            // The same robot likes the same lot equally well each time it looks.
            let most = taste(self.lots[place].worth, &mut Dice::new(liking(robot, &room)));
            if let Some(answer) = self.bid_on(robot, &room, most, dice).await {
                return Some(answer);
            }
        }
        None
    }

    async fn bid_on(
        &self,
        robot: &Person,
        room: &RoomId,
        most: Money,
        dice: &mut Dice,
    ) -> Option<Answer> {
        let seen = look(&self.parts.rooms, room, robot).await?;
        let data = raw(&offer(&seen, most, dice)?.data());
        let answer =
            self.parts.rooms.ask(room.clone(), ask(robot.clone(), "auction:bid", data, None));
        Some(answer.await)
    }

    /// Those who bid by themselves.
    pub fn robots(&self) -> &[Person] {
        &self.robots
    }
}

/// A number that is the same for the same robot and room.
fn liking(robot: &Person, room: &RoomId) -> u64 {
    let bytes = room.as_str().bytes().chain(robot.name.bytes());
    bytes.fold(0xCBF2_9CE4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    })
}

/// Makes somebody's account. They have no password: only the link signs them in.
async fn admit(accounts: &Accounts, cast: Cast) -> Result<Person, Problem> {
    let who = Newcomer { name: cast.name.to_owned(), password: None, email: None, role: cast.role };
    Ok(person(&accounts.create(who).await?))
}

/// Puts a lot up, at once.
async fn put_up(rooms: &Rooms, seller: &Person, lot: &Lot) -> Result<RoomId, Problem> {
    let mut terms = serde_json::to_value(&lot.terms).unwrap_or_default();
    terms["publish"] = Value::Bool(true);
    let request = ask(seller.clone(), "auction:create", raw(&terms), None);
    let (room, answer) = rooms.create("auction", request).await;
    match answer.error {
        None => Ok(room),
        Some(problem) => Err(problem),
    }
}

/// A lot as somebody sees it.
async fn look(rooms: &Rooms, room: &RoomId, viewer: &Person) -> Option<Seen> {
    let answer = rooms.look(room.clone(), Some(viewer.clone())).await;
    Seen::deserialize(&mut serde_json::Deserializer::from_str(answer.data?.get())).ok()
}

fn is_over(status: Status) -> bool {
    match status {
        Status::Ended | Status::Cancelled => true,
        Status::Draft | Status::Scheduled | Status::Active | Status::Paused => false,
    }
}
