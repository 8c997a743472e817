//! Connections that do nothing: S3.

use super::{MIB, Outcome, Scale, Stage, number};
use crate::{
    clock,
    server::{Kind, Places, Recovery},
};

/// People in each room.
const MEMBERS: usize = 100;
/// Descriptors that a process needs for other things.
const DESCRIPTORS_ELSE: u64 = 200;

/// S3: what a connection costs that is only there.
pub(super) fn idle(
    kind: Kind,
    places: &Places,
    scale: Scale,
    people: usize,
) -> Result<Outcome, String> {
    // Where the system does not let a process have so many, it is as many as it does.
    let possible = scale.descriptors.saturating_sub(DESCRIPTORS_ELSE);
    let possible = usize::try_from(possible).unwrap_or(usize::MAX);
    let rooms = (scale.people(people, 2 * MEMBERS).min(possible) / MEMBERS).max(1);
    let people = rooms * MEMBERS;
    let mut outcome = Outcome::default();
    let mut stage = Stage::empty(kind, places, (rooms, MEMBERS), Recovery::AsItIs)?;
    let (before, begun) = (stage.server.resident_bytes(), clock::now());
    stage.open()?;
    outcome.put("connect_s", clock::seconds(clock::now() - begun));
    let connected = stage.server.resident_bytes();
    let spent = stage.server.spent();
    stage.fleet.run(scale.time(10.0));
    let idle = stage.server.resident_bytes();
    let spent = stage.server.spent().since(spent);
    stage.settle(&mut outcome);
    let each = |bytes: u64| number(bytes.saturating_sub(before)) / number(people as u64) / 1024.0;
    outcome.put("retries", number(stage.fleet.tally.retries));
    outcome.put("people", number(people as u64));
    outcome.put("rss_before_mib", number(before) / MIB);
    outcome.put("rss_connected_mib", number(connected) / MIB);
    outcome.put("rss_idle_mib", number(idle) / MIB);
    outcome.put("kib_connected", each(connected));
    outcome.put("kib_idle", each(idle));
    outcome.put("idle_core_part", clock::seconds(spent.total) / (10.0 * scale.time));
    Ok(outcome)
}
