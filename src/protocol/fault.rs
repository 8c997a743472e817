//! What any request may meet, and the one shape in which clients read every "no".

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// One field that could not be accepted.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, utoipa::ToSchema)]
pub struct FieldError {
    /// Where in the body, e.g. `softClose.windowMs`; empty for the body as a whole.
    pub path: String,
    /// `missing_field`, `unknown_field`, `wrong_type`, `unknown_variant`, `wrong_value` or a rule's own.
    pub code: Cow<'static, str>,
    /// For developers.
    pub message: String,
}

impl FieldError {
    /// A field and why.
    pub fn new(path: &str, code: &'static str, message: impl Into<String>) -> Self {
        FieldError { path: path.to_owned(), code: code.into(), message: message.into() }
    }
}

/// A fault: the request met something that has nothing to do with a room's rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Not JSON, not an object, or without a string `event`.
    Malformed,
    /// No request has this name.
    UnknownEvent,
    /// The data does not fit the request.
    Invalid {
        /// What is wrong with it.
        fields: Vec<FieldError>,
    },
    /// Without a token, or with one that is not good (any more).
    Unauthenticated,
    /// Signed in, and not allowed to.
    Forbidden,
    /// Not there, or not for you to know of.
    NotFound,
    /// The key was used with another request.
    KeyReused,
    /// It arrived at or after its `before`; nothing happened, and nothing will.
    TooLate,
    /// Too many; nothing happened.
    RateLimited {
        /// When it is worth trying again, in milliseconds from now.
        retry_after_ms: u64,
    },
    /// Over a limit of size.
    TooLarge,
    /// A queue is full; nothing happened.
    Busy {
        /// When it is worth trying again, in milliseconds from now.
        retry_after_ms: u64,
    },
    /// The store cannot write now: nothing happened, or ask `outcome`.
    Unavailable {
        /// When it is worth trying again, in milliseconds from now.
        retry_after_ms: u64,
    },
    /// A defect of ours; the log has this id.
    Internal {
        /// What to quote when reporting it.
        request_id: String,
    },
}

impl Fault {
    /// Every code.
    pub const CODES: [&str; 13] = [
        "malformed",
        "unknown_event",
        "invalid",
        "unauthenticated",
        "forbidden",
        "not_found",
        "key_reused",
        "too_late",
        "rate_limited",
        "too_large",
        "busy",
        "unavailable",
        "internal",
    ];

    /// The code that programs read.
    pub const fn code(&self) -> &'static str {
        match self {
            Fault::Malformed => "malformed",
            Fault::UnknownEvent => "unknown_event",
            Fault::Invalid { fields: _ } => "invalid",
            Fault::Unauthenticated => "unauthenticated",
            Fault::Forbidden => "forbidden",
            Fault::NotFound => "not_found",
            Fault::KeyReused => "key_reused",
            Fault::TooLate => "too_late",
            Fault::RateLimited { retry_after_ms: _ } => "rate_limited",
            Fault::TooLarge => "too_large",
            Fault::Busy { retry_after_ms: _ } => "busy",
            Fault::Unavailable { retry_after_ms: _ } => "unavailable",
            Fault::Internal { request_id: _ } => "internal",
        }
    }

    /// One field of the data is wrong.
    pub fn field(path: &str, code: &'static str, message: impl Into<String>) -> Self {
        Fault::Invalid { fields: vec![FieldError::new(path, code, message)] }
    }
}

/// A "no" as clients read it: `{code, message, retry, data?}`. Programs read `code` and `data`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Problem {
    /// Stable, in `snake_case`.
    pub code: Cow<'static, str>,
    /// For developers.
    pub message: String,
    /// Whether the same request may succeed later; always with the same key.
    pub retry: bool,
    /// What the caller needs to succeed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub data: Option<Value>,
}

/// Why the rules of a kind refuse, and how clients read it.
pub trait Refused {
    /// The code that programs read.
    fn code(&self) -> &'static str;

    /// What is wrong with the data, where that is why.
    fn fields(&self) -> &[FieldError];

    /// The fault that says the same, where there is one.
    fn fault(&self) -> Option<Fault> {
        [Fault::NotFound, Fault::Forbidden, Fault::Invalid { fields: self.fields().to_vec() }]
            .into_iter()
            .find(|fault| fault.code() == self.code())
    }

    /// For developers; said by the fault where there is one.
    fn message(&self) -> String;

    /// Whether time or staff may change it, so that the same request may succeed later.
    fn passes(&self) -> bool;

    /// What the caller needs to succeed.
    fn data(&self) -> Option<Value>;
}

impl<R: Refused> From<&R> for Problem {
    fn from(refused: &R) -> Self {
        refused.fault().map_or_else(
            || Problem {
                code: refused.code().into(),
                message: refused.message(),
                retry: refused.passes(),
                data: refused.data(),
            },
            Problem::from,
        )
    }
}

impl From<&Fault> for Problem {
    fn from(fault: &Fault) -> Self {
        let (message, retry, data) = match fault {
            Fault::Malformed => (
                "This is not a JSON object; a frame also needs a string `event`.".into(),
                false,
                None,
            ),
            Fault::UnknownEvent => ("No request has this name.".into(), false, None),
            Fault::Invalid { fields } => {
                let first = fields.first().map_or("", |field| field.message.as_str());
                (
                    format!("The data does not fit the request: {first}."),
                    false,
                    Some(json!({ "fields": fields })),
                )
            }
            Fault::Unauthenticated => {
                ("Sign in first; the token is missing, expired or revoked.".into(), false, None)
            }
            Fault::Forbidden => ("Your role does not allow this.".into(), false, None),
            Fault::NotFound => {
                ("There is no such thing, or it is not for you.".into(), false, None)
            }
            Fault::KeyReused => ("This key was used with another request.".into(), false, None),
            Fault::TooLate => ("It arrived too late to be carried out.".into(), false, None),
            Fault::RateLimited { retry_after_ms: ms } => (
                format!("Too many requests; try again in {ms} ms."),
                true,
                Some(json!({ "retryAfterMs": ms })),
            ),
            Fault::TooLarge => ("Over the limit of size.".into(), false, None),
            Fault::Busy { retry_after_ms: ms } => (
                format!("Too busy; nothing happened. Try again in {ms} ms."),
                true,
                Some(json!({ "retryAfterMs": ms })),
            ),
            Fault::Unavailable { retry_after_ms: ms } => (
                format!(
                    "The store cannot write now. Try again in {ms} ms with the same key, or ask `outcome`."
                ),
                true,
                Some(json!({ "retryAfterMs": ms })),
            ),
            Fault::Internal { request_id } => (
                "A defect of the server; please report the request id.".into(),
                true,
                Some(json!({ "requestId": request_id })),
            ),
        };
        Problem { code: fault.code().into(), message, retry, data }
    }
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Problem::from(&fault)
    }
}
