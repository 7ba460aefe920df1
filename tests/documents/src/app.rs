//! A crate of a team's own, outside the workspace: it names its document in `.cargo/config.toml`,
//! derives a contact of its own type, and creates it.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use contacts_openapi::{Document, Kind, Property, SchemaId};
use serde_json::Value;

use crate::Places;
use crate::probe;
use crate::sample::{self, writable};
use crate::session::TOKEN;
use crate::shell::{self, Outcome};

/// The number of its contact, as a person has it.
const NUMBER: &str = "+45 22 33 44 55";

pub(crate) fn folder(places: &Places) -> PathBuf {
    places.work.join("app")
}

/// Builds the crate for the document that lies in its folder, and lets it create a contact.
pub(crate) fn run(places: &Places, document: &Document, url: &str) -> Outcome {
    write(places, document, None)?;
    shell::run(&mut cargo(places, &folder(places), "build"))?;
    let program = places.target.join("debug/contacts-app");
    let said = shell::run(
        Command::new(program)
            .args([url, TOKEN])
            .env_remove("RUST_BACKTRACE"),
    )?;
    if said.trim() == "created" {
        return Ok(String::new());
    }
    Err(format!("the derived contact was not created: {said}"))
}

/// What the compiler says when nothing feeds these properties.
pub(crate) fn fails(places: &Places, document: &Document, without: &str) -> Outcome {
    write(places, document, Some(without))?;
    let output = shell::output(&mut cargo(places, &folder(places), "build"))?;
    if output.status.success() {
        return Err(format!("a derive without `{without}` compiled"));
    }
    Ok(String::from_utf8_lossy(&output.stderr).into_owned())
}

/// Its environment comes from its own `.cargo/config.toml`.
pub(crate) fn cargo(places: &Places, folder: &Path, command: &str) -> Command {
    let mut cargo = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    cargo
        .arg(command)
        .arg("--quiet")
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", &places.target)
        .env_remove("CONTACTS_OPENAPI");
    cargo
}

fn write(places: &Places, document: &Document, without: Option<&str>) -> Result<(), String> {
    let dependencies = "tokio = { version = \"1\", features = [\"macros\", \"rt\"] }\n";
    let files = [("src/main.rs".to_owned(), program(document, without)?)];
    lay(
        places,
        &folder(places),
        &["generate", "phone"],
        dependencies,
        &files,
    )
}

