//! Reads the bytes of a file as text.

use std::fmt;
use std::str::FromStr;

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};
use oem_cp::code_table;

use super::guess;

/// How the characters of a text file are written as bytes.
#[derive(Clone, Copy)]
pub(crate) struct Encoding {
    name: &'static str,
    kind: Kind,
}

#[derive(Clone, Copy)]
enum Kind {
    /// An encoding that browsers know.
    Known(&'static encoding_rs::Encoding),
    /// An encoding of DOS, as the characters of its upper half.
    Dos(&'static [char; 128]),
}

impl Encoding {
    pub(super) const WINDOWS: Self = Self::known("Windows-1252", WINDOWS_1252);
    pub(super) const MAC: Self = Self::known("MacRoman", encoding_rs::MACINTOSH);
    pub(super) const CP850: Self = Self::dos("CP850", &code_table::DECODING_TABLE_CP850);
    pub(super) const CP437: Self = Self::dos("CP437", &code_table::DECODING_TABLE_CP437);
    const CP858: Self = Self::dos("CP858", &code_table::DECODING_TABLE_CP858);
    const CP865: Self = Self::dos("CP865", &code_table::DECODING_TABLE_CP865);
    const UTF_8: Self = Self::known("UTF-8", UTF_8);

    const fn known(name: &'static str, encoding: &'static encoding_rs::Encoding) -> Self {
        Encoding {
            name,
            kind: Kind::Known(encoding),
        }
    }

    const fn dos(name: &'static str, upper: &'static [char; 128]) -> Self {
        Encoding {
            name,
            kind: Kind::Dos(upper),
        }
    }

    /// Returns its usual name, such as `Windows-1252`.
    pub(crate) fn name(self) -> &'static str {
        self.name
    }

    /// Returns the text; bytes that cannot be read become `U+FFFD`.
    pub(super) fn decode(self, bytes: &[u8]) -> String {
        match self.kind {
            Kind::Known(encoding) => encoding.decode_with_bom_removal(bytes).0.into_owned(),
            Kind::Dos(upper) => oem_cp::decode_string_complete_table(bytes, upper),
        }
    }
}

impl FromStr for Encoding {
    type Err = String;

