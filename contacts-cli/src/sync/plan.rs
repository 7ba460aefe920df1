//! What is to be done so that the book matches the file. Pure: rows and book in, plan out.

use std::collections::{HashMap, HashSet};

use contacts_api::PhoneNumber;
use contacts_api::phone_book::ContactId;
use serde_json::{Map, Value};

use super::book::{Book, Known};
use super::compare::Comparable;
use super::report::{Outcome, Reject};
use crate::payload::Strict;
use crate::rows::{Entry, Written};

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
    /// The rows of what the book has already.
    pub(crate) unchanged: Vec<u64>,
    pub(crate) duplicates: Vec<Reject>,
    pub(crate) conflicts: Vec<Reject>,
}

/// One request to be sent.
#[derive(Debug, Clone)]
pub(crate) struct Step<'a> {
    /// The row as a spreadsheet counts.
    pub(crate) row: u64,
    /// The line in which the row begins.
    pub(crate) line: u64,
    /// What the source calls the record.
    pub(crate) key: Option<String>,
    pub(crate) written: Written<'a>,
    pub(crate) change: Change,
}

/// What a request changes.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Change {
    Create(Map<String, Value>),
    Update {
        id: ContactId,
        update: Map<String, Value>,
    },
}

/// How a row is compared with the contact that has its number.
#[derive(Clone, Copy)]
pub(crate) struct Rule<'a> {
    /// Nothing if no operation updates a contact: then one that differs is left as it is.
    pub(crate) comparable: Option<&'a Comparable<'a>>,
    /// Refuses an update that must not be sent.
    pub(crate) strict: Strict<'a>,
}

/// Compares the rows with the book.
pub(crate) fn plan<'a>(
    rows: Vec<Entry<'a>>,
    book: &Book,
    rule: Rule<'_>,
    on_shared: OnShared,
) -> Plan<'a> {
    let mut plan = Plan::default();
    let mut creates = Vec::new();
    for row in one_for_each_number(rows, book, on_shared, &mut plan) {
        match decide(&row, &book.about(&row), rule) {
            Decision::Nothing => plan.unchanged.push(row.row),
            Decision::Change(change) => {
                let steps = match change {
                    Change::Create(_) => &mut creates,
                    Change::Update { .. } => &mut plan.steps,
                };
                steps.push(Step {
                    row: row.row,
                    line: row.line,
                    key: row.key,
                    written: row.written,
                    change,
                });
            }
            Decision::Conflict(reason) => {
                plan.conflicts
                    .push(reject(&row, Outcome::Conflict, &reason));
            }
        }
    }
    plan.steps.append(&mut creates);
    plan
}

fn reject(row: &Entry<'_>, outcome: Outcome, reason: &str) -> Reject {
    Reject::of_number((row.row, row.line), outcome, &row.written, reason)
}

