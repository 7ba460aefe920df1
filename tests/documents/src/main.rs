//! Judges whether everything follows a document that a team has edited.
//!
//! - `edit` is one edit of `openapi/contacts.yaml`, a JSON merge patch with what is expected of it.
//! - `sample` finds values for the properties of whatever document.
//! - `judge` is what is judged of a document: `session` uses the CLI, `calls` calls each operation, `app`
//!   is a crate of a team's own, `programs` are some that derive.
//! - `probe` compiles a client and nothing else; `unflagged` is a crate that asks for no generator.
//! - `public` does it with documents that others have written, `plain` with progenitor alone.
#![forbid(unsafe_code)]

mod app;
mod calls;
mod edit;
mod judge;
mod plain;
mod probe;
mod programs;
mod public;
mod sample;
mod session;
mod shell;
mod unflagged;

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use edit::Edit;
use shell::Outcome;

/// The folders that all of this works in.
struct Places {
    /// The workspace.
    root: PathBuf,
    /// The target folder that is shared by all documents.
    target: PathBuf,
    /// What is written for a document.
    work: PathBuf,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .unwrap_or(Path::new("."))
        .to_owned();
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let target = target.join("documents");
    let places = Places {
        work: target.join("work"),
        target,
        root,
    };
    let outcome = fs::create_dir_all(&places.work)
        .map_err(|error| format!("{}: {error}", places.work.display()))
        .and_then(|()| run(&places, &arguments));
    match outcome {
        Ok(0) => ExitCode::SUCCESS,
        Ok(failed) => {
            println!("{failed} failed");
            ExitCode::FAILURE
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}

/// Does what is asked for, and returns how many have failed.
fn run(places: &Places, arguments: &[String]) -> Result<usize, String> {
    let edits = edit::all(&places.root.join("tests/documents/edits"))?;
    match arguments {
        [] => together(places, &edits),
        [first, names @ ..] if first == "--each" => each(places, &edits, names),
        [first, names @ ..] if first == "--generate" => Ok(generate(places, &chosen(&edits, names)?)),
        [first, names @ ..] if first == "--groups" => {
            known(places, &edits, names)?;
            let whole = judge::document;
            let failed = groups(places, "groups.yaml", &edits, names, whole)?;
            Ok(failed + groups(places, "more-groups.yaml", &edits, names, whole)?)
        }
        [first] if first == "--growth" => growth(places, &edits),
        [first, names @ ..] if first == "--check" => check(places, &edits, names),
        [first, arguments @ ..] if first == "--public" => public::run(places, arguments),
        [first, name @ ..] if first == "--write" => {
            let chosen = chosen(&edits, name)?;
            println!("{}", edit::combined(&places.root, &chosen)?);
            Ok(0)
        }
        _ => Err(
            "usage: run [--groups [NAME…] | --growth | --each [NAME…] | --check [NAME…] | --generate [NAME…] | --write NAME… | --public [PACKAGE…]]".to_owned(),
        ),
    }
}

fn chosen<'a>(edits: &'a [Edit], names: &[String]) -> Result<Vec<&'a Edit>, String> {
    if names.is_empty() {
        return Ok(edits.iter().collect());
    }
    let find = |name: &String| {
        let mut all = edits.iter();
        all.find(|it| it.name == *name)
            .ok_or_else(|| format!("there is no edit `{name}` in tests/documents/edits"))
    };
    names.iter().map(find).collect()
}

/// Each edit alone as far as code is generated; all of them in few documents as far as the client
/// compiles, and the most different of these to the end.
fn together(places: &Places, edits: &[Edit]) -> Result<usize, String> {
    let mut failed = generate(places, &edits.iter().collect::<Vec<_>>());
    failed += groups(places, "groups.yaml", edits, &[], judge::document)?;
    let compiles: Judge = |places, text, _| judge::compiles(places, text);
    failed += groups(places, "more-groups.yaml", edits, &[], compiles)?;
    failed += growth(places, edits)?;
    Ok(failed)
}

