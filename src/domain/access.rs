//! Who may do what: one table, tested cell by cell. What depends on more than the role
//! (one's own auction, one's own bid) is decided where the deed is.

use crate::protocol::person::Role;

/// Something that a role allows or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Bid, buy, take back, follow.
    Bid,
    /// Put up auctions and keep the own ones in order.
    Sell,
    /// Write in conversations, and open them.
    Talk,
    /// Be in lobbies and parties, and search for matches.
    Play,
    /// Keep other people's auctions in order: publish, pause, extend, end, cancel, strike out bids.
    Moderate,
    /// See accounts and change roles, ban, sign out.
    ManageUsers,
    /// Book money that comes in and goes out.
    Bank,
}

impl Deed {
    /// Every deed, for the test of the table.
    pub const ALL: [Deed; 7] = [
        Deed::Bid,
        Deed::Sell,
        Deed::Talk,
        Deed::Play,
        Deed::Moderate,
        Deed::ManageUsers,
        Deed::Bank,
    ];
}

/// The table.
pub const fn may(role: Role, deed: Deed) -> bool {
    match (role, deed) {
        (_, Deed::Talk)
        | (Role::User, Deed::Bid | Deed::Play)
        | (Role::Seller, Deed::Bid | Deed::Sell | Deed::Play)
        | (Role::Moderator, Deed::Bid | Deed::Play | Deed::Moderate)
        | (
            Role::Admin,
            Deed::Bid | Deed::Sell | Deed::Play | Deed::Moderate | Deed::ManageUsers | Deed::Bank,
        )
        | (Role::App, Deed::Sell | Deed::Moderate | Deed::Bank) => true,
        (Role::User, Deed::Sell | Deed::Moderate | Deed::ManageUsers | Deed::Bank)
        | (Role::Seller, Deed::Moderate | Deed::ManageUsers | Deed::Bank)
        | (Role::Moderator, Deed::Sell | Deed::ManageUsers | Deed::Bank)
        | (Role::App, Deed::Bid | Deed::Play | Deed::ManageUsers) => false,
    }
}
