//! The emulator itself over HTTP: its state, its settings, its journal.

mod journal;

use contacts_emulator::{Emulator, Fault, Seed};
use contacts_openapi::{Document, Operation};
use serde_json::{Value, json};

use super::{Answer, NUMBER, Raw, many, relatel};

async fn ask(emulator: &Emulator, method: &str, path: &str) -> Answer {
    Raw::control(emulator, method, path).send().await
}

async fn put(emulator: &Emulator, path: &str, content: &Value) -> Answer {
    let request = Raw::control(emulator, "PUT", path);
    request.json(content).send().await
}

async fn create(emulator: &Emulator, number: &str) -> Answer {
    let contact = json!({"contact": {"name": "N", "number": number}});
    let request = Raw::authorized(emulator, "POST", "/contacts");
    request.json(&contact).send().await
}

fn control() -> Document {
    let yaml = include_str!("../../src/control/openapi.yaml");
    Document::parse(yaml, "control.yaml").unwrap()
}

fn operations(document: &Document) -> impl Iterator<Item = &Operation> {
    document.operations().iter()
}

#[tokio::test]
async fn all_that_its_document_has_is_there_and_wants_a_token_but_for_health() {
    let emulator = Emulator::start().await.unwrap();
    let document = control();
    for operation in operations(&document) {
        let Operation { method, path, .. } = operation;
        let stranger = Raw::control(&emulator, method, path);
        let stranger = stranger.header("authorization", "Bearer wrong");
        let answer = stranger.send().await;
        if operation.security.is_empty() {
            assert_eq!(answer.status, 200, "{}", operation.id);
            continue;
        }
        answer.refused(401, "unauthorized", "unauthorized");
        assert_eq!(answer.headers["www-authenticate"], "Bearer");

        let content = operation.request.as_ref().and_then(|it| it.json());
        let mut request = Raw::control(&emulator, method, path);
        if let Some(content) = content {
            request = request.json(content.example.as_ref().unwrap());
        }
        let answer = request.send().await;
        let documented = operation.response(answer.status);
        let documented = documented.unwrap_or_else(|| panic!("{}: {answer:?}", operation.id));
        assert!(answer.status < 300, "{}: {answer:?}", operation.id);
        let has_content = documented.contents.is_empty();
        assert_eq!(has_content, answer.json.is_null(), "{}", operation.id);
    }
    assert_eq!(operations(&document).count(), 11);
}

#[tokio::test]
async fn what_it_does_not_take_is_a_sentence_and_changes_nothing() {
    let emulator = Emulator::builder().seed(many(2)).start().await.unwrap();
    let before = emulator.contacts_json();
    for (path, content, message) in [
        (
            "contacts",
            json!("x"),
            "the content must be an array of contacts, or an object of the arrays `contacts` and \
             `verbatim`",
        ),
        (
            "contacts",
            json!({"contacts": [], "others": []}),
            "the content must be an array of contacts, or an object of the arrays `contacts` and \
             `verbatim`",
        ),
        (
            "contacts",
            json!({"verbatim": {}}),
            "`verbatim` must be an array of contacts",
        ),
        (
            "contacts",
            json!([{}, 1]),
            "`contacts` 1: a contact is a JSON object",
        ),
        (
            "contacts",
            json!({"contacts": [{"id": 4}], "verbatim": [{"id": 4}]}),
            "two contacts have the id 4: give each its own",
        ),
        (
            "snapshot",
            json!({}),
            "the content must be a snapshot, as GET answers it",
        ),
        (
            "snapshot",
            json!({"next": 1, "contacts": [{"key": "1", "contact": {}}]}),
            "`contacts` 0: it is not as GET answers a snapshot",
        ),
        (
            "snapshot",
            json!({"next": 1, "contacts": [
                {"key": 2, "contact": {}}, {"key": 2, "contact": {}},
            ]}),
            "`contacts` 1: its key is not more than that of the one before",
        ),
        (
            "snapshot",
            json!({"next": u64::MAX, "contacts": []}),
            "the content must be a snapshot, as GET answers it",
        ),
    ] {
        let answer = put(&emulator, &format!("/emulator/{path}"), &content).await;
        answer.refused(422, "unprocessable content", message);
    }
    let request = Raw::control(&emulator, "PUT", "/emulator/contacts");
    let answer = request.content("application/json", "[").send().await;
    answer.refused(
        400,
        "bad request",
        "the content is not JSON: line 1, column 1",
    );
    let request = Raw::control(&emulator, "PUT", "/emulator/contacts");
    let answer = request.content("text/csv", "name").send().await;
    assert_eq!(answer.status, 415);
    let answer = ask(&emulator, "DELETE", "/emulator/contacts").await;
    assert_eq!(answer.status, 405);
    assert_eq!(answer.headers["allow"], "PUT");
    assert_eq!(emulator.contacts_json(), before);
}

