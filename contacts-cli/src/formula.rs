//! Cells that a spreadsheet would calculate.
//!
//! To a spreadsheet, a name that begins with `=` is a formula, which may send the sheet's content elsewhere.
//! It gets an apostrophe in front, as OWASP advises. So does a text that already begins with apostrophes and
//! then such a character, so that removing one apostrophe restores every text.

const QUOTE: char = '\'';

/// Returns a text as a cell that is shown and not calculated.
pub(crate) fn harmless(cell: String) -> String {
    if is_formula(cell.trim_start_matches(QUOTE)) {
        format!("{QUOTE}{cell}")
    } else {
        cell
    }
}

/// Returns a text as a cell that [`plain`] restores, and that is otherwise unchanged.
pub(crate) fn kept(cell: String) -> String {
    if plain(&cell) == cell {
        cell
    } else {
        format!("{QUOTE}{cell}")
    }
}

/// Returns the text of a cell that may have been made harmless.
pub(crate) fn plain(cell: &str) -> &str {
    match cell.strip_prefix(QUOTE) {
        Some(rest) if is_formula(rest.trim_start_matches(QUOTE)) => rest,
        _ => cell,
    }
}

fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r'])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_would_be_calculated_is_text() {
        for (cell, written) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-2", "'-2"),
            ("+4571999999", "'+4571999999"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("'=1", "''=1"),
            ("'t Hooft", "'t Hooft"),
            ("a=b", "a=b"),
            ("", ""),
        ] {
            assert_eq!(harmless(cell.to_owned()), written);
            assert_eq!(plain(written), cell);
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_back(cell in "['=+@a -]{0,6}") {
            let written = harmless(cell.clone());
            prop_assert_eq!(plain(&written), &cell);
            let written = kept(cell.clone());
            prop_assert_eq!(plain(&written), cell);
        }
    }
}
