//! Files of messages: `/api/v1/attachments`. One is uploaded, and then named by a message of its owner.

use std::{path::PathBuf, time::Duration};

use actix_files::NamedFile;
use actix_web::{
    HttpRequest, HttpResponse, delete, get,
    http::{
        StatusCode,
        header::{self, ContentDisposition, DispositionParam, DispositionType, HeaderValue},
    },
    post,
    rt::task::spawn_blocking,
    web,
};
use futures_util::StreamExt;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tokio::{io::AsyncWriteExt, time::timeout};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    files::{
        Hash, Incoming, Vault,
        nature::{self, Nature},
    },
    gateway::attendance::Attendance,
    http::{
        auctions::unlisted,
        body::{IdempotencyKey, Params, id},
        identity::{Known, Visitor},
        problem::{Denial, ErrorBody, answer},
    },
    protocol::{
        attachment::{Attachment, AttachmentKind},
        fault::{Fault, Problem},
        id::{Id, UserId},
        person::Person,
    },
    rooms::{RETRY_AFTER_MS, Rooms},
    store::{Added, KeptAttachment, ListError, NewAttachment, Store, StoreError},
};

/// The most characters of a file's name; what is longer is cut.
const NAME_CHARS_MAX: usize = 120;
/// What a file is called that has no name.
const NAMELESS: &str = "file";
/// Nothing in a file does anything where it is shown.
const POLICY: &str = "default-src 'none'; sandbox";

/// What may be uploaded, and the counters of who is at it.
#[derive(Clone)]
pub struct Uploads {
    /// Where files are noted.
    pub store: Store,
    /// Who may read them.
    pub rooms: Rooms,
    /// Where files are kept.
    pub vault: Vault,
    /// The most bytes of a file.
    pub bytes_max: u64,
    /// The most files of a user that no message has taken, and their bytes.
    pub waiting_max: (u64, u64),
    /// How long an upload may take, and bring nothing.
    pub within: Duration,
    /// See `within`.
    pub stall: Duration,
    /// Uploads of a user at once.
    pub at_once: Attendance<UserId>,
}

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(upload).service(fetch).service(unload);
}

