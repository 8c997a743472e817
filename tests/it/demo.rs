//! The demo: its lots and goods, its robots, its links, and that it leaves nothing behind.

use std::collections::{BTreeSet, HashSet};

use rialto::{
    config::Config,
    demo::{
        self, Directory, Reachable,
        auctions::lots,
        cast::{BIDDERS, DEALERS, GUESTS, PEOPLE, PLAYERS, REFEREE, numbered},
        market::{Shelf, Ware, deal, goods},
        robots::{Dice, Seen, Standing, deed, offer, rest_ms, taste},
    },
    gateway::links::{LINK_TTL_MS, Links},
    protocol::{
        auction::{
            Bid, Status,
            terms::{AuctionKind, Bidding},
        },
        id::{Id, UserId},
        market::{ListingId, ListingStatus},
        money::Money,
        time::Time,
    },
};

const NOW: Time = Time::from_ms(1_763_700_000_000);

fn seen(bidding: Bidding) -> Seen {
    Seen {
        status: Status::Active,
        kind: AuctionKind::English,
        bidding,
        price: Some(Money(10_000)),
        minimum: Money(10_500),
        you: Some(Standing { leading: false, alias: None }),
    }
}

#[test]
fn the_lots_show_different_rules() {
    let lots = lots();
    let differ = |count: usize, what: &str| assert!(2 <= count, "{what}");
    assert!(5 <= lots.len());
    differ(lots.iter().map(|lot| lot.terms.bidding as u8).collect::<HashSet<_>>().len(), "bidding");
    let kinds: HashSet<_> = lots.iter().map(|lot| lot.terms.kind.as_str()).collect();
    assert!(kinds.is_superset(&HashSet::from(["english", "dutch", "vickrey", "sealed_first"])));
    assert!(lots.iter().any(|lot| lot.begins_in_ms.is_some()), "one is announced");
    assert!(lots[0].terms.reserve.is_some() && lots[0].begins_in_ms.is_none());
    differ(lots.iter().map(|lot| lot.terms.bidders as u8).collect::<HashSet<_>>().len(), "bidders");
    differ(lots.iter().filter(|lot| lot.terms.reserve.is_some()).count(), "reserve");
    differ(lots.iter().filter(|lot| lot.terms.buy_now.is_some()).count(), "buy now");
    differ(lots.iter().filter(|lot| lot.terms.soft_close.is_some()).count(), "soft close");
    assert!(lots.iter().any(|lot| lot.terms.duration_ms == Some(120_000)), "one ends soon");
    for lot in &lots {
        let terms = &lot.terms;
        if let Some(floor) = terms.floor_price {
            assert!(floor < lot.worth && lot.worth < terms.start_price, "{}", terms.title);
            continue;
        }
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
    let cast = PEOPLE.iter().chain(&BIDDERS).chain(&DEALERS).chain([&REFEREE]);
    let mut names: Vec<_> = cast.map(|cast| cast.name.to_owned()).collect();
    names.extend((0..50).map(|number| numbered(&PLAYERS, number)));
    names.extend((0..50).map(|number| numbered(&GUESTS, number)));
    assert_eq!(numbered(&GUESTS, 0), "Gus");
    assert_eq!(names.iter().collect::<HashSet<_>>().len(), names.len());
}

#[test]
fn a_robot_knows_every_kind_of_auction() {
    let mut dice = Dice::new(3);
    let most = Money(20_000);
    let mut of_kind = |kind, alias: Option<&str>| {
        let you = Some(Standing { leading: false, alias: alias.map(str::to_owned) });
        deed(&Seen { kind, you, ..seen(Bidding::Proxy) }, most, &mut dice)
    };
    let (request, data) = of_kind(AuctionKind::Dutch, None).unwrap();
    assert_eq!((request, &data["limit"]), ("auction:accept", &10_000.into()));
    for kind in [AuctionKind::SealedFirst, AuctionKind::Vickrey, AuctionKind::MultiUnit] {
        let (request, data) = of_kind(kind, None).unwrap();
        assert_eq!((request, &data["amount"]), ("auction:bid", &20_000.into()));
        assert_eq!(of_kind(kind, Some("Dot")), None, "it has said what it pays");
    }
    assert_eq!(of_kind(AuctionKind::English, Some("Dot")).unwrap().0, "auction:bid");
    let falling = Seen { kind: AuctionKind::Dutch, ..seen(Bidding::Proxy) };
    assert_eq!(deed(&falling, Money(9_999), &mut dice), None, "not yet cheap enough");
    let over = Seen { status: Status::Ended, ..falling };
    assert_eq!(deed(&over, most, &mut dice), None);
}

#[test]
fn a_dealer_buys_from_others_and_leaves_persons_their_last() {
    let goods = goods();
    assert!(3 <= goods.of_bo.len() && goods.of_bo.iter().any(|terms| 1 < terms.stock));
    let user = |number| UserId(Id::from_number(number));
    let (me, robot, bo) = (user(1), user(2), user(3));
    let robots = BTreeSet::from([me, robot]);
    let ware = |listing: u64, seller, remaining| Ware {
        listing: listing.to_string().parse::<ListingId>().unwrap(),
        seller,
        price: Money(1_000),
        remaining,
        status: ListingStatus::Listed,
        accept_offers: listing == 3,
    };
    let listings = vec![ware(1, me, 9), ware(2, bo, 1), ware(3, bo, 1), ware(4, robot, 1)];
    let shelf = Shelf { listings };
    let mut seen = HashSet::new();
    for seed in 1..500_u64 {
        let mut dice = Dice::new(seed * 7919);
        let deal = deal(&shelf, me, &robots, &goods.of_robots[0], &mut dice);
        let (request, data) = deal.unwrap();
        seen.insert(request);
        match request {
            "listing:create" => assert_eq!(data["title"], goods.of_robots[0].title.as_str()),
            "listing:buy" => {
                assert_eq!(
                    (&data["listing"], &data["expectedPrice"]),
                    (&"4".into(), &1_000.into())
                );
            }
            "offer:make" => {
                assert_eq!(data["listing"], "3");
                assert!((700..=950).contains(&data["amount"].as_i64().unwrap()), "{data}");
            }
            _ => panic!("{request}"),
        }
    }
    assert_eq!(seen.len(), 3, "{seen:?}");
    let nothing = Shelf { listings: (10..14).map(|listing| ware(listing, me, 1)).collect() };
    assert_eq!(deal(&nothing, me, &robots, &goods.of_robots[0], &mut Dice::new(5)), None);
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
    let leading =
        Seen { you: Some(Standing { leading: true, alias: None }), ..seen(Bidding::Proxy) };
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
