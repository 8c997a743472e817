//! A server as a process of its own, on a core of its own.

mod rialto;

use std::{
    fs::{self, File},
    net::{Ipv4Addr, SocketAddrV4, TcpListener, TcpStream},
    path::PathBuf,
    process::{Child, Command, Stdio},
    thread::sleep,
    time::Duration,
};

use clap::ValueEnum;

use crate::{
    dialect::{Colyseus, Dialect, Plain, SocketIo, Talk},
    http,
    machine::{self, Cores, Spent},
};

/// How long a server may take to come up.
const START_TRIES: u32 = 300;
const START_TRY: Duration = Duration::from_millis(50);

/// Which server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(crate) enum Kind {
    /// Rialto as it is used: every bid on disk before anyone is told.
    Rialto,
    /// Rialto with a database in memory.
    RialtoVolatile,
    /// Socket.IO 4.
    #[value(name = "socket.io")]
    SocketIo,
    /// `ws` 8.
    Ws,
    /// Colyseus.
    Colyseus,
    /// The limit: a system call for each delivery, and nothing else.
    Bare,
}

impl Kind {
    /// In which order they are measured and shown.
    pub(crate) const ALL: [Kind; 6] =
        [Kind::Rialto, Kind::RialtoVolatile, Kind::SocketIo, Kind::Ws, Kind::Colyseus, Kind::Bare];

    /// As it is written in arguments and results.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Kind::Rialto => "rialto",
            Kind::RialtoVolatile => "rialto-volatile",
            Kind::SocketIo => "socket.io",
            Kind::Ws => "ws",
            Kind::Colyseus => "colyseus",
            Kind::Bare => "bare",
        }
    }

    /// Whether it is Rialto.
    pub(crate) const fn is_rialto(self) -> bool {
        matches!(self, Kind::Rialto | Kind::RialtoVolatile)
    }
}

/// Where everything is.
#[derive(Clone, Debug)]
pub(crate) struct Places {
    /// Rialto's program.
    pub(crate) rialto: PathBuf,
    /// The directory of the peers.
    pub(crate) peers: PathBuf,
    /// A directory on the disk, for databases and logs.
    pub(crate) scratch: PathBuf,
    /// On which core what runs.
    pub(crate) cores: Cores,
}

/// A running server; ended when dropped.
pub(crate) struct Server {
    /// Which one.
    pub(crate) kind: Kind,
    /// Where it listens.
    pub(crate) address: SocketAddrV4,
    /// Its auctions.
    pub(crate) rooms: Vec<String>,
    process: Child,
    keys: Option<rialto::Keys>,
    /// They are conversations.
    talks: bool,
}

impl Server {
    /// Starts a server with so many auctions; `recovery` where clients are to be recognised when
    /// they come back.
    pub(crate) fn start(
        kind: Kind,
        places: &Places,
        rooms: usize,
        recovery: Recovery,
    ) -> Result<Self, String> {
        let directory = places.scratch.join(kind.name());
        let _ = fs::remove_dir_all(&directory);
        fs::create_dir_all(&directory)
            .map_err(|error| format!("{}: {error}", directory.display()))?;
        let port = free_port().map_err(|error| format!("no port: {error}"))?;
        let address = SocketAddrV4::new(Ipv4Addr::LOCALHOST, port);
        let (mut command, keys) = match kind {
            Kind::Rialto | Kind::RialtoVolatile => {
                let (command, keys) = rialto::command(&places.rialto, &directory, address, kind)?;
                (command, Some(keys))
            }
            Kind::SocketIo | Kind::Ws | Kind::Colyseus => {
                let mut command = Command::new("node");
                command.arg(places.peers.join(format!("{}.js", kind.name())));
                command.arg(port.to_string()).env("NODE_ENV", "production");
                if recovery == Recovery::Wanted {
                    command.env("RECOVERY", "1");
                }
                (command, None)
            }
            Kind::Bare => {
                let program = std::env::current_exe().map_err(|error| error.to_string())?;
                let mut command = Command::new(program);
                command.arg("bare").arg(port.to_string());
                (command, None)
            }
        };
        let log = directory.join("log");
        let file = File::create(&log).map_err(|error| format!("{}: {error}", log.display()))?;
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(file);
        let process = spawn_on(places.cores, &mut command)?;
        let mut server = Server { kind, address, rooms: Vec::new(), process, keys, talks: false };
        server.wait_until_ready().map_err(|why| format!("{why}; see {}", log.display()))?;
        server.rooms = match &server.keys {
            Some(keys) => keys.make_auctions(address, rooms)?,
            None => (0..rooms).map(|number| format!("auction:{number:013}")).collect(),
        };
        Ok(server)
    }