    /// Reads a name as people and programs write it: `cp850`, `latin1`, `UTF-16LE`, `mac`.
    fn from_str(text: &str) -> Result<Self, String> {
        let plain: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
        let plain = plain.to_ascii_lowercase();
        let digits = plain.trim_start_matches(|c: char| c.is_ascii_alphabetic());
        let is_page =
            ["cp", "ibm", "oem", "dos", ""].contains(&&plain[..plain.len() - digits.len()]);
        let dos = [Self::CP437, Self::CP850, Self::CP858, Self::CP865];
        if let Some(found) = dos
            .into_iter()
            .find(|it| is_page && it.name[2..] == *digits)
        {
            return Ok(found);
        }
        if ["mac", "macroman", "macintosh", "xmacroman"].contains(&&*plain) {
            return Ok(Self::MAC);
        }
        let names = [text, &*plain];
        let found = names
            .iter()
            .find_map(|it| encoding_rs::Encoding::for_label_no_replacement(it.as_bytes()));
        match found {
            Some(found) if found == WINDOWS_1252 => Ok(Self::WINDOWS),
            Some(found) => Ok(Self::known(found.name(), found)),
            None => Err(format!(
                "there is no encoding {text:?}: give utf-8, utf-16, windows-1252, macintosh, cp850, cp437 or \
                 another by its usual name"
            )),
        }
    }
}

impl fmt::Debug for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl PartialEq for Encoding {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// Returns whether a file has nothing but white space, and perhaps the mark of its encoding.
pub(super) fn is_blank(bytes: &[u8]) -> bool {
    let is_wide = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    let body = if is_wide {
        &bytes[2..]
    } else {
        bytes.strip_prefix(MARK).unwrap_or(bytes)
    };
    body.iter()
        .all(|it| it.is_ascii_whitespace() || (is_wide && *it == 0))
}

/// Returns the text of a file and its encoding, which is detected unless it is given.
///
/// A file that is UTF-8 except for a few bytes is read as UTF-8: those bytes become `U+FFFD`, and
/// their rows are rejected one by one. In another encoding, all other rows would be wrong.
///
/// # Errors
///
/// Why it cannot be read, as the rest of a sentence that begins with the file's name.
pub(super) fn decode(
    mut bytes: Vec<u8>,
    said: Option<Encoding>,
) -> Result<(String, Encoding), String> {
    let seen = said.or_else(|| unicode(&bytes));
    if let Some(what) = no_text(&bytes, seen.is_none()) {
        return Err(format!(
            "is {what}, which holds no rows that can be read: save it as XLSX, ODS or \"CSV UTF-8\""
        ));
    }
    let encoding = match seen {
        Some(encoding) => encoding,
        None => guess::guess(&bytes)?,
    };
    let text = if encoding == Encoding::UTF_8 {
        // A large file is not copied.
        if bytes.starts_with(MARK) {
            bytes.drain(..MARK.len());
        }
        let text = String::from_utf8(bytes);
        text.unwrap_or_else(|error| encoding.decode(error.as_bytes()))
    } else {
        encoding.decode(&bytes)
    };
    // A stray control character happens in real names; a file full of them is not text.
    let is_odd = |c: &char| c.is_control() && !matches!(c, '\t' | '\r' | '\n');
    if text.chars().filter(is_odd).count() * 100 > text.len() {
        return Err(format!(
            "is not text in {}: save it as XLSX, ODS or \"CSV UTF-8\"",
            encoding.name
        ));
    }
    Ok((text, encoding))
}

/// The byte order mark of UTF-8.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Files that people take for a list of rows, by their first bytes.
const OTHER_FILES: [(&[u8], &str); 6] = [
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip file"),
    (b"{\\rtf", "an RTF document"),
    (b"<", "a web page or XML"),
    (b"BEGIN:VCALENDAR", "a calendar"),
    (b"\x7fELF", "a binary file"),
];

fn no_text(bytes: &[u8], is_unclear: bool) -> Option<&'static str> {
    let text = bytes.strip_prefix(MARK).unwrap_or(bytes).trim_ascii_start();
    let found = OTHER_FILES
        .iter()
        .find(|(first, _)| text.starts_with(first));
    let is_binary = is_unclear && bytes.contains(&0);
    found
        .map(|(_, what)| *what)
        .or(is_binary.then_some("a binary file"))
}

/// Returns the bytes' Unicode encoding, if they have one.
fn unicode(bytes: &[u8]) -> Option<Encoding> {
    match bytes {
        [0xff, 0xfe, ..] => return Some(Encoding::known("UTF-16LE", UTF_16LE)),
        [0xfe, 0xff, ..] => return Some(Encoding::known("UTF-16BE", UTF_16BE)),
        _ => {}
    }
    if !bytes.contains(&0) {
        return mostly_utf8(bytes).then_some(Encoding::UTF_8);
    }
    // In a list of names, one of the two bytes of most characters is 0.
    let zeros = |at: usize| bytes.chunks_exact(2).filter(|it| it[at] == 0).count();
    let (even, odd, all) = (zeros(0), zeros(1), bytes.len() / 2);
    if odd * 2 > all && even * 20 < all {
        Some(Encoding::known("UTF-16LE", UTF_16LE))
    } else if even * 2 > all && odd * 20 < all {
        Some(Encoding::known("UTF-16BE", UTF_16BE))
    } else {
        None
    }
}

/// Returns whether there are more characters that only UTF-8 explains than bytes that UTF-8 does
/// not explain.
fn mostly_utf8(bytes: &[u8]) -> bool {
    if str::from_utf8(bytes).is_ok() {
        return true;
    }
    let (mut characters, mut damaged) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        characters += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        damaged += chunk.invalid().len();
    }
    characters > damaged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(bytes: &[u8]) -> (String, &'static str) {
        let (text, encoding) = decode(bytes.to_vec(), None).unwrap();
        (text, encoding.name())
    }

