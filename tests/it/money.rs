//! The words of the house as they are read and written: ids, money, currencies, and what is wrong with JSON.

use std::collections::BTreeSet;

use proptest::{prop_assert_eq, proptest};
use rialto::protocol::{
    fault::Fault,
    id::Id,
    money::{Currency, MONEY_MAX, Money},
    read,
    time::Time,
};
use serde::Deserialize;

proptest! {
    #[test]
    fn an_id_is_written_and_read_the_same(number: u64) {
        let id = Id::from_number(number);
        let text = id.to_string();
        prop_assert_eq!(text.len(), 13);
        prop_assert_eq!(text.parse::<Id>(), Ok(id));
        prop_assert_eq!(Id::from_number(id.number().cast_unsigned()), id);
    }

    #[test]
    fn what_is_read_as_an_id_is_written_the_same(text in "[0-9a-z]{12,14}") {
        if let Ok(id) = text.parse::<Id>() {
            prop_assert_eq!(id.to_string(), text);
        }
    }

    #[test]
    fn a_time_is_written_and_read_the_same(ms in 0_i64..253_402_300_800_000) {
        let time = Time::from_ms(ms);
        let text = serde_json::to_string(&time).unwrap();
        prop_assert_eq!(serde_json::from_str::<Time>(&text).unwrap(), time);
    }
}

#[test]
fn ids_grow_with_time() {
    let early = Id::mint(Time::from_ms(1_795_000_000_000), u64::MAX);
    let late = Id::mint(Time::from_ms(1_795_000_000_001), 0);
    assert!(early < late && early.to_string() < late.to_string());
}

#[test]
fn currencies_have_the_decimals_of_iso_4217_and_stand_once() {
    for (code, decimals) in
        [("JPY", 0), ("USD", 2), ("EUR", 2), ("KWD", 3), ("CLF", 4), ("ISK", 0), ("HUF", 2)]
    {
        assert_eq!(code.parse::<Currency>().unwrap().decimals(), decimals, "{code}");
    }
    let codes: Vec<&str> = Currency::all().map(|(code, _)| code).collect();
    assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len());
    assert!(
        codes.iter().all(|code| code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase()))
    );
    for bad in ["usd", "XXX", "XAU", "US", "USDX", "", "DEM"] {
        assert!(bad.parse::<Currency>().is_err(), "{bad}");
    }
}

#[test]
fn an_amount_is_positive_and_exact_in_every_language() {
    assert!(Money(1).is_valid() && Money(MONEY_MAX).is_valid());
    assert!(!Money(0).is_valid() && !Money(-1).is_valid() && !Money(MONEY_MAX + 1).is_valid());
    for bad in ["1.0", "1e3", "\"1\"", "9223372036854775808"] {
        assert!(serde_json::from_str::<Money>(bad).is_err(), "{bad}");
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Outer {
    #[expect(dead_code, reason = "only read")]
    inner_part: Inner,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Inner {
    #[expect(dead_code, reason = "only read")]
    amounts: Vec<Money>,
    #[expect(dead_code, reason = "only read")]
    kind: Kind,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    Plain,
}

#[test]
fn the_field_that_is_wrong_is_named_with_its_path() {
    let check = |text: &str, path: &str, code: &str| {
        let Err(Fault::Invalid { fields }) = read::json::<Outer>(text.as_bytes()) else {
            panic!("{text} was read");
        };
        assert_eq!((fields[0].path.as_str(), &*fields[0].code), (path, code), "{text}");
    };
    let _ = Kind::Plain;
    check(r"{}", "innerPart", "missing_field");
    check(r#"{"innerPart":{"amounts":[],"kind":"plain"},"x":1}"#, "x", "unknown_field");
    check(
        r#"{"innerPart":{"amounts":[1,"2"],"kind":"plain"}}"#,
        "innerPart.amounts[1]",
        "wrong_type",
    );
    check(r#"{"innerPart":{"kind":"plain"}}"#, "innerPart.amounts", "missing_field");
    check(r#"{"innerPart":{"amounts":[],"kind":"odd"}}"#, "innerPart.kind", "unknown_variant");
    check(r#"{"innerPart":{"amounts":[],"kind":"plain","y":0}}"#, "innerPart.y", "unknown_field");
    check(r#"{"innerPart":7}"#, "innerPart", "wrong_type");
    for text in ["", "{", "{}}", "{} 1", r#"{"innerPart":"#, "\u{0}"] {
        assert_eq!(
            read::json::<Outer>(text.as_bytes()).map(|_| ()),
            Err(Fault::Malformed),
            "{text:?}"
        );
    }
}
