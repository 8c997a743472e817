//! An inbox: one per user, seen by that user alone. It is told what concerns the user by the house; what the
//! user wants of it is the user's.
//!
//! [`InboxRoom`] is the machine; `raise` says what becomes a notification and which ways it goes,
//! `apply` what events change.

use std::collections::BTreeSet;

use crate::{
    domain::{Asked, Machine, Reaction, Sight, Viewer},
    protocol::{
        connection::Nothing,
        conversation::{
            bodies,
            words::{FORGET, PROFILE},
        },
        fault::FieldError,
        frame::to_json,
        id::{Id, Place, RoomId, Seq, UserId},
        inbox::{
            BlockedView, Change, Command, Count, Event, Ids, Inbox, LeftView, Reject, Snapshot,
            State, Stay, View, Which, preferences::QuietHours, talk::Joined,
        },
        time::Time,
    },
};

mod apply;
mod play;
mod raise;
mod trade;

pub use raise::NOTIFICATIONS_MAX;

/// The most that may be blocked by one user.
pub const BLOCKED_MAX: usize = 1_000;
/// How many of the latest notifications one is shown who comes.
const SHOWN_MAX: usize = 50;

/// What the configuration says of inboxes.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// How long a notification stands in the list, in milliseconds.
    pub keep_ms: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Settings { keep_ms: 90 * 24 * 60 * 60 * 1_000 }
    }
}

/// What concerns one user.
#[derive(Debug)]
pub struct InboxRoom {
    owner: Option<UserId>,
    kept: Snapshot,
}

impl Machine for InboxRoom {
    type Words = Inbox;

    fn new(id: &RoomId) -> Self {
        Self::thaw(id, Snapshot::default())
    }

    fn decide(&self, asked: &Asked<'_>, command: Command) -> Result<Vec<Event>, Reject> {
        let (is_house, is_own) = (asked.by.is_house(), Some(asked.by.id) == self.owner);
        if !is_house && !is_own {
            return Err(Reject::NotFound);
        }
        match command {
            Command::Read(which) => self.read(&which),
            Command::Delete { ids } => Ok(self.delete(&ids)),
            Command::Prefer(change) => self.prefer(change),
            Command::Block { user, on } => self.block(asked, user, on),
            Command::Note(_)
            | Command::Play(_)
            | Command::Trade(_)
            | Command::Wallet(_)
            | Command::Join(_)
            | Command::Part(_)
            | Command::Raise(_)
            | Command::Settle(_)
            | Command::Erase
                if !is_house =>
            {
                Err(Reject::Forbidden)
            }
            Command::Note(note) => Ok(self.note(asked, note)),
            Command::Play(told) => Ok(self.play(asked, *told)),
            Command::Trade(told) => Ok(self.trade(asked, *told)),
            Command::Wallet(wallet) => Ok(self.wallet(wallet)),
            Command::Join(Joined { conversation, kind, title }) => {
                Ok(vec![Event::Joined { conversation, kind, title }])
            }
            Command::Part(left) => {
                let mut events = self.settle(&left.conversation);
                let (conversation, returns) = (left.conversation, left.returns);
                events.push(Event::Left { conversation, returns });
                Ok(events)
            }
            Command::Raise(raise) => Ok(self.talked(asked, &raise)),
            Command::Settle(settled) => Ok(self.settle(&settled.conversation)),
            Command::Erase => {
                let all = self.kept.notifications.iter().map(|(one, _)| one.id).collect();
                let mut events = self.delete(&all);
                events.push(Event::Erased);
                Ok(events)
            }
        }
    }

    fn apply(&mut self, at: Time, event: &Event) {
        self.kept.take(at, event);
    }

    fn deadline(&self) -> Option<Time> {
        self.kept.notifications.front().map(|(_, until)| *until)
    }

    fn expire(&self, now: Time) -> Vec<Event> {
        let old = self.kept.notifications.iter().filter(|(_, until)| *until <= now);
        let old: BTreeSet<Place> = old.map(|(notification, _)| notification.id).collect();
        self.delete(&old)
    }

