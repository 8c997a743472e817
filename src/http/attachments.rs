//! Files of messages: `/api/v1/attachments`. One is uploaded, and then named by a message of its owner.

use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::{
        StatusCode,
        header::{self, HeaderValue},
    },
    post, web,
};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    files::nature::{self, Nature},
    http::{
        body::{IdempotencyKey, Params, id},
        identity::{Known, Visitor},
        problem::{Denial, ErrorBody, answer},
        upload::{Outgoing, Uploads, look, problem, tidy, unsupported, unwritten},
    },
    protocol::{
        attachment::{Attachment, AttachmentKind},
        fault::{Fault, Problem},
        id::Id,
        person::Person,
    },
    rooms::Rooms,
    store::{Added, KeptAttachment, NewAttachment, Store, StoreError},
};

/// For whoever may read the message, as long as they like.
const CACHE: &str = "private, max-age=31536000, immutable";

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(upload).service(fetch).service(unload);
}

/// What a file is called.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
pub(super) struct Named {
    /// Shown to others, and nothing else.
    pub(super) name: Option<String>,
}

/// A file that was uploaded.
#[derive(Debug, Serialize, ToSchema)]
struct Uploaded {
    attachment: Attachment,
}

/// Uploads a file: the body is the file as it is. Its type is found by its content. A message takes it, or it is
/// removed after an hour.
#[utoipa::path(tag = "attachments", request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    security(("bearer" = [])), params(Named, ("Idempotency-Key" = Option<String>, Header)),
    responses((status = 201, body = Uploaded), (status = "default", body = ErrorBody)))]
#[post("/attachments")]
async fn upload(
    request: HttpRequest,
    known: Known,
    uploads: web::Data<Uploads>,
    key: IdempotencyKey,
    Params(Named { name }): Params<Named>,
    body: web::Payload,
) -> Result<HttpResponse, Denial> {
    let (owner, store, rooms) = (known.person.id, &uploads.store, &uploads.rooms);
    let (_seat, length) = uploads.admit(&request, owner, uploads.bytes_max)?;
    let (count, bytes) = store.untaken(owner).await.map_err(unwritten)?;
    let (count_max, bytes_max) = uploads.waiting_max;
    if count_max <= count || bytes_max < bytes.saturating_add(length) {
        return Err(too_many().into());
    }
    let (incoming, hash, bytes) = uploads.receive(body, uploads.bytes_max).await?;
    let nature = look(incoming.path().to_owned()).await?;
    let nature = nature.ok_or_else(|| unsupported(nature::allowed()))?;
    let id = key.0.as_ref().map_or_else(|| rooms.mint(), |key| Id::keyed("attachment", owner, key));
    let Nature { media_type, kind, size, duration_ms } = nature;
    let shown = Attachment {
        id,
        media_type: media_type.to_owned(),
        bytes,
        name: tidy(name.as_deref()),
        kind,
        width: size.map(|(width, _)| width),
        height: size.map(|(_, height)| height),
        duration_ms,
    };
    let new = NewAttachment { owner, hash, shown: shown.clone(), at: rooms.now() };
    let vault = uploads.vault.clone();
    let place = move || vault.keep(&incoming, &hash);
    let added = store.add_attachment(new, uploads.waiting_max, place).await;
    if added != Ok(Added::Kept) {
        // It may have been placed: unless it is another's, too, it goes.
        store.doom_unnamed(vec![hash]).await.map_err(unwritten)?;
    }
    match added {
        Ok(Added::Kept) => Ok(created(&shown)),
        Ok(Added::TooMany) => Err(too_many().into()),
        // The same key again: the same file, or another one.
        Err(StoreError::Duplicate) => {
            let first = store.attachment(id).await.map_err(unwritten)?;
            match first.filter(|first| first.hash == hash && first.owner == owner) {
                Some(first) => Ok(created(&first.shown)),
                None => Err(Fault::KeyReused.into()),
            }
        }
        Err(why) => Err(unwritten(why)),
    }
}

fn created(shown: &Attachment) -> HttpResponse {
    let location = format!("/api/v1/attachments/{}", shown.id);
    let mut response = HttpResponse::Created();
    if let Ok(location) = HeaderValue::from_str(&location) {
        response.insert_header((header::LOCATION, location));
    }
    response.json(Uploaded { attachment: shown.clone() })
}

/// A file, to its owner until a message takes it, and then to those who may read the message.
#[utoipa::path(tag = "attachments", params(("id" = String, Path, description = "Of the file.")),
    responses((status = 200, body = Vec<u8>), (status = 206, body = Vec<u8>), (status = "default", body = ErrorBody)))]
#[get("/attachments/{id}")]
async fn fetch(
    request: HttpRequest,
    visitor: Visitor,
    uploads: web::Data<Uploads>,
    path: web::Path<String>,
) -> Result<HttpResponse, Denial> {
    let kept =
        uploads.store.attachment(id(&path)?).await.map_err(unwritten)?.ok_or(Fault::NotFound)?;
    may_read(&uploads.rooms, &kept, visitor.person).await?;
    let shown = &kept.shown;
    let file = Outgoing {
        hash: &kept.hash,
        id: shown.id,
        media_type: &shown.media_type,
        name: &shown.name,
        shown: shown.kind != AttachmentKind::File,
        cache: CACHE,
    };
    uploads.send(&request, file).await
}

/// Refuses whoever may not have a file, as if it were not there.
async fn may_read(
    rooms: &Rooms,
    kept: &KeptAttachment,
    viewer: Option<Person>,
) -> Result<(), Denial> {
    match &kept.conversation {
        None if viewer.as_ref().is_some_and(|viewer| viewer.id == kept.owner) => Ok(()),
        Some(room) if !kept.hidden => {
            answer(&rooms.knock(room.clone(), viewer).await, StatusCode::OK).map(drop)
        }
        None | Some(_) => Err(Fault::NotFound.into()),
    }
}

/// Removes a file of mine that no message has taken.
#[utoipa::path(tag = "attachments", params(("id" = String, Path, description = "Of the file.")), security(("bearer" = [])),
    responses((status = 204), (status = "default", body = ErrorBody)))]
#[delete("/attachments/{id}")]
async fn unload(
    known: Known,
    store: web::Data<Store>,
    path: web::Path<String>,
) -> Result<HttpResponse, Denial> {
    let gone = store.drop_attachment(known.person.id, id(&path)?).await.map_err(unwritten)?;
    if gone { Ok(HttpResponse::NoContent().finish()) } else { Err(Fault::NotFound.into()) }
}

fn too_many() -> Problem {
    problem("too_many_waiting", "Send what you have uploaded, or delete it.")
}
