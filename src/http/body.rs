//! What comes in: bodies, parameters, ids and keys, each with limits, each refused by name.

use std::{str::FromStr, time::Duration};

use actix_web::{FromRequest, HttpRequest, dev::Payload, http::StatusCode, http::header, web};
use futures_util::{StreamExt, future::LocalBoxFuture};
use serde::de::DeserializeOwned;
use std::future::{Ready, ready};

use crate::{
    http::problem::Denial,
    protocol::{
        fault::Fault,
        id::{Id, KEY_BYTES_MAX, Key, UserId},
        read,
    },
    store::{PAGE_ROWS_MAX, PAGE_ROWS_STANDARD},
};

/// The longest body, unless [`BodyLimits`] says otherwise.
pub const BODY_BYTES_MAX: usize = 64 * 1024;
/// How long a body may take to come, unless [`BodyLimits`] says otherwise.
pub const BODY_MS_MAX: u64 = 10_000;
/// What a body says to be where nothing else is agreed.
const JSON: &str = "application/json";
/// The most items of a page.
pub const PAGE_MAX: usize = PAGE_ROWS_MAX;
/// The items of a page that was asked for without a limit.
pub const PAGE_DEFAULT: usize = PAGE_ROWS_STANDARD;

/// Limits of bodies; registered as `web::Data` to change them.
#[derive(Clone, Copy, Debug)]
pub struct BodyLimits {
    /// The longest body.
    pub bytes_max: usize,
    /// How long it may take to come.
    pub ms_max: u64,
}

impl Default for BodyLimits {
    fn default() -> Self {
        BodyLimits { bytes_max: BODY_BYTES_MAX, ms_max: BODY_MS_MAX }
    }
}

/// A JSON body. Nothing at all, without a content type, counts as `{}`.
#[derive(Clone, Copy, Debug)]
pub struct Body<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Body<T> {
    type Error = Denial;
    type Future = LocalBoxFuture<'static, Result<Self, Denial>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let limits = request.app_data::<web::Data<BodyLimits>>().map(|limits| ***limits);
        let limits = limits.unwrap_or_default();
        let checked = check(request, &[JSON], limits.bytes_max);
        let payload = payload.take();
        Box::pin(async move {
            let kind = checked?;
            let bytes = whole(payload, limits).await?;
            match kind {
                Kind::Typed => Ok(Body(read::json(&bytes)?)),
                Kind::Untyped if bytes.is_empty() => Ok(Body(read::json(b"{}")?)),
                Kind::Untyped => Err(unsupported(&[JSON])),
            }
        })
    }
}

/// JSON of another type than `application/json`, of this length at most; never nothing.
pub(super) async fn json_as<T: DeserializeOwned>(
    request: &HttpRequest,
    payload: Payload,
    types: &[&str],
    bytes_max: usize,
) -> Result<T, Denial> {
    match check(request, types, bytes_max)? {
        Kind::Typed => {
            let bytes = whole(payload, BodyLimits { bytes_max, ..BodyLimits::default() }).await?;
            Ok(read::json(&bytes)?)
        }
        Kind::Untyped => Err(unsupported(types)),
    }
}

/// What a body says to be.
enum Kind {
    Typed,
    Untyped,
}

/// What can be refused before a byte of the body is read.
fn check(request: &HttpRequest, types: &[&str], bytes_max: usize) -> Result<Kind, Denial> {
    if request.headers().contains_key(header::CONTENT_ENCODING) {
        return Err(unacceptable("The body must not be encoded."));
    }
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| bytes_max < length) {
        return Err(Fault::TooLarge.into());
    }
    match request.headers().get(header::CONTENT_TYPE) {
        None => Ok(Kind::Untyped),
        Some(kind) if kind.to_str().is_ok_and(|kind| is_one_of(kind, types)) => Ok(Kind::Typed),
        Some(_) => Err(unsupported(types)),
    }
}

/// One of these types, in UTF-8 where it says so.
fn is_one_of(kind: &str, types: &[&str]) -> bool {
    let mut parts = kind.split(';').map(str::trim);
    let named = parts.next().unwrap_or_default();
    let known = types.iter().any(|known| named.eq_ignore_ascii_case(known));
    known
        && parts.all(|parameter| {
            parameter.is_empty()
                || parameter.eq_ignore_ascii_case("charset=utf-8")
                || parameter.eq_ignore_ascii_case(r#"charset="utf-8""#)
        })
}

/// Reads a body to its end, within the limits.
async fn whole(payload: Payload, limits: BodyLimits) -> Result<Vec<u8>, Denial> {
    let time = Duration::from_millis(limits.ms_max);
    let read = tokio::time::timeout(time, collect(payload, limits.bytes_max)).await;
    read.map_err(|_| slow())?
}

async fn collect(mut payload: Payload, bytes_max: usize) -> Result<Vec<u8>, Denial> {
    let mut bytes = Vec::new();
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Denial::from(Fault::Malformed))?;
        if bytes_max < bytes.len() + chunk.len() {
            return Err(Fault::TooLarge.into());
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

fn unsupported(types: &[&str]) -> Denial {
    unacceptable(&format!("The body must be {}.", types.join(" or ")))
}

fn unacceptable(message: &str) -> Denial {
    Denial::from(Fault::Malformed).with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE, message)
}

fn slow() -> Denial {
    let message = "The body did not come in time.";
    Denial::from(Fault::Malformed).with_status(StatusCode::REQUEST_TIMEOUT, message)
}

/// The parameters after the question mark; unknown ones are refused where `T` denies them.
#[derive(Clone, Copy, Debug)]
pub struct Params<T>(pub T);

impl<T: DeserializeOwned + 'static> FromRequest for Params<T> {
    type Error = Denial;
    type Future = Ready<Result<Self, Denial>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let read = web::Query::<T>::from_query(request.query_string());
        ready(read.map(|query| Params(query.into_inner())).map_err(|error| {
            let message = error.to_string();
            // serde names a field between backticks, where it names one.
            let path = message.split('`').nth(1).unwrap_or_default().to_owned();
            Denial::field(&path, "wrong_value", message)
        }))
    }
}

/// How many items a page has: what was asked for, within the limits.
pub fn page_limit(asked: Option<usize>) -> Result<usize, Denial> {
    match asked {
        None => Ok(PAGE_DEFAULT),
        Some(limit) if (1..=PAGE_MAX).contains(&limit) => Ok(limit),
        Some(_) => Err(Denial::field("limit", "wrong_value", format!("1 to {PAGE_MAX}"))),
    }
}

/// An id in a path; what is none is not there.
pub fn id(text: &str) -> Result<Id, Denial> {
    Id::from_str(text).map_err(|_| Fault::NotFound.into())
}

/// A user's id in a path.
pub fn user_id(text: &str) -> Result<UserId, Denial> {
    id(text).map(UserId)
}

/// The `Idempotency-Key` of a write, if it has one.
#[derive(Clone, Debug)]
pub struct IdempotencyKey(pub Option<Key>);

impl FromRequest for IdempotencyKey {
    type Error = Denial;
    type Future = Ready<Result<Self, Denial>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut given = request.headers().get_all("Idempotency-Key");
        let key = match (given.next(), given.next()) {
            (None, _) => Ok(None),
            (Some(key), None) => key.to_str().ok().and_then(Key::new).map(Some).ok_or(()),
            (Some(_), Some(_)) => Err(()),
        };
        let message = format!("one key of 1 to {KEY_BYTES_MAX} bytes");
        ready(
            key.map(IdempotencyKey)
                .map_err(|()| Denial::field("Idempotency-Key", "wrong_value", message)),
        )
    }
}
