//! What members write, and take back.

use super::{
    keeps_order,
    limits::{ATTACHMENTS_MAX, EDITS_MAX, MESSAGES_MAX, REASON_CHARS_MAX, SIGNS_MAX},
    text,
};
use crate::{
    domain::{
        Asked,
        access::{Deed, may},
    },
    protocol::{
        conversation::{
            ContentType, Event, Kind, MessageId, Rank, Reject, Sent,
            bodies::{Edit, Post, React, Report},
            snapshot::{Mark, Member, Talk},
        },
        id::{Place, Seq, UserId},
        person::Person,
    },
};

/// Why a word of the list reports a message.
const LISTED: &str = "It has a word of the list.";

impl Talk {
    /// Whether this person may write, or is refused.
    pub(super) fn may_write(&self, asked: &Asked<'_>) -> Result<(), Reject> {
        if !self.admits(Some(asked.by)) {
            return Err(Reject::NotFound);
        }
        if !may(asked.by.role, Deed::Talk) {
            return Err(Reject::Forbidden);
        }
        if let Some(until) = self.silenced.get(&asked.by.id).filter(|until| asked.now < **until) {
            return Err(Reject::Silenced { until: *until });
        }
        if self.kind == Kind::Direct && self.are_apart() {
            return Err(Reject::Blocked);
        }
        Ok(())
    }

    /// Whether one of two has blocked the other.
    fn are_apart(&self) -> bool {
        let both = || self.members.iter().chain(&self.away);
        both().any(|(_, one)| both().any(|(user, _)| one.blocked.contains(user)))
    }

    pub(super) fn send(&self, asked: &Asked<'_>, post: &Post) -> Result<Vec<Event>, Reject> {
        self.may_write(asked)?;
        self.in_pace(asked)?;
        if MESSAGES_MAX <= self.marks.len() {
            return Err(Reject::ConversationFull);
        }
        let files: Vec<_> = post.files().collect();
        if ATTACHMENTS_MAX < files.len() {
            let message = format!("at most {ATTACHMENTS_MAX}");
            return Err(text::invalid("attachments", "too_many", message));
        }
        let settings = &asked.settings.conversation;
        text::check(&post.content, post.content_type, files.len(), settings)?;
        if let Some(message) = post.reply_to {
            self.standing(message, asked.by)?;
        }
        let known = |id| asked.facts.attachments.iter().find(|known| known.id == id).cloned();
        let attachments: Option<Vec<_>> = files.into_iter().map(known).collect();
        let attachments = attachments.ok_or(Reject::UnknownAttachment)?;
        let (content, flagged) = text::censor(&post.content, &[&settings.list, &self.list])?;

        let mut events: Vec<Event> = self.come_back();
        if !self.members.contains_key(&asked.by.id) {
            if self.crowd_max(settings.members_max) <= self.members.len() {
                return Err(Reject::MembersFull { max: self.crowd_max(settings.members_max) });
            }
            events.push(joined(asked.by, Rank::Member));
        }
        let message = Place(Seq(self.seq.0 + 1 + events.len() as u64));
        events.push(Event::Sent(Box::new(Sent {
            message,
            author: asked.by.id,
            name: asked.by.name.clone(),
            mentions: text::mentions(&content, &self.members),
            content: Some(content),
            content_type: post.content_type,
            attachments,
            reply_to: post.reply_to,
            flagged,
        })));
        events.extend(flagged.then(|| flag(message)));
        Ok(events)
    }

    /// A message brings both of two back.
    fn come_back(&self) -> Vec<Event> {
        let back = self.away.iter().filter(|_| self.kind == Kind::Direct);
        back.map(|(user, member)| Event::Joined {
            user: *user,
            name: member.name.clone(),
            rank: member.rank,
            by: *user,
        })
        .collect()
    }

    /// Whether enough time has passed since one's last message.
    fn in_pace(&self, asked: &Asked<'_>) -> Result<(), Reject> {
        let pace_ms = u64::from(self.slow_seconds) * 1_000;
        let member = self.members.get(&asked.by.id);
        let is_free = keeps_order(asked.by) || member.is_some_and(|own| own.rank == Rank::Owner);
        // Who has left and come back has said what they said.
        let last = || {
            let late = self.marks.iter().rev();
            let mut late = late.take_while(|mark| asked.now.since(mark.at) < pace_ms);
            late.find(|mark| mark.author == asked.by.id).map(|mark| mark.at)
        };
        let last = member.and_then(|member| member.last_sent).or_else(last).filter(|_| !is_free);
        let waited = last.map_or(pace_ms, |last| asked.now.since(last));
        if waited < pace_ms {
            return Err(Reject::SlowMode { retry_after_ms: pace_ms - waited });
        }
        Ok(())
    }

