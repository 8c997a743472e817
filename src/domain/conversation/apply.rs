//! What events change.

use super::limits::RECENT_MAX;
use crate::protocol::{
    conversation::{
        Event, Kind, MessageId, Rank, Sent,
        snapshot::{Line, Mark, Member, Mute, Talk},
    },
    id::{Place, Seq, UserId},
    time::Time,
};

/// How many positions are erased in one step.
const PURGED_IN_A_STEP_MAX: usize = 200;

impl Talk {
    pub(super) fn apply(&mut self, at: Time, event: &Event) {
        self.seq = self.seq.next();
        match event {
            Event::Created { kind, title, about } => {
                (self.kind, self.title, self.about) = (*kind, title.clone(), about.clone());
            }
            Event::Joined { user, name, rank, by: _ } => self.enter(*user, name, *rank),
            Event::Left { user, by: _, heir } => self.part(*user, *heir),
            Event::Renamed { title, by: _ } => self.title = Some(title.clone()),
            Event::Sent(sent) => self.sent(at, sent),
            Event::Edited { message, content, mentions, flagged } => {
                self.edits.entry(message.0).or_default().push(self.seq);
                if let Some(line) = self.line(*message) {
                    line.sent.content.clone_from(content);
                    line.sent.mentions.clone_from(mentions);
                    line.sent.flagged = *flagged;
                    line.edited_at = Some(at);
                }
                self.mention(*message, mentions, at);
            }
            Event::Deleted { message, by: _, settles: _ } => self.lose(*message),
            Event::Hidden { message, on, .. } => self.hidden(*message, *on),
            Event::Reacted { message, user, emoji, on } => {
                self.reacted(*message, *user, emoji, *on);
            }
            Event::Delivered { user, up_to, told: _ } => {
                if let Some(member) = self.members.get_mut(user) {
                    member.delivered = *up_to;
                }
            }
            Event::Read { user, up_to, told: _, settles: _ } => self.has_read(*user, *up_to),
            Event::Muted { user, on, until } => {
                if let Some(member) = self.members.get_mut(user) {
                    member.muted = on.then_some(Mute { until: *until });
                    // Who is named is told all the same.
                    member.nudge_at = member.nudge_at.filter(|_| !on || member.mentioned);
                }
            }
            Event::Slowed { seconds, by: _ } => self.slow_seconds = *seconds,
            Event::Listed { list, by: _ } => self.list = list.clone(),
            Event::Silenced { user, until, by: _, reason: _ } => {
                self.silenced.retain(|_, until| at < *until);
                match until {
                    Some(until) => self.silenced.insert(*user, *until),
                    None => self.silenced.remove(user),
                };
            }
            Event::Notified { users } => {
                for nudge in users {
                    if let Some(member) = self.members.get_mut(&nudge.user) {
                        (member.nudge_at, member.nudged) = (None, true);
                        // Where they are named may be erased by now.
                        member.mentioned |= nudge.mention;
                    }
                }
            }
            Event::Profiled { user, receipts, blocked, settles: _ } => {
                let here = self.members.get_mut(user);
                if let Some(member) = here.or_else(|| self.away.get_mut(user)) {
                    member.receipts = *receipts;
                    member.blocked.clone_from(blocked);
                    self.recount(*user);
                }
            }
            Event::Forgotten { user, settles: _ } => self.forgotten(*user),
            Event::Closed { by: _ } => self.closed(),
            Event::Followed { seq } => self.followed = *seq,
            Event::Purged { positions } => {
                self.purge.retain(|seq| !positions.contains(seq));
            }
            // Told to moderators alone.
            Event::Reported { message: _, by: _, reason: _ } => (),
        }
    }

    /// When something becomes true by time alone.
    pub(super) fn deadline(&self) -> Option<Time> {
        let nudge = self.members.values().filter_map(|member| member.nudge_at).min();
        // What is to be erased is erased at once, step by step.
        if self.purge.is_empty() { nudge.filter(|_| !self.closed) } else { Some(Time::default()) }
    }

    /// What becomes true because time has passed.
    pub(super) fn due(&self, now: Time) -> Vec<Event> {
        let positions: Vec<Seq> = self.purge.iter().take(PURGED_IN_A_STEP_MAX).copied().collect();
        let purged = (!positions.is_empty()).then_some(Event::Purged { positions });
        let users = if self.closed { Vec::new() } else { self.nudges(now) };
        let notified = (!users.is_empty()).then_some(Event::Notified { users });
        purged.into_iter().chain(notified).collect()
    }

    fn enter(&mut self, user: UserId, name: &bytestring::ByteString, rank: Rank) {
        self.joins.push((user, self.seq));
        let since = self.seq;
        let back = self.away.remove(&user);
        let (receipts, blocked) = back.map_or((true, std::collections::BTreeSet::new()), |back| {
            (back.receipts, back.blocked)
        });
        let newcomer = Member {
            name: name.clone(),
            rank,
            since,
            delivered: since,
            read: since,
            unread: 0,
            receipts,
            blocked,
            muted: None,
            last_sent: None,
            nudge_at: None,
            mentioned: false,
            nudged: false,
        };
        // Who is there already stays as they are.
        self.members.entry(user).or_insert(newcomer);
    }

