//! The parts of a house, put together from the settings.

use std::{path::Path, sync::Arc, thread};

use actix::prelude::*;
use metrics_exporter_prometheus::PrometheusHandle;

use super::Failure;
use crate::{
    clock::Clock,
    config::{Config, Origin},
    domain::{Settings, conversation, inbox, market},
    files::Vault,
    gateway::{
        accounts::Accounts,
        address::{Neighbours, Proxies},
        attendance::Attendance,
        demo::Stage,
        limiter::{Limiter, Rate, Rates},
        links::Links,
        password::{Cost, Passwords},
        presence::{Patience, Presence},
        session::Manners,
        setup::SetupLinks,
        standing::Standing,
        token::Tokens,
        ws,
    },
    http::upload::Uploads,
    metrics,
    post::{Office, postman::Postman},
    protocol::{connection::Limits, conversation::WordList, game::Games, id::UserId, market::Fees},
    rooms::{Habits, Rooms, audience::Boards, directory::Directory},
    store::{Lock, Options, Place, Store},
};

/// Places on the switchboards beyond those that workers take at the start: for workers that replace another.
const SPARE_PLACES: usize = 16;
/// How long the first `auth` may take where guests are off, in milliseconds.
const AUTH_WITHIN_MS: u64 = 10_000;
/// After how many events a room writes a snapshot.
const SNAPSHOT_EVERY: u64 = 1_000;
/// How many times its rate a user may ask at once, after a rest.
const BURST: u32 = 4;

/// The parts; each is cheap to clone.
#[derive(Clone)]
pub(super) struct Parts {
    pub(super) clock: Clock,
    pub(super) games: Arc<Games>,
    pub(super) store: Store,
    pub(super) boards: Arc<Boards>,
    pub(super) directory: Addr<Directory>,
    pub(super) rooms: Rooms,
    pub(super) accounts: Accounts,
    pub(super) standing: Standing,
    pub(super) limiter: Arc<Limiter>,
    pub(super) attendance: Attendance<UserId>,
    pub(super) presence: Addr<Presence>,
    pub(super) neighbours: Neighbours,
    pub(super) proxies: Proxies,
    pub(super) roll: ws::Roll,
    pub(super) ws: ws::Limits,
    pub(super) origins: ws::Origins,
    /// Those of the house's own pages.
    pub(super) own_origins: ws::Origins,
    pub(super) manners: Arc<Manners>,
    pub(super) limits: Limits,
    pub(super) uploads: Uploads,
    pub(super) links: Arc<Links>,
    pub(super) setup_links: SetupLinks,
    pub(super) stage: Arc<Stage>,
    pub(super) office: Arc<Office>,
    pub(super) postman: Addr<Postman>,
    pub(super) metrics: PrometheusHandle,
}

impl Parts {
    pub(super) fn new(
        config: &Config,
        credentials: Option<&Path>,
        clock: Clock,
        arbiters: Vec<ArbiterHandle>,
    ) -> Result<Self, Failure> {
        let metrics =
            metrics::install().map_err(|why| Failure::Machine(std::io::Error::other(why)))?;
        let store = store(config)?;
        let tokens = Arc::new(Tokens::configured(config, credentials).map_err(Failure::Keys)?);
        let places = workers(config) * config.server.listen.len() + SPARE_PLACES;
        let boards = Boards::new(places);
        let games = config.games.read().map_err(Failure::Games)?;
        let directory = directory(habits(config, games.clone()), &clock, &store, &boards, arbiters);
        let passwords = Passwords::new(Cost::OWASP)
            .map_err(|_| Failure::Machine(std::io::Error::other("no randomness for passwords")))?;
        let accounts =
            Accounts::new(store.clone(), tokens.clone(), Arc::new(passwords), clock.clone())
                .lasting(config.auth.refresh_ttl.ms());
        let ws = limits(config);
        let rooms = Rooms::new(directory.clone(), store.clone(), clock.clone());
        let office = Arc::new(Office::open(config, credentials).map_err(Failure::Post)?);
        let postman = Postman::new(office.clone(), store.clone(), clock.clone()).start();
        Ok(Parts {
            uploads: uploads(config, &store, &rooms)?,
            accounts: if config.auth.registration { accounts } else { accounts.closed() },
            standing: Standing::new(store.clone(), tokens, clock.clone()),
            limiter: Arc::new(Limiter::new(&rates(config), &clock)),
            presence: presence(config, &store, &boards, &rooms, &clock),
            rooms,
            attendance: Attendance::new(config.limits.connections_per_user.get()),
            neighbours: Neighbours::new(config.limits.connections_per_address.get()),
            proxies: Proxies::new(config.server.trusted_proxies.clone()),
            roll: ws::Roll::new(config.server.max_connections.get()),
            origins: origins(config.origins()),
            own_origins: origins(config.public_url.iter()),
            manners: Arc::new(Manners {
                guests: config.auth.guests,
                auth_within_ms: AUTH_WITHIN_MS,
                rooms_max: config.limits.rooms_per_connection.get(),
                malformed_max: config.limits.malformed_in_a_row.get(),
            }),
            limits: Limits {
                frame_bytes: config.limits.frame.bytes(),
                rooms: config.limits.rooms_per_connection.get(),
                requests_per_second: config.limits.requests_per_s.get(),
                ping_ms: config.realtime.ping.ms(),
            },
            links: Arc::default(),
            stage: Arc::default(),
            setup_links: SetupLinks::of(&config.data.dir),
            games: Arc::new(games),
            clock,
            store,
            boards,
            directory,
            ws,
            office,
            postman,
            metrics,
        })
    }
}

