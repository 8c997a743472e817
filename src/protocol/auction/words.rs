//! Names the vocabulary.

/// The vocabulary of auctions.
pub enum Auction {}