    fn reply(&self, _: &Asked<'_>, _: &[Event]) -> Nothing {
        Nothing {}
    }

    fn admits(&self, viewer: Viewer<'_>) -> bool {
        viewer.is_some_and(|viewer| Some(viewer.id) == self.owner)
    }

    fn sight(&self, event: &Event) -> Sight<View> {
        Sight::everyone(match event {
            Event::Noted { note } => View::Note(note.as_ref().clone()),
            Event::Played { play } => View::Play(play.as_ref().clone()),
            Event::Traded { trade } => View::Trade(trade.as_ref().clone()),
            Event::Wallet(wallet) => View::Wallet(*wallet),
            // Without words it is erased.
            Event::Raised(raised) if raised.listed && !raised.notification.title.is_empty() => {
                View::New(raised.notification.clone())
            }
            Event::Raised(_) | Event::Erased => return Sight::nobody(),
            Event::Counted { unread } => View::Count(Count { unread_count: *unread }),
            Event::Read { ids } => View::Read(Ids { ids: ids.clone() }),
            Event::Dropped { ids } => View::Deleted(Ids { ids: ids.clone() }),
            Event::Preferred { preferences, told: _ } => View::Preferences(preferences.clone()),
            Event::Joined { conversation, kind, title } => {
                let (conversation, title) = (conversation.clone(), title.clone());
                View::Joined(Joined { conversation, kind: *kind, title })
            }
            Event::Left { conversation, returns: _ } => {
                View::Left(LeftView { conversation: conversation.clone() })
            }
            Event::Blocked { user, on } => View::Blocked(BlockedView { user: *user, on: *on }),
        })
    }

    fn state(&self, _: Viewer<'_>, now: Time, _: u32) -> State {
        let latest = self.kept.notifications.iter().rev().take(SHOWN_MAX);
        State {
            notes: self.kept.notes.iter().rev().cloned().collect(),
            notifications: latest.map(|(notification, _)| notification.clone()).collect(),
            unread_count: self.kept.unread(),
            preferences: self.kept.preferences.clone(),
            blocked: self.kept.blocked.clone(),
            server_now: now,
        }
    }

    fn reactions(&self, event: &Event) -> Vec<Reaction> {
        match event {
            Event::Preferred { preferences: _, told: true } | Event::Blocked { .. } => {
                let these = self.kept.conversations.iter().filter(|(_, stay)| **stay != Stay::Gone);
                these.filter_map(|(conversation, _)| self.profile(conversation)).collect()
            }
            Event::Joined { conversation, .. } => {
                let is_usual = self.kept.preferences.receipts && self.kept.blocked.is_empty();
                self.profile(conversation).filter(|_| !is_usual).into_iter().collect()
            }
            Event::Erased => {
                let all = self.kept.conversations.keys();
                all.filter_map(|conversation| self.forget(conversation)).collect()
            }
            Event::Noted { .. }
            | Event::Played { .. }
            | Event::Traded { .. }
            | Event::Wallet(_)
            | Event::Raised(_)
            | Event::Counted { .. }
            | Event::Read { .. }
            | Event::Dropped { .. }
            | Event::Preferred { .. }
            | Event::Left { .. } => Vec::new(),
        }
    }

    fn erases(&self, event: &Event) -> Vec<Seq> {
        match event {
            Event::Dropped { ids } => ids.iter().map(|id| id.0).collect(),
            Event::Noted { .. }
            | Event::Played { .. }
            | Event::Traded { .. }
            | Event::Wallet(_)
            | Event::Raised(_)
            | Event::Counted { .. }
            | Event::Read { .. }
            | Event::Preferred { .. }
            | Event::Joined { .. }
            | Event::Left { .. }
            | Event::Blocked { .. }
            | Event::Erased => Vec::new(),
        }
    }

    fn freeze(&self) -> Snapshot {
        self.kept.clone()
    }

    fn thaw(id: &RoomId, kept: Snapshot) -> Self {
        InboxRoom { owner: id.key().parse::<Id>().ok().map(UserId), kept }
    }
}