#[tokio::test]
async fn contacts_are_put_with_chosen_ids_and_also_such_as_no_client_could_create() {
    let emulator = Emulator::builder().seed(many(3)).start().await.unwrap();
    let contacts = json!({
        "contacts": [
            {"id": 7, "name": "A", "number": NUMBER, "unknown": 1},
            {"name": null, "number": "hidden"},
        ],
        "verbatim": [{"id": 20, "fax": 1}],
    });
    let answer = put(&emulator, "/emulator/contacts", &contacts).await;
    assert_eq!((answer.status, answer.json), (200, json!({"count": 3})));
    let nothing = json!(null);
    assert_eq!(
        emulator.contacts_json(),
        [
            json!({"id": 7, "name": "A", "number": NUMBER,
                   "number_formatted": "71 99 99 99", "email": nothing}),
            json!({"id": 8, "name": nothing, "number": "hidden",
                   "number_formatted": "hidden", "email": nothing}),
            json!({"id": 20, "fax": 1}),
        ]
    );
    assert_eq!(create(&emulator, NUMBER).await.json["contact"]["id"], 21);
    // The book begins anew each time.
    let answer = put(&emulator, "/emulator/contacts", &json!([{"name": "B"}])).await;
    assert_eq!(answer.json, json!({"count": 1}));
    assert_eq!(emulator.contacts_json()[0]["id"], 1);
    assert_eq!(create(&emulator, NUMBER).await.json["contact"]["id"], 2);
}

#[tokio::test]
async fn a_snapshot_brings_back_all_that_a_book_was() {
    let odd = Seed::verbatim([("id", json!(9)), ("fax", json!(1))]);
    let builder = Emulator::builder().seed(many(2)).seed([odd]);
    let emulator = builder.start().await.unwrap();
    // Of the next id the contacts say nothing.
    let id = create(&emulator, NUMBER).await.json["contact"]["id"].clone();
    let delete = Raw::authorized(&emulator, "DELETE", &format!("/contacts/{id}"));
    assert_eq!(delete.send().await.status, 200);
    let before = emulator.contacts_json();
    let snapshot = ask(&emulator, "GET", "/emulator/snapshot").await.json;

    create(&emulator, NUMBER).await;
    let answer = put(&emulator, "/emulator/contacts", &json!([])).await;
    assert_eq!((answer.status, emulator.contacts_json().len()), (200, 0));
    let answer = put(&emulator, "/emulator/snapshot", &snapshot).await;
    assert_eq!((answer.status, answer.json), (200, json!({"count": 3})));
    assert_eq!(emulator.contacts_json(), before);
    assert_eq!(
        ask(&emulator, "GET", "/emulator/snapshot").await.json,
        snapshot
    );
    let found = Raw::authorized(&emulator, "GET", "/contacts/by_number/4520000001");
    assert_eq!(found.send().await.json["contact"]["id"], 1);
    assert_eq!(create(&emulator, NUMBER).await.json["contact"]["id"], 11);
}

