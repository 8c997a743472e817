//! Files that come in as the body of a request, and go out again: what attachments and pictures have in common.

use std::{path::PathBuf, time::Duration};

use actix_files::NamedFile;
use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{
            self, ContentDisposition, DispositionParam, DispositionType, EntityTag, Header,
            HeaderValue, IfNoneMatch,
        },
    },
    rt::task::{JoinError, spawn_blocking},
    web,
};
use futures_util::StreamExt;
use sha2::{Digest, Sha256};
use tokio::{io::AsyncWriteExt, time::timeout};

use crate::{
    files::{
        Hash, Incoming, Vault,
        nature::{self, Nature},
    },
    gateway::attendance::{Attendance, Seat},
    http::{auctions::unlisted, problem::Denial},
    protocol::{
        fault::{Fault, Problem},
        id::{Id, UserId},
    },
    rooms::{RETRY_AFTER_MS, Rooms},
    store::{ListError, Store, StoreError},
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
    /// The most bytes of an attachment.
    pub bytes_max: u64,
    /// The most attachments of a user that no message has taken, and their bytes.
    pub waiting_max: (u64, u64),
    /// The most bytes of a picture.
    pub picture_bytes_max: u64,
    /// The most pictures of a user within a day.
    pub pictures_a_day_max: usize,
    /// How long an upload may take, and bring nothing.
    pub within: Duration,
    /// See `within`.
    pub stall: Duration,
    /// Uploads of a user at once.
    pub at_once: Attendance<UserId>,
}

/// A file that goes out.
pub(super) struct Outgoing<'a> {
    /// By which it is kept.
    pub(super) hash: &'a Hash,
    /// By which clients know it again: the hash is nobody's business.
    pub(super) id: Id,
    /// By its content.
    pub(super) media_type: &'a str,
    /// What its owner calls it.
    pub(super) name: &'a str,
    /// Whether it is shown where it is met, and not put away.
    pub(super) shown: bool,
    /// For whom, and how long, it may be kept on the way.
    pub(super) cache: &'static str,
}

impl Uploads {
    /// A place among a user's uploads, for a body of at most `bytes_max`; and how long it says to be.
    pub(super) fn admit(
        &self,
        request: &HttpRequest,
        owner: UserId,
        bytes_max: u64,
    ) -> Result<(Seat<UserId>, u64), Denial> {
        let length = request.headers().get(header::CONTENT_LENGTH);
        let length = length.and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if length.is_some_and(|length| bytes_max < length) {
            return Err(Fault::TooLarge.into());
        }
        let busy = || Denial::from(Fault::RateLimited { retry_after_ms: RETRY_AFTER_MS });
        Ok((self.at_once.take(owner).ok_or_else(busy)?, length.unwrap_or_default()))
    }

    /// Writes what comes in to disk, as far as it may come.
    pub(super) async fn receive(
        &self,
        mut body: web::Payload,
        bytes_max: u64,
    ) -> Result<(Incoming, Hash, u64), Denial> {
        let (file, incoming) = self.vault.receive(self.rooms.mint()).map_err(unkept)?;
        let mut file = tokio::fs::File::from_std(file);
        let (mut hash, mut bytes) = (Sha256::new(), 0_u64);
        let whole = async {
            loop {
                let piece = timeout(self.stall, body.next()).await.map_err(|_| slow())?;
                let Some(piece) = piece else { break };
                let piece = piece.map_err(|_| Denial::from(Fault::Malformed))?;
                bytes += piece.len() as u64;
                if bytes_max < bytes {
                    return Err(Denial::from(Fault::TooLarge));
                }
                hash.update(&piece);
                file.write_all(&piece).await.map_err(unkept)?;
            }
            file.sync_all().await.map_err(unkept)
        };
        timeout(self.within, whole).await.map_err(|_| slow())??;
        Ok((incoming, hash.finalize().into(), bytes))
    }

    /// A file that is kept, or the part of it that is asked for.
    pub(super) async fn send(
        &self,
        request: &HttpRequest,
        file: Outgoing<'_>,
    ) -> Result<HttpResponse, Denial> {
        let Outgoing { hash, id, media_type, name, shown, cache } = file;
        let tag = EntityTag::new_strong(id.to_string());
        let mut response = if is_known(request, &tag) {
            HttpResponse::NotModified().finish()
        } else {
            let place = self.vault.path(hash);
            let opened = spawn_blocking(move || NamedFile::open(place)).await;
            let file = opened.map_err(|_| Fault::NotFound)?.map_err(|_| Fault::NotFound)?;
            let disposition = ContentDisposition {
                disposition: if shown {
                    DispositionType::Inline
                } else {
                    DispositionType::Attachment
                },
                parameters: vec![DispositionParam::Filename(ascii(name)), extended(name)],
            };
            let media_type = media_type.parse().unwrap_or(mime::APPLICATION_OCTET_STREAM);
            let file = file.set_content_type(media_type).set_content_disposition(disposition);
            file.use_etag(false).use_last_modified(false).into_response(request)
        };
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
        if let Ok(tag) = HeaderValue::from_str(&tag.to_string()) {
            headers.insert(header::ETAG, tag);
        }
        Ok(response)
    }
}

/// Whether a client has a file already.
fn is_known(request: &HttpRequest, tag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => request.headers().contains_key(header::IF_NONE_MATCH),
        Ok(IfNoneMatch::Items(known)) => known.iter().any(|known| known.weak_eq(tag)),
        Err(_) => false,
    }
}

/// What a file is, on a thread that may take its time; whatever it makes of a reader. Nothing where it may not come in.
pub(super) async fn look(path: PathBuf) -> Result<Option<Nature>, Denial> {
    sound(spawn_blocking(move || nature::of(&path)).await)
}

/// What was found in a file; a reader that fell over it is no reason to keep it.
pub(super) fn sound<T>(
    found: Result<std::io::Result<Option<T>>, JoinError>,
) -> Result<Option<T>, Denial> {
    found.unwrap_or(Ok(None)).map_err(unkept)
}

/// For a file that may not come in: what may.
pub(super) fn unsupported(allowed: impl Iterator<Item = &'static str>) -> Denial {
    let mut unsupported = problem("unsupported_type", "A file of this kind cannot be uploaded.");
    let allowed: Vec<_> = allowed.collect();
    unsupported.data = Some(serde_json::json!({ "allowed": allowed }));
    let denial = Denial::from(unsupported.clone());
    denial.with_status(StatusCode::UNSUPPORTED_MEDIA_TYPE, &unsupported.message)
}

/// A name without a path and without what cannot be seen.
pub(super) fn tidy(name: Option<&str>) -> String {
    let last = name.unwrap_or(NAMELESS).rsplit(['/', '\\']).next().unwrap_or_default();
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

/// A refusal that only files meet.
pub(super) fn problem(code: &'static str, message: &str) -> Problem {
    Problem { code: code.into(), message: message.to_owned(), retry: false, data: None }
}

fn slow() -> Denial {
    let message = "The file did not come in time.";
    Denial::from(Fault::Malformed).with_status(StatusCode::REQUEST_TIMEOUT, message)
}

/// The store does not do it.
pub(super) fn unwritten(why: StoreError) -> Denial {
    unlisted(ListError::Store(why))
}

/// The disk does not do it.
#[expect(clippy::needless_pass_by_value, reason = "as `map_err` hands it over")]
pub(super) fn unkept(why: std::io::Error) -> Denial {
    log::warn!("a file cannot be kept: {why}");
    Fault::Unavailable { retry_after_ms: RETRY_AFTER_MS }.into()
}
