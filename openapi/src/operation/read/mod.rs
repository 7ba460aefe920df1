use serde_json::{Map, Value};

use super::{Content, METHODS, Operation, Parameter, Request, Response, Status, parameter};
use crate::names;
use crate::place::Path;
use crate::schema::{SchemaReader, pointer};

/// The methods that every client has, whose names no operation may get.
const OF_THE_CLIENT: [&str; 24] = [
    "api_version",
    "base_url",
    "baseurl",
    "builder",
    "clone",
    "create_once",
    "empty",
    "bytes",
    "exchange",
    "exec",
    "from_env",
    "inner",
    "new",
    "phone_book",
    "post",
    "pre",
    "request",
    "response",
    "resume_create",
    "typed",
    "until",
    "with_call",
    "with_header",
    "with_timeout",
];

/// The types that the code of every builder uses, whose names no builder may hide.
const OF_BUILDERS: [&str; 16] = [
    "box",
    "byte_stream",
    "client",
    "client_hooks",
    "client_info",
    "default",
    "error",
    "from",
    "into",
    "operation_info",
    "option",
    "request_builder_ext",
    "response_value",
    "result",
    "string",
    "try_from",
];

/// Reads all operations, in the document's order.
pub(crate) fn read<'a>(document: &'a Value, schemas: &mut SchemaReader<'a>) -> Vec<Operation> {
    let mut operations = Vec::new();
    let paths = document.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        if !path.starts_with('/') {
            continue;
        }
        let at = Path::of(["paths", path]);
        let (item, at) = resolve(document, item, at);
        for (method, operation) in item.as_object().into_iter().flatten() {
            if METHODS.contains(&method.as_str()) {
                let place = at.then(method);
                let reader = OperationReader {
                    document,
                    item,
                    operation,
                    at: &at,
                    place,
                };
                operations.push(reader.operation(path, method, schemas));
            }
        }
    }
    let given = operations.iter().map(|it| it.id.clone());
    let mut taken: Vec<String> = given.filter(|it| !it.is_empty()).collect();
    for operation in operations.iter_mut().filter(|it| it.id.is_empty()) {
        let name = names::operation(&operation.method.to_ascii_lowercase(), &operation.path);
        operation.id = names::unique(name, &mut taken);
    }
    let taken = OF_THE_CLIENT.iter().chain(&OF_BUILDERS);
    let mut taken: Vec<String> = taken.copied().map(str::to_owned).collect();
    for operation in &mut operations {
        operation.rust_name = names::unique(names::field(&operation.id), &mut taken);
    }
    operations
}

/// Reads one operation of a path item.
pub(super) struct OperationReader<'a, 'p> {
    pub(super) document: &'a Value,
    item: &'a Value,
    pub(super) operation: &'a Value,
    /// Where the path item is written.
    at: &'p Path,
    place: Path,
}

