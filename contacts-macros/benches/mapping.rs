//! What the derived mapping costs at run time beside one written by hand.
//!
//! `cargo bench -p contacts-macros --bench mapping` prints the instructions and the allocations of
//! mapping one record, counted by valgrind, so that they are the same on a noisy machine. What it
//! takes to make the record is measured too and taken off. By hand is measured stopping at the first
//! error, and by reference also collecting all errors with field and value, as the derive does.
#![forbid(unsafe_code)]

use std::env;
use std::hint::black_box;
use std::process::Command;

use contacts_api::types::NewContact;
use contacts_api::{IntoContact, MappingErrors, NumberError, PhoneNumber, Text, TextError};

#[derive(IntoContact, Clone)]
struct Customer {
    id: u64,
    #[contact(name)]
    full_name: String,
    #[contact(number)]
    phone: String,
    #[contact(email)]
    mail: Option<String>,
    notes: String,
}

/// As a programmer would write it who stops at the first error.
#[derive(Debug)]
#[expect(
    dead_code,
    reason = "it is made as the derive's errors are, and not read"
)]
enum ByHand {
    Name(TextError),
    Phone(NumberError),
    Mail(TextError),
}

/// Not a struct literal, and no type's bounds: either would not compile when the document changes.
macro_rules! contact {
    ($name:expr, $number:expr, $email:expr $(,)?) => {{
        let mut contact = NewContact::new($name, $number);
        contact.email = $email;
        contact
    }};
}

#[inline(never)]
fn by_hand_owned(customer: Customer) -> Result<NewContact, ByHand> {
    Ok(contact!(
        Text::try_from(customer.full_name).map_err(ByHand::Name)?,
        PhoneNumber::try_from(customer.phone).map_err(ByHand::Phone)?,
        customer
            .mail
            .map(Text::try_from)
            .transpose()
            .map_err(ByHand::Mail)?,
    ))
}

#[inline(never)]
fn by_hand_borrowed(customer: &Customer) -> Result<NewContact, ByHand> {
    Ok(contact!(
        Text::try_from(customer.full_name.as_str()).map_err(ByHand::Name)?,
        PhoneNumber::try_from(customer.phone.as_str()).map_err(ByHand::Phone)?,
        customer
            .mail
            .as_deref()
            .map(Text::try_from)
            .transpose()
            .map_err(ByHand::Mail)?,
    ))
}

/// As one would write it who shows all errors of a record, as the derive does.
#[derive(Debug)]
#[expect(
    dead_code,
    reason = "it is made as the derive's errors are, and not read"
)]
struct Wrong {
    field: &'static str,
    value: String,
    reason: String,
}

fn wrong(field: &'static str, value: &str, reason: &impl ToString) -> Wrong {
    Wrong {
        field,
        value: value.to_owned(),
        reason: reason.to_string(),
    }
}

#[inline(never)]
fn by_hand_all_errors(customer: &Customer) -> Result<NewContact, Vec<Wrong>> {
    let mut errors = Vec::new();
    let name = Text::try_from(customer.full_name.as_str())
        .map_err(|it| errors.push(wrong("full_name", &customer.full_name, &it)));
    let number = PhoneNumber::try_from(customer.phone.as_str())
        .map_err(|it| errors.push(wrong("phone", &customer.phone, &it)));
    let email = customer
        .mail
        .as_deref()
        .map(|mail| Text::try_from(mail).map_err(|it| errors.push(wrong("mail", mail, &it))));
    match (name, number, email.transpose()) {
        (Ok(name), Ok(number), Ok(email)) => Ok(contact!(name, number, email)),
        _ => Err(errors),
    }
}

#[inline(never)]
fn derived_owned(customer: Customer) -> Result<NewContact, MappingErrors> {
    customer.into_contact()
}

#[inline(never)]
fn derived_borrowed(customer: &Customer) -> Result<NewContact, MappingErrors> {
    customer.to_contact()
}

