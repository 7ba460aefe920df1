//! The 240 rows of a customer list as companies keep it.

use std::collections::BTreeMap;

use contacts_api::PhoneNumber;

#[test]
fn every_row_of_the_sample_is_read_or_refused_for_its_reason() {
    let (text, _, _) = encoding_rs::WINDOWS_1252.decode(include_bytes!(
        "../../../contacts-cli/samples/customers.csv"
    ));
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(b';')
        .from_reader(text.as_bytes());
    let mut outcomes = BTreeMap::<String, i32>::new();
    for row in reader.records() {
        let row = row.unwrap();
        let phone = &row[3];
        let outcome = match PhoneNumber::parse_with_warnings(phone, "DK") {
            Ok(parsed) => {
                let written: String = phone.chars().filter(char::is_ascii_digit).collect();
                let written = if phone.ends_with(".0") {
                    &written[..written.len() - 1]
                } else {
                    &written
                };
                assert!(
                    written.ends_with(&parsed.number.as_str()[2..]),
                    "{phone:?} {}",
                    parsed.number
                );
                format!("accepted {:?}", parsed.warnings)
            }
            Err(error) => format!("{error:?}"),
        };
        *outcomes.entry(outcome).or_default() += 1;
    }
    let expected = BTreeMap::from([
        ("Empty", 3),
        ("Letters", 2),
        ("Placeholder", 1),
        ("Scientific", 2),
        ("ShortCode", 2),
        ("accepted [NotInPlan]", 21),
        ("accepted []", 209),
    ]);
    let outcomes: BTreeMap<_, _> = outcomes
        .iter()
        .map(|(name, n)| (name.as_str(), *n))
        .collect();
    assert_eq!(outcomes, expected);
    assert_eq!(outcomes.values().sum::<i32>(), 240);
}
