//! What a sync needs of a document, and the rows of a file that are wanted in the book.

use contacts_openapi::{Contact, Document, Payload};

use super::compare::Comparable;
use super::report::{Outcome, Reject};
use crate::payload::{Sent, Strict};
use crate::rows::{Entry, Item, Rows, Target};

/// What a sync needs of a document: what is sent, and the number that contacts are matched by.
#[derive(Debug)]
pub(crate) struct Roles<'a> {
    pub(crate) target: Target<'a>,
    document: &'a Document,
    update: Option<&'a Payload>,
    contact: &'a Contact,
}

impl<'a> Roles<'a> {
    /// Finds them.
    ///
    /// # Errors
    ///
    /// What the document has not, as a sentence.
    pub(crate) fn of(document: &'a Document) -> Result<Self, String> {
        let lacks = |what: &str| format!("the document has no {what}, so nothing can be synced");
        let roles = document.roles();
        let create = roles.create.as_ref();
        let create = create.ok_or_else(|| lacks("operation that creates a contact"))?;
        if roles.list.is_none() {
            return Err(lacks("operation that lists contacts"));
        }
        let contact = roles.contact.as_ref();
        let contact = contact.filter(|it| it.number.is_some());
        match (Target::of(document, &create.payload), contact) {
            (Some(target), Some(contact)) => Ok(Roles {
                target,
                document,
                update: roles.update.as_ref().map(|it| &it.payload),
                contact,
            }),
            _ => Err(lacks("property that is the phone number of a contact")),
        }
    }

    /// What can be compared and updated; nothing if no operation updates a contact.
    pub(crate) fn comparable(&self) -> Option<Comparable<'a>> {
        let sent = Sent::new(self.document, self.update?);
        let number = sent.number().unwrap_or(self.target.number);
        Some(Comparable::new(sent, self.contact, number))
    }
}

/// The rows of a file by what became of each by itself.
#[derive(Debug, Default)]
pub(crate) struct Sorted<'a> {
    /// Rows that count; those that are passed over do not.
    pub(crate) rows: usize,
    pub(crate) wanted: Vec<Entry<'a>>,
    pub(crate) invalid: Vec<Vec<Reject>>,
    pub(crate) warnings: Vec<Reject>,
    pub(crate) skipped: usize,
}

