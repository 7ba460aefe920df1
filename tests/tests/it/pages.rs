//! What the documentation shows is run, and what it names is there.

mod blocks;
mod commands;
mod fragments;
mod links;

use std::fs;
use std::path::Path;
use std::process::Command;

use contacts_tests::{Page, repository};

/// What the command prints is written down in these, and compared.
const GOLDEN: &str = "contacts-cli/tests/golden/";

/// All files with this extension, by their paths in the repository.
fn files(extension: &str) -> Vec<String> {
    let mut files = in_git().unwrap_or_else(in_folders);
    files.retain(|it| it.ends_with(extension) && repository().join(it).exists());
    files.sort();
    assert!(!files.is_empty(), "no {extension} is found");
    files
}

/// Without git, and where git does not trust the folder, there is no list.
fn in_git() -> Option<Vec<String>> {
    let mut git = Command::new("git");
    git.args(["ls-files", "-z"]).current_dir(repository());
    let output = git.output().ok().filter(|it| it.status.success())?;
    let names = String::from_utf8(output.stdout).ok()?;
    Some(names.split_terminator('\0').map(str::to_owned).collect())
}

/// All files but those that are installed or built.
fn in_folders() -> Vec<String> {
    let mut files = Vec::new();
    let mut folders = vec![String::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(repository().join(&folder)).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            let path = format!("{folder}{name}");
            if !entry.file_type().unwrap().is_dir() {
                files.push(path);
            } else if !["target", "node_modules", ".git", ".tools", ".out"].contains(&&*name) {
                folders.push(format!("{path}/"));
            }
        }
    }
    files
}

/// All pages but those that are golden.
fn pages() -> Vec<(String, Page)> {
    let names = files(".md").into_iter();
    let names = names.filter(|it| !it.starts_with(GOLDEN));
    names
        .map(|name| {
            let page = Page::read(&name);
            (name, page)
        })
        .collect()
}

/// The documentation of all Rust files that have some, line for line as a page.
fn documentation() -> Vec<(String, Page)> {
    let files = files(".rs").into_iter();
    files
        .filter_map(|name| {
            let text = fs::read_to_string(repository().join(&name)).unwrap();
            let lines = text.lines().map(|line| {
                let line = line.trim_start();
                let documented = line
                    .strip_prefix("//!")
                    .or_else(|| line.strip_prefix("///"));
                documented.unwrap_or_default()
            });
            let text = lines.collect::<Vec<_>>().join("\n");
            let page = (!text.trim().is_empty()).then(|| Page::of(&name, &text))?;
            Some((name, page))
        })
        .collect()
}

/// Fails with a line for each of these.
#[track_caller]
fn none_of(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

/// What is in git and what is in the folders is the same, so either is enough.
#[test]
fn the_pages_are_found_without_git_too() {
    let Some(listed) = in_git() else {
        eprintln!("there is no git to compare with");
        return;
    };
    let found = in_folders();
    let missing = listed.into_iter().filter(|it| {
        let is_read = Path::new(it)
            .extension()
            .is_some_and(|it| it == "md" || it == "rs");
        is_read && repository().join(it).exists() && !found.contains(it)
    });
    none_of(&missing.collect::<Vec<_>>());
}
