//! Turns characters that look like those of a phone number into the plain ones.

/// The zeros of the scripts whose digits are read; the digits 1 to 9 follow each.
const ZEROS: [char; 18] = [
    '\u{0660}', // Arabic-Indic
    '\u{06F0}', // Persian and Urdu
    '\u{07C0}', // N'Ko
    '\u{0966}', // Devanagari
    '\u{09E6}', // Bengali
    '\u{0A66}', // Gurmukhi
    '\u{0AE6}', // Gujarati
    '\u{0B66}', // Odia
    '\u{0BE6}', // Tamil
    '\u{0C66}', // Telugu
    '\u{0CE6}', // Kannada
    '\u{0D66}', // Malayalam
    '\u{0E50}', // Thai
    '\u{0ED0}', // Lao
    '\u{0F20}', // Tibetan
    '\u{1040}', // Myanmar
    '\u{17E0}', // Khmer
    '\u{1810}', // Mongolian
];

/// Returns the plain character that `c` looks like in a phone number; `None` if `c` is invisible.
pub(crate) fn plain(c: char) -> Option<char> {
    Some(match c {
        ' '..='~' => c,
        // Zero-width, bidirectional and variation marks, which copying from a web page brings.
        '\u{AD}'
        | '\u{61C}'
        | '\u{180E}'
        | '\u{200B}'..='\u{200F}'
        | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2069}'
        | '\u{FE0E}'
        | '\u{FE0F}'
        | '\u{FEFF}' => return None,
        // The first two are the dashes of Windows-1252 in a file that was read as Latin-1.
        '\u{96}'
        | '\u{97}'
        | '\u{2010}'..='\u{2015}'
        | '\u{2043}'
        | '\u{2212}'
        | '\u{30FC}'
        | '\u{FE58}'
        | '\u{FE63}' => '-',
        '\u{B7}' | '\u{2022}' | '\u{2024}' | '\u{2027}' => '.',
        '\u{2018}'..='\u{201F}' => '\'',
        '\u{2044}' | '\u{2215}' => '/',
        '\u{2795}' | '\u{FE62}' => '+',
        '\u{60C}' | '\u{3001}' => ',',
        // The full-width forms are ASCII at a fixed offset.
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0)?,
        _ if c.is_whitespace() => ' ',
        _ => digit_of_another_script(c).unwrap_or(c),
    })
}

fn digit_of_another_script(c: char) -> Option<char> {
    let zero = ZEROS.iter().rev().find(|&&zero| zero <= c)?;
    char::from_digit(u32::from(c) - u32::from(*zero), 10)
}
