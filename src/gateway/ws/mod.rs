//! The WebSocket door, and the only file that names the crate beneath it.
//!
//! A connection is taken over from the HTTP server whole (`upgrade`): its socket is in our hands, and what is
//! sent to it is written at once, from whatever thread (`outbox`); the actor of a connection reads, decides and
//! closes. Everything that is known to go wrong with the crates is closed in this module: the handshake
//! (`handshake`), frames and their limits (`frames`, `inflow`), clients that do not read and connections
//! that do not end (`lifeline`, `roll`), and here the close handshake and fairness. What is served is an
//! [`Endpoint`], which sees a [`Door`] and nothing of all this.

mod close;
mod door;
mod echo;
mod encode;
mod frames;
mod handshake;
mod inflow;
mod lifeline;
mod limits;
mod listener;
mod outbox;
mod roll;
mod timed;
mod upgrade;
mod wire;

use std::{future::poll_fn, sync::Arc, task::Poll};

use actix::{
    Actor, ActorContext, ActorFutureExt, AsyncContext, Handler, StreamHandler, WrapFuture,
};
use actix_http::ws::{CloseReason, Message, ProtocolError};
use actix_web_actors::ws::WebsocketContext;
use bytes::Bytes;
use bytestring::ByteString;

pub use self::{
    close::{Close, Gone},
    door::{Door, Endpoint, Handle, Slow},
    echo::Echo,
    encode::texts,
    frames::{Decoder, Incoming, Violation},
    handshake::{Origins, Refused},
    limits::Limits,
    listener::{Patience, bind, listen},
    outbox::Waiting,
    roll::{Reaper, Roll},
    upgrade::Call,
};
use self::{
    door::{Deed, Order, Told},
    inflow::Inflow,
    lifeline::Lifeline,
    roll::Place,
    wire::Wire,
};
use crate::metrics;

/// So many messages may wait in the mailbox of a connection, however small.
const MAILBOX_MESSAGES_MAX: usize = 4096;
/// Then the neighbours, and the connection's own timers, have their turn.
const MESSAGES_IN_A_ROW_MAX: usize = 32;
/// The same in bytes sent: one write buffer of the transport.
const BYTES_IN_A_ROW_MAX: usize = 32 * 1024;
/// Who broke the protocol is waited for so much less: this part of the linger.
const BROKEN_LINGER_DIVISOR: u32 = 4;

/// Where connections come in: who may, at what cost, and the roll they are entered in.
#[derive(Clone)]
pub struct Entrance {
    limits: Arc<Limits>,
    origins: Arc<Origins>,
    roll: Roll,
}

impl Entrance {
    /// An entrance; many may share a roll.
    pub fn new(limits: Limits, origins: Origins, roll: Roll) -> Self {
        Entrance { limits: Arc::new(limits), origins: Arc::new(origins), roll }
    }

    /// What a connection may cost here.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Lets a client in, or says why not.
    pub fn admit(&self, call: &Call) -> Result<Admission, Refused> {
        let accept = handshake::judge(call.head(), &self.origins)?;
        let (line, place) = self.roll.join(&self.limits, call.stream())?;
        Ok(Admission { accept, line, place })
    }
}

/// A client that may have its WebSocket.
pub struct Admission {
    /// The answer to the key of its handshake.
    accept: [u8; 28],
    line: Arc<Lifeline>,
    place: Place,
}

