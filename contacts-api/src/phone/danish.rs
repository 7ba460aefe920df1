//! Danish numbers without libphonenumber, over fifty times faster: most numbers of a phone book are
//! Danish, and it may have a million.
//!
//! Only what is certain is taken: eight digits of a range that is in use, bare or behind `+45` or
//! `45`, with spaces and dashes between them. Everything else is read by libphonenumber.

use std::sync::atomic::{AtomicU8, Ordering};

use rlibphonenumber::{PHONE_NUMBER_UTIL, Region};

use crate::PhoneNumber;

const UNKNOWN: u8 = 0;
const IN_PLAN: u8 = 1;
const NOT_IN_PLAN: u8 = 2;

/// What libphonenumber says about the numbers that begin with these four digits: Denmark assigns
/// numbers in ranges of ten thousand and more.
static RANGES: [AtomicU8; 10_000] = [const { AtomicU8::new(UNKNOWN) }; 10_000];

/// Returns the number in a text, if it is a Danish one in use and written as most are.
pub(super) fn read(text: &str, region: Region) -> Option<PhoneNumber> {
    let mut digits = *b"4500000000";
    let mut count = 0;
    let mut international = false;
    for byte in text.trim().bytes() {
        match byte {
            b'0'..=b'9' if count < digits.len() => {
                digits[count] = byte;
                count += 1;
            }
            b'+' if count == 0 && !international => international = true,
            b' ' | b'-' if count > 0 => {}
            _ => return None,
        }
    }
    match count {
        8 if !international => {
            digits.copy_within(..8, 2);
            digits[..2].copy_from_slice(b"45");
        }
        10 if digits.starts_with(b"45") => {}
        _ => return None,
    }
    if !international && region != Region::DK {
        return None;
    }
    let digits = str::from_utf8(&digits).ok()?;
    is_in_plan(digits).then(|| PhoneNumber::from_digits(digits))?
}

fn is_in_plan(digits: &str) -> bool {
    let Ok(range) = digits[2..6].parse::<usize>() else {
        return false;
    };
    match RANGES[range].load(Ordering::Relaxed) {
        IN_PLAN => true,
        NOT_IN_PLAN => false,
        _ => {
            let parsed = PHONE_NUMBER_UTIL.parse(format!("+{digits}"), None);
            let in_plan = parsed.is_ok_and(|it| PHONE_NUMBER_UTIL.is_valid_number(&it));
            let known = if in_plan { IN_PLAN } else { NOT_IN_PLAN };
            RANGES[range].store(known, Ordering::Relaxed);
            in_plan
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Read, read_long};
    use super::*;

    #[test]
    fn every_range_is_read_as_libphonenumber_reads_it() {
        // A prime, so that the digits after the range differ from one number to the next.
        for number in (0..100_000_000_u32).step_by(7_919) {
            let national = format!("{number:08}");
            for (text, region) in [
                (national.clone(), Region::DK),
                (format!("45{national}"), Region::DK),
                (
                    format!("+45 {} {}", &national[..4], &national[4..]),
                    Region::SE,
                ),
            ] {
                let found = read(&text, region);
                let long = read_long(&text, region);
                let certain = |it: &Read| it.in_plan && !it.extension;
                let expected = long.ok().filter(certain).map(|it| it.number);
                assert!(found.is_none() || found == expected, "{text}: {expected:?}");
                // The short way is used: it finds what is in the plan.
                let is_danish = expected.is_some_and(|it| it.as_str().ends_with(&national));
                assert!(found.is_some() || !is_danish, "{text}");
            }
        }
    }

    #[test]
    fn what_is_not_certain_goes_the_long_way() {
        for text in [
            "7199999",
            "719999999",
            "+71999999",
            "4671999999",
            "71999999.0",
            "-71999999",
            "112",
            "",
            "71999999 lokal 1",
            "71999999/71999998",
            "7199999x",
            "+4571999999+",
            "00000000",
        ] {
            assert_eq!(read(text, Region::DK), None, "{text}");
        }
        assert_eq!(read("71999999", Region::SE), None);
    }
}
