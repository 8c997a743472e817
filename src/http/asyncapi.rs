//! `/asyncapi.json`: the whole protocol of the socket, made of the types that it is spoken with.

use std::{collections::BTreeMap, sync::LazyLock};

use actix_web::{HttpResponse, get};
use serde_json::{Map, Value, json};
use utoipa::openapi::{RefOr, Schema};
use utoipa_actix_web::service_config::ServiceConfig;

use crate::{
    http::{problem::status, schemas},
    protocol::{
        connection::PROTOCOL,
        fault::Problem,
        frame::Request,
        id::{RoomId, Seq},
        money::Currency,
        schema::{self, Shape, Vocabulary, Word},
        time::Time,
    },
};

/// The routes of this resource.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config.service(show_asyncapi);
}

/// The protocol of the socket, as `AsyncAPI` 3.0; what programs want of it at a glance stands in `x-rialto`.
#[utoipa::path(tag = "meta", responses((status = 200, body = serde_json::Value)))]
#[get("/asyncapi.json")]
async fn show_asyncapi() -> HttpResponse {
    HttpResponse::Ok().content_type("application/json").body(document())
}

/// The description of the protocol.
pub fn document() -> &'static str {
    // The types do not change while the program runs.
    static DOCUMENT: LazyLock<String> = LazyLock::new(|| described().to_string());
    &DOCUMENT
}

fn described() -> Value {
    let (connection, kinds) = (schema::connection(), schema::kinds());
    let (mut channels, mut operations, mut messages) = (Map::new(), Map::new(), Map::new());
    for vocabulary in kinds.iter().chain([&connection]) {
        let part = Part::of(vocabulary);
        channels.insert(part.name.to_owned(), part.channel());
        operations.extend(part.operations());
        messages.extend(part.messages());
    }
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "Rialto",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "JSON over one WebSocket at `/ws`, one object per text frame. \
                docs/PROTOCOL.md says how it is to be used.",
        },
        "defaultContentType": "application/json",
        "channels": channels,
        "operations": operations,
        "components": { "messages": messages, "schemas": all_schemas(&connection, &kinds) },
        "x-rialto": at_a_glance(&connection, &kinds),
    })
}

/// What the client's types and the console's forms are made of.
fn at_a_glance(connection: &Vocabulary, kinds: &[Vocabulary]) -> Value {
    let codes = kinds.iter().chain([connection]).flat_map(|one| one.refusals);
    let problems: BTreeMap<&str, Value> =
        codes.map(|code| (*code, json!({ "status": status(code).as_u16() }))).collect();
    let kinds: Map<String, Value> =
        kinds.iter().map(|kind| (kind.kind.to_owned(), kind_at_a_glance(kind))).collect();
    json!({
        "protocol": PROTOCOL,
        "currencies": Currency::all().collect::<BTreeMap<_, _>>(),
        "connection": {
            "requests": words(&connection.requests),
            "messages": words(&connection.signals),
            "refusals": connection.refusals,
        },
        "kinds": kinds,
        "problem": Shape::of::<Problem>().schema,
        "problems": problems,
    })
}

fn kind_at_a_glance(kind: &Vocabulary) -> Value {
    let mut shown = json!({
        "room": kind.room,
        "state": kind.state.as_ref().map(|state| &state.schema),
        "requests": words(&kind.requests),
        "events": words(&kind.events),
        "signals": words(&kind.signals),
        "refusals": kind.refusals,
    });
    if let Some(beside) = &kind.beside {
        shown["beside"] = json!(beside.schema);
    }
    shown
}

fn words(words: &[Word]) -> Map<String, Value> {
    let shown = words.iter().map(|word| {
        let Word { name, summary, data, reply } = word;
        let mut shown = json!({ "summary": summary, "data": data.schema });
        if let Some(reply) = reply {
            shown["reply"] = json!(reply.schema);
        }
        (name.clone(), shown)
    });
    shown.collect()
}

fn all_schemas(connection: &Vocabulary, kinds: &[Vocabulary]) -> Map<String, Value> {
    let request = Shape::of::<Request>();
    let frames = [Shape::of::<Problem>(), Shape::of::<Seq>(), Shape::of::<Time>(), request.clone()];
    let all = || kinds.iter().chain([connection]);
    let shapes = all().flat_map(Vocabulary::shapes).chain(&frames);
    let parts = shapes.flat_map(|shape| &shape.parts);
    let mut schemas = parts.map(|(name, schema)| (name.clone(), json!(schema))).collect();
    schemas::settle(&mut schemas, &[json!(request.schema)]);
    schemas
}

/// A vocabulary as a part of the document.
struct Part<'a> {
    name: &'a str,
    vocabulary: &'a Vocabulary,
}

impl<'a> Part<'a> {
    fn of(vocabulary: &'a Vocabulary) -> Self {
        let name = if vocabulary.kind.is_empty() { "connection" } else { vocabulary.kind };
        Part { name, vocabulary }
    }

