//! Names the vocabulary, and reads requests.

use serde_json::value::RawValue;

use super::{Command, Event, KIND, Kept, Page, Reject, Reply, View};
use crate::protocol::{
    Words,
    fault::{Fault, Problem},
    read::data as body,
};

/// The request that makes a session.
pub const CREATE: &str = "session:create";
/// The request by which a lot says that it was extended. Nobody else may.
pub const EXTENDED: &str = "session:extended";

/// The vocabulary of sessions.
pub enum Sessions {}

impl Words for Sessions {
    const KIND: &'static str = KIND;
    const REQUESTS: &'static [&'static str] = &[CREATE, EXTENDED];
    const HOUSE: &'static [&'static str] = &[EXTENDED];

    type Command = Command;
    type Event = Event;
    type Reject = Reject;
    type Reply = Option<Reply>;
    type View = View;
    type State = Option<Page>;
    type Snapshot = Option<Kept>;

    fn command(name: &str, data: &RawValue) -> Result<Command, Fault> {
        match name {
            CREATE => Ok(Command::Create(Box::new(body(data)?))),
            EXTENDED => Ok(Command::Extended(body(data)?)),
            _ => Err(Fault::UnknownEvent),
        }
    }

    fn name(view: &View) -> &'static str {
        match view {
            View::Created { .. } => "session:created",
            View::Extended(_) => "session:extended",
        }
    }

    fn problem(reject: &Reject) -> Problem {
        Problem::from(reject)
    }

    fn remembered(_: &Reject) -> bool {
        true
    }
}
