//! The real program as a process that can be killed, and clients of it that do not mind.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    sync::{Arc, Mutex, mpsc},
    time::Duration,
};

use rialto::{
    clock::Clock,
    config::Config,
    gateway::{
        accounts::{Accounts, Device, Newcomer},
        password::{Cost, Passwords},
        token::Tokens,
    },
    protocol::person::Role,
    store::{Options, Place, Store},
};
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::{
    Error, Message, WebSocket,
    client::{IntoClientRequest, client},
    error::ProtocolError,
};

use crate::simulate::Dice;

/// Whatever is waited for should be there long before.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);
/// How often it is looked whether something has come to pass.
const LOOK_EVERY: Duration = Duration::from_millis(20);
/// The latest instant of a kill, after what it waits for.
const KILL_US_MAX: u64 = 15_000;
const SETTINGS: &str = "[limits]\nbids_per_s = 100000\nrequests_per_s = 100000\n";

/// A folder with data, settings and people, for one server after the other.
pub(crate) struct Ground {
    folder: tempfile::TempDir,
    data: PathBuf,
}

impl Ground {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        Self::at(folder, data)
    }

    /// The same with its data elsewhere.
    pub(crate) fn at(folder: tempfile::TempDir, data: PathBuf) -> Self {
        fs::write(folder.path().join("rialto.toml"), SETTINGS).unwrap();
        Ground { folder, data }
    }

    /// The same, whose servers write down all that they do.
    pub(crate) fn chatty() -> Self {
        let ground = Self::new();
        let settings = format!("{SETTINGS}[log]\nlevel = \"trace\"\n");
        fs::write(ground.folder.path().join("rialto.toml"), settings).unwrap();
        ground
    }

    pub(crate) fn database(&self) -> PathBuf {
        self.data.join("rialto.db")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_rialto"));
        command.args(arguments).current_dir(self.folder.path()).env_clear();
        command.args(["--config", "rialto.toml", "--data"]).arg(&self.data);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs a command to its end.
    pub(crate) fn run(&self, arguments: &[&str], input: &str) -> Output {
        let mut process = self.command(arguments).spawn().unwrap();
        drop(process.stdin.take().unwrap().write_all(input.as_bytes()));
        process.wait_with_output().unwrap()
    }

    /// Makes somebody, and a token that outlasts the test.
    pub(crate) fn person(&self, name: &str, role: &str) -> String {
        let made = ["user", "create", name, "--role", role, "--password-stdin"];
        let made = self.run(&made, "a long enough one\n");
        assert!(made.status.success(), "{made:?}");
        let token = self.run(&["token", "create", name, "--ttl", "1h"], "");
        assert!(token.status.success(), "{token:?}");
        String::from_utf8(token.stdout).unwrap().trim().to_owned()
    }

    /// Makes many people at once, past the program; tokens of all of them.
    pub(crate) fn crowd(&self, people: usize) -> Vec<String> {
        let mut config = Config::default();
        config.data.dir.clone_from(&self.data);
        let place = Place::File(self.database());
        let address = IpAddr::V4(Ipv4Addr::LOCALHOST);
        let cheap = Cost { memory_kib: 8, passes: 1, lanes: 1 };
        actix_web::rt::System::new().block_on(async {
            let store = Store::open(&Options { place, readers: 1 }).unwrap();
            let tokens = Arc::new(Tokens::configured(&config, None).unwrap());
            let passwords = Arc::new(Passwords::new(cheap).unwrap());
            let accounts = Accounts::new(store.clone(), tokens, passwords, Clock::system());
            let mut crowd = Vec::new();
            for number in 0..people {
                let name = format!("one-of-many-{number}");
                let who = Newcomer { name, password: None, email: None, role: Role::User };
                let user = accounts.create(who).await.unwrap();
                let device = Device { address, user_agent: "test".into() };
                let signed_in = accounts.sign_in(&user, &device).await.unwrap();
                crowd.push(signed_in.access_token.expose().to_owned());
            }
            store.close();
            crowd
        })
    }

    /// Starts a server and waits until it listens.
    pub(crate) fn serve(&self) -> Server {
        Server::start(self.command(&["serve", "--listen", "127.0.0.1:0"]))
    }

    /// Kills a server so often, and starts the next one: each time when up to `deeds_max` more were told, and then at an
    /// instant that has nothing to do with what the server just did. `address` is where it is.
    pub(crate) fn kill(
        &self,
        mut server: Server,
        kills: u64,
        deeds_max: u64,
        told: &mpsc::Receiver<()>,
        mut dice: Dice,
        address: &Mutex<SocketAddr>,
    ) -> Server {
        for _ in 0..kills {
            for _ in 0..dice.below(deeds_max) {
                told.recv().unwrap();
            }
            std::thread::park_timeout(Duration::from_micros(dice.below(KILL_US_MAX)));
            drop(server);
            server = self.serve();
            *address.lock().unwrap() = server.address;
        }
        server
    }
}

