//! From cells to a contact, through the derive that this project offers.

use contacts_api::types::NewContact;
use contacts_api::{IntoContact as _, MappingError, PhoneNumber};
use contacts_openapi::Property;

use super::{Columns, Malformed, Record, Source};
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

/// Reads the records of a source.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a> {
    pub(crate) source: &'a Source,
    pub(crate) columns: &'a Columns,
    /// The properties that a contact can be created with.
    pub(crate) properties: &'a [Property],
    /// Whose numbers are written without a country code.
    pub(crate) region: &'a str,
}

impl Reader<'_> {
    /// The contact that a record becomes, or everything that keeps it from becoming one.
    pub(crate) fn contact(&self, record: &Record) -> Result<NewContact, Vec<Reject>> {
        let texts = match &record.cells {
            Ok(texts) => texts,
            Err(Malformed { value, reason }) => {
                let reject = Reject::new(record, Outcome::Invalid, "", value, reason);
                return Err(vec![reject]);
            }
        };
        let lost = self.lost(record, texts);
        if !lost.is_empty() {
            return Err(lost);
        }
        let row = Row::read(&self.cells(texts), self.region);
        row.into_contact().map_err(|errors| {
            let reject = |error: &MappingError| {
                let property = error.property();
                let value = match error.value() {
                    Some(value) => value.to_owned(),
                    None => self.columns.value(property, texts).unwrap_or_default(),
                };
                self.reject(record, Outcome::Invalid, property, &value, error.reason())
            };
            errors.iter().map(reject).collect()
        })
    }

    /// What is doubtful about a record that becomes a contact all the same.
    pub(crate) fn warnings(&self, record: &Record) -> Vec<Reject> {
        let texts = record.cells.as_deref().unwrap_or_default();
        let cells = self.cells(texts);
        let mut warnings = Vec::new();
        for property in self.properties.iter().filter(|it| it.is_phone_number()) {
            let Some(text) = cells.number(&property.name) else {
                continue;
            };
            let parsed = PhoneNumber::parse_with_warnings(&text, self.region);
            for warning in parsed.into_iter().flat_map(|it| it.warnings) {
                let reason = warning.to_string();
                let name = &property.name;
                warnings.push(self.reject(record, Outcome::Warning, name, &text, &reason));
            }
        }
        warnings
    }

    /// Cells with characters that no longer say what they were.
    fn lost(&self, record: &Record, texts: &[String]) -> Vec<Reject> {
        let reason = format!(
            "has a character that is lost: the file is {} but for this; enter it again",
            self.source.encoding
        );
        self.columns
            .values(texts)
            .filter(|(_, value)| value.contains(char::REPLACEMENT_CHARACTER))
            .map(|(name, value)| self.reject(record, Outcome::Invalid, name, &value, &reason))
            .collect()
    }

    fn cells<'a>(&'a self, texts: &'a [String]) -> Cells<'a> {
        Cells {
            columns: self.columns,
            texts,
            international: self.source.is_export,
        }
    }

    fn reject(
        &self,
        record: &Record,
        outcome: Outcome,
        property: &str,
        value: &str,
        reason: &str,
    ) -> Reject {
        let column = self.columns.names(property, &self.source.header);
        Reject::new(record, outcome, property, value, reason).in_column(column)
    }
}
