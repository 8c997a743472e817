//! What one WebSocket text message holds, in each direction; and answers, which REST gives too.

use bytestring::ByteString;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json, value::RawValue};

use super::{
    fault::{Fault, Problem},
    id::{Key, RoomId, Seq, UserId},
    read,
    time::Time,
};

/// Client to server.
///
/// A plain struct and not a tagged enum: serde buffers tagged enums, and a buffered `RawValue` cannot be read.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RequestFrame)]
pub struct Request {
    /// Asks for exactly one reply, which carries it.
    #[serde(default)]
    pub id: Option<u64>,
    /// What is asked, e.g. `auction:bid`.
    pub event: String,
    /// Which room, where there is one.
    #[serde(default)]
    pub room: Option<RoomId>,
    /// What it is asked with; read by whom it concerns.
    #[serde(default)]
    #[schema(value_type = Option<Value>)]
    pub data: Option<Box<RawValue>>,
    /// Makes it safe to send again.
    #[serde(default)]
    pub key: Option<Key>,
    /// Not to be carried out any more from then on.
    #[serde(default)]
    pub before: Option<Time>,
}

/// A frame that is no request.
#[derive(Debug, PartialEq, Eq)]
pub struct Unread {
    /// The request's id, where one could be read.
    pub id: Option<u64>,
    /// `malformed` or `invalid`.
    pub why: Fault,
}

impl Request {
    /// Reads one text frame.
    pub fn read(text: &str) -> Result<Self, Unread> {
        read::json(text.as_bytes()).map_err(|why| {
            let Ok(Value::Object(fields)) = serde_json::from_str(text) else {
                return Unread { id: None, why: Fault::Malformed };
            };
            let id = fields.get("id").and_then(Value::as_u64);
            let named = fields.get("event").is_some_and(Value::is_string);
            Unread { id, why: if named { why } else { Fault::Malformed } }
        })
    }

    /// The request's id, where one can be read.
    pub fn id_in(text: &str) -> Option<u64> {
        Self::read(text).map_or_else(|unread| unread.id, |request| request.id)
    }
}

/// `{}`: the data of a request that has none.
pub fn no_data() -> Box<RawValue> {
    RawValue::from_string("{}".to_owned()).unwrap_or_default()
}

/// What became of one request: over the socket a reply, over REST a response, with a key kept for a day.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Answer {
    /// The position at which it became true, or as of which it was refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seq: Option<Seq>,
    /// Done: what the kind replies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Value>)]
    pub data: Option<Box<RawValue>>,
    /// Or refused: why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<Problem>,
    /// The key had been seen: this is the first answer again.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub replayed: bool,
}

impl Answer {
    /// Carried out.
    pub fn done(seq: Option<Seq>, data: &impl Serialize) -> Self {
        Answer { seq, data: Some(raw(data)), error: None, replayed: false }
    }

    /// Not carried out.
    pub fn refused(seq: Option<Seq>, why: impl Into<Problem>) -> Self {
        Answer { seq, data: None, error: Some(why.into()), replayed: false }
    }

    /// The same answer to the same key again.
    #[must_use]
    pub fn again(&self) -> Self {
        Answer { replayed: true, ..self.clone() }
    }

    /// The reply frame to request `id`.
    pub fn frame(&self, id: u64) -> ByteString {
        #[derive(Serialize)]
        struct Reply<'a> {
            reply: u64,
            #[serde(flatten)]
            answer: &'a Answer,
        }
        #[derive(Serialize)]
        struct Done<'a> {
            reply: u64,
            #[serde(skip_serializing_if = "Option::is_none")]
            seq: Option<Seq>,
            data: &'a RawValue,
        }
        match self {
            // `flatten` cannot write a `RawValue`, and this is the path that must be fast.
            Answer { seq, data: Some(data), error: None, replayed: false } => {
                encode(&Done { reply: id, seq: *seq, data })
            }
            Answer { seq, data: Some(data), error: None, replayed: true } => {
                let mut text = to_json(&Done { reply: id, seq: *seq, data });
                text.truncate(text.len() - 1);
                text.push_str(r#","replayed":true}"#);
                text.into()
            }
            refused => encode(&Reply { reply: id, answer: refused }),
        }
    }
}

/// Server to client: a request that could not be read, or has no id to answer to.
pub fn unread(id: Option<u64>, why: &Fault) -> ByteString {
    #[derive(Serialize)]
    struct Frame {
        #[serde(skip_serializing_if = "Option::is_none")]
        reply: Option<u64>,
        error: Problem,
    }
    encode(&Frame { reply: id, error: why.into() })
}

