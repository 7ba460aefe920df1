//! For the build scripts of `contacts-api` and `contacts-macros`: decides which generated code is
//! compiled.
//!
//! With their feature `generate`, the code is made when building. Without it, they do not depend on a
//! generator and take the code that was made before: it is in the folder `generated` of their packages, and
//! is used if it was made from the embedded document. Otherwise it would be stale, which is never silent:
//!
//! - A package says that it needs the feature.
//! - In the repository it is made all the same, so that edits of the document take effect without a flag: by
//!   a separate cargo, which builds the generator once.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

use crate::{PATH, YAML};

/// The folder with the code and the warnings, or lines that say why there is none.
pub type Taken = Result<(PathBuf, Vec<String>), Vec<String>>;

/// Tells cargo where the code is, with warnings and errors: a build script ends with this.
///
/// The crate finds the folder in its `env!("CONTACTS_GENERATED")`.
pub fn tell(taken: Taken) -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    let (kind, lines, exit) = match taken {
        Ok((folder, warnings)) => {
            println!("cargo::rustc-env=CONTACTS_GENERATED={}", folder.display());
            ("warning", warnings, ExitCode::SUCCESS)
        }
        Err(problems) => ("error", problems, ExitCode::FAILURE),
    };
    for line in lines {
        println!("cargo::{kind}={line}");
    }
    exit
}

/// Makes the code in the build script's own folder.
///
/// # Errors
///
/// The errors of `write`.
pub fn anew(write: impl FnOnce(&Path) -> Result<Vec<String>, Vec<String>>) -> Taken {
    let folder = folder_of("OUT_DIR");
    write(&folder).map(|warnings| (folder, warnings))
}

/// Returns the folder with the code of `contacts-api`.
///
/// # Errors
///
/// The lines that say why there is none for the embedded document, and what to do.
pub fn client() -> Taken {
    take("client")
}

/// Returns the folder with the derive's table of `contacts-macros`.
///
/// # Errors
///
/// Those of [`client`].
pub fn table() -> Taken {
    take("table")
}

/// Returns the fingerprint of a document: a hash of its text (FNV-1a), independent of its line
/// ends.
///
/// ```
/// use contacts_openapi::generated::fingerprint;
///
/// assert_eq!(fingerprint("openapi: 3.0.3\r\n"), fingerprint("openapi: 3.0.3\n"));
/// assert_ne!(fingerprint("openapi: 3.0.3\n"), fingerprint("openapi: 3.0.4\n"));
/// ```
pub fn fingerprint(text: &str) -> String {
    // Git may have written the line ends of its platform.
    let bytes = text.bytes().filter(|it| *it != b'\r');
    let hash = bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    format!("{hash:016x}\n")
}

/// Writes the derive's table of the embedded document into a folder. The warnings are printed by the client's
/// build script.
///
/// # Errors
///
/// The lines that say why the document cannot be used, or what cannot be written.
#[cfg(feature = "read")]
pub fn write_table(folder: &Path) -> Result<Vec<String>, Vec<String>> {
    let lines = |text: String| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let document = crate::try_document().map_err(|it| lines(it.to_string()))?;
    for (name, text) in table_files(document) {
        let path = folder.join(name);
        fs::write(&path, text).map_err(|error| vec![format!("{}: {error}", path.display())])?;
    }
    Ok(Vec::new())
}

