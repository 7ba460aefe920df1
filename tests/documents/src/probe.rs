//! Compiles the client of a document and nothing else: the code is generated in this process, and a
//! crate of the client's own sources takes it from a folder. What cargo would build anew for each
//! document (the document's crate and the generator) is built once, with this program.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use contacts_codegen::Generated;
use contacts_openapi::Document;

use crate::Places;
use crate::shell::{self, Outcome};

/// Everything that can be asked of the client.
const FEATURES: &str = "patterns,phone,httpmock,schemars";

/// Says that what was generated is beside it.
const BUILD_SCRIPT: &str = r#"fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let folder = std::env::var("CARGO_MANIFEST_DIR").unwrap();
    println!("cargo::rustc-env=CONTACTS_GENERATED={folder}/generated");
}
"#;

/// Generates all code for a document.
pub(crate) fn generate(text: &str, name: &str) -> Result<Generated, String> {
    let document = Document::parse(text, name).map_err(|it| it.to_string())?;
    contacts_codegen::generate(&document)
}

/// Compiles the client that was generated.
pub(crate) fn compiles(places: &Places, generated: &Generated) -> Outcome {
    let folder = places.work.join("probe");
    lay(places, &folder)?;
    for (name, text) in generated.files() {
        write(&folder.join("generated").join(name), text)?;
    }
    check(
        places,
        &folder,
        &["--no-default-features", "--features", FEATURES],
    )
}

/// `cargo check` of a crate that was laid out.
pub(crate) fn check(places: &Places, folder: &Path, arguments: &[&str]) -> Outcome {
    shell::run(
        Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
            .args(["check", "--quiet"])
            .args(arguments)
            .current_dir(folder)
            .env("CARGO_TARGET_DIR", &places.target),
    )
}

/// Writes the crate: the client's manifest, sources and lock file, and a build script of its own.
fn lay(places: &Places, folder: &Path) -> Result<(), String> {
    let own = read(&places.root.join("contacts-api/Cargo.toml"))?;
    let workspace = read(&places.root.join("Cargo.toml"))?;
    let root = places.root.display();
    let manifest = format!(
        "{}\n[lib]\nname = \"contacts_api\"\npath = \"{root}/contacts-api/src/lib.rs\"\n\n[workspace]\n{}",
        without(
            &own,
            &["[dev-dependencies", "[build-dependencies", "[[", "[lints"]
        )
        .replace("name = \"contacts-api\"", "name = \"contacts-probe\"")
        // There is no generator: what it writes is there.
        .replace("\ngenerate = ", "\n# generate = "),
        without(&workspace, &["[workspace]", "[workspace.lints"])
            .replace("path = \"", &format!("path = \"{root}/")),
    );
    write(&folder.join("Cargo.toml"), &manifest)?;
    write(&folder.join("build.rs"), BUILD_SCRIPT)?;
    // The same versions as here, so that nothing is fetched.
    lock(places, folder)
}

/// A manifest without the tables that begin so.
fn without(manifest: &str, tables: &[&str]) -> String {
    let mut is_kept = true;
    let lines = manifest.split_inclusive('\n').filter(|line| {
        if line.starts_with('[') {
            is_kept = !tables.iter().any(|it| line.starts_with(it));
        }
        is_kept
    });
    lines.collect()
}

/// Copies the lock file, if the crate has none.
pub(crate) fn lock(places: &Places, folder: &Path) -> Result<(), String> {
    let lock = folder.join("Cargo.lock");
    if lock.exists() {
        return Ok(());
    }
    let copied = fs::copy(places.root.join("Cargo.lock"), &lock);
    copied.map_err(|error| format!("{}: {error}", lock.display()))?;
    Ok(())
}

/// Writes a file if it is not that already: cargo looks at the time.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), String> {
    if fs::read_to_string(path).is_ok_and(|it| it == text) {
        return Ok(());
    }
    let folder = path.parent().map_or_else(PathBuf::new, Path::to_owned);
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(path, text));
    written.map_err(|error| format!("{}: {error}", path.display()))
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_of_a_manifest_are_left_out_whole() {
        let manifest = "[package]\nname = \"a\"\n[dev-dependencies]\nb = \"1\"\n[lints]\nworkspace = true\n[features]\nc = []\n";
        assert_eq!(
            without(manifest, &["[dev-dependencies", "[lints"]),
            "[package]\nname = \"a\"\n[features]\nc = []\n"
        );
    }
}
