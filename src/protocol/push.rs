//! The words of push channels: how browsers ask to be told, and what backends are sent.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::{id::UserId, time::Time};

/// A way to somebody who is not here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// Their browsers, by push services (RFC 8030).
    WebPush,
    /// The configured backends.
    Webhook,
}

impl Channel {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Channel::WebPush => "webpush",
            Channel::Webhook => "webhook",
        }
    }
}

/// What becomes of a delivery.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum DeliveryState {
    /// It is sent, or sent again.
    Waiting,
    /// It was given up.
    Dead,
}

impl DeliveryState {
    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            DeliveryState::Waiting => "waiting",
            DeliveryState::Dead => "dead",
        }
    }
}

/// A browser's `PushSubscription`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Subscription {
    /// Where its push service takes messages.
    pub endpoint: String,
    /// When it ends, in milliseconds since the epoch.
    #[serde(default)]
    pub expiration_time: Option<i64>,
    /// What messages to it are encrypted with.
    pub keys: SubscriptionKeys,
}

/// What messages are encrypted with, in base64url.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SubscriptionKeys {
    /// The browser's public key.
    pub p256dh: String,
    /// The secret that it shares with us.
    pub auth: String,
}

/// What is read of a notification to bring it to somebody.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Label {
    /// Its type, e.g. `auction:outbid`.
    #[serde(rename = "type", default)]
    pub kind: String,
    /// What it is about: a newer one of the same subject takes its place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<String>,
}

impl Label {
    /// Of a notification as JSON; empty where it says nothing.
    pub fn of(payload: &str) -> Self {
        serde_json::from_str(payload).unwrap_or_default()
    }
}

/// What a webhook is sent.
#[derive(Clone, Debug, Serialize)]
pub struct WebhookBody {
    /// The type of the notification.
    #[serde(rename = "type")]
    pub kind: String,
    /// When it was raised.
    pub timestamp: Time,
    /// Whom it concerns, and what it says.
    pub data: WebhookData,
}

/// Whom a notification concerns, and what it says.
#[derive(Clone, Debug, Serialize)]
pub struct WebhookData {
    /// Whom.
    pub user: UserId,
    /// What.
    pub notification: Box<RawValue>,
}

/// What a push service believes us by (RFC 8292).
#[derive(Clone, Debug, Serialize)]
pub struct VapidClaims {
    /// The push service's origin.
    pub aud: String,
    /// Until when, in seconds since the epoch.
    pub exp: i64,
    /// How whoever runs this is reached.
    pub sub: String,
}
