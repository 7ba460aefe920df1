//! The grammar of `#[contact(…)]`: what each form of it does.

mod functions;
mod parts;

use contacts_api::mapping::{Fed, Feeds, Refused};
use contacts_api::{IntoContact, types::NewContact};

use super::places;

#[derive(IntoContact, Clone)]
struct Customer {
    #[expect(dead_code, reason = "not mapped")]
    crm_id: u64,
    #[contact(name)]
    full_name: String,
    #[contact(number, region = "DK")]
    phone: String,
    #[contact(email)]
    mail: Option<String>,
}

fn customer() -> Customer {
    Customer {
        crm_id: 17,
        full_name: "Relatel A/S".into(),
        phone: "71 99 99 99".into(),
        mail: Some("kundeservice@relatel.dk".into()),
    }
}

#[test]
fn a_value_and_a_reference_to_it_give_the_same_contact() {
    let customer = customer();
    let contact = (&customer).into_contact().unwrap();
    assert_eq!(contact.name, "Relatel A/S");
    assert_eq!(contact.number, "4571999999");
    assert_eq!(contact.email.as_ref().unwrap(), "kundeservice@relatel.dk");
    assert_eq!(customer.into_contact().unwrap(), contact);
}

#[test]
fn none_leaves_an_optional_property_out() {
    let contact = Customer {
        mail: None,
        ..customer()
    }
    .into_contact()
    .unwrap();
    assert_eq!(contact.email, None);
    let json = serde_json::to_value(&contact).unwrap();
    assert!(json.get("email").is_none(), "{json}");
}

#[test]
fn all_errors_of_a_record_are_told_with_field_property_value_and_reason() {
    let wrong = Customer {
        full_name: String::new(),
        phone: "71999999 Hans".into(),
        mail: Some("x".repeat(256)),
        ..customer()
    };
    let long = "x".repeat(256);
    for errors in [
        (&wrong).into_contact().unwrap_err(),
        wrong.clone().into_contact().unwrap_err(),
    ] {
        assert_eq!(
            places(&errors),
            [
                ("full_name", "name", Some("")),
                ("phone", "number", Some("71999999 Hans")),
                ("mail", "email", Some(long.as_str())),
            ]
        );
        let text = errors.to_string();
        let lines: Vec<_> = text.lines().collect();
        assert_eq!(
            lines[0],
            "full_name (name) \"\": is empty: give it at least one character"
        );
        assert!(lines[1].starts_with("phone (number) \"71999999 Hans\": has letters in it"));
        assert!(lines[2].contains("…: has 256 characters: at most 255 are allowed"));
        assert_eq!(lines.len(), 3);
    }
}

#[test]
fn fields_named_as_properties_are_mapped_unasked_and_skipped_ones_are_not() {
    #[derive(IntoContact)]
    struct Plain {
        #[expect(dead_code, reason = "not mapped: the service sets it")]
        id: u64,
        name: String,
        number: String,
        #[contact(skip)]
        #[expect(dead_code, reason = "skipped")]
        email: Vec<u8>,
    }
    let contact = Plain {
        id: 1,
        name: "Relatel".into(),
        number: "4571999999".into(),
        email: Vec::new(),
    }
    .into_contact()
    .unwrap();
    assert_eq!((contact.name.as_str(), contact.email), ("Relatel", None));
}

#[test]
fn a_required_property_without_a_value_is_an_error() {
    #[derive(IntoContact)]
    struct Call {
        name: Option<String>,
        number: Option<u64>,
    }
    let errors = Call {
        name: None,
        number: None,
    }
    .into_contact()
    .unwrap_err();
    assert_eq!(
        errors.to_string(),
        "name: has no value, and a contact needs one\n\
         number: has no value, and a contact needs one"
    );
}

#[test]
fn a_region_can_be_a_field() {
    #[derive(IntoContact)]
    struct Customer<'a> {
        name: &'a str,
        #[contact(number, region = country)]
        phone: String,
        country: Option<String>,
    }
    let number = |phone: &str, country: Option<&str>| {
        let customer = Customer {
            name: "H",
            phone: phone.into(),
            country: country.map(str::to_owned),
        };
        let by_reference = (&customer).into_contact().map(|it| it.number.to_string());
        let by_value = customer.into_contact().map(|it| it.number.to_string());
        assert_eq!(by_reference, by_value);
        by_value
    };
    assert_eq!(number("71999999", Some("DK")).unwrap(), "4571999999");
    assert_eq!(number("070-041 38 12", Some("SE")).unwrap(), "46700413812");
    assert_eq!(number("+45 71999999", None).unwrap(), "4571999999");
    let errors = number("71999999", None).unwrap_err();
    assert!(errors.to_string().contains("has no region"), "{errors}");
    let errors = number("71999999", Some("Danmark")).unwrap_err();
    assert!(errors.to_string().contains("Danmark"), "{errors}");
}

#[test]
fn a_number_that_is_read_already_is_not_read_again() {
    #[derive(IntoContact)]
    struct Customer {
        name: String,
        #[contact(region = "US")]
        number: contacts_api::PhoneNumber,
    }
    let customer = Customer {
        name: "H".into(),
        number: "4571999999".parse().unwrap(),
    };
    assert_eq!(customer.into_contact().unwrap().number, "4571999999");
}

