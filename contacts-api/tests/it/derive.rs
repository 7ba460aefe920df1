//! What `#[derive(IntoContact)]` does at run time.
//!
//! Stands here and not in contacts-macros, whose tests have contacts-api without the feature `phone`: they show what
//! is said where it is missing.

mod feeds;
mod flatten;
mod formats;
mod grammar;
mod numbers;
mod requests;
mod several;
mod shapes;
mod update;

use contacts_api::MappingErrors;

/// Path, property and value of each error.
fn places(errors: &MappingErrors) -> Vec<(&str, &str, Option<&str>)> {
    errors
        .iter()
        .map(|it| (it.path(), it.property(), it.value()))
        .collect()
}
