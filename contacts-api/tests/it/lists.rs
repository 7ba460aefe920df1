//! Lists are read to their end, and to nothing else.

use std::collections::BTreeSet;

use contacts_api::ListStream;
use contacts_api::phone_book::Listing;
use futures_util::{StreamExt, TryStreamExt};
use serde_json::json;

use crate::wire::{Service, json};

/// A service of this many contacts that reads whole pages, and hides some of what it has read.
async fn hiding(contacts: u64, hidden: &'static [u64]) -> Service {
    Service::start(move |request, _| {
        let from = request.target.split("id_gt_or_eq=").nth(1);
        let from: u64 = from.map_or(1, |it| it.split('&').next().unwrap().parse().unwrap());
        let page = (from.max(1)..=contacts).take(100);
        let page: Vec<_> = page
            .filter(|it| !hidden.contains(it))
            .map(|id| json!({ "id": id }))
            .collect();
        json(200, &json!({ "contacts": page }))
    })
    .await
}

#[tokio::test]
async fn a_page_that_hides_a_contact_does_not_hide_those_behind_it() {
    for (contacts, hidden) in [
        (250, &[37][..]),
        (1_000, &[1, 100, 555]),
        (7_000, &[4_321]),
        (150, &[150]),
    ] {
        let service = hiding(contacts, hidden).await;
        let client = service.client();
        let wanted: BTreeSet<_> = (1..=contacts).filter(|it| !hidden.contains(it)).collect();
        let mut reads = vec![client.list_contacts().stream()];
        reads.extend([1, 4, 8].map(|n| client.list_contacts().stream_concurrent(n)));
        let book = client.phone_book();
        reads.extend([1, 4, 8].map(|n| book.list_in_order(Listing::default(), n)));
        for read in reads {
            let read: Vec<_> = read.map_ok(|it| it.id).try_collect().await.unwrap();
            assert_eq!(read.len(), wanted.len());
            assert_eq!(read.into_iter().collect::<BTreeSet<_>>(), wanted);
        }
    }
}

#[tokio::test]
async fn a_last_page_that_is_short_costs_one_request_more() {
    for (contacts, requests) in [(0, 1), (1, 2), (99, 2), (100, 2), (101, 3), (250, 4)] {
        let service = hiding(contacts, &[]).await;
        let all: Vec<_> = service
            .client()
            .list_contacts()
            .stream()
            .try_collect()
            .await
            .unwrap();
        assert_eq!(
            (all.len() as u64, service.seen().len()),
            (contacts, requests)
        );
    }
    // For an export of a large book that is nothing.
    let service = hiding(20_050, &[]).await;
    let all = service.client().list_contacts().stream_concurrent(8);
    assert_eq!(all.count().await, 20_050);
    let requests = service.seen().len();
    assert!(requests <= 202 * 105 / 100, "{requests}");
}

#[tokio::test]
async fn a_stream_borrows_nothing_and_needs_no_pin() {
    fn anywhere<T: Send + Unpin + 'static>(stream: T) -> T {
        stream
    }
    let service = hiding(3, &[]).await;
    let client = service.client();
    let mut streams: Vec<ListStream> = vec![
        client.list_contacts().stream(),
        client.list_contacts().stream_concurrent(2),
        client.phone_book().list(Listing::default()),
        client.phone_book().list_concurrent(2),
        client.phone_book().list_in_order(Listing::default(), 2),
    ];
    drop(client);
    for stream in &mut streams {
        assert_eq!(stream.next().await.unwrap().unwrap().id, 1);
    }
    for stream in streams {
        let rest = tokio::spawn(anywhere(stream).count()).await.unwrap();
        assert_eq!(rest, 2);
    }
}
