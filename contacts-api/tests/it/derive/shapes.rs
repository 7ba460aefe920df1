//! Types as applications have them: beside other derives, made by macros, hidden, deprecated, with names
//! that mean something else.

use std::borrow::Cow;
use std::marker::PhantomData;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use contacts_api::{IntoContact, IntoContactUpdate, IntoContacts, types::NewContact};
use serde::{Deserialize, Serialize};

/// The contact of a value, which is the same by reference.
fn contact(value: impl IntoContact) -> NewContact {
    let by_reference = value.to_contact().unwrap();
    assert_eq!(value.into_contact().unwrap(), by_reference);
    by_reference
}

fn parts(value: impl IntoContact) -> (String, String, Option<String>) {
    let NewContact {
        name,
        number,
        email,
    } = contact(value);
    let email = email.map(|it| it.to_string());
    (name.to_string(), number.to_string(), email)
}

fn hans(email: Option<&str>) -> (String, String, Option<String>) {
    (
        "Hans".to_owned(),
        "4571999999".to_owned(),
        email.map(str::to_owned),
    )
}

#[test]
fn other_derives_and_their_attributes_stand_beside() {
    /// A customer.
    #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, IntoContact)]
    #[serde(rename_all = "camelCase", deny_unknown_fields)]
    #[contact(update, none = "keep")]
    #[non_exhaustive]
    #[must_use]
    struct Customer {
        /// All of the name.
        #[serde(rename = "fullName")]
        #[contact(name)]
        full: String,
        #[serde(default)]
        number: u64,
        #[serde(skip_serializing_if = "Option::is_none")]
        email: Option<String>,
    }
    let customer: Customer =
        serde_json::from_str(r#"{"fullName":"Hans","number":4571999999}"#).unwrap();
    assert!(customer.to_contact_update().is_ok());
    assert_eq!(parts(customer), hans(None));
}

#[test]
fn a_field_that_is_not_compiled_is_not_mapped() {
    #[derive(IntoContact)]
    #[cfg_attr(all(), contact(update, none = "clear"))]
    struct Customer {
        #[cfg_attr(all(), contact(name))]
        title: &'static str,
        number: u64,
        #[cfg(any())]
        email: NoSuchType,
        #[cfg(not(any()))]
        #[contact(email)]
        mail: Option<&'static str>,
    }
    let customer = Customer {
        title: "Hans",
        number: 4_571_999_999,
        mail: Some("hans@x.dk"),
    };
    assert_eq!(parts(customer), hans(Some("hans@x.dk")));
}

macro_rules! customer {
    ($name:ident, $property:ident = $format:literal, $with:path, $default:expr, $text:ty, $region:literal) => {
        #[derive(IntoContact)]
        #[contact($property = $format)]
        struct $name {
            #[contact(name, with = $with)]
            title: $text,
            #[contact(number, default = $default, region = $region)]
            phone: Option<$text>,
            town: $text,
        }
    };
}

#[test]
fn a_macro_may_put_a_type_together() {
    customer!(
        Customer,
        email = "{town}@x.dk",
        Clone::clone,
        "71999999",
        String,
        "DK"
    );
    let customer = Customer {
        title: "Hans".into(),
        phone: None,
        town: "odense".into(),
    };
    assert_eq!(parts(customer), hans(Some("odense@x.dk")));
}

#[test]
fn raw_identifiers_are_names_as_others() {
    #[derive(IntoContact)]
    #[contact(email = "{r#type}@x.dk")]
    struct Row {
        #[contact(r#name)]
        r#fn: &'static str,
        #[contact(number, region = r#in)]
        r#match: &'static str,
        r#in: &'static str,
        r#type: &'static str,
    }
    let row = Row {
        r#fn: "Hans",
        r#match: "71 99 99 99",
        r#in: "DK",
        r#type: "h",
    };
    assert_eq!(parts(row), hans(Some("h@x.dk")));
}

#[test]
fn a_struct_without_names_says_the_region_by_its_place() {
    #[derive(IntoContact)]
    #[contact(deny_unmapped)]
    struct Row(
        #[contact(name)] &'static str,
        #[contact(number, region = 2)] &'static str,
        &'static str,
    );
    assert_eq!(parts(Row("Hans", "71 99 99 99", "DK")), hans(None));
    let other = contact(Row("Hans", "70-041 38 12", "SE"));
    assert_eq!(other.number, "46700413812");
}

#[test]
fn pointers_and_references_of_all_kinds_are_what_they_point_to() {
    #[derive(IntoContact)]
    struct Customer<'a> {
        name: &'a Arc<str>,
        number: Cow<'a, str>,
        email: &'a Option<Rc<str>>,
    }
    let customer = Customer {
        name: &"Hans".into(),
        number: "4571999999".into(),
        email: &Some("h@x.dk".into()),
    };
    assert_eq!(parts(customer), hans(Some("h@x.dk")));
}

trait Source {
    type Text: AsRef<str>;
}

struct Own;

impl Source for Own {
    type Text = String;
}

#[test]
fn associated_types_and_what_a_bound_says_of_a_function_are_taken() {
    #[derive(IntoContact)]
    struct Customer<S: Source, F, const N: usize = 3>
    where
        F: for<'x> Fn(&'x str) -> &'x str,
    {
        #[contact(with = |it: &S::Text| it.as_ref().to_owned())]
        name: S::Text,
        number: u64,
        #[contact(email, with = Mutex::lock_and_copy)]
        mail: Mutex<String>,
        #[expect(dead_code, reason = "not mapped")]
        trim: F,
        kind: PhantomData<[S; N]>,
    }
    let customer = Customer::<Own, _> {
        name: "Hans".into(),
        number: 4_571_999_999,
        mail: Mutex::new("h@x.dk".into()),
        trim: str::trim,
        kind: PhantomData,
    };
    assert_eq!(parts(customer), hans(Some("h@x.dk")));
}

trait LockAndCopy {
    fn lock_and_copy(&self) -> String;
}

impl LockAndCopy for Mutex<String> {
    fn lock_and_copy(&self) -> String {
        self.lock().unwrap().clone()
    }
}

mod hidden {
    #![deny(deprecated)]
    // What the derive writes names what it means in full.
    #![allow(dead_code, reason = "there to be in the way")]

    type Result = ();
    type Option = ();
    struct Some;
    struct Ok;
    struct String;
    struct Vec;
    mod std {}
    mod core {}

    #[derive(contacts_api::IntoContact, contacts_api::IntoContacts)]
    #[contact(update)]
    #[deprecated]
    pub(super) struct Customer {
        name: &'static str,
        pub(super) number: u64,
    }

    #[allow(deprecated)]
    pub(super) fn customer() -> Customer {
        Customer {
            name: "Hans",
            number: 4_571_999_999,
        }
    }
}

#[test]
fn a_hidden_and_deprecated_type_among_names_of_the_prelude_is_mapped() {
    assert_eq!(parts(hidden::customer()), hans(None));
    assert_eq!(hidden::customer().into_contacts().unwrap().len(), 1);
    assert!(hidden::customer().to_contact_update().is_ok());
}

#[test]
fn a_reference_is_held_by_a_type_with_drop() {
    #[derive(IntoContact)]
    struct Customer {
        name: String,
        number: u64,
    }
    #[derive(IntoContact)]
    struct Session<'a>(&'a Customer);
    impl Drop for Session<'_> {
        fn drop(&mut self) {}
    }
    let customer = Customer {
        name: "Hans".into(),
        number: 4_571_999_999,
    };
    assert_eq!(parts(Session(&customer)), hans(None));
}
