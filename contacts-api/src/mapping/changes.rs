//! What of an update differs from the contact as it is stored.

use serde_json::{Map, Value};

use crate::types::{Contact, ContactUpdate};

impl ContactUpdate {
    /// Leaves out what the contact has already; `None` if nothing is left to send.
    ///
    /// Texts are the same if they are equal, phone numbers if their digits are, whatever is written
    /// between them; clearing changes nothing that is absent, `null` or empty.
    ///
    /// ```
    /// use contacts_api::types::{Contact, ContactUpdate};
    ///
    /// let stored: Contact =
    ///     serde_json::from_str(r#"{ "id": 1, "name": "Relatel", "number": "+45 71 99 99 99" }"#)?;
    /// let update: ContactUpdate =
    ///     serde_json::from_str(r#"{ "name": "Relatel A/S", "number": "4571999999", "email": null }"#)?;
    ///
    /// let changes = update.changes_to(&stored).expect("the name differs");
    /// assert_eq!(serde_json::to_string(&changes)?, r#"{"name":"Relatel A/S"}"#);
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn changes_to(self, stored: &Contact) -> Option<ContactUpdate> {
        // Through JSON, since that is what both are: a property that is added to the document is
        // compared without a change here.
        let (Ok(Value::Object(mut update)), Ok(Value::Object(stored))) =
            (serde_json::to_value(&self), serde_json::to_value(stored))
        else {
            return Some(self);
        };
        update.retain(|name, value| !is_stored(name, value, &stored));
        if update.is_empty() {
            return None;
        }
        // What is left of a valid update is valid; were it not, sending all is right as well.
        Some(serde_json::from_value(Value::Object(update)).unwrap_or(self))
    }
}

fn is_stored(name: &str, value: &Value, stored: &Map<String, Value>) -> bool {
    let stored = match stored.get(name) {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) if text.is_empty() => None,
        Some(other) => Some(other),
    };
    match (value, stored) {
        (Value::Null, None) => true,
        (Value::String(new), Some(Value::String(old))) if super::NUMBERS.contains(&name) => {
            new == old || *new == digits(old)
        }
        (new, Some(old)) => new == old,
        (_, None) => false,
    }
}

/// The digits of a number that the service may have stored in any form.
fn digits(number: &str) -> String {
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    match digits.strip_prefix("00") {
        Some(rest) => rest.to_owned(),
        None => digits,
    }
}
