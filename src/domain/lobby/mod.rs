//! Lobbies: who is there, who is ready, what is set, and how it begins.
//!
//! [`LobbyRoom`] is the machine. The rules are methods of [`Lounge`], a file per concern: `open` how it comes to
//! be, `company` who comes and goes, `order` what host and staff do, `begin` how it starts and ends, `apply` what
//! events change, `sight` what is shown to whom, `notes` what other rooms are told. `list` is the list of lobbies.

use crate::{
    domain::{Asked, Expelled, Machine, Reaction, Sight, Viewer, is_staff},
    protocol::{
        id::{RoomId, Seq, UserId},
        lobby::{
            Command, Event, Lobby, Privacy, Reject, Status, Why,
            page::{DoneReply, OpenedReply, Page, Reply},
            snapshot::Lounge,
            view::View,
        },
        person::Person,
        time::Time,
    },
};

mod apply;
mod begin;
mod company;
pub mod limits;
pub mod list;
mod notes;
mod open;
mod order;
mod sight;

/// One lobby.
#[derive(Debug)]
pub struct LobbyRoom {
    id: RoomId,
    lounge: Option<Lounge>,
}

impl LobbyRoom {
    /// The lobby, where there is one; for tests and for the program's own looks into a room.
    pub fn lounge(&self) -> Option<&Lounge> {
        self.lounge.as_ref()
    }
}

impl Machine for LobbyRoom {
    type Words = Lobby;

    fn new(id: &RoomId) -> Self {
        LobbyRoom { id: id.clone(), lounge: None }
    }

    fn decide(&self, asked: &Asked<'_>, command: Command) -> Result<Vec<Event>, Reject> {
        match (&self.lounge, command) {
            (None, Command::Create(create)) => open::create(&self.id, asked, *create),
            (None, Command::Open(open)) if asked.by.is_house() => Ok(open::open(asked, *open)),
            // What is asked twice is asked of a lobby that is there.
            (Some(_), Command::Open(_)) if asked.by.is_house() => Ok(Vec::new()),
            (None, _) | (Some(_), Command::Create(_) | Command::Open(_)) => Err(Reject::NotFound),
            (Some(lounge), command) => lounge.decide(&self.id, asked, command),
        }
    }

    fn apply(&mut self, at: Time, event: &Event) {
        match (&mut self.lounge, event) {
            (lounge, Event::Created(terms)) => *lounge = Some(apply::begun(at, terms)),
            (Some(lounge), event) => lounge.apply(at, event),
            (None, _) => (),
        }
    }

    fn deadline(&self) -> Option<Time> {
        self.lounge.as_ref()?.deadline()
    }

    fn expire(&self, now: Time) -> Vec<Event> {
        self.lounge.as_ref().map(|lounge| lounge.due(now)).unwrap_or_default()
    }

    fn reply(&self, _: &Asked<'_>, events: &[Event]) -> Reply {
        let (code, status) = match &self.lounge {
            Some(lounge) => (lounge.terms.code.clone(), lounge.status),
            None => (String::new(), Status::Closed),
        };
        match events.first() {
            Some(Event::Created(_)) => Reply::Opened(OpenedReply { lobby: self.id.clone(), code }),
            Some(_) | None => Reply::Done(DoneReply { status }),
        }
    }

    fn admits(&self, viewer: Viewer<'_>) -> bool {
        self.lounge.as_ref().is_some_and(|lounge| lounge.admits(viewer))
    }

    fn sight(&self, event: &Event) -> Sight<View> {
        self.lounge.as_ref().map_or_else(Sight::nobody, |lounge| lounge.sight(event))
    }

    fn state(&self, viewer: Viewer<'_>, now: Time, _: u32) -> Option<Page> {
        Some(self.lounge.as_ref()?.page(&self.id, viewer, now))
    }

    fn reactions(&self, event: &Event) -> Vec<Reaction> {
        self.lounge.as_ref().map(|lounge| lounge.notes(&self.id, event)).unwrap_or_default()
    }

    fn erases(&self, event: &Event) -> Vec<Seq> {
        let Event::Forgotten { user: _, positions } = event else { return Vec::new() };
        positions.clone()
    }

    fn expels(&self, event: &Event) -> Expelled {
        let Some(lounge) = &self.lounge else { return Expelled::Nobody };
        let is_public = lounge.terms.privacy == Privacy::Public;
        if let Event::Left { user, why, status: _ } = event {
            let banned = matches!(why, Why::Kicked { banned: true, .. });
            return if is_public && !banned { Expelled::Nobody } else { Expelled::User(*user) };
        }
        if let Event::Banned { user, on: true } = event {
            return Expelled::User(*user);
        }
        let is_shut = matches!(event, Event::Changed(_)) && !is_public;
        if is_shut || matches!(event, Event::Closed { .. }) {
            return lounge.strangers();
        }
        Expelled::Nobody
    }

