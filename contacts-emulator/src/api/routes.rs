use std::borrow::Cow;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::Request;
use axum::response::Response;
use contacts_openapi::Document;
use http::header::{ALLOW, CONTENT_LENGTH};
use http::{HeaderValue, Method, StatusCode};
use http_body::Body as _;

use super::answer::Answer;
use super::endpoint::Endpoint;
use super::parameters::Variables;
use super::paths::{MatchedPath, Paths, segments};
use crate::exchange::{Exchange, RequestTarget};
use crate::percent;
use crate::service::Service;

/// Every operation of the document, ready for requests.
#[derive(Debug)]
pub(crate) struct Api {
    service: Arc<Service>,
    base: String,
    paths: Paths,
    /// The operations at each place of `paths`.
    places: Vec<Vec<Route>>,
}

/// An operation at a path.
#[derive(Debug)]
struct Route {
    method: Method,
    /// The names of the variables in the path.
    names: Vec<String>,
    endpoint: Endpoint,
}

impl Api {
    pub(crate) fn new(service: &Arc<Service>) -> Self {
        let document = service.document;
        let mut api = Api {
            service: service.clone(),
            base: base_path(document),
            paths: Paths::default(),
            places: Vec::new(),
        };
        for operation in document.operations() {
            let Ok(method) = Method::from_bytes(operation.method.as_bytes()) else {
                continue;
            };
            let (place, names) = api.paths.add(&operation.path);
            api.places
                .resize_with(api.places.len().max(place + 1), Vec::new);
            api.places[place].push(Route {
                method,
                names,
                endpoint: Endpoint::new(operation),
            });
        }
        api
    }

    /// Answers a request; returns it if the document has nothing at its path.
    pub(crate) async fn answer(&self, request: Request) -> Result<Response, Request> {
        let path = request.uri().path().to_owned();
        let Some((segments, is_utf8)) = self.segments(&path) else {
            return Err(request);
        };
        let found = self.paths.find(&segments);
        if found.is_empty() {
            return Err(request);
        }
        let method = request.method();
        let mut route = self.route(&found, method);
        let is_head = route.is_none() && *method == Method::HEAD;
        if is_head {
            route = self.route(&found, &Method::GET);
        }
        let Some((route, values)) = route else {
            let allow = self.allowed(&found);
            let (target, answer) = if *method == Method::OPTIONS {
                (
                    RequestTarget::Methods,
                    Answer::empty(StatusCode::NO_CONTENT),
                )
            } else {
                (RequestTarget::NoSuchMethod, not_allowed(method))
            };
            // The request's content is not waited for.
            let (parts, _) = request.into_parts();
            let mut exchange = Exchange::begin(&self.service, &parts, target);
            exchange.end(&[], Some(answer.status), answer.reason());
            return Ok(answer.with(ALLOW, allow).whole());
        };
        let variables = is_utf8.then_some(Variables {
            names: &route.names,
            values,
        });
        let response = route
            .endpoint
            .answer(&self.service, variables, request)
            .await;
        Ok(if is_head {
            without_content(response)
        } else {
            response
        })
    }

    /// Returns the segments below the base path, and whether all of them are UTF-8.
    fn segments<'r>(&self, path: &'r str) -> Option<(Vec<Cow<'r, str>>, bool)> {
        let below = path.strip_prefix(self.base.as_str())?;
        if !below.is_empty() && !below.starts_with('/') {
            return None;
        }
        let mut is_utf8 = true;
        let decoded = segments(below).map(|segment| {
            if !segment.contains('%') {
                return Cow::Borrowed(segment);
            }
            let decoded = percent::decode(segment);
            is_utf8 &= decoded.is_some();
            decoded.map_or(Cow::Borrowed(segment), Cow::Owned)
        });
        let decoded = decoded.collect();
        Some((decoded, is_utf8))
    }

    /// Returns the operation with this method; of several, the first that accepts the variables' values.
    fn route<'s, 'r>(
        &'s self,
        found: &'s [MatchedPath<'r>],
        method: &Method,
    ) -> Option<(&'s Route, &'s [Cow<'r, str>])> {
        let all = || {
            found.iter().flat_map(|found| {
                let routes = self.places[found.place].iter();
                let routes = routes.filter(|it| it.method == *method);
                routes.map(|it| (it, &*found.values))
            })
        };
        let mut several = all();
        let first = several.next()?;
        if several.next().is_none() {
            return Some(first);
        }
        let takes = |(route, values): &(&Route, &[Cow<'_, str>])| {
            let variables = Variables {
                names: &route.names,
                values,
            };
            route.endpoint.takes(&self.service, variables)
        };
        Some(all().find(takes).unwrap_or(first))
    }

    fn allowed(&self, found: &[MatchedPath<'_>]) -> HeaderValue {
        let mut methods: Vec<&str> = Vec::new();
        let mut add = |method| {
            if !methods.contains(&method) {
                methods.push(method);
            }
        };
        for route in found.iter().flat_map(|it| &self.places[it.place]) {
            add(route.method.as_str());
            if route.method == Method::GET {
                add("HEAD");
            }
        }
        add("OPTIONS");
        let allow = HeaderValue::from_str(&methods.join(","));
        allow.unwrap_or(HeaderValue::from_static("OPTIONS"))
    }
}

/// Returns the path of the document's server: where the real service has the API.
pub(crate) fn base_path(document: &Document) -> String {
    let server = document.server();
    // It may be relative: `/api/v2`, or `v2`.
    let path = match server.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |start| &rest[start..]),
        None => server.trim_start_matches("./"),
    };
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path = path.trim_matches('/');
    let is_plain = path.bytes().all(|it| it.is_ascii_graphic());
    if path.is_empty() || !is_plain {
        String::new()
    } else {
        format!("/{path}")
    }
}

/// Returns the answer to `HEAD` where only `GET` is documented.
fn without_content(response: Response) -> Response {
    let length = response.body().size_hint().exact();
    let (mut parts, _) = response.into_parts();
    if let Some(length) = length {
        parts
            .headers
            .insert(CONTENT_LENGTH, HeaderValue::from(length));
    }
    Response::from_parts(parts, Body::empty())
}

/// Returns the answer to a method that a path does not have.
pub(crate) fn not_allowed(method: &Method) -> Answer {
    let message = format!("the document has no {method} at this path");
    let refused = Answer::error(StatusCode::METHOD_NOT_ALLOWED, &message);
    refused.logged_as("the document has no such method at this path".to_owned())
}

/// Returns the answer to a path with nothing there.
pub(crate) fn nowhere() -> Answer {
    let message = "the document has nothing at this path";
    Answer::error(StatusCode::NOT_FOUND, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_path_is_that_of_the_server_however_it_is_written() {
        for (server, base) in [
            ("https://example.com/api/v2", "/api/v2"),
            ("https://example.com/", ""),
            ("https://example.com", ""),
            ("/v1/", "/v1"),
            ("v1", "/v1"),
            ("./v1", "/v1"),
            ("https://example.com/v 1", ""),
        ] {
            let yaml = format!("{{openapi: 3.0.3, servers: [{{url: '{server}'}}], paths: {{}}}}");
            let document = Document::parse(&yaml, "it.yaml").unwrap();
            assert_eq!(base_path(&document), base, "{server}");
        }
        let document = Document::parse("{openapi: 3.0.3, paths: {}}", "it.yaml").unwrap();
        assert_eq!(base_path(&document), "");
    }
}
