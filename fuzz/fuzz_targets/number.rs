//! Any text, read as a phone number in any region: the first line is the region, the rest the text.
#![no_main]
#![forbid(unsafe_code)]

use contacts_api::{NumberError, PhoneNumber, compare, format_national, is_region};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: &[u8]| {
    let input = String::from_utf8_lossy(input);
    let (region, text) = input.split_once('\n').unwrap_or(("DK", &input));
    if let Ok(number) = text.parse::<PhoneNumber>() {
        assert_eq!(number.as_str(), text, "what is strict changes nothing");
    }
    let read = PhoneNumber::parse_in(text, region);
    let with_warnings = PhoneNumber::parse_with_warnings(text, region);
    assert_eq!(read, with_warnings.map(|it| it.number));
    let several = PhoneNumber::split_in(text, region);
    assert!(!several.is_empty());
    if read.is_ok() {
        assert_eq!(several, [read.clone()], "one number is not several");
    }
    let is_unknown = matches!(read, Err(NumberError::UnknownRegion { .. }));
    assert_eq!(is_unknown, !is_region(region));
    for it in several.into_iter().chain([read]) {
        match it {
            Ok(number) => is_read_as_itself(number, region),
            Err(reason) => assert!(!reason.to_string().is_empty()),
        }
    }
});

/// However a number was spelled, it is the same when it is read as it is printed, everywhere.
fn is_read_as_itself(number: PhoneNumber, region: &str) {
    let printed = number.to_string();
    assert_eq!(printed.parse(), Ok(number));
    for region in [region, "DK", "US"] {
        for prefix in ["+", "tel:+"] {
            let text = format!("{prefix}{printed}");
            assert_eq!(
                PhoneNumber::parse_in(&text, region),
                Ok(number),
                "{text} in {region}"
            );
        }
    }
    assert!(compare::same_number(&printed, &format!("+{printed}")));
    assert!(!format_national(&printed).is_empty());
}
