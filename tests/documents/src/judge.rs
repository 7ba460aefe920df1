//! Builds the CLI with a document, and uses it as people do.

use std::io::{BufRead as _, BufReader};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{env, fs};

use contacts_codegen::Wanted;
use contacts_openapi::{Document, Kind, Payload, Property, show};
use serde_json::Value;

use crate::edit::{self, Edit};
use crate::shell::{self, Outcome};
use crate::{Places, app, sample};

/// What messages call the document.
const NAME: &str = "api.yaml";

/// The number of the contact that has all properties, as people write it.
const NUMBER: &str = "+45 71 99 99 99";

/// Generates the code of one edit, in this process.
pub(crate) fn generates(places: &Places, edit: &Edit) -> Outcome {
    let text = edit::combined(&places.root, &[edit])?;
    let made = AssertUnwindSafe(|| {
        let document = Document::parse(&text, NAME).map_err(|it| it.to_string())?;
        let wanted = Wanted {
            mocks: true,
            json_schema: true,
        };
        contacts_codegen::generate(&document, wanted)
    });
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
    let path = write(&places.work.join("checked"), text)?;
    let features = "phone,httpmock,schemars";
    let arguments = [
        "check",
        "--quiet",
        "-p",
        "contacts-api",
        "--no-default-features",
        "--features",
        features,
    ];
    shell::run(&mut cargo(places, &path, &arguments))
}

/// Builds everything with a document, and uses it.
pub(crate) fn document(places: &Places, text: &str, off: &Vec<String>) -> Outcome {
    let path = write(&app::folder(places), text)?;
    let document = Document::parse(text, NAME).map_err(|it| it.to_string())?;
    let arguments = ["build", "--quiet", "-p", "contacts-cli"];
    shell::run(&mut cargo(places, &path, &arguments))?;
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
    app::run(places, &document, &session.url)
}

/// The CLI beside an emulator that it is used with.
struct Session<'a> {
    document: &'a Document,
    contacts: PathBuf,
    work: PathBuf,
    emulator: Child,
    url: String,
}

impl Drop for Session<'_> {
    fn drop(&mut self) {
        // It has no state to keep.
        let _ = self.emulator.kill();
        let _ = self.emulator.wait();
    }
}

/// The token that the emulator wants; basic authentication has two parts in it.
pub(crate) const TOKEN: &str = "judge:judge";

impl<'a> Session<'a> {
    fn begin(places: &Places, document: &'a Document) -> Result<Self, String> {
        let contacts = places.target.join("debug/contacts");
        let mut command = Command::new(&contacts);
        command
            .args(["serve", "--token", TOKEN])
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let mut emulator = command
            .spawn()
            .map_err(|error| format!("contacts serve: {error}"))?;
        let mut url = String::new();
        let stdout = emulator
            .stdout
            .take()
            .ok_or("contacts serve has no stdout")?;
        let read = BufReader::new(stdout).read_line(&mut url);
        let session = Session {
            document,
            contacts,
            work: places.work.clone(),
            emulator,
            url: url.trim().to_owned(),
        };
        match read {
            Ok(_) if session.url.starts_with("http") => Ok(session),
            other => Err(format!(
                "contacts serve does not say its URL: {other:?} {url:?}"
            )),
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.contacts);
        command
            .args(["--url", &self.url, "--no-input", "-o", "json"])
            .args(arguments)
            .current_dir(&self.work)
            .env("CONTACTS_TOKEN", TOKEN)
            .env_remove("CONTACTS_URL");
        command
    }

    fn run(&self, arguments: &[&str]) -> Outcome {
        shell::run(&mut self.command(arguments))
    }

    fn json(&self, arguments: &[&str]) -> Result<Value, String> {
        let text = self.run(arguments)?;
        serde_json::from_str(&text)
            .map_err(|error| format!("contacts {}: {error}: {text}", arguments.join(" ")))
    }

    /// What a command that must not end well says.
    fn refused(&self, arguments: &[&str]) -> Outcome {
        let output = shell::output(&mut self.command(arguments))?;
        if output.status.success() {
            return Err(format!(
                "contacts {} should be refused",
                arguments.join(" ")
            ));
        }
        Ok(String::from_utf8_lossy(&output.stderr).into_owned())
    }

