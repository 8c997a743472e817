//! Settings and limits: every one typed, with its default, read from a file, then the environment, then flags.
//!
//! A setting that is unknown, of the wrong type or impossible beside another one refuses the start (`load.rs`).
//! **Invariant:** no secret is a setting; a setting may only name the file that holds one.
//! `config/rialto.toml` says what each setting is for, and a test keeps it equal to this.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    num::{NonZeroU32, NonZeroUsize},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

pub use self::{
    attachments::{Attachments, Pictures},
    games::{EXAMPLES, Games},
    load::{Layers, Loaded, Show, load},
    market::Market,
    presence::Presence,
    problem::{Problem, Source},
    push::{Push, Webhook},
    talk::{Conversations, Notifications},
    value::{Network, Origin, Period, Size},
    web::{FRAME_ANCESTORS_MAX, TITLE_CHARS_MAX, Web},
};

mod attachments;
mod check;
mod games;
mod load;
mod market;
mod presence;
mod problem;
mod push;
mod talk;
mod value;
mod web;

/// The credential, and the file in the data directory, with the keys that sign tokens.
const KEYS_NAME: &str = "token_secret";

/// The folder in the data directory with files that people upload.
const FILES_NAME: &str = "attachments";

/// The file in the data directory with the database.
const DATABASE_NAME: &str = "rialto.db";

/// Everything that can be set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The address that people type, where it is not the one that is listened on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub public_url: Option<Origin>,
    /// The doors.
    pub server: Server,
    /// Where things are kept.
    pub data: Data,
    /// How they are kept.
    pub database: Database,
    /// Who may come in.
    pub auth: Auth,
    /// How much of everything.
    pub limits: Limits,
    /// The pages.
    pub web: Web,
    /// Live connections and rooms.
    pub realtime: Realtime,
    /// Who is there.
    pub presence: Presence,
    /// What may be said.
    pub conversations: Conversations,
    /// Files that people upload.
    pub attachments: Attachments,
    /// Pictures of what is sold.
    pub pictures: Pictures,
    /// What is played.
    pub games: Games,
    /// What is sold, and what the house takes of it.
    pub market: Market,
    /// What people are told.
    pub notifications: Notifications,
    /// How they are told when they are not here.
    pub push: Push,
    /// What is written down while it runs.
    pub log: Log,
    /// What is counted while it runs.
    pub metrics: Metrics,
    /// Switches for tests; all of them off.
    pub testing: Testing,
}

/// The doors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// Addresses and ports. Nothing beyond loopback unless it is named here.
    pub listen: Vec<SocketAddr>,
    /// Threads that serve connections; 0 for one per core.
    pub workers: usize,
    /// Connections at once; more are not accepted.
    pub max_connections: NonZeroUsize,
    /// How long a stop may take.
    pub drain: Period,
    /// Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    pub trusted_proxies: Vec<Network>,
}

impl Default for Server {
    fn default() -> Self {
        Server {
            listen: vec![SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080)],
            workers: 0,
            max_connections: at_least_one(25_000),
            drain: Period::seconds(25),
            trusted_proxies: Vec::new(),
        }
    }
}

/// Where things are kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Data {
    /// A directory, made at the first start.
    pub dir: PathBuf,
}

impl Default for Data {
    fn default() -> Self {
        Data { dir: PathBuf::from("data") }
    }
}

/// How things are kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Database {
    /// Threads that read.
    pub readers: NonZeroUsize,
}

impl Default for Database {
    fn default() -> Self {
        Database { readers: at_least_one(4) }
    }
}

/// Who may come in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Auth {
    /// Whether anyone may make an account.
    pub registration: bool,
    /// Whether one may watch without an account.
    pub guests: bool,
    /// How long an access token is good.
    pub access_ttl: Period,
    /// How long a refresh token is good.
    pub refresh_ttl: Period,
    /// The file with the key that signs tokens; see [`Config::keys_file`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub secret_file: Option<PathBuf>,
    /// Others whose tokens are accepted.
    pub issuers: Vec<Issuer>,
}

impl Default for Auth {
    fn default() -> Self {
        Auth {
            registration: true,
            guests: true,
            access_ttl: Period::seconds(15 * 60),
            refresh_ttl: Period::seconds(30 * 24 * 3600),
            secret_file: None,
            issuers: Vec::new(),
        }
    }
}

/// Somebody else whose tokens are accepted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Issuer {
    /// The `iss` of its tokens.
    pub issuer: String,
    /// The `aud` that its tokens must carry.
    pub audience: String,
    /// The one algorithm that it signs with.
    pub algorithm: Algorithm,
    /// The file with its key: PEM, or the raw secret where the algorithm is HS256.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_file: Option<PathBuf>,
    /// Or the file with its key set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub jwks_file: Option<PathBuf>,
    /// Whether the `role` in its tokens is believed; else everyone it sends is a `user`.
    #[serde(default)]
    pub trust_role: bool,
}

