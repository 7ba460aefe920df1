use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Request};
use contacts_openapi::Security;
use http::request::Parts;
use serde_json::Value;

use crate::api::{Answer, Credentials, content};
use crate::company::Company;
use crate::service::{Limits, Service};

/// The most bytes of a request, which may have many contacts.
const CONTENT: usize = 64 << 20;

/// Somebody with a token.
pub(super) struct Caller {
    pub(super) service: Arc<Service>,
    company: usize,
}

/// The content as JSON. A handler takes it after [`Caller`], so that it is only read with a valid
/// token.
pub(super) struct JsonContent(pub(super) Value);

impl Caller {
    /// Returns the company whose token it is.
    pub(super) fn company(&self) -> &Company {
        &self.service.companies[self.company]
    }
}

impl FromRequestParts<Arc<Service>> for Caller {
    type Rejection = Answer;

    async fn from_request_parts(parts: &mut Parts, service: &Arc<Service>) -> Result<Self, Answer> {
        let offered = Credentials::of(parts, &[Security::Bearer], false);
        let company = offered.company(service).and_then(|company| {
            let mut companies = service.companies.iter();
            companies.position(|it| it.number == company.number)
        });
        Ok(Caller {
            service: service.clone(),
            company: company.ok_or_else(|| Answer::unauthorized("Bearer"))?,
        })
    }
}

impl FromRequest<Arc<Service>> for JsonContent {
    type Rejection = Answer;

    async fn from_request(request: Request, service: &Arc<Service>) -> Result<Self, Answer> {
        let (parts, body) = request.into_parts();
        let limits = Limits {
            content: CONTENT,
            ..service.limits
        };
        let content = content::read(body, &limits).await?;
        Ok(JsonContent(content::json(&parts.headers, &content)?))
    }
}
