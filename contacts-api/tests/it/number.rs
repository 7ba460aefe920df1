//! The strict number: what it takes, what it refuses, how it behaves as a value.

use std::collections::{BTreeSet, HashMap};

use contacts_api::{NumberError, PhoneNumber};
use proptest::prelude::*;

fn number(text: &str) -> PhoneNumber {
    text.parse().unwrap()
}

#[test]
fn only_digits_with_a_calling_code_are_taken() {
    let short = NumberError::TooShort { calling_code: None };
    let long = NumberError::TooLong { calling_code: None };
    let cases = [
        ("4571999999", Ok("4571999999")),
        ("112", Ok("112")),
        ("123456789012345", Ok("123456789012345")),
        ("", Err(NumberError::Empty)),
        (" \u{a0}", Err(NumberError::Empty)),
        ("45", Err(short)),
        ("1234567890123456", Err(long)),
        ("0045719999", Err(NumberError::LeadingZero)),
        ("+4571999999", Err(NumberError::LeadingPlus)),
        ("45 71999999", Err(NumberError::Symbol(' '))),
        ("4571999999\n", Err(NumberError::Symbol('\n'))),
        ("../../contacts", Err(NumberError::Letters)),
        ("..", Err(NumberError::Symbol('.'))),
        ("45719999９9", Err(NumberError::Symbol('９'))),
        ("hidden", Err(NumberError::Letters)),
    ];
    for (text, expected) in cases {
        let read = text.parse::<PhoneNumber>();
        assert_eq!(
            read.as_ref().map(PhoneNumber::as_str),
            expected.as_ref().copied(),
            "{text:?}"
        );
        assert_eq!(PhoneNumber::try_from(text), read);
        assert_eq!(PhoneNumber::try_from(text.to_owned()), read);
        assert_eq!(PhoneNumber::try_from(&text.to_owned()), read);
    }
}

#[test]
fn integers_are_numbers_when_their_digits_are() {
    assert_eq!(
        PhoneNumber::try_from(4_571_999_999_u64).unwrap(),
        "4571999999"
    );
    assert_eq!(
        PhoneNumber::try_from(4_571_999_999_i64).unwrap(),
        "4571999999"
    );
    assert_eq!(
        PhoneNumber::try_from(4_571_999_999_u128).unwrap(),
        "4571999999"
    );
    assert_eq!(PhoneNumber::try_from(299_285_836_u32).unwrap(), "299285836");
    assert_eq!(
        PhoneNumber::try_from(0_usize),
        Err(NumberError::LeadingZero)
    );
    assert_eq!(
        PhoneNumber::try_from(-4_571_999_999_i64),
        Err(NumberError::Symbol('-'))
    );
    let long = NumberError::TooLong { calling_code: None };
    assert_eq!(PhoneNumber::try_from(u64::MAX), Err(long));
}

#[test]
fn it_is_a_small_value_that_compares_with_text() {
    let one = number("4571999999");
    let copy = PhoneNumber::from(&one);
    assert_eq!(one, copy);
    assert_eq!(one, *"4571999999");
    assert_eq!(one, "4571999999");
    assert_eq!(one, String::from("4571999999"));
    assert_eq!(String::from(one), "4571999999");
    assert_eq!(one.as_ref(), "4571999999");
    assert_eq!(
        format!("{one:>12}|{one}|{one:?}"),
        r#"  4571999999|4571999999|PhoneNumber("4571999999")"#
    );
    assert_eq!(size_of::<PhoneNumber>(), 16);
}

#[test]
fn a_map_keyed_by_numbers_is_searched_by_text() {
    let names = HashMap::from([(number("4571999999"), "Relatel A/S")]);
    assert_eq!(names.get("4571999999"), Some(&"Relatel A/S"));
    let numbers = BTreeSet::from([number("4571999999"), number("299285836")]);
    assert!(numbers.contains("299285836"));
}

#[test]
fn json_is_a_string_and_is_read_strictly() {
    let json = serde_json::to_string(&number("4571999999")).unwrap();
    assert_eq!(json, r#""4571999999""#);
    assert_eq!(
        serde_json::from_str::<PhoneNumber>(&json).unwrap(),
        "4571999999"
    );
    // An escape makes serde hand over an owned string.
    assert_eq!(
        serde_json::from_str::<PhoneNumber>(r#""457199999\u0039""#).unwrap(),
        "4571999999"
    );

    let error = serde_json::from_str::<PhoneNumber>(r#""+4571999999""#)
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("the phone number begins with +: "),
        "{error}"
    );
    assert!(
        !error.contains("71999999\""),
        "the value is not shown: {error}"
    );
    assert!(serde_json::from_str::<PhoneNumber>("4571999999").is_err());
}

#[test]
fn the_json_schema_says_what_is_taken() {
    let schema = schemars::schema_for!(PhoneNumber);
    let value = serde_json::to_value(schema).unwrap();
    assert_eq!(value["type"], "string");
    assert_eq!(value["pattern"], "^[1-9][0-9]{2,14}$");
    assert_eq!(value["title"], "PhoneNumber");
}

#[test]
fn a_reason_goes_on_where_the_field_or_value_stops() {
    let code = 45;
    let reasons = [
        NumberError::Empty,
        NumberError::Placeholder,
        NumberError::Letters,
        NumberError::Symbol('*'),
        NumberError::Scientific,
        NumberError::SeveralNumbers,
        NumberError::ShortCode,
        NumberError::LeadingPlus,
        NumberError::LeadingZero,
        NumberError::UnknownCallingCode,
        NumberError::TooShort { calling_code: None },
        NumberError::TooShort {
            calling_code: Some(code),
        },
        NumberError::TooLong { calling_code: None },
        NumberError::TooLong {
            calling_code: Some(code),
        },
        NumberError::WrongLength { calling_code: code },
        NumberError::AreaCodeMissing { calling_code: code },
        NumberError::Ambiguous,
        NumberError::UnknownRegion {
            region: "Danmark".to_owned(),
        },
    ];
    for reason in reasons {
        let text = reason.to_string();
        assert!(text.starts_with(char::is_lowercase), "{text}");
        assert!(text.contains(": "), "says what to do: {text}");
        assert!(!text.ends_with('.') && !text.contains("  "), "{text}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn order_is_that_of_the_text(a in "[1-9][0-9]{2,14}", b in "[1-9][0-9]{2,14}") {
        prop_assert_eq!(number(&a).cmp(&number(&b)), a.cmp(&b));
        prop_assert_eq!(number(&a) == number(&b), a == b);
    }

    #[test]
    fn any_text_is_either_refused_or_given_back(text in any::<String>()) {
        if let Ok(number) = text.parse::<PhoneNumber>() {
            prop_assert_eq!(number.as_str(), text);
        }
    }
}
