//! `contacts call`: each operation of the document, with the values that it gives as examples.

use contacts_openapi::{Content, Document, Location, Operation, Parameter, show};

use crate::sample;
use crate::session::Session;
use crate::shell::{self, Outcome};

/// Calls all operations: with the document's examples, and where an edit has left those untrue, with what
/// its schemas say. The emulator may know none of what they name, so a 404 is an answer as well.
pub(crate) fn all(session: &Session<'_>) -> Outcome {
    let mut wrong = String::new();
    for operation in session.document.operations() {
        let called = call(session, operation, true).or_else(|_| call(session, operation, false));
        if let Err(said) = called {
            wrong += &said;
        }
    }
    if wrong.is_empty() {
        Ok(wrong)
    } else {
        Err(wrong)
    }
}

fn call(session: &Session<'_>, operation: &Operation, with_examples: bool) -> Outcome {
    let arguments = arguments(session, operation, with_examples)?;
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let output = shell::output(&mut session.command(&arguments))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let is_unknown = said.contains("404 Not Found");
    if output.status.success() || (is_unknown && !operation.variables().is_empty()) {
        return Ok(String::new());
    }
    Err(format!("contacts {}\n{said}\n", arguments.join(" ")))
}

/// The command line of a call: what is required, and the body if there may be one.
fn arguments(
    session: &Session<'_>,
    operation: &Operation,
    with_examples: bool,
) -> Result<Vec<String>, String> {
    let document = session.document;
    let mut arguments = vec!["call".to_owned(), operation.rust_name.clone()];
    let flags = session.flags(&["call", &operation.rust_name])?;
    let parameters = operation.parameters.iter().filter(|it| !is_of_http(it));
    for (parameter, flag) in parameters.zip(&flags) {
        if parameter.required {
            let example = parameter.example.clone().filter(|_| with_examples);
            let value = example.unwrap_or_else(|| sample::value(document, parameter.schema));
            arguments.push(format!("--{flag}={}", show(&value)));
        }
    }
    let request = operation.request.as_ref();
    let content = request.and_then(|it| it.json().or(it.contents.first()));
    if let Some(content) = content {
        arguments.push(format!("--body={}", body(document, content, with_examples)));
    }
    Ok(arguments)
}

/// Headers that `OpenAPI` has described elsewhere; they are no flags.
fn is_of_http(parameter: &Parameter) -> bool {
    let name = parameter.name.to_ascii_lowercase();
    parameter.location == Location::Header
        && ["accept", "content-type", "authorization"].contains(&&*name)
}

fn body(document: &Document, content: &Content, with_examples: bool) -> String {
    let made = || content.schema.map(|it| sample::value(document, it));
    let value = content.example.clone().filter(|_| with_examples);
    let value = value.or_else(made);
    value.map_or_else(|| "anything".to_owned(), |it| show(&it))
}
