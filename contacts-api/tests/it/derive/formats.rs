//! Dates, times, UUIDs and URLs of other crates, as their formats have them.

use std::time::{Duration, UNIX_EPOCH};

use contacts_api::mapping::{Fed, Feeds};
use contacts_api::{Checked, IntoContact, Text, formats};
use serde_json::{Value, json};

/// What a value gives a property of the format, of text, and of anything: the same text.
fn text<R: contacts_api::Rule>(
    source: impl Feeds<Checked<R>> + Feeds<String> + Feeds<Value> + Feeds<Text<1, 99>>,
) -> String {
    fn given<P>(source: &impl Feeds<P>) -> P {
        match source.feed_ref() {
            Ok(Fed::Value(value)) => value,
            Ok(_) => panic!("it has a value"),
            Err(refused) => panic!("{refused:?}"),
        }
    }
    let text: String = given(&source);
    assert_eq!(given::<Checked<R>>(&source), *text);
    assert_eq!(given::<Value>(&source), json!(text));
    let by_value: Result<Fed<Text<1, 99>>, _> = source.feed();
    match by_value {
        Ok(Fed::Value(value)) => assert_eq!(value, *text),
        other => panic!("{other:?}"),
    }
    text
}

/// 2026-11-24T11:00:00Z.
const SECONDS: i64 = 1_795_518_000;

#[test]
fn dates_and_times_of_chrono() {
    let utc = chrono::DateTime::from_timestamp(SECONDS, 0).unwrap();
    assert_eq!(text::<formats::Date>(utc.date_naive()), "2026-11-24");
    assert_eq!(text::<formats::DateTime>(utc), "2026-11-24T11:00:00+00:00");
    let east = chrono::FixedOffset::east_opt(3600).unwrap();
    assert_eq!(
        text::<formats::DateTime>(Some(utc.with_timezone(&east))),
        "2026-11-24T12:00:00+01:00"
    );
}

#[test]
fn dates_and_times_of_jiff() {
    assert_eq!(
        text::<formats::Date>(jiff::civil::date(2026, 11, 24)),
        "2026-11-24"
    );
    let timestamp = jiff::Timestamp::from_second(SECONDS).unwrap();
    assert_eq!(text::<formats::DateTime>(timestamp), "2026-11-24T11:00:00Z");
    let east = jiff::tz::TimeZone::fixed(jiff::tz::offset(1));
    assert_eq!(
        text::<formats::DateTime>(&timestamp.to_zoned(east)),
        "2026-11-24T12:00:00+01:00"
    );
}

#[test]
fn dates_and_times_of_time() {
    let utc = time::OffsetDateTime::from_unix_timestamp(SECONDS).unwrap();
    assert_eq!(text::<formats::Date>(utc.date()), "2026-11-24");
    assert_eq!(text::<formats::DateTime>(utc), "2026-11-24T11:00:00Z");
    let east = time::UtcOffset::from_hms(1, 0, 0).unwrap();
    assert_eq!(
        text::<formats::DateTime>(Box::new(utc.to_offset(east))),
        "2026-11-24T12:00:00+01:00"
    );
    // What RFC 3339 cannot write is refused, and the others write it as it is.
    let odd = time::UtcOffset::from_hms(1, 0, 1).unwrap();
    let refused = Feeds::<String>::feed(utc.to_offset(odd));
    assert!(refused.is_err(), "{refused:?}");
}

#[test]
fn uuids_and_urls() {
    let uuid = uuid::Uuid::from_u128(0x018f_2f3e_7b1c_7000_8000_0000_0000_0001);
    assert_eq!(
        text::<formats::Uuid>(uuid),
        "018f2f3e-7b1c-7000-8000-000000000001"
    );
    let url = url::Url::parse("https://www.relatel.dk").unwrap();
    assert_eq!(text::<formats::Uri>(&url), "https://www.relatel.dk/");
}

#[test]
fn a_record_with_them_is_mapped() {
    #[derive(IntoContact)]
    struct Call {
        #[contact(name)]
        at: jiff::Timestamp,
        number: u64,
        #[contact(email)]
        page: Option<url::Url>,
    }
    let call = Call {
        at: jiff::Timestamp::try_from(UNIX_EPOCH + Duration::from_secs(1)).unwrap(),
        number: 4_571_999_999,
        page: url::Url::parse("https://relatel.dk/").ok(),
    };
    let contact = call.into_contact().unwrap();
    assert_eq!(contact.name, "1970-01-01T00:00:01Z");
    assert_eq!(contact.email.as_deref(), Some("https://relatel.dk/"));
}
