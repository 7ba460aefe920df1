//! A crate that depends on the repository by its path and asks for no generator: an edited document is
//! followed all the same.

use std::path::PathBuf;
use std::process::Command;

use crate::edit::{self, Edit};
use crate::shell::{self, Outcome};
use crate::{Places, app};

/// Uses what the edit `boolean` adds, in the derive and in the client.
const LIBRARY: &str = "#[derive(contacts_api::IntoContact)]
pub struct Record {
    pub name: String,
    pub number: String,
    pub favourite: bool,
}

pub fn favourite(of: &contacts_api::types::Contact) -> Option<bool> {
    of.favourite
}
";

/// Builds the crate with a property more, and reads what is said where something is lost.
pub(crate) fn run(places: &Places, more: &Edit, pattern: &Edit) -> Outcome {
    lay(places, &[more])?;
    shell::run(&mut cargo(places))?;
    lay(places, &[more, pattern])?;
    let output = shell::output(&mut cargo(places))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let wanted =
        "without the feature `patterns` or `generate` of contacts-api only the service checks it";
    if !output.status.success() || !said.contains(wanted) {
        return Err(format!(
            "expected {wanted}, and it ends with {}:\n{said}",
            output.status
        ));
    }
    Ok(String::new())
}

fn lay(places: &Places, edits: &[&Edit]) -> Result<(), String> {
    let text = edit::combined(&places.root, edits)?;
    let files = [
        ("api.yaml".to_owned(), text),
        ("src/lib.rs".to_owned(), LIBRARY.to_owned()),
    ];
    app::lay(places, &folder(places), &[], "", &files)
}

fn cargo(places: &Places) -> Command {
    app::cargo(places, &folder(places), "check")
}

fn folder(places: &Places) -> PathBuf {
    places.work.join("unflagged")
}
