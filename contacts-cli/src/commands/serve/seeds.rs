//! The contacts that an emulator begins with.

use std::path::Path;

use contacts_api::phone_book::{ContactId, NewContact};
use contacts_emulator::Seed;
use contacts_openapi::IdKind;
use serde_json::Value;

use crate::failure::Failure;
use crate::payload::strictly;
use crate::rows::{Item, Options, Rows, Target};
use crate::settings::Settings;

/// Returns the contacts of a file, which is read as `sync` reads it, whatever its columns are
/// called, with their ids.
pub(super) fn seeds(file: &Path, settings: &Settings) -> Result<Vec<Seed>, Failure> {
    let document = contacts_openapi::document();
    let Some(target) = Target::embedded() else {
        return as_they_stand(file, settings);
    };
    let options = Options {
        region: settings.region.clone(),
        keep_ids: true,
        ..Options::default()
    };
    let rows = Rows::open(&target, file, options)?;
    let contact = document.roles().contact.as_ref();
    let id = contact.and_then(|it| it.id.as_ref());
    let (mut seeds, mut rejected) = (Vec::new(), 0_usize);
    for item in rows.items(&strictly::<NewContact>) {
        let (entries, reasons) = match item {
            Item::Taken { entries, left_out } => (entries, left_out),
            Item::Rejected(findings) => {
                rejected += 1;
                (Vec::new(), findings)
            }
            Item::Skipped => continue,
        };
        for reason in reasons {
            settings.note(format_args!("{} {reason}", rows.name));
        }
        for entry in entries {
            let mut properties = entry.payload;
            if let (Some((name, kind)), Some(id)) = (id, &entry.id) {
                properties.insert(name.clone(), written(id, *kind));
            }
            match Seed::new(properties).checked() {
                Ok(seed) => seeds.push(seed),
                Err(reason) => {
                    rejected += 1;
                    settings.note(format_args!("{} row {}: {reason}", rows.name, entry.row));
                }
            }
        }
    }
    let count = seeds.len();
    settings.note(format_args!(
        "{}: {count} contacts to begin with, {rejected} rows cannot be used",
        rows.name
    ));
    Ok(seeds)
}

/// Returns an id as JSON, in the document's kind.
fn written(id: &ContactId, kind: IdKind) -> Value {
    match id.as_number().filter(|_| kind == IdKind::Integer) {
        Some(number) => number.into(),
        None => id.to_string().into(),
    }
}

/// Returns the contacts of a file, unchanged, for a document with which nothing can be synced.
fn as_they_stand(file: &Path, settings: &Settings) -> Result<Vec<Seed>, Failure> {
    let seeds: Result<Vec<_>, _> = Seed::read_file(file).and_then(Iterator::collect);
    let seeds = seeds.map_err(|reason| Failure::error(reason.to_string()))?;
    let count = seeds.len();
    settings.note(format_args!(
        "{}: {count} contacts to begin with",
        file.display()
    ));
    Ok(seeds)
}
