//! Controls the emulator itself over HTTP, below `/emulator/`, for those who do not start it from
//! Rust.
//!
//! `openapi.yaml` describes it and is served too. Everything except `health` needs a token of any company.
//! Contacts and snapshots belong to that company; faults, switches, the journal and a reset concern the whole
//! emulator.
//!
//! - `caller` is who asks, and with what content.
//! - `settings` has faults and switches, `contacts` the book, `requests` the journal.

mod caller;
mod contacts;
mod requests;
mod settings;

use std::sync::Arc;

use axum::Router;
use axum::response::Redirect;
use axum::routing::{get, post, put};
use http::StatusCode;
use http::header::CONTENT_TYPE;
use serde_json::json;

use crate::api::Answer;
use crate::service::Service;
use caller::Caller;
use settings::{BEHAVIOUR, FAULTS};

/// The document of this API.
const YAML: &str = include_str!("openapi.yaml");

/// The page for a browser.
const SHOWN_AT: &str = if cfg!(feature = "docs") {
    "/docs/control"
} else {
    "/emulator/openapi.yaml"
};

pub(crate) fn router() -> Router<Arc<Service>> {
    Router::new()
        .route("/emulator", get(async || Redirect::temporary(SHOWN_AT)))
        .route(
            "/emulator/openapi.yaml",
            get(async || ([(CONTENT_TYPE, "application/yaml")], YAML)),
        )
        .route("/emulator/health", get(health))
        .route("/emulator/reset", post(reset))
        .route("/emulator/contacts", put(contacts::put))
        .route(
            "/emulator/snapshot",
            get(contacts::snapshot).put(contacts::restore),
        )
        .route(
            "/emulator/requests",
            get(requests::show).delete(requests::forget),
        )
        .route("/emulator/faults", settings::route(FAULTS))
        .route("/emulator/behaviour", settings::route(BEHAVIOUR))
}

async fn health() -> Answer {
    Answer::json(json!({ "status": "ok" }).to_string())
}

async fn reset(caller: Caller) -> Result<Answer, Answer> {
    let done = caller.service.reset().await;
    done.map_err(Answer::not_stored)?;
    Ok(Answer::empty(StatusCode::NO_CONTENT))
}
