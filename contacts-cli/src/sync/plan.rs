//! What is to be done so that the book matches the file. Pure: rows and book in, plan out.

use std::collections::HashMap;

use contacts_api::PhoneNumber;
use contacts_api::types::{ContactUpdate, NewContact};
use contacts_openapi::Property;
use serde_json::{Map, Value};

use super::book::{Book, Known};
use super::report::{Outcome, Reject};
use crate::source::Record;

/// A row that can become a contact.
#[derive(Debug, Clone)]
pub(crate) struct Wanted<'a> {
    pub(crate) record: &'a Record,
    pub(crate) contact: NewContact,
    /// The number as it stands in the file.
    pub(crate) written: String,
    /// Nullable properties for which the file has columns and this row has nothing.
    pub(crate) cleared: Vec<String>,
}

impl Wanted<'_> {
    fn reject(&self, outcome: Outcome, reason: &str) -> Reject {
        Reject::new(self.record, outcome, "number", &self.written, reason)
    }
}

/// Which row counts when several have the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OnShared {
    /// The first in the file; the others are duplicates.
    First,
    /// The last in the file; the others are duplicates.
    Last,
    /// None of them: each is a conflict.
    Refuse,
}

/// What is to be done, and with what nothing can or need be done.
#[derive(Debug, Default)]
pub(crate) struct Plan<'a> {
    /// Updates first, then creates, each in the order of the file.
    pub(crate) steps: Vec<Step<'a>>,
    pub(crate) unchanged: usize,
    pub(crate) duplicates: Vec<Reject>,
    pub(crate) conflicts: Vec<Reject>,
}

/// One request to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Step<'a> {
    pub(crate) record: &'a Record,
    /// The number as it stands in the file.
    pub(crate) written: String,
    pub(crate) change: Change,
}

/// What a request changes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Change {
    Create(NewContact),
    Update { id: u64, update: ContactUpdate },
}

/// The properties that an operation sends.
pub(crate) fn writable(operation: &str) -> Vec<Property> {
    let payload = contacts_openapi::document().payload(operation);
    payload.map(|it| it.properties).unwrap_or_default()
}

/// The properties that can be updated and read: what cannot be read would be sent in every run.
pub(crate) fn comparable() -> Vec<Property> {
    let readable = contacts_openapi::document().properties("Contact");
    let mut properties = writable("update_contact");
    properties.retain(|property| readable.iter().any(|it| it.name == property.name));
    properties
}

/// Compares the rows with the book, in what is [`comparable`].
pub(crate) fn plan<'a>(
    rows: Vec<Wanted<'a>>,
    book: &Book,
    comparable: &[Property],
    on_shared: OnShared,
) -> Plan<'a> {
    let mut plan = Plan::default();
    let mut creates = Vec::new();
    for row in one_for_each_number(rows, on_shared, &mut plan) {
        match decide(&row, book.with(&row.contact.number), comparable) {
            Decision::Nothing => plan.unchanged += 1,
            Decision::Change(change) => {
                let steps = match change {
                    Change::Create(_) => &mut creates,
                    Change::Update { .. } => &mut plan.steps,
                };
                steps.push(Step {
                    record: row.record,
                    written: row.written,
                    change,
                });
            }
            Decision::Conflict(reason) => {
                plan.conflicts.push(row.reject(Outcome::Conflict, &reason));
            }
        }
    }
    plan.steps.append(&mut creates);
    plan
}

/// Leaves one row for each number, or none.
fn one_for_each_number<'a>(
    rows: Vec<Wanted<'a>>,
    on_shared: OnShared,
    plan: &mut Plan<'_>,
) -> Vec<Wanted<'a>> {
    let mut by_number: HashMap<PhoneNumber, Vec<usize>> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        by_number.entry(row.contact.number).or_default().push(at);
    }
    let records: Vec<&Record> = rows.iter().map(|row| row.record).collect();
    let mut kept = Vec::new();
    for (at, row) in rows.into_iter().enumerate() {
        let sharing = &by_number[&row.contact.number];
        let winner = match on_shared {
            _ if sharing.len() == 1 => Some(at),
            OnShared::First => sharing.first().copied(),
            OnShared::Last => sharing.last().copied(),
            OnShared::Refuse => None,
        };
        match winner {
            Some(winner) if winner == at => kept.push(row),
            Some(winner) => {
                let reason = format!(
                    "row {} has the same number and is used",
                    records[winner].row
                );
                plan.duplicates
                    .push(row.reject(Outcome::Duplicate, &reason));
            }
            None => {
                let others: Vec<_> = sharing
                    .iter()
                    .filter(|other| **other != at)
                    .map(|other| records[*other].row.to_string())
                    .collect();
                let reason = format!(
                    "shares its number with row {}: give the number to one of them",
                    others.join(", ")
                );
                plan.conflicts.push(row.reject(Outcome::Conflict, &reason));
            }
        }
    }
    kept
}

