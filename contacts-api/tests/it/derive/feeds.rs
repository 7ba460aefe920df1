use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::fmt;
use std::rc::Rc;
use std::str::FromStr;
use std::sync::Arc;

use contacts_api::mapping::{Fed, Feeds};
use contacts_api::{
    Bounded, Checked, Enumeration, IntoContact, Listed, Nullable, PhoneNumber, Text, UnlistedError,
    formats,
};
use serde_json::{Map, Value, json};

fn fed<P>(source: impl Feeds<P>) -> Option<P> {
    let by_reference = source.feed_ref().is_ok();
    let by_value = source.feed();
    assert_eq!(by_reference, by_value.is_ok());
    match by_value {
        Ok(Fed::Value(value)) => Some(value),
        _ => None,
    }
}

#[test]
fn texts_of_all_kinds_feed_texts_and_numbers() {
    macro_rules! each {
        ($($text:expr),* $(,)?) => {$(
            assert_eq!(fed::<Text<1, 10>>($text).unwrap(), "4571999999", stringify!($text));
            assert_eq!(fed::<PhoneNumber>($text).unwrap(), "4571999999", stringify!($text));
            assert_eq!(fed::<String>($text).unwrap(), "4571999999", stringify!($text));
            assert_eq!(fed::<Value>($text).unwrap(), "4571999999", stringify!($text));
            assert_eq!(fed::<Option<String>>($text).unwrap().unwrap(), "4571999999");
        )*};
    }
    let owned = "4571999999".to_owned();
    each!(
        "4571999999",
        owned.clone(),
        &owned,
        &&*owned,
        Cow::Borrowed("4571999999"),
        Cow::<str>::Owned(owned.clone()),
        Box::<str>::from("4571999999"),
        Rc::<str>::from("4571999999"),
        Arc::<str>::from("4571999999"),
        Some("4571999999"),
        Some(Some(owned.clone())),
        &Some(owned.clone()),
        Nullable::Value("4571999999"),
        Box::new("4571999999"),
        Text::<0, 99>::try_from("4571999999").unwrap(),
        "4571999999".parse::<PhoneNumber>().unwrap(),
    );
}

#[test]
fn integers_feed_integers_and_numbers() {
    assert_eq!(fed::<PhoneNumber>(4_571_999_999_u64).unwrap(), "4571999999");
    assert_eq!(fed::<PhoneNumber>(4_571_999_999_i64).unwrap(), "4571999999");
    assert_eq!(
        fed::<PhoneNumber>(4_571_999_999_usize).unwrap(),
        "4571999999"
    );
    assert_eq!(fed::<PhoneNumber>(Some(4_571_999u32)).unwrap(), "4571999");
    assert_eq!(fed::<PhoneNumber>(-4_571_999i32), None);
    assert_eq!(fed::<u64>(7u8), Some(7));
    assert_eq!(fed::<u64>(-7i8), None);
    assert_eq!(fed::<i64>(u64::MAX), None);
    assert_eq!(fed::<Bounded<1, 100>>(100u16).unwrap().get(), 100);
    assert_eq!(fed::<Bounded<1, 100>>(101i16), None);
    assert_eq!(fed::<u64>(u64::MAX), Some(u64::MAX));
    assert_eq!(fed::<i64>(-7isize), Some(-7));
    assert_eq!(fed::<Value>(-7i8), Some(json!(-7)));
    assert_eq!(fed::<Value>(u64::MAX), Some(json!(u64::MAX)));
}

#[test]
fn numbers_and_flags_feed_what_holds_them() {
    assert_eq!(fed::<bool>(true), Some(true));
    assert_eq!(fed::<Value>(true), Some(json!(true)));
    assert_eq!(fed::<f64>(1.5f32), Some(1.5));
    assert_eq!(fed::<f64>(7u8), Some(7.0));
    assert_eq!(fed::<f64>(f64::NAN), None);
    assert_eq!(fed::<Value>(f64::INFINITY), None);
}

#[test]
fn a_number_is_the_one_that_was_written() {
    assert_eq!(fed::<f64>(0.1f32), Some(0.1));
    assert_eq!(fed::<f64>(1_i64 << 53), Some(9_007_199_254_740_992.0));
    assert_eq!(fed::<f64>((1_i64 << 53) + 1), None);
}

/// As the build writes one for a list of texts.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    Person,
    Company,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Kind::Person => "person",
            Kind::Company => "company",
        })
    }
}

impl FromStr for Kind {
    type Err = UnlistedError;

    fn from_str(text: &str) -> Result<Self, UnlistedError> {
        let mut all = [Kind::Person, Kind::Company].into_iter();
        all.find(|it| it.to_string() == text)
            .ok_or_else(UnlistedError::new::<Self>)
    }
}

impl Enumeration for Kind {
    fn is_listed(&self) -> bool {
        true
    }

    fn listed() -> &'static [&'static str] {
        &["person", "company"]
    }
}

