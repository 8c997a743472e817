//! What people and staff do with accounts: one place for REST and for the command line.

use std::{net::IpAddr, sync::Arc};

use crate::{
    clock::Clock,
    gateway::{
        naming::{check_email, check_name, fold},
        password::{self, Passwords},
        refresh::{GRACE_MS, REFRESH_MS, Refresh},
        standing::{mint, person, random, refuse_banned, unavailable},
        throttle::Throttle,
        token::Tokens,
    },
    protocol::{
        account::{Declined, FamilyId, Refusal},
        fault::Fault,
        id::UserId,
        person::{Person, Role},
        secret::Secret,
        time::Time,
    },
    store::{
        Store, StoreError,
        sessions::{Family, NewFamily, Rotated, Rotation},
        users::{Edit, NewUser, Reason, User, Whose},
    },
};

/// The longest note of what program signed in.
pub const USER_AGENT_CHARS_MAX: usize = 200;
/// The longest reason that staff gives.
pub const REASON_CHARS_MAX: usize = 500;
/// The most accounts in a page.
pub const PAGE_MAX: usize = 200;

/// Accounts and what may be done with them. Cheap to clone.
#[derive(Clone)]
pub struct Accounts {
    pub(super) store: Store,
    pub(super) tokens: Arc<Tokens>,
    pub(super) passwords: Arc<Passwords>,
    pub(super) throttle: Arc<Throttle>,
    pub(super) clock: Clock,
    refresh_ms: u64,
    is_closed: bool,
}

/// Who wants an account.
#[derive(Clone, Debug)]
pub struct Newcomer {
    /// How they are called.
    pub name: String,
    /// Their password; without one they cannot sign in here.
    pub password: Option<Secret>,
    /// Their address.
    pub email: Option<String>,
    /// What they are.
    pub role: Role,
}

/// By what somebody says to be known.
#[derive(Clone, Debug)]
pub enum Login {
    /// The name.
    Name(String),
    /// The e-mail address.
    Email(String),
}

/// From where somebody signs in.
#[derive(Clone, Debug)]
pub struct Device {
    /// The client's address.
    pub address: IpAddr,
    /// What program it says to be.
    pub user_agent: String,
}

/// Somebody has signed in or renewed.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who.
    pub person: Person,
    /// Which sign-in.
    pub family: FamilyId,
    /// For the next quarter of an hour.
    pub access_token: Secret,
    /// For the next access token, once.
    pub refresh_token: Secret,
    /// For how long, if it is not used, in milliseconds.
    pub lasts_ms: u64,
    /// Until when the access token is good.
    pub expires_at: Time,
}

/// A member of staff, or the command line, and why they do it.
#[derive(Clone, Debug)]
pub struct Deed {
    /// Who; nobody where it was done on the command line.
    pub by: Option<UserId>,
    /// Why.
    pub reason: String,
}

impl Accounts {
    /// Ready for business.
    pub fn new(store: Store, tokens: Arc<Tokens>, passwords: Arc<Passwords>, clock: Clock) -> Self {
        let throttle = Arc::new(Throttle::default());
        Accounts {
            store,
            tokens,
            passwords,
            throttle,
            clock,
            refresh_ms: REFRESH_MS,
            is_closed: false,
        }
    }

    /// Sign-ins end when they have not been renewed for this long.
    #[must_use]
    pub fn lasting(self, refresh_ms: u64) -> Self {
        Accounts { refresh_ms, ..self }
    }

    /// Accounts are made by staff alone.
    #[must_use]
    pub fn closed(self) -> Self {
        Accounts { is_closed: true, ..self }
    }

    /// Makes an account and signs in.
    pub async fn register(&self, who: Newcomer, device: &Device) -> Result<SignedIn, Declined> {
        if self.is_closed {
            return Err(Fault::Forbidden.into());
        }
        let user = self.create(who).await?;
        self.sign_in(&user, device).await
    }

    /// Makes an account.
    pub async fn create(&self, who: Newcomer) -> Result<User, Declined> {
        let new = self.prepare(&who).await?;
        let id = new.id;
        match self.store.add_user(new).await {
            Ok(()) => self.user(id).await,
            Err(why) => Err(self.not_made(&who, why).await),
        }
    }

