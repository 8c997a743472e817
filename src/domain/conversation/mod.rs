//! Conversations: who says what, who has read it, and who may.
//!
//! [`ConversationRoom`] is the machine. The rules are methods of [`Talk`], a file per concern: `say` what
//! members write, `order` what owners and staff do, `company` who belongs to it, `receipts` who has read what,
//! `text` what may be said, `apply` and `count` what events change, `sight` and `page` what is shown to whom,
//! `notes` what inboxes are told.

use crate::{
    domain::{Asked, Expelled, Figures, Machine, Passing, Reaction, Sight, Stirred, Viewer},
    protocol::{
        conversation::{
            Command, Conversation, Event, Kind, Reject, WordList,
            page::{OpenedReply, Page, Reply, SentReply},
            snapshot::Talk,
            view::View,
        },
        id::{RoomId, Seq, UserId},
        person::Person,
        time::Time,
    },
};

mod apply;
mod company;
mod count;
mod follow;
pub mod limits;
mod notes;
mod order;
mod page;
mod receipts;
mod say;
mod sight;
pub mod text;

/// What the configuration says of conversations.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The most characters of a message.
    pub message_chars_max: usize,
    /// How long its author may edit a message, in milliseconds.
    pub edit_within_ms: u64,
    /// The most who may belong to a conversation.
    pub members_max: usize,
    /// Words that are not to be said anywhere.
    pub list: WordList,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            message_chars_max: 4_000,
            edit_within_ms: 15 * 60 * 1_000,
            members_max: 1_000,
            list: WordList::default(),
        }
    }
}

/// One conversation.
#[derive(Debug)]
pub struct ConversationRoom {
    id: RoomId,
    talk: Option<Talk>,
}

impl ConversationRoom {
    /// The conversation, where there is one; for tests and for the program's own looks into a room.
    pub fn talk(&self) -> Option<&Talk> {
        self.talk.as_ref()
    }

    fn open_talk(&self) -> Option<&Talk> {
        self.talk.as_ref().filter(|talk| !talk.closed)
    }
}

impl Machine for ConversationRoom {
    type Words = Conversation;

    fn new(id: &RoomId) -> Self {
        ConversationRoom { id: id.clone(), talk: None }
    }

    fn decide(&self, asked: &Asked<'_>, command: Command) -> Result<Vec<Event>, Reject> {
        match (self.open_talk(), command) {
            (talk, Command::Create(create)) => {
                company::create(&self.id, self.talk.as_ref(), talk, asked, &create)
            }
            (_, Command::Follow(follow)) => {
                follow::follow(&self.id, self.talk.as_ref(), asked, follow)
            }
            (_, Command::Introduce(two)) => {
                company::introduce(&self.id, self.talk.as_ref(), asked, two)
            }
            (None, Command::Forget { user }) if asked.by.is_house() => {
                let before = self.talk.as_ref();
                Ok(before.map(|talk| talk.forget_afterwards(user)).unwrap_or_default())
            }
            // What the house tells of somebody may come when all is over.
            (None, _) if asked.by.is_house() => Ok(Vec::new()),
            (None, _) => Err(Reject::NotFound),
            (Some(talk), command) => talk.decide(asked, command),
        }
    }

    fn apply(&mut self, at: Time, event: &Event) {
        self.talk.get_or_insert_default().apply(at, event);
    }

    fn deadline(&self) -> Option<Time> {
        self.talk.as_ref()?.deadline()
    }

    fn expire(&self, now: Time) -> Vec<Event> {
        self.talk.as_ref().map(|talk| talk.due(now)).unwrap_or_default()
    }

    fn reply(&self, asked: &Asked<'_>, events: &[Event]) -> Reply {
        let opened =
            |existing| Reply::Opened(OpenedReply { conversation: self.id.clone(), existing });
        for event in events {
            if let Event::Sent(sent) = event {
                return Reply::Sent(SentReply { message: sent.message, at: asked.now });
            }
            if let Event::Created { .. } = event {
                return opened(false);
            }
        }
        Reply::Done {}
    }

    fn admits(&self, viewer: Viewer<'_>) -> bool {
        self.open_talk().is_some_and(|talk| talk.admits(viewer))
    }

    fn sight(&self, event: &Event) -> Sight<View> {
        self.talk.as_ref().map_or_else(Sight::nobody, |talk| talk.sight(event))
    }

