//! Turns the cells of a row into the payload of a contact.

use std::borrow::Cow;

use contacts_api::ParsedNumber;
use contacts_api::phone_book::ContactId;
use contacts_openapi::{Kind, Leaf, Property};
use serde_json::{Map, Value};

use super::entry::{Entry, Item, Written};
use super::numbers::{self, Numbered};
use super::raw::{Cells, Malformed, Position};
use super::{RowFinding, Rows, export};
use crate::payload::{NumberForm, Parsed, Parsing, Strict, is_in, items_of};

/// Reads rows.
pub(super) struct Mapper<'a> {
    pub(super) rows: &'a Rows<'a>,
    pub(super) strict: Strict<'a>,
    /// The form in which the service wants the number by which contacts are matched.
    pub(super) form: NumberForm,
}

impl<'a> Mapper<'a> {
    pub(super) fn new(rows: &'a Rows<'a>, strict: Strict<'a>) -> Self {
        let number = rows.columns.number();
        let property = rows.leaf(number).property;
        Mapper {
            rows,
            strict,
            form: rows.target.sent.form(property, strict),
        }
    }

    pub(super) fn item(
        &self,
        position: Position,
        read: Result<(), Malformed>,
        cells: &Cells,
    ) -> Item<'a> {
        if let Err(Malformed { value, reason }) = read {
            return Item::Rejected(vec![RowFinding {
                row: position.row,
                line: position.line,
                field: String::new(),
                column: String::new(),
                value,
                reason,
            }]);
        }
        let numbers = numbers::read(self.rows, cells);
        if self.rows.options.skip_without_number && numbers.iter().all(Numbered::is_missing) {
            return Item::Skipped;
        }
        if cells.has_lost() {
            let lost = self.lost(position, cells);
            if !lost.is_empty() {
                return Item::Rejected(lost);
            }
        }
        match self.taken(position, cells, &numbers) {
            Some(item) => item,
            None => Item::Rejected(self.rejects(position, cells, &numbers)),
        }
    }

    /// Returns the entries of a row, if nothing is wrong with it.
    fn taken(
        &self,
        position: Position,
        cells: &Cells,
        numbers: &[Numbered<'_>],
    ) -> Option<Item<'a>> {
        let sent = &self.rows.target.sent;
        let leaves = &sent.leaves;
        let number_leaf = self.rows.columns.number();
        let mut usable: Vec<(&Numbered<'_>, &ParsedNumber)> = Vec::new();
        for it in numbers {
            if let Ok(parsed) = &it.parsed
                && usable
                    .iter()
                    .all(|(_, known)| known.number != parsed.number)
            {
                usable.push((it, parsed));
            }
        }
        let (&(_, first), others) = usable.split_first()?;
        let mut values: Vec<Option<Value>> = vec![None; leaves.len()];
        let (mut given, mut cleared, mut doubtful) = (Vec::new(), Vec::new(), Vec::new());
        for (at, leaf) in leaves.iter().enumerate() {
            let path = leaf.property.path.as_str();
            if at == number_leaf {
                values[at] = Some(self.form.write(&first.number));
                given.push(path);
                continue;
            }
            let Some(text) = self.text(at, cells) else {
                values[at] = self.without(at, leaf, cells).ok()?.map(|it| it.value);
                if self.rows.options.clear_empty && self.rows.columns.has(at) {
                    cleared.push(path);
                }
                continue;
            };
            given.push(path);
            if matches!(leaf.property.kind, Kind::String(_)) && !sent.is_number(leaf.property) {
                // The text is the value, as for most properties.
                values[at] = Some(Value::String(text));
                continue;
            }
            let read = self.read(at, leaf.property, &text).ok()?;
            for reason in read.warnings {
                doubtful.push(self.finding(position, at, &text, reason));
            }
            values[at] = Some(read.value);
        }
        let kept = if others.is_empty() {
            Vec::new()
        } else {
            values.clone()
        };
        let mut entries = Vec::with_capacity(usable.len());
        for (numbered, parsed) in &usable {
            if !entries.is_empty() {
                values.clone_from(&kept);
                values[number_leaf] = Some(self.form.write(&parsed.number));
            }
            let mut warnings = std::mem::take(&mut doubtful);
            let reasons = parsed.warnings.iter().map(ToString::to_string);
            warnings.extend(reasons.map(|it| self.of_number(position, numbered, it)));
            entries.push(Entry {
                row: position.row,
                line: position.line,
                key: self.key(cells, numbered),
                id: self.id(cells).filter(|_| entries.is_empty()),
                number: parsed.number,
                payload: self.allowed(&mut values)?,
                written: Written {
                    property: self.rows.target.number,
                    text: numbered.text.clone().into_owned(),
                },
                given: given.clone(),
                cleared: cleared.clone(),
                warnings,
            });
        }
        let left_out = numbers.iter().filter(|it| !it.is_missing());
        let left_out = left_out.filter_map(|it| {
            let reason = it.parsed.as_ref().err()?;
            Some(self.of_number(position, it, reason.to_string()))
        });
        Some(Item::Taken {
            left_out: left_out.collect(),
            entries,
        })
    }

    /// Returns the payload with these values, if it may be sent.
    fn allowed(&self, values: &mut [Option<Value>]) -> Option<Map<String, Value>> {
        let payload = Value::Object(self.rows.target.sent.payload.with_leaves(values));
        (self.strict)(&payload).ok()?;
        match payload {
            Value::Object(payload) => Some(payload),
            _ => None,
        }
    }

    /// Returns the key: `KEY`, `KEY#2` for the second column, `KEY#2.3` for the third number in it.
    fn key(&self, cells: &Cells, numbered: &Numbered<'_>) -> Option<String> {
        let key = cells.get(self.rows.key?);
        let (column, index) = (numbered.column + 1, numbered.index + 1);
        match (column, index) {
            _ if key.is_empty() => None,
            (1, 1) => Some(key.to_owned()),
            (_, 1) => Some(format!("{key}#{column}")),
            _ => Some(format!("{key}#{column}.{index}")),
        }
    }

    fn id(&self, cells: &Cells) -> Option<ContactId> {
        let id = cells.get(self.rows.id?);
        (!id.is_empty()).then(|| id.parse().ok())?
    }

    /// Returns the text that a row has for a property: white space in it is layout, not part of a
    /// name.
    pub(super) fn text(&self, at: usize, cells: &Cells) -> Option<String> {
        let property = self.rows.leaf(at).property;
        let text = self.rows.columns.value(at, cells)?;
        let sent = &self.rows.target.sent;
        if sent.is_number(property) {
            return Some(self.dialled(&text));
        }
        match property.kind {
            Kind::String(_) => Some(one_spaced(text)),
            Kind::Array(_) if self.rows.is_export && sent.has_numbers(property) => {
                let separator = self.rows.columns.separator(at);
                let numbers = items_of(&text, separator).into_iter();
                let numbers = numbers.map(|it| self.dialled(&it));
                Some(numbers.collect::<Vec<_>>().join(separator))
            }
            // Cells are separated by semicolons because numbers have commas.
            Kind::Number if self.rows.delimiter() == b';' && is_decimal(&text) => {
                Some(text.replace(',', "."))
            }
            _ => Some(text.into_owned()),
        }
    }

    /// Returns a number of an export in a form that is read as the same number.
    fn dialled(&self, text: &str) -> String {
        let is_digits = !text.is_empty() && text.bytes().all(|it| it.is_ascii_digit());
        if !self.rows.is_export || !is_digits {
            return text.to_owned();
        }
        let number = export::number(text, &self.rows.options.region);
        number.map_or_else(|_| text.to_owned(), |it| format!("+{}", it.number))
    }

    pub(super) fn read(
        &self,
        at: usize,
        property: &Property,
        text: &str,
    ) -> Result<Parsed, String> {
        let parsing = Parsing {
            region: &self.rows.options.region,
            separator: self.rows.columns.separator(at),
            strict: self.strict,
        };
        self.rows.target.sent.read(property, text, &parsing)
    }

    /// Returns what is sent for a property without a value: nothing, unless the property is
    /// required.
    pub(super) fn without(
        &self,
        at: usize,
        leaf: &Leaf<'_>,
        cells: &Cells,
    ) -> Result<Option<Parsed>, String> {
        if leaf.required {
            return match leaf.property.kind {
                // A text that may be empty is sent empty.
                Kind::String(_) | Kind::Array(_) => self.read(at, leaf.property, "").map(Some),
                _ => Err("is empty: a value is needed".to_owned()),
            };
        }
        if !leaf.property.is_required() {
            return Ok(None);
        }
        match leaf.property.path.rsplit_once('.') {
            Some((object, _)) if self.has_any_of(object, cells) => {
                Err(format!("is empty: `{object}` needs it"))
            }
            _ => Ok(None),
        }
    }

    fn has_any_of(&self, object: &str, cells: &Cells) -> bool {
        let mut leaves = self.rows.target.sent.leaves.iter().enumerate();
        leaves.any(|(at, leaf)| {
            is_in(&leaf.property.path, object) && self.rows.columns.value(at, cells).is_some()
        })
    }
}

/// Returns a text with trimmed ends and one space between words.
fn one_spaced(text: Cow<'_, str>) -> String {
    // Most texts are like this already. In UTF-8, white space beyond ASCII begins with one of these
    // bytes.
    let is_odd = |byte: u8| byte < b' ' || matches!(byte, 0xc2 | 0xe1..=0xe3);
    let bytes = text.as_bytes();
    let is_plain = !bytes.iter().any(|it| is_odd(*it)) && !bytes.windows(2).any(|it| it == b"  ");
    if is_plain {
        text.into_owned()
    } else {
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Returns whether a text is a decimal such as `1,5`, and not `1,234,567` or `1,234.5`.
fn is_decimal(text: &str) -> bool {
    let digits = text.trim_start_matches('-').replacen(',', "", 1);
    !digits.is_empty() && digits.bytes().all(|it| it.is_ascii_digit())
}
