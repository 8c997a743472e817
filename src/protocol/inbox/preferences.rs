//! What one wants to be told, and how.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a notification is about.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    utoipa::ToSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Topic {
    /// Somebody wrote.
    Message,
    /// Somebody named one.
    Mention,
    /// Somebody else leads.
    Outbid,
    /// One leads again.
    Leading,
    /// The reserve came down to one's maximum.
    Reserve,
    /// It is yours.
    Won,
    /// It is somebody else's, or nobody's.
    Lost,
    /// It was called off.
    Ended,
    /// A match was found.
    Match,
    /// Somebody asked one into a lobby or a party.
    Invite,
    /// One was put out of a lobby or a party.
    Removed,
    /// Somebody would buy or sell for less.
    Offer,
    /// One has bought or sold something.
    Sale,
    /// What was won was paid, or not.
    Payment,
    /// One may have it after all.
    Chance,
}

impl Topic {
    /// Every topic.
    pub const ALL: [Topic; 15] = [
        Topic::Message,
        Topic::Mention,
        Topic::Outbid,
        Topic::Leading,
        Topic::Reserve,
        Topic::Won,
        Topic::Lost,
        Topic::Ended,
        Topic::Match,
        Topic::Invite,
        Topic::Removed,
        Topic::Offer,
        Topic::Sale,
        Topic::Payment,
        Topic::Chance,
    ];

    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Topic::Message => "message",
            Topic::Mention => "mention",
            Topic::Outbid => "outbid",
            Topic::Leading => "leading",
            Topic::Reserve => "reserve",
            Topic::Won => "won",
            Topic::Lost => "lost",
            Topic::Ended => "ended",
            Topic::Match => "match",
            Topic::Invite => "invite",
            Topic::Removed => "removed",
            Topic::Offer => "offer",
            Topic::Sale => "sale",
            Topic::Payment => "payment",
            Topic::Chance => "chance",
        }
    }
}

/// On which ways one is told of a topic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Channels {
    /// In the list of notifications.
    pub in_app: bool,
    /// By the browser, also where no page is open.
    pub web_push: bool,
    /// By e-mail, which the house's webhooks see to.
    pub email: bool,
}

impl Default for Channels {
    fn default() -> Self {
        Channels { in_app: true, web_push: true, email: false }
    }
}

/// When one is not to be disturbed: nothing leaves the house, and the list goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct QuietHours {
    /// From this minute of the day on, 0 to 1439.
    pub from_minute: u16,
    /// Until before this one; on the next day where it is not later.
    pub to_minute: u16,
    /// How far one's clock is ahead of UTC, in minutes.
    #[serde(default)]
    pub utc_offset_minutes: i16,
}

/// What one wants to be told, and how.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct Preferences {
    /// Topics that are told otherwise than the others.
    #[schema(required)]
    pub topics: BTreeMap<Topic, Channels>,
    /// When one is not to be disturbed.
    #[schema(required)]
    pub quiet_hours: Option<QuietHours>,
    /// Whether others are told what one has read.
    #[schema(required)]
    pub receipts: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        Preferences { topics: BTreeMap::new(), quiet_hours: None, receipts: true }
    }
}

impl Preferences {
    /// How one is told of a topic.
    pub fn of(&self, topic: Topic) -> Channels {
        self.topics.get(&topic).copied().unwrap_or_default()
    }
}

/// The data of `notification:preferences`: what is missing stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
#[schema(as = ChangePreferences)]
pub struct Change {
    /// By topic, each whole.
    pub topics: BTreeMap<Topic, Channels>,
    /// `null` for none.
    #[serde(deserialize_with = "some")]
    pub quiet_hours: Option<Option<QuietHours>>,
    /// Whether others are told what one has read.
    pub receipts: Option<bool>,
}

/// Tells `null` from what is missing.
#[expect(clippy::option_option, reason = "missing, null, or a value")]
fn some<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Option<QuietHours>>, D::Error> {
    Option::<QuietHours>::deserialize(from).map(Some)
}
