//! Who may open a WebSocket: the handshake of RFC 6455 to the letter, and the `Origin` of browsers.

use actix_http::{RequestHead, ws::hash_key};
use actix_web::{
    HttpResponse, ResponseError,
    http::{
        Method, StatusCode, Version,
        header::{self, HeaderMap, HeaderName},
    },
};
use base64::Engine;
use serde::Serialize;

use crate::protocol::fault::{Fault, Problem};

/// The version that RFC 6455 defines, and the only one.
const VERSION: &str = "13";
const KEY_BYTES: usize = 16;
/// What a client is told to wait while the house is closing.
const LEAVING_RETRY_MS: u64 = 1_000;
/// ... and while there is no room.
const FULL_RETRY_MS: u64 = 5_000;

/// The pages that may connect. Whoever sends no `Origin` is no browser, and no page can make it so.
#[derive(Clone, Debug, Default)]
pub struct Origins {
    allowed: Vec<String>,
}

impl Origins {
    /// Only pages of the host that is asked itself.
    pub const fn same() -> Self {
        Origins { allowed: Vec::new() }
    }

    /// Exactly these, e.g. `https://auctions.example`, and pages of the host that is asked itself.
    pub fn listed(allowed: Vec<String>) -> Self {
        Origins { allowed }
    }

    /// Whether the request comes from such a page, or from no page at all.
    pub fn admit(&self, headers: &HeaderMap) -> bool {
        let mut origins = headers.get_all(header::ORIGIN);
        let Some(origin) = origins.next() else { return true };
        let (Ok(origin), None) = (origin.to_str(), origins.next()) else { return false };
        if self.allowed.iter().any(|allowed| allowed.eq_ignore_ascii_case(origin)) {
            return true;
        }
        let mut hosts = headers.get_all(header::HOST);
        let (Some(Ok(host)), None) = (hosts.next().map(|host| host.to_str()), hosts.next()) else {
            return false;
        };
        is_same(origin, host)
    }
}

/// Behind a proxy that speaks TLS the scheme cannot be known here, so the host decides.
fn is_same(origin: &str, host: &str) -> bool {
    let Some((scheme, authority)) = origin.split_once("://") else { return false };
    let default_port = match scheme {
        "http" => ":80",
        "https" => ":443",
        _ => return false,
    };
    let host = host.strip_suffix(default_port).unwrap_or(host);
    !host.is_empty() && authority.eq_ignore_ascii_case(host)
}

/// Why there is no WebSocket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// Not `GET`.
    Method,
    /// Not HTTP/1.1.
    Version,
    /// `Upgrade` or `Connection` do not ask for a WebSocket.
    Upgrade,
    /// Not version 13 of the protocol; the answer names it.
    Protocol,
    /// Not exactly one key of 16 bytes.
    Key,
    /// A handshake has no body.
    Body,
    /// A page that may not.
    Origin,
    /// The house is closing.
    Leaving,
    /// There are as many connections as there may be.
    Full,
    /// There are as many from this address as there may be.
    Crowded,
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Refused::Method => "a WebSocket is opened with GET",
            Refused::Version => "a WebSocket needs HTTP/1.1",
            Refused::Upgrade => "`Upgrade: websocket` and `Connection: Upgrade` are needed",
            Refused::Protocol => "only version 13 is spoken",
            Refused::Key => "exactly one Sec-WebSocket-Key of 16 bytes is needed",
            Refused::Body => "a handshake has no body",
            Refused::Origin => "pages of this origin may not connect",
            Refused::Leaving => "the server is closing",
            Refused::Full => "the server has as many connections as it may",
            Refused::Crowded => "too many connections from this address",
        })
    }
}

impl ResponseError for Refused {
    fn status_code(&self) -> StatusCode {
        match self {
            Refused::Method => StatusCode::METHOD_NOT_ALLOWED,
            Refused::Version | Refused::Key | Refused::Body => StatusCode::BAD_REQUEST,
            Refused::Upgrade | Refused::Protocol => StatusCode::UPGRADE_REQUIRED,
            Refused::Origin => StatusCode::FORBIDDEN,
            Refused::Leaving | Refused::Full => StatusCode::SERVICE_UNAVAILABLE,
            Refused::Crowded => StatusCode::TOO_MANY_REQUESTS,
        }
    }

    fn error_response(&self) -> HttpResponse {
        #[derive(Serialize)]
        struct Body {
            error: Problem,
        }
        let fault = match self {
            Refused::Origin => Fault::Forbidden,
            Refused::Leaving => Fault::Unavailable { retry_after_ms: LEAVING_RETRY_MS },
            Refused::Full => Fault::Busy { retry_after_ms: FULL_RETRY_MS },
            Refused::Crowded => Fault::RateLimited { retry_after_ms: FULL_RETRY_MS },
            Refused::Method
            | Refused::Version
            | Refused::Upgrade
            | Refused::Protocol
            | Refused::Key
            | Refused::Body => Fault::Malformed,
        };
        let error = Problem { message: self.to_string(), ..Problem::from(fault) };
        let mut response = HttpResponse::build(self.status_code());
        let retry = error.data.as_ref().and_then(|data| data.get("retryAfterMs"));
        if let Some(ms) = retry.and_then(serde_json::Value::as_u64) {
            response.insert_header((header::RETRY_AFTER, ms.div_ceil(1_000)));
        }
        match self {
            Refused::Upgrade | Refused::Protocol => {
                response.insert_header((header::SEC_WEBSOCKET_VERSION, VERSION));
                response.insert_header((header::UPGRADE, "websocket"));
            }
            Refused::Method => {
                response.insert_header((header::ALLOW, "GET"));
            }
            Refused::Version
            | Refused::Key
            | Refused::Body
            | Refused::Origin
            | Refused::Leaving
            | Refused::Full
            | Refused::Crowded => (),
        }
        // What follows on this connection was perhaps meant as frames.
        response.force_close().json(Body { error })
    }
}

/// Judges a handshake, and says what to answer to its key; the crate below is content with much less.
pub(super) fn judge(request: &RequestHead, origins: &Origins) -> Result<[u8; 28], Refused> {
    if request.method != Method::GET {
        return Err(Refused::Method);
    }
    if request.version != Version::HTTP_11 {
        return Err(Refused::Version);
    }
    let headers = request.headers();
    let asks = has_token(headers, &header::UPGRADE, "websocket")
        && has_token(headers, &header::CONNECTION, "upgrade");
    if !asks {
        return Err(Refused::Upgrade);
    }
    if the_only(headers, &header::SEC_WEBSOCKET_VERSION) != Some(VERSION) {
        return Err(Refused::Protocol);
    }
    let key = the_only(headers, &header::SEC_WEBSOCKET_KEY).unwrap_or_default();
    let decoded = base64::engine::general_purpose::STANDARD.decode(key);
    if decoded.map(|bytes| bytes.len()) != Ok(KEY_BYTES) {
        return Err(Refused::Key);
    }
    let has_body = headers.get_all(header::CONTENT_LENGTH).any(|length| length != "0")
        || headers.contains_key(header::TRANSFER_ENCODING);
    if has_body {
        return Err(Refused::Body);
    }
    if !origins.admit(headers) {
        return Err(Refused::Origin);
    }
    Ok(hash_key(key.as_bytes()))
}

/// The value of a header that is there exactly once.
fn the_only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name);
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

/// Whether a header that is a list has this word in it.
fn has_token(headers: &HeaderMap, name: &HeaderName, token: &str) -> bool {
    headers
        .get_all(name)
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|word| word.trim().eq_ignore_ascii_case(token))
}