#[derive(Debug, PartialEq)]
enum Decision {
    Nothing,
    Change(Change),
    Conflict(String),
}

fn decide(row: &Wanted<'_>, known: &[Known], comparable: &[Property]) -> Decision {
    let wanted = properties(&row.contact);
    let differs = |known: &Known| difference(&wanted, &row.cleared, known, comparable);
    match known {
        [] => Decision::Change(Change::Create(row.contact.clone())),
        [only] => {
            let difference = differs(only);
            if difference.is_empty() {
                return Decision::Nothing;
            }
            match serde_json::from_value(Value::Object(difference)) {
                Ok(update) => Decision::Change(Change::Update {
                    id: only.id,
                    update,
                }),
                Err(reason) => Decision::Conflict(format!(
                    "contact {} cannot be updated to this row: {reason}",
                    only.id
                )),
            }
        }
        several => {
            let equal = several.iter().filter(|it| differs(it).is_empty()).count();
            if equal == 1 {
                return Decision::Nothing;
            }
            let mut ids: Vec<_> = several.iter().map(|it| it.id).collect();
            ids.sort_unstable();
            let ids: Vec<_> = ids.iter().map(u64::to_string).collect();
            Decision::Conflict(format!(
                "contacts {} have this number, and which of them is meant is not known: delete all but one",
                ids.join(", ")
            ))
        }
    }
}

fn properties(contact: &NewContact) -> Map<String, Value> {
    match serde_json::to_value(contact) {
        Ok(Value::Object(properties)) => properties,
        _ => Map::new(),
    }
}

/// What of the row the contact in the book does not have; the number is what they have in common.
fn difference(
    wanted: &Map<String, Value>,
    cleared: &[String],
    known: &Known,
    comparable: &[Property],
) -> Map<String, Value> {
    let mut difference = Map::new();
    for property in comparable.iter().filter(|it| !it.is_phone_number()) {
        let name = &property.name;
        let has = known.properties.get(name).filter(|it| !it.is_null());
        match wanted.get(name) {
            Some(value) if !has.is_some_and(|has| same(has, value)) => {
                difference.insert(name.clone(), value.clone());
            }
            None if property.nullable
                && cleared.contains(name)
                && has.is_some_and(|it| it != "") =>
            {
                difference.insert(name.clone(), Value::Null);
            }
            _ => {}
        }
    }
    difference
}

