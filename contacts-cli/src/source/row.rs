//! From cells to a contact, through the derive that this project offers.

use contacts_api::IntoContact as _;
use contacts_api::types::NewContact;

use super::{Columns, Record, Source};
use crate::sync::{Outcome, Reject};

include!(concat!(env!("OUT_DIR"), "/row.rs"));

/// What the columns of a record have for each property.
#[derive(Debug)]
pub(crate) struct Cells<'a> {
    columns: &'a Columns,
    texts: &'a [String],
    /// Do numbers begin with the country code, though without a `+`?
    international: bool,
}

impl Cells<'_> {
    /// A number as it stands in the file.
    fn number(&self, property: &str) -> Option<String> {
        let number = self.columns.value(property, self.texts)?;
        if self.international && number.bytes().all(|byte| byte.is_ascii_digit()) {
            return Some(format!("+{number}"));
        }
        Some(number)
    }

    /// On one line: a line break or a run of spaces in a cell is layout, not part of a name.
    fn text(&self, property: &str) -> Option<String> {
        let text = self.columns.value(property, self.texts)?;
        Some(text.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}

/// The contact that a record becomes, or everything that keeps it from becoming one.
pub(crate) fn contact(
    source: &Source,
    columns: &Columns,
    record: &Record,
    region: &str,
) -> Result<NewContact, Vec<Reject>> {
    let cells = match &record.cells {
        Ok(cells) => cells,
        Err(malformed) => {
            return Err(vec![Reject::new(
                record,
                Outcome::Invalid,
                "",
                &malformed.value,
                &malformed.reason,
            )]);
        }
    };
    let lost: Vec<_> = columns
        .values(cells)
        .filter(|(_, value)| value.contains(char::REPLACEMENT_CHARACTER))
        .map(|(property, value)| {
            let reason = format!(
                "has a character that is lost: the file is {} but for this; enter it again",
                source.encoding
            );
            Reject::new(record, Outcome::Invalid, property, &value, &reason)
                .in_column(columns.names(property, &source.header))
        })
        .collect();
    if !lost.is_empty() {
        return Err(lost);
    }
    let row = Row::read(
        &Cells {
            columns,
            texts: cells,
            international: source.is_export,
        },
        region,
    );
    let contact = row.into_contact().map_err(|errors| {
        errors
            .iter()
            .map(|error| {
                Reject::new(
                    record,
                    Outcome::Invalid,
                    error.property(),
                    error.value().unwrap_or_default(),
                    error.reason(),
                )
                .in_column(columns.names(error.property(), &source.header))
            })
            .collect::<Vec<_>>()
    })?;
    Ok(contact)
}
