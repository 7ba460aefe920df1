//! A command for each operation, made from the document.

use std::fmt::Write as _;

use clap::{Arg, ArgMatches, Command};
use contacts_openapi::{Content, Document, Kind, Location, Operation, Parameter, Request, show};
use serde_json::Value;

use crate::failure::Failure;
use crate::flags::{free, help, is_repeated, kebab, reserved, valued};

/// The operations of a document, each with the names of its command.
#[derive(Debug)]
pub(crate) struct Calls<'a> {
    document: &'a Document,
    calls: Vec<Call<'a>>,
}

/// An operation as a command.
#[derive(Debug)]
pub(crate) struct Call<'a> {
    pub(super) document: &'a Document,
    pub(super) operation: &'a Operation,
    pub(super) parameters: Vec<Flag<'a>>,
    name: String,
    aliases: Vec<String>,
}

/// A parameter with its flag.
#[derive(Debug)]
pub(super) struct Flag<'a> {
    pub(super) parameter: &'a Parameter,
    /// The flag without the dashes.
    pub(super) name: String,
    /// Its id in clap.
    pub(super) id: String,
}

const BODY: &str = "body";
const CONTENT_TYPE: &str = "content-type";

impl<'a> Calls<'a> {
    pub(crate) fn of(document: &'a Document) -> Self {
        let mut taken = Vec::new();
        let operations = document.operations();
        let mut calls: Vec<Call<'a>> = operations
            .iter()
            .map(|operation| {
                let is_plain = |it: char| it.is_ascii_alphanumeric() || "_-.".contains(it);
                let name = if operation.id.chars().all(is_plain) {
                    operation.id.clone()
                } else {
                    operation.rust_name.clone()
                };
                Call {
                    document,
                    operation,
                    parameters: flags(operation),
                    name: free(&name, "call-", &mut taken),
                    aliases: Vec::new(),
                }
            })
            .collect();
        // Every command gets its own name before any gets an alias.
        for call in &mut calls {
            let rust_name = &call.operation.rust_name;
            let dashed = rust_name.trim_matches('_').replace('_', "-");
            for alias in [&call.operation.id, rust_name, &dashed] {
                if !taken.contains(alias) && !alias.is_empty() {
                    taken.push(alias.clone());
                    call.aliases.push(alias.clone());
                }
            }
        }
        Calls { document, calls }
    }

    /// Returns a command for each operation.
    pub(crate) fn commands(&self) -> impl Iterator<Item = Command> {
        self.calls.iter().map(Call::command)
    }

    /// Returns the operation of the command with this name.
    pub(crate) fn named(&self, name: &str) -> Result<&Call<'a>, Failure> {
        let call = self.calls.iter().find(|it| it.name == name);
        call.ok_or_else(|| {
            let place = self.document.name();
            Failure::usage(format!("{place} has no operation {name:?}"))
        })
    }
}

fn flags(operation: &Operation) -> Vec<Flag<'_>> {
    let mut taken = reserved();
    taken.extend([BODY, CONTENT_TYPE].map(str::to_owned));
    let parameters = operation.parameters.iter().filter(|it| !is_the_clients(it));
    let flags = parameters.map(|parameter| Flag {
        name: free(&kebab(&parameter.name), "param-", &mut taken),
        id: format!("parameter {:?} {}", parameter.location, parameter.name),
        parameter,
    });
    flags.collect()
}

/// Returns whether a parameter is a header that the client sets: `OpenAPI` describes these
/// elsewhere, by media types and security.
pub(crate) fn is_the_clients(parameter: &Parameter) -> bool {
    let name = parameter.name.to_ascii_lowercase();
    parameter.location == Location::Header
        && ["accept", "content-type", "authorization"].contains(&&*name)
}

impl<'a> Call<'a> {
    fn command(&self) -> Command {
        let Operation {
            method,
            path,
            summary,
            description,
            deprecated,
            ..
        } = self.operation;
        let request = format!("{method} {path}");
        let mut about = summary.clone().unwrap_or_else(|| request.clone());
        if *deprecated {
            about.push_str(" (deprecated)");
        }
        let mut long = description
            .as_ref()
            .map_or(&about, |it| it)
            .trim()
            .to_owned();
        let _ = write!(long, "\n\n{request}");
        let mut command = Command::new(self.name.clone())
            .about(about)
            .long_about(long)
            .aliases(self.aliases.clone())
            .args(self.parameters.iter().map(|it| it.arg(self.document)))
            .after_help(self.answers());
        if let Some(body) = self
            .operation
            .request
            .as_ref()
            .filter(|it| !it.contents.is_empty())
        {
            command = command.args(self.body_args(body));
        }
        command
    }

    fn body_args(&self, request: &Request) -> Vec<Arg> {
        let types = request.contents.iter().map(|it| it.media_type.clone());
        let types: Vec<String> = types.collect();
        let description = request.description.as_deref().unwrap_or("What is sent");
        let help = format!(
            "{}, as {}; from a file with @, from stdin with -",
            description.trim().trim_end_matches('.'),
            types.join(" or ")
        );
        let example = request.contents.iter().find_map(|it| self.example(it));
        let example = example.map_or(String::new(), |it| format!("\n\nSuch as {it}"));
        let mut args = vec![
            Arg::new(BODY)
                .long(BODY)
                .value_name("JSON|@FILE|-")
                .required(request.required)
                .allow_hyphen_values(true)
                .help(help.clone())
                .long_help(format!("{help}{example}")),
        ];
        if types.len() > 1 {
            args.push(
                Arg::new(CONTENT_TYPE)
                    .long(CONTENT_TYPE)
                    .value_name("TYPE")
                    .value_parser(clap::builder::PossibleValuesParser::new(types))
                    .help("In which form it is sent [default: JSON if it may be, else the first]"),
            );
        }
        args
    }

