//! How people are told when they are not here: Web Push and webhooks.

use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use super::{Config, Period, at_least_one};

/// The credential, and the file in the data directory, with the key that signs for push services.
const VAPID_NAME: &str = "vapid_key";

/// How people are told when they are not here.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Push {
    /// How a push service reaches whoever runs this.
    pub contact: String,
    /// The file with the key that signs for push services; see [`Config::vapid_file`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub key_file: Option<PathBuf>,
    /// How long one sending may take.
    pub timeout: Period,
    /// How many are sent at once.
    pub at_once: NonZeroUsize,
    /// Whether browsers may name push services in private networks.
    pub allow_private: bool,
    /// Backends that are told.
    pub webhooks: Vec<Webhook>,
}

impl Default for Push {
    fn default() -> Self {
        Push {
            contact: "mailto:admin@localhost".into(),
            key_file: None,
            timeout: Period::seconds(10),
            at_once: at_least_one(16),
            allow_private: false,
            webhooks: Vec::new(),
        }
    }
}

/// A backend that is told.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Webhook {
    /// What it is called here and in the log.
    pub name: String,
    /// Where it is.
    pub url: String,
    /// The file with its secret, or two while they change; see [`Webhook::file`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_file: Option<PathBuf>,
    /// Which types of notifications; all where it is missing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub types: Option<Vec<String>>,
}

impl Webhook {
    /// The file with its secret: `secret_file`, else the credential `webhook_<name>`.
    pub fn file(&self, credentials: Option<&Path>) -> Option<PathBuf> {
        let handed_over = || Some(credentials?.join(format!("webhook_{}", self.name)));
        self.secret_file.clone().or_else(handed_over)
    }
}

impl Config {
    /// The file with the key that signs for push services, found as [`Config::keys_file`] is.
    pub fn vapid_file(&self, credentials: Option<&Path>) -> PathBuf {
        let handed_over = || Some(credentials?.join(VAPID_NAME)).filter(|file| file.exists());
        let given = self.push.key_file.clone().or_else(handed_over);
        given.unwrap_or_else(|| self.data.dir.join(VAPID_NAME))
    }
}
