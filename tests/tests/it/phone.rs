//! What people write as a phone number, and what becomes of it.

use contacts_api::NumberError::{self, *};
use contacts_api::{NumberWarning, PhoneNumber, REGIONS, format_national, is_region};
use proptest::prelude::*;

fn reads(region: &str, cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        match PhoneNumber::parse_in(text, region) {
            Ok(number) => assert_eq!(number, *expected, "{text:?} in {region}"),
            Err(error) => panic!("{text:?} in {region} {error}"),
        }
    }
}

fn refuses(region: &str, cases: &[(&str, NumberError)]) {
    for (text, expected) in cases {
        let read = PhoneNumber::parse_in(text, region);
        assert_eq!(read.as_ref(), Err(expected), "{text:?} in {region}");
    }
}

fn split(text: &str, region: &str) -> Vec<Result<String, NumberError>> {
    PhoneNumber::split_in(text, region)
        .into_iter()
        .map(|number| number.map(String::from))
        .collect()
}

const SHORT_45: NumberError = TooShort {
    calling_code: Some(45),
};
const LONG_45: NumberError = TooLong {
    calling_code: Some(45),
};

#[test]
fn danish_spellings_give_the_same_digits() {
    let spellings = [
        "71999999",
        "71 99 99 99",
        "7199 9999",
        "719 99 999",
        "71-99-99-99",
        "71.99.99.99",
        "71/99/99/99",
        "71,999,999",
        "71.999.999",
        "4571999999",
        "45 71 99 99 99",
        "(45) 71999999",
        "+4571999999",
        "+45 71 99 99 99",
        "+45-71-99-99-99",
        "(+45) 71999999",
        "[+45] 71999999",
        "+ 45 71999999",
        "004571999999",
        "0045 71 99 99 99",
        "00 45 7199 9999",
        "(0045) 71999999",
        "+0045 71999999",
        "+45 (0)71 99 99 99",
        "+45 (0) 71999999",
        "0045(0)71999999",
        "(0)71999999",
    ];
    reads("DK", &spellings.map(|text| (text, "4571999999")));
    reads("dk", &spellings.map(|text| (text, "4571999999")));
}

#[test]
fn a_danish_number_that_begins_with_45_keeps_its_digits() {
    reads(
        "DK",
        &[
            ("45534895", "4545534895"),
            ("4548 7355", "4545487355"),
            ("4545534895", "4545534895"),
            ("+4545534895", "4545534895"),
            ("004545534895", "4545534895"),
            ("4545454545", "4545454545"),
            ("45454545", "4545454545"),
        ],
    );
}

#[test]
fn characters_that_only_look_different_are_read() {
    reads(
        "DK",
        &[
            ("+45\u{a0}7199\u{a0}9999", "4571999999"),
            ("71\u{2009}99\u{202f}99\u{3000}99", "4571999999"),
            ("71\t99\r\n99 99", "4571999999"),
            ("\u{feff}71999999\u{200b}", "4571999999"),
            ("\u{202a}+45 71 99 99 99\u{202c}", "4571999999"),
            ("71\u{ad}999999", "4571999999"),
            ("71–99—99‐99", "4571999999"),
            ("71\u{96}99\u{97}99−99", "4571999999"),
            ("71·99•99․99", "4571999999"),
            ("＋４５７１９９９９９９", "4571999999"),
            ("（＋４５）７１９９９９９９", "4571999999"),
            ("٧١٩٩٩٩٩٩", "4571999999"),
            ("۷۱۹۹۹۹۹۹", "4571999999"),
            ("७१९९९९९९", "4571999999"),
            ("＋45 71999999", "4571999999"),
        ],
    );
}

#[test]
fn the_wrapping_of_spreadsheet_cells_is_dropped() {
    reads(
        "DK",
        &[
            ("'71999999", "4571999999"),
            ("’71999999", "4571999999"),
            ("\"71999999\"", "4571999999"),
            ("=\"71999999\"", "4571999999"),
            ("='+4571999999'", "4571999999"),
            ("  71999999  ", "4571999999"),
            ("71999999;", "4571999999"),
            ("71999999,", "4571999999"),
            ("71999999.", "4571999999"),
        ],
    );
}

#[test]
fn spreadsheet_decimals_are_dropped_exactly() {
    reads(
        "DK",
        &[
            ("71113174.0", "4571113174"),
            ("71113174,0", "4571113174"),
            ("71113174.00", "4571113174"),
            ("4571113174.0", "4571113174"),
            ("71113170.0", "4571113170"),
            ("70000000.0", "4570000000"),
            ("71.113.174,0", "4571113174"),
            ("71 113 174,00", "4571113174"),
            ("71,113,174.00", "4571113174"),
            // Here the zeros are a group of the number.
            ("7010.0000", "4570100000"),
            ("70.10.00.00", "4570100000"),
            ("701000.00", "4570100000"),
        ],
    );
    refuses("DK", &[("7111317.0", SHORT_45), ("711131744.0", LONG_45)]);
}

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