/// Server to client: a committed event, as this viewer may see it.
pub fn event(room: &RoomId, seq: Seq, at: Time, name: &str, data: &impl Serialize) -> ByteString {
    #[derive(Serialize)]
    struct Frame<'a, D> {
        event: &'a str,
        room: &'a RoomId,
        seq: Seq,
        at: Time,
        data: &'a D,
    }
    encode(&Frame { event: name, room, seq, at, data })
}

/// Server to client: something happened that this viewer may not see; only the position.
pub fn hidden(room: &RoomId, seq: Seq) -> ByteString {
    #[derive(Serialize)]
    struct Frame<'a> {
        room: &'a RoomId,
        seq: Seq,
    }
    encode(&Frame { room, seq })
}

/// Server to client: a signal, not numbered and not kept; or an event of the connection itself.
pub fn signal(name: &str, room: Option<&RoomId>, data: &impl Serialize) -> ByteString {
    #[derive(Serialize)]
    struct Frame<'a, D> {
        event: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        room: Option<&'a RoomId>,
        data: &'a D,
    }
    encode(&Frame { event: name, room, data })
}

/// Server to client: a signal to an inbox whose data, but for its last field, is encoded already.
pub fn figure(name: &str, inbox: &RoomId, head: &str, count: u32) -> ByteString {
    format!(r#"{{"event":"{name}","room":"{}","data":{head}{count}}}}}"#, inbox.as_str()).into()
}

/// The frame of a signal to an inbox whose data is JSON already.
pub fn whisper(name: &str, inbox: &RoomId, data: &str) -> ByteString {
    format!(r#"{{"event":"{name}","room":"{}","data":{data}}}"#, inbox.as_str()).into()
}

/// The data of the answer to `subscribe` that holds exactly the missed events.
pub fn recovered(room: &RoomId, epoch: &str, seq: Seq, events: &[ByteString]) -> Box<RawValue> {
    let head = json!({ "room": room, "epoch": epoch, "seq": seq, "recovered": true });
    with_frames(&head, "events", events)
}

/// The data of the answer to `events`: a page of frames, and the position to go on from.
pub fn page(epoch: &str, items: &[ByteString], next: Option<Seq>) -> Box<RawValue> {
    with_frames(&json!({ "epoch": epoch, "next": next }), "items", items)
}

/// An object with a list of frames that are encoded already.
fn with_frames(head: &Value, name: &str, frames: &[ByteString]) -> Box<RawValue> {
    let head = head.to_string();
    let length = head.len() + 16 + frames.iter().map(|frame| frame.len() + 1).sum::<usize>();
    let mut text = String::with_capacity(length);
    text.push_str(head.trim_end_matches('}'));
    text.extend([",\"", name, "\":["]);
    for (place, frame) in frames.iter().enumerate() {
        if 0 < place {
            text.push(',');
        }
        text.push_str(frame);
    }
    text.push_str("]}");
    RawValue::from_string(text).unwrap_or_default()
}

/// The data of the answer to `subscribe` that holds the room as it stands.
pub fn arrived(room: &RoomId, epoch: &str, seq: Seq, state: &impl Serialize) -> Box<RawValue> {
    #[derive(Serialize)]
    struct Arrived<'a, S> {
        room: &'a RoomId,
        epoch: &'a str,
        seq: Seq,
        recovered: bool,
        state: &'a S,
    }
    raw(&Arrived { room, epoch, seq, recovered: false, state })
}

/// An object with the fields of another one behind its own; both are encoded already.
pub fn joined(object: &RawValue, more: &RawValue) -> Box<RawValue> {
    let head = object.get().strip_suffix('}').unwrap_or_default();
    let tail = more.get().strip_prefix('{').unwrap_or_default();
    let comma = if head.len() < 2 || tail.len() < 2 { "" } else { "," };
    RawValue::from_string(format!("{head}{comma}{tail}")).unwrap_or_default()
}

/// The data of the signal that somebody does something that passes.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Typing {
    /// Who.
    pub user: UserId,
    /// Whether they still do.
    pub typing: bool,
}

/// The data of the signal that tells how many listen.
#[derive(Serialize, utoipa::ToSchema)]
pub struct Watchers {
    /// Connections that follow the room.
    pub count: u32,
}

fn encode(frame: &impl Serialize) -> ByteString {
    ByteString::from(to_json(frame))
}

/// The JSON of a protocol type.
pub fn to_json(value: &impl Serialize) -> String {
    #[expect(clippy::expect_used, reason = "protocol types have string keys and cannot fail")]
    serde_json::to_string(value).expect("protocol types serialise")
}

/// The JSON of a protocol type, to be put into another unread.
pub fn raw(value: &impl Serialize) -> Box<RawValue> {
    RawValue::from_string(to_json(value)).unwrap_or_default()
}

/// The word in which an enum without fields is written.
pub fn word(value: &impl Serialize) -> String {
    to_json(value).trim_matches('"').to_owned()
}
