//! What holds for any text.

use contacts_api::NumberError::*;
use contacts_api::{PhoneNumber, REGIONS, format_national, is_region};
use proptest::prelude::*;

/// Text made of what phone numbers are written with, which comes much closer than any text.
fn spelled() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "0",
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "8",
        "9",
        "45",
        "71",
        "99",
        "00",
        "+",
        " ",
        "-",
        ".",
        ",",
        "/",
        "(",
        ")",
        "(0)",
        ".0",
        "E+09",
        "tel:",
        ";ext=",
        ";phone-context=",
        "x12",
        " lokal 7",
        " eller ",
        ";",
        "&",
        "'",
        "\u{a0}",
        "\u{200b}",
        "９",
        "٧",
        "é",
        "😀",
        "#",
        "%2B",
        "46",
    ]);
    prop::collection::vec(pieces, 0..24).prop_map(|pieces| pieces.concat())
}

fn region() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just("DK"), prop::sample::select(REGIONS)]
}

fn holds_for_any_text(text: &str, region: &str) -> Result<(), TestCaseError> {
    let read = PhoneNumber::parse_in(text, region);
    if let Ok(number) = read {
        let digits = number.as_str();
        prop_assert!(
            (3..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit())
        );
        prop_assert_eq!(
            PhoneNumber::parse_in(&format!("+{digits}"), region),
            Ok(number)
        );
        prop_assert_eq!(
            PhoneNumber::parse_in(&format!("+{digits}"), "US"),
            Ok(number)
        );
        prop_assert!(!number.national().is_empty());
    }
    let parts = PhoneNumber::split_in(text, region);
    prop_assert!(!parts.is_empty());
    match parts.as_slice() {
        [one] => prop_assert_eq!(one, &read),
        _ => prop_assert!(matches!(read, Err(SeveralNumbers | Letters)), "{:?}", read),
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1024, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_or_refused(text in any::<String>(), region in region()) {
        holds_for_any_text(&text, region)?;
    }

    #[test]
    fn anything_like_a_number_is_read_or_refused(text in spelled(), region in region()) {
        holds_for_any_text(&text, region)?;
    }

    #[test]
    fn digits_of_any_region_are_read_or_refused(text in "\\+?[0-9]{3,18}", region in region()) {
        holds_for_any_text(&text, region)?;
    }

    #[test]
    fn any_region_is_known_or_refused(region in any::<String>()) {
        prop_assert_eq!(PhoneNumber::parse_in("+4571999999", &region).is_ok(), is_region(&region));
    }

    #[test]
    fn grouping_does_not_change_the_digits(
        digits in prop::collection::vec(0..10_u32, 7),
        gaps in prop::collection::vec(prop::sample::select(vec!["", " ", "-", "\u{a0}", ") "]), 7),
    ) {
        let plain = digits.iter().fold("7".to_owned(), |text, digit| format!("{text}{digit}"));
        let grouped = digits
            .iter()
            .zip(&gaps)
            .fold("7".to_owned(), |text, (digit, gap)| format!("{text}{gap}{digit}"));
        prop_assert_eq!(
            PhoneNumber::parse_in(&grouped, "DK"),
            PhoneNumber::parse_in(&plain, "DK")
        );
    }

    #[test]
    fn a_danish_number_survives_being_formatted(national in "[2-9][0-9]{7}") {
        let number = PhoneNumber::parse_in(&national, "DK").unwrap();
        prop_assert_eq!(number.as_str(), format!("45{national}"));
        prop_assert_eq!(PhoneNumber::parse_in(&number.national(), "DK"), Ok(number));
    }

    #[test]
    fn whatever_is_stored_can_be_formatted(digits in any::<String>()) {
        if digits.parse::<PhoneNumber>().is_err() {
            prop_assert_eq!(format_national(&digits), digits);
        }
    }
}