/// Returns the files with the derive's table of a document: their names and texts.
#[cfg(feature = "read")]
pub fn table_files(document: &crate::Document) -> [(&'static str, String); 2] {
    [
        ("table.rs", crate::derive_table(document)),
        ("document.txt", fingerprint(document.text())),
    ]
}

fn take(part: &str) -> Taken {
    let package = folder_of("CARGO_MANIFEST_DIR");
    let checked_in = package.join("generated");
    println!("cargo::rerun-if-changed={}", checked_in.display());
    if is_of(&checked_in, YAML) {
        return Ok((checked_in, Vec::new()));
    }
    let Some(repository) = repository(&package) else {
        return Err(vec![format!(
            "{PATH} is not the document that this package was generated from. To generate it anew, turn on the feature \
             `generate` of contacts-api, in Cargo.toml: contacts-api = {{ version = \"{}\", features = [\"generate\"] }}",
            version()
        )]);
    };
    for source in ["codegen", "openapi", "Cargo.lock"] {
        let path = repository.join(source);
        println!("cargo::rerun-if-changed={}", path.display());
    }
    anew(|folder| generate(repository, part, folder))
}

/// Returns whether the code in a folder was made from the document with this text.
fn is_of(folder: &Path, document: &str) -> bool {
    let generated_from = fs::read_to_string(folder.join("document.txt"));
    // Git may have changed this line end, too.
    generated_from.is_ok_and(|it| it.trim_end() == fingerprint(document).trim_end())
}

/// Returns the repository if the package is in it; a published package is not.
fn repository(package: &Path) -> Option<&Path> {
    let around = package.parent()?;
    let has = |name: &str| around.join(name).is_file();
    (has("codegen/src/main.rs") && has("openapi/contacts.yaml")).then_some(around)
}

/// Builds the generator and runs it.
///
/// It is built in this crate's own folder: both build scripts that call this share it, and the cargo that
/// waits for them does not hold its lock.
fn generate(repository: &Path, part: &str, folder: &Path) -> Result<Vec<String>, Vec<String>> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command
        .args([
            "run",
            "--quiet",
            "--locked",
            "--package",
            "contacts-codegen",
        ])
        .arg("--manifest-path")
        .arg(repository.join("Cargo.toml"))
        .arg("--target-dir")
        .arg(Path::new(env!("OUT_DIR")).join("generator"))
        .args(["--", part])
        .arg(folder)
        .current_dir(repository)
        .env("CARGO_PROFILE_DEV_DEBUG", "false");
    for (name, _) in env::vars_os() {
        if name.to_str().is_some_and(is_of_this_build) {
            command.env_remove(name);
        }
    }
    let output = command
        .output()
        .map_err(|error| vec![format!("{}: {error}", command.get_program().display())])?;
    let lines = |text: &[u8]| -> Vec<String> {
        let text = String::from_utf8_lossy(text);
        text.lines().map(str::to_owned).collect()
    };
    let said = lines(&output.stdout);
    if output.status.success() {
        return Ok(said);
    }
    if !said.is_empty() {
        return Err(said);
    }
    let mut why = vec![format!(
        "{PATH} was edited, and the generator that has to follow it cannot be built, see below. The feature `generate` \
         of contacts-api builds it with the rest."
    )];
    why.extend(lines(&output.stderr));
    Err(why)
}

/// Returns whether this variable is about the build that waits for the generator. The generator itself is
/// built for this machine, without that build's flags, lints or instrumentation.
fn is_of_this_build(name: &str) -> bool {
    const BEGINNINGS: [&str; 6] = [
        "CARGO_BUILD_",
        "CARGO_CFG_",
        "CARGO_FEATURE_",
        "CARGO_TARGET_",
        "DEP_",
        "LLVM_PROFILE_",
    ];
    const NAMES: [&str; 10] = [
        "CARGO_ENCODED_RUSTFLAGS",
        "CLIPPY_ARGS",
        "CLIPPY_CONF_DIR",
        "HOST",
        "OUT_DIR",
        "RUSTC_WORKSPACE_WRAPPER",
        "RUSTC_WRAPPER",
        "RUSTDOCFLAGS",
        "RUSTFLAGS",
        "TARGET",
    ];
    BEGINNINGS.iter().any(|it| name.starts_with(it)) || NAMES.contains(&name)
}

/// Returns the version that a manifest asks for, without its last number.
fn version() -> &'static str {
    let version = env!("CARGO_PKG_VERSION");
    version.rsplit_once('.').map_or(version, |(it, _)| it)
}

fn folder_of(variable: &str) -> PathBuf {
    PathBuf::from(env::var_os(variable).expect("cargo tells its build scripts"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn root() -> PathBuf {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        here.parent().expect("a workspace").to_owned()
    }

    #[test]
    fn a_hash_is_the_known_one() {
        // From the reference of FNV.
        assert_eq!(fingerprint(""), "cbf29ce484222325\n");
        assert_eq!(fingerprint("foobar"), "85944171f73967e8\n");
    }

    #[test]
    fn what_is_checked_in_is_of_our_own_document_and_of_no_other() {
        let document = include_str!("../contacts.yaml");
        for package in ["contacts-api", "contacts-macros"] {
            let folder = root().join(package).join("generated");
            assert!(is_of(&folder, document), "{package}");
            assert!(is_of(&folder, &document.replace('\n', "\r\n")), "{package}");
            assert!(
                !is_of(&folder, &format!("{document}# edited\n")),
                "{package}"
            );
        }
        assert!(!is_of(&root(), document), "nothing was generated there");
    }

    #[test]
    fn a_package_is_in_the_repository_or_alone() {
        let root = root();
        assert_eq!(repository(&root.join("contacts-api")), Some(&*root));
        assert_eq!(repository(&root.join("tests/application")), None);
    }

    #[test]
    fn the_generator_is_built_with_nobodys_flags() {
        for name in [
            "CARGO_ENCODED_RUSTFLAGS",
            "CARGO_FEATURE_DERIVE",
            "CARGO_TARGET_DIR",
            "LLVM_PROFILE_FILE",
            "RUSTC_WORKSPACE_WRAPPER",
        ] {
            assert!(is_of_this_build(name), "{name}");
        }
        // These say where it finds its document and what it is built from.
        for name in [
            "CARGO_HOME",
            "CONTACTS_OPENAPI",
            "PATH",
            "PWD",
            "RUSTUP_TOOLCHAIN",
        ] {
            assert!(!is_of_this_build(name), "{name}");
        }
    }
}
