//! Why a document cannot be used, in sentences.
//!
//! The generator panics on some documents and generates for others what fails at run time. Each
//! rule here stands for one of those; a rule is a function of its own, with the reason above it.

use std::fmt;

use serde_json::Value;

use crate::document::{Document, Operation, component_of};

/// One reason why a document cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Where: the file, the line if it is known.
    pub place: String,
    /// What is wrong, and what to do.
    pub message: String,
}

/// All reasons why a document cannot be used; never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problems(Vec<Problem>);

impl Problems {
    /// The problems, in the order in which they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, Problem> {
        self.0.iter()
    }
}

impl<'a> IntoIterator for &'a Problems {
    type Item = &'a Problem;
    type IntoIter = std::slice::Iter<'a, Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message)
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, problem) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            problem.fmt(f)?;
        }
        Ok(())
    }
}

impl std::error::Error for Problems {}

/// Reads the YAML and checks what must hold before anything else can be asked of it.
pub(crate) fn read(yaml: &str, path: &str) -> Result<Value, Problems> {
    let fail = |place: String, message: String| Err(Problems(vec![Problem { place, message }]));
    let json: Value = match yaml_serde::from_str(yaml) {
        Ok(json) => json,
        Err(error) => {
            let place = match error.location() {
                Some(at) => format!("{path}:{}:{}", at.line(), at.column()),
                None => path.to_owned(),
            };
            return fail(place, format!("this is not YAML: {error}"));
        }
    };
    match json.get("openapi").and_then(Value::as_str) {
        Some(version) if version.starts_with("3.0.") => Ok(json),
        Some(version) => fail(
            path.to_owned(),
            format!("`openapi: {version}` is not supported: write the document as OpenAPI 3.0.3"),
        ),
        None => fail(
            path.to_owned(),
            "`openapi` is missing: begin the document with `openapi: 3.0.3`".to_owned(),
        ),
    }
}

/// Checks the whole document; all problems are reported at once.
pub(crate) fn check(document: &Document) -> Result<(), Problems> {
    let mut ctx = Context {
        document,
        problems: Vec::new(),
    };
    server(&mut ctx);
    references(&mut ctx, document.json(), &mut Vec::new());
    for operation in document.operations() {
        operation_id(&mut ctx, operation);
        path_parameters(&mut ctx, operation);
        responses(&mut ctx, operation);
        request(&mut ctx, operation);
        links(&mut ctx, operation);
    }
    // The rules below follow references and would only repeat what a dangling one has said.
    if ctx.problems.is_empty() {
        for operation in document.operations() {
            patterns_in_responses(&mut ctx, operation);
        }
    }
    if ctx.problems.is_empty() {
        Ok(())
    } else {
        Err(Problems(ctx.problems))
    }
}

struct Context<'a> {
    document: &'a Document,
    problems: Vec<Problem>,
}

impl Context<'_> {
    fn say(&mut self, path: &[&str], message: String) {
        let place = self.document.place(path);
        let problem = Problem { place, message };
        if !self.problems.contains(&problem) {
            self.problems.push(problem);
        }
    }

    fn operation(&mut self, operation: &Operation, message: &str) {
        let method = operation.method.to_ascii_lowercase();
        let name = match operation.id.as_str() {
            "" => format!("{} {}", operation.method, operation.path),
            id => format!("operation `{id}`"),
        };
        self.say(
            &["paths", &operation.path, &method],
            format!("{name}: {message}"),
        );
    }
}

/// Without a server, a client has no default base URL.
fn server(ctx: &mut Context<'_>) {
    let url = ctx.document.server();
    if url.is_empty() {
        ctx.say(
            &["servers"],
            "`servers` names no URL: add `servers: [{url: https://…}]`, the client's default"
                .to_owned(),
        );
    } else if url.contains('{') {
        let message = format!(
            "the server `{url}` has variables, which the client cannot fill in: write the whole URL"
        );
        ctx.say(&["servers"], message);
    }
}

/// A reference that leads nowhere, or out of the document, panics the generator.
fn references(ctx: &mut Context<'_>, value: &Value, path: &mut Vec<String>) {
    match value {
        Value::Object(map) => {
            if let Some(target) = map.get("$ref").and_then(Value::as_str) {
                let found = target
                    .strip_prefix('#')
                    .is_some_and(|pointer| ctx.document.json().pointer(pointer).is_some());
                if !found {
                    let at: Vec<_> = path.iter().map(String::as_str).collect();
                    let message = if target.starts_with('#') {
                        format!("`$ref: {target}` leads nowhere: name something that exists")
                    } else {
                        format!("`$ref: {target}` leaves the document: copy its target in here")
                    };
                    ctx.say(&at, message);
                }
            }
            for (key, inner) in map {
                // An example may hold anything, also a key `$ref`.
                if key == "example" || key == "examples" {
                    continue;
                }
                path.push(key.clone());
                references(ctx, inner, path);
                path.pop();
            }
        }
        Value::Array(items) => items.iter().for_each(|it| references(ctx, it, path)),
        _ => {}
    }
}

