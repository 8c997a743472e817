//! The data of requests to the market.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, de::Error};
use serde_json::{Map, Value};
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{RefOr, Schema},
};

use super::{
    ids::{ListingId, OfferId, TicketId},
    listing::{Fees, ListingChanges},
};
use crate::protocol::{
    id::{RoomId, UserId},
    money::{Currency, Money},
    schema::Shape,
};

/// The data of `listing:update`: the listing, and beside it what changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// Which.
    pub listing: ListingId,
    /// How.
    pub changes: ListingChanges,
}

impl PartialSchema for Update {
    fn schema() -> RefOr<Schema> {
        let mut schema = ListingChanges::schema();
        if let RefOr::T(Schema::Object(changes)) = &mut schema {
            changes.properties.insert("listing".to_owned(), Shape::of::<ListingId>().schema);
            changes.required.push("listing".to_owned());
        }
        schema
    }
}

impl ToSchema for Update {
    fn name() -> Cow<'static, str> {
        "UpdateListing".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.extend(Shape::of::<ListingId>().parts);
        ListingChanges::schemas(schemas);
    }
}

impl<'de> Deserialize<'de> for Update {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let mut all = Map::deserialize(from)?;
        let listing = all.remove("listing").ok_or_else(|| D::Error::missing_field("listing"))?;
        let listing = ListingId::deserialize(listing).map_err(D::Error::custom)?;
        let changes = ListingChanges::deserialize(Value::Object(all)).map_err(D::Error::custom)?;
        Ok(Update { listing, changes })
    }
}

/// The data of what needs no more than the listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = WhichListing)]
pub struct Which {
    /// Which.
    pub listing: ListingId,
}

/// The data of `listing:remove`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RemoveListing)]
pub struct Remove {
    /// Which.
    pub listing: ListingId,
    /// Told to everyone.
    pub reason: String,
}

/// The data of `listing:reserve`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReserveListing)]
pub struct Reserve {
    /// Which.
    pub listing: ListingId,
    /// How many.
    #[serde(default = "one")]
    pub quantity: u32,
}

/// The data of `listing:buy`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = BuyListing)]
pub struct Buy {
    /// Which.
    pub listing: ListingId,
    /// The price for one that the buyer looks at; another one refuses the purchase (`price_changed`).
    pub expected_price: Money,
    /// How many.
    #[serde(default = "one")]
    pub quantity: u32,
    /// Whether fewer will do, where there are fewer.
    #[serde(default)]
    pub allow_partial: bool,
}

fn one() -> u32 {
    1
}

/// The data of `offer:make`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MakeOffer {
    /// For which listing.
    pub listing: ListingId,
    /// For one, without the buyer's premium.
    pub amount: Money,
}

/// The data of `offer:counter`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = CounterOffer)]
pub struct Counter {
    /// Which offer is answered.
    pub offer: OfferId,
    /// For one, without the buyer's premium.
    pub amount: Money,
}

/// The data of what needs no more than the offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WhichOffer {
    /// Which.
    pub offer: OfferId,
}

/// The data of `wallet:deposit` and `wallet:withdraw`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Funding {
    /// Whose wallet.
    pub user: UserId,
    /// Of the amount.
    #[schema(example = "EUR")]
    pub currency: Currency,
    /// How much.
    pub amount: Money,
    /// What the payment is called outside; the same one is booked once.
    pub reference: String,
}

/// Sets money aside for a request to another room; asked by the house alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TakeHold {
    /// For a sale of which room.
    pub room: RoomId,
    /// Whose money.
    pub user: UserId,
    /// Of the amount.
    pub currency: Currency,
    /// How much this request takes at most. Of all that somebody has set aside for one room only the greatest counts.
    pub amount: Money,
}

/// A ticket, and what is to become of it; asked by the house alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct WhichTicket {
    /// Which.
    pub ticket: TicketId,
    /// How much of it is still needed; nothing where it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
}

/// Sets money aside again for somebody who leads again; asked by the house alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Retake {
    /// What.
    pub hold: TakeHold,
    /// What the room calls the bid.
    pub bid: String,
}

/// Pays for what another room has sold, out of what a ticket holds; asked by the house alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Settle {
    /// Which room has sold it.
    pub room: RoomId,
    /// What was sold, in a line.
    pub title: String,
    /// Who sells.
    pub seller: UserId,
    /// Who pays.
    pub buyer: UserId,
    /// Of the amounts.
    pub currency: Currency,
    /// The price of all of it, without premium.
    pub amount: Money,
    /// How many.
    pub quantity: u32,
    /// What the house takes.
    pub fees: Fees,
    /// What holds the money.
    pub ticket: TicketId,
}

/// Gives what a ticket holds to somebody else, who was let down; asked by the house alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Forfeit {
    /// What holds the money.
    pub ticket: TicketId,
    /// Who gets it.
    pub to: UserId,
}

/// Asks a room what became of a ticket that no request can carry any more; asked by the house alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskTicket {
    /// Which.
    pub ticket: TicketId,
    /// Whose.
    pub user: UserId,
}

/// Money is set aside again for somebody who leads again; said by the house alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Funded {
    /// What the room calls the bid.
    pub bid: String,
    /// Whose it is.
    pub user: UserId,
    /// What holds the money.
    pub ticket: TicketId,
    /// How much.
    pub amount: Money,
}

/// Somebody who leads again has no money for it; said by the house alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unfunded {
    /// What the room calls the bid.
    pub bid: String,
    /// Whose it is.
    pub user: UserId,
}

/// Somebody whose account is erased.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Whom {
    /// Who.
    pub user: UserId,
}