    /// Its messages by what they are: requests, their replies, events and signals.
    fn all(&self) -> impl Iterator<Item = (String, Sort, &'a Word)> {
        let Vocabulary { requests, events, signals, .. } = self.vocabulary;
        let sorts = [
            (Sort::Request, requests),
            (Sort::Reply, requests),
            (Sort::Event, events),
            (Sort::Signal, signals),
        ];
        let name = self.name;
        sorts.into_iter().flat_map(move |(sort, words)| {
            words.iter().map(move |word| {
                let dotted = word.name.replace(':', ".");
                (format!("{name}.{dotted}.{}", sort.as_str()), sort, word)
            })
        })
    }

    fn channel(&self) -> Value {
        let messages: Map<String, Value> =
            self.all().map(|(key, ..)| (key.clone(), message_at(&key))).collect();
        let mut channel = json!({ "address": "/ws", "messages": messages });
        if let Some((head, key)) = self.vocabulary.room.split_once('<') {
            let key = key.trim_end_matches('>');
            channel["address"] = json!(format!("{head}{{{key}}}"));
            channel["parameters"] =
                json!({ key: { "description": "What stands after the colon." } });
        } else if !self.vocabulary.room.is_empty() {
            channel["address"] = json!(self.vocabulary.room);
        }
        channel
    }

    /// What the server takes, and what it sends by itself.
    fn operations(&self) -> impl Iterator<Item = (String, Value)> {
        let channel = json!({ "$ref": format!("#/channels/{}", self.name) });
        let of_channel = |key: &str| json!({ "$ref": format!("{}/messages/{key}", channel["$ref"].as_str().unwrap_or_default()) });
        let operations: Vec<_> = self
            .all()
            .filter_map(|(key, sort, word)| {
                let action = match sort {
                    Sort::Request => "receive",
                    Sort::Event | Sort::Signal => "send",
                    Sort::Reply => return None,
                };
                let mut operation = json!({
                    "action": action, "channel": channel, "summary": word.summary,
                    "messages": [of_channel(&key)],
                });
                if sort == Sort::Request {
                    let reply = format!("{}reply", key.trim_end_matches("request"));
                    operation["reply"] =
                        json!({ "channel": channel, "messages": [of_channel(&reply)] });
                }
                Some((key, operation))
            })
            .collect();
        operations.into_iter()
    }

    fn messages(&self) -> impl Iterator<Item = (String, Value)> {
        let in_room = !self.vocabulary.kind.is_empty();
        self.all().map(move |(key, sort, word)| {
            let Word { name, summary, data, reply } = word;
            let payload = match sort {
                Sort::Request => request(name, &data.schema),
                Sort::Reply => reply.as_ref().map_or(Value::Null, |reply| answer(&reply.schema)),
                Sort::Event => event(name, &data.schema),
                Sort::Signal => signal(name, &data.schema, in_room),
            };
            (key, json!({ "name": name, "summary": summary, "payload": payload }))
        })
    }
}

/// What a message is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Request,
    Reply,
    Event,
    Signal,
}

impl Sort {
    const fn as_str(self) -> &'static str {
        match self {
            Sort::Request => "request",
            Sort::Reply => "reply",
            Sort::Event => "event",
            Sort::Signal => "signal",
        }
    }
}

fn message_at(key: &str) -> Value {
    json!({ "$ref": format!("#/components/messages/{key}") })
}

/// A frame that asks.
fn request(name: &str, data: &RefOr<Schema>) -> Value {
    json!({
        "allOf": [Shape::of::<Request>().schema],
        "properties": { "event": { "const": name }, "data": data },
    })
}

/// A frame that answers: done, or refused.
fn answer(data: &RefOr<Schema>) -> Value {
    json!({
        "type": "object",
        "required": ["reply"],
        "properties": {
            "reply": { "type": "integer", "description": "The id of the request." },
            "seq": Shape::of::<Seq>().schema,
            "data": data,
            "error": Shape::of::<Problem>().schema,
            "replayed": { "type": "boolean", "description": "The first answer to this key again." },
        },
    })
}

/// A frame that tells what is durable and numbered.
fn event(name: &str, data: &RefOr<Schema>) -> Value {
    json!({
        "type": "object",
        "required": ["event", "room", "seq", "at", "data"],
        "properties": {
            "event": { "const": name },
            "room": Shape::of::<RoomId>().schema,
            "seq": Shape::of::<Seq>().schema,
            "at": Shape::of::<Time>().schema,
            "data": data,
        },
    })
}

/// A frame that tells what is neither.
fn signal(name: &str, data: &RefOr<Schema>, in_room: bool) -> Value {
    let mut frame = json!({
        "type": "object",
        "required": ["event", "data"],
        "properties": { "event": { "const": name }, "data": data },
    });
    if in_room {
        frame["properties"]["room"] = json!(Shape::of::<RoomId>().schema);
    }
    frame
}
