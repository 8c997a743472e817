//! The limit: the handshake, rooms as lists of sockets, and one `write` for each delivery.
//!
//! What a server in C++ can do at best on one thread, where it writes each bid to each watcher by
//! itself. It speaks Rialto's words, and reads just enough of them.

use std::{
    collections::HashMap,
    net::{Ipv4Addr, SocketAddrV4},
    os::fd::OwnedFd,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use rustix::{
    buffer::spare_capacity,
    event::epoll::{self, CreateFlags, Event, EventData, EventFlags},
    io::Errno,
    net::{AddressFamily, SocketFlags, SocketType, sockopt},
};
use serde::Deserialize;
use sha1::{Digest, Sha1};

use crate::{
    dialect::find,
    frames::{CLOSE, Frames, PING, PONG, TEXT, write},
};

const LISTENER: u64 = u64::MAX;
const BACKLOG: i32 = 4096;
const BUFFER_BYTES: usize = 64 * 1024;
/// What may wait for one client before it is cut.
const WAITING_BYTES_MAX: usize = 1024 * 1024;
/// What a handshake's key is hashed with (RFC 6455).
const SALT: &[u8] = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/// Serves until it is killed.
pub(crate) fn serve(port: u16) -> Result<(), Errno> {
    let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
    let listener = rustix::net::socket_with(AddressFamily::INET, SocketType::STREAM, flags, None)?;
    rustix::net::bind(&listener, &SocketAddrV4::new(Ipv4Addr::LOCALHOST, port))?;
    rustix::net::listen(&listener, BACKLOG)?;
    let poll = epoll::create(CreateFlags::CLOEXEC)?;
    epoll::add(&poll, &listener, EventData::new_u64(LISTENER), EventFlags::IN)?;
    let mut bare =
        Bare { poll, listener, clients: Vec::new(), free: Vec::new(), rooms: HashMap::new() };
    let mut events: Vec<Event> = Vec::with_capacity(1024);
    let mut buffer = vec![0; BUFFER_BYTES];
    loop {
        events.clear();
        match epoll::wait(&bare.poll, spare_capacity(&mut events), None) {
            Ok(_) | Err(Errno::INTR) => (),
            Err(error) => return Err(error),
        }
        for Event { flags, data } in events.drain(..) {
            match usize::try_from(data.u64()) {
                Ok(id) if data.u64() != LISTENER => bare.ready(id, flags, &mut buffer),
                Ok(_) | Err(_) => bare.accept()?,
            }
        }
    }
}

struct Bare {
    poll: OwnedFd,
    listener: OwnedFd,
    clients: Vec<Option<Client>>,
    free: Vec<usize>,
    rooms: HashMap<String, Room>,
}

struct Client {
    socket: OwnedFd,
    name: String,
    open: bool,
    room: Option<String>,
    rest: Vec<u8>,
    unsent: Vec<u8>,
}

#[derive(Default)]
struct Room {
    members: Vec<usize>,
    seq: u64,
    price: u64,
}

#[derive(Deserialize)]
struct Request {
    id: u64,
    room: Option<String>,
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    room: Option<String>,
    amount: Option<u64>,
}

impl Bare {
    fn accept(&mut self) -> Result<(), Errno> {
        loop {
            let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
            let socket = match rustix::net::accept_with(&self.listener, flags) {
                Ok(socket) => socket,
                Err(Errno::AGAIN | Errno::CONNABORTED | Errno::INTR) => return Ok(()),
                Err(error) => return Err(error),
            };
            sockopt::set_tcp_nodelay(&socket, true)?;
            let id = self.free.pop().unwrap_or(self.clients.len());
            epoll::add(&self.poll, &socket, EventData::new_u64(id as u64), EventFlags::IN)?;
            let client = Client {
                socket,
                name: String::new(),
                open: false,
                room: None,
                rest: Vec::new(),
                unsent: Vec::new(),
            };
            if id == self.clients.len() {
                self.clients.push(Some(client));
            } else {
                self.clients[id] = Some(client);
            }
        }
    }

    fn ready(&mut self, id: usize, flags: EventFlags, buffer: &mut [u8]) {
        if flags.contains(EventFlags::OUT) {
            self.flush(id);
        }
        let Some(client) = &mut self.clients[id] else { return };
        let bytes = match rustix::io::read(&client.socket, &mut *buffer) {
            Err(Errno::AGAIN | Errno::INTR) => return,
            Ok(0) | Err(_) => return self.forget(id),
            Ok(read) => [&client.rest[..], &buffer[..read]].concat(),
        };
        let mut taken = 0;
        if !client.open {
            let Some(end) = find(&bytes, b"\r\n\r\n") else {
                client.rest = bytes;
                return;
            };
            taken = end + 4;
            client.open = true;
            let answer = shake(client, &String::from_utf8_lossy(&bytes[..end]));
            self.send(id, answer.as_bytes());
        }
        let mut frames = Frames::of(&bytes[taken..]);
        for frame in frames.by_ref() {
            let payload = frame.unmasked();
            match frame.opcode {
                TEXT => self.hear(id, &payload),
                PING => self.send_frame(id, PONG, &payload),
                CLOSE => return self.forget(id),
                _ => (),
            }
        }
        taken += frames.walked();
        if let Some(client) = &mut self.clients[id] {
            client.rest.clear();
            client.rest.extend_from_slice(&bytes[taken..]);
        }
    }

    fn hear(&mut self, id: usize, text: &[u8]) {
        let Ok(request) = serde_json::from_slice::<Request>(text) else { return self.forget(id) };
        match request {
            Request { id: asked, room: _, data: Data { room: Some(name), amount: _ } } => {
                let room = self.rooms.entry(name.clone()).or_default();
                room.members.push(id);
                let seq = room.seq;
                let reply = format!(
                    r#"{{"reply":{asked},"seq":{seq},"data":{{"room":"{name}","recovered":false}}}}"#
                );
                if let Some(client) = &mut self.clients[id] {
                    client.room = Some(name);
                }
                self.send_frame(id, TEXT, reply.as_bytes());
            }
            Request {
                id: asked,
                room: Some(name),
                data: Data { room: None, amount: Some(amount) },
            } => {
                self.bid(id, asked, &name, amount);
            }
            Request { .. } => self.forget(id),
        }
    }

    fn bid(&mut self, id: usize, asked: u64, name: &str, amount: u64) {
        let bidder =
            self.clients[id].as_ref().map(|client| client.name.clone()).unwrap_or_default();
        let room = self.rooms.entry(name.to_owned()).or_default();
        let minimum = amount + 1;
        if amount <= room.price {
            let reply = format!(
                r#"{{"reply":{asked},"error":{{"code":"bid_too_low","data":{{"minimum":{}}}}}}}"#,
                room.price + 1
            );
            return self.send_frame(id, TEXT, reply.as_bytes());
        }
        room.price = amount;
        room.seq += 1;
        let seq = room.seq;
        let event = format!(
            r#"{{"event":"auction:bid","room":"{name}","seq":{seq},"at":"2026-01-01T00:00:00.000Z","data":{{"bid":"{seq}","bidder":"{bidder}","amount":{amount},"price":{amount},"minimum":{minimum},"bidCount":{seq},"leader":"{bidder}","automatic":false,"buyNow":false,"endsAt":"2026-01-01T01:00:00.000Z"}}}}"#
        );
        let mut frame = Vec::with_capacity(event.len() + 4);
        write(TEXT, event.as_bytes(), &mut frame);
        let members = std::mem::take(&mut room.members);
        for member in &members {
            self.send(*member, &frame);
        }
        // Whoever was cut meanwhile has left the map of clients, and leaves the list here.
        let still = members.into_iter().filter(|member| self.clients[*member].is_some()).collect();
        if let Some(room) = self.rooms.get_mut(name) {
            room.members = still;
        }
        let reply = format!(
            r#"{{"reply":{asked},"seq":{seq},"data":{{"bid":"{seq}","status":"leading","price":{amount},"minimum":{minimum},"leader":"{bidder}"}}}}"#
        );
        self.send_frame(id, TEXT, reply.as_bytes());
    }

    fn send_frame(&mut self, id: usize, opcode: u8, payload: &[u8]) {
        let mut frame = Vec::with_capacity(payload.len() + 4);
        write(opcode, payload, &mut frame);
        self.send(id, &frame);
    }

    fn send(&mut self, id: usize, bytes: &[u8]) {
        let Some(client) = &mut self.clients[id] else { return };
        let mut sent = 0;
        if client.unsent.is_empty() {
            sent = match rustix::io::write(&client.socket, bytes) {
                Ok(sent) => sent,
                Err(Errno::AGAIN) => 0,
                Err(_) => return self.forget(id),
            };
            if sent < bytes.len() {
                let flags = EventFlags::IN | EventFlags::OUT;
                let data = EventData::new_u64(id as u64);
                if epoll::modify(&self.poll, &client.socket, data, flags).is_err() {
                    return self.forget(id);
                }
            }
        }
        client.unsent.extend_from_slice(&bytes[sent..]);
        if WAITING_BYTES_MAX < client.unsent.len() {
            self.forget(id);
        }
    }

    fn flush(&mut self, id: usize) {
        let Some(client) = &mut self.clients[id] else { return };
        let waiting = std::mem::take(&mut client.unsent);
        let data = EventData::new_u64(id as u64);
        if epoll::modify(&self.poll, &client.socket, data, EventFlags::IN).is_err() {
            return self.forget(id);
        }
        self.send(id, &waiting);
    }

    fn forget(&mut self, id: usize) {
        let Some(client) = self.clients[id].take() else { return };
        if let Some(room) = client.room.and_then(|name| self.rooms.get_mut(&name)) {
            room.members.retain(|member| *member != id);
        }
        self.free.push(id);
    }
}

/// Answers the handshake.
fn shake(client: &mut Client, head: &str) -> String {
    let name = head.split("name=").nth(1).and_then(|rest| rest.split(' ').next());
    name.unwrap_or("somebody").clone_into(&mut client.name);
    let mut lines = head.lines();
    let key = lines.find_map(|line| line.strip_prefix("Sec-WebSocket-Key: ")).unwrap_or("");
    let hash = Sha1::new().chain_update(key).chain_update(SALT).finalize();
    format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Accept: {}\r\n\r\n",
        STANDARD.encode(hash)
    )
}
