//! Which addresses may be connected to on the word of a browser: public ones, unless the settings say more.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

/// What is reached beyond public addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// Everything.
    pub private: bool,
    /// This machine, where nobody else can ask.
    pub loopback: bool,
}

impl Reach {
    /// Everything: for what the settings name.
    pub const ALL: Reach = Reach { private: true, loopback: true };

    /// Whether an address may be connected to.
    pub fn allows(self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.private || (self.loopback && address.is_loopback()) || is_public(address)
    }

    /// Whether an endpoint may be kept: https (http to this machine, where that is reached), without a user, and
    /// no address that may not be connected to. What a name resolves to is looked at when it is connected to.
    pub fn takes(self, url: &Url) -> bool {
        let literal = match url.host() {
            Some(Host::Ipv4(address)) => Some(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => Some(IpAddr::V6(address)),
            Some(Host::Domain(_)) => None,
            None => return false,
        };
        let plain = url.scheme() == "http"
            && self.loopback
            && literal.is_some_and(|address| address.is_loopback());
        let clean = url.username().is_empty() && url.password().is_none();
        clean
            && (plain || url.scheme() == "https")
            && literal.is_none_or(|address| self.allows(address))
    }
}

fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    let special = match a {
        0 | 10 | 127 | 224..=255 => true,
        100 => (64..=127).contains(&b),
        169 => b == 254,
        172 => (16..=31).contains(&b),
        192 => b == 168 || (b == 0 && (c == 0 || c == 2)) || (b == 88 && c == 99),
        198 => b == 18 || b == 19 || (b == 51 && c == 100),
        203 => b == 0 && c == 113,
        _ => false,
    };
    !special
}

/// Global unicast, but for documentation and what carries IPv4 within it (6to4, Teredo).
fn is_public_v6(address: Ipv6Addr) -> bool {
    let [a, b, ..] = address.segments();
    let global = a & 0xe000 == 0x2000;
    global && a != 0x2002 && !(a == 0x2001 && (b < 0x200 || b == 0x0db8)) && a != 0x3fff
}
