//! What goes wrong on demand, as a client sees it.

use std::time::{Duration, Instant};

use contacts_api::{Client, Error, Retry};
use contacts_emulator::{Behaviour, Emulator, Fault};
use serde_json::json;

use super::{NUMBER, Raw, relatel};

async fn faulty(fault: Fault) -> Emulator {
    let builder = Emulator::builder().seed([relatel()]).faults([fault]);
    builder.start().await.unwrap()
}

/// A client that takes every answer as it is.
fn once(emulator: &Emulator) -> Client {
    patient(emulator, Duration::from_secs(60))
}

fn patient(emulator: &Emulator, time: Duration) -> Client {
    Client::builder()
        .base_url(emulator.url())
        .token(emulator.token())
        .retry(Retry::never())
        .attempt_timeout(time)
        .build()
        .unwrap()
}

async fn get(emulator: &Emulator) -> Result<(), Error> {
    once(emulator).get_contact().id(1_u64).send().await?;
    Ok(())
}

async fn create(emulator: &Emulator) -> Result<(), Error> {
    once(emulator)
        .create_contact()
        .body_map(|it| {
            it.contact(
                contacts_api::types::NewContact::builder()
                    .name("N")
                    .number(NUMBER),
            )
        })
        .send()
        .await?;
    Ok(())
}

#[tokio::test]
async fn an_error_on_demand_is_as_documented_and_nothing_is_done() {
    let emulator = faulty(Fault::status(503)).await;
    let error = create(&emulator).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 503);
    assert_eq!(
        error.api_error().unwrap(),
        &json!({
            "success": false,
            "message": "out of order on demand",
            "status": "503 service unavailable",
        })
    );
    assert_eq!(emulator.contacts().len(), 1);
}

#[tokio::test]
async fn too_many_requests_say_when_to_come_back() {
    let emulator = faulty(Fault::too_many_requests(Duration::from_millis(1500))).await;
    let error = get(&emulator).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 429);
    let wait = error.retry_after().unwrap();
    assert_eq!(wait, Duration::from_secs(2), "rounded up to whole seconds");
}

#[tokio::test]
async fn a_proxy_s_page_is_html() {
    let emulator = faulty(Fault::html(502)).await;
    let response = reqwest_get(&emulator).await;
    assert_eq!(response.status(), 502);
    assert_eq!(
        response.headers()["content-type"],
        "text/html; charset=utf-8"
    );
    assert!(response.text().await.unwrap().contains("502 Bad Gateway"));
    let error = get(&emulator).await.unwrap_err();
    assert_eq!(error.status().unwrap(), 502);
}

#[tokio::test]
async fn a_reset_before_does_nothing_and_a_reset_after_takes_effect() {
    for (fault, contacts) in [(Fault::reset_before(), 1), (Fault::reset_after(), 2)] {
        let emulator = faulty(fault.on("create_contact")).await;
        let error = create(&emulator).await.unwrap_err();
        assert_eq!(error.status(), None, "{error}");
        assert!(is_reset(&error), "{error:?}");
        assert_eq!(emulator.contacts().len(), contacts);
        assert_eq!(emulator.requests()[0].status(), None);
        get(&emulator).await.unwrap();
    }
}

fn is_reset(error: &Error) -> bool {
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        let io = error.downcast_ref::<std::io::Error>();
        if io.is_some_and(|it| it.kind() == std::io::ErrorKind::ConnectionReset) {
            return true;
        }
        source = error.source();
    }
    false
}

#[tokio::test]
async fn a_truncated_answer_announces_more_than_comes() {
    let emulator = faulty(Fault::truncate()).await;
    let response = reqwest_get(&emulator).await;
    assert_eq!(response.status(), 200);
    let announced = response.content_length().unwrap();
    assert!(announced > 100, "{announced}");
    let mut response = response;
    let mut received = 0;
    let error = loop {
        match response.chunk().await {
            Ok(Some(chunk)) => received += chunk.len() as u64,
            Ok(None) => panic!("all of it came"),
            Err(error) => break error,
        }
    };
    assert_eq!(received, announced / 2, "{error}");
    assert!(create(&emulator).await.is_err());
    assert_eq!(emulator.contacts().len(), 2, "the create took effect");
}

async fn reqwest_get(emulator: &Emulator) -> reqwest::Response {
    let _ = emulator.client();
    reqwest::Client::new()
        .get(format!("{}/contacts/1", emulator.url()))
        .bearer_auth(emulator.token())
        .send()
        .await
        .unwrap()
}