#[test]
fn generics_lifetimes_consts_and_raw_names_are_kept() {
    #[derive(IntoContact)]
    struct Generic<'a, T: ?Sized, U, const N: usize>
    where
        U: std::fmt::Display,
    {
        name: &'a str,
        #[contact(number, with = |digits: &[u8; N]| digits.iter().map(u8::to_string).collect::<String>())]
        digits: [u8; N],
        #[contact(email, with = ToString::to_string)]
        r#where: U,
        #[contact(skip)]
        rest: &'a T,
    }
    let value = Generic {
        name: "G",
        digits: [4, 5, 7, 1, 9, 9, 9, 9, 9, 9],
        r#where: 'x',
        rest: "unsized",
    };
    let contact = (&value).into_contact().unwrap();
    assert_eq!(
        (contact.number.as_str(), value.rest),
        ("4571999999", "unsized")
    );
    assert_eq!(value.into_contact().unwrap(), contact);
}

#[test]
fn positions_of_a_tuple_struct_are_fields() {
    #[derive(IntoContact)]
    #[contact(name = "{0} {1}")]
    struct Row(
        String,
        String,
        #[contact(number)] u64,
        #[contact(email)] Option<String>,
    );
    let row = Row("Hans".into(), "Hansen".into(), 12, None);
    let errors = row.into_contact().unwrap_err();
    assert_eq!(places(&errors), [("2", "number", Some("12"))]);
}

#[test]
fn a_sensitive_value_is_in_no_message() {
    #[derive(IntoContact)]
    struct Customer {
        #[contact(sensitive)]
        name: String,
        #[contact(sensitive, region = "DK")]
        number: String,
        #[contact(sensitive, try_with = refuse)]
        email: String,
    }
    fn refuse(_: &String) -> Result<String, &'static str> {
        Err("is refused")
    }
    let errors = Customer {
        name: "secret".repeat(50),
        number: "secret".into(),
        email: "secret".into(),
    }
    .into_contact()
    .unwrap_err();
    assert_eq!(errors.len(), 3);
    assert!(errors.iter().all(|it| it.value().is_none()));
    assert!(!format!("{errors} {errors:?}").contains("secret"));
}

mod reexported {
    pub(super) mod phone_book {
        pub(crate) use contacts_api::*;
    }
}

#[test]
fn the_library_can_stand_elsewhere() {
    #[derive(IntoContact)]
    #[contact(crate = self::reexported::phone_book, deny_unmapped)]
    struct Customer {
        name: String,
        number: u64,
        #[contact(skip)]
        _rest: (),
    }
    let customer = Customer {
        name: "H".into(),
        number: 4_571_999_999,
        _rest: (),
    };
    let contact: NewContact = customer.into_contact().unwrap();
    assert_eq!(contact.number, "4571999999");
}

#[test]
fn a_property_can_be_named_as_in_the_json() {
    #[derive(IntoContact)]
    struct Customer {
        #[contact("name")]
        title: String,
        #[contact("number")]
        phone: u64,
    }
    let customer = Customer {
        title: "H".into(),
        phone: 4_571_999_999,
    };
    assert_eq!(customer.into_contact().unwrap().name, "H");
}

#[test]
fn a_field_of_a_type_parameter_feeds_what_its_argument_can() {
    #[derive(IntoContact)]
    #[contact(update, none = "keep")]
    struct Customer<N, P, M> {
        name: N,
        #[contact(region = "DK")]
        number: P,
        email: Option<M>,
    }
    let customer = Customer {
        name: Box::<str>::from("H"),
        number: 71_999_999_u32,
        email: Some("h@h.dk"),
    };
    let contact = customer.to_contact().unwrap();
    assert_eq!(contact.number, "4571999999");
    assert_eq!(customer.into_contact().unwrap(), contact);
}

#[test]
fn a_type_of_ones_own_says_what_it_feeds_and_why_not() {
    struct Encrypted(Option<&'static str>);
    impl<P> Feeds<P> for Encrypted
    where
        &'static str: Feeds<P>,
    {
        fn feed_ref(&self) -> Result<Fed<P>, Refused> {
            match self.0 {
                Some(text) => Feeds::<P>::feed_ref(&text),
                None => Err(Refused::unseen("cannot be decrypted")),
            }
        }
    }
    #[derive(IntoContact)]
    struct Customer {
        name: Encrypted,
        number: &'static str,
        email: Option<Encrypted>,
    }
    let customer = |name, email| Customer {
        name: Encrypted(name),
        number: "4571999999",
        email: Some(Encrypted(email)),
    };
    let contact = customer(Some("H"), Some("h@h.dk")).into_contact().unwrap();
    assert_eq!(
        (contact.name.as_str(), contact.email.as_deref()),
        ("H", Some("h@h.dk"))
    );
    let errors = customer(None, None).into_contact().unwrap_err();
    assert_eq!(
        errors.to_string(),
        "name: cannot be decrypted\nemail: cannot be decrypted"
    );
}

#[test]
fn a_refused_value_that_is_no_text_is_not_shown() {
    struct Opaque;
    #[derive(IntoContact)]
    struct Customer {
        #[contact(name, try_with = refuse)]
        card: Opaque,
        number: u64,
    }
    fn refuse(_: &Opaque) -> Result<String, &'static str> {
        Err("is not readable")
    }
    let customer = Customer {
        card: Opaque,
        number: 4_571_999_999,
    };
    let errors = customer.into_contact().unwrap_err();
    assert_eq!(errors.to_string(), "card (name): is not readable");
}
