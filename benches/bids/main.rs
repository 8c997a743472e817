//! How many durable bids a second one hot auction acknowledges: in process, and over real sockets.
//!
//! `cargo bench` prints both. In process, 1,000 bids are in flight at a room and a writer on `SQLite` with
//! synchronous FULL. Over sockets, this process is the load and the real program beside it is the server.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot go on has failed")]

use std::time::Duration;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};

mod in_process;
mod over_sockets;

fn hot_auction(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("durable bids in one auction");
    group.throughput(Throughput::Elements(1)).sample_size(10);
    group.measurement_time(Duration::from_secs(10));
    group.bench_function("in process, 1,000 in flight", |bencher| {
        bencher.iter_custom(in_process::bids);
    });
    let server = over_sockets::Server::start();
    group.bench_function("over 16 WebSockets, 64 in flight each", |bencher| {
        bencher.iter_custom(|bids| server.bids(bids));
    });
    group.finish();
}

criterion_group!(benches, hot_auction);
criterion_main!(benches);
