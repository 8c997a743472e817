//! The journal of a room, as a viewer may see it: `/api/v1/events`.

use actix_web::{HttpResponse, get, http::StatusCode, web};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    http::{
        body::{Params, page_limit},
        identity::Visitor,
        problem::{Denial, ErrorBody, answer},
    },
    protocol::id::{RoomId, Seq},
    rooms::Rooms,
};

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(events);
}

/// Which events.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// Of which room, e.g. `auction:0192f0c1`.
    room: String,
    /// After this position; from the beginning where it is missing.
    #[serde(default)]
    after: u64,
    /// 1 to 200; 50 where it is missing.
    limit: Option<usize>,
}

/// A page of events, in order. What this viewer may not see has only its position.
#[derive(Serialize, ToSchema)]
struct EventPage {
    /// What the positions belong to.
    epoch: String,
    /// Frames as subscribers receive them: `{event, room, seq, at, data}`.
    items: Vec<Value>,
    /// Goes into `after` for the page behind this one; `null` where there is none yet.
    #[schema(required)]
    next: Option<u64>,
}

/// What has happened in a room, from its beginning.
#[utoipa::path(tag = "rooms", params(Wanted),
    responses((status = 200, body = EventPage), (status = "default", body = ErrorBody)))]
#[get("/events")]
async fn events(
    visitor: Visitor,
    rooms: web::Data<Rooms>,
    wanted: Params<Wanted>,
) -> Result<HttpResponse, Denial> {
    let Wanted { room, after, limit } = wanted.0;
    let (room, limit) = (RoomId::from(room.as_str()), page_limit(limit)?);
    answer(&rooms.read(room, visitor.person, Seq(after), limit).await, StatusCode::OK)
}
