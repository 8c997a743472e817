//! What goes to people who are not here: Web Push and signed webhooks, from the store's deliveries.
//!
//! At least once: a delivery is taken off when its receiver has said yes, so a crash repeats it and never
//! loses it. A receiver knows a repeat by its `webhook-id`.

use std::{collections::HashMap, fmt, io, path::Path, path::PathBuf, sync::Arc, time::Duration};

use tokio_rustls::rustls::ClientConfig;
use url::Url;

use crate::{
    config::Config,
    protocol::{
        person::Person,
        push::{Channel, DeliveryState},
        time::Time,
    },
    store::{Store, deliveries::Delivery},
};
use call::{Answer, Silence};
use reach::Reach;
use vapid::Vapid;
use webhook::Hook;

pub mod call;
pub mod postman;
pub mod reach;
pub mod seal;
mod secrets;
pub mod vapid;
pub mod webhook;

/// The notification of a test.
const TEST: &str = r#"{"type":"webhook:test"}"#;

/// All that a postman needs to know.
pub struct Office {
    hooks: HashMap<String, Hook>,
    vapid: Vapid,
    contact: String,
    reach: Reach,
    tls: Arc<ClientConfig>,
    timeout: Duration,
    at_once: usize,
}

/// Why it cannot be opened.
#[derive(Debug)]
pub enum PostError {
    /// A file cannot be used.
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// A webhook cannot be as it is.
    Webhook {
        /// Which.
        name: String,
        /// Why.
        why: &'static str,
    },
    /// There is no TLS, or no randomness.
    Machine,
}

impl fmt::Display for PostError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PostError::File { path, error } => write!(f, "{}: {error}", path.display()),
            PostError::Webhook { name, why } => {
                write!(f, "the webhook {name} cannot be used: {why}")
            }
            PostError::Machine => f.write_str("there is no TLS or no randomness"),
        }
    }
}

impl std::error::Error for PostError {}

impl Office {
    /// As the settings have it; the key for push services is made where there is none.
    pub fn open(config: &Config, credentials: Option<&Path>) -> Result<Self, PostError> {
        let mut hooks = HashMap::new();
        for hook in &config.push.webhooks {
            let wrong = |why| PostError::Webhook { name: hook.name.clone(), why };
            let url = Url::parse(&hook.url).map_err(|_| wrong("its url is none"))?;
            if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
                return Err(wrong("its url is not https (or http)"));
            }
            let file = hook.file(credentials).ok_or_else(|| wrong("it has no secret_file"))?;
            let hook_made = Hook::new(url, &secrets::read(&file)?).ok_or_else(|| {
                wrong("its secret is not one or two lines of base64, of 24 bytes or more")
            })?;
            if hooks.insert(hook.name.clone(), hook_made).is_some() {
                return Err(wrong("there are two of this name"));
            }
        }
        Ok(Office {
            hooks,
            vapid: Vapid::open(&config.vapid_file(credentials))?,
            contact: config.push.contact.clone(),
            reach: Reach { private: config.push.allow_private, loopback: config.loopback_only() },
            tls: call::tls().ok_or(PostError::Machine)?,
            timeout: config.push.timeout.duration(),
            at_once: config.push.at_once.get(),
        })
    }

    /// Sends a test to a webhook, with its signature; `None` where there is none of this name.
    pub async fn test(&self, name: &str, now: Time) -> Option<Result<Answer, Silence>> {
        let hook = self.hooks.get(name)?;
        let delivery = Delivery {
            id: 0,
            channel: Channel::Webhook,
            user: Person::house().id,
            target: name.to_owned(),
            payload: TEST.to_owned(),
            state: DeliveryState::Waiting,
            attempts: 0,
            next_at: now,
            last_status: None,
            last_error: None,
            created_at: now,
        };
        let (headers, body) = hook.letter(&format!("msg_test_{}", now.ms()), &delivery, now)?;
        Some(call::post(&hook.url, &headers, body, Reach::ALL, &self.tls, self.timeout).await)
    }

    /// The public key for push services, in base64url: browsers subscribe with it.
    pub fn public_key(&self) -> String {
        self.vapid.public_key()
    }

    /// Where browsers may name push services.
    pub fn reach(&self) -> Reach {
        self.reach
    }
}

/// The names of the webhooks in the settings, with the types that each wants.
pub async fn configure(config: &Config, store: &Store) -> Result<(), crate::store::StoreError> {
    let hooks = config.push.webhooks.iter();
    store
        .configure_webhooks(hooks.map(|hook| (hook.name.clone(), hook.types.clone())).collect())
        .await
}
