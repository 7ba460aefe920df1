//! Rewrites the document in the small dialect that the generator reads well.
//!
//! - Components are structs, and the extension [`RUST_TYPE`] names the type of each property, so that the
//!   generator has nothing to decide and nothing to stumble over.
//! - An operation has one success and one type of error.
//! - Names are those in Rust; [`crate::adapt`] restores the names in requests.
//!
//! Operations that the generator cannot write are left out with a warning, and can be called with
//! `client.request`.

use std::collections::{BTreeMap, BTreeSet};

use contacts_openapi::{Document, Location, Operation, Status};
use serde_json::{Map, Value, json};

use crate::lost::Lost;
use crate::types::{AnswerType, FieldForm, OperationTypes, RequestBody, RustType, Types};

/// The extension that names the Rust type of a property.
pub(crate) const RUST_TYPE: &str = "x-rust";

/// The document for the generator.
pub(crate) struct Normalised {
    pub(crate) json: Value,
    /// All Rust types that it names.
    pub(crate) rust_types: BTreeSet<String>,
    /// The ids of the operations that are left out.
    pub(crate) left_out: BTreeSet<String>,
}

/// Statuses with a name, from which the mocks get theirs.
const NAMED: [(u16, u16); 9] = [
    (200, 208),
    (226, 226),
    (300, 308),
    (400, 417),
    (421, 426),
    (428, 429),
    (431, 431),
    (451, 451),
    (500, 511),
];

pub(crate) fn normalise(
    document: &Document,
    types: &Types,
    without: &BTreeSet<String>,
    lost: &mut Lost<'_>,
) -> Normalised {
    let mut writer = DocumentWriter {
        types,
        rust_types: BTreeSet::new(),
        lost,
        left_out: without.clone(),
    };
    let schemas = writer.structs();
    let mut paths: Map<String, Value> = Map::new();
    for operation in document.operations() {
        if without.contains(&operation.id) {
            continue;
        }
        let Some((path, it)) = writer.operation(operation) else {
            writer.left_out.insert(operation.id.clone());
            continue;
        };
        let item = paths.entry(path).or_insert_with(|| json!({}));
        let method = operation.method.to_ascii_lowercase();
        if item.get(&method).is_some() {
            // Only their fragments differ, which are not sent.
            let why = "another operation has its path and its method";
            writer.leave_out::<()>(operation, why);
            writer.left_out.insert(operation.id.clone());
            continue;
        }
        item[method] = it;
    }
    let info = document.json().get("info");
    let text = |key: &str| {
        info.and_then(|it| it.get(key)?.as_str())
            .unwrap_or_default()
    };
    let mut about = json!({ "title": text("title"), "version": text("version") });
    if !text("description").is_empty() {
        about["description"] = text("description").into();
    }
    let mut json = json!({
        "openapi": "3.0.3",
        "info": about,
        "paths": paths,
        "components": { "schemas": schemas },
    });
    end_lines(&mut json);
    Normalised {
        json,
        rust_types: writer.rust_types,
        left_out: writer.left_out,
    }
}

/// Rewrites the line ends of all texts, since a comment in Rust must have no bare carriage return.
fn end_lines(json: &mut Value) {
    match json {
        Value::String(text) if text.contains('\r') => {
            *text = text.replace("\r\n", "\n").replace('\r', "\n");
        }
        Value::Array(items) => items.iter_mut().for_each(end_lines),
        Value::Object(members) => members.values_mut().for_each(end_lines),
        _ => {}
    }
}

/// Returns how to call an operation without a method.
pub(crate) fn by_request(operation: &Operation) -> String {
    let request = format!(
        "`client.request(Method::{}, \"{}\")`",
        operation.method,
        operation.path_alone()
    );
    match operation.query_in_path() {
        Some(_) => format!("{request} with `query`"),
        None => request,
    }
}

/// Writes the document in the dialect that the generator reads well.
struct DocumentWriter<'a, 'd> {
    types: &'a Types,
    rust_types: BTreeSet<String>,
    lost: &'a mut Lost<'d>,
    left_out: BTreeSet<String>,
}

