//! What pages may know of a demo that runs in this house, and the door for those who come in later.

use std::sync::OnceLock;

use tokio::sync::{
    mpsc::{self, error::TrySendError},
    oneshot,
};

/// Beside those for whom a link is printed, so many come in.
pub const GUESTS_MAX: usize = 50;
/// So many may wait at the door.
const KNOCKS_MAX: usize = 8;

/// Which demo.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    /// Lots that are bid on.
    Auction,
    /// Lobbies and queues.
    Game,
}

impl Show {
    /// Every one, for `--help`.
    pub const ALL: [Show; 2] = [Show::Auction, Show::Game];

    /// As it is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Show::Auction => "auction",
            Show::Game => "game",
        }
    }

    /// The one that is written so.
    pub fn named(name: &str) -> Option<Self> {
        Show::ALL.into_iter().find(|show| show.as_str() == name)
    }
}

/// Somebody wants to come in: gets the code of a link, or hears why not.
pub type Knock = oneshot::Sender<Result<String, TurnedAway>>;

/// Why nobody more comes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TurnedAway {
    /// No demo runs.
    NoDemo,
    /// There are [`GUESTS_MAX`].
    Full,
    /// Not now.
    Busy,
}

/// The place for a demo; empty where none runs.
#[derive(Debug, Default)]
pub struct Stage(OnceLock<(Show, mpsc::Sender<Knock>)>);

impl Stage {
    /// A demo begins; who comes in later knocks at what this returns.
    pub fn begin(&self, show: Show) -> mpsc::Receiver<Knock> {
        let (door, knocks) = mpsc::channel(KNOCKS_MAX);
        // Of two the first stays; nobody knocks for the other.
        let _first = self.0.set((show, door));
        knocks
    }

    /// Which demo runs.
    pub fn show(&self) -> Option<Show> {
        self.0.get().map(|(show, _)| *show)
    }

    /// Lets one more in: the code of a link for somebody new.
    pub async fn admit(&self) -> Result<String, TurnedAway> {
        let (_, door) = self.0.get().ok_or(TurnedAway::NoDemo)?;
        let (knock, answer) = oneshot::channel();
        door.try_send(knock).map_err(|why| match why {
            TrySendError::Full(_) => TurnedAway::Busy,
            TrySendError::Closed(_) => TurnedAway::NoDemo,
        })?;
        answer.await.unwrap_or(Err(TurnedAway::Busy))
    }
}
