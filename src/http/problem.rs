//! Every "no" over HTTP: one shape, `{"error":{…}}`, and the status that fits its code.

use std::fmt;

use actix_web::{
    HttpResponse, ResponseError,
    http::{
        StatusCode,
        header::{self, HeaderName},
    },
};
use serde::Serialize;

use crate::protocol::{
    account::Declined,
    fault::{Fault, Problem},
    frame::Answer,
};

/// Set on the answer to a key that had been seen.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");
/// The position at which it became true.
const SEQ: HeaderName = HeaderName::from_static("rialto-seq");

/// What a client reads instead of what it asked for.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub struct ErrorBody<'a> {
    /// Why.
    #[schema(value_type = Problem)]
    pub error: &'a Problem,
}

/// A request that is not carried out.
#[derive(Clone, Debug)]
pub struct Denial {
    status: StatusCode,
    problem: Problem,
}

impl Denial {
    /// The same, with a status that says more than its code does.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode, message: &str) -> Self {
        self.status = status;
        message.clone_into(&mut self.problem.message);
        self
    }

    /// Whether the same request may succeed later.
    pub fn may_retry(&self) -> bool {
        self.problem.retry
    }

    /// Something that has to do with one field, path or parameter.
    pub fn field(path: &str, code: &'static str, message: impl Into<String>) -> Self {
        Fault::field(path, code, message).into()
    }
}

impl From<Problem> for Denial {
    fn from(problem: Problem) -> Self {
        Denial { status: status(&problem.code), problem }
    }
}

impl From<Fault> for Denial {
    fn from(fault: Fault) -> Self {
        Problem::from(fault).into()
    }
}

impl From<Declined> for Denial {
    fn from(declined: Declined) -> Self {
        Problem::from(declined).into()
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.problem.code)
    }
}

impl ResponseError for Denial {
    fn status_code(&self) -> StatusCode {
        self.status
    }

    fn error_response(&self) -> HttpResponse {
        let mut response = HttpResponse::build(self.status);
        if self.status == StatusCode::UNAUTHORIZED {
            response.insert_header((header::WWW_AUTHENTICATE, r#"Bearer realm="rialto""#));
        }
        let retry = self.problem.data.as_ref().and_then(|data| data.get("retryAfterMs"));
        if let Some(ms) = retry.and_then(serde_json::Value::as_u64) {
            response.insert_header((header::RETRY_AFTER, ms.div_ceil(1000).max(1)));
        }
        response.json(ErrorBody { error: &self.problem })
    }
}

/// The answer of a room as a response: its data with the status `done`, or its refusal.
pub fn answer(answer: &Answer, done: StatusCode) -> Result<HttpResponse, Denial> {
    if let Some(problem) = &answer.error {
        return Err(problem.clone().into());
    }
    let mut response = HttpResponse::build(done);
    if let Some(seq) = answer.seq {
        response.insert_header((SEQ, seq.0));
    }
    if answer.replayed {
        response.insert_header((REPLAYED, "true"));
    }
    let data = answer.data.as_ref().map_or("{}", |data| data.get());
    Ok(response.content_type("application/json").body(data.to_owned()))
}

/// The status of a code. Codes that are no fault are rules' refusals.
pub(super) fn status(code: &str) -> StatusCode {
    match code {
        "malformed" => StatusCode::BAD_REQUEST,
        "invalid" => StatusCode::UNPROCESSABLE_ENTITY,
        "unauthenticated" => StatusCode::UNAUTHORIZED,
        "forbidden" | "banned" => StatusCode::FORBIDDEN,
        "not_found" | "unknown_event" => StatusCode::NOT_FOUND,
        "too_large" => StatusCode::PAYLOAD_TOO_LARGE,
        "rate_limited" => StatusCode::TOO_MANY_REQUESTS,
        "busy" | "unavailable" => StatusCode::SERVICE_UNAVAILABLE,
        "internal" => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::CONFLICT,
    }
}
