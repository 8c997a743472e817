//! A whole house behind real sockets on a database of its own, and its clients.

use std::{
    collections::{HashMap, VecDeque},
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::Path,
    time::Duration,
};

use futures_util::{SinkExt, StreamExt};
use rialto::{
    clock::Clock,
    config::{Config, Period},
    gateway::{
        accounts::{Deed, Device, SignedIn},
        naming::fold,
    },
    house::House,
    protocol::{
        id::{Id, UserId},
        person::Role,
        time::Time,
    },
    store::users::NewUser,
};
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{self, Message, client::IntoClientRequest, http::HeaderValue},
};

use crate::{
    desk::{Response, Server},
    script::ZERO_MS,
    ws_support::PATIENCE,
};

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
        let house = House::open(config, None, clock.clone()).unwrap();
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

    /// A connection with these headers in its handshake; or the status that refuses it.
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

/// A connection. Of every room that it follows it expects the positions without a hole.
pub(crate) struct Wire {
    socket: WebSocketStream<TcpStream>,
    heard: VecDeque<Value>,
    replies: HashMap<u64, Value>,
    positions: HashMap<String, u64>,
    last: u64,
    closed: Option<u16>,
}

impl Wire {
    fn new(socket: WebSocketStream<TcpStream>) -> Self {
        let (heard, replies, positions) = Default::default();
        Wire { socket, heard, replies, positions, last: 0, closed: None }
    }

    /// Sends a request; its id.
    pub(crate) async fn send(
        &mut self,
        event: &str,
        room: Option<&str>,
        data: &Value,
        key: Option<&str>,
    ) -> u64 {
        self.last += 1;
        let mut frame = json!({ "id": self.last, "event": event, "data": data });
        if let Some(room) = room {
            frame["room"] = room.into();
        }
        if let Some(key) = key {
            frame["key"] = key.into();
        }
        self.socket.send(Message::text(frame.to_string())).await.unwrap();
        self.last
    }

    /// Waits for the reply to a request.
    pub(crate) async fn reply(&mut self, id: u64) -> Value {
        loop {
            if let Some(reply) = self.replies.remove(&id) {
                return reply;
            }
            self.read().await;
            assert_eq!(self.closed, None, "no reply to {id}");
        }
    }

    /// Sends a request and waits for the reply.
    pub(crate) async fn ask(&mut self, event: &str, room: &str, data: Value) -> Value {
        self.ask_once(event, room, data, None).await
    }

    /// The same with a key.
    pub(crate) async fn ask_once(
        &mut self,
        event: &str,
        room: &str,
        data: Value,
        key: Option<&str>,
    ) -> Value {
        let id = self.send(event, Some(room), &data, key).await;
        self.reply(id).await
    }

    /// A request of the connection itself.
    pub(crate) async fn call(&mut self, event: &str, data: Value) -> Value {
        let id = self.send(event, None, &data, None).await;
        self.reply(id).await
    }

    /// Follows a room from now on; what it is shown.
    pub(crate) async fn follow(&mut self, room: &str) -> Value {
        let reply = self.call("subscribe", json!({ "room": room })).await;
        assert_eq!(reply["data"]["recovered"], false, "{reply}");
        self.arrived(&reply["data"]);
        reply["data"]["state"].clone()
    }

    /// Follows a room from where it left it, as the server says: everything that has happened
    /// there by now has been heard afterwards. Says whether it was let in.
    pub(crate) async fn catch_up(&mut self, room: &str) -> bool {
        let since = self.positions.get(room).copied().unwrap_or_default();
        let reply = self.call("subscribe", json!({ "room": room, "since": since })).await;
        if reply["error"]["code"] == "not_found" {
            return false;
        }
        assert_eq!(reply["data"]["recovered"], true, "{reply}");
        self.positions.entry(room.to_owned()).or_default();
        for event in reply["data"]["events"].as_array().unwrap() {
            // What was told live in between is in both.
            if self.positions[room] < event["seq"].as_u64().unwrap() {
                self.take(event.clone());
            }
        }
        self.arrived(&reply["data"]);
        true
    }

    fn arrived(&mut self, data: &Value) {
        let (room, seq) = (data["room"].as_str().unwrap(), data["seq"].as_u64().unwrap());
        let before = self.positions.insert(room.to_owned(), seq);
        assert!(before.is_none_or(|before| before == seq), "{room}: {before:?}, then {seq}");
    }

    /// Whatever has been heard and not been taken yet.
    pub(crate) fn heard(&mut self) -> Vec<Value> {
        self.heard.drain(..).collect()
    }

    /// The next event or signal of this name; others before it are dropped.
    pub(crate) async fn next(&mut self, event: &str) -> Value {
        loop {
            while let Some(frame) = self.heard.pop_front() {
                if frame["event"] == event {
                    return frame;
                }
            }
            self.read().await;
            assert_eq!(self.closed, None, "no {event}");
        }
    }

    /// Waits until the server closes; with which code.
    pub(crate) async fn closing(&mut self) -> u16 {
        loop {
            if let Some(code) = self.closed {
                return code;
            }
            self.read().await;
        }
    }

    /// Expects nothing more of a room.
    pub(crate) fn forget(&mut self, room: &str) {
        self.positions.remove(room);
    }

    /// Says goodbye, and waits until the server has.
    pub(crate) async fn leave(&mut self) {
        self.socket.close(None).await.unwrap();
        self.closing().await;
    }

    /// Sends text as it is.
    pub(crate) async fn say(&mut self, text: &str) {
        self.socket.send(Message::text(text)).await.unwrap();
    }

    /// The next error that is no reply.
    pub(crate) async fn told_off(&mut self) -> Value {
        loop {
            while let Some(frame) = self.heard.pop_front() {
                if !frame["error"].is_null() {
                    return frame;
                }
            }
            self.read().await;
            assert_eq!(self.closed, None, "no error");
        }
    }

    async fn read(&mut self) {
        // A ping is nothing that anybody waits for.
        let next = async {
            loop {
                match self.socket.next().await {
                    Some(Ok(Message::Ping(_) | Message::Pong(_))) => (),
                    other => return other,
                }
            }
        };
        let next = timeout(PATIENCE, next).await;
        match next.unwrap_or_else(|_| panic!("nothing was heard; before: {:?}", self.heard)) {
            Some(Ok(Message::Text(text))) => self.take(serde_json::from_str(&text).unwrap()),
            Some(Ok(Message::Close(frame))) => {
                self.closed = Some(frame.map_or(1005, |frame| frame.code.into()));
            }
            Some(Ok(
                Message::Ping(_) | Message::Pong(_) | Message::Binary(_) | Message::Frame(_),
            )) => (),
            Some(Err(_)) | None => self.closed = Some(self.closed.unwrap_or(1006)),
        }
    }

    fn take(&mut self, frame: Value) {
        if let Some(id) = frame["reply"].as_u64() {
            self.replies.insert(id, frame);
            return;
        }
        if let (Some(room), Some(seq)) = (frame["room"].as_str(), frame["seq"].as_u64()) {
            let before = self.positions.insert(room.to_owned(), seq);
            assert!(before.is_none_or(|before| before + 1 == seq), "after {before:?}: {frame}");
        }
        self.heard.push_back(frame);
    }
}
