//! What a client should know beforehand: `/api/v1/meta`.

use std::collections::BTreeMap;

use actix_web::{HttpResponse, get, web};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    config::Config,
    domain::goods,
    gateway::{
        accounts::Accounts,
        demo::{Show, Stage},
        limiter::Limiter,
        naming, password,
    },
    http::{
        body::{BODY_BYTES_MAX, BodyLimits, PAGE_MAX},
        identity::Client,
        problem::{Denial, ErrorBody},
    },
    protocol::{
        connection::PROTOCOL,
        id::KEY_BYTES_MAX,
        money::{Currency, MONEY_MAX},
    },
};

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(show_meta);
}

/// What the settings say that a client should know; the usual ones where none are registered.
#[derive(Clone, Debug)]
pub struct Said {
    title: String,
    message_chars_max: usize,
    attachment_bytes_max: usize,
    picture_bytes_max: usize,
}

impl Said {
    /// Out of the settings.
    pub fn by(config: &Config) -> Self {
        Said {
            title: config.web.title.clone(),
            message_chars_max: config.conversations.message_chars.get(),
            attachment_bytes_max: config.attachments.size.bytes(),
            picture_bytes_max: config.pictures.size.bytes(),
        }
    }
}

/// What a client should know beforehand.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Meta {
    /// What this house is called.
    title: String,
    /// Of the program.
    version: &'static str,
    /// Of the protocol.
    protocol: u32,
    /// Every currency with the number of its decimals.
    currencies: BTreeMap<&'static str, u8>,
    /// Whether nobody is admin yet: `POST setup` makes the first one.
    setup: bool,
    /// The demo that runs, `auction` or `game`; `null` where none does.
    #[schema(required)]
    demo: Option<&'static str>,
    limits: Limits,
}

/// Sizes beyond which nothing is taken.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Limits {
    body_bytes_max: usize,
    key_bytes_max: usize,
    page_max: usize,
    amount_max: i64,
    name_chars_min: usize,
    name_chars_max: usize,
    password_chars_min: usize,
    password_chars_max: usize,
    /// Of what is sold.
    title_chars_max: usize,
    description_chars_max: usize,
    /// Pictures of what is sold.
    images_max: usize,
    message_chars_max: usize,
    /// One file of a message.
    attachment_bytes_max: usize,
    /// One picture of what is sold.
    picture_bytes_max: usize,
}

/// Currencies and their decimals, limits, versions; for everybody, before they sign in.
#[utoipa::path(tag = "meta",
    responses((status = 200, body = Meta), (status = "default", body = ErrorBody)))]
#[get("/meta")]
async fn show_meta(
    Client(device): Client,
    limiter: web::Data<Limiter>,
    accounts: web::Data<Accounts>,
    stage: Option<web::Data<Stage>>,
    limits: Option<web::Data<BodyLimits>>,
    said: Option<web::Data<Said>>,
) -> Result<HttpResponse, Denial> {
    limiter.guest_request(device.address)?;
    let said = said.map_or_else(|| Said::by(&Config::default()), |said| (**said).clone());
    Ok(HttpResponse::Ok().json(Meta {
        title: said.title,
        version: env!("CARGO_PKG_VERSION"),
        protocol: PROTOCOL,
        currencies: Currency::all().collect(),
        setup: !accounts.is_set_up().await?,
        demo: stage.and_then(|stage| stage.show()).map(Show::as_str),
        limits: Limits {
            body_bytes_max: limits.map_or(BODY_BYTES_MAX, |limits| limits.bytes_max),
            key_bytes_max: KEY_BYTES_MAX,
            page_max: PAGE_MAX,
            amount_max: MONEY_MAX,
            name_chars_min: naming::NAME_CHARS_MIN,
            name_chars_max: naming::NAME_CHARS_MAX,
            password_chars_min: password::PASSWORD_CHARS_MIN,
            password_chars_max: password::PASSWORD_CHARS_MAX,
            title_chars_max: goods::TITLE_CHARS_MAX,
            description_chars_max: goods::DESCRIPTION_CHARS_MAX,
            images_max: goods::IMAGES_MAX,
            message_chars_max: said.message_chars_max,
            attachment_bytes_max: said.attachment_bytes_max,
            picture_bytes_max: said.picture_bytes_max,
        },
    }))
}
