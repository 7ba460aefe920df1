//! What people and spreadsheets write around the digits of a phone number.
//!
//! Only the text is looked at here. Libphonenumber decides whether the digits are a number, and is
//! only given digits and a leading `+`: on its own it would turn letters into keypad digits and the
//! `.0` of a spreadsheet into a digit.

use std::borrow::Cow;

use crate::NumberError;
use crate::characters::plain;

/// Characters that may separate two numbers or group the digits of one.
const DOUBTFUL_SEPARATORS: [char; 3] = ['/', '\\', ','];

/// Words for a missing or withheld number, in lower case and without punctuation around them.
const PLACEHOLDERS: [&str; 43] = [
    "anonym",
    "anonymous",
    "anonymt",
    "blocked",
    "caller id withheld",
    "dold",
    "dolt",
    "fehlt",
    "hemmelig",
    "hemmeligt",
    "hemmeligt nummer",
    "hemmeligt nr",
    "hemlig",
    "hemligt",
    "hidden",
    "ikke oplyst",
    "ingen",
    "ingen nummer",
    "mangler",
    "n.a",
    "n/a",
    "na",
    "nan",
    "nil",
    "no caller id",
    "no number",
    "none",
    "null",
    "okänd",
    "okänt",
    "privat",
    "private",
    "private number",
    "restricted",
    "skjult",
    "skjult nummer",
    "tbd",
    "udeladt nummer",
    "ukendt",
    "ukendt nummer",
    "unavailable",
    "unknown",
    "withheld",
];

/// Words before an extension, in lower case.
const EXTENSION_LABELS: [&str; 16] = [
    "extension",
    "extn",
    "ext",
    "x",
    "#",
    "lokalnummer",
    "lokalnr",
    "lokal",
    "lok",
    "anknytning",
    "ankn",
    "durchwahl",
    "dw",
    "intern",
    "int",
    "poste",
];

/// Words between two numbers, in lower case.
const CONJUNCTIONS: [&str; 8] = ["eller", "og", "or", "and", "och", "oder", "und", "samt"];

/// Returns the text in plain characters: look-alikes replaced, invisible ones and the wrapping of
/// spreadsheet cells (`'71999999`, `="71999999"`) dropped.
pub(super) fn tidy(text: &str) -> String {
    let plain: String = text.chars().filter_map(plain).collect();
    let start = plain.trim_start_matches(['=', '\'', '"', '`', ' ']);
    start
        .trim_end_matches(['\'', '"', '`', ' ', ';', ','])
        .to_owned()
}

pub(super) fn is_placeholder(text: &str) -> bool {
    if text.contains(|c: char| c.is_ascii_digit()) {
        return false;
    }
    let word = text
        .trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    // Nothing but dashes or question marks, or a row of crosses.
    word.chars().all(|c| c == 'x') || PLACEHOLDERS.contains(&word.as_str())
}

/// Returns whether this is a number in scientific notation, `4,572E+09`.
pub(super) fn is_scientific(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['e', 'E']) else {
        return false;
    };
    let exponent = exponent.trim_start_matches(['+', '-', ' ']);
    is_digits(exponent)
        && exponent.len() <= 3
        && mantissa.starts_with(|c: char| c.is_ascii_digit())
        && mantissa
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b',' | b' '))
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The number before the decimals of a spreadsheet.
pub(super) enum Whole<'a> {
    /// Before `.0`: a single last digit is never a group, so it is a decimal.
    Certain(&'a str),
    /// Before `.00`: decimals, or the last group of a number.
    Likely(&'a str),
}

/// Returns what comes before decimals that are zero, as in `71113174.0` or `71113174,0`.
pub(super) fn whole(text: &str) -> Option<Whole<'_>> {
    let mark = text.rfind(['.', ','])?;
    let (whole, decimals) = (&text[..mark], &text[mark + 1..]);
    let repeated = whole.contains(char::from(text.as_bytes()[mark]));
    if repeated || decimals.is_empty() || decimals.bytes().any(|byte| byte != b'0') {
        None
    } else if decimals.len() == 1 {
        Some(Whole::Certain(whole))
    } else {
        Some(Whole::Likely(whole))
    }
}

