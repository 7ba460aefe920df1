//! A contact that is composed of parts.

use contacts_api::IntoContact;

use super::super::places;

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
