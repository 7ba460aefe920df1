//! What is no phone number, and why.

use contacts_api::NumberError::*;
use contacts_api::PhoneNumber;

use super::{LONG_45, SHORT_45, reads, refuses};

#[test]
fn scientific_notation_is_refused_since_digits_are_lost() {
    for text in [
        "4,572E+09",
        "4.572E+09",
        "4,57200E9",
        "7e7",
        "4572 E+06",
        "7,2e-01",
    ] {
        refuses("DK", &[(text, Scientific)]);
    }
}

#[test]
fn letters_never_become_digits() {
    for text in [
        "71999999 Hans",
        "71 99 99 99 Hans",
        "Hans 71999999",
        "Hans",
        "71999999 (mobil)",
        "Tlf. 71999999",
        "1-800-FLOWERS",
        "71xx9999",
        "71999999, Hans",
        "71999999; Hans",
        "71999999 ext",
        "７１９９９９９９ Ａ",
        "71999999 Åse",
        "71999999 телефон",
        "7199999l",
        "l12O",
    ] {
        refuses("DK", &[(text, Letters)]);
    }
}

#[test]
fn symbols_of_dial_codes_are_refused_by_name() {
    refuses(
        "DK",
        &[
            ("*21*71999999#", Symbol('*')),
            ("#31#71999999", Symbol('#')),
            ("71_99_99_99", Symbol('_')),
            ("71999999?", Symbol('?')),
            ("☎ 71999999", Symbol('☎')),
            ("71\u{0}999999", Symbol('\u{0}')),
            ("71999999½", Symbol('½')),
            ("++4571999999", Symbol('+')),
        ],
    );
}

#[test]
fn words_and_signs_for_no_number_are_refused_as_such() {
    for text in [
        "anonymous",
        "Anonym",
        "ukendt",
        "UKENDT",
        "Ukendt nummer",
        "hemmeligt",
        "Hemmeligt nr.",
        "hidden",
        "privat",
        "Private",
        "(privat)",
        "<unknown>",
        "withheld",
        "-",
        "--",
        "—",
        "n/a",
        "N/A",
        "#N/A",
        "?",
        "...",
        "null",
        "None",
        "nan",
        "xxx",
        "x",
        "+",
        "/",
    ] {
        refuses("DK", &[(text, Placeholder)]);
    }
    for text in ["", " ", "\u{a0}\u{200b}", "''", "tel:", "=\"\"", ";"] {
        refuses("DK", &[(text, Empty)]);
    }
}

#[test]
fn short_codes_are_refused() {
    for text in [
        "112", "114", "1813", "1 1 2", "118", "116117", "116 111", "8000", "112.0",
    ] {
        refuses("DK", &[(text, ShortCode)]);
    }
    for (region, text) in [
        ("DE", "112"),
        ("DE", "116117"),
        ("SE", "11414"),
        ("US", "911"),
    ] {
        refuses(region, &[(text, ShortCode)]);
    }
}

#[test]
fn numbers_that_cannot_be_are_refused_with_what_is_wrong() {
    refuses(
        "DK",
        &[
            ("7199999", SHORT_45),
            ("+45 7199999", SHORT_45),
            ("719999999", LONG_45),
            ("+45 7199999999", LONG_45),
            ("71 99 99 99 99", LONG_45),
            ("71999999-12", LONG_45),
            ("+999 71999999", UnknownCallingCode),
            ("00999 71999999", UnknownCallingCode),
            (
                "0",
                TooShort {
                    calling_code: Some(45),
                },
            ),
            ("+4", TooShort { calling_code: None }),
            ("+1 253 0000", AreaCodeMissing { calling_code: 1 }),
        ],
    );
    refuses("US", &[("253 0000", AreaCodeMissing { calling_code: 1 })]);
    refuses("IM", &[("0851246331", Ambiguous)]);
    let long = TooLong { calling_code: None };
    refuses("DK", &[("7".repeat(251).as_str(), long)]);
    assert!(PhoneNumber::parse_in(&"7".repeat(250), "DK").is_err());
    refuses("DK", &[("a note ".repeat(50).as_str(), Letters)]);
    reads(
        "DK",
        &[(
            format!("71999999{}", " ".repeat(300)).as_str(),
            "4571999999",
        )],
    );
}

#[test]
fn an_unknown_region_is_refused_by_name() {
    for region in [
        "", "D", "DNK", "Danmark", "UK", "ZZ", "Dé", "é", "45", "001",
    ] {
        let error = PhoneNumber::parse_in("71999999", region).unwrap_err();
        assert_eq!(
            error,
            UnknownRegion {
                region: region.to_owned()
            }
        );
        assert_eq!(PhoneNumber::split_in("71999999", region), [Err(error)]);
    }
    let error = PhoneNumber::parse_in("71999999", &"D".repeat(1000)).unwrap_err();
    assert_eq!(
        error,
        UnknownRegion {
            region: "D".repeat(20)
        }
    );
}
