use std::sync::OnceLock;
use std::time::Duration;

use axum::extract::Request;
use axum::response::Response;
use bytes::Bytes;
use contacts_openapi::{Document, Operation, Property, Security};
use http::request::Parts;
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::{Map, Value};

use super::answer::{self, Answer};
use super::content::{self, Expected};
use super::credentials::{self, Credentials};
use super::operations::{self, DueAnswer, Handler, ValidRequest};
use super::parameters::{self, Parameter, RequestParts, Variables};
use super::refusal::Refusals;
use crate::behaviour::{Behaviour, Unknown};
use crate::book::{self, Layout};
use crate::company::Company;
use crate::exchange::{Exchange, RequestTarget};
use crate::faults::FailureMode;
use crate::schema::{SchemaId, Schemas};
use crate::service::Service;
use crate::store::NotSaved;

/// One operation of the document.
#[derive(Debug)]
pub(super) struct Endpoint {
    operation: &'static Operation,
    refusals: Refusals,
    /// Made when it is first needed: most operations of a large document never are.
    ready: OnceLock<Ready>,
}

/// Everything that its requests need.
#[derive(Debug)]
struct Ready {
    schemas: Schemas,
    parameters: Vec<Parameter>,
    content: Option<Expected>,
    payload: Option<SentPayload>,
    handler: Handler,
}

/// A request, and the company whose it is.
struct IncomingRequest<'a> {
    behaviour: &'a Behaviour,
    company: Result<&'a Company, Answer>,
    /// The variables of the path, if they are UTF-8.
    path: Option<Variables<'a>>,
    parts: &'a Parts,
    content: Result<Bytes, Answer>,
}

/// The part of the content that is a contact.
#[derive(Debug)]
struct SentPayload {
    envelope: Option<String>,
    /// The properties that may be written.
    writable: Vec<String>,
    /// The properties that may not be written, if properties without a name may be sent.
    unwritable: Option<Vec<String>>,
    /// The payload's schema.
    schema: SchemaId,
    /// Whether it is a whole contact, so that properties that are left out get their defaults.
    is_whole: bool,
    /// The names of the number: when it is sent, and when it is read.
    number: Option<(String, String)>,
}

impl SentPayload {
    /// Returns the payload of an operation that writes a contact, including another way to update one, such
    /// as `PUT` beside `PATCH`.
    fn new(
        document: &Document,
        operation: &Operation,
        layout: &Layout,
        mut compile: impl FnMut(contacts_openapi::SchemaId) -> SchemaId,
    ) -> Option<Self> {
        let roles = document.roles();
        let create = roles.create.as_ref();
        let create = create.filter(|it| it.operation == operation.id);
        let write = create.or_else(|| operations::updates(document, operation))?;
        let payload = &write.payload;
        let (envelope, schema) = if write.operation == operation.id {
            (payload.envelope.clone(), payload.schema)
        } else {
            let body = operation.sent()?;
            let members = document.schema(body).members().iter();
            let mut inner = members.filter(|it| Some(&it.name) == payload.envelope.as_ref());
            match inner.next() {
                Some(inner) => (payload.envelope.clone(), inner.schema),
                None => (None, body),
            }
        };
        let properties = document.properties_of(schema);
        let (read_only, writable): (Vec<_>, Vec<_>) =
            properties.iter().partition(|it| it.read_only);
        let contact = roles.contact.iter().flat_map(|it| &it.properties);
        let known = read_only.into_iter().chain(contact);
        let names = |it: &Property| it.name.clone();
        let sent = payload.number().map(names);
        Some(SentPayload {
            envelope,
            unwritable: book::has_others(document, schema).then(|| known.map(names).collect()),
            writable: writable.into_iter().map(names).collect(),
            schema: compile(schema),
            is_whole: create.is_some(),
            number: sent.zip(layout.number_name().map(str::to_owned)),
        })
    }
}

