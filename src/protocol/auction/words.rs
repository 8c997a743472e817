//! Names the vocabulary, reads requests and answers them.

use bytestring::ByteString;
use serde::Serialize;
use serde_json::value::RawValue;

use super::{
    Bid, BidId, Changes, Command, Event, Outcome, Reject, Relisted, Standing, Status, Terms, Told,
    bodies::{
        Accept, Announce, Extend, LowerReserve, Paid, Retract, SecondChance, Void, Watch, Why,
    },
    money::Settlement,
    page::Page,
    snapshot::Lot,
    view::View,
};
use crate::protocol::{
    Words,
    facts::Needs,
    fault::{Fault, Problem, Refused},
    id::RoomId,
    money::Money,
    read::{self, data as body},
    time::Time,
};

/// The most characters of a reason.
pub const REASON_CHARS_MAX: usize = 500;
/// The most characters of an announcement.
pub const ANNOUNCEMENT_CHARS_MAX: usize = 1_000;
/// The most seconds by which the end is moved at once.
pub const EXTENSION_SECONDS_MAX: u32 = 86_400;

/// The most characters of what a payment is called elsewhere.
pub const REFERENCE_CHARS_MAX: usize = 100;

/// The request by which an auction is put up once more. Nobody else may.
pub const RELISTED: &str = "auction:relisted";
/// The request by which the market says that there is money for who leads again. Nobody else may.
pub const FUNDED: &str = "auction:funded";
/// The request by which the market says that there is none. Nobody else may.
pub const UNFUNDED: &str = "auction:unfunded";
/// The request by which the market asks what became of a ticket. Nobody else may.
pub const TICKET: &str = "auction:ticket";

/// The request by which a session has its lots wait. Nobody else may.
pub const PROLONG: &str = "auction:prolong";

/// The vocabulary of auctions.
pub enum Auction {}

impl Words for Auction {
    const KIND: &'static str = "auction";
    const REQUESTS: &'static [&'static str] = &[
        "auction:create",
        "auction:edit",
        "auction:publish",
        "auction:bid",
        "auction:retract",
        "auction:buy",
        "auction:accept",
        "auction:watch",
        "auction:pause",
        "auction:resume",
        "auction:extend",
        "auction:end",
        "auction:cancel",
        "auction:lower_reserve",
        "auction:void",
        "auction:announce",
        "auction:pay",
        "auction:paid",
        "auction:default",
        "auction:second_chance",
        "auction:second_chance_accept",
        "auction:second_chance_decline",
        "auction:relist",
        RELISTED,
        FUNDED,
        UNFUNDED,
        TICKET,
        PROLONG,
    ];
    const HOUSE: &'static [&'static str] = &[RELISTED, FUNDED, UNFUNDED, TICKET, PROLONG];
    const WATCHERS: Option<&'static str> = Some("auction:watchers");

    type Command = Command;
    type Event = Event;
    type Reject = Reject;
    type Reply = Reply;
    type View = View;
    type State = Option<Page>;
    type Snapshot = Option<Lot>;

    fn command(name: &str, data: &RawValue) -> Result<Command, Fault> {
        Ok(match name {
            "auction:create" => Command::Create(Box::new(body::<Terms>(data)?)),
            "auction:edit" => Command::Edit(body::<Changes>(data)?),
            "auction:publish" => nothing(data, Command::Publish)?,
            "auction:bid" => Command::Bid(body::<Bid>(data)?),
            "auction:retract" => Command::Retract { bid: body::<Retract>(data)?.bid },
            "auction:buy" => nothing(data, Command::Buy)?,
            "auction:accept" => Command::Accept { limit: body::<Accept>(data)?.limit },
            "auction:watch" => Command::Watch { on: body::<Watch>(data)?.on },
            "auction:pause" => Command::Pause { reason: reason(body::<Why>(data)?.reason)? },
            "auction:resume" => nothing(data, Command::Resume)?,
            "auction:extend" => extend(&body(data)?)?,
            "auction:end" => nothing(data, Command::End)?,
            "auction:cancel" => Command::Cancel { reason: reason(body::<Why>(data)?.reason)? },
            "auction:lower_reserve" => {
                Command::LowerReserve { reserve: body::<LowerReserve>(data)?.reserve }
            }
            "auction:void" => {
                let Void { bid, reason: why } = body(data)?;
                Command::Void { bid, reason: reason(why)? }
            }
            "auction:announce" => {
                let Announce { text: words } = body(data)?;
                Command::Announce { text: text("text", words, ANNOUNCEMENT_CHARS_MAX)? }
            }
            "auction:pay" => nothing(data, Command::Pay)?,
            "auction:paid" => {
                let Paid { reference } = body(data)?;
                let reference = text("reference", reference, REFERENCE_CHARS_MAX)?;
                Command::PaidOutside { reference }
            }
            "auction:default" => nothing(data, Command::Default)?,
            "auction:second_chance" => Command::SecondChance { to: body::<SecondChance>(data)?.to },
            "auction:second_chance_accept" => {
                nothing(data, Command::AnswerChance { accept: true })?
            }
            "auction:second_chance_decline" => {
                nothing(data, Command::AnswerChance { accept: false })?
            }
            "auction:relist" => Command::Relist(body::<Changes>(data)?),
            RELISTED => Command::Told(Told::Relisted(Box::new(body(data)?))),
            FUNDED => Command::Told(Told::Funded(body(data)?)),
            UNFUNDED => Command::Told(Told::Unfunded(body(data)?)),
            PROLONG => Command::Told(Told::Prolong(body(data)?)),
            TICKET => Command::Told(Told::Ticket(body(data)?)),
            _ => return Err(Fault::UnknownEvent),
        })
    }

    fn needs(name: &str, data: &RawValue) -> Needs {
        let item = match name {
            "auction:create" => body::<Terms>(data).ok().and_then(|terms| terms.item),
            RELISTED => body::<Relisted>(data).ok().and_then(|first| first.terms.item),
            _ => None,
        };
        Needs { item, ..Needs::default() }
    }

    fn name(view: &View) -> &'static str {
        view.name()
    }

    fn problem(reject: &Reject) -> Problem {
        Problem::from(reject)
    }

    fn remembered(reject: &Reject) -> bool {
        !reject.passes()
    }
}