impl Admission {
    /// Opens the WebSocket and has it served by `endpoint`.
    pub fn serve<E: Endpoint>(self, call: Call, endpoint: E) {
        let Admission { accept, line, place } = self;
        let (stream, early) = call.accept(&line.outbox, &accept);
        let inflow = Inflow::new(Arc::clone(&stream), early, Arc::clone(&line));
        let socket = Socket {
            endpoint,
            handle: None,
            state: State::Open,
            messages_in_a_row: 0,
            bytes_in_a_row: 0,
            line: Arc::clone(&line),
            _place: place,
        };
        // The crate's own reader gets nothing to read.
        let frames = WebsocketContext::with_factory(futures_util::stream::empty(), |ctx| {
            ctx.add_stream(inflow);
            socket
        });
        // A task of its own, so that what the HTTP server needed for this connection is given back.
        actix::spawn(Wire::new(frames, stream, line));
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Open,
    /// The close frame is out; the client has the linger to answer.
    Closing(Close),
    /// The client has left, and the endpoint knows.
    Over,
}

/// The actor of one connection.
struct Socket<E: Endpoint> {
    endpoint: E,
    handle: Option<Handle<E::Note>>,
    state: State,
    messages_in_a_row: usize,
    bytes_in_a_row: usize,
    line: Arc<Lifeline>,
    _place: Place,
}

impl<E: Endpoint> Actor for Socket<E> {
    type Context = WebsocketContext<Self>;

    fn started(&mut self, ctx: &mut Self::Context) {
        ctx.set_mailbox_capacity(MAILBOX_MESSAGES_MAX);
        self.handle =
            Some(Handle { notes: ctx.address().recipient(), line: Arc::clone(&self.line) });
        self.line.obey(ctx.address().recipient());
        self.serve(ctx, E::opened);
    }

