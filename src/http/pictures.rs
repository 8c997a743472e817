//! Pictures of what is sold: `POST /api/v1/pictures`, and `GET /media/{id}` for everybody. Lots name them among their
//! `images`.

use std::path::PathBuf;

use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::{self, HeaderValue},
    post,
    rt::task::spawn_blocking,
    web,
};
use serde::Serialize;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    domain::access::Deed,
    files::{Hash, bare, nature},
    gateway::limiter::Limiter,
    http::{
        attachments::Named,
        body::{IdempotencyKey, Params, id},
        identity::{Client, Known},
        problem::{Denial, ErrorBody},
        upload::{Outgoing, Uploads, look, sound, tidy, unsupported, unwritten},
    },
    protocol::{
        fault::Fault,
        id::{Id, UserId},
        picture::{self, Picture},
        time::Time,
    },
    store::{Added, KeptPicture, NewPicture, StoreError},
};

/// How long pictures are counted, and how long one is kept that no lot shows: a day.
pub const UNNAMED_MS_MAX: u64 = 24 * 60 * 60 * 1_000;
/// For everybody, as long as they like: another picture has another address.
const CACHE: &str = "public, max-age=31536000, immutable";

/// The resource under `/api/v1`.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(upload);
}

/// Where they are shown.
pub fn shown(config: &mut ServiceConfig<'_>) {
    config.service(fetch);
}

/// A picture that was uploaded.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = UploadedPicture)]
struct Uploaded {
    picture: Picture,
}

/// Uploads a picture of what is sold: the body is the file as it is, a JPEG, PNG, WebP, GIF or AVIF. What it says of where
/// and by whom it was taken is left out of the first three. A lot shows it, or it is removed after a day.
#[utoipa::path(tag = "pictures", request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    security(("bearer" = [])), params(Named, ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = Uploaded), (status = "default", body = ErrorBody)))]
#[post("/pictures")]
async fn upload(
    request: HttpRequest,
    known: Known,
    uploads: web::Data<Uploads>,
    key: IdempotencyKey,
    Params(Named { name }): Params<Named>,
    body: web::Payload,
) -> Result<HttpResponse, Denial> {
    known.must(Deed::Sell)?;
    let (owner, store, now) = (known.person.id, &uploads.store, uploads.rooms.now());
    let (_seat, _) = uploads.admit(&request, owner, uploads.picture_bytes_max)?;
    may_more(&uploads, owner, now).await?;
    let (incoming, hash, _) = uploads.receive(body, uploads.picture_bytes_max).await?;
    let found = inspect(incoming.path().to_owned(), hash).await?;
    let Some(Inspected { hash, bytes, media_type, size }) = found else {
        return Err(unsupported(nature::images()));
    };
    let minted = || uploads.rooms.mint();
    let id = key.0.as_ref().map_or_else(minted, |key| Id::keyed("picture", owner, key));
    let name = tidy(name.as_deref());
    let kept = KeptPicture { owner, hash, media_type: media_type.to_owned(), bytes, name, size };
    let new = NewPicture { id, kept: kept.clone(), at: now };
    let vault = uploads.vault.clone();
    let place = move || vault.keep(&incoming, &hash);
    let (since, count_max) = (now.minus(UNNAMED_MS_MAX), uploads.pictures_a_day_max);
    let added = store.add_picture(new, since, count_max, place).await;
    if added != Ok(Added::Kept) {
        // It may have been placed: unless it is another's, too, it goes.
        store.doom_unnamed(vec![hash]).await.map_err(unwritten)?;
    }
    match added {
        Ok(Added::Kept) => Ok(created(id, &kept)),
        Ok(Added::TooMany) => Err(Fault::RateLimited { retry_after_ms: UNNAMED_MS_MAX }.into()),
        // The same key again: the same picture, or another one.
        Err(StoreError::Duplicate) => {
            let first = store.picture(id).await.map_err(unwritten)?;
            match first.filter(|first| first.hash == hash && first.owner == owner) {
                Some(first) => Ok(created(id, &first)),
                None => Err(Fault::KeyReused.into()),
            }
        }
        Err(why) => Err(unwritten(why)),
    }
}

/// Refuses one more than a day's, and says when the first of them is no longer counted.
async fn may_more(uploads: &Uploads, owner: UserId, now: Time) -> Result<(), Denial> {
    let since = now.minus(UNNAMED_MS_MAX);
    let times = uploads.store.picture_times(owner, since).await.map_err(unwritten)?;
    let over = times.len().checked_sub(uploads.pictures_a_day_max);
    match over.and_then(|over| times.get(over)) {
        None => Ok(()),
        Some(first) => Err(Fault::RateLimited { retry_after_ms: first.since(since).max(1) }.into()),
    }
}

/// A picture that has been looked at and made bare.
struct Inspected {
    hash: Hash,
    bytes: u64,
    media_type: &'static str,
    size: (u32, u32),
}

/// Looks what came in, and leaves nothing in it that is nobody's business; nothing where it is no picture.
async fn inspect(path: PathBuf, hash: Hash) -> Result<Option<Inspected>, Denial> {
    let Some(nature) = look(path.clone()).await? else { return Ok(None) };
    let (media_type, Some((width, height))) = (nature.media_type, nature.size) else {
        return Ok(None);
    };
    let bare = move || bare::make(&path, media_type);
    let Some(bare) = sound(spawn_blocking(bare).await)? else { return Ok(None) };
    Ok(Some(Inspected {
        hash: if bare.changed { Sha256::digest(&bare.bytes).into() } else { hash },
        bytes: bare.bytes.len() as u64,
        media_type,
        size: if bare.sideways { (height, width) } else { (width, height) },
    }))
}

fn created(id: Id, kept: &KeptPicture) -> HttpResponse {
    let url = picture::address(id);
    let mut response = HttpResponse::Created();
    if let Ok(location) = HeaderValue::from_str(&url) {
        response.insert_header((header::LOCATION, location));
    }
    let (width, height) = kept.size;
    let media_type = kept.media_type.clone();
    response
        .json(Uploaded { picture: Picture { url, media_type, bytes: kept.bytes, width, height } })
}

/// A picture, for everybody.
#[utoipa::path(tag = "pictures", params(("id" = String, Path, description = "Of the picture.")),
    responses((status = 200, body = Vec<u8>), (status = 206, body = Vec<u8>), (status = "default", body = ErrorBody)))]
#[get("/media/{id}")]
async fn fetch(
    request: HttpRequest,
    Client(device): Client,
    limiter: web::Data<Limiter>,
    uploads: web::Data<Uploads>,
    path: web::Path<String>,
) -> Result<HttpResponse, Denial> {
    limiter.picture(device.address)?;
    let id = id(&path)?;
    let kept = uploads.store.picture(id).await.map_err(unwritten)?.ok_or(Fault::NotFound)?;
    let KeptPicture { owner: _, hash, media_type, bytes: _, name, size: _ } = &kept;
    let file = Outgoing { hash, id, media_type, name, shown: true, cache: CACHE };
    let mut response = uploads.send(&request, file).await?;
    // Lots are shown on other sites as well.
    let policy = header::HeaderName::from_static("cross-origin-resource-policy");
    response.headers_mut().insert(policy, HeaderValue::from_static("cross-origin"));
    Ok(response)
}
