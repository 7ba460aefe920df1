//! Shows a report in groups. Each is as long as the screen has room for, with the rest counted: nobody should
//! have to look for the result after thousands of lines.

use std::io::Write;

use anstyle::{AnsiColor, Style};
use contacts_sync::{Change, Plan, Step};

use super::line::line;
use super::report::Reject;
use crate::failure::Failure;
use crate::output::Output;
use crate::output::color::{self, paint};

const CREATE: Style = AnsiColor::Green.on_default();
const UPDATE: Style = AnsiColor::Yellow.on_default();
const DELETE: Style = AnsiColor::Red.on_default();

/// How many steps of a kind are shown where there is no screen.
const STEPS: usize = 12;
/// How many lines of a group are shown at least, however small the screen is.
const LEAST: usize = 3;

/// Items that belong together, under a heading.
pub(super) struct Group<'a> {
    heading: String,
    items: Items<'a>,
}

enum Items<'a> {
    /// Steps of a plan, as a diff.
    Steps(Vec<&'a Step>, Style),
    /// Rows of a file, with what is wrong or doubtful about each.
    Rows(Vec<&'a Reject>),
}

impl<'a> Group<'a> {
    /// Returns the groups of what would be sent.
    pub(super) fn of_plan(plan: &'a Plan) -> Vec<Self> {
        type Kind = (&'static str, Style, fn(&Change) -> bool);
        let is_update = |it: &Change| matches!(it, Change::Update { .. });
        let is_create = |it: &Change| matches!(it, Change::Create { .. });
        let is_delete = |it: &Change| matches!(it, Change::Delete { .. });
        let kinds: [Kind; 3] = [
            ("changed", UPDATE, is_update),
            ("created", CREATE, is_create),
            ("deleted", DELETE, is_delete),
        ];
        let groups = kinds.into_iter().filter_map(|(kind, style, is_of_kind)| {
            let steps = plan.steps.iter().filter(|it| is_of_kind(&it.change));
            let steps: Vec<_> = steps.collect();
            (!steps.is_empty()).then(|| Group {
                heading: format!("{} would be {kind}:", steps.len()),
                items: Items::Steps(steps, style),
            })
        });
        groups.collect()
    }

    /// Returns a group of rows with something to report, if there are any.
    pub(super) fn of_rows(heading: &str, rejects: &'a [Reject]) -> Option<Self> {
        // Rows that were not sent are left out: there may be thousands, all for one reason.
        let rejects: Vec<_> = rejects.iter().filter(|it| !it.unsent).collect();
        (!rejects.is_empty()).then(|| Group {
            heading: heading.to_owned(),
            items: Items::Rows(rejects),
        })
    }

    fn len(&self) -> usize {
        match &self.items {
            Items::Steps(steps, _) => steps.len(),
            Items::Rows(rows) => rows.len(),
        }
    }

    /// Returns the lines around its items.
    fn frame(&self) -> String {
        let columns = match self.items {
            Items::Steps(..) => "",
            Items::Rows(_) => "the names of the columns\n",
        };
        format!("{}\n{columns}{}\n\n", self.heading, self.more(0))
    }

    /// Returns the line about the items that are not shown.
    fn more(&self, shown: usize) -> String {
        let (indent, file) = match self.items {
            Items::Steps(..) => ("  ", "--out FILE"),
            Items::Rows(_) => ("", "--rejects FILE"),
        };
        let more = self.len() - shown;
        format!(
            "{indent}… and {more} more: all are in -o json, in {file}, and in --report FILE.html"
        )
    }

    /// Returns how many items are shown where there is no screen.
    fn unbounded(&self) -> usize {
        match self.items {
            Items::Steps(..) => STEPS,
            // There is no other place that shows all of them.
            Items::Rows(_) => usize::MAX,
        }
    }

    fn write(&self, output: &mut Output<impl Write>, shown: usize) -> Result<(), Failure> {
        output.text(&format!("{}\n", self.heading))?;
        match &self.items {
            Items::Steps(steps, style) => {
                for step in steps.iter().take(shown) {
                    let line = output.cut(&line(step));
                    output.text(&paint(&line, *style, color::on_stdout()))?;
                    output.text("\n")?;
                }
            }
            Items::Rows(rejects) => {
                let rows: Vec<_> = rejects.iter().take(shown).map(|it| row(it)).collect();
                output.table(&["row", "field", "value", "reason"], &rows)?;
            }
        }
        if self.len() > shown {
            output.text(&format!("{}\n", self.more(shown)))?;
        }
        output.text("\n")
    }
}

fn row(reject: &Reject) -> Vec<String> {
    let row = Some(reject.row).filter(|it| *it > 0);
    vec![
        row.map(|it| it.to_string()).unwrap_or_default(),
        reject.field.clone(),
        reject.value.clone(),
        reject.reason.clone(),
    ]
}

/// Writes all groups so that they and `end`, which follows them, fit on the screen.
pub(super) fn write(
    output: &mut Output<impl Write>,
    groups: &[Group<'_>],
    end: &str,
) -> Result<(), Failure> {
    let frames: String = groups.iter().map(Group::frame).collect();
    let shown = match output.height(&(frames + end)) {
        None => groups.iter().map(Group::unbounded).collect(),
        Some((height, taken)) => {
            // The shell's prompt also takes a line.
            let room = height.saturating_sub(taken + 1);
            let lengths: Vec<_> = groups.iter().map(Group::len).collect();
            shares(room, &lengths)
        }
    };
    for (group, shown) in groups.iter().zip(shown) {
        group.write(output, shown)?;
    }
    Ok(())
}

/// Returns how many lines each group gets: long groups get what short ones leave.
fn shares(room: usize, lengths: &[usize]) -> Vec<usize> {
    let mut shares = vec![0; lengths.len()];
    let mut order: Vec<_> = (0..lengths.len()).collect();
    order.sort_by_key(|at| lengths[*at]);
    let (mut room, mut left) = (room, lengths.len());
    for at in order {
        let share = lengths[at].min((room / left).max(LEAST));
        shares[at] = share;
        room = room.saturating_sub(share);
        left -= 1;
    }
    shares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_short_groups_leave_is_for_the_long_ones() {
        for (room, lengths, wanted) in [
            (30, &[40, 100][..], &[15, 15][..]),
            (30, &[40, 2, 100], &[14, 2, 14]),
            (30, &[5, 6, 7], &[5, 6, 7]),
            (31, &[5, 100, 7], &[5, 19, 7]),
            (0, &[2, 9], &[2, LEAST]),
            (0, &[], &[]),
        ] {
            assert_eq!(shares(room, lengths), wanted, "{room} {lengths:?}");
        }
    }
}
