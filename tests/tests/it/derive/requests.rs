//! Domain values as bodies of requests.

use contacts_api::mocks::MockServerExt;
use contacts_api::types::{Contact, ContactResponse, CreateContactRequest, UpdateContactRequest};
use contacts_api::{Client, IntoContact, MappingErrors};
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
    assert!(error.to_string().contains("phone (number)"), "{error}");
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
