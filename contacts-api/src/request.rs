//! Any request that the generated operations do not offer, with the same token, retries, limits and
//! tracing.

use std::borrow::Cow;

use bytes::Bytes;
use http::Method;
use progenitor_client::OperationInfo;
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use reqwest::{StatusCode, Url};
use serde::Serialize;
use serde_json::Value;

use crate::transport::{Answer, header};
use crate::value::parameter;
use crate::{Client, Error};

impl Client {
    /// Begins a request to a path of the service, such as `/contacts/7/avatar`.
    ///
    /// It travels as the operations do: with the token, timeouts, retries where they are safe for the
    /// method, the rate limit and a span. The path is put behind the base URL and begins with `/`; what
    /// is in it has to be percent-encoded already.
    ///
    /// ```
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// use contacts_emulator::Emulator;
    /// use http::Method;
    ///
    /// let emulator = Emulator::start().await?;
    /// let client = emulator.client();
    /// let answer = client.request(Method::GET, "/contacts").query("limit", 5).send().await?;
    /// assert_eq!(answer.status(), 200);
    /// assert_eq!(answer.json()?["contacts"].as_array().map(Vec::len), Some(0));
    /// # Ok(())
    /// # }
    /// ```
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder<'_> {
        RequestBuilder {
            client: self,
            operation: "request",
            method,
            path: path.to_owned(),
            query: Vec::new(),
            written: String::new(),
            headers: HeaderMap::new(),
            body: None,
            refused: None,
        }
    }
}

/// A request that is being put together; made by [`Client::request`].
///
/// Anything that cannot be sent, such as a header with a line break, makes [`send`](Self::send)
/// fail.
#[must_use = "a request does nothing until it is sent"]
#[derive(Clone)]
pub struct RequestBuilder<'a> {
    client: &'a Client,
    operation: &'static str,
    method: Method,
    path: String,
    query: Vec<(String, String)>,
    /// What is behind that in the query, percent-encoded already.
    written: String,
    headers: HeaderMap,
    body: Option<Bytes>,
    /// The first thing that cannot be sent.
    refused: Option<String>,
}

impl RequestBuilder<'_> {
    /// Says which operation of the document this is, by the name of its method. Traces then use that name,
    /// and the request is authenticated as the operation is; otherwise the name is `request`, and the
    /// authentication that of reading contacts.
    pub fn operation(mut self, id: &'static str) -> Self {
        self.operation = id;
        self
    }

    /// Appends a parameter to the query; one of the same name may be there already.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "numbers and texts are given as they are"
    )]
    pub fn query(mut self, name: &str, value: impl ToString) -> Self {
        self.query.push((name.to_owned(), value.to_string()));
        self
    }

    /// Appends a parameter to the query whose value is already percent-encoded, as its style requires.
    #[doc(hidden)]
    pub fn written_query(mut self, name: &str, value: &str) -> Self {
        if !self.written.is_empty() {
            self.written.push('&');
        }
        self.written += &parameter::encoded(name);
        self.written.push('=');
        self.written += value;
        self
    }

    /// Adds a header. `Authorization` and `User-Agent` are always the client's own.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match header(name, value) {
            Ok((name, value)) => {
                self.headers.append(name, value);
                self
            }
            Err(reason) => self.refuse(reason),
        }
    }

    /// Sends this as JSON.
    pub fn json(self, body: &(impl Serialize + ?Sized)) -> Self {
        match serde_json::to_vec(body) {
            Ok(body) => self.body("application/json", body),
            Err(error) => self.refuse(format!("the body cannot be written as JSON: {error}")),
        }
    }

    /// Sends these bytes, of this media type.
    pub fn body(mut self, content_type: &str, body: impl Into<Bytes>) -> Self {
        let Ok(content_type) = HeaderValue::try_from(content_type) else {
            return self.refuse(format!("{content_type:?} is not a media type"));
        };
        self.headers.insert(CONTENT_TYPE, content_type);
        self.body = Some(body.into());
        self
    }

    fn refuse(mut self, reason: String) -> Self {
        self.refused.get_or_insert(reason);
        self
    }

    /// Sends the request and reads the whole answer.
    ///
    /// # Errors
    ///
    /// If the request cannot be sent, if the transport fails, and for every answer that is not a success, by
    /// the same rules as for all operations.
    pub async fn send(self) -> Result<RawAnswer, Error> {
        if let Some(reason) = self.refused {
            return Err(Error::request(reason));
        }
        let url = url(self.client.base_url(), &self.path, &self.query);
        let mut url = url.map_err(Error::request)?;
        if !self.written.is_empty() {
            let before = url.query().map(|it| format!("{it}&")).unwrap_or_default();
            url.set_query(Some(&(before + &self.written)));
        }
        let mut request = reqwest::Request::new(self.method, url);
        *request.headers_mut() = self.headers;
        *request.body_mut() = self.body.map(Into::into);
        let info = OperationInfo {
            operation_id: self.operation,
        };
        let mut read = Answer::is_whole;
        let answer = self.client.exchange(request, &info, &mut read).await?;
        let Answer {
            status,
            headers,
            body: bytes,
        } = answer;
        Ok(RawAnswer {
            status,
            headers,
            bytes,
        })
    }
}