/// Divides a text where separate numbers are certain: at `;`, `|`, `&`, a second `+` and words such
/// as `eller`. Returns one part if there are none of these.
pub(super) fn parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    let mut digits = false;
    for (at, c) in text.char_indices() {
        let end = match c {
            '0'..='9' => {
                digits = true;
                continue;
            }
            '+' if digits && !is_bound(&text[..at]) => at,
            '|' | '&' => at + 1,
            ';' if !is_parameter(&text[at + 1..]) && !begins_with_extension(&text[at + 1..]) => {
                at + 1
            }
            ' ' => match conjunction(&text[at..]) {
                Some(len) => at + len,
                None => continue,
            },
            _ => continue,
        };
        if end > start {
            push_part(&mut parts, &text[start..at]);
            start = end;
            digits = false;
        }
    }
    push_part(&mut parts, &text[start..]);
    parts
}

/// Divides a text at the separators that may also group the digits of one number.
pub(super) fn doubtful_parts(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, c) in text.char_indices() {
        if DOUBTFUL_SEPARATORS.contains(&c) {
            let rest = &text[at + 1..];
            let is_decimal = c == ',' && begins_with_zero_decimals(rest);
            if !is_decimal && !begins_with_extension(rest) {
                push_part(&mut parts, &text[start..at]);
                start = at + 1;
            }
        }
    }
    push_part(&mut parts, &text[start..]);
    parts
}

fn push_part<'a>(parts: &mut Vec<&'a str>, part: &'a str) {
    if part.contains(char::is_alphanumeric) {
        parts.push(part.trim());
    }
}

/// Returns whether a `+` after this text belongs to it, as in `tel:+45`, `;phone-context=+45`,
/// `4,572E+09`.
fn is_bound(before: &str) -> bool {
    before
        .trim_end()
        .ends_with(|c: char| matches!(c, '=' | ':') || c.is_alphabetic())
}

/// Returns whether this is a parameter of a `tel:` link, `phone-context=…`.
fn is_parameter(text: &str) -> bool {
    text.split_once('=').is_some_and(|(name, _)| {
        !name.is_empty()
            && name
                .bytes()
                .all(|byte| byte.is_ascii_alphabetic() || byte == b'-')
    })
}

/// Returns the length of ` eller ` at the beginning of the text.
fn conjunction(text: &str) -> Option<usize> {
    let word = text.strip_prefix(' ')?;
    let end = word.find(' ')?;
    CONJUNCTIONS
        .iter()
        .any(|conjunction| word[..end].eq_ignore_ascii_case(conjunction))
        .then_some(end + 1)
}

fn begins_with_extension(text: &str) -> bool {
    let text = text.trim_start();
    EXTENSION_LABELS.iter().any(|label| {
        text.get(..label.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(label))
            && text[label.len()..]
                .trim_start_matches([' ', '.', ':', '=', '-'])
                .starts_with(|c: char| c.is_ascii_digit())
    })
}

fn begins_with_zero_decimals(text: &str) -> bool {
    let rest = text.trim_start_matches('0');
    rest.len() < text.len() && !rest.starts_with(|c: char| c.is_ascii_digit())
}

/// One number as it is written, reduced to what is dialled.
pub(super) struct Dialled {
    /// Digits, with `+` in front if it was written.
    pub(super) text: String,
    /// The same without a `(0)`, which is only dialled inside the country.
    pub(super) without_trunk_zero: Option<String>,
    /// Whether an extension was dropped.
    pub(super) extension: bool,
}

impl Dialled {
    pub(super) fn is_international(&self) -> bool {
        self.text.starts_with('+')
    }
}

