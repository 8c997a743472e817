//! Who is there: `/api/v1/presence`.

use actix_web::{HttpResponse, get, http::StatusCode, put, web};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    gateway::presence::{Window, watched},
    http::{
        body::{Body, Params},
        identity::Known,
        problem::{Denial, ErrorBody, answer},
    },
    protocol::{
        id::{Id, UserId},
        presence::{Set, Watched},
    },
};

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(show).service(appear);
}

/// Whom.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Whom {
    /// Their ids, with commas between them; at most 200.
    users: String,
}

/// How these are seen by me, now. Whoever does not want to be seen, and whoever is not there, looks the same.
#[utoipa::path(tag = "presence", params(Whom), security(("bearer" = [])),
    responses((status = 200, body = Watched), (status = "default", body = ErrorBody)))]
#[get("/presence")]
async fn show(
    known: Known,
    presence: web::Data<Window>,
    Params(Whom { users }): Params<Whom>,
) -> Result<HttpResponse, Denial> {
    let ids = users.split(',').filter(|id| !id.is_empty()).map(|id| id.parse::<Id>().map(UserId));
    let users: Result<Vec<UserId>, _> = ids.collect();
    let users = users.map_err(|_| Denial::field("users", "wrong_value", "ids with commas"))?;
    answer(&presence.seen(known.person, watched(users)?).await, StatusCode::OK)
}

/// How I want to be seen: `online`, `away`, `busy` or `invisible`. It stays until I say otherwise.
#[utoipa::path(tag = "presence", request_body = Set, security(("bearer" = [])),
    responses((status = 200), (status = "default", body = ErrorBody)))]
#[put("/presence")]
async fn appear(
    known: Known,
    presence: web::Data<Window>,
    Body(Set { status }): Body<Set>,
) -> Result<HttpResponse, Denial> {
    answer(&presence.set(known.person.id, status).await, StatusCode::OK)
}
