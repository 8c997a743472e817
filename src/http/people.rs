//! People, found by how their names begin: `/api/v1/people`. To write to them, and to invite them.

use actix_web::{HttpResponse, get, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    gateway::naming::{NAME_CHARS_MAX, fold},
    http::{
        auctions::unlisted,
        auth::UserBody,
        body::Params,
        identity::Known,
        problem::{Denial, ErrorBody},
    },
    rooms::Rooms,
    store::{ListError, Store},
};

/// The least characters of a beginning: one would be everybody.
const BEGINNING_CHARS_MIN: usize = 2;
/// The most people of an answer.
const PEOPLE_MAX: usize = 20;

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(people);
}

/// Which people.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Search {
    /// What the name begins with, without regard to case: at least two characters.
    q: String,
    /// 1 to 20; 20 where it is missing.
    limit: Option<usize>,
}

/// People, by name.
#[derive(Debug, Serialize, ToSchema)]
struct PeopleBody {
    items: Vec<UserBody>,
}

/// People whose names begin so, at most 20; not myself, nobody who is shut out, and nobody whom I have blocked.
#[utoipa::path(tag = "users", params(Search), security(("bearer" = [])),
    responses((status = 200, body = PeopleBody), (status = "default", body = ErrorBody)))]
#[get("/people")]
async fn people(
    known: Known,
    store: web::Data<Store>,
    rooms: web::Data<Rooms>,
    Params(Search { q, limit }): Params<Search>,
) -> Result<HttpResponse, Denial> {
    let beginning = q.trim();
    if !(BEGINNING_CHARS_MIN..=NAME_CHARS_MAX).contains(&beginning.chars().count()) {
        let range = format!("{BEGINNING_CHARS_MIN} to {NAME_CHARS_MAX} characters");
        return Err(Denial::field("q", "wrong_length", range));
    }
    let limit = limit.unwrap_or(PEOPLE_MAX);
    if !(1..=PEOPLE_MAX).contains(&limit) {
        return Err(Denial::field("limit", "wrong_value", format!("1 to {PEOPLE_MAX}")));
    }
    let found = store.people(fold(beginning), known.person.id, rooms.now(), limit).await;
    let found = found.map_err(|why| unlisted(ListError::Store(why)))?;
    let items = found.into_iter().map(UserBody::from).collect();
    Ok(HttpResponse::Ok().json(PeopleBody { items }))
}
