//! The journal of requests.

use contacts_emulator::{Emulator, Fault};
use serde_json::json;

use super::super::{NUMBER, Raw};
use super::{ask, create};

#[tokio::test]
async fn the_journal_tells_all_of_a_request_but_the_token() {
    let fault: Fault = "create_contact:reset-after@2".parse().unwrap();
    let builder = Emulator::builder().token("secret-token").faults([fault]);
    let emulator = builder.start().await.unwrap();
    let sent = json!({"contact": {"name": "N"}});
    let request = Raw::authorized(&emulator, "POST", "/contacts?access_token=secret-token&x=1");
    request.json(&sent).send().await;
    let client = emulator.client();
    let create = client.create_contact();
    let new = contacts_api::types::NewContact::builder()
        .name("N")
        .number(NUMBER);
    // The connection is reset when the contact is there.
    let _ = create.body_map(|it| it.contact(new)).send().await;
    let text = Raw::authorized(&emulator, "POST", "/contacts");
    text.content("text/plain", "secret").send().await;
    Raw::authorized(&emulator, "GET", "/kontakter").send().await;
    Raw::authorized(&emulator, "PATCH", "/contacts")
        .send()
        .await;

    let journal = ask(&emulator, "GET", "/emulator/requests").await.json;
    assert!(!journal.to_string().contains("secret-token"), "{journal}");
    assert_eq!(journal["forgotten"], 0);
    let requests = journal["requests"].as_array().unwrap();
    let first = &requests[0];
    assert_eq!(first["operation"], "create_contact");
    assert_eq!(
        (&first["method"], &first["path"]),
        (&json!("POST"), &json!("/api/v2/contacts"))
    );
    assert_eq!(first["query"], "access_token=(hidden)&x=1");
    assert_eq!(first["headers"]["authorization"], "Bearer (hidden)");
    assert_eq!(first["headers"]["content-type"], "application/json");
    assert_eq!((&first["json"], &first["text"]), (&sent, &json!(null)));
    assert_eq!(
        (&first["status"], &first["faults"]),
        (&json!(422), &json!([]))
    );
    assert_eq!(first["reason"], "number: is required");
    assert!(first["elapsed_ms"].as_f64().unwrap() >= 0.0);
    let at = first["at"].as_str().unwrap();
    assert!(
        at.ends_with('Z') && at.len() == "2026-01-31T12:00:00.000Z".len(),
        "{at}"
    );

    let seen: Vec<_> = requests
        .iter()
        .map(|it| {
            (
                it["operation"].as_str(),
                it["method"].as_str().unwrap(),
                it["status"].as_u64(),
            )
        })
        .collect();
    let create = Some("create_contact");
    let seen_with = |of| seen.iter().filter(|it| **it == of).count();
    assert_eq!(seen_with((create, "POST", None)), 1, "{seen:?}");
    assert_eq!(seen_with((create, "POST", Some(415))), 1, "{seen:?}");
    assert_eq!(
        &seen[seen.len() - 2..],
        [(None, "GET", Some(404)), (None, "PATCH", Some(405))]
    );
    let reset = requests.iter().find(|it| it["status"].is_null()).unwrap();
    assert_eq!(reset["faults"], json!(["create_contact:reset-after@2"]));
    let text = requests.iter().find(|it| it["status"] == 415).unwrap();
    assert_eq!(text["text"], "secret");

    let answer = ask(&emulator, "DELETE", "/emulator/requests").await;
    assert_eq!(answer.status, 204);
    let journal = ask(&emulator, "GET", "/emulator/requests").await.json;
    assert_eq!(
        journal,
        json!({"requests": [], "forgotten": 0}),
        "the control is not in it"
    );
}

#[tokio::test]
async fn a_journal_that_is_off_says_so() {
    for builder in [
        Emulator::builder().remember(0),
        Emulator::builder().remember_bytes(0),
    ] {
        let emulator = builder.start().await.unwrap();
        create(&emulator, NUMBER).await;
        let answer = ask(&emulator, "GET", "/emulator/requests").await;
        let message = "no requests are remembered: start the emulator with --journal";
        answer.refused(409, "conflict", message);
        assert!(emulator.requests().is_empty());
    }
}

#[tokio::test]
async fn large_requests_leave_no_more_in_the_journal_than_there_is_room_for() {
    const ROOM: usize = 1 << 20;
    let builder = Emulator::builder().remember_bytes(ROOM);
    let emulator = builder.start().await.unwrap();
    let content = vec![b'x'; 200_000];
    for _ in 0..20 {
        let request = Raw::authorized(&emulator, "POST", "/contacts");
        let answer = request.content("text/plain", content.clone()).send().await;
        assert_eq!(answer.status, 415);
    }
    let kept = emulator.requests();
    let bytes: usize = kept.iter().map(|it| it.content().len()).sum();
    assert!((ROOM / 2..ROOM).contains(&bytes), "{bytes}");
    let journal = ask(&emulator, "GET", "/emulator/requests").await.json;
    assert_eq!(journal["forgotten"], 20 - kept.len());
}
