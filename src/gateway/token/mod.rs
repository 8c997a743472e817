//! Access tokens: issued by us, and verified whoever issued them, by RFC 8725.
//!
//! **Invariants:** a key has one algorithm, and a token's own `alg` is compared with it, never followed;
//! `iss`, `aud`, `exp`, `nbf`, `typ` and `kid` are all checked; there is no leeway for our own tokens.
//! Whether the one it names may still come in is not decided here but in `gateway/standing.rs`.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, DecodingKey, Header, Validation, errors::ErrorKind};
use serde::de::DeserializeOwned;

use crate::{
    gateway::token::{issuer::Issuer, keys::OwnKeys},
    protocol::{
        account::FamilyId,
        claims::{ForeignClaims, Head, NamedIssuer, OwnClaims, Seconds},
        id::{Id, UserId},
        person::Role,
        secret::Secret,
        time::Time,
    },
};

pub mod configured;
pub mod issuer;
pub mod keys;

/// How long an access token lives where nobody says otherwise.
pub const ACCESS_MS: u64 = 15 * 60 * 1000;
/// The longest token that is looked at.
pub const TOKEN_BYTES_MAX: usize = 8 * 1024;
/// The kind that our tokens say they are (RFC 9068).
const OWN_TYPE: &str = "at+jwt";
/// The longest `sub` of another issuer.
const SUBJECT_BYTES_MAX: usize = 255;
/// The longest life that another issuer's token may have left.
const FOREIGN_LIFE_MS_MAX: u64 = 24 * 60 * 60 * 1000;

/// Issues and verifies.
#[derive(Debug)]
pub struct Tokens {
    name: String,
    own: OwnKeys,
    others: Vec<Issuer>,
    access_ms: u64,
}

/// A token that was issued.
#[derive(Clone, Debug)]
pub struct Access {
    /// The token.
    pub token: Secret,
    /// Until when it is good.
    pub expires_at: Time,
}

/// A token that is genuine and in its time. Its holder may have been signed out since.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Whom it names.
    pub holder: Holder,
    /// When it was issued; a second at most before it was.
    pub issued_at: Time,
    /// Until when it is good.
    pub expires_at: Time,
}

/// Whom a token names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A user of ours, signed in here.
    Own {
        /// Who.
        user: UserId,
        /// Which sign-in.
        family: FamilyId,
    },
    /// Somebody whom another issuer knows.
    Foreign {
        /// The issuer's name.
        issuer: String,
        /// Who, there.
        subject: String,
        /// How they want to be called.
        name: Option<String>,
        /// What they are; only where the issuer is trusted with it.
        role: Option<Role>,
    },
}

/// Why a token is not believed. For logs and tests: whoever sent it is told only `unauthenticated`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Distrust {
    /// Longer than [`TOKEN_BYTES_MAX`].
    TooLong,
    /// Not three parts of unpadded base64url with JSON objects in the first two, or claims missing or of a wrong type.
    Malformed,
    /// Nobody that we know issued it.
    Issuer,
    /// Not the algorithm of the key, or extensions that nobody here understands.
    Algorithm,
    /// Not an access token.
    Type,
    /// No key of this name.
    Key,
    /// The signature does not fit.
    Signature,
    /// Meant for others.
    Audience,
    /// Not yet.
    NotYet,
    /// No longer.
    Expired,
}

impl Tokens {
    /// `name` is issuer and audience of our own tokens; no other issuer may have it.
    pub fn new(name: &str, own: OwnKeys, others: Vec<Issuer>) -> Self {
        Tokens { name: name.to_owned(), own, others, access_ms: ACCESS_MS }
    }

    /// Issues tokens that live this long.
    #[must_use]
    pub fn lasting(self, access_ms: u64) -> Self {
        Tokens { access_ms, ..self }
    }

    /// A token for somebody who has just signed in or renewed.
    pub fn issue(&self, user: UserId, family: FamilyId, id: Id, now: Time) -> Access {
        let expires_at = now.plus(self.access_ms);
        let claims = OwnClaims {
            iss: self.name.clone(),
            aud: self.name.clone(),
            sub: user,
            sid: family,
            iat: Seconds::of(now),
            nbf: Seconds::of(now),
            exp: Seconds::of(expires_at),
            jti: id,
        };
        let mut head = Header::new(Algorithm::HS256);
        head.typ = Some(OWN_TYPE.to_owned());
        head.kid = Some(self.own.current().id.clone());
        #[expect(clippy::expect_used, reason = "HMAC over plain claims cannot fail")]
        let token = jsonwebtoken::encode(&head, &claims, &self.own.current().signing)
            .expect("HMAC signs anything");
        Access { token: Secret::new(token), expires_at: claims.exp.time() }
    }

