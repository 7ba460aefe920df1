use serde_json::json;

use super::*;
use crate::documents::{every_kind, parsed};

fn findings(contacts: &[Value]) -> Vec<Finding> {
    let document = parsed(&every_kind());
    let list = document.operation("listContacts").unwrap();
    let schema = document.roles().contact.as_ref().unwrap().schema;
    let mut survey = Survey::new(&document, list, schema);
    for contact in contacts {
        survey.take(contact);
    }
    survey.findings()
}

fn whole() -> Value {
    json!({
        "id": "01890a5d-ac96-774b-bcce-b302099a8057", "full_name": "Åse", "phone_number": "4571999999",
        "tags": ["a"], "favourite": true, "kind": "person", "priority": 1, "rank": 1, "credit": 1.5,
        "since": null, "address": {"zip": "2100", "city": "Kbh", "geo": {"lat": 1}, "verified": true},
        "attributes": {"a": "b"}, "extra": 1, "phones": [{"label": "x"}], "other_numbers": [],
    })
}

#[test]
fn a_service_that_is_as_the_document_says_has_no_findings() {
    assert_eq!(findings(&[whole()]), []);
    assert_eq!(findings(&[]), []);
}

#[test]
fn every_difference_is_counted_and_placed_and_nobody_is_named() {
    let mut odd = whole();
    odd["full_name"] = json!("");
    odd["kind"] = json!("band");
    odd["rank"] = json!("first");
    odd["tags"] = json!(["Hemmelig", 7]);
    odd["address"] = json!({"zip": "DK-2100-Kbh", "street": "Ågade 7"});
    odd["company"] = json!("Ågade Auto");
    odd["sigrid@x.dk"] = json!(1);
    odd.as_object_mut().unwrap().remove("phone_number");
    odd.as_object_mut().unwrap().remove("credit");
    let mut without = whole();
    without["favourite"] = json!(null);
    without["since"] = json!("31/01/2026");
    let mut first = whole();
    for it in [&mut first, &mut odd, &mut without] {
        it.as_object_mut().unwrap().remove("extra");
    }
    let found = findings(&[first, odd, without]);
    let said: Vec<_> = found.iter().map(|it| it.message.as_str()).collect();
    assert_eq!(
        said,
        [
            "`full_name`: 1 of 3 is shorter than 1; the shortest has 0",
            "`phone_number` is required, and missing in 1 of 3",
            "`tags[]` is of the kind integer in 1 of 4, and the document says string",
            "`kind`: 1 of 3 is none of the listed values",
            "`rank` is of the kind string in 1 of 3, and the document says integer",
            "`address.zip`: 1 of 3 is longer than 8; the longest has 11",
            "`address.street` is in 1 of 3, and the document lacks it: string of 7 characters",
            "`*` is in 1 of 3, and the document lacks it: integer",
            "`company` is in 1 of 3, and the document lacks it: string of 10 characters",
            "`favourite` is null in 1 of 3, and the document does not allow it",
            "`since`: 1 of 3 is not of format date",
            "`extra` is documented, and in none of 3",
        ]
    );
    let shown = format!("{found:?}");
    for secret in ["Hemmelig", "Ågade", "sigrid", "band", "Kbh", "4571999999"] {
        assert!(!shown.contains(secret), "{secret} in {shown}");
    }
    let company = found.iter().find(|it| it.property == "company").unwrap();
    assert_eq!(company.yaml.as_deref(), Some("company:\n  type: string\n"));
    assert_eq!(company.component.as_deref(), Some("Person"));
    assert!(
        company.place.starts_with("theirs.json:"),
        "{}",
        company.place
    );
    let zip = found
        .iter()
        .find(|it| it.property == "address.zip")
        .unwrap();
    let line: usize = zip.place.rsplit(':').next().unwrap().parse().unwrap();
    let text = serde_json::to_string_pretty(&every_kind()).unwrap();
    assert!(
        text.lines().nth(line - 1).unwrap().contains("\"zip\""),
        "{zip:?}"
    );
}

#[test]
fn a_status_is_documented_or_found() {
    let document = parsed(&every_kind());
    let list = document.operation("listContacts").unwrap();
    assert_eq!(status(&document, list, 200), None);
    let found = status(&document, list, 206).unwrap();
    assert_eq!(found.message, "the status 206 is not documented");
}
