//! What both descriptions, `/openapi.json` and `/asyncapi.json`, say of named schemas.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::protocol::schema;

/// Where a reference to a named schema leads.
const NAMED: &str = "#/components/schemas/";

/// Says two things that derived schemas cannot say of what only the server writes, which is what neither `asked` nor a
/// request of the socket refers to: a field that may be missing is missing and never `null`, as it may be in what is sent
/// to the server; and clients pass over fields that they do not know, whereas the server refuses them.
pub(super) fn settle(schemas: &mut Map<String, Value>, asked: &[Value]) {
    let (connection, kinds) = (schema::connection(), schema::kinds());
    let requests = kinds.iter().chain([&connection]).flat_map(|one| &one.requests);
    let named = requests.flat_map(|request| &request.data.parts);
    let mut reached = named.map(|(name, _)| name.clone()).collect();
    for part in asked {
        reach(schemas, part, &mut reached);
    }
    for (_, schema) in schemas.iter_mut().filter(|(name, _)| !reached.contains(*name)) {
        tell(schema);
    }
}

/// Every named schema that a part of a document leads to.
fn reach(schemas: &Map<String, Value>, part: &Value, reached: &mut BTreeSet<String>) {
    match part {
        Value::Object(fields) => {
            let named = fields.get("$ref").and_then(Value::as_str);
            if let Some(name) = named.and_then(|target| target.strip_prefix(NAMED))
                && reached.insert(name.to_owned())
                && let Some(schema) = schemas.get(name)
            {
                reach(schemas, schema, reached);
            }
            fields.values().for_each(|field| reach(schemas, field, reached));
        }
        Value::Array(items) => items.iter().for_each(|item| reach(schemas, item, reached)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => (),
    }
}

fn tell(schema: &mut Value) {
    for list in ["oneOf", "anyOf", "allOf"] {
        if let Some(parts) = schema.get_mut(list).and_then(Value::as_array_mut) {
            parts.iter_mut().for_each(tell);
        }
    }
    if let Some(fields) = schema.as_object_mut() {
        fields.retain(|name, value| name != "additionalProperties" || *value != false);
    }
    let required: BTreeSet<String> = schema["required"]
        .as_array()
        .map(|names| names.iter().filter_map(Value::as_str).map(str::to_owned).collect())
        .unwrap_or_default();
    let Some(fields) = schema.get_mut("properties").and_then(Value::as_object_mut) else { return };
    for (_, field) in fields.iter_mut().filter(|(name, _)| !required.contains(*name)) {
        without_null(field);
    }
}

/// What a field is where it is not `null`.
fn without_null(field: &mut Value) {
    if let Some(types) = field.get_mut("type").and_then(Value::as_array_mut) {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            field["type"] = only.clone();
        }
    }
    if let Some(parts) = field.get_mut("oneOf").and_then(Value::as_array_mut) {
        parts.retain(|part| part["type"] != "null");
        if let [only] = parts.as_slice() {
            *field = only.clone();
        }
    }
}