impl<'a> OperationReader<'a, '_> {
    fn operation(&self, path: &str, method: &str, schemas: &mut SchemaReader<'a>) -> Operation {
        let text = |key: &str| text(self.operation, key);
        let given = text("operationId").filter(|it| !it.is_empty());
        Operation {
            // An operation without an id is named when all ids are known.
            id: given.unwrap_or_default(),
            rust_name: String::new(),
            method: method.to_ascii_uppercase(),
            path: path.to_owned(),
            tags: list(self.operation, "tags")
                .filter_map(|it| it.as_str().map(str::to_owned))
                .collect(),
            summary: text("summary"),
            description: text("description"),
            deprecated: flag(self.operation, "deprecated"),
            parameters: self.parameters(schemas),
            request: self.request(schemas),
            responses: self.responses(schemas),
            security: self.security(),
            alternatives: self.alternatives(),
            anonymous: self.anonymous(),
            role: text("x-contacts-role"),
            place: self.place.clone(),
        }
    }

    /// Reads the operation's parameters; one of the path item applies unless the operation has its own.
    fn parameters(&self, schemas: &mut SchemaReader<'a>) -> Vec<Parameter> {
        let mut parameters: Vec<Parameter> = Vec::new();
        for (whole, at) in [(self.item, self.at), (self.operation, &self.place)] {
            for (index, parameter) in list(whole, "parameters").enumerate() {
                let at = at.then("parameters").then(&index.to_string());
                let (parameter, at) = resolve(self.document, parameter, at);
                let Some(read) = parameter::read(parameter, at, schemas) else {
                    continue;
                };
                let same = |it: &Parameter| it.name == read.name && it.location == read.location;
                match parameters.iter_mut().find(|it| same(it)) {
                    Some(known) => *known = read,
                    None => parameters.push(read),
                }
            }
        }
        // These are methods of every builder.
        let mut taken: Vec<String> = ["body", "body_map", "send", "new", "client", "stream"]
            .map(str::to_owned)
            .to_vec();
        taken.push("stream_concurrent".to_owned());
        // A local variable of the generator, which a parameter would hide.
        taken.push("header_map".to_owned());
        for parameter in &mut parameters {
            parameter.rust_name = names::unique(names::field(&parameter.name), &mut taken);
        }
        parameters
    }

    fn request(&self, schemas: &mut SchemaReader<'a>) -> Option<Request> {
        let body = self.operation.get("requestBody")?;
        let (body, place) = resolve(self.document, body, self.place.then("requestBody"));
        Some(Request {
            required: flag(body, "required"),
            contents: contents(body, &place, schemas),
            description: text(body, "description"),
            place,
        })
    }

    fn responses(&self, schemas: &mut SchemaReader<'a>) -> Vec<Response> {
        let responses = self.operation.get("responses").and_then(Value::as_object);
        let mut read = Vec::new();
        for (status, response) in responses.into_iter().flatten() {
            let Some(status_read) = Status::read(status) else {
                continue;
            };
            let at = self.place.then("responses").then(status);
            let (response, place) = resolve(self.document, response, at);
            read.push(Response {
                status: status_read,
                description: text(response, "description").unwrap_or_default(),
                contents: contents(response, &place, schemas),
                headers: names_of(response, "headers"),
                place,
            });
        }
        read
    }
}

fn contents<'a>(message: &'a Value, place: &Path, schemas: &mut SchemaReader<'a>) -> Vec<Content> {
    let content = message.get("content").and_then(Value::as_object);
    let mut contents = Vec::new();
    for (media_type, media) in content.into_iter().flatten() {
        let place = place.then("content").then(media_type);
        contents.push(Content {
            is_structured: is_structured(schemas.document(), media.get("schema")),
            media_type: media_type.clone(),
            schema: media
                .get("schema")
                .map(|it| schemas.schema(it, &place.then("schema"))),
            example: example(schemas.document(), media),
            place,
        });
    }
    contents
}

/// Returns whether this is an object or an array, or combines other schemas.
fn is_structured(document: &Value, schema: Option<&Value>) -> bool {
    let Some(schema) = schema else { return false };
    let (schema, _) = resolve(document, schema, Path::default());
    match schema.get("type").and_then(Value::as_str) {
        Some(kind) => kind == "object" || kind == "array",
        None => ["properties", "items", "allOf", "oneOf", "anyOf"]
            .iter()
            .any(|key| schema.get(key).is_some()),
    }
}

/// Returns the `example`, or the first of `examples`, which may be elsewhere in the document.
pub(super) fn example(document: &Value, of: &Value) -> Option<Value> {
    let first = || {
        let first = of.get("examples")?.as_object()?.values().next()?;
        let (first, _) = resolve(document, first, Path::default());
        first.get("value").cloned()
    };
    of.get("example").cloned().or_else(first)
}

/// Returns a value itself, or what its `$ref` leads to, with its place.
pub(super) fn resolve<'a>(
    document: &'a Value,
    mut value: &'a Value,
    mut place: Path,
) -> (&'a Value, Path) {
    // A reference to a reference is allowed, a cycle is not.
    for _ in 0..16 {
        let target = value
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(Path::of_reference);
        let Some(at) = target else { break };
        let Some(target) = document.pointer(&pointer(&at)) else {
            break;
        };
        (value, place) = (target, at);
    }
    (value, place)
}

pub(super) fn text(of: &Value, key: &str) -> Option<String> {
    of.get(key).and_then(Value::as_str).map(str::to_owned)
}

pub(super) fn flag(of: &Value, key: &str) -> bool {
    of.get(key) == Some(&Value::Bool(true))
}

fn list<'a>(of: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    of.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn names_of(of: &Value, key: &str) -> Vec<String> {
    let names = of.get(key).and_then(Value::as_object).map(Map::keys);
    names.into_iter().flatten().cloned().collect()
}

#[cfg(test)]
mod tests;
