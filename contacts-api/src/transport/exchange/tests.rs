use std::net::TcpListener;

use super::*;
use crate::Retry;

/// Returns a policy that waits this long between attempts.
fn waiting(wait: Duration) -> Retry {
    Retry::default().waits(move |_| wait)
}

#[tokio::test(start_paused = true)]
async fn an_attempt_has_no_more_time_than_the_ones_before_it_have_left() {
    // Connections are accepted, but nothing is ever sent.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", silent.local_addr().unwrap());
    let total = Duration::from_secs(50);
    let client = Client::builder().token("5f2c").base_url(url);
    let client = client.connect_timeout(2 * total);
    let client = client.attempt_timeout(Duration::from_secs(20));
    let client = client.total_timeout(total).retry(waiting(Duration::ZERO));
    let client = client.build().unwrap();
    let begin = Instant::now();
    let error = client.request(Method::GET, "/contacts").send().await;
    assert!(error.unwrap_err().is_timeout());
    let over = begin.elapsed().checked_sub(total).unwrap();
    assert!(over <= Duration::from_millis(10), "{over:?}");
}

#[tokio::test(start_paused = true)]
async fn a_wait_up_to_the_deadline_is_not_begun() {
    let wait = Duration::from_secs(50);
    let client = Client::builder().token("5f2c").retry(waiting(wait));
    let inner = client.build().unwrap().inner;
    assert_eq!(inner.wait("x", 1, None, after(wait)), None);
    let later = after(wait + Duration::from_millis(1));
    assert_eq!(inner.wait("x", 1, None, later), Some(wait));
}

fn fitted(headers: &[(HeaderName, &'static str)], facts: &RequestFacts) -> Vec<(String, String)> {
    let url = reqwest::Url::parse("http://localhost/contacts").unwrap();
    let mut request = Request::new(Method::POST, url);
    for (name, value) in headers {
        let value = HeaderValue::from_static(value);
        request.headers_mut().insert(name, value);
    }
    fit(&mut request, facts);
    let headers = request.headers().iter();
    let mut headers: Vec<_> = headers
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    headers.sort();
    headers
}

#[test]
fn what_the_generator_writes_is_brought_to_what_the_document_says() {
    let facts = RequestFacts {
        security: &[],
        content_type: Some("application/merge-patch+json"),
        accept: Some("application/hal+json"),
    };
    let own = |accept: &str, content_type: &str| {
        let own = [("accept", accept), ("content-type", content_type)];
        own.map(|(name, value)| (name.to_owned(), value.to_owned()))
    };
    let written = [(API_VERSION, "1.0.0"), (ACCEPT, JSON), (CONTENT_TYPE, JSON)];
    let wanted = own("application/hal+json", "application/merge-patch+json");
    assert_eq!(fitted(&written, &facts), wanted);
    let octets = [(ACCEPT, JSON), (CONTENT_TYPE, OCTETS)];
    assert_eq!(fitted(&octets, &facts), wanted);
    // What the caller has chosen stays, and no content type is given where there is no content.
    let chosen = [(ACCEPT, "text/csv"), (CONTENT_TYPE, "text/vcard")];
    assert_eq!(fitted(&chosen, &facts), own("text/csv", "text/vcard"));
    assert_eq!(fitted(&[], &facts), wanted[..1]);
}