    /// An account that may be made, unless somebody is faster.
    pub(super) async fn prepare(&self, who: &Newcomer) -> Result<NewUser, Declined> {
        let fields: Vec<_> = [
            check_name(&who.name).err(),
            who.password.as_ref().and_then(|password| password::check("password", password).err()),
            who.email.as_ref().and_then(|email| check_email(email).err()),
        ]
        .into_iter()
        .flatten()
        .collect();
        if !fields.is_empty() {
            return Err(Fault::Invalid { fields }.into());
        }
        // Before the password is hashed: a name that is taken costs nothing.
        self.refuse_taken(who).await?;
        let password = match &who.password {
            Some(password) => Some(Secret::new(self.passwords.hash(password).await?)),
            None => None,
        };
        Ok(NewUser {
            id: UserId(mint(&self.clock)?),
            name: who.name.clone(),
            name_folded: fold(&who.name),
            email: who.email.clone().map(|email| (fold(&email), email)),
            password,
            role: who.role,
            subject: None,
            at: self.clock.now(),
        })
    }

    /// Why an account that was prepared was not made.
    pub(super) async fn not_made(&self, who: &Newcomer, why: StoreError) -> Declined {
        let taken =
            if why == StoreError::Duplicate { self.refuse_taken(who).await } else { Ok(()) };
        taken.err().unwrap_or_else(|| unavailable(why).into())
    }

    /// Signs in with a password. An account that is not there costs and answers like a wrong password.
    pub async fn login(
        &self,
        login: &Login,
        password: &Secret,
        device: &Device,
    ) -> Result<SignedIn, Declined> {
        let (typed, whose) = match login {
            Login::Name(name) => (fold(name), Whose::Name(fold(name))),
            Login::Email(email) => (fold(email), Whose::Email(fold(email))),
        };
        let attempt = self.throttle.attempt(&typed, device.address, self.clock.now())?;
        let judged = async {
            let user = self.store.user(whose).await.map_err(unavailable)?;
            let kept = user.as_ref().and_then(|user| user.password.as_ref());
            let fits = self.passwords.fits(password, kept.map(Secret::expose)).await?;
            Ok::<_, Fault>(user.filter(|_| fits))
        };
        match judged.await {
            Ok(Some(user)) => {
                attempt.succeeded();
                refuse_banned(&user, self.clock.now())?;
                self.sign_in(&user, device).await
            }
            Ok(None) => Err(Refusal::WrongCredentials.into()),
            Err(fault) => {
                attempt.not_judged();
                Err(fault.into())
            }
        }
    }

    /// Signs a user in without asking for anything: after a proof elsewhere, or on the command line.
    pub async fn sign_in(&self, user: &User, device: &Device) -> Result<SignedIn, Declined> {
        let now = self.clock.now();
        let refresh = Refresh::first()?;
        let family = FamilyId(mint(&self.clock)?);
        let new = NewFamily {
            family,
            user: user.id,
            handle_hash: refresh.handle_hash(),
            secret_hash: refresh.secret_hash(),
            salt: [random()?.to_be_bytes(), random()?.to_be_bytes()].concat(),
            expires_at: now.plus(self.refresh_ms),
            at: now,
            user_agent: device.user_agent.chars().take(USER_AGENT_CHARS_MAX).collect(),
            address: device.address.to_string(),
        };
        self.store.add_family(new).await.map_err(unavailable)?;
        self.signed_in(user, family, &refresh)
    }

    /// Spends a refresh token for a new pair.
    pub async fn refresh(&self, token: &Secret) -> Result<SignedIn, Declined> {
        let refresh = Refresh::read(token).ok_or(Fault::Unauthenticated)?;
        let now = self.clock.now();
        let asked = refresh.clone();
        let rotation = Rotation {
            handle_hash: refresh.handle_hash(),
            secret_hash: refresh.secret_hash(),
            next_hash: Box::new(move |salt| asked.next(salt).secret_hash()),
            now,
            grace_ms: GRACE_MS,
            expires_at: now.plus(self.refresh_ms),
        };
        match self.store.rotate(rotation).await.map_err(unavailable)? {
            Rotated::Renewed { user, family, salt } => {
                let user = self.user(user).await?;
                refuse_banned(&user, now)?;
                self.signed_in(&user, family, &refresh.next(&salt))
            }
            Rotated::Reused { family } => {
                log::warn!("a spent refresh token was used; the sign-in {family} has been ended");
                Err(Fault::Unauthenticated.into())
            }
            Rotated::Unknown => Err(Fault::Unauthenticated.into()),
        }
    }

