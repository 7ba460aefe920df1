use contacts_api::mapping::{Fed, Feeds, Refused};
use contacts_api::{IntoContact, IntoContactUpdate, types::NewContact};

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

fn trimmed(text: &str) -> &str {
    text.trim()
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the derive gives references"
)]
fn number_of(id: &u32) -> Result<String, std::num::TryFromIntError> {
    Ok(format!("45{:08}", u16::try_from(*id)?))
}

#[derive(IntoContact)]
struct WithFunctions {
    #[contact(name, with = |name: &String| trimmed(name).to_owned())]
    title: String,
    #[contact(number, try_with = number_of)]
    extension: u32,
    #[contact(email, with = Self::mail_of)]
    domain: String,
}

impl WithFunctions {
    fn mail_of(domain: &String) -> Option<String> {
        (!domain.is_empty()).then(|| format!("info@{domain}"))
    }
}

#[test]
fn functions_make_what_a_field_is_not() {
    let value = WithFunctions {
        title: "  Relatel ".into(),
        extension: 7,
        domain: "relatel.dk".into(),
    };
    let contact = (&value).into_contact().unwrap();
    assert_eq!(contact.name, "Relatel");
    assert_eq!(contact.number, "4500000007");
    assert_eq!(contact.email.unwrap(), "info@relatel.dk");

    let wrong = WithFunctions {
        extension: 70_000,
        domain: String::new(),
        ..value
    };
    let errors = wrong.into_contact().unwrap_err();
    assert_eq!(places(&errors), [("extension", "number", Some("70000"))]);
    assert!(errors.to_string().contains("out of range"), "{errors}");
}