impl Ready {
    fn new(document: &'static Document, operation: &'static Operation, layout: &Layout) -> Self {
        let mut schemas = Schemas::default();
        let roles = document.roles();
        let list = roles
            .list
            .as_ref()
            .filter(|it| it.operation == operation.id);
        let limit = list.and_then(|it| Some(it.limit.as_ref()?.parameter.as_str()));
        let parameters = Parameter::all(&mut schemas, document, operation, limit);
        let mut compile = |id: contacts_openapi::SchemaId| {
            schemas.compile(document.json(), &document.schema(id).json)
        };
        let content = operation.request.as_ref();
        let content = content.map(|it| Expected::new(it, &mut compile));
        let payload = SentPayload::new(document, operation, layout, compile);
        Ready {
            parameters,
            content,
            payload,
            handler: Handler::new(document, operation, layout),
            schemas,
        }
    }

    /// Returns the properties of a contact that were sent and may be written.
    fn payload(
        &self,
        parts: &Parts,
        content: &Bytes,
        unknown: Unknown,
    ) -> Result<Map<String, Value>, Answer> {
        let Some(expected) = &self.content else {
            return Ok(Map::new());
        };
        let Some(sent) = expected.read(&parts.headers, content, &self.schemas)? else {
            return Ok(Map::new());
        };
        let envelope = self.payload.as_ref().and_then(|it| it.envelope.as_ref());
        if let Some(refused) = content::broken(&sent, &self.schemas, envelope, unknown) {
            return Err(refused);
        }
        let (Some(sending), Some(mut value)) = (&self.payload, sent.value) else {
            return Ok(Map::new());
        };
        if let Some(name) = &sending.envelope {
            value = value.get_mut(name).map(Value::take).unwrap_or_default();
        }
        if !value.is_object() {
            return Ok(Map::new());
        }
        if sending.is_whole {
            self.schemas.fill_defaults(sending.schema, &mut value);
        }
        let Value::Object(mut sent) = value else {
            return Ok(Map::new());
        };
        sent.retain(|name, _| {
            let others = sending.unwritable.as_ref();
            sending.writable.contains(name) || others.is_some_and(|it| !it.contains(name))
        });
        if let Some((name, read_as)) = sending.number.as_ref().filter(|it| it.0 != it.1)
            && let Some(number) = sent.shift_remove(name)
        {
            sent.insert(read_as.clone(), number);
        }
        Ok(sent)
    }
}

impl Endpoint {
    pub(super) fn new(operation: &'static Operation) -> Self {
        Endpoint {
            operation,
            refusals: Refusals::new(operation),
            ready: OnceLock::new(),
        }
    }

    fn ready(&self, service: &Service) -> &Ready {
        let make = || Ready::new(service.document, self.operation, &service.layout);
        self.ready.get_or_init(make)
    }

    /// Returns whether the values in the path are valid for this operation.
    pub(super) fn takes(&self, service: &Service, path: Variables<'_>) -> bool {
        let ready = self.ready(service);
        parameters::takes(&ready.parameters, &ready.schemas, path)
    }

    /// Answers one request, with what goes wrong on demand.
    pub(super) async fn answer(
        &self,
        service: &Service,
        path: Option<Variables<'_>>,
        request: Request,
    ) -> Response {
        let (parts, body) = request.into_parts();
        let _under_way = service.journal.begin();
        let target = RequestTarget::Operation(&self.operation.id);
        let mut exchange = Exchange::begin(service, &parts, target);
        let behaviour = service.behaviour();
        let company = self.company(service, &behaviour, &parts);
        // The content of a request without a valid token is not waited for.
        let content = match company {
            Ok(_) => content::read(body, &service.limits).await,
            Err(_) => Ok(Bytes::new()),
        };
        let decision = service.faults.decide(&self.operation.id);
        exchange.faults = decision.faults;
        if !decision.latency.is_zero() {
            tokio::time::sleep(decision.latency).await;
        }
        let sent = content.as_ref().ok().cloned().unwrap_or_default();

        let (answer, failure) = match decision.failure {
            Some(FailureMode::Stall) => {
                exchange.end(&sent, None, None);
                return std::future::pending().await;
            }
            Some(FailureMode::ResetBefore) => {
                exchange.end(&sent, None, None);
                return answer::reset();
            }
            Some(FailureMode::Status {
                status,
                retry_after,
                html,
            }) => {
                let answer = on_demand(status, retry_after, html);
                (self.documented(service, answer), None)
            }
            failure => {
                let incoming = IncomingRequest {
                    behaviour: &behaviour,
                    company,
                    path,
                    parts: &parts,
                    content,
                };
                let answer = self.carry_out(service, incoming).await;
                (answer, failure)
            }
        };
        match failure {
            Some(FailureMode::ResetAfter) => {
                exchange.end(&sent, None, answer.reason());
                answer::reset()
            }
            Some(FailureMode::Truncate) => {
                exchange.end(&sent, None, answer.reason());
                answer.truncated()
            }
            _ => {
                exchange.end(&sent, Some(answer.status), answer.reason());
                answer.whole()
            }
        }
    }

