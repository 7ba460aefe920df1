//! Contacts as cards (RFC 6350, and RFC 2426 for programs that know nothing newer).
//!
//! The name, the number and the e-mail address are what every address book shows. The rest of a
//! contact, including its id, is in our own properties, which other programs ignore.

use calcard::vcard::{
    VCard, VCardEntry, VCardParameter, VCardParameterName, VCardParameterValue, VCardProperty,
    VCardValue, VCardValueType, VCardVersion,
};
use clap::ValueEnum;
use contacts_api::PhoneNumber;
use serde_json::{Map, Value};

use super::columns::{Column, Columns, Role};

/// Which version of cards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Version {
    /// Of 1998, which all programs read
    #[value(name = "3")]
    Three,
    /// Of 2011
    #[value(name = "4")]
    Four,
}

/// The vCard property that holds any other property of a contact; a parameter says which.
const OWN: &str = "X-CONTACTS";
const OWN_PROPERTY: &str = "X-PROPERTY";

/// Returns the card of a contact, including the end of its last line.
pub(super) fn card(columns: &Columns, contact: &Map<String, Value>, version: Version) -> String {
    let mut card = VCard::default();
    let of_role = |role| columns.columns.iter().find(|it| it.role == Some(role));
    // A card must have a name, even if the contact has none.
    let name = of_role(Role::Name).map_or(String::new(), |it| it.cell(contact));
    card.entries.push(text(VCardProperty::Fn, name.clone()));
    if version == Version::Three {
        let parts = [
            name,
            String::new(),
            String::new(),
            String::new(),
            String::new(),
        ];
        let parts = parts.map(VCardValue::Text).to_vec();
        card.entries.push(entry(VCardProperty::N, parts));
    }
    for column in &columns.columns {
        let cell = column.cell(contact);
        let is_shown = matches!(column.role, Some(Role::Name | Role::NumberFormatted));
        if cell.is_empty() || is_shown {
            continue;
        }
        card.entries.push(match column.role {
            Some(Role::Number) => number(cell, version),
            Some(Role::Email) => text(VCardProperty::Email, cell),
            _ => own(column, cell),
        });
    }
    let (version, mut written) = (version.into(), String::new());
    // Writing to a string does not fail.
    let _ = card.write_to(&mut written, version);
    written
}

impl From<Version> for VCardVersion {
    fn from(version: Version) -> Self {
        match version {
            Version::Three => VCardVersion::V3_0,
            Version::Four => VCardVersion::V4_0,
        }
    }
}

/// Returns a number for a card. It is stored without its plus, which a card needs to show that the
/// country code is included.
fn number(cell: String, version: Version) -> VCardEntry {
    let digits = cell.strip_prefix('+').unwrap_or(&cell);
    match digits.parse::<PhoneNumber>() {
        Ok(number) if version == Version::Four => {
            let kind = VCardParameter::new(
                VCardParameterName::Value,
                VCardParameterValue::ValueType(VCardValueType::Uri),
            );
            text(VCardProperty::Tel, format!("tel:+{number}")).with_param(kind)
        }
        Ok(number) => text(VCardProperty::Tel, format!("+{number}")),
        Err(_) => text(VCardProperty::Tel, cell),
    }
}

fn own(column: &Column, cell: String) -> VCardEntry {
    let which = VCardParameter::new(
        VCardParameterName::Other(OWN_PROPERTY.to_owned()),
        VCardParameterValue::Text(column.path.clone()),
    );
    text(VCardProperty::Other(OWN.to_owned()), cell).with_param(which)
}

fn text(name: VCardProperty, value: String) -> VCardEntry {
    entry(name, vec![VCardValue::Text(value)])
}

fn entry(name: VCardProperty, values: Vec<VCardValue>) -> VCardEntry {
    VCardEntry {
        group: None,
        name,
        params: Vec::new(),
        values,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::documents::{every_kind, parsed};

    fn written(contact: &Value, version: Version) -> String {
        let document = parsed(&every_kind());
        let columns = Columns::of(&document, document.roles().contact.as_ref().unwrap());
        card(&columns, contact.as_object().unwrap(), version)
    }

    #[test]
    fn what_address_books_know_has_its_property_and_the_rest_one_of_ours() {
        let contact = json!({
            "id": "7", "full_name": "Åse; A,\\ B\nC", "phone_number": "4571999999",
            "address": {"zip": "2100"}, "tags": ["a", "b"],
        });
        assert_eq!(
            written(&contact, Version::Four).replace("\r\n", "\n"),
            "BEGIN:VCARD\nVERSION:4.0\nFN:Åse\\; A\\,\\\\ B\\nC\n\
             X-CONTACTS;X-PROPERTY=id:7\nTEL;VALUE=URI:tel:+4571999999\n\
             X-CONTACTS;X-PROPERTY=tags:a\\;b\nX-CONTACTS;X-PROPERTY=address.zip:2100\nEND:VCARD\n"
        );
        let three = written(&contact, Version::Three);
        for part in [
            "VERSION:3.0",
            "\r\nN;CHARSET=UTF-8:Åse\\; A",
            "\r\nTEL:+4571999999\r\n",
        ] {
            assert!(three.contains(part), "{part}: {three}");
        }
    }

    #[test]
    fn what_is_odd_is_written_all_the_same() {
        let contact = json!({"id": "7", "full_name": null, "phone_number": "hidden"});
        let four = written(&contact, Version::Four);
        assert!(
            four.contains("\r\nFN:\r\n") && four.contains("\r\nTEL:hidden\r\n"),
            "{four}"
        );
    }

    #[test]
    fn a_card_is_read_as_it_was_written() {
        for name in [
            "Åse",
            "a;b,c\\d",
            "\\n",
            "日本".repeat(60).as_str(),
            "x\ny",
            "=1",
            "\"q\"",
        ] {
            let contact = json!({"id": "7", "full_name": name, "phone_number": "4571999999"});
            for version in [Version::Three, Version::Four] {
                let text = written(&contact, version);
                assert!(text.lines().all(|line| line.len() <= 75), "{text}");
                let card = VCard::parse(&text).unwrap();
                let read = card.property(&VCardProperty::Fn).unwrap();
                assert_eq!(read.values, [VCardValue::Text(name.to_owned())], "{text}");
            }
        }
    }
}
