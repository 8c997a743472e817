//! S7: limits per user, per address of guests, and per user and auction; each fair to others, memory bounded.

use std::net::{IpAddr, Ipv4Addr};

use rialto::{
    clock::Clock,
    gateway::{
        address::{Proxies, block},
        limiter::{Limiter, Rate, Rates},
    },
    protocol::{
        fault::Fault,
        id::{Id, RoomId, UserId},
        time::Time,
    },
};

/// Where everybody sits.
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

const NOW: Time = Time::from_ms(1_795_000_000_000);

fn user(number: u64) -> UserId {
    UserId(Id::from_number(number))
}

#[test]
fn a_bidder_has_five_bids_a_second_in_each_auction() {
    let clock = Clock::manual(NOW);
    let limiter = Limiter::new(&Rates::default(), &clock);
    let (one, two) = (RoomId::of("auction", 1), RoomId::of("auction", 2));
    let taken = (0..20).filter(|_| limiter.bid(user(1), &one).is_ok()).count();
    assert_eq!(taken, 5);
    assert_eq!(limiter.bid(user(1), &one), Err(Fault::RateLimited { retry_after_ms: 200 }));
    assert!(limiter.bid(user(1), &two).is_ok(), "another auction");
    assert!(limiter.bid(user(2), &one).is_ok(), "another bidder");
    clock.set(NOW.plus(200));
    assert!(limiter.bid(user(1), &one).is_ok());
    assert!(limiter.bid(user(1), &one).is_err());
}

#[test]
fn guests_of_an_address_share_a_limit_and_users_have_their_own() {
    let clock = Clock::manual(NOW);
    let rates = Rates { requests_per_guest_address: Rate::new(1, 3), ..Rates::default() };
    let limiter = Limiter::new(&rates, &clock);
    let ours: [std::net::IpAddr; 2] = [
        "2001:db8::1".parse().unwrap_or([0; 4].into()),
        "2001:db8::2".parse().unwrap_or([0; 4].into()),
    ];
    let taken = (0..9).filter(|turn| limiter.guest_request(ours[turn % 2]).is_ok()).count();
    assert_eq!(taken, 3, "one customer's network is one address");
    assert!(limiter.guest_request([203, 0, 113, 1].into()).is_ok());
    assert!(limiter.request(user(1), HERE).is_ok());
}

#[test]
fn all_who_sit_at_an_address_share_one_limit_whoever_they_are() {
    let clock = Clock::manual(NOW);
    let rates = Rates { requests_per_address: Rate::new(1, 10), ..Rates::default() };
    let limiter = Limiter::new(&rates, &clock);
    let guests = (0..4).filter(|_| limiter.guest_request(HERE).is_ok()).count();
    let users = (0..20).filter(|number| limiter.request(user(*number), HERE).is_ok()).count();
    assert_eq!((guests, users), (4, 6));
    let elsewhere = [198, 51, 100, 1].into();
    assert!(limiter.request(user(19), elsewhere).is_ok(), "the limit is of the address");
}

#[test]
fn subscriptions_are_a_class_of_their_own() {
    let clock = Clock::manual(NOW);
    let rates = Rates { subscriptions: Rate::new(2, 3), ..Rates::default() };
    let limiter = Limiter::new(&rates, &clock);
    assert_eq!((0..9).filter(|_| limiter.subscription(user(1)).is_ok()).count(), 3);
    assert_eq!(limiter.subscription(user(1)), Err(Fault::RateLimited { retry_after_ms: 500 }));
    assert!(limiter.request(user(1), HERE).is_ok(), "other requests go on");
    assert!(limiter.subscription(user(2)).is_ok(), "another user");
    assert_eq!((0..9).filter(|_| limiter.guest_subscription(HERE).is_ok()).count(), 3);
}

#[test]
fn whoever_is_at_rest_is_forgotten() {
    let clock = Clock::manual(NOW);
    let limiter = Limiter::new(&Rates::default(), &clock);
    for number in 0..10_000_u32 {
        let there = Ipv4Addr::from_bits(number).into();
        assert!(limiter.request(user(number.into()), there).is_ok());
    }
    assert_eq!(limiter.remembered(), 20_000, "each user and each address");
    clock.set(NOW.plus(60_000));
    assert!(limiter.write(user(1)).is_ok());
    limiter.tidy();
    assert_eq!(limiter.remembered(), 1);
}

#[test]
fn a_forwarded_address_is_believed_only_from_trusted_proxies() {
    let address = |last: u8| std::net::IpAddr::from([10, 0, 0, last]);
    let outside = std::net::IpAddr::from([1, 2, 3, 4]);
    let proxies = Proxies::new(vec!["10.0.0.1".parse().unwrap(), "10.0.0.2/32".parse().unwrap()]);
    let client = |peer, header: &[&str]| proxies.client(peer, header.iter().copied());
    assert_eq!(client(address(9), &["1.2.3.4"]), address(9), "anybody can write the header");
    assert_eq!(client(address(1), &[]), address(1));
    assert_eq!(client(address(1), &["6.6.6.6, 1.2.3.4"]), outside, "from the right");
    assert_eq!(client(address(1), &["6.6.6.6", "1.2.3.4, 10.0.0.2"]), outside);
    assert_eq!(client(address(1), &["1.2.3.4, nonsense"]), address(1));
    assert_eq!(Proxies::default().client(address(1), ["1.2.3.4"].into_iter()), address(1));
    let mapped: Result<std::net::IpAddr, _> = "::ffff:10.0.0.9".parse();
    assert_eq!(mapped.map(block), Ok(address(9)));
}