#[test]
fn a_default_stands_in_for_none() {
    const NOBODY: &str = "nobody";
    #[derive(IntoContact)]
    struct Call {
        #[contact(default = NOBODY)]
        name: Option<String>,
        number: u64,
        #[contact(default = format!("{NOBODY}@relatel.dk"))]
        email: Option<String>,
    }
    let contact = Call {
        name: None,
        number: 4_571_999_999,
        email: None,
    }
    .into_contact()
    .unwrap();
    assert_eq!(contact.name, "nobody");
    assert_eq!(contact.email.unwrap(), "nobody@relatel.dk");
    let contact = Call {
        name: Some("H".into()),
        number: 4_571_999_999,
        email: None,
    };
    assert_eq!((&contact).into_contact().unwrap().name, "H");
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
fn skip_if_leaves_this_value_out() {
    #[derive(IntoContact)]
    struct Row {
        name: String,
        number: String,
        #[contact(skip_if = String::is_empty)]
        email: String,
    }
    let row = |email: &str| Row {
        name: "H".into(),
        number: "4571999999".into(),
        email: email.into(),
    };
    assert_eq!(row("").into_contact().unwrap().email, None);
    assert_eq!(
        row("h@h.dk").into_contact().unwrap().email.unwrap(),
        "h@h.dk"
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
fn properties_are_composed_from_fields() {
    #[derive(IntoContact)]
    #[contact(name = "{name}, {company:?} {{{r#type}}}", email, with = Self::mail)]
    #[contact(number = "{prefix}{line:08}", region = "DK")]
    struct Person {
        name: String,
        company: String,
        r#type: char,
        prefix: &'static str,
        line: u32,
    }
    impl Person {
        fn mail(&self) -> String {
            format!("{}@{}", self.name, self.company)
        }
    }
    let person = Person {
        name: "Hans".into(),
        company: "Relatel".into(),
        r#type: 'p',
        prefix: "+45",
        line: 71_999_999,
    };
    let contact = (&person).into_contact().unwrap();
    assert_eq!(contact.name, "Hans, \"Relatel\" {p}");
    assert_eq!(contact.number, "4571999999");
    assert_eq!(contact.email.as_ref().unwrap(), "Hans@Relatel");
    assert_eq!(person.into_contact().unwrap(), contact);

    let errors = Person {
        name: "x".repeat(300),
        company: String::new(),
        r#type: 'p',
        prefix: "x",
        line: 1,
    }
    .into_contact()
    .unwrap_err();
    let paths: Vec<_> = errors.iter().map(|it| (it.path(), it.property())).collect();
    assert_eq!(
        paths,
        [
            ("name + company + type", "name"),
            ("", "email"),
            ("prefix + line", "number")
        ]
    );
}

#[derive(IntoContact)]
struct Billing {
    name: String,
    #[contact(number, region = "DK")]
    phone: String,
}

#[test]
fn a_flattened_field_gives_its_contact_and_its_path_to_errors() {
    #[derive(IntoContact)]
    struct Customer {
        #[contact(flatten)]
        billing: Billing,
        #[contact(email)]
        mail: String,
    }
    #[derive(IntoContact)]
    struct Account {
        #[contact(flatten)]
        customer: Customer,
        name: String,
    }
    let account = |phone: &str, mail: &str| Account {
        customer: Customer {
            billing: Billing {
                name: "Billing".into(),
                phone: phone.into(),
            },
            mail: mail.into(),
        },
        name: "Account".into(),
    };
    let value = account("71999999", "a@b.dk");
    let contact = (&value).into_contact().unwrap();
    assert_eq!(contact.name, "Account");
    assert_eq!(contact.number, "4571999999");
    assert_eq!(contact.email.as_ref().unwrap(), "a@b.dk");
    assert_eq!(value.into_contact().unwrap(), contact);

    let errors = account("x", "").into_contact().unwrap_err();
    assert_eq!(
        places(&errors),
        [
            ("customer.billing.phone", "number", Some("x")),
            ("customer.mail", "email", Some("")),
        ]
    );
}

#[test]
fn newtypes_and_enums_are_what_they_hold() {
    #[derive(IntoContact)]
    struct Partner(Billing);
    #[derive(IntoContact)]
    enum Party<'a, T> {
        Partner(Partner),
        Borrowed(&'a Billing),
        Other(T),
    }
    let billing = || Billing {
        name: "B".into(),
        phone: "71999999".into(),
    };
    let own = billing();
    for party in [
        Party::Partner(Partner(billing())),
        Party::Borrowed(&own),
        Party::Other(billing()),
    ] {
        let by_reference = (&party).into_contact().unwrap();
        assert_eq!(by_reference.name, "B");
        assert_eq!(party.into_contact().unwrap(), by_reference);
    }
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
fn a_function_that_can_fail_reads_its_number_in_a_region() {
    #[derive(IntoContact)]
    struct Customer {
        name: String,
        #[contact(number, try_with = cell, region = "DK")]
        phones: String,
    }
    fn cell(phones: &str) -> Result<String, &'static str> {
        let cell = phones.split(',').find_map(|it| it.strip_prefix("cell "));
        Ok(cell.ok_or("has no cell phone")?.to_owned())
    }
    let customer = |phones: &str| Customer {
        name: "H".into(),
        phones: phones.into(),
    };
    let contact = customer("desk 12345678,cell 71 99 99 99").into_contact();
    assert_eq!(contact.unwrap().number, "4571999999");
    let errors = customer("desk 12345678").into_contact().unwrap_err();
    assert_eq!(
        errors.to_string(),
        "phones (number) \"desk 12345678\": has no cell phone"
    );
}

#[test]
fn what_is_wrong_around_a_flattened_field_is_told_in_the_order_of_the_fields() {
    #[derive(IntoContact)]
    struct Account {
        number: u64,
        #[contact(flatten)]
        owner: Inner,
        #[contact(email)]
        login: String,
    }
    #[derive(IntoContact)]
    struct Inner {
        name: String,
        number: u64,
    }
    let account = |number, name: &str| Account {
        number,
        owner: Inner {
            name: name.into(),
            number: 4_571_999_999,
        },
        login: String::new(),
    };
    let errors = account(4_571_999_998, "Hans").into_contact().unwrap_err();
    assert_eq!(places(&errors), [("login", "email", Some(""))]);
    let errors = account(1, "").into_contact().unwrap_err();
    assert_eq!(
        places(&errors),
        [
            ("number", "number", Some("1")),
            ("owner.name", "name", Some("")),
            ("login", "email", Some(""))
        ]
    );
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

#[test]
fn what_a_function_gives_may_be_skipped_or_have_a_default() {
    #[derive(IntoContact)]
    #[contact(update, none = "clear")]
    struct Row {
        #[contact(name, with = filled, default = "unknown")]
        title: String,
        number: u64,
        #[contact(email, with = filled, skip_if = is_private)]
        mail: String,
    }
    fn filled(text: &str) -> Option<&str> {
        Some(text).filter(|it| !it.is_empty())
    }
    fn is_private(mail: &str) -> bool {
        mail.starts_with("private")
    }
    let row = |title: &str, mail: &str| Row {
        title: title.into(),
        number: 4_571_999_999,
        mail: mail.into(),
    };
    let contact = row("", "h@h.dk").into_contact().unwrap();
    assert_eq!(contact.name, "unknown");
    assert_eq!(contact.email.as_deref(), Some("h@h.dk"));
    let contact = row("Hans", "private@h.dk").into_contact().unwrap();
    assert_eq!((contact.name.as_str(), contact.email), ("Hans", None));
    // `None` clears, and what is skipped is left as it is.
    let sent = |mail| serde_json::to_value(row("Hans", mail).to_contact_update().unwrap());
    assert_eq!(sent("").unwrap()["email"], serde_json::Value::Null);
    assert!(sent("").unwrap().get("email").is_some());
    assert!(sent("private@h.dk").unwrap().get("email").is_none());
}

#[test]
fn a_value_that_is_skipped_leaves_that_of_the_flattened_field() {
    #[derive(IntoContact)]
    struct Owner {
        name: String,
        number: u64,
        email: String,
    }
    #[derive(IntoContact)]
    struct Account {
        #[contact(flatten)]
        owner: Owner,
        #[contact(number, skip_if = is_none, region = "DK")]
        hotline: String,
        #[contact(email, skip_if = String::is_empty)]
        login: String,
        #[contact(name)]
        title: Option<&'static str>,
    }
    fn is_none(number: &str) -> bool {
        number == "none"
    }
    let account = |hotline: &str, login: &str| Account {
        owner: Owner {
            name: "Hans".into(),
            number: 4_571_999_999,
            email: "hans@h.dk".into(),
        },
        hotline: hotline.into(),
        login: login.into(),
        title: Some("Chef"),
    };
    let fed = |hotline, login| {
        let account = account(hotline, login);
        let contact = account.to_contact().unwrap();
        assert_eq!(account.into_contact().unwrap(), contact);
        (
            contact.number.to_string(),
            contact.email.unwrap().to_string(),
        )
    };
    let text = |(number, email): (&str, &str)| (number.to_owned(), email.to_owned());
    assert_eq!(fed("none", ""), text(("4571999999", "hans@h.dk")));
    assert_eq!(fed("20304050", "c@h.dk"), text(("4520304050", "c@h.dk")));
    let errors = account("x", "").into_contact().unwrap_err();
    assert_eq!(places(&errors), [("hotline", "number", Some("x"))]);
}
