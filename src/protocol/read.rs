//! Reads JSON and says which field was wrong.

use serde::{
    Deserialize,
    de::{DeserializeOwned, IgnoredAny},
};
use serde_json::{Value, error::Category, value::RawValue};

use super::fault::{Fault, FieldError};

/// Reads `text` as a `T`: `malformed` where it is not JSON, `invalid` with the field where it is not a `T`.
pub fn json<T: DeserializeOwned>(text: &[u8]) -> Result<T, Fault> {
    let mut reader = serde_json::Deserializer::from_slice(text);
    let value = serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        match inner.classify() {
            // What follows the field may be no JSON at all.
            Category::Data if serde_json::from_slice::<IgnoredAny>(text).is_err() => {
                Fault::Malformed
            }
            Category::Data => Fault::Invalid { fields: vec![field(&path, &inner)] },
            Category::Syntax | Category::Eof | Category::Io => Fault::Malformed,
        }
    })?;
    reader.end().map_err(|_| Fault::Malformed)?;
    Ok(value)
}

/// Reads the data of a request.
pub fn data<T: DeserializeOwned>(data: &RawValue) -> Result<T, Fault> {
    json(data.get().as_bytes())
}

/// The data of a request that has none.
#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NoData {}

/// Reads the data of a request that has none.
pub fn nothing(text: &RawValue) -> Result<(), Fault> {
    data::<NoData>(text).map(|NoData {}| ())
}

/// Reads JSON that has been read already.
pub fn value<T: DeserializeOwned>(value: Value) -> Result<T, FieldError> {
    serde_path_to_error::deserialize(value).map_err(|error| {
        let path = error.path().to_string();
        field(&path, &error.into_inner())
    })
}

/// serde says what is wrong in a sentence of known forms; this makes a code of it.
fn field(path: &str, error: &serde_json::Error) -> FieldError {
    let text = error.to_string();
    let message = text.split(" at line ").next().unwrap_or(&text).to_owned();
    let named = |prefix: &str| {
        let rest = message.strip_prefix(prefix)?;
        Some(rest.split('`').nth(1)?.to_owned())
    };
    let (code, name) = if let Some(name) = named("unknown field ") {
        ("unknown_field", Some(name))
    } else if let Some(name) = named("missing field ") {
        ("missing_field", Some(name))
    } else if message.starts_with("unknown variant ") {
        ("unknown_variant", None)
    } else if message.starts_with("invalid type") {
        ("wrong_type", None)
    } else {
        ("wrong_value", None)
    };
    let path = match (path, name) {
        ("." | "", name) => name.unwrap_or_default(),
        (path, Some(name)) if path != name && !path.ends_with(&format!(".{name}")) => {
            format!("{path}.{name}")
        }
        (path, _) => path.to_owned(),
    };
    FieldError { path, code: code.into(), message }
}
