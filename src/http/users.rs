//! Other people's accounts: `/api/v1/users` for everybody, `/api/v1/admin/users` for those who manage them.
//! Every deed has a reason, and a number that is in its reply.

use actix_web::{HttpResponse, get, patch, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    domain::access,
    gateway::{
        accounts::{Accounts, Deed, REASON_CHARS_MAX},
        standing::person,
    },
    http::{
        auth::UserBody,
        body::{Body, Params, page_limit, user_id},
        identity::{Known, Visitor},
        problem::{Denial, ErrorBody},
    },
    protocol::{fault::Fault, fault::FieldError, id::UserId, person::Role, time::Time},
    store::users::User,
};

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(show_user)
        .service(list_accounts)
        .service(show_account)
        .service(change_role)
        .service(ban_user)
        .service(unban_user)
        .service(sign_user_out);
}

/// An account as those see it who manage it.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Account {
    id: UserId,
    name: String,
    role: Role,
    #[schema(required)]
    email: Option<String>,
    has_password: bool,
    /// The issuer who knows them.
    #[schema(required)]
    issuer: Option<String>,
    /// Shut out; it may be over.
    #[schema(required)]
    ban: Option<BanBody>,
    created_at: Time,
}

/// Shut out.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct BanBody {
    /// For ever where it is missing.
    #[schema(required)]
    until: Option<Time>,
    reason: String,
}

/// A page of accounts.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct AccountPage {
    items: Vec<Account>,
    /// Goes into `after` for the page behind this one; `null` where there is none.
    #[schema(required)]
    next: Option<UserId>,
}

/// Which accounts.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Search {
    /// What the name or the address begins with, without regard to case.
    q: Option<String>,
    /// 1 to 200; 50 where it is missing.
    limit: Option<usize>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// Another role.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ChangeRole {
    role: Role,
    /// Kept with the deed.
    reason: String,
}

/// Shut out.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct BanUser {
    /// For ever where it is missing.
    #[serde(default)]
    until: Option<Time>,
    /// Told to them, and kept with the deed.
    reason: String,
}

/// Why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Why {
    /// Kept with the deed.
    reason: String,
}

/// A deed was done.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Done {
    /// Its number in the record.
    deed: String,
    user: Account,
}

impl From<User> for Account {
    fn from(user: User) -> Self {
        Account {
            id: user.id,
            name: user.name,
            role: user.role,
            email: user.email,
            has_password: user.password.is_some(),
            issuer: user.subject.map(|(issuer, _)| issuer),
            ban: user.ban.map(|ban| BanBody { until: ban.until, reason: ban.reason }),
            created_at: user.created_at,
        }
    }
}

/// Somebody as everybody may see them.
#[utoipa::path(tag = "users", params(("id" = String, Path, description = "Of the user.")),
    responses((status = 200, body = UserBody), (status = "default", body = ErrorBody)))]
#[get("/users/{id}")]
async fn show_user(
    accounts: web::Data<Accounts>,
    _: Visitor,
    path: web::Path<String>,
) -> Result<HttpResponse, Denial> {
    let user = accounts.user(user_id(&path)?).await?;
    Ok(HttpResponse::Ok().json(UserBody::from(person(&user))))
}

/// Accounts by what their name or address begins with.
#[utoipa::path(tag = "admin", params(Search), security(("bearer" = [])),
    responses((status = 200, body = AccountPage), (status = "default", body = ErrorBody)))]
#[get("/admin/users")]
async fn list_accounts(
    accounts: web::Data<Accounts>,
    known: Known,
    Params(search): Params<Search>,
) -> Result<HttpResponse, Denial> {
    known.must(access::Deed::ManageUsers)?;
    let limit = page_limit(search.limit)?;
    let after = match &search.after {
        Some(after) => {
            let id = user_id(after);
            Some(id.map_err(|_| Denial::field("after", "wrong_value", "the `next` of a page"))?)
        }
        None => None,
    };
    // One more than asked for shows whether there is a page behind this one.
    let mut users = accounts.page(search.q.as_deref(), after, limit + 1).await?;
    let more = limit < users.len();
    users.truncate(limit);
    let next = users.last().map(|user| user.id).filter(|_| more);
    let items = users.into_iter().map(Account::from).collect();
    Ok(HttpResponse::Ok().json(AccountPage { items, next }))
}

