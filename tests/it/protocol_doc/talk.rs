//! One of each word of conversations and inboxes, with what the document says of it.

use std::fmt::Write;

use rialto::{
    config::Config,
    domain::{conversation::limits, inbox as rules},
    protocol::{
        Words,
        conversation::{
            self, ContentType, Conversation, Kind, Rank, Reject,
            view::{
                Edited, Gone, Hidden, Joined, Left, Mark, Message, Muted, Opened, Reacted,
                Silenced, Updated, View,
            },
        },
        fault::{FieldError, Problem},
        id::{Id, Place, RoomId, Seq, UserId},
        inbox::{self, About, Inbox, Notification, Preferences, Topic},
        presence,
        time::Time,
    },
};

use super::{REFUSALS, fields, refusal, samples::every};

const AT: Time = Time::from_ms(1_795_000_000_000);
const MESSAGE: Place = Place(Seq(18));

fn user() -> UserId {
    UserId(Id::from_number(1))
}

fn room() -> RoomId {
    RoomId::of("conversation", Id::from_number(1))
}

fn wrong() -> Vec<FieldError> {
    vec![FieldError::new("content", "length", "1 to 4000 characters")]
}

every!(views: View {
    View::Created(_) => View::Created(Opened { kind: Kind::Group, title: None, about: Some(room()) }), "It was opened.";
    View::Updated(_) => View::Updated(Updated {
        title: Some("…".into()), slow_seconds: Some(1), by: Some(user()),
    }), "`title` or `slowSeconds`, whichever changed.";
    View::Closed { .. } => View::Closed { by: user() }, "It is over for all, and what was said is erased. The last event.";
    View::Joined(_) => View::Joined(Joined {
        user: user(), name: "Ada".into(), rank: Rank::Member, by: user(),
    }), "Somebody belongs to it. `rank` is `owner` or `member`.";
    View::Left(_) => View::Left(Left {
        user: user(), by: Some(user()), owner: Some(user()),
    }), "Somebody no longer belongs to it; `by` where they were put out, `owner` where that changes. The last event for them.";
    View::Message(_) => View::Message(message()), "Somebody said something.";
    View::Edited(_) => View::Edited(Edited {
        message: MESSAGE, content: "…".into(), mentions: Vec::new(),
    }), "Somebody said it otherwise.";
    View::Deleted(_) => View::Deleted(Gone { message: MESSAGE, by: user() }), "It is gone for all, and for good; the position stays.";
    View::Hidden(_) => View::Hidden(Hidden { message: MESSAGE, on: true }), "It is shown to nobody but moderators, or to all again: read it then.";
    View::Reaction(_) => View::Reaction(Reacted {
        message: MESSAGE, user: user(), emoji: "👍".into(), on: true,
    }), "A sign was put to a message, or taken away.";
    View::Delivered(_) => View::Delivered(Mark { user: user(), up_to: Seq(18) }), "Everything up to there has arrived with them.";
    View::Read(_) => View::Read(Mark { user: user(), up_to: Seq(18) }), "They have read everything up to there.";
    View::Muted(_) => View::Muted(Muted { on: true, until: Some(AT) }), "Only oneself sees it.";
    View::Silenced(_) => View::Silenced(Silenced {
        user: user(), until: Some(AT), reason: "…".into(),
    }), "They may only read until then; without `until` they may write again.";
    View::Reported { .. } => View::Reported { message: MESSAGE }, "One's own report has arrived. Only oneself sees it.";
});

every!(rejects: Reject {
    Reject::NotFound => Reject::NotFound, "That it is not there.";
    Reject::Forbidden => Reject::Forbidden, "That this is for its author, its owner or staff.";
    Reject::Invalid { .. } => Reject::Invalid { fields: wrong() }, "Each field's error beside the field.";
    Reject::Blocked => Reject::Blocked, "That these two do not hear each other.";
    Reject::Silenced { .. } => Reject::Silenced { until: AT }, "Until when one may only read.";
    Reject::SlowMode { .. } => Reject::SlowMode { retry_after_ms: 1_000 }, "How long to wait.";
    Reject::ContentRejected => Reject::ContentRejected, "That it cannot be said here like this.";
    Reject::MessageDeleted => Reject::MessageDeleted, "That the message is gone.";
    Reject::EditWindowClosed => Reject::EditWindowClosed, "That it stays as it is.";
    Reject::TooManyReactions => Reject::TooManyReactions, "The signs that there are.";
    Reject::MembersFull { .. } => Reject::MembersFull { max: 1_000 }, "How many may belong to it.";
    Reject::ConversationFull => Reject::ConversationFull, "To open another one.";
    Reject::UnknownUser { .. } => Reject::UnknownUser { users: vec![user()] }, "Which are not there.";
    Reject::UnknownAttachment => Reject::UnknownAttachment, "To upload it again.";
    Reject::NotHere => Reject::NotHere, "Nothing; this kind of conversation has no such thing.";
});

