//! The real program as a process of its own, and this process as its load.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest},
};

/// Bidders, each with a connection.
const BIDDERS: usize = 16;
/// Bids of each that wait for their acknowledgement.
const IN_FLIGHT: usize = 64;
/// Nobody is to be limited here.
const SETTINGS: &str = "[limits]\nbids_per_s = 1000000\nrequests_per_s = 1000000\n";

type Socket = WebSocketStream<MaybeTlsStream<TcpStream>>;

/// A server with a data directory of its own, stopped when dropped.
pub(crate) struct Server {
    process: Child,
    address: String,
    tokens: Vec<String>,
    _folder: tempfile::TempDir,
}

impl Server {
    /// Starts the program and makes the accounts.
    pub(crate) fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let settings = folder.path().join("rialto.toml");
        std::fs::write(&settings, SETTINGS).unwrap();
        let mut process = Command::new(env!("CARGO_BIN_EXE_rialto"))
            .args(["serve", "--listen", "127.0.0.1:0", "--data"])
            .arg(folder.path().join("data"))
            .arg("--config")
            .arg(&settings)
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let address = lines
            .find_map(|line| Some(line.unwrap().split_once("listening on http://")?.1.to_owned()));
        // The log must be read on, or the server would wait for it.
        std::thread::spawn(move || lines.for_each(drop));
        let data = folder.path().join("data");
        let names = (0..=BIDDERS).map(|number| format!("bench-{number}"));
        let tokens = names.map(|name| token(&data, &settings, &name)).collect();
        Server { process, address: address.unwrap(), tokens, _folder: folder }
    }

    /// The time until so many bids have been acknowledged in a fresh auction.
    pub(crate) fn bids(&self, count: u64) -> Duration {
        actix::System::new().block_on(async {
            let auction = self.auction().await;
            let mut sockets = Vec::new();
            for token in &self.tokens[1..] {
                sockets.push(self.connect(token).await);
            }
            let (amount, accepted) = (Arc::new(AtomicU64::new(1)), Arc::new(AtomicU64::new(0)));
            let begun = now();
            let bidders = sockets.into_iter().map(|socket| {
                bid(socket, auction.clone(), amount.clone(), accepted.clone(), count)
            });
            futures_util::future::join_all(bidders).await;
            begun.elapsed()
        })
    }

    async fn connect(&self, token: &str) -> Socket {
        let mut request = format!("ws://{}/ws", self.address).into_client_request().unwrap();
        let bearer = format!("Bearer {token}").parse().unwrap();
        request.headers_mut().insert("Authorization", bearer);
        connect_async(request).await.unwrap().0
    }

    async fn auction(&self) -> String {
        let terms = json!({
            "title": "hot", "currency": "EUR", "bidding": "open", "startPrice": 1,
            "increment": { "type": "fixed", "amount": 1 }, "durationMs": 3_600_000, "publish": true
        });
        let mut response = awc::Client::default()
            .post(format!("http://{}/api/v1/auctions", self.address))
            .bearer_auth(&self.tokens[0])
            .send_json(&terms)
            .await
            .unwrap();
        let made: Value = serde_json::from_slice(&response.body().await.unwrap()).unwrap();
        made["room"].as_str().unwrap().to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// One bidder: keeps its bids in flight until all have together been accepted often enough.
/// A bid that another one overtook on its way is refused, and not counted.
async fn bid(
    mut socket: Socket,
    room: String,
    amount: Arc<AtomicU64>,
    accepted: Arc<AtomicU64>,
    count: u64,
) {
    let next = || {
        let amount = amount.fetch_add(1, Relaxed);
        let data = json!({ "amount": amount });
        Message::text(
            json!({ "id": 1, "event": "auction:bid", "room": room, "data": data }).to_string(),
        )
    };
    for _ in 0..IN_FLIGHT {
        socket.feed(next()).await.unwrap();
    }
    socket.flush().await.unwrap();
    while accepted.load(Relaxed) < count {
        let Message::Text(frame) = socket.next().await.unwrap().unwrap() else { continue };
        if frame.starts_with(r#"{"reply""#) {
            let done = !frame.contains(r#""error""#);
            accepted.fetch_add(u64::from(done), Relaxed);
            socket.send(next()).await.unwrap();
        }
    }
}

fn token(data: &std::path::Path, settings: &std::path::Path, name: &str) -> String {
    let run = |arguments: &[&str], input: &str| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_rialto"))
            .args(arguments)
            .arg("--data")
            .arg(data)
            .arg("--config")
            .arg(settings)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        std::io::Write::write_all(child.stdin.as_mut().unwrap(), input.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    run(
        &["user", "create", name, "--role", "seller", "--password-stdin"],
        "correct horse battery\n",
    );
    run(&["token", "create", name, "--ttl", "1h"], "").lines().next().unwrap().trim().to_owned()
}

#[expect(clippy::disallowed_methods, reason = "a benchmark measures time")]
fn now() -> Instant {
    Instant::now()
}
