//! Links lead somewhere.

use std::fs;
use std::path::{Component, Path, PathBuf};

use contacts_tests::{Page, repository};

use super::{documentation, none_of, pages};

/// Where the files of the repository are read by others.
const REPOSITORY: &str = concat!(env!("CARGO_PKG_REPOSITORY"), "/blob/main/");

/// Where each link of a text leads to, with its line.
fn targets(prose: &str) -> Vec<(usize, &str)> {
    let mut targets = Vec::new();
    for (index, line) in prose.lines().enumerate() {
        for part in line.split("](").skip(1) {
            let target = part.split([')', ' ']).next().unwrap_or_default();
            targets.push((index + 1, target));
        }
        let line = line.trim_start();
        if let Some((_, target)) = line.strip_prefix('[').and_then(|it| it.split_once("]: ")) {
            targets.push((index + 1, target.trim()));
        }
    }
    targets
}

/// The headings of a page, as a link names them.
fn anchors(page: &Page) -> Vec<String> {
    let prose = page.prose();
    let headings = prose.lines().filter(|it| it.starts_with('#'));
    headings
        .map(|it| {
            let heading = it.trim_start_matches('#').trim().to_lowercase();
            let kept = heading
                .chars()
                .filter(|it| it.is_alphanumeric() || " -_".contains(*it));
            kept.collect::<String>().replace(' ', "-")
        })
        .collect()
}

/// What is wrong with a link from a page to a file of the repository.
fn fault(from: &str, target: &str) -> Option<String> {
    let (file, anchor) = target.split_once('#').unwrap_or((target, ""));
    let mut path = PathBuf::new();
    let folder = Path::new(from).parent().unwrap_or(Path::new(""));
    let to = if file.is_empty() {
        Path::new(from).to_owned()
    } else {
        folder.join(file)
    };
    for part in to.components() {
        match part {
            Component::ParentDir if !path.pop() => {
                return Some("leads out of the repository".into());
            }
            Component::Normal(it) => path.push(it),
            _ => {}
        }
    }
    let here = repository().join(&path);
    if !here.exists() {
        return Some("leads to nothing".to_owned());
    }
    if anchor.is_empty() {
        return None;
    }
    let text = fs::read_to_string(here).unwrap_or_default();
    let anchors = anchors(&Page::of(&path.display().to_string(), &text));
    (!anchors.iter().any(|it| it == anchor)).then(|| format!("names none of {anchors:?}"))
}

#[test]
fn links_between_pages_lead_to_what_is_there() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (name, page) in pages() {
        for (line, target) in targets(&page.prose()) {
            let fault = match target.strip_prefix(REPOSITORY) {
                Some(file) => fault("", file),
                None if target.contains("://") => continue,
                None => fault(&name, target),
            };
            count += 1;
            wrong.extend(fault.map(|it| format!("{name}:{line}: {target} {it}")));
        }
    }
    none_of(&wrong);
    assert!(count > 40, "only {count} links are found");
}

/// Whoever reads the documentation elsewhere has no file beside it.
#[test]
fn links_from_the_documentation_of_the_crates_are_whole_and_lead_to_what_is_there() {
    let mut wrong = Vec::new();
    for (name, page) in documentation() {
        for (line, target) in targets(&page.prose()) {
            let fault = match target.strip_prefix(REPOSITORY) {
                Some(file) => fault("", file),
                None if target.contains(".md") && !target.contains("://") => {
                    Some(format!("is no whole address: begin it with {REPOSITORY}"))
                }
                None => None,
            };
            wrong.extend(fault.map(|it| format!("{name}:{line}: {target} {it}")));
        }
    }
    none_of(&wrong);
}

#[test]
fn the_documentation_of_the_client_leads_to_the_short_pages() {
    let client = documentation().into_iter();
    let (_, client) = client
        .into_iter()
        .find(|(name, _)| name == "contacts-api/src/lib.rs")
        .unwrap();
    let prose = client.prose();
    let targets: Vec<_> = targets(&prose)
        .into_iter()
        .map(|(_, target)| target)
        .collect();
    for page in [
        "your-types",
        "your-document",
        "testing",
        "large-books",
        "cli",
    ] {
        let page = format!("{REPOSITORY}docs/{page}.md");
        assert!(targets.contains(&&*page), "{page} is not among {targets:?}");
    }
}

#[test]
fn a_link_that_leads_nowhere_is_found() {
    assert_eq!(
        targets("a [b](c.md), [d](e.md#f)\n[g]: h.md"),
        [(1, "c.md"), (1, "e.md#f"), (2, "h.md"),]
    );
    assert_eq!(fault("docs/cli.md", "../README.md#in-your-code"), None);
    assert_eq!(
        fault("docs/cli.md", "#when-the-service-and-the-document-disagree"),
        None
    );
    for wrong in ["README.md", "../README.md#nothing", "../../README.md"] {
        assert!(fault("docs/cli.md", wrong).is_some(), "{wrong}");
    }
}
