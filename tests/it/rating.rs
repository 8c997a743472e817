//! Glicko-2 as its author has it, and what teams make of it.

use rialto::{
    domain::rating::rate,
    protocol::{
        id::{Id, UserId},
        rating::Rating,
        time::Time,
    },
};

const NOW: Time = Time::from_ms(1_700_000_000_000);
const DAY_MS: u64 = 86_400_000;

fn player(number: u64, rating: i64, deviation: i64) -> (UserId, Rating) {
    let rating = Rating {
        milli_rating: rating * 1_000,
        milli_deviation: deviation * 1_000,
        at: Some(NOW),
        ..Rating::default()
    };
    (UserId(Id::from_number(number)), rating)
}

/// "Example of the Glicko-2 system", Mark E. Glickman, 2013: 1500 with RD 200 and volatility 0.06 beats 1400 (RD 30)
/// and loses to 1550 (RD 100) and 1700 (RD 300), where the system constant is 0.5.
#[test]
fn the_example_of_its_author() {
    let teams = [
        (1, vec![player(2, 1_550, 100)]),
        (1, vec![player(3, 1_700, 300)]),
        (2, vec![player(1, 1_500, 200)]),
        (3, vec![player(4, 1_400, 30)]),
    ];
    let rated = rate(&teams, NOW);
    let (_, own) = rated.iter().find(|(user, _)| *user == player(1, 0, 0).0).unwrap();
    // 1464.06, 151.52 and 0.05999, as printed there.
    assert!((own.milli_rating - 1_464_060).abs() <= 15, "{own:?}");
    assert!((own.milli_deviation - 151_520).abs() <= 15, "{own:?}");
    assert!((own.micro_volatility - 59_990).abs() <= 10, "{own:?}");
    assert_eq!((own.matches, own.at), (1, Some(NOW)));
}

#[test]
fn teams_win_and_lose_together_and_a_draw_of_equals_changes_no_rating() {
    let team = |first: u64| (0..5).map(|n| player(first + n, 1_500, 80)).collect::<Vec<_>>();
    let rated = rate(&[(1, team(1)), (2, team(11))], NOW);
    let gains: Vec<i64> = rated.iter().map(|(_, rating)| rating.milli_rating - 1_500_000).collect();
    assert!(gains[..5].iter().all(|gain| *gain == gains[0] && 0 < *gain), "{gains:?}");
    assert!(gains[5..].iter().all(|gain| *gain == -gains[0]), "{gains:?}");
    let drawn = rate(&[(1, team(1)), (1, team(11))], NOW);
    assert!(drawn.iter().all(|(_, rating)| rating.milli_rating == 1_500_000), "{drawn:?}");
    assert!(drawn.iter().all(|(_, rating)| rating.milli_deviation < 80_000), "more is known");
}

#[test]
fn the_longer_nobody_has_seen_one_play_the_less_is_known() {
    let gain = |days: u64| {
        let rated = rate(
            &[(1, vec![player(1, 1_500, 60)]), (2, vec![player(2, 1_500, 60)])],
            NOW.plus(days * DAY_MS),
        );
        rated[0].1.milli_rating
    };
    assert!(gain(0) < gain(30) && gain(30) < gain(300), "a result says more");
    assert_eq!(gain(100_000), gain(200_000), "as little as of one who has never played");
}
