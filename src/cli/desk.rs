//! What commands about accounts work at: the database of the data directory, beside a server or without one.

use std::{
    fs,
    net::{IpAddr, Ipv4Addr},
    os::unix::fs::DirBuilderExt,
    sync::Arc,
};

use super::{
    args::Settings,
    credentials,
    failure::{Exit, Failure},
    load,
};
use crate::{
    clock::Clock,
    config::Config,
    gateway::{
        accounts::{Accounts, Deed, Device},
        password::{Cost, Passwords},
        standing::Standing,
        token::Tokens,
    },
    protocol::{
        account::{Declined, Refusal},
        fault::Fault,
    },
    store::{OpenError, Options, Place, Store, users::User},
};

/// Everything at hand.
pub(super) struct Desk {
    pub(super) config: Config,
    pub(super) accounts: Accounts,
    pub(super) standing: Standing,
    pub(super) tokens: Arc<Tokens>,
    pub(super) clock: Clock,
}

/// Whether a database that is not there is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missing {
    Make,
    Refuse,
}

/// Does some work at the desk.
pub(super) fn at<T>(
    settings: &Settings,
    missing: Missing,
    change: impl FnOnce(&mut Config),
    work: impl AsyncFnOnce(&Desk) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let mut config = load(settings)?.config;
    change(&mut config);
    // The readers are actors.
    actix::System::new().block_on(async {
        let store = open(&config, missing)?;
        let done = match desk(&config, &store) {
            Ok(desk) => work(&desk).await,
            Err(failure) => Err(failure),
        };
        store.close();
        done
    })
}

pub(super) fn open(config: &Config, missing: Missing) -> Result<Store, Failure> {
    let file = config.database_file();
    let unreachable = |why: String| {
        let what = format!("cannot open {}", file.display());
        Failure::new(Exit::NotReachable, what, why, "name the directory of your data with --data")
    };
    match (file.exists(), missing) {
        (true, _) => (),
        (false, Missing::Refuse) => return Err(unreachable("it is not there".into())),
        (false, Missing::Make) => fs::DirBuilder::new()
            .recursive(true)
            .mode(0o700)
            .create(&config.data.dir)
            .map_err(|error| unreachable(error.to_string()))?,
    }
    let options =
        Options { place: Place::File(file.clone()), readers: config.database.readers.get() };
    Store::open(&options).map_err(|error| match error {
        OpenError::Newer { database: _, program: _ } => Failure::new(
            Exit::Refused,
            format!("cannot open {}", file.display()),
            error,
            "run the newer program",
        ),
        OpenError::Schema(_) | OpenError::Database(_) | OpenError::Machine(_) => {
            unreachable(error.to_string())
        }
    })
}

fn desk(config: &Config, store: &Store) -> Result<Desk, Failure> {
    let clock = Clock::system();
    let tokens = Tokens::configured(config, credentials().as_deref()).map_err(|error| {
        Failure::usage("there is no key to sign tokens with", error, "see `auth.secret_file`")
    })?;
    let tokens = Arc::new(tokens);
    let passwords = Arc::new(Passwords::new(Cost::OWASP).map_err(declined("start"))?);
    let accounts = Accounts::new(store.clone(), Arc::clone(&tokens), passwords, clock.clone())
        .lasting(config.auth.refresh_ttl.ms());
    let standing = Standing::new(store.clone(), Arc::clone(&tokens), clock.clone());
    Ok(Desk { config: config.clone(), accounts, standing, tokens, clock })
}

impl Desk {
    /// The account of this name.
    pub(super) async fn user(&self, name: &str) -> Result<User, Failure> {
        let found = self.accounts.named(name).await.map_err(declined("look for the account"))?;
        found.ok_or_else(|| {
            let what = format!("there is no {name}");
            Failure::new(Exit::NotFound, what, "no account is called so", "see `rialto user list`")
        })
    }
}

/// Who signs in here, for the list of sign-ins.
pub(super) fn device() -> Device {
    let version = env!("CARGO_PKG_VERSION");
    let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
    Device { address, user_agent: format!("rialto {version} (command line)") }
}

/// Whose deed it is, for the record.
pub(super) fn deed() -> Deed {
    Deed { by: None, reason: "on the command line".into() }
}

/// Says why accounts did not do something.
pub(super) fn declined<E: Into<Declined>>(what: &str) -> impl Fn(E) -> Failure + use<'_, E> {
    move |error| {
        let declined = error.into();
        let (exit, remedy) = match &declined {
            Declined::Refused(refusal) => refused(refusal),
            Declined::Fault(fault) => faulty(fault),
        };
        let problem = crate::protocol::fault::Problem::from(&declined);
        Failure::new(exit, format!("cannot {what}"), problem.message, remedy)
    }
}

fn refused(refusal: &Refusal) -> (Exit, &'static str) {
    match refusal {
        Refusal::NameTaken | Refusal::EmailTaken => (Exit::Conflict, "choose another"),
        Refusal::NoSuchUser { user: _ } => (Exit::NotFound, "see `rialto user list`"),
        Refusal::WrongCredentials
        | Refusal::Banned { until: _, reason: _ }
        | Refusal::OwnAccount
        | Refusal::NoPassword => (Exit::Refused, "see `rialto user list` for the account"),
    }
}

fn faulty(fault: &Fault) -> (Exit, &'static str) {
    match fault {
        Fault::Invalid { fields: _ } | Fault::Malformed | Fault::TooLarge => {
            (Exit::Usage, "change what is wrong and run it again")
        }
        Fault::Busy { retry_after_ms: _ }
        | Fault::Unavailable { retry_after_ms: _ }
        | Fault::RateLimited { retry_after_ms: _ } => (Exit::NotReachable, "run it again"),
        Fault::NotFound | Fault::UnknownEvent => (Exit::NotFound, "see `rialto user list`"),
        Fault::KeyReused | Fault::TooLate => (Exit::Conflict, "run it again"),
        Fault::Unauthenticated | Fault::Forbidden => (Exit::Refused, "sign in again"),
        Fault::Internal { request_id: _ } => (Exit::Failed, "report what the log says"),
    }
}
