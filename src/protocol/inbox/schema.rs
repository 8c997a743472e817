//! What may be asked of an inbox, and what it tells.

use super::{
    BlockedView, Change, Count, Ids, Inbox, LeftView, Note, Notification, Preferences, State,
    Which,
    play::Play,
    talk::Joined,
    trade::{Trade, WalletTold},
    words::{BlockBody, IdsBody},
};
use crate::protocol::{
    connection::Nothing,
    conversation::page::{Beside, UNREAD, Unread},
    matchmaking::page::{STATUS, Standing},
    schema::Vocabulary,
};

pub(in crate::protocol) fn vocabulary() -> Vocabulary {
    const REFUSALS: &[&str] = &["not_found", "forbidden", "invalid", "block_list_full"];
    Vocabulary::of::<Inbox, State>("inbox:<id>", REFUSALS)
        .beside::<Beside>()
        .request::<Which, Nothing>("notification:read", "These notifications have been read.")
        .request::<IdsBody, Nothing>(
            "notification:delete",
            "These notifications are not needed any more.",
        )
        .request::<Change, Nothing>("notification:preferences", "Be told otherwise.")
        .request::<BlockBody, Nothing>("user:block", "Hear nothing more from somebody, or again.")
        .notes::<Note>()
        .notes::<Play>()
        .notes::<Trade>()
        .event::<WalletTold>("wallet:changed", "Something else is in the wallet.")
        .event::<Notification>("notification:new", "There is a notification.")
        .event::<Count>("notification:count", "How many are unread.")
        .event::<Ids>("notification:read", "These have been read.")
        .event::<Ids>("notification:deleted", "These are gone.")
        .event::<Preferences>("notification:preferences", "How you want to be told.")
        .event::<Joined>("conversation:created", "You belong to a conversation.")
        .event::<LeftView>("conversation:deleted", "You no longer belong to a conversation.")
        .event::<BlockedView>(
            "user:blocked",
            "You want to hear nothing more from somebody, or again.",
        )
        .signal::<Unread<'_>>(UNREAD, "How many messages of a conversation you have not read.")
        .signal::<Standing>(STATUS, "How a search stands.")
}
