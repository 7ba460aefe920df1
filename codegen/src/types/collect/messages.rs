//! Finds what operations send and answer as a whole.

use std::collections::BTreeSet;

use contacts_openapi::{Kind, Operation, SchemaId, Status};

use super::{ANY, Collector};
use crate::types::{AnswerType, RequestBody, RustType, Side};

impl Collector<'_, '_> {
    /// Finds the body of a request.
    pub(super) fn body(&mut self, operation: &Operation, hint: &str) -> Option<RequestBody> {
        let request = operation.request.as_ref()?;
        let hint = format!("{hint}Body");
        let of_type = |name: &str| {
            let mut all = request.contents.iter();
            all.find(|it| it.media_type.split(';').next().unwrap_or_default().trim() == name)
        };
        if let Some(json) = request.json() {
            let ty = match json.schema {
                Some(schema) => self.whole(schema, Side::Sent, &hint),
                None => RustType::Known(ANY.to_owned()),
            };
            return Some(RequestBody::Json(ty));
        }
        if let Some(schema) = of_type("application/x-www-form-urlencoded").and_then(|it| it.schema)
        {
            return Some(RequestBody::Form(self.whole(schema, Side::Sent, &hint)));
        }
        if of_type("text/plain").is_some() {
            return Some(RequestBody::Text);
        }
        request.contents.first().map(|_| RequestBody::Bytes)
    }

    /// Finds the answer to a success; if there are several different ones, it is one of them.
    pub(super) fn success(&mut self, operation: &Operation, hint: &str) -> AnswerType {
        let responses = operation.successes();
        let mut schemas: Vec<Option<SchemaId>> = Vec::new();
        let (mut nothing, mut bytes) = (false, false);
        for response in &responses {
            match response.json() {
                Some(json) if !schemas.contains(&json.schema) => schemas.push(json.schema),
                Some(_) => {}
                None if response.contents.is_empty() => nothing = true,
                None => bytes = true,
            }
        }
        let Some(first) = schemas.first() else {
            return if bytes {
                AnswerType::Bytes
            } else {
                AnswerType::Nothing
            };
        };
        if bytes {
            self.lost.at(
                &operation.place,
                format!(
                    "operation `{}`: it is answered with JSON or with something else: the client reads JSON only; \
                     the rest is read by `client.request`",
                    operation.id
                ),
            );
        }
        let hint = format!("{hint}Response");
        let is_role = self.is_contact_operation(operation);
        if schemas.len() > 1 {
            let read = if is_role {
                "as the first of them"
            } else {
                "as any JSON value"
            };
            self.lost.at(
                &operation.place,
                format!(
                    "operation `{}`: its successes have different schemas, and the client's method returns one type: \
                     they are read {read}; give all the same to have it typed",
                    operation.id
                ),
            );
        }
        let ty = match first {
            Some(schema) if schemas.len() == 1 || is_role => self.whole(*schema, Side::Read, &hint),
            _ => RustType::Known(ANY.to_owned()),
        };
        AnswerType::Json(match ty {
            RustType::Known(any) if any == ANY => RustType::Known(any),
            ty if nothing => RustType::Optional(Box::new(ty)),
            ty => ty,
        })
    }

    fn is_contact_operation(&self, operation: &Operation) -> bool {
        let roles = self.document.roles();
        let id = Some(&operation.id);
        [
            roles.list.as_ref().map(|it| &it.operation),
            roles.create.as_ref().map(|it| &it.operation),
            roles.get.as_ref().map(|it| &it.operation),
            roles.get_by_number.as_ref().map(|it| &it.operation),
            roles.update.as_ref().map(|it| &it.operation),
        ]
        .contains(&id)
    }

    /// Finds what the documented errors have in common, if it is an object: the transport turns any error
    /// answer into an object.
    pub(super) fn error(&mut self, operation: &Operation, hint: &str) -> AnswerType {
        let is_error = |status: Status| match status {
            Status::Code(code) => code >= 400,
            Status::Class(class) => class >= 4,
            Status::Default => operation.responses.iter().any(|it| it.status.is_success()),
        };
        let errors = operation.responses.iter().filter(|it| is_error(it.status));
        let schemas: BTreeSet<SchemaId> = errors.filter_map(|it| it.json()?.schema).collect();
        let mut schemas = schemas.into_iter();
        match (schemas.next(), schemas.next()) {
            (None, _) => AnswerType::Nothing,
            (Some(only), None) if matches!(self.document.schema(only).kind, Kind::Object(_)) => {
                AnswerType::Json(self.whole(only, Side::Failed, &format!("{hint}Error")))
            }
            // `Error::api_error` returns the whole error, whatever its form.
            _ => AnswerType::Json(RustType::Known(ANY.to_owned())),
        }
    }
}