    fn minds(&self, event: &Event) -> Vec<(UserId, bool)> {
        if let Event::Joined { user, .. } = event {
            return vec![(*user, true)];
        }
        if let Event::Left { user, .. } = event {
            return vec![(*user, false)];
        }
        let is_over = matches!(event, Event::Closed { .. });
        let members = self.lounge.iter().filter(|_| is_over).flat_map(|lounge| &lounge.members);
        members.map(|member| (member.user, false)).collect()
    }

    fn freeze(&self) -> Option<Lounge> {
        self.lounge.clone()
    }

    fn thaw(id: &RoomId, snapshot: Option<Lounge>) -> Self {
        LobbyRoom { id: id.clone(), lounge: snapshot }
    }
}

impl Lounge {
    fn decide(
        &self,
        room: &RoomId,
        asked: &Asked<'_>,
        command: Command,
    ) -> Result<Vec<Event>, Reject> {
        let by = asked.by.id;
        match command {
            // Handled where there is no lobby yet.
            Command::Create(_) | Command::Open(_) => Err(Reject::NotFound),
            Command::Connection(told) => {
                self.of_house(asked, |this| this.connected(asked.now, told))
            }
            Command::Fill(fill) => self.of_house(asked, |this| this.fill(asked, &fill)),
            Command::Expel { user } => self.of_house(asked, |this| this.gone(user, Why::Elsewhere)),
            Command::Forget { user } => self.of_house(asked, |this| this.forget(user)),
            Command::Join(join) => self.join(room, asked, &join),
            Command::Leave => self.leave(by),
            Command::Conclude(outcome) => self.conclude(asked, outcome),
            Command::Close => self.close(asked),
            command @ (Command::Ready { .. }
            | Command::Seat { .. }
            | Command::Invite { .. }
            | Command::Kick(_)
            | Command::Ban(_)
            | Command::Unban { .. }
            | Command::Host { .. }
            | Command::Change(_)
            | Command::Start) => {
                self.known(asked.by)?;
                if self.status == Status::Closed {
                    return Err(Reject::LobbyClosed);
                }
                self.inside(room, asked, command)
            }
        }
    }

    /// What members, the host and staff ask of a lobby that is open.
    fn inside(
        &self,
        room: &RoomId,
        asked: &Asked<'_>,
        command: Command,
    ) -> Result<Vec<Event>, Reject> {
        match command {
            Command::Ready { ready } => self.ready(asked.by.id, ready),
            Command::Seat { seat } => self.take_seat(asked.by.id, seat),
            Command::Invite { user } => self.invite(asked, user),
            Command::Kick(kick) => self.kick(asked, kick, false),
            Command::Ban(kick) => self.kick(asked, kick, true),
            Command::Unban { user } => self.unban(asked, user),
            Command::Host { user } => self.hand_over(asked, user),
            Command::Change(change) => self.change(room, asked, *change),
            Command::Start => self.start(asked),
            // Decided before.
            Command::Create(_)
            | Command::Open(_)
            | Command::Connection(_)
            | Command::Fill(_)
            | Command::Expel { .. }
            | Command::Forget { .. }
            | Command::Join(_)
            | Command::Leave
            | Command::Conclude(_)
            | Command::Close => Err(Reject::NotFound),
        }
    }

    fn of_house(
        &self,
        asked: &Asked<'_>,
        decide: impl FnOnce(&Self) -> Vec<Event>,
    ) -> Result<Vec<Event>, Reject> {
        if asked.by.is_house() { Ok(decide(self)) } else { Err(self.refusal(asked.by)) }
    }

    /// Whether this viewer may know of it and follow it.
    fn admits(&self, viewer: Viewer<'_>) -> bool {
        let open = self.status != Status::Closed;
        let public = self.terms.privacy == Privacy::Public && open;
        let Some(person) = viewer else { return public };
        if is_staff(person.role) || self.is_backend(person) {
            return true;
        }
        let invited = open && self.invited.contains(&person.id);
        !self.banned.contains(&person.id) && (public || invited || self.member(person.id).is_some())
    }

    /// Whether this person may know of it; what is asked of one that is unknown is `not_found`.
    fn known(&self, person: &Person) -> Result<(), Reject> {
        if self.admits(Some(person)) { Ok(()) } else { Err(Reject::NotFound) }
    }

    /// What somebody is told who may not.
    fn refusal(&self, person: &Person) -> Reject {
        self.known(person).err().unwrap_or(Reject::Forbidden)
    }
}
