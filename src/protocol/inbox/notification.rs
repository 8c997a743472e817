//! What stands in the list of notifications.

use serde::{Deserialize, Serialize};

use super::preferences::Topic;
use crate::protocol::{
    id::{Place, RoomId, UserId},
    money::{Currency, Money},
    time::Time,
};

/// Something that one is told. While it is unread, what would say the same again is no other one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Notification {
    /// Its id.
    #[schema(value_type = String)]
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
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Time,
    /// When it was read.
    #[serde(default)]
    #[schema(value_type = Option<String>, format = DateTime)]
    pub read_at: Option<Time>,
}

/// What a notification is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct About {
    /// The room in which it happened.
    #[schema(value_type = String)]
    pub room: RoomId,
    /// The page that shows it.
    pub link: String,
    /// Who did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub from: Option<UserId>,
    /// The price there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub price: Option<Money>,
    /// Of the price.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub currency: Option<Currency>,
}

/// The ways out of the house.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outward {
    /// By the browser.
    WebPush,
    /// By a webhook, which sees to e-mail.
    Webhook,
}
