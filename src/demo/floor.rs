//! The floor: what everybody in the demo does things with, how it opens, and who comes in later.

use std::{fmt, sync::Arc};

use serde_json::{Value, json, value::RawValue};
use tokio::sync::mpsc;

use super::{
    auctions, cast,
    cast::{ADA, BIDDERS, BO, CY, Cast, DEALERS, PEOPLE},
    games, market, talk,
};
use crate::{
    clock::Clock,
    gateway::{
        accounts::{Accounts, Newcomer},
        demo::{GUESTS_MAX, Knock, Show, Stage, TurnedAway},
        links::Links,
        standing::person,
    },
    protocol::{
        frame::Answer,
        game::Games,
        id::RoomId,
        market::MARKET,
        person::{Person, Role},
    },
    rooms::{Rooms, core::Ask},
    store::Store,
};

/// What everybody has to spend at the beginning, and gets once more when it is gone.
const PURSE: [(&str, i64); 4] =
    [("EUR", 500_000), ("GBP", 500_000), ("USD", 500_000), ("JPY", 5_000_000)];

/// What the floor is run with.
#[derive(Clone)]
pub struct Floor {
    /// The rooms.
    pub rooms: Rooms,
    /// The accounts.
    pub accounts: Accounts,
    /// Links that sign people in.
    pub links: Arc<Links>,
    /// The time.
    pub clock: Clock,
    /// What may be listed.
    pub store: Store,
    /// What is played.
    pub games: Arc<Games>,
    /// Where pages see that a demo runs.
    pub stage: Arc<Stage>,
}

/// Why something in the demo was not done.
#[derive(Debug)]
pub struct Undone(String);

impl Undone {
    /// With a reason.
    pub(super) fn because(why: impl fmt::Display) -> Self {
        Undone(why.to_string())
    }
}

impl fmt::Display for Undone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is to be printed.
pub struct Program {
    /// Where to look first.
    pub first: String,
    /// Those who may sign in.
    pub guests: Vec<Guest>,
}

/// Somebody in the demo with the way that signs them in.
pub struct Guest {
    /// Who.
    pub cast: Cast,
    /// The path of the link.
    pub path: String,
}

impl Floor {
    /// Opens the floor and lets it run on this thread.
    pub async fn open(self, show: Show) -> Result<Program, Undone> {
        let [ada, bo, cy] = [self.enter(ADA).await?, self.enter(BO).await?, self.enter(CY).await?];
        let mut bidders = Vec::new();
        for cast in BIDDERS {
            bidders.push(self.enter(cast).await?);
        }
        let mut dealers = Vec::new();
        for cast in DEALERS {
            dealers.push(self.enter(cast).await?);
        }
        for person in [&ada].into_iter().chain(&bidders).chain(&dealers) {
            self.fund(person, &cy).await?;
        }
        let lot = auctions::open(&self, &bo, bidders.clone()).await?;
        market::open(&self, &bo, &cy, dealers).await?;
        talk::begin(&self, [&ada, &bo], &bidders, &lot).await?;
        games::open(&self).await?;

        let first = match show {
            Show::Auction => format!("/auctions/{}", lot.key()),
            Show::Game => "/play".to_owned(),
        };
        let mut guests = Vec::new();
        for (cast, person) in PEOPLE.into_iter().zip([&ada, &bo, &cy]) {
            let code = self.links.add(person.id, self.clock.now()).map_err(Undone::because)?;
            // Whoever keeps order has another page to begin with.
            let to = if cast == CY { String::new() } else { format!("?to={first}") };
            guests.push(Guest { cast, path: format!("/in/{code}{to}") });
        }
        actix::spawn(self.clone().receive(cy, self.stage.begin(show)));
        Ok(Program { first, guests })
    }

    /// Lets in who comes later, one after the other.
    async fn receive(self, bank: Person, mut knocks: mpsc::Receiver<Knock>) {
        let mut come = 0;
        while let Some(knock) = knocks.recv().await {
            let answer = self.admit(&bank, &mut come).await;
            // Whoever does not wait any more needs no link.
            let _gone = knock.send(answer);
        }
    }

    async fn admit(&self, bank: &Person, come: &mut usize) -> Result<String, TurnedAway> {
        if *come == GUESTS_MAX {
            return Err(TurnedAway::Full);
        }
        let name = cast::numbered(&cast::GUESTS, *come);
        *come += 1;
        let made = async {
            let guest = self.person(name, Role::User).await?;
            self.fund(&guest, bank).await?;
            self.links.add(guest.id, self.clock.now()).map_err(Undone::because)
        };
        made.await.map_err(|why| {
            // Somebody may have taken the name; the next one has another.
            log::warn!("nobody comes in: {why}");
            TurnedAway::Busy
        })
    }

    /// Makes the account of somebody in the cast.
    pub(super) async fn enter(&self, cast: Cast) -> Result<Person, Undone> {
        self.person(cast.name.to_owned(), cast.role).await
    }

    /// Makes an account that a link signs in, or nobody.
    pub(super) async fn person(&self, name: String, role: Role) -> Result<Person, Undone> {
        let who = Newcomer { name: name.clone(), password: None, email: None, role };
        let user = self.accounts.create(who).await;
        user.map(|user| person(&user)).map_err(|why| Undone(format!("{name}: {why:?}")))
    }

    /// Fills a wallet.
    pub(super) async fn fund(&self, whose: &Person, bank: &Person) -> Result<(), Undone> {
        for (currency, amount) in PURSE {
            let reference = format!("demo {}", self.rooms.mint());
            let data = json!({
                "user": whose.id, "currency": currency, "amount": amount, "reference": reference,
            });
            self.ask(bank, &RoomId::from(MARKET), "wallet:deposit", &data).await?;
        }
        Ok(())
    }

    /// Asks a room for something, as anybody could; what it replies.
    pub(super) async fn ask(
        &self,
        by: &Person,
        room: &RoomId,
        request: &'static str,
        data: &Value,
    ) -> Result<Value, Undone> {
        done(request, self.rooms.ask(room.clone(), asked(by, request, data)).await)
    }

    /// Asks a new room of this kind into being.
    pub(super) async fn create(
        &self,
        by: &Person,
        kind: &str,
        request: &'static str,
        data: &Value,
    ) -> Result<RoomId, Undone> {
        let (room, answer) = self.rooms.create(kind, asked(by, request, data)).await;
        done(request, answer).map(|_| room)
    }

    /// What somebody sees of a room.
    pub(super) async fn look<T: serde::de::DeserializeOwned>(
        &self,
        room: &RoomId,
        viewer: &Person,
    ) -> Option<T> {
        let Answer { data, .. } = self.rooms.look(room.clone(), Some(viewer.clone())).await;
        serde_json::from_str(data?.get()).ok()
    }
}

fn asked(by: &Person, request: &'static str, data: &Value) -> Ask {
    let data = RawValue::from_string(data.to_string()).unwrap_or_default();
    Ask::new(by.clone(), request, data)
}

fn done(request: &str, answer: Answer) -> Result<Value, Undone> {
    if let Some(why) = answer.error {
        return Err(Undone(format!("{request}: {}", why.message)));
    }
    let data = answer.data.as_ref().map_or("null", |data| data.get());
    serde_json::from_str(data).map_err(Undone::because)
}
