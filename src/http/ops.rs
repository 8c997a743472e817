//! For those who operate the server: `/healthz`, `/readyz`, `/metrics`; and what counts requests.

use std::time::Duration;

use actix_web::{
    Error, HttpResponse,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    get,
    http::{Method, header},
    middleware::Next,
    web,
};
use metrics_exporter_prometheus::PrometheusHandle;
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    http::problem::{Denial, ErrorBody},
    metrics,
    protocol::fault::Fault,
    store::Store,
};

/// When it is worth asking again whether the server is ready.
const RETRY_AFTER_MS: u64 = 1_000;

/// How long the store may take for nothing before it counts as hanging.
const PROBE_WAIT: Duration = Duration::from_secs(2);

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(healthz).service(readyz).service(figures);
}

/// The process lives.
#[utoipa::path(tag = "operations", responses((status = 200, body = String)))]
#[get("/healthz")]
async fn healthz() -> &'static str {
    "ok"
}

/// The server can do its work: the store takes writes, and does not hang.
#[utoipa::path(tag = "operations",
    responses((status = 200, body = String), (status = 503, body = ErrorBody)))]
#[get("/readyz")]
async fn readyz(store: web::Data<Store>) -> Result<&'static str, Denial> {
    let probed = async { tokio::time::timeout(PROBE_WAIT, store.probe()).await };
    if store.healthy() && matches!(probed.await, Ok(Ok(()))) {
        Ok("ready")
    } else {
        Err(Fault::Unavailable { retry_after_ms: RETRY_AFTER_MS }.into())
    }
}

/// Figures in Prometheus' text format, where they are enabled.
#[utoipa::path(tag = "operations", responses((status = 200, body = String)))]
#[get("/metrics")]
async fn figures(handle: Option<web::Data<PrometheusHandle>>) -> Result<HttpResponse, Denial> {
    let handle = handle.ok_or(Fault::NotFound)?;
    Ok(HttpResponse::Ok()
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(handle.render()))
}

/// Middleware: whoever asks for the head alone gets what `GET` would answer; actix-http leaves out the body.
pub async fn head_as_get<B: MessageBody>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    if request.method() == Method::HEAD && !request.headers().contains_key(header::UPGRADE) {
        request.head_mut().method = Method::GET;
    }
    next.call(request).await
}

/// Middleware: counts every answered request.
pub async fn counted<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let method = method(request.method());
    let response = next.call(request).await;
    let status = match &response {
        Ok(response) => response.status(),
        Err(error) => error.as_response_error().status_code(),
    };
    metrics::http_request(method, status.as_u16());
    response
}

/// A client may make up methods; a label may not have so many values.
fn method(method: &Method) -> &'static str {
    [
        (&Method::GET, "GET"),
        (&Method::POST, "POST"),
        (&Method::PUT, "PUT"),
        (&Method::PATCH, "PATCH"),
        (&Method::DELETE, "DELETE"),
        (&Method::HEAD, "HEAD"),
        (&Method::OPTIONS, "OPTIONS"),
    ]
    .into_iter()
    .find(|(known, _)| *known == method)
    .map_or("other", |(_, name)| name)
}
