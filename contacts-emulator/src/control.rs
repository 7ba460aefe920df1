//! Faults and switches of a running emulator, over HTTP.
//!
//! `GET` and `PUT` of `/emulator/faults` and `/emulator/behaviour`, with a token; both are a JSON
//! array of texts, as the flags of `contacts serve` have them. A `PUT` of faults replaces them all;
//! one of switches changes those that it names.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::routing::{MethodRouter, get};
use contacts_openapi::Security;
use http::Method;
use serde_json::Value;

use crate::api::{Answer, Credentials, content};
use crate::behaviour::Behaviour;
use crate::faults::{Fault, FaultError};
use crate::service::Service;

/// What can be set while the emulator runs.
#[derive(Clone, Copy)]
struct Setting {
    get: fn(&Service) -> Vec<String>,
    set: fn(&Service, &[String]) -> Result<(), String>,
}

const FAULTS: Setting = Setting {
    get: |service| {
        service
            .faults
            .faults()
            .iter()
            .map(Fault::to_string)
            .collect()
    },
    set: |service, texts| {
        let read = |text: &String| {
            let fault: Fault = text.parse()?;
            fault.check(service.document)?;
            Ok(fault)
        };
        let faults: Result<Vec<_>, FaultError> = texts.iter().map(read).collect();
        service.faults.set(faults.map_err(|it| it.to_string())?);
        Ok(())
    },
};

const BEHAVIOUR: Setting = Setting {
    get: |service| service.behaviour().settings().collect(),
    set: |service, texts| {
        let mut behaviour = Behaviour::clone(&service.behaviour());
        for text in texts {
            behaviour.set(text).map_err(|it| it.to_string())?;
        }
        service.set_behaviour(behaviour);
        Ok(())
    },
};

pub(crate) fn router() -> Router<Arc<Service>> {
    Router::new()
        .route("/emulator/faults", route(FAULTS))
        .route("/emulator/behaviour", route(BEHAVIOUR))
}

fn route(setting: Setting) -> MethodRouter<Arc<Service>> {
    let handler = async move |State(service): State<Arc<Service>>, request: Request| {
        let answer = answer(&service, request, setting).await;
        answer.unwrap_or_else(|refused| refused).whole()
    };
    get(handler).put(handler)
}

async fn answer(service: &Service, request: Request, setting: Setting) -> Result<Answer, Answer> {
    let (parts, body) = request.into_parts();
    Credentials::of(&parts, &[Security::Bearer], false)
        .company(service)
        .ok_or_else(|| Answer::unauthorized("Bearer"))?;
    let content = content::read(body, &service.limits).await?;
    if parts.method == Method::PUT {
        let texts = texts(content::json(&parts.headers, &content)?)?;
        (setting.set)(service, &texts).map_err(|reason| Answer::unprocessable(&reason))?;
    }
    let shown = Value::from((setting.get)(service));
    Ok(Answer::json(shown.to_string()))
}

fn texts(content: Value) -> Result<Vec<String>, Answer> {
    let text = |item| match item {
        Value::String(text) => Some(text),
        _ => None,
    };
    let texts = match content {
        Value::Array(items) => items.into_iter().map(text).collect(),
        _ => None,
    };
    texts.ok_or_else(|| Answer::unprocessable("the content must be an array of strings"))
}