impl InboxRoom {
    fn read(&self, which: &Which) -> Result<Vec<Event>, Reject> {
        let Which { ids, all, up_to } = which;
        if usize::from(ids.is_some()) + usize::from(*all) + usize::from(up_to.is_some()) != 1 {
            let message = "exactly one of `ids`, `all` and `upTo`";
            return Err(invalid("", "wrong_value", message));
        }
        let is_meant = |id: &Place| {
            *all || ids.as_ref().is_some_and(|ids| ids.contains(id))
                || up_to.is_some_and(|up_to| *id <= up_to)
        };
        Ok(self.has_read(is_meant))
    }

    fn has_read(&self, is_meant: impl Fn(&Place) -> bool) -> Vec<Event> {
        let unread = self.kept.notifications.iter().filter(|(one, _)| one.read_at.is_none());
        let ids: Vec<Place> = unread.map(|(one, _)| one.id).filter(is_meant).collect();
        if ids.is_empty() {
            return Vec::new();
        }
        let left = self.kept.unread() - u32::try_from(ids.len()).unwrap_or_default();
        vec![Event::Read { ids }, Event::Counted { unread: left }]
    }

    fn delete(&self, ids: &BTreeSet<Place>) -> Vec<Event> {
        let gone = self.kept.notifications.iter().filter(|(one, _)| ids.contains(&one.id));
        let unread = gone.clone().filter(|(one, _)| one.read_at.is_none()).count();
        let ids: Vec<Place> = gone.map(|(one, _)| one.id).collect();
        if ids.is_empty() {
            return Vec::new();
        }
        let left = self.kept.unread() - u32::try_from(unread).unwrap_or_default();
        let counted = (0 < unread).then_some(Event::Counted { unread: left });
        std::iter::once(Event::Dropped { ids }).chain(counted).collect()
    }

    fn prefer(&self, change: Change) -> Result<Vec<Event>, Reject> {
        let mut preferences = self.kept.preferences.clone();
        preferences.topics.extend(change.topics);
        if let Some(hours) = change.quiet_hours {
            if let Some(QuietHours { from_minute, to_minute, utc_offset_minutes }) = hours
                && (1_439 < from_minute || 1_439 < to_minute || 1_440 < utc_offset_minutes.abs())
            {
                let message = "minutes of a day, 0 to 1439; an offset of at most a day";
                return Err(invalid("quietHours", "out_of_range", message));
            }
            preferences.quiet_hours = hours;
        }
        preferences.receipts = change.receipts.unwrap_or(preferences.receipts);
        if preferences == self.kept.preferences {
            return Ok(Vec::new());
        }
        let told = preferences.receipts != self.kept.preferences.receipts;
        Ok(vec![Event::Preferred { preferences, told }])
    }

    fn block(&self, asked: &Asked<'_>, user: UserId, on: bool) -> Result<Vec<Event>, Reject> {
        if Some(user) == self.owner {
            return Err(invalid("user", "wrong_value", "somebody else"));
        }
        if self.kept.blocked.contains(&user) == on {
            return Ok(Vec::new());
        }
        if on && !asked.facts.people.iter().any(|person| person.id == user) {
            return Err(invalid("user", "unknown_user", "there is no such account"));
        }
        if on && BLOCKED_MAX <= self.kept.blocked.len() {
            return Err(Reject::BlockListFull { max: BLOCKED_MAX });
        }
        Ok(vec![Event::Blocked { user, on }])
    }

    /// How the owner wants to be treated in a conversation.
    fn profile(&self, conversation: &RoomId) -> Option<Reaction> {
        let profile = bodies::Profile {
            user: self.owner?,
            receipts: self.kept.preferences.receipts,
            blocked: self.kept.blocked.clone(),
        };
        let room = conversation.clone();
        Some(Reaction { room, request: PROFILE, data: to_json(&profile) })
    }

    fn forget(&self, conversation: &RoomId) -> Option<Reaction> {
        let data = to_json(&bodies::Whom { user: self.owner? });
        Some(Reaction { room: conversation.clone(), request: FORGET, data })
    }
}

fn invalid(path: &str, code: &'static str, message: &str) -> Reject {
    Reject::Invalid { fields: vec![FieldError::new(path, code, message)] }
}
