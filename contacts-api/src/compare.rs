//! What counts as the same. There is one answer for everyone who asks: a create that checks whether it took
//! effect, an update that leaves out what is stored already, and a sync of a whole file.
//!
//! - **Texts** are the same if their words are: services, spreadsheets and people add white space around and
//!   between words, and nobody sees it. They are compared in Unicode's composed form (NFC), since `Å` is one
//!   character on one machine and two on another, and looks alike on both. Everything else is a difference:
//!   case, punctuation, characters that only look alike.
//! - **Numbers** are the same if the same digits are dialled, however they are written: with `+`, `00` or
//!   nothing before the country calling code, with spaces, dashes or brackets, with a `(0)` that is not
//!   dialled, with an extension. The service's numbers begin with the country calling code, so no region is
//!   needed. Anything that is not a number is compared as a text.
//! - **Nothing** is the same in all its forms: absent, `null`, an empty text, list or object.
//!
//! Each of these is an equivalence relation: two things that are the same as a third are the same as each
//! other.

use icu_normalizer::ComposingNormalizerBorrowed;
use serde_json::{Map, Value};

use crate::PhoneNumber;
use crate::characters::plain;
use crate::phone_book::{CONTACT_NUMBER, NUMBERS};

/// Returns whether two texts look the same to a person.
///
/// ```
/// use contacts_api::compare::same_text;
///
/// assert!(same_text("Relatel A/S", "  Relatel\u{a0} A/S\n"));
/// assert!(same_text("Åse", "A\u{30a}se"));
/// assert!(!same_text("Åse", "åse"));
/// assert!(!same_text("Åse", "Aase"));
/// ```
pub fn same_text(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let nfc = ComposingNormalizerBorrowed::new_nfc();
    let (one, other) = (nfc.normalize(one), nfc.normalize(other));
    one.split_whitespace().eq(other.split_whitespace())
}

/// Returns whether two texts are the same phone number, however each is written.
///
/// ```
/// use contacts_api::compare::same_number;
///
/// for stored in ["+45 71 99 99 99", "004571999999", "45-71999999", "+45 (0)71 99 99 99"] {
///     assert!(same_number("4571999999", stored), "{stored}");
/// }
/// assert!(!same_number("4571999999", "71999999"));
/// assert!(same_number("hidden", " hidden"));
/// ```
pub fn same_number(one: &str, other: &str) -> bool {
    match (number(one), number(other)) {
        (Some(one), Some(other)) => one == other,
        (None, None) => same_text(one, other),
        _ => false,
    }
}

/// Returns the number of a contact in the book, which may have been written in any way by anybody;
/// `None` if it is not a number.
///
/// It begins with the country calling code, with or without `+` or `00` before it.
///
/// ```
/// use contacts_api::compare::number;
///
/// assert_eq!(number("+45 71 99 99 99 lok. 12").unwrap(), "4571999999");
/// assert_eq!(number("4571999999").unwrap(), "4571999999");
/// assert!(number("71 99 99 99 Hans").is_none());
/// ```
pub fn number(text: &str) -> Option<PhoneNumber> {
    if let Some(number) = PhoneNumber::from_digits(text) {
        return Some(number);
    }
    let text: String = text.chars().filter_map(plain).collect();
    let text = text.trim().to_ascii_lowercase();
    let text = text.strip_prefix("tel:").unwrap_or(&text);
    // Parameters of a `tel:` link.
    let text = text.split(';').next().unwrap_or(text);
    let text = without_extension(text).replace("(0)", "");
    let text = text.trim_start();
    let dialled = text
        .strip_prefix('+')
        .or_else(|| text.strip_prefix("00"))
        .unwrap_or(text);
    let is_between = |it: char| matches!(it, ' ' | '-' | '.' | '(' | ')' | '/');
    let digits: String = dialled.chars().filter(|it| !is_between(*it)).collect();
    PhoneNumber::from_digits(&digits)
}

fn without_extension(text: &str) -> &str {
    const LABELS: [&str; 9] = [
        "extension",
        "extn",
        "ext",
        "x",
        "#",
        "lokalnr",
        "lokal",
        "lok",
        "int",
    ];
    let Some(at) = text.find(|it: char| it.is_alphabetic() || it == '#') else {
        return text;
    };
    let (number, rest) = text.split_at(at);
    let behind = LABELS.iter().find_map(|label| rest.strip_prefix(label));
    let is_extension = behind.is_some_and(|it| {
        let digits = it.trim_start_matches(['.', ':', ' ']).trim_end();
        (1..=7).contains(&digits.len()) && digits.bytes().all(|it| it.is_ascii_digit())
    });
    if is_extension {
        number.trim_end_matches([' ', ',', '-'])
    } else {
        text
    }
}

/// Returns whether two values are the same. Texts in them are compared as texts, and `1` equals
/// `1.0`.
///
/// ```
/// use contacts_api::compare::same_value;
/// use serde_json::json;
///
/// assert!(same_value(&json!({"zip": " 2100", "floor": 1}), &json!({"zip": "2100", "floor": 1.0})));
/// assert!(same_value(&json!({"zip": "2100", "floor": null}), &json!({"zip": "2100"})));
/// assert!(!same_value(&json!(["a", "b"]), &json!(["b", "a"])));
/// ```
pub fn same_value(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::String(one), Value::String(other)) => same_text(one, other),
        (Value::Number(one), Value::Number(other)) => {
            // Beyond this, different whole numbers share one floating-point number.
            const EXACT: f64 = 9_007_199_254_740_992.0;
            let written_otherwise = one.is_f64() != other.is_f64()
                && one.as_f64() == other.as_f64()
                && one.as_f64().is_some_and(|it| it.abs() < EXACT);
            one == other || written_otherwise
        }
        (Value::Array(one), Value::Array(other)) => {
            let mut pairs = one.iter().zip(other);
            one.len() == other.len() && pairs.all(|(one, other)| same_value(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            let has =
                |all: &Map<String, Value>, (name, value): (&String, &Value)| match all.get(name) {
                    Some(other) => same_value(value, other),
                    None => is_nothing(value),
                };
            one.iter().all(|it| has(other, it)) && other.iter().all(|it| has(one, it))
        }
        _ => one == other || (is_nothing(one) && is_nothing(other)),
    }
}

/// Returns whether a value holds nothing, so that it counts as absent.
///
/// ```
/// use contacts_api::compare::is_nothing;
/// use serde_json::json;
///
/// assert!([json!(null), json!(" "), json!([]), json!({"zip": null})].iter().all(is_nothing));
/// assert!(![json!(false), json!(0), json!([null])].iter().any(is_nothing));
/// ```
pub fn is_nothing(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(object) => object.values().all(is_nothing),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Returns whether a contact, as it was read, has the wanted value of a property.
pub(crate) fn has(contact: &Map<String, Value>, name: &str, wanted: &Value) -> bool {
    let is_number = NUMBERS.contains(&name);
    // The number may be read under another name than it is sent.
    let read_as = CONTACT_NUMBER.filter(|_| is_number && !contact.contains_key(name));
    let stored = contact.get(read_as.unwrap_or(name)).unwrap_or(&Value::Null);
    if let (true, Some(stored), Some(wanted)) = (is_number, digits(stored), digits(wanted)) {
        return same_number(&stored, &wanted);
    }
    same_value(stored, wanted)
}

/// Returns a phone number as a text; it may be stored as an integer.
fn digits(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
