//! What inboxes are told. Never what was said: that is in the conversation alone, where it can be erased.

use crate::{
    domain::Reaction,
    protocol::{
        conversation::{Event, Kind, Nudge, snapshot::Talk},
        frame::to_json,
        id::{RoomId, UserId},
        inbox::{
            self,
            talk::{JOINED, Joined, LEFT, Left, RAISE, Raise, SETTLE, Settle},
        },
    },
};

impl Talk {
    /// What an event that has been applied asks of inboxes.
    pub(super) fn notes(&self, room: &RoomId, event: &Event) -> Vec<Reaction> {
        match event {
            Event::Joined { user, .. } => {
                let joined = Joined {
                    conversation: room.clone(),
                    kind: self.kind,
                    title: self.title.clone(),
                };
                vec![to(*user, JOINED, to_json(&joined))]
            }
            Event::Left { user, by: _, heir: _ } => vec![self.left(room, *user)],
            Event::Closed { by: _ } => {
                let all = self.members.keys().chain(self.away.keys());
                all.map(|user| left(room, *user, false)).collect()
            }
            Event::Notified { users } => {
                users.iter().map(|nudge| self.raise(room, *nudge)).collect()
            }
            Event::Read { user, settles: true, .. }
            | Event::Profiled { user, settles: true, .. } => vec![settle(room, *user)],
            Event::Deleted { settles, .. }
            | Event::Hidden { settles, .. }
            | Event::Forgotten { settles, .. } => {
                settles.iter().map(|user| settle(room, *user)).collect()
            }
            Event::Read { .. }
            | Event::Created { .. }
            | Event::Renamed { .. }
            | Event::Sent(_)
            | Event::Edited { .. }
            | Event::Reacted { .. }
            | Event::Delivered { .. }
            | Event::Muted { .. }
            | Event::Slowed { .. }
            | Event::Listed { .. }
            | Event::Silenced { .. }
            | Event::Reported { .. }
            | Event::Profiled { .. }
            | Event::Followed { seq: _ }
            | Event::Purged { positions: _ } => Vec::new(),
        }
    }

    /// One of two comes back with the next message, and must be known to be blocked or not until then.
    fn left(&self, room: &RoomId, user: UserId) -> Reaction {
        left(room, user, self.kind == Kind::Direct)
    }

    fn raise(&self, room: &RoomId, nudge: Nudge) -> Reaction {
        let last = self.last_message(self.members.get(&nudge.user));
        let raise = Raise {
            conversation: room.clone(),
            kind: self.kind,
            title: self.title.clone(),
            from: last.as_ref().map(|last| last.author),
            from_name: last.map(|last| last.author_name).unwrap_or_default(),
            mention: nudge.mention,
        };
        to(nudge.user, RAISE, to_json(&raise))
    }
}

fn left(room: &RoomId, user: UserId, returns: bool) -> Reaction {
    to(user, LEFT, to_json(&Left { conversation: room.clone(), returns }))
}

fn settle(room: &RoomId, user: UserId) -> Reaction {
    to(user, SETTLE, to_json(&Settle { conversation: room.clone() }))
}

fn to(user: UserId, request: &'static str, data: String) -> Reaction {
    Reaction { room: RoomId::of(inbox::KIND, user), request, data }
}
