//! The words of each server: how to come in, follow an auction and bid, and what is heard.

mod colyseus;
mod plain;
mod socket_io;
mod talk;

use std::rc::Rc;

pub(crate) use colyseus::Colyseus;
pub(crate) use plain::Plain;
pub(crate) use socket_io::SocketIo;
pub(crate) use talk::Talk;

use crate::{clock::Nanos, frames::Frame};

/// What one client knows of itself, over all its connections.
#[derive(Debug)]
pub(crate) struct Link {
    /// Which of all the people it is.
    pub(crate) person: usize,
    /// The auction that it follows.
    pub(crate) room: Rc<str>,
    /// The last position that it has seen, where it comes back.
    pub(crate) since: Option<u64>,
    /// Socket.IO: the secret by which a session is found again.
    pub(crate) session: Option<String>,
    /// Socket.IO: the last packet that it has seen, where it comes back.
    pub(crate) offset: Option<Rc<str>>,
}

impl Link {
    /// How others see the person.
    pub(crate) fn name(&self) -> String {
        name(self.person)
    }
}

/// How others see a person.
pub(crate) fn name(person: usize) -> String {
    format!("bidder-{person:05}")
}

/// An accepted bid as everybody is told of it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Told {
    /// Its position in the auction.
    pub(crate) seq: u64,
    /// What was bid, by which the load knows it again.
    pub(crate) amount: u64,
    /// Socket.IO: the name of the packet.
    pub(crate) offset: Option<Rc<str>>,
}

/// What a frame is to the load.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// A bid that was accepted; [`Dialect::read`] reads it.
    Bid,
    /// It follows its auction from now on, and whatever it may have missed is lost.
    Joined,
    /// It follows its auction again, and this is all that it has missed.
    Resumed(Vec<Told>),
    /// Its own bid was accepted.
    Accepted,
    /// So many messages wait for it that it has not read.
    Unread(u64),
    /// Its own bid was too low.
    Refused,
    /// Its own bid was refused for another reason, which there should not be.
    Failed,
    /// The server waits for this frame, masked already.
    Say(Vec<u8>),
    /// It is in, after it has sent this frame, masked already.
    SayJoined(Vec<u8>),
    /// The server does not want it now; it may come again after this time.
    SentAway(Nanos),
    /// Something that does not matter here.
    Other,
    /// Something that should not have come.
    Wrong,
}

/// How to speak with a kind of server.
pub(crate) trait Dialect {
    /// The first request over HTTP.
    fn knock(&self, link: &Link) -> String;

    /// The next request, where the first was no handshake yet.
    fn knock_again(&self, _body: &[u8]) -> Option<String> {
        None
    }

    /// Appends what is sent once the WebSocket is open.
    fn opened(&self, link: &Link, out: &mut Vec<u8>);

    /// What a data frame means. On the path of every delivery.
    fn hear(&self, link: &mut Link, frame: &Frame<'_>) -> Heard;

    /// Appends a bid.
    fn bid(&self, link: &Link, amount: u64, out: &mut Vec<u8>);

    /// Reads an accepted bid.
    fn read(&self, payload: &[u8]) -> Option<Told>;
}

/// A handshake as clients that are no browsers send it.
fn handshake(path: &str, more: &str) -> String {
    format!(
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{more}\r\n"
    )
}

/// Where a part begins.
pub(crate) fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

/// The whole number behind a field of JSON, given with its colon.
fn number(json: &[u8], field: &[u8]) -> Option<u64> {
    let begin = find(json, field)? + field.len();
    let digits = json[begin..].iter().take_while(|byte| byte.is_ascii_digit());
    let number = digits.fold(0, |number: u64, digit| number * 10 + u64::from(digit - b'0'));
    json.get(begin)?.is_ascii_digit().then_some(number)
}

/// The whole number with which an object of JSON ends, after this field.
fn last_number(json: &[u8], field: &[u8]) -> Option<u64> {
    let begin = json.windows(field.len()).rposition(|window| window == field)?;
    number(&json[begin..], field)
}

/// An accepted bid in JSON.
fn told(json: &[u8]) -> Option<Told> {
    let (seq, amount) = (number(json, b"\"seq\":")?, number(json, b"\"amount\":")?);
    Some(Told { seq, amount, offset: None })
}