#[tokio::test]
async fn a_stalled_request_is_not_answered_and_does_not_keep_the_emulator() {
    let emulator = faulty(Fault::stall()).await;
    let client = patient(&emulator, Duration::from_millis(300));
    let error = client.get_contact().id(1_u64).send().await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    emulator.shutdown().await;
}

#[tokio::test]
async fn latency_makes_an_answer_late() {
    let time = Duration::from_millis(120);
    let emulator = faulty(Fault::latency(time..=time)).await;
    let start = Instant::now();
    get(&emulator).await.unwrap();
    assert!(start.elapsed() >= time);
}

#[tokio::test]
async fn only_the_scripted_request_fails_and_only_of_its_operation() {
    let emulator = faulty(Fault::status(500).on("create_contact").nth(3)).await;
    let mut failed = Vec::new();
    for n in 1..=5 {
        get(&emulator).await.unwrap();
        if create(&emulator).await.is_err() {
            failed.push(n);
        }
    }
    assert_eq!(failed, [3]);
    assert_eq!(emulator.contacts().len(), 5);
}

#[tokio::test]
async fn faults_and_switches_are_set_while_it_runs() {
    let emulator = Emulator::builder().seed([relatel()]).start().await.unwrap();
    get(&emulator).await.unwrap();
    emulator.set_faults([Fault::status(500)]).unwrap();
    get(&emulator).await.unwrap_err();

    let put = |path, json| Raw::control(&emulator, "PUT", path).json(&json).send();
    let answer = put("/emulator/faults", json!(["get_contact:reset-after@2"])).await;
    assert_eq!(answer.json, json!(["get_contact:reset-after@2"]));
    get(&emulator).await.unwrap();
    get(&emulator).await.unwrap_err();
    get(&emulator).await.unwrap();

    let answer = put("/emulator/faults", json!(["get_kontakt:stall"])).await;
    answer.refused(
        422,
        "unprocessable content",
        "`get_kontakt:stall` is not a fault: the document has no operation `get_kontakt`: write one \
         of list_contacts, create_contact, get_contact, update_contact, delete_contact, \
         get_contact_by_number, or * for all",
    );
    assert_eq!(
        emulator.faults(),
        ["get_contact:reset-after@2".parse().unwrap()]
    );

    let answer = put("/emulator/behaviour", json!(["unset=omitted"])).await;
    assert_eq!(answer.status, 200);
    let shown = Raw::control(&emulator, "GET", "/emulator/behaviour")
        .send()
        .await;
    assert_eq!(shown.json, answer.json);
    assert!(
        shown
            .json
            .as_array()
            .unwrap()
            .contains(&json!("unset=omitted"))
    );
    for (json, message) in [
        (json!(["x=y"]), "there is no switch `x`"),
        (json!({}), "the content must be an array of strings"),
        (json!([1]), "the content must be an array of strings"),
    ] {
        let answer = put("/emulator/behaviour", json).await;
        assert_eq!(answer.status, 422);
        assert!(
            answer.json["message"]
                .as_str()
                .unwrap()
                .starts_with(message)
        );
    }
    let stranger = Raw::control(&emulator, "GET", "/emulator/faults")
        .header("authorization", "Bearer wrong")
        .send()
        .await;
    assert_eq!(stranger.status, 401);
}

#[tokio::test]
async fn an_emulator_with_a_fault_at_no_operation_does_not_start() {
    let builder = Emulator::builder().faults([Fault::stall().on("nothing")]);
    let error = builder.start().await.unwrap_err().to_string();
    assert!(
        error.contains("the document has no operation `nothing`"),
        "{error}"
    );
}

#[tokio::test]
async fn a_fault_whose_time_no_clock_can_hold_is_refused() {
    let emulator = faulty(Fault::status(500).on("create_contact")).await;
    for fault in [
        Fault::latency(Duration::ZERO..=Duration::MAX),
        Fault::latency(Duration::MAX..=Duration::MAX),
        Fault::too_many_requests(Duration::MAX),
    ] {
        let error = emulator
            .set_faults([fault.clone()])
            .unwrap_err()
            .to_string();
        assert!(error.ends_with("its time is longer than a year"), "{error}");
        let builder = Emulator::builder().faults([fault]);
        assert!(builder.start().await.is_err());
    }
    let put = Raw::control(&emulator, "PUT", "/emulator/faults");
    let answer = put
        .json(&json!(["*:latency=1e18s", "*:latency=1e18s"]))
        .send();
    assert_eq!(answer.await.status, 422);
    // The longest that there may be, twice: the answer is late, and nothing breaks.
    let year = Duration::from_secs(365 * 24 * 60 * 60);
    let late = || Fault::latency(year..=year);
    emulator.set_faults([late(), late()]).unwrap();
    let client = patient(&emulator, Duration::from_millis(100));
    let error = client.get_contact().id(1_u64).send().await.unwrap_err();
    assert!(error.is_timeout());
}

