//! Headers that every response has: what a browser may do with it.

use actix_web::{
    Error, HttpResponse,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::header::{self, HeaderMap, HeaderName, HeaderValue},
    middleware::Next,
};

use crate::config::Origin;

/// Where browsers report what the policy has forbidden.
pub(super) const REPORTS: &str = "/csp-report";

/// Nothing but our own files, no inline script or style, no markup made of text, in nobody's frame.
pub const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
     img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; manifest-src 'self'; \
     connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; \
     require-trusted-types-for 'script'; trusted-types rialto; \
     report-uri /csp-report; report-to csp";

/// The part of it that says whose frames may show a page.
const FRAMED_BY_NOBODY: &str = "frame-ancestors 'none'";

const HEADERS: [(HeaderName, &str); 9] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (HeaderName::from_static("reporting-endpoints"), "csp=\"/csp-report\""),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (header::CROSS_ORIGIN_OPENER_POLICY, "same-origin"),
    (header::CROSS_ORIGIN_RESOURCE_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), clipboard-write=(self), geolocation=(), microphone=(self), payment=()",
    ),
];

/// That a response may be framed, by those whom its own policy names.
struct Framed;

/// Middleware: adds them where a handler has not set its own, as files that may be cached do with `Cache-Control`.
pub async fn headers<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let mut response = next.call(request).await?;
    let framed = response.response().extensions().contains::<Framed>();
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        // It knows nobody or everybody, and would contradict.
        let contradicts = framed && name == header::X_FRAME_OPTIONS;
        if !contradicts && !headers.contains_key(&name) {
            headers.insert(name, HeaderValue::from_static(value));
        }
    }
    Ok(response)
}

/// Adds them to a response that does not come through the application.
pub fn add_to(headers: &mut HeaderMap) {
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
}

/// The policy of a page that these sites may frame; nothing where there are none.
pub(super) fn framed_by(sites: &[Origin]) -> Option<HeaderValue> {
    let names: Vec<&str> = sites.iter().map(Origin::as_str).collect();
    let framed = format!("frame-ancestors {}", names.join(" "));
    let policy = CONTENT_SECURITY_POLICY.replace(FRAMED_BY_NOBODY, &framed);
    HeaderValue::try_from(policy).ok().filter(|_| !sites.is_empty())
}

/// Lets the sites that a policy names frame a page.
pub(super) fn let_frame(page: &mut HttpResponse, policy: &HeaderValue) {
    page.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy.clone());
    page.extensions_mut().insert(Framed);
}

/// Lets every site include a script.
pub(super) fn share(headers: &mut HeaderMap) {
    let every_site = [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::CROSS_ORIGIN_RESOURCE_POLICY, "cross-origin"),
    ];
    for (name, value) in every_site {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