fn growth(places: &Places, edits: &[Edit]) -> Result<usize, String> {
    let outcomes = judge::growth(places, edits)?;
    let told = outcomes
        .iter()
        .map(|(name, outcome)| shell::tell(name, outcome));
    Ok(told.filter(|is_failure| *is_failure).count())
}

/// How a document is judged, of which these commands are off.
type Judge = fn(&Places, &str, &Vec<String>) -> Outcome;

/// Nothing to judge is no success: a name that no group has is a mistake.
fn known(places: &Places, edits: &[Edit], names: &[String]) -> Result<(), String> {
    let mut all = edit::groups(&places.root, "groups.yaml", edits)?;
    all.extend(edit::groups(&places.root, "more-groups.yaml", edits)?);
    let is_unknown = |name: &&String| all.iter().all(|(it, _)| it != *name);
    match names.iter().find(is_unknown) {
        Some(name) => Err(format!("there is no group `{name}` in tests/documents")),
        None => Ok(()),
    }
}

/// The groups of a file, or those of these names.
fn groups(
    places: &Places,
    file: &str,
    edits: &[Edit],
    names: &[String],
    judge: Judge,
) -> Result<usize, String> {
    let mut failed = 0;
    for (name, members) in edit::groups(&places.root, file, edits)? {
        if !names.is_empty() && !names.contains(&name) {
            continue;
        }
        let text = edit::combined(&places.root, &members)?;
        let off = members.iter().flat_map(|it| it.off.clone()).collect();
        let outcome = judge(places, &text, &off);
        failed += usize::from(shell::tell(&format!("[{name}]"), &outcome));
    }
    Ok(failed)
}

/// Whether code is generated for each edit alone, and what is warned of.
fn generate(places: &Places, edits: &[&Edit]) -> usize {
    let mut failed = 0;
    for edit in edits {
        let outcome = judge::generates(places, edit);
        failed += usize::from(shell::tell(&edit.name, &outcome));
    }
    failed
}

fn each(places: &Places, edits: &[Edit], names: &[String]) -> Result<usize, String> {
    let mut failed = 0;
    for edit in chosen(edits, names)? {
        let mut outcome = judge::generates(places, edit);
        if outcome.is_ok() && edit.refused.is_none() {
            let text = edit::combined(&places.root, &[edit])?;
            outcome = judge::document(places, &text, &edit.off);
        }
        failed += usize::from(shell::tell(&edit.name, &outcome));
    }
    Ok(failed)
}

/// Whether the client of each document compiles, and nothing more.
fn check(places: &Places, edits: &[Edit], names: &[String]) -> Result<usize, String> {
    let mut failed = 0;
    for edit in chosen(edits, names)? {
        let mut outcome: Outcome = judge::generates(places, edit);
        if outcome.is_ok() && edit.refused.is_none() {
            let text = edit::combined(&places.root, &[edit])?;
            outcome = judge::compiles(places, &text);
        }
        failed += usize::from(shell::tell(&edit.name, &outcome));
    }
    Ok(failed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_edit_that_can_be_used_is_in_a_group() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"))
            .ancestors()
            .nth(2)
            .unwrap();
        let edits = edit::all(&root.join("tests/documents/edits")).unwrap();
        let mut alone: Vec<&str> = edits.iter().map(|it| it.name.as_str()).collect();
        for file in ["groups.yaml", "more-groups.yaml"] {
            for (_, members) in edit::groups(root, file, &edits).unwrap() {
                alone.retain(|name| members.iter().all(|it| it.name != *name));
            }
        }
        // These are used by `growth`, or refused.
        alone.retain(|it| !["derived", "grown"].contains(it) && !it.starts_with("refused-"));
        assert_eq!(alone, Vec::<&str>::new());
    }
}