/// How tokens are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Algorithm {
    /// HMAC with SHA-256: both sides hold the secret.
    HS256,
    /// RSA with SHA-256.
    RS256,
    /// ECDSA on P-256.
    ES256,
    /// Ed25519.
    EdDSA,
}

/// How much of everything.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// One message of a client.
    pub frame: Size,
    /// What may wait to be sent to one client before it is cut as too slow.
    pub outbound: Size,
    /// The body of one HTTP request.
    pub body: Size,
    /// Rooms that one connection follows.
    pub rooms_per_connection: NonZeroUsize,
    /// Connections of one user.
    pub connections_per_user: NonZeroUsize,
    /// Connections of one address, whatever they are for.
    pub connections_per_address: NonZeroUsize,
    /// Requests a second of one user, or of the guests of one address.
    pub requests_per_s: NonZeroU32,
    /// Requests a second of all who sit at one address.
    pub requests_per_address_per_s: NonZeroU32,
    /// Subscriptions a second of one user, or of the guests of one address.
    pub subscribes_per_s: NonZeroU32,
    /// Bids a second of one user in one auction.
    pub bids_per_s: NonZeroU32,
    /// Malformed frames in a row before the connection is closed.
    pub malformed_in_a_row: NonZeroU32,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            frame: Size::kib(64),
            outbound: Size::kib(1024),
            body: Size::kib(256),
            rooms_per_connection: at_least_one(200),
            connections_per_user: at_least_one(20),
            connections_per_address: at_least_one(1_000),
            requests_per_s: some(50),
            requests_per_address_per_s: some(1_000),
            subscribes_per_s: some(50),
            bids_per_s: some(5),
            malformed_in_a_row: some(10),
        }
    }
}

/// Live connections and rooms.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Realtime {
    /// How often a silent client is asked whether it is there.
    pub ping: Period,
    /// How long it may take to say so.
    pub pong_within: Period,
    /// Pages of these origins may connect too.
    pub origins: Vec<Origin>,
    /// Events that each room keeps at hand for clients that come back.
    pub history: NonZeroUsize,
    /// A room that nobody follows or asks anything for so long is put to sleep.
    pub idle_after: Period,
}

impl Default for Realtime {
    fn default() -> Self {
        Realtime {
            ping: Period::seconds(20),
            pong_within: Period::seconds(20),
            origins: Vec::new(),
            history: at_least_one(256),
            idle_after: Period::seconds(5 * 60),
        }
    }
}

/// What is written down while it runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Log {
    /// From which importance on.
    pub level: Level,
    /// For whom.
    pub format: Format,
}

impl Default for Log {
    fn default() -> Self {
        Log { level: Level::Info, format: Format::Human }
    }
}

/// How important.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Somebody must act.
    Error,
    /// Somebody may want to know.
    Warn,
    /// What happens.
    Info,
    /// How it happens.
    Debug,
    /// Every step.
    Trace,
}

/// For whom the log is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// People.
    Human,
    /// Programs: one JSON object per line.
    Json,
}

/// What is counted while it runs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Metrics {
    /// Whether `/metrics` is served.
    pub enabled: bool,
}

impl Default for Metrics {
    fn default() -> Self {
        Metrics { enabled: true }
    }
}

/// Switches for tests; refused beyond loopback.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Testing {
    /// Serves `/ws-echo`, an echo on the real codec.
    pub echo: bool,
    /// Keeps nothing on disk.
    pub volatile: bool,
}

impl Config {
    /// Whether every door opens to this machine alone.
    pub fn loopback_only(&self) -> bool {
        self.server.listen.iter().all(|address| address.ip().is_loopback())
    }

    /// The file of the database.
    pub fn database_file(&self) -> PathBuf {
        self.data.dir.join(DATABASE_NAME)
    }

    /// The folder of files that people upload.
    pub fn files_folder(&self) -> PathBuf {
        self.data.dir.join(FILES_NAME)
    }

    /// The file with the keys that sign tokens: `auth.secret_file`, else the credential `token_secret` that systemd
    /// hands over in the directory `credentials`, else `token_secret` in the data directory.
    pub fn keys_file(&self, credentials: Option<&Path>) -> PathBuf {
        let handed_over = || Some(credentials?.join(KEYS_NAME)).filter(|file| file.exists());
        let given = self.auth.secret_file.clone().or_else(handed_over);
        given.unwrap_or_else(|| self.data.dir.join(KEYS_NAME))
    }

    /// Other origins whose pages may connect: those named, and that of the public address.
    pub fn origins(&self) -> impl Iterator<Item = &Origin> {
        self.realtime.origins.iter().chain(&self.public_url)
    }
}

fn at_least_one(number: usize) -> NonZeroUsize {
    NonZeroUsize::new(number).unwrap_or(NonZeroUsize::MIN)
}

fn some(number: u32) -> NonZeroU32 {
    NonZeroU32::new(number).unwrap_or(NonZeroU32::MIN)
}
