//! Tokens as the settings have them: our own keys, and other issuers with theirs.

use std::{fs, path::Path};

use super::{
    Tokens,
    issuer::{Issuer, Signing, Trust},
    keys::{KeyError, OwnKeys},
};
use crate::config::{self, Algorithm, Config};

/// Issuer and audience of our own tokens.
const OWN_NAME: &str = "rialto";
/// What other issuers' tokens have as `typ`.
const FOREIGN_TYPE: &str = "JWT";
/// How much the clock of another issuer may differ from ours.
const LEEWAY_MS: u64 = 30_000;

impl Tokens {
    /// The tokens that the settings describe; our keys are made where there are none yet.
    /// `credentials` is the directory in which the system hands over secrets.
    pub fn configured(config: &Config, credentials: Option<&Path>) -> Result<Self, KeyError> {
        let own = OwnKeys::open(&config.keys_file(credentials))?;
        let others: Result<Vec<_>, _> = config.auth.issuers.iter().map(issuer).collect();
        Ok(Tokens::new(OWN_NAME, own, others?).lasting(config.auth.access_ttl.ms()))
    }
}

fn issuer(given: &config::Issuer) -> Result<Issuer, KeyError> {
    let trust = Trust {
        issuer: given.issuer.clone(),
        audience: given.audience.clone(),
        signing: match given.algorithm {
            Algorithm::HS256 => Signing::Hs256,
            Algorithm::RS256 => Signing::Rs256,
            Algorithm::ES256 => Signing::Es256,
            Algorithm::EdDSA => Signing::EdDsa,
        },
        token_type: FOREIGN_TYPE.to_owned(),
        leeway_ms: LEEWAY_MS,
        trust_role: given.trust_role,
    };
    let read = |path: &Path| {
        fs::read(path).map_err(|error| KeyError::File { path: path.to_owned(), error })
    };
    match (&given.jwks_file, &given.key_file) {
        (Some(set), _) => Issuer::with_key_set(trust, &read(set)?),
        (None, Some(key)) => Issuer::with_key(trust, &read(key)?),
        // The settings are refused before it comes to this.
        (None, None) => Err(KeyError::WrongKind),
    }
}
