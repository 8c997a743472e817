//! What is done in random markets: by whom, and with which data.

use rialto::protocol::{
    id::{Id, RoomId},
    market::{OfferId, TicketId},
};
use serde_json::{Value, json};

use crate::market_sim::{BUYERS, Play, SELLERS};

/// How many other rooms money is set aside for.
const ROOMS: u64 = 2;

impl Play {
    fn listing(&mut self) -> String {
        let last = self.bazaar.market().last_listing.0;
        (last.saturating_sub(self.dice.below(3))).max(1).to_string()
    }

    fn price_of(&self, listing: &str) -> i64 {
        let id = listing.parse().unwrap_or_default();
        self.bazaar.market().listings.get(&id).map_or(1_000, |listing| listing.price.0)
    }

    /// An offer, more often one that is open, and who is to answer it.
    fn offer(&mut self) -> (OfferId, &'static str) {
        let last = self.bazaar.market().last_offer.0;
        let id = OfferId(last.saturating_sub(self.dice.below(4)));
        let market = self.bazaar.market();
        let seller = market.offers.get(&id).and_then(|offer| market.listings.get(&offer.listing));
        let seller = seller.map(|listing| listing.seller);
        let sellers = SELLERS.iter().find(|name| {
            let person = self.bazaar.people.get(**name);
            person.map(|person| person.id) == seller
        });
        (id, sellers.copied().unwrap_or("SELLER"))
    }

    /// What is in somebody's basket, and whose.
    fn basket(&self) -> Option<(String, &'static str)> {
        let mut full = self.bazaar.market().listings.iter().rev();
        full.find_map(|(id, listing)| {
            let by = *listing.baskets.keys().next()?;
            let name = BUYERS.into_iter().find(|name| self.bazaar.people[*name].id == by)?;
            Some((id.to_string(), name))
        })
    }

    fn ticket(&mut self) -> TicketId {
        let last = self.bazaar.market().last_ticket.0;
        TicketId(last.saturating_sub(self.dice.below(4)))
    }

    pub(crate) fn command(&mut self) -> (&'static str, &'static str, Value) {
        let listing = self.listing();
        let price = self.price_of(&listing);
        let buyer = self.dice.one(&BUYERS);
        let seller = self.dice.one(&SELLERS);
        let amount = 1 + self.dice.below(1_500);
        match self.dice.below(40) {
            0..=3 => ("ADMIN", "wallet:deposit", self.payment(buyer, amount * 3)),
            4 => ("ADMIN", "wallet:withdraw", self.payment(buyer, amount)),
            5..=8 => (seller, "listing:create", self.terms(amount)),
            9..=10 => {
                (seller, "listing:update", json!({ "listing": listing, "price": 500 + amount }))
            }
            11 => (seller, "listing:cancel", json!({ "listing": listing })),
            12..=13 => {
                let quantity = 1 + self.dice.below(2);
                (buyer, "listing:reserve", json!({ "listing": listing, "quantity": quantity }))
            }
            14 => {
                let (listing, buyer) = self.basket().unwrap_or((listing, buyer));
                (buyer, "listing:release", json!({ "listing": listing }))
            }
            15..=20 => {
                let stale = i64::from(self.dice.below(6) == 0);
                let by = if self.dice.below(8) == 0 { seller } else { buyer };
                (
                    by,
                    "listing:buy",
                    json!({
                        "listing": listing, "expectedPrice": price + stale,
                        "quantity": 1 + self.dice.below(2), "allowPartial": self.dice.below(2) == 0,
                    }),
                )
            }
            21..=24 => {
                let below = i64::try_from(self.dice.below(400)).unwrap();
                (
                    buyer,
                    "offer:make",
                    json!({ "listing": listing, "amount": (price - below).max(1) }),
                )
            }
            25..=29 => {
                let (offer, seller) = self.offer();
                let by = if self.dice.below(2) == 0 { seller } else { buyer };
                let request = self.dice.one(&[
                    "offer:accept",
                    "offer:decline",
                    "offer:withdraw",
                    "offer:counter",
                ]);
                let mut data = json!({ "offer": offer });
                if request == "offer:counter" {
                    let more = i64::try_from(self.dice.below(800)).unwrap();
                    data["amount"] = json!((price - 600 + more).max(1));
                }
                (by, request, data)
            }
            _ => self.elsewhere(buyer, seller, amount),
        }
    }

    /// What other rooms ask, through the house.
    fn elsewhere(
        &mut self,
        buyer: &str,
        seller: &str,
        amount: u64,
    ) -> (&'static str, &'static str, Value) {
        match self.dice.below(10) {
            0..=3 => ("HOUSE", "hold:take", self.hold(buyer, amount)),
            4 => {
                let hold = self.hold(buyer, amount * 4);
                ("HOUSE", "hold:retake", json!({ "hold": hold, "bid": "7" }))
            }
            5..=6 => {
                let ticket = self.ticket();
                let amount = (self.dice.below(2) == 0).then_some(amount / 2 + 1);
                ("HOUSE", "hold:shrink", json!({ "ticket": ticket, "amount": amount }))
            }
            7 => ("HOUSE", "hold:keep", json!({ "ticket": self.ticket() })),
            8 => self.settles(),
            _ => {
                let ticket = self.ticket();
                let to = self.bazaar.person(seller).id;
                ("HOUSE", "hold:forfeit", json!({ "ticket": ticket, "to": to }))
            }
        }
    }

    fn terms(&mut self, amount: u64) -> Value {
        let until = self.now.plus(1 + self.dice.below(30_000));
        let mut terms = json!({
            "title": "A thing", "currency": "EUR", "price": 500 + amount,
            "stock": 1 + self.dice.below(3), "acceptOffers": self.dice.below(5) != 0,
        });
        if self.dice.below(2) == 0 {
            terms["expiresAt"] = json!(until);
        }
        if self.dice.below(3) == 0 {
            terms["autoAccept"] = json!(450 + amount);
            terms["autoDecline"] = json!(100);
        }
        if self.dice.below(3) == 0 {
            terms["item"] = json!(format!("item {}", self.dice.below(3)));
            terms["stock"] = json!(1);
        }
        terms
    }

    fn payment(&mut self, name: &str, amount: u64) -> Value {
        self.payments += self.dice.below(6).min(1);
        let reference = format!("payment {}", self.payments);
        let user = self.bazaar.person(name).id;
        json!({ "user": user, "currency": "EUR", "amount": amount, "reference": reference })
    }

    fn hold(&mut self, name: &str, amount: u64) -> Value {
        let room = RoomId::of("auction", Id::from_number(1 + self.dice.below(ROOMS)));
        let user = self.bazaar.person(name).id;
        json!({ "room": room, "user": user, "currency": "EUR", "amount": amount })
    }

    /// A sale of another room, which never takes more than its ticket holds.
    fn settles(&mut self) -> (&'static str, &'static str, Value) {
        let ticket = self.ticket();
        let seller = self.bazaar.person("SELLER").id;
        let market = self.bazaar.market();
        let place = market.tickets.get(&ticket);
        let (room, buyer) =
            place.cloned().unwrap_or((RoomId::of("auction", Id::from_number(1)), seller));
        let held = market.holds.get(&(room.clone(), buyer)).map_or(9, |hold| hold.reserved.0);
        (
            "HOUSE",
            "hold:settle",
            json!({
                "room": room, "title": "A lot", "seller": seller, "buyer": buyer, "currency": "EUR",
                "amount": (held / 2).max(1), "quantity": 1, "ticket": ticket,
                "fees": { "premiumBps": 500, "commissionBps": 250 },
            }),
        )
    }
}