impl DocumentWriter<'_, '_> {
    fn structs(&mut self) -> Value {
        let by_name: BTreeMap<&String, _> = self
            .types
            .struct_names
            .iter()
            .map(|(key, name)| (name, key))
            .collect();
        let mut schemas = Map::new();
        for (name, key) in by_name {
            let it = &self.types.structs[key];
            let mut properties = Map::new();
            let mut required = Vec::new();
            for field in &it.fields {
                let mut ty = self.types.write(&field.ty);
                match field.form {
                    FieldForm::Required => required.push(field.rust_name.clone()),
                    FieldForm::Nullable => {
                        required.push(field.rust_name.clone());
                        ty = format!("crate::Nullable<{ty}>");
                    }
                    FieldForm::Clearable => ty = format!("crate::Nullable<{ty}>"),
                    FieldForm::Optional | FieldForm::Additional => {}
                }
                properties.insert(
                    field.rust_name.clone(),
                    self.leaf(ty, field.description.as_deref()),
                );
            }
            let mut schema = json!({ "type": "object", "properties": properties });
            if !required.is_empty() {
                schema["required"] = json!(required);
            }
            if let Some(description) = &it.description {
                schema["description"] = description.as_str().into();
            }
            schemas.insert(name.clone(), schema);
        }
        Value::Object(schemas)
    }

    fn leaf(&mut self, ty: String, description: Option<&str>) -> Value {
        let mut leaf = json!({ RUST_TYPE: ty });
        if let Some(description) = description {
            leaf["description"] = description.into();
        }
        self.rust_types.insert(ty);
        leaf
    }

    /// Returns a struct by its name, and anything else by its Rust type.
    fn schema(&mut self, ty: &RustType) -> Value {
        match ty {
            RustType::Struct(key) => {
                json!({ "$ref": format!("#/components/schemas/{}", self.types.struct_names[key]) })
            }
            other => {
                let ty = self.types.write(other);
                self.leaf(ty, None)
            }
        }
    }

    /// Returns the operation and its path; `None` if it is left out.
    fn operation(&mut self, operation: &Operation) -> Option<(String, Value)> {
        let types = self.types.operations.get(&operation.id)?.clone();
        let parameters = self.parameters(operation, &types)?;
        let path = self.path(operation)?;
        let mut it = json!({
            "operationId": operation.rust_name,
            "parameters": parameters,
            "responses": self.responses(operation, &types),
        });
        for (key, text) in [
            ("summary", &operation.summary),
            ("description", &operation.description),
        ] {
            if let Some(text) = text {
                it[key] = text.as_str().into();
            }
        }
        self.body(operation, &types, &mut it)?;
        Some((path, it))
    }

    fn leave_out<T>(&mut self, operation: &Operation, why: &str) -> Option<T> {
        self.lost.at(
            &operation.place,
            format!(
                "operation `{}` has no method on the client, since {why}: call it by {}",
                operation.id,
                by_request(operation)
            ),
        );
        None
    }

    fn parameters(&mut self, operation: &Operation, types: &OperationTypes) -> Option<Vec<Value>> {
        let mut parameters = Vec::new();
        for parameter in &operation.parameters {
            let Some(known) = types.parameters.get(&parameter.rust_name) else {
                if parameter.required && parameter.location != Location::Header {
                    let why = format!("the parameter `{}` is required", parameter.name);
                    return self.leave_out(operation, &why);
                }
                continue;
            };
            let is_in_path = operation.variables().contains(&parameter.name.as_str());
            if parameter.location == Location::Path && !is_in_path {
                self.lost.at(
                    &parameter.place,
                    format!(
                        "operation `{}`: the parameter `{}` is not in the path: write `{{{}}}` there, or take it away",
                        operation.id, parameter.name, parameter.name
                    ),
                );
                continue;
            }
            let place = match parameter.location {
                Location::Path => "path",
                Location::Query => "query",
                // A cookie is written as a header, which is turned into a cookie later.
                Location::Header | Location::Cookie => "header",
            };
            let ty = self.types.write(&known.ty);
            let mut it = json!({
                "name": parameter.rust_name,
                "in": place,
                "required": parameter.required,
                "schema": self.leaf(ty, None),
            });
            if let Some(description) = &parameter.description {
                it["description"] = description.as_str().into();
            }
            parameters.push(it);
        }
        Some(parameters)
    }

