use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction};
use contacts_openapi::{Document, Format, Kind, SchemaId, show};
use serde_json::Value;

use super::nothing::NULL;

/// Returns whether each item of such an array is given by a flag of its own.
pub(crate) fn is_repeated(document: &Document, items: SchemaId) -> bool {
    !matches!(
        document.schema(items).kind,
        Kind::Object(_) | Kind::Map(_) | Kind::Array(_)
    )
}

/// Returns an argument that takes values of this schema, and `null` if that means something.
pub(crate) fn valued(
    arg: Arg,
    name: &str,
    document: &Document,
    schema: SchemaId,
    nullable: bool,
) -> Arg {
    let arg = arg.value_name(name.to_uppercase());
    let null = || nullable.then(|| NULL.to_owned());
    let its = document.schema(schema);
    let (its, arg) = match its.kind {
        Kind::Array(items) if is_repeated(document, items) => {
            (document.schema(items), arg.action(ArgAction::Append))
        }
        _ => (its, arg),
    };
    if let Some(values) = &its.constraints.values
        && !values.is_empty()
        && !matches!(its.kind, Kind::Array(_) | Kind::Object(_) | Kind::Map(_))
    {
        let values = values.iter().map(show).chain(null());
        return arg.value_parser(PossibleValuesParser::new(values));
    }
    let flags = ["true", "false"].map(str::to_owned);
    match its.kind {
        Kind::Boolean if arg.get_action().takes_values() && !is_appended(&arg) => arg
            .num_args(0..=1)
            .require_equals(true)
            .default_missing_value("true")
            .value_parser(PossibleValuesParser::new(flags.into_iter().chain(null()))),
        Kind::Boolean => arg.value_parser(PossibleValuesParser::new(flags)),
        Kind::Integer | Kind::Number => arg.allow_negative_numbers(true),
        _ => arg,
    }
}

fn is_appended(arg: &Arg) -> bool {
    matches!(arg.get_action(), ArgAction::Append)
}

/// Returns what a value is, in the document's words, with an example or its form.
pub(crate) fn help(
    description: Option<&str>,
    example: Option<&Value>,
    document: &Document,
    schema: SchemaId,
) -> String {
    let its = document.schema(schema);
    let description = description.unwrap_or_default();
    let mut help = description.trim().trim_end_matches('.').replace('\n', " ");
    let is_listed = its.constraints.values.is_some() || its.kind == Kind::Boolean;
    let form = match (&its.kind, example) {
        (Kind::Array(items), _) if is_repeated(document, *items) => {
            Some("may be given several times".to_owned())
        }
        (_, Some(example)) if !is_listed => Some(format!("such as {}", show(example))),
        (Kind::Array(_), None) => Some("as a JSON array".to_owned()),
        (Kind::Object(_) | Kind::Map(_), None) => Some("as a JSON object".to_owned()),
        (Kind::String(Format::Date), None) => Some("such as 2026-01-31".to_owned()),
        (Kind::String(Format::DateTime), None) => Some("such as 2026-01-31T12:00:00Z".to_owned()),
        (Kind::String(Format::Byte), None) => Some("in base64".to_owned()),
        _ => None,
    };
    if let Some(form) = form {
        if !help.is_empty() {
            help.push_str(", ");
        }
        help.push_str(&form);
    }
    if its.deprecated {
        help.push_str(" (deprecated)");
    }
    help
}