/// A server that runs; killed with its test.
pub(crate) struct Server {
    process: Child,
    pub(crate) address: SocketAddr,
    log: Arc<Mutex<String>>,
    said: mpsc::Receiver<String>,
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

impl Server {
    /// Starts it and waits until it listens.
    pub(crate) fn start(mut command: Command) -> Self {
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let log = Arc::new(Mutex::new(String::new()));
        let written = log.clone();
        let (tell, told) = mpsc::channel();
        read_on(process.stderr.take().unwrap(), move |line| {
            let address = line.split_once("listening on http://").map(|(_, address)| address);
            if let Some(address) = address.and_then(|address| address.parse().ok()) {
                let _ = tell.send(address);
            }
            let mut log = written.lock().unwrap();
            log.push_str(&line);
            log.push('\n');
        });
        let (say, said) = mpsc::channel();
        read_on(process.stdout.take().unwrap(), move |line| drop(say.send(line)));
        let address = told.recv_timeout(PATIENCE).unwrap();
        Server { process, address, log, said }
    }

    /// The next line that it prints.
    pub(crate) fn says(&self) -> String {
        self.said.recv_timeout(PATIENCE).unwrap()
    }

    /// What it has written down up to now.
    pub(crate) fn log(&self) -> String {
        self.log.lock().unwrap().clone()
    }

    /// SIGTERM.
    pub(crate) fn terminate(&self) {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    /// Waits for its end, and says with which code.
    pub(crate) fn ended(&mut self) -> Option<i32> {
        let mut code = None;
        until("the server ends", || {
            code = self.process.try_wait().unwrap();
            code.is_some()
        });
        code.and_then(|code| code.code())
    }

    /// Status and body of a request; `request` is method and path.
    pub(crate) fn call(&self, request: &str, token: Option<&str>, body: &Value) -> (u16, Value) {
        let mut socket = TcpStream::connect(self.address).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        let bearer = token.map(|token| format!("Authorization: Bearer {token}\r\n"));
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let text = format!(
            "{request} HTTP/1.1\r\nHost: floor\r\nConnection: close\r\n{}\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            bearer.unwrap_or_default(),
            body.len()
        );
        socket.write_all(text.as_bytes()).unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, serde_json::from_str(body).unwrap_or(Value::Null))
    }

    /// What `/metrics` says under this name, with its labels; 0 where it says nothing.
    pub(crate) fn figure(&self, name: &str) -> u64 {
        let mut socket = TcpStream::connect(self.address).unwrap();
        socket.set_read_timeout(Some(PATIENCE)).unwrap();
        socket.write_all(b"GET /metrics HTTP/1.0\r\n\r\n").unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        assert!(answer.contains("\nrialto_build_info"), "{answer}");
        let found = answer.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        found.map_or(0, |figure| figure.parse().unwrap())
    }

    /// Opens an auction that lasts so long; its room.
    pub(crate) fn auction(&self, seller: &str, duration_ms: u64) -> String {
        let terms = json!({
            "title": "A lot", "currency": "EUR", "publish": true, "startPrice": 10,
            "increment": {"type": "fixed", "amount": 10}, "durationMs": duration_ms,
        });
        let (status, made) = self.call("POST /api/v1/auctions", Some(seller), &terms);
        assert_eq!(status, 201, "{made}");
        made["room"].as_str().unwrap().to_owned()
    }

