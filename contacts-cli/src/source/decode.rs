//! From the bytes of a file to its text.

use std::borrow::Cow;

use encoding_rs::{UTF_8, WINDOWS_1252};

/// A file's text, and how it was written.
#[derive(Debug)]
pub(crate) struct Text<'a> {
    pub(crate) body: Cow<'a, str>,
    pub(crate) encoding: &'static str,
}

const SAVE_AS: &str = "save it as \"CSV UTF-8\"";

/// Files that people take for CSV, by their first bytes.
const OTHER_FILES: [(&[u8], &str); 6] = [
    (b"PK\x03\x04", "an Excel workbook or another zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip file"),
    (b"\xff\xfe", "UTF-16 text"),
    (b"\xfe\xff", "UTF-16 text"),
];

/// Reads UTF-8, with or without a byte order mark, and else Windows-1252, which Excel writes.
///
/// A file that is UTF-8 but for a few bytes stays UTF-8: those bytes become `U+FFFD`, and the rows
/// that hold them are refused one by one. Read as Windows-1252, all its other rows would be wrong.
///
/// # Errors
///
/// Why it is not text, to be put behind the file's name.
pub(crate) fn decode(bytes: &[u8]) -> Result<Text<'_>, String> {
    if let Some((_, what)) = OTHER_FILES
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
    {
        return Err(format!(
            "is {what}, not a CSV file that can be read: {SAVE_AS}"
        ));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if bytes.contains(&0) {
        let utf16 = bytes.len() > 3 && (bytes[1] == 0) != (bytes[0] == 0);
        let what = if utf16 {
            "UTF-16 text"
        } else {
            "a binary file"
        };
        return Err(format!(
            "is {what}, not a CSV file that can be read: {SAVE_AS}"
        ));
    }
    let text = if mostly_utf8(bytes) {
        Text {
            body: UTF_8.decode_without_bom_handling(bytes).0,
            encoding: "UTF-8",
        }
    } else {
        Text {
            body: WINDOWS_1252.decode_without_bom_handling(bytes).0,
            encoding: "Windows-1252",
        }
    };
    let unreadable = |c: &char| c.is_control() && !matches!(c, '\t' | '\r' | '\n');
    // A stray control character happens in real names; a file full of them is no text.
    let controls = text.body.chars().filter(unreadable).count();
    if controls * 100 > text.body.len() {
        return Err(format!("is neither UTF-8 nor Windows-1252 text: {SAVE_AS}"));
    }
    Ok(text)
}

/// Are there more characters that only UTF-8 explains than bytes that UTF-8 does not?
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut characters, mut damaged) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        characters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        damaged += chunk.invalid().len();
    }
    damaged == 0 || characters > damaged
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn utf_8_and_windows_1252_are_told_apart() {
        for (bytes, text, encoding) in [
            (&b"Navn"[..], "Navn", "UTF-8"),
            ("Åse Bæk".as_bytes(), "Åse Bæk", "UTF-8"),
            (b"\xef\xbb\xbfNavn", "Navn", "UTF-8"),
            (b"\xc5se B\xe6k", "Åse Bæk", "Windows-1252"),
            (b"\x80 10 \x96 20", "€ 10 – 20", "Windows-1252"),
        ] {
            let found = decode(bytes).unwrap();
            assert_eq!((&*found.body, found.encoding), (text, encoding));
        }
    }

    #[test]
    fn a_broken_byte_in_a_utf_8_file_does_not_change_its_other_rows() {
        let found = decode(b"\xc3\x85se;1\nB\xe6k;2\n\xc3\x98jvind;3\n").unwrap();
        assert_eq!(found.encoding, "UTF-8");
        assert_eq!(found.body, "Åse;1\nB\u{fffd}k;2\nØjvind;3\n");
    }

    #[test]
    fn what_is_not_such_text_is_named() {
        for (bytes, what) in [
            (&b"PK\x03\x04rest"[..], "an Excel workbook"),
            (b"\xff\xfeN\0a\0", "UTF-16"),
            (b"N\0a\0v\0n\0", "UTF-16"),
            (b"\0N\0a\0v\0n", "UTF-16"),
            (b"abc\0def", "a binary file"),
            (b"%PDF-1.7", "a PDF"),
            (b"\x01\x02\x03\x04", "neither UTF-8 nor Windows-1252"),
        ] {
            let reason = decode(bytes).unwrap_err();
            assert!(reason.contains(what), "{reason}");
            assert!(reason.contains("save it as"), "{reason}");
        }
    }
}
