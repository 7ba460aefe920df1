//! Compiled for a document with parameters of every style, bodies that may be left out, properties
//! without a name and several security schemes; see `edits/styles.yaml`, `edits/optional-bodies.yaml`,
//! `edits/multiples.yaml`, `edits/additional-properties.yaml` and `edits/security-combined.yaml`. What is
//! sent is read from the socket.
#![forbid(unsafe_code)]

use std::collections::BTreeMap;

use contacts_api::{Client, types};
use futures_util::TryStreamExt;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

const NOTHING: &str = "HTTP/1.1 204 No Content\r\nconnection: close\r\n\r\n";

/// What a service was asked that answers once, and what came of it.
async fn asked<F: Future>(answer: &str, ask: impl FnOnce(Client) -> F) -> (String, F::Output) {
    let (mut requests, output) = asked_often(&[answer.to_owned()], ask).await;
    (requests.remove(0), output)
}

/// What a service was asked that answers so often, and what came of it.
async fn asked_often<F: Future>(
    answers: &[String],
    ask: impl FnOnce(Client) -> F,
) -> (Vec<String>, F::Output) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}/api", listener.local_addr().unwrap());
    let client = Client::builder()
        .token("user:pass")
        .secret("app", "app-secret");
    let client = client.base_url(url).build().unwrap();
    let serve = async {
        let mut requests = Vec::new();
        for answer in answers {
            let (mut socket, _) = listener.accept().await.unwrap();
            requests.push(request(&mut socket).await);
            socket.write_all(answer.as_bytes()).await.unwrap();
        }
        requests
    };
    tokio::join!(serve, ask(client))
}

async fn request(socket: &mut TcpStream) -> String {
    let mut request = Vec::new();
    loop {
        let mut chunk = [0; 4096];
        let count = socket.read(&mut chunk).await.unwrap();
        request.extend_from_slice(&chunk[..count]);
        let text = String::from_utf8_lossy(&request).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|it| it.strip_prefix("content-length: "));
            if body.len() >= length.map_or(0, |it| it.parse().unwrap()) {
                return text;
            }
        }
        assert_ne!(count, 0, "cut off: {text}");
    }
}

fn json(status: &str, body: &str) -> String {
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
    )
}

/// The first line, without the method and the version.
fn target(request: &str) -> &str {
    let line = request.lines().next().unwrap();
    line.split(' ').nth(1).unwrap()
}

fn header<'r>(request: &'r str, name: &str) -> Option<&'r str> {
    let head = request.split("\r\n\r\n").next().unwrap();
    let mut found = head.lines().filter_map(|line| {
        let (known, value) = line.split_once(": ")?;
        known.eq_ignore_ascii_case(name).then_some(value)
    });
    let first = found.next();
    assert_eq!(found.next(), None, "{name} stands twice in {head}");
    first
}

fn body(request: &str) -> &str {
    request.split_once("\r\n\r\n").unwrap().1
}

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
        let said = contacts_api::Error::from(sent.unwrap_err()).to_string();
        assert!(said.contains(wanted), "{said}");
    }
}

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
            let login = client.sign_in();
            let login = if with {
                login.body(types::SignInBody::builder().user("a b"))
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
        (contact().discount(7), "discount: 7 is no multiple of 5"),
        (
            contact().discount(105),
            "discount: 105 is not a whole number from 0 to 100",
        ),
        (contact().quarter(10), "quarter: 10 is no multiple of 15"),
        (contact().stars(3.4), "stars: is no multiple of 0.5"),
        (contact().odd_step(4), "odd_step: 4 is no multiple of 5"),
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

#[tokio::test]
async fn the_token_goes_where_the_scheme_of_each_operation_says() {
    // Of `[{tls}, {app, bearer}]` the second is the first that is known.
    let answer = json("200 OK", r#"{"contacts":[]}"#);
    let (request, _) = asked(&answer, async |client| client.list_contacts().send().await).await;
    assert_eq!(header(&request, "authorization"), Some("Bearer user:pass"));
    assert_eq!(header(&request, "x-app-key"), Some("app-secret"));

    let (request, _) = asked(NOTHING, async |client| client.get_open().send().await).await;
    assert!(
        !request.contains("pass") && !request.contains("app-secret"),
        "{request}"
    );

    let (request, _) = asked(NOTHING, async |client| client.get_by_header().send().await).await;
    assert_eq!(header(&request, "x-app-key"), Some("app-secret"));
    assert_eq!(header(&request, "authorization"), None);

    let (request, _) = asked(NOTHING, async |client| {
        client.get_by_cookie().page("1").send().await
    })
    .await;
    assert_eq!(header(&request, "cookie"), Some("page=1; crumb=user:pass"));
    assert_eq!(header(&request, "authorization"), None);

    let (request, _) = asked(NOTHING, async |client| client.get_by_query().send().await).await;
    assert_eq!(target(&request), "/api/query?key=user%3Apass");
    assert_eq!(header(&request, "authorization"), None);

    let (request, _) = asked(NOTHING, async |client| client.get_by_basic().send().await).await;
    assert_eq!(
        header(&request, "authorization"),
        Some("Basic dXNlcjpwYXNz")
    );

    let (request, _) = asked(NOTHING, async |client| client.get_by_oauth().send().await).await;
    assert_eq!(header(&request, "authorization"), Some("Bearer user:pass"));

    let (request, _) = asked(NOTHING, async |client| client.get_certified().send().await).await;
    assert!(
        !request.contains("pass") && !request.contains("app-secret"),
        "{request}"
    );
}

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
