//! Signing up, in and out: `/api/v1/auth`.

use actix_web::{HttpResponse, delete, get, http::StatusCode, post, web};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    gateway::{
        accounts::{Accounts, Deed, Login, Newcomer, SignedIn},
        limiter::Limiter,
    },
    http::{
        body::{Body, IdempotencyKey, id},
        identity::{Client, Known},
        problem::{Denial, ErrorBody},
        seat::Seat,
    },
    protocol::{
        account::FamilyId,
        fault::Fault,
        person::{Person, Role},
        read,
        secret::Secret,
        time::Time,
    },
};

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(register)
        .service(sign_in)
        .service(renew)
        .service(sign_out)
        .service(list_sessions)
        .service(end_session);
}

/// Who wants an account.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Register {
    /// 2 to 40 characters, unique without regard to case.
    name: String,
    /// 8 to 200 characters.
    #[schema(value_type = String, format = Password)]
    password: Secret,
    /// Also unique.
    #[serde(default)]
    email: Option<String>,
}

/// Exactly one of `name` and `email`.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SignIn {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[schema(value_type = String, format = Password)]
    password: Secret,
    /// A second factor; no account has one yet.
    #[serde(default)]
    code: Option<String>,
}

/// A token to be spent.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Refresh {
    #[schema(value_type = String)]
    refresh_token: Secret,
}

/// Which sign-ins are to end.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Logout {
    /// Not only this one.
    #[serde(default)]
    everywhere: bool,
}

/// Signed in: who, and the tokens.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Signed {
    user: UserBody,
    #[schema(value_type = String)]
    access_token: Secret,
    /// Not there where it is in the cookie of a seat.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    refresh_token: Option<Secret>,
    /// Until when the access token is good.
    expires_at: Time,
}

/// Somebody as everybody may see them.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct UserBody {
    id: crate::protocol::id::UserId,
    #[schema(value_type = String)]
    name: bytestring::ByteString,
    role: Role,
}

impl From<Person> for UserBody {
    fn from(person: Person) -> Self {
        UserBody { id: person.id, name: person.name, role: person.role }
    }
}

/// The answer to somebody who has signed in, or renewed: the refresh token is in the body, or in the seat.
pub(super) fn entered(status: StatusCode, signed: SignedIn, seat: &Seat) -> HttpResponse {
    let mut response = HttpResponse::build(status);
    let cookie = seat.keep(&signed);
    let refresh_token = cookie.is_none().then_some(signed.refresh_token);
    if let Some(cookie) = cookie {
        response.cookie(cookie);
    }
    response.json(Signed {
        user: signed.person.into(),
        access_token: signed.access_token,
        refresh_token,
        expires_at: signed.expires_at,
    })
}

/// A place where one is signed in.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Session {
    #[schema(value_type = String)]
    id: FamilyId,
    /// Whether this request comes from there.
    current: bool,
    created_at: Time,
    used_at: Time,
    expires_at: Time,
    user_agent: String,
    address: String,
}

/// All the places where one is signed in.
#[derive(Debug, Serialize, ToSchema)]
struct Sessions {
    items: Vec<Session>,
}

/// Makes an account and signs in. Asked again after a lost reply it answers `name_taken`: sign in then.
#[utoipa::path(tag = "auth", request_body = Register,
    params(("Idempotency-Key" = Option<String>, Header, description = "Checked for its form; a name can be taken only once anyway."),
        ("Rialto-Seat" = Option<u8>, Header, description = "0 to 9: the refresh token goes into the cookie of this seat.")),
    responses((status = 201, body = Signed), (status = "default", body = ErrorBody)))]
#[post("/auth/register")]
async fn register(
    accounts: web::Data<Accounts>,
    limiter: web::Data<Limiter>,
    Client(device): Client,
    seat: Seat,
    _: IdempotencyKey,
    Body(body): Body<Register>,
) -> Result<HttpResponse, Denial> {
    limiter.guest_request(device.address)?;
    let who = Newcomer {
        name: body.name,
        password: Some(body.password),
        email: body.email,
        role: Role::User,
    };
    let signed = accounts.register(who, &device).await?;
    Ok(entered(StatusCode::CREATED, signed, &seat))
}

/// Signs in. A wrong password and an unknown name are answered alike.
#[utoipa::path(tag = "auth", request_body = SignIn,
    params(("Rialto-Seat" = Option<u8>, Header, description = "0 to 9: the refresh token goes into the cookie of this seat.")),
    responses((status = 200, body = Signed), (status = "default", body = ErrorBody)))]
