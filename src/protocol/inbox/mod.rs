//! The words of an inbox: what concerns one user, told by other rooms.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use serde::{Deserialize, Serialize, Serializer};

use super::{
    conversation::Kind,
    fault::{Fault, FieldError, Problem},
    id::{Place, RoomId, Seq, UserId},
    money::Currency,
    push::Channel,
    time::Time,
};

pub mod note;
pub mod notification;
pub mod play;
pub mod preferences;
pub(super) mod schema;
pub mod talk;
pub mod trade;
pub mod words;

pub use note::{Lot, Note};
pub use notification::{About, Notification};
pub use preferences::{Change, Preferences, Topic};
pub use words::Inbox;

/// What stands before the colon in the room of an inbox.
pub const KIND: &str = "inbox";
/// The request by which the house puts a note into an inbox. Nobody else may.
pub const NOTE: &str = "inbox:note";
/// The request by which the house empties the inbox of an account that is erased. Nobody else may.
pub const ERASE: &str = "inbox:erase";

/// What one may ask of an inbox.
#[derive(Clone, Debug, PartialEq)]
pub enum Command {
    /// Something happened in an auction that concerns the user.
    Note(Box<Note>),
    /// Something happened that concerns one who plays.
    Play(Box<play::Told>),
    /// Something happened in the market that concerns the user.
    Trade(Box<trade::Told>),
    /// Something else is in the wallet.
    Wallet(trade::WalletTold),
    /// The user belongs to a conversation.
    Join(talk::Joined),
    /// The user no longer belongs to a conversation.
    Part(talk::Left),
    /// The user has not looked at what was said.
    Raise(Box<talk::Raise>),
    /// The user has looked.
    Settle(talk::Settle),
    /// The account is erased.
    Erase,
    /// These have been read.
    Read(Which),
    /// These are not needed any more.
    Delete {
        /// Which.
        ids: BTreeSet<Place>,
    },
    /// To be told otherwise.
    Prefer(Change),
    /// To hear nothing more from somebody, or again.
    Block {
        /// From whom.
        user: UserId,
        /// Whether they are blocked.
        on: bool,
    },
}

/// Which notifications: exactly one of these; the data of `notification:read`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[schema(as = WhichNotifications)]
pub struct Which {
    /// These.
    pub ids: Option<BTreeSet<Place>>,
    /// All of them.
    pub all: bool,
    /// Those up to this one.
    pub up_to: Option<Place>,
}

/// What happened in an inbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// A note arrived.
    Noted {
        /// It.
        note: Box<Note>,
    },
    /// Something happened that concerns one who plays.
    Played {
        /// It.
        play: Box<play::Play>,
    },
    /// Something happened in the market that concerns the user.
    Traded {
        /// It.
        trade: Box<trade::Trade>,
    },
    /// Something else is in the wallet.
    Wallet(trade::WalletTold),
    /// There is a notification.
    Raised(Box<Raised>),
    /// Another number of notifications is unread.
    Counted {
        /// How many.
        unread: u32,
    },
    /// Notifications have been read.
    Read {
        /// Which.
        ids: Vec<Place>,
    },
    /// Notifications are gone.
    Dropped {
        /// Which.
        ids: Vec<Place>,
    },
    /// The user wants to be told otherwise.
    Preferred {
        /// How.
        preferences: Preferences,
        /// Conversations are told, too.
        told: bool,
    },
    /// The user belongs to a conversation.
    Joined {
        /// Which.
        conversation: RoomId,
        /// What for.
        kind: Kind,
        /// What it is called.
        title: Option<String>,
    },
    /// The user no longer belongs to a conversation.
    Left {
        /// Which.
        conversation: RoomId,
        /// The next message brings them back.
        returns: bool,
    },
    /// The user wants to hear nothing more from somebody, or again.
    Blocked {
        /// From whom.
        user: UserId,
        /// Whether they are blocked.
        on: bool,
    },
    /// The account is erased.
    Erased,
}

/// There is a notification.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Raised {
    /// It; without words when erased.
    pub notification: Notification,
    /// It stands in the list.
    pub listed: bool,
    /// The ways that it goes out of the house.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub outward: Vec<Channel>,
    /// When it is too old for the list.
    pub until: Time,
}

/// What the owner sees of an event.
#[derive(Clone, Debug, PartialEq)]
pub enum View {
    /// What an auction tells.
    Note(Note),
    /// What concerns one who plays.
    Play(play::Play),
    /// What the market tells.
    Trade(trade::Trade),
    /// What is in the wallet.
    Wallet(trade::WalletTold),
    /// There is a notification.
    New(Notification),
    /// How many are unread.
    Count(Count),
    /// These have been read.
    Read(Ids),
    /// These are gone.
    Deleted(Ids),
    /// How one wants to be told.
    Preferences(Preferences),
    /// One belongs to a conversation.
    Joined(talk::Joined),
    /// One no longer belongs to a conversation.
    Left(LeftView),
    /// One wants to hear nothing more from somebody, or again.
    Blocked(BlockedView),
}

