//! The doors: REST, pages and the WebSocket on one server.

use std::net::SocketAddr;

use actix_server::Server;
use actix_web::{
    App, ResponseError,
    dev::{Extensions, ServerHandle},
    middleware::from_fn,
    web,
};
use tokio::net::TcpStream;

use super::{
    Failure,
    doorman::{Doorman, Greeter},
    parts::{Parts, workers},
};
use crate::{
    config::Config,
    gateway::{
        presence::Window,
        ws::{self, Patience},
    },
    http::{
        self,
        body::BodyLimits,
        identity::Guests,
        meta::Said,
        ops,
        pages::{self, Pages},
        security, unread,
    },
};

/// How long a body may take to come, in milliseconds.
const BODY_MS_MAX: u64 = 10_000;

/// Which doors there are.
#[derive(Clone)]
struct Plan {
    parts: Parts,
    body: BodyLimits,
    guests: Guests,
    pages: Pages,
    said: Said,
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
        pages: Pages::new(&config.web),
        said: Said::by(config),
        metrics: config.metrics.enabled,
        echo: config.testing.echo,
    };
    let furnished = move || {
        let (plan, doorman) = (plan.clone(), Doorman::new(&plan.parts, plan.echo));
        let app = App::new()
            .wrap(from_fn(ops::head_as_get))
            .wrap(from_fn(security::headers))
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
        let (greeter, patience) = (Greeter::new(parts), Patience::default());
        let greet = move |stream: &TcpStream, with: &mut Extensions| greeter.greet(stream, with);
        let furnish = furnished.clone();
        server = ws::listen(server, listener, patience, greet, furnish).map_err(failed)?;
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
        .app_data(web::Data::from(parts.games.clone()))
        .app_data(web::Data::new(Window(parts.presence.clone())))
        .app_data(web::Data::new(parts.proxies.clone()))
        .app_data(web::Data::new(parts.own_origins.clone()))
        .app_data(web::Data::from(parts.links.clone()))
        .app_data(web::Data::new(parts.setup_links.clone()))
        .app_data(web::Data::from(parts.stage.clone()))
        .app_data(web::Data::new(parts.uploads.clone()))
        .app_data(web::Data::from(parts.office.clone()))
        .app_data(web::Data::new(plan.body))
        .app_data(web::Data::new(plan.guests))
        .app_data(web::Data::new(plan.pages.clone()))
        .app_data(web::Data::new(plan.said.clone()));
    if plan.metrics {
        app.app_data(web::Data::new(parts.metrics.clone()));
    }
    // Who comes here does not ask for a WebSocket, or not as RFC 6455 has it.
    app.route("/ws", web::to(async || ws::Refused::Upgrade.error_response()));
    pages::routes(app);
    http::mount(app);
}
