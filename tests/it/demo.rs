//! The demo: its lots, its robots, its links, and that it leaves nothing behind.

use std::collections::HashSet;

use rialto::{
    config::Config,
    demo::{
        self, Directory, PEOPLE, ROBOTS, Reachable,
        robots::{Dice, Seen, Standing, offer, rest_ms, taste},
    },
    gateway::links::{LINK_TTL_MS, Links},
    protocol::{
        auction::{Bid, Status, terms::Bidding},
        id::{Id, UserId},
        money::Money,
        time::Time,
    },
};

const NOW: Time = Time::from_ms(1_763_700_000_000);

fn seen(bidding: Bidding) -> Seen {
    Seen {
        status: Status::Active,
        bidding,
        price: Some(Money(10_000)),
        minimum: Money(10_500),
        you: Some(Standing { leading: false }),
    }
}

#[test]
fn the_lots_show_different_rules() {
    let lots = demo::lots();
    let differ = |count: usize, what: &str| assert!(2 <= count, "{what}");
    assert!(5 <= lots.len());
    differ(lots.iter().map(|lot| lot.terms.bidding as u8).collect::<HashSet<_>>().len(), "bidding");
    differ(lots.iter().map(|lot| lot.terms.bidders as u8).collect::<HashSet<_>>().len(), "bidders");
    differ(lots.iter().filter(|lot| lot.terms.reserve.is_some()).count(), "reserve");
    differ(lots.iter().filter(|lot| lot.terms.buy_now.is_some()).count(), "buy now");
    differ(lots.iter().filter(|lot| lot.terms.soft_close.is_some()).count(), "soft close");
    assert!(lots.iter().any(|lot| lot.terms.duration_ms == Some(120_000)), "one ends soon");
    for lot in &lots {
        let terms = &lot.terms;
        let reserve = terms.reserve.unwrap_or(terms.start_price);
        assert!(terms.start_price <= reserve && reserve < lot.worth, "{}", terms.title);
        if let Some(buy_now) = terms.buy_now {
            assert!(
                reserve.max(Money(terms.start_price.0 * 13 / 10)) <= buy_now,
                "{}",
                terms.title
            );
        }
    }
}

#[test]
fn names_are_apart() {
    let names: HashSet<_> = PEOPLE.iter().chain(&ROBOTS).map(|cast| cast.name).collect();
    assert_eq!(names.len(), PEOPLE.len() + ROBOTS.len());
}

#[test]
fn a_robot_bids_what_a_person_could_and_would() {
    for seed in 0..2_000 {
        let mut dice = Dice::new(seed);
        for bidding in [Bidding::Proxy, Bidding::Open] {
            let most = taste(Money(20_000), &mut dice);
            assert!((14_000..=23_000).contains(&most.0), "seed {seed}: {most:?}");
            let offer = offer(&seen(bidding), most, &mut dice).unwrap();
            assert!(Money(10_500) <= offer.amount, "seed {seed}: {offer:?}");
            assert!(offer.amount <= most && offer.max <= Some(most), "seed {seed}: {offer:?}");
            assert!(offer.max.is_none_or(|max| offer.amount <= max), "seed {seed}: {offer:?}");
            assert!(bidding == Bidding::Proxy || offer.max.is_none(), "seed {seed}: {offer:?}");
            let bid: Bid = serde_json::from_value(offer.data()).unwrap();
            assert_eq!((bid.amount, bid.max), (offer.amount, offer.max), "seed {seed}");
            assert_eq!(bid.expected_price, Some(Money(10_000)), "seed {seed}");
        }
        assert!((4_000..=9_000).contains(&rest_ms(&mut dice)), "seed {seed}");
    }
}

#[test]
fn a_robot_sometimes_leaves_a_maximum() {
    let most = Money(20_000);
    let with_max = |seed| offer(&seen(Bidding::Proxy), most, &mut Dice::new(seed)).unwrap().max;
    let maxima = (1..300_u64).filter(|seed| with_max(seed * 7919).is_some()).count();
    assert!((50..150).contains(&maxima), "{maxima} of 300");
}

#[test]
fn a_robot_holds_back_where_it_leads_or_may_not_or_would_not() {
    let mut dice = Dice::new(7);
    let leading = Seen { you: Some(Standing { leading: true }), ..seen(Bidding::Proxy) };
    assert_eq!(offer(&leading, Money(20_000), &mut dice), None);
    let paused = Seen { status: Status::Paused, ..seen(Bidding::Proxy) };
    assert_eq!(offer(&paused, Money(20_000), &mut dice), None);
    assert_eq!(offer(&seen(Bidding::Open), Money(10_499), &mut dice), None);
    let first = Seen { price: None, ..seen(Bidding::Open) };
    let offer = offer(&first, Money(20_000), &mut dice).unwrap();
    assert_eq!((offer.amount, offer.expected_price), (Money(10_500), None));
}

#[test]
fn a_link_works_once_and_for_half_an_hour() {
    let links = Links::default();
    let user = UserId(Id::from_number(7));
    let first = links.add(user, NOW).unwrap();
    let second = links.add(user, NOW).unwrap();
    assert_ne!(first, second);
    assert_eq!(links.redeem("", NOW), None);
    assert_eq!(links.redeem(&first, NOW.plus(LINK_TTL_MS - 1)), Some(user));
    assert_eq!(links.redeem(&first, NOW), None);
    assert_eq!(links.redeem(&second, NOW.plus(LINK_TTL_MS)), None);
    assert_eq!(links.redeem(&second, NOW), None);
}

#[test]
fn it_stays_on_this_machine_and_leaves_nothing_behind() {
    use std::os::unix::fs::PermissionsExt;
    let directory = Directory::make(NOW).unwrap();
    let path = directory.path().to_owned();
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o700);

    let mut config = Config::default();
    assert_eq!(demo::settings(&config, &directory).unwrap().data.dir, path);
    config.server.listen.push("0.0.0.0:8080".parse().unwrap());
    assert_eq!(demo::settings(&config, &directory), Err(Reachable));

    std::fs::write(path.join("rialto.db"), "data").unwrap();
    drop(directory);
    assert!(!path.exists());
}