#[test]
fn texts_feed_enumerations_if_they_are_listed() {
    assert_eq!(fed::<Listed<Kind>>("company").unwrap(), Kind::Company);
    assert_eq!(fed::<Listed<Kind>>("dog"), None);
    let listed = Listed::new(Kind::Person).unwrap();
    assert_eq!(fed::<Listed<Kind>>(Some(listed)).unwrap(), Kind::Person);
}

#[test]
fn texts_feed_formats_if_they_are_written_so() {
    assert_eq!(
        fed::<Checked<formats::Date>>("2026-11-24").unwrap(),
        "2026-11-24"
    );
    assert_eq!(fed::<Checked<formats::Date>>("24.11.2026".to_owned()), None);
    let date = Checked::<formats::Date>::try_from("2026-11-24").unwrap();
    assert_eq!(fed::<String>(date).unwrap(), "2026-11-24");
}

#[test]
fn lists_of_all_kinds_feed_lists() {
    macro_rules! each {
        ($($list:expr),* $(,)?) => {$(
            let fed_list = fed::<Vec<Text<1, 3>>>($list).unwrap();
            assert_eq!(fed_list, ["a", "b"], stringify!($list));
            assert_eq!(fed::<Value>($list).unwrap(), json!(["a", "b"]), stringify!($list));
            assert_eq!(fed::<Option<Vec<String>>>($list).unwrap().unwrap(), ["a", "b"]);
        )*};
    }
    let slice: &[&str] = &["a", "b"];
    each!(
        vec!["a".to_owned(), "b".to_owned()],
        ["a", "b"],
        slice,
        VecDeque::from(["a", "b"]),
        BTreeSet::from(["b", "a"]),
        Some(vec![Some("a"), Some("b")]),
    );
    assert_eq!(fed::<Vec<u64>>(HashSet::from([7_u8])).unwrap(), [7]);
    assert_eq!(fed::<Vec<Vec<f64>>>([[1_u8], [2]]).unwrap(), [[1.0], [2.0]]);
}

#[test]
fn maps_with_keys_of_text_feed_maps() {
    let expected = BTreeMap::from([("a".to_owned(), 1_u64)]);
    assert_eq!(
        fed::<BTreeMap<String, u64>>(HashMap::from([("a", 1_u8)])),
        Some(expected.clone())
    );
    assert_eq!(
        fed::<BTreeMap<String, u64>>(&expected),
        Some(expected.clone())
    );
    assert_eq!(fed::<Value>(&expected), Some(json!({ "a": 1 })));
    let map = fed::<Map<String, Value>>(expected).unwrap();
    assert_eq!(fed::<Value>(map), Some(json!({ "a": 1 })));
}

#[test]
fn a_none_is_null_where_items_may_be_null_and_wrong_elsewhere() {
    assert_eq!(
        fed::<Vec<Option<u64>>>([Some(1_u8), None]).unwrap(),
        [Some(1), None]
    );
    assert_eq!(fed::<Vec<Value>>([None::<u8>]).unwrap(), [Value::Null]);
    assert_eq!(fed::<Vec<u64>>([Some(1_u8), None]), None);
}

/// A text as other crates have them.
struct Small(String);

impl AsRef<str> for Small {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[test]
fn what_is_a_text_feeds_by_as_ref() {
    #[derive(IntoContact)]
    struct Row {
        #[contact(name, with = AsRef::<str>::as_ref)]
        title: Small,
        number: u64,
    }
    let row = Row {
        title: Small("Hans".into()),
        number: 4_571_999_999,
    };
    assert_eq!(row.to_contact().unwrap().name, "Hans");
    assert_eq!(row.into_contact().unwrap().name, "Hans");
}

#[test]
fn mapping_panics_on_no_text() {
    #[derive(IntoContact)]
    #[contact(update, none = "clear")]
    struct Row {
        name: String,
        #[contact(region = country)]
        number: String,
        country: String,
        email: Option<String>,
    }
    use proptest::prelude::*;
    let text = prop_oneof![".*", "[+0-9() .-]{0,20}", "\\PC{0,300}"];
    let country = prop_oneof![".*", "[A-Z]{2}", Just("DK".to_owned())];
    let row = (
        text.clone(),
        text.clone(),
        country,
        proptest::option::of(text),
    );
    proptest!(|((name, number, country, email) in row)| {
        let row = Row { name: name.clone(), number, country, email: email.clone() };
        let by_reference = (&row).into_contact();
        let by_value = row.into_contact();
        prop_assert_eq!(&by_reference, &by_value);
        let characters = |text: &str| (1..=255).contains(&text.chars().count());
        match by_value {
            Ok(contact) => {
                prop_assert_eq!(contact.name.as_str(), name);
                prop_assert_eq!(contact.email.map(|it| it.to_string()), email);
            }
            Err(errors) => {
                let fails = |property: &str| errors.iter().any(|it| it.property() == property);
                prop_assert_eq!(fails("name"), !characters(&name));
                prop_assert_eq!(fails("email"), !email.as_deref().is_none_or(characters));
                prop_assert_eq!(errors.to_string().lines().count(), errors.len());
            }
        }
    });
}
