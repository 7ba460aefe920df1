//! What is in the book from the start.

use contacts_emulator::{Emulator, Seed, SeedError};
use serde_json::{Value, json};

use super::Raw;

fn csv(text: &'static str) -> Result<Vec<Seed>, SeedError> {
    Seed::read_csv(text.as_bytes())?.collect()
}

fn json_text(text: &'static str) -> Result<Vec<Seed>, SeedError> {
    Seed::read_json(text.as_bytes()).collect()
}

async fn shown(seeds: Vec<Seed>) -> Value {
    let emulator = Emulator::builder().seed(seeds).start().await.unwrap();
    serde_json::to_value(emulator.contacts()).unwrap()
}

#[tokio::test]
async fn csv_and_json_give_the_same_book() {
    let commas = "name,number,email\n\"Relatel, Aarhus\",4571999999,a@b.dk\nØ,4520202020,\n";
    let semicolons =
        "\u{feff}name;number;email\r\nRelatel, Aarhus;4571999999;a@b.dk\r\nØ;4520202020;\r\n";
    let array = r#"[{"name":"Relatel, Aarhus","number":"4571999999","email":"a@b.dk"},
                    {"name":"Ø","number":"4520202020"}]"#;
    let page = r#"{"contacts":[{"name":"Relatel, Aarhus","number":"4571999999","email":"a@b.dk"},
                   {"name":"Ø","number":"4520202020","number_formatted":"20 20 20 20"}]}"#;
    let lines = r#"{"name":"Relatel, Aarhus","number":"4571999999","email":"a@b.dk"}
                   {"name":"Ø","number":"4520202020"}"#;
    let expected = json!([
        {
            "id": 1, "name": "Relatel, Aarhus", "number": "4571999999",
            "number_formatted": "71 99 99 99", "email": "a@b.dk",
        },
        {"id": 2, "name": "Ø", "number": "4520202020", "number_formatted": "20 20 20 20"},
    ]);
    for seeds in [
        csv(commas),
        csv(semicolons),
        json_text(array),
        json_text(page),
        json_text(lines),
    ] {
        assert_eq!(shown(seeds.unwrap()).await, expected);
    }
}

#[tokio::test]
async fn ids_that_are_given_are_kept_and_the_others_follow() {
    let seeds = json_text(r#"[{"id":7,"name":"A"},{"name":"B"},{"id":3,"name":"C"},{"name":"D"}]"#);
    let contacts = shown(seeds.unwrap()).await;
    let ids: Vec<_> = contacts
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["id"].as_u64().unwrap(), it["name"].as_str().unwrap()))
        .collect();
    assert_eq!(ids, [(3, "C"), (7, "A"), (8, "B"), (9, "D")]);

    let twice = [Seed::new([("id", 2)]), Seed::new([("id", 2)])];
    let error = Emulator::builder().seed(twice).start().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "two contacts have the id 2: give each its own"
    );
}

#[tokio::test]
async fn an_id_that_cannot_be_kept_is_refused() {
    let most = i64::MAX.unsigned_abs();
    let reason = format!("its id cannot be kept: ids are whole numbers from 0 to {most}");
    for id in [
        "-1",
        "1.5",
        "\"7\"",
        "true",
        "[1]",
        "9223372036854775808",
        "1e300",
    ] {
        let text: &'static str = format!("[{{\"id\":1}},{{\"id\":{id},\"name\":\"A\"}}]").leak();
        let error = json_text(text).unwrap_err().to_string();
        assert_eq!(error, format!("row 2: {reason}"), "{id}");
        let seed = Seed::new([("id", serde_json::from_str::<Value>(id).unwrap())]);
        let error = Emulator::builder().seed([seed]).start().await.unwrap_err();
        assert_eq!(error.to_string(), reason, "{id}");
    }
    for id in ["-1", "9223372036854775808"] {
        let text: &'static str = format!("id,name\n1,A\n{id},B\n").leak();
        let error = csv(text).unwrap_err().to_string();
        assert_eq!(error, format!("row 3: {reason}"), "{id}");
    }
    assert_eq!(
        shown(json_text(r#"[{"id":null,"name":"A"}]"#).unwrap()).await[0]["id"],
        1
    );
}

#[tokio::test]
async fn the_largest_id_is_kept_and_nothing_is_written_over_it() {
    let most = i64::MAX.unsigned_abs();
    let last = || Seed::new([("id", json!(most)), ("name", json!("Last"))]);
    let emulator = Emulator::builder().seed([last()]).start().await.unwrap();
    for _ in 0..2 {
        let create = Raw::authorized(&emulator, "POST", "/contacts")
            .json(&json!({"contact": {"name": "N", "number": "4520202020"}}));
        let message = "there is no id left for another contact";
        let answer = create.send().await;
        answer.refused(507, "insufficient storage", message);
    }
    let shown = emulator.contacts_json();
    assert_eq!((shown.len(), &shown[0]["id"]), (1, &json!(most)));
    assert_eq!(shown[0]["name"], "Last");

    let behind = [last(), Seed::new([("name", "Behind")])];
    let error = Emulator::builder().seed(behind).start().await.unwrap_err();
    assert_eq!(
        error.to_string(),
        format!("there is no id left behind {most}")
    );
}

#[test]
fn what_cannot_be_read_says_where() {
    for (result, message) in [
        (
            csv("name,phone\nA,1\n"),
            "row 1: there is no property `phone`: the columns may be id, name, number, \
             number_formatted, email",
        ),
        (csv("id,name\nx,A\n"), "row 2: id: cannot be read"),
        (json_text("[1]"), "row 1: a contact is a JSON object"),
        (
            json_text(r#"[{"name":"A"},{"Navn":"B"}]"#),
            "row 2: it has no property of a contact: they are id, name, number, number_formatted, \
             email",
        ),
        (
            json_text("{\"name\":\"A\"}\n{\"name\""),
            "row 2: EOF while parsing an object at line 2 column 7",
        ),
    ] {
        assert_eq!(result.unwrap_err().to_string(), message);
    }
    let error = csv("name,number\nA\n").unwrap_err().to_string();
    assert!(error.starts_with("row 2: "), "{error}");

    let error = Emulator::builder()
        .seed_file("no-such-file.csv")
        .unwrap_err();
    let message = error.to_string();
    assert!(message.starts_with("no-such-file.csv: "), "{message}");
}
