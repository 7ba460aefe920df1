//! The numbers of all countries, read and written by their rules.

use contacts_api::{NumberWarning, PhoneNumber, REGIONS, format_national, is_region};

use super::reads;

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
fn a_number_outside_the_plan_is_read_and_told() {
    let parsed = PhoneNumber::parse_with_warnings("4512345678", "DK").unwrap();
    assert_eq!(parsed.number, "4512345678");
    assert_eq!(parsed.warnings, [NumberWarning::NotInPlan]);
    let parsed = PhoneNumber::parse_with_warnings("71999999", "DK").unwrap();
    assert_eq!(parsed.warnings, []);
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
