//! Reported messages, for moderators: `/api/v1/admin/reports`. What was said around a message is read live, so
//! that what is gone is gone here, too.

use actix_web::{HttpResponse, get, post, web};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    clock::Clock,
    domain::{access::Deed, conversation::limits::REASON_CHARS_MAX},
    http::{
        auctions::unlisted,
        body::{Body, Params, page_limit},
        identity::Known,
        problem::{Denial, ErrorBody},
    },
    protocol::{
        conversation::view::Message,
        fault::Fault,
        id::{Place, RoomId, UserId},
        time::Time,
    },
    store::{Case, ListError, Report, Store},
};

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(list).service(show).service(resolve);
}

/// Which reports.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct Wanted {
    /// Also those that are settled.
    #[serde(default)]
    all: bool,
    /// 1 to 200; 50 where it is missing.
    limit: Option<usize>,
    /// The `next` of the page before.
    after: Option<String>,
}

/// A page of reports, the oldest first.
#[derive(Debug, Serialize, ToSchema)]
struct ReportPage {
    items: Vec<ReportLine>,
    /// Goes into `after` for the page behind this one; `null` where there is none.
    #[schema(required)]
    next: Option<String>,
}

/// A report.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct ReportLine {
    id: String,
    conversation: RoomId,
    message: Place,
    /// Who reported it; the house, where a word of the list did.
    by: UserId,
    reason: String,
    at: Time,
    #[schema(required)]
    resolved_at: Option<Time>,
    #[schema(required)]
    resolved_by: Option<UserId>,
    #[schema(required)]
    resolution: Option<String>,
}

/// A report with what moderators need to judge it.
#[derive(Debug, Serialize, ToSchema)]
struct CaseBody {
    report: ReportLine,
    /// The message and the five before and after it, hidden ones too.
    around: Vec<Message>,
    /// What it said before it was edited.
    versions: Vec<Version>,
}

/// What a message said.
#[derive(Debug, Serialize, ToSchema)]
struct Version {
    content: String,
    until: Time,
}

impl From<Report> for ReportLine {
    fn from(report: Report) -> Self {
        let resolved = report.resolved;
        ReportLine {
            id: report.id.to_string(),
            conversation: report.conversation,
            message: report.message,
            by: report.by,
            reason: report.reason,
            at: report.at,
            resolved_at: resolved.as_ref().map(|(at, _, _)| *at),
            resolved_by: resolved.as_ref().map(|(_, by, _)| *by),
            resolution: resolved.map(|(_, _, how)| how),
        }
    }
}

impl From<Case> for CaseBody {
    fn from(Case { report, around, versions }: Case) -> Self {
        let versions = versions.into_iter().map(|(content, until)| Version { content, until });
        CaseBody { report: report.into(), around, versions: versions.collect() }
    }
}

/// Reported messages, the oldest first.
#[utoipa::path(tag = "admin", params(Wanted), security(("bearer" = [])),
    responses((status = 200, body = ReportPage), (status = "default", body = ErrorBody)))]
#[get("/admin/reports")]
async fn list(
    known: Known,
    store: web::Data<Store>,
    Params(wanted): Params<Wanted>,
) -> Result<HttpResponse, Denial> {
    known.must(Deed::Moderate)?;
    let limit = Some(page_limit(wanted.limit)?);
    let found = store.reports(!wanted.all, limit, wanted.after.as_deref()).await;
    let found = found.map_err(unlisted)?;
    let items = found.items.into_iter().map(ReportLine::from).collect();
    Ok(HttpResponse::Ok().json(ReportPage { items, next: found.next }))
}

/// A report with the messages around it.
#[utoipa::path(tag = "admin", params(("id" = String, Path, description = "Of the report.")), security(("bearer" = [])),
    responses((status = 200, body = CaseBody), (status = "default", body = ErrorBody)))]
#[get("/admin/reports/{id}")]
async fn show(
    known: Known,
    store: web::Data<Store>,
    id: web::Path<String>,
) -> Result<HttpResponse, Denial> {
    known.must(Deed::Moderate)?;
    let found = store.report(number(&id)?).await;
    let found = found.map_err(|why| unlisted(ListError::Store(why)))?;
    Ok(HttpResponse::Ok().json(CaseBody::from(found.ok_or(Fault::NotFound)?)))
}

/// How a report is settled.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Resolution {
    /// What was found and done.
    resolution: String,
}

/// Settles a report. What is done about it, `hide`, `delete_message` or `silence`, is done in the conversation.
#[utoipa::path(tag = "admin", request_body = Resolution, security(("bearer" = [])),
    params(("id" = String, Path, description = "Of the report.")),
    responses((status = 200, body = CaseBody), (status = "default", body = ErrorBody)))]
#[post("/admin/reports/{id}/resolve")]
async fn resolve(
    known: Known,
    store: web::Data<Store>,
    clock: web::Data<Clock>,
    id: web::Path<String>,
    Body(Resolution { resolution }): Body<Resolution>,
) -> Result<HttpResponse, Denial> {
    known.must(Deed::Moderate)?;
    let number = number(&id)?;
    if !(1..=REASON_CHARS_MAX).contains(&resolution.trim().chars().count()) {
        let message = format!("1 to {REASON_CHARS_MAX} characters");
        return Err(Denial::field("resolution", "length", message));
    }
    let settled = store.resolve_report(number, known.person.id, resolution, clock.now()).await;
    // Settled before is settled.
    settled.map_err(|why| unlisted(ListError::Store(why)))?;
    let found = store.report(number).await;
    let found = found.map_err(|why| unlisted(ListError::Store(why)))?;
    Ok(HttpResponse::Ok().json(CaseBody::from(found.ok_or(Fault::NotFound)?)))
}

fn number(id: &str) -> Result<i64, Denial> {
    id.parse().map_err(|_| Fault::NotFound.into())
}
