//! Each block of code in the documentation is run by something that says so here.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use contacts_tests::repository;

use super::{GOLDEN, documentation, files, none_of, pages};

/// Blocks of one language in one file.
struct Blocks {
    file: &'static str,
    language: &'static str,
    /// The file that runs them.
    by: &'static str,
    how: How,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum How {
    /// It names the file and runs the blocks as they stand there.
    Runs,
    /// It looks at the blocks of all pages.
    Reads,
    /// It has the block in it, word for word, and is run itself.
    Holds,
}

const fn blocks(file: &'static str, language: &'static str, by: &'static str, how: How) -> Blocks {
    Blocks {
        file,
        language,
        by,
        how,
    }
}

const DOCTEST: &str = "tests/src/lib.rs";
const COMMAND: &str = "contacts-cli/tests/it/pages.rs";
const OPERATORS: &str = "contacts-cli/tests/it/operators.rs";
const COMMANDS: &str = "tests/tests/it/pages/commands.rs";
const FRAGMENTS: &str = "tests/tests/it/pages/fragments.rs";

/// Who runs what. Rust in the documentation of a library is not here: rustdoc runs it.
const ALL: &[Blocks] = &[
    // They take minutes to hours: what they name is looked for.
    blocks("BENCHMARKS.md", "sh", COMMANDS, How::Reads),
    blocks("README.md", "rust", DOCTEST, How::Runs),
    // But for `cargo test --workspace`, of which it is a part.
    blocks("README.md", "sh", COMMAND, How::Runs),
    blocks("README.md", "toml", FRAGMENTS, How::Reads),
    blocks("contacts-api/README.md", "rust,no_run", DOCTEST, How::Runs),
    blocks("contacts-api/src/lib.rs", "toml", FRAGMENTS, How::Reads),
    // Of a document that is not the project's own: `tests/documents/run` compiles and runs it.
    blocks(
        "contacts-api/src/mapping/derive/mod.rs",
        "text",
        "tests/documents/programs/feeds_members_by_their_paths.rs",
        How::Holds,
    ),
    // But for `cargo install`, which `.ci/gates install` runs.
    blocks("contacts-cli/README.md", "sh", COMMAND, How::Runs),
    blocks("contacts-emulator/README.md", "json", COMMAND, How::Runs),
    blocks("contacts-emulator/README.md", "sh", COMMAND, How::Runs),
    blocks(
        "contacts-emulator/src/store/log.rs",
        "text",
        "contacts-emulator/src/store/tests.rs",
        How::Runs,
    ),
    blocks("docs/cli.md", "sh", COMMAND, How::Runs),
    blocks("docs/large-books.md", "rust", DOCTEST, How::Runs),
    blocks("docs/operators.md", "crontab", OPERATORS, How::Runs),
    blocks("docs/operators.md", "sh", OPERATORS, How::Runs),
    blocks("docs/operators.md", "yaml", OPERATORS, How::Runs),
    blocks("docs/testing.md", "rust", DOCTEST, How::Runs),
    blocks("docs/your-document.md", "toml", FRAGMENTS, How::Reads),
    blocks("docs/your-document.md", "yaml", FRAGMENTS, How::Runs),
    blocks("docs/your-types.md", "rust", DOCTEST, How::Runs),
];

/// Whether rustdoc runs, or at least compiles, the Rust in the documentation of a file: it does so in
/// libraries, and neither in programs nor in tests.
fn is_of_a_library(file: &str) -> bool {
    let Some((folder, rest)) = file.split_once('/') else {
        return false;
    };
    let is_compiled = rest.starts_with("src/") || rest.starts_with("generated/");
    is_compiled && repository().join(folder).join("src/lib.rs").exists()
}

/// Whether rustdoc compiles a block with these words behind its fence.
fn is_compiled(language: &str) -> bool {
    let known = ["rust", "no_run", "should_panic", "compile_fail"];
    let mut words = language.split(',').map(str::trim);
    // An error that is expected has its number: `compile_fail,E0117`.
    words.all(|it| it.is_empty() || known.contains(&it) || it.starts_with('E'))
}

#[test]
fn every_block_of_code_is_run_by_somebody() {
    let mut found = BTreeSet::new();
    let mut wrong = Vec::new();
    for (name, page) in pages().into_iter().chain(documentation()) {
        for block in page.blocks() {
            if is_of_a_library(&name) && is_compiled(&block.language) {
                continue;
            }
            let language = block.language.clone();
            let line = block.line;
            match ALL.iter().find(|it| it.file == name && it.language == language) {
                None => wrong.push(format!(
                    "{name}:{line}: nobody runs this block of `{language}`: let a test run it as it \
                     stands there, and add the file, the language and the test to {}",
                    file!(),
                )),
                Some(it) if it.how == How::Holds => {
                    let holder = fs::read_to_string(repository().join(it.by)).unwrap();
                    if !holder.contains(&block.code) {
                        wrong.push(format!("{name}:{line}: {} has it otherwise", it.by));
                    }
                }
                Some(_) => {}
            }
            found.insert((name.clone(), language));
        }
    }
    for it in ALL {
        let (file, language, by) = (it.file, it.language, it.by);
        if !found.contains(&(file.to_owned(), language.to_owned())) {
            wrong.push(format!("{file} has no block of `{language}` any more"));
        }
        let runner = fs::read_to_string(repository().join(by)).unwrap_or_default();
        let path = Path::new(file);
        // Sources stand beside each other, pages anywhere.
        let is_source = path.extension().is_some_and(|it| it == "rs");
        let name = if is_source {
            path.file_name()
        } else {
            Some(path.as_os_str())
        };
        let name = name.and_then(OsStr::to_str).unwrap_or(file);
        if runner.is_empty() || it.how == How::Runs && !runner.contains(name) {
            wrong.push(format!("{by} does not run the blocks of {file}"));
        }
    }
    none_of(&wrong);
}

#[test]
fn no_block_is_ignored() {
    let mut wrong = Vec::new();
    for (name, page) in pages().into_iter().chain(documentation()) {
        let blocks = page.blocks().iter();
        let ignored = blocks.filter(|it| it.language.contains("ignore"));
        wrong.extend(ignored.map(|it| (name.clone(), it.line)));
    }
    // In an attribute it is no comment.
    let attribute = ["doc = \"```", "ignore"].concat();
    for name in files(".rs") {
        let text = fs::read_to_string(repository().join(&name)).unwrap();
        let lines = text.lines().enumerate();
        let ignored = lines.filter(|(_, it)| it.contains(&attribute));
        wrong.extend(ignored.map(|(index, _)| (name.clone(), index + 1)));
    }
    let wrong = wrong.into_iter().map(|(name, line)| {
        format!("{name}:{line}: let it run, with hidden lines (`# `) if it must")
    });
    none_of(&wrong.collect::<Vec<_>>());
}

#[test]
fn every_golden_page_is_compared() {
    let tests = ["golden", "sessions"].map(|it| {
        let path = format!("contacts-cli/tests/it/{it}.rs");
        fs::read_to_string(repository().join(path)).unwrap()
    });
    let golden = files(".md").into_iter().filter(|it| it.starts_with(GOLDEN));
    let wrong: Vec<_> = golden
        .filter(|it| {
            let name = it.trim_start_matches(GOLDEN).trim_end_matches(".md");
            let name = format!("\"{name}\"");
            !tests.iter().any(|it| it.contains(&name))
        })
        .map(|it| format!("{it}: no test compares it"))
        .collect();
    none_of(&wrong);
}
