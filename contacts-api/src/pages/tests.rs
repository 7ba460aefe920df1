//! Lists of every kind that a document may have, read from a service in memory.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use futures_util::{StreamExt as _, TryStreamExt as _};

use super::*;

const BY_NUMBER: Cursor = Cursor::Id {
    inclusive: true,
    ascending: true,
};
const BEHIND_NUMBER: Cursor = Cursor::Id {
    inclusive: false,
    ascending: true,
};
const BY_TEXT: Cursor = Cursor::Id {
    inclusive: true,
    ascending: false,
};
const BEHIND_TEXT: Cursor = Cursor::Id {
    inclusive: false,
    ascending: false,
};

const KINDS: [Cursor; 7] = [
    BY_NUMBER,
    BEHIND_NUMBER,
    BY_TEXT,
    BEHIND_TEXT,
    Cursor::Offset,
    Cursor::Page { first: 1 },
    Cursor::OnePage,
];

/// One item of a list; its id is `None` if the service tells none.
type Item = Option<ContactId>;

/// A list of a kind, three items a page.
#[derive(Clone)]
struct List<const KIND: usize> {
    service: Arc<Service>,
    at: Option<At>,
}

#[derive(Default)]
struct Service {
    items: Vec<Item>,
    /// Where each page that was asked for begins.
    asked: Mutex<Vec<String>>,
    at_once: AtomicUsize,
    most_at_once: AtomicUsize,
    /// Whether the last page is given for whatever is beyond it.
    repeats: bool,
}

const PAGE: usize = 3;

impl<const KIND: usize> List<KIND> {
    fn of(items: Vec<Item>) -> Self {
        let service = Service {
            items,
            ..Service::default()
        };
        Self::served_by(service)
    }

    fn served_by(service: Service) -> Self {
        List {
            service: Arc::new(service),
            at: None,
        }
    }

    fn begin(&self) -> usize {
        let items = &self.service.items;
        let place = |id: &ContactId| items.iter().position(|it| it.as_ref() == Some(id));
        match (&self.at, KINDS[KIND]) {
            (None, _) => 0,
            (Some(At::Id(id)), BY_NUMBER) => items.partition_point(|it| it.as_ref() < Some(id)),
            (Some(At::Id(id)), BEHIND_NUMBER) => {
                items.partition_point(|it| it.as_ref() <= Some(id))
            }
            (Some(At::Id(id)), BY_TEXT) => place(id).unwrap(),
            (Some(At::Id(id)), _) => place(id).unwrap() + 1,
            (Some(At::Count(page)), Cursor::Page { first }) => {
                usize::try_from(page - first).unwrap() * PAGE
            }
            (Some(At::Count(count)), _) => usize::try_from(*count).unwrap(),
        }
    }

    fn asked(&self) -> Vec<String> {
        self.service.asked.lock().unwrap().clone()
    }
}

impl<const KIND: usize> Request for List<KIND> {
    type Item = Item;

    const CURSOR: Cursor = KINDS[KIND];

    fn sized(self, _: Option<u64>) -> Self {
        self
    }

    fn first(&self) -> Option<ContactId> {
        None
    }

    fn at(mut self, at: &At) -> Self {
        self.at = Some(at.clone());
        self
    }

    async fn read(self) -> Result<Vec<Item>, Error> {
        let service = &self.service;
        let asked = match &self.at {
            None => "-".to_owned(),
            Some(At::Id(id)) => id.to_string(),
            Some(At::Count(count)) => count.to_string(),
        };
        service.asked.lock().unwrap().push(asked);
        let at_once = service.at_once.fetch_add(1, Ordering::Relaxed) + 1;
        service.most_at_once.fetch_max(at_once, Ordering::Relaxed);
        // The other requests begin meanwhile.
        tokio::task::yield_now().await;
        service.at_once.fetch_sub(1, Ordering::Relaxed);
        let last = service.items.len().saturating_sub(1) / PAGE * PAGE;
        let begin = self.begin();
        let begin = if service.repeats {
            begin.min(last)
        } else {
            begin
        };
        Ok(service
            .items
            .iter()
            .skip(begin)
            .take(PAGE)
            .cloned()
            .collect())
    }

    fn id(item: &Item) -> Option<ContactId> {
        item.clone()
    }
}

