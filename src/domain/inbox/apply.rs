//! What events change.

use std::collections::VecDeque;

use crate::protocol::{
    inbox::{Event, Kept, Preferences, Snapshot, Stay},
    time::Time,
};

/// How many of its latest notes an inbox has at hand; older ones are in the journal.
const NOTES_MAX: usize = 100;

impl Snapshot {
    /// How many notifications are unread.
    pub(super) fn unread(&self) -> u32 {
        let unread = self.notifications.iter().filter(|(one, _)| one.read_at.is_none());
        u32::try_from(unread.count()).unwrap_or(u32::MAX)
    }

    pub(super) fn take(&mut self, at: Time, event: &Event) {
        self.seq = self.seq.next();
        match event {
            Event::Noted { note } => {
                let note = note.as_ref().clone();
                self.notes.push_back(Kept { seq: self.seq, at, note });
                if NOTES_MAX < self.notes.len() {
                    self.notes.pop_front();
                }
            }
            Event::Raised(raised) if raised.listed => {
                self.notifications.push_back((raised.notification.clone(), raised.until));
            }
            Event::Read { ids } => {
                for (one, _) in &mut self.notifications {
                    if ids.contains(&one.id) {
                        one.read_at = Some(at);
                    }
                }
            }
            Event::Dropped { ids } => self.notifications.retain(|(one, _)| !ids.contains(&one.id)),
            Event::Preferred { preferences, told: _ } => self.preferences = preferences.clone(),
            Event::Joined { conversation, kind: _, title: _ } => {
                self.conversations.insert(conversation.clone(), Stay::Here);
            }
            Event::Left { conversation, returns } => {
                let stay = if *returns { Stay::Away } else { Stay::Gone };
                self.conversations.insert(conversation.clone(), stay);
            }
            Event::Blocked { user, on: true } => drop(self.blocked.insert(*user)),
            Event::Blocked { user, on: false } => drop(self.blocked.remove(user)),
            Event::Erased => {
                self.preferences = Preferences::default();
                self.blocked.clear();
                self.notes = VecDeque::new();
            }
            // Said by what it comes with.
            Event::Wallet(wallet) => {
                self.wallets.insert(wallet.currency, wallet.version);
            }
            Event::Played { .. }
            | Event::Traded { .. }
            | Event::Raised(_)
            | Event::Counted { unread: _ } => (),
        }
    }
}
