//! Faults and switches, as JSON arrays of texts in the form of the flags of `contacts serve`.

use std::sync::Arc;

use axum::routing::{MethodRouter, get};
use serde_json::Value;

use super::caller::{Caller, JsonContent};
use crate::api::Answer;
use crate::behaviour::Behaviour;
use crate::faults::{Fault, FaultError};
use crate::service::Service;

/// A setting that can be changed while the emulator runs.
#[derive(Clone, Copy)]
pub(super) struct Setting {
    get: fn(&Service) -> Vec<String>,
    set: fn(&Service, &[String]) -> Result<(), String>,
}

/// A `PUT` replaces them all.
pub(super) const FAULTS: Setting = Setting {
    get: |service| {
        let faults = service.faults.faults();
        faults.iter().map(Fault::to_string).collect()
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

/// A `PUT` changes those that it names.
pub(super) const BEHAVIOUR: Setting = Setting {
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

pub(super) fn route(setting: Setting) -> MethodRouter<Arc<Service>> {
    let shown = move |service: &Service| {
        let shown = Value::from((setting.get)(service));
        Answer::json(shown.to_string())
    };
    let put =
        async move |caller: Caller, JsonContent(sent): JsonContent| -> Result<Answer, Answer> {
            let set = (setting.set)(&caller.service, &texts(sent)?);
            set.map_err(|reason| {
                let refused = Answer::unprocessable(&reason);
                refused.logged_as("a text is no such setting".to_owned())
            })?;
            Ok(shown(&caller.service))
        };
    get(async move |caller: Caller| shown(&caller.service)).put(put)
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
