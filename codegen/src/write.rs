//! Writes the files, for build scripts.

use std::fs;
use std::path::Path;

use contacts_openapi::Document;

use crate::generate;

/// How many warnings are shown; the rest are counted, as those of a large document would fill the
/// screen.
const SHOWN: usize = 30;

/// Generates the client of the embedded document into a folder, for a build script; returns the lines
/// of its warnings.
///
/// All warnings are in the folder's `warnings.txt`.
///
/// # Errors
///
/// The lines that say why the document cannot be used, or what cannot be written.
pub fn write_client(folder: &Path) -> Result<Vec<String>, Vec<String>> {
    let generated = generate(document()?).map_err(|it| lines(&it))?;
    write(folder, &generated.files())?;
    let mut shown: Vec<_> = generated.warnings.iter().map(ToString::to_string).collect();
    write(folder, &[("warnings.txt", &shown.join("\n"))])?;
    if shown.len() > SHOWN {
        let more = shown.split_off(SHOWN).len();
        shown.push(format!(
            "{more} more are in {}",
            folder.join("warnings.txt").display()
        ));
    }
    Ok(shown)
}

fn document() -> Result<&'static Document, Vec<String>> {
    contacts_openapi::try_document().map_err(|it| lines(&it.to_string()))
}

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

fn write(folder: &Path, files: &[(&str, &str)]) -> Result<(), Vec<String>> {
    for (name, text) in files {
        let path = folder.join(name);
        fs::write(&path, text).map_err(|error| vec![format!("{}: {error}", path.display())])?;
    }
    Ok(())
}
