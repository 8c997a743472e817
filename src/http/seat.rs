//! Seats: where the house's own pages keep what signs them in, in cookies that no script can read.
//!
//! Such a page names its seat, 0 to 9, in the header [`HEADER`]: then the refresh token travels in the cookie of that
//! seat and never in a body. Several seats are several people in one browser, tab by tab.
//! **Invariant:** without the header no cookie is read or set. Pages of other origins cannot send it: a browser asks
//! beforehand whether they may, and nobody says yes; [`Origins`] judges what comes all the same.

use std::future::{Ready, ready};

use actix_web::{
    FromRequest, HttpRequest, HttpResponse, ResponseError,
    cookie::{Cookie, SameSite, time::Duration},
    dev::Payload,
    http::header,
    web,
};

use crate::{
    gateway::{accounts::SignedIn, address::Proxies, ws::Origins},
    http::problem::Denial,
    protocol::{fault::Fault, secret::Secret},
};

/// Names the seat.
pub const HEADER: &str = "Rialto-Seat";
/// The only requests that the cookie goes to.
const PATH: &str = "/api/v1/auth";

/// The seat that a request names, if it names one.
#[derive(Clone, Debug)]
pub struct Seat(Option<Taken>);

#[derive(Clone, Debug)]
struct Taken {
    /// Of the cookie.
    name: String,
    /// Whether the browser may send it over TLS alone.
    secure: bool,
    /// What the browser has kept there.
    token: Option<Secret>,
}

impl Seat {
    /// What is kept in the seat, for a request that names one.
    pub fn kept(&self) -> Option<Result<&Secret, Denial>> {
        let taken = self.0.as_ref()?;
        Some(taken.token.as_ref().ok_or_else(|| Fault::Unauthenticated.into()))
    }

    /// The cookie that keeps a refresh token in the seat; nothing where none is named.
    pub(super) fn keep(&self, signed: &SignedIn) -> Option<Cookie<'static>> {
        let taken = self.0.as_ref()?;
        let lasts_ms = i64::try_from(signed.lasts_ms).unwrap_or(i64::MAX);
        let mut cookie = taken.cookie(signed.refresh_token.expose().to_owned());
        cookie.set_max_age(Duration::milliseconds(lasts_ms));
        Some(cookie)
    }

    /// Empties the seat.
    pub(super) fn leave(&self, mut response: HttpResponse) -> HttpResponse {
        if let Some(taken) = &self.0 {
            // A name and nothing fit into a header.
            let _added = response.add_removal_cookie(&taken.cookie(String::new()));
        }
        response
    }

    /// The answer to a token that is not taken; where it never will be, the seat is empty.
    pub(super) fn refuse(&self, denial: &Denial) -> HttpResponse {
        let response = denial.error_response();
        if denial.may_retry() { response } else { self.leave(response) }
    }

    fn named(request: &HttpRequest) -> Result<Self, Denial> {
        let mut given = request.headers().get_all(HEADER);
        let Some(number) = given.next() else { return Ok(Seat(None)) };
        OwnPage::judge(request)?;
        let ([digit @ b'0'..=b'9'], None) = (number.as_bytes(), given.next()) else {
            return Err(Denial::field(HEADER, "wrong_value", "one digit, 0 to 9"));
        };
        let name = format!("rialto-{}", char::from(*digit));
        let token = request.cookie(&name).map(|cookie| Secret::new(cookie.value()));
        Ok(Seat(Some(Taken { name, secure: is_over_tls(request), token })))
    }
}

/// What comes from one of the house's own pages, or from no page at all.
#[derive(Clone, Copy, Debug)]
pub struct OwnPage;

impl OwnPage {
    fn judge(request: &HttpRequest) -> Result<Self, Denial> {
        let origins = request.app_data::<web::Data<Origins>>();
        let is_ours = match origins {
            Some(origins) => origins.admit(request.headers()),
            None => Origins::same().admit(request.headers()),
        };
        if is_ours { Ok(OwnPage) } else { Err(Fault::Forbidden.into()) }
    }
}

impl FromRequest for OwnPage {
    type Error = Denial;
    type Future = Ready<Result<Self, Denial>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(OwnPage::judge(request))
    }
}

impl Taken {
    fn cookie(&self, value: String) -> Cookie<'static> {
        Cookie::build(self.name.clone(), value)
            .path(PATH)
            .http_only(true)
            .same_site(SameSite::Strict)
            .secure(self.secure)
            .finish()
    }
}

impl FromRequest for Seat {
    type Error = Denial;
    type Future = Ready<Result<Self, Denial>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(Seat::named(request))
    }
}

/// Whether the browser speaks TLS, with whoever stands before us: its `Origin`, which was judged, says so, or a
/// proxy that is trusted does.
fn is_over_tls(request: &HttpRequest) -> bool {
    let headers = request.headers();
    let origin = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    if origin.is_some_and(|origin| origin.starts_with("https://")) {
        return true;
    }
    let forwarded = headers.get("X-Forwarded-Proto").and_then(|scheme| scheme.to_str().ok());
    let peer = request.peer_addr().map(|peer| peer.ip());
    let proxies = request.app_data::<web::Data<Proxies>>();
    proxies.zip(peer).is_some_and(|(proxies, peer)| proxies.tls(peer, forwarded))
}
