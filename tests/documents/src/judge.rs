//! What is judged of a document: what is generated, whether it compiles, and whether all follows it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use contacts_openapi::Document;

use crate::edit::{self, Edit};
use crate::session::Session;
use crate::shell::{self, Outcome};
use crate::{Places, app, probe, programs, unflagged};

/// What messages call the document.
const NAME: &str = "api.yaml";

/// The tests that are compiled for a document that has grown.
const TESTED: [&str; 7] = [
    "grown.rs",
    "wire/main.rs",
    "wire/bodies.rs",
    "wire/lists.rs",
    "wire/parameters.rs",
    "wire/security.rs",
    "wire/service.rs",
];

/// The command is built with the generator, which is built once for all documents.
const BUILD: [&str; 5] = ["build", "-p", "contacts-cli", "--features", "generate"];

/// Generates the code of one edit, in this process.
pub(crate) fn generates(places: &Places, edit: &Edit) -> Outcome {
    let text = edit::combined(&places.root, &[edit])?;
    let made = AssertUnwindSafe(|| probe::generate(&text, NAME));
    let made = catch_unwind(made).map_err(|_| "it panics".to_owned())?;
    let generated = match (made, &edit.refused) {
        (Err(said), Some(wanted)) if said.contains(wanted) => {
            return Ok(format!("refused: {said}"));
        }
        (Err(said), _) => return Err(format!("refused: {said}")),
        (Ok(_), Some(wanted)) => return Err(format!("it should be refused: {wanted}")),
        (Ok(generated), None) => generated,
    };
    let warnings: Vec<String> = generated.warnings.iter().map(ToString::to_string).collect();
    for wanted in &edit.warns {
        if !warnings.iter().any(|it| it.contains(wanted)) {
            return Err(format!("nothing warns: {wanted}\n{}", warnings.join("\n")));
        }
    }
    let note = match warnings.len() {
        0 => String::new(),
        1 => "1 warning".to_owned(),
        several => format!("{several} warnings"),
    };
    if env::var_os("SHOW").is_some() {
        return Ok(format!("{note}\n{}", warnings.join("\n")));
    }
    Ok(note)
}

fn cargo(places: &Places, document: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .args(arguments)
        .current_dir(&places.root)
        .env("CARGO_TARGET_DIR", &places.target)
        .env("CONTACTS_OPENAPI", document);
    // What cargo has told this program is of no use to another cargo.
    for variable in ["CARGO_MANIFEST_DIR", "CARGO_PKG_NAME"] {
        command.env_remove(variable);
    }
    command
}

fn write(folder: &Path, text: &str) -> Result<PathBuf, String> {
    let path = folder.join(NAME);
    let written = fs::create_dir_all(folder).and_then(|()| fs::write(&path, text));
    written.map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path)
}

/// Compiles the client of a document with everything that can be asked of it.
pub(crate) fn compiles(places: &Places, text: &str) -> Outcome {
    probe::compiles(places, &probe::generate(text, NAME)?)
}

/// Builds everything with a document, and uses it.
pub(crate) fn document(places: &Places, text: &str, off: &Vec<String>) -> Outcome {
    let path = write(&app::folder(places), text)?;
    let document = Document::parse(text, NAME).map_err(|it| it.to_string())?;
    shell::run(cargo(places, &path, &BUILD).arg("--quiet"))?;
    let session = Session::begin(places, &document)?;
    for command in off {
        let said = session.refused(&[command.as_str()])?;
        if !said.contains("the document has") {
            return Err(format!(
                "`contacts {command}` does not say why it is off: {said}"
            ));
        }
    }
    session.used(off)?;
    if env::var_os("NO_APP").is_some() {
        return Ok(String::new());
    }
    app::run(places, &document, session.url())
}

/// What follows when a document grows: what was added is there in Rust, a required property is missed where nothing feeds it, and what
/// cannot be used fails the build with a sentence.
pub(crate) fn growth(places: &Places, edits: &[Edit]) -> Result<Vec<(String, Outcome)>, String> {
    let find = |name: &str| {
        edits
            .iter()
            .find(|it| it.name == name)
            .ok_or_else(|| name.to_owned())
    };
    let refused = find("refused-version")?;
    let missing = find("nested-required")?;
    let (more, pattern) = (find("boolean")?, find("nested-optional")?);
    let edits = [
        "grown",
        // What no derive there mentions breaks none: an optional list.
        "free-form",
        "array-of-strings",
        "all-of",
        "styles",
        "optional-bodies",
        "multiples",
        "additional-properties",
        "security-combined",
        "second-list",
    ];
    let edits: Vec<&Edit> = edits.into_iter().map(find).collect::<Result<_, _>>()?;
    let grown = edit::combined(&places.root, &edits)?;
    Ok(vec![
        (
            "what was added is there in Rust, and travels as the document says".to_owned(),
            app::tested(places, &TESTED, &grown).map(|_| String::new()),
        ),
        (
            "what the derive writes and says of a document that has grown is as expected"
                .to_owned(),
            programs::run(places, &edit::combined(&places.root, &[find("derived")?])?),
        ),
        (
            "a document that cannot be used fails the build with a sentence".to_owned(),
            broken(places, refused),
        ),
        (
            "a required property is missed where nothing feeds it".to_owned(),
            missed(places, missing),
        ),
        (
            "in the repository a document is followed without a feature".to_owned(),
            unflagged::run(places, more, pattern),
        ),
    ])
}

fn broken(places: &Places, edit: &Edit) -> Outcome {
    let text = edit::combined(&places.root, &[edit])?;
    let path = write(&places.work.join("refused"), &text)?;
    let output = shell::output(&mut cargo(places, &path, &BUILD))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let wanted = edit.refused.as_deref().unwrap_or_default();
    let has_said = said.contains(wanted) && said.contains(NAME) && !said.contains("panicked");
    if output.status.success() || !has_said {
        return Err(format!("expected a sentence and no panic, got\n{said}"));
    }
    Ok(String::new())
}

fn missed(places: &Places, edit: &Edit) -> Outcome {
    let text = edit::combined(&places.root, &[edit])?;
    write(&app::folder(places), &text)?;
    let document = Document::parse(&text, NAME).map_err(|it| it.to_string())?;
    let create = document.roles().create.as_ref().ok_or("no create")?;
    let leaf = create.payload.property("owner").ok_or("no property")?;
    let said = app::fails(places, &document, "owner")?;
    let place = document.place(&leaf.place);
    if said.contains("owner") && said.contains(&place) {
        return Ok(String::new());
    }
    Err(format!(
        "expected an error that names `owner` and {place}, got\n{said}"
    ))
}
