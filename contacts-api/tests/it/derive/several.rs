use contacts_api::{IntoContact, IntoContacts};

use super::places;

#[derive(IntoContacts, Clone)]
struct Employee {
    name: String,
    #[contact(number, region = "DK")]
    desk: String,
    #[contact(number, region = country)]
    mobile: Option<String>,
    country: &'static str,
    #[contact(number, region = "DK")]
    others: Vec<String>,
    email: Option<String>,
}

fn employee() -> Employee {
    Employee {
        name: "Hans".into(),
        desk: "71999999".into(),
        mobile: Some("070-041 38 12".into()),
        country: "SE",
        others: vec!["+45 71 99 99 99".into(), "20 30 40 50".into()],
        email: None,
    }
}

fn numbers(value: impl IntoContacts) -> Vec<String> {
    let contacts = value.into_contacts().unwrap();
    assert!(contacts.iter().all(|it| it.name == "Hans"));
    contacts.iter().map(|it| it.number.to_string()).collect()
}

#[test]
fn each_distinct_number_is_a_contact() {
    let employee = employee();
    let expected = ["4571999999", "46700413812", "4520304050"];
    assert_eq!(numbers(&employee), expected);
    assert_eq!(numbers(employee), expected);
}

#[test]
fn a_wrong_number_is_told_with_its_index_and_the_others_too() {
    let wrong = Employee {
        desk: "hidden".into(),
        others: vec!["20304050".into(), "1".into()],
        email: Some(String::new()),
        ..employee()
    };
    let errors = wrong.into_contacts().unwrap_err();
    assert_eq!(
        places(&errors),
        [
            ("desk", "number", Some("hidden")),
            ("others[1]", "number", Some("1")),
            ("email", "email", Some("")),
        ]
    );
}

#[test]
fn a_record_without_a_number_is_no_contact() {
    #[derive(IntoContacts)]
    struct Person {
        name: String,
        #[contact(number)]
        numbers: Vec<u64>,
        #[contact(number)]
        other: Option<[String; 1]>,
    }
    let person = Person {
        name: "H".into(),
        numbers: Vec::new(),
        other: None,
    };
    let errors = person.into_contacts().unwrap_err();
    assert_eq!(
        errors.to_string(),
        "number: is needed, and no field of the record has one"
    );
}

#[test]
fn functions_and_texts_may_give_numbers_too() {
    #[derive(IntoContacts)]
    #[contact(number = "{prefix}{line}")]
    struct Person {
        name: String,
        prefix: u8,
        line: u32,
        #[contact(number, with = |list: &String| list.split(';').map(str::to_owned).collect::<Vec<_>>())]
        list: String,
        #[contact(number, try_with = split, skip_if = String::is_empty)]
        checked: String,
    }
    fn split(list: &str) -> Result<Vec<String>, &'static str> {
        match list.strip_prefix("tel:") {
            Some(number) => Ok(vec![number.to_owned()]),
            None => Err("is not a link"),
        }
    }
    let person = |checked: &str| Person {
        name: "Hans".into(),
        prefix: 45,
        line: 71_999_999,
        list: "4520304050;4571999999".into(),
        checked: checked.into(),
    };
    assert_eq!(numbers(person("")), ["4571999999", "4520304050"]);
    assert_eq!(numbers(person("tel:4512345678")).len(), 3);
    let errors = person("4512345678").into_contacts().unwrap_err();
    assert_eq!(
        errors.to_string(),
        "checked (number) \"4512345678\": is not a link"
    );
}

#[test]
fn newtypes_and_enums_are_what_they_hold() {
    #[derive(IntoContacts)]
    struct Colleague(Employee);
    #[derive(IntoContacts)]
    enum Party {
        Colleague(Colleague),
    }
    let party = Party::Colleague(Colleague(employee()));
    assert_eq!(numbers(&party).len(), 3);
    assert_eq!(numbers(party).len(), 3);
}

