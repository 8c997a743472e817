//! What is counted, named once.
//!
//! **Invariant:** no label ever holds the id or name of a user, a room or an address: labels have few values.

use std::{
    sync::{LazyLock, OnceLock},
    time::Duration,
};

use metrics::{
    Counter, Histogram, counter, describe_counter, describe_gauge, describe_histogram, gauge,
    histogram,
};
use metrics_exporter_prometheus::{BuildError, Matcher, PrometheusBuilder, PrometheusHandle};

/// Gauge: open connections.
pub const CONNECTIONS: &str = "rialto_connections";
/// Counter: connections that were asked for; `result`.
pub const CONNECTS: &str = "rialto_connects_total";
/// Gauge: users with a connection, or with one a moment ago.
pub const PRESENT: &str = "rialto_users_present";
/// Counter: subscriptions with a last seen position; `resumed`.
pub const RECONNECTS: &str = "rialto_reconnects_total";
/// Counter: requests over the socket; `event`, `code`.
pub const COMMANDS: &str = "rialto_commands_total";
/// Histogram: from a request to its answer.
pub const COMMAND_SECONDS: &str = "rialto_command_seconds";
/// Histogram: from a bid's arrival to its event being handed to the sockets.
pub const BID_TO_BROADCAST_SECONDS: &str = "rialto_bid_to_broadcast_seconds";
/// Gauge: rooms in memory; `kind`.
pub const ROOMS: &str = "rialto_rooms";
/// Counter: frames; `dir`.
pub const FRAMES: &str = "rialto_frames_total";
/// Histogram: from a room's telling, or from the round before, to every listener of a thread having had a turn.
pub const FAN_OUT_SECONDS: &str = "rialto_fan_out_seconds";
/// Counter: signals that a newer one replaced before they were sent.
pub const SIGNALS_CONFLATED: &str = "rialto_signals_conflated_total";
/// Gauge: bytes that wait for clients to take them; `lane`.
pub const OUTBOUND_BYTES: &str = "rialto_outbound_waiting_bytes";
/// Gauge: connections whose sockets take no more for now.
pub const BLOCKED: &str = "rialto_blocked_connections";
/// Counter: connections closed because they read too slowly.
pub const SLOW_CONSUMERS: &str = "rialto_slow_consumers_total";
/// Histogram: one commit of the writer.
pub const DB_COMMIT_SECONDS: &str = "rialto_db_commit_seconds";
/// Histogram: how many jobs one commit carried.
pub const DB_COMMIT_JOBS: &str = "rialto_db_commit_jobs";
/// Histogram: from handing a batch to the writer to its being durable.
pub const DB_APPEND_SECONDS: &str = "rialto_db_append_seconds";
/// Histogram: one read of the database, waiting for a reader included.
pub const DB_READ_SECONDS: &str = "rialto_db_read_seconds";
/// Histogram: how many requests a room judged at once.
pub const ROOM_BATCH_REQUESTS: &str = "rialto_room_batch_requests";
/// Counter: attempts to bring something to somebody who is not here; `channel`, `result`.
pub const DELIVERIES: &str = "rialto_deliveries_total";
/// Gauge: deliveries in the store; `state`.
pub const DELIVERIES_KEPT: &str = "rialto_deliveries";
/// Counter: requests over HTTP; `method`, `status`.
pub const HTTP_REQUESTS: &str = "rialto_http_requests_total";
/// Counter: reports of browsers that a page did what its policy forbids.
pub const CSP_REPORTS: &str = "rialto_csp_reports_total";
/// Gauge: searches that wait for a match; `game`, `mode`.
pub const MATCHMAKING_POOL: &str = "rialto_matchmaking_pool";
/// Counter: matches that all have accepted; `game`, `mode`.
pub const MATCHMAKING_MATCHES: &str = "rialto_matchmaking_matches_total";
/// Counter: matches that somebody declined or did not answer; `game`, `mode`.
pub const MATCHMAKING_FAILED: &str = "rialto_matchmaking_failed_checks_total";
/// Counter: searches that ran out of time; `game`, `mode`.
pub const MATCHMAKING_EXPIRED: &str = "rialto_matchmaking_expired_total";
/// Histogram: from the beginning of a search to its match; `game`, `mode`.
pub const MATCHMAKING_WAIT_SECONDS: &str = "rialto_matchmaking_wait_seconds";
/// Histogram: how far the ratings in a match are apart; `game`, `mode`.
pub const MATCHMAKING_SPREAD: &str = "rialto_matchmaking_spread";
/// Gauge: always 1; `version`.
pub const BUILD_INFO: &str = "rialto_build_info";

