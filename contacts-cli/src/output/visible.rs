use std::borrow::Cow;
use std::fmt::Write as _;

/// Returns the text with every character that does something other than being visible written as `\u{202e}`,
/// `\n` and the like.
///
/// Names come from anybody: none may move the cursor, colour the terminal, or reverse the text beside it.
pub(crate) fn visible(text: &str) -> Cow<'_, str> {
    if !text.chars().any(acts) {
        return Cow::Borrowed(text);
    }
    let mut shown = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if acts(c) {
            let _ = write!(shown, "{}", c.escape_default());
        } else {
            shown.push(c);
        }
    }
    Cow::Owned(shown)
}

fn acts(c: char) -> bool {
    c.is_control() || turns(c) || is_unseen(c)
}

/// Returns whether a character sets the direction of the text after it (UAX 9, explicit and
/// implicit marks).
fn turns(c: char) -> bool {
    matches!(
        c,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
    )
}

/// Returns whether a character begins a line or is invisible, so that two names could look the
/// same. Joiners stay: emoji and some scripts are written with them.
fn is_unseen(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{180e}'
            | '\u{200b}'
            | '\u{2028}'
            | '\u{2029}'
            | '\u{2060}'..='\u{2064}'
            | '\u{206a}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_acts_is_shown_and_what_is_seen_is_left() {
        for (text, shown) in [
            ("Åse Ærø", "Åse Ærø"),
            ("a\u{1b}[31mb", "a\\u{1b}[31mb"),
            ("a\tb\r\nc", "a\\tb\\r\\nc"),
            ("\u{202e}gnp.exe", "\\u{202e}gnp.exe"),
            ("\u{200f}שלום\u{2069}", "\\u{200f}שלום\\u{2069}"),
            ("a\u{200b}b\u{2028}", "a\\u{200b}b\\u{2028}"),
            ("👩\u{200d}🚀", "👩\u{200d}🚀"),
            ("a\u{9b}31m", "a\\u{9b}31m"),
        ] {
            assert_eq!(visible(text), shown);
        }
    }
}
