//! Makes payloads: texts become the values of properties, and values a payload.
//!
//! It serves flags and rows of files alike. The document says what a text is; the type that is sent says
//! whether the value is allowed. It is asked about one property at a time, so that everything wrong is found
//! at once.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr as _;

use contacts_api::PhoneNumber;
use contacts_openapi::{Document, Kind, Leaf, Payload, Property, SchemaId, show};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// A payload's properties as a command line or a file has them: the members of inner objects are properties
/// of their own.
#[derive(Debug, Clone)]
pub(crate) struct Sent<'a> {
    pub(crate) document: &'a Document,
    pub(crate) payload: &'a Payload,
    /// The properties, in the document's order.
    pub(crate) leaves: Vec<Leaf<'a>>,
    number: Option<&'a str>,
}

/// Refuses a payload that must not be sent: the type that is sent, in all but tests.
pub(crate) type Strict<'a> = &'a dyn Fn(&Value) -> Result<(), Refused>;

/// Why a payload must not be sent.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Refused {
    /// The place in the payload, such as `tags[2]`; `.` is the whole.
    pub(crate) path: String,
    /// What is wrong, as the rest of a sentence.
    pub(crate) reason: String,
}

/// Checks a payload with the type that is sent.
pub(crate) fn strictly<T: DeserializeOwned>(payload: &Value) -> Result<(), Refused> {
    // Finding the place of an error costs eight times as much, so it is only done after one.
    if T::deserialize(payload).is_ok() {
        return Ok(());
    }
    let read: Result<T, _> = serde_path_to_error::deserialize(payload);
    read.map(drop).map_err(|error| Refused {
        path: error.path().to_string(),
        reason: error.inner().to_string(),
    })
}

/// How texts are read.
#[derive(Clone, Copy)]
pub(crate) struct Parsing<'a> {
    /// The region whose numbers are written without a country code.
    pub(crate) region: &'a str,
    /// The separator between the items of an array.
    pub(crate) separator: &'a str,
    pub(crate) strict: Strict<'a>,
}

/// The form in which a service wants a phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NumberForm {
    /// `4571999999`
    Digits,
    /// `+4571999999`
    Plus,
    /// A whole number, not a text.
    Whole,
}

impl NumberForm {
    pub(crate) fn write(self, number: &PhoneNumber) -> Value {
        match self {
            NumberForm::Digits => Value::from(number.as_str()),
            NumberForm::Plus => Value::from(format!("+{number}")),
            // It has at most 15 digits.
            NumberForm::Whole => number
                .as_str()
                .parse::<u64>()
                .map_or(Value::Null, Value::from),
        }
    }
}

/// A value that was read, with what is doubtful about it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Parsed {
    pub(crate) value: Value,
    pub(crate) warnings: Vec<String>,
}

impl<'a> Sent<'a> {
    pub(crate) fn new(document: &'a Document, payload: &'a Payload) -> Self {
        Sent {
            document,
            payload,
            leaves: payload.leaves(),
            number: payload.number().map(|it| &*it.path),
        }
    }

