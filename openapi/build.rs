//! Chooses the document that is embedded: the one beside this file, or the one that
//! `CONTACTS_OPENAPI` names.
#![forbid(unsafe_code)]

use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

const OWN: &str = "contacts.yaml";
const VARIABLE: &str = "CONTACTS_OPENAPI";

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={VARIABLE}");
    let here = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let named = env::var(VARIABLE).ok().filter(|it| !it.trim().is_empty());
    let (path, name) = match &named {
        None => (here.join(OWN), format!("openapi/{OWN}")),
        Some(name) => {
            if let Some(path) = find(Path::new(name)) {
                (path, name.clone())
            } else {
                println!(
                    "cargo::error={VARIABLE}: there is no file {name}: give its absolute path, or name it in \
                 .cargo/config.toml: [env] {VARIABLE} = {{ value = \"api.yaml\", relative = true }}"
                );
                return ExitCode::FAILURE;
            }
        }
    };
    println!("cargo::rerun-if-changed={}", path.display());
    println!("cargo::rustc-env=CONTACTS_OPENAPI_TEXT={}", path.display());
    println!("cargo::rustc-env=CONTACTS_OPENAPI_NAME={name}");
    ExitCode::SUCCESS
}

/// A relative path is one of the folder that cargo was called in, or of a folder around it.
fn find(path: &Path) -> Option<PathBuf> {
    if path.is_absolute() {
        return path.is_file().then(|| path.to_owned());
    }
    let called_in = env::var_os("PWD").map(PathBuf::from)?;
    let mut candidates = called_in.ancestors().map(|it| it.join(path));
    candidates.find(|it| it.is_file())
}
