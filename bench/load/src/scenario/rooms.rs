//! Rooms in which people bid: S1, S2, S4 and S7.

use super::{Outcome, Scale, Stage};
use crate::{
    clock::SECOND,
    server::{Kind, Places, Recovery},
};

/// Watchers of the one room.
const WATCHERS: usize = 1_000;
/// Who bids there.
const BIDDERS: usize = 10;

/// S1: as fast as it is answered, in one room.
pub(super) fn one_room(
    kind: Kind,
    places: &Places,
    scale: Scale,
    bidders: usize,
) -> Result<Outcome, String> {
    let watchers = scale.people(WATCHERS, 20);
    let mut stage = Stage::set(kind, places, (1, watchers), Recovery::AsItIs)?;
    let mut outcome = Outcome::default();
    stage.fleet.bid_as_answered((0..bidders).collect(), scale.time(0.1));
    stage.fleet.run(scale.time(1.0));
    stage.measure(scale.time(3.0), "", &mut outcome);
    stage.settle(&mut outcome);
    Ok(outcome)
}

/// S2: as fast as it is answered, in many small rooms.
pub(super) fn many_rooms(kind: Kind, places: &Places, scale: Scale) -> Result<Outcome, String> {
    const MEMBERS: usize = 10;
    let rooms = scale.people(200, 4);
    let mut stage = Stage::set(kind, places, (rooms, MEMBERS), Recovery::AsItIs)?;
    let mut outcome = Outcome::default();
    let everybody = 0..rooms * MEMBERS;
    stage.fleet.bid_as_answered(everybody.collect(), scale.time(1.0));
    stage.fleet.run(scale.time(1.5));
    stage.measure(scale.time(3.0), "", &mut outcome);
    stage.settle(&mut outcome);
    Ok(outcome)
}

/// S4: as the clock says, in one room.
pub(super) fn steady(kind: Kind, places: &Places, scale: Scale) -> Result<Outcome, String> {
    const BIDS_PER_SECOND: u64 = 50;
    let watchers = scale.people(WATCHERS, 20);
    let mut stage = Stage::set(kind, places, (1, watchers), Recovery::AsItIs)?;
    let mut outcome = Outcome::default();
    stage.fleet.bid_steadily((0..BIDDERS).collect(), SECOND / BIDS_PER_SECOND);
    stage.fleet.run(scale.time(1.0));
    stage.measure(scale.time(10.0), "", &mut outcome);
    stage.settle(&mut outcome);
    Ok(outcome)
}

/// S7: the same deliveries a second, once from one room and once from many.
pub(super) fn hot_and_spread(kind: Kind, places: &Places, scale: Scale) -> Result<Outcome, String> {
    const MEMBERS: usize = 100;
    /// Of every watcher.
    const BIDS_PER_SECOND: u64 = 5;
    let rooms = scale.people(100, 2);
    let mut outcome = Outcome::default();
    {
        let mut hot = Stage::set(kind, places, (1, rooms * MEMBERS), Recovery::AsItIs)?;
        hot.fleet.bid_steadily((0..BIDDERS).collect(), SECOND / BIDS_PER_SECOND);
        hot.fleet.run(scale.time(1.0));
        hot.measure(scale.time(3.0), "_hot", &mut outcome);
        hot.settle(&mut outcome);
    }
    let mut spread = Stage::set(kind, places, (rooms, MEMBERS), Recovery::AsItIs)?;
    let first_of_each = (0..rooms).map(|room| room * MEMBERS).collect();
    let every = SECOND / (BIDS_PER_SECOND * rooms as u64);
    spread.fleet.bid_steadily(first_of_each, every);
    spread.fleet.run(scale.time(1.0));
    spread.measure(scale.time(3.0), "_spread", &mut outcome);
    spread.settle(&mut outcome);
    let figure = |name: &str| outcome.figures.get(name).copied().unwrap_or(f64::NAN);
    let ratio = figure("cpu_us_hot") / figure("cpu_us_spread");
    outcome.put("cpu_ratio", ratio);
    Ok(outcome)
}
