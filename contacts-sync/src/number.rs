//! The number of a contact, whoever wrote it.

use contacts_api::{PhoneNumber, compare};
use contacts_openapi::show;
use serde_json::Value;

/// The number that a value of the service is, which may have been written in any way by anybody.
pub(crate) fn number_of(value: &Value) -> Option<PhoneNumber> {
    match value {
        Value::String(text) => compare::number(text),
        other => compare::number(&show(other)),
    }
}

/// E.164 has at most 15 digits, so a number is a whole number of 64 bits.
pub(crate) fn compact(number: &PhoneNumber) -> u64 {
    number.as_str().parse().unwrap_or(u64::MAX)
}
