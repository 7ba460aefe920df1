//! The report, in the form that was asked for.

use std::io::Write;

use super::report::{Reject, Report};
use crate::failure::Failure;
use crate::output::{Format, Output};

/// Writes the report to stdout.
pub(crate) fn show(report: &Report, format: Format) -> Result<(), Failure> {
    let mut output = Output::stdout();
    match format {
        Format::Json => output.json(report)?,
        Format::Jsonl => output.json_line(report)?,
        Format::Csv => {
            output.csv([
                "row", "line", "outcome", "field", "column", "value", "reason",
            ])?;
            let rejects = report.rejects.iter().chain(&report.duplicates);
            for reject in rejects.chain(&report.warnings) {
                let (row, line) = (reject.row.to_string(), reject.line.to_string());
                output.csv([
                    &*row,
                    &*line,
                    reject.outcome.name(),
                    &*reject.field,
                    &*reject.column,
                    &*reject.value,
                    &*reject.reason,
                ])?;
            }
        }
        Format::Table => {
            changes(&mut output, report)?;
            let heading = "Rows that were left out because another has the same number:\n";
            rejects(&mut output, heading, &report.duplicates)?;
            let heading = "Rows that were taken and should be looked at:\n";
            rejects(&mut output, heading, &report.warnings)?;
            rejects(&mut output, "Rows that were rejected:\n", &report.rejects)?;
            let unsent: Vec<_> = report.rejects.iter().filter(|it| it.unsent).collect();
            if let [first, ..] = unsent[..] {
                output.text(&format!("{} rows: each {}\n\n", unsent.len(), first.reason))?;
            }
            output.text(&format!("{}\n", report.counts))?;
        }
    }
    output.finish()
}

/// What a dry run would have changed.
fn changes(output: &mut Output<impl Write>, report: &Report) -> Result<(), Failure> {
    let rows: Vec<_> = report
        .changes
        .iter()
        .flatten()
        .map(|change| {
            vec![
                change.row.to_string(),
                change.action.to_owned(),
                change
                    .id
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
                change.number.clone(),
                change.contact.to_string(),
            ]
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    output.text("What would be sent:\n")?;
    output.table(&["row", "action", "id", "number", "contact"], &rows)?;
    output.text("\n")
}

fn rejects(
    output: &mut Output<impl Write>,
    heading: &str,
    rejects: &[Reject],
) -> Result<(), Failure> {
    let rows: Vec<_> = rejects
        .iter()
        // Of these there may be thousands, all for one reason.
        .filter(|reject| !reject.unsent)
        .map(|reject| {
            vec![
                reject.row.to_string(),
                reject.field.clone(),
                reject.value.clone(),
                reject.reason.clone(),
            ]
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    output.text(heading)?;
    output.table(&["row", "field", "value", "reason"], &rows)?;
    output.text("\n")
}
