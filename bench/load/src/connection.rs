//! One client: its socket, and how far it has come.

use std::{
    net::{Ipv4Addr, SocketAddrV4},
    os::fd::OwnedFd,
    rc::Rc,
    time::Duration,
};

use rustix::{
    event::epoll::{self, EventData, EventFlags},
    io::Errno,
    net::{AddressFamily, SocketFlags, SocketType, sockopt},
};

use crate::{
    clock::{MILLISECOND, Nanos},
    dialect::Link,
};

/// Clients of one source address; neither ports nor limits for each address shall bind.
const PER_ADDRESS: usize = 50;
/// What a client that is far away has.
const FAR_BUFFER_BYTES: usize = 32 * 1024;
const FAR_SEGMENT_BYTES: u32 = 1460;
/// How long a client waits before it tries again, unless the server says how long.
pub(crate) const RETRY_AFTER: Nanos = 500 * MILLISECOND;

/// How far a client has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stage {
    /// Not there, but it will come.
    Away,
    /// The TCP connection is being made.
    Calling,
    /// It has asked over HTTP.
    Knocking,
    /// The WebSocket is open; it does not follow its auction yet.
    Joining,
    /// It follows its auction.
    Live,
    /// It follows its auction, but reads no longer.
    Stalled,
    /// It was ended by the other side.
    Gone,
}

/// One client.
#[derive(Debug)]
pub(crate) struct Connection {
    /// What it knows of itself.
    pub(crate) link: Link,
    /// The number of its room.
    pub(crate) room: usize,
    /// How far it has come.
    pub(crate) stage: Stage,
    /// The place of the next bid that it is to be told of.
    pub(crate) place: usize,
    /// It does not know at which place it is: the next bid shows it.
    pub(crate) adrift: bool,
    /// Whether its room waits for it to have everything.
    pub(crate) counted: bool,
    /// It is as if it came from far away, with the segments and the buffer of a small device: on
    /// loopback the system itself would keep megabytes for it.
    pub(crate) far: bool,
    /// Bids that wait for their answers.
    pub(crate) asked: u32,
    /// When the last one was sent.
    pub(crate) asked_at: Nanos,
    /// How many of its own bids were accepted.
    pub(crate) accepted: u64,
    /// How many messages it has not read, as it was told last.
    pub(crate) unread: u64,
    /// How long it waits before it tries again.
    pub(crate) pause: Nanos,
    /// The beginning of a frame whose rest has not come yet.
    pub(crate) rest: Vec<u8>,
    /// What the socket would not take yet.
    unsent: Vec<u8>,
    socket: Option<OwnedFd>,
}

impl Connection {
    /// A client that has not come yet.
    pub(crate) fn away(person: usize, room: usize, name: &Rc<str>) -> Self {
        Connection {
            link: Link { person, room: Rc::clone(name), since: None, session: None, offset: None },
            room,
            stage: Stage::Away,
            place: 0,
            adrift: false,
            counted: true,
            far: false,
            asked: 0,
            asked_at: 0,
            accepted: 0,
            unread: 0,
            pause: RETRY_AFTER,
            rest: Vec::new(),
            unsent: Vec::new(),
            socket: None,
        }
    }

    /// Begins to connect.
    pub(crate) fn call(
        &mut self,
        poll: &OwnedFd,
        id: usize,
        server: SocketAddrV4,
    ) -> Result<(), Errno> {
        let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
        let socket =
            rustix::net::socket_with(AddressFamily::INET, SocketType::STREAM, flags, None)?;
        // Closing is a cut, and leaves nothing that waits.
        sockopt::set_socket_linger(&socket, Some(Duration::ZERO))?;
        sockopt::set_tcp_nodelay(&socket, true)?;
        if self.far {
            sockopt::set_socket_recv_buffer_size(&socket, FAR_BUFFER_BYTES)?;
            let set = socket2::SockRef::from(&socket).set_tcp_mss(FAR_SEGMENT_BYTES);
            set.map_err(|error| Errno::from_io_error(&error).unwrap_or(Errno::INVAL))?;
        }
        rustix::net::bind(&socket, &SocketAddrV4::new(source(id), 0))?;
        match rustix::net::connect(&socket, &server) {
            Ok(()) | Err(Errno::INPROGRESS) => (),
            Err(error) => return Err(error),
        }
        epoll::add(poll, &socket, EventData::new_u64(id as u64), EventFlags::OUT)?;
        self.socket = Some(socket);
        self.stage = Stage::Calling;
        Ok(())
    }

    /// Reads what there is; 0 where the other side has ended it.
    pub(crate) fn read(&self, buffer: &mut [u8]) -> Result<usize, Errno> {
        let socket = self.socket.as_ref().ok_or(Errno::NOTCONN)?;
        rustix::io::read(socket, buffer)
    }

    /// Whether the connection was made, once it can be written to.
    pub(crate) fn called(&self) -> Result<(), Errno> {
        let socket = self.socket.as_ref().ok_or(Errno::NOTCONN)?;
        sockopt::socket_error(socket)?
    }

    /// Sends, now or when the socket takes it.
    pub(crate) fn send(&mut self, poll: &OwnedFd, id: usize, bytes: &[u8]) -> Result<(), Errno> {
        let socket = self.socket.as_ref().ok_or(Errno::NOTCONN)?;
        let mut sent = 0;
        if self.unsent.is_empty() {
            sent = match rustix::io::write(socket, bytes) {
                Ok(sent) => sent,
                Err(Errno::AGAIN) => 0,
                Err(error) => return Err(error),
            };
        }
        if sent < bytes.len() {
            self.unsent.extend_from_slice(&bytes[sent..]);
            self.listen(poll, id, EventFlags::IN | EventFlags::OUT)?;
        }
        Ok(())
    }

    /// Sends what had to wait.
    pub(crate) fn flush(&mut self, poll: &OwnedFd, id: usize) -> Result<(), Errno> {
        let waiting = std::mem::take(&mut self.unsent);
        self.listen(poll, id, EventFlags::IN)?;
        if waiting.is_empty() { Ok(()) } else { self.send(poll, id, &waiting) }
    }

    /// What is waited for from now on.
    pub(crate) fn listen(&self, poll: &OwnedFd, id: usize, flags: EventFlags) -> Result<(), Errno> {
        let socket = self.socket.as_ref().ok_or(Errno::NOTCONN)?;
        epoll::modify(poll, socket, EventData::new_u64(id as u64), flags)
    }

    /// Cuts the connection with a reset.
    pub(crate) fn cut(&mut self, stage: Stage) {
        self.socket = None;
        self.stage = stage;
        self.rest = Vec::new();
        self.unsent = Vec::new();
        self.asked = 0;
    }
}

/// The address from which a client comes: 127.0.1.1 and so on.
fn source(id: usize) -> Ipv4Addr {
    let block = id / PER_ADDRESS;
    let [third, fourth] = [block / 250 + 1, block % 250 + 1];
    Ipv4Addr::new(127, 0, u8::try_from(third).unwrap_or(254), u8::try_from(fourth).unwrap_or(254))
}
