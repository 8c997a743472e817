//! Who somebody is now: a token is a claim, and the users table says what has become of it since.

use std::sync::Arc;

use bytestring::ByteString;

use crate::{
    clock::Clock,
    gateway::{
        memory::{AsOf, Memory, Remembered},
        naming::{fold, tidy_name},
        token::{Distrust, Holder, Tokens, Verified},
    },
    protocol::{
        account::{Declined, FamilyId, Refusal},
        fault::Fault,
        id::{Id, UserId},
        person::{Person, Role},
        time::Time,
    },
    store::{
        Store, StoreError,
        users::{NewUser, User, Whose},
    },
};

/// How often another name is tried for somebody whom another issuer sent.
const NAMES_TRIED_MAX: u64 = 8;
/// When it is worth asking a store again that cannot answer.
const RETRY_AFTER_MS: u64 = 1_000;

/// Lets people in by their tokens.
#[derive(Clone)]
pub struct Standing {
    store: Store,
    tokens: Arc<Tokens>,
    clock: Clock,
    memory: Arc<Memory>,
}

/// Somebody who may come in, and by what.
#[derive(Clone, Debug)]
pub struct Admitted {
    /// Who, with the role as it is now.
    pub person: Person,
    /// Which sign-in, where they signed in here.
    pub family: Option<FamilyId>,
    /// The token; [`Standing::again`] asks with it whether they may stay.
    pub token: Verified,
    /// What was known of changes when it was looked.
    pub as_of: AsOf,
}

impl Standing {
    /// Asks `store` about the holders of `tokens`.
    pub fn new(store: Store, tokens: Arc<Tokens>, clock: Clock) -> Self {
        Standing { store, tokens, clock, memory: Arc::default() }
    }

    /// Lets the bearer of a token in, or not: `unauthenticated`, banned, or a fault.
    pub async fn admit(&self, token: &str) -> Result<Admitted, Declined> {
        self.look(self.verify(token)?).await
    }

    /// The same for a socket, whose account is watched: who was here lately is let in by memory.
    /// The caller makes itself known to those who watch, and then looks whether [`Self::is_outdated`].
    pub async fn welcome(&self, token: &str) -> Result<Admitted, Declined> {
        let verified = self.verify(token)?;
        let as_of = self.memory.as_of();
        let Some(known) = self.memory.recall(&verified.holder) else {
            return self.look(verified).await;
        };
        let (family, role) = match &verified.holder {
            Holder::Own { user: _, family } => (Some(*family), None),
            Holder::Foreign { issuer: _, subject: _, name: _, role } => {
                refuse_outlived(&verified, known.valid_from)?;
                (None, *role)
            }
        };
        Ok(Admitted { person: known.person(role), family, token: verified, as_of })
    }

    /// Whether some account has changed since somebody was let in, perhaps theirs.
    pub fn is_outdated(&self, admitted: &Admitted) -> bool {
        self.memory.has_changed(admitted.as_of)
    }

    /// What the accounts of these users were is forgotten: they have changed.
    pub(super) fn forget(&self, users: &[UserId]) {
        self.memory.forget(users);
    }

    /// Nothing is remembered while changes cannot be read.
    pub(super) fn forget_all(&self) {
        self.memory.close();
    }

    fn verify(&self, token: &str) -> Result<Verified, Fault> {
        self.tokens.verify(token, self.clock.now()).map_err(|why: Distrust| {
            log::debug!("a token was not believed: {why:?}");
            Fault::Unauthenticated
        })
    }

    /// Whether somebody who came in may stay, and as what. To be asked when their account has changed.
    pub async fn again(&self, admitted: &Admitted) -> Result<Admitted, Declined> {
        if admitted.token.expires_at <= self.clock.now() {
            return Err(Fault::Unauthenticated.into());
        }
        self.look(admitted.token.clone()).await
    }

    async fn look(&self, token: Verified) -> Result<Admitted, Declined> {
        let as_of = self.memory.as_of();
        let (user, family, role) = match &token.holder {
            Holder::Own { user, family } => {
                let standing = self.store.standing(*user, *family, self.clock.now()).await;
                let Some(known) = standing.map_err(unavailable)? else {
                    return Err(self.turned_away(*user).await);
                };
                (known, Some(*family), None)
            }
            Holder::Foreign { issuer, subject, name, role } => {
                let user = self.foreign(issuer, subject, name.as_deref(), *role).await?;
                refuse_outlived(&token, user.valid_from)?;
                (user, None, *role)
            }
        };
        refuse_banned(&user, self.clock.now())?;
        let known = Remembered {
            user: user.id,
            name: user.name.as_str().into(),
            role: user.role,
            valid_from: user.valid_from,
        };
        let person = known.person(role);
        self.memory.remember(as_of, &token.holder, known);
        Ok(Admitted { person, family, token, as_of })
    }

