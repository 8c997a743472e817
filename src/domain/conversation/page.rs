//! A conversation as one finds it who comes.

use super::keeps_order;
use crate::{
    domain::Viewer,
    protocol::{
        conversation::{
            Rank, page,
            page::{Page, You},
            snapshot::{Line, Member, Talk},
            view::{Message, Sign},
        },
        id::{RoomId, UserId},
        time::Time,
    },
};

/// Of a conversation with more members than this only the owners and oneself are named.
const NAMED_MAX: usize = 200;

impl Talk {
    pub(super) fn page(&self, room: &RoomId, viewer: Viewer<'_>, now: Time) -> Page {
        let user = viewer.map(|person| person.id);
        let own = user.and_then(|user| self.members.get(&user));
        let keeps = viewer.is_some_and(|person| self.is_kept_by(person) || keeps_order(person));
        Page {
            id: page::id_of(room),
            room: room.clone(),
            kind: self.kind,
            title: self.title.clone(),
            about: self.about.clone(),
            slow_seconds: self.slow_seconds,
            member_count: self.members.len(),
            members: self.named(user),
            messages: self.recent.iter().filter_map(|line| self.message(line, own)).collect(),
            you: user.zip(own).map(|(user, own)| You {
                unread_count: own.unread,
                read: own.read,
                muted: own.muted.is_some_and(|mute| mute.lasts(now)),
                silenced_until: self.silenced.get(&user).copied().filter(|until| now < *until),
                word_list: keeps.then(|| self.list.clone()),
            }),
            server_now: now,
        }
    }

    fn named(&self, viewer: Option<UserId>) -> Vec<page::Member> {
        let is_crowd = NAMED_MAX < self.members.len();
        let named = self.members.iter().filter(|(user, member)| {
            !is_crowd || member.rank == Rank::Owner || Some(**user) == viewer
        });
        let told = |user: UserId, member: &Member| {
            Some(user) == viewer || member.receipts && !self.is_public()
        };
        named
            .map(|(user, member)| page::Member {
                user: *user,
                name: member.name.clone(),
                rank: member.rank,
                delivered: told(*user, member).then_some(member.delivered),
                read: told(*user, member).then_some(member.read),
            })
            .collect()
    }

    /// The last message that a member may see; that anybody may see, where none is named.
    pub(super) fn last_message(&self, viewer: Option<&Member>) -> Option<Message> {
        self.recent.iter().rev().find_map(|line| self.message(line, viewer))
    }

    fn message(&self, line: &Line, viewer: Option<&Member>) -> Option<Message> {
        let Line { sent, at, edited_at } = line;
        let is_hidden = self.mark(sent.message.0).is_none_or(|mark| mark.hidden || mark.gone);
        let is_blocked = |user: &UserId| viewer.is_some_and(|own| own.blocked.contains(user));
        if is_hidden || is_blocked(&sent.author) {
            return None;
        }
        let signs = self.signs.get(&sent.message.0).map(Vec::as_slice).unwrap_or_default();
        let signs = signs.iter().map(|(emoji, users)| Sign {
            emoji: emoji.clone(),
            users: users.iter().filter(|user| !is_blocked(user)).copied().collect(),
        });
        Some(Message {
            id: sent.message,
            seq: sent.message.0,
            author: sent.author,
            author_name: sent.name.clone(),
            content: sent.content.clone(),
            content_type: sent.content_type,
            attachments: sent.attachments.clone(),
            reply_to: sent.reply_to,
            mentions: sent.mentions.clone(),
            at: Some(*at),
            edited_at: *edited_at,
            deleted: false,
            hidden: false,
            reactions: signs.filter(|sign| !sign.users.is_empty()).collect(),
        })
    }
}
