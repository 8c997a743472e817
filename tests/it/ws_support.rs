//! A listener with one route for the tests of the WebSocket door, and a client that can misbehave.

#![cfg(test)]

use std::{
    io::{ErrorKind, Read, Write},
    net::{SocketAddr, TcpStream},
    sync::mpsc,
    thread::JoinHandle,
    time::Duration,
};

use actix::Actor;
use actix_server::{Server, ServerHandle};
use actix_web::{App, ResponseError, rt::System, web};
use bytestring::ByteString;
use rialto::{
    clock::{Clock, Stopwatch},
    gateway::ws::{
        self, Call, Close, Door, Endpoint, Entrance, Gone, Handle, Limits, Origins, Patience,
        Reaper, Refused, Roll, Waiting,
    },
};
use socket2::{Domain, Socket, Type};
use tokio::sync::watch;

/// Whatever is waited for in these tests should be there long before.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// More than any test opens.
const LIVE_MAX: usize = 1_000;

/// What a connection tells its test.
pub(crate) enum Seen {
    Opened(Handle<String>),
    /// It waits for the gate.
    Held,
    Gone(Gone),
}

/// Echoes; `gate:x` says `x` when the gate opens, `spin` keeps its mailbox busy for ever.
pub(crate) struct Probe {
    seen: mpsc::Sender<Seen>,
    gate: watch::Receiver<bool>,
}

impl Endpoint for Probe {
    type Note = String;

    fn opened(&mut self, door: &mut Door<'_, String>) {
        let _ = self.seen.send(Seen::Opened(door.handle().clone()));
    }

    fn text(&mut self, text: ByteString, door: &mut Door<'_, String>) {
        if let Some(answer) = text.strip_prefix("gate:") {
            let (mut gate, answer) = (self.gate.clone(), answer.to_owned());
            let _ = self.seen.send(Seen::Held);
            door.wait(async move {
                let _ = gate.wait_for(|open| *open).await;
                answer
            });
        } else if &*text == "spin" {
            door.handle().note("spin".to_owned()).unwrap();
        } else {
            door.send(text);
        }
    }

    fn noted(&mut self, note: String, door: &mut Door<'_, String>) {
        if note == "spin" {
            door.handle().note(note).unwrap();
        } else {
            door.send(note.into());
        }
    }

    fn goodbye(&mut self, close: Close) -> Option<ByteString> {
        matches!(close, Close::Away | Close::Slow).then(|| "goodbye".into())
    }

    fn closed(&mut self, gone: Gone) {
        let _ = self.seen.send(Seen::Gone(gone));
    }
}

/// A server of its own, with one worker thread.
pub(crate) struct Host {
    pub(crate) address: SocketAddr,
    pub(crate) roll: Roll,
    pub(crate) server: ServerHandle,
    pub(crate) gate: watch::Sender<bool>,
    seen: mpsc::Receiver<Seen>,
    thread: Option<JoinHandle<()>>,
}

impl Host {
    pub(crate) fn start(limits: Limits, origins: Origins) -> Host {
        Self::with(limits, origins, Roll::new(LIVE_MAX), Patience::default())
    }

    /// With a roll of one's own, and with so much patience for requests.
    pub(crate) fn with(limits: Limits, origins: Origins, roll: Roll, patience: Patience) -> Host {
        let (tell, told) = mpsc::channel();
        let (seen_by, seen) = mpsc::channel();
        let (gate, gate_seen) = watch::channel(false);
        let entrance = Entrance::new(limits.clone(), origins, roll.clone());
        let reaped = roll.clone();
        let thread = std::thread::spawn(move || {
            System::new().block_on(async move {
                Reaper::new(reaped, &limits, Clock::system()).start();
                let furnish = move || {
                    let (entrance, seen, gate) =
                        (entrance.clone(), seen_by.clone(), gate_seen.clone());
                    let answer = move |call: Call| {
                        let probe = Probe { seen: seen.clone(), gate: gate.clone() };
                        let admitted = entrance.admit(&call);
                        async move {
                            match admitted {
                                Ok(admission) => admission.serve(call, probe),
                                Err(refused) => call.refuse(refused.error_response()).await,
                            }
                        }
                    };
                    let plain = || async { Refused::Upgrade.error_response() };
                    (App::new().route("/ws", web::route().to(plain)), answer)
                };
                let server = Server::build().workers(1).disable_signals();
                let listener = ws::bind(([127, 0, 0, 1], 0).into()).unwrap();
                let address = listener.local_addr().unwrap();
                let server = ws::listen(server, listener, patience, |_, _| (), furnish);
                let server = server.unwrap().run();
                tell.send((address, server.handle())).unwrap();
                server.await.unwrap();
            });
        });
        let (address, server) = told.recv_timeout(PATIENCE).unwrap();
        Host { address, roll, server, gate, seen, thread: Some(thread) }
    }