    /// Why somebody whose sign-in has ended may not come in: a ban ends it, and is what they are told.
    async fn turned_away(&self, user: UserId) -> Declined {
        match self.store.user(Whose::Id(user)).await {
            Ok(Some(user)) => match refuse_banned(&user, self.clock.now()) {
                Ok(()) => Fault::Unauthenticated.into(),
                Err(banned) => banned.into(),
            },
            Ok(None) => Fault::Unauthenticated.into(),
            Err(why) => unavailable(why).into(),
        }
    }

    /// The user of another issuer's subject, made at first sight.
    async fn foreign(
        &self,
        issuer: &str,
        subject: &str,
        name: Option<&str>,
        role: Option<Role>,
    ) -> Result<User, Declined> {
        let subject = (issuer.to_owned(), subject.to_owned());
        for attempt in 0..NAMES_TRIED_MAX {
            let known = self.store.user(Whose::Subject(subject.clone())).await;
            if let Some(user) = known.map_err(unavailable)? {
                return Ok(user);
            }
            let new = self.newcomer(&subject, name, role, attempt)?;
            match self.store.add_user(new).await {
                // Now it is there; or somebody is called so, or two of their requests came at once.
                Ok(()) | Err(StoreError::Duplicate) => (),
                Err(why) => return Err(unavailable(why).into()),
            }
        }
        Err(Fault::Busy { retry_after_ms: RETRY_AFTER_MS }.into())
    }

    fn newcomer(
        &self,
        subject: &(String, String),
        name: Option<&str>,
        role: Option<Role>,
        attempt: u64,
    ) -> Result<NewUser, Fault> {
        let now = self.clock.now();
        let id = UserId(mint(&self.clock)?);
        let mut name = tidy_name(name, &format!("user-{id}"));
        if 0 < attempt {
            // 2, 3, 4, and then by chance: many may be called so.
            let number = if attempt < 4 { attempt + 1 } else { random()? % 1_000_000 };
            name = format!("{name}-{number}");
        }
        Ok(NewUser {
            id,
            name_folded: fold(&name),
            name,
            email: None,
            password: None,
            role: role.unwrap_or_default(),
            subject: Some(subject.clone()),
            at: now,
        })
    }
}

/// The user as rooms and clients know them.
pub fn person(user: &User) -> Person {
    Person { id: user.id, name: ByteString::from(user.name.as_str()), role: user.role }
}

/// Refuses a token of another issuer that is older than a sign-out; the second of that counts as before it.
fn refuse_outlived(token: &Verified, valid_from: Time) -> Result<(), Fault> {
    if token.issued_at <= valid_from { Err(Fault::Unauthenticated) } else { Ok(()) }
}

/// Refuses whoever is shut out now.
pub(super) fn refuse_banned(user: &User, now: Time) -> Result<(), Refusal> {
    match &user.ban {
        Some(ban) if ban.until.is_none_or(|until| now < until) => {
            Err(Refusal::Banned { until: ban.until, reason: ban.reason.clone() })
        }
        Some(_) | None => Ok(()),
    }
}

/// What a caller is told when the store does not answer as it should.
pub(super) fn unavailable(why: StoreError) -> Fault {
    match why {
        StoreError::Unavailable | StoreError::Unknown => {
            Fault::Unavailable { retry_after_ms: RETRY_AFTER_MS }
        }
        StoreError::Conflict | StoreError::Duplicate => {
            Fault::Busy { retry_after_ms: RETRY_AFTER_MS }
        }
    }
}

/// A new id.
pub(super) fn mint(clock: &Clock) -> Result<Id, Fault> {
    Ok(Id::mint(clock.now(), random()?))
}

/// Randomness; `internal` where the machine has none.
pub(super) fn random() -> Result<u64, Fault> {
    getrandom::u64().map_err(|error| {
        log::error!("no randomness: {error}");
        Fault::Internal { request_id: "random".to_owned() }
    })
}
