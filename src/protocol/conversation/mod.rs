//! The words of conversations: what is said, by whom, who has read it, and who may.

use serde::{Deserialize, Serialize};

use super::id::{Id, Place, RoomId, Seq, UserId};

pub mod bodies;
pub mod event;
pub mod page;
pub mod reject;
pub(super) mod schema;
pub mod snapshot;
pub mod view;
pub mod words;

pub use event::{Event, Nudge, Sent};
pub use reject::Reject;
pub use words::Conversation;

/// A message: the position of its event.
pub type MessageId = Place;

/// What a conversation is for.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
#[schema(as = ConversationKind)]
pub enum Kind {
    /// Between two; there is one for each pair.
    Direct,
    /// Among those whom its owner adds.
    #[default]
    Group,
    /// Of a lobby, whose members are its members.
    Lobby,
    /// Beside an auction: everybody may read it, and ask.
    Auction,
    /// Between a user and staff.
    Support,
}

impl Kind {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Direct => "direct",
            Kind::Group => "group",
            Kind::Lobby => "lobby",
            Kind::Auction => "auction",
            Kind::Support => "support",
        }
    }
}

/// How the content of a message is shown.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum ContentType {
    /// As it is.
    #[default]
    Text,
    /// Large.
    Emoji,
    /// The address of a moving picture, `https://…`.
    Gif,
    /// A picture with its caption.
    Image,
    /// A file with its caption.
    File,
    /// A voice message.
    Audio,
}

/// What somebody is in a conversation.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Rank {
    /// Says who belongs to it and what it is called.
    Owner,
    /// Reads and writes.
    #[default]
    Member,
}

/// What becomes of a message with a word of the list.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum WordAction {
    /// It is refused.
    Reject,
    /// The word is made of asterisks.
    #[default]
    Mask,
    /// It is reported to moderators.
    Flag,
}

/// Words that are not to be said.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WordList {
    /// Whole words, without regard to case.
    pub words: Vec<String>,
    /// What becomes of a message with one of them.
    pub action: WordAction,
}

/// The most words of a list, and the most characters of each.
pub const WORDS_MAX: usize = 500;
/// See [`WORDS_MAX`].
pub const WORD_CHARS_MAX: usize = 40;

impl WordList {
    /// The place of the first that is no word, or that is one too many.
    pub fn misfit(&self) -> Option<usize> {
        let is_word = |word: &String| {
            let chars = word.chars().count();
            (1..=WORD_CHARS_MAX).contains(&chars) && word.chars().all(char::is_alphanumeric)
        };
        let wrong = self.words.iter().position(|word| !is_word(word));
        wrong.or_else(|| (WORDS_MAX < self.words.len()).then_some(WORDS_MAX))
    }
}

/// What one may ask of a conversation.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Open it, or come back to it.
    Create(Box<bodies::Create>),
    /// Say something.
    Send(Box<bodies::Post>),
    /// Say it otherwise.
    Edit(Box<bodies::Edit>),
    /// Take it back for all.
    Delete {
        /// Which message.
        message: MessageId,
    },
    /// Put a sign to a message, or take it away.
    React(bodies::React),
    /// Is writing, or no longer.
    Typing {
        /// Whether.
        typing: bool,
    },
    /// All messages up to here have arrived.
    Deliver {
        /// The position of the last.
        up_to: Seq,
    },
    /// All messages up to here have been read.
    Read {
        /// The position of the last.
        up_to: Seq,
    },
    /// Show a message to nobody but moderators, or to all again.
    Hide(bodies::Hide),
    /// Tell moderators of a message.
    Report(bodies::Report),
    /// Call it otherwise.
    Rename {
        /// Its title.
        title: String,
    },
    /// Bring somebody in.
    Add {
        /// Whom.
        users: Vec<UserId>,
    },
    /// Put somebody out.
    Remove {
        /// Whom.
        user: UserId,
    },
    /// Go.
    Leave,
    /// No notifications, or again.
    Mute(bodies::Mute),
    /// End it for all.
    Close,
    /// How many seconds must lie between two messages of a member.
    Slow {
        /// 0 for no such rule.
        seconds: u32,
    },
    /// Which words are not to be said.
    List(WordList),
    /// Let somebody only read.
    Silence(bodies::Silence),
    /// The house says how somebody wants to be treated in all conversations.
    Profile(bodies::Profile),
    /// A lobby says who belongs to it.
    Follow(bodies::Follow),
    /// Two have dealt with each other.
    Introduce(bodies::Introduce),
    /// The house says that an account is erased.
    Forget {
        /// Whose.
        user: UserId,
    },
}

/// The conversation of a pair of users.
pub fn direct(one: UserId, other: UserId) -> RoomId {
    let (first, second) = (one.min(other), one.max(other));
    RoomId::of("conversation", Id::derived("direct", &format!("{first}/{second}")))
}

/// The conversation of a lobby.
pub fn of_lobby(lobby: &RoomId) -> RoomId {
    RoomId::of("conversation", Id::derived("lobby", lobby.as_str()))
}

/// The conversation beside an auction.
pub fn beside(auction: &RoomId) -> RoomId {
    RoomId::of("conversation", Id::derived("beside", auction.as_str()))
}