/// How many are unread.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = NotificationCount)]
pub struct Count {
    /// Notifications.
    pub unread_count: u32,
}

/// Notifications.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = NotificationIds)]
pub struct Ids {
    /// Which.
    pub ids: Vec<Place>,
}

/// A conversation that one no longer belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = InboxLeft)]
pub struct LeftView {
    /// Which.
    pub conversation: RoomId,
}

/// Somebody from whom one wants to hear nothing more, or again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[schema(as = UserBlocked)]
pub struct BlockedView {
    /// From whom.
    pub user: UserId,
    /// Whether they are blocked.
    pub on: bool,
}

impl View {
    /// The event's name.
    pub const fn name(&self) -> &'static str {
        match self {
            View::Note(note) => note.name(),
            View::Play(play) => play.name(),
            View::Trade(trade) => trade.name(),
            View::Wallet(_) => "wallet:changed",
            View::New(_) => "notification:new",
            View::Count(_) => "notification:count",
            View::Read(_) => "notification:read",
            View::Deleted(_) => "notification:deleted",
            View::Preferences(_) => "notification:preferences",
            View::Joined(_) => "conversation:created",
            View::Left(_) => "conversation:deleted",
            View::Blocked(_) => "user:blocked",
        }
    }
}

impl Serialize for View {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            // The note's name is that of the event.
            View::Note(note) => note.lot().serialize(to),
            View::Play(play) => play.data(to),
            View::Trade(trade) => trade.data(to),
            View::Wallet(wallet) => wallet.serialize(to),
            View::New(notification) => notification.serialize(to),
            View::Count(count) => count.serialize(to),
            View::Read(ids) | View::Deleted(ids) => ids.serialize(to),
            View::Preferences(preferences) => preferences.serialize(to),
            View::Joined(joined) => joined.serialize(to),
            View::Left(left) => left.serialize(to),
            View::Blocked(blocked) => blocked.serialize(to),
        }
    }
}

/// The inbox as its owner finds it. The list of conversations stands beside it.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = InboxState)]
pub struct State {
    /// The latest notes, newest first.
    pub notes: Vec<Kept>,
    /// The latest notifications, newest first.
    pub notifications: Vec<Notification>,
    /// How many are unread.
    pub unread_count: u32,
    /// How one wants to be told.
    pub preferences: Preferences,
    /// From whom one wants to hear nothing.
    pub blocked: BTreeSet<UserId>,
    /// Server time.
    pub server_now: Time,
}

/// A note with its place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = KeptNote)]
pub struct Kept {
    /// Its position.
    pub seq: Seq,
    /// When it came.
    pub at: Time,
    /// What it says.
    pub note: Note,
}

/// The whole state.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Snapshot {
    /// The last position.
    pub seq: Seq,
    /// The latest notes, oldest first.
    pub notes: VecDeque<Kept>,
    /// Notifications with the time until when they stand in the list, oldest first.
    pub notifications: VecDeque<(Notification, Time)>,
    /// How one wants to be told.
    pub preferences: Preferences,
    /// Conversations that one belongs to, or did.
    pub conversations: BTreeMap<RoomId, Stay>,
    /// From whom one wants to hear nothing.
    pub blocked: BTreeSet<UserId>,
    /// As of which position of the market each wallet is known.
    pub wallets: BTreeMap<Currency, Seq>,
}

/// How one belongs to a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stay {
    /// One does.
    Here,
    /// The next message brings one back.
    Away,
    /// One did, and what one said there may be there still.
    Gone,
}

/// Why an inbox refuses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reject {
    /// Not one's own, as far as anybody else is told.
    NotFound,
    /// For the house alone.
    Forbidden,
    /// What was sent does not fit together.
    Invalid {
        /// Which.
        fields: Vec<FieldError>,
    },
    /// Too many are blocked.
    BlockListFull {
        /// How many may be.
        max: usize,
    },
}

impl From<&Reject> for Problem {
    fn from(reject: &Reject) -> Self {
        match reject {
            Reject::NotFound => Fault::NotFound.into(),
            Reject::Forbidden => Fault::Forbidden.into(),
            Reject::Invalid { fields } => Fault::Invalid { fields: fields.clone() }.into(),
            Reject::BlockListFull { max } => Problem {
                code: "block_list_full".into(),
                message: format!("No more than {max} can be blocked."),
                retry: false,
                data: Some(serde_json::json!({ "max": max })),
            },
        }
    }
}
