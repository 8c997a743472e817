//! Parties: friends who search together. One leads, and asks others in; a party is never split, and what it
//! searches for ends when somebody comes or goes.
//!
//! [`PartyRoom`] is the machine; `rules` says who may what, `sight` what is shown and what other rooms are told.

use crate::{
    domain::{Asked, Expelled, Machine, Reaction, Sight, Viewer},
    protocol::{
        id::{RoomId, Seq, UserId},
        party::{
            Band, Command, Event, Member, Party, Reject,
            page::{OpenedReply, Page, Reply},
            view::View,
        },
        time::Time,
    },
};

mod rules;
mod sight;

/// The most members of a party.
pub const MEMBERS_MAX: usize = 10;
/// The most who are asked in.
pub const INVITED_MAX: usize = 50;
/// How long one whose last connection dropped keeps their place, in milliseconds.
pub const GRACE_MS: u64 = 5 * 60 * 1_000;

/// One party.
#[derive(Debug)]
pub struct PartyRoom {
    id: RoomId,
    band: Option<Band>,
}

impl PartyRoom {
    /// The party, where there is one; for tests and for the program's own looks into a room.
    pub fn band(&self) -> Option<&Band> {
        self.band.as_ref()
    }
}

impl Machine for PartyRoom {
    type Words = Party;

    fn new(id: &RoomId) -> Self {
        PartyRoom { id: id.clone(), band: None }
    }

    fn decide(&self, asked: &Asked<'_>, command: Command) -> Result<Vec<Event>, Reject> {
        match (&self.band, command) {
            (None, Command::Create) => rules::create(asked),
            // What the house tells of somebody may come when all is over.
            (None, _) if asked.by.is_house() => Ok(Vec::new()),
            (None, _) | (Some(_), Command::Create) => Err(Reject::NotFound),
            (Some(band), command) => band.decide(asked, command),
        }
    }

    fn apply(&mut self, at: Time, event: &Event) {
        if let Event::Created { leader } = event {
            self.band = Some(Band {
                seq: Seq::default(),
                leader: *leader,
                members: Vec::new(),
                invited: std::collections::BTreeSet::new(),
                searches: Vec::new(),
                closed: false,
                joins: Vec::new(),
            });
        }
        if let Some(band) = &mut self.band {
            band.apply(at, event);
        }
    }

    fn deadline(&self) -> Option<Time> {
        let band = self.band.as_ref().filter(|band| !band.closed)?;
        band.members.iter().filter_map(|member| member.until).min()
    }

    fn expire(&self, now: Time) -> Vec<Event> {
        let due = self.deadline().filter(|at| *at <= now);
        let band = self.band.as_ref().filter(|_| due.is_some());
        band.map(|band| band.lose(due)).unwrap_or_default()
    }

    fn reply(&self, _: &Asked<'_>, events: &[Event]) -> Reply {
        match events.first() {
            Some(Event::Created { .. }) => Reply::Opened(OpenedReply { party: self.id.clone() }),
            Some(_) | None => Reply::Done {},
        }
    }

    fn admits(&self, viewer: Viewer<'_>) -> bool {
        let user = viewer.map(|person| person.id);
        user.is_some_and(|user| self.band.as_ref().is_some_and(|band| band.admits(user)))
    }

    fn sight(&self, event: &Event) -> Sight<View> {
        sight::sight(event)
    }

    fn state(&self, _: Viewer<'_>, now: Time, _: u32) -> Option<Page> {
        Some(self.band.as_ref()?.page(&self.id, now))
    }

    fn reactions(&self, event: &Event) -> Vec<Reaction> {
        self.band.as_ref().map(|band| band.notes(&self.id, event)).unwrap_or_default()
    }

    fn erases(&self, event: &Event) -> Vec<Seq> {
        let Event::Forgotten { user: _, positions } = event else { return Vec::new() };
        positions.clone()
    }

    fn expels(&self, event: &Event) -> Expelled {
        if let Event::Left { user, why: _ } | Event::Declined { user } = event {
            return Expelled::User(*user);
        }
        if *event == Event::Closed { Expelled::All } else { Expelled::Nobody }
    }

    fn minds(&self, event: &Event) -> Vec<(UserId, bool)> {
        if let Event::Joined { user, name: _ } = event {
            return vec![(*user, true)];
        }
        if let Event::Left { user, why: _ } = event { vec![(*user, false)] } else { Vec::new() }
    }

    fn freeze(&self) -> Option<Band> {
        self.band.clone()
    }

    fn thaw(id: &RoomId, snapshot: Option<Band>) -> Self {
        PartyRoom { id: id.clone(), band: snapshot }
    }
}

impl Band {
    fn member(&self, user: UserId) -> Option<&Member> {
        self.members.iter().find(|member| member.user == user)
    }

    /// Whether somebody may know of it: who is in it, or is asked in.
    fn admits(&self, user: UserId) -> bool {
        !self.closed && (self.member(user).is_some() || self.invited.contains(&user))
    }

    fn apply(&mut self, at: Time, event: &Event) {
        self.seq = self.seq.next();
        match event {
            Event::Joined { user, name } => {
                let (user, name) = (*user, name.clone());
                self.invited.remove(&user);
                self.joins.push((user, self.seq));
                self.members.push(Member { user, name, until: None, joined_at: at });
            }
            Event::Left { user, why: _ } => self.members.retain(|member| member.user != *user),
            Event::Led { user } => self.leader = *user,
            Event::Invited { user, by: _ } => drop(self.invited.insert(*user)),
            Event::Declined { user } => drop(self.invited.remove(user)),
            Event::Connected { user, until } => {
                if let Some(member) = self.members.iter_mut().find(|one| one.user == *user) {
                    member.until = *until;
                }
            }
            Event::Queued { ticket, over, stale: _ } => {
                self.searches.retain(|search| search != ticket);
                if !over {
                    self.searches.push(ticket.clone());
                }
            }
            Event::Forgotten { user, positions: _ } => {
                self.joins.retain(|(who, _)| who != user);
            }
            Event::Closed => self.closed = true,
            // What it begins with.
            Event::Created { leader: _ } => (),
        }
    }
}
