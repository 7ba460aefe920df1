//! Flags for the properties that the document lets a contact be written with.
//!
//! A property that is added to the document is a flag of `create` and `update` at the next build.

use clap::{Arg, ArgMatches};
use contacts_api::PhoneNumber;
use contacts_openapi::{Kind, Property};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::args;
use crate::failure::Failure;
use crate::settings::Settings;

/// The writable properties of an operation, each with its flag.
#[derive(Debug)]
pub(crate) struct Flags {
    flags: Vec<Flag>,
}

#[derive(Debug)]
struct Flag {
    property: Property,
    /// Without the dashes.
    name: String,
    /// How clap knows it; no other flag has such an id.
    id: String,
}

/// The flag that clears properties.
const CLEAR: &str = "clear";

impl Flags {
    /// The flags of the payload of this operation.
    pub(crate) fn of(operation: &str) -> Self {
        let payload = contacts_openapi::document().payload(operation);
        let properties = payload.map(|it| it.properties).unwrap_or_default();
        Flags {
            flags: properties.into_iter().map(Flag::new).collect(),
        }
    }

    /// One argument for each property; `--clear` if any can be cleared.
    pub(crate) fn args(&self) -> Vec<Arg> {
        let mut args: Vec<_> = self.flags.iter().map(Flag::arg).collect();
        let nullable: Vec<_> = self
            .flags
            .iter()
            .filter(|flag| flag.property.nullable)
            .map(|flag| flag.property.name.clone())
            .collect();
        if !nullable.is_empty() {
            args.push(
                Arg::new(CLEAR)
                    .long(CLEAR)
                    .value_name("PROPERTY")
                    .value_parser(nullable)
                    .action(clap::ArgAction::Append)
                    .help("Take the property's value away"),
            );
        }
        args
    }

    /// The payload that the flags make; `None` if none of them is given.
    ///
    /// It is read strictly, by the type that is sent: what the document forbids is refused here.
    pub(crate) fn read<T>(
        &self,
        matches: &ArgMatches,
        settings: &Settings,
    ) -> Result<Option<T>, Failure>
    where
        T: DeserializeOwned + Serialize,
    {
        let cleared: Vec<&String> = matches
            .try_get_many(CLEAR)
            .ok()
            .flatten()
            .unwrap_or_default()
            .collect();
        let mut payload = Map::new();
        for flag in &self.flags {
            let given = matches.get_one::<String>(&flag.id);
            let clear = cleared.contains(&&flag.property.name);
            let value = match given {
                Some(_) if clear => {
                    return Err(Failure::usage(format!(
                        "--{} and --{CLEAR} {} exclude each other: give one of them",
                        flag.name, flag.property.name
                    )));
                }
                Some(text) => flag.value(text, settings)?,
                None if clear => Value::Null,
                None => continue,
            };
            payload.insert(flag.property.name.clone(), value);
        }
        if payload.is_empty() {
            return Ok(None);
        }
        let payload = Value::Object(payload);
        serde_path_to_error::deserialize(&payload)
            .map(Some)
            .map_err(|error| self.refused(&error, &payload))
    }

    /// The names of all flags, for a message.
    pub(crate) fn names(&self) -> String {
        let names: Vec<_> = self
            .flags
            .iter()
            .map(|it| format!("--{}", it.name))
            .collect();
        names.join(", ")
    }

    fn refused(
        &self,
        error: &serde_path_to_error::Error<serde_json::Error>,
        payload: &Value,
    ) -> Failure {
        let path = error.path().to_string();
        let reason = error.inner();
        match self.flags.iter().find(|flag| flag.property.name == path) {
            Some(flag) => {
                let value = match &payload[&path] {
                    Value::String(text) => text.clone(),
                    other => other.to_string(),
                };
                Failure::usage(format!("--{} {value:?} {reason}", flag.name))
            }
            None => Failure::usage(format!("the contact cannot be sent: {reason}")),
        }
    }
}

impl Flag {
    fn new(property: Property) -> Self {
        let mut name = kebab(&property.name);
        // A property may be called like a flag that all commands have.
        if is_taken(&name) {
            name.insert_str(0, "contact-");
        }
        Flag {
            id: format!("property {}", property.name),
            name,
            property,
        }
    }

    fn arg(&self) -> Arg {
        let description = self.property.description.as_deref().unwrap_or_default();
        let mut help = description.trim_end_matches('.').replace('\n', " ");
        if self.property.is_phone_number() {
            "The number, with + and its country code or as --region writes it"
                .clone_into(&mut help);
        } else if let Some(example) = &self.property.example {
            help = format!("{help}, such as {example}");
        }
        Arg::new(self.id.clone())
            .long(self.name.clone())
            .value_name(self.property.name.to_uppercase())
            .required(self.property.required)
            .allow_hyphen_values(self.property.kind != Kind::String)
            .help(help)
    }

    fn value(&self, text: &str, settings: &Settings) -> Result<Value, Failure> {
        let refuse = |reason: &dyn std::fmt::Display| {
            Failure::usage(format!("--{} {text:?} {reason}", self.name))
        };
        if self.property.is_phone_number() {
            let parsed = PhoneNumber::parse_with_warnings(text, &settings.region)
                .map_err(|reason| refuse(&reason))?;
            for warning in parsed.warnings {
                settings.note(format_args!("warning: --{} {text:?} {warning}", self.name));
            }
            return Ok(parsed.number.as_str().into());
        }
        match self.property.kind {
            Kind::String => Ok(text.into()),
            Kind::Integer => text
                .parse::<i64>()
                .map(Value::from)
                .map_err(|_| refuse(&"is not a whole number")),
            Kind::Number => text
                .parse::<f64>()
                .map(Value::from)
                .map_err(|_| refuse(&"is not a number")),
            Kind::Boolean => text
                .parse::<bool>()
                .map(Value::from)
                .map_err(|_| refuse(&"is neither true nor false")),
            Kind::Other => serde_json::from_str(text)
                .map_err(|error| refuse(&format_args!("is not JSON: {error}"))),
        }
    }
}

fn is_taken(name: &str) -> bool {
    ["help", "version", CLEAR].contains(&name)
        || args::globals()
            .iter()
            .any(|global| global.get_long() == Some(name))
}

/// `vat_number` and `vatNumber` are both `vat-number`.
fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    for c in name.chars() {
        let separates = !c.is_ascii_alphanumeric() || c.is_ascii_uppercase();
        if separates && !kebab.is_empty() && !kebab.ends_with('-') {
            kebab.push('-');
        }
        if c.is_ascii_alphanumeric() {
            kebab.push(c.to_ascii_lowercase());
        }
    }
    kebab
}

#[cfg(test)]
mod tests {
    use super::{is_taken, kebab};

    #[test]
    fn names_of_properties_become_names_of_flags() {
        for (property, flag) in [
            ("company", "company"),
            ("vat_number", "vat-number"),
            ("vatNumber", "vat-number"),
            ("e-mail", "e-mail"),
        ] {
            assert_eq!(kebab(property), flag);
        }
    }

    #[test]
    fn flags_of_all_commands_are_not_given_away() {
        for name in ["url", "region", "output", "clear", "help"] {
            assert!(is_taken(name), "{name}");
        }
        assert!(!is_taken("name"));
    }
}
