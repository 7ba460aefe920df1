//! Numbers in a region, in whatever form a document has them. `tests/documents` derives on documents
//! whose number has a `+` or is a whole number; here is what the derived code calls.

use contacts_api::mapping::support::{Feed, Phone, in_region, null, region};
use contacts_api::mapping::{Fed, FeedsNumber, FromPhone};
use contacts_api::{Bounded, Checked, PhoneNumber, Rule, Text};
use serde_json::{Value, json};

/// As the build writes one for the pattern `^\\+[1-9][0-9]{2,14}$`.
#[derive(Debug, PartialEq)]
struct Signed;

impl Rule for Signed {
    fn check(text: &str) -> Result<(), String> {
        let digits = text.strip_prefix('+').unwrap_or_default();
        let is_it =
            (3..=15).contains(&digits.len()) && digits.bytes().all(|it| it.is_ascii_digit());
        is_it
            .then_some(())
            .ok_or_else(|| "does not match".to_owned())
    }
}

fn read<P: FromPhone>(feeder: &(impl FeedsNumber + ?Sized), country: Option<&str>) -> Option<P> {
    match in_region(feeder.number(), region::<Phone>(country)) {
        Ok(Fed::Value(value)) => Some(value),
        _ => None,
    }
}

#[test]
fn a_number_has_the_form_that_the_document_has() {
    let number: PhoneNumber = "4571999999".parse().unwrap();
    macro_rules! each {
        ($($source:expr, $country:expr;)*) => {$(
            let (source, country) = ($source, $country);
            assert_eq!(read::<PhoneNumber>(source, country), Some(number));
            assert_eq!(read::<Checked<Signed>>(source, country).unwrap(), "+4571999999");
            assert_eq!(read::<u64>(source, country), Some(4_571_999_999));
            assert_eq!(read::<i64>(source, country), Some(4_571_999_999));
            let bounded: Bounded<100, 999_999_999_999_999> = read(source, country).unwrap();
            assert_eq!(bounded.get(), 4_571_999_999);
            assert_eq!(read::<String>(source, country).unwrap(), "4571999999");
            assert_eq!(read::<Text<3, 15>>(source, country).unwrap(), "4571999999");
        )*};
    }
    each! {
        "71 99 99 99", Some("DK");
        &71_999_999_u32, Some("DK");
        "+45 71 99 99 99", None;
        "+45 71 99 99 99", Some("SE");
        &Some("71999999".to_owned()), Some("DK");
        &number, Some("SE");
    }
}

#[test]
fn what_the_document_forbids_of_a_number_is_refused() {
    assert_eq!(read::<Text<1, 5>>("71999999", Some("DK")), None);
    assert_eq!(read::<Bounded<1, 100>>("71999999", Some("DK")), None);
    assert_eq!(read::<u64>("71999999", None), None);
    assert_eq!(read::<u64>("Hans", Some("DK")), None);
}

#[test]
fn null_is_a_value_where_any_value_is() {
    let null = |fed: Feed<Value>| null(fed).unwrap();
    assert_eq!(null(Ok(Fed::Null)), Fed::Value(Value::Null));
    assert_eq!(null(Ok(Fed::Absent)), Fed::Absent);
    assert_eq!(null(Ok(Fed::Value(json!(7)))), Fed::Value(json!(7)));
}
