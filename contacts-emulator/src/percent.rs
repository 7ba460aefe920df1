//! Decodes parts of a URL.

/// Returns the text that a part of a URL stands for; `None` if it is not UTF-8.
pub(crate) fn decode(part: &str) -> Option<String> {
    if !part.contains('%') {
        return Some(part.to_owned());
    }
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let byte = if *first == b'%' { hex(behind) } else { None };
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &behind[2..] } else { behind };
    }
    String::from_utf8(bytes).ok()
}

fn hex(digits: &[u8]) -> Option<u8> {
    let digits = std::str::from_utf8(digits.get(..2)?).ok()?;
    u8::from_str_radix(digits, 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_escaped_is_decoded_and_the_rest_is_kept() {
        for (part, decoded) in [
            ("a", Some("a")),
            ("%2B45%20x", Some("+45 x")),
            ("%C3%98", Some("Ø")),
            ("100%", Some("100%")),
            ("%zz%4", Some("%zz%4")),
            ("%FF", None),
        ] {
            assert_eq!(decode(part).as_deref(), decoded, "{part}");
        }
    }
}
