//! A game with modes that are small enough to try everything.

use std::collections::BTreeMap;

use rialto::protocol::game::{Game, Level, Mode};

/// Four modes: one against one, two against two, each against each, and one
/// whose lobbies are filled up.
pub(crate) fn game() -> Game {
    let level = |after_s: u64, skill, latency_ms, soft| Level {
        after_ms: after_s * 1_000,
        skill,
        latency_ms,
        soft,
    };
    let levels = vec![
        level(0, Some(60), Some(60), true),
        level(7, Some(150), Some(100), false),
        level(20, None, None, false),
    ];
    let mode = |name: &str, teams, players, backfill| Mode {
        name: name.into(),
        title: name.into(),
        teams,
        players,
        rated: true,
        backfill,
        ready_check_ms: 15_000,
        timeout_ms: 45_000,
        criteria: BTreeMap::from([
            ("input".to_owned(), vec!["keys".to_owned(), "pad".to_owned()]),
            ("language".to_owned(), vec!["de".to_owned(), "en".to_owned()]),
        ]),
        levels: levels.clone(),
    };
    let modes = [
        mode("duel", 2, 1, false),
        mode("pairs", 2, 2, false),
        mode("each", 3, 1, false),
        mode("open", 2, 1, true),
    ];
    Game {
        name: "toy".into(),
        title: "Toy".into(),
        regions: vec!["eu".into(), "us".into()],
        lobbies_per_user: 1,
        modes: modes.into_iter().map(|mode| (mode.name.clone(), mode)).collect(),
        ..Game::default()
    }
}