    /// Returns the property with this path, and whether it is required.
    pub(crate) fn leaf(&self, path: &str) -> Option<&Leaf<'a>> {
        self.leaves.iter().find(|it| it.property.path == path)
    }

    /// Returns the path of the number at which the contact is called.
    pub(crate) fn number(&self) -> Option<&'a str> {
        self.number
    }

    /// Reads the value of a property from a text.
    ///
    /// # Errors
    ///
    /// What is wrong with the text, as the rest of a sentence.
    pub(crate) fn read(
        &self,
        property: &Property,
        text: &str,
        parsing: &Parsing<'_>,
    ) -> Result<Parsed, String> {
        let texts = match &property.kind {
            _ if self.is_number(property) => vec![text.to_owned()],
            _ if self.has_numbers(property) => items_of(text, parsing.separator),
            _ => {
                let value = self
                    .document
                    .value_of(property.schema, text, parsing.separator)?;
                return Ok(Parsed {
                    value,
                    warnings: Vec::new(),
                });
            }
        };
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        self.read_numbers(property, &texts, parsing)
    }

    /// Reads the value of an array from several texts, one for each item.
    ///
    /// # Errors
    ///
    /// What is wrong with the texts, as the rest of a sentence.
    pub(crate) fn read_items(
        &self,
        property: &Property,
        items: SchemaId,
        texts: &[&str],
        parsing: &Parsing<'_>,
    ) -> Result<Parsed, String> {
        if self.has_numbers(property) {
            return self.read_numbers(property, texts, parsing);
        }
        let values = texts.iter().map(|text| {
            let value = self.document.value_of(items, text, parsing.separator);
            value.map_err(|reason| match texts {
                [_] => reason,
                _ => format!("{reason}: {text:?}"),
            })
        });
        Ok(Parsed {
            value: Value::Array(values.collect::<Result<_, _>>()?),
            warnings: Vec::new(),
        })
    }

    /// Returns whether its value is one phone number, in whatever form the service wants it.
    pub(crate) fn is_number(&self, property: &Property) -> bool {
        let is_its = property.is_phone_number || self.number() == Some(&*property.path);
        is_its && matches!(property.kind, Kind::String(_) | Kind::Integer)
    }

    /// Returns whether its items are phone numbers.
    pub(crate) fn has_numbers(&self, property: &Property) -> bool {
        match property.kind {
            Kind::Array(items) => self.document.is_phone_number(self.document.schema(items)),
            _ => false,
        }
    }

    fn read_numbers(
        &self,
        property: &Property,
        texts: &[&str],
        parsing: &Parsing<'_>,
    ) -> Result<Parsed, String> {
        let mut numbers = Vec::new();
        let mut warnings = Vec::new();
        for text in texts {
            let parsed = PhoneNumber::parse_with_warnings(text, parsing.region)
                .map_err(|reason| reason.to_string())?;
            numbers.push(parsed.number);
            warnings.extend(parsed.warnings.iter().map(ToString::to_string));
        }
        let form = self.form(property, parsing.strict);
        let mut values: Vec<_> = numbers.iter().map(|it| form.write(it)).collect();
        let value = match property.kind {
            Kind::Array(_) => Value::Array(values),
            _ => values.remove(0),
        };
        Ok(Parsed { value, warnings })
    }

    /// Returns why a property must not be sent with this value, whatever the others are.
    pub(crate) fn refusal(
        &self,
        property: &Property,
        value: &Value,
        strict: Strict<'_>,
    ) -> Option<String> {
        let alone = self
            .payload
            .with_values(&HashMap::from([(&*property.path, value.clone())]));
        let refused = strict(&Value::Object(alone)).err()?;
        // Another property that is missing is not this one's mistake.
        let is_its_own =
            is_in(&refused.path, &property.path) || !refused.reason.starts_with("missing field");
        is_its_own.then_some(refused.reason)
    }

    /// Returns the form in which the service wants the digits of a number.
    pub(crate) fn form(&self, property: &Property, strict: Strict<'_>) -> NumberForm {
        let schema = match property.kind {
            Kind::Array(items) => items,
            _ => property.schema,
        };
        if self.document.schema(schema).kind == Kind::Integer {
            return NumberForm::Whole;
        }
        let is_refused = |form: NumberForm| {
            // Its length is one that every pattern for numbers has to allow.
            let number = PhoneNumber::from_str("4571999999")
                .ok()
                .map(|it| form.write(&it));
            let value = match property.kind {
                Kind::Array(_) => Value::from_iter(number),
                _ => number.unwrap_or_default(),
            };
            self.refusal(property, &value, strict).is_some()
        };
        if is_refused(NumberForm::Digits) && !is_refused(NumberForm::Plus) {
            NumberForm::Plus
        } else {
            NumberForm::Digits
        }
    }
}

/// Returns the items of an array of texts that is written as JSON or as a list.
pub(crate) fn items_of(text: &str, separator: &str) -> Vec<String> {
    if let Ok(Value::Array(items)) = serde_json::from_str(text) {
        return items.iter().map(show).collect();
    }
    let items = text.split(separator).map(|it| it.trim().to_owned());
    items.filter(|it| !it.is_empty()).collect()
}

/// Returns whether `path` leads to the property or into it.
pub(crate) fn is_in(path: &str, property: &str) -> bool {
    path.strip_prefix(property)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// Returns the properties of a contact that can be read and have a value themselves, in the document's order.
pub(crate) fn readable(contact: &contacts_openapi::Contact) -> Vec<&Property> {
    contacts_openapi::leaves(&contact.properties)
        .filter(|it| !it.write_only)
        .collect()
}

impl fmt::Debug for Parsing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Parsing")
            .field("region", &self.region)
            .field("separator", &self.separator)
            .finish_non_exhaustive()
    }
}
