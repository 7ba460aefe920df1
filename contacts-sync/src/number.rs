//! The number of a contact, in whatever form it was written.

use contacts_api::{PhoneNumber, compare};
use contacts_openapi::show;
use serde_json::Value;

/// Returns the number in a value of the service, in whatever form it was written.
pub(crate) fn number_of(value: &Value) -> Option<PhoneNumber> {
    match value {
        Value::String(text) => compare::number(text),
        other => compare::number(&show(other)),
    }
}

/// Returns the number in 64 bits: E.164 has at most 15 digits.
pub(crate) fn compact(number: &PhoneNumber) -> u64 {
    number.as_str().parse().unwrap_or(u64::MAX)
}
