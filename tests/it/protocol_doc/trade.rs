//! One of each word of the market, with what the document says of it.

use std::fmt::Write;

use rialto::{
    domain::{goods, market::limits},
    protocol::{
        Words,
        fault::FieldError,
        id::{Id, RoomId, Seq, UserId},
        inbox::trade::{OfferTold, SaleTold, Trade, WalletTold},
        market::{
            ListingId, ListingStatus, MarketWords, OfferId, Reject, SaleId, Side,
            reject::TooMany,
            view::{Gone, ReservedView, SoldView, Stand, Summary, View},
        },
        money::{Currency, Money},
        session,
        time::Time,
    },
};

use super::{fields, play::refused, samples::every};

const AT: Time = Time::from_ms(1_795_000_000_000);
const LISTING: ListingId = ListingId(18);
const OFFER: OfferId = OfferId(5);

fn user() -> UserId {
    UserId(Id::from_number(1))
}

fn euro() -> Currency {
    "EUR".parse().unwrap()
}

fn summary() -> Summary {
    Summary {
        listing: LISTING,
        seller: user(),
        title: "A lamp".into(),
        image: None,
        item: None,
        currency: euro(),
        price: Money(9_900),
        premium_bps: 0,
        remaining: 1,
        status: ListingStatus::Listed,
        accept_offers: true,
        expires_at: None,
        created_at: AT,
    }
}

fn gone() -> Gone {
    Gone { listing: LISTING, reason: Some("…".into()) }
}

fn offer() -> OfferTold {
    OfferTold {
        offer: OFFER,
        listing: LISTING,
        title: "A lamp".into(),
        buyer: user(),
        by: Side::Buyer,
        amount: Money(9_000),
        currency: euro(),
    }
}

fn sale() -> SaleTold {
    SaleTold {
        sale: SaleId(7),
        listing: Some(LISTING),
        title: "A lamp".into(),
        buyer: user(),
        seller: user(),
        quantity: 1,
        amount: Money(9_900),
        currency: euro(),
        premium: 0,
        commission: 0,
    }
}

every!(market_views: View {
    View::Created(_) => View::Created(summary()), "Something is for sale.";
    View::Updated(_) => View::Updated(summary()), "It has another price, or is described otherwise.";
    View::Reserved(_) => View::Reserved(ReservedView {
        listing: LISTING, status: ListingStatus::Reserved, quantity: 1, until: AT,
    }), "So many are in somebody's basket until then; `status` is `reserved` where nothing is left beside. It lapses by itself.";
    View::Released(_) => View::Released(Stand { listing: LISTING, status: ListingStatus::Listed }), "They are not any more.";
    View::Sold(_) => View::Sold(SoldView {
        listing: LISTING, sale: SaleId(7), buyer: user(), quantity: 1, price: Money(9_900), currency: euro(),
        remaining: 0, status: ListingStatus::Sold,
    }), "It was sold, or so many of it; `price` is for one.";
    View::Cancelled(_) => View::Cancelled(Gone { reason: None, ..gone() }), "The seller took it back.";
    View::Expired(_) => View::Expired(Gone { reason: None, ..gone() }), "Its time is over.";
    View::Removed(_) => View::Removed(gone()), "Staff took it out.";
});

every!(session_views: session::View {
    session::View::Created { .. } => session::View::Created { title: "Clocks".into(), lots: vec![room()] }, "It was made, with these lots.";
    session::View::Extended(_) => session::View::Extended(session::Extended { lot: room(), by_ms: 120_000 }), "All lots that are open end so much later, for this one does.";
});

fn room() -> RoomId {
    RoomId::of("auction", Id::from_number(1))
}

pub(super) fn session_events() -> String {
    let mut text = EVENTS.to_owned();
    for (view, say) in session_views() {
        let fields = fields(&serde_json::to_value(&view).unwrap());
        writeln!(text, "| `{}` | {fields} | {say} |", session::Sessions::name(&view)).unwrap();
    }
    text
}

every!(trades: Trade {
    Trade::Made(_) => Trade::Made(offer()), "An offer was made.";
    Trade::Countered(_) => Trade::Countered(offer()), "An offer was answered by this one; `by` says whose word it is.";
    Trade::Accepted(_) => Trade::Accepted(offer()), "It was accepted, and is sold.";
    Trade::Declined(_) => Trade::Declined(offer()), "It was declined, or there was another sale.";
    Trade::Withdrawn(_) => Trade::Withdrawn(offer()), "It was taken back.";
    Trade::Expired(_) => Trade::Expired(offer()), "Nobody answered it in time.";
    Trade::Sold(_) => Trade::Sold(sale()), "One has sold something; `listing` is `null` where it was an auction.";
    Trade::Bought(_) => Trade::Bought(sale()), "One has bought something, and paid.";
});

