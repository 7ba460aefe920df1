//! Typed mocks in your own tests: the API's operations, and nothing that it does not have.
//!
//! `cargo run -p contacts-api --example mocks --features httpmock`, or copy the test.
#![forbid(unsafe_code)]

use contacts_api::{Client, Error};

/// The code under test: what to show while the phone rings.
async fn caller(client: &Client, number: &str) -> Result<String, Error> {
    let found = client.get_contact_by_number().number(number).send().await;
    match found {
        Ok(found) => Ok(found.into_inner().contact.name.unwrap_or_default()),
        Err(error) if error.is_not_found() => Ok(format!("+{number}")),
        Err(error) => Err(error),
    }
}

async fn an_unknown_caller_is_shown_by_number() {
    use contacts_api::mocks::MockServerExt;
    use contacts_api::types::{ApiError, Contact, ContactResponse};
    use httpmock::MockServer;

    let server = MockServer::start_async().await;
    let known = "4571999999".parse().expect("a number");
    let relatel = Contact::builder().id(1_u64).name("Relatel A/S");
    let relatel = ContactResponse::builder().contact(relatel);
    let relatel: ContactResponse = relatel.try_into().expect("a contact");
    let mock = server.get_contact_by_number(|when, then| {
        when.number(&known);
        then.ok(&relatel);
    });
    let nobody: ApiError = ApiError::builder()
        .message("not found")
        .try_into()
        .expect("an error");
    let unknown = "4512345678".parse().expect("a number");
    server.get_contact_by_number(|when, then| {
        when.number(&unknown);
        then.not_found(&nobody);
    });

    // The mocks match paths from the beginning: the base URL has none.
    let client = Client::builder().token("any").base_url(server.base_url());
    let client = client.build().expect("a client");
    assert_eq!(
        caller(&client, "4571999999").await.expect("a name"),
        "Relatel A/S"
    );
    assert_eq!(
        caller(&client, "4512345678").await.expect("a number"),
        "+4512345678"
    );
    mock.assert();
}

#[tokio::main]
async fn main() {
    an_unknown_caller_is_shown_by_number().await;
    println!("the caller is shown as expected");
}
