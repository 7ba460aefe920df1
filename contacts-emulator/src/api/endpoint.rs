use std::time::{Duration, Instant};

use axum::extract::{RawPathParams, Request};
use axum::response::Response;
use bytes::Bytes;
use contacts_openapi::{Document, Operation};
use http::request::Parts;
use http::{HeaderValue, StatusCode};
use serde_json::{Map, Value};

use super::answer::{self, Answer};
use super::content;
use super::credentials::Credentials;
use super::operations::{self, Call, Outcome};
use super::parameters::{self, Parameter};
use crate::behaviour::Behaviour;
use crate::faults::Failure;
use crate::journal::Received;
use crate::schema::{SchemaError, SchemaId, Schemas};
use crate::service::Service;

/// One operation of the document, ready for requests.
#[derive(Debug)]
pub(super) struct Endpoint {
    operation: String,
    schemas: Schemas,
    parameters: Vec<Parameter>,
    content: Option<Content>,
    carry_out: Option<operations::Operation>,
}

/// What the operation's requests carry.
#[derive(Debug)]
struct Content {
    schema: SchemaId,
    required: bool,
    /// The envelope's only property, and the properties in there that may be written.
    payload: Option<(String, Vec<String>)>,
}

/// Why the emulator cannot have a route for an operation.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: operation `{operation}`: {reason}")]
pub(crate) struct EndpointError {
    place: String,
    operation: String,
    reason: String,
}

impl EndpointError {
    pub(super) fn new(document: &Document, operation: &Operation, reason: String) -> Self {
        let method = operation.method.to_ascii_lowercase();
        EndpointError {
            place: document.place(&["paths", &operation.path, &method]),
            operation: operation.id.clone(),
            reason,
        }
    }
}

impl Endpoint {
    pub(super) fn new(document: &Document, operation: &Operation) -> Result<Self, EndpointError> {
        let fail =
            |reason: SchemaError| EndpointError::new(document, operation, reason.to_string());
        let mut schemas = Schemas::default();
        let parameters = Parameter::all(&mut schemas, document.json(), operation).map_err(fail)?;
        let content = match &operation.request {
            Some(schema) => Some(Content {
                schema: schemas.compile(document.json(), schema).map_err(fail)?,
                required: is_content_required(document, operation),
                payload: document.payload(&operation.id).map(|payload| {
                    let writable = payload.properties.into_iter().filter(|it| !it.read_only);
                    (payload.key, writable.map(|it| it.name).collect())
                }),
            }),
            None => None,
        };
        Ok(Endpoint {
            operation: operation.id.clone(),
            schemas,
            parameters,
            content,
            carry_out: operations::find(&operation.id),
        })
    }

    /// Takes one request from the first byte to the answer, with what goes wrong on demand.
    pub(super) async fn answer(
        &self,
        service: &Service,
        path: Result<RawPathParams, StatusCode>,
        request: Request,
    ) -> Response {
        let start = Instant::now();
        let _under_way = service.journal.begin();
        let (parts, body) = request.into_parts();
        let content = content::read(body, service.limits.content).await;
        let decision = service.faults.decide(&self.operation);
        if !decision.latency.is_zero() {
            tokio::time::sleep(decision.latency).await;
        }
        let sent = content.as_ref().ok().cloned().unwrap_or_default();
        let settle = |status: Option<StatusCode>| {
            let received = || Received::new(Some(&self.operation), &parts, sent, status);
            service.journal.add(received);
            tracing::info!(
                operation = self.operation,
                method = %parts.method,
                status = status.map(|it| it.as_u16()),
                elapsed = ?start.elapsed(),
                "answered"
            );
        };

        let (answer, failure) = match decision.failure {
            Some(Failure::Stall) => {
                settle(None);
                return std::future::pending().await;
            }
            Some(Failure::ResetBefore) => {
                settle(None);
                return answer::reset();
            }
            Some(Failure::Status {
                status,
                retry_after,
                html,
            }) => (on_demand(status, retry_after, html), None),
            failure => {
                let answer = self.carry_out(service, &path, &parts, content).await;
                (answer, failure)
            }
        };
        match failure {
            Some(Failure::ResetAfter) => {
                settle(None);
                answer::reset()
            }
            Some(Failure::Truncate) => {
                settle(None);
                answer.truncated()
            }
            _ => {
                settle(Some(answer.status));
                answer.whole()
            }
        }
    }

