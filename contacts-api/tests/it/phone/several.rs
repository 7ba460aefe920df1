//! Several numbers in one text.

use contacts_api::NumberError::*;

use super::{refuses, split};

#[test]
fn two_numbers_are_refused_as_one_and_given_as_two() {
    for text in [
        "71999999 / 71999998",
        "71999999/71999998",
        "71 99 99 99/71 99 99 98",
        "71999999, 71999998",
        "71999999,71999998",
        "71999999;71999998",
        "71999999 ; +45 71999998",
        "71999999 | 71999998",
        "71999999 & 71999998",
        "71999999 eller 71999998",
        "71999999 og 71999998",
        "71999999 OR 71999998",
        "71999999\n71999998",
        "71 99 99 99 71 99 99 98",
        "71999999 - 71999998",
        "+4571999999+4571999998",
        "(+45) 71999999 (+45) 71999998",
        "+45 71 99 99 99 +45 71 99 99 98",
        "tel:+4571999999, tel:+4571999998",
        "71999999.0 / 71999998.0",
        "71999999,0 / 71999998,0",
        "71999999 x12 / 71999998",
        "71999999 / 71999998 x12",
    ] {
        refuses("DK", &[(text, SeveralNumbers)]);
        let numbers = [Ok("4571999999".to_owned()), Ok("4571999998".to_owned())];
        assert_eq!(split(text, "DK"), numbers, "{text:?}");
    }
}

#[test]
fn an_abbreviated_second_number_is_not_taken_for_digits_of_the_first() {
    refuses(
        "DK",
        &[
            ("71 99 99 99/98", SeveralNumbers),
            ("45719999/98", SeveralNumbers),
        ],
    );
    assert_eq!(
        split("71 99 99 99/98", "DK"),
        [Ok("4571999999".to_owned()), Err(ShortCode)]
    );
}

#[test]
fn splitting_gives_one_result_for_each_part() {
    let ok = |digits: &str| Ok(digits.to_owned());
    assert_eq!(split("71999999", "DK"), [ok("4571999999")]);
    assert_eq!(split("030/22223333", "DE"), [ok("493022223333")]);
    assert_eq!(split("", "DK"), [Err(Empty)]);
    assert_eq!(split("ukendt", "DK"), [Err(Placeholder)]);
    assert_eq!(split("4,572E+09", "DK"), [Err(Scientific)]);
    assert_eq!(
        split("71999999 / ukendt", "DK"),
        [ok("4571999999"), Err(Placeholder)]
    );
    assert_eq!(
        split("71999999; 112; +46 70 041 38 12", "DK"),
        [ok("4571999999"), Err(ShortCode), ok("46700413812")]
    );
    assert_eq!(
        split("71999999/71999998/71999997", "DK"),
        [ok("4571999999"), ok("4571999998"), ok("4571999997")]
    );
}
