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
    for operation in document.operations() {
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
