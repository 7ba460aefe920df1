//! Writes the rejected rows to a file that can be corrected and synced again.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use super::report::Reject;
use crate::failure::Failure;
use crate::files::Replacement;
use crate::rows::{Cells, Rows};

/// A file of rejected rows, begun before anything is sent so that it is known to be writable.
#[derive(Debug)]
pub(crate) struct RejectsFile {
    file: Replacement,
    path: String,
}

/// The columns that are added to those of the source; no property of a contact has such a name.
const ADDED: [&str; 2] = ["rejected row", "rejected because"];

impl RejectsFile {
    pub(crate) fn create(path: &Path) -> Result<Self, Failure> {
        Ok(RejectsFile {
            file: Replacement::of(path)?,
            path: path.display().to_string(),
        })
    }

    /// Writes the rows with their own columns, followed by the reasons.
    pub(crate) fn write<'r>(
        mut self,
        rows: &Rows<'_>,
        rejects: impl IntoIterator<Item = &'r Reject>,
    ) -> Result<(), Failure> {
        let written = self.write_rows(rows, rejects);
        written.map_err(|error| Failure::output(&self.path, &error))?;
        self.file.finish()
    }

    fn write_rows<'r>(
        &mut self,
        rows: &Rows<'_>,
        rejects: impl IntoIterator<Item = &'r Reject>,
    ) -> io::Result<()> {
        let mut by_row: BTreeMap<u64, Vec<&Reject>> = BTreeMap::new();
        for reject in rejects {
            by_row.entry(reject.row).or_default().push(reject);
        }
        let file = &mut self.file;
        // With the mark, spreadsheets recognise UTF-8.
        file.write_all("\u{feff}".as_bytes())?;
        let mut writer = csv::WriterBuilder::new()
            .delimiter(rows.delimiter())
            .from_writer(file);
        let header = rows.header().iter().map(String::as_str);
        writer.write_record(header.chain(ADDED))?;
        let (mut raw, mut cells) = (rows.raw_rows(), Cells::default());
        while let Some((position, read)) = raw.next(&mut cells) {
            let Some(rejects) = by_row.get(&position.row) else {
                continue;
            };
            let reasons: Vec<_> = rejects
                .iter()
                .map(|it| format!("{} {}", it.field, it.reason).trim().to_owned())
                .collect();
            let row = position.row.to_string();
            let reasons = reasons.join("; ");
            if let Err(malformed) = read {
                // It cannot be divided into cells, so all of it goes into the first.
                cells = Cells::from_iter([&*malformed.value]);
                cells.resize(rows.header().len());
            }
            writer.write_record(cells.iter().chain([row.as_str(), reasons.as_str()]))?;
        }
        writer.flush()
    }
}
