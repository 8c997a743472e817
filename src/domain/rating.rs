//! Glicko-2 (Glickman, 2013), by the crate `skillratings`. The one place in the rules with fractions: what comes
//! out is rounded to whole numbers before it is written, so that replaying a journal computes nothing anew.
//!
//! Every match is a rating period of its own. A team meets each other team as one opponent with the mean of its
//! ratings and of its deviations. Deviations grow by a period for each day without a match.

use skillratings::{
    Outcomes,
    glicko2::{Glicko2Config, Glicko2Rating, decay_deviation, glicko2_rating_period},
};

use crate::protocol::{id::UserId, rating::Rating, time::Time};

/// How much volatilities may change.
const TAU: f64 = 0.5;
/// The length of a period without a match, in milliseconds.
const PERIOD_MS: u64 = 24 * 60 * 60 * 1_000;
/// The most periods that are made up for: by then a deviation is as great as it gets.
const PERIODS_MAX: u64 = 400;
/// The greatest deviation, as of one who has not played.
const DEVIATION_MAX: f64 = 350.0;

/// Who, after how many matches, and how well as of now.
type Current = (UserId, u32, Glicko2Rating);

/// How well everybody plays after a match of these teams, each with its place; equal places are a draw.
pub fn rate(teams: &[(u32, Vec<(UserId, Rating)>)], now: Time) -> Vec<(UserId, Rating)> {
    let config = Glicko2Config { tau: TAU, ..Glicko2Config::default() };
    let current: Vec<(u32, Vec<Current>)> = teams
        .iter()
        .map(|(place, members)| {
            let members = members.iter();
            let members = members.map(|(user, rating)| (*user, rating.matches, aged(rating, now)));
            (*place, members.collect())
        })
        .collect();
    let mut rated = Vec::new();
    for (number, (place, members)) in current.iter().enumerate() {
        let others = current.iter().enumerate().filter(|(other, _)| *other != number);
        let results: Vec<(Glicko2Rating, Outcomes)> = others
            .map(|(_, (other, opponents))| {
                let outcome = match place.cmp(other) {
                    std::cmp::Ordering::Less => Outcomes::WIN,
                    std::cmp::Ordering::Equal => Outcomes::DRAW,
                    std::cmp::Ordering::Greater => Outcomes::LOSS,
                };
                (together(opponents), outcome)
            })
            .collect();
        rated.extend(members.iter().map(|(user, matches, own)| {
            let new = glicko2_rating_period(own, &results, &config);
            (*user, written(&new, matches.saturating_add(1), now))
        }));
    }
    rated
}

/// A rating as of now: the longer ago the last match, the less is known.
fn aged(rating: &Rating, now: Time) -> Glicko2Rating {
    let mut aged = read(rating);
    let periods = rating.at.map_or(0, |at| now.since(at) / PERIOD_MS).min(PERIODS_MAX);
    for _ in 0..periods {
        aged = decay_deviation(&aged);
    }
    Glicko2Rating { deviation: aged.deviation.min(DEVIATION_MAX), ..aged }
}

fn together(members: &[Current]) -> Glicko2Rating {
    #[expect(clippy::cast_precision_loss, reason = "a team has few members")]
    let count = members.len().max(1) as f64;
    let mean = |of: fn(&Glicko2Rating) -> f64| {
        members.iter().map(|(_, _, rating)| of(rating)).sum::<f64>() / count
    };
    Glicko2Rating {
        rating: mean(|one| one.rating),
        deviation: mean(|one| one.deviation),
        volatility: mean(|one| one.volatility),
    }
}

fn read(rating: &Rating) -> Glicko2Rating {
    #[expect(clippy::cast_precision_loss, reason = "ratings are far below 2^53")]
    let fraction = |whole: i64, of: f64| whole as f64 / of;
    Glicko2Rating {
        rating: fraction(rating.milli_rating, 1e3),
        deviation: fraction(rating.milli_deviation, 1e3),
        volatility: fraction(rating.micro_volatility, 1e6),
    }
}

fn written(rating: &Glicko2Rating, matches: u32, now: Time) -> Rating {
    #[expect(clippy::cast_possible_truncation, reason = "ratings are far below 2^53")]
    let whole = |fraction: f64, of: f64| (fraction * of).round() as i64;
    Rating {
        milli_rating: whole(rating.rating, 1e3),
        milli_deviation: whole(rating.deviation, 1e3),
        micro_volatility: whole(rating.volatility, 1e6),
        matches,
        at: Some(now),
    }
}
