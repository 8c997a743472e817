//! What events change.

use std::collections::BTreeSet;

use crate::protocol::{
    id::{Seq, UserId},
    lobby::{
        Event, Status, Why,
        event::{Changed, Terms},
        snapshot::{Lounge, Member},
    },
    time::Time,
};

/// A lobby that was opened.
pub(super) fn begun(at: Time, terms: &Terms) -> Lounge {
    Lounge {
        seq: Seq(1),
        created_at: at,
        active_at: at,
        terms: terms.clone(),
        status: Status::Forming,
        members: Vec::new(),
        host: None,
        invited: BTreeSet::new(),
        banned: BTreeSet::new(),
        starting_at: None,
        players: Vec::new(),
        joins: Vec::new(),
    }
}

impl Lounge {
    pub(super) fn apply(&mut self, at: Time, event: &Event) {
        self.seq = self.seq.next();
        self.active_at = at;
        match event {
            Event::Joined { user, name, seat, status } => {
                self.members.push(Member {
                    user: *user,
                    name: name.clone(),
                    seat: *seat,
                    ready: false,
                    until: None,
                    joined_at: at,
                });
                self.joins.push((*user, self.seq));
                self.invited.remove(user);
                self.status = *status;
            }
            Event::Left { user, why, status } => {
                self.members.retain(|member| member.user != *user);
                if self.host == Some(*user) {
                    self.host = None;
                }
                if let Why::Kicked { banned: true, .. } = why {
                    self.banned.insert(*user);
                }
                self.invited.remove(user);
                self.status = *status;
            }
            Event::Hosted { user } => self.host = Some(*user),
            Event::Readied { user, ready, status } => {
                self.change_member(*user, |member| member.ready = *ready);
                self.status = *status;
            }
            Event::Seated { user, seat } => self.change_member(*user, |member| member.seat = *seat),
            Event::Connected { user, until } => {
                self.change_member(*user, |member| member.until = *until);
            }
            Event::Invited { user, by: _ } => drop(self.invited.insert(*user)),
            Event::Banned { user, on } => {
                self.invited.remove(user);
                if *on {
                    self.banned.insert(*user)
                } else {
                    self.banned.remove(user)
                };
            }
            Event::Changed(changed) => self.set(changed),
            Event::Starting { at } => {
                (self.starting_at, self.status) = (Some(*at), Status::Starting);
            }
            Event::Stopped => (self.starting_at, self.status) = (None, Status::Ready),
            Event::Started { players } => {
                self.players.clone_from(players);
                (self.starting_at, self.status) = (None, Status::Active);
            }
            Event::Forgotten { user, positions: _ } => {
                self.joins.retain(|(who, _)| who != user);
                // Of a lobby that is over they may still stand in the list of those who were there.
                self.members.retain(|member| member.user != *user);
            }
            Event::Closed { reason: _ } => {
                (self.starting_at, self.status) = (None, Status::Closed);
            }
            // Where it stands is said by what they come with.
            Event::Created(_)
            | Event::Concluded { .. }
            | Event::Filled { .. }
            | Event::Unfilled { .. } => (),
        }
    }

    fn change_member(&mut self, user: UserId, change: impl FnOnce(&mut Member)) {
        if let Some(member) = self.members.iter_mut().find(|member| member.user == user) {
            change(member);
        }
    }

    fn set(&mut self, changed: &Changed) {
        let Changed { settings, title, capacity, privacy, password, region } = changed;
        let terms = &mut self.terms;
        terms.settings = settings.clone().unwrap_or_else(|| terms.settings.clone());
        terms.title = title.clone().or_else(|| terms.title.take());
        terms.capacity = capacity.unwrap_or(terms.capacity);
        terms.privacy = privacy.unwrap_or(terms.privacy);
        terms.password = password.clone().or_else(|| terms.password.take());
        terms.region = region.clone().or_else(|| terms.region.take());
        for member in &mut self.members {
            member.ready = false;
        }
        self.status = Status::Forming;
    }
}
