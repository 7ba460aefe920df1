//! Corrects what the generator has no setting for, with one file for each correction.
//!
//! Each counts how often it found what it corrects. If one finds nothing although the document has something
//! for it, the build fails with its name: the generator then writes other code than before.

mod additional;
mod answers;
mod bodies;
mod calls;
mod client;
mod constructors;
mod errors;
mod examples;
mod fields;
mod hooks;
mod json_schema;
mod methods;
mod names;
mod nulls;
mod own_types;
mod parameters;
mod reading;
mod setters;
mod syntax;

use contacts_openapi::Operation;
use proc_macro2::TokenStream;
use syn::File;

use crate::types::{FieldForm, Leniency, Types};

/// What adaptations know about the document.
pub(crate) struct Context<'a> {
    pub(crate) types: &'a Types,
    /// The operations that have a method.
    pub(crate) operations: Vec<&'a Operation>,
    /// The ids of operations that make no sense without a body, whatever the document says.
    pub(crate) needs_body: Vec<&'a str>,
}

struct Adaptation {
    name: &'static str,
    /// Makes the corrections, and returns their number.
    apply: fn(&mut File, &Context<'_>) -> usize,
    /// Returns how many corrections it must make at least.
    least: fn(&Context<'_>) -> usize,
}

const ADAPTATIONS: [Adaptation; 18] = [
    Adaptation {
        name: "own_types",
        apply: own_types::apply,
        least: |it| usize::from(!it.types.structs.is_empty()),
    },
    Adaptation {
        name: "names",
        apply: names::apply,
        least: |it| names::renamed(it.types).len(),
    },
    Adaptation {
        name: "reading",
        apply: reading::apply,
        least: |it| fields_with(it.types, |field| field.leniency != Leniency::Strict),
    },
    Adaptation {
        name: "nulls",
        apply: nulls::apply,
        least: |it| fields_with(it.types, |field| field.form == FieldForm::Clearable),
    },
    Adaptation {
        name: "additional",
        apply: additional::apply,
        least: |it| fields_with(it.types, |field| field.form == FieldForm::Additional),
    },
    Adaptation {
        name: "json_schema",
        apply: json_schema::apply,
        least: |it| usize::from(!it.types.structs.is_empty()),
    },
    Adaptation {
        name: "constructors",
        apply: constructors::apply,
        least: |_| 0,
    },
    Adaptation {
        name: "setters",
        apply: setters::apply,
        least: |it| usize::from(fields_with(it.types, |_| true) > 0),
    },
    Adaptation {
        name: "fields",
        apply: fields::apply,
        least: |it| it.operations.len(),
    },
    Adaptation {
        name: "client",
        apply: client::apply,
        least: |_| 2,
    },
    Adaptation {
        name: "hooks",
        apply: hooks::apply,
        least: |it| 2 * it.operations.len(),
    },
    Adaptation {
        name: "methods",
        apply: methods::apply,
        least: |it| methods::count(it.operations.iter().map(|it| it.method.as_str())),
    },
    Adaptation {
        name: "answers",
        apply: answers::apply,
        least: |it| it.operations.len(),
    },
    Adaptation {
        name: "bodies",
        apply: bodies::apply,
        least: |it| bodies::optional(it).len() * bodies::PLACES,
    },
    Adaptation {
        name: "errors",
        apply: errors::apply,
        least: |it| it.operations.len(),
    },
    Adaptation {
        name: "calls",
        apply: calls::apply,
        least: |it| it.operations.len(),
    },
    Adaptation {
        name: "parameters",
        apply: parameters::apply,
        least: parameters::written_here,
    },
    Adaptation {
        name: "examples",
        apply: examples::apply,
        least: |it| it.operations.len(),
    },
];

/// Returns 1 if there is any such field: views with the same name are one struct, so fields are not counted.
fn fields_with(types: &Types, is_it: impl Fn(&crate::types::Field) -> bool) -> usize {
    let all = types.structs.values().flat_map(|it| &it.fields);
    usize::from(all.into_iter().any(is_it))
}

/// Corrects the client that the generator wrote.
pub(crate) fn adapt(code: TokenStream, context: &Context<'_>) -> Result<String, String> {
    let mut file = parse(code)?;
    for Adaptation { name, apply, least } in &ADAPTATIONS {
        let (found, least) = (apply(&mut file, context), least(context));
        if found < least {
            return Err(format!(
                "the adaptation `{name}` found {found} places to correct where there must be {least}: the generator \
                 writes other code than the version that this was made for"
            ));
        }
    }
    Ok(prettyplease::unparse(&file))
}

/// Corrects the mocks that the generator wrote.
pub(crate) fn adapt_mocks(code: TokenStream, context: &Context<'_>) -> Result<String, String> {
    let mut file = parse(code)?;
    parameters::apply_to_mocks(&mut file, context);
    Ok(prettyplease::unparse(&file))
}

/// Formats generated code for people, since errors and debuggers lead there.
pub(crate) fn format(code: TokenStream) -> Result<String, String> {
    parse(code).map(|file| prettyplease::unparse(&file))
}

fn parse(code: TokenStream) -> Result<File, String> {
    syn::parse2(code).map_err(|error| format!("the generated code does not parse: {error}"))
}

#[cfg(test)]
mod tests;