#[test]
fn numbers_of_other_countries_are_read() {
    reads(
        "DK",
        &[
            ("+299 28 58 36", "299285836"),
            ("+298 20 12 34", "298201234"),
            ("+354 611 1234", "3546111234"),
            ("+49 1512 0263628", "4915120263628"),
            ("+49 (0)30 22223333", "493022223333"),
            ("0049 30/22223333", "493022223333"),
            ("+47 940 30 023", "4794030023"),
            ("+46 70 041 38 12", "46700413812"),
            ("+46 (0)70 041 38 12", "46700413812"),
            ("0046 (0)70-041 38 12", "46700413812"),
            ("+46 070 041 38 12", "46700413812"),
            ("+44 (0)20 7946 0018", "442079460018"),
            ("+1 (617) 253-1000", "16172531000"),
            ("+39 06 698 83712", "390669883712"),
            ("+39 (0)6 698 83712", "390669883712"),
            ("+800 1234 5678", "80012345678"),
        ],
    );
}

#[test]
fn a_number_is_read_by_the_rules_of_its_region() {
    reads(
        "SE",
        &[
            ("070-041 38 12", "46700413812"),
            ("08-123 456 78", "46812345678"),
        ],
    );
    reads(
        "SE",
        &[
            ("(0)70-041 38 12", "46700413812"),
            ("004571999999", "4571999999"),
        ],
    );
    reads(
        "DE",
        &[
            ("030/22223333", "493022223333"),
            ("0151/20263628", "4915120263628"),
        ],
    );
    reads(
        "US",
        &[
            ("(617) 253-1000", "16172531000"),
            ("1-617-253-1000", "16172531000"),
        ],
    );
    reads(
        "US",
        &[
            ("617/253-1000", "16172531000"),
            ("011 45 71999999", "4571999999"),
        ],
    );
    reads(
        "US",
        &[
            ("0045 71999999", "4571999999"),
            ("+4571999999", "4571999999"),
        ],
    );
    reads(
        "NO",
        &[("940 30 023", "4794030023"), ("004571999999", "4571999999")],
    );
    reads("IT", &[("06 698 83712", "390669883712")]);
    reads("GL", &[("28 58 36", "299285836")]);
}

#[test]
fn links_are_read() {
    reads(
        "DK",
        &[
            ("tel:+4545525126", "4545525126"),
            ("TEL:+45-71-99-99-99", "4571999999"),
            ("tel:71999999", "4571999999"),
            ("tel: 71 99 99 99", "4571999999"),
            ("tel://71999999", "4571999999"),
            ("tel:%2B45%2071%2099%2099%2099", "4571999999"),
            ("callto:+4571999999", "4571999999"),
            ("tel:71999999;phone-context=+45", "4571999999"),
            ("tel:70-041-38-12;phone-context=+46", "46700413812"),
            ("tel:71999999;phone-context=example.com", "4571999999"),
            ("tel:+4571999999;phone-context=+46", "4571999999"),
            ("tel:+4571999999;ext=12;isub=3", "4571999999"),
        ],
    );
}

#[test]
fn an_extension_is_dropped_and_told() {
    for text in [
        "71999999x12",
        "71999999 x 12",
        "71999999 ext. 12",
        "71999999, ext 12",
        "71999999 Extension: 12",
        "71 99 99 99 lokal 12",
        "71999999 (lok. 12)",
        "71999999 / lokalnr. 12",
        "71999999 #12",
        "71999999;ext=12",
        "tel:+4571999999;ext=12",
        "tel:71999999;ext=12;phone-context=+45",
        "tel:71999999;phone-context=+45;ext=12",
        "+45 71999999 anknytning 12",
    ] {
        let parsed = PhoneNumber::parse_with_warnings(text, "DK");
        let parsed = parsed.unwrap_or_else(|error| panic!("{text:?} {error}"));
        assert_eq!(parsed.number, "4571999999", "{text:?}");
        assert_eq!(
            parsed.warnings,
            [NumberWarning::ExtensionDropped],
            "{text:?}"
        );
        assert_eq!(split(text, "DK"), [Ok("4571999999".to_owned())], "{text:?}");
    }
}

#[test]
fn a_number_outside_the_plan_is_read_and_told() {
    let parsed = PhoneNumber::parse_with_warnings("4512345678", "DK").unwrap();
    assert_eq!(parsed.number, "4512345678");
    assert_eq!(parsed.warnings, [NumberWarning::NotInPlan]);
    let parsed = PhoneNumber::parse_with_warnings("71999999", "DK").unwrap();
    assert_eq!(parsed.warnings, []);
}