every!(inbox_views: inbox::View {
    inbox::View::Note(_) => inbox::View::Note(super::samples::notes().remove(0).0), "What an auction tells: see below.";
    inbox::View::Play(_) => inbox::View::Play(super::play::plays().remove(0).0), "What lobbies, parties and queues tell: see below.";
    inbox::View::Trade(_) => inbox::View::Trade(super::trade::trades().remove(0).0), "What the market tells: see below.";
    inbox::View::Wallet(_) => inbox::View::Wallet(super::trade::wallet()), "So much may be spent, so much is set aside. An older `version` than the last one is old news.";
    inbox::View::New(_) => inbox::View::New(notification()), "There is a notification.";
    inbox::View::Count(_) => inbox::View::Count(inbox::Count { unread_count: 1 }), "So many are unread now.";
    inbox::View::Read(_) => inbox::View::Read(inbox::Ids { ids: vec![MESSAGE] }), "These have been read, here or in another window.";
    inbox::View::Deleted(_) => inbox::View::Deleted(inbox::Ids { ids: vec![MESSAGE] }), "These are gone: deleted, too old, or too many.";
    inbox::View::Preferences(_) => inbox::View::Preferences(Preferences::default()), "How one wants to be told.";
    inbox::View::Joined(_) => inbox::View::Joined(inbox::talk::Joined {
        conversation: room(), kind: Kind::Group, title: None,
    }), "One belongs to a conversation.";
    inbox::View::Left(_) => inbox::View::Left(inbox::LeftView { conversation: room() }), "One no longer belongs to it, or it is over.";
    inbox::View::Blocked(_) => inbox::View::Blocked(inbox::BlockedView { user: user(), on: true }), "One wants to hear nothing more from somebody, or again.";
});

every!(inbox_rejects: inbox::Reject {
    inbox::Reject::NotFound => inbox::Reject::NotFound, "That it is not there: it is somebody else's.";
    inbox::Reject::Forbidden => inbox::Reject::Forbidden, "Nothing; this is the house's alone.";
    inbox::Reject::Invalid { .. } => inbox::Reject::Invalid { fields: wrong() }, "Each field's error beside the field.";
    inbox::Reject::BlockListFull { .. } => inbox::Reject::BlockListFull { max: 1_000 }, "To let somebody go first.";
});

fn message() -> Message {
    Message {
        id: MESSAGE,
        seq: MESSAGE.0,
        author: user(),
        author_name: "Ada".into(),
        content: Some("…".into()),
        content_type: ContentType::Text,
        attachments: Vec::new(),
        reply_to: None,
        mentions: Vec::new(),
        at: None,
        edited_at: None,
        deleted: false,
        hidden: false,
        reactions: Vec::new(),
    }
}

fn notification() -> Notification {
    let data =
        About {
            room: room(), link: "/messages/…".into(), from: None, price: None, currency: None
        };
    Notification {
        id: MESSAGE,
        topic: Topic::Message,
        title: "Ada".into(),
        message: "Ada wrote to you.".into(),
        data,
        created_at: AT,
        read_at: None,
    }
}

pub(super) fn events() -> String {
    let mut text = "| event | data | |\n|---|---|---|\n".to_owned();
    for (view, say) in views() {
        let fields = fields(&serde_json::to_value(&view).unwrap());
        writeln!(text, "| `{}` | {fields} | {say} |", view.name()).unwrap();
    }
    text
}

pub(super) fn inbox_events() -> String {
    let mut text = "| event | data | |\n|---|---|---|\n".to_owned();
    for (view, say) in inbox_views() {
        let is_note = matches!(view, inbox::View::Note(_));
        let is_play = matches!(view, inbox::View::Play(_));
        let name = if is_note { "auction:…" } else { view.name() };
        let name = if is_play { "matchmaking:…" } else { name };
        let is_trade = matches!(view, inbox::View::Trade(_));
        let name = if is_trade { "offer:…" } else { name };
        let fields = fields(&serde_json::to_value(&view).unwrap());
        writeln!(text, "| `{name}` | {fields} | {say} |").unwrap();
    }
    text
}

pub(super) fn refusals() -> String {
    let mut text = REFUSALS.to_owned();
    for (reject, say) in rejects() {
        let problem = Problem::from(&reject);
        assert_eq!(problem.retry, !Conversation::remembered(&reject), "the same key again");
        refusal(&mut text, problem, say);
    }
    text
}

pub(super) fn inbox_refusals() -> String {
    let mut text = REFUSALS.to_owned();
    for (reject, say) in inbox_rejects() {
        let problem = Problem::from(&reject);
        assert_eq!(problem.retry, !Inbox::remembered(&reject), "the same key again");
        refusal(&mut text, problem, say);
    }
    text
}

pub(super) fn limits() -> Vec<(&'static str, String)> {
    let Config { conversations, notifications, .. } = Config::default();
    let chars = conversations.message_chars.to_string();
    vec![
        ("characters of a message (`conversations.message_chars`)", chars),
        (
            "milliseconds within which a message is edited (`conversations.edit_within`)",
            conversations.edit_within.ms().to_string(),
        ),
        (
            "members of a conversation, ten times as many beside an auction (`conversations.members`)",
            conversations.members.to_string(),
        ),
        ("messages of a conversation", limits::MESSAGES_MAX.to_string()),
        ("files of a message", limits::ATTACHMENTS_MAX.to_string()),
        ("different signs at a message", limits::SIGNS_MAX.to_string()),
        ("bytes of a sign", limits::EMOJI_BYTES_MAX.to_string()),
        ("characters of the title of a conversation", limits::TITLE_CHARS_MAX.to_string()),
        ("times that a message is edited", limits::EDITS_MAX.to_string()),
        ("words of a list", conversation::WORDS_MAX.to_string()),
        ("characters of a word of a list", conversation::WORD_CHARS_MAX.to_string()),
        ("seconds of slow mode", limits::SLOW_SECONDS_MAX.to_string()),
        ("seconds for which somebody may only read", limits::SILENCE_SECONDS_MAX.to_string()),
        ("users whose presence one watches", presence::WATCHED_MAX.to_string()),
        ("conversations of a list", rialto::store::LISTED_MAX.to_string()),
        ("notifications of a user", rules::NOTIFICATIONS_MAX.to_string()),
        (
            "milliseconds that a notification stands in the list (`notifications.keep`)",
            notifications.keep.ms().to_string(),
        ),
        ("users that one blocks", rules::BLOCKED_MAX.to_string()),
    ]
}