impl<'a> Sorted<'a> {
    /// Reads all rows.
    pub(crate) fn of(rows: &'a Rows<'a>, strict: Strict<'a>) -> Self {
        let mut sorted = Sorted::default();
        let warning = |it| Reject::of(Outcome::Warning, it);
        for item in rows.items(strict) {
            sorted.rows += 1;
            match item {
                Item::Taken {
                    mut entries,
                    left_out,
                } => {
                    sorted.warnings.extend(left_out.into_iter().map(warning));
                    for entry in &mut entries {
                        let doubtful = std::mem::take(&mut entry.warnings);
                        sorted.warnings.extend(doubtful.into_iter().map(warning));
                    }
                    sorted.wanted.append(&mut entries);
                }
                Item::Rejected(findings) => {
                    let rejects = findings
                        .into_iter()
                        .map(|it| Reject::of(Outcome::Invalid, it));
                    sorted.invalid.push(rejects.collect());
                }
                Item::Skipped => {
                    sorted.rows -= 1;
                    sorted.skipped += 1;
                }
            }
        }
        sorted
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::documents::{checked, every_kind, parsed};
    use crate::output::exported;
    use crate::rows::{Map, Options};
    use crate::sync::book::{Book, Known};
    use crate::sync::plan::{Change, OnShared, Rule, plan};

    /// What a sync of this file does to a book with these contacts: the request's JSON for each row
    /// that is sent, and the reasons of those that cannot be.
    fn synced(document: &Document, bytes: &[u8], maps: &[&str], contacts: &[Value]) -> Vec<String> {
        let roles = Roles::of(document).unwrap();
        let maps: Vec<Map> = maps.iter().map(|it| it.parse().unwrap()).collect();
        let options = Options {
            maps,
            region: "DK".to_owned(),
            ..Options::default()
        };
        let name = "file".to_owned();
        let rows = Rows::parse(&roles.target, name, bytes.to_vec(), options).unwrap();
        let create = roles.target.sent.payload.schema;
        let strict = |value: &Value| checked(document, create, value);
        let sorted = Sorted::of(&rows, &strict);
        let mut book = Book::of(&sorted.wanted);
        for contact in contacts {
            let properties = contact.as_object().unwrap().clone();
            let number = properties[roles.target.number].as_str().unwrap();
            let id = properties.get("id").map(contacts_openapi::show);
            let known = Known {
                id: Some(id.unwrap_or_default().parse().unwrap()),
                properties: properties.clone(),
            };
            book.keep(number.trim_start_matches('+').parse().unwrap(), known);
        }
        let comparable = roles.comparable();
        let update = document.roles().update.as_ref().map(|it| it.payload.schema);
        let rule = Rule {
            comparable: comparable.as_ref(),
            strict: &|value| update.map_or(Ok(()), |it| checked(document, it, value)),
        };
        let plan = plan(sorted.wanted, &book, rule, OnShared::First);
        let steps = plan.steps.iter().map(|step| match &step.change {
            Change::Create(payload) => format!("create {}", Value::Object(payload.clone())),
            Change::Update { id, update } => {
                format!("update {id} {}", Value::Object(update.clone()))
            }
        });
        let rejects = sorted.invalid.iter().flatten().chain(&plan.conflicts);
        let rejects = rejects.map(|it| format!("{} {:?} {}", it.field, it.value, it.reason));
        steps.chain(rejects).collect()
    }

    fn contacts() -> Vec<Value> {
        vec![
            json!({
                "id": "01890a5d-ac96-774b-bcce-b302099a8057", "full_name": " Åse  B", "phone_number": "299285836",
                "tags": ["a b", "c"], "favourite": false, "kind": "company", "priority": 2, "rank": -7,
                "credit": 1.0, "since": "2026-01-31", "address": {"zip": "2100", "city": "Kbh; Ø", "geo": {"lat": 55.5},
                "verified": true}, "attributes": {"a": "b  c"}, "extra": "7", "phones": [{"label": "x;y"}],
                "other_numbers": ["299285837", "4571999999"],
            }),
            json!({
                "id": "01890a5d-ac96-774b-bcce-b302099a8058", "full_name": "Bo", "phone_number": "4533002208",
                "tags": ["a;b", " c", "[d"], "favourite": null, "since": null, "address": null, "extra": {"deep": [1]},
                "attributes": {}, "phones": [], "other_numbers": [],
            }),
            json!({"id": "01890a5d-ac96-774b-bcce-b302099a8059", "full_name": "Ida", "phone_number": "4533002209",
                   "tags": [], "address": {}, "extra": false}),
        ]
    }

    #[test]
    fn an_export_that_is_synced_changes_nothing_whatever_the_kinds() {
        let document = parsed(&every_kind());
        let contacts = contacts();
        let (header, rows) = exported(&document, &contacts);
        let mut csv = csv::Writer::from_writer(Vec::new());
        csv.write_record(&header).unwrap();
        for row in &rows {
            csv.write_record(row).unwrap();
        }
        let csv = csv.into_inner().unwrap();
        assert_eq!(synced(&document, &csv, &[], &contacts), [""; 0]);
        let lines: Vec<_> = contacts.iter().map(Value::to_string).collect();
        for json in [lines.join("\n"), json!(contacts).to_string()] {
            assert_eq!(synced(&document, json.as_bytes(), &[], &contacts), [""; 0]);
        }
        // Without the contacts it would create them, so that it is not for want of reading them.
        assert_eq!(synced(&document, &csv, &[], &[]).len(), 3);
    }

    #[test]
    fn what_may_be_anything_comes_back_as_it_was() {
        let document = parsed(&every_kind());
        let person = |extra: &Value| json!({"full_name": "Bo", "phone_number": "4533002208", "extra": extra});
        for extra in [
            json!("a b"),
            json!("7"),
            json!("[1]"),
            json!(" true"),
            json!(7.5),
            json!([1]),
            json!({"a": "7"}),
        ] {
            let mut contact = person(&extra);
            contact["id"] = "7".into();
            let (header, rows) = exported(&document, &[contact]);
            let mut csv = csv::Writer::from_writer(Vec::new());
            csv.write_record(&header).unwrap();
            csv.write_record(&rows[0]).unwrap();
            let csv = csv.into_inner().unwrap();
            let created = synced(&document, &csv, &[], &[]);
            assert_eq!(created, [format!("create {}", person(&extra))]);
        }
    }

    #[test]
    fn a_row_has_values_of_every_kind() {
        let document = parsed(&every_kind());
        let csv = "Navn;Mobil;Etiketter;favourite;kind;priority;rank;credit;since;address.zip;address.geo.lat;attributes;extra;phones;other_numbers\n\
                   Åse;71999999;a | b;ja;company;2;7;1,5,5;2026-01-31;2100;55.5;{\"\"a\"\": 1};x;;\n\
                   Bo;33002208;;nej;person;1;-7;-1,5;;;;\"{\"\"a\"\": \"\"b\"\"}\";[1];\"[{\"\"label\"\": \"\"x\"\"}]\";\"31709727;+4671999999\"\n";
        let done = synced(
            &document,
            csv.as_bytes(),
            &["tags=Etiketter,separator=|"],
            &[],
        );
        assert_eq!(
            done,
            [
                "create {\"full_name\":\"Bo\",\"phone_number\":\"4533002208\",\"favourite\":false,\"kind\":\"person\",\
                 \"priority\":1,\"rank\":-7,\"credit\":-1.5,\"attributes\":{\"a\":\"b\"},\"extra\":[1],\
                 \"phones\":[{\"label\":\"x\"}],\"other_numbers\":[\"4531709727\",\"4671999999\"]}",
                "credit \"1,5,5\" is not a number, such as 1.5",
                "attributes \"{\\\"\\\"a\\\"\\\": 1}\" is not a JSON object, such as {\"key\": \"value\"}",
            ]
        );
    }

    #[test]
    fn what_the_document_forbids_is_said_for_each_property_on_its_own() {
        let document = parsed(&every_kind());
        let csv = "Navn;Mobil;kind;priority;since;address.zip;favourite\n\
                   Åse;ukendt;band;9;soon;123456789;maybe\n";
        let done = synced(&document, csv.as_bytes(), &[], &[]);
        let fields: Vec<_> = done
            .iter()
            .map(|it| it.rsplit_once('"').unwrap().0)
            .collect();
        assert_eq!(
            fields,
            [
                "phone_number \"ukendt",
                "favourite \"maybe",
                "kind \"band",
                "priority \"9",
                "since \"soon",
                "address.zip \"123456789",
            ],
            "{done:?}"
        );
    }

    #[test]
    fn only_what_differs_is_sent_and_an_object_is_sent_whole() {
        let document = parsed(&every_kind());
        let mut contacts = contacts();
        contacts.truncate(1);
        let rows = "phone_number;full_name;tags;favourite;kind;address.zip;other_numbers;rank\n\
                    +299285836;Åse B;c;true;company;2200;+299285837;\n";
        assert_eq!(
            synced(&document, rows.as_bytes(), &[], &contacts),
            [
                "update 01890a5d-ac96-774b-bcce-b302099a8057 {\"tags\":[\"c\"],\"favourite\":true,\"address\":{\"zip\":\"2200\",\"city\":\"Kbh; Ø\",\
              \"geo\":{\"lat\":55.5}},\"other_numbers\":[\"299285837\"]}"
            ]
        );
    }

    #[test]
    fn a_number_is_sent_in_the_form_that_the_service_takes() {
        let mut with_plus = every_kind();
        let mut whole = every_kind();
        for schema in ["Person", "PersonPatch"] {
            let number = |document: &mut Value, kind: Value| {
                document["components"]["schemas"][schema]["properties"]["phone_number"] = kind;
            };
            let pattern =
                json!({"type": "string", "format": "phone", "pattern": "^\\+[1-9][0-9]+$"});
            number(&mut with_plus, pattern);
            number(&mut whole, json!({"type": "integer"}));
        }
        let rows = b"Navn;Mobil\nA;71 99 99 99\n";
        for (document, sent) in [(with_plus, "\"+4571999999\""), (whole, "4571999999")] {
            assert_eq!(
                synced(&parsed(&document), rows, &[], &[]),
                [format!(
                    "create {{\"full_name\":\"A\",\"phone_number\":{sent}}}"
                )]
            );
        }
    }

    #[test]
    fn without_an_operation_that_updates_a_contact_that_differs_is_left() {
        let mut document = every_kind();
        let item = document["paths"]["/people/{person_id}"]
            .as_object_mut()
            .unwrap();
        item.remove("patch");
        let document = parsed(&document);
        let rows = b"Navn;Mobil\nOther;33002208\nNew;33002210\n";
        let done = synced(&document, rows, &[], &contacts()[1..]);
        assert_eq!(
            done,
            ["create {\"full_name\":\"New\",\"phone_number\":\"4533002210\"}"]
        );
    }

    #[test]
    fn a_document_without_what_a_sync_needs_is_said_in_a_sentence() {
        let without = |change: &dyn Fn(&mut Value)| {
            let mut document = every_kind();
            change(&mut document);
            Roles::of(&parsed(&document)).unwrap_err()
        };
        let reason = without(&|document| {
            document["paths"]["/people"]
                .as_object_mut()
                .unwrap()
                .remove("post");
        });
        assert_eq!(
            reason,
            "the document has no operation that creates a contact, so nothing can be synced"
        );
        let reason = without(&|document| {
            for schema in ["Person", "PersonPatch"] {
                let properties = &mut document["components"]["schemas"][schema]["properties"];
                properties.as_object_mut().unwrap().remove("phone_number");
                properties.as_object_mut().unwrap().remove("other_numbers");
            }
        });
        assert!(
            reason.contains("property that is the phone number"),
            "{reason}"
        );
    }
}
