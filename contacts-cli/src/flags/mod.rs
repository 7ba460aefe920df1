//! Flags for the properties of a contact that can be written.
//!
//! A property that is added to the document becomes a flag of `create` and `update` with the next build,
//! whatever its kind: `--tags a --tags b`, `--favourite`, `--kind company`, `--address.zip 2100`.
//!
//! - this module makes the flags of a payload, and a payload from given flags,
//! - `argument` makes a flag for a value of any schema, `names` finds free names for flags,
//! - `nothing` is how a value is cleared.

mod argument;
mod names;
mod nothing;

use std::collections::HashMap;

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches};
use contacts_openapi::{Document, Kind, Leaf, Payload, Property, show};
use serde_json::{Map, Value};

use crate::failure::Failure;
use crate::payload::{Parsed, Parsing, Sent, Strict, is_in};
use crate::settings::Settings;
pub(crate) use argument::{help, is_repeated, valued};
pub(crate) use names::{free, kebab, reserved};
use nothing::{NULL, Nothing};

/// The writable properties of a payload, each with its flag.
#[derive(Debug)]
pub(crate) struct Flags<'a> {
    sent: Sent<'a>,
    flags: Vec<Flag<'a>>,
}

#[derive(Debug)]
struct Flag<'a> {
    leaf: Leaf<'a>,
    /// The flag without the dashes.
    name: String,
    /// Its id in clap; no other flag has such an id.
    id: String,
}

/// The flag that clears properties.
const CLEAR: &str = "clear";

impl<'a> Flags<'a> {
    /// Returns the flags of a payload.
    pub(crate) fn of(document: &'a Document, payload: &'a Payload) -> Self {
        let sent = Sent::new(document, payload);
        let mut taken = reserved();
        let flags = sent.leaves.iter().map(|leaf| Flag {
            id: format!("property {}", leaf.property.path),
            name: free(&kebab(&leaf.property.path), "contact-", &mut taken),
            leaf: *leaf,
        });
        Flags {
            flags: flags.collect(),
            sent,
        }
    }

    /// Returns one argument for each property, and `--clear` if any can be cleared.
    pub(crate) fn args(&self) -> Vec<Arg> {
        let mut args: Vec<_> = self.flags.iter().map(|flag| flag.arg(&self.sent)).collect();
        let nullable = nullable(&self.sent.payload.properties);
        if !nullable.is_empty() {
            args.push(
                Arg::new(CLEAR)
                    .long(CLEAR)
                    .value_name("PROPERTY")
                    .value_parser(PossibleValuesParser::new(nullable))
                    .action(ArgAction::Append)
                    .help("Take the property's value away"),
            );
        }
        args
    }

    /// Reads the payload from the flags; returns `None` if none of them is given.
    ///
    /// It is read strictly, with the type that is sent, so that what the document forbids is
    /// refused here.
    pub(crate) fn read(
        &self,
        matches: &ArgMatches,
        settings: &Settings,
        strict: Strict<'_>,
    ) -> Result<Option<Value>, Failure> {
        let parsing = Parsing {
            region: &settings.region,
            separator: contacts_openapi::SEPARATOR,
            strict,
        };
        let (payload, warnings) = self.payload(matches, &parsing)?;
        for warning in warnings {
            settings.note(format_args!("warning: {warning}"));
        }
        if payload.is_empty() {
            return Ok(None);
        }
        Ok(Some(Value::Object(payload)))
    }

    /// Returns a payload that may be sent, and what is doubtful about it.
    fn payload(
        &self,
        matches: &ArgMatches,
        parsing: &Parsing<'_>,
    ) -> Result<(Map<String, Value>, Vec<String>), Failure> {
        let cleared: Vec<&String> = matches
            .try_get_many(CLEAR)
            .ok()
            .flatten()
            .unwrap_or_default()
            .collect();
        let mut values: HashMap<&str, Value> = cleared
            .iter()
            .map(|path| (path.as_str(), Value::Null))
            .collect();
        let mut warnings = Vec::new();
        for flag in &self.flags {
            let Some(texts) = matches.get_many::<String>(&flag.id) else {
                continue;
            };
            let path = &*flag.leaf.property.path;
            if let Some(object) = cleared.iter().find(|cleared| is_in(path, cleared)) {
                return Err(Failure::usage(format!(
                    "--{} and --{CLEAR} {object} exclude each other: give one of them",
                    flag.name
                )));
            }
            let texts: Vec<&str> = texts.map(String::as_str).collect();
            let read = flag.read(&self.sent, &texts, parsing);
            let text = texts.join(", ");
            let read = read.map_err(|reason| flag.refused(&text, &reason))?;
            let warned = read.warnings.iter();
            warnings.extend(warned.map(|it| format!("--{} {text:?} {it}", flag.name)));
            values.insert(path, read.value);
        }
        let payload = self.sent.payload.with_values(&values);
        if !payload.is_empty() {
            self.check(&payload, parsing.strict)?;
        }
        Ok((payload, warnings))
    }