    /// Uses all commands.
    fn used(&self, off: &[String]) -> Outcome {
        let is_off = |command: &str| off.iter().any(|it| it == command);
        let roles = self.document.roles();
        let Some(create) = &roles.create else {
            return Ok(String::new());
        };
        let leaves = writable(&create.payload);
        let required: Vec<_> = leaves.iter().filter(|it| it.required).collect();
        self.create(&create.payload, &required, "33002208")?;
        let all: Vec<_> = leaves.iter().collect();
        let created = self.create(&create.payload, &all, NUMBER)?;
        if !is_off("list") {
            self.listed(&created)?;
        }
        if !is_off("sync") {
            self.synced(&create.payload, &leaves)?;
        }
        if let Some(contact) = &roles.contact
            && let Some((id, _)) = &contact.id
            && let Some(id) = created.get(id).map(show)
        {
            if !is_off("get") {
                self.run(&["get", &id])?;
            }
            if !is_off("update") {
                self.updated(&id)?;
            }
            if !is_off("delete") {
                self.run(&["delete", "--yes", &id])?;
            }
        }
        Ok(String::new())
    }

    /// Creates a contact by flags; they are in the help in the order of the properties.
    fn create(
        &self,
        payload: &Payload,
        leaves: &[&Leaf<'_>],
        number: &str,
    ) -> Result<Value, String> {
        let help = self.run(&["create", "--help"])?;
        let flags: Vec<&str> = help
            .lines()
            .take_while(|it| !it.starts_with("Global options"))
            .filter_map(|it| it.trim().strip_prefix("--"))
            .map(|it| it.split([' ', '=', '[']).next().unwrap_or_default())
            .collect();
        let all = writable(payload);
        if flags.len() < all.len() {
            return Err(format!("create has too few flags: {flags:?}"));
        }
        let mut arguments = vec!["create".to_owned()];
        for (leaf, flag) in all.iter().zip(&flags) {
            if !leaves
                .iter()
                .any(|it| it.property.path == leaf.property.path)
            {
                continue;
            }
            let Some(value) = self.value(payload, leaf, number) else {
                continue;
            };
            match (&leaf.property.kind, &value) {
                (Kind::Array(_), Value::Array(items))
                    if items.iter().all(|it| !it.is_object() && !it.is_array()) =>
                {
                    let each = items.iter().map(|it| format!("--{flag}={}", show(it)));
                    arguments.extend(each);
                }
                _ => arguments.push(format!("--{flag}={}", text(&value))),
            }
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        self.json(&arguments)
    }

    fn value(&self, payload: &Payload, leaf: &Leaf<'_>, number: &str) -> Option<Value> {
        if payload
            .number()
            .is_some_and(|it| it.path == leaf.property.path)
        {
            return Some(number.into());
        }
        leaf.value(self.document)
    }

    /// The list has what was created, as it was answered.
    fn listed(&self, created: &Value) -> Outcome {
        let listed = self.json(&["list", "--all"])?;
        let listed = listed.as_array().ok_or("the list is no array")?;
        if listed.len() != 2 {
            return Err(format!("two contacts were created, listed are {listed:?}"));
        }
        if !created.is_null() && !listed.contains(created) {
            return Err(format!(
                "created was\n{created}\nand listed are\n{listed:?}"
            ));
        }
        Ok(String::new())
    }

    /// A file that was synced changes nothing when it is synced again, nor does one that was exported.
    fn synced(&self, payload: &Payload, leaves: &[Leaf<'_>]) -> Outcome {
        let cell = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
        let given = leaves.iter().filter(|it| it.value(self.document).is_some());
        let leaves: Vec<_> = given.collect();
        let names: Vec<_> = leaves.iter().map(|it| cell(&it.property.path)).collect();
        let mut csv = names.join(",") + "\n";
        for number in ["4587654321", "+45 33 00 22 08"] {
            let row = leaves
                .iter()
                .filter_map(|it| self.value(payload, it, number));
            let row = row.map(|it| cell(&text(&it)));
            csv += &(row.collect::<Vec<_>>().join(",") + "\n");
        }
        let path = self.work.join("people.csv");
        fs::write(&path, &csv).map_err(|error| format!("{}: {error}", path.display()))?;
        let can_update = self.document.roles().update.is_some();
        let arguments = ["sync", "people.csv"];
        let has = |counts: &Value, name: &str, count: u64| {
            let found = counts.get(name).and_then(Value::as_u64);
            if found == Some(count) {
                return Ok(());
            }
            Err(format!("sync: `{name}` should be {count}: {counts}\n{csv}"))
        };
        let counts = self.json(&arguments)?;
        has(&counts, "created", 1)?;
        has(&counts, "failed", 0)?;
        if can_update {
            let counts = self.json(&arguments)?;
            has(&counts, "unchanged", 2)?;
        }
        for file in ["book.csv", "book.jsonl"] {
            let format = file.rsplit('.').next().unwrap_or_default();
            let exported = self.work.join(file);
            let _ = fs::remove_file(&exported);
            self.run(&["export", "-o", format, file])?;
            let counts = self.json(&["sync", file])?;
            has(&counts, "created", 0)?;
            has(&counts, "updated", 0)?;
            has(&counts, "unchanged", 3)?;
        }
        Ok(String::new())
    }

    fn updated(&self, id: &str) -> Outcome {
        let roles = self.document.roles();
        let Some((update, contact)) = roles.update.as_ref().zip(roles.contact.as_ref()) else {
            return Ok(String::new());
        };
        let Some(name) = &contact.name else {
            return Ok(String::new());
        };
        if update.payload.property(name).is_none() {
            return Ok(String::new());
        }
        let mut arguments = vec!["update".to_owned(), id.to_owned()];
        for leaf in writable(&update.payload) {
            let path = &leaf.property.path;
            let value = if path == name {
                Some("Hanne Hansen".into())
            } else if leaf.required {
                self.value(&update.payload, &leaf, NUMBER)
            } else {
                None
            };
            arguments.extend(value.map(|it| format!("--{}={}", kebab(path), text(&it))));
        }
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let updated = self.json(&arguments)?;
        let known = update.answer.is_some();
        if known && updated.get(name).and_then(Value::as_str) != Some("Hanne Hansen") {
            return Err(format!("`{name}` is not updated: {updated}"));
        }
        Ok(String::new())
    }
}

fn kebab(name: &str) -> String {
    let mut kebab = String::new();
    for c in name.chars() {
        if c.is_uppercase() {
            kebab.push('-');
        }
        kebab.extend(c.to_lowercase());
    }
    kebab.replace('_', "-")
}

/// A value as a cell or an argument.
fn text(value: &Value) -> String {
    show(value)
}

/// A property that is written on its own.
pub(crate) struct Leaf<'a> {
    pub(crate) property: &'a Property,
    /// Must it be there, with everything that it is in?
    pub(crate) required: bool,
    /// What the example of an object around it says of it; `null` if it has nothing of it.
    example: Option<Value>,
}

/// The properties of a payload that are written on their own.
pub(crate) fn writable(payload: &Payload) -> Vec<Leaf<'_>> {
    let mut leaves = Vec::new();
    collect(&payload.properties, true, None, &mut leaves);
    leaves
}

fn collect<'a>(
    properties: &'a [Property],
    required: bool,
    example: Option<&Value>,
    leaves: &mut Vec<Leaf<'a>>,
) {
    for property in properties.iter().filter(|it| !it.read_only) {
        let required = required && property.is_required();
        let own = match example {
            Some(example) => Some(example.get(&property.name).unwrap_or(&Value::Null)),
            None => property.example.as_ref().filter(|it| it.is_object()),
        };
        if property.has_members() {
            collect(&property.properties, required, own, leaves);
        } else {
            leaves.push(Leaf {
                property,
                required,
                example: example.and(own).cloned(),
            });
        }
    }
}

