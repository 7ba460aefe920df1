use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use contacts_api::mapping::{Fed, Feeds};
use contacts_api::{Bounded, IntoContact, Nullable, PhoneNumber, Text};

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
    assert_eq!(fed::<bool>(true), Some(true));
    assert_eq!(fed::<f64>(1.5f32), Some(1.5));
    assert_eq!(fed::<f64>(f64::NAN), None);
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
