//! Who sees what of an event. Who has blocked somebody sees nothing that they say.

use crate::{
    domain::Sight,
    protocol::{
        conversation::{
            Event, MessageId, Sent,
            snapshot::Talk,
            view::{
                Edited, Gone, Hidden, Joined, Left, Mark, Message, Muted, Opened, Reacted,
                Silenced, Updated, View,
            },
        },
        id::UserId,
    },
};

impl Talk {
    /// Who sees what of an event. What was erased, or is hidden now, is only a position.
    pub(super) fn sight(&self, event: &Event) -> Sight<View> {
        match event {
            Event::Created { kind, title, about } => {
                let (title, about) = (title.clone(), about.clone());
                Sight::everyone(View::Created(Opened { kind: *kind, title, about }))
            }
            Event::Joined { user, name, rank, by } => {
                let joined = Joined { user: *user, name: name.clone(), rank: *rank, by: *by };
                Sight::everyone(View::Joined(joined))
            }
            Event::Left { user, by, heir } => {
                Sight::everyone(View::Left(Left { user: *user, by: *by, owner: *heir }))
            }
            Event::Renamed { title, by } => Sight::everyone(View::Updated(Updated {
                title: Some(title.clone()),
                by: Some(*by),
                ..Updated::default()
            })),
            Event::Slowed { seconds, by } => Sight::everyone(View::Updated(Updated {
                slow_seconds: Some(*seconds),
                by: Some(*by),
                ..Updated::default()
            })),
            Event::Sent(sent) => self.said(sent.author, self.sent_view(sent)),
            Event::Edited { message, content, mentions, flagged: _ } => {
                let author = self.mark(message.0).map(|mark| mark.author);
                let view = content.as_ref().filter(|_| self.is_shown(*message)).map(|content| {
                    let (content, mentions) = (content.clone(), mentions.clone());
                    View::Edited(Edited { message: *message, content, mentions })
                });
                author.map_or_else(Sight::nobody, |author| self.said(author, view))
            }
            Event::Deleted { message, by, settles: _ } => {
                Sight::everyone(View::Deleted(Gone { message: *message, by: *by }))
            }
            Event::Hidden { message, on, .. } => {
                Sight::everyone(View::Hidden(Hidden { message: *message, on: *on }))
            }
            Event::Reacted { message, user, emoji, on } => {
                let reacted =
                    Reacted { message: *message, user: *user, emoji: emoji.clone(), on: *on };
                self.said(*user, Some(View::Reaction(reacted)))
            }
            Event::Delivered { user, up_to, told } => {
                let mark = Mark { user: *user, up_to: *up_to };
                own_or_all(*user, *told, View::Delivered(mark))
            }
            Event::Read { user, up_to, told, settles: _ } => {
                own_or_all(*user, *told, View::Read(Mark { user: *user, up_to: *up_to }))
            }
            Event::Muted { user, on, until } => {
                Sight::only(vec![(*user, View::Muted(Muted { on: *on, until: *until }))])
            }
            Event::Silenced { user, until, by: _, reason } => {
                let silenced = Silenced { user: *user, until: *until, reason: reason.clone() };
                Sight::everyone(View::Silenced(silenced))
            }
            Event::Reported { message, by, reason: _ } => {
                Sight::only(vec![(*by, View::Reported { message: *message })])
            }
            Event::Closed { by } => Sight::everyone(View::Closed { by: *by }),
            Event::Listed { list: _, by: _ }
            | Event::Notified { users: _ }
            | Event::Profiled { .. }
            | Event::Forgotten { .. }
            | Event::Followed { seq: _ }
            | Event::Purged { positions: _ } => Sight::nobody(),
        }
    }

    /// What somebody says, hidden from those who do not want to hear them.
    fn said(&self, by: UserId, view: Option<View>) -> Sight<View> {
        let Some(view) = view else { return Sight::nobody() };
        let deaf = self.members.iter().filter(|(_, member)| member.blocked.contains(&by));
        let hidden = deaf.map(|(user, _)| *user).collect();
        Sight { hidden, by: Some(by), ..Sight::everyone(view) }
    }

    /// Whether somebody wants to hear what another says.
    pub(super) fn hears(&self, viewer: UserId, by: UserId) -> bool {
        self.members.get(&viewer).is_none_or(|member| !member.blocked.contains(&by))
    }

    fn is_shown(&self, message: MessageId) -> bool {
        self.mark(message.0).is_some_and(|mark| !mark.gone && !mark.hidden)
    }

    fn sent_view(&self, sent: &Sent) -> Option<View> {
        let content = sent.content.clone().filter(|_| self.is_shown(sent.message))?;
        Some(View::Message(Message {
            id: sent.message,
            seq: sent.message.0,
            author: sent.author,
            author_name: sent.name.clone(),
            content: Some(content),
            content_type: sent.content_type,
            attachments: sent.attachments.clone(),
            reply_to: sent.reply_to,
            mentions: sent.mentions.clone(),
            at: None,
            edited_at: None,
            deleted: false,
            hidden: false,
            reactions: Vec::new(),
        }))
    }
}

fn own_or_all(user: UserId, told: bool, view: View) -> Sight<View> {
    if told { Sight::everyone(view) } else { Sight::only(vec![(user, view)]) }
}