fn origins<'a>(listed: impl Iterator<Item = &'a Origin>) -> ws::Origins {
    ws::Origins::listed(listed.map(|origin| origin.as_str().to_owned()).collect())
}

/// On this thread, so that a room that is slow to open delays no other. Where there is one core they all
/// wait for it anyway, and each step between threads costs a request a time slice: there it lives with the rooms.
fn directory(
    habits: Habits,
    clock: &Clock,
    store: &Store,
    boards: &Arc<Boards>,
    arbiters: Vec<ArbiterHandle>,
) -> Addr<Directory> {
    let only = if let [only] = arbiters.as_slice() { Some(only.clone()) } else { None };
    let (clock, store, boards) = (clock.clone(), store.clone(), boards.clone());
    let directory = Directory::new(clock, store, boards, habits, arbiters);
    match only {
        Some(arbiter) => Directory::start_in_arbiter(&arbiter, |_| directory),
        None => directory.start(),
    }
}

/// Takes the data directory for this house, where it has one.
pub(super) fn lock(config: &Config) -> Result<Option<Lock>, Failure> {
    Store::lock(&config.data.dir).map(Some).map_err(Failure::Locked)
}

/// Threads for rooms: one per core.
pub(super) fn threads() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}

/// Threads for connections.
pub(super) fn workers(config: &Config) -> usize {
    if config.server.workers == 0 { threads() } else { config.server.workers }
}

fn store(config: &Config) -> Result<Store, Failure> {
    let place =
        if config.testing.volatile { Place::Volatile } else { Place::File(config.database_file()) };
    let readers = config.database.readers.get();
    Store::open(&Options { place, readers }).map_err(Failure::Store)
}

fn uploads(config: &Config, store: &Store, rooms: &Rooms) -> Result<Uploads, Failure> {
    let files = &config.attachments;
    Ok(Uploads {
        store: store.clone(),
        rooms: rooms.clone(),
        vault: Vault::open(&config.files_folder()).map_err(Failure::Machine)?,
        bytes_max: files.size.bytes() as u64,
        waiting_max: (files.waiting.get().into(), files.waiting_size.bytes() as u64),
        picture_bytes_max: config.pictures.size.bytes() as u64,
        pictures_a_day_max: config.pictures.per_day.get(),
        within: files.within.duration(),
        stall: files.stall.duration(),
        at_once: Attendance::new(files.at_once.get()),
    })
}

fn habits(config: &Config, games: Games) -> Habits {
    Habits {
        history_frames_max: config.realtime.history.get(),
        snapshot_every: SNAPSHOT_EVERY,
        idle_after_ms: config.realtime.idle_after.ms(),
        return_within_ms: config.presence.grace.ms(),
        settings: Arc::new(rules(config, games)),
        ..Habits::default()
    }
}

fn presence(
    config: &Config,
    store: &Store,
    boards: &Arc<Boards>,
    rooms: &Rooms,
    clock: &Clock,
) -> Addr<Presence> {
    let patience = Patience {
        grace_ms: config.presence.grace.ms(),
        away_after_ms: config.presence.away_after.ms(),
    };
    let (store, boards, rooms) = (store.clone(), boards.clone(), rooms.clone());
    Presence::new(store, boards, rooms, clock.clone(), patience).start()
}

/// What the rules are told.
fn rules(config: &Config, games: Games) -> Settings {
    let talk = &config.conversations;
    Settings {
        conversation: conversation::Settings {
            message_chars_max: talk.message_chars.get(),
            edit_within_ms: talk.edit_within.ms(),
            members_max: talk.members.get(),
            list: WordList { words: talk.words.clone(), action: talk.words_action },
        },
        inbox: inbox::Settings { keep_ms: config.notifications.keep.ms() },
        games,
        market: market::Settings {
            fees: Fees {
                premium_bps: config.market.premium_bps,
                commission_bps: config.market.commission_bps,
            },
            reservation_ms: config.market.reservation.ms(),
            offer_ms: config.market.offer.ms(),
            offer_hold: config.market.offer_hold,
        },
        experiments: config.market.experiments.clone(),
    }
}

fn rates(config: &Config) -> Rates {
    let rate = |per_second: u32| Rate::new(per_second, per_second.saturating_mul(BURST));
    let requests = rate(config.limits.requests_per_s.get());
    let bids = config.limits.bids_per_s.get();
    Rates {
        requests_per_user: requests,
        requests_per_guest_address: requests,
        requests_per_address: rate(config.limits.requests_per_address_per_s.get()),
        subscriptions: subscriptions(config),
        bids_per_user_and_auction: Rate::new(bids, bids),
        ..Rates::default()
    }
}

/// Whoever comes back asks at once for all that was followed, in several windows.
fn subscriptions(config: &Config) -> Rate {
    let rooms = u32::try_from(config.limits.rooms_per_connection.get()).unwrap_or(u32::MAX);
    let per_second = config.limits.subscribes_per_s.get();
    Rate::new(per_second, per_second.max(rooms).saturating_mul(BURST))
}

fn limits(config: &Config) -> ws::Limits {
    ws::Limits {
        frame_bytes_max: config.limits.frame.bytes(),
        outbound_bytes_max: config.limits.outbound.bytes(),
        ping_every: config.realtime.ping.duration(),
        pong_within: config.realtime.pong_within.duration(),
        ..ws::Limits::default()
    }
}