    /// Returns the answer to a request, in the form that the document has for it.
    async fn carry_out(&self, service: &Service, incoming: IncomingRequest<'_>) -> Answer {
        let form = incoming.behaviour.error_body;
        let headers = &incoming.parts.headers;
        let answer = match self.check(service, incoming) {
            Ok(request) => self.done(&request, headers).await,
            Err(refused) => refused,
        };
        self.documented(service, answer).dressed(form)
    }

    /// Returns the answer once the change is safe.
    async fn done(&self, request: &ValidRequest<'_>, headers: &HeaderMap) -> Answer {
        loop {
            let handler = &self.ready(request.service).handler;
            let DueAnswer { answer, saved } = handler.handle(request, headers);
            let Some(saved) = saved else { return answer };
            match saved.await.unwrap_or(Err(NotSaved::Failed)) {
                Ok(()) => return answer,
                // The book on which the decision was based is gone, so it is made again on the new
                // one.
                Err(NotSaved::Overtaken) => {}
                Err(reason) => return Answer::not_stored(reason),
            }
        }
    }

    fn documented(&self, service: &Service, answer: Answer) -> Answer {
        self.refusals.documented(service.document, answer)
    }

    /// Returns the company whose contacts are asked for.
    fn company<'s>(
        &self,
        service: &'s Service,
        behaviour: &Behaviour,
        parts: &Parts,
    ) -> Result<&'s Company, Answer> {
        let security = &self.operation.security;
        let others = behaviour.other_credentials;
        if credentials::is_told(security) {
            let alternatives = self.operation.alternatives.iter();
            let company = alternatives
                .filter_map(|it| Credentials::of_all(parts, it, others))
                .find_map(|it| it.company(service));
            if self.operation.anonymous {
                return Ok(company.unwrap_or(&service.companies[0]));
            }
            let refuse = || Answer::unauthorized(credentials::challenge(security));
            return company.ok_or_else(refuse);
        }
        // Credentials are optional here, but are used if they are given.
        let offered = Credentials::of(parts, &[Security::Bearer], others);
        Ok(offered.company(service).unwrap_or(&service.companies[0]))
    }

    fn check<'s>(
        &self,
        service: &'s Service,
        incoming: IncomingRequest<'s>,
    ) -> Result<ValidRequest<'s>, Answer> {
        let ready = self.ready(service);
        let IncomingRequest {
            behaviour, parts, ..
        } = incoming;
        let company = incoming.company?;
        if let Some(limit) = behaviour.rate_limit
            && let Err(wait) = company.admit(limit)
        {
            return Err(Answer::too_many_requests(seconds(wait)));
        }
        let path = incoming
            .path
            .ok_or_else(|| Answer::bad_request("the path is not UTF-8"))?;
        let given = RequestParts {
            path,
            query: parts.uri.query().unwrap_or_default(),
            headers: &parts.headers,
        };
        let arguments = parameters::read(
            &ready.parameters,
            &ready.schemas,
            &given,
            behaviour.clamp_limit,
        )?;
        let payload = ready.payload(parts, &incoming.content?, behaviour.unknown_properties)?;
        Ok(ValidRequest {
            service,
            company,
            behaviour,
            arguments,
            payload,
        })
    }
}

/// Returns whole seconds for `Retry-After`, rounded up: the time must not be too short.
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
