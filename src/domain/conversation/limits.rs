//! How much of everything there may be in a conversation.

/// How many of the latest texts are at hand; older ones are read from the store.
pub const RECENT_MAX: usize = 50;
/// Who has not read a message by then has not looked; in milliseconds.
pub const NUDGE_AFTER_MS: u64 = 2_000;
/// Where more belong to a conversation, only those are told who are named.
pub const NUDGED_CROWD_MAX: usize = 100;
/// The most seconds between two messages of a member.
pub const SLOW_SECONDS_MAX: u32 = 6 * 60 * 60;
/// The most seconds for which somebody may only read, a year.
pub const SILENCE_SECONDS_MAX: u32 = 365 * 24 * 60 * 60;
/// The most files of a message.
pub const ATTACHMENTS_MAX: usize = 10;
/// The most different signs at a message.
pub const SIGNS_MAX: usize = 20;
/// The most messages of a conversation: it has a little of each at hand.
pub const MESSAGES_MAX: usize = 1_000_000;
/// The most positions at which one message is said otherwise.
pub const EDITS_MAX: usize = 100;
/// The most characters of a title.
pub const TITLE_CHARS_MAX: usize = 120;
/// The most characters of a reason.
pub const REASON_CHARS_MAX: usize = 500;
/// The most bytes of a sign that is put to a message: the longest emoji are built of several.
pub const EMOJI_BYTES_MAX: usize = 48;
