use contacts_api::phone_book::ContactId;
use contacts_openapi::Document;
use contacts_sync::{Change, Rules, plan_against};
use serde_json::{Value, json};

use super::*;
use crate::documents::{checked, every_kind, parsed};
use crate::output::exported;
use crate::rows::{Map, Options, Target};

/// Returns what a sync of this file does to a book with these contacts: the request's JSON for each
/// row that is sent, and the reasons for those that cannot be.
fn synced(document: &Document, bytes: &[u8], maps: &[&str], contacts: &[Value]) -> Vec<String> {
    let roles = document.roles();
    let create = &roles.create.as_ref().unwrap().payload;
    let target = Target::of(document, create).unwrap();
    let maps: Vec<Map> = maps.iter().map(|it| it.parse().unwrap()).collect();
    let options = Options {
        maps,
        region: "DK".to_owned(),
        ..Options::default()
    };
    let name = "file".to_owned();
    let rows = Rows::parse(&target, name, bytes.to_vec(), options).unwrap();
    let strict = |value: &Value| checked(document, create.schema, value);
    let mut entries = Vec::new();
    let facts = feed(&rows, create, &strict, &mut |it| {
        if let Given::Entry(entry) = it {
            entries.push(entry);
        }
    });
    let book = contacts
        .iter()
        .map(|contact| contact.as_object().unwrap().clone());
    let book = book.map(|contact| {
        let id = contact
            .get("id")
            .map(contacts_openapi::show)
            .unwrap_or_default();
        (Some(ContactId::from(id)), contact)
    });
    let update = roles.update.as_ref().map(|it| it.payload.schema);
    let is_allowed = |value: &Value| {
        let checked = update.map_or(Ok(()), |it| checked(document, it, value));
        checked.map_err(|it| (it.path, it.reason))
    };
    let plan = plan_against(document, is_allowed, entries, book, Rules::default()).unwrap();
    let steps = plan.steps.iter().map(|step| match &step.change {
        Change::Create { contact } => format!("create {}", Value::Object(contact.clone())),
        Change::Update { id, update, .. } => {
            format!("update {id} {}", Value::Object(update.clone()))
        }
        Change::Delete { id, .. } => format!("delete {id}"),
    });
    let conflicts = plan.conflicts.iter().map(|it| it.reason.clone());
    let rejects = facts.invalid.iter().flatten();
    let rejects = rejects.map(|it| format!("{} {:?} {}", it.field, it.value, it.reason));
    steps.chain(rejects).chain(conflicts).collect()
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
    // Without the contacts it creates them, which proves that the rows are read.
    assert_eq!(synced(&document, &csv, &[], &[]).len(), 3);
}

#[test]
fn what_may_be_anything_comes_back_as_it_was() {
    let document = parsed(&every_kind());
    let person =
        |extra: &Value| json!({"full_name": "Bo", "phone_number": "4533002208", "extra": extra});
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
        let pattern = json!({"type": "string", "format": "phone", "pattern": "^\\+[1-9][0-9]+$"});
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
        contacts_sync::lacking(&parsed(&document))
            .unwrap()
            .to_string()
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