#[tokio::test]
async fn a_reset_brings_back_the_start_of_all_companies_and_of_all_settings() {
    let fault: Fault = "create_contact:503@1".parse().unwrap();
    let mut behaviour = contacts_emulator::Behaviour::default();
    behaviour.set("rate-limit=4/1m").unwrap();
    let builder = Emulator::builder().seed(many(2)).behaviour(behaviour);
    let builder = builder.company("second", [relatel()]).faults([fault]);
    let emulator = builder.start().await.unwrap();
    let state = || {
        let settings = [emulator.faults()].map(|it| format!("{it:?}"));
        (
            emulator.contacts_json(),
            emulator.contacts_of("second"),
            settings,
        )
    };
    let start = state();
    // Twice: a reset is no start of its own.
    for _ in 0..2 {
        let statuses = [
            create(&emulator, NUMBER).await.status,
            create(&emulator, NUMBER).await.status,
            create(&emulator, NUMBER).await.status,
            create(&emulator, NUMBER).await.status,
        ];
        assert_eq!(
            statuses,
            [503, 200, 200, 200],
            "faults and rates count anew"
        );
        put(
            &emulator,
            "/emulator/behaviour",
            &json!(["null=refused", "rate-limit=none"]),
        )
        .await;
        put(&emulator, "/emulator/faults", &json!(["*:500"])).await;
        let second = Raw::control(&emulator, "PUT", "/emulator/contacts");
        let second = second.header("authorization", "Bearer second");
        assert_eq!(second.json(&json!([])).send().await.status, 200);
        assert_ne!(state(), start);
        assert!(!emulator.requests().is_empty());

        let answer = ask(&emulator, "POST", "/emulator/reset").await;
        assert_eq!((answer.status, answer.json), (204, json!(null)));
        assert_eq!(state(), start);
        assert!(emulator.requests().is_empty());
        let switches = ask(&emulator, "GET", "/emulator/behaviour").await.json;
        let switches = switches.as_array().unwrap();
        for switch in ["rate-limit=4/60000ms", "null=clears"] {
            assert!(switches.contains(&json!(switch)), "{switches:?}");
        }
    }
}

#[tokio::test]
async fn a_company_sees_and_changes_its_own_contacts_only() {
    let builder = Emulator::builder().seed(many(2));
    let emulator = builder
        .company("second", [relatel()])
        .start()
        .await
        .unwrap();
    let second = |method: &str, path: &str| {
        let request = Raw::control(&emulator, method, path);
        request.header("authorization", "Bearer second")
    };
    let snapshot = second("GET", "/emulator/snapshot").send().await.json;
    assert_eq!(snapshot["contacts"].as_array().unwrap().len(), 1);
    let answer = second("PUT", "/emulator/contacts")
        .json(&json!([]))
        .send()
        .await;
    assert_eq!(answer.status, 200);
    assert_eq!(emulator.contacts_of("second").unwrap(), []);
    assert_eq!(emulator.contacts().len(), 2);
}

#[tokio::test]
async fn what_is_put_and_reset_is_in_the_data_file_too() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("book");
    let start = async || {
        let builder = Emulator::builder().data(&file).seed(many(3));
        builder.start().await.unwrap()
    };
    let emulator = start().await;
    let contacts = json!({"contacts": [{"id": 40, "name": "A"}], "verbatim": [{"fax": 1}]});
    put(&emulator, "/emulator/contacts", &contacts).await;
    let put = emulator.contacts_json();
    emulator.shutdown().await;

    let emulator = start().await;
    assert_eq!(emulator.contacts_json(), put);
    create(&emulator, NUMBER).await;
    // The start of this one is what the file had.
    ask(&emulator, "POST", "/emulator/reset").await;
    assert_eq!(emulator.contacts_json(), put);
    emulator.shutdown().await;
    assert_eq!(start().await.contacts_json(), put);
}

#[tokio::test]
async fn without_control_nothing_of_it_is_there() {
    let emulator = Emulator::builder().no_control().start().await.unwrap();
    assert_eq!(emulator.control_url(), None);
    let document = control();
    for operation in operations(&document) {
        let answer = ask(&emulator, &operation.method, &operation.path).await;
        answer.refused(404, "not found", "the document has nothing at this path");
    }
}

#[tokio::test]
async fn a_strict_emulator_refuses_properties_that_the_document_does_not_have() {
    let emulator = Emulator::builder().seed([relatel()]).start().await.unwrap();
    let update = async |content: Value| {
        let request = Raw::authorized(&emulator, "PUT", "/contacts/1");
        request.json(&content).send().await
    };
    let slip = json!({"contact": {"nmae": "A"}, "more": 1});
    assert_eq!(update(slip.clone()).await.status, 200);
    put(
        &emulator,
        "/emulator/behaviour",
        &json!(["unknown-properties=refused"]),
    )
    .await;
    let answer = update(slip).await;
    let message = "nmae: is not a property of this; more: is not a property of this";
    answer.refused(422, "unprocessable content", message);
    assert_eq!(update(json!({"contact": {"name": "A"}})).await.status, 200);
}
