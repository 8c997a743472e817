//! The doors: REST, pages and the WebSocket on one server.

use std::{net::SocketAddr, rc::Rc, sync::Arc};

use actix::prelude::*;
use actix_server::Server;
use actix_web::{App, Error, ResponseError, dev::ServerHandle, middleware::from_fn, web};
use log::error;

use super::{
    Failure,
    parts::{Parts, workers},
};
use crate::{
    config::Config,
    gateway::{
        count,
        live::{Desk, Live},
        ws::{self, Call, Echo, Entrance, Origins, Patience},
    },
    http::{
        self,
        body::BodyLimits,
        identity::{self, Guests},
        ops,
        problem::Denial,
        security, unread,
    },
    protocol::fault::Fault,
    rooms::switchboard::Switchboard,
};

/// How long a body may take to come, in milliseconds.
const BODY_MS_MAX: u64 = 10_000;
/// When a client may try another worker, in milliseconds.
const RETRY_AFTER_MS: u64 = 1_000;

/// Which doors there are.
#[derive(Clone)]
struct Plan {
    parts: Parts,
    body: BodyLimits,
    guests: Guests,
    metrics: bool,
    echo: bool,
}

/// Opens them, and says where.
pub(super) fn open(
    config: &Config,
    parts: &Parts,
) -> Result<(ServerHandle, Vec<SocketAddr>), Failure> {
    let plan = Plan {
        parts: parts.clone(),
        body: BodyLimits { bytes_max: config.limits.body.bytes(), ms_max: BODY_MS_MAX },
        guests: if config.auth.guests { Guests::Welcome } else { Guests::Refused },
        metrics: config.metrics.enabled,
        echo: config.testing.echo,
    };
    let furnished = move || {
        let (plan, doorman) = (plan.clone(), Doorman::new(&plan));
        let app = App::new()
            .wrap(from_fn(ops::head_as_get))
            .wrap(security::headers())
            .wrap(from_fn(ops::counted))
            .wrap(from_fn(unread::held))
            .configure(move |app| furnish(app, &plan));
        (app, move |call| doorman.clone().receive(call))
    };
    let workers = workers(config);
    let mut server = Server::build()
        .workers(workers)
        .max_concurrent_connections(config.server.max_connections.get().div_ceil(workers))
        .shutdown_timeout(config.server.drain.duration().as_secs().max(1))
        .disable_signals();
    let mut addresses = Vec::new();
    for address in &config.server.listen {
        let failed = |why| Failure::Listen { address: *address, why };
        let listener = ws::bind(*address).map_err(failed)?;
        addresses.push(listener.local_addr().map_err(failed)?);
        let patience = Patience::default();
        server = ws::listen(server, listener, patience, furnished.clone()).map_err(failed)?;
    }
    let server = server.run();
    let handle = server.handle();
    actix::spawn(server);
    Ok((handle, addresses))
}

/// What every worker has.
fn furnish(app: &mut web::ServiceConfig, plan: &Plan) {
    let parts = &plan.parts;
    app.app_data(web::Data::new(parts.accounts.clone()))
        .app_data(web::Data::new(parts.standing.clone()))
        .app_data(web::Data::from(parts.limiter.clone()))
        .app_data(web::Data::new(parts.store.clone()))
        .app_data(web::Data::new(parts.rooms.clone()))
        .app_data(web::Data::new(parts.clock.clone()))
        .app_data(web::Data::new(parts.proxies.clone()))
        .app_data(web::Data::from(parts.links.clone()))
        .app_data(web::Data::new(plan.body))
        .app_data(web::Data::new(plan.guests));
    if plan.metrics {
        app.app_data(web::Data::new(parts.metrics.clone()));
    }
    // Who comes here does not ask for a WebSocket, or not as RFC 6455 has it.
    app.route("/ws", web::to(async || ws::Refused::Upgrade.error_response()));
    http::pages::routes(app);
    http::mount(app);
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
        board,
        place,
        manners: parts.manners.clone(),
        limits: parts.limits,
        epoch: Arc::from(parts.store.epoch()),
    })
}

/// Receives those who ask for a WebSocket. One for each worker.
struct Doorman {
    parts: Parts,
    desk: Option<Arc<Desk>>,
    live: Entrance,
    echo: Option<Entrance>,
}

impl Doorman {
    fn new(plan: &Plan) -> Rc<Self> {
        let parts = plan.parts.clone();
        let entrance = |limits, origins| Entrance::new(limits, origins, parts.roll.clone());
        Rc::new(Doorman {
            desk: desk(&parts).map(Arc::new),
            live: entrance(parts.ws.clone(), parts.origins.clone()),
            echo: plan.echo.then(|| entrance(Echo::limits(), Origins::same())),
            parts,
        })
    }

    async fn receive(self: Rc<Self>, call: Call) {
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
                count::refused();
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
        let admission = self.live.admit(call)?;
        let address = identity::address_of(call.peer(), headers, &self.parts.proxies);
        let session = Live::new(desk.clone(), address, token);
        Ok(Box::new(|call| admission.serve(call, session)))
    }
}

/// Opens the WebSocket that a call is about.
type Open = Box<dyn FnOnce(Call)>;

/// `GET /ws-echo`, where `testing.echo` is on.
fn echo(entrance: &Entrance, call: &Call) -> Result<Open, Error> {
    let admission = entrance.admit(call)?;
    Ok(Box::new(|call| admission.serve(call, Echo)))
}
