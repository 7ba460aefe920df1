//! Everything that is wrong with a row, each property on its own.

use serde_json::Value;

use super::RowFinding;
use super::mapper::Mapper;
use super::numbers::Numbered;
use super::raw::{Cells, Position};
use crate::payload::is_in;

impl Mapper<'_> {
    /// Returns everything that is wrong with a row that cannot be used, each property on its own.
    pub(super) fn rejects(
        &self,
        position: Position,
        cells: &Cells,
        numbers: &[Numbered<'_>],
    ) -> Vec<RowFinding> {
        let sent = &self.rows.target.sent;
        let mut values: Vec<Option<Value>> = vec![None; sent.leaves.len()];
        let mut rejects = Vec::new();
        for (at, leaf) in sent.leaves.iter().enumerate() {
            let property = leaf.property;
            let is_number = at == self.rows.columns.number();
            let number = numbers.iter().find_map(|it| it.parsed.as_ref().ok());
            let text = self.text(at, cells);
            let read = match (&text, number) {
                (_, Some(number)) if is_number => Ok(Some(self.form.write(&number.number))),
                _ if is_number && !numbers.is_empty() => {
                    rejects.extend(numbers.iter().filter_map(|it| {
                        let reason = it.parsed.as_ref().err()?;
                        Some(self.of_number(position, it, reason.to_string()))
                    }));
                    continue;
                }
                (Some(text), _) => self.read(at, property, text).map(|it| Some(it.value)),
                (None, _) if is_number && !leaf.required => {
                    Err("is empty: contacts are matched by it".to_owned())
                }
                (None, _) => self
                    .without(at, leaf, cells)
                    .map(|it| it.map(|it| it.value)),
            };
            let reason = match read {
                Ok(Some(value)) => {
                    let refusal = sent.refusal(property, &value, self.strict);
                    values[at] = Some(value);
                    refusal
                }
                Ok(None) => None,
                Err(reason) => Some(reason),
            };
            let shown = text.unwrap_or_default();
            rejects.extend(reason.map(|it| self.finding(position, at, &shown, it)));
        }
        if rejects.is_empty() {
            rejects.push(self.whole(position, cells, &mut values));
        }
        rejects
    }

    /// Returns why the payload as a whole may not be sent, though each property may.
    fn whole(&self, position: Position, cells: &Cells, values: &mut [Option<Value>]) -> RowFinding {
        let sent = &self.rows.target.sent;
        let refused = (self.strict)(&Value::Object(sent.payload.with_leaves(values))).err();
        let (path, reason) = refused.map(|it| (it.path, it.reason)).unwrap_or_default();
        let at = sent
            .leaves
            .iter()
            .position(|it| is_in(&path, &it.property.path));
        match at {
            Some(at) => {
                let value = self.rows.columns.value(at, cells).unwrap_or_default();
                self.finding(position, at, &value, reason)
            }
            None => RowFinding {
                row: position.row,
                line: position.line,
                field: String::new(),
                column: String::new(),
                value: String::new(),
                reason,
            },
        }
    }

    /// Finds cells with characters that were lost.
    pub(super) fn lost(&self, position: Position, cells: &Cells) -> Vec<RowFinding> {
        let encoding = self.rows.encoding.map_or("UTF-8", |it| it.name());
        let reason = format!(
            "has a character that is lost: the file is {encoding} but for this; enter it again"
        );
        let leaves = 0..self.rows.target.sent.leaves.len();
        let values = leaves.filter_map(|at| Some((at, self.rows.columns.value(at, cells)?)));
        values
            .filter(|(_, value)| value.contains(char::REPLACEMENT_CHARACTER))
            .map(|(at, value)| self.finding(position, at, &value, reason.clone()))
            .collect()
    }

    pub(super) fn of_number(
        &self,
        position: Position,
        numbered: &Numbered<'_>,
        reason: String,
    ) -> RowFinding {
        let column = self
            .rows
            .columns
            .number_name(numbered.column, self.rows.header());
        let leaf = self.rows.columns.number();
        RowFinding {
            column,
            ..self.finding(position, leaf, &numbered.text, reason)
        }
    }

    pub(super) fn finding(
        &self,
        position: Position,
        leaf: usize,
        value: &str,
        reason: String,
    ) -> RowFinding {
        RowFinding {
            row: position.row,
            line: position.line,
            field: self.rows.leaf(leaf).property.path.clone(),
            column: self.rows.columns.names(leaf, self.rows.header()),
            value: value.to_owned(),
            reason,
        }
    }
}