every!(market_rejects: Reject {
    Reject::NotFound => Reject::NotFound, "That it is not there.";
    Reject::Forbidden => Reject::Forbidden, "That the other side, or the seller, may do it.";
    Reject::Invalid { .. } => Reject::Invalid { fields: vec![FieldError::new("price", "invalid_amount", "1 to 2^53 - 1")] }, "Each field's error beside the field.";
    Reject::BadState { .. } => Reject::BadState { status: ListingStatus::Cancelled }, "Where it stands.";
    Reject::OwnListing => Reject::OwnListing, "Nothing; hide the button.";
    Reject::PriceChanged { .. } => Reject::PriceChanged { price: Money(12_000) }, "The new price, to be agreed to.";
    Reject::SoldOut { .. } => Reject::SoldOut { remaining: 0 }, "That it is sold, or how many are left.";
    Reject::Reserved { .. } => Reject::Reserved { until: AT }, "Until when it is in somebody's basket.";
    Reject::InsufficientFunds { .. } => Reject::InsufficientFunds { short: Some(Money(500)) }, "How much is missing, and how to pay it in; with the same key afterwards.";
    Reject::InvalidAmount => Reject::InvalidAmount, "The field once more; also where so many would cost more than that.";
    Reject::BalanceTooLarge => Reject::BalanceTooLarge, "Nothing; somebody has to draw money first.";
    Reject::ItemListed { .. } => Reject::ItemListed { listing: Some(LISTING) }, "The listing where it is for sale.";
    Reject::OffersNotAccepted => Reject::OffersNotAccepted, "The price.";
    Reject::OfferAlreadyOpen { .. } => Reject::OfferAlreadyOpen { offer: OFFER }, "The offer that is open.";
    Reject::OfferExpired => Reject::OfferExpired, "That it was too late.";
    Reject::OfferDeclined => Reject::OfferDeclined, "That it is off.";
    Reject::OfferSuperseded => Reject::OfferSuperseded, "The offer that answered it.";
    Reject::OfferWithdrawn => Reject::OfferWithdrawn, "That it is off.";
    Reject::OfferAccepted => Reject::OfferAccepted, "The sale.";
    Reject::NotBelowPrice { .. } => Reject::NotBelowPrice { price: Money(9_900) }, "The button that buys.";
    Reject::AboveListPrice { .. } => Reject::AboveListPrice { price: Money(9_900) }, "The price.";
    Reject::ReferenceUsed => Reject::ReferenceUsed, "Nothing; mend the backend.";
    Reject::TooMany { what: TooMany::Listings, .. } => Reject::TooMany { what: TooMany::Listings, max: 1_000 }, "To close some first.";
    Reject::TooMany { what: TooMany::Offers, .. } => Reject::TooMany { what: TooMany::Offers, max: 10 }, "The price.";
    Reject::TooMany { what: TooMany::Reservations, .. } => Reject::TooMany { what: TooMany::Reservations, max: 1_000 }, "To try again soon.";
});

const EVENTS: &str = "| event | data | |\n|---|---|---|\n";

pub(super) fn market_events() -> String {
    let mut text = EVENTS.to_owned();
    for (view, say) in market_views() {
        let fields = fields(&serde_json::to_value(&view).unwrap());
        writeln!(text, "| `{}` | {fields} | {say} |", view.name()).unwrap();
    }
    text
}

pub(super) fn trade_events() -> String {
    let mut text = EVENTS.to_owned();
    for (trade, say) in trades() {
        let fields = fields(&serde_json::to_value(&trade).unwrap()["data"]);
        writeln!(text, "| `{}` | {fields} | {say} |", trade.name()).unwrap();
    }
    text
}

pub(super) fn market_refusals() -> String {
    refused::<MarketWords>(market_rejects())
}

pub(super) fn wallet() -> WalletTold {
    WalletTold { currency: euro(), available: 5_000, held: 0, version: Seq(18) }
}

pub(super) fn limits() -> Vec<(&'static str, String)> {
    [
        ("open listings of a seller", limits::LISTINGS_PER_SELLER_MAX.to_string()),
        ("units of a listing", limits::STOCK_MAX.to_string()),
        ("characters of the name of an item", goods::ITEM_CHARS_MAX.to_string()),
        ("offers of a buyer for one listing", limits::OFFERS_PER_BUYER_MAX.to_string()),
        ("open offers for one listing", limits::OFFERS_PER_LISTING_MAX.to_string()),
        ("baskets with one listing", limits::BASKETS_MAX.to_string()),
        ("characters of the reference of a payment", limits::REFERENCE_CHARS_MAX.to_string()),
        ("milliseconds that a listing lasts", goods::DURATION_MS_MAX.to_string()),
    ]
    .into()
}
