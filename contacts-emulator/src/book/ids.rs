//! The form of ids: the emulator counts contacts, and the document says how a count is written.

use contacts_openapi::{Contact, Document, IdKind};
use serde_json::Value;

use crate::schema::{Direction, Schemas};

/// How the id of the n-th contact is written: `7`, `00000000-0000-4000-8000-000000000007`, `c_007`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IdFormat {
    prefix: String,
    /// The fewest digits.
    width: usize,
    is_hex: bool,
    is_text: bool,
}

/// The beginning of UUIDs that are well-formed by RFC 9562 (version 4) and ascend.
const UUID: &str = "00000000-0000-4000-8000-";

impl IdFormat {
    /// Returns the form of the document's ids; numbers if nothing identifies a contact.
    pub(super) fn new(document: &Document, contact: Option<&Contact>) -> Self {
        let Some((contact, (name, kind))) = contact.and_then(|it| Some((it, it.id.as_ref()?)))
        else {
            return IdFormat::text("", 0, false);
        };
        match kind {
            IdKind::Integer => IdFormat {
                is_text: false,
                ..IdFormat::text("", 0, false)
            },
            IdKind::Uuid => IdFormat::text(UUID, 12, true),
            IdKind::Text => {
                let property = contact.properties.iter().find(|it| it.name == *name);
                let Some(property) = property else {
                    return IdFormat::text("", 0, false);
                };
                let mut schemas = Schemas::default();
                let json = &document.schema(property.schema).json;
                let id = schemas.compile(document.json(), json);
                let fits = |form: &IdFormat| {
                    [1, 123_456].iter().all(|count| {
                        let text = Value::from(form.write(*count));
                        schemas.fits(id, &text, Direction::Answered)
                    })
                };
                let sample = schemas.sample(id);
                let like = sample
                    .as_ref()
                    .and_then(Value::as_str)
                    .and_then(IdFormat::like);
                let others = [
                    IdFormat::text("", 0, false),
                    IdFormat::text("", 12, false),
                    IdFormat::text("c", 11, false),
                    IdFormat::text(UUID, 12, true),
                    IdFormat::text("", 24, true),
                    IdFormat::text("", 32, true),
                ];
                let mut all = like.into_iter().chain(others);
                all.find(fits).unwrap_or(IdFormat::text("", 0, false))
            }
        }
    }

    fn text(prefix: &str, width: usize, is_hex: bool) -> Self {
        IdFormat {
            prefix: prefix.to_owned(),
            width,
            is_hex,
            is_text: true,
        }
    }

    /// Returns the form of an example: the text before its last digits, and the number of digits.
    fn like(example: &str) -> Option<Self> {
        let is_uuid = example.len() == 36 && example.matches('-').count() == 4;
        if is_uuid {
            return Some(IdFormat::text(UUID, 12, true));
        }
        let digits = |is_digit: fn(char) -> bool| {
            let prefix = example.trim_end_matches(is_digit);
            (prefix, example.len() - prefix.len())
        };
        let (prefix, width) = digits(|it| it.is_ascii_digit());
        let (hex_prefix, hex_width) = digits(|it| matches!(it, '0'..='9' | 'a'..='f'));
        // Long hexadecimal ids come from databases.
        if hex_width >= 16 {
            return Some(IdFormat::text(hex_prefix, hex_width, true));
        }
        (width > 0).then(|| IdFormat::text(prefix, width, false))
    }

    /// Returns whether ids are numbers.
    pub(crate) fn is_number(&self) -> bool {
        !self.is_text
    }

    /// Returns the id of this contact.
    pub(crate) fn write(&self, count: u64) -> String {
        let IdFormat { prefix, width, .. } = self;
        if self.is_hex {
            format!("{prefix}{count:0width$x}")
        } else {
            format!("{prefix}{count:0width$}")
        }
    }

    /// Writes the id of this contact as JSON.
    pub(crate) fn write_json(&self, out: &mut Vec<u8>, count: u64) {
        if self.is_text {
            let id = Value::from(self.write(count));
            out.extend_from_slice(id.to_string().as_bytes());
        } else {
            out.extend_from_slice(count.to_string().as_bytes());
        }
    }

    /// Returns the count of the contact with this id, if the id has this form.
    pub(crate) fn read(&self, id: &str) -> Option<u64> {
        let digits = id.strip_prefix(self.prefix.as_str())?;
        let count = u64::from_str_radix(digits, if self.is_hex { 16 } else { 10 }).ok()?;
        (self.write(count) == id).then_some(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_comes_back_as_it_was_and_no_other_is_taken_for_it() {
        for (form, one) in [
            (IdFormat::text("", 0, false), "1"),
            (IdFormat::text("c_", 3, false), "c_001"),
            (
                IdFormat::text(UUID, 12, true),
                "00000000-0000-4000-8000-000000000001",
            ),
        ] {
            assert_eq!(form.write(1), one);
            for count in [0, 1, 9, 10, 255, 1_000_000] {
                assert_eq!(form.read(&form.write(count)), Some(count));
            }
        }
        let form = IdFormat::text("c_", 3, false);
        for other in ["c_1", "c_0001", "d_001", "001", "c_", "c_+01"] {
            assert_eq!(form.read(other), None, "{other}");
        }
    }

    #[test]
    fn an_example_shows_what_ids_look_like() {
        for (example, one) in [
            ("con_042", Some("con_001")),
            ("507f1f77bcf86cd799439011", Some("000000000000000000000001")),
            (
                "7d444840-9dc0-41d1-b245-5ffdce74fad2",
                Some("00000000-0000-4000-8000-000000000001"),
            ),
            ("hans", None),
        ] {
            let form = IdFormat::like(example);
            assert_eq!(form.map(|it| it.write(1)).as_deref(), one, "{example}");
        }
    }
}