/// An account.
#[utoipa::path(tag = "admin", params(("id" = String, Path, description = "Of the user.")),
    security(("bearer" = [])),
    responses((status = 200, body = Account), (status = "default", body = ErrorBody)))]
#[get("/admin/users/{id}")]
async fn show_account(
    accounts: web::Data<Accounts>,
    known: Known,
    path: web::Path<String>,
) -> Result<HttpResponse, Denial> {
    known.must(access::Deed::ManageUsers)?;
    let user = accounts.user(user_id(&path)?).await?;
    Ok(HttpResponse::Ok().json(Account::from(user)))
}

/// Gives somebody another role; their live sockets follow.
#[utoipa::path(tag = "admin", request_body = ChangeRole, security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the user.")),
    responses((status = 200, body = Done), (status = "default", body = ErrorBody)))]
#[patch("/admin/users/{id}")]
async fn change_role(
    accounts: web::Data<Accounts>,
    known: Known,
    path: web::Path<String>,
    Body(body): Body<ChangeRole>,
) -> Result<HttpResponse, Denial> {
    let (user, deed) = managed(&known, &path, body.reason)?;
    let number = accounts.set_role(user, body.role, &deed).await?;
    done(&accounts, user, number).await
}

/// Shuts somebody out and ends every sign-in of theirs.
#[utoipa::path(tag = "admin", request_body = BanUser, security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the user.")),
    responses((status = 200, body = Done), (status = "default", body = ErrorBody)))]
#[post("/admin/users/{id}/ban")]
async fn ban_user(
    accounts: web::Data<Accounts>,
    known: Known,
    path: web::Path<String>,
    Body(body): Body<BanUser>,
) -> Result<HttpResponse, Denial> {
    let (user, deed) = managed(&known, &path, body.reason)?;
    let number = accounts.ban(user, body.until, &deed).await?;
    done(&accounts, user, number).await
}

/// Lets somebody in again.
#[utoipa::path(tag = "admin", request_body = Why, security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the user.")),
    responses((status = 200, body = Done), (status = "default", body = ErrorBody)))]
#[post("/admin/users/{id}/unban")]
async fn unban_user(
    accounts: web::Data<Accounts>,
    known: Known,
    path: web::Path<String>,
    Body(body): Body<Why>,
) -> Result<HttpResponse, Denial> {
    let (user, deed) = managed(&known, &path, body.reason)?;
    let number = accounts.unban(user, &deed).await?;
    done(&accounts, user, number).await
}

/// Ends every sign-in of somebody.
#[utoipa::path(tag = "admin", request_body = Why, security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the user.")),
    responses((status = 200, body = Done), (status = "default", body = ErrorBody)))]
#[post("/admin/users/{id}/sign-out")]
async fn sign_user_out(
    accounts: web::Data<Accounts>,
    known: Known,
    path: web::Path<String>,
    Body(body): Body<Why>,
) -> Result<HttpResponse, Denial> {
    let (user, deed) = managed(&known, &path, body.reason)?;
    let number = accounts.sign_out_everywhere(user, &deed).await?;
    done(&accounts, user, number).await
}

/// Whom a deed concerns, if its doer may do it and says why.
fn managed(known: &Known, path: &str, reason: String) -> Result<(UserId, Deed), Denial> {
    known.must(access::Deed::ManageUsers)?;
    let user = user_id(path)?;
    let chars = reason.trim().chars().count();
    if !(1..=REASON_CHARS_MAX).contains(&chars) {
        let message = format!("1 to {REASON_CHARS_MAX} characters");
        let fields = vec![FieldError::new("reason", "wrong_length", message)];
        return Err(Fault::Invalid { fields }.into());
    }
    Ok((user, Deed { by: Some(known.person.id), reason }))
}

async fn done(accounts: &Accounts, user: UserId, number: i64) -> Result<HttpResponse, Denial> {
    let user = accounts.user(user).await?.into();
    Ok(HttpResponse::Ok().json(Done { deed: number.to_string(), user }))
}
