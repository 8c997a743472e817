//! A conversation as plainly as it can be told: a list of messages, and how far everybody has read. Numbers are
//! counted by their definition each time anew.

use std::collections::{BTreeMap, BTreeSet};

use rialto::{
    domain::Stirred,
    protocol::{
        conversation::{Event, Kind, MessageId, Rank, snapshot::Mute},
        id::UserId,
        inbox,
        person::{Person, Role},
        time::Time,
    },
    rooms::core::Happened,
};

/// Somebody who belongs to it.
#[derive(Clone, Default)]
pub(crate) struct Member {
    pub(crate) read: u64,
    delivered: u64,
    blocked: BTreeSet<UserId>,
    muted: Option<Mute>,
    owner: bool,
    /// Their inbox says that there is something to read, and that they are named in it.
    told: (bool, bool),
}

/// A message.
pub(crate) struct Said {
    pub(crate) seq: u64,
    pub(crate) author: UserId,
    at: Time,
    pub(crate) gone: bool,
    pub(crate) hidden: bool,
    pub(crate) texts: Vec<String>,
}

/// A conversation.
#[derive(Default)]
pub(crate) struct Model {
    pub(crate) kind: Kind,
    pub(crate) members: BTreeMap<UserId, Member>,
    away: BTreeMap<UserId, BTreeSet<UserId>>,
    pub(crate) said: Vec<Said>,
    pub(crate) closed: bool,
    slow_ms: u64,
    silenced: BTreeMap<UserId, Time>,
    /// What nobody is to read anywhere any more.
    pub(crate) erased: Vec<String>,
    /// The same, once the room has got that far.
    pub(crate) erasing: Vec<String>,
}

impl Model {
    /// Messages after my watermark that are neither mine, nor gone, nor hidden, nor from somebody I block.
    pub(crate) fn unread(&self, user: UserId) -> u32 {
        let member = &self.members[&user];
        let unread = self.said.iter().filter(|said| {
            member.read < said.seq && said.author != user && self.is_seen(said, user)
        });
        u32::try_from(unread.count()).unwrap()
    }

    /// The last message that a member sees.
    pub(crate) fn last(&self, user: UserId) -> Option<u64> {
        self.said.iter().rev().find(|said| self.is_seen(said, user)).map(|said| said.seq)
    }

    fn is_seen(&self, said: &Said, user: UserId) -> bool {
        !said.gone && !said.hidden && !self.members[&user].blocked.contains(&said.author)
    }

    /// Those who do not want to hear somebody.
    pub(crate) fn deaf_to(&self, author: UserId) -> Vec<UserId> {
        let deaf = self.members.iter().filter(|(_, member)| member.blocked.contains(&author));
        deaf.map(|(user, _)| *user).collect()
    }

    pub(crate) fn owners(&self) -> usize {
        self.members.values().filter(|member| member.owner).count()
    }

    fn find(&mut self, message: MessageId) -> &mut Said {
        self.said.iter_mut().find(|said| said.seq == message.0.0).unwrap()
    }

    fn lose(&mut self, message: MessageId) {
        let said = self.find(message);
        assert!(!said.gone, "gone twice");
        said.gone = true;
        let texts = std::mem::take(&mut said.texts);
        self.erased.extend(texts);
    }

