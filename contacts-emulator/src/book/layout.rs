use std::borrow::Cow;
use std::sync::LazyLock;

use contacts_openapi::Document;
use serde_json::{Map, Value};

use super::Record;
use crate::behaviour::Unset;

/// What a contact consists of, from the document's component `Contact`.
#[derive(Debug)]
pub(crate) struct Layout {
    properties: Vec<Property>,
    /// Which of the stored properties is the number.
    number: Option<usize>,
}

#[derive(Debug)]
struct Property {
    name: String,
    /// `"name":`, as it stands in the answer.
    key: Vec<u8>,
    nullable: bool,
    source: Source,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    Id,
    /// The national format of the number.
    FormattedNumber,
    /// What was written.
    Stored,
    /// Set by the service, in a way that the emulator does not know.
    Unknown,
}

pub(crate) const CONTACT: &str = "Contact";
pub(crate) const ID: &str = "id";
pub(crate) const NUMBER: &str = "number";
const NUMBER_FORMATTED: &str = "number_formatted";

impl Layout {
    /// What the embedded document says.
    pub(crate) fn of_document() -> &'static Self {
        static LAYOUT: LazyLock<Layout> =
            LazyLock::new(|| Layout::new(contacts_openapi::document()));
        &LAYOUT
    }

    fn new(document: &Document) -> Self {
        let properties: Vec<_> = document
            .properties(CONTACT)
            .into_iter()
            .map(|property| Property {
                key: format!("{}:", Value::from(property.name.as_str())).into_bytes(),
                nullable: property.nullable,
                source: match property.name.as_str() {
                    ID => Source::Id,
                    NUMBER_FORMATTED => Source::FormattedNumber,
                    _ if property.read_only => Source::Unknown,
                    _ => Source::Stored,
                },
                name: property.name,
            })
            .collect();
        let number = properties
            .iter()
            .filter(|it| it.source == Source::Stored)
            .position(|it| it.name == NUMBER);
        Layout { properties, number }
    }

    /// The names of the properties that are stored.
    pub(crate) fn stored(&self) -> impl Iterator<Item = &str> {
        self.properties
            .iter()
            .filter(|it| it.source == Source::Stored)
            .map(|it| it.name.as_str())
    }

    /// The contact's number as JSON.
    pub(crate) fn number<'a>(&self, record: &'a Record) -> Option<Cow<'a, [u8]>> {
        self.json_of(record, self.number?, NUMBER)
    }

    /// A property's value as JSON; `None` if it has none.
    pub(crate) fn property<'a>(&self, record: &'a Record, name: &str) -> Option<Cow<'a, [u8]>> {
        let slot = self.stored().position(|it| it == name)?;
        self.json_of(record, slot, name)
    }

    fn json_of<'a>(&self, record: &'a Record, slot: usize, name: &str) -> Option<Cow<'a, [u8]>> {
        if record.is_verbatim() {
            let value = record.properties(self).remove(name)?;
            return Some(Cow::Owned(value.to_string().into_bytes()));
        }
        let json = record.fields().nth(slot)?;
        (!json.is_empty()).then_some(Cow::Borrowed(json))
    }

    /// Writes the contact as the service shows it.
    pub(crate) fn write(&self, out: &mut Vec<u8>, id: u64, record: &Record, unset: Unset) {
        if record.is_verbatim() {
            let mut shown = Map::from_iter([(ID.to_owned(), Value::from(id))]);
            shown.extend(record.properties(self));
            out.extend_from_slice(Value::Object(shown).to_string().as_bytes());
            return;
        }
        let mut fields = record.fields();
        let mut separator = b'{';
        for property in &self.properties {
            let json = match property.source {
                Source::Id => Cow::Owned(id.to_string().into_bytes()),
                Source::Stored => Cow::Borrowed(fields.next().unwrap_or_default()),
                Source::FormattedNumber => Cow::Owned(self.formatted(record).unwrap_or_default()),
                Source::Unknown => Cow::Borrowed(&[][..]),
            };
            let json = match (json.is_empty(), unset) {
                (false, _) => &*json,
                (true, Unset::Null) if property.nullable => b"null",
                (true, _) => continue,
            };
            out.push(separator);
            out.extend_from_slice(&property.key);
            out.extend_from_slice(json);
            separator = b',';
        }
        if separator == b'{' {
            out.push(b'{');
        }
        out.push(b'}');
    }

    fn formatted(&self, record: &Record) -> Option<Vec<u8>> {
        let number = self.number(record)?;
        let number: String = serde_json::from_slice(&number).ok()?;
        let formatted = contacts_api::format_national(&number);
        Some(Value::from(formatted).to_string().into_bytes())
    }
}
