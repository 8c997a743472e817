//! What may be asked of a conversation, and what it tells.

use super::{
    Conversation, WordList,
    bodies::{
        Add, Create, Delete, Edit, Hide, Mute, Post, React, Rename, Report, Silence, Slow, Typing,
        UpTo, Whom,
    },
    page::{OpenedReply, Page, SentReply},
    view::View,
    words::CREATE,
};
use crate::protocol::{
    connection::Nothing,
    frame,
    schema::{Either, Vocabulary},
};

/// The events by the order of [`View`].
const EVENTS: [&str; 15] = [
    "conversation:created",
    "conversation:updated",
    "conversation:deleted",
    "chat:member:joined",
    "chat:member:left",
    "chat:message",
    "chat:edited",
    "chat:deleted",
    "chat:hidden",
    "chat:reaction",
    "chat:delivered",
    "chat:read",
    "conversation:muted",
    "conversation:silenced",
    "chat:reported",
];

const REFUSALS: &[&str] = &[
    "not_found",
    "forbidden",
    "invalid",
    "blocked",
    "silenced",
    "slow_mode",
    "content_rejected",
    "message_deleted",
    "edit_window_closed",
    "too_many_reactions",
    "members_full",
    "conversation_full",
    "unknown_user",
    "unknown_attachment",
    "not_here",
];

pub(in crate::protocol) fn vocabulary() -> Vocabulary {
    let conversation = Vocabulary::of::<Conversation, Page>("conversation:<id>", REFUSALS)
        .events::<View>(&EVENTS)
        .signal::<frame::Typing>("chat:typing", "Somebody is writing, or no longer.");
    company(conversation)
        .request::<Post, SentReply>("chat:message", "Say something.")
        .request::<Edit, Nothing>("chat:edit", "Say it otherwise.")
        .request::<Delete, Nothing>("chat:delete", "Take it back for all.")
        .request::<React, Nothing>("chat:react", "Put a sign to a message, or take it away.")
        .request::<Typing, Nothing>("chat:typing", "You are writing, or no longer.")
        .request::<UpTo, Nothing>("chat:delivered", "All messages up to here have arrived.")
        .request::<UpTo, Nothing>("chat:read", "All messages up to here have been read.")
        .request::<Hide, Nothing>(
            "chat:hide",
            "Show a message to nobody but moderators, or to all again.",
        )
        .request::<Report, Nothing>("chat:report", "Tell moderators of a message.")
}

/// Who belongs to it and who may what.
fn company(conversation: Vocabulary) -> Vocabulary {
    conversation
        .request::<Create, Either<OpenedReply, Nothing>>(CREATE, "Open it, or come back to it.")
        .request::<Rename, Nothing>("conversation:rename", "Call it otherwise.")
        .request::<Add, Nothing>("conversation:add", "Bring somebody in.")
        .request::<Whom, Nothing>("conversation:remove", "Put somebody out.")
        .deed::<Nothing>("conversation:leave", "Go.")
        .request::<Mute, Nothing>("conversation:mute", "No notifications, or again.")
        .deed::<Nothing>("conversation:delete", "End it for all.")
        .request::<Slow, Nothing>(
            "conversation:slow",
            "How many seconds must lie between two messages of a member.",
        )
        .request::<WordList, Nothing>("conversation:words", "Which words are not to be said.")
        .request::<Silence, Nothing>("conversation:silence", "Let somebody only read.")
}