/// Leaves one row for each number, or none.
fn one_for_each_number<'a>(
    rows: Vec<Entry<'a>>,
    book: &Book,
    on_shared: OnShared,
    plan: &mut Plan<'_>,
) -> Vec<Entry<'a>> {
    let mut by_number: HashMap<PhoneNumber, Vec<usize>> = HashMap::new();
    for (at, row) in rows.iter().enumerate() {
        by_number.entry(row.number).or_default().push(at);
    }
    // Rows of an export that are about contacts of their own share a number as these do.
    by_number.retain(|_, sharing| {
        let ids: HashSet<_> = sharing
            .iter()
            .filter_map(|at| book.id_of(&rows[*at]))
            .collect();
        sharing.len() == 1 || ids.len() < sharing.len()
    });
    let places: Vec<u64> = rows.iter().map(|row| row.row).collect();
    let mut kept = Vec::new();
    for (at, row) in rows.into_iter().enumerate() {
        let Some(sharing) = by_number.get(&row.number) else {
            kept.push(row);
            continue;
        };
        let winner = match on_shared {
            _ if sharing.len() == 1 => Some(at),
            OnShared::First => sharing.first().copied(),
            OnShared::Last => sharing.last().copied(),
            OnShared::Refuse => None,
        };
        match winner {
            Some(winner) if winner == at => kept.push(row),
            Some(winner) => {
                let reason = format!("row {} has the same number and is used", places[winner]);
                plan.duplicates
                    .push(reject(&row, Outcome::Duplicate, &reason));
            }
            None => {
                let others: Vec<_> = sharing
                    .iter()
                    .filter(|other| **other != at)
                    .map(|other| places[*other].to_string())
                    .collect();
                let reason = format!(
                    "shares its number with row {}: give the number to one of them",
                    others.join(", ")
                );
                plan.conflicts
                    .push(reject(&row, Outcome::Conflict, &reason));
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

fn decide(row: &Entry<'_>, known: &[&Known], rule: Rule<'_>) -> Decision {
    let difference = |known: &Known| match rule.comparable {
        Some(comparable) => comparable.difference(row, known),
        None => Map::new(),
    };
    match known {
        [] => Decision::Change(Change::Create(row.payload.clone())),
        [only] => {
            let difference = difference(only);
            if difference.is_empty() {
                return Decision::Nothing;
            }
            let Some(id) = only.id.clone() else {
                return Decision::Conflict(
                    "the contact with this number has no id, so it cannot be updated".to_owned(),
                );
            };
            let update = Value::Object(difference);
            match ((rule.strict)(&update), update) {
                (Ok(()), Value::Object(update)) => Decision::Change(Change::Update { id, update }),
                (Err(refused), _) => Decision::Conflict(format!(
                    "contact {id} cannot be updated to this row: {} {}",
                    refused.path, refused.reason
                )),
                _ => Decision::Nothing,
            }
        }
        several => {
            let equal = several.iter().filter(|it| difference(it).is_empty());
            // Where nothing can be compared, all are equal and none is meant.
            if equal.count() == 1 {
                return Decision::Nothing;
            }
            let mut ids: Vec<_> = several.iter().filter_map(|it| it.id.clone()).collect();
            ids.sort_unstable();
            let ids: Vec<_> = ids.iter().map(ContactId::to_string).collect();
            Decision::Conflict(format!(
                "contacts {} have this number, and which of them is meant is not known: delete all but one",
                ids.join(", ")
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use contacts_api::phone_book::ContactUpdate;
    use serde_json::json;

    use super::*;
    use crate::payload::{Sent, strictly};

    fn book(contacts: &[Value], wanted: &[Entry<'_>]) -> Book {
        let mut book = Book::of(wanted);
        for contact in contacts {
            book.take(&serde_json::from_value(contact.clone()).unwrap());
        }
        book
    }

    fn comparable() -> Comparable<'static> {
        let document = contacts_openapi::document();
        let roles = document.roles();
        let update = roles.update.as_ref().unwrap();
        let sent = Sent::new(document, &update.payload);
        Comparable::new(sent, roles.contact.as_ref().unwrap(), "number")
    }

    /// The plan for rows `(name, number, email)` as lines: what happens to which row.
    fn lines(
        rows: &[(&str, &str, Option<&str>)],
        contacts: &[Value],
        clear: bool,
        on_shared: OnShared,
    ) -> Vec<String> {
        let wanted = (2..).zip(rows).map(|(row, (name, number, email))| {
            let mut payload = json!({"name": name, "number": number});
            let mut given = vec!["name", "number"];
            if let Some(email) = email {
                payload["email"] = json!(email);
                given.push("email");
            }
            Entry {
                row,
                line: row,
                key: None,
                id: None,
                warnings: Vec::new(),
                written: Written {
                    property: "number",
                    text: (*number).to_owned(),
                },
                number: number.parse().unwrap(),
                payload: payload.as_object().unwrap().clone(),
                given,
                cleared: if clear && email.is_none() {
                    vec!["email"]
                } else {
                    Vec::new()
                },
            }
        });
        let wanted: Vec<_> = wanted.collect();
        let book = book(contacts, &wanted);
        let rule = Rule {
            comparable: Some(&comparable()),
            strict: &strictly::<ContactUpdate>,
        };
        let plan = plan(wanted, &book, rule, on_shared);
        let mut lines: Vec<_> = plan
            .steps
            .iter()
            .map(|step| match &step.change {
                Change::Create(_) => format!("{} create", step.row),
                Change::Update { id, update } => format!(
                    "{} update {id} {}",
                    step.row,
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
        lines.extend(
            (!plan.unchanged.is_empty()).then(|| format!("{} unchanged", plan.unchanged.len())),
        );
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