    fn stopped(&mut self, _ctx: &mut Self::Context) {
        let gone = match self.state {
            State::Open => self.line.condemned().map_or(Gone::Lost, Gone::Closed),
            State::Closing(close) => Gone::Closed(close),
            State::Over => return,
        };
        self.endpoint.closed(gone);
    }
}

impl<E: Endpoint> Socket<E> {
    /// Calls the endpoint, as long as the connection is open, and does what it wants done.
    fn serve(
        &mut self,
        ctx: &mut WebsocketContext<Self>,
        call: impl FnOnce(&mut E, &mut Door<'_, E::Note>),
    ) {
        if let (State::Open, Some(close)) = (self.state, self.line.condemned()) {
            self.close(close, ctx);
        }
        if self.state != State::Open {
            return;
        }
        let Some(handle) = &self.handle else { return };
        let mut deeds = Vec::new();
        call(&mut self.endpoint, &mut Door { handle, deeds: &mut deeds });
        for deed in deeds {
            self.carry_out(deed, ctx);
        }
        self.take_turns(ctx);
    }

    fn carry_out(&mut self, deed: Deed<E::Note>, ctx: &mut WebsocketContext<Self>) {
        if self.state != State::Open {
            return;
        }
        match deed {
            Deed::Text(text) => self.write(encode::text(&text), ctx),
            Deed::Binary(content) => self.write(encode::binary(&content), ctx),
            Deed::Close(close) => self.close(close, ctx),
            Deed::Wait(answer) => {
                self.line.hold();
                ctx.wait(answer.into_actor(self).map(|note, socket, ctx| {
                    socket.line.release();
                    socket.serve(ctx, |endpoint, door| endpoint.noted(note, door));
                }));
            }
            Deed::Spawn(answer) => {
                ctx.spawn(answer.into_actor(self).map(|note, socket, ctx| {
                    socket.serve(ctx, |endpoint, door| endpoint.noted(note, door));
                }));
            }
        }
    }

    /// Sends a frame; it goes out when the actor has had its turn.
    fn write(&mut self, frame: Bytes, ctx: &mut WebsocketContext<Self>) {
        metrics::frames_out(1);
        self.bytes_in_a_row += frame.len();
        if self.line.outbox.answer(frame).is_err() {
            self.close(Close::Slow, ctx);
        }
    }

    /// A mailbox is emptied without a pause, and so is a stream: they are made to pause here, until
    /// [`Wire`] has let others have their turn.
    fn take_turns(&mut self, ctx: &mut WebsocketContext<Self>) {
        self.messages_in_a_row += 1;
        let is_long = MESSAGES_IN_A_ROW_MAX <= self.messages_in_a_row
            || BYTES_IN_A_ROW_MAX <= self.bytes_in_a_row;
        if is_long {
            (self.messages_in_a_row, self.bytes_in_a_row) = (0, 0);
            self.line.tire();
            let line = Arc::clone(&self.line);
            let rested =
                poll_fn(move |_| if line.is_tired() { Poll::Pending } else { Poll::Ready(()) });
            ctx.wait(rested.into_actor(self));
        }
    }

    /// Begins to close: the goodbye, the close frame, and the linger in which the client answers.
    fn close(&mut self, close: Close, ctx: &mut WebsocketContext<Self>) {
        self.state = State::Closing(close);
        self.line.condemn(close);
        self.line.outbox.hush();
        if let Some(goodbye) = self.endpoint.goodbye(close) {
            self.line.outbox.control(encode::text(&goodbye));
        }
        let reason = CloseReason::from((close.code().into(), close.reason()));
        ctx.close(Some(reason));
        ctx.run_later(self.line.limits.linger, |_, ctx| ctx.stop());
    }

    /// The client closes: it gets its own code and reason back, and that is the end.
    fn left(&mut self, why: Option<(u16, ByteString)>, ctx: &mut WebsocketContext<Self>) {
        if self.state == State::Open {
            self.line.outbox.hush();
            self.state = State::Over;
            // What it held is free before the client hears back and comes again.
            self.endpoint.closed(Gone::Left(why.as_ref().map(|(code, _)| *code)));
            ctx.close(why.map(|(code, reason)| {
                let description = (!reason.is_empty()).then(|| reason.to_string());
                CloseReason { code: code.into(), description }
            }));
        }
        ctx.stop();
    }
}

impl<E: Endpoint> StreamHandler<Result<Incoming, Violation>> for Socket<E> {
    fn handle(&mut self, incoming: Result<Incoming, Violation>, ctx: &mut Self::Context) {
        match incoming {
            Ok(Incoming::Text(text)) => {
                metrics::frame_in();
                self.serve(ctx, |endpoint, door| endpoint.text(text, door));
            }
            Ok(Incoming::Binary(content)) => {
                self.serve(ctx, |endpoint, door| endpoint.binary(content, door));
            }
            Ok(Incoming::Ping(content)) => {
                if self.state == State::Open {
                    self.line.outbox.control(encode::pong(&content));
                    self.take_turns(ctx);
                }
            }
            Ok(Incoming::Pong) => (),
            Ok(Incoming::Close(why)) => self.left(why, ctx),
            Err(violation) => {
                if self.state == State::Open {
                    self.close(violation.close(), ctx);
                    // Its answer cannot be read any more; what it still sends is, so that the
                    // kernel does not reset the connection before the code has arrived.
                    let linger = self.line.limits.linger / BROKEN_LINGER_DIVISOR;
                    ctx.run_later(linger, |_, ctx| ctx.stop());
                }
            }
        }
    }

    // `finished` stops the actor: the connection is gone.
}

impl<E: Endpoint> Handler<Told<E::Note>> for Socket<E> {
    type Result = ();

    fn handle(&mut self, Told(note): Told<E::Note>, ctx: &mut Self::Context) {
        self.serve(ctx, |endpoint, door| endpoint.noted(note, door));
    }
}

impl<E: Endpoint> Handler<Order> for Socket<E> {
    type Result = ();

    fn handle(&mut self, order: Order, ctx: &mut Self::Context) {
        match order {
            // It is condemned, which is all that has to be looked at.
            Order::Close => self.serve(ctx, |_, _| ()),
            Order::Wake => self.serve(ctx, E::woken),
        }
    }
}

/// The crate demands this; its reader ends at once without a message.
impl<E: Endpoint> StreamHandler<Result<Message, ProtocolError>> for Socket<E> {
    fn handle(&mut self, _never: Result<Message, ProtocolError>, _ctx: &mut Self::Context) {}

    fn finished(&mut self, _ctx: &mut Self::Context) {}
}
