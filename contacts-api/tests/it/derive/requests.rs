//! Domain values as bodies of requests.

use std::rc::Rc;
use std::sync::Arc;

use contacts_api::mocks::MockServerExt;
use contacts_api::types::{
    Contact, ContactResponse, ContactUpdate, CreateContactRequest, NewContact, UpdateContactRequest,
};
use contacts_api::{Client, IntoContact, IntoContactUpdate, MappingErrors};
use httpmock::MockServer;

#[derive(IntoContact)]
#[contact(update, none = "clear")]
struct Customer {
    name: String,
    #[contact(number, region = "DK")]
    phone: String,
    email: Option<String>,
}

fn customer() -> Customer {
    Customer {
        name: "Relatel A/S".into(),
        phone: "71 99 99 99".into(),
        email: None,
    }
}

fn answer() -> ContactResponse {
    let contact: Contact = serde_json::from_str(r#"{ "id": 7 }"#).unwrap();
    ContactResponse { contact }
}

fn client(server: &MockServer) -> Client {
    Client::builder()
        .token("secret")
        .base_url(server.base_url())
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_value_and_a_reference_are_bodies_of_create_and_update() {
    let server = MockServer::start_async().await;
    let create = server.create_contact(|when, then| {
        let body: CreateContactRequest = (&customer()).try_into().unwrap();
        when.body(&body);
        then.ok(&answer());
    });
    let update = server.update_contact(|when, then| {
        let body: UpdateContactRequest = customer().try_into().unwrap();
        assert_eq!(
            serde_json::to_string(&body).unwrap(),
            r#"{"contact":{"email":null,"name":"Relatel A/S","number":"4571999999"}}"#
        );
        when.id(&7).body(&body);
        then.ok(&answer());
    });
    let client = client(&server);
    let customer = customer();
    client
        .create_contact()
        .body(&customer)
        .send()
        .await
        .unwrap();
    client
        .update_contact()
        .id(7)
        .body(&customer)
        .send()
        .await
        .unwrap();
    client.create_contact().body(customer).send().await.unwrap();
    create.assert_calls(2);
    update.assert_calls(1);
}

#[tokio::test]
async fn payloads_and_what_holds_a_value_are_bodies_too() {
    let server = MockServer::start_async().await;
    let create = server.create_contact(|when, then| {
        let body: CreateContactRequest = customer().try_into().unwrap();
        when.body(&body);
        then.ok(&answer());
    });
    let update = server.update_contact(|when, then| {
        let body: UpdateContactRequest = customer().try_into().unwrap();
        when.id(&7).body(&body);
        then.ok(&answer());
    });
    let client = client(&server);
    let mapped = customer().into_contact().unwrap();
    let builder = || {
        NewContact::builder()
            .name("Relatel A/S")
            .number("4571999999")
    };
    macro_rules! each {
        ($($body:expr),* $(,)?) => {$(
            client.create_contact().body($body).send().await.unwrap();
            client.create_once($body).await.unwrap();
        )*};
    }
    let (boxed, shared) = (Box::new(customer()), Arc::new(customer()));
    each!(
        mapped.clone(),
        builder(),
        CreateContactRequest::builder().contact(builder()),
        CreateContactRequest::from(mapped.clone()),
        Box::new(customer()),
        Rc::new(customer()),
        Arc::clone(&shared),
        &boxed,
        &shared,
        Box::new(mapped.clone()),
    );
    create.assert_calls(20);
    let changes = || {
        ContactUpdate::builder()
            .name("Relatel A/S")
            .number("4571999999")
    };
    client
        .update_contact()
        .id(7)
        .body(customer().into_contact_update().unwrap())
        .send()
        .await
        .unwrap();
    let body = changes().email(contacts_api::Nullable::Null);
    client
        .update_contact()
        .id(7)
        .body(body)
        .send()
        .await
        .unwrap();
    client
        .update_contact()
        .id(7)
        .body(shared)
        .send()
        .await
        .unwrap();
    update.assert_calls(3);
}

#[tokio::test]
async fn what_is_wrong_with_what_is_held_is_said() {
    let server = MockServer::start_async().await;
    let wrong = || Customer {
        phone: "71 99".into(),
        ..customer()
    };
    let client = client(&server);
    let create = client.create_contact();
    let of_a_box = create.clone().body(Box::new(wrong())).send().await;
    let of_an_arc = create.clone().body(Arc::new(wrong())).send().await;
    let of_a_builder = create.body(NewContact::builder().name("H")).send().await;
    for (error, said) in [
        (of_a_box, "phone (number)"),
        (of_an_arc, "phone (number)"),
        (of_a_builder, "number"),
    ] {
        let error = error.unwrap_err().details().to_string();
        assert!(error.contains(said), "{error}");
    }
}

#[tokio::test]
async fn a_record_that_cannot_be_mapped_is_not_sent() {
    let server = MockServer::start_async().await;
    let create = server.create_contact(|_, then| {
        then.ok(&answer());
    });
    let wrong = Customer {
        phone: "71 99".into(),
        ..customer()
    };
    let error = client(&server)
        .create_contact()
        .body(&wrong)
        .send()
        .await
        .unwrap_err();
    let details = error.details().to_string();
    assert!(details.contains("phone (number)"), "{details}");
    create.assert_calls(0);
}

#[test]
fn the_conversion_says_why_it_failed() {
    let wrong = Customer {
        name: String::new(),
        ..customer()
    };
    let errors: MappingErrors = CreateContactRequest::try_from(&wrong).unwrap_err();
    assert_eq!(errors.iter().next().unwrap().path(), "name");
    let errors: MappingErrors = UpdateContactRequest::try_from(wrong).unwrap_err();
    assert_eq!(errors.len(), 1);
}
