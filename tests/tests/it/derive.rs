//! What `#[derive(IntoContact)]` does at run time.

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
