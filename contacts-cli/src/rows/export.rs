//! Recognises files that this program has written, and reads their numbers.

use contacts_api::{NumberError, ParsedNumber, PhoneNumber};
use contacts_openapi::{Document, Payload, Property};

use crate::payload::{Sent, readable};

/// What of the document determines how a file of contacts looks.
#[derive(Debug, Default)]
pub(crate) struct ExportLayout {
    /// The paths of the objects in a contact whose members are known.
    pub(super) objects: Vec<String>,
    /// The columns that only an export has: properties that the service sets, such as the id.
    of_export: Vec<String>,
}

impl ExportLayout {
    pub(crate) fn of(document: &Document, payload: &Payload) -> Self {
        let sent = Sent::new(document, payload);
        let is_sent = |path: &str| sent.leaf(path).is_some();
        let contact = document.roles().contact.as_ref();
        let read = contact.map(readable).unwrap_or_default();
        let mut of_export: Vec<String> = read.iter().map(|it| it.path.clone()).collect();
        // If everything that is read can also be sent, only a file with all properties is taken for an
        // export.
        if of_export.iter().any(|it| !is_sent(it)) {
            of_export.retain(|it| !is_sent(it));
        } else if contact.is_none_or(|it| it.id.is_none()) {
            of_export.clear();
        }
        let mut objects = Vec::new();
        collect_objects(&payload.properties, &mut objects);
        if let Some(contact) = contact {
            collect_objects(&contact.properties, &mut objects);
        }
        ExportLayout { objects, of_export }
    }

    pub(super) fn is_export(&self, header: &[String]) -> bool {
        !self.of_export.is_empty() && self.of_export.iter().all(|it| header.contains(it))
    }
}

fn collect_objects(properties: &[Property], objects: &mut Vec<String>) {
    for property in properties.iter().filter(|it| it.has_members()) {
        objects.push(property.path.clone());
        collect_objects(&property.properties, objects);
    }
}

/// Reads a number of an export: digits that begin with the country code.
///
/// Digits that are not such a number but are one of the region were typed by a person, into the export or
/// earlier into the phone book.
pub(super) fn number(digits: &str, region: &str) -> Result<ParsedNumber, NumberError> {
    let is_in_use =
        |it: &Result<ParsedNumber, _>| it.as_ref().is_ok_and(|it| it.warnings.is_empty());
    let international = PhoneNumber::parse_with_warnings(&format!("+{digits}"), region);
    if is_in_use(&international) {
        return international;
    }
    let national = PhoneNumber::parse_with_warnings(digits, region);
    if is_in_use(&national) || international.is_err() {
        return national;
    }
    international
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::{every_kind, parsed};

    #[test]
    fn an_export_is_known_by_what_only_the_service_gives() {
        let layout = |document: &contacts_openapi::Document| {
            let create = document.roles().create.as_ref().unwrap();
            ExportLayout::of(document, &create.payload)
        };
        let is_export = |layout: &ExportLayout, header: &str| {
            let header: Vec<_> = header.split(',').map(str::to_owned).collect();
            layout.is_export(&header)
        };
        let own = layout(contacts_openapi::document());
        assert!(is_export(&own, "id,name,number,number_formatted,email"));
        assert!(!is_export(&own, "id,name,number"));
        let mut document = every_kind();
        let theirs = layout(&parsed(&document));
        assert!(is_export(&theirs, "id,phone_number,address.verified"));
        assert!(!is_export(&theirs, "Id,phone_number,address.zip"));
        // If the document does not say what only the service sets, a file has to have every
        // property.
        let kept = ["id", "full_name", "phone_number"];
        let person = &mut document["components"]["schemas"]["Person"]["properties"];
        person
            .as_object_mut()
            .unwrap()
            .retain(|name, _| kept.contains(&&**name));
        person["id"]["readOnly"] = false.into();
        let theirs = layout(&parsed(&document));
        assert!(is_export(&theirs, "id,full_name,phone_number"));
        assert!(!is_export(&theirs, "id,phone_number"));
    }

    #[test]
    fn digits_of_an_export_begin_with_the_country_code_if_they_can() {
        for (digits, region, expected) in [
            ("4561234567", "DK", "4561234567"),
            ("46700413812", "DK", "46700413812"),
            // With a `+` it would be an Australian number, and there is no such number there.
            ("61234567", "DK", "4561234567"),
            ("71999999", "DK", "4571999999"),
            // It is in no numbering plan, so it stays as it is in the phone book.
            ("4512345678", "DK", "4512345678"),
            ("299285836", "DK", "299285836"),
        ] {
            let read = number(digits, region).map(|it| it.number);
            assert_eq!(read, Ok(expected.parse().unwrap()), "{digits}");
        }
    }
}
