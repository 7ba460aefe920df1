//! Turns an OpenAPI document into the code of `contacts-api`: its build script calls this with the feature
//! `generate`, and the copy that is checked in was made with it.
//!
//! The modules, in the order in which they are used:
//!
//! - `types` finds the Rust types that a document needs: strict for what is sent, lenient for what is
//!   read.
//! - `normalise` writes the document in the small dialect that the generator reads well, `generate`
//!   runs the generator, `adapt` corrects what it has no setting for, with one file for each
//!   correction.
//! - `tables`, `mapping` and `phone_book` are what hand-written code has to know about the
//!   document.
//! - `lost` collects what is degraded, as warnings with the place and what to write instead.
//! - `write` writes the files; `main.rs` does it for build scripts that bring no generator.
//!
//! The code for the project's own document is checked in, in `contacts-api/generated`: most
//! applications are built without a generator, and an upgrade of the generator shows as a
//! difference.
//!
//! ```
//! let document = contacts_openapi::document();
//! let generated = contacts_codegen::generate(document)?;
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
mod write;

use contacts_openapi::{Document, Problem, generated::fingerprint};

use crate::adapt::Context;
use crate::lost::Lost;
pub use crate::write::write_client;

/// The code of `contacts-api` that is made from a document, by file.
#[derive(Debug)]
pub struct Generated {
    /// The client, its operations and its types.
    pub client: String,
    /// Typed mocks of the API.
    pub mocks: String,
    /// What the transport has to know about operations.
    pub operations: String,
    /// What the mapping of domain types has to know about payloads.
    pub mapping: String,
    /// The contact operations by their role.
    pub phone_book: String,
    /// The regions of phone numbers.
    pub regions: String,
    /// The fingerprint of the document.
    pub fingerprint: String,
    /// The degraded parts of the document, each with its place and what to write instead.
    pub warnings: Vec<Problem>,
}

impl Generated {
    /// Returns the files of a folder `generated`: their names and texts.
    pub fn files(&self) -> [(&'static str, &str); 7] {
        [
            ("client.rs", &self.client),
            ("mocks.rs", &self.mocks),
            ("operations.rs", &self.operations),
            ("mapping.rs", &self.mapping),
            ("phone_book.rs", &self.phone_book),
            ("regions.rs", &self.regions),
            ("document.txt", &self.fingerprint),
        ]
    }
}

/// Generates the code of the client for a document.
///
/// # Errors
///
/// A sentence that says why no client can be made.
pub fn generate(document: &Document) -> Result<Generated, String> {
    let mut lost = Lost::new(document);
    let types = types::collect(document, &mut lost);
    let code = generate::generate(document, &types, &mut lost)?;
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
        mocks: adapt::adapt_mocks(code.mocks, &context)?,
        operations: adapt::format(tables::tables(document))?,
        mapping: adapt::format(mapping::mapping(document, &types))?,
        phone_book: adapt::format(phone_book::phone_book(document, &types, &code.left_out))?,
        regions: adapt::format(tables::regions())?,
        fingerprint: fingerprint(document.text()),
        warnings,
    })
}
