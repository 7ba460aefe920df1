//! What a plan and a report are on a screen: as long and as wide as it is, and coloured like a diff.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use crate::program::{self, Desk, Ended};

/// A book with contacts of this tool, and a file by which many are made, changed and gone.
fn plan(desk: &Desk, arguments: &str) -> Ended {
    let file = |rows: &[(u32, &str)]| {
        let mut csv = "Nr;Navn;Tlf\n".to_owned();
        for (nr, name) in rows {
            writeln!(csv, "{nr};{name} {nr};{}", 20_100_000 + nr).unwrap();
        }
        csv
    };
    let before: Vec<_> = (1..=60).map(|nr| (nr, "Kunde")).collect();
    desk.sync(file(&before), "").exits(0);
    let mut after: Vec<_> = (31..=60)
        .map(|nr| (nr, "Kunde med et langt navn"))
        .collect();
    after.extend((61..=90).map(|nr| (nr, "Ny kunde")));
    desk.file("after.csv", file(&after));
    desk.run(&format!(
        "sync after.csv --dry-run --delete --max-delete 100% {arguments}"
    ))
    .exits(0)
}

#[test]
fn a_plan_is_as_long_and_as_wide_as_the_screen() {
    for height in [30, 40, 80] {
        let emulator = program::emulator(&[]);
        let desk = Desk::at(&emulator)
            .with("LINES", &height.to_string())
            .with("COLUMNS", "50");
        let shown = plan(&desk, "").stdout;
        let lines: Vec<_> = shown.lines().collect();
        let taken = |line: &&str| line.width().div_ceil(50).max(1);
        for line in lines.iter().filter(|it| taken(it) > 1) {
            // What has the flags in full, and the result.
            let is_whole = line.contains("more: all are in") || line.starts_with("60 rows: ");
            assert!(is_whole, "{line}");
        }
        assert!(shown.contains("→ Kund…"), "{shown}");
        // With the line of the shell.
        let all = lines.iter().map(taken).sum::<usize>() + 1;
        assert!(
            all <= height && all + 3 > height,
            "{all} of {height}: {shown}"
        );
        for what in [
            "30 would be changed",
            "30 would be created",
            "30 would be deleted",
        ] {
            assert!(shown.contains(what), "{shown}");
        }
        assert!(lines.last().unwrap().contains("would create 30"), "{shown}");
    }
}

#[test]
fn however_low_the_screen_is_something_of_everything_is_seen() {
    let emulator = program::emulator(&[]);
    let desk = Desk::at(&emulator).with("LINES", "5");
    let shown = plan(&desk, "").stdout;
    for sign in ["  + row", "  ~ contact", "  - contact"] {
        assert_eq!(shown.matches(sign).count(), 3, "{shown}");
    }
    assert_eq!(shown.matches("… and 27 more").count(), 3, "{shown}");
}

#[test]
fn a_plan_is_coloured_like_a_diff_where_there_is_colour() {
    let emulator = program::emulator(&[]);
    let desk = Desk::at(&emulator);
    let shown = plan(&desk, "--color always").stdout;
    for begin in [
        "\u{1b}[32m  + row",
        "\u{1b}[33m  ~ contact",
        "\u{1b}[31m  - contact",
    ] {
        assert!(shown.contains(begin), "{shown:?}");
    }
    for (variable, value, arguments) in [
        ("A", "B", ""),
        ("NO_COLOR", "1", ""),
        ("A", "B", "--color never"),
    ] {
        let emulator = program::emulator(&[]);
        let desk = Desk::at(&emulator).with(variable, value);
        assert!(!plan(&desk, arguments).stdout.contains('\u{1b}'));
    }
}

#[test]
fn long_lists_of_rows_leave_the_result_on_the_screen() {
    let emulator = program::emulator(&[]);
    let mut rows = "Navn;Tlf\n".to_owned();
    for row in 0..60 {
        writeln!(rows, "Kunde {row};ring til Bo {row}").unwrap();
    }
    let desk = Desk::at(&emulator)
        .with("LINES", "24")
        .with("COLUMNS", "120");
    desk.file("rows.csv", &rows);
    let shown = desk.run("sync rows.csv").exits(3).stdout;
    assert!(shown.lines().count() < 24, "{shown}");
    assert!(
        shown.contains("more: all are in -o json, in --rejects FILE"),
        "{shown}"
    );
    // Where nobody looks, nothing is left out.
    let desk = Desk::at(&emulator);
    desk.file("rows.csv", &rows);
    let piped = desk.run("sync rows.csv").exits(3).stdout;
    assert_eq!(piped.matches("ring til Bo").count(), 60, "{piped}");
}
