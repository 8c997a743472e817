//! What is bought: once, at the price that the buyer saw, and paid in the same event.

use super::books::Refusal;
use crate::{
    domain::{
        Asked,
        access::{Deed, may},
    },
    protocol::{
        id::UserId,
        market::{
            Event, Fees, ListingId, OfferId, Reject, SaleId, Sold,
            bodies::Buy,
            ledger::{Account, Move, Transfer},
            listing::Listing,
            snapshot::Market,
        },
        money::{Currency, MONEY_MAX, Money},
        time::Time,
    },
};

/// What an amount costs whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bill {
    /// The price of all of it.
    pub(super) amount: i64,
    /// What the buyer pays on top.
    pub(super) premium: i64,
    /// What the seller pays out of it.
    pub(super) commission: i64,
}

impl Bill {
    /// The bill for so many at this price; `None` where it is more than an amount may say.
    pub(super) fn of(price: Money, quantity: u32, fees: Fees) -> Option<Self> {
        let amount = i128::from(price.0) * i128::from(quantity);
        let share = |bps: u32| amount * i128::from(bps) / 10_000;
        let (premium, commission) = (share(fees.premium_bps), share(fees.commission_bps));
        if i128::from(MONEY_MAX) < amount + premium {
            return None;
        }
        let narrow = |sum: i128| i64::try_from(sum).ok();
        Some(Bill {
            amount: narrow(amount)?,
            premium: narrow(premium)?,
            commission: narrow(commission)?,
        })
    }

    /// All that the buyer pays.
    pub(super) const fn total(self) -> i64 {
        self.amount + self.premium
    }

    /// The lines that pay it from `payer`: to the seller, and to the house (I-90).
    pub(super) fn lines(
        self,
        sale: SaleId,
        payer: &Account,
        seller: UserId,
        currency: Currency,
    ) -> Vec<Move> {
        let parts = [
            (format!("s{sale}"), Account::User(seller), self.amount - self.commission),
            (format!("s{sale}f"), Account::Fees, self.premium + self.commission),
        ];
        let line = |(id, credit, amount): (String, Account, i64)| {
            let (id, debit, amount) = (id.into(), payer.clone(), Money(amount));
            Move::Pay(Transfer { id, debit, credit, currency, amount })
        };
        parts.into_iter().filter(|(_, _, amount)| 0 < *amount).map(line).collect()
    }
}

/// What is sold to whom.
pub(super) struct Deal {
    /// Of what.
    pub(super) listing: ListingId,
    /// To whom.
    pub(super) buyer: UserId,
    /// How many.
    pub(super) quantity: u32,
    /// For one.
    pub(super) price: Money,
    /// By which offer, where by one.
    pub(super) offer: Option<OfferId>,
}

impl Market {
    /// I take it.
    pub(super) fn buy(&self, asked: &Asked<'_>, buy: Buy) -> Result<Vec<Event>, Reject> {
        if !may(asked.by.role, Deed::Bid) {
            return Err(Reject::Forbidden);
        }
        let (buyer, now) = (asked.by.id, asked.now);
        let listing = self.listing(buy.listing)?;
        listing.is_open(now)?;
        if listing.seller == buyer {
            return Err(Reject::OwnListing);
        }
        let quantity = match listing.takes(buy.quantity, buyer, now) {
            // cut to what is left only where the buyer says so.
            Err(Reject::SoldOut { remaining }) if buy.allow_partial && 0 < remaining => remaining,
            Ok(_) => buy.quantity,
            Err(why) => return Err(why),
        };
        if listing.price != buy.expected_price {
            return Err(Reject::PriceChanged { price: listing.price });
        }
        let deal =
            Deal { listing: buy.listing, buyer, quantity, price: listing.price, offer: None };
        self.sell(now, listing, &deal).map_err(|why| short_of(&why, true))
    }

    /// Sells it, where the buyer can pay: all of it is one event.
    pub(super) fn sell(
        &self,
        now: Time,
        listing: &Listing,
        deal: &Deal,
    ) -> Result<Vec<Event>, Refusal> {
        let Deal { listing: id, buyer, quantity, price, offer } = *deal;
        let bill = Bill::of(price, quantity, listing.fees).ok_or(Refusal::InvalidAmount)?;
        let sale = self.last_sale.next();
        let remaining = listing.stock - quantity;
        // What is sold out has no open offers any more (R-84, I-112); and the accepted one is over.
        let declined = if remaining == 0 { self.open_offers(id, offer) } else { Vec::new() };
        let over: Vec<OfferId> = declined.iter().copied().chain(offer).collect();
        let mut lines = self.frees(now, &over);
        lines.extend(bill.lines(sale, &Account::User(buyer), listing.seller, listing.currency));
        self.books.check(now, &lines)?;
        Ok(vec![Event::Sold(Box::new(Sold {
            sale,
            listing: id,
            seller: listing.seller,
            buyer,
            quantity,
            price,
            currency: listing.currency,
            premium: bill.premium,
            commission: bill.commission,
            remaining,
            offer,
            declined,
            lines,
        }))])
    }
}

/// Why nothing is paid, as it is told to who pays, or to somebody else.
pub(super) fn short_of(why: &Refusal, tells: bool) -> Reject {
    match why {
        Refusal::ExceedsCredits { short } => {
            Reject::InsufficientFunds { short: Some(*short).filter(|_| tells) }
        }
        Refusal::InvalidAmount | Refusal::ExceedsPendingAmount => Reject::InvalidAmount,
        Refusal::BalanceTooLarge => Reject::BalanceTooLarge,
        Refusal::Exists | Refusal::ExistsWithDifferentFields => Reject::ReferenceUsed,
        Refusal::PendingNotFound
        | Refusal::PendingAlreadyPosted
        | Refusal::PendingAlreadyVoided
        | Refusal::PendingExpired => Reject::NotFound,
    }
}