    fn example(&self, content: &Content) -> Option<String> {
        let of_schema = || self.document.schema(content.schema?).example.as_ref();
        content.example.as_ref().or_else(of_schema).map(show)
    }

    /// Returns the possible answers, for the help.
    fn answers(&self) -> String {
        let mut help = String::new();
        for response in &self.operation.responses {
            let status = match response.status {
                contacts_openapi::Status::Code(code) => code.to_string(),
                contacts_openapi::Status::Class(class) => format!("{class}xx"),
                contacts_openapi::Status::Default => "else".to_owned(),
            };
            let description = response.description.lines().next().unwrap_or_default();
            let heading = if help.is_empty() { "Answers:\n" } else { "" };
            let _ = writeln!(help, "{heading}  {status}  {description}");
        }
        help
    }

    /// Returns the content that is sent, and its text as it was given.
    pub(super) fn body<'m>(&self, matches: &'m ArgMatches) -> Option<(&'a Content, &'m str)> {
        let request = self.operation.request.as_ref()?;
        let given = matches.try_get_one::<String>(BODY).ok().flatten()?;
        let said = matches.try_get_one::<String>(CONTENT_TYPE).ok().flatten();
        let said = said.and_then(|it| request.contents.iter().find(|at| at.media_type == *it));
        let content = said
            .or_else(|| request.json())
            .or(request.contents.first())?;
        Some((content, given))
    }

    /// Returns the value of each parameter that is given.
    pub(super) fn values(&self, matches: &ArgMatches) -> Result<Vec<(&Flag<'a>, Value)>, Failure> {
        let mut values = Vec::new();
        for flag in &self.parameters {
            let Some(texts) = matches.get_many::<String>(&flag.id) else {
                continue;
            };
            let texts: Vec<&str> = texts.map(String::as_str).collect();
            let value = flag.value(self.document, &texts);
            let value = value.map_err(|reason| flag.refused(&texts.join(", "), &reason))?;
            values.push((flag, value));
        }
        Ok(values)
    }
}

impl Flag<'_> {
    fn arg(&self, document: &Document) -> Arg {
        let Parameter {
            name,
            required,
            description,
            example,
            schema,
            ..
        } = self.parameter;
        let its = document.schema(*schema);
        let description = description.as_deref().or(its.description.as_deref());
        let example = example.as_ref().or(its.example.as_ref());
        let arg = Arg::new(self.id.clone())
            .long(self.name.clone())
            .required(*required)
            .help(help(description, example, document, *schema));
        valued(arg, name, document, *schema, false)
    }

    fn value(&self, document: &Document, texts: &[&str]) -> Result<Value, String> {
        let schema = self.parameter.schema;
        let read =
            |schema, text: &str| document.value_of(schema, text, contacts_openapi::SEPARATOR);
        match (&document.schema(schema).kind, texts) {
            (Kind::Array(items), _) if is_repeated(document, *items) => {
                if let [only] = texts
                    && only.trim_start().starts_with('[')
                {
                    return read(schema, only);
                }
                let items = texts.iter().map(|text| read(*items, text));
                items.collect::<Result<_, _>>().map(Value::Array)
            }
            (_, texts) => read(schema, texts.last().copied().unwrap_or_default()),
        }
    }

    pub(super) fn refused(&self, text: &str, reason: &str) -> Failure {
        Failure::usage(format!("--{} {text:?} {reason}", self.name))
    }
}

#[cfg(test)]
mod tests {
    use clap::Args as _;
    use serde_json::json;

    use super::*;
    use crate::documents::parsed;

    fn command(document: &Document) -> Command {
        crate::args::Global::augment_args(Command::new("call"))
            .disable_help_subcommand(true)
            .subcommands(Calls::of(document).commands())
    }

    #[test]
    fn whatever_things_are_called_the_command_line_is_consistent() {
        let parameter = |name: &str, place: &str| json!({"name": name, "in": place, "required": place == "path", "schema": {"type": "string"}});
        let names = [
            "id",
            "ID",
            "Id",
            "url",
            "help",
            "body",
            "-1",
            "+1",
            "filter[a]",
            "",
            " ",
            "$",
            "é",
            "version",
            "output",
            "content-type",
            "clear",
            "param-body",
        ];
        let mut parameters: Vec<_> = names.map(|it| parameter(it, "query")).to_vec();
        parameters.extend(["id", "url"].map(|it| parameter(it, "header")));
        parameters.push(parameter("id", "path"));
        let operation = |id: &str| {
            json!({"operationId": id, "parameters": parameters, "responses": {"200": {"description": ""}},
                   "requestBody": {"content": {"text/plain": {}, "application/json": {}}}})
        };
        let ids = [
            "help",
            "getThing",
            "get_thing",
            "get-thing",
            "GetThing",
            "call",
            "a b",
            "a/b",
            "-x",
            "æ",
        ];
        let paths = ids
            .iter()
            .enumerate()
            .map(|(at, id)| (format!("/{at}/{{id}}"), json!({"get": operation(id)})));
        let document = parsed(&json!({
            "openapi": "3.0.3",
            "paths": paths.collect::<serde_json::Map<_, _>>(),
        }));
        command(&document).debug_assert();
        let calls = Calls::of(&document);
        assert_eq!(calls.calls.len(), ids.len());
        for (call, id) in calls.calls.iter().zip(ids) {
            // Each can be called by its own id, whatever the others are called.
            let is_its = call.name == id || call.aliases.iter().any(|it| it == id);
            assert!(is_its, "{id}: {} {:?}", call.name, call.aliases);
        }
    }
}
