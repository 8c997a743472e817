//! Listens on an address for HTTP, and hands over the connections whose clients ask for a WebSocket.
//!
//! This is what actix-web's own `HttpServer` does, and the one thing that it does not offer: the upgrade.

use std::{
    fmt,
    future::{Future, ready},
    io,
    net::{SocketAddr, TcpListener},
    time::Duration,
};

use actix_http::{HttpService, Protocol, Request, Response, error::DispatchError};
use actix_server::ServerBuilder;
use actix_service::{IntoServiceFactory, ServiceFactoryExt, fn_service, map_config};
use actix_web::{
    Error,
    body::MessageBody,
    dev::{AppConfig, Extensions, Service, ServiceFactory},
};
use log::debug;
use socket2::{Domain, Socket, Type};
use tokio::net::TcpStream;

use super::{timed::Timed, upgrade::Call};

/// Bytes that went out and are not acknowledged for so long end a connection: the last net.
#[cfg(target_os = "linux")]
const UNACKNOWLEDGED_MAX: Duration = Duration::from_secs(30);

/// So many connections wait to be taken in: thousands may come back in the same second.
const BACKLOG: i32 = 4096;

/// Takes an address; port 0 is one that the system chooses.
pub fn bind(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    // A server that was stopped a moment ago still has connections that the kernel remembers.
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&address.into())?;
    socket.listen(BACKLOG)?;
    Ok(socket.into())
}

/// How long clients of HTTP may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Patience {
    /// A request's head must have come by then, or the connection ends.
    pub head_within: Duration,
    /// A connection without a request is kept for so long.
    pub keep_alive: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Patience { head_within: Duration::from_secs(5), keep_alive: Duration::from_secs(30) }
    }
}

/// Serves a listener, in every worker anew with what `furnish` makes: the application, and who answers those
/// who ask for a WebSocket, whatever their path. `greet` sees every connection first; what it leaves with it
/// stays until its end, and what it shuts down is not served.
pub fn listen<F, I, S, B, A, W>(
    builder: ServerBuilder,
    listener: TcpListener,
    patience: Patience,
    greet: impl Fn(&TcpStream, &mut Extensions) + Send + Clone + 'static,
    furnish: F,
) -> io::Result<ServerBuilder>
where
    F: Fn() -> (I, A) + Send + Clone + 'static,
    I: IntoServiceFactory<S, Request>,
    S: ServiceFactory<Request, Config = AppConfig> + 'static,
    S::Error: Into<Error> + 'static,
    S::InitError: fmt::Debug,
    S::Response: Into<Response<B>> + 'static,
    <S::Service as Service<Request>>::Future: 'static,
    S::Service: 'static,
    B: MessageBody + 'static,
    A: Fn(Call) -> W + Clone + 'static,
    W: Future<Output = ()> + 'static,
{
    let leaving = builder.graceful_shutdown_signal();
    let address = listener.local_addr()?;
    builder.listen(format!("http-{address}"), listener, move || {
        let (app, answer) = furnish();
        let greet = greet.clone();
        let app = app.into_factory().map_err(|error| error.into().error_response());
        let leaving = leaving.clone();
        let config = AppConfig::default();
        let upgrade = fn_service(move |(request, framed)| {
            let answered = answer(Call::new(request, framed));
            async move {
                answered.await;
                Ok::<_, Error>(())
            }
        });
        let http = HttpService::build()
            .graceful_shutdown_signal(move || {
                let leaving = leaving.clone();
                async move { leaving.notified().await }
            })
            .keep_alive(patience.keep_alive)
            .client_request_timeout(patience.head_within)
            // A server that lingers by itself spoils its last words.
            .client_disconnect_timeout(Duration::ZERO)
            .local_addr(address)
            .on_connect_ext(move |timed: &Timed, extensions: &mut Extensions| {
                connected(timed.stream());
                greet(timed.stream(), extensions);
            })
            .upgrade(upgrade)
            .finish(map_config(app, move |()| config.clone()));
        fn_service(move |stream: TcpStream| {
            let peer = stream.peer_addr().ok();
            let timed = Timed::new(stream, patience.keep_alive + patience.head_within);
            ready(Ok::<_, DispatchError>((timed, Protocol::Http1, peer)))
        })
        .and_then(http)
    })
}

fn connected(stream: &TcpStream) {
    let nodelay = stream.set_nodelay(true);
    #[cfg(target_os = "linux")]
    let nodelay = nodelay.and_then(|()| {
        socket2::SockRef::from(stream).set_tcp_user_timeout(Some(UNACKNOWLEDGED_MAX))
    });
    if let Err(error) = nodelay {
        debug!("a connection is not set up as it should be: {error}");
    }
}