    /// With the limits of production.
    pub(crate) fn usual() -> Host {
        Host::start(Limits::default(), Origins::same())
    }

    /// An open connection, and the server's handle of it.
    pub(crate) fn open(&self) -> (Client, Handle<String>) {
        self.opened(Client::open(self.address))
    }

    /// The same with a client for whom the kernels keep little before it reads.
    pub(crate) fn open_narrow(&self) -> (Client, Handle<String>) {
        let socket = Socket::new(Domain::IPV4, Type::STREAM, None).unwrap();
        // Both are settled when the connection is made; the sender keeps so many segments, and those of the
        // loopback are huge.
        socket.set_recv_buffer_size(16 << 10).unwrap();
        socket.set_tcp_mss(1_000).unwrap();
        socket.connect(&self.address.into()).unwrap();
        let mut client = Client::on(socket.into());
        client.shake_hands();
        self.opened(client)
    }

    fn opened(&self, client: Client) -> (Client, Handle<String>) {
        loop {
            match self.seen.recv_timeout(PATIENCE).unwrap() {
                Seen::Opened(handle) => return (client, handle),
                Seen::Held | Seen::Gone(_) => (),
            }
        }
    }

    /// Waits until a connection waits for the gate.
    pub(crate) fn held(&self) {
        while !matches!(self.seen.recv_timeout(PATIENCE).unwrap(), Seen::Held) {}
    }

    /// Waits until what waits for clients is as it should be.
    pub(crate) fn waits(&self, expected: impl Fn(&Waiting) -> bool) -> Waiting {
        let watch = Stopwatch::start();
        loop {
            let waiting = self.roll.waiting();
            if expected(&waiting) {
                return waiting;
            }
            assert!(watch.elapsed() < PATIENCE, "{waiting:?}");
            std::thread::yield_now();
        }
    }

    /// How the next connection to end has ended, as its endpoint was told.
    pub(crate) fn gone(&self) -> Gone {
        loop {
            match self.seen.recv_timeout(PATIENCE).unwrap() {
                Seen::Opened(_) | Seen::Held => (),
                Seen::Gone(gone) => return gone,
            }
        }
    }

    /// Waits until no connection is left.
    pub(crate) fn emptied(&self) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let emptied = async { tokio::time::timeout(PATIENCE, self.roll.emptied()).await };
        runtime.block_on(emptied).expect("connections are left");
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = self.gate.send(true);
        self.roll.cut();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let stopped = async { tokio::time::timeout(PATIENCE, self.server.stop(false)).await };
        // A worker that never pauses fails its test and does not keep the others waiting.
        if let (Ok(()), Some(thread)) = (runtime.block_on(stopped), self.thread.take()) {
            let _ = thread.join();
        }
    }
}

pub(crate) const CONTINUE: u8 = 0;
pub(crate) const TEXT: u8 = 1;
pub(crate) const BINARY: u8 = 2;
pub(crate) const CLOSE: u8 = 8;
pub(crate) const PING: u8 = 9;
pub(crate) const PONG: u8 = 10;
pub(crate) const LAST: u8 = 0x80;

/// A raw client that answers nothing by itself.
pub(crate) struct Client(pub(crate) TcpStream);

impl Client {
    pub(crate) fn connect(address: SocketAddr) -> Client {
        Client::on(TcpStream::connect(address).unwrap())
    }

