//! Answers beside the API: the control, the documents, and the error for everything else.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;
use http::{Method, StatusCode};

use crate::api::{self, Answer};
use crate::control;
use crate::exchange::{Exchange, RequestTarget};
use crate::service::Service;

/// Returns everything below `/` that the document does not have; the control only with `is_controlled`.
pub(crate) fn router(service: &Arc<Service>, is_controlled: bool) -> Router {
    let mut own = Router::new();
    #[cfg(feature = "docs")]
    {
        own = own.merge(crate::docs::router(service.document, is_controlled));
    }
    if is_controlled {
        own = own.merge(control::router());
    }
    own.method_not_allowed_fallback(not_allowed)
        .fallback(nowhere)
        .layer(middleware::from_fn_with_state(
            service.clone(),
            written_down,
        ))
        .with_state(service.clone())
}

async fn not_allowed(method: Method) -> Answer {
    api::not_allowed(&method)
}

async fn nowhere() -> Answer {
    api::nowhere()
}

async fn written_down(
    State(service): State<Arc<Service>>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let kept = parts.clone();
    let mut exchange = Exchange::begin(&service, &kept, RequestTarget::Own(kept.uri.path()));
    let response = next.run(Request::from_parts(parts, body)).await;
    // Only the fallbacks answer like this.
    match response.status() {
        StatusCode::NOT_FOUND => exchange.target = RequestTarget::NoSuchPath,
        StatusCode::METHOD_NOT_ALLOWED => exchange.target = RequestTarget::NoSuchMethod,
        _ => {}
    }
    exchange.end(&[], Some(response.status()), api::reason_of(&response));
    response
}