    /// What is answered when what was changed is safe.
    async fn carry_out(
        &self,
        service: &Service,
        path: &Result<RawPathParams, StatusCode>,
        parts: &Parts,
        content: Result<Bytes, Answer>,
    ) -> Answer {
        let behaviour = service.behaviour();
        let answer = match self.consider(service, &behaviour, path, parts, content) {
            Ok(Outcome { answer, saved }) => {
                let safe = match saved {
                    Some(saved) => saved.await.is_ok(),
                    None => true,
                };
                if safe { answer } else { Answer::not_stored() }
            }
            Err(refused) => refused,
        };
        answer.dressed(behaviour.error_body)
    }

    fn consider(
        &self,
        service: &Service,
        behaviour: &Behaviour,
        path: &Result<RawPathParams, StatusCode>,
        parts: &Parts,
        content: Result<Bytes, Answer>,
    ) -> Result<Outcome, Answer> {
        let query = parts.uri.query().unwrap_or_default();
        let company = Credentials::of(parts, behaviour.other_credentials)
            .company(service)
            .ok_or_else(Answer::unauthorized)?;
        if let Some(limit) = behaviour.rate_limit
            && let Err(wait) = company.admit(limit)
        {
            return Err(Answer::too_many_requests(seconds(wait)));
        }
        let path = path
            .as_ref()
            .map_err(|_| Answer::bad_request("the path is not UTF-8"))?;
        let arguments = parameters::read(
            &self.parameters,
            &self.schemas,
            path,
            query,
            &parts.headers,
            behaviour.clamp_limit,
        )?;
        let payload = self.payload(parts, &content?)?;
        let Some(carry_out) = self.carry_out else {
            return Err(Answer::error(
                StatusCode::NOT_IMPLEMENTED,
                &format!(
                    "the document has the operation {}, but the emulator does not know what it does",
                    self.operation
                ),
            ));
        };
        Ok(carry_out(&Call {
            service,
            company,
            behaviour,
            arguments,
            payload,
        }))
    }

    /// What stands in the content's envelope: the properties that may be written.
    fn payload(&self, parts: &Parts, content: &Bytes) -> Result<Map<String, Value>, Answer> {
        let Some(expected) = &self.content else {
            return Ok(Map::new());
        };
        let Some(mut value) = content::parse(&parts.headers, content, expected.required)? else {
            return Ok(Map::new());
        };
        let violations = self.schemas.check(expected.schema, &value);
        if !violations.is_empty() {
            let key = expected.payload.as_ref().map(|(key, _)| key);
            let messages: Vec<_> = violations
                .into_iter()
                .map(|mut violation| {
                    // People know the property `number`; the envelope is the protocol's.
                    if violation.path.len() > 1 && violation.path.first() == key {
                        violation.path.remove(0);
                    }
                    violation.to_string()
                })
                .collect();
            return Err(Answer::unprocessable(&messages.join("; ")));
        }
        let Some((key, writable)) = &expected.payload else {
            return Ok(Map::new());
        };
        let mut sent = match value.get_mut(key).map(Value::take) {
            Some(Value::Object(sent)) => sent,
            _ => Map::new(),
        };
        sent.retain(|name, _| writable.contains(name));
        Ok(sent)
    }
}

fn is_content_required(document: &Document, operation: &Operation) -> bool {
    let method = operation.method.to_ascii_lowercase();
    document
        .json()
        .get("paths")
        .and_then(|it| it.get(&operation.path)?.get(&method)?.get("requestBody"))
        .and_then(|body| document.resolve(body).get("required")?.as_bool())
        .unwrap_or(false)
}

/// `Retry-After` has whole seconds; too early would be a lie.
fn seconds(wait: Duration) -> u64 {
    wait.as_secs()
        .saturating_add(u64::from(wait.subsec_nanos() > 0))
}

fn on_demand(status: u16, retry_after: Option<Duration>, html: bool) -> Answer {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let answer = match (html, status) {
        (true, _) => Answer::page(status),
        (false, StatusCode::TOO_MANY_REQUESTS) => Answer::error(status, "too many requests"),
        (false, _) => Answer::error(status, "out of order on demand"),
    };
    match retry_after {
        Some(wait) => answer.with(http::header::RETRY_AFTER, HeaderValue::from(seconds(wait))),
        None => answer,
    }
}
