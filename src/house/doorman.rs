//! Who stands at the doors: sees every connection first, and receives those who ask for a WebSocket.

use std::{net::Shutdown, rc::Rc, sync::Arc};

use actix::prelude::*;
use actix_web::{Error, dev::Extensions};
use log::error;
use tokio::net::TcpStream;

use super::parts::Parts;
use crate::{
    gateway::{
        address::{Neighbour, Neighbours, Proxies, block},
        count,
        live::{Desk, Live},
        ws::{self, Call, Echo, Entrance, Origins},
    },
    http::{identity, problem::Denial, security},
    protocol::fault::Fault,
    rooms::switchboard::Switchboard,
};

/// When a client may try another worker, in milliseconds.
const RETRY_AFTER_MS: u64 = 1_000;

/// Sees every connection first, and lets in so many of an address.
#[derive(Clone)]
pub(super) struct Greeter {
    neighbours: Neighbours,
    proxies: Proxies,
}

impl Greeter {
    pub(super) fn new(parts: &Parts) -> Self {
        Greeter { neighbours: parts.neighbours.clone(), proxies: parts.proxies.clone() }
    }

    pub(super) fn greet(&self, stream: &TcpStream, left_with_it: &mut Extensions) {
        let Ok(peer) = stream.peer_addr().map(|peer| peer.ip()) else { return };
        // Whom a proxy speaks for is known when it has said so.
        if self.proxies.contain(peer) {
            return;
        }
        if let Some(seat) = self.neighbours.take(block(peer)) {
            left_with_it.insert::<Neighbour>(Arc::new(seat));
        } else {
            count::refused("crowded");
            // One that is gone already needs no shutdown.
            let _gone = socket2::SockRef::from(stream).shutdown(Shutdown::Both);
        }
    }
}

/// Receives those who ask for a WebSocket. One for each worker.
pub(super) struct Doorman {
    parts: Parts,
    desk: Option<Arc<Desk>>,
    live: Entrance,
    echo: Option<Entrance>,
}

impl Doorman {
    /// With the echo, where it is wanted.
    pub(super) fn new(parts: &Parts, echo: bool) -> Rc<Self> {
        let entrance = |limits, origins| Entrance::new(limits, origins, parts.roll.clone());
        Rc::new(Doorman {
            desk: desk(parts).map(Arc::new),
            live: entrance(parts.ws.clone(), parts.origins.clone()),
            echo: echo.then(|| entrance(Echo::limits(), Origins::same())),
            parts: parts.clone(),
        })
    }

    pub(super) async fn receive(self: Rc<Self>, call: Call) {
        let opened = match (call.path(), &self.echo) {
            ("/ws", _) => self.live(&call),
            ("/ws-echo", Some(entrance)) => echo(entrance, &call),
            (_, _) => Err(Denial::from(Fault::NotFound).into()),
        };
        match opened {
            Ok(open) => open(call),
            Err(error) => {
                let mut response = error.error_response();
                security::add_to(response.headers_mut());
                count::refused("refused");
                call.refuse(response).await;
            }
        }
    }

    /// `GET /ws`: the token may come with the handshake; it never stands in the address.
    fn live(&self, call: &Call) -> Result<Open, Error> {
        let busy = || Denial::from(Fault::Busy { retry_after_ms: RETRY_AFTER_MS });
        let desk = self.desk.as_ref().ok_or_else(busy)?;
        let headers = call.head().headers();
        let token = identity::bearer(headers)?;
        let address = identity::address_of(call.peer(), headers, &self.parts.proxies);
        let neighbour = if let Some(neighbour) = call.left::<Neighbour>() {
            neighbour.clone()
        } else {
            // It comes through a proxy.
            let seat = self.parts.neighbours.take(block(address));
            Arc::new(seat.ok_or(ws::Refused::Crowded)?)
        };
        let admission = self.live.admit(call)?;
        let session = Live::new(desk.clone(), address, neighbour, token);
        Ok(Box::new(|call| admission.serve(call, session)))
    }
}

/// The switchboard of this worker, and what its sessions share.
fn desk(parts: &Parts) -> Option<Desk> {
    let Some(place) = parts.boards.take() else {
        error!("this worker has no place for a switchboard: too many workers have been replaced");
        return None;
    };
    let board = Switchboard::new(place, parts.directory.clone()).start();
    parts.boards.seat(place, board.clone());
    Some(Desk {
        clock: parts.clock.clone(),
        rooms: parts.rooms.clone(),
        standing: parts.standing.clone(),
        limiter: parts.limiter.clone(),
        attendance: parts.attendance.clone(),
        presence: parts.presence.clone(),
        board,
        place,
        manners: parts.manners.clone(),
        limits: parts.limits,
        epoch: Arc::from(parts.store.epoch()),
    })
}

/// Opens the WebSocket that a call is about.
type Open = Box<dyn FnOnce(Call)>;

/// `GET /ws-echo`, where `testing.echo` is on.
fn echo(entrance: &Entrance, call: &Call) -> Result<Open, Error> {
    let admission = entrance.admit(call)?;
    Ok(Box::new(|call| admission.serve(call, Echo)))
}