    #[test]
    fn encodings_are_told_apart_by_what_they_decode_to() {
        let utf16: Vec<u8> = "Navn;Åse Bæk"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let marked = [b"\xff\xfe", &*utf16].concat();
        let swapped: Vec<u8> = utf16.chunks(2).flat_map(|it| [it[1], it[0]]).collect();
        for (bytes, text, encoding) in [
            (&b"Navn"[..], "Navn", "UTF-8"),
            ("Åse Bæk".as_bytes(), "Åse Bæk", "UTF-8"),
            (b"\xef\xbb\xbfNavn", "Navn", "UTF-8"),
            (b"\xc5se B\xe6k", "Åse Bæk", "Windows-1252"),
            (b"B\xd8RGE JENSEN", "BØRGE JENSEN", "Windows-1252"),
            (b"M\xfcller & S\xf6hne", "Müller & Söhne", "Windows-1252"),
            (
                b"Fran\xe7ois\nGarc\xeda\nP\xe9rez",
                "François\nGarcía\nPérez",
                "Windows-1252",
            ),
            (
                b"S\xf8rensen \x96 Aage\x92s; 45\xa033",
                "Sørensen – Aage’s; 45\u{a0}33",
                "Windows-1252",
            ),
            (&utf16, "Navn;Åse Bæk", "UTF-16LE"),
            (&marked, "Navn;Åse Bæk", "UTF-16LE"),
            (&swapped, "Navn;Åse Bæk", "UTF-16BE"),
        ] {
            assert_eq!(found(bytes), (text.to_owned(), encoding));
        }
    }

    #[test]
    fn a_broken_byte_in_a_utf_8_file_does_not_change_its_other_rows() {
        let bytes = b"\xc3\x85se;1\nB\xe6k;2\n\xc3\x98jvind;3\n";
        assert_eq!(
            found(bytes),
            ("Åse;1\nB\u{fffd}k;2\nØjvind;3\n".to_owned(), "UTF-8")
        );
    }

    #[test]
    fn what_is_said_is_done() {
        for (name, bytes) in [
            ("macroman", &b"\x81se B\xbek"[..]),
            ("Macintosh", b"\x81se B\xbek"),
            ("cp850", b"\x8fse B\x91k"),
            ("IBM-850", b"\x8fse B\x91k"),
            ("437", b"\x8fse B\x91k"),
            ("CP865", b"\x8fse B\x91k"),
            ("latin1", b"\xc5se B\xe6k"),
            ("iso-8859-1", b"\xc5se B\xe6k"),
            ("windows-1252", b"\xc5se B\xe6k"),
            ("utf8", "Åse Bæk".as_bytes()),
        ] {
            let encoding: Encoding = name.parse().unwrap();
            let (text, _) = decode(bytes.to_vec(), Some(encoding)).unwrap();
            assert_eq!(text, "Åse Bæk", "{name}");
        }
        let reason = "klingon".parse::<Encoding>().unwrap_err();
        assert!(reason.contains("no encoding \"klingon\""), "{reason}");
    }

    #[test]
    fn what_is_not_text_is_named() {
        for (bytes, what) in [
            (&b"abc\0def"[..], "a binary file"),
            (b"%PDF-1.7", "a PDF"),
            (b"\xef\xbb\xbf <html><table>", "a web page"),
            (b"\x01\x02\x03\x04", "not text in UTF-8"),
        ] {
            let reason = decode(bytes.to_vec(), None).unwrap_err();
            assert!(reason.contains(what), "{reason}");
            assert!(reason.contains("save it as"), "{reason}");
        }
    }
}
