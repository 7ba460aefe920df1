use contacts_api::{IntoContact, IntoContactUpdate, Nullable, types::Contact};
use serde_json::{Value, json};

fn sent(value: impl IntoContactUpdate) -> Value {
    serde_json::to_value(value.into_contact_update().unwrap()).unwrap()
}

macro_rules! customer {
    ($name:ident, $policy:literal) => {
        #[derive(IntoContact, Clone)]
        #[contact(update, none = $policy)]
        struct $name {
            name: String,
            number: Option<String>,
            email: Option<String>,
        }
    };
}

customer!(Keeping, "keep");
customer!(Clearing, "clear");

#[test]
fn none_keeps_or_clears_as_the_type_says() {
    let keeping = Keeping {
        name: "H".into(),
        number: None,
        email: None,
    };
    assert_eq!(sent(&keeping), json!({ "name": "H" }));
    assert_eq!(sent(keeping), json!({ "name": "H" }));
    let clearing = Clearing {
        name: "H".into(),
        number: None,
        email: None,
    };
    assert_eq!(sent(&clearing), json!({ "name": "H", "email": null }));
    assert_eq!(sent(clearing), json!({ "name": "H", "email": null }));
}

#[test]
fn a_skipped_value_is_kept_even_where_none_clears() {
    #[derive(IntoContact)]
    #[contact(update, none = "clear")]
    struct Row {
        name: &'static str,
        number: u64,
        #[contact(skip_if = Option::is_none)]
        email: Option<String>,
    }
    let row = Row {
        name: "H",
        number: 4_571_999_999,
        email: None,
    };
    assert_eq!(sent(row), json!({ "name": "H", "number": "4571999999" }));
}

#[test]
fn a_field_can_have_all_three_states_itself() {
    #[derive(IntoContact)]
    #[contact(update, none = "keep")]
    struct Row {
        name: &'static str,
        number: u64,
        email: Option<Nullable<String>>,
    }
    let row = |email| Row {
        name: "H",
        number: 4_571_999_999,
        email,
    };
    assert!(sent(row(None)).get("email").is_none());
    assert_eq!(sent(row(Some(Nullable::Null)))["email"], Value::Null);
    assert!(sent(row(Some(Nullable::Null))).get("email").is_some());
    assert_eq!(
        sent(row(Some(Nullable::Value("h@h.dk".into()))))["email"],
        "h@h.dk"
    );
    assert_eq!(
        row(Some(Nullable::Null)).into_contact().unwrap().email,
        None
    );
}

macro_rules! three_states {
    ($name:ident, $($option:tt)*) => {
        #[derive(IntoContact)]
        #[contact($($option)*)]
        struct $name {
            name: &'static str,
            number: u64,
            email: Option<Option<&'static str>>,
        }
    };
}

three_states!(Decided, update);
three_states!(ThatKeeps, update, none = "keep");
three_states!(ThatClears, update, none = "clear");

#[test]
fn an_option_in_an_option_keeps_clears_and_sets_whatever_none_means() {
    let (name, number) = ("H", 4_571_999_999);
    macro_rules! each {
        ($($kind:ident),*) => {$(
            let row = |email| $kind { name, number, email };
            for (email, expected) in [
                (None, None),
                (Some(None), Some(Value::Null)),
                (Some(Some("h@h.dk")), Some(json!("h@h.dk"))),
            ] {
                let by_reference = sent(&row(email));
                assert_eq!(sent(row(email)), by_reference);
                assert_eq!(by_reference.get("email").cloned(), expected, stringify!($kind));
            }
            let email = |email| row(email).into_contact().unwrap().email;
            assert_eq!(email(None), None);
            assert_eq!(email(Some(None)), None);
            assert_eq!(email(Some(Some("h@h.dk"))).as_deref(), Some("h@h.dk"));
        )*};
    }
    each!(Decided, ThatKeeps, ThatClears);
}

#[test]
fn a_nullable_in_an_option_is_kept_even_where_none_clears() {
    #[derive(IntoContact)]
    #[contact(update, none = "clear")]
    struct Row {
        name: Option<&'static str>,
        number: u64,
        email: Option<Nullable<String>>,
    }
    let row = Row {
        name: Some("H"),
        number: 4_571_999_999,
        email: None,
    };
    assert_eq!(sent(row), json!({ "name": "H", "number": "4571999999" }));
}

fn stored(json: Value) -> Contact {
    serde_json::from_value(json).unwrap()
}

#[test]
fn only_what_differs_is_sent_and_nothing_if_nothing_does() {
    let clearing = Clearing {
        name: "Relatel".into(),
        number: Some("4571999999".into()),
        email: None,
    };
    let cases = [
        (
            json!({ "id": 1, "name": "Relatel", "number": "4571999999" }),
            None,
        ),
        (
            json!({ "id": 1, "name": "Relatel", "number": "+45 71 99 99 99", "email": "" }),
            None,
        ),
        (
            json!({ "id": 1, "name": "Relatel", "number": "0045 71999999", "email": null }),
            None,
        ),
        (
            json!({ "id": 1, "name": "relatel", "number": "4571999999" }),
            Some(json!({ "name": "Relatel" })),
        ),
        (
            json!({ "id": 1, "name": null, "number": "71999999", "email": "a@b.dk" }),
            Some(json!({ "name": "Relatel", "number": "4571999999", "email": null })),
        ),
        (
            json!({ "id": 1, "name": "Relatel", "email": "a@b.dk", "number": "4571999999" }),
            Some(json!({ "email": null })),
        ),
        (
            json!({ "id": 1 }),
            Some(json!({ "name": "Relatel", "number": "4571999999" })),
        ),
    ];
    for (contact, expected) in cases {
        let contact = stored(contact);
        let changes = clearing.changes_to_contact(&contact).unwrap();
        let changes = changes.map(|it| serde_json::to_value(it).unwrap());
        assert_eq!(changes, expected, "{contact:?}");
    }
}

#[test]
fn a_name_of_digits_is_not_compared_as_a_number() {
    let row = Keeping {
        name: "4571999999".into(),
        number: None,
        email: None,
    };
    let contact = stored(json!({ "id": 1, "name": "+45 71999999" }));
    let changes = row.changes_to_contact(&contact).unwrap().unwrap();
    assert_eq!(changes.name.unwrap(), "4571999999");
}

#[test]
fn an_update_of_a_wrong_record_is_its_errors() {
    let row = Clearing {
        name: String::new(),
        number: Some("x".into()),
        email: None,
    };
    assert_eq!((&row).into_contact_update().unwrap_err().len(), 2);
    assert_eq!(
        row.changes_to_contact(&stored(json!({ "id": 1 })))
            .unwrap_err()
            .len(),
        2
    );
}

#[test]
fn flattened_newtype_and_enum_values_update_too() {
    #[derive(IntoContact)]
    #[contact(update)]
    struct Outer {
        #[contact(flatten)]
        inner: Clearing,
        name: String,
    }
    #[derive(IntoContact)]
    #[contact(update)]
    struct New(Outer);
    #[derive(IntoContact)]
    #[contact(update)]
    enum Party {
        New(New),
    }
    let inner = Clearing {
        name: "inner".into(),
        number: None,
        email: None,
    };
    let party = Party::New(New(Outer {
        inner,
        name: "outer".into(),
    }));
    let expected = json!({ "name": "outer", "email": null });
    assert_eq!(sent(&party), expected);
    assert_eq!(sent(party), expected);
}