impl std::fmt::Debug for RequestBuilder<'_> {
    /// Shows the method only: a path, a query or a body may be about somebody.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RequestBuilder")
            .field("operation", &self.operation)
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

/// Returns the whole address; `base` ends without a slash.
fn url(base: &str, path: &str, query: &[(String, String)]) -> Result<Url, String> {
    if !path.starts_with('/') {
        return Err("the path of a request begins with `/`, such as `/contacts`".to_owned());
    }
    if path.contains(['?', '#', '\\']) || path.contains(|it: char| it.is_control()) {
        return Err(
            "the path of a request has a character that has to be percent-encoded: \
             give what is asked for by `query`"
                .to_owned(),
        );
    }
    // These would reach another resource than the one that is named.
    let is_dots = |segment: &str| {
        let segment = segment.to_ascii_lowercase().replace("%2e", ".");
        segment == "." || segment == ".."
    };
    if path.split('/').any(is_dots) {
        return Err(
            "the path of a request has `.` or `..` in it, which leads elsewhere".to_owned(),
        );
    }
    let mut url = Url::parse(&format!("{base}{path}"))
        .map_err(|error| format!("the path of the request cannot be in a URL: {error}"))?;
    if !query.is_empty() {
        url.query_pairs_mut().extend_pairs(query);
    }
    Ok(url)
}

/// An answer as it arrived: status, headers and bytes.
///
/// ```
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let emulator = contacts_emulator::Emulator::start().await?;
/// # let client = emulator.client();
/// let answer = client.request(http::Method::GET, "/contacts").send().await?;
/// assert_eq!(answer.headers()["content-type"], "application/json");
/// assert_eq!(answer.text(), r#"{"contacts":[]}"#);
/// assert_eq!(answer.bytes().len(), 15);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct RawAnswer {
    status: StatusCode,
    headers: HeaderMap,
    bytes: Bytes,
}

impl RawAnswer {
    /// Returns the status: a success, or 404 for a DELETE that was tried again and had taken effect before.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// Returns the headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the body.
    pub fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Returns the body, read as JSON.
    ///
    /// # Errors
    ///
    /// If it is not JSON.
    pub fn json(&self) -> serde_json::Result<Value> {
        serde_json::from_slice(&self.bytes)
    }

    /// Returns the body as text; anything in it that is not UTF-8 is replaced.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }
}

impl std::fmt::Debug for RawAnswer {
    /// Shows no content and no headers, which may be about somebody.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RawAnswer")
            .field("status", &self.status)
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addressed(base: &str, path: &str, query: &[(&str, &str)]) -> Result<String, String> {
        let owned = |it: &(&str, &str)| (it.0.to_owned(), it.1.to_owned());
        let query: Vec<_> = query.iter().map(owned).collect();
        url(base, path, &query).map(String::from)
    }

    #[test]
    fn a_path_is_put_behind_the_base_url() {
        for (base, path, query, wanted) in [
            ("https://a.dk", "/x", vec![], "https://a.dk/x"),
            (
                "https://a.dk/api",
                "/x/%2F",
                vec![],
                "https://a.dk/api/x/%2F",
            ),
            (
                "https://a.dk",
                "/x",
                vec![("tag", "a b"), ("tag", "c&d")],
                "https://a.dk/x?tag=a+b&tag=c%26d",
            ),
        ] {
            assert_eq!(addressed(base, path, &query).as_deref(), Ok(wanted));
        }
    }

    #[test]
    fn a_path_that_leads_elsewhere_is_refused() {
        for path in [
            "contacts",
            "@evil.dk/",
            "/contacts/..",
            "/contacts/%2E%2e/admin",
            "/./x",
            "/x?y=z",
            "/x#y",
            "/x\\..\\y",
        ] {
            let said = addressed("https://a.dk/api", path, &[]).unwrap_err();
            assert!(said.starts_with("the path of a request"), "{path}: {said}");
        }
    }

    #[test]
    fn nothing_of_anybody_is_in_debug() {
        let client = Client::builder().token("hemmelighed").build().unwrap();
        let request = client
            .request(Method::POST, "/contacts/by_number/4571999999")
            .query("name", "Sigrid")
            .header("x-mail", "sigrid@x.dk")
            .json("Sigrid");
        let shown = format!("{request:?}");
        for secret in ["hemmelighed", "4571999999", "Sigrid", "sigrid@x.dk"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }

    #[test]
    fn what_cannot_be_sent_is_kept_until_it_is_sent() {
        let client = Client::builder().token("t").build().unwrap();
        let request = || client.request(Method::GET, "/contacts");
        for (request, part) in [
            (request().header("a b", "c"), "\"a b\" is not the name"),
            (request().header("a", "line\nbreak"), "the header a"),
            (request().body("text\n", "x"), "not a media type"),
        ] {
            let reason = request.refused.unwrap();
            assert!(reason.contains(part), "{reason}");
            assert!(!reason.contains("break\""), "{reason}");
        }
    }
}
