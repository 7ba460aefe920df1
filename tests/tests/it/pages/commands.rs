//! Commands and paths in the documentation name what there is.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;
use std::sync::LazyLock;

use contacts_tests::{Page, repository};
use serde_json::Value;

use super::{files, none_of, pages};

/// What Cargo knows of the workspace.
static PACKAGES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let mut cargo = Command::new(env!("CARGO"));
    cargo
        .args([
            "metadata",
            "--no-deps",
            "--offline",
            "--format-version",
            "1",
        ])
        .current_dir(repository());
    let output = cargo.output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let mut metadata: Value = serde_json::from_slice(&output.stdout).unwrap();
    serde_json::from_value(metadata["packages"].take()).unwrap()
});

/// What stands at the root of the repository: a path begins with one of these.
static ROOTS: LazyLock<BTreeSet<String>> = LazyLock::new(|| {
    let all = ["", ".rs", ".md"].map(files).concat();
    let folders = all.iter().filter_map(|it| it.split_once('/'));
    folders.map(|(root, _)| root.to_owned()).collect()
});

/// Everything in backticks and every line of a shell block, with its line.
fn said(page: &Page) -> Vec<(usize, String)> {
    let mut said = Vec::new();
    let shell = page.blocks().iter().filter(|it| it.language == "sh");
    for block in shell {
        for (index, line) in block.code.lines().enumerate() {
            said.push((block.line + 1 + index, line.to_owned()));
        }
    }
    let prose = page.prose();
    let mut line = 1;
    for paragraph in prose.split("\n\n") {
        let mut here = line;
        for (index, part) in paragraph.split('`').enumerate() {
            if index % 2 == 1 {
                said.push((here, part.replace('\n', " ")));
            }
            here += part.matches('\n').count();
        }
        line += paragraph.matches('\n').count() + 2;
    }
    said
}

/// The packages of the workspace with this name.
fn package(name: &str) -> Option<&'static Value> {
    PACKAGES.iter().find(|it| it["name"] == name)
}

/// Whether a package has a target of a kind and name.
fn has_target(package: &Value, kind: &str, name: &str) -> bool {
    let targets = package["targets"].as_array().unwrap();
    let mut targets = targets.iter();
    targets.any(|it| it["name"] == name && it["kind"].as_array().unwrap().contains(&kind.into()))
}

/// Whether there is a test in a package whose path has this in it: a function or a module.
fn has_test(package: &Value, filter: &str) -> bool {
    let manifest = package["manifest_path"].as_str().unwrap();
    let folder = manifest.strip_prefix(&format!("{}/", repository().display()));
    let folder = folder
        .and_then(|it| it.strip_suffix("Cargo.toml"))
        .unwrap_or_default();
    let sources = files(".rs").into_iter().filter(|it| it.starts_with(folder));
    sources.into_iter().any(|it| {
        let text = fs::read_to_string(repository().join(it)).unwrap();
        text.lines().any(|line| {
            let line = line.trim_start();
            (line.starts_with("fn ") || line.starts_with("mod ") || line.starts_with("async fn "))
                && line.contains(filter)
        })
    })
}

/// What is wrong with a call of Cargo.
fn fault_of_cargo(arguments: &[&str]) -> Option<String> {
    let command = *arguments.first()?;
    let arguments: Vec<&str> = arguments[1..]
        .iter()
        .copied()
        .take_while(|it| *it != "--")
        .collect();
    let mut packages = Vec::new();
    let mut targets = Vec::new();
    let mut features = Vec::new();
    let mut filter = None;
    let mut rest = arguments.iter();
    while let Some(argument) = rest.next() {
        match *argument {
            "-p" | "--package" | "--exclude" | "--test-package" => {
                let name = *rest.next()?;
                let Some(found) = package(name) else {
                    return Some(format!("there is no package {name}"));
                };
                if *argument != "--exclude" {
                    packages.push(found);
                }
            }
            "--bench" | "--test" | "--example" | "--bin" => {
                targets.push((argument.trim_start_matches('-'), *rest.next()?));
            }
            "--features" => features.push(*rest.next()?),
            "-f" | "--path" | "--manifest-path" => {
                let path = rest.next()?.trim_matches('\'');
                let folder = path.split('*').next().unwrap_or_default();
                if !repository().join(folder).exists() {
                    return Some(format!("there is no {path}"));
                }
            }
            // Their values are no names.
            "--baseline" | "--timeout" => drop(rest.next()),
            flag if flag.starts_with('-') => {}
            name if command == "install" => match package(name) {
                Some(it) => packages.push(it),
                None => return Some(format!("there is no package {name}")),
            },
            name => filter = Some(name),
        }
    }
    let any = if packages.is_empty() {
        PACKAGES.iter().collect()
    } else {
        packages
    };
    for (kind, name) in targets {
        if !any.iter().any(|it| has_target(it, kind, name)) {
            return Some(format!("there is no {kind} {name}"));
        }
    }
    for feature in features {
        if !any.iter().any(|it| it["features"].get(feature).is_some()) {
            return Some(format!("there is no feature {feature}"));
        }
    }
    let filter = filter.filter(|_| command == "test")?;
    let is_there = any.iter().any(|it| has_test(it, filter));
    (!is_there).then(|| format!("there is no test {filter}"))
}