/// The `operationId` becomes the method's name; two alike would be one method twice.
fn operation_id(ctx: &mut Context<'_>, operation: &Operation) {
    let id = operation.id.as_str();
    if id.is_empty() {
        ctx.operation(
            operation,
            "`operationId` is missing: it names the client's method, so write one such as `list_things`",
        );
        return;
    }
    let is_name = id.starts_with(|it: char| it.is_ascii_alphabetic())
        && id
            .chars()
            .all(|it| it.is_ascii_alphanumeric() || "_-./ ".contains(it));
    if !is_name {
        ctx.operation(
            operation,
            "the `operationId` cannot be a method's name: use letters, digits and `_`",
        );
    }
    let first = ctx.document.operations().iter().find(|it| it.id == id);
    if first.is_some_and(|first| first != operation) {
        ctx.operation(
            operation,
            "this `operationId` stands at another operation too: each needs its own",
        );
    }
}

/// A template variable without a parameter, or the other way round, panics the generator.
fn path_parameters(ctx: &mut Context<'_>, operation: &Operation) {
    let declared: Vec<&str> = operation
        .parameters
        .iter()
        .filter(|it| it.get("in").and_then(Value::as_str) == Some("path"))
        .filter_map(|it| it.get("name")?.as_str())
        .collect();
    let used: Vec<&str> = operation
        .path
        .split('{')
        .skip(1)
        .filter_map(|it| Some(it.split_once('}')?.0))
        .collect();
    for name in &used {
        if !declared.contains(name) {
            ctx.operation(
                operation,
                &format!("the path has `{{{name}}}`, but no path parameter is called `{name}`: declare it"),
            );
        }
    }
    for name in declared {
        if !used.contains(&name) {
            ctx.operation(
                operation,
                &format!(
                    "the path parameter `{name}` is not in the path: write `{{{name}}}` there"
                ),
            );
        }
    }
}

/// Success and `default` of different types, or two types of success, panic the generator; an
/// operation without a success cannot return anything; two error types cannot be one `Error`.
fn responses(ctx: &mut Context<'_>, operation: &Operation) {
    let method = operation.method.to_ascii_lowercase();
    let document = ctx.document;
    let Some(responses) = document
        .json()
        .get("paths")
        .and_then(|it| it.get(&operation.path)?.get(&method)?.get("responses"))
        .and_then(Value::as_object)
    else {
        ctx.operation(
            operation,
            "`responses` is missing: document at least the success",
        );
        return;
    };
    if responses.contains_key("default") {
        ctx.operation(
            operation,
            "`default` in `responses` cannot be told from a success: list the error codes (400, 401, …)",
        );
    }
    for status in responses.keys() {
        let wildcard = status.len() == 3 && status.ends_with("XX");
        if wildcard {
            ctx.operation(
                operation,
                &format!("the status `{status}` says nothing that can be checked: list the codes"),
            );
        } else if status != "default"
            && !status
                .parse::<u16>()
                .is_ok_and(|it| (100..600).contains(&it))
        {
            ctx.operation(
                operation,
                &format!("`{status}` is not a status code: write three digits, in quotes"),
            );
        }
    }
    let component = |response: &Value| {
        let content = document.resolve(response).get("content")?;
        Some(match content.get("application/json") {
            Some(media) => component_of(media.get("schema").unwrap_or(&Value::Null)),
            None => None,
        })
    };
    let (mut success, mut failure) = (Vec::new(), Vec::new());
    for (status, response) in responses {
        let kind = match status.as_bytes().first() {
            Some(b'2') => &mut success,
            Some(b'4' | b'5') => &mut failure,
            _ => continue,
        };
        let schema = component(response);
        if schema == Some(None) {
            ctx.operation(
                operation,
                &format!("the response `{status}` has content that is not JSON of a named component: give it `application/json` and a schema that is a `$ref`"),
            );
        }
        if !kind.contains(&schema) {
            kind.push(schema);
        }
    }
    if success.is_empty() {
        ctx.operation(
            operation,
            "no success is documented: add `\"200\"` to `responses`",
        );
    }
    for (kind, schemas) in [("successes", success), ("errors", failure)] {
        if schemas.len() > 1 {
            ctx.operation(
                operation,
                &format!("its {kind} have different schemas: the client's method returns one type, so give all the same"),
            );
        }
    }
}