    fn on(stream: TcpStream) -> Client {
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        Client(stream)
    }

    pub(crate) fn open(address: SocketAddr) -> Client {
        let mut client = Client::connect(address);
        client.shake_hands();
        client
    }

    fn shake_hands(&mut self) {
        let head = self.ask(&handshake(&[]));
        assert!(head.starts_with("HTTP/1.1 101 "), "{head}");
    }

    /// Sends a request and reads the head of the response.
    pub(crate) fn ask(&mut self, request: &str) -> String {
        self.0.write_all(request.as_bytes()).unwrap();
        let (mut head, mut byte) = (Vec::new(), [0]);
        while !head.ends_with(b"\r\n\r\n") && self.0.read(&mut byte).is_ok_and(|read| read == 1) {
            head.push(byte[0]);
        }
        String::from_utf8(head).unwrap()
    }

    pub(crate) fn send(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).unwrap();
    }

    pub(crate) fn say(&mut self, text: &str) {
        self.send(&frame(LAST | TEXT, text.as_bytes()));
    }

    /// The next frame: its first byte and its content; none when the server has ended it.
    pub(crate) fn hear(&mut self) -> Option<(u8, Vec<u8>)> {
        let mut head = [0; 2];
        match self.0.read_exact(&mut head) {
            Ok(()) => (),
            Err(error) if is_end(error.kind()) => return None,
            Err(error) => panic!("nothing was heard: {error}"),
        }
        let length = match head[1] {
            126 => u64::from(u16::from_be_bytes(self.bytes())),
            127 => u64::from_be_bytes(self.bytes()),
            short => u64::from(short),
        };
        let mut content = vec![0; usize::try_from(length).unwrap()];
        self.0.read_exact(&mut content).unwrap();
        Some((head[0], content))
    }

    pub(crate) fn hear_text(&mut self) -> String {
        let (start, content) = self.hear().expect("the connection has ended");
        assert_eq!(start, LAST | TEXT, "{content:?}");
        String::from_utf8(content).unwrap()
    }

    /// The code of the close frame that comes next.
    pub(crate) fn hear_close(&mut self) -> u16 {
        let (start, content) = self.hear().expect("the connection has ended without a close");
        assert_eq!(start, LAST | CLOSE, "{}", String::from_utf8_lossy(&content));
        u16::from_be_bytes([content[0], content[1]])
    }

    /// Whether the server ends the connection, having sent nothing more.
    pub(crate) fn is_over(&mut self) -> bool {
        self.hear().is_none()
    }

    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.read_exact(&mut bytes).unwrap();
        bytes
    }
}

pub(crate) fn is_end(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset | ErrorKind::BrokenPipe)
}

/// A good handshake with these headers added.
pub(crate) fn handshake(headers: &[&str]) -> String {
    let added = headers.iter().fold(String::new(), |all, header| all + header + "\r\n");
    format!(
        "GET /ws HTTP/1.1\r\nHost: rialto.test:8080\r\nUpgrade: websocket\r\n\
         Connection: keep-alive, Upgrade\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{added}\r\n"
    )
}

/// A masked frame that begins with `start`, its length in the shortest form.
pub(crate) fn frame(start: u8, content: &[u8]) -> Vec<u8> {
    let mask = [0x37, 0xfa, 0x21, 0x3d];
    let mut bytes = head(start, content.len() as u64);
    bytes.extend(mask);
    bytes.extend(content.iter().zip(mask.iter().cycle()).map(|(byte, key)| byte ^ key));
    bytes
}

/// The head of a masked frame without its mask.
pub(crate) fn head(start: u8, length: u64) -> Vec<u8> {
    let mut bytes = vec![start];
    match length {
        0..=125 => bytes.push(0x80 | u8::try_from(length).unwrap()),
        126..=0xffff => {
            bytes.push(0xfe);
            bytes.extend(u16::try_from(length).unwrap().to_be_bytes());
        }
        _ => {
            bytes.push(0xff);
            bytes.extend(length.to_be_bytes());
        }
    }
    bytes
}