/// Reads one number, which may be a `tel:` link and may have an extension.
pub(super) fn dialled(text: &str) -> Result<Dialled, NumberError> {
    let (text, mut extension, context) = without_parameters(text);
    let text = without_scheme(text);
    let text = match strip_extension(&text) {
        Some(number) => {
            extension = true;
            number
        }
        None => &text,
    };
    if text.contains(char::is_alphabetic) {
        return Err(NumberError::Letters);
    }

    let mut dialled = String::with_capacity(text.len() + 1);
    if let Some(context) = context.filter(|_| !text.contains('+')) {
        dialled.push('+');
        dialled.extend(context.chars().filter(char::is_ascii_digit));
    }
    let mut trunk_zero = None;
    for (at, c) in text.char_indices() {
        match c {
            '0'..='9' => dialled.push(c),
            '+' if dialled.is_empty() => dialled.push(c),
            '+' if dialled.len() > 1 => return Err(NumberError::SeveralNumbers),
            '(' | '[' => {
                if is_trunk_zero(&text[at + 1..]) {
                    trunk_zero = Some(dialled.len());
                }
            }
            ' ' | '-' | '.' | ')' | ']' | '/' | '\\' | ',' => {}
            _ => return Err(NumberError::Symbol(c)),
        }
    }
    if !dialled.contains(|c: char| c.is_ascii_digit()) {
        return Err(NumberError::Empty);
    }
    let without_trunk_zero = trunk_zero.map(|at| {
        let mut without = dialled.clone();
        without.remove(at);
        without
    });
    Ok(Dialled {
        text: dialled,
        without_trunk_zero,
        extension,
    })
}

fn is_trunk_zero(text: &str) -> bool {
    text.trim_start()
        .strip_prefix('0')
        .is_some_and(|rest| rest.trim_start().starts_with([')', ']']))
}

/// Returns the text before the parameters of a `tel:` link (RFC 3966), whether these name an
/// extension, and the calling code for a local number.
fn without_parameters(text: &str) -> (&str, bool, Option<&str>) {
    let Some((number, parameters)) = text.split_once(';') else {
        return (text, false, None);
    };
    if !is_parameter(parameters) {
        return (text, false, None);
    }
    let mut extension = false;
    let mut context = None;
    for (name, value) in parameters.split(';').filter_map(|one| one.split_once('=')) {
        if name.eq_ignore_ascii_case("ext") || name.eq_ignore_ascii_case("isub") {
            extension |= !value.is_empty();
        } else if name.eq_ignore_ascii_case("phone-context") {
            context = value.strip_prefix('+');
        }
    }
    (number, extension, context)
}

/// Returns the text without `tel:` or `callto:`, and what web pages put into such links decoded.
fn without_scheme(text: &str) -> Cow<'_, str> {
    let number = ["tel:", "callto:"].iter().find_map(|scheme| {
        let start = text.get(..scheme.len())?;
        start
            .eq_ignore_ascii_case(scheme)
            .then(|| text[scheme.len()..].trim_start_matches('/'))
    });
    match number {
        None => Cow::Borrowed(text),
        Some(number) if !number.contains('%') => Cow::Borrowed(number),
        Some(number) => Cow::Owned(
            [
                ("%20", " "),
                ("%28", "("),
                ("%29", ")"),
                ("%2B", "+"),
                ("%2b", "+"),
                ("%2D", "-"),
            ]
            .iter()
            .fold(number.to_owned(), |text, (from, to)| text.replace(from, to)),
        ),
    }
}

/// Returns the number before an extension such as `x12`, `ext. 12`, `lokal 12` or `#12`.
fn strip_extension(text: &str) -> Option<&str> {
    let end = text.trim_end_matches([' ', ')', ']', '.', '#']);
    let before = end.trim_end_matches(|c: char| c.is_ascii_digit());
    if before.len() == end.len() {
        return None;
    }
    let before = before.trim_end_matches([' ', '.', ':', '=', '-']);
    EXTENSION_LABELS.iter().find_map(|label| {
        let at = before.len().checked_sub(label.len())?;
        if !before.get(at..)?.eq_ignore_ascii_case(label) {
            return None;
        }
        let number = &before[..at];
        let is_word = !number.ends_with(char::is_alphabetic);
        let has_number = number.contains(|c: char| c.is_ascii_digit());
        (is_word && has_number)
            .then(|| number.trim_end_matches([' ', ',', ';', '.', ':', '(', '[', '-', '/']))
    })
}
