//! What stands in the list of notifications.

use serde::{Deserialize, Serialize};

use super::preferences::Topic;
use crate::protocol::{
    frame::to_json,
    id::{Place, RoomId, UserId},
    money::{Currency, Money},
    time::Time,
};

/// Something that one is told. While it is unread, what would say the same again is no other one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Notification {
    /// Its id.
    pub id: Place,
    /// What it is about.
    #[serde(rename = "type")]
    pub topic: Topic,
    /// In a few words.
    pub title: String,
    /// In a sentence.
    pub message: String,
    /// What a program needs.
    pub data: About,
    /// When it was made.
    pub created_at: Time,
    /// When it was read.
    #[serde(default)]
    #[schema(required)]
    pub read_at: Option<Time>,
}

/// What a notification is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[schema(as = NotificationAbout)]
pub struct About {
    /// The room in which it happened.
    pub room: RoomId,
    /// The page that shows it.
    pub link: String,
    /// Who did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<UserId>,
    /// The price there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// Of the price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
}

/// A notification as it leaves the house; the data of a push message, and a part of what webhooks are sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Leaving<'a> {
    /// It.
    #[serde(flatten)]
    pub notification: &'a Notification,
    /// What it is about: a newer one of the same subject takes its place where it waits.
    pub subject: String,
}

impl Notification {
    /// As it leaves the house, as JSON.
    pub fn leaving(&self) -> String {
        let subject = format!("{} {}", self.topic.as_str(), self.data.room.as_str());
        to_json(&Leaving { notification: self, subject })
    }
}