/// Every metric with its kind and what it means.
const ALL: [(&str, Kind, &str); 30] = [
    (CONNECTIONS, Kind::Gauge, "Open connections."),
    (CONNECTS, Kind::Counter, "Connections that were asked for, by result."),
    (PRESENT, Kind::Gauge, "Users who are there."),
    (
        RECONNECTS,
        Kind::Counter,
        "Subscriptions from a last seen position, by whether it could be resumed.",
    ),
    (COMMANDS, Kind::Counter, "Requests over the socket, by event and code."),
    (COMMAND_SECONDS, Kind::Histogram(&SECONDS), "From a request to its answer."),
    (BID_TO_BROADCAST_SECONDS, Kind::Histogram(&SECONDS), "From a bid's arrival to its broadcast."),
    (ROOMS, Kind::Gauge, "Rooms in memory, by kind."),
    (FRAMES, Kind::Counter, "Frames, by direction."),
    (FAN_OUT_SECONDS, Kind::Histogram(&SECONDS), "One round of telling the listeners of a room."),
    (SIGNALS_CONFLATED, Kind::Counter, "Signals replaced by a newer one before they were sent."),
    (OUTBOUND_BYTES, Kind::Gauge, "Bytes that wait for clients to take them, by lane."),
    (BLOCKED, Kind::Gauge, "Connections whose sockets take no more for now."),
    (SLOW_CONSUMERS, Kind::Counter, "Connections closed because they read too slowly."),
    (DB_COMMIT_SECONDS, Kind::Histogram(&SECONDS), "One commit of the writer."),
    (DB_COMMIT_JOBS, Kind::Histogram(&JOBS), "Jobs carried by one commit."),
    (DB_APPEND_SECONDS, Kind::Histogram(&SECONDS), "From handing over a batch to its commit."),
    (DB_READ_SECONDS, Kind::Histogram(&SECONDS), "One read of the database."),
    (ROOM_BATCH_REQUESTS, Kind::Histogram(&JOBS), "Requests that a room judged at once."),
    (DELIVERIES, Kind::Counter, "Attempts to deliver, by channel and result."),
    (DELIVERIES_KEPT, Kind::Gauge, "Deliveries in the store, by state."),
    (HTTP_REQUESTS, Kind::Counter, "Requests over HTTP, by method and status."),
    (CSP_REPORTS, Kind::Counter, "Reports that a page did what its policy forbids."),
    (MATCHMAKING_POOL, Kind::Gauge, "Searches that wait for a match."),
    (MATCHMAKING_MATCHES, Kind::Counter, "Matches that all have accepted."),
    (MATCHMAKING_FAILED, Kind::Counter, "Matches that somebody declined or did not answer."),
    (MATCHMAKING_EXPIRED, Kind::Counter, "Searches that ran out of time."),
    (MATCHMAKING_WAIT_SECONDS, Kind::Histogram(&WAITS), "From a search to its match."),
    (MATCHMAKING_SPREAD, Kind::Histogram(&POINTS), "How far the ratings in a match are apart."),
    (BUILD_INFO, Kind::Gauge, "Always 1; which version runs."),
];

const SECONDS: [f64; 13] =
    [0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.0, 10.0];
const JOBS: [f64; 8] = [1.0, 2.0, 5.0, 10.0, 50.0, 100.0, 500.0, 1000.0];

const WAITS: [f64; 10] = [0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 40.0, 90.0, 180.0, 600.0];
const POINTS: [f64; 8] = [10.0, 25.0, 50.0, 100.0, 200.0, 400.0, 800.0, 1600.0];

#[derive(Clone, Copy)]
enum Kind {
    Counter,
    Gauge,
    Histogram(&'static [f64]),
}

/// Begins to count, once for the process, and hands out what renders the figures.
/// Whoever holds it calls `run_upkeep` every few seconds.
pub fn install() -> Result<PrometheusHandle, BuildError> {
    // The `metrics` crate has one recorder for the process; so there is one handle.
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    if let Some(handle) = HANDLE.get() {
        return Ok(handle.clone());
    }
    let mut builder = PrometheusBuilder::new();
    for (name, kind, _) in ALL {
        match kind {
            Kind::Counter | Kind::Gauge => (),
            Kind::Histogram(buckets) => {
                builder =
                    builder.set_buckets_for_metric(Matcher::Full(name.to_owned()), buckets)?;
            }
        }
    }
    let recorder = builder.build_recorder();
    let handle = HANDLE.get_or_init(|| recorder.handle()).clone();
    if metrics::set_global_recorder(recorder).is_ok() {
        describe();
    }
    Ok(handle)
}

/// The name of every metric.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|(name, _, _)| *name)
}

fn describe() {
    for (name, kind, text) in ALL {
        match kind {
            Kind::Counter => describe_counter!(name, text),
            Kind::Gauge => describe_gauge!(name, text),
            Kind::Histogram(_) => describe_histogram!(name, text),
        }
    }
    gauge!(BUILD_INFO, "version" => env!("CARGO_PKG_VERSION")).set(1.0);
}

