//! Signed webhooks, as standardwebhooks.com has them.

use aws_lc_rs::hmac;
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::value::RawValue;
use url::Url;

use crate::{
    protocol::{
        push::{Label, WebhookBody, WebhookData},
        time::Time,
    },
    store::deliveries::Delivery,
};

/// The least bytes of a secret.
const SECRET_BYTES_MIN: usize = 24;
/// The current secret and the one before it, or after it.
const SECRETS_MAX: usize = 2;

/// Headers and body.
pub(super) type Letter = (Vec<(&'static str, String)>, Vec<u8>);

/// A backend that is told.
pub(super) struct Hook {
    pub(super) url: Url,
    keys: Vec<hmac::Key>,
}

impl Hook {
    /// With the secrets of a file, one a line; `None` where they are none.
    pub(super) fn new(url: Url, text: &str) -> Option<Self> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let secret = |line: &str| {
            let bytes = STANDARD.decode(line.strip_prefix("whsec_").unwrap_or(line)).ok()?;
            (SECRET_BYTES_MIN <= bytes.len()).then(|| hmac::Key::new(hmac::HMAC_SHA256, &bytes))
        };
        let keys = lines.map(secret).collect::<Option<Vec<_>>>()?;
        (1..=SECRETS_MAX).contains(&keys.len()).then_some(Hook { url, keys })
    }

    /// The headers and the body of a delivery.
    pub(super) fn letter(&self, id: &str, delivery: &Delivery, now: Time) -> Option<Letter> {
        let notification = RawValue::from_string(delivery.payload.clone()).ok()?;
        let body = WebhookBody {
            kind: Label::of(&delivery.payload).kind,
            timestamp: delivery.created_at,
            data: WebhookData { user: delivery.user, notification },
        };
        let body = serde_json::to_string(&body).ok()?;
        let seconds = now.ms().div_euclid(1000);
        let signed = format!("{id}.{seconds}.{body}");
        let signatures = self
            .keys
            .iter()
            .map(|key| format!("v1,{}", STANDARD.encode(hmac::sign(key, signed.as_bytes()))));
        let headers = vec![
            ("content-type", "application/json".to_owned()),
            ("webhook-id", id.to_owned()),
            ("webhook-timestamp", seconds.to_string()),
            ("webhook-signature", signatures.collect::<Vec<_>>().join(" ")),
        ];
        Some((headers, body.into_bytes()))
    }
}
