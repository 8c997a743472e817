//! `/csp-report`: browsers tell what a page did, or was made to try, that its policy forbids.
//!
//! Anybody may post anything here. So it is counted, and of what it says the log has two words: which directive, and
//! which host, never an address with what stands behind its host.

use actix_web::{HttpRequest, HttpResponse, web};
use log::warn;
use serde::Deserialize;
use url::Url;

use crate::{
    gateway::limiter::Limiter,
    http::{body, identity::Client, problem::Denial},
    metrics,
};

/// The longest body.
const BODY_BYTES_MAX: usize = 16 * 1024;
/// How many reports of one body are looked at.
const REPORTS_MAX: usize = 16;
/// The longest word that goes into the log; no host is longer.
const WORD_BYTES_MAX: usize = 253;

/// What `report-uri` sends, what `report-to` sends, and what both may be called.
const TYPES: [&str; 3] = ["application/csp-report", "application/reports+json", "application/json"];

/// One report, or several.
#[derive(Deserialize)]
#[serde(untagged)]
enum Sent {
    /// By `report-uri`.
    Old {
        #[serde(rename = "csp-report")]
        report: Violation,
    },
    /// By `report-to`.
    New(Vec<Report>),
}

#[derive(Deserialize)]
struct Report {
    body: Violation,
}

/// What was forbidden, in the words of either.
#[derive(Deserialize)]
struct Violation {
    #[serde(rename = "effectiveDirective", alias = "effective-directive")]
    directive: Option<String>,
    /// What older browsers say instead.
    #[serde(rename = "violated-directive")]
    violated: Option<String>,
    #[serde(rename = "blockedURL", alias = "blocked-uri")]
    blocked: Option<String>,
}

/// Counts reports.
pub(super) async fn take(
    request: HttpRequest,
    payload: web::Payload,
    limiter: web::Data<Limiter>,
    Client(device): Client,
) -> Result<HttpResponse, Denial> {
    limiter.guest_request(device.address)?;
    let payload = payload.into_inner();
    let violations = match body::json_as(&request, payload, &TYPES, BODY_BYTES_MAX).await? {
        Sent::Old { report } => vec![report],
        Sent::New(reports) => reports.into_iter().map(|report| report.body).collect(),
    };
    for violation in violations.into_iter().take(REPORTS_MAX) {
        metrics::csp_report();
        warn!("a page tried what its policy forbids: {}", violation.words());
    }
    Ok(HttpResponse::NoContent().finish())
}

impl Violation {
    /// The directive and the host.
    fn words(&self) -> String {
        let directive = self.directive.as_deref().or(self.violated.as_deref()).unwrap_or_default();
        let directive = directive.split(' ').next().filter(|name| is_word(name));
        let blocked = self.blocked.as_deref().unwrap_or_default();
        let host = match Url::parse(blocked) {
            Ok(url) => url.host_str().unwrap_or(url.scheme()).to_owned(),
            // `inline`, `eval` and the like.
            Err(_) => blocked.to_owned(),
        };
        let host = Some(host.as_str()).filter(|host| is_word(host));
        format!("{} of {}", directive.unwrap_or("something"), host.unwrap_or("something"))
    }
}

/// Whether it is of such letters as directives and hosts have.
fn is_word(text: &str) -> bool {
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || b".-_:[]".contains(&byte);
    (1..=WORD_BYTES_MAX).contains(&text.len()) && text.bytes().all(letter)
}
