//! What people write as a phone number, and what becomes of it.

mod any_text;
mod refused;
mod regions;
mod several;
mod spellings;

use contacts_api::NumberError::{self, *};
use contacts_api::PhoneNumber;

fn reads(region: &str, cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        match PhoneNumber::parse_in(text, region) {
            Ok(number) => assert_eq!(number, *expected, "{text:?} in {region}"),
            Err(error) => panic!("{text:?} in {region} {error}"),
        }
    }
}

fn refuses(region: &str, cases: &[(&str, NumberError)]) {
    for (text, expected) in cases {
        let read = PhoneNumber::parse_in(text, region);
        assert_eq!(read.as_ref(), Err(expected), "{text:?} in {region}");
    }
}

fn split(text: &str, region: &str) -> Vec<Result<String, NumberError>> {
    PhoneNumber::split_in(text, region)
        .into_iter()
        .map(|number| number.map(String::from))
        .collect()
}

const SHORT_45: NumberError = TooShort {
    calling_code: Some(45),
};

const LONG_45: NumberError = TooLong {
    calling_code: Some(45),
};
