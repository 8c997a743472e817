//! The first admin: `/api/v1/setup`, for the page that a setup link opens.

use actix_web::{HttpResponse, http::StatusCode, post, web};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    gateway::{
        accounts::{Accounts, Newcomer},
        limiter::Limiter,
        setup::SetupLinks,
    },
    http::{
        auth::{Signed, entered},
        body::Body,
        identity::Client,
        problem::{Denial, ErrorBody},
        seat::Seat,
    },
    protocol::{fault::Fault, person::Role, secret::Secret},
};

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(set_up);
}

/// Who is to be the first admin.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SetUp {
    /// The last part of the link.
    #[schema(value_type = String)]
    code: Secret,
    /// 2 to 40 characters.
    name: String,
    /// 8 to 200 characters.
    #[schema(value_type = String, format = Password)]
    password: Secret,
}

/// Makes the first admin and signs them in. The code of the setup link works once, for half an hour, and only as long as
/// nobody is admin; else it is `not_found`.
#[utoipa::path(tag = "auth", request_body = SetUp,
    params(("Rialto-Seat" = Option<u8>, Header, description = "0 to 9: the refresh token goes into the cookie of this seat.")),
    responses((status = 201, body = Signed), (status = "default", body = ErrorBody)))]
#[post("/setup")]
async fn set_up(
    accounts: web::Data<Accounts>,
    links: Option<web::Data<SetupLinks>>,
    limiter: web::Data<Limiter>,
    Client(device): Client,
    seat: Seat,
    Body(body): Body<SetUp>,
) -> Result<HttpResponse, Denial> {
    limiter.guest_request(device.address)?;
    let links = links.ok_or(Fault::NotFound)?;
    let who =
        Newcomer { name: body.name, password: Some(body.password), email: None, role: Role::Admin };
    let signed = accounts.set_up(&links, &body.code, who, &device).await?;
    Ok(entered(StatusCode::CREATED, signed, &seat))
}