/// What is sent must be a named component; an envelope needs what it wraps.
fn request(ctx: &mut Context<'_>, operation: &Operation) {
    let method = operation.method.to_ascii_lowercase();
    let body = ctx
        .document
        .json()
        .get("paths")
        .and_then(|it| it.get(&operation.path)?.get(&method)?.get("requestBody"));
    let Some(body) = body else { return };
    let body = ctx.document.resolve(body);
    if body
        .get("content")
        .and_then(|it| it.get("application/json")?.get("schema"))
        .is_none()
    {
        ctx.operation(
            operation,
            "its `requestBody` has no `application/json` with a schema: the client sends JSON",
        );
        return;
    }
    let Some(envelope) = &operation.request_component else {
        ctx.operation(
            operation,
            "the schema of its `requestBody` has no name: move it to `components/schemas` and refer to it",
        );
        return;
    };
    let is_contact = ["create_contact", "update_contact"].contains(&operation.id.as_str());
    if is_contact && ctx.document.payload(&operation.id).is_none() {
        let message = format!(
            "`{envelope}` is the envelope of operation `{}` and must have exactly one property, a `$ref` to the payload's schema",
            operation.id
        );
        ctx.say(&["components", "schemas", envelope], message);
    }
}

/// A link that leads nowhere is followed by nobody, and nobody notices.
fn links(ctx: &mut Context<'_>, operation: &Operation) {
    let method = operation.method.to_ascii_lowercase();
    let document = ctx.document;
    for (status, response) in responses_of(document, operation, &method) {
        let links = document.resolve(response).get("links");
        for (name, link) in links.and_then(Value::as_object).into_iter().flatten() {
            let Some(target) = link.get("operationId").and_then(Value::as_str) else {
                continue;
            };
            if document.operation(target).is_none() {
                ctx.operation(
                    operation,
                    &format!("the link `{name}` of the response `{status}` leads to `{target}`, which is no operation: name one"),
                );
            }
        }
    }
}

fn responses_of<'a>(
    document: &'a Document,
    operation: &Operation,
    method: &str,
) -> impl Iterator<Item = (&'a String, &'a Value)> {
    document
        .json()
        .get("paths")
        .and_then(|it| it.get(&operation.path)?.get(method)?.get("responses"))
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
}

/// A pattern, a length or an enumeration on something read makes one odd record hide a whole page.
fn patterns_in_responses(ctx: &mut Context<'_>, operation: &Operation) {
    let method = operation.method.to_ascii_lowercase();
    let document = ctx.document;
    for (_, response) in responses_of(document, operation, &method) {
        let schema = document
            .resolve(response)
            .get("content")
            .and_then(|it| it.get("application/json")?.get("schema"));
        if let Some(schema) = schema {
            constraints(ctx, schema, &mut Vec::new(), &mut Vec::new());
        }
    }
}

const CONSTRAINTS: [&str; 4] = ["pattern", "minLength", "maxLength", "enum"];

fn constraints(
    ctx: &mut Context<'_>,
    schema: &Value,
    path: &mut Vec<String>,
    seen: &mut Vec<String>,
) {
    if let Some(name) = component_of(schema) {
        if seen.contains(&name) {
            return;
        }
        seen.push(name.clone());
        let document = ctx.document;
        let target = document.schema(&name).unwrap_or(&Value::Null);
        let mut path = vec!["components".to_owned(), "schemas".to_owned(), name];
        constraints(ctx, target, &mut path, seen);
        return;
    }
    if let Some(found) = CONSTRAINTS.iter().find(|key| schema.get(**key).is_some()) {
        let at: Vec<_> = path.iter().map(String::as_str).collect();
        let name = at.last().copied().unwrap_or("a response");
        let message = format!(
            "`{name}` is read from the service, so `{found}` would make one odd record hide a whole page: keep it on what is sent only"
        );
        ctx.say(&at, message);
    }
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        for (name, inner) in properties {
            path.extend(["properties".to_owned(), name.clone()]);
            constraints(ctx, inner, path, seen);
            path.truncate(path.len() - 2);
        }
    }
    if let Some(items) = schema.get("items") {
        path.push("items".to_owned());
        constraints(ctx, items, path, seen);
        path.pop();
    }
}
