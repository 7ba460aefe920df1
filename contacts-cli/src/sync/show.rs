//! A plan and a report, for a person at a terminal and for programs.

use std::io::Write;

use anstyle::{AnsiColor, Style};
use contacts_openapi::show as shown;
use contacts_sync::{Change, Plan, Step};
use serde_json::{Map, Value};

use super::report::{Reject, Report};
use crate::failure::Failure;
use crate::output::color::paint;
use crate::output::{Format, Output, color, counted, visible};
use crate::settings::Settings;

/// So many lines of each kind are shown; the rest is counted.
const LINES: usize = 12;

const CREATE: Style = AnsiColor::Green.on_default();
const UPDATE: Style = AnsiColor::Yellow.on_default();
const DELETE: Style = AnsiColor::Red.on_default();

/// Says on stderr what a plan is about to do, and in which book.
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
    // Why deletes are held back is the error that the run ends with.
    if plan.orphans > 0 && plan.held_back.is_none() {
        settings.note(format_args!(
            "no longer in the source: {} of this tool, which --delete would delete",
            counted(plan.orphans, "contact")
        ));
    }
}

/// Writes the report to stdout.
pub(crate) fn show(report: &Report, plan: &Plan, format: Format) -> Result<(), Failure> {
    let mut output = Output::stdout();
    match format {
        Format::Json => output.json(report)?,
        Format::Jsonl => output.json_line(report)?,
        Format::Csv => csv(&mut output, report)?,
        Format::Table => {
            if report.dry_run {
                steps(&mut output, plan, color::on_stdout())?;
            }
            let heading = "Rows that were left out because another has the same number:\n";
            rejects(&mut output, heading, &report.duplicates)?;
            let heading = "Rows that are used and should be looked at:\n";
            rejects(&mut output, heading, &report.warnings)?;
            if report.untold_warnings > 0 {
                output.text(&format!(
                    "{} more should be looked at and change nothing: --all-warnings shows them\n\n",
                    report.untold_warnings
                ))?;
            }
            rejects(&mut output, "Rows that were rejected:\n", &report.rejects)?;
            let unsent: Vec<_> = report.rejects.iter().filter(|it| it.unsent).collect();
            if let [first, ..] = unsent[..] {
                let rows = counted(unsent.len() as u64, "row");
                output.text(&format!("{rows}: each {}\n\n", first.reason))?;
            }
            output.text(&format!("{report}\n"))?;
        }
    }
    output.finish()
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

/// What would be sent, as a diff: grouped, and cut where a screen ends.
fn steps(output: &mut Output<impl Write>, plan: &Plan, is_coloured: bool) -> Result<(), Failure> {
    type Kind = (&'static str, Style, fn(&Change) -> bool);
    let is_update = |it: &Change| matches!(it, Change::Update { .. });
    let is_create = |it: &Change| matches!(it, Change::Create { .. });
    let is_delete = |it: &Change| matches!(it, Change::Delete { .. });
    let kinds: [Kind; 3] = [
        ("changed", UPDATE, is_update),
        ("created", CREATE, is_create),
        ("deleted", DELETE, is_delete),
    ];
    for (kind, style, is_of_kind) in kinds {
        let steps: Vec<&Step> = plan
            .steps
            .iter()
            .filter(|it| is_of_kind(&it.change))
            .collect();
        if steps.is_empty() {
            continue;
        }
        output.text(&format!("{} would be {kind}:\n", steps.len()))?;
        for step in steps.iter().take(LINES) {
            output.text(&paint(&line(step), style, is_coloured))?;
            output.text("\n")?;
        }
        if steps.len() > LINES {
            output.text(&format!(
                "  … and {} more: all are in -o json, in --out FILE, and in --report FILE.html\n",
                steps.len() - LINES
            ))?;
        }
        output.text("\n")?;
    }
    Ok(())
}

/// `+ row 2  4571999999  name: Åse`, `~ contact 7  4571999999  name: Åse → Åsa`.
fn line(step: &Step) -> String {
    let text = match &step.change {
        Change::Create { contact } => {
            let row = step.row.map(|it| format!("row {it}")).unwrap_or_default();
            format!(
                "+ {row}  {}  {}",
                step.number,
                properties(contact, &step.number)
            )
        }
        Change::Update { id, before, update } => {
            format!(
                "~ contact {id}  {}  {}",
                step.number,
                changes(before, update)
            )
        }
        Change::Delete { id, before } => {
            let sent: Map<String, Value> = before
                .iter()
                .filter(|(name, value)| is_sent(name) && !value.is_null())
                .map(|(name, value)| (name.clone(), value.clone()))
                .collect();
            format!(
                "- contact {id}  {}  {}",
                step.number,
                properties(&sent, &step.number)
            )
        }
    };
    format!("  {}", visible(&text))
}

/// Is it what somebody has written, and nothing that the service makes of it?
fn is_sent(name: &str) -> bool {
    let create = contacts_openapi::document().roles().create.as_ref();
    create.is_some_and(|it| it.payload.properties.iter().any(|it| it.name == name))
}

/// Each property but the number, which stands before them.
fn properties(contact: &Map<String, Value>, number: &str) -> String {
    let mut texts = Vec::new();
    for (name, value) in contact {
        let value = shown(value);
        if value != number {
            texts.push(format!("{name}: {value}"));
        }
    }
    texts.join(", ")
}

fn changes(before: &Map<String, Value>, update: &Map<String, Value>) -> String {
    let text = |value: Option<&Value>| match value {
        None | Some(Value::Null) => "nothing".to_owned(),
        Some(value) => shown(value),
    };
    let changes = update
        .iter()
        .filter(|(name, value)| before.get(*name) != Some(*value));
    let changes = changes
        .map(|(name, value)| format!("{name}: {} → {}", text(before.get(name)), text(Some(value))));
    changes.collect::<Vec<_>>().join(", ")
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
            let row = if reject.row == 0 {
                String::new()
            } else {
                reject.row.to_string()
            };
            vec![
                row,
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
    // A person at a terminal is not to look for the result behind thousands of lines.
    let shown = if output.is_screen() {
        LINES
    } else {
        rows.len()
    };
    output.table(
        &["row", "field", "value", "reason"],
        &rows[..shown.min(rows.len())],
    )?;
    if rows.len() > shown {
        output.text(&format!(
            "… and {} more: all are in -o json, in --rejects FILE, and in --report FILE.html\n",
            rows.len() - shown
        ))?;
    }
    output.text("\n")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn step(change: &Value) -> Step {
        let mut step = json!({"row": 2, "key": "k", "number": "4571999999"});
        step.as_object_mut()
            .unwrap()
            .extend(change.as_object().unwrap().clone());
        serde_json::from_value(step).unwrap()
    }

    #[test]
    fn a_step_is_a_line_that_says_what_was_and_what_will_be() {
        for (change, wanted) in [
            (
                json!({"action": "create", "contact": {"name": "Åse", "number": "4571999999"}}),
                "  + row 2  4571999999  name: Åse",
            ),
            (
                json!({"action": "update", "id": 7, "before": {"name": "Åse", "email": null},
                       "update": {"name": "Åsa", "email": "a@x.dk"}}),
                "  ~ contact 7  4571999999  name: Åse → Åsa, email: nothing → a@x.dk",
            ),
            (
                json!({"action": "delete", "id": 7, "before": {"id": 7, "name": "Å\u{202e}se", "email": null, "number_formatted": "71 99"}}),
                "  - contact 7  4571999999  name: Å\\u{202e}se",
            ),
        ] {
            assert_eq!(line(&step(&change)), wanted);
        }
    }

    #[test]
    fn a_long_plan_is_cut_and_counted() {
        let create = json!({"action": "create", "contact": {"name": "A"}});
        let plan = Plan {
            steps: vec![step(&create); 40],
            ..Plan::default()
        };
        let mut bytes = Vec::new();
        let mut output = Output::to(&mut bytes, "memory");
        steps(&mut output, &plan, false).unwrap();
        output.finish().unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(
            text.starts_with("40 would be created:\n  + row 2"),
            "{text}"
        );
        assert!(text.contains("… and 28 more"), "{text}");
        assert_eq!(text.lines().count(), LINES + 3);
    }
}