#[tokio::test]
async fn each_unknown_is_a_switch() {
    let emulator = Emulator::builder()
        .seed([relatel(), relatel()])
        .start()
        .await
        .unwrap();
    let set = |switch: &str| {
        let mut behaviour = Behaviour::default();
        behaviour.set(switch).unwrap();
        emulator.set_behaviour(behaviour);
    };
    let get = |path: &'static str| Raw::authorized(&emulator, "GET", path).send();
    let put = |json| {
        Raw::authorized(&emulator, "PUT", "/contacts/1")
            .json(&json!({ "contact": json }))
            .send()
    };
    let by_number = "/contacts/by_number/4571999999";

    assert_eq!(get(by_number).await.json["contact"]["id"], 1);
    set("by-number=highest");
    assert_eq!(get(by_number).await.json["contact"]["id"], 2);

    set("unique-numbers=true");
    let message = "number: is taken by another contact";
    let answer = put(json!({"number": NUMBER})).await;
    answer.refused(422, "unprocessable content", message);
    assert_eq!(put(json!({"number": "4520202020"})).await.status, 200);
    let answer = Raw::authorized(&emulator, "POST", "/contacts")
        .json(&json!({"contact": {"name": "N", "number": "4520202020"}}))
        .send();
    answer.await.refused(422, "unprocessable content", message);

    set("missing-number=null");
    let answer = get("/contacts/by_number/4599999999").await;
    assert_eq!(
        (answer.status, answer.json),
        (200, json!({"contact": null}))
    );

    let before = emulator.contacts()[0].email.clone();
    set("null=refused");
    let answer = put(json!({"email": null})).await;
    answer.refused(422, "unprocessable content", "email: must not be null");
    set("null=ignored");
    assert_eq!(put(json!({"email": null})).await.status, 200);
    assert_eq!(emulator.contacts()[0].email, before);
    set("null=clears");
    assert_eq!(
        put(json!({"email": null})).await.json["contact"]["email"],
        json!(null)
    );

    set("unset=omitted");
    assert_eq!(get("/contacts/1").await.json["contact"].get("email"), None);

    set("clamp-limit=true");
    assert_eq!(get("/contacts?limit=1000").await.status, 200);
    assert_eq!(get("/contacts?limit=0").await.status, 400);

    set("other-credentials=false");
    let path = format!("/contacts?access_token={}", emulator.token());
    assert_eq!(Raw::new(&emulator, "GET", &path).send().await.status, 401);

    set("error-body=empty");
    let answer = get("/contacts/9").await;
    assert_eq!((answer.status, answer.json), (404, json!(null)));
    assert_eq!(
        Raw::new(&emulator, "GET", "/contacts").send().await.json["success"],
        false
    );

    set("delete-no-content=true");
    let delete = |id: u64| Raw::authorized(&emulator, "DELETE", &format!("/contacts/{id}")).send();
    assert_eq!(delete(1).await.status, 204);
    set("delete-missing=success");
    assert_eq!(delete(1).await.status, 200);
    assert_eq!(emulator.contacts().len(), 1);
}

#[tokio::test]
async fn a_rate_limit_lets_so_many_through_and_tells_when_the_next() {
    let emulator = Emulator::builder()
        .company("other", [relatel()])
        .start()
        .await
        .unwrap();
    let mut behaviour = Behaviour::default();
    behaviour.set("rate-limit=3/1m").unwrap();
    emulator.set_behaviour(behaviour);
    let mut statuses = Vec::new();
    let mut wait = 0;
    for _ in 0..5 {
        let answer = Raw::authorized(&emulator, "GET", "/contacts").send().await;
        statuses.push(answer.status);
        if let Some(value) = answer.headers.get("retry-after") {
            wait = value.to_str().unwrap().parse().unwrap();
        }
    }
    assert_eq!(statuses, [200, 200, 200, 429, 429]);
    assert!((1..=60).contains(&wait), "{wait}");
    let other = emulator.client_with("other").list_contacts().send().await;
    assert!(other.is_ok(), "each company has a limit of its own");
}
