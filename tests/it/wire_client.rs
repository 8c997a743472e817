//! A client of a whole house: expects of every room that it follows the positions without a hole, and every frame as it
//! is described.

use std::collections::{HashMap, VecDeque};

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{WebSocketStream, tungstenite::Message};

use crate::{described, ws_support::PATIENCE};

/// A connection. Of every room that it follows it expects the positions without a hole.
pub(crate) struct Wire {
    socket: WebSocketStream<TcpStream>,
    heard: VecDeque<Value>,
    /// What was asked, until it is answered.
    asked: HashMap<u64, (String, Value)>,
    replies: HashMap<u64, Value>,
    positions: HashMap<String, u64>,
    last: u64,
    closed: Option<u16>,
}

impl Wire {
    pub(crate) fn new(socket: WebSocketStream<TcpStream>) -> Self {
        let (heard, asked, replies, positions) = Default::default();
        Wire { socket, heard, asked, replies, positions, last: 0, closed: None }
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
        self.asked.insert(self.last, (event.to_owned(), data.clone()));
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

    /// A request of the connection itself, where the connection lives long enough for the reply.
    pub(crate) async fn try_call(&mut self, event: &str, data: Value) -> Option<Value> {
        self.last += 1;
        let frame = json!({ "id": self.last, "event": event, "data": data });
        self.socket.send(Message::text(frame.to_string())).await.ok()?;
        while self.closed.is_none() {
            if let Some(reply) = self.replies.remove(&self.last) {
                return Some(reply);
            }
            self.read().await;
        }
        None
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
            if let Some((request, data)) = self.asked.remove(&id) {
                described::answered(&request, &data, &frame);
            }
            self.replies.insert(id, frame);
            return;
        }
        described::told(&frame);
        if let (Some(room), Some(seq)) = (frame["room"].as_str(), frame["seq"].as_u64()) {
            let before = self.positions.insert(room.to_owned(), seq);
            assert!(before.is_none_or(|before| before + 1 == seq), "after {before:?}: {frame}");
        }
        self.heard.push_back(frame);
    }
}
