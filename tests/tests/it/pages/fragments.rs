//! What the documentation shows of manifests, of Cargo's configuration and of a document is true.

use std::fs;

use contacts_openapi::Document;
use contacts_tests::{Page, repository};
use toml::{Table, Value};

use super::{documentation, none_of, pages};

fn toml_file(name: &str) -> Table {
    let text = fs::read_to_string(repository().join(name)).unwrap();
    text.parse()
        .unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The manifest of a crate of the workspace.
fn manifest(workspace: &Table, name: &str) -> Option<Table> {
    let path = workspace["workspace"]["dependencies"]
        .get(name)?
        .get("path")?;
    Some(toml_file(&format!("{}/Cargo.toml", path.as_str()?)))
}

/// What is wrong with a dependency that is shown.
fn fault_of_dependency(workspace: &Table, name: &str, shown: &Value) -> Option<String> {
    let version_of = |it: &Value| {
        let version = it.as_str().or_else(|| it.get("version")?.as_str());
        version.unwrap_or_default().to_owned()
    };
    let shown_version = version_of(shown);
    let manifest = manifest(workspace, name);
    let dependencies = &workspace["workspace"]["dependencies"];
    let version = match (&manifest, dependencies.get(name)) {
        (Some(_), _) => version_of(&workspace["workspace"]["package"]),
        (None, Some(used)) => version_of(used),
        (None, None) => return Some("is no crate that is used here".to_owned()),
    };
    // Cargo takes `0.1` for any version that begins so.
    let begins = format!("{version}.").starts_with(&format!("{shown_version}."));
    if shown_version.is_empty() || !begins {
        return Some(format!(
            "is asked for as {shown_version:?} and is {version}"
        ));
    }
    let features = shown.get("features").and_then(Value::as_array);
    let features = features.into_iter().flatten().filter_map(Value::as_str);
    let known = manifest.as_ref()?.get("features").and_then(Value::as_table);
    let optional = manifest
        .as_ref()?
        .get("dependencies")
        .and_then(Value::as_table);
    let missing: Vec<_> = features
        .filter(|it| !known.is_some_and(|known| known.contains_key(*it)))
        .filter(|it| !optional.is_some_and(|all| is_optional(all, it)))
        .collect();
    (!missing.is_empty()).then(|| format!("has no feature {missing:?}"))
}

/// A dependency that is optional is a feature too.
fn is_optional(dependencies: &Table, name: &str) -> bool {
    let optional = dependencies.get(name).and_then(|it| it.get("optional"));
    optional == Some(&Value::Boolean(true))
}

/// What is wrong with `[env]` as it is shown: the build script has to know the variable.
fn fault_of_environment(environment: &Value) -> Option<String> {
    let reads = fs::read_to_string(repository().join("openapi/build.rs")).unwrap();
    let Some(environment) = environment.as_table().filter(|it| !it.is_empty()) else {
        return Some("sets nothing".to_owned());
    };
    environment.iter().find_map(|(name, value)| {
        let is_read = reads.contains(&format!("\"{name}\""));
        let is_relative = value.get("relative") == Some(&Value::Boolean(true));
        let is_path = value.get("value").is_some_and(Value::is_str);
        let is_right = is_read && is_relative && is_path && value.as_table()?.len() == 2;
        (!is_right)
            .then(|| format!("is {value:?}, which is no path that a build script reads as {name}"))
    })
}

fn faults(workspace: &Table, code: &str) -> Vec<String> {
    let shown: Table = match code.parse() {
        Ok(it) => it,
        Err(error) => return vec![error.to_string()],
    };
    let mut faults = Vec::new();
    for (name, value) in &shown {
        let wrong = match (&**name, value) {
            ("env", value) => fault_of_environment(value),
            ("dependencies", Value::Table(all)) => {
                faults.extend(all.iter().filter_map(|(name, value)| {
                    let fault = fault_of_dependency(workspace, name, value)?;
                    Some(format!("`{name}` {fault}"))
                }));
                None
            }
            (name, value) => fault_of_dependency(workspace, name, value),
        };
        faults.extend(wrong.map(|it| format!("`{name}` {it}")));
    }
    faults
}

#[test]
fn manifests_and_configurations_name_what_there_is() {
    let workspace = toml_file("Cargo.toml");
    let mut wrong = Vec::new();
    for (name, page) in pages().into_iter().chain(documentation()) {
        for block in page.blocks().iter().filter(|it| it.language == "toml") {
            let faults = faults(&workspace, &block.code).into_iter();
            wrong.extend(faults.map(|it| format!("{name}:{}: {it}", block.line)));
        }
    }
    none_of(&wrong);
}

#[test]
fn a_manifest_that_names_what_there_is_not_is_found() {
    let workspace = toml_file("Cargo.toml");
    for right in [
        "contacts-api = { version = \"0.1\", features = [\"generate\", \"chrono\"] }",
        "[dependencies]\ntokio = \"1\"",
    ] {
        assert_eq!(faults(&workspace, right), [""; 0], "{right}");
    }
    for wrong in [
        "contacts-api = { version = \"0.1\", features = [\"generator\"] }",
        "contacts-api = { features = [\"generate\"] }",
        "contacts-api = \"0.2\"",
        "[dependencies]\ntokio = \"2\"",
        "[dependencies]\ncontacts = \"0.1\"",
        "[env]\nCONTACTS_OPEN_API = { value = \"api.yaml\", relative = true }",
        "[env]\nCONTACTS_OPENAPI = \"api.yaml\"",
        "contacts-api =",
    ] {
        assert_eq!(faults(&workspace, wrong).len(), 1, "{wrong}");
    }
}

/// The fragment of `docs/your-document.md` as a whole document.
fn document(fragment: &str) -> Document {
    let operation = "      requestBody:\n        required: true\n        content: {application/json: \
                     {schema: {$ref: '#/components/schemas/Person'}}}\n      responses: {'201': \
                     {description: Stored.}}\ncomponents:";
    let text = fragment.replace("components:", operation);
    let text = format!("openapi: 3.0.3\ninfo: {{title: People, version: '1'}}\n{text}");
    Document::parse(&text, "api.yaml").unwrap_or_else(|error| panic!("{error}\n{text}"))
}

#[test]
fn the_roles_of_a_document_are_those_that_the_page_gives() {
    let page = Page::read("docs/your-document.md");
    let fragments = page.below("What contacts are", "yaml");
    let [fragment] = &*fragments else {
        panic!("another fragment has to be looked at too: {fragments:?}");
    };
    let written = document(fragment);
    let create = written.roles().create.as_ref().expect("what creates");
    assert_eq!(create.operation, "people.store");
    assert_eq!(
        create.payload.number().map(|it| &*it.name),
        Some("landline")
    );

    // Without either role it is found otherwise, or not at all.
    let without = fragment.replace(", x-contacts-role: number", "");
    let without = document(&without);
    let create = without.roles().create.as_ref().expect("what creates");
    assert_ne!(
        create.payload.number().map(|it| &*it.name),
        Some("landline")
    );
    let without = fragment.replace("      x-contacts-role: create\n", "");
    assert_eq!(document(&without).roles().create, None);

    // Each role of the page's table is known to what finds them.
    let finds = fs::read_to_string(repository().join("openapi/src/roles/mod.rs")).unwrap();
    let rows: Vec<_> = page
        .text()
        .lines()
        .skip_while(|it| !it.starts_with("| where | roles"))
        .collect();
    let roles: Vec<_> = rows
        .iter()
        .take_while(|it| it.starts_with('|'))
        .flat_map(|it| it.split('`').skip(1).step_by(2))
        .collect();
    assert!(roles.len() > 15, "{roles:?}");
    let unknown: Vec<_> = roles.iter().filter(|it| !finds.contains(**it)).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}