/// Runs tests that stand in files here, in a crate outside the workspace, for a document.
pub(crate) fn tested(places: &Places, tests: &[&'static str], document: &str) -> Outcome {
    let folder = places.work.join("tested");
    let mut files = vec![
        ("src/lib.rs".to_owned(), String::new()),
        ("api.yaml".to_owned(), document.to_owned()),
    ];
    for name in tests {
        let file = places.root.join("tests/documents").join(name);
        let text = fs::read_to_string(&file);
        let text = text.map_err(|error| format!("{}: {error}", file.display()))?;
        files.push((format!("tests/{name}"), text));
    }
    let root = places.root.display();
    let dependencies = format!(
        "contacts-emulator = {{ path = \"{root}/contacts-emulator\" }}\n\
         tokio = {{ version = \"1\", features = [\"io-util\", \"macros\", \"net\", \"rt\"] }}\n\
         futures-util = {{ version = \"0.3\", default-features = false }}\n"
    );
    lay(
        places,
        &folder,
        &["generate", "phone"],
        &dependencies,
        &files,
    )?;
    shell::run(&mut cargo(places, &folder, "test"))
}

/// Writes a crate that follows the document in its own folder, with these features of the client.
pub(crate) fn lay(
    places: &Places,
    folder: &Path,
    features: &[&str],
    dependencies: &str,
    files: &[(String, String)],
) -> Result<(), String> {
    let root = places.root.display();
    let name = folder.file_name().unwrap_or_default().display();
    let manifest = format!(
        "[package]\nname = \"contacts-{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
         [dependencies]\ncontacts-api = {{ path = \"{root}/contacts-api\", features = {features:?} }}\n\
         serde_json = \"1\"\n{dependencies}\n[workspace]\n"
    );
    let config = "[env]\nCONTACTS_OPENAPI = { value = \"api.yaml\", relative = true }\n";
    let common = [
        ("Cargo.toml".to_owned(), manifest),
        (".cargo/config.toml".to_owned(), config.to_owned()),
    ];
    for (name, text) in common.iter().chain(files) {
        let path = folder.join(name);
        probe::write(&path, text)?;
    }
    probe::lock(places, folder)
}

/// A program that derives `IntoContact` on a struct with a field for each property.
fn program(document: &Document, without: Option<&str>) -> Result<String, String> {
    let create = document.roles().create.as_ref().ok_or("nothing creates")?;
    let operation = document.operation(&create.operation);
    let operation = operation.ok_or("nothing creates")?;
    let mut method = format!("{}()", operation.rust_name);
    // What a contact does not give, such as the company that it is of.
    for parameter in operation.parameters.iter().filter(|it| it.required) {
        let value = sample::value(document, parameter.schema);
        let _ = write!(method, ".{}({value})", parameter.rust_name);
    }
    let number = create.payload.number();
    let (mut fields, mut values) = (String::new(), String::new());
    for (index, leaf) in writable(&create.payload).iter().enumerate() {
        let property = leaf.property;
        if without
            .is_some_and(|it| property.path == it || property.path.starts_with(&format!("{it}.")))
        {
            continue;
        }
        let is_number = number.is_some_and(|it| it.path == property.path)
            && matches!(property.kind, Kind::String(_) | Kind::Integer);
        let value = if is_number {
            Some(("String".to_owned(), format!("{NUMBER:?}.to_owned()")))
        } else {
            leaf.value(document)
                .and_then(|it| of(document, &property.kind, &it))
        };
        let Some((ty, value)) = value else { continue };
        let mut path = path(property);
        if is_number {
            path += ", region = \"DK\"";
        }
        let _ = writeln!(fields, "    #[contact({path})]\n    field_{index}: {ty},");
        let _ = writeln!(values, "        field_{index}: {value},");
    }
    Ok(format!(
        "use contacts_api::{{Client, IntoContact}};\n\n\
         #[derive(IntoContact)]\nstruct Record {{\n{fields}}}\n\n\
         #[tokio::main(flavor = \"current_thread\")]\nasync fn main() {{\n    \
         let arguments: Vec<String> = std::env::args().collect();\n    \
         let client = Client::builder().base_url(&arguments[1]).token(&*arguments[2]).build().unwrap();\n    \
         let record = Record {{\n{values}    }};\n    \
         client.{method}.body(&record).send().await.unwrap();\n    \
         println!(\"created\");\n}}\n"
    ))
}

/// How the derive names a property.
fn path(property: &Property) -> String {
    let is_plain = property.path.split('.').all(|it| {
        !contacts_openapi::names::is_keyword(it) && contacts_openapi::names::field(it) == it
    });
    // What the derive has a meaning for is a property only in quotes.
    let is_key = [
        "crate",
        "default",
        "deny_unmapped",
        "flatten",
        "none",
        "region",
        "sensitive",
        "skip",
    ]
    .iter()
    .chain(&["skip_if", "try_with", "update", "with"])
    .any(|it| *it == property.path);
    if is_plain && !is_key {
        property.path.clone()
    } else {
        format!("{:?}", property.path)
    }
}

/// A field's type and value, as a team would have it.
fn of(document: &Document, kind: &Kind, value: &Value) -> Option<(String, String)> {
    Some(match kind {
        Kind::String(_) => (
            "String".to_owned(),
            format!("{:?}.to_owned()", value.as_str()?),
        ),
        Kind::Integer => ("i64".to_owned(), value.as_i64()?.to_string()),
        Kind::Number => ("f64".to_owned(), format!("{:?}", value.as_f64()?)),
        Kind::Boolean => ("bool".to_owned(), value.as_bool()?.to_string()),
        Kind::Array(items) => array(document, *items, value)?,
        Kind::Any => json("serde_json::Value", value),
        Kind::Map(values) => match document.schema(*values).kind {
            Kind::Any => json("serde_json::Map<String, serde_json::Value>", value),
            Kind::String(_) => json("std::collections::BTreeMap<String, String>", value),
            _ => return None,
        },
        // For objects that no path leads into there are the generated types.
        Kind::Object(_) => return None,
    })
}

fn array(document: &Document, items: SchemaId, value: &Value) -> Option<(String, String)> {
    let its = document.schema(items);
    if its.kind == Kind::Any {
        return Some(json("Vec<serde_json::Value>", value));
    }
    if matches!(its.kind, Kind::Object(_) | Kind::Map(_) | Kind::Array(_)) {
        return None;
    }
    let of_items = value
        .as_array()?
        .iter()
        .map(|it| of(document, &its.kind, it));
    let of_items: Vec<_> = of_items.collect::<Option<_>>()?;
    let ty = of_items
        .first()
        .map_or_else(|| "String".to_owned(), |it| it.0.clone());
    let values: Vec<_> = of_items.into_iter().map(|it| it.1).collect();
    Some((format!("Vec<{ty}>"), format!("vec![{}]", values.join(", "))))
}

fn json(ty: &str, value: &Value) -> (String, String) {
    let text = value.to_string();
    (
        ty.to_owned(),
        format!("serde_json::from_str({text:?}).unwrap()"),
    )
}