/// So many users are there.
pub fn present(users: usize) {
    #[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
    gauge!(PRESENT).set(users as f64);
}

/// So many rooms of a kind are awake.
pub fn rooms(kind: &str, count: usize) {
    #[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
    gauge!(ROOMS, "kind" => kind.to_owned()).set(count as f64);
}

/// The writer has committed so many jobs at once.
pub fn committed(took: Duration, jobs: usize) {
    histogram!(DB_COMMIT_SECONDS).record(took);
    #[expect(clippy::cast_precision_loss, reason = "a histogram is of floats")]
    histogram!(DB_COMMIT_JOBS).record(jobs as f64);
}

/// A batch of so many requests is durable, so long after it was handed to the writer.
pub fn appended(took: Duration, requests: usize) {
    static TOOK: LazyLock<Histogram> = LazyLock::new(|| histogram!(DB_APPEND_SECONDS));
    static REQUESTS: LazyLock<Histogram> = LazyLock::new(|| histogram!(ROOM_BATCH_REQUESTS));
    TOOK.record(took);
    #[expect(clippy::cast_precision_loss, reason = "a histogram is of floats")]
    REQUESTS.record(requests as f64);
}

/// The database has been read.
pub fn read(took: Duration) {
    static TOOK: LazyLock<Histogram> = LazyLock::new(|| histogram!(DB_READ_SECONDS));
    TOOK.record(took);
}

/// So many bytes wait in a lane, of all connections together.
pub fn waiting(lane: &'static str, bytes: usize) {
    #[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
    gauge!(OUTBOUND_BYTES, "lane" => lane).set(bytes as f64);
}

/// So many connections take no more for now.
pub fn blocked(connections: usize) {
    #[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
    gauge!(BLOCKED).set(connections as f64);
}

/// Somebody came back with a last seen position, and could be told exactly what was missed or not.
pub fn came_back(resumed: bool) {
    let resumed = if resumed { "true" } else { "false" };
    counter!(RECONNECTS, "resumed" => resumed).increment(1);
}

/// A message came in.
pub fn frame_in() {
    static IN: LazyLock<Counter> = LazyLock::new(|| counter!(FRAMES, "dir" => "in"));
    IN.increment(1);
}

/// So many messages went out; on the path that every delivery takes, so the counter is looked up once.
pub fn frames_out(frames: usize) {
    static OUT: LazyLock<Counter> = LazyLock::new(|| counter!(FRAMES, "dir" => "out"));
    if 0 < frames {
        OUT.increment(frames as u64);
    }
}

/// A signal took the place of an older one that had not been sent yet.
pub fn signal_conflated() {
    static CONFLATED: LazyLock<Counter> = LazyLock::new(|| counter!(SIGNALS_CONFLATED));
    CONFLATED.increment(1);
}

/// Every listener of a thread has had a turn.
pub fn fanned_out(took: Duration) {
    static TOOK: LazyLock<Histogram> = LazyLock::new(|| histogram!(FAN_OUT_SECONDS));
    TOOK.record(took);
}

/// An attempt to bring something.
pub fn delivered(channel: &'static str, result: &'static str) {
    counter!(DELIVERIES, "channel" => channel, "result" => result).increment(1);
}

/// So many deliveries are in a state.
pub fn deliveries(state: &'static str, count: i64) {
    #[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
    gauge!(DELIVERIES_KEPT, "state" => state).set(count as f64);
}

/// So many more of something in a mode of a game.
pub fn more(name: &'static str, game: &str, mode: &str, count: u64) {
    counter!(name, "game" => game.to_owned(), "mode" => mode.to_owned()).increment(count);
}

/// So many of something in a mode of a game.
pub fn now(name: &'static str, game: &str, mode: &str, count: u64) {
    #[expect(clippy::cast_precision_loss, reason = "a gauge is a float")]
    gauge!(name, "game" => game.to_owned(), "mode" => mode.to_owned()).set(count as f64);
}

/// One more of something in a mode of a game, of this size.
pub fn one(name: &'static str, game: &str, mode: &str, thousandths: u64) {
    #[expect(clippy::cast_precision_loss, reason = "a histogram is of floats")]
    let size = thousandths as f64 / 1_000.0;
    histogram!(name, "game" => game.to_owned(), "mode" => mode.to_owned()).record(size);
}

/// Counts one answered request over HTTP.
pub fn http_request(method: &'static str, status: u16) {
    counter!(HTTP_REQUESTS, "method" => method, "status" => status.to_string()).increment(1);
}

/// A browser has reported that a page did what its policy forbids.
pub fn csp_report() {
    counter!(CSP_REPORTS).increment(1);
}
