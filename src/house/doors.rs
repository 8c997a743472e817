//! The doors: REST, pages and the WebSocket on one server.

use std::{net::SocketAddr, sync::Arc};

use actix::prelude::*;
use actix_web::{
    App, Error, HttpRequest, HttpResponse, HttpServer, dev::ServerHandle, middleware::from_fn, web,
};
use log::error;

use super::{
    Failure,
    parts::{Parts, workers},
};
use crate::{
    config::Config,
    gateway::{
        live::{Desk, Live},
        ws::{self, Echo, Entrance, Origins},
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
    let factory = move || {
        let plan = plan.clone();
        App::new()
            .wrap(from_fn(ops::head_as_get))
            .wrap(security::headers())
            .wrap(from_fn(ops::counted))
            .wrap(from_fn(unread::held))
            .configure(move |app| furnish(app, &plan))
    };
    let workers = workers(config);
    let mut server = ws::tuned(HttpServer::new(factory))
        .workers(workers)
        .max_connections(config.server.max_connections.get().div_ceil(workers))
        .shutdown_timeout(config.server.drain.duration().as_secs().max(1));
    for address in &config.server.listen {
        server = server.bind(address).map_err(|why| Failure::Listen { address: *address, why })?;
    }
    let addresses = server.addrs();
    let server = server.run();
    let handle = server.handle();
    actix::spawn(server);
    Ok((handle, addresses))
}

/// What every worker has.
fn furnish(app: &mut web::ServiceConfig, plan: &Plan) {
    let parts = &plan.parts;
    let entrance = Entrance::new(parts.ws.clone(), parts.origins.clone(), parts.roll.clone());
    app.app_data(web::Data::new(parts.accounts.clone()))
        .app_data(web::Data::new(parts.standing.clone()))
        .app_data(web::Data::from(parts.limiter.clone()))
        .app_data(web::Data::new(parts.store.clone()))
        .app_data(web::Data::new(parts.rooms.clone()))
        .app_data(web::Data::new(parts.clock.clone()))
        .app_data(web::Data::new(parts.proxies.clone()))
        .app_data(web::Data::from(parts.links.clone()))
        .app_data(web::Data::new(plan.body))
        .app_data(web::Data::new(plan.guests))
        .app_data(web::Data::new(entrance));
    if plan.metrics {
        app.app_data(web::Data::new(parts.metrics.clone()));
    }
    if let Some(desk) = desk(parts) {
        app.app_data(web::Data::new(desk));
    }
    app.route("/ws", web::get().to(live));
    if plan.echo {
        let entrance = Entrance::new(Echo::limits(), Origins::same(), parts.roll.clone());
        app.app_data(web::Data::new(EchoDoor(entrance)));
        app.route("/ws-echo", web::get().to(echo));
    }
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

/// `GET /ws`: the token may come with the handshake; it never stands in the address.
async fn live(
    request: HttpRequest,
    payload: web::Payload,
    entrance: web::Data<Entrance>,
    desk: Option<web::Data<Desk>>,
) -> Result<HttpResponse, Error> {
    let busy = || Denial::from(Fault::Busy { retry_after_ms: RETRY_AFTER_MS });
    let desk = desk.ok_or_else(busy)?;
    let token = identity::bearer(&request)?;
    let session = Live::new(desk.get_ref().clone(), identity::address(&request), token);
    entrance.connect(&request, payload, session)
}

/// The entrance to the echo.
struct EchoDoor(Entrance);

/// `GET /ws-echo`, where `testing.echo` is on.
async fn echo(
    request: HttpRequest,
    payload: web::Payload,
    door: web::Data<EchoDoor>,
) -> Result<HttpResponse, Error> {
    door.0.connect(&request, payload, Echo)
}
