use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request, State};
use axum::response::Response;
use axum::routing::{MethodFilter, on};
use contacts_openapi::Document;
use http::header::ALLOW;
use http::{HeaderValue, Method, StatusCode, Uri};

use super::answer::Answer;
use super::endpoint::{Endpoint, EndpointError};
use crate::service::Service;

/// A route for each operation of the document, `beside` those that are the emulator's own; everything
/// else is answered in JSON too.
pub(crate) fn router(
    document: &Document,
    service: &Arc<Service>,
    beside: Router<Arc<Service>>,
) -> Result<Router, EndpointError> {
    let base = base_path(document);
    let mut router = beside;
    let mut paths = Paths::default();
    for operation in document.operations() {
        paths
            .add(&operation.path)
            .map_err(|reason| EndpointError::new(document, operation, reason))?;
        let endpoint = Arc::new(Endpoint::new(document, operation)?);
        let Ok(filter) = Method::from_bytes(operation.method.as_bytes())
            .map_err(|_| ())
            .and_then(|it| MethodFilter::try_from(it).map_err(|_| ()))
        else {
            continue;
        };
        let handler = async move |State(service): State<Arc<Service>>,
                                  path: Result<RawPathParams, RawPathParamsRejection>,
                                  request: Request| {
            let path = path.map_err(|it| it.status());
            endpoint.answer(&service, path, request).await
        };
        router = router.route(&format!("{base}{}", operation.path), on(filter, handler));
    }
    for (path, allow) in allowed(document) {
        let handler = async move || {
            Answer::empty(StatusCode::NO_CONTENT)
                .with(ALLOW, allow)
                .whole()
        };
        router = router.route(&format!("{base}{path}"), on(MethodFilter::OPTIONS, handler));
    }
    Ok(router
        .method_not_allowed_fallback(method_not_allowed)
        .fallback(nowhere)
        .with_state(service.clone()))
}

/// The paths so far: the router panics on some that the document may have.
#[derive(Default)]
struct Paths<'a>(Vec<(Vec<&'a str>, &'a str)>);

impl<'a> Paths<'a> {
    fn add(&mut self, path: &'a str) -> Result<(), String> {
        let mut shape = Vec::new();
        for segment in path.split('/') {
            let name = segment
                .strip_prefix('{')
                .and_then(|it| it.strip_suffix('}'));
            if name.unwrap_or(segment).contains(['{', '}']) {
                return Err(format!(
                    "the path `{path}` has a parameter in a part of `{segment}`: the emulator takes only \
                     whole segments such as `{{id}}`"
                ));
            }
            shape.push(if name.is_some() { "{}" } else { segment });
        }
        match self.0.iter().find(|(known, _)| *known == shape) {
            Some((_, other)) if *other != path => Err(format!(
                "the paths `{path}` and `{other}` are the same but for the names of their parameters: \
                 a request could mean either"
            )),
            Some(_) => Ok(()),
            None => {
                self.0.push((shape, path));
                Ok(())
            }
        }
    }
}

/// The path of the document's server: where the real service has the API.
pub(crate) fn base_path(document: &Document) -> String {
    let uri: Option<Uri> = document.server().parse().ok();
    let path = uri.map(|it| it.path().trim_end_matches('/').to_owned());
    path.unwrap_or_default()
}

/// What `Allow` says of each path that does not document OPTIONS itself.
fn allowed(document: &Document) -> Vec<(&str, HeaderValue)> {
    let mut paths: Vec<(&str, Vec<&str>)> = Vec::new();
    for operation in document.operations() {
        let path = operation.path.as_str();
        let known = paths.iter().position(|it| it.0 == path);
        let known = known.unwrap_or_else(|| {
            paths.push((path, Vec::new()));
            paths.len() - 1
        });
        paths[known].1.push(&operation.method);
        if operation.method == "GET" {
            paths[known].1.push("HEAD");
        }
    }
    paths.retain(|(_, methods)| !methods.contains(&"OPTIONS"));
    paths
        .into_iter()
        .filter_map(|(path, methods)| {
            let allow = format!("{},OPTIONS", methods.join(","));
            Some((path, HeaderValue::from_str(&allow).ok()?))
        })
        .collect()
}

/// The router adds `Allow`.
async fn method_not_allowed(method: Method) -> Response {
    let message = format!("the document has no {method} at this path");
    Answer::error(StatusCode::METHOD_NOT_ALLOWED, &message).whole()
}

async fn nowhere() -> Response {
    Answer::error(
        StatusCode::NOT_FOUND,
        "the document has nothing at this path",
    )
    .whole()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_a_router_would_mix_up_are_refused_with_the_reason() {
        let mut paths = Paths::default();
        for path in [
            "/contacts",
            "/contacts/{id}",
            "/contacts/{id}",
            "/contacts/by_number/{number}",
            "/contacts/{contact}/notes",
        ] {
            assert_eq!(paths.add(path), Ok(()), "{path}");
        }
        let error = paths.add("/contacts/{name}").unwrap_err();
        assert!(
            error.contains("`/contacts/{name}` and `/contacts/{id}`"),
            "{error}"
        );
        for path in ["/contacts/{id}.json", "/a/{b}{c}", "/a/{b"] {
            let error = paths.add(path).unwrap_err();
            assert!(error.contains("whole segments"), "{path}: {error}");
        }
    }

    #[test]
    fn a_router_takes_the_paths_that_are_let_through() {
        async fn nothing() {}
        let router: Router = Router::new();
        let _ = [
            "/contacts/{id}",
            "/contacts/by_number/{number}",
            "/contacts/{contact}/notes",
        ]
        .into_iter()
        .fold(router, |it, path| {
            it.route(path, on(MethodFilter::GET, nothing))
        });
    }
}
