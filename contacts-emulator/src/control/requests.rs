//! The journal as JSON, without tokens.

use std::collections::BTreeSet;

use contacts_openapi::{Document, Security};
use http::StatusCode;
use serde_json::{Map, Value, json};

use super::caller::Caller;
use crate::api::Answer;
use crate::journal::Received;
use crate::schema::date_time;

/// The text in place of a token.
const HIDDEN: &str = "(hidden)";

pub(super) async fn show(caller: Caller) -> Result<Answer, Answer> {
    let journal = &caller.service.journal;
    if !journal.is_on() {
        return Err(Answer::error(
            StatusCode::CONFLICT,
            "no requests are remembered: start the emulator with --journal",
        ));
    }
    let secrets = Secrets::of(caller.service.document);
    let shown = journal.read(|kept| {
        let requests = kept.requests.iter().map(|it| secrets.shown(it));
        json!({ "requests": requests.collect::<Vec<_>>(), "forgotten": kept.forgotten })
    });
    Ok(Answer::json(shown.to_string()))
}

pub(super) async fn forget(caller: Caller) -> Answer {
    caller.service.journal.clear();
    Answer::empty(StatusCode::NO_CONTENT)
}

/// Where tokens are in a request: where the document says, and where people send them anyway.
struct Secrets {
    headers: BTreeSet<String>,
    parameters: BTreeSet<String>,
}

impl Secrets {
    fn of(document: &Document) -> Self {
        let texts = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect();
        let mut secrets = Secrets {
            headers: texts(&[
                "authorization",
                "proxy-authorization",
                "cookie",
                "x-api-key",
            ]),
            parameters: texts(&["access_token", "api_key", "token"]),
        };
        let operations = document.operations().iter();
        for scheme in operations.flat_map(|it| &it.security) {
            match scheme {
                Security::Header(name) => {
                    secrets.headers.insert(name.to_ascii_lowercase());
                }
                Security::Query(name) => {
                    secrets.parameters.insert(name.clone());
                }
                _ => {}
            }
        }
        secrets
    }

    fn shown(&self, request: &Received) -> Value {
        let json = request.json();
        let text = String::from_utf8_lossy(request.content());
        let text = (json.is_none() && !text.is_empty()).then_some(text);
        json!({
            "at": date_time(request.at()),
            "operation": request.operation(),
            "method": request.method(),
            "path": request.path(),
            "query": request.query().map(|it| self.query(it)),
            "headers": self.headers(request),
            "json": json,
            "text": text,
            "status": request.status(),
            "faults": request.faults(),
            "reason": request.reason(),
            "elapsed_ms": request.elapsed().as_secs_f64() * 1000.0,
        })
    }

    /// Returns the headers, those with the same name joined as in RFC 9110.
    fn headers(&self, request: &Received) -> Value {
        let mut headers: Map<String, Value> = Map::new();
        for (name, value) in request.headers() {
            let value = String::from_utf8_lossy(value);
            let value = if self.headers.contains(name) {
                hidden(&value)
            } else {
                value.into_owned()
            };
            match headers.get_mut(name) {
                Some(Value::String(known)) => {
                    known.push_str(", ");
                    known.push_str(&value);
                }
                _ => {
                    headers.insert(name.to_owned(), value.into());
                }
            }
        }
        headers.into()
    }

    /// Returns the query as it was sent, except the values of tokens.
    fn query(&self, query: &str) -> String {
        let shown = query.split('&').map(|pair| {
            let mut decoded = form_urlencoded::parse(pair.as_bytes());
            let name = decoded.next().map(|(name, _)| name);
            let is_secret = name.is_some_and(|it| self.parameters.contains(&*it));
            match pair.split_once('=') {
                Some((name, _)) if is_secret => format!("{name}={HIDDEN}"),
                _ => pair.to_owned(),
            }
        });
        shown.collect::<Vec<_>>().join("&")
    }
}

/// Returns the scheme if it is a standard one, without the token.
fn hidden(value: &str) -> String {
    let scheme = value.split_once(' ').map(|(scheme, _)| scheme);
    let known = ["Bearer", "Basic"].into_iter();
    let mut known = known.filter(|it| scheme.is_some_and(|scheme| it.eq_ignore_ascii_case(scheme)));
    match known.next() {
        Some(scheme) => format!("{scheme} {HIDDEN}"),
        None => HIDDEN.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use http::Request;

    use super::*;
    use crate::journal::Ending;

    #[test]
    fn a_token_is_hidden_wherever_it_is_sent() {
        let yaml = "{openapi: 3.0.3, paths: {/it: {get: {responses: {'200': {description: ''}}}}},
            security: [{h: []}, {q: []}], components: {securitySchemes: {
                h: {type: apiKey, in: header, name: X-Company-Key},
                q: {type: apiKey, in: query, name: company key}}}}";
        let document = Document::parse(yaml, "it.yaml").unwrap();
        let request =
            Request::get("/it?limit=2&company%20key=secret&access_token=secret&company+key=secret")
                .header("authorization", "bearer secret")
                .header("authorization", "secret")
                .header("x-company-key", "secret")
                .header("cookie", "session=secret")
                .header("accept", "a")
                .header("accept", "b")
                .body(())
                .unwrap();
        let received = Received::new(&request.into_parts().0, b"", Ending::default());
        let shown = Secrets::of(&document).shown(&received);
        assert!(!shown.to_string().contains("secret"), "{shown}");
        assert_eq!(
            shown["headers"]["authorization"],
            "Bearer (hidden), (hidden)"
        );
        assert_eq!(shown["headers"]["accept"], "a, b");
        assert_eq!(
            shown["query"],
            "limit=2&company%20key=(hidden)&access_token=(hidden)&company+key=(hidden)"
        );
    }
}
