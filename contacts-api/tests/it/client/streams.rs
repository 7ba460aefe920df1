//! A list is read page by page.

use futures_util::{StreamExt, TryStreamExt};
use httpmock::MockServer;
use serde_json::json;

use super::client;

fn page(ids: std::ops::Range<u64>) -> serde_json::Value {
    let contacts: Vec<_> = ids.map(|id| json!({ "id": id })).collect();
    json!({ "contacts": contacts })
}

#[tokio::test]
async fn a_stream_over_all_pages_yields_every_contact_once_and_in_order() {
    let server = MockServer::start_async().await;
    let mut mocks = Vec::new();
    for (first, ids) in [
        (None, 1..101),
        (Some("101"), 101..201),
        (Some("201"), 201..251),
        // A short page may hide a contact: an empty one is the end.
        (Some("251"), 251..251),
    ] {
        mocks.push(server.mock(|when, then| {
            let when = when.path("/contacts").query_param("limit", "100");
            match first {
                Some(first) => when.query_param("id_gt_or_eq", first),
                None => when.query_param_missing("id_gt_or_eq"),
            };
            then.status(200).json_body(page(ids));
        }));
    }
    let client = client(&server);
    let contacts: Vec<_> = client.list_contacts().stream().try_collect().await.unwrap();
    let ids: Vec<_> = contacts.iter().map(|contact| contact.id).collect();
    assert_eq!(ids, (1..251).collect::<Vec<_>>());
    for mock in mocks {
        mock.assert();
    }
}

#[tokio::test]
async fn a_stream_does_not_end_where_the_service_gives_smaller_pages_than_asked_for() {
    let server = MockServer::start_async().await;
    for (first, ids) in [("0", 1..51), ("51", 51..101), ("101", 101..101)] {
        server.mock(|when, then| {
            when.path("/contacts").query_param("id_gt_or_eq", first);
            then.status(200).json_body(page(ids));
        });
    }
    let client = client(&server);
    let stream = client.list_contacts().id_gt_or_eq(0_u64).stream();
    assert_eq!(stream.try_collect::<Vec<_>>().await.unwrap().len(), 100);
}

#[tokio::test]
async fn a_stream_out_of_order_is_an_error_and_ends() {
    let server = MockServer::start_async().await;
    server.mock(|when, then| {
        when.path("/contacts");
        then.status(200)
            .json_body(json!({"contacts": [{"id": 5}, {"id": 4}]}));
    });
    let client = client(&server);
    let results: Vec<_> = client.list_contacts().stream().collect().await;
    let [Err(error)] = results.as_slice() else {
        panic!("{results:?}");
    };
    assert!(
        error.to_string().contains("contact 4 came after contact 5"),
        "{error}"
    );
}
