//! Other issuers whose tokens are taken: one name, one audience, one algorithm, and their keys.

use std::{fmt, fs, path::Path};

use jsonwebtoken::{
    Algorithm, DecodingKey,
    jwk::{AlgorithmParameters, EllipticCurve, Jwk, JwkSet, PublicKeyUse},
};

use super::keys::{KeyError, judge};

/// The least length of an RSA key: 2048 bits.
const RSA_BYTES_MIN: usize = 256;
/// Clocks of two hosts may differ by this much at most.
const LEEWAY_MS_MAX: u64 = 120_000;

/// With what an issuer signs; one for each, and nothing else is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Signing {
    /// A secret that both know.
    Hs256,
    /// RSA.
    Rs256,
    /// An elliptic curve, P-256.
    Es256,
    /// Ed25519.
    EdDsa,
}

impl Signing {
    /// Every one.
    pub const ALL: [Signing; 4] = [Signing::Hs256, Signing::Rs256, Signing::Es256, Signing::EdDsa];

    /// As it is written in tokens and settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Signing::Hs256 => "HS256",
            Signing::Rs256 => "RS256",
            Signing::Es256 => "ES256",
            Signing::EdDsa => "EdDSA",
        }
    }

    /// The one that is written so.
    pub fn named(name: &str) -> Option<Self> {
        Signing::ALL.into_iter().find(|signing| signing.as_str() == name)
    }
}

/// An issuer as the settings describe it.
#[derive(Clone, Debug)]
pub struct Trust {
    /// What its tokens have as `iss`.
    pub issuer: String,
    /// What they must have as `aud`.
    pub audience: String,
    /// With what it signs.
    pub signing: Signing,
    /// What they must have as `typ`, usually `JWT` or `at+jwt`; a missing `typ` counts as `JWT`.
    pub token_type: String,
    /// How much the clocks may differ.
    pub leeway_ms: u64,
    /// Whether its `role` claim is believed.
    pub trust_role: bool,
}

/// Another issuer, with its keys.
pub struct Issuer {
    trust: Trust,
    keys: Keys,
}

enum Keys {
    /// The one key; whatever `kid` says.
    One(DecodingKey),
    /// By `kid`.
    Set(Vec<(String, DecodingKey)>),
}

impl Issuer {
    /// An issuer with one key: a PEM with its public key, or the secret for HS256.
    pub fn with_key(trust: Trust, key: &[u8]) -> Result<Self, KeyError> {
        let key = match trust.signing {
            Signing::Hs256 => {
                let secret = key.trim_ascii_end();
                judge(secret)?;
                Ok(DecodingKey::from_secret(secret))
            }
            Signing::Rs256 => DecodingKey::from_rsa_pem(key),
            Signing::Es256 => DecodingKey::from_ec_pem(key),
            Signing::EdDsa => DecodingKey::from_ed_pem(key),
        };
        let key = key.map_err(|_| KeyError::WrongKind)?;
        let long_enough = key.try_get_as_bytes().is_ok_and(|key| RSA_BYTES_MIN <= key.len());
        if trust.signing == Signing::Rs256 && !long_enough {
            return Err(KeyError::WrongKind);
        }
        Ok(Issuer::new(trust, Keys::One(key)))
    }

    /// An issuer with a JWK set: keys for signing, each with a `kid` and of the configured algorithm.
    pub fn with_key_set(trust: Trust, set: &[u8]) -> Result<Self, KeyError> {
        let set: JwkSet = serde_json::from_slice(set).map_err(|_| KeyError::WrongKind)?;
        let keys: Result<Vec<_>, KeyError> = set
            .keys
            .iter()
            .filter(|key| fits(key, trust.signing))
            .map(|key| {
                if let AlgorithmParameters::OctetKey(_) = &key.algorithm {
                    let secret = DecodingKey::from_jwk(key).map_err(|_| KeyError::WrongKind)?;
                    judge(secret.try_get_as_bytes().map_err(|_| KeyError::WrongKind)?)?;
                }
                let id = key.common.key_id.clone().ok_or(KeyError::WrongKind)?;
                Ok((id, DecodingKey::from_jwk(key).map_err(|_| KeyError::WrongKind)?))
            })
            .collect();
        let keys = keys?;
        if keys.is_empty() {
            return Err(KeyError::WrongKind);
        }
        Ok(Issuer::new(trust, Keys::Set(keys)))
    }