    fn part(&mut self, user: UserId, heir: Option<UserId>) {
        let gone = self.members.remove(&user);
        if let Some(gone) = gone.filter(|_| self.kind == Kind::Direct) {
            self.away.insert(user, gone);
        }
        if let Some(heir) = heir.and_then(|heir| self.members.get_mut(&heir)) {
            heir.rank = Rank::Owner;
        }
    }

    fn sent(&mut self, at: Time, sent: &Sent) {
        let seq = sent.message.0;
        // What is erased by now was there, until the event that took it away.
        let mark = Mark { seq, author: sent.author, at, gone: false, hidden: false };
        self.marks.push(mark);
        if let Some(author) = self.members.get_mut(&sent.author) {
            author.last_sent = Some(at);
        }
        self.recent.push_back(Line { sent: sent.clone(), at, edited_at: None });
        if RECENT_MAX < self.recent.len() {
            self.recent.pop_front();
        }
        self.count_in(&mark, &sent.mentions);
    }

    fn line(&mut self, message: MessageId) -> Option<&mut Line> {
        self.recent.iter_mut().find(|line| line.sent.message == message)
    }

    /// A message is gone for all.
    fn lose(&mut self, message: MessageId) {
        let Some(mark) = self.mark(message.0).copied().filter(|mark| !mark.gone) else { return };
        self.count_out(&mark);
        self.set_mark(Mark { gone: true, ..mark });
        self.recent.retain(|line| line.sent.message != message);
        self.signs.remove(&message.0);
    }

    fn hidden(&mut self, message: MessageId, on: bool) {
        let Some(mark) = self.mark(message.0).copied() else { return };
        if on {
            self.count_out(&mark);
        }
        self.set_mark(Mark { hidden: on, ..mark });
        if !on {
            self.recount_all();
        }
    }

    fn set_mark(&mut self, mark: Mark) {
        if let Ok(place) = self.marks.binary_search_by_key(&mark.seq, |mark| mark.seq) {
            self.marks[place] = mark;
        }
    }

    fn reacted(&mut self, message: MessageId, user: UserId, emoji: &str, on: bool) {
        let signs = self.signs.entry(message.0).or_default();
        match signs.iter_mut().find(|(sign, _)| sign == emoji) {
            Some((_, users)) => {
                users.retain(|known| *known != user);
                if on {
                    users.push(user);
                }
            }
            None if on => signs.push((emoji.to_owned(), vec![user])),
            None => (),
        }
        signs.retain(|(_, users)| !users.is_empty());
        if signs.is_empty() {
            self.signs.remove(&message.0);
        }
    }

    /// An account is erased: what it said, and its name wherever it came in.
    fn forgotten(&mut self, user: UserId) {
        let own: Vec<Mark> =
            self.marks.iter().filter(|mark| mark.author == user && !mark.gone).copied().collect();
        for mark in own {
            self.lose(Place(mark.seq));
            self.purge_message(mark.seq);
        }
        self.purge.extend(self.joins.iter().filter(|(who, _)| *who == user).map(|(_, seq)| *seq));
        self.joins.retain(|(who, _)| *who != user);
        for (_, users) in self.signs.values_mut().flatten() {
            users.retain(|known| *known != user);
        }
        self.signs.retain(|_, signs| {
            signs.retain(|(_, users)| !users.is_empty());
            !signs.is_empty()
        });
        self.away.remove(&user);
        if let Some(member) = self.members.get_mut(&user) {
            member.name = bytestring::ByteString::new();
        }
    }

    fn closed(&mut self) {
        self.closed = true;
        let all: Vec<Seq> =
            self.marks.iter().filter(|mark| !mark.gone).map(|mark| mark.seq).collect();
        for seq in all {
            self.purge_message(seq);
        }
        for mark in &mut self.marks {
            mark.gone = true;
        }
        self.recent.clear();
        self.signs.clear();
    }

    fn purge_message(&mut self, seq: Seq) {
        self.purge.push_back(seq);
        self.purge.extend(self.edits.get(&seq).into_iter().flatten());
    }

    /// Positions at which an event that has been applied erases what was said.
    pub(super) fn erases(&self, event: &Event) -> Vec<Seq> {
        if let Event::Deleted { message, by: _, settles: _ } = event {
            return self.positions(*message);
        }
        if let Event::Purged { positions } = event { positions.clone() } else { Vec::new() }
    }

    /// Positions whose frames nobody is shown again.
    pub(super) fn conceals(&self, event: &Event) -> Vec<Seq> {
        if let Event::Hidden { message, on: true, .. } = event {
            return self.positions(*message);
        }
        if let Event::Forgotten { .. } | Event::Closed { by: _ } = event {
            return self.purge.iter().copied().collect();
        }
        self.erases(event)
    }

    /// Where a message was said, and said otherwise.
    fn positions(&self, message: MessageId) -> Vec<Seq> {
        let edits = self.edits.get(&message.0).into_iter().flatten();
        std::iter::once(&message.0).chain(edits).copied().collect()
    }
}
