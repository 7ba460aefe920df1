//! `contacts call`: each operation of the document, with the values that it gives as examples.

use std::fmt::Write as _;

use contacts_openapi::{Content, Document, Location, Operation, Parameter, show};

use crate::sample;
use crate::session::Session;
use crate::shell::{self, Outcome};

/// Calls all operations. What an example names may be unknown to the emulator, so a 404 is an answer as
/// well; what is sent is the document's own, so nothing else may be wrong with it.
pub(crate) fn all(session: &Session<'_>) -> Outcome {
    let mut wrong = String::new();
    for operation in session.document.operations() {
        let arguments = arguments(session, operation)?;
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let mut command = session.command(&arguments);
        let output = shell::output(&mut command)?;
        let said = String::from_utf8_lossy(&output.stderr);
        let is_unknown = output.status.code() == Some(1) && said.contains("404");
        if !output.status.success() && !(is_unknown && !operation.variables().is_empty()) {
            let _ = writeln!(wrong, "contacts {}\n{said}", arguments.join(" "));
        }
    }
    if wrong.is_empty() {
        Ok(wrong)
    } else {
        Err(wrong)
    }
}

/// The command line of a call: what is required, and the body if there may be one.
fn arguments(session: &Session<'_>, operation: &Operation) -> Result<Vec<String>, String> {
    let document = session.document;
    let mut arguments = vec!["call".to_owned(), operation.rust_name.clone()];
    let flags = session.flags(&["call", &operation.rust_name])?;
    let parameters = operation.parameters.iter().filter(|it| !is_of_http(it));
    for (parameter, flag) in parameters.zip(&flags) {
        if parameter.required {
            let example = parameter.example.clone();
            let value = example.unwrap_or_else(|| sample::value(document, parameter.schema));
            arguments.push(format!("--{flag}={}", show(&value)));
        }
    }
    let contents = operation.request.iter().flat_map(|it| &it.contents);
    let json = operation.request.as_ref().and_then(|it| it.json());
    if let Some(content) = json.or(contents.into_iter().next()) {
        arguments.push(format!("--body={}", body(document, content)));
    }
    Ok(arguments)
}

/// Headers that `OpenAPI` has described elsewhere; they are no flags.
fn is_of_http(parameter: &Parameter) -> bool {
    let name = parameter.name.to_ascii_lowercase();
    parameter.location == Location::Header
        && ["accept", "content-type", "authorization"].contains(&&*name)
}

fn body(document: &Document, content: &Content) -> String {
    let made = || content.schema.map(|it| sample::value(document, it));
    let value = content.example.clone().or_else(made);
    value.map_or_else(|| "anything".to_owned(), |it| show(&it))
}