#[post("/auth/login")]
async fn sign_in(
    accounts: web::Data<Accounts>,
    limiter: web::Data<Limiter>,
    Client(device): Client,
    seat: Seat,
    Body(body): Body<SignIn>,
) -> Result<HttpResponse, Denial> {
    limiter.guest_request(device.address)?;
    let by = match (body.name, body.email) {
        (Some(name), None) => Login::Name(name),
        (None, Some(email)) => Login::Email(email),
        (None, None) => return Err(Denial::field("name", "missing_field", "name or email")),
        (Some(_), Some(_)) => {
            return Err(Denial::field("email", "wrong_value", "name or email, not both"));
        }
    };
    if body.code.is_some() {
        return Err(Denial::field("code", "wrong_value", "this account has no second factor"));
    }
    let signed = accounts.login(&by, &body.password, &device).await?;
    Ok(entered(StatusCode::OK, signed, &seat))
}

/// Spends a refresh token for new ones. Where the reply was lost, asking again within 30 s gives the same one.
#[utoipa::path(tag = "auth", request_body = Refresh,
    params(("Rialto-Seat" = Option<u8>, Header, description = "0 to 9: spends the token in the cookie of this seat, which gets the new one; the body is empty.")),
    responses((status = 200, body = Signed), (status = "default", body = ErrorBody)))]
#[post("/auth/refresh")]
async fn renew(
    accounts: web::Data<Accounts>,
    limiter: web::Data<Limiter>,
    Client(device): Client,
    seat: Seat,
    Body(body): Body<Box<RawValue>>,
) -> Result<HttpResponse, Denial> {
    limiter.guest_request(device.address)?;
    let spent = if let Some(kept) = seat.kept() {
        read::nothing(&body)?;
        kept?.clone()
    } else {
        read::data::<Refresh>(&body)?.refresh_token
    };
    match accounts.refresh(&spent).await {
        Ok(signed) => Ok(entered(StatusCode::OK, signed, &seat)),
        Err(declined) => Ok(seat.refuse(&declined.into())),
    }
}

/// Signs out here, or everywhere.
#[utoipa::path(tag = "auth", request_body = Logout, security(("bearer" = [])),
    params(("Rialto-Seat" = Option<u8>, Header, description = "0 to 9: empties this seat.")),
    responses((status = 204), (status = "default", body = ErrorBody)))]
#[post("/auth/logout")]
async fn sign_out(
    accounts: web::Data<Accounts>,
    known: Known,
    seat: Seat,
    Body(body): Body<Logout>,
) -> Result<HttpResponse, Denial> {
    let user = known.person.id;
    match known.family {
        Some(family) if !body.everywhere => {
            accounts.end_family(user, family).await?;
        }
        // Somebody whom another issuer sent has no sign-in here that could end alone.
        Some(_) | None => {
            let deed = Deed { by: Some(user), reason: String::new() };
            accounts.sign_out_everywhere(user, &deed).await?;
        }
    }
    Ok(seat.leave(HttpResponse::new(StatusCode::NO_CONTENT)))
}

/// Where I am signed in.
#[utoipa::path(tag = "auth", security(("bearer" = [])),
    responses((status = 200, body = Sessions), (status = "default", body = ErrorBody)))]
#[get("/auth/sessions")]
async fn list_sessions(
    accounts: web::Data<Accounts>,
    known: Known,
) -> Result<HttpResponse, Denial> {
    let families = accounts.families(known.person.id).await?;
    let items = families.into_iter().map(|family| Session {
        id: family.family,
        current: known.family == Some(family.family),
        created_at: family.created_at,
        used_at: family.used_at,
        expires_at: family.expires_at,
        user_agent: family.user_agent,
        address: family.address,
    });
    Ok(HttpResponse::Ok().json(Sessions { items: items.collect() }))
}

/// Signs out there.
#[utoipa::path(tag = "auth", security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the sign-in.")),
    responses((status = 204), (status = "default", body = ErrorBody)))]
#[delete("/auth/sessions/{id}")]
async fn end_session(
    accounts: web::Data<Accounts>,
    known: Known,
    path: web::Path<String>,
) -> Result<HttpResponse, Denial> {
    let family = FamilyId(id(&path)?);
    if accounts.end_family(known.person.id, family).await? {
        Ok(HttpResponse::new(StatusCode::NO_CONTENT))
    } else {
        Err(Fault::NotFound.into())
    }
}