impl Leaf<'_> {
    /// Its value, which is not `null`: what an example of the object around it says, else one of its own.
    pub(crate) fn value(&self, document: &Document) -> Option<Value> {
        let value = self.example.clone();
        let value = value.unwrap_or_else(|| sample::value(document, self.property.schema));
        Some(value).filter(|it| !it.is_null())
    }
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
    // What no derive there mentions breaks none: an optional list.
    let grown = ["grown", "free-form", "array-of-strings", "all-of"].map(find);
    let grown: Vec<&Edit> = grown.into_iter().collect::<Result<_, _>>()?;
    let grown = edit::combined(&places.root, &grown)?;
    Ok(vec![
        (
            "the property and the operation that were added are there in Rust".to_owned(),
            app::tested(places, "grown.rs", &grown).map(|_| String::new()),
        ),
        (
            "a document that cannot be used fails the build with a sentence".to_owned(),
            broken(places, refused),
        ),
        (
            "a required property is missed where nothing feeds it".to_owned(),
            missed(places, missing),
        ),
    ])
}

fn broken(places: &Places, edit: &Edit) -> Outcome {
    let text = edit::combined(&places.root, &[edit])?;
    let path = write(&places.work.join("refused"), &text)?;
    let output = shell::output(&mut cargo(places, &path, &["build", "-p", "contacts-cli"]))?;
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
    let place = leaf
        .line
        .map(|it| format!("{NAME}:{it}"))
        .unwrap_or_default();
    if said.contains("owner") && said.contains(&place) {
        return Ok(String::new());
    }
    Err(format!(
        "expected an error that names `owner` and {place}, got\n{said}"
    ))
}