    /// Everything that has happened in a room, as a guest sees it.
    pub(crate) fn events(&self, room: &str) -> Vec<Value> {
        let mut events = Vec::new();
        let mut after = Some(0);
        while let Some(from) = after {
            let path = format!("GET /api/v1/events?room={room}&after={from}&limit=200");
            let (status, page) = self.call(&path, None, &Value::Null);
            assert_eq!(status, 200, "{page}");
            events.extend(page["items"].as_array().unwrap().iter().cloned());
            after = page["next"].as_u64();
        }
        events
    }
}

/// Reads lines until there are no more; the process would have to wait if the pipe were full.
fn read_on(pipe: impl Read + Send + 'static, mut hear: impl FnMut(String) + Send + 'static) {
    std::thread::spawn(move || {
        BufReader::new(pipe).lines().map_while(Result::ok).for_each(&mut hear);
    });
}

/// Waits for something to come to pass, and fails where it does not.
pub(crate) fn until(what: &str, mut passed: impl FnMut() -> bool) {
    let rounds = PATIENCE.as_millis() / LOOK_EVERY.as_millis();
    let come = (0..rounds).any(|_| {
        let passed = passed();
        if !passed {
            std::thread::park_timeout(LOOK_EVERY);
        }
        passed
    });
    assert!(come, "{what}: not in {} s", PATIENCE.as_secs());
}

/// A socket whose server may go at any instant.
pub(crate) struct Socket(WebSocket<TcpStream>);

/// What a socket hears.
pub(crate) enum Heard {
    Frame(Value),
    /// The close code that the server gave.
    Closed(u16),
    /// It went without a word.
    Gone,
}

impl Socket {
    /// Connects, where somebody listens.
    pub(crate) fn open(address: SocketAddr, token: Option<&str>) -> Option<Self> {
        let stream = TcpStream::connect(address).ok()?;
        stream.set_read_timeout(Some(PATIENCE)).ok()?;
        let mut request = format!("ws://{address}/ws").into_client_request().unwrap();
        if let Some(token) = token {
            let bearer = format!("Bearer {token}").parse().unwrap();
            request.headers_mut().insert("Authorization", bearer);
        }
        client(request, stream).ok().map(|(socket, _)| Socket(socket))
    }

    /// Connects to wherever a server is, as soon as one listens.
    pub(crate) fn insist(address: &Mutex<SocketAddr>, token: Option<&str>) -> Self {
        let mut socket = None;
        until("a connection", || {
            socket = Socket::open(*address.lock().unwrap(), token);
            socket.is_some()
        });
        socket.unwrap()
    }

    /// Sends a frame; whether it may have gone out.
    pub(crate) fn say(&mut self, frame: &Value) -> bool {
        self.0.send(Message::text(frame.to_string())).is_ok()
    }

    /// What comes next.
    pub(crate) fn hear(&mut self) -> Heard {
        loop {
            match self.0.read() {
                Ok(Message::Text(text)) => {
                    return Heard::Frame(serde_json::from_str(&text).unwrap());
                }
                Ok(Message::Close(Some(close))) => return Heard::Closed(close.code.into()),
                Ok(
                    Message::Ping(_) | Message::Pong(_) | Message::Binary(_) | Message::Frame(_),
                ) => (),
                Err(Error::Io(why)) if why.kind() == std::io::ErrorKind::WouldBlock => {
                    panic!("nothing was heard")
                }
                Ok(Message::Close(None))
                | Err(
                    Error::Io(_)
                    | Error::ConnectionClosed
                    | Error::AlreadyClosed
                    | Error::Protocol(ProtocolError::ResetWithoutClosingHandshake),
                ) => return Heard::Gone,
                Err(why) => panic!("{why}"),
            }
        }
    }

    /// Asks and waits for the reply; nothing, where the server goes before it.
    pub(crate) fn ask(&mut self, id: u64, mut request: Value) -> Option<Value> {
        request["id"] = json!(id);
        if !self.say(&request) {
            return None;
        }
        loop {
            match self.hear() {
                Heard::Frame(frame) if frame["reply"] == id => return Some(frame),
                Heard::Frame(_) => (),
                Heard::Closed(_) | Heard::Gone => return None,
            }
        }
    }
}

/// The part of a path that names a room's auction.
pub(crate) fn key(room: &str) -> &str {
    room.split_once(':').unwrap().1
}

/// A folder for data in the memory of the machine, of this many bytes; where it may be mounted.
pub(crate) fn small_disk(folder: &Path, size: &str) -> bool {
    let mount = ["-t", "tmpfs", "-o", &format!("size={size}"), "rialto-test"];
    Command::new("mount").args(mount).arg(folder).output().is_ok_and(|done| done.status.success())
}
