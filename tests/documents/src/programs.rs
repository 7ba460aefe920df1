//! Programs that derive contacts of a document that has grown, in a crate outside the workspace: what
//! they write, and what the compiler says of their mistakes.
//!
//! Beside `programs/NAME.rs` stands `NAME.stdout`, or `NAME.errors` with each message and the text that
//! it marks; a message's `{Schema.property}` is the place of that in the document. Only these are
//! compared, since the rest of an error is the compiler's own and changes.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use contacts_openapi::Document;
use serde_json::Value;

use crate::shell::{self, Outcome};
use crate::{Places, app};

/// A program, and what is expected of it.
struct Program {
    name: String,
    source: String,
    errors: Option<String>,
    stdout: Option<String>,
}

/// Builds all programs with a document, those that have mistakes too, and runs those that have none.
pub(crate) fn run(places: &Places, text: &str) -> Outcome {
    let folder = places.work.join("programs");
    // So the configuration of the crate names it.
    let name = folder.join("api.yaml").display().to_string();
    let document = Document::parse(text, &name).map_err(|it| it.to_string())?;
    let programs = read(&places.root.join("tests/documents/programs"))?;
    // What a program is no more would be built, too.
    let _ = fs::remove_dir_all(folder.join("src/bin"));
    let mut files = vec![
        ("api.yaml".to_owned(), text.to_owned()),
        ("src/lib.rs".to_owned(), String::new()),
    ];
    let sources = programs.iter();
    files.extend(sources.map(|it| (format!("src/bin/{}.rs", it.name), it.source.clone())));
    app::lay(places, &folder, &["generate"], "", &files)?;
    let mut cargo = app::cargo(places, &folder, "build");
    cargo.args(["--bins", "--keep-going", "--message-format", "json"]);
    let output = shell::output(&mut cargo)?;
    let messages: Vec<Value> = output
        .stdout
        .split(|byte| *byte == b'\n')
        .filter_map(|line| serde_json::from_slice(line).ok())
        .collect();
    if messages.is_empty() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned());
    }
    let mut wrong = String::new();
    for program in &programs {
        if let Err(message) = judged(program, &messages, &document) {
            let _ = writeln!(wrong, "{}: {message}", program.name);
        }
    }
    if wrong.is_empty() {
        Ok(format!("{} programs", programs.len()))
    } else {
        Err(wrong)
    }
}

fn read(folder: &Path) -> Result<Vec<Program>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let mut programs = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.extension().is_none_or(|it| it != "rs") {
            continue;
        }
        let name = path.file_stem().and_then(|it| it.to_str());
        programs.push(Program {
            name: name.unwrap_or_default().to_owned(),
            source: fs::read_to_string(&path).map_err(failed)?,
            errors: fs::read_to_string(path.with_extension("errors")).ok(),
            stdout: fs::read_to_string(path.with_extension("stdout")).ok(),
        });
    }
    programs.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(programs)
}

fn judged(program: &Program, messages: &[Value], document: &Document) -> Result<(), String> {
    let expected = with_places(program.errors.as_deref().unwrap_or_default(), document)?;
    let found = errors(messages, &program.name);
    if found != expected {
        return Err(format!("expected errors\n{expected}and there are\n{found}"));
    }
    let Some(expected) = &program.stdout else {
        return Ok(());
    };
    let mut of_program = messages
        .iter()
        .filter(|it| it["target"]["name"] == *program.name);
    let path = of_program.find_map(|it| it["executable"].as_str());
    let path = path.ok_or("it is not built")?;
    let written = shell::run(&mut Command::new(path))?;
    if written.trim_end() != expected.trim_end() {
        return Err(format!("expected\n{expected}and it writes\n{written}"));
    }
    Ok(())
}

/// The errors of a program, each with the text that it marks. The methods of one field say the same,
/// which cargo shows once.
fn errors(messages: &[Value], program: &str) -> String {
    let of_program = messages.iter().filter(|it| it["target"]["name"] == program);
    let mut errors: Vec<_> = of_program
        .map(|it| &it["message"])
        .filter(|it| it["level"] == "error")
        .filter_map(|message| {
            let spans = message["spans"].as_array()?;
            let span = spans.iter().find(|it| it["is_primary"] == true)?;
            let text = message["message"].as_str()?;
            Some(format!("{text}\n    at {}\n", marked(span)?))
        })
        .collect();
    errors.sort();
    errors.dedup();
    errors.concat()
}

fn marked(mut span: &Value) -> Option<String> {
    // What a macro of the standard library says is shown where it was called.
    while !span["file_name"].as_str()?.starts_with("src/") {
        span = &span["expansion"]["span"];
    }
    let [line] = span["text"].as_array()?.as_slice() else {
        return None;
    };
    let column = |key: &str| usize::try_from(line[key].as_u64()?).ok()?.checked_sub(1);
    let (from, to) = (column("highlight_start")?, column("highlight_end")?);
    let text = line["text"].as_str()?.chars();
    Some(text.skip(from).take(to.saturating_sub(from)).collect())
}

/// Puts the places into messages in which they are written as `{Schema.property}`.
fn with_places(messages: &str, document: &Document) -> Result<String, String> {
    let mut parts = messages.split('{');
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').ok_or("a `{` is not closed")?;
        text += &place(name, document).ok_or_else(|| format!("{name} has no place"))?;
        text += rest;
    }
    Ok(text)
}

fn place(name: &str, document: &Document) -> Option<String> {
    let roles = document.roles();
    let (schema, path) = name.split_once('.').unwrap_or((name, ""));
    let (id, property) = match schema {
        "Contact" => {
            let contact = roles.contact.as_ref()?;
            (contact.schema, contact.property(path))
        }
        of_write => {
            let is_new = of_write == "NewContact";
            let write = if is_new { &roles.create } else { &roles.update };
            let payload = &write.as_ref()?.payload;
            (payload.schema, payload.property(path))
        }
    };
    if path.is_empty() {
        return Some(document.place(&document.schema(id).path));
    }
    let place = &property?.place;
    document.line(place).map(|_| document.place(place))
}
