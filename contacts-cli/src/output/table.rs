//! Columns that fit a terminal: cells are cut with `…`, never wrapped; numbers are never cut.

use std::env;
use std::io;

use terminal_size::terminal_size_of;
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use super::color;
use super::visible::visible;

/// What a table is shown on.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Screen {
    /// How many cells a line of the terminal has; `None` for no limit.
    pub(super) width: Option<usize>,
    /// How many lines the screen has, if there is one.
    pub(super) height: Option<usize>,
    color: bool,
}

/// The space between columns.
const GAP: usize = 2;
/// Texts are not cut to less than this.
const LEAST: usize = 8;
const CUT: &str = "…";

impl Screen {
    /// Returns the size in `COLUMNS` and `LINES` if they are set, or else the terminal's; a pipe
    /// has no limits.
    pub(super) fn of_stdout() -> Self {
        let variable = |name| {
            let value: Option<usize> = env::var(name).ok()?.trim().parse().ok();
            value.filter(|it| *it > 0)
        };
        let (width, height) = terminal_size_of(io::stdout()).unzip();
        Screen {
            width: variable("COLUMNS").or(width.map(|it| it.0.into())),
            height: variable("LINES").or(height.map(|it| it.0.into())),
            color: color::on_stdout(),
        }
    }
}

/// Returns the lines of a table; one property on each line if the columns do not fit side by side.
pub(super) fn lines(header: &[&str], rows: &[Vec<String>], screen: &Screen) -> Vec<String> {
    if rows.is_empty() {
        return Vec::new();
    }
    let header: Vec<String> = header.iter().map(|it| it.to_uppercase()).collect();
    let shown = |row: &Vec<String>| row.iter().map(|cell| visible(cell).into_owned()).collect();
    let rows: Vec<Vec<String>> = rows.iter().map(shown).collect();
    let columns: Vec<Fit> = (0..header.len())
        .map(|at| Fit::of(&header[at], rows.iter().filter_map(|row| row.get(at))))
        .collect();
    match widths(&columns, screen.width) {
        Some(widths) => beside(&header, &rows, &widths, screen),
        None => below(&header, &rows, screen),
    }
}

/// How wide a column is with its full content, and how narrow it may be.
#[derive(Debug, Clone, Copy)]
struct Fit {
    natural: usize,
    least: usize,
}

impl Fit {
    fn of<'a>(name: &str, cells: impl Iterator<Item = &'a String>) -> Self {
        let mut natural = name.width();
        let mut least = LEAST;
        for cell in cells {
            natural = natural.max(cell.width());
            // Part of a number would be another number.
            if cell
                .chars()
                .all(|c| c.is_ascii_digit() || "+-. ".contains(c))
            {
                least = least.max(cell.width());
            }
        }
        Fit {
            natural,
            least: least.min(natural),
        }
    }
}

/// Returns the width of each column; `None` if they do not fit.
fn widths(columns: &[Fit], width: Option<usize>) -> Option<Vec<usize>> {
    let natural: Vec<usize> = columns.iter().map(|it| it.natural).collect();
    let Some(width) = width else {
        return Some(natural);
    };
    let room = width.checked_sub(GAP * columns.len().saturating_sub(1))?;
    if natural.iter().sum::<usize>() <= room {
        return Some(natural);
    }
    // All columns that may be cut are cut at the same width, the greatest that fits.
    let cut = |at: usize| {
        columns
            .iter()
            .map(move |it| it.natural.min(it.least.max(at)))
    };
    let mut at = (0..=room)
        .rev()
        .find(|at| cut(*at).sum::<usize>() <= room)?;
    at = at.max(1);
    let mut widths: Vec<usize> = cut(at).collect();
    let mut left = room.saturating_sub(widths.iter().sum());
    for (width, column) in widths.iter_mut().zip(columns) {
        if left > 0 && *width < column.natural {
            *width += 1;
            left -= 1;
        }
    }
    Some(widths)
}

fn beside(
    header: &[String],
    rows: &[Vec<String>],
    widths: &[usize],
    screen: &Screen,
) -> Vec<String> {
    let line = |cells: &[String]| {
        let mut line = String::new();
        for (at, (cell, width)) in cells.iter().zip(widths).enumerate() {
            let cell = cut(cell, *width);
            line.push_str(&cell);
            if at + 1 < cells.len() {
                line.extend(std::iter::repeat_n(' ', width - cell.width() + GAP));
            }
        }
        line.truncate(line.trim_end().len());
        line
    };
    let first = color::paint(&line(header), color::HEADER, screen.color);
    let rest = rows.iter().map(|row| line(row));
    std::iter::once(first).chain(rest).collect()
}