    /// Believes a token, or says why not.
    pub fn verify(&self, token: &str, now: Time) -> Result<Verified, Distrust> {
        if TOKEN_BYTES_MAX < token.len() {
            return Err(Distrust::TooLong);
        }
        let (head, issuer) = peek(token)?;
        if head.crit.is_some() {
            return Err(Distrust::Algorithm);
        }
        if issuer.iss == self.name {
            self.verify_own(token, &head, now)
        } else {
            let other = self.others.iter().find(|other| other.name() == issuer.iss);
            verify_foreign(other.ok_or(Distrust::Issuer)?, token, &head, now)
        }
    }

    fn verify_own(&self, token: &str, head: &Head, now: Time) -> Result<Verified, Distrust> {
        if head.alg != "HS256" {
            return Err(Distrust::Algorithm);
        }
        if head.typ.as_deref() != Some(OWN_TYPE) {
            return Err(Distrust::Type);
        }
        let key = self.own.named(head.kid.as_deref().ok_or(Distrust::Key)?);
        let rules = rules(Algorithm::HS256, &self.name, &self.name);
        let claims: OwnClaims = open(token, &key.ok_or(Distrust::Key)?.verifying, &rules)?;
        in_time(Some(claims.nbf), claims.exp, 0, now)?;
        Ok(Verified {
            holder: Holder::Own { user: claims.sub, family: claims.sid },
            issued_at: claims.iat.time(),
            expires_at: claims.exp.time(),
        })
    }
}

fn verify_foreign(
    issuer: &Issuer,
    token: &str,
    head: &Head,
    now: Time,
) -> Result<Verified, Distrust> {
    if !issuer.signs_with(&head.alg) {
        return Err(Distrust::Algorithm);
    }
    if !issuer.takes_type(head.typ.as_deref()) {
        return Err(Distrust::Type);
    }
    let key = issuer.key(head.kid.as_deref()).ok_or(Distrust::Key)?;
    let rules = rules(issuer.algorithm(), issuer.name(), issuer.audience());
    let claims: ForeignClaims = open(token, key, &rules)?;
    if claims.sub.is_empty() || SUBJECT_BYTES_MAX < claims.sub.len() {
        return Err(Distrust::Malformed);
    }
    in_time(claims.nbf, claims.exp, issuer.leeway_ms(), now)?;
    if FOREIGN_LIFE_MS_MAX < claims.exp.time().since(now) {
        return Err(Distrust::Expired);
    }
    Ok(Verified {
        holder: Holder::Foreign {
            issuer: claims.iss,
            subject: claims.sub,
            name: claims.name,
            role: claims.role.filter(|_| issuer.trusts_role()),
        },
        // Without one it counts as old: signing out everywhere ends it.
        issued_at: claims.iat.map_or(Time::default(), Seconds::time),
        expires_at: claims.exp.time().plus(issuer.leeway_ms()),
    })
}

/// The head and the issuer that a token names, believing neither.
fn peek(token: &str) -> Result<(Head, NamedIssuer), Distrust> {
    let mut parts = token.split('.');
    let (Some(head), Some(body), Some(signature), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return Err(Distrust::Malformed);
    };
    if signature.is_empty() {
        return Err(Distrust::Signature);
    }
    Ok((part(head)?, part(body)?))
}

fn part<T: DeserializeOwned>(text: &str) -> Result<T, Distrust> {
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| Distrust::Malformed)?;
    serde_json::from_slice(&bytes).map_err(|_| Distrust::Malformed)
}

/// What the library is to check: all but the times, which are judged by our clock.
fn rules(algorithm: Algorithm, issuer: &str, audience: &str) -> Validation {
    let mut rules = Validation::new(algorithm);
    rules.set_issuer(&[issuer]);
    rules.set_audience(&[audience]);
    rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
    rules.validate_exp = false;
    rules.validate_nbf = false;
    rules
}

fn open<T: DeserializeOwned>(
    token: &str,
    key: &DecodingKey,
    rules: &Validation,
) -> Result<T, Distrust> {
    jsonwebtoken::decode(token, key, rules).map(|data| data.claims).map_err(|error| {
        // The library's list is open; whatever else it says, the token is not one that we take.
        [
            (ErrorKind::InvalidSignature, Distrust::Signature),
            (ErrorKind::InvalidAudience, Distrust::Audience),
            (ErrorKind::InvalidIssuer, Distrust::Issuer),
            (ErrorKind::InvalidAlgorithm, Distrust::Algorithm),
        ]
        .into_iter()
        .find(|(kind, _)| kind == error.kind())
        .map_or(Distrust::Malformed, |(_, why)| why)
    })
}

fn in_time(
    not_before: Option<Seconds>,
    end: Seconds,
    leeway_ms: u64,
    now: Time,
) -> Result<(), Distrust> {
    if not_before.is_some_and(|from| now.plus(leeway_ms) < from.time()) {
        return Err(Distrust::NotYet);
    }
    if end.time().plus(leeway_ms) <= now {
        return Err(Distrust::Expired);
    }
    Ok(())
}
