//! A whole house behind real sockets on a database of its own, and its clients.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::Path,
    time::Duration,
};

use rialto::{
    clock::Clock,
    config::{Config, Period},
    gateway::{
        accounts::{Deed, Device, SignedIn},
        naming::fold,
    },
    house::{Failure, House},
    protocol::{
        id::{Id, UserId},
        person::Role,
        time::Time,
    },
    store::users::NewUser,
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio_tungstenite::{
    client_async,
    tungstenite::{self, client::IntoClientRequest, error::ProtocolError, http::HeaderValue},
};

use crate::{
    desk::{Response, Server},
    script::ZERO_MS,
};

pub(crate) use crate::wire_client::Wire;

/// A house in business.
pub(crate) struct Wired {
    pub(crate) house: House,
    pub(crate) clock: Clock,
    pub(crate) address: SocketAddr,
    /// Where it keeps everything, where that is nobody else's business.
    folder: Option<TempDir>,
}

/// When a house with a manual clock opens.
pub(crate) const NOW: Time = Time::from_ms(ZERO_MS);

/// Settings with limits that no test reaches by accident.
pub(crate) fn settings(folder: &Path) -> Config {
    let mut config = Config::default();
    config.server.listen = vec![SocketAddr::from((Ipv4Addr::LOCALHOST, 0))];
    config.server.workers = 2;
    folder.clone_into(&mut config.data.dir);
    config.auth.access_ttl = Period::seconds(400 * 86_400);
    config.auth.refresh_ttl = Period::seconds(500 * 86_400);
    config.limits.requests_per_s = 100_000.try_into().unwrap();
    config.limits.requests_per_address_per_s = 100_000.try_into().unwrap();
    config.limits.subscribes_per_s = 100_000.try_into().unwrap();
    config.limits.bids_per_s = 100_000.try_into().unwrap();
    config.limits.connections_per_user = 1_000.try_into().unwrap();
    config
}

impl Wired {
    /// A house with a database of its own whose clock stands.
    pub(crate) fn fresh() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let wired = Self::open(&settings(folder.path()));
        Wired { folder: Some(folder), ..wired }
    }

    /// A house with these settings whose clock stands.
    pub(crate) fn open(config: &Config) -> Self {
        Self::at(config, Clock::manual(NOW))
    }

    /// A house with these settings and this clock.
    pub(crate) fn at(config: &Config, clock: Clock) -> Self {
        // Where another test has started a process in this very moment, that has the lock until it is itself.
        let house = loop {
            match House::open(config, None, clock.clone()) {
                Err(Failure::Locked(_)) => std::thread::yield_now(),
                opened => break opened.unwrap(),
            }
        };
        let address = house.addresses()[0];
        Wired { house, clock, address, folder: None }
    }

    /// Closes it; another may be opened in the same folder.
    pub(crate) async fn close(self) {
        let Wired { house, folder, .. } = self;
        house.close(Duration::from_secs(1)).await;
        drop(folder);
    }

    /// Moves the clock and lets every room look at it.
    pub(crate) fn pass(&self, ms: u64) {
        self.clock.set(self.clock.now().plus(ms));
        self.house.sweep();
    }

    /// Somebody with a role, signed in.
    pub(crate) async fn somebody(&self, name: &str, role: Role) -> SignedIn {
        self.known(self.house.rooms().mint(), name, role).await
    }

    /// The same with an id of one's choice.
    pub(crate) async fn known(&self, id: Id, name: &str, role: Role) -> SignedIn {
        let new = NewUser {
            id: UserId(id),
            name: name.to_owned(),
            name_folded: fold(name),
            email: None,
            password: None,
            role,
            subject: None,
            at: self.clock.now(),
        };
        self.house.store().add_user(new).await.unwrap();
        self.sign_in(UserId(id)).await
    }

    /// Signs somebody in once more.
    pub(crate) async fn sign_in(&self, user: UserId) -> SignedIn {
        let accounts = self.house.floor().accounts;
        let user = accounts.user(user).await.unwrap();
        let device = Device { address: IpAddr::V4(Ipv4Addr::LOCALHOST), user_agent: "test".into() };
        accounts.sign_in(&user, &device).await.unwrap()
    }

    /// A connection with this token in its handshake.
    pub(crate) async fn connect(&self, who: &SignedIn) -> Wire {
        let bearer = format!("Bearer {}", who.access_token.expose());
        self.knock(&[("Authorization", &bearer)]).await.unwrap()
    }

    /// A connection without a token.
    pub(crate) async fn guest(&self) -> Wire {
        self.knock(&[]).await.unwrap()
    }

    /// A connection with these headers in its handshake; or the status that refuses it, 0 where it is closed
    /// without a word.
    pub(crate) async fn knock(&self, headers: &[(&'static str, &str)]) -> Result<Wire, u16> {
        let mut request = format!("ws://{}/ws", self.address).into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, HeaderValue::from_str(value).unwrap());
        }
        let stream = TcpStream::connect(self.address).await.unwrap();
        stream.set_nodelay(true).unwrap();
        match client_async(request, stream).await {
            Ok((socket, _)) => Ok(Wire::new(socket)),
            Err(tungstenite::Error::Http(response)) => Err(response.status().as_u16()),
            Err(
                tungstenite::Error::Io(_)
                | tungstenite::Error::Protocol(ProtocolError::HandshakeIncomplete),
            ) => Err(0),
            Err(why) => panic!("{why}"),
        }
    }

    /// A REST request: method and path below `/api/v1`.
    pub(crate) async fn rest(
        &self,
        request: &str,
        who: Option<&SignedIn>,
        key: Option<&str>,
        body: &Value,
    ) -> Response {
        let request = request.replacen(' ', " /api/v1", 1);
        let bearer = who.map(|who| format!("Bearer {}", who.access_token.expose()));
        let mut headers = vec![("Content-Type", "application/json")];
        headers.extend(bearer.as_deref().map(|bearer| ("Authorization", bearer)));
        headers.extend(key.map(|key| ("Idempotency-Key", key)));
        let body = if body.is_null() { String::new() } else { body.to_string() };
        Server::at(self.address).send(&request, &headers, &body).await
    }

    /// A file that was uploaded: its attachment.
    pub(crate) async fn upload(&self, who: &SignedIn, name: &str, body: &[u8]) -> Value {
        let bearer = who.access_token.expose();
        let head = format!(
            "POST /api/v1/attachments?name={name} HTTP/1.1\r\nHost: floor\r\nConnection: close\r\n\
             Authorization: Bearer {bearer}\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        let request = [head.as_bytes(), body].concat();
        let uploaded = Server::at(self.address).raw(request).await;
        assert_eq!(uploaded.status, 201, "{uploaded:?}");
        uploaded.json["attachment"].clone()
    }

    /// An auction of `seller` that begins at once; its room.
    pub(crate) async fn lot(&self, seller: &SignedIn, more: Value) -> String {
        let made = self.rest("POST /auctions", Some(seller), None, &terms(more)).await;
        assert_eq!(made.status, 201, "{made:?}");
        made.json["room"].as_str().unwrap().to_owned()
    }

    /// Waits until everything that rooms ask of each other is done.
    pub(crate) async fn delivered(&self) {
        while !self.house.store().outbox(0, 1).await.unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
    }
}

/// A deed of nobody in particular.
pub(crate) fn deed() -> Deed {
    Deed { by: None, reason: "a test".to_owned() }
}

/// Terms of an auction that begins at once and lasts an hour, with some of them changed.
pub(crate) fn terms(more: Value) -> Value {
    let mut terms = json!({
        "title": "A clock", "currency": "EUR", "startPrice": 1_000, "durationMs": 3_600_000,
        "increment": { "type": "fixed", "amount": 100 }, "publish": true,
    });
    let Value::Object(more) = more else { panic!("an object") };
    for (name, value) in more {
        terms[name] = value;
    }
    terms
}
