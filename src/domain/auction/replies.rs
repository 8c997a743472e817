//! What the one who asked is told.

use super::names;
use crate::{
    domain::Asked,
    protocol::{
        auction::{
            Event, Status,
            snapshot::Lot,
            words::{
                BidReply, BoughtReply, RemovedReply, Reply, SealedReply, SettledReply,
                StandingReply,
            },
        },
        id::RoomId,
    },
};

/// The reply to a request that made these events, the due ones before them included.
pub(super) fn reply(
    room: &RoomId,
    lot: Option<&Lot>,
    asked: &Asked<'_>,
    events: &[Event],
) -> Reply {
    let told = events.iter().find_map(|event| match event {
        Event::BidPlaced(placed) => Some(Reply::Bid(BidReply {
            bid: placed.bid,
            status: placed.standing,
            price: placed.price,
            minimum: placed.minimum,
            leader: placed.leader_shown.clone(),
        })),
        Event::BidRemoved(removed) => Some(Reply::Removed(RemovedReply {
            bid: removed.bid,
            price: removed.price,
            minimum: removed.minimum,
            leader: removed.leader_shown.clone(),
            bid_count: removed.bid_count,
        })),
        Event::Sealed(sealed) => Some(Reply::Sealed(SealedReply {
            bid: sealed.bid,
            status: "sealed",
            amount: sealed.amount,
            quantity: sealed.quantity,
        })),
        Event::Ended(ended) if ended.bought && ended.winner == Some(asked.by.id) => {
            Some(Reply::Bought(BoughtReply {
                outcome: ended.outcome,
                hammer: ended.hammer,
                winner: ended.winner_shown.clone(),
            }))
        }
        Event::Unsealed(_) | Event::Watched { .. } | Event::Announced { text: _ } => {
            Some(Reply::Done {})
        }
        Event::Paid(_)
        | Event::Defaulted { .. }
        | Event::Offered { .. }
        | Event::ChancePassed { .. }
        | Event::Relisted { .. } => lot.map(|lot| settled(room, lot)),
        Event::Ended(ended) if ended.second_chance => lot.map(|lot| settled(room, lot)),
        Event::Created { .. }
        | Event::Edited { terms: _ }
        | Event::Scheduled { .. }
        | Event::Started { ends_at: _ }
        | Event::Paused { .. }
        | Event::Resumed { ends_at: _ }
        | Event::Extended { .. }
        | Event::ReserveMet
        | Event::ReserveLowered { .. }
        | Event::Ended(_)
        | Event::Cancelled { .. }
        | Event::Funded { .. }
        | Event::Checked { orders: _ } => None,
    });
    let standing = || lot.filter(|_| !events.is_empty()).map(|lot| standing(room, lot, events));
    told.or_else(standing).unwrap_or(Reply::Done {})
}

fn settled(room: &RoomId, lot: &Lot) -> Reply {
    let offered = lot.deal.offered;
    let hammer = lot.ended.as_ref().and_then(|ended| ended.hammer);
    Reply::Settled(SettledReply {
        room: room.clone(),
        settlement: lot.deal.stage,
        amount: offered.map(|(_, amount, _)| amount).or(hammer),
        until: offered.map(|(_, _, until)| until).or(lot.deal.pay_by),
        to: offered.map(|(to, _, _)| names::of(lot, to)),
        relisted_as: lot.deal.relisted_as.clone(),
    })
}

fn standing(room: &RoomId, lot: &Lot, events: &[Event]) -> Reply {
    let lowered = events.iter().any(|event| matches!(event, Event::ReserveLowered { .. }));
    Reply::Standing(StandingReply {
        room: room.clone(),
        status: lot.status,
        starts_at: lot.starts_at,
        ends_at: lot.end_told().filter(|_| lot.status != Status::Cancelled),
        remaining_ms: lot.remaining_ms(),
        reserve: lot.reserve.filter(|_| lowered),
        outcome: lot.ended.as_ref().map(|ended| ended.outcome),
    })
}
