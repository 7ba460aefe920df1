//! Runs the generator.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use contacts_openapi::Document;
use openapiv3::OpenAPI;
use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TagStyle, TypeImpl};
use quote::quote;
use schemars08::schema::SchemaObject;
use serde_json::Value;

use crate::lost::Lost;
use crate::normalise::{Normalised, RUST_TYPE, by_request, normalise};
use crate::types::Types;

/// What the generator wrote.
pub(crate) struct Code {
    pub(crate) client: TokenStream,
    pub(crate) mocks: TokenStream,
    /// The ids of the operations that have no method.
    pub(crate) left_out: BTreeSet<String>,
}

/// Generates a client; an operation that the generator fails on is left out with a warning.
pub(crate) fn generate(
    document: &Document,
    types: &Types,
    lost: &mut Lost<'_>,
) -> Result<Code, String> {
    generate_by(document, types, lost, run)
}

type ClientAndMocks = (TokenStream, TokenStream);

fn generate_by(
    document: &Document,
    types: &Types,
    lost: &mut Lost<'_>,
    run: impl Fn(&Normalised) -> Result<ClientAndMocks, String>,
) -> Result<Code, String> {
    let whole = normalise(document, types, &BTreeSet::new(), lost);
    let reason = match run(&whole) {
        Ok((client, mocks)) => {
            return Ok(Code {
                client,
                mocks,
                left_out: whole.left_out,
            });
        }
        Err(reason) => reason,
    };
    // Nothing says which operation it is, so each is tried alone.
    let mut without = BTreeSet::new();
    for operation in document.operations() {
        let others: BTreeSet<String> = document
            .operations()
            .iter()
            .map(|it| it.id.clone())
            .filter(|id| *id != operation.id)
            .collect();
        let alone = normalise(document, types, &others, &mut Lost::new(document));
        if let Err(reason) = run(&alone) {
            lost.at(
                &operation.place,
                format!(
                    "operation `{}` has no method on the client, since the generator cannot write it ({reason}): \
                     call it by {}",
                    operation.id, by_request(operation)
                ),
            );
            without.insert(operation.id.clone());
        }
    }
    if without.is_empty() {
        return Err(format!(
            "{}: no client can be generated: {reason}",
            document.name()
        ));
    }
    let rest = normalise(document, types, &without, lost);
    let (client, mocks) = run(&rest)
        .map_err(|reason| format!("{}: no client can be generated: {reason}", document.name()))?;
    Ok(Code {
        client,
        mocks,
        left_out: rest.left_out,
    })
}

/// Runs the generator, which panics in cases that it does not handle.
fn run(normalised: &Normalised) -> Result<ClientAndMocks, String> {
    let attempt = AssertUnwindSafe(|| attempt(normalised));
    catch_unwind(attempt).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().cloned();
        let text = text.or_else(|| panic.downcast_ref::<&str>().map(|it| (*it).to_owned()));
        Err(text.unwrap_or_else(|| "it panics".to_owned()))
    })
}

fn attempt(normalised: &Normalised) -> Result<ClientAndMocks, String> {
    let spec: OpenAPI = serde_json::from_value::<Value>(normalised.json.clone())
        .and_then(serde_json::from_value)
        .map_err(|error| error.to_string())?;
    let mut generator = Generator::new(&settings(&normalised.rust_types));
    let client = generator
        .generate_tokens(&spec)
        .map_err(|it| it.to_string())?;
    let mocks = generator
        .httpmock(&spec, "crate::generated")
        .map_err(|it| it.to_string())?;
    Ok((client, mocks))
}

fn settings(rust_types: &BTreeSet<String>) -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_tag(TagStyle::Merged)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote!(crate::Inner))
        .with_derive("PartialEq");
    for rust_type in rust_types {
        let mut schema = SchemaObject::default();
        schema
            .extensions
            .insert(RUST_TYPE.to_owned(), rust_type.clone().into());
        let impls = [TypeImpl::Display, TypeImpl::FromStr];
        settings.with_conversion(schema, rust_type, impls.into_iter());
    }
    settings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types;

    const DOCUMENT: &str = "openapi: 3.0.3
paths:
  /good:
    get:
      operationId: good
      responses: {'204': {description: ok}}
  /bad:
    get:
      operationId: bad
      responses: {'204': {description: ok}}
";

    /// Returns the result of a generator that stumbles over such a document, and the warnings.
    fn generated(stumbles: impl Fn(&str) -> bool) -> (Result<Code, String>, Vec<String>) {
        let document = Document::parse(DOCUMENT, "small.yaml").unwrap();
        let mut lost = Lost::new(&document);
        let types = types::collect(&document, &mut lost);
        let code = generate_by(&document, &types, &mut lost, |it| {
            if stumbles(&it.json.to_string()) {
                return Err("it stumbles".to_owned());
            }
            Ok((TokenStream::new(), TokenStream::new()))
        });
        let said = lost.into_problems().into_iter().map(|it| it.to_string());
        (code, said.collect())
    }

    #[test]
    fn an_operation_that_cannot_be_generated_is_left_out_with_a_warning() {
        let (code, said) = generated(|it| it.contains("/bad"));
        assert_eq!(code.unwrap().left_out, BTreeSet::from(["bad".to_owned()]));
        let wanted = "small.yaml:8: operation `bad` has no method on the client, since the generator cannot write it \
                      (it stumbles): call it by `client.request(Method::GET, \"/bad\")`";
        assert_eq!(said, [wanted]);
    }

    #[test]
    fn a_document_of_which_nothing_can_be_generated_is_refused() {
        let refused = "small.yaml: no client can be generated: it stumbles";
        // Each can be written alone, but not both together.
        let (code, _) = generated(|it| it.contains("/bad") && it.contains("/good"));
        assert_eq!(code.err().unwrap(), refused);
        let (code, _) = generated(|_| true);
        assert_eq!(code.err().unwrap(), refused);
    }
}