/// What a caller is told when the request was carried out.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(untagged)]
#[schema(as = AuctionReply)]
pub enum Reply {
    /// To a bid.
    Bid(BidReply),
    /// To a sealed bid.
    Sealed(SealedReply),
    /// To buying at once.
    Bought(BoughtReply),
    /// To taking a bid back and to striking one out.
    Removed(RemovedReply),
    /// To what the seller and staff do.
    Standing(StandingReply),
    /// To what is done after the end.
    Settled(SettledReply),
    /// To what needs no more words.
    Done {},
}

/// How one's bid stands.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BidReply {
    /// Its number.
    pub bid: BidId,
    /// What it did.
    pub status: Standing,
    /// The visible price now.
    pub price: Money,
    /// The least that the next bid must offer.
    pub minimum: Money,
    /// The leader's name here.
    #[schema(value_type = String)]
    pub leader: ByteString,
}

/// Your sealed bid stands.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SealedReply {
    /// Its number.
    pub bid: BidId,
    /// `sealed`: nobody sees it before the end.
    pub status: &'static str,
    /// For one.
    pub amount: Money,
    /// For how many.
    pub quantity: u32,
}

/// It is yours.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct BoughtReply {
    /// Sold.
    pub outcome: Outcome,
    /// The price to pay.
    #[schema(required)]
    pub hammer: Option<Money>,
    /// Your name here.
    #[schema(value_type = Option<String>, required)]
    pub winner: Option<ByteString>,
}

/// Where the auction stands without the bid.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct RemovedReply {
    /// The bid that no longer counts.
    pub bid: BidId,
    /// The visible price now.
    #[schema(required)]
    pub price: Option<Money>,
    /// The least that the next bid must offer.
    pub minimum: Money,
    /// The leader's name here.
    #[schema(value_type = Option<String>, required)]
    pub leader: Option<ByteString>,
    /// Accepted bids that stand.
    pub bid_count: u32,
}

/// What is left to do after the end.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct SettledReply {
    /// Its room.
    pub room: RoomId,
    /// That.
    #[schema(required)]
    pub settlement: Option<Settlement>,
    /// The price, without premium.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// Until when the winner has to pay, or the offer stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Time>,
    /// To whom it is offered, by the name here.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub to: Option<ByteString>,
    /// As which auction it was put up once more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub relisted_as: Option<RoomId>,
}

/// Where the auction stands now.
#[derive(Clone, Debug, PartialEq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct StandingReply {
    /// Its room.
    pub room: RoomId,
    /// Where it stands.
    pub status: Status,
    /// From when bids are welcome, where that is known.
    #[schema(required)]
    pub starts_at: Option<Time>,
    /// When the hammer falls, where that is known.
    #[schema(required)]
    pub ends_at: Option<Time>,
    /// While the clock stands: what is left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remaining_ms: Option<u64>,
    /// The reserve, where it was lowered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reserve: Option<Money>,
    /// How it ended, where it has.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
}

fn nothing(data: &RawValue, command: Command) -> Result<Command, Fault> {
    read::nothing(data).map(|()| command)
}

fn extend(Extend { seconds }: &Extend) -> Result<Command, Fault> {
    if (1..=EXTENSION_SECONDS_MAX).contains(seconds) {
        return Ok(Command::Extend { seconds: *seconds });
    }
    Err(Fault::field("seconds", "out_of_range", format!("1 to {EXTENSION_SECONDS_MAX}")))
}

fn reason(words: String) -> Result<String, Fault> {
    text("reason", words, REASON_CHARS_MAX)
}

fn text(path: &str, words: String, chars_max: usize) -> Result<String, Fault> {
    if words.trim().is_empty() || chars_max < words.chars().count() {
        return Err(Fault::field(path, "length", format!("1 to {chars_max} characters")));
    }
    Ok(words)
}
