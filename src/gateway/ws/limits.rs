//! The limits of a WebSocket.

use std::time::Duration;

/// What one connection may cost, and how long it may take.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// A message may have so many bytes, its fragments together.
    pub frame_bytes_max: usize,
    /// So many bytes may wait for a client to read them.
    pub outbound_bytes_max: usize,
    /// A connection that is silent for so long is pinged.
    pub ping_every: Duration,
    /// ... and is over if it is still silent so much later.
    pub pong_within: Duration,
    /// A client that takes none of what waits for it for so long is over, too.
    pub frozen_within: Duration,
    /// After a close frame the client has so long to answer; after twice that its socket is cut.
    pub linger: Duration,
    /// How often all this is looked at.
    pub look_every: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            frame_bytes_max: 64 * 1024,
            outbound_bytes_max: 1024 * 1024,
            ping_every: Duration::from_secs(20),
            pong_within: Duration::from_secs(10),
            frozen_within: Duration::from_secs(10),
            linger: Duration::from_secs(1),
            look_every: Duration::from_millis(500),
        }
    }
}
