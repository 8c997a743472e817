//! The files of `web/dist`, and how one is sent: its type, how long it stays good, as it is or compressed.

use std::{
    collections::HashMap,
    io::Write,
    sync::{LazyLock, OnceLock},
};

use actix_web::{
    HttpRequest, HttpResponse,
    http::{
        StatusCode,
        header::{
            ACCEPT_ENCODING, AcceptEncoding, CACHE_CONTROL, ContentEncoding, ETAG, Encoding,
            EntityTag, Header, IfNoneMatch, VARY,
        },
    },
    web,
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
use flate2::{Compression, write::GzEncoder};
use sha2::{Digest, Sha256};

// `EMBEDDED`, made by `build.rs`: every file below `web/dist` with its path.
include!(concat!(env!("OUT_DIR"), "/pages.rs"));

/// The page.
pub(super) const INDEX: &str = "index.html";

/// The folder of files that are named by what is in them, so that they are good for ever.
const NAMED_BY_CONTENT: &str = "assets/";

/// How long a browser may use those without asking.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// How long those whose names stay the same.
const A_WHILE: &str = "public, max-age=300";
/// The page names its parts, so it is always asked for.
const NEVER: &str = "no-cache";

/// What an ending says about a file.
struct Kind {
    media_type: &'static str,
    /// Whether compressing it is worth while: it is text.
    text: bool,
}

/// A file that is embedded.
pub(super) struct File {
    kind: Kind,
    cache: &'static str,
    plain: &'static [u8],
    digest: String,
    packed: OnceLock<Option<Bytes>>,
}

/// The file with this path below `web/dist`.
pub(super) fn find(name: &str) -> Option<&'static File> {
    static FILES: LazyLock<HashMap<&str, File>> = LazyLock::new(|| {
        EMBEDDED.iter().map(|(name, plain)| (*name, File::new(name, plain))).collect()
    });
    FILES.get(name)
}

impl File {
    fn new(name: &str, plain: &'static [u8]) -> Self {
        let cache = match name {
            INDEX => NEVER,
            name if name.starts_with(NAMED_BY_CONTENT) => FOR_EVER,
            _ => A_WHILE,
        };
        let digest = URL_SAFE_NO_PAD.encode(&Sha256::digest(plain)[..12]);
        File { kind: kind(name), cache, plain, digest, packed: OnceLock::new() }
    }

    /// The file; or that the browser has it already, where there is something to have.
    pub(super) async fn response(
        &'static self,
        request: &HttpRequest,
        status: StatusCode,
    ) -> HttpResponse {
        let packed = self.packed_for(request).await;
        let mut response = HttpResponse::build(status);
        if self.kind.text {
            response.insert_header((VARY, ACCEPT_ENCODING.as_str()));
        }
        // What stands where nothing is is not worth keeping.
        if status == StatusCode::OK {
            let form = if packed.is_some() { "-gzip" } else { "" };
            let tag = EntityTag::new_strong(format!("{}{form}", self.digest));
            let known = is_known(request, &tag);
            response.insert_header((ETAG, tag)).insert_header((CACHE_CONTROL, self.cache));
            if known {
                return response.status(StatusCode::NOT_MODIFIED).finish();
            }
        }
        response.content_type(self.kind.media_type);
        match packed {
            Some(packed) => response.insert_header(ContentEncoding::Gzip).body(packed),
            None => response.body(self.plain),
        }
    }

    /// The compressed form, where the client would rather have it.
    async fn packed_for(&'static self, request: &HttpRequest) -> Option<Bytes> {
        let accepted = AcceptEncoding::parse(request).ok().filter(|_| self.kind.text)?;
        let forms = [Encoding::gzip(), Encoding::identity()];
        if accepted.negotiate(forms.iter()) != Some(Encoding::gzip()) {
            return None;
        }
        if let Some(packed) = self.packed.get() {
            return packed.clone();
        }
        // 24 ms for 300 KB, in which this thread would serve nobody.
        let packing = web::block(|| self.packed.get_or_init(|| pack(self.plain)).clone());
        packing.await.ok().flatten()
    }
}

/// As small as gzip makes it, where that is smaller.
fn pack(plain: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let packed = encoder.write_all(plain).and_then(|()| encoder.finish()).ok()?;
    (packed.len() < plain.len()).then(|| packed.into())
}

/// Whether the browser has it already.
fn is_known(request: &HttpRequest, tag: &EntityTag) -> bool {
    match IfNoneMatch::parse(request) {
        Ok(IfNoneMatch::Any) => true,
        Ok(IfNoneMatch::Items(tags)) => tags.iter().any(|known| known.weak_eq(tag)),
        Err(_) => false,
    }
}

fn kind(name: &str) -> Kind {
    let text = |media_type| Kind { media_type, text: true };
    let packed = |media_type| Kind { media_type, text: false };
    match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "html" => text("text/html; charset=utf-8"),
        "js" => text("text/javascript; charset=utf-8"),
        "css" => text("text/css; charset=utf-8"),
        "txt" => text("text/plain; charset=utf-8"),
        "svg" => text("image/svg+xml"),
        "json" | "map" => text("application/json"),
        "webmanifest" => text("application/manifest+json"),
        "png" => packed("image/png"),
        "webp" => packed("image/webp"),
        "woff2" => packed("font/woff2"),
        _ => packed("application/octet-stream"),
    }
}
