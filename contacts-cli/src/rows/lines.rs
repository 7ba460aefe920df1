//! Lines, delimiters and quotes in the text of a CSV file.

use memchr::memchr2;

pub(super) const LINE_END: [char; 2] = ['\n', '\r'];

/// The delimiters between cells; if two are equally good, the first is taken.
pub(super) const DELIMITERS: [u8; 4] = [b';', b',', b'\t', b'|'];

/// The state of the quotes in a row.
#[derive(Debug, PartialEq)]
pub(super) enum Quoting {
    /// Every quote that opens a cell is closed, and the cell ends there.
    Closed,
    /// A quote is not closed.
    Open,
    /// The cell goes on after a closing quote.
    TextBehind,
}

/// Returns the state of the quotes in this row.
pub(super) fn quoting(row: &str, delimiter: u8) -> Quoting {
    let mut quoting = Quoting::Closed;
    let mut bytes = row.bytes().peekable();
    let (mut at_start, mut quoted) = (true, false);
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if quoted && bytes.peek() == Some(&b'"') => {
                bytes.next();
            }
            b'"' if quoted => {
                quoted = false;
                let ends = bytes
                    .peek()
                    .is_none_or(|next| *next == delimiter || matches!(next, b'\r' | b'\n'));
                if !ends {
                    quoting = Quoting::TextBehind;
                }
            }
            b'"' if at_start => quoted = true,
            _ => {}
        }
        at_start = !quoted && (byte == delimiter || matches!(byte, b'\r' | b'\n'));
    }
    if quoted { Quoting::Open } else { quoting }
}

/// Returns the first line with its end: `\n`, `\r\n` or `\r`.
pub(super) fn first_line(text: &str) -> &str {
    let Some(at) = memchr2(b'\n', b'\r', text.as_bytes()) else {
        return text;
    };
    let end = at + if text[at..].starts_with("\r\n") { 2 } else { 1 };
    &text[..end]
}

/// Returns how many line ends the text has; `\r\n` counts as one.
pub(super) fn line_breaks(text: &str) -> u64 {
    let breaks = text.matches(LINE_END).count() - text.matches("\r\n").count();
    breaks as u64
}

/// Returns the most frequent delimiter in the first line, and how often it occurs.
pub(super) fn most_frequent(text: &str) -> (u8, usize) {
    let mut quoted = false;
    let mut counts = DELIMITERS.map(|it| (it, 0));
    for byte in first_line(text).bytes() {
        quoted ^= byte == b'"';
        for (delimiter, count) in &mut counts {
            *count += usize::from(!quoted && byte == *delimiter);
        }
    }
    let [first, others @ ..] = counts;
    let more = |best: (u8, usize), it: (u8, usize)| if it.1 > best.1 { it } else { best };
    others.into_iter().fold(first, more)
}

#[cfg(test)]
mod tests {
    use super::{Quoting, quoting};

    #[test]
    fn a_quote_opens_a_cell_only_where_the_cell_begins() {
        assert_eq!(quoting("a;\"b\";c\n", b';'), Quoting::Closed);
        assert_eq!(quoting("\"\"\"\";c\n", b';'), Quoting::Closed);
        assert_eq!(quoting("a;\"b\" c;d", b';'), Quoting::TextBehind);
        assert_eq!(quoting("a;\"b;d\n", b';'), Quoting::Open);
    }
}
