//! Who is there: `/api/v1/presence`.

use actix::Addr;
use actix_web::{HttpResponse, get, http::StatusCode, put, web};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    gateway::presence::{Presence, ToPresence, watched},
    http::{
        body::{Body, Params},
        identity::Known,
        problem::{Denial, ErrorBody, answer},
    },
    protocol::{
        fault::Fault,
        id::{Id, UserId},
        presence::{Set, Watched},
    },
    rooms::{RETRY_AFTER_MS, Reply},
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
    presence: web::Data<Addr<Presence>>,
    Params(Whom { users }): Params<Whom>,
) -> Result<HttpResponse, Denial> {
    let ids = users.split(',').filter(|id| !id.is_empty()).map(|id| id.parse::<Id>().map(UserId));
    let users: Result<Vec<UserId>, _> = ids.collect();
    let users = users.map_err(|_| Denial::field("users", "wrong_value", "ids with commas"))?;
    let (users, viewer) = (watched(users)?, known.person);
    let (reply, told) = Reply::channel();
    presence.do_send(ToPresence::Watch { viewer, session: None, users, reply });
    answer(&told.await.map_err(|_| unavailable())?, StatusCode::OK)
}

/// How I want to be seen: `online`, `away`, `busy` or `invisible`. It stays until I say otherwise.
#[utoipa::path(tag = "presence", request_body = Set, security(("bearer" = [])),
    responses((status = 200), (status = "default", body = ErrorBody)))]
#[put("/presence")]
async fn appear(
    known: Known,
    presence: web::Data<Addr<Presence>>,
    Body(Set { status }): Body<Set>,
) -> Result<HttpResponse, Denial> {
    let (reply, told) = Reply::channel();
    presence.do_send(ToPresence::Set { user: known.person.id, chosen: status, reply });
    answer(&told.await.map_err(|_| unavailable())?, StatusCode::OK)
}

fn unavailable() -> Fault {
    Fault::Unavailable { retry_after_ms: RETRY_AFTER_MS }
}
