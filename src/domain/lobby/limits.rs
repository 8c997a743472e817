//! How much of everything there may be in a lobby.

/// The most characters of a title, and of a reason.
pub const TITLE_CHARS_MAX: usize = 60;
/// See [`TITLE_CHARS_MAX`].
pub const REASON_CHARS_MAX: usize = 200;
/// The most characters of a password.
pub const PASSWORD_CHARS_MAX: usize = 100;
/// The most who are asked in, and who are banned.
pub const INVITED_MAX: usize = 200;
/// See [`INVITED_MAX`].
pub const BANNED_MAX: usize = 1_000;
/// How many characters a code has.
pub const CODE_CHARS: usize = 8;
