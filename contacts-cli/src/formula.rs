//! Cells that a spreadsheet would calculate.
//!
//! A name that begins with `=` is a formula to a spreadsheet, which may send what is in the sheet
//! elsewhere. It gets an apostrophe before it, as OWASP advises. One that begins with apostrophes and
//! then such a character gets one more, so that taking one away gives back every text as it was.

const QUOTE: char = '\'';

/// The text as a cell that is shown and not calculated.
pub(crate) fn harmless(cell: String) -> String {
    if is_formula(cell.trim_start_matches(QUOTE)) {
        format!("{QUOTE}{cell}")
    } else {
        cell
    }
}

/// The text as a cell that [`plain`] gives back, and that is otherwise as it is.
pub(crate) fn kept(cell: String) -> String {
    if plain(&cell) == cell {
        cell
    } else {
        format!("{QUOTE}{cell}")
    }
}

/// The text of a cell that may have been made harmless.
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