#[test]
fn a_flattened_field_gives_what_the_numbers_do_not() {
    #[derive(IntoContact)]
    struct Person {
        name: String,
        number: u64,
        email: Option<String>,
    }
    #[derive(IntoContacts)]
    struct Member {
        #[contact(flatten)]
        person: Person,
        #[contact(number)]
        others: Vec<String>,
        email: String,
    }
    #[derive(IntoContacts)]
    struct Guest {
        #[contact(flatten)]
        person: Person,
    }
    #[derive(IntoContacts)]
    struct Choosy {
        #[contact(flatten)]
        person: Person,
        #[contact(number, skip_if = str::is_empty)]
        desk: &'static str,
        #[contact(number, skip_if = Option::is_none)]
        cell: Option<&'static str>,
        #[contact(name, skip_if = str::is_empty)]
        nick: &'static str,
    }
    let person = |name: &str| Person {
        name: name.into(),
        number: 4_571_999_999,
        email: None,
    };
    let member = |name: &str, others: &[&str]| Member {
        person: person(name),
        others: others.iter().map(|it| (*it).to_owned()).collect(),
        email: "h@h.dk".into(),
    };
    let contacts = member("Hans", &["4520304050", "4512345678"]).into_contacts();
    let contacts = contacts.unwrap();
    assert_eq!(contacts.len(), 2);
    assert!(contacts.iter().all(|it| it.name == "Hans"));
    assert!(
        contacts
            .iter()
            .all(|it| it.email.as_deref() == Some("h@h.dk"))
    );
    assert_eq!(contacts[0].number, "4520304050");
    assert_eq!(contacts[1].number, "4512345678");

    let errors = member("", &["4520304050", "x"])
        .into_contacts()
        .unwrap_err();
    assert_eq!(
        places(&errors),
        [
            ("person.name", "name", Some("")),
            ("others[1]", "number", Some("x"))
        ]
    );
    let errors = member("Hans", &[]).into_contacts().unwrap_err();
    assert_eq!(places(&errors), [("", "number", None)]);

    let choosy = |desk, nick| Choosy {
        person: person("Hans"),
        desk,
        cell: Some("4512345678"),
        nick,
    };
    assert_eq!(numbers(choosy("", "")), ["4512345678"]);
    assert_eq!(
        numbers(choosy("4520304050", "")),
        ["4520304050", "4512345678"]
    );
    assert_eq!(choosy("", "").into_contacts().unwrap()[0].name, "Hans");
    assert_eq!(choosy("", "H").into_contacts().unwrap()[0].name, "H");

    // Without numbers of its own, a record has that of its flattened field.
    let guest = Guest {
        person: person("Hans"),
    };
    assert_eq!(numbers(guest), ["4571999999"]);
}

#[test]
fn a_type_parameter_may_hold_the_numbers() {
    #[derive(IntoContacts)]
    struct Person<N, P> {
        name: N,
        #[contact(number)]
        phones: [P; 2],
    }
    let person = Person {
        name: "Hans",
        phones: [Some(4_571_999_999_u64), None],
    };
    assert_eq!(numbers(&person), ["4571999999"]);
    let person = Person {
        name: "Hans".to_owned(),
        phones: ["4571999999", "4520304050"],
    };
    assert_eq!(numbers(person), ["4571999999", "4520304050"]);
}

#[test]
fn a_default_stands_in_for_numbers_that_are_not_there() {
    #[derive(IntoContact, IntoContacts)]
    struct Employee {
        name: &'static str,
        #[contact(region = "DK", default = "71 99 99 99", skip_if = |it| *it == Some("hidden"))]
        number: Option<&'static str>,
    }
    for (number, sent) in [(Some("20 30 40 50"), "4520304050"), (None, "4571999999")] {
        let employee = || Employee {
            name: "Hans",
            number,
        };
        let by_reference = employee().to_contacts().unwrap();
        assert_eq!(by_reference[0].number, sent, "{number:?}");
        assert_eq!(numbers(employee()), [sent], "{number:?}");
        assert_eq!(employee().to_contact().unwrap().number, sent, "{number:?}");
        assert_eq!(
            employee().into_contact().unwrap().number,
            sent,
            "{number:?}"
        );
    }
    // What is wrong is there, and what is skipped is meant to be nothing.
    for number in ["x", "hidden"] {
        let number = Some(number);
        let employee = Employee {
            name: "Hans",
            number,
        };
        assert_eq!(employee.to_contacts().unwrap_err().len(), 1, "{number:?}");
        assert_eq!(employee.into_contact().unwrap_err().len(), 1, "{number:?}");
    }
}
