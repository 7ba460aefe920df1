//! Runs the generator.

use openapiv3::OpenAPI;
use proc_macro2::TokenStream;
use progenitor::{GenerationSettings, Generator, HooksMode, InterfaceStyle, TagStyle, TypeImpl};
use quote::quote;
use schemars08::schema::SchemaObject;

use crate::prepare::{Prepared, RUST_TYPE};

/// What is wanted beside the client.
#[derive(Clone, Copy)]
pub(crate) struct Wanted {
    pub(crate) mocks: bool,
    pub(crate) json_schema: bool,
}

/// What the generator wrote.
pub(crate) struct Code {
    pub(crate) client: TokenStream,
    pub(crate) mocks: Option<TokenStream>,
}

pub(crate) fn generate(prepared: &Prepared, wanted: Wanted) -> Result<Code, String> {
    let spec: OpenAPI = serde_json::from_value(prepared.json.clone()).map_err(|error| {
        format!(
            "{}: the document is not OpenAPI 3.0: {error}",
            contacts_openapi::PATH
        )
    })?;
    let mut generator = Generator::new(&settings(prepared, wanted));
    let fail = |error: progenitor::Error| {
        format!(
            "{}: no client can be generated: {error}",
            contacts_openapi::PATH
        )
    };
    let client = generator.generate_tokens(&spec).map_err(fail)?;
    let mocks = wanted
        .mocks
        .then(|| generator.httpmock(&spec, "crate::generated"))
        .transpose()
        .map_err(fail)?;
    Ok(Code { client, mocks })
}

fn settings(prepared: &Prepared, wanted: Wanted) -> GenerationSettings {
    let mut settings = GenerationSettings::new();
    settings
        .with_interface(InterfaceStyle::Builder)
        .with_tag(TagStyle::Merged)
        .with_hooks(HooksMode::Expected)
        .with_inner_type(quote!(crate::Inner))
        .with_derive("PartialEq");
    if wanted.json_schema {
        settings.with_derive("::schemars::JsonSchema");
    }
    for rust_type in &prepared.rust_types {
        let mut schema = SchemaObject::default();
        schema
            .extensions
            .insert(RUST_TYPE.to_owned(), rust_type.clone().into());
        let impls = [TypeImpl::Display, TypeImpl::FromStr];
        settings.with_conversion(schema, rust_type, impls.into_iter());
    }
    settings
}