#[test]
fn two_numbers_are_refused_as_one_and_given_as_two() {
    for text in [
        "71999999 / 71999998",
        "71999999/71999998",
        "71 99 99 99/71 99 99 98",
        "71999999, 71999998",
        "71999999,71999998",
        "71999999;71999998",
        "71999999 ; +45 71999998",
        "71999999 | 71999998",
        "71999999 & 71999998",
        "71999999 eller 71999998",
        "71999999 og 71999998",
        "71999999 OR 71999998",
        "71999999\n71999998",
        "71 99 99 99 71 99 99 98",
        "71999999 - 71999998",
        "+4571999999+4571999998",
        "(+45) 71999999 (+45) 71999998",
        "+45 71 99 99 99 +45 71 99 99 98",
        "tel:+4571999999, tel:+4571999998",
        "71999999.0 / 71999998.0",
        "71999999,0 / 71999998,0",
        "71999999 x12 / 71999998",
        "71999999 / 71999998 x12",
    ] {
        refuses("DK", &[(text, SeveralNumbers)]);
        let numbers = [Ok("4571999999".to_owned()), Ok("4571999998".to_owned())];
        assert_eq!(split(text, "DK"), numbers, "{text:?}");
    }
}

#[test]
fn an_abbreviated_second_number_is_not_taken_for_digits_of_the_first() {
    refuses(
        "DK",
        &[
            ("71 99 99 99/98", SeveralNumbers),
            ("45719999/98", SeveralNumbers),
        ],
    );
    assert_eq!(
        split("71 99 99 99/98", "DK"),
        [Ok("4571999999".to_owned()), Err(ShortCode)]
    );
}

#[test]
fn splitting_gives_one_result_for_each_part() {
    let ok = |digits: &str| Ok(digits.to_owned());
    assert_eq!(split("71999999", "DK"), [ok("4571999999")]);
    assert_eq!(split("030/22223333", "DE"), [ok("493022223333")]);
    assert_eq!(split("", "DK"), [Err(Empty)]);
    assert_eq!(split("ukendt", "DK"), [Err(Placeholder)]);
    assert_eq!(split("4,572E+09", "DK"), [Err(Scientific)]);
    assert_eq!(
        split("71999999 / ukendt", "DK"),
        [ok("4571999999"), Err(Placeholder)]
    );
    assert_eq!(
        split("71999999; 112; +46 70 041 38 12", "DK"),
        [ok("4571999999"), Err(ShortCode), ok("46700413812")]
    );
    assert_eq!(
        split("71999999/71999998/71999997", "DK"),
        [ok("4571999999"), ok("4571999998"), ok("4571999997")]
    );
}

#[test]
fn national_is_how_the_country_writes_it() {
    for (digits, expected) in [
        ("4571999999", "71 99 99 99"),
        ("4545534895", "45 53 48 95"),
        ("4512345678", "12345678"),
        ("46700413812", "070-041 38 12"),
        ("4794030023", "94 03 00 23"),
        ("4915120263628", "01512 0263628"),
        ("16172531000", "(617) 253-1000"),
        ("299285836", "28 58 36"),
        ("390669883712", "06 6988 3712"),
        // Not numbers of any plan: given as they are.
        ("999123456", "999123456"),
        ("112", "112"),
        ("457199", "457199"),
        ("hidden", "hidden"),
        ("", ""),
        ("+4571999999", "+4571999999"),
    ] {
        assert_eq!(format_national(digits), expected, "{digits:?}");
    }
}

#[test]
fn the_short_way_to_format_danish_numbers_is_that_of_libphonenumber() {
    for start in 0..1000_u32 {
        let digits = format!("45{start:03}12345");
        let number = rlibphonenumber::PhoneNumber::parse(format!("+{digits}"), None).unwrap();
        let expected = number.format_as(rlibphonenumber::PhoneNumberFormat::National);
        assert_eq!(format_national(&digits), expected, "{digits}");
    }
}

#[test]
fn the_regions_are_those_of_libphonenumber() {
    let util = &*rlibphonenumber::PHONE_NUMBER_UTIL;
    let mut known: Vec<_> = util
        .get_supported_regions()
        .map(|region| region.to_string())
        .collect();
    known.sort();
    assert_eq!(REGIONS, known);
    for region in REGIONS {
        assert!(is_region(region) && is_region(&region.to_lowercase()));
    }
    for region in ["", "D", "DKK", "ZZ", "UK", "EN", "é"] {
        assert!(!is_region(region), "{region}");
    }
}

#[test]
fn an_example_of_every_region_and_kind_is_read_as_it_is_written() {
    use rlibphonenumber::NumberLengthType::IsPossible;
    use rlibphonenumber::PhoneNumberFormat::{E164, International, National, RFC3966};

    let util = &*rlibphonenumber::PHONE_NUMBER_UTIL;
    let mut wrong = Vec::new();
    let mut read = 0;
    for code in REGIONS {
        let region = rlibphonenumber::Region::from_code(code).unwrap();
        for kind in util.get_supported_types_for_region(region).unwrap() {
            let Ok(example) = util.get_example_number_for_type_and_region(region, kind) else {
                continue;
            };
            // Some plans list local numbers, which cannot be called from elsewhere.
            if example.is_possible_with_reason() != Ok(IsPossible) {
                continue;
            }
            let expected = Ok(example.format_as(E164)[1..].parse().unwrap());
            for format in [E164, International, National, RFC3966] {
                let text = example.format_as(format);
                let number = PhoneNumber::parse_in(&text, code);
                if number == expected {
                    read += 1;
                } else {
                    wrong.push((code, kind, text.into_owned(), number));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(read > 4000, "{read}");
}

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