    pub(super) fn edit(&self, asked: &Asked<'_>, edit: &Edit) -> Result<Vec<Event>, Reject> {
        self.may_write(asked)?;
        let mark = self.standing(edit.message, asked.by)?;
        if mark.author != asked.by.id {
            return Err(Reject::Forbidden);
        }
        let settings = &asked.settings.conversation;
        if settings.edit_within_ms < asked.now.since(mark.at) {
            return Err(Reject::EditWindowClosed);
        }
        if self.edits.get(&mark.seq).is_some_and(|edits| EDITS_MAX <= edits.len()) {
            return Err(Reject::EditWindowClosed);
        }
        text::check(&edit.content, ContentType::Text, 0, settings)?;
        let (content, flagged) = text::censor(&edit.content, &[&settings.list, &self.list])?;
        let mentions = text::mentions(&content, &self.members);
        let content = Some(content);
        let edited = Event::Edited { message: edit.message, content, mentions, flagged };
        Ok(std::iter::once(edited).chain(flagged.then(|| flag(edit.message))).collect())
    }

    pub(super) fn delete(
        &self,
        asked: &Asked<'_>,
        message: MessageId,
    ) -> Result<Vec<Event>, Reject> {
        let mark = self.known(message, asked.by)?;
        if mark.author != asked.by.id && !self.is_kept_by(asked.by) {
            return Err(Reject::Forbidden);
        }
        if mark.gone {
            return Ok(Vec::new());
        }
        let settles = self.settled_without(|other| other.seq == mark.seq);
        Ok(vec![Event::Deleted { message, by: asked.by.id, settles }])
    }

    pub(super) fn react(&self, asked: &Asked<'_>, react: React) -> Result<Vec<Event>, Reject> {
        self.may_write(asked)?;
        let mark = self.standing(react.message, asked.by)?;
        if !self.members.contains_key(&asked.by.id) {
            return Err(Reject::Forbidden);
        }
        let React { message, emoji, on } = react;
        text::check_sign(&emoji)?;
        let signs = self.signs.get(&mark.seq).map(Vec::as_slice).unwrap_or_default();
        let same = signs.iter().find(|(sign, _)| *sign == emoji);
        let is_there = same.is_some_and(|(_, users)| users.contains(&asked.by.id));
        if is_there == on {
            return Ok(Vec::new());
        }
        if same.is_none() && SIGNS_MAX <= signs.len() {
            return Err(Reject::TooManyReactions);
        }
        Ok(vec![Event::Reacted { message, user: asked.by.id, emoji, on }])
    }

    pub(super) fn report(&self, asked: &Asked<'_>, report: &Report) -> Result<Vec<Event>, Reject> {
        if !may(asked.by.role, Deed::Talk) {
            return Err(Reject::Forbidden);
        }
        self.standing(report.message, asked.by)?;
        let reason = text::short("reason", &report.reason, REASON_CHARS_MAX)?;
        Ok(vec![Event::Reported { message: report.message, by: asked.by.id, reason }])
    }

    /// What is known of a message, to those who may know of it: who may read it, and staff.
    pub(super) fn known(&self, message: MessageId, by: &Person) -> Result<&Mark, Reject> {
        if !self.admits(Some(by)) && !keeps_order(by) {
            return Err(Reject::NotFound);
        }
        self.mark(message.0).ok_or(Reject::NotFound)
    }

    /// A message that is neither gone nor, for this person, hidden.
    fn standing(&self, message: MessageId, by: &Person) -> Result<&Mark, Reject> {
        let mark = self.known(message, by)?;
        if mark.gone || mark.hidden {
            return Err(Reject::MessageDeleted);
        }
        Ok(mark)
    }

    /// What is known of the message at a position.
    pub(super) fn mark(&self, seq: Seq) -> Option<&Mark> {
        let place = self.marks.binary_search_by_key(&seq, |mark| mark.seq).ok()?;
        self.marks.get(place)
    }

    /// Whether this person keeps order here: staff, and those who own it.
    pub(super) fn is_kept_by(&self, person: &Person) -> bool {
        let owns = |member: &Member| member.rank == Rank::Owner;
        keeps_order(person) || self.members.get(&person.id).is_some_and(owns)
    }

    /// How many may belong to it: beside an auction all who ask something.
    pub(super) fn crowd_max(&self, members_max: usize) -> usize {
        if self.is_public() { members_max.saturating_mul(10) } else { members_max }
    }
}

/// Somebody comes by themselves.
pub(super) fn joined(person: &Person, rank: Rank) -> Event {
    Event::Joined { user: person.id, name: person.name.clone(), rank, by: person.id }
}

fn flag(message: MessageId) -> Event {
    let house: UserId = Person::house().id;
    Event::Reported { message, by: house, reason: LISTED.to_owned() }
}
