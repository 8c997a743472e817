//! Where a client comes from: the peer, or what a proxy that is trusted says of it.

use std::{
    net::{IpAddr, Ipv6Addr},
    sync::Arc,
};

use super::attendance::{Attendance, Seat};
use crate::config::Network;

/// Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed; empty for none.
#[derive(Clone, Debug, Default)]
pub struct Proxies(Vec<Network>);

impl Proxies {
    /// These are trusted.
    pub fn new(trusted: Vec<Network>) -> Self {
        Proxies(trusted)
    }

    /// Whether this is one of them, for whom many come.
    pub fn contain(&self, peer: IpAddr) -> bool {
        self.0.iter().any(|network| network.contains(peer.to_canonical()))
    }

    /// The client's address: from the right, the first hop that is not a trusted proxy.
    /// `forwarded` are the values of every `X-Forwarded-For` header, in order.
    pub fn client<'a>(&self, peer: IpAddr, forwarded: impl Iterator<Item = &'a str>) -> IpAddr {
        let mut client = peer.to_canonical();
        let hops: Vec<&str> = forwarded.flat_map(|value| value.split(',')).collect();
        for hop in hops.into_iter().rev() {
            if !self.contain(client) {
                break;
            }
            let Ok(before) = hop.trim().parse::<IpAddr>() else {
                break;
            };
            client = before.to_canonical();
        }
        client
    }

    /// Whether a trusted proxy says that the client speaks TLS. Of several schemes the first is the client's.
    pub fn tls(&self, peer: IpAddr, forwarded: Option<&str>) -> bool {
        let scheme = forwarded.and_then(|schemes| schemes.split(',').next()).unwrap_or_default();
        self.contain(peer) && scheme.trim().eq_ignore_ascii_case("https")
    }
}

/// The block of addresses that one customer has: the address itself, or the 64-bit network of IPv6.
pub fn block(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V4(address) => IpAddr::V4(address),
        IpAddr::V6(address) => {
            let network = address.to_bits() & !u128::from(u64::MAX);
            IpAddr::V6(Ipv6Addr::from_bits(network))
        }
    }
}

/// How many connections there are of each [`block`] of addresses.
pub type Neighbours = Attendance<IpAddr>;

/// The place of one of them, for as long as anybody holds it.
pub type Neighbour = Arc<Seat<IpAddr>>;
