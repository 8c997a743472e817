//! What only a demo has: `/api/v1/demo`.

use actix_web::{HttpResponse, post, web};
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    gateway::{
        demo::{GUESTS_MAX, Stage, TurnedAway},
        limiter::Limiter,
    },
    http::{
        identity::Client,
        problem::{Denial, ErrorBody},
        seat::OwnPage,
    },
    protocol::fault::{Fault, Problem},
};

/// When to knock again, in milliseconds.
const RETRY_AFTER_MS: u64 = 1_000;

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(second);
}

/// A way in.
#[derive(Debug, Serialize, ToSchema)]
struct WayIn {
    /// Of the page that signs in, once, within half an hour.
    path: String,
}

/// Makes somebody new and a link that signs them in, for a second window. Only where `meta` names a demo.
#[utoipa::path(tag = "meta",
    responses((status = 201, body = WayIn), (status = "default", body = ErrorBody)))]
#[post("/demo/second")]
async fn second(
    stage: Option<web::Data<Stage>>,
    limiter: web::Data<Limiter>,
    Client(device): Client,
    _: OwnPage,
) -> Result<HttpResponse, Denial> {
    limiter.guest_request(device.address)?;
    let stage = stage.ok_or(Fault::NotFound)?;
    let code = stage.admit().await.map_err(turned_away)?;
    Ok(HttpResponse::Created().json(WayIn { path: format!("/in/{code}") }))
}

fn turned_away(why: TurnedAway) -> Denial {
    match why {
        TurnedAway::NoDemo => Fault::NotFound.into(),
        TurnedAway::Busy => Fault::Busy { retry_after_ms: RETRY_AFTER_MS }.into(),
        TurnedAway::Full => Denial::from(Problem {
            code: "demo_full".into(),
            message: format!("No more than {GUESTS_MAX} come in; start the demo anew."),
            retry: false,
            data: Some(json!({ "max": GUESTS_MAX })),
        }),
    }
}