    /// How to speak with it.
    pub(crate) fn dialect(&self) -> Box<dyn Dialect> {
        match (self.kind, &self.keys) {
            (Kind::SocketIo, _) => Box::new(SocketIo),
            (Kind::Colyseus, _) => Box::new(Colyseus),
            (_, Some(keys)) => {
                let keys = keys.clone();
                let plain = Plain::rialto(move |person| keys.token_of(person));
                if self.talks { Box::new(Talk(plain)) } else { Box::new(plain) }
            }
            (_, None) => Box::new(Plain::peer()),
        }
    }

    /// Opens conversations with so many people in each, who are counted through all of them. Behind the
    /// conversations the inboxes of some are among the rooms.
    pub(crate) fn open_conversations(
        &mut self,
        sizes: &[usize],
        inboxes: std::ops::Range<usize>,
    ) -> Result<(), String> {
        let keys = self.keys.as_ref().ok_or("only Rialto has conversations")?;
        self.rooms = keys.make_conversations(self.address, sizes)?;
        for person in inboxes {
            self.rooms.push(format!("inbox:{}", keys.id_of(self.address, person)?));
        }
        self.talks = true;
        Ok(())
    }

    /// How many messages somebody has not read, by their own list.
    pub(crate) fn unread_by(&self, person: usize) -> Result<u64, String> {
        let keys = self.keys.as_ref().ok_or("only Rialto has conversations")?;
        keys.unread_by(self.address, person)
    }

    /// Whether it lives, in words.
    pub(crate) fn state(&mut self) -> String {
        match self.process.try_wait() {
            Ok(None) => "lives".to_owned(),
            Ok(Some(status)) => format!("ended with {status}"),
            Err(error) => format!("is in an unknown state: {error}"),
        }
    }

    /// What it has spent so far.
    pub(crate) fn spent(&self) -> Spent {
        Spent::by(&self.process.id().to_string()).unwrap_or_default()
    }

    /// What it has in memory.
    pub(crate) fn resident_bytes(&self) -> u64 {
        machine::resident_bytes(self.process.id())
    }

    /// How many descriptors it has open.
    pub(crate) fn descriptors(&self) -> usize {
        machine::descriptors(self.process.id())
    }

    /// Rialto's own figures; nothing where they are not to be had.
    pub(crate) fn metrics(&self) -> String {
        if !self.kind.is_rialto() {
            return String::new();
        }
        http::request(self.address, "GET /metrics", None, "")
            .map_or(String::new(), |(_, text)| text)
    }

    fn wait_until_ready(&mut self) -> Result<(), String> {
        for _ in 0..START_TRIES {
            if let Ok(Some(status)) = self.process.try_wait() {
                return Err(format!("{} ended with {status}", self.kind.name()));
            }
            let listens = TcpStream::connect(self.address).is_ok();
            let ready = || http::request(self.address, "GET /readyz", None, "");
            if listens && (!self.kind.is_rialto() || ready().is_ok_and(|(status, _)| status == 200))
            {
                return Ok(());
            }
            sleep(START_TRY);
        }
        Err(format!("{} does not come up", self.kind.name()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Whether a server is to recognise clients that come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Recovery {
    /// As it does without being asked.
    AsItIs,
    /// Also where it must be switched on.
    Wanted,
}

/// A process has the core of whoever starts it.
fn spawn_on(cores: Cores, command: &mut Command) -> Result<Child, String> {
    machine::pin(cores.server).map_err(|error| format!("cannot choose a core: {error}"))?;
    let child =
        command.spawn().map_err(|error| format!("{}: {error}", command.get_program().display()));
    machine::pin(cores.load).map_err(|error| format!("cannot choose a core: {error}"))?;
    child
}

fn free_port() -> std::io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}
