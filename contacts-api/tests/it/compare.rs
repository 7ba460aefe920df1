//! What is the same, in one place: properties that must hold for any values.

use contacts_api::compare::{is_nothing, number, same_number, same_text, same_value};
use proptest::prelude::*;
use serde_json::{Value, json};

/// The same digits as people and services write them.
fn spelled() -> impl Strategy<Value = (String, String)> {
    let digits = "[1-9][0-9]{5,14}";
    let before = prop::sample::select(vec!["", "+", "00", " +", "tel:+", "\u{202a}+"]);
    let between = prop::sample::select(vec!["", " ", "-", ".", "\u{a0}", "\u{2011}", ") ", "(0)"]);
    let behind = prop::sample::select(vec!["", " ", " x12", " ext. 7", ";ext=12", " lok. 4", "\n"]);
    (digits, before, between, behind).prop_map(|(digits, before, between, behind)| {
        let (code, rest) = digits.split_at(2);
        (
            digits.clone(),
            format!("{before}{code}{between}{rest}{behind}"),
        )
    })
}

/// Texts that are often near to each other.
fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[aÅå\u{30a} \u{a0}\t]{0,6}", "[0-9+ ]{0,8}", ".{0,8}"]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-2_i64..3).prop_map(Value::from),
        (-2_i32..3).prop_map(|it| json!(f64::from(it))),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 12, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[ab]", inner, 0..3).prop_map(|it| json!(it)),
        ]
    })
}

/// It is an equivalence relation on these.
fn is_equivalence<T>(same: impl Fn(&T, &T) -> bool, one: &T, two: &T, three: &T) {
    assert!(same(one, one));
    assert_eq!(same(one, two), same(two, one));
    if same(one, two) && same(two, three) {
        assert!(same(one, three));
    }
}

proptest! {
    #[test]
    fn a_number_is_the_same_however_it_is_written((digits, spelled) in spelled()) {
        let read = number(&spelled).unwrap();
        prop_assert_eq!(read.as_str(), digits.as_str(), "{}", spelled);
        prop_assert!(same_number(&digits, &spelled));
    }

    #[test]
    fn numbers_that_are_dialled_differently_are_different(
        one in "[1-9][0-9]{5,14}",
        (other, spelled) in spelled(),
    ) {
        prop_assert_eq!(same_number(&one, &spelled), one == other);
    }

    #[test]
    fn sameness_is_an_equivalence(
        (one, two, three) in (text(), text(), text()),
        (a, b, c) in (value(), value(), value()),
    ) {
        is_equivalence(|x: &String, y| same_text(x, y), &one, &two, &three);
        is_equivalence(|x: &String, y| same_number(x, y), &one, &two, &three);
        is_equivalence(same_value, &a, &b, &c);
    }

    #[test]
    fn white_space_and_composition_are_no_difference(words in prop::collection::vec("[a-zÅé]{1,5}", 0..4)) {
        let decomposed = words.join(" ").replace('Å', "A\u{30a}").replace('é', "e\u{301}");
        let spaced = format!("  {}\u{a0}\n", words.join(" \t "));
        prop_assert!(same_text(&decomposed, &spaced), "{:?} {:?}", decomposed, spaced);
    }

    #[test]
    fn all_that_is_nothing_is_the_same(one in value(), other in value()) {
        if is_nothing(&one) && is_nothing(&other) {
            prop_assert!(same_value(&one, &other), "{} {}", one, other);
        }
        prop_assert_eq!(same_value(&one, &Value::Null), is_nothing(&one));
    }
}

#[test]
fn what_is_no_number_is_compared_as_a_text() {
    assert!(same_number("hidden", " hidden "));
    assert!(!same_number("hidden", "withheld"));
    assert!(!same_number("4571999999", "4571999999 Hans"));
    for text in [
        "",
        "+",
        "112 Hans",
        "45 71 99 99 99 / 45 71 99 99 98",
        "4,572E+09",
    ] {
        assert_eq!(number(text), None, "{text}");
    }
    assert_eq!(number("４５７１９９９９９９").unwrap(), "4571999999");
}