    /// Takes up an event; `by` is who asked for it. What is judged here is judged by the state before it.
    #[expect(clippy::too_many_lines, reason = "an arm for each event")]
    pub(crate) fn take(&mut self, one: &Happened<Event>, by: Option<&Person>) {
        let before = self.figures();
        let (seq, at) = (one.seq.0, one.at);
        match &one.event {
            Event::Created { kind, .. } => self.kind = *kind,
            Event::Joined { user, rank, .. } => {
                assert!(!self.members.contains_key(user), "joined twice");
                let blocked = self.away.remove(user).unwrap_or_default();
                let owner = *rank == Rank::Owner;
                let (read, delivered) = (seq, seq);
                let member = Member { read, delivered, blocked, owner, ..Member::default() };
                self.members.insert(*user, member);
            }
            Event::Left { user, heir, .. } => {
                let gone = self.members.remove(user).unwrap();
                assert_eq!(gone.owner && !self.members.is_empty(), heir.is_some(), "an heir");
                if self.kind == Kind::Direct {
                    self.away.insert(*user, gone.blocked);
                }
                if let Some(heir) = heir {
                    self.members.get_mut(heir).unwrap().owner = true;
                }
            }
            Event::Sent(sent) => {
                let texts = vec![sent.content.clone().unwrap()];
                self.may_send(sent.author, at, by.unwrap());
                assert_eq!(sent.message.0.0, seq);
                let said = Said { seq, author: sent.author, at, gone: false, hidden: false, texts };
                self.said.push(said);
            }
            Event::Edited { message, content, .. } => {
                let said = self.find(*message);
                assert_eq!((by.map(|by| by.id), said.gone), (Some(said.author), false));
                said.texts.push(content.clone().unwrap());
            }
            Event::Deleted { message, by: who, .. } => {
                let author = self.find(*message).author;
                let owns = self.members.get(who).is_some_and(|member| member.owner);
                let is_staff = by.is_some_and(|by| by.role == Role::Moderator);
                assert!(author == *who || owns || is_staff, "deleted by a stranger");
                self.lose(*message);
            }
            Event::Hidden { message, on, .. } => self.find(*message).hidden = *on,
            Event::Delivered { user, up_to, .. } => {
                let member = self.members.get_mut(user).unwrap();
                assert!(member.delivered < up_to.0 && up_to.0 < seq, "delivered goes back");
                member.delivered = up_to.0;
            }
            Event::Read { user, up_to, .. } => {
                let member = self.members.get_mut(user).unwrap();
                assert!(member.read < up_to.0 && up_to.0 < seq, "read goes back");
                member.read = up_to.0;
                member.delivered = member.delivered.max(up_to.0);
            }
            Event::Muted { user, on, until } => {
                self.members.get_mut(user).unwrap().muted = on.then_some(Mute { until: *until });
            }
            Event::Slowed { seconds, .. } => self.slow_ms = u64::from(*seconds) * 1_000,
            Event::Silenced { user, until, .. } => {
                self.silenced.remove(user);
                self.silenced.extend(until.map(|until| (*user, until)));
            }
            Event::Notified { users } => {
                for nudge in users {
                    assert!(0 < self.unread(nudge.user), "notified of nothing");
                    let member = self.members.get_mut(&nudge.user).unwrap();
                    let (told, named) = member.told;
                    assert!(!told || nudge.mention && !named, "notified twice");
                    let muted =
                        member.muted.is_some_and(|mute| mute.until.is_none_or(|end| at < end));
                    assert!(!muted || nudge.mention, "notified though muted");
                    member.told = (true, named || nudge.mention);
                }
            }
            Event::Profiled { user, blocked, .. } => {
                if let Some(member) = self.members.get_mut(user) {
                    member.blocked.clone_from(blocked);
                } else if let Some(before) = self.away.get_mut(user) {
                    before.clone_from(blocked);
                }
            }
            Event::Forgotten { user, .. } => {
                self.away.remove(user);
                for said in self.said.iter_mut().filter(|said| said.author == *user) {
                    said.gone = true;
                    self.erasing.append(&mut said.texts);
                }
            }
            Event::Closed { .. } => {
                self.closed = true;
                for said in &mut self.said {
                    self.erasing.append(&mut said.texts);
                }
            }
            Event::Renamed { .. }
            | Event::Reacted { .. }
            | Event::Listed { .. }
            | Event::Reported { .. }
            | Event::Followed { .. }
            | Event::Purged { .. } => (),
        }
        self.told(one, &before);
    }

    fn may_send(&self, author: UserId, at: Time, by: &Person) {
        assert_eq!(author, by.id);
        let member = &self.members[&author];
        assert!(self.silenced.get(&author).is_none_or(|until| *until <= at), "silenced");
        let last = self.said.iter().rev().find(|said| said.author == author);
        let is_free = member.owner || by.role == Role::Moderator;
        let waited = last.map_or(u64::MAX, |last| at.since(last.at));
        assert!(is_free || self.slow_ms <= waited, "too soon after {waited} ms");
        if self.kind == Kind::Direct {
            let here = self.members.iter().map(|(user, one)| (user, &one.blocked));
            let all: Vec<_> = here.chain(&self.away).collect();
            let apart = all.iter().any(|(_, one)| all.iter().any(|(user, _)| one.contains(user)));
            assert!(!apart, "they are apart");
        }
    }

    fn figures(&self) -> BTreeMap<UserId, (u32, Option<u64>)> {
        let all = self.members.keys();
        all.map(|user| (*user, (self.unread(*user), self.last(*user)))).collect()
    }

    /// Whose figures change is told; and an inbox that says that there is something to read says so no longer when
    /// there is nothing.
    fn told(&mut self, one: &Happened<Event>, before: &BTreeMap<UserId, (u32, Option<u64>)>) {
        if self.closed {
            return;
        }
        for (user, figures) in self.figures() {
            let is_told = match &one.effects.stirs {
                Stirred::Nobody => false,
                Stirred::Some(users) => users.contains(&user),
                Stirred::All => true,
            };
            let changes = before.get(&user).is_some_and(|before| *before != figures);
            assert!(!changes || is_told, "{user} is not told of {:?}", one.event);
            let member = self.members.get_mut(&user).unwrap();
            if figures.0 == 0 && member.told.0 {
                let settles = one.reactions.iter().any(|reaction| {
                    reaction.request == inbox::talk::SETTLE
                        && reaction.room.key() == user.to_string()
                });
                assert!(settles, "{user} keeps a notification after {:?}", one.event);
            }
            if figures.0 == 0 {
                member.told = (false, false);
            }
        }
    }
}