/// What is wrong with a path, or a script and its arguments.
fn fault_of_path(path: &str, arguments: &[&str]) -> Option<String> {
    let (root, _) = path.split_once('/')?;
    if !ROOTS.contains(root) {
        return None;
    }
    // What a script installs is there once it has run.
    if path.ends_with("/.tools") {
        return None;
    }
    if !repository().join(path).exists() {
        return Some(format!("there is no {path}"));
    }
    let names = arguments
        .iter()
        .filter(|it| it.starts_with(|it: char| it.is_ascii_lowercase()));
    let text = fs::read_to_string(repository().join(path)).unwrap_or_default();
    let is_known = |name: &str| match path {
        "fuzz/run" => repository().join(format!("fuzz/seeds/{name}")).exists(),
        ".ci/gates" | "tests/conformance/run" => {
            text.contains(&format!("\n{name}() {{")) || text.contains(&format!("\n{name}_() {{"))
        }
        _ => true,
    };
    let flags = arguments.iter().filter(|it| it.starts_with("--"));
    let unknown = names.into_iter().find(|it| !is_known(it));
    let unknown = unknown.or_else(|| flags.into_iter().find(|it| !text.contains(**it)));
    unknown.map(|it| format!("{path} knows no {it}"))
}

/// What is wrong with a command or a path; nothing if it is neither.
fn fault(said: &str) -> Option<String> {
    let said = said.split(" # ").next().unwrap_or_default();
    let mut words = said.split_whitespace().peekable();
    // `NAME=VALUE` before the program.
    while words
        .next_if(|it| it.split_once('=').is_some_and(|(it, _)| is_variable(it)))
        .is_some()
    {}
    let program = words.next()?;
    let arguments: Vec<&str> = words.collect();
    if program == "cargo" {
        fault_of_cargo(&arguments)
    } else {
        fault_of_path(program.trim_end_matches('/'), &arguments)
    }
}

fn is_variable(name: &str) -> bool {
    !name.is_empty() && name.chars().all(|it| it.is_ascii_uppercase() || it == '_')
}

#[test]
fn commands_and_paths_name_what_there_is() {
    let mut wrong = Vec::new();
    let mut benches = 0;
    for (name, page) in pages() {
        for (line, said) in said(&page) {
            benches += usize::from(said.contains("cargo bench"));
            wrong.extend(fault(&said).map(|it| format!("{name}:{line}: `{said}`: {it}")));
        }
    }
    none_of(&wrong);
    assert!(benches > 5, "only {benches} benches are found");
}

#[test]
fn a_command_that_names_what_there_is_not_is_found() {
    for right in [
        "UPDATE_GOLDEN=1 cargo test -p contacts-codegen --test golden",
        "cargo bench -p contacts-sync -p contacts-cli --bench million",
        "cargo install contacts-cli --features generate",
        "cargo test -p contacts-cli --test it killed -- --nocapture",
        ".ci/gates --all",
        "fuzz/run 30 csv",
        "application/json",
    ] {
        assert_eq!(fault(right), None, "{right}");
    }
    for wrong in [
        "cargo bench -p contacts-tests --bench server",
        "cargo bench -p contacts-server --bench client",
        "cargo test -p contacts-cli --test it no_such_test",
        "cargo run --example no_such_example",
        "cargo install contacts",
        "cargo install contacts-cli --features generator",
        "cargo mutants -p contacts-api -f contacts-api/src/created_once.rs --timeout 120",
        ".ci/gates unused dependencies",
        ".ci/gates --everything",
        "fuzz/run 30 tsv",
        "tests/documents/runs",
        "contacts-api/src/transports",
    ] {
        assert!(fault(wrong).is_some(), "{wrong}");
    }
}
