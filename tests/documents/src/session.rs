//! The CLI beside an emulator, used as people do.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use contacts_openapi::{Document, Kind, Payload, show};
use serde_json::Value;

use crate::sample::{Leaf, writable};
use crate::shell::{self, Outcome};
use crate::{Places, calls};

/// The number of the contact that has all properties, as people write it.
const NUMBER: &str = "+45 71 99 99 99";

/// The exit code of `contacts drift` when it has found something.
const DRIFTED: i32 = 10;

/// The CLI beside an emulator that it is used with.
pub(crate) struct Session<'a> {
    pub(crate) document: &'a Document,
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
    pub(crate) fn begin(places: &Places, document: &'a Document) -> Result<Self, String> {
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

    /// Where its emulator is.
    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.contacts);
        command
            .args(["--url", &self.url, "--no-input", "-o", "json"])
            .args(arguments)
            .current_dir(&self.work)
            .env("CONTACTS_TOKEN", TOKEN)
            .env_remove("CONTACTS_URL");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        shell::run(&mut self.command(arguments))
    }

    fn json(&self, arguments: &[&str]) -> Result<Value, String> {
        let text = self.run(arguments)?;
        serde_json::from_str(&text)
            .map_err(|error| format!("contacts {}: {error}: {text}", arguments.join(" ")))
    }

    /// What a command that must not end well says.
    pub(crate) fn refused(&self, arguments: &[&str]) -> Outcome {
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
    pub(crate) fn used(&self, off: &[String]) -> Outcome {
        let is_off = |command: &str| off.iter().any(|it| it == command);
        let roles = self.document.roles();
        let Some(create) = &roles.create else {
            return Ok(String::new());
        };
        if is_off("create") {
            return calls::all(self);
        }
        let leaves = writable(&create.payload);
        // Where nothing is required, the number is enough.
        let number = create.payload.number().map(|it| &it.path);
        let is_number = |it: &&Leaf<'_>| Some(&it.property.path) == number;
        let mut required: Vec<_> = leaves.iter().filter(|it| it.required).collect();
        if required.is_empty() {
            required.extend(leaves.iter().find(is_number));
        }
        self.create(&create.payload, &required, "33002208")?;
        let all: Vec<_> = leaves.iter().collect();
        let created = self.create(&create.payload, &all, NUMBER)?;
        if !is_off("list") {
            self.listed(&created)?;
        }
        let has_number = roles.contact.as_ref().is_some_and(|it| it.number.is_some());
        if !is_off("lookup") && has_number {
            self.looked_up(&created)?;
        }
        if !is_off("sync") {
            self.synced(&create.payload, &leaves)?;
        }
        if !is_off("list") {
            self.is_as_documented()?;
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
        calls::all(self)
    }

    /// Creates a contact by flags; they are in the help in the order of the properties.
    fn create(
        &self,
        payload: &Payload,
        leaves: &[&Leaf<'_>],
        number: &str,
    ) -> Result<Value, String> {
        let flags = self.flags(&["create"])?;
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

    /// The flags of a command, in the order in which its help has them.
    pub(crate) fn flags(&self, command: &[&str]) -> Result<Vec<String>, String> {
        let help = self.run(&[command, &["--help"]].concat())?;
        let flags = help
            .lines()
            .take_while(|it| !it.starts_with("Global options"))
            .filter_map(|it| it.trim().strip_prefix("--"))
            .filter_map(|it| it.split([' ', '=', '[']).next());
        Ok(flags.map(str::to_owned).collect())
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

    /// Who has a number, as people write it, is the contact that was created with it.
    fn looked_up(&self, created: &Value) -> Outcome {
        let found = self.json(&["lookup", NUMBER])?;
        if !created.is_null() && found != *created {
            return Err(format!("looked up was\n{found}\nand created\n{created}"));
        }
        self.refused(&["lookup", "+45 20 20 20 20"])
    }

    /// The emulator is as the document says: what drift finds is no more than properties that nobody
    /// has given it.
    fn is_as_documented(&self) -> Outcome {
        let output = shell::output(&mut self.command(&["drift", "--all"]))?;
        let text = String::from_utf8_lossy(&output.stdout);
        let report: Value = serde_json::from_str(&text).map_err(|error| {
            let said = String::from_utf8_lossy(&output.stderr);
            format!("contacts drift: {error}: {text}{said}")
        })?;
        let findings = report["findings"].as_array();
        let findings = findings.ok_or_else(|| format!("contacts drift has no findings: {text}"))?;
        let code = if findings.is_empty() { 0 } else { DRIFTED };
        if output.status.code() != Some(code)
            || findings.iter().any(|it| it["problem"] != "never_sent")
        {
            return Err(format!(
                "contacts drift ends with {}: {text}",
                output.status
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
        // Not every service shows the contact that it has changed, or has an operation that gets it.
        let updated = match (&update.answer, &roles.get) {
            (Some(_), _) => self.json(&arguments)?,
            (None, Some(_)) => {
                self.run(&arguments)?;
                self.json(&["get", id])?
            }
            (None, None) => return self.run(&arguments),
        };
        if updated.get(name).and_then(Value::as_str) != Some("Hanne Hansen") {
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
