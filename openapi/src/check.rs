//! Says in sentences why a document cannot be used. Everything else is typed, or degraded with a warning.

use serde_json::Value;

use crate::dialect;
use crate::document::Document;
use crate::operation::{Location, Security};
use crate::place::{Path, line_of};
use crate::problem::{Problem, Problems};
use crate::schema::pointer;

/// Checks references: one that leads nowhere, or out of the document, has no meaning.
pub(crate) fn references(json: &Value, text: &str, name: &str) -> Result<(), Problems> {
    let mut problems = Vec::new();
    dialect::references(json, &mut |path, target| {
        let found =
            Path::of_reference(target).is_some_and(|it| json.pointer(&pointer(&it)).is_some());
        if found {
            return;
        }
        let message = if target.starts_with('#') {
            format!("`$ref: {target}` leads nowhere: name something that exists")
        } else {
            format!("`$ref: {target}` leaves the document: copy its target in here")
        };
        let place = match line_of(text, path) {
            Some(line) => format!("{name}:{line}"),
            None => name.to_owned(),
        };
        problems.push(Problem { place, message });
    });
    Problems::none_of(problems)
}

/// Checks links: one that leads nowhere would otherwise go unnoticed.
pub(crate) fn links(document: &Document, json: &Value) -> Vec<Problem> {
    let mut problems = Vec::new();
    for operation in document.operations() {
        for response in &operation.responses {
            let found = json.pointer(&pointer(&response.place.then("links")));
            let links = found.and_then(Value::as_object).into_iter().flatten();
            for (name, link) in links {
                let target = link.get("operationId").and_then(Value::as_str);
                if let Some(target) = target
                    && document.operation(target).is_none()
                {
                    let place = response.place.then("links").then(name);
                    problems.push(Problem {
                        place: document.place(&place),
                        message: format!(
                            "operation `{}`: the link `{name}` leads to `{target}`, which is not an operation: name one",
                            operation.id
                        ),
                    });
                }
            }
        }
    }
    problems
}

/// Warns of operations for which no credentials can be sent, since each alternative has an
/// unsupported scheme.
pub(crate) fn security(document: &Document) -> Vec<Problem> {
    let mut problems: Vec<Problem> = Vec::new();
    for operation in document.operations() {
        let is_told = operation.anonymous || !operation.chosen().is_empty();
        let schemes = operation.alternatives.iter().flatten();
        let unknown = schemes.filter(|it| matches!(it.way, Security::Other(_)));
        for scheme in unknown.filter(|_| !is_told) {
            let place = Path::of(["components", "securitySchemes", &scheme.name]);
            let problem = Problem {
                place: document.place(&place),
                message: format!(
                    "the security scheme `{}` is not known here, so operations that ask for it are sent without the \
                     token: use `http` with `bearer` or `basic`, `apiKey`, `oauth2` or `openIdConnect`, or give the \
                     client an HTTP client of its own that does what it says",
                    scheme.name
                ),
            };
            if !problems.contains(&problem) {
                problems.push(problem);
            }
        }
    }
    problems
}

/// Checks the rules for operations.
pub(crate) fn operations(document: &Document, json: &Value) -> Result<(), Problems> {
    let mut problems = Vec::new();
    if !json.get("paths").is_some_and(Value::is_object) && json.get("components").is_none() {
        problems.push(Problem {
            place: document.name().to_owned(),
            message: "`paths` is missing, so there is nothing to call: describe the operations"
                .to_owned(),
        });
    }
    for (index, operation) in document.operations().iter().enumerate() {
        let mut say = |message: String| {
            problems.push(Problem {
                place: document.place(&operation.place),
                message: format!("operation `{}`: {message}", operation.id),
            });
        };
        let first = document.operations()[..index]
            .iter()
            .find(|it| it.id == operation.id);
        if let Some(first) = first {
            say(format!(
                "this `operationId` stands at {} {} too: each needs its own",
                first.method, first.path
            ));
        }
        // A query is not part of a path: such an operation is left out of the client with a
        // warning.
        let is_a_path = operation.query_in_path().is_none();
        for variable in operation.variables().into_iter().filter(|_| is_a_path) {
            let is_declared = operation
                .parameters
                .iter()
                .any(|it| it.location == Location::Path && it.name == variable);
            if !is_declared {
                say(format!(
                    "the path has `{{{variable}}}`, but no path parameter is called `{variable}`: declare it"
                ));
            }
        }
    }
    Problems::none_of(problems)
}
