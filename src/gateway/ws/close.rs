//! Why a connection ends, and the codes that say so on the wire.

/// A close that the server begins. The codes in the 4000s come in two ranges:
/// below 4400 "come back", from there on "do not come back as you are".
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Close {
    /// 1000: all is done.
    Normal,
    /// 1001: the server leaves.
    Away,
    /// 1002: the client broke RFC 6455.
    Protocol,
    /// 1003: binary frames where only text is understood.
    Unsupported,
    /// 1007: text that is not UTF-8.
    NotUtf8,
    /// 1009: a message over the limit.
    TooLarge,
    /// 1011: a defect of ours.
    Internal,
    /// 4000: going away for a restart.
    Restart,
    /// 4001: the client reads too slowly, or not at all.
    Slow,
    /// 4002: nothing was heard, not even a pong.
    NoPong,
    /// 4400: too many malformed frames.
    Malformed,
    /// 4401: the token is missing, invalid, expired or revoked.
    Unauthenticated,
    /// 4403: banned.
    Banned,
    /// 4408: the first `auth` did not come in time.
    AuthTimeout,
    /// 4429: too much of anything.
    Flooding,
}

impl Close {
    /// The code on the wire.
    pub const fn code(self) -> u16 {
        match self {
            Close::Normal => 1000,
            Close::Away => 1001,
            Close::Protocol => 1002,
            Close::Unsupported => 1003,
            Close::NotUtf8 => 1007,
            Close::TooLarge => 1009,
            Close::Internal => 1011,
            Close::Restart => 4000,
            Close::Slow => 4001,
            Close::NoPong => 4002,
            Close::Malformed => 4400,
            Close::Unauthenticated => 4401,
            Close::Banned => 4403,
            Close::AuthTimeout => 4408,
            Close::Flooding => 4429,
        }
    }

    /// Whether the client should come back as it is.
    pub const fn comes_back(self) -> bool {
        matches!(self, Close::Away | Close::Restart | Close::Slow | Close::NoPong)
    }

    /// The reason in the close frame, for developers; well below the 123 bytes that fit.
    pub const fn reason(self) -> &'static str {
        match self {
            Close::Normal => "done",
            Close::Away => "the server leaves",
            Close::Protocol => "against RFC 6455",
            Close::Unsupported => "text frames only",
            Close::NotUtf8 => "text that is not UTF-8",
            Close::TooLarge => "a message over the limit",
            Close::Internal => "a defect of the server",
            Close::Restart => "the server restarts",
            Close::Slow => "too slow a reader",
            Close::NoPong => "no pong",
            Close::Malformed => "too many malformed frames",
            Close::Unauthenticated => "the token is missing, invalid, expired or revoked",
            Close::Banned => "banned",
            Close::AuthTimeout => "auth did not come in time",
            Close::Flooding => "flooding",
        }
    }
}

/// How a connection has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gone {
    /// The client said goodbye, with this code if it gave one.
    Left(Option<u16>),
    /// The server closed it.
    Closed(Close),
    /// The connection was lost without a word.
    Lost,
}
