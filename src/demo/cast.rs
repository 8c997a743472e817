//! Who is in the demo.

use crate::protocol::person::Role;

/// Somebody in the demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cast {
    /// How they are called.
    pub name: &'static str,
    /// What they are there for, in a word.
    pub part: &'static str,
    /// What they may do.
    pub role: Role,
}

/// Who buys.
pub const ADA: Cast = Cast { name: "Ada", part: "buyer", role: Role::User };
/// Who sells.
pub const BO: Cast = Cast { name: "Bo", part: "seller", role: Role::Seller };
/// Who keeps order, and books what people pay in.
pub const CY: Cast = Cast { name: "Cy", part: "admin", role: Role::Admin };

/// Those for whom a link is printed.
pub const PEOPLE: [Cast; 3] = [ADA, BO, CY];

/// Those who bid by themselves.
pub const BIDDERS: [Cast; 3] = [robot("Dot"), robot("Eli"), robot("Fay")];

/// Those who sell, buy and make offers by themselves.
pub const DEALERS: [Cast; 2] = [
    Cast { name: "Rob", part: "robot", role: Role::Seller },
    Cast { name: "Sal", part: "robot", role: Role::Seller },
];

/// The backend of the games: says how they ended.
pub const REFEREE: Cast = Cast { name: "Referee", part: "robot", role: Role::App };

/// What those are called who play by themselves; when there are more they have numbers.
pub const PLAYERS: [&str; 20] = [
    "Ace", "Bolt", "Chip", "Dash", "Echo", "Flux", "Gizmo", "Hex", "Ion", "Jolt", "Koda", "Lux",
    "Mako", "Nova", "Onyx", "Pixel", "Quark", "Rune", "Spark", "Turbo",
];

/// What those are called who come in later; when there are more they have numbers.
pub const GUESTS: [&str; 10] =
    ["Gus", "Hal", "Ida", "Jon", "Kim", "Leo", "Mia", "Ned", "Oda", "Pia"];

const fn robot(name: &'static str) -> Cast {
    Cast { name, part: "robot", role: Role::User }
}

/// The name of this number, from 0, of a list that may be longer than its names.
pub fn numbered(names: &[&str], number: usize) -> String {
    let name = names.get(number % names.len().max(1)).copied().unwrap_or_default();
    match number / names.len().max(1) {
        0 => name.to_owned(),
        round => format!("{name} {}", round + 1),
    }
}
