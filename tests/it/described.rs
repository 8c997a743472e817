//! The description of the protocol, to hold against it what is said: every `Wire` does, of every frame.

use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex},
};

use jsonschema::{Draft, Validator};
use rialto::{http::asyncapi, rooms::kinds::Kind};
use serde_json::{Value, json};

/// The description.
pub(crate) static DOCUMENT: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(asyncapi::document()).unwrap());

/// The part of it that programs read.
pub(crate) fn glance() -> &'static Value {
    &DOCUMENT["x-rialto"]
}

/// What is wrong with data; a field that the schema does not name is wrong, too.
pub(crate) fn misfit(schema: &Value, data: &Value) -> Option<String> {
    static VALIDATORS: Mutex<Option<HashMap<String, Arc<Validator>>>> = Mutex::new(None);
    assert!(schema.is_object(), "no schema for {data}");
    let validator = {
        let mut validators = VALIDATORS.lock().unwrap();
        let known = validators.get_or_insert_default().entry(schema.to_string());
        known.or_insert_with(|| Arc::new(validator(schema))).clone()
    };
    let wrong: Vec<String> = validator
        .iter_errors(data)
        .map(|error| format!("{} at `{}`", error, error.instance_path()))
        .collect();
    (!wrong.is_empty()).then(|| wrong.join("; "))
}

fn validator(schema: &Value) -> Validator {
    let whole = json!({
        "allOf": [schema], "unevaluatedProperties": false, "components": DOCUMENT["components"],
    });
    let options = jsonschema::options().with_draft(Draft::Draft202012);
    options.should_validate_formats(true).build(&whole).unwrap()
}

#[track_caller]
fn fits(schema: &Value, data: &Value, what: &dyn std::fmt::Display) {
    if let Some(wrong) = misfit(schema, data) {
        panic!("{what} is not as described: {wrong}: {data}");
    }
}

/// A frame that is no reply is as described.
#[track_caller]
pub(crate) fn told(frame: &Value) {
    if !frame["error"].is_null() {
        return fits(&glance()["problem"], &frame["error"], frame);
    }
    let room = frame["room"].as_str().map(|room| room.split(':').next().unwrap());
    let Some(name) = frame["event"].as_str() else {
        assert!(room.is_some() && frame["seq"].is_u64(), "a position: {frame}");
        return assert_eq!(frame.as_object().unwrap().len(), 2, "and no more: {frame}");
    };
    let words = match room {
        None => &glance()["connection"]["messages"],
        Some(kind) if frame["seq"].is_null() => &glance()["kinds"][kind]["signals"],
        Some(kind) => &glance()["kinds"][kind]["events"],
    };
    fits(&words[name]["data"], &frame["data"], frame);
}

/// The reply to a request is as described; so is its data, where it was carried out.
#[track_caller]
pub(crate) fn answered(request: &str, data: &Value, frame: &Value) {
    let kind = Kind::knowing(request)
        .map_or(&glance()["connection"], |kind| &glance()["kinds"][kind.name]);
    if !frame["error"].is_null() {
        fits(&glance()["problem"], &frame["error"], frame);
        let code = &frame["error"]["code"];
        let faults = &glance()["connection"]["refusals"];
        let known =
            [faults, &kind["refusals"]].map(|codes| codes.as_array().unwrap().contains(code));
        return assert!(known.contains(&true), "{request} is refused with {code}");
    }
    let word = &kind["requests"][request];
    let data = if data.is_null() { &json!({}) } else { data };
    fits(&word["data"], data, &format_args!("the data of {request}"));
    let reply = &frame["data"];
    if request == "subscribe" {
        return followed(reply);
    }
    fits(&word["reply"], reply, &format_args!("the reply to {request}"));
}

/// The reply to `subscribe` holds the state that its kind has, or frames.
#[track_caller]
fn followed(reply: &Value) {
    let kind = reply["room"].as_str().unwrap().split(':').next().unwrap();
    let described = &glance()["kinds"][kind];
    let mut reply = reply.clone();
    if described["beside"].is_object() {
        let conversations = reply.as_object_mut().unwrap().remove("conversations");
        fits(&described["beside"], &json!({ "conversations": conversations }), &"what is beside");
    }
    fits(&glance()["connection"]["requests"]["subscribe"]["reply"], &reply, &"a room");
    if let Some(state) = reply.get("state") {
        fits(&described["state"], state, &format_args!("the state of {kind}"));
    }
    reply["events"].as_array().into_iter().flatten().for_each(told);
}
