//! Guesses the encoding of a file that is not Unicode: the one in which its bytes are letters of
//! names.
//!
//! In `Bæk` the letter is one byte, which is `æ` in one encoding, `‘` in another and `Ê` in a third. A wrong
//! guess would overwrite good names with rubbish, so only a clear one is made, and only for Windows-1252,
//! which nearly all such files use. Otherwise a person has to decide.

use super::encoding::Encoding;

const CANDIDATES: [Encoding; 4] = [
    Encoding::WINDOWS,
    Encoding::MAC,
    Encoding::CP850,
    Encoding::CP437,
];

/// Letters of the names in Scandinavia and Germany.
const NEAR: &str = "æøåäöüßéÆØÅÄÖÜÉ";
/// Letters of other names in Europe.
const EUROPEAN: &str = "çèêëàáâãíìîïóòôõúùûñýÿžšœÇÈÊËÀÁÂÃÍÌÎÏÓÒÔÕÚÙÛÑÝŽŠŒ";
/// Characters that occur between words, and seldom within one.
const BETWEEN: &str = "–—“”„‘’€°§·´«»½¼\u{a0}©®™…º²";

/// How far ahead of the others an encoding has to be to be taken, in points for each character.
const MARGIN: f64 = 0.75;

/// How many lines with more than ASCII are looked at.
const LOOKED_AT: usize = 10_000;

/// Returns the encoding of a file that is not Unicode.
///
/// # Errors
///
/// That it is not clear, with what a person needs to decide, as the rest of a sentence that begins
/// with the file's name.
pub(super) fn guess(bytes: &[u8]) -> Result<Encoding, String> {
    let telling = bytes
        .split_inclusive(|it| *it == b'\n')
        .filter(|it| !it.is_ascii());
    let bytes = &telling.take(LOOKED_AT).collect::<Vec<_>>().concat();
    let scores = CANDIDATES.map(|it| (score(it, bytes), it));
    let [(windows, _), others @ ..] = &scores;
    let best_other = others.iter().map(|it| it.0).fold(f64::MIN, f64::max);
    if *windows > 0.0 && windows - best_other >= MARGIN {
        return Ok(Encoding::WINDOWS);
    }
    let mut best = scores.to_vec();
    best.sort_by(|one, other| other.0.total_cmp(&one.0));
    let cell = example(bytes);
    let readings: Vec<_> = CANDIDATES
        .iter()
        .map(|it| format!("{:?} as {}", it.decode(cell), it.name()))
        .collect();
    Err(format!(
        "is not UTF-8, and in which encoding it is cannot be told for certain: a cell of it reads {}; say which \
         is right, as in --encoding {}, or save it as \"CSV UTF-8\"",
        readings.join(", "),
        best[0].1.name().to_lowercase()
    ))
}

/// Returns how much the characters beyond ASCII look like parts of names, on average.
fn score(encoding: Encoding, bytes: &[u8]) -> f64 {
    let text = encoding.decode(bytes);
    let (mut sum, mut count) = (0.0, 0_u32);
    let mut before = ' ';
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        if !c.is_ascii() {
            sum += points(before, c, characters.peek().copied().unwrap_or(' '));
            count += 1;
        }
        before = c;
    }
    sum / f64::from(count.max(1))
}

fn points(before: char, c: char, after: char) -> f64 {
    const WRONG: f64 = -3.0;
    let letters = usize::from(before.is_alphabetic()) + usize::from(after.is_alphabetic());
    if c == '’' && letters == 2 {
        return 1.0;
    }
    if BETWEEN.contains(c) {
        return if letters == 2 { WRONG } else { 0.5 };
    }
    if !c.is_alphabetic() {
        return WRONG;
    }
    let is_capital_inside = before.is_lowercase() && c.is_uppercase();
    let is_small_inside = before.is_uppercase() && c.is_lowercase() && after.is_uppercase();
    let is_at_digit = before.is_numeric() || after.is_numeric();
    if is_capital_inside || is_small_inside || is_at_digit {
        WRONG
    } else if NEAR.contains(c) {
        // A single letter is an initial, or the name of a place.
        if letters == 0 { 1.0 } else { 3.0 }
    } else if letters == 0 {
        -2.0
    } else if EUROPEAN.contains(c) {
        2.0
    } else {
        0.5
    }
}

/// Returns the cell with the most bytes beyond ASCII, if it is short enough to be shown.
fn example(bytes: &[u8]) -> &[u8] {
    const SHOWN: usize = 40;
    let cells = bytes.split(|it| matches!(it, b';' | b',' | b'\t' | b'\n' | b'\r' | b'"'));
    let odd = |cell: &&[u8]| cell.iter().filter(|it| !it.is_ascii()).count();
    let found = cells.filter(|it| it.len() <= SHOWN).max_by_key(odd);
    found
        .filter(|it| odd(it) > 0)
        .unwrap_or(&bytes[..bytes.len().min(SHOWN)])
        .trim_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_clear_is_asked() {
        for (bytes, suggested) in [
            // MacRoman
            (&b"Navn;Tlf\n\x81se B\xbek;1\nS\xbfren;2\n"[..], "macroman"),
            // CP850
            (b"Navn;Tlf\n\x8fse B\x91k;1\nS\x9bren;2\n", "cp850"),
            (b"J\x94rg M\x81ller\n", "cp850"),
        ] {
            let reason = guess(bytes).unwrap_err();
            assert!(
                reason.contains(&format!("--encoding {suggested}")),
                "{reason}"
            );
        }
        let reason = guess(b"Navn;Tlf\n\x8fse B\x91k;1\n").unwrap_err();
        assert!(
            reason.contains("reads \"\u{8f}se B‘k\" as Windows-1252, \"Èse Bëk\" as MacRoman, \"Åse Bæk\" as CP850")
                || reason.contains("\"Åse Bæk\" as CP850"),
            "{reason}"
        );
        // Polish, which makes no sense in Windows-1252.
        assert!(guess(b"Pawe\xb3 Wo\x9fniak;1\nG\xb3adysz;2\n").is_err());
    }

    #[test]
    fn the_names_of_a_danish_customer_list_are_clear() {
        let customers = include_bytes!("../../samples/customers.csv");
        assert_eq!(guess(customers), Ok(Encoding::WINDOWS));
    }
}
