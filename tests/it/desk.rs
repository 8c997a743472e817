//! Accounts as a whole, with a store of its own and a clock that stands; and the same behind a real server.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on may stop")]

use std::{
    io::{Read, Write},
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream},
    sync::Arc,
    time::Duration,
};

use actix_web::{App, HttpServer, dev::ServerHandle, middleware::from_fn, web};
use rialto::{
    clock::Clock,
    gateway::{
        accounts::{Accounts, Device, Newcomer, SignedIn},
        limiter::{Limiter, Rate, Rates},
        password::{Cost, Passwords},
        standing::Standing,
        token::{Tokens, issuer::Issuer, keys::OwnKeys},
    },
    http, metrics,
    protocol::{account::Declined, person::Role, secret::Secret, time::Time},
    rooms::Habits,
    store::{Options, Place, Store},
};
use serde_json::Value;

use crate::stage::Stage;

pub(crate) const NOW: Time = Time::from_ms(1_795_000_000_000);
const KEY: &[u8] = b"\x01k9@3vQz!7mLw#x0PfR%u2TgY^e5AhJ&";
/// How long an answer is waited for, where the server does not close.
const READ_MS_MAX: u64 = 5_000;
/// As cheap as Argon2 can be: what it costs is another test's.
const CHEAP: Cost = Cost { memory_kib: 8, passes: 1, lanes: 1 };

#[derive(Clone)]
pub(crate) struct Desk {
    pub(crate) store: Store,
    pub(crate) accounts: Accounts,
    pub(crate) standing: Standing,
    pub(crate) passwords: Arc<Passwords>,
    pub(crate) clock: Clock,
}

pub(crate) fn desk() -> Desk {
    desk_trusting(Vec::new())
}

pub(crate) fn desk_trusting(others: Vec<Issuer>) -> Desk {
    let store = Store::open(&Options { place: Place::Volatile, readers: 2 }).unwrap();
    let clock = Clock::manual(NOW);
    let tokens = Arc::new(Tokens::new("rialto", OwnKeys::new(KEY, None).unwrap(), others));
    let passwords = Arc::new(Passwords::new(CHEAP).unwrap());
    Desk {
        accounts: Accounts::new(store.clone(), tokens.clone(), passwords.clone(), clock.clone()),
        standing: Standing::new(store.clone(), tokens, clock.clone()),
        store,
        passwords,
        clock,
    }
}

pub(crate) fn secret(text: &str) -> Secret {
    Secret::new(text)
}

pub(crate) fn at(last: u8) -> Device {
    Device { address: IpAddr::V4(Ipv4Addr::new(203, 0, 113, last)), user_agent: "test".to_owned() }
}

impl Desk {
    pub(crate) fn pass(&self, ms: u64) {
        self.clock.set(self.clock.now().plus(ms));
    }

    pub(crate) async fn register(&self, name: &str) -> Result<SignedIn, Declined> {
        let who = Newcomer {
            name: name.to_owned(),
            password: Some(secret("correct horse")),
            email: None,
            role: Role::User,
        };
        self.accounts.register(who, &at(1)).await
    }

    /// Somebody with a role, and their access token.
    pub(crate) async fn somebody(&self, name: &str, role: Role) -> SignedIn {
        let who = Newcomer {
            name: name.to_owned(),
            password: Some(secret("correct horse")),
            email: None,
            role,
        };
        self.accounts.register(who, &at(1)).await.unwrap()
    }

    /// Starts a server on a free port.
    pub(crate) fn serve(&self, rates: Rates, limits: http::body::BodyLimits) -> Server {
        let desk = self.clone();
        let limiter = web::Data::new(Limiter::new(&rates, &self.clock));
        let rooms = Stage::on(self.store.clone(), self.clock.clone(), Habits::default()).rooms;
        let handle = metrics::install().unwrap();
        let server = HttpServer::new(move || {
            App::new()
                .app_data(web::Data::new(desk.accounts.clone()))
                .app_data(web::Data::new(desk.standing.clone()))
                .app_data(web::Data::new(desk.store.clone()))
                .app_data(web::Data::new(rooms.clone()))
                .app_data(web::Data::new(limits))
                .app_data(web::Data::new(handle.clone()))
                .app_data(limiter.clone())
                .wrap(from_fn(http::security::headers))
                .wrap(from_fn(http::ops::counted))
                .wrap(from_fn(http::unread::held))
                .configure(http::mount)
        })
        .workers(1)
        .disable_signals()
        .bind((Ipv4Addr::LOCALHOST, 0))
        .unwrap();
        let address = server.addrs()[0];
        let server = server.run();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        Server { address, handle: Some(handle) }
    }

