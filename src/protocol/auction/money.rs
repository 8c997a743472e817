//! The money of an auction: what is set aside for bids, and what is left to do after the end.

use serde::{Deserialize, Serialize};

use crate::protocol::{id::UserId, market::TicketId, money::Money, time::Time};

/// What bidders set aside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// Nothing.
    #[default]
    None,
    /// A deposit, each of them, until the end.
    Deposit,
    /// The own maximum and the premium on it, as long as one leads.
    Max,
}

/// When what was won is paid.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PaidWhen {
    /// When the winner pays, in time.
    #[default]
    OnPayment,
    /// At the end, out of what the winner has set aside.
    AtEnd,
}

/// Money that is set aside: the market's number for it, and how much.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ticketed {
    /// Which.
    pub ticket: TicketId,
    /// How much.
    pub amount: Money,
}

/// What the market is told to do with money that is set aside; in the transaction of its cause.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// It is not needed any more.
    Free {
        /// Which.
        ticket: TicketId,
    },
    /// Only so much of it is needed.
    Shrink {
        /// Which.
        ticket: TicketId,
        /// How much.
        amount: Money,
    },
    /// It is needed still.
    Keep {
        /// Which.
        ticket: TicketId,
    },
    /// Set it aside again, for somebody who leads again.
    Retake {
        /// Who.
        user: UserId,
        /// How much.
        amount: Money,
        /// For which bid.
        bid: String,
    },
    /// Pay with it.
    Settle {
        /// Which.
        ticket: TicketId,
        /// Who pays.
        buyer: UserId,
        /// The price of all of it, without premium.
        amount: Money,
        /// How many.
        quantity: u32,
    },
    /// It goes to whom its owner has let down.
    Forfeit {
        /// Which.
        ticket: TicketId,
        /// To whom.
        to: UserId,
    },
}

/// What is left to do after the end (2.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Settlement {
    /// The winner has to pay.
    AwaitingPayment,
    /// Nothing: it is paid.
    Settled,
    /// The winner did not pay; it may be offered to others, or put up once more.
    Defaulted,
    /// It is offered to somebody who was beaten.
    Offered,
    /// It was not sold; it may be offered, or put up once more.
    Unsold,
    /// It was put up once more.
    Relisted,
}

/// How far that is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Deal {
    /// Where it stands; nothing before the end.
    pub stage: Option<Settlement>,
    /// Until when the winner has to pay.
    pub pay_by: Option<Time>,
    /// To whom it is offered, at which price, until when.
    pub offered: Option<(UserId, Money, Time)>,
    /// Who did not pay.
    pub defaulters: Vec<UserId>,
    /// As which auction it was put up once more.
    pub relisted_as: Option<crate::protocol::id::RoomId>,
}
