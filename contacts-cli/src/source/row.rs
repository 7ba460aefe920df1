//! From cells to what is sent of a contact.

use std::collections::HashMap;

use contacts_api::PhoneNumber;
use contacts_openapi::{Kind, Property, show};
use serde_json::{Map, Value};

use super::{Columns, Malformed, Record, Source};
use crate::payload::{Leaf, Read, Reading, Sent, Strict, is_in, items_of};
use crate::sync::{Outcome, Reject};

/// Reads the records of a source.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    pub(crate) source: &'a Source,
    pub(crate) columns: &'a Columns,
    /// What a contact can be created with.
    pub(crate) sent: &'a Sent<'a>,
    /// The property that contacts are matched by.
    pub(crate) number: &'a str,
    /// Whose numbers are written without a country code.
    pub(crate) region: &'a str,
    pub(crate) strict: Strict<'a>,
}

/// A record that can become a contact.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) payload: Map<String, Value>,
    pub(crate) number: PhoneNumber,
    /// The properties for which the record has a value.
    pub(crate) given: Vec<String>,
    /// What is doubtful about it.
    pub(crate) warnings: Vec<Reject>,
}

impl Reader<'_> {
    /// What a record becomes, or everything that keeps it from becoming a contact.
    pub(crate) fn row(&self, record: &Record) -> Result<Row, Vec<Reject>> {
        let cells = match &record.cells {
            Ok(cells) => cells,
            Err(Malformed { value, reason }) => {
                let reject = Reject::new(record, Outcome::Invalid, "", value, reason);
                return Err(vec![reject]);
            }
        };
        let lost = self.lost(record, cells);
        if !lost.is_empty() {
            return Err(lost);
        }
        let mut values: HashMap<&str, Value> = HashMap::new();
        let mut given = Vec::new();
        let (mut rejects, mut warnings) = (Vec::new(), Vec::new());
        for leaf in &self.sent.leaves {
            let property = leaf.property;
            let text = self.text(property, cells);
            let read = match &text {
                Some(text) => self.read(property, text).map(Some),
                None => self.without(leaf, cells),
            };
            let shown = text.clone().unwrap_or_default();
            match read {
                Ok(None) => {}
                Ok(Some(read)) => {
                    warnings.extend(read.warnings.iter().map(|reason| {
                        self.reject(record, Outcome::Warning, &property.path, &shown, reason)
                    }));
                    values.insert(&property.path, read.value);
                    if text.is_some() {
                        given.push(property.path.clone());
                    }
                }
                Err(reason) => {
                    let path = &property.path;
                    rejects.push(self.reject(record, Outcome::Invalid, path, &shown, &reason));
                }
            }
        }
        if !rejects.is_empty() {
            return Err(rejects);
        }
        let payload = self.sent.payload(&values);
        self.whole(record, cells, &payload)?;
        let number = contacts_openapi::get(&payload, self.number).and_then(number_of);
        let Some(number) = number else {
            let reason = "is empty: contacts are matched by it";
            return Err(vec![self.reject(
                record,
                Outcome::Invalid,
                self.number,
                "",
                reason,
            )]);
        };
        Ok(Row {
            payload,
            number,
            given,
            warnings,
        })
    }

    /// What a row has for a property, as it is read: white space in a text is layout, not part of a
    /// name.
    fn text(&self, property: &Property, cells: &[String]) -> Option<String> {
        let text = self.columns.value(&property.path, cells)?;
        let is_digits = |text: &str| text.bytes().all(|it| it.is_ascii_digit());
        if self.sent.is_number(property) {
            // Numbers of an export begin with the country code, though without a `+`.
            let is_international = self.source.is_export && is_digits(&text);
            return Some(if is_international {
                format!("+{text}")
            } else {
                text
            });
        }
        match property.kind {
            Kind::String(_) => Some(text.split_whitespace().collect::<Vec<_>>().join(" ")),
            Kind::Array(_) if self.source.is_export && self.sent.has_numbers(property) => {
                let separator = self.columns.separator(&property.path);
                let numbers = items_of(&text, separator).into_iter();
                let numbers = numbers.map(|it| if is_digits(&it) { format!("+{it}") } else { it });
                Some(numbers.collect::<Vec<_>>().join(separator))
            }
            // Where cells are apart by semicolons, it is because commas are in numbers.
            Kind::Number if self.source.delimiter == b';' && is_decimal(&text) => {
                Some(text.replace(',', "."))
            }
            _ => Some(text),
        }
    }

    fn read(&self, property: &Property, text: &str) -> Result<Read, String> {
        let reading = Reading {
            region: self.region,
            separator: self.columns.separator(&property.path),
            strict: self.strict,
        };
        let read = self.sent.read(property, text, &reading)?;
        match self.sent.refusal(property, &read.value, self.strict) {
            Some(reason) => Err(reason),
            None => Ok(read),
        }
    }

    /// What stands for a property without a value: nothing, unless it has to be there.
    fn without(&self, leaf: &Leaf<'_>, cells: &[String]) -> Result<Option<Read>, String> {
        if leaf.required {
            return match leaf.property.kind {
                // A text that may be empty is.
                Kind::String(_) | Kind::Array(_) => self.read(leaf.property, "").map(Some),
                _ => Err("is empty: a value is needed".to_owned()),
            };
        }
        let path = &leaf.property.path;
        let parent = path.rsplit_once('.').map(|it| it.0);
        let object = parent.filter(|_| leaf.property.is_required());
        match object {
            Some(object) if self.has_any_of(object, cells) => {
                Err(format!("is empty: `{object}` needs it"))
            }
            _ => Ok(None),
        }
    }

    fn has_any_of(&self, object: &str, cells: &[String]) -> bool {
        let paths = self.sent.leaves.iter().map(|it| &it.property.path);
        let mut inside = paths.filter(|it| is_in(it, object));
        inside.any(|it| self.columns.value(it, cells).is_some())
    }

    /// The payload as a whole may be sent, or why it may not.
    fn whole(
        &self,
        record: &Record,
        cells: &[String],
        payload: &Map<String, Value>,
    ) -> Result<(), Vec<Reject>> {
        let Err(refused) = (self.strict)(&Value::Object(payload.clone())) else {
            return Ok(());
        };
        let mut paths = self.sent.leaves.iter().map(|it| &*it.property.path);
        let path = paths
            .find(|it| is_in(&refused.path, it))
            .unwrap_or_default();
        let value = self.columns.value(path, cells).unwrap_or_default();
        Err(vec![self.reject(
            record,
            Outcome::Invalid,
            path,
            &value,
            &refused.reason,
        )])
    }

    /// Cells with characters that no longer say what they were.
    fn lost(&self, record: &Record, cells: &[String]) -> Vec<Reject> {
        let reason = format!(
            "has a character that is lost: the file is {} but for this; enter it again",
            self.source.encoding
        );
        self.columns
            .values(cells)
            .filter(|(_, value)| value.contains(char::REPLACEMENT_CHARACTER))
            .map(|(name, value)| self.reject(record, Outcome::Invalid, name, &value, &reason))
            .collect()
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

/// Is it `1,5`, and not `1,234,567` nor `1,234.5`?
fn is_decimal(text: &str) -> bool {
    let digits = text.trim_start_matches('-').replacen(',', "", 1);
    !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit())
}

/// The number that a value is, which is sent with or without a `+`, as text or as a whole number.
fn number_of(value: &Value) -> Option<PhoneNumber> {
    show(value).trim_start_matches('+').parse().ok()
}
