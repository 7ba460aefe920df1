//! Parameters of every style.

use std::collections::BTreeMap;

use contacts_api::{Client, types};

use crate::service::{NOTHING, asked, header, target};

#[tokio::test]
async fn a_query_has_each_list_and_object_in_its_style() {
    let filter = types::ThingFilter::builder()
        .name("a&b")
        .tags(["x", "y"])
        .size(types::ThingFilterSize::builder().min(3));
    let filter = || types::ThingFilter::try_from(filter.clone()).unwrap();
    let (request, answer) = asked(NOTHING, async |client| {
        client
            .list_things()
            .repeated(["a", "b,c"])
            .joined(["a", "b,c"])
            .spaced([1_i64, 2])
            .piped(["a", "b"])
            .filter(filter())
            .flat(types::ListThingsFlat::builder().r(100).g(200))
            .flat_joined(BTreeMap::from([("x".to_owned(), 1_i64)]))
            .whole(filter())
            .send()
            .await
    })
    .await;
    answer.unwrap();
    let mut query: Vec<_> = target(&request)
        .split_once('?')
        .unwrap()
        .1
        .split('&')
        .collect();
    query.sort_unstable();
    let whole = "whole=%7B%22name%22%3A%22a%26b%22%2C%22size%22%3A%7B%22min%22%3A3%7D%2C%22tags%22%3A%5B%22x%22%2C%22y%22%5D%7D";
    assert_eq!(
        query,
        [
            "G=200",
            "R=100",
            "filter%5Bname%5D=a%26b",
            "filter%5Bsize%5D%5Bmin%5D=3",
            "filter%5Btags%5D=x",
            "filter%5Btags%5D=y",
            "flat_joined=x,1",
            "joined=a,b%2Cc",
            "piped=a%7Cb",
            "repeated=a",
            "repeated=b%2Cc",
            "spaced=1%202",
            whole,
        ]
    );
}

#[tokio::test]
async fn headers_and_cookies_have_their_values_in_one_line() {
    let (request, answer) = asked(NOTHING, async |client| {
        let things = client.list_things().x_ids([1_i64, 2]);
        let things = things.x_size(types::ListThingsXSize::builder().w(3).h(4));
        things.session("a; b").seen([7_i64, 8]).send().await
    })
    .await;
    answer.unwrap();
    assert_eq!(target(&request), "/api/things");
    assert_eq!(header(&request, "x-ids"), Some("1,2"));
    assert_eq!(header(&request, "x-size"), Some("h=4,w=3"));
    assert_eq!(
        header(&request, "cookie"),
        Some("seen=7,8; session=a%3B%20b")
    );
}

#[tokio::test]
async fn what_is_not_set_is_not_sent() {
    let (request, answer) = asked(NOTHING, async |client| client.list_things().send().await).await;
    answer.unwrap();
    assert_eq!(target(&request), "/api/things");
    for name in ["x-ids", "x-size", "cookie"] {
        assert_eq!(header(&request, name), None);
    }
}

#[tokio::test]
async fn a_path_has_its_variables_in_their_styles() {
    let (request, answer) = asked(NOTHING, async |client| {
        let matrix = client.get_matrix().points([1.5, 2.0]).token("t");
        let color = types::GetMatrixColor::builder().r(1).g(2);
        matrix.color(color).send().await
    })
    .await;
    answer.unwrap();
    assert_eq!(
        target(&request),
        "/api/matrix/;points=1.5;points=2/.G,2,R,1"
    );
    let (request, answer) = asked(NOTHING, async |client| {
        let simple = client.get_simple().ids([3_i64, 4]).name("a/b");
        simple.tags(["x", "y"]).send().await
    })
    .await;
    answer.unwrap();
    assert_eq!(target(&request), "/api/simple/3,4/;name=a%2Fb?tags=x,y");
}

#[tokio::test]
async fn what_a_parameter_cannot_be_is_refused_before_it_is_sent() {
    let client = Client::builder().token("t").base_url("http://127.0.0.1:9");
    let client = client.build().unwrap();
    for (sent, wanted) in [
        (
            client
                .list_things()
                .joined(["a", "b", "c", "d"])
                .send()
                .await
                .map(drop),
            "joined: has 4 items: at most 3 are allowed",
        ),
        (
            client.list_things().piped(["c"]).send().await.map(drop),
            "piped: is none of `a`, `b`",
        ),
        (
            client
                .get_simple()
                .ids(Vec::<i64>::new())
                .name("x")
                .tags(["x"])
                .send()
                .await
                .map(drop),
            "ids: is empty, or leads to another path",
        ),
        (
            client
                .get_matrix()
                .points([f64::NAN])
                .token("t")
                .send()
                .await
                .map(drop),
            "points: is not a number that JSON can hold",
        ),
    ] {
        let error = contacts_api::Error::from(sent.unwrap_err());
        let said = error.details().to_string();
        assert!(said.contains(wanted), "{said}");
    }
}

#[test]
fn numbers_go_in_the_steps_of_the_document() {
    let contact = || {
        types::NewContact::builder()
            .name("Hanne")
            .number("4571999999")
    };
    let made = |it: types::builder::NewContact| types::NewContact::try_from(it);
    let fine = contact()
        .discount(15)
        .quarter(-45)
        .stars(3.5)
        .odd_step(10)
        .mass(0.1);
    let fine = serde_json::to_value(made(fine).unwrap()).unwrap();
    assert_eq!(
        (&fine["discount"], &fine["stars"]),
        (&15.into(), &3.5.into())
    );
    for (wrong, wanted) in [
        (contact().discount(7), "discount: 7 is not a multiple of 5"),
        (
            contact().discount(105),
            "discount: 105 is not a whole number from 0 to 100",
        ),
        (contact().quarter(10), "quarter: 10 is not a multiple of 15"),
        (contact().stars(3.4), "stars: is not a multiple of 0.5"),
        (contact().odd_step(4), "odd_step: 4 is not a multiple of 5"),
        (
            contact().mass(f64::NAN),
            "mass: is not a number that JSON can hold",
        ),
        (
            contact().mass(f64::INFINITY),
            "mass: is not a number that JSON can hold",
        ),
    ] {
        assert_eq!(made(wrong).unwrap_err().to_string(), wanted);
    }
}

#[test]
fn a_default_of_the_document_is_not_sent_by_the_client() {
    let update: types::ContactUpdate = types::ContactUpdate::builder()
        .name("Neu")
        .try_into()
        .unwrap();
    assert_eq!(serde_json::to_string(&update).unwrap(), r#"{"name":"Neu"}"#);
    // Nor is it made up when a contact is read that lacks it.
    let read: types::Contact = serde_json::from_str(r#"{"id":1}"#).unwrap();
    assert_eq!(read.odd_step, None);
}