    /// An issuer whose key or key set (a file whose name ends in `.json`) lies in a file.
    pub fn open(trust: Trust, path: &Path) -> Result<Self, KeyError> {
        let text =
            fs::read(path).map_err(|error| KeyError::File { path: path.to_owned(), error })?;
        if path.extension().is_some_and(|extension| extension == "json") {
            Issuer::with_key_set(trust, &text)
        } else {
            Issuer::with_key(trust, &text)
        }
    }

    fn new(trust: Trust, keys: Keys) -> Self {
        let leeway_ms = trust.leeway_ms.min(LEEWAY_MS_MAX);
        Issuer { trust: Trust { leeway_ms, ..trust }, keys }
    }

    pub(super) fn name(&self) -> &str {
        &self.trust.issuer
    }

    pub(super) fn audience(&self) -> &str {
        &self.trust.audience
    }

    pub(super) fn leeway_ms(&self) -> u64 {
        self.trust.leeway_ms
    }

    pub(super) fn trusts_role(&self) -> bool {
        self.trust.trust_role
    }

    pub(super) fn signs_with(&self, algorithm: &str) -> bool {
        self.trust.signing.as_str() == algorithm
    }

    /// Without regard to case, as RFC 7515 has it for media types.
    pub(super) fn takes_type(&self, token_type: Option<&str>) -> bool {
        self.trust.token_type.eq_ignore_ascii_case(token_type.unwrap_or("JWT"))
    }

    pub(super) fn algorithm(&self) -> Algorithm {
        match self.trust.signing {
            Signing::Hs256 => Algorithm::HS256,
            Signing::Rs256 => Algorithm::RS256,
            Signing::Es256 => Algorithm::ES256,
            Signing::EdDsa => Algorithm::EdDSA,
        }
    }

    pub(super) fn key(&self, id: Option<&str>) -> Option<&DecodingKey> {
        match &self.keys {
            Keys::One(key) => Some(key),
            Keys::Set(keys) => {
                keys.iter().find(|(known, _)| Some(known.as_str()) == id).map(|(_, key)| key)
            }
        }
    }
}

impl fmt::Debug for Issuer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Issuer({}, {})", self.trust.issuer, self.trust.signing.as_str())
    }
}

/// Whether a key of a set is for signing with this.
fn fits(key: &Jwk, signing: Signing) -> bool {
    let for_signing = key
        .common
        .public_key_use
        .as_ref()
        .is_none_or(|purpose| *purpose == PublicKeyUse::Signature);
    let named =
        key.common.key_algorithm.as_ref().is_none_or(|named| named.to_string() == signing.as_str());
    let kind = match (&key.algorithm, signing) {
        (AlgorithmParameters::OctetKey(_), Signing::Hs256) => true,
        // Four digits of base64 for three bytes.
        (AlgorithmParameters::RSA(rsa), Signing::Rs256) => RSA_BYTES_MIN * 4 / 3 <= rsa.n.len(),
        (AlgorithmParameters::EllipticCurve(curve), Signing::Es256) => {
            curve.curve == EllipticCurve::P256
        }
        (AlgorithmParameters::OctetKeyPair(pair), Signing::EdDsa) => {
            pair.curve == EllipticCurve::Ed25519
        }
        (_, Signing::Hs256 | Signing::Rs256 | Signing::Es256 | Signing::EdDsa) => false,
    };
    for_signing && named && kind
}