fn below(header: &[String], rows: &[Vec<String>], screen: &Screen) -> Vec<String> {
    let longest = header.iter().map(|it| it.width()).max().unwrap_or_default();
    let width = screen.width.unwrap_or(usize::MAX);
    // A value must not get less room than the names.
    let named = longest.min(width / 2);
    let mut lines = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        if at > 0 {
            lines.push(String::new());
        }
        for (name, cell) in header.iter().zip(row).filter(|(_, cell)| !cell.is_empty()) {
            let name = cut(name, named);
            let space = " ".repeat(named - name.width() + GAP);
            let cell = cut(cell, width.saturating_sub(named + GAP).max(1));
            let name = color::paint(&name, color::HEADER, screen.color);
            lines.push(format!("{name}{space}{cell}"));
        }
    }
    lines
}

/// Returns the text, or as much of its beginning as fits with a mark that there is more.
pub(super) fn cut(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut kept = String::new();
    for grapheme in text.graphemes(true) {
        // The width of joined characters is not the sum of their widths.
        let before = kept.len();
        kept.push_str(grapheme);
        if kept.width() + CUT.width() > width {
            kept.truncate(before);
            break;
        }
    }
    if width > 0 {
        kept.push_str(CUT);
    }
    kept
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(header: &[&str], rows: &[&[&str]], width: usize) -> Vec<String> {
        let rows: Vec<Vec<String>> = rows
            .iter()
            .map(|row| row.iter().map(|it| (*it).to_owned()).collect())
            .collect();
        let width = Some(width).filter(|it| *it > 0);
        lines(
            header,
            &rows,
            &Screen {
                width,
                ..Screen::default()
            },
        )
    }

    const ROWS: [&[&str]; 3] = [
        &["1", "Relatel A/S", "4571999999", "kundeservice@relatel.dk"],
        &["20", "日本電信電話株式会社 東京本社", "81312345678", ""],
        &["3", "a\u{301}se\u{202e}", "299285836", "x"],
    ];

    #[test]
    fn without_an_end_nothing_is_cut() {
        assert_eq!(
            shown(&["id", "name", "number", "email"], &ROWS, 0),
            [
                "ID  NAME                           NUMBER       EMAIL",
                "1   Relatel A/S                    4571999999   kundeservice@relatel.dk",
                "20  日本電信電話株式会社 東京本社  81312345678",
                "3   a\u{301}se\\u{202e}                    299285836    x",
            ]
        );
    }

    #[test]
    fn texts_are_cut_and_numbers_are_not() {
        assert_eq!(
            shown(&["id", "name", "number", "email"], &ROWS, 42),
            [
                "ID  NAME          NUMBER       EMAIL",
                "1   Relatel A/S   4571999999   kundeservi…",
                "20  日本電信電…   81312345678",
                "3   a\u{301}se\\u{202e}   299285836    x",
            ]
        );
    }

    #[test]
    fn what_does_not_fit_beside_each_other_stands_below() {
        assert_eq!(
            shown(&["id", "name", "number", "email"], &ROWS[..2], 25),
            [
                "ID      1",
                "NAME    Relatel A/S",
                "NUMBER  4571999999",
                "EMAIL   kundeservice@rel…",
                "",
                "ID      20",
                "NAME    日本電信電話株式…",
                "NUMBER  81312345678",
            ]
        );
    }

    proptest! {
        #[test]
        fn no_line_is_wider_than_the_terminal(
            rows in prop::collection::vec(prop::collection::vec("[a日👩\u{301}\u{200d}\u{202e}\t 0-9é]{0,30}", 4), 1..6),
            width in 24_usize..120,
        ) {
            let screen = Screen { width: Some(width), ..Screen::default() };
            for line in lines(&["id", "a long name", "number", "x"], &rows, &screen) {
                prop_assert!(line.width() <= width, "{} of {width}: {line:?}", line.width());
            }
        }

        #[test]
        fn a_column_begins_at_the_same_place_in_every_line(
            texts in prop::collection::vec("[a日👩é][a日👩\u{301}\u{202e} é]{0,30}", 1..6),
            width in 24_usize..120,
        ) {
            let rows: Vec<_> = texts.into_iter().map(|it| vec!["7".to_owned(), it, "#".to_owned()]).collect();
            let screen = Screen { width: Some(width), ..Screen::default() };
            let lines = lines(&["id", "name", "#"], &rows, &screen);
            let at = |line: &String| line.find('#').map(|at| line[..at].width());
            for line in &lines {
                prop_assert!(at(line).is_some() && at(line) == at(&lines[0]), "{lines:#?}");
            }
        }
    }
}
