//! Bodies that may be left out, properties without a name, and answers.

use contacts_api::types;

use crate::service::{NOTHING, asked, body, header, json};

#[tokio::test]
async fn a_body_that_may_be_left_out_is() {
    let (request, answer) = asked(NOTHING, async |client| {
        client.call_contact().id(7_u64).send().await
    })
    .await;
    answer.unwrap();
    assert_eq!(header(&request, "content-type"), None);
    assert_eq!(body(&request), "");
    let (request, answer) = asked(NOTHING, async |client| {
        let call = types::CallContactBody::builder().from("4571999999");
        client.call_contact().id(7_u64).body(call).send().await
    })
    .await;
    answer.unwrap();
    assert_eq!(header(&request, "content-type"), Some("application/json"));
    assert_eq!(body(&request), r#"{"from":"4571999999"}"#);
    let (request, answer) = asked(NOTHING, async |client| {
        let call = client.call_contact().id(7_u64);
        call.body_map(|it| it.from("4571999999").tries(2))
            .send()
            .await
    })
    .await;
    answer.unwrap();
    assert_eq!(body(&request), r#"{"from":"4571999999","tries":2}"#);
}

#[tokio::test]
async fn a_body_of_any_kind_may_be_left_out_or_sent() {
    let (request, answer) = asked(NOTHING, async |client| client.report().send().await).await;
    answer.unwrap();
    assert_eq!(body(&request), "");
    let (request, answer) = asked(NOTHING, async |client| {
        client.report().body(vec!["a".to_owned()]).send().await
    })
    .await;
    answer.unwrap();
    assert_eq!(body(&request), r#"["a"]"#);
    for (with, media_type, sent) in [(false, None, ""), (true, Some("text/plain"), "as it is")] {
        let (request, answer) = asked(NOTHING, async |client| {
            let report = client.replace_report();
            let report = if with {
                report.body("as it is")
            } else {
                report
            };
            report.send().await
        })
        .await;
        answer.unwrap();
        assert_eq!(header(&request, "content-type"), media_type);
        assert_eq!(body(&request), sent);
    }
    for (with, media_type, sent) in [
        (false, None, ""),
        (true, Some("application/x-www-form-urlencoded"), "user=a+b"),
    ] {
        let (request, answer) = asked(NOTHING, async |client| {
            let login = client.enter();
            let login = if with {
                login.body(types::EnterBody::builder().user("a b"))
            } else {
                login
            };
            login.send().await
        })
        .await;
        answer.unwrap();
        assert_eq!(header(&request, "content-type"), media_type);
        assert_eq!(body(&request), sent);
    }
    for (with, media_type, sent) in [(false, None, ""), (true, Some("image/png"), "PNG")] {
        let (request, answer) = asked(NOTHING, async |client| {
            let picture = client.add_picture();
            let picture = if with { picture.body("PNG") } else { picture };
            picture.send().await
        })
        .await;
        answer.unwrap();
        assert_eq!(header(&request, "content-type"), media_type);
        assert_eq!(body(&request), sent);
    }
}

#[tokio::test]
async fn properties_without_a_name_are_sent_and_kept() {
    let answer = json(
        "200 OK",
        r#"{"contact":{"id":1,"name":"Hanne","floor":"2","site":{"city":"Odense","gate":7}}}"#,
    );
    let (request, read) = asked(&answer, async |client| {
        let site = types::NewContactSite::builder()
            .city("Odense")
            .additional_2([("gate", 7)]);
        let contact = types::NewContact::builder()
            .name("Hanne")
            .number("4571999999")
            .additional([("floor", "2")])
            .site(site);
        let body = types::CreateContactRequest::builder();
        let body = body.contact(types::NewContact::try_from(contact).unwrap());
        client.create_contact().body(body).send().await
    })
    .await;
    let sent: serde_json::Value = serde_json::from_str(body(&request)).unwrap();
    assert_eq!(sent["contact"]["floor"], "2");
    assert_eq!(sent["contact"]["site"]["gate"], 7);
    let contact = read.unwrap().into_inner().contact;
    assert_eq!(contact.additional.unwrap()["floor"], "2");
    assert_eq!(contact.site.unwrap().additional_2.unwrap()["gate"], 7);
}

#[test]
fn a_property_without_a_name_is_held_against_its_schema() {
    let made = |more: [(&str, &str); 1]| {
        let contact = types::NewContact::builder()
            .name("Hanne")
            .number("4571999999");
        types::NewContact::try_from(contact.additional(more)).map_err(|it| it.to_string())
    };
    assert!(made([("floor", "2")]).is_ok());
    let said = made([("floor", "more than twenty letters")]).unwrap_err();
    assert!(said.starts_with("additional: floor: "), "{said}");
    let said = made([("name", "Hanne")]).unwrap_err();
    assert!(
        said.contains("`name` is a property with a field of its own"),
        "{said}"
    );
}

#[tokio::test]
async fn any_status_of_success_with_a_body_as_documented_is_one() {
    for status in [
        "200 OK",
        "201 Created",
        "202 Accepted",
        "203 Non-Authoritative Information",
    ] {
        let answer = json(status, r#"{"contact":{"id":1,"name":"Hanne"}}"#);
        let (_, read) = asked(&answer, async |client| {
            client.get_contact().id(1_u64).send().await
        })
        .await;
        let read = read.unwrap();
        assert_eq!(read.status().as_u16().to_string(), status[..3]);
        assert_eq!(read.contact.name.as_deref(), Some("Hanne"));
    }
}
