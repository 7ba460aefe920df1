//! Lists of other things than contacts.

use futures_util::TryStreamExt;

use crate::service::{asked_often, json, target};

/// The queries of requests.
fn queries(requests: &[String]) -> Vec<&str> {
    let targets = requests.iter().map(|it| target(it));
    targets
        .map(|it| it.split_once('?').map_or("", |it| it.1))
        .collect()
}

#[tokio::test]
async fn another_list_is_a_stream_by_its_own_cursor() {
    let page = |ids: &[u64]| {
        let orders: Vec<_> = ids.iter().map(|id| format!("{{\"id\":{id}}}")).collect();
        json("200 OK", &format!("{{\"orders\":[{}]}}", orders.join(",")))
    };
    let answers = [page(&[1, 4]), page(&[7, 9]), page(&[])];
    let (requests, orders) = asked_often(&answers, async |client| {
        let orders: Result<Vec<_>, _> = client.list_orders_in_pages().stream().try_collect().await;
        orders.unwrap()
    })
    .await;
    let ids: Vec<_> = orders.iter().map(|it| it.id).collect();
    assert_eq!(ids, [1, 4, 7, 9]);
    assert_eq!(
        queries(&requests),
        ["limit=2", "after=4&limit=2", "after=9&limit=2"]
    );
}

#[tokio::test]
async fn another_list_is_a_stream_by_offsets_and_by_numbers_of_pages() {
    let answers = [
        "[{\"text\":\"a\"},{\"text\":\"b\"}]",
        "[{\"text\":\"c\"},{}]",
        "[]",
    ];
    let answers = answers.map(|it| json("200 OK", it));
    let (requests, notes) = asked_often(&answers, async |client| {
        let notes: Result<Vec<_>, _> = client.list_notes_in_pages().stream().try_collect().await;
        notes.unwrap()
    })
    .await;
    assert_eq!(notes.len(), 4);
    assert_eq!(queries(&requests), ["", "offset=2", "offset=4"]);

    let id = |last: u8| format!("{{\"id\":\"018f2f3e-7b1c-7000-8000-00000000000{last}\"}}");
    let answers = [
        format!("[{},null]", id(1)),
        format!("[{}]", id(2)),
        "[]".to_owned(),
    ];
    let answers = answers.map(|it| json("200 OK", &format!("{{\"data\":{it}}}")));
    let (requests, people) = asked_often(&answers, async |client| {
        let people = client.list_people_in_pages().team("a b").stream();
        let people: Result<Vec<_>, _> = people.try_collect().await;
        people.unwrap()
    })
    .await;
    assert_eq!(people.len(), 2);
    assert_eq!(queries(&requests), ["", "page=2", "page=3"]);
    assert!(target(&requests[0]).starts_with("/api/teams/a%20b/people"));
}
