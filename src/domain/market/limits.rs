//! How much there may be of everything in the market.

/// The most listings of one seller that are open.
pub const LISTINGS_PER_SELLER_MAX: usize = 1_000;
/// How many listings that are over are still known; later ones are found over REST alone.
pub const OVER_MAX: usize = 10_000;
/// The most that there may be of one listing.
pub const STOCK_MAX: u32 = 1_000_000;
/// The most offers that one buyer makes for one listing.
pub const OFFERS_PER_BUYER_MAX: u32 = 10;
/// The most offers for one listing that are open.
pub const OFFERS_PER_LISTING_MAX: usize = 1_000;
/// The most baskets of one listing.
pub const BASKETS_MAX: usize = 1_000;
/// The most characters of what a payment is called outside.
pub const REFERENCE_CHARS_MAX: usize = 100;
/// The most characters of a reason.
pub const REASON_CHARS_MAX: usize = 500;
/// How many listings one is shown who comes; all are found over REST.
pub const SHOWN_MAX: usize = 100;
/// For how long a ticket may be on its way, in milliseconds; longer than any request waits.
pub const TICKET_MS: u64 = 30_000;
/// How long after that it is asked again what became of it, where nobody answers, in milliseconds.
pub const DOUBT_MS: u64 = 600_000;
