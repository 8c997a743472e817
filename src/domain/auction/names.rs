//! Under which name a bidder is shown: the public one, or a mask that is stable in the auction.

use bytestring::ByteString;

use crate::protocol::{
    auction::{snapshot::Lot, terms::Bidders},
    id::UserId,
    person::Person,
};

/// Characters of a mask: `b***r`.
const MASK_CHARS: usize = 5;

impl Lot {
    /// The name of this person here; decided once, at the first bid.
    pub(super) fn shown(&self, person: &Person) -> ByteString {
        if let Some(bidder) = self.bidders.get(&person.id) {
            return bidder.shown.clone();
        }
        match self.terms.bidders {
            Bidders::Public => person.name.clone(),
            Bidders::Masked => {
                let mask = mask(&person.name);
                match self.masks.get(&mask) {
                    None => mask,
                    Some(taken) => format!("{mask} {}", taken + 1).into(),
                }
            }
        }
    }
}

/// The name of somebody who has bid.
pub(super) fn of(lot: &Lot, user: UserId) -> ByteString {
    lot.bidders.get(&user).map(|bidder| bidder.shown.clone()).unwrap_or_default()
}

/// The mask of an alias, without the number that tells namesakes apart.
pub(super) fn mask_of(alias: &str) -> ByteString {
    alias.chars().take(MASK_CHARS).collect::<String>().into()
}

fn mask(name: &str) -> ByteString {
    let first = name.chars().next().unwrap_or('*');
    let last = name.chars().next_back().unwrap_or('*');
    format!("{first}***{last}").into()
}