/// Equal but for white space, which services and spreadsheets trim as they like.
fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::String(one), Value::String(other)) => {
            one.split_whitespace().eq(other.split_whitespace())
        }
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn record(row: u64) -> Record {
        Record {
            row,
            line: row,
            cells: Ok(Vec::new()),
        }
    }

    fn book(contacts: &[Value], numbers: &[&str]) -> Book {
        let numbers = numbers.iter().map(|it| PhoneNumber::try_from(*it).unwrap());
        let mut book = Book::of(numbers);
        for contact in contacts {
            book.take(&serde_json::from_value(contact.clone()).unwrap());
        }
        book
    }

    /// The plan for rows `(name, number, email)` as lines: what happens to which row.
    fn lines(
        rows: &[(&str, &str, Option<&str>)],
        contacts: &[Value],
        clear: bool,
        on_shared: OnShared,
    ) -> Vec<String> {
        let records: Vec<_> = (2..).take(rows.len()).map(record).collect();
        let wanted = rows
            .iter()
            .zip(&records)
            .map(|((name, number, email), record)| Wanted {
                record,
                written: (*number).to_owned(),
                contact: serde_json::from_value(match email {
                    Some(email) => json!({"name": name, "number": number, "email": email}),
                    None => json!({"name": name, "number": number}),
                })
                .unwrap(),
                cleared: if clear && email.is_none() {
                    vec!["email".to_owned()]
                } else {
                    Vec::new()
                },
            })
            .collect();
        let numbers: Vec<_> = rows.iter().map(|row| row.1).collect();
        let book = book(contacts, &numbers);
        let plan = plan(wanted, &book, &comparable(), on_shared);
        let mut lines: Vec<_> = plan
            .steps
            .iter()
            .map(|step| match &step.change {
                Change::Create(_) => format!("{} create", step.record.row),
                Change::Update { id, update } => format!(
                    "{} update {id} {}",
                    step.record.row,
                    serde_json::to_string(update).unwrap()
                ),
            })
            .collect();
        let rejects = |what: &str, rejects: &[Reject]| -> Vec<String> {
            rejects
                .iter()
                .map(|it| format!("{} {what}", it.row))
                .collect()
        };
        lines.extend(rejects("duplicate", &plan.duplicates));
        lines.extend(rejects("conflict", &plan.conflicts));
        lines.extend((plan.unchanged > 0).then(|| format!("{} unchanged", plan.unchanged)));
        lines
    }

    #[test]
    fn a_row_is_created_updated_or_left_alone() {
        let known = json!({"id": 7, "name": "Åse", "number": "4571999999", "email": "a@x.dk"});
        for (row, contacts, expected) in [
            (("Åse", "4571999999", None), vec![], "2 create"),
            (
                ("Åse", "4571999999", Some("a@x.dk")),
                vec![known.clone()],
                "1 unchanged",
            ),
            (
                ("Åse", "4571999999", None),
                vec![known.clone()],
                "1 unchanged",
            ),
            (
                ("Åse B", "4571999999", None),
                vec![known.clone()],
                "2 update 7 {\"name\":\"Åse B\"}",
            ),
            (
                ("Åse", "4571999999", Some("b@x.dk")),
                vec![known.clone()],
                "2 update 7 {\"email\":\"b@x.dk\"}",
            ),
            // What people once typed into the book still is this number.
            (
                ("Åse", "4571999999", None),
                vec![json!({"id": 7, "name": " Åse", "number": "+45 71 99 99 99"})],
                "1 unchanged",
            ),
            // An odd contact in the book is nobody's.
            (
                ("Åse", "4571999999", None),
                vec![
                    json!({"id": 7, "name": null, "number": "hidden"}),
                    json!({"id": 8}),
                ],
                "2 create",
            ),
        ] {
            assert_eq!(
                lines(&[row], &contacts, false, OnShared::First),
                [expected],
                "{row:?}"
            );
        }
    }

    #[test]
    fn an_empty_cell_clears_only_when_that_is_asked_for() {
        let known = json!({"id": 7, "name": "Åse", "number": "4571999999", "email": "a@x.dk"});
        let row = [("Åse", "4571999999", None)];
        let clear = |clear| lines(&row, std::slice::from_ref(&known), clear, OnShared::First);
        assert_eq!(clear(false), ["1 unchanged"]);
        assert_eq!(clear(true), ["2 update 7 {\"email\":null}"]);
        let without = json!({"id": 7, "name": "Åse", "number": "4571999999", "email": null});
        assert_eq!(
            lines(&row, &[without], true, OnShared::First),
            ["1 unchanged"]
        );
    }

    #[test]
    fn what_cannot_be_null_is_not_cleared() {
        let known = Known {
            id: 7,
            properties: json!({"id": 7, "email": "a@x.dk"})
                .as_object()
                .unwrap()
                .clone(),
        };
        let mut properties = comparable();
        properties.retain(|property| property.name == "email");
        let cleared = ["email".to_owned()];
        let found = |properties: &[Property]| difference(&Map::new(), &cleared, &known, properties);
        assert_eq!(Value::Object(found(&properties)), json!({"email": null}));
        properties[0].nullable = false;
        assert_eq!(Value::Object(found(&properties)), json!({}));
    }

    #[test]
    fn a_number_that_several_contacts_have_is_a_conflict_unless_one_is_right() {
        let a = json!({"id": 7, "name": "Åse", "number": "4571999999"});
        let b = json!({"id": 9, "name": "Bo", "number": "4571999999"});
        let of = |name, contacts: &[Value]| {
            lines(
                &[(name, "4571999999", None)],
                contacts,
                false,
                OnShared::First,
            )
        };
        assert_eq!(of("Åse", &[a.clone(), b.clone()]), ["1 unchanged"]);
        assert_eq!(of("Carl", &[a.clone(), b]), ["2 conflict"]);
        assert_eq!(of("Åse", &[a.clone(), a]), ["2 conflict"]);
    }

    #[test]
    fn rows_that_share_a_number_are_one_contact() {
        let rows = [
            ("Åse", "4571999999", None),
            ("Bo", "4533002208", None),
            ("Carl", "4571999999", None),
        ];
        let with = |on_shared| lines(&rows, &[], false, on_shared);
        assert_eq!(
            with(OnShared::First),
            ["2 create", "3 create", "4 duplicate"]
        );
        assert_eq!(
            with(OnShared::Last),
            ["3 create", "4 create", "2 duplicate"]
        );
        assert_eq!(
            with(OnShared::Refuse),
            ["3 create", "2 conflict", "4 conflict"]
        );
    }

    #[test]
    fn updates_go_before_creates() {
        let known = json!({"id": 7, "name": "Bo", "number": "4533002208"});
        let rows = [("Åse", "4571999999", None), ("Bob", "4533002208", None)];
        assert_eq!(
            lines(&rows, &[known], false, OnShared::First),
            ["3 update 7 {\"name\":\"Bob\"}", "2 create"]
        );
    }
}
