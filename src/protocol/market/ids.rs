//! What has no other name than its number: listings, offers, sales, tickets. Opaque text on the wire.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A number, from 1, as opaque text. Text that is no such number reads as 0, which nothing has: an id is opaque, so
/// it is unknown and not invalid.
macro_rules! numbered {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default, utoipa::ToSchema)]
        #[schema(value_type = String)]
        pub struct $name(pub u64);

        impl $name {
            /// The one after it.
            #[must_use]
            pub const fn next(self) -> Self {
                $name(self.0 + 1)
            }

            /// The number, as a database keeps it.
            pub const fn number(self) -> i64 {
                self.0.cast_signed()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = std::convert::Infallible;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let number = text.parse::<u64>().ok().filter(|number| number.to_string() == text);
                Ok($name(number.filter(|number| i64::try_from(*number).is_ok()).unwrap_or(0)))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.collect_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = String::deserialize(from)?;
                Ok(text.parse().unwrap_or_default())
            }
        }
    };
}

numbered!(
    /// Something that is for sale at a price.
    ListingId
);
numbered!(
    /// What a buyer would pay, or what a seller would take.
    OfferId
);
numbered!(
    /// Something that was sold.
    SaleId
);
numbered!(
    /// Money that is set aside for one request to another room.
    TicketId
);