    fn state(&self, viewer: Viewer<'_>, now: Time, _: u32) -> Option<Page> {
        Some(self.talk.as_ref()?.page(&self.id, viewer, now))
    }

    fn reactions(&self, event: &Event) -> Vec<Reaction> {
        self.talk.as_ref().map(|talk| talk.notes(&self.id, event)).unwrap_or_default()
    }

    fn passing(&self, asked: &Asked<'_>, command: &Command) -> Option<Result<Passing, Reject>> {
        let Command::Typing { typing } = command else { return None };
        let Some(talk) = self.open_talk() else { return Some(Err(Reject::NotFound)) };
        let passing = Passing { name: "chat:typing", user: asked.by.id, on: *typing };
        Some(talk.may_write(asked).map(|()| passing))
    }

    fn ends_passing(&self, event: &Event) -> Option<UserId> {
        if let Event::Sent(sent) = event { Some(sent.author) } else { None }
    }

    fn hears(&self, viewer: UserId, by: UserId) -> bool {
        self.talk.as_ref().is_none_or(|talk| talk.hears(viewer, by))
    }

    fn conceals(&self, event: &Event) -> Vec<Seq> {
        self.talk.as_ref().map(|talk| talk.conceals(event)).unwrap_or_default()
    }

    fn erases(&self, event: &Event) -> Vec<Seq> {
        self.talk.as_ref().map(|talk| talk.erases(event)).unwrap_or_default()
    }

    fn expels(&self, event: &Event) -> Expelled {
        // Beside an auction everybody may read.
        let is_public = self.talk.as_ref().is_some_and(Talk::is_public);
        if let Event::Left { user, .. } = event
            && !is_public
        {
            return Expelled::User(*user);
        }
        if let Event::Closed { by: _ } = event { Expelled::All } else { Expelled::Nobody }
    }

    fn stirs(&self, event: &Event) -> Stirred {
        count::stirs(event)
    }

    fn figures(&self, stirred: &Stirred) -> Vec<Figures> {
        self.open_talk().map(|talk| talk.figures(&self.id, stirred)).unwrap_or_default()
    }

    fn freeze(&self) -> Option<Talk> {
        self.talk.clone()
    }

    fn thaw(id: &RoomId, snapshot: Option<Talk>) -> Self {
        ConversationRoom { id: id.clone(), talk: snapshot }
    }
}

/// Whether this is one of staff, who keep order in every conversation without belonging to it.
fn keeps_order(person: &Person) -> bool {
    crate::domain::is_staff(person.role)
}

impl Talk {
    fn decide(&self, asked: &Asked<'_>, command: Command) -> Result<Vec<Event>, Reject> {
        match command {
            // Handled where there may be no conversation yet.
            Command::Create(_) | Command::Follow(_) | Command::Introduce(_) => Err(Reject::NotHere),
            Command::Send(post) => self.send(asked, &post),
            Command::Edit(edit) => self.edit(asked, &edit),
            Command::Delete { message } => self.delete(asked, message),
            Command::React(react) => self.react(asked, react),
            // Told and not kept.
            Command::Typing { typing: _ } => Ok(Vec::new()),
            Command::Deliver { up_to } => self.deliver(asked, up_to),
            Command::Read { up_to } => self.read(asked, up_to),
            Command::Hide(hide) => self.hide(asked, &hide),
            Command::Report(report) => self.report(asked, &report),
            Command::Rename { title } => self.rename(asked, &title),
            Command::Add { users } => self.add(asked, &users),
            Command::Remove { user } => self.remove(asked, user),
            Command::Leave => self.leave(asked),
            Command::Mute(mute) => self.mute(asked, mute),
            Command::Close => self.close(asked),
            Command::Slow { seconds } => self.slow(asked, seconds),
            Command::List(list) => self.word_list(asked, list),
            Command::Silence(silence) => self.silence(asked, silence),
            Command::Profile(profile) => self.profile(asked, profile),
            Command::Forget { user } => self.forget(asked, user),
        }
    }

    /// Whether everybody may read it.
    fn is_public(&self) -> bool {
        self.kind == Kind::Auction
    }

    /// Whether this viewer may read it.
    fn admits(&self, viewer: Viewer<'_>) -> bool {
        let staffed = self.kind == Kind::Support;
        self.is_public()
            || viewer.is_some_and(|person| {
                self.members.contains_key(&person.id) || staffed && keeps_order(person)
            })
    }
}