const WAYS: [&str; 6] = [
    "nothing",
    "hand-owned",
    "derived-owned",
    "hand-borrowed",
    "derived-borrowed",
    "hand-all-errors",
];

fn run(way: &str, count: usize) {
    let customer = black_box(Customer {
        id: 17,
        full_name: "Relatel A/S".to_owned(),
        phone: "4571999999".to_owned(),
        mail: Some("kundeservice@relatel.dk".to_owned()),
        notes: "calls in the morning".to_owned(),
    });
    for _ in 0..count {
        // All ways make the record, so that it can be taken off.
        let record = black_box(customer.clone());
        match way {
            "nothing" => drop(black_box(record)),
            "hand-owned" => drop(black_box(by_hand_owned(record))),
            "derived-owned" => drop(black_box(derived_owned(record))),
            "hand-borrowed" => drop(black_box(by_hand_borrowed(&record))),
            "derived-borrowed" => drop(black_box(derived_borrowed(&record))),
            "hand-all-errors" => drop(black_box(by_hand_all_errors(&record))),
            other => panic!("no way {other}: {WAYS:?}"),
        }
    }
    assert!(customer.id == 17 && !customer.notes.is_empty());
}

fn main() {
    let arguments: Vec<String> = env::args().collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>()[1..] {
        ["run", way, count] => run(way, count.parse().expect("a count")),
        // Cargo runs benches as tests too, and wants them short.
        _ if !arguments.iter().any(|it| it == "--bench") => {
            for way in WAYS {
                run(way, 1);
            }
        }
        _ => measure(),
    }
}

fn measure() {
    if Command::new("valgrind").arg("--version").output().is_err() {
        println!("not counted: valgrind is not installed");
        return;
    }
    let costs = WAYS.map(Cost::of);
    let [nothing, costs @ ..] = costs;
    for (name, [hand, derived]) in [
        ("by value", [&costs[0], &costs[1]]),
        ("by reference", [&costs[2], &costs[3]]),
        ("all errors", [&costs[4], &costs[3]]),
    ] {
        let instructions = |cost: &Cost| cost.instructions - nothing.instructions;
        println!(
            "{name:12}  instructions: by hand {:6.1}  derived {:6.1}  ratio {:.3}   \
             allocations: by hand {:.2}  derived {:.2}",
            instructions(hand),
            instructions(derived),
            instructions(derived) / instructions(hand),
            hand.allocations - nothing.allocations,
            derived.allocations - nothing.allocations,
        );
    }
}

struct Cost {
    instructions: f64,
    allocations: f64,
}

impl Cost {
    /// The cost of one record: two counts, so that the start of the process is taken off.
    fn of(way: &str) -> Self {
        const FEW: u32 = 1_000;
        const MANY: u32 = 11_000;
        let each = |tool: &str, key: &str| {
            let [few, many] = [FEW, MANY].map(|count| counted(tool, key, way, count));
            (many - few) / f64::from(MANY - FEW)
        };
        Cost {
            instructions: each("callgrind", "Collected :"),
            allocations: each("memcheck", "total heap usage:"),
        }
    }
}

/// What valgrind counts in a run: instructions by callgrind, or a number that memcheck prints.
fn counted(tool: &str, key: &str, way: &str, count: u32) -> f64 {
    let mut command = Command::new("valgrind");
    if tool == "callgrind" {
        command.arg("--callgrind-out-file=/dev/null");
    }
    let output = command
        .arg(format!("--tool={tool}"))
        .arg(env::current_exe().expect("this program's path"))
        .args(["run", way, &count.to_string()])
        .output()
        .expect("valgrind starts");
    let text = String::from_utf8_lossy(&output.stderr);
    let number: String = text
        .lines()
        .find_map(|line| Some(line.split_once(key)?.1))
        .unwrap_or_else(|| panic!("valgrind did not say {key:?}: {text}"))
        .trim_start()
        .chars()
        .take_while(|it| it.is_ascii_digit() || *it == ',')
        .filter(|it| *it != ',')
        .collect();
    number.parse().expect("a number")
}