    fn check(&self, payload: &Map<String, Value>, strict: Strict<'_>) -> Result<(), Failure> {
        let Err(refused) = strict(&Value::Object(payload.clone())) else {
            return Ok(());
        };
        let its_flag = |flag: &&Flag<'_>| is_in(&refused.path, &flag.leaf.property.path);
        Err(match self.flags.iter().find(its_flag) {
            Some(flag) => {
                let value = contacts_openapi::get(payload, &flag.leaf.property.path);
                flag.refused(&value.map(show).unwrap_or_default(), &refused.reason)
            }
            None if self.sent.payload.property(&refused.path).is_some() => {
                let of_object = |flag: &&Flag<'_>| is_in(&flag.leaf.property.path, &refused.path);
                let flags: Vec<_> = self.flags.iter().filter(of_object).collect();
                Failure::usage(format!(
                    "`{}` cannot be sent: {}: it is made of {}",
                    refused.path,
                    refused.reason,
                    listed(flags)
                ))
            }
            None => Failure::usage(format!("the contact cannot be sent: {}", refused.reason)),
        })
    }

    /// Returns how to give values that no plain text can stand for, for the help.
    pub(crate) fn note(&self) -> Option<&'static str> {
        let can_be_cleared = !nullable(&self.sent.payload.properties).is_empty();
        can_be_cleared.then_some(
            "null takes a property's value away, as --clear does; the text itself is given in quotes \
             of its own: '\"null\"'.",
        )
    }

    /// Returns an example of flags with values: the required ones, or else the first.
    pub(crate) fn example(&self) -> String {
        let required = self.flags.iter().filter(|it| it.leaf.required);
        let mut shown: Vec<_> = required.map(Flag::example).collect();
        if shown.is_empty() {
            shown.extend(self.flags.first().map(Flag::example));
        }
        shown.join(" ")
    }

    /// Returns an example of a flag that clears a property, if any can be cleared.
    pub(crate) fn example_of_clearing(&self) -> Option<String> {
        let nullable = nullable(&self.sent.payload.properties);
        Some(format!("--{CLEAR} {}", nullable.first()?))
    }

    /// Returns the names of all flags, for a message.
    pub(crate) fn names(&self) -> String {
        listed(&self.flags)
    }
}

fn listed<'f>(flags: impl IntoIterator<Item = &'f Flag<'f>>) -> String {
    let names = flags.into_iter().map(|it| format!("--{}", it.name));
    names.collect::<Vec<_>>().join(", ")
}

/// Returns the paths of the properties that can be cleared, objects before their members.
fn nullable(properties: &[Property]) -> Vec<String> {
    let mut paths = Vec::new();
    for property in properties.iter().filter(|it| !it.read_only) {
        if property.is_nullable() {
            paths.push(property.path.clone());
        }
        paths.extend(nullable(&property.properties));
    }
    paths
}

impl Flag<'_> {
    /// Returns the flag with the document's example, quoted for a shell.
    fn example(&self) -> String {
        let property = self.leaf.property;
        let values = property.constraints.values.as_ref();
        let value = property.example_text();
        let value = value.or_else(|| values?.first().map(show));
        let value = value.unwrap_or_else(|| property.name.to_uppercase());
        let is_plain = |c: char| c.is_alphanumeric() || "+-_.@:/".contains(c);
        if !value.is_empty() && value.chars().all(is_plain) {
            format!("--{} {value}", self.name)
        } else {
            format!("--{} '{}'", self.name, value.replace('\'', "'\\''"))
        }
    }

    fn arg(&self, sent: &Sent<'_>) -> Arg {
        let document = sent.document;
        let property = self.leaf.property;
        let arg = Arg::new(self.id.clone())
            .long(self.name.clone())
            .required(self.leaf.required);
        let mut help = if sent.is_number(property) {
            "The number, with + and its country code or as --region writes it".to_owned()
        } else {
            help(
                property.description.as_deref(),
                property.example.as_ref(),
                document,
                property.schema,
            )
        };
        let nullable = property.is_nullable();
        if nullable && !help.contains(NULL) {
            help.push_str(" (null clears it)");
        }
        valued(arg, &property.name, document, property.schema, nullable).help(help)
    }

    fn read(
        &self,
        sent: &Sent<'_>,
        texts: &[&str],
        parsing: &Parsing<'_>,
    ) -> Result<Parsed, String> {
        let property = self.leaf.property;
        if let [only] = texts {
            match Nothing::of(only) {
                Nothing::Itself if property.is_nullable() => {
                    return Ok(Parsed {
                        value: Value::Null,
                        warnings: Vec::new(),
                    });
                }
                Nothing::Itself if property.kind != Kind::Any => {
                    return Err(format!(
                        "would clear `{}`, which the document does not allow: the text itself is given as '\"{NULL}\"'",
                        property.path
                    ));
                }
                Nothing::Quoted(text) if is_text(&property.kind) => {
                    return sent.read(property, text, parsing);
                }
                _ => {}
            }
        }
        match (&property.kind, texts) {
            (Kind::Array(_), [only]) if only.trim_start().starts_with('[') => {
                sent.read(property, only, parsing)
            }
            (Kind::Array(items), _) if is_repeated(sent.document, *items) => {
                sent.read_items(property, *items, texts, parsing)
            }
            (_, texts) => sent.read(property, texts.last().copied().unwrap_or_default(), parsing),
        }
    }

    fn refused(&self, text: &str, reason: &str) -> Failure {
        Failure::usage(format!("--{} {text:?} {reason}", self.name))
    }
}

fn is_text(kind: &Kind) -> bool {
    matches!(kind, Kind::String(_))
}

#[cfg(test)]
mod tests;
