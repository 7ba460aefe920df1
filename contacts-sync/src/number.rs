//! The number of a contact, whoever wrote it.

use contacts_api::PhoneNumber;
use contacts_openapi::show;
use serde_json::Value;

/// The number that a value of the service is, which may have been written in any way by anybody.
pub(crate) fn number_of(value: &Value) -> Option<PhoneNumber> {
    let text = match value {
        Value::String(text) => std::borrow::Cow::Borrowed(text.trim()),
        other => show(other).into(),
    };
    if let Ok(number) = PhoneNumber::try_from(&*text) {
        return Some(number);
    }
    // Numbers of the service begin with the country code, so no region has a say in them.
    if text.starts_with('+') || text.starts_with("00") {
        return PhoneNumber::parse_in(&text, "DK").ok();
    }
    PhoneNumber::parse_in(&format!("+{text}"), "DK").ok()
}

/// E.164 has at most 15 digits, so a number is a whole number of 64 bits.
pub(crate) fn compact(number: &PhoneNumber) -> u64 {
    number.as_str().parse().unwrap_or(u64::MAX)
}
