//! Each operation sends what the document says and reads what it is answered.

use contacts_api::mocks::MockServerExt;
use contacts_api::{Bounded, Nullable, types};
use httpmock::MockServer;
use serde_json::json;

use super::{TOKEN, client, envelope, number, relatel};

#[tokio::test]
async fn list_sends_its_parameters_and_the_token_and_reads_contacts() {
    let server = MockServer::start_async().await;
    let limit: Bounded<1, 100> = "30".parse().unwrap();
    let mock = server.list_contacts(|when, then| {
        when.limit(&limit)
            .id_gt_or_eq(&1234)
            .number(&number())
            .into_inner()
            .header("authorization", format!("Bearer {TOKEN}"))
            .header_missing("api-version");
        then.ok(&types::ContactListResponse {
            contacts: vec![relatel()],
        });
    });
    let page = client(&server)
        .list_contacts()
        .limit(30)
        .id_gt_or_eq(1234_u64)
        .number("4571999999")
        .send()
        .await
        .unwrap();
    assert_eq!(page.contacts, [relatel()]);
    mock.assert();
}

#[tokio::test]
async fn create_sends_the_envelope_and_reads_the_contact() {
    let server = MockServer::start_async().await;
    let mock = server.create_contact(|when, then| {
        when.into_inner().json_body(json!({"contact": {
            "name": "Relatel A/S", "number": "4571999999", "email": "kundeservice@relatel.dk"
        }}));
        then.ok(&envelope());
    });
    let contact = types::NewContact::builder()
        .name("Relatel A/S")
        .number("4571999999")
        .email("kundeservice@relatel.dk");
    let created = client(&server)
        .create_contact()
        .body(types::CreateContactRequest::builder().contact(contact))
        .send()
        .await
        .unwrap();
    assert_eq!(created.contact, relatel());
    mock.assert();
}

#[tokio::test]
async fn get_by_id_and_by_number_read_the_contact() {
    let server = MockServer::start_async().await;
    let by_id = server.get_contact(|when, then| {
        when.id(&1);
        then.ok(&envelope());
    });
    let by_number = server.get_contact_by_number(|when, then| {
        when.number(&number());
        then.ok(&envelope());
    });
    let client = client(&server);
    let found = client.get_contact().id(1_u64).send().await.unwrap();
    assert_eq!(found.contact, relatel());
    let found = client
        .get_contact_by_number()
        .number("4571999999")
        .send()
        .await
        .unwrap();
    assert_eq!(found.contact, relatel());
    by_id.assert();
    by_number.assert();
}

#[tokio::test]
async fn update_sends_only_what_is_set_and_null_where_it_clears() {
    let server = MockServer::start_async().await;
    let mock = server.update_contact(|when, then| {
        when.id(&1)
            .into_inner()
            .json_body(json!({"contact": {"name": "Relatel", "email": null}}));
        then.ok(&envelope());
    });
    let update = types::ContactUpdate::builder()
        .name("Relatel")
        .email(Nullable::Null);
    client(&server)
        .update_contact()
        .id(1_u64)
        .body(types::UpdateContactRequest::builder().contact(update))
        .send()
        .await
        .unwrap();
    mock.assert();
}

#[tokio::test]
async fn delete_takes_a_200_and_a_204_without_a_body() {
    for status in [200, 204] {
        let server = MockServer::start_async().await;
        let mock = server.delete_contact(|when, then| {
            when.id(&1);
            then.into_inner().status(status);
        });
        let client = client(&server);
        client.delete_contact().id(1_u64).send().await.unwrap();
        mock.assert();
    }
}

#[tokio::test]
async fn a_page_with_odd_contacts_still_lists() {
    let server = MockServer::start_async().await;
    server.mock(|when, then| {
        when.path("/contacts");
        then.status(200).json_body(json!({"contacts": [
            {"id": 1, "name": null, "number": "hidden", "email": null, "favourite": true},
            {"id": "2", "name": 17, "number": 4_571_999_999_u64, "number_formatted": ["71"]},
            {"id": 3},
        ], "next": null}));
    });
    let page = client(&server).list_contacts().send().await.unwrap();
    let [first, second, third] = page.contacts.as_slice() else {
        panic!("{page:?}");
    };
    assert_eq!((first.id, first.name.as_deref()), (1, None));
    assert_eq!(first.number.as_deref(), Some("hidden"));
    assert_eq!((second.id, second.name.as_deref()), (2, Some("17")));
    assert_eq!(second.number.as_deref(), Some("4571999999"));
    assert_eq!(second.number_formatted, None);
    assert_eq!((third.id, third.number.as_deref()), (3, None));
}
