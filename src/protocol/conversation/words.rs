//! Names the vocabulary, reads requests, and erases what is to be erased.

use bytestring::ByteString;
use serde_json::value::RawValue;

use super::{
    Command, Event, Reject, Sent, WordList,
    bodies::{
        Add, Create, Delete, Edit, Follow, Hide, Introduce, Mute, Post, Profile, React, Rename,
        Report, Silence, Slow, Typing, UpTo, Whom,
    },
    page::{Page, Reply},
    snapshot::Talk,
    view::View,
};
use crate::protocol::{
    Words,
    facts::Needs,
    fault::{Fault, Problem, Refused},
    read::{self, data as body},
};

/// The request by which the house says how somebody wants to be treated. Nobody else may.
pub const PROFILE: &str = "conversation:profile";
/// The request by which the house says that an account is erased. Nobody else may.
pub const FORGET: &str = "conversation:forget";
/// The request that opens a conversation.
pub const CREATE: &str = "conversation:create";

/// The request by which a lobby says who belongs to it. Nobody else may.
pub const FOLLOW: &str = "conversation:follow";

/// The request by which the house opens the conversation of two who have dealt with each other. Nobody else may.
pub const INTRODUCE: &str = "conversation:introduce";

/// The vocabulary of conversations.
pub enum Conversation {}

impl Words for Conversation {
    const KIND: &'static str = "conversation";
    const REQUESTS: &'static [&'static str] = &[
        CREATE,
        "chat:message",
        "chat:edit",
        "chat:delete",
        "chat:react",
        "chat:typing",
        "chat:delivered",
        "chat:read",
        "chat:hide",
        "chat:report",
        "conversation:rename",
        "conversation:add",
        "conversation:remove",
        "conversation:leave",
        "conversation:mute",
        "conversation:delete",
        "conversation:slow",
        "conversation:words",
        "conversation:silence",
        PROFILE,
        FORGET,
        FOLLOW,
        INTRODUCE,
    ];
    const HOUSE: &'static [&'static str] = &[PROFILE, FORGET, FOLLOW, INTRODUCE];

    type Command = Command;
    type Event = Event;
    type Reject = Reject;
    type Reply = Reply;
    type View = View;
    type State = Option<Page>;
    type Snapshot = Option<Talk>;

    fn command(name: &str, data: &RawValue) -> Result<Command, Fault> {
        Ok(match name {
            CREATE => Command::Create(Box::new(body::<Create>(data)?)),
            "chat:message" => Command::Send(Box::new(body::<Post>(data)?)),
            "chat:edit" => Command::Edit(Box::new(body::<Edit>(data)?)),
            "chat:delete" => Command::Delete { message: body::<Delete>(data)?.message },
            "chat:react" => Command::React(body::<React>(data)?),
            "chat:typing" => Command::Typing { typing: body::<Typing>(data)?.typing },
            "chat:delivered" => Command::Deliver { up_to: body::<UpTo>(data)?.up_to },
            "chat:read" => Command::Read { up_to: body::<UpTo>(data)?.up_to },
            "chat:hide" => Command::Hide(body::<Hide>(data)?),
            "chat:report" => Command::Report(body::<Report>(data)?),
            "conversation:rename" => Command::Rename { title: body::<Rename>(data)?.title },
            "conversation:add" => Command::Add { users: body::<Add>(data)?.all() },
            "conversation:remove" => Command::Remove { user: body::<Whom>(data)?.user },
            "conversation:leave" => nothing(data, Command::Leave)?,
            "conversation:mute" => Command::Mute(body::<Mute>(data)?),
            "conversation:delete" => nothing(data, Command::Close)?,
            "conversation:slow" => Command::Slow { seconds: body::<Slow>(data)?.seconds },
            "conversation:words" => Command::List(body::<WordList>(data)?),
            "conversation:silence" => Command::Silence(body::<Silence>(data)?),
            PROFILE => Command::Profile(body::<Profile>(data)?),
            FOLLOW => Command::Follow(body::<Follow>(data)?),
            INTRODUCE => Command::Introduce(body::<Introduce>(data)?),
            FORGET => Command::Forget { user: body::<Whom>(data)?.user },
            _ => return Err(Fault::UnknownEvent),
        })
    }

    fn needs(name: &str, data: &RawValue) -> Needs {
        // What cannot be read is refused when the room reads it.
        match name {
            CREATE => body::<Create>(data).map(|create| Needs {
                users: create.members,
                auction: create.auction,
                ..Needs::default()
            }),
            INTRODUCE => body::<Introduce>(data)
                .map(|two| Needs { users: two.members.into(), ..Needs::default() }),
            "conversation:add" => {
                body::<Add>(data).map(|add| Needs { users: add.all(), ..Needs::default() })
            }
            "chat:message" => body::<Post>(data)
                .map(|post| Needs { attachments: post.files().collect(), ..Needs::default() }),
            _ => Ok(Needs::default()),
        }
        .unwrap_or_default()
    }

    fn erase(event: Event) -> Event {
        let mut event = event;
        if let Event::Sent(sent) = &mut event {
            let Sent { name, content, attachments, mentions, .. } = &mut **sent;
            (*name, *content) = (ByteString::new(), None);
            attachments.clear();
            mentions.clear();
        }
        if let Event::Edited { content, mentions, .. } = &mut event {
            *content = None;
            mentions.clear();
        }
        if let Event::Joined { name, .. } = &mut event {
            *name = ByteString::new();
        }
        event
    }

    fn name(view: &View) -> &'static str {
        view.name()
    }

    fn problem(reject: &Reject) -> Problem {
        Problem::from(reject)
    }

    fn remembered(reject: &Reject) -> bool {
        !reject.passes()
    }
}

fn nothing(data: &RawValue, command: Command) -> Result<Command, Fault> {
    read::nothing(data).map(|()| command)
}