/// What a file is called.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Named {
    /// Shown to others, and nothing else.
    name: Option<String>,
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
    let length = request.headers().get(header::CONTENT_LENGTH);
    let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
    if length.is_some_and(|length| uploads.bytes_max < length) {
        return Err(Fault::TooLarge.into());
    }
    let busy = || Denial::from(Fault::RateLimited { retry_after_ms: RETRY_AFTER_MS });
    let _seat = uploads.at_once.take(owner).ok_or_else(busy)?;
    let (count, bytes) = store.untaken(owner).await.map_err(unwritten)?;
    let (count_max, bytes_max) = uploads.waiting_max;
    if count_max <= count || bytes_max < bytes.saturating_add(length.unwrap_or_default()) {
        return Err(too_many().into());
    }
    let (incoming, hash, bytes) = receive(&uploads, body).await?;
    let path = incoming.path().to_owned();
    let nature = look(path).await?;
    let id = key.0.as_ref().map_or_else(|| rooms.mint(), |key| Id::keyed("attachment", owner, key));
    let Nature { media_type, kind, size, duration_ms } = nature;
    let shown = Attachment {
        id,
        media_type: media_type.to_owned(),
        bytes,
        name: tidy(name.as_deref().unwrap_or(NAMELESS)),
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

/// Writes what comes in to disk, as far as it may come.
async fn receive(
    uploads: &Uploads,
    mut body: web::Payload,
) -> Result<(Incoming, Hash, u64), Denial> {
    let (file, incoming) = uploads.vault.receive(uploads.rooms.mint()).map_err(unkept)?;
    let mut file = tokio::fs::File::from_std(file);
    let (mut hash, mut bytes) = (Sha256::new(), 0_u64);
    let whole = async {
        loop {
            let piece = timeout(uploads.stall, body.next()).await.map_err(|_| slow())?;
            let Some(piece) = piece else { break };
            let piece = piece.map_err(|_| Denial::from(Fault::Malformed))?;
            bytes += piece.len() as u64;
            if uploads.bytes_max < bytes {
                return Err(Denial::from(Fault::TooLarge));
            }
            hash.update(&piece);
            file.write_all(&piece).await.map_err(unkept)?;
        }
        file.sync_all().await.map_err(unkept)
    };
    timeout(uploads.within, whole).await.map_err(|_| slow())??;
    Ok((incoming, hash.finalize().into(), bytes))
}

/// What the file is, on a thread that may take its time; whatever it makes of a reader.
async fn look(path: PathBuf) -> Result<Nature, Denial> {
    let nature = spawn_blocking(move || nature::of(&path)).await;
    match nature {
        Ok(Ok(Some(nature))) => Ok(nature),
        Ok(Err(why)) => Err(unkept(why)),
        // A reader that fell over it is no reason to keep it.
        Ok(Ok(None)) | Err(_) => {
            let allowed: Vec<_> = nature::allowed().collect();
            let mut unsupported =
                problem("unsupported_type", "A file of this kind cannot be uploaded.");
            unsupported.data = Some(serde_json::json!({ "allowed": allowed }));
            let denial = Denial::from(unsupported.clone());
            Err(denial.with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE, &unsupported.message))
        }
    }
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
    let place = uploads.vault.path(&kept.hash);
    let opened = spawn_blocking(move || NamedFile::open(place)).await;
    let file = opened.map_err(|_| Fault::NotFound)?.map_err(|_| Fault::NotFound)?;
    let shown = kept.shown;
    let at_once = shown.kind != AttachmentKind::File;
    let disposition = ContentDisposition {
        disposition: if at_once { DispositionType::Inline } else { DispositionType::Attachment },
        parameters: vec![DispositionParam::Filename(ascii(&shown.name)), extended(&shown.name)],
    };
    let media_type = shown.media_type.parse().unwrap_or(mime::APPLICATION_OCTET_STREAM);
    let file = file.set_content_type(media_type).set_content_disposition(disposition);
    // What tells one file from another is its id: the hash is nobody's business.
    let mut response = file.use_etag(false).use_last_modified(false).into_response(&request);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, max-age=31536000, immutable"),
    );
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", shown.id)) {
        headers.insert(header::ETAG, tag);
    }
    Ok(response)
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

/// A name without a path and without what cannot be seen.
fn tidy(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let seen: String =
        last.chars().filter(|char| !char.is_control()).take(NAME_CHARS_MAX).collect();
    let seen = seen.trim().trim_matches('.').to_owned();
    if seen.is_empty() { NAMELESS.to_owned() } else { seen }
}

fn ascii(name: &str) -> String {
    name.chars().map(|char| if char.is_ascii() && char != '"' { char } else { '_' }).collect()
}

fn extended(name: &str) -> DispositionParam {
    DispositionParam::FilenameExt(header::ExtendedValue {
        charset: header::Charset::Ext("UTF-8".to_owned()),
        language_tag: None,
        value: name.as_bytes().to_vec(),
    })
}

fn problem(code: &'static str, message: &str) -> Problem {
    Problem { code: code.into(), message: message.to_owned(), retry: false, data: None }
}

fn too_many() -> Problem {
    problem("too_many_waiting", "Send what you have uploaded, or delete it.")
}

fn slow() -> Denial {
    let message = "The file did not come in time.";
    Denial::from(Fault::Malformed).with_status(StatusCode::REQUEST_TIMEOUT, message)
}

fn unwritten(why: StoreError) -> Denial {
    unlisted(ListError::Store(why))
}

#[expect(clippy::needless_pass_by_value, reason = "as `map_err` hands it over")]
fn unkept(why: std::io::Error) -> Denial {
    log::warn!("a file cannot be kept: {why}");
    Fault::Unavailable { retry_after_ms: RETRY_AFTER_MS }.into()
}
