//! One's own account: `/api/v1/me`.

use actix_web::{HttpResponse, get, http::StatusCode, put, web};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    gateway::{accounts::Accounts, limiter::Limiter},
    http::{
        auth::{Signed, entered},
        body::Body,
        identity::{Client, Known},
        problem::{Denial, ErrorBody},
        seat::Seat,
    },
    protocol::{id::UserId, person::Role, secret::Secret, time::Time},
};

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(show_me).service(change_password);
}

/// My account.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Me {
    id: UserId,
    name: String,
    /// As it is now.
    role: Role,
    #[schema(required)]
    email: Option<String>,
    /// Whether I can sign in here with one.
    has_password: bool,
    created_at: Time,
}

/// Another password.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ChangePassword {
    #[schema(value_type = String, format = Password)]
    current: Secret,
    /// 8 to 200 characters.
    #[schema(value_type = String, format = Password)]
    password: Secret,
}

/// Who I am.
#[utoipa::path(tag = "me", security(("bearer" = [])),
    responses((status = 200, body = Me), (status = "default", body = ErrorBody)))]
#[get("/me")]
async fn show_me(accounts: web::Data<Accounts>, known: Known) -> Result<HttpResponse, Denial> {
    let user = accounts.user(known.person.id).await?;
    Ok(HttpResponse::Ok().json(Me {
        id: user.id,
        name: user.name,
        role: known.person.role,
        email: user.email,
        has_password: user.password.is_some(),
        created_at: user.created_at,
    }))
}

/// Changes my password, signs me out everywhere, and here in again.
#[utoipa::path(tag = "me", request_body = ChangePassword, security(("bearer" = [])),
    params(("Rialto-Seat" = Option<u8>, Header, description = "0 to 9: the refresh token goes into the cookie of this seat.")),
    responses((status = 200, body = Signed), (status = "default", body = ErrorBody)))]
#[put("/me/password")]
async fn change_password(
    accounts: web::Data<Accounts>,
    limiter: web::Data<Limiter>,
    known: Known,
    Client(device): Client,
    seat: Seat,
    Body(body): Body<ChangePassword>,
) -> Result<HttpResponse, Denial> {
    let user = known.person.id;
    limiter.write(user)?;
    let changed = accounts.change_password(user, &body.current, &body.password, &device);
    Ok(entered(StatusCode::OK, changed.await?, &seat))
}
