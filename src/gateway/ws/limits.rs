//! The limits of a WebSocket, and how the listener beneath must be set up for them to hold.

use std::{fmt, time::Duration};

use actix_web::{
    Error, HttpServer,
    body::MessageBody,
    dev::{AppConfig, Service, ServiceFactory},
};

use super::lifeline;

/// A request's head must have come by then, or the connection ends.
const HEAD_WITHIN: Duration = Duration::from_secs(5);
/// A connection without a request is kept for so long.
const KEEP_ALIVE: Duration = Duration::from_secs(30);

/// What one connection may cost, and how long it may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// A message may have so many bytes, its fragments together.
    pub frame_bytes_max: usize,
    /// So many bytes may wait for a client to read them.
    pub outbound_bytes_max: usize,
    /// A connection that is silent for so long is pinged.
    pub ping_every: Duration,
    /// ... and is over if it is still silent so much later.
    pub pong_within: Duration,
    /// A client that takes none of what waits for it for so long is over, too.
    pub frozen_within: Duration,
    /// After a close frame the client has so long to answer; after twice that its socket is cut.
    pub linger: Duration,
    /// How often all this is looked at.
    pub look_every: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            frame_bytes_max: 64 * 1024,
            outbound_bytes_max: 1024 * 1024,
            ping_every: Duration::from_secs(20),
            pong_within: Duration::from_secs(10),
            frozen_within: Duration::from_secs(10),
            linger: Duration::from_secs(1),
            look_every: Duration::from_millis(500),
        }
    }
}

/// Sets a listener up for sockets of this module. Without this [`super::Entrance::connect`] lets nobody in.
///
/// A close frame gets through only if the server does not linger by itself afterwards; signals are
/// the house's, which has sockets to close first.
pub fn tuned<F, I, S, B>(server: HttpServer<F, I, S, B>) -> HttpServer<F, I, S, B>
where
    F: Fn() -> I + Send + Clone + 'static,
    I: actix_service::IntoServiceFactory<S, actix_http::Request>,
    S: ServiceFactory<actix_http::Request, Config = AppConfig> + 'static,
    S::Error: Into<Error> + 'static,
    S::InitError: fmt::Debug,
    S::Response: Into<actix_http::Response<B>> + 'static,
    <S::Service as Service<actix_http::Request>>::Future: 'static,
    S::Service: 'static,
    B: MessageBody + 'static,
{
    server
        .client_disconnect_timeout(Duration::ZERO)
        .client_request_timeout(HEAD_WITHIN)
        .keep_alive(KEEP_ALIVE)
        .tcp_nodelay(true)
        .disable_signals()
        .on_connect(lifeline::on_connect)
}
