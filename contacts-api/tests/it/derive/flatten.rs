//! A flattened field that may be `None`, or that is held in something.

use std::sync::Arc;

use contacts_api::types::{ContactUpdate, NewContact};
use contacts_api::{IntoContact, IntoContactUpdate, IntoContacts, MappingErrors};

use super::places;

#[derive(IntoContact, Clone)]
#[contact(update, none = "keep")]
struct Billing {
    name: String,
    number: String,
    email: Option<String>,
}

fn billing() -> Billing {
    Billing {
        name: "Billing".into(),
        number: "4571999999".into(),
        email: Some("pay@relatel.dk".into()),
    }
}

#[derive(IntoContact, Clone)]
#[contact(update, none = "keep")]
struct Customer {
    name: Option<String>,
    #[contact(flatten)]
    billing: Option<Billing>,
    #[contact(number, skip_if = String::is_empty)]
    phone: String,
}

fn created(customer: &Customer) -> Result<NewContact, MappingErrors> {
    let created = customer.to_contact();
    assert_eq!(customer.clone().into_contact(), created);
    created
}

fn updated(customer: &Customer) -> ContactUpdate {
    let updated = customer.to_contact_update();
    assert_eq!(customer.clone().into_contact_update(), updated);
    updated.unwrap()
}

#[test]
fn a_flattened_some_gives_its_contact() {
    let customer = Customer {
        name: Some("Customer".into()),
        billing: Some(billing()),
        phone: String::new(),
    };
    let contact = created(&customer).unwrap();
    assert_eq!(contact.name, "Customer");
    assert_eq!(contact.number, "4571999999");
    assert_eq!(contact.email.as_deref(), Some("pay@relatel.dk"));
    let update = updated(&customer);
    assert_eq!(update.number.unwrap(), "4571999999");

    let wrong = Customer {
        billing: Some(Billing {
            number: "x".into(),
            ..billing()
        }),
        ..customer
    };
    let errors = created(&wrong).unwrap_err();
    assert_eq!(places(&errors), [("billing.number", "number", Some("x"))]);
}

#[test]
fn a_flattened_none_leaves_what_the_record_feeds_itself() {
    let customer = Customer {
        name: Some("Customer".into()),
        billing: None,
        phone: "4520304050".into(),
    };
    let contact = created(&customer).unwrap();
    assert_eq!((contact.name.as_str(), contact.email), ("Customer", None));
    assert_eq!(contact.number, "4520304050");
    let update = updated(&customer);
    assert_eq!(update.number.unwrap(), "4520304050");
    assert_eq!(update.email, None);
}

#[test]
fn what_a_flattened_none_does_not_give_is_missing() {
    let customer = Customer {
        name: None,
        billing: None,
        phone: String::new(),
    };
    let errors = created(&customer).unwrap_err();
    assert_eq!(
        errors.to_string(),
        "name: has no value, and a contact needs one\nphone (number): has no value, and a contact needs one"
    );
    // An update needs nothing.
    assert_eq!(updated(&customer), ContactUpdate::default());
}

#[test]
fn a_record_of_several_numbers_flattens_an_option_too() {
    #[derive(IntoContacts)]
    struct Employee {
        name: String,
        #[contact(flatten)]
        billing: Option<Billing>,
        #[contact(number)]
        phones: Vec<&'static str>,
    }
    let employee = |billing, phones| Employee {
        name: "Hans".into(),
        billing,
        phones,
    };
    for (billing, email) in [(None, None), (Some(billing()), Some("pay@relatel.dk"))] {
        let contacts = employee(billing, vec!["4571999999", "4520304050"])
            .into_contacts()
            .unwrap();
        let got: Vec<_> = contacts.iter().map(|it| it.number.as_str()).collect();
        assert_eq!(got, ["4571999999", "4520304050"]);
        assert!(contacts.iter().all(|it| it.email.as_deref() == email));
    }
    let errors = employee(None, vec![]).into_contacts().unwrap_err();
    assert_eq!(errors.len(), 1, "{errors}");
}

#[test]
fn what_holds_a_contact_is_flattened_as_it_is() {
    #[derive(IntoContact)]
    struct Account<B> {
        #[contact(flatten)]
        billing: B,
    }
    let name = |it: &dyn IntoContact| it.to_contact().unwrap().name.to_string();
    assert_eq!(name(&Account { billing: billing() }), "Billing");
    let boxed = Box::new(billing());
    assert_eq!(name(&Account { billing: &boxed }), "Billing");
    let account = Account {
        billing: Some(boxed),
    };
    assert_eq!(account.into_contact().unwrap().name, "Billing");
    let shared = Arc::new(billing());
    let account = Account {
        billing: Some(Arc::clone(&shared)),
    };
    assert_eq!(account.into_contact().unwrap().name, "Billing");
    assert_eq!(shared.into_contact().unwrap().name, "Billing");
}
