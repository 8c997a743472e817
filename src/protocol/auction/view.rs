//! What clients are shown of an auction.
