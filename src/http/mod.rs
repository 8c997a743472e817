//! REST and pages: one file per resource, each with its `routes`.
//!
//! A handler names what it needs: `Known` or `Visitor` for who asks, [`body::Body`] for what is sent, a part
//! of the server as `web::Data`; and it returns `Result<HttpResponse, Denial>`. A resource is added by its
//! file and a line in [`api`]. What is decided here is only what HTTP decides.

use actix_web::{
    HttpRequest, HttpResponse, ResponseError,
    http::{
        Method, StatusCode,
        header::{self, HeaderValue},
    },
    web,
};
use utoipa_actix_web::{scope, service_config::ServiceConfig};

use crate::{
    http::{openapi::document, problem::Denial},
    protocol::fault::Fault,
};

pub mod analytics;
pub mod asyncapi;
pub mod attachments;
pub mod auction_deeds;
pub mod auctions;
pub mod auth;
pub mod body;
pub mod conversations;
pub mod deliveries;
pub mod demo;
pub mod events;
pub mod identity;
pub mod links;
pub mod listings;
pub mod lobbies;
pub mod matchmaking;
pub mod me;
pub mod messages;
pub mod meta;
pub mod my_data;
pub mod notifications;
pub mod offers;
pub mod openapi;
pub mod ops;
pub mod pages;
pub mod parties;
pub mod people;
pub mod pictures;
pub mod presence;
pub mod problem;
pub mod push;
pub mod reports;
pub mod sales;
mod schemas;
mod search;
pub mod seat;
pub mod security;
pub mod sessions;
pub mod setup;
pub mod unread;
pub mod upload;
pub mod users;
pub mod wallet;

/// The resources under `/api/v1`.
pub fn api(config: &mut ServiceConfig<'_>) {
    auth::routes(config);
    setup::routes(config);
    me::routes(config);
    my_data::routes(config);
    users::routes(config);
    people::routes(config);
    auctions::routes(config);
    auction_deeds::routes(config);
    sessions::routes(config);
    analytics::routes(config);
    listings::routes(config);
    offers::routes(config);
    sales::routes(config);
    wallet::routes(config);
    messages::routes(config);
    conversations::routes(config);
    lobbies::routes(config);
    matchmaking::routes(config);
    parties::routes(config);
    notifications::routes(config);
    attachments::routes(config);
    pictures::routes(config);
    reports::routes(config);
    presence::routes(config);
    push::routes(config);
    deliveries::routes(config);
    events::routes(config);
    meta::routes(config);
    demo::routes(config);
}

/// Everything that `/openapi.json` describes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(scope("/api/v1").configure(api));
    pictures::shown(config);
    ops::routes(config);
    openapi::routes(config);
    asyncapi::routes(config);
}

/// Mounts the routes. The parts that they need are `web::Data` of the server: [`crate::gateway::accounts::Accounts`],
/// [`crate::gateway::standing::Standing`], [`crate::gateway::limiter::Limiter`], [`crate::store::Store`] and
/// the metrics' handle; [`crate::gateway::address::Proxies`], [`body::BodyLimits`] and [`pages::Pages`] where
/// they are set.
pub fn mount(config: &mut web::ServiceConfig) {
    routes(&mut ServiceConfig::new(config));
    config.default_service(web::to(nowhere));
}

/// For whatever no route takes: a page or a part of one, `not_found`, or 405 where the path takes other methods.
async fn nowhere(request: HttpRequest) -> HttpResponse {
    let methods = document().methods(request.path());
    let missing = Denial::from(Fault::NotFound);
    if methods.is_empty() {
        return pages::answer(&request).await.unwrap_or_else(|| missing.error_response());
    }
    let message = "This path takes other methods.";
    let denial = missing.with_status(StatusCode::METHOD_NOT_ALLOWED, message);
    let mut response = denial.error_response();
    let names: Vec<&str> = methods.iter().map(Method::as_str).collect();
    if let Ok(allow) = HeaderValue::from_str(&names.join(", ")) {
        response.headers_mut().insert(header::ALLOW, allow);
    }
    response
}
