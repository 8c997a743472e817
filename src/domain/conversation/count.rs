//! Messages that members have not read, and when their inboxes are told that they have not looked.
//!
//! The number is derived: messages after one's watermark that are neither one's own, nor gone, nor hidden, nor from
//! somebody one has blocked. It is kept beside the watermark only so that it need not be counted for each event.

use super::limits::{NUDGE_AFTER_MS, NUDGED_CROWD_MAX};
use crate::{
    domain::{Figures, Stirred},
    protocol::{
        conversation::{
            Event, MessageId, Nudge,
            page::{UNREAD, unread_head},
            snapshot::{Mark, Member, Talk},
        },
        id::{RoomId, Seq, UserId},
        time::Time,
    },
};

impl Talk {
    /// How many messages after a position count for a member.
    pub(super) fn unread_after(&self, user: UserId, member: &Member, after: Seq) -> u32 {
        let from = self.marks.partition_point(|mark| mark.seq <= after);
        let news = self.marks[from..].iter().filter(|mark| is_news(user, member, mark)).count();
        u32::try_from(news).unwrap_or(u32::MAX)
    }

    /// A message has come.
    pub(super) fn count_in(&mut self, mark: &Mark, mentions: &[UserId]) {
        let is_crowd = NUDGED_CROWD_MAX < self.members.len();
        for (user, member) in &mut self.members {
            if is_news(*user, member, mark) {
                member.unread += 1;
                let named = mentions.contains(user);
                let is_wanted = !is_crowd && !is_muted(member, mark.at) && !member.nudged;
                if named || is_wanted {
                    nudge(member, named, mark.at);
                }
            }
        }
    }

    /// A message was said otherwise, and names these now.
    pub(super) fn mention(&mut self, message: MessageId, mentions: &[UserId], at: Time) {
        let Some(mark) = self.mark(message.0).copied() else { return };
        for user in mentions {
            if let Some(member) = self.members.get_mut(user)
                && member.read < mark.seq
                && is_news(*user, member, &mark)
            {
                nudge(member, true, at);
            }
        }
    }

    /// A message is no longer to be seen.
    pub(super) fn count_out(&mut self, mark: &Mark) {
        for (user, member) in &mut self.members {
            if member.read < mark.seq && is_news(*user, member, mark) {
                member.unread = member.unread.saturating_sub(1);
                settle(member);
            }
        }
    }

    /// Whose inboxes were told of messages of which none is left when these are no longer to be seen.
    pub(super) fn settled_without(&self, is_lost: impl Fn(&Mark) -> bool) -> Vec<UserId> {
        let told = self.members.iter().filter(|(_, member)| member.nudged && 0 < member.unread);
        let settled = told.filter(|(user, member)| {
            let from = self.marks.partition_point(|mark| mark.seq <= member.read);
            let mut news = self.marks[from..].iter().filter(|mark| is_news(**user, member, mark));
            news.all(&is_lost)
        });
        settled.map(|(user, _)| *user).collect()
    }

    pub(super) fn has_read(&mut self, user: UserId, up_to: Seq) {
        if let Some(member) = self.members.get_mut(&user) {
            member.read = up_to;
            member.delivered = member.delivered.max(up_to);
        }
        self.recount(user);
    }

    pub(super) fn recount(&mut self, user: UserId) {
        let Some(member) = self.members.get(&user) else { return };
        let unread = self.unread_after(user, member, member.read);
        if let Some(member) = self.members.get_mut(&user) {
            member.unread = unread;
            settle(member);
        }
    }

    pub(super) fn recount_all(&mut self) {
        let users: Vec<UserId> = self.members.keys().copied().collect();
        for user in users {
            self.recount(user);
        }
    }

    /// Whose inboxes are to be told by now.
    pub(super) fn nudges(&self, now: Time) -> Vec<Nudge> {
        let due = self
            .members
            .iter()
            .filter(|(_, member)| member.nudge_at.is_some_and(|at| at <= now) && 0 < member.unread);
        due.map(|(user, member)| Nudge { user: *user, mention: member.mentioned }).collect()
    }

    pub(super) fn figures(&self, room: &RoomId, stirred: &Stirred) -> Vec<Figures> {
        let is_told = |user: &UserId| match stirred {
            Stirred::Nobody => false,
            Stirred::Some(users) => users.contains(user),
            Stirred::All => true,
        };
        let told = self.members.iter().filter(|(user, _)| is_told(user));
        // Who has blocked somebody may see another last message.
        let (own, shared): (Vec<_>, Vec<_>) = told.partition(|(_, one)| !one.blocked.is_empty());
        let figures = |viewer: Option<&Member>, to: Vec<(UserId, u32)>| {
            let last = self.last_message(viewer);
            let head = unread_head(room, self.title.as_deref(), self.seq, last.as_ref());
            Figures { name: UNREAD, head, to }
        };
        let mut all = Vec::new();
        if !shared.is_empty() {
            all.push(figures(
                None,
                shared.iter().map(|(user, one)| (**user, one.unread)).collect(),
            ));
        }
        let own = own.into_iter();
        all.extend(own.map(|(user, one)| figures(Some(one), vec![(*user, one.unread)])));
        all
    }
}

/// Whose figures an event changes.
pub(super) fn stirs(event: &Event) -> Stirred {
    match event {
        Event::Sent(_)
        | Event::Edited { .. }
        | Event::Deleted { .. }
        | Event::Hidden { .. }
        | Event::Forgotten { .. }
        | Event::Renamed { .. } => Stirred::All,
        Event::Read { user, .. } | Event::Joined { user, .. } | Event::Profiled { user, .. } => {
            Stirred::Some(vec![*user])
        }
        Event::Created { .. }
        | Event::Left { .. }
        | Event::Reacted { .. }
        | Event::Delivered { .. }
        | Event::Muted { .. }
        | Event::Slowed { .. }
        | Event::Listed { .. }
        | Event::Silenced { .. }
        | Event::Reported { .. }
        | Event::Notified { users: _ }
        | Event::Closed { by: _ }
        | Event::Followed { seq: _ }
        | Event::Purged { positions: _ } => Stirred::Nobody,
    }
}

/// Whether a message is news to a member, read or not.
fn is_news(user: UserId, member: &Member, mark: &Mark) -> bool {
    mark.author != user && !mark.gone && !mark.hidden && !member.blocked.contains(&mark.author)
}

fn is_muted(member: &Member, now: Time) -> bool {
    member.muted.is_some_and(|mute| mute.lasts(now))
}

fn nudge(member: &mut Member, named: bool, now: Time) {
    // Named for the first time, they are told also when they have been told of other messages.
    if member.nudge_at.is_none() && (!member.nudged || named && !member.mentioned) {
        member.nudge_at = Some(now.plus(NUDGE_AFTER_MS));
    }
    member.mentioned |= named;
}

/// Nothing is left to look at.
fn settle(member: &mut Member) {
    if member.unread == 0 {
        (member.nudge_at, member.mentioned, member.nudged) = (None, false, false);
    }
}
