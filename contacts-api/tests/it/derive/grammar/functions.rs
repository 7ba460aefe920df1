//! Functions, defaults and what is skipped.

use contacts_api::{IntoContact, IntoContactUpdate};

use super::super::places;

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
