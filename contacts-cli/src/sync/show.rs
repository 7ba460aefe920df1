//! Shows a plan and a report, to a person at a terminal and to programs.

use std::fmt::Write as _;
use std::io::Write;

use contacts_sync::Plan;

use super::groups::{self, Group};
use super::report::Report;
use crate::failure::Failure;
use crate::output::{Format, Output, counted};
use crate::settings::Settings;

/// Writes to stderr what a plan is about to do, and in which book.
pub(crate) fn announce(settings: &Settings, plan: &Plan, rejected: usize) {
    let (creates, updates, deletes) = plan.counts();
    settings.note(format_args!(
        "the phone book at {}: {}",
        plan.service,
        counted(plan.contacts, "contact")
    ));
    settings.note(format_args!(
        "plan: create {creates}, update {updates}, delete {deletes}; {} unchanged, {} duplicate, {} rejected",
        plan.unchanged,
        plan.duplicates.len(),
        rejected + plan.conflicts.len()
    ));
    // The run ends with an error that says why deletes are held back.
    if plan.orphans > 0 && plan.held_back.is_none() {
        settings.note(format_args!(
            "no longer in the source: {} of this tool, which --delete would delete",
            counted(plan.orphans, "contact")
        ));
    }
}

/// Writes the report to stdout.
pub(crate) fn show(settings: &Settings, report: &Report, plan: &Plan) -> Result<(), Failure> {
    let mut output = Output::stdout();
    match settings.format {
        Format::Json => output.json(report)?,
        Format::Jsonl => output.json_line(report)?,
        Format::Csv => csv(&mut output, report)?,
        Format::Table => {
            // Otherwise it was written before anything was sent.
            if settings.quiet {
                output.text(&format!("the phone book at {}\n", plan.service))?;
            }
            table(&mut output, report, plan)?;
        }
    }
    output.finish()
}

fn table(output: &mut Output<impl Write>, report: &Report, plan: &Plan) -> Result<(), Failure> {
    let mut groups = if report.dry_run {
        Group::of_plan(plan)
    } else {
        Vec::new()
    };
    let left_out = "Rows that were left out because another has the same number:";
    let doubtful = "Rows that are used and should be looked at:";
    groups.extend(Group::of_rows(left_out, &report.duplicates));
    groups.extend(Group::of_rows(doubtful, &report.warnings));
    groups.extend(Group::of_rows("Rows that were rejected:", &report.rejects));
    let mut end = String::new();
    if report.untold_warnings > 0 {
        let _ = writeln!(
            end,
            "{} more should be looked at and change nothing: --all-warnings shows them\n",
            report.untold_warnings
        );
    }
    let unsent: Vec<_> = report.rejects.iter().filter(|it| it.unsent).collect();
    if let [first, ..] = unsent[..] {
        let rows = counted(unsent.len() as u64, "row");
        let _ = writeln!(end, "{rows}: each {}\n", first.reason);
    }
    let _ = writeln!(end, "{report}");
    groups::write(output, &groups, &end)?;
    output.text(&end)
}

fn csv(output: &mut Output<impl Write>, report: &Report) -> Result<(), Failure> {
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
    Ok(())
}