    /// The same, with limits that no test reaches by accident.
    pub(crate) fn open(&self) -> Server {
        let plenty = Rate::new(100_000, 100_000);
        let rates = Rates {
            requests_per_user: plenty,
            requests_per_guest_address: plenty,
            requests_per_address: plenty,
            subscriptions: plenty,
            writes_per_user: plenty,
            bids_per_user_and_auction: plenty,
            joins_per_user_and_lobby: plenty,
        };
        self.serve(rates, http::body::BodyLimits::default())
    }
}

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    handle: Option<ServerHandle>,
}

#[derive(Debug)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) text: String,
    pub(crate) json: Value,
}

impl Response {
    #[track_caller]
    pub(crate) fn is(&self, status: u16, code: &str) {
        assert_eq!(
            (self.status, self.json["error"]["code"].as_str()),
            (status, Some(code)),
            "{self:?}"
        );
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

impl Server {
    /// One that somebody else runs.
    pub(crate) fn at(address: SocketAddr) -> Self {
        Server { address, handle: None }
    }

    pub(crate) async fn stop(self) {
        if let Some(handle) = self.handle {
            handle.stop(false).await;
        }
    }

    /// Sends bytes as they are, off this thread, and reads until the server closes.
    pub(crate) async fn raw(&self, bytes: Vec<u8>) -> Response {
        let address = self.address;
        let answer = actix_web::rt::task::spawn_blocking(move || {
            let mut socket = TcpStream::connect(address).unwrap();
            socket.set_read_timeout(Some(Duration::from_millis(READ_MS_MAX))).unwrap();
            // The server may close before it has read all of a body that it refuses.
            let _refused = socket.write_all(&bytes);
            let mut answer = Vec::new();
            let closed = socket.read_to_end(&mut answer).is_ok();
            assert!(closed, "the server did not close: {}", String::from_utf8_lossy(&answer));
            answer
        });
        let answer = String::from_utf8(answer.await.unwrap()).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let in_pieces = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
        let joined = if in_pieces { join(body) } else { body.to_owned() };
        let body = joined.as_str();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0);
        Response {
            status,
            head: head.to_owned(),
            text: body.to_owned(),
            json: serde_json::from_str(body).unwrap_or(Value::Null),
        }
    }

    pub(crate) async fn send(
        &self,
        request: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> Response {
        let mut text = format!("{request} HTTP/1.1\r\nHost: floor\r\nConnection: close\r\n");
        for (name, value) in headers {
            text.extend([name, ": ", value, "\r\n"]);
        }
        let length = body.len().to_string();
        text.extend(["Content-Length: ", &length, "\r\n\r\n", body]);
        self.raw(text.into_bytes()).await
    }

    /// `request` is method and path below `/api/v1`; with a token where there is one.
    pub(crate) async fn call(&self, request: &str, token: Option<&str>, body: &Value) -> Response {
        let request = request.replacen(' ', " /api/v1", 1);
        let bearer = token.map(|token| format!("Bearer {token}"));
        let mut headers = Vec::new();
        let body = if body.is_null() { String::new() } else { body.to_string() };
        if !body.is_empty() {
            headers.push(("Content-Type", "application/json"));
        }
        if let Some(bearer) = &bearer {
            headers.push(("Authorization", bearer.as_str()));
        }
        self.send(&request, &headers, &body).await
    }
}

/// A body that came in pieces, each behind its length.
fn join(mut rest: &str) -> String {
    let mut body = String::new();
    while let Some((length, after)) = rest.split_once("\r\n") {
        let length = usize::from_str_radix(length, 16).unwrap();
        body.push_str(&after[..length]);
        rest = after[length..].strip_prefix("\r\n").unwrap();
    }
    body
}
