//! From an OpenAPI document to the code of `contacts-api`: what its build script calls.
//!
//! In its order:
//!
//! - `types` finds the Rust types that a document needs: strict for what is sent, lenient for what is
//!   read.
//! - `normalise` writes the document in the small dialect that the generator reads well, `generate`
//!   runs the generator, `adapt` corrects what it has no setting for, one correction a file.
//! - `tables`, `mapping` and `phone_book` are what hand-written code has to know of the document.
//! - `lost` collects what is degraded: a warning each, with its place and what to write instead.
//!
//! A golden copy of everything that is written for the project's own document stands in
//! `tests/golden`, so that an upgrade of the generator shows as a difference.
//!
//! ```
//! let document = contacts_openapi::document();
//! let wanted = contacts_codegen::Wanted::default();
//! let generated = contacts_codegen::generate(document, wanted)?;
//! assert!(generated.client.contains("pub struct Client"));
//! # Ok::<(), String>(())
//! ```
#![forbid(unsafe_code)]

mod adapt;
mod generate;
mod lost;
mod mapping;
mod normalise;
mod phone_book;
mod tables;
mod types;

use std::fs;
use std::path::Path;

use contacts_openapi::{Document, Problem};

use crate::adapt::Context;
use crate::lost::Lost;

/// What is wanted beside the client.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted {
    /// Typed mocks of the API.
    pub mocks: bool,
    /// `schemars::JsonSchema` for the generated types.
    pub json_schema: bool,
}

/// The code that is made of a document, by the file that it is for.
#[derive(Debug)]
pub struct Generated {
    /// The client, its operations and its types.
    pub client: String,
    /// Typed mocks, if they are wanted.
    pub mocks: Option<String>,
    /// What the transport has to know of operations.
    pub operations: String,
    /// What the mapping of domain types has to know of payloads.
    pub mapping: String,
    /// The contact operations by their role.
    pub phone_book: String,
    /// The regions of phone numbers.
    pub regions: String,
    /// What of the document is degraded, each with its place and what to write instead.
    pub warnings: Vec<Problem>,
}

/// Generates all code for a document.
///
/// # Errors
///
/// A sentence that says why no client can be made.
pub fn generate(document: &Document, wanted: Wanted) -> Result<Generated, String> {
    let mut lost = Lost::new(document);
    let types = types::collect(document, &mut lost);
    let code = generate::generate(document, &types, wanted, &mut lost)?;
    let all = document.operations().iter();
    let context = Context {
        types: &types,
        operations: all.filter(|it| !code.left_out.contains(&it.id)).collect(),
        needs_body: phone_book::needs_body(document),
    };
    let mut warnings = document.warnings().to_vec();
    warnings.extend(lost.into_problems());
    Ok(Generated {
        client: adapt::adapt(code.client, &context)?,
        mocks: code
            .mocks
            .map(|it| adapt::adapt_mocks(it, &context))
            .transpose()?,
        operations: adapt::format(tables::tables(document))?,
        mapping: adapt::format(mapping::mapping(document, &types))?,
        phone_book: adapt::format(phone_book::phone_book(document, &types, &code.left_out))?,
        regions: adapt::format(tables::regions())?,
        warnings,
    })
}

/// More warnings than these are counted: those of a large document would fill the screen.
const SHOWN: usize = 30;

/// Generates all code for the embedded document into a folder, for a build script; returns the lines
/// of its warnings.
///
/// All warnings are in the folder's `warnings.txt`.
///
/// # Errors
///
/// The lines that say why the document cannot be used, or what cannot be written.
pub fn write(folder: &Path, wanted: Wanted) -> Result<Vec<String>, Vec<String>> {
    let lines = |text: String| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let document = contacts_openapi::try_document().map_err(|it| lines(it.to_string()))?;
    let generated = generate(document, wanted).map_err(lines)?;
    let warnings: Vec<_> = generated.warnings.iter().map(ToString::to_string).collect();
    let mut files = vec![
        ("client.rs", generated.client),
        ("operations.rs", generated.operations),
        ("mapping.rs", generated.mapping),
        ("phone_book.rs", generated.phone_book),
        ("regions.rs", generated.regions),
        ("warnings.txt", warnings.join("\n")),
    ];
    files.extend(generated.mocks.map(|mocks| ("mocks.rs", mocks)));
    for (name, text) in files {
        let path = folder.join(name);
        fs::write(&path, text).map_err(|error| vec![format!("{}: {error}", path.display())])?;
    }
    let mut shown = warnings;
    if shown.len() > SHOWN {
        let more = shown.split_off(SHOWN).len();
        shown.push(format!(
            "{more} more are in {}",
            folder.join("warnings.txt").display()
        ));
    }
    Ok(shown)
}