    /// Returns the path, with the Rust names of its variables.
    fn path(&mut self, operation: &Operation) -> Option<String> {
        if operation.query_in_path().is_some() {
            return self.leave_out(operation, "its path has a query");
        }
        let mut path = operation.path_alone().to_owned();
        let variables = operation.variables();
        let distinct: BTreeSet<_> = variables.iter().collect();
        let is_odd = path.matches('{').count() != variables.len()
            || path.matches('}').count() != variables.len()
            || path.contains("//")
            || path.contains(['\\', '"']);
        if is_odd || distinct.len() != variables.len() {
            return self.leave_out(operation, "its path cannot be taken apart");
        }
        for parameter in operation
            .parameters
            .iter()
            .filter(|it| it.location == Location::Path)
        {
            let variable = format!("{{{}}}", parameter.name);
            path = path.replace(&variable, &format!("{{{}}}", parameter.rust_name));
        }
        Some(path)
    }

    /// Writes the request's body into `it`; `None` if the operation is left out because of the
    /// body.
    fn body(
        &mut self,
        operation: &Operation,
        types: &OperationTypes,
        it: &mut Value,
    ) -> Option<()> {
        let is_multipart = operation.request.as_ref().is_some_and(|request| {
            request.json().is_none()
                && request
                    .contents
                    .iter()
                    .all(|it| it.media_type.starts_with("multipart/"))
                && !request.contents.is_empty()
        });
        if is_multipart {
            return self.leave_out(operation, "it sends multipart content");
        }
        let (media_type, schema) = match &types.body {
            None => return Some(()),
            Some(RequestBody::Json(ty)) => ("application/json", self.schema(ty)),
            Some(RequestBody::Form(ty)) => ("application/x-www-form-urlencoded", self.schema(ty)),
            Some(RequestBody::Text) => ("text/plain", json!({ "type": "string" })),
            Some(RequestBody::Bytes) => (
                "application/octet-stream",
                json!({ "type": "string", "format": "binary" }),
            ),
        };
        let mut body = json!({ "required": true, "content": { media_type: { "schema": schema } } });
        let description = operation
            .request
            .as_ref()
            .and_then(|it| it.description.as_ref());
        if let Some(description) = description {
            body["description"] = description.as_str().into();
        }
        it["requestBody"] = body;
        Some(())
    }

    fn responses(&mut self, operation: &Operation, types: &OperationTypes) -> Value {
        let mut responses = Map::new();
        let mut add = |status: String, content: &AnswerType, description: &str, it: &mut Self| {
            let mut response = json!({ "description": description });
            match content {
                AnswerType::Nothing => {}
                AnswerType::Json(ty) => {
                    response["content"] =
                        json!({ "application/json": { "schema": it.schema(ty) } });
                }
                AnswerType::Bytes => {
                    response["content"] = json!({ "application/octet-stream": {} });
                }
            }
            responses.insert(status, response);
        };
        let code = operation.success_code();
        let described = operation
            .response(code)
            .map_or("", |it| it.description.as_str());
        let code = if is_named(code) { code } else { 200 };
        add(code.to_string(), &types.success, described, self);
        if matches!(types.error, AnswerType::Nothing) {
            return Value::Object(responses);
        }
        let statuses: Vec<Status> = operation.responses.iter().map(|it| it.status).collect();
        let has_success = statuses.iter().any(|it| it.is_success());
        for class in [4_u16, 5] {
            let is_whole = statuses.iter().any(|it| match it {
                Status::Class(it) => *it == class,
                Status::Default => has_success,
                Status::Code(code) => code / 100 == class && !is_named(*code),
            });
            if is_whole {
                add(format!("{class}XX"), &types.error, "An error.", self);
                continue;
            }
            for status in &statuses {
                if let Status::Code(code) = status
                    && code / 100 == class
                {
                    let described = operation
                        .response(*code)
                        .map_or("", |it| it.description.as_str());
                    add(code.to_string(), &types.error, described, self);
                }
            }
        }
        Value::Object(responses)
    }
}

fn is_named(code: u16) -> bool {
    // 306, 418, 509 and the like have no name.
    NAMED
        .iter()
        .any(|(first, last)| (*first..=*last).contains(&code))
        && ![306, 509].contains(&code)
}
