//! How push services believe us: RFC 8292, with one key for the life of the server.

use std::{io, path::Path};

use aws_lc_rs::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use url::Url;

use super::{PostError, secrets};
use crate::protocol::{push::VapidClaims, time::Time};

/// How long a signature is good, in seconds; push services take a day at the most.
const LIFE_S: i64 = 12 * 3600;
/// `{"typ":"JWT","alg":"ES256"}`.
const HEAD: &[u8] = br#"{"typ":"JWT","alg":"ES256"}"#;

/// The key.
pub struct Vapid(EcdsaKeyPair);

impl Vapid {
    /// The key in the file, one line of base64url of PKCS #8, which is made where it is not there.
    pub(super) fn open(path: &Path) -> Result<Self, PostError> {
        if !path.exists() {
            let made = EcdsaKeyPair::generate_pkcs8(
                &ECDSA_P256_SHA256_FIXED_SIGNING,
                &SystemRandom::new(),
            );
            let made = made.map_err(|_| PostError::Machine)?;
            secrets::make(path, &URL_SAFE_NO_PAD.encode(made))?;
        }
        let text = secrets::read(path)?;
        let bytes = URL_SAFE_NO_PAD.decode(text.trim()).ok();
        let key = bytes.and_then(|bytes| {
            EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &bytes).ok()
        });
        let error = || io::Error::other("not a key for push services");
        key.map(Vapid).ok_or_else(|| PostError::File { path: path.to_owned(), error: error() })
    }

    /// The public key in base64url.
    pub(super) fn public_key(&self) -> String {
        URL_SAFE_NO_PAD.encode(self.0.public_key())
    }

    /// The `Authorization` for an endpoint.
    pub(super) fn authorization(&self, url: &Url, contact: &str, now: Time) -> Option<String> {
        let claims = VapidClaims {
            aud: url.origin().ascii_serialization(),
            exp: now.ms().div_euclid(1000) + LIFE_S,
            sub: contact.to_owned(),
        };
        let claims = serde_json::to_vec(&claims).ok()?;
        let signed = format!("{}.{}", URL_SAFE_NO_PAD.encode(HEAD), URL_SAFE_NO_PAD.encode(claims));
        let signature = self.0.sign(&SystemRandom::new(), signed.as_bytes()).ok()?;
        let signature = URL_SAFE_NO_PAD.encode(signature);
        Some(format!("vapid t={signed}.{signature}, k={}", self.public_key()))
    }
}
