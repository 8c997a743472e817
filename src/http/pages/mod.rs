//! The pages, and the scripts that other sites include: built into `web/dist`, embedded in the binary.
//!
//! What is at a path is decided here alone; `file.rs` knows how a file is sent.
//! **Invariant:** no inline script or style anywhere, so that the policy of `security.rs` can forbid them.

use actix_web::{
    HttpRequest, HttpResponse, guard,
    http::{
        Method, StatusCode,
        header::{self, Accept, Header, HeaderValue, Quality},
    },
    web,
};

use self::file::{File, INDEX};
use crate::{
    config::Web,
    http::{links::redeem, security},
};

mod file;
mod violations;

/// What the application shows: each with everything below it.
const SECTIONS: [&str; 17] = [
    "auctions",
    "console",
    "embed",
    "in",
    "lobbies",
    "market",
    "messages",
    "notifications",
    "parties",
    "people",
    "play",
    "profile",
    "register",
    "sell",
    "setup",
    "sign-in",
    "wallet",
];

/// Where programs ask, so that even a browser is answered as one.
const FOR_PROGRAMS: [&str; 3] = ["api", "assets", "ws"];

/// The scripts that other sites include; there are always these.
const SCRIPTS: [&str; 2] = ["client.js", "embed.js"];

/// Where the console for tests was, and where it is.
const MOVED: (&str, &str) = ("test-websocket", "/console/test");

/// Whether there are pages, and who may frame those that are made for it. Without it among the parts of the
/// server there are neither pages nor scripts.
#[derive(Clone, Debug)]
pub struct Pages {
    enabled: bool,
    /// The policy of pages that others frame, where anybody may.
    framed: Option<HeaderValue>,
}

impl Pages {
    /// As the settings have it.
    pub fn new(settings: &Web) -> Self {
        Pages { enabled: settings.enabled, framed: security::framed_by(&settings.frame_ancestors) }
    }

    fn find(&self, path: &str) -> Option<Found> {
        let name = path.strip_prefix('/')?;
        if SCRIPTS.contains(&name) {
            return file::find(name).map(Found::Script);
        }
        if !self.enabled {
            return None;
        }
        let page = file::find(INDEX)?;
        let section = name.split('/').next().unwrap_or_default();
        match file::find(name).filter(|_| name != INDEX) {
            Some(file) => Some(Found::File(file)),
            None if name == MOVED.0 => Some(Found::Moved(MOVED.1)),
            None if is_embedded(name) => Some(Found::Framed(page)),
            None if name.is_empty() || SECTIONS.contains(&section) => Some(Found::Page(page)),
            None if FOR_PROGRAMS.contains(&section) => None,
            None => Some(Found::Missing(page)),
        }
    }
}

/// Whether the page there is made for the frames of other sites.
fn is_embedded(name: &str) -> bool {
    name.strip_prefix("embed/auctions/").is_some_and(|id| !id.is_empty() && !id.contains('/'))
}

/// What is at a path.
enum Found {
    /// A part of the pages.
    File(&'static File),
    /// A script that other sites include.
    Script(&'static File),
    /// The page; which one it is, the application knows.
    Page(&'static File),
    /// The page, for the frames of other sites.
    Framed(&'static File),
    /// Nothing any more: it is there.
    Moved(&'static str),
    /// Nothing; whoever can read a page is told so by one.
    Missing(&'static File),
}

/// Mounts what is posted: the codes of one-time links, and what browsers report.
pub fn routes(app: &mut web::ServiceConfig) {
    // The page itself redeems the code, so that looking at the link does not use it up.
    app.service(web::resource("/in/{code}").guard(guard::Post()).to(redeem))
        .service(web::resource(security::REPORTS).guard(guard::Post()).to(violations::take));
}

/// What no route takes, where it is a page or a part of one.
pub(super) async fn answer(request: &HttpRequest) -> Option<HttpResponse> {
    if request.method() != Method::GET {
        return None;
    }
    let pages = request.app_data::<web::Data<Pages>>()?;
    match pages.find(request.path())? {
        Found::File(file) | Found::Page(file) => Some(file.response(request, StatusCode::OK).await),
        Found::Script(file) => {
            let mut response = file.response(request, StatusCode::OK).await;
            security::share(response.headers_mut());
            Some(response)
        }
        Found::Framed(file) => {
            let mut response = file.response(request, StatusCode::OK).await;
            if let Some(policy) = &pages.framed {
                security::let_frame(&mut response, policy);
            }
            Some(response)
        }
        Found::Moved(to) => {
            Some(HttpResponse::Found().insert_header((header::LOCATION, to)).finish())
        }
        Found::Missing(file) if reads_pages(request) => {
            Some(file.response(request, StatusCode::NOT_FOUND).await)
        }
        Found::Missing(_) => None,
    }
}

/// Whether somebody looks at it: programs that take anything do not name what people read.
fn reads_pages(request: &HttpRequest) -> bool {
    let html = mime::TEXT_HTML.essence_str();
    Accept::parse(request).is_ok_and(|accepted| {
        accepted.iter().any(|one| Quality::ZERO < one.quality && one.item.essence_str() == html)
    })
}