fn numbers(count: u64) -> Vec<Item> {
    (1..=count)
        .map(|id| Some(ContactId::from(id * 10)))
        .collect()
}

fn texts(count: usize) -> Vec<Item> {
    let texts = ["x", "b", "u", "a", "z", "k", "c", "w"];
    let ids = texts.iter().cycle().take(count).enumerate();
    ids.map(|(at, text)| Some(ContactId::from(&*format!("{text}{at}"))))
        .collect()
}

async fn all<const KIND: usize>(list: &List<KIND>) -> Vec<Item> {
    stream(list.clone()).try_collect().await.unwrap()
}

/// Reads all items, and tells where the pages began.
async fn asked<const KIND: usize>(items: Vec<Item>) -> Vec<String> {
    let list = List::<KIND>::of(items.clone());
    let read = all(&list).await;
    assert!(read == items, "{:?}: {read:?}", KINDS[KIND]);
    list.asked()
}

#[tokio::test]
async fn every_kind_of_list_is_read_to_its_end_and_each_item_once() {
    // The next page begins after the last item of a page, or with it.
    assert_eq!(asked::<0>(numbers(7)).await, ["-", "31", "61", "71"]);
    assert_eq!(asked::<1>(numbers(7)).await, ["-", "30", "60", "70"]);
    assert_eq!(asked::<2>(texts(5)).await, ["-", "u2", "z4"]);
    assert_eq!(asked::<3>(texts(5)).await, ["-", "u2", "z4"]);
    assert_eq!(asked::<4>(numbers(7)).await, ["-", "3", "6", "7"]);
    assert_eq!(asked::<5>(numbers(7)).await, ["-", "2", "3", "4"]);
    assert_eq!(asked::<6>(numbers(3)).await, ["-"]);
}

#[tokio::test]
async fn numbers_that_do_not_ascend_are_asked_for_as_they_are() {
    let mut items = numbers(5);
    items.reverse();
    assert_eq!(asked::<2>(items.clone()).await, ["-", "30", "10"]);
    assert_eq!(asked::<3>(items).await, ["-", "30", "10"]);
}

#[tokio::test]
async fn a_last_page_that_comes_again_and_again_is_the_end() {
    let items = numbers(5);
    let list = List::<5>::served_by(Service {
        items: items.clone(),
        repeats: true,
        ..Service::default()
    });
    assert_eq!(all(&list).await, items);
    assert_eq!(list.asked(), ["-", "2", "3"]);
}

#[tokio::test]
async fn a_short_page_is_the_end_where_no_id_tells_that_the_service_goes_on() {
    let without_ids = |count| vec![None; count];
    assert_eq!(asked::<4>(without_ids(8)).await, ["-", "3", "6"]);
    assert_eq!(asked::<4>(without_ids(6)).await, ["-", "3", "6"]);
    let mut items = numbers(3);
    items.extend(without_ids(2));
    assert_eq!(asked::<4>(items).await, ["-", "3"]);
}

#[tokio::test]
async fn as_many_pages_as_may_be_are_read_at_once_and_no_more() {
    for n in [1, 2, 5] {
        let list = List::<0>::of(numbers(2_000));
        let read: Vec<_> = stream_in_order(list.clone(), n)
            .try_collect()
            .await
            .unwrap();
        assert!(read == list.service.items);
        assert_eq!(list.service.most_at_once.load(Ordering::Relaxed), n);

        let list = List::<1>::of(numbers(2_000));
        let concurrent = stream_concurrent(list.clone(), n, &[]);
        let mut read: Vec<_> = concurrent.try_collect().await.unwrap();
        read.sort();
        assert!(read == list.service.items);
        assert_eq!(list.service.most_at_once.load(Ordering::Relaxed), n);
    }
}

#[tokio::test]
async fn a_stream_tells_what_it_knows_of_its_length_and_shows_nothing_of_anybody() {
    let failing = ListStream::<Item>::failing(Error::missing("list"));
    assert_eq!(failing.size_hint(), (1, Some(1)));
    let list = stream(List::<0>::of(numbers(1)));
    assert_eq!(list.size_hint(), (0, None));
    assert_eq!(format!("{list:?}"), "ListStream { .. }");
    assert_eq!(list.count().await, 1);
}