    /// Signs one family out. Whether there was one.
    pub async fn end_family(&self, user: UserId, family: FamilyId) -> Result<bool, Fault> {
        self.store.end_family(user, family, self.clock.now()).await.map_err(unavailable)
    }

    /// Where a user is signed in.
    pub async fn families(&self, user: UserId) -> Result<Vec<Family>, Fault> {
        self.store.families(user, self.clock.now()).await.map_err(unavailable)
    }

    /// Gives somebody another password, which ends every sign-in. The number of the deed.
    pub async fn set_password(
        &self,
        user: UserId,
        new: &Secret,
        deed: &Deed,
    ) -> Result<i64, Declined> {
        password::check("password", new).map_err(|field| Fault::Invalid { fields: vec![field] })?;
        let hash = Secret::new(self.passwords.hash(new).await?);
        self.edit(user, Edit::Password(hash), deed).await
    }

    /// Gives somebody another role. The number of the deed.
    pub async fn set_role(&self, user: UserId, role: Role, deed: &Deed) -> Result<i64, Declined> {
        refuse_own(user, deed)?;
        self.edit(user, Edit::Role(role), deed).await
    }

    /// Shuts somebody out until `until`, or for ever. The number of the deed.
    pub async fn ban(
        &self,
        user: UserId,
        until: Option<Time>,
        deed: &Deed,
    ) -> Result<i64, Declined> {
        refuse_own(user, deed)?;
        self.edit(user, Edit::Ban { until, reason: deed.reason.clone() }, deed).await
    }

    /// Lets somebody in again. The number of the deed.
    pub async fn unban(&self, user: UserId, deed: &Deed) -> Result<i64, Declined> {
        self.edit(user, Edit::Unban, deed).await
    }

    /// Ends every sign-in of somebody. The number of the deed.
    pub async fn sign_out_everywhere(&self, user: UserId, deed: &Deed) -> Result<i64, Declined> {
        self.edit(user, Edit::SignOut, deed).await
    }

    /// The account of this id.
    pub async fn user(&self, user: UserId) -> Result<User, Declined> {
        let found = self.store.user(Whose::Id(user)).await.map_err(unavailable)?;
        Ok(found.ok_or(Refusal::NoSuchUser { user })?)
    }

    /// The account of this name, without regard to case.
    pub async fn named(&self, name: &str) -> Result<Option<User>, Fault> {
        self.store.user(Whose::Name(fold(name))).await.map_err(unavailable)
    }

    /// A page of accounts by id, of those whose name or address begins with `search`.
    pub async fn page(
        &self,
        search: Option<&str>,
        after: Option<UserId>,
        limit: usize,
    ) -> Result<Vec<User>, Fault> {
        let search = search.map(fold);
        self.store.users(search, after, limit.min(PAGE_MAX)).await.map_err(unavailable)
    }

    async fn edit(&self, user: UserId, edit: Edit, deed: &Deed) -> Result<i64, Declined> {
        let reason = deed.reason.chars().take(REASON_CHARS_MAX).collect();
        let reason = Reason { by: deed.by, reason, at: self.clock.now() };
        let done = self.store.edit_user(user, edit, reason).await.map_err(unavailable)?;
        Ok(done.ok_or(Refusal::NoSuchUser { user })?)
    }

    async fn refuse_taken(&self, who: &Newcomer) -> Result<(), Declined> {
        if self.named(&who.name).await?.is_some() {
            return Err(Refusal::NameTaken.into());
        }
        if let Some(email) = &who.email {
            let owner = self.store.user(Whose::Email(fold(email))).await.map_err(unavailable)?;
            if owner.is_some() {
                return Err(Refusal::EmailTaken.into());
            }
        }
        Ok(())
    }

    fn signed_in(
        &self,
        user: &User,
        family: FamilyId,
        refresh: &Refresh,
    ) -> Result<SignedIn, Declined> {
        let access = self.tokens.issue(user.id, family, mint(&self.clock)?, self.clock.now());
        Ok(SignedIn {
            person: person(user),
            family,
            access_token: access.token,
            refresh_token: refresh.text(),
            lasts_ms: self.refresh_ms,
            expires_at: access.expires_at,
        })
    }
}

/// Staff who lock themselves out need the command line.
fn refuse_own(user: UserId, deed: &Deed) -> Result<(), Refusal> {
    if deed.by == Some(user) { Err(Refusal::OwnAccount) } else { Ok(()) }
}
