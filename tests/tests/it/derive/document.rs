//! The document grows, and the derive with it: a copy of the workspace is built with an optional
//! property `company`, a required `country` and others, and no Rust in it is edited.
//!
//! The programs of that copy also show the messages that depend on the document, with their places
//! in it, and what the compiler says where types are wrong. Only the message and what it marks are
//! compared, since the rest is the compiler's own and changes.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use contacts_openapi::Document;
use serde_json::Value;

/// A program of the copy, and the errors it must give: what it says, and on which text.
struct Program {
    name: &'static str,
    source: &'static str,
    errors: &'static [(&'static str, &'static str)],
}

const PROGRAMS: [Program; 9] = [
    Program {
        name: "feeds_what_was_added",
        source: r#"
            #[derive(IntoContact)]
            #[contact(update, none = "clear")]
            struct Customer {
                name: String,
                number: u64,
                #[contact(company)]
                employer: Option<String>,
                #[contact(country)]
                land: &'static str,
                // By the name in Rust, and by the name in the document.
                cost_centre: u64,
                #[contact("type")]
                kind: &'static str,
            }

            fn main() {
                let customer = Customer {
                    name: "Hans".into(),
                    number: 4_571_999_999,
                    employer: Some("Relatel A/S".into()),
                    land: "DK",
                    cost_centre: 12,
                    kind: "person",
                };
                let created = CreateContactRequest::try_from(&customer).unwrap();
                println!("{}", serde_json::to_string(&created).unwrap());
                let updated = UpdateContactRequest::try_from(&customer).unwrap();
                println!("{}", serde_json::to_string(&updated).unwrap());
                let wrong = Customer { employer: Some("x".repeat(12)), land: "Denmark", kind: "dog", ..customer };
                print!("{}", wrong.into_contact().unwrap_err());
            }
        "#,
        errors: &[],
    },
    Program {
        name: "lacks_what_is_required",
        source: "
            #[derive(IntoContact)]
            struct Customer {
                name: String,
                number: String,
            }

            fn main() {}
        ",
        errors: &[(
            "a contact needs `country` ({NewContact.country}), and nothing in `Customer` feeds it: \
             mark the field with `#[contact(country)]`",
            "Customer",
        )],
    },
    Program {
        name: "names_what_cannot_be_sent",
        source: "
            #[derive(IntoContact)]
            struct Customer {
                #[contact(id)]
                customer_id: u64,
                #[contact(number_formatted)]
                pretty: String,
                #[contact(fax)]
                fax_line: String,
            }

            fn main() {}
        ",
        errors: &[
            (
                "`id` is set by the service and cannot be sent ({Contact.id})",
                "id",
            ),
            (
                "`number_formatted` is set by the service and cannot be sent \
                 ({Contact.number_formatted})",
                "number_formatted",
            ),
            (
                "a contact has no property `fax`; the properties are `country`, \
                 `cost-centre`, `type`, `company`, `name`, `number` and `email` ({NewContact})",
                "fax",
            ),
            (
                "a contact needs `country` ({NewContact.country}), and nothing in `Customer` feeds \
                 it: mark the field with `#[contact(country)]`",
                "Customer",
            ),
            (
                "a contact needs `name` ({NewContact.name}), and nothing in `Customer` feeds it: \
                 mark the field with `#[contact(name)]`",
                "Customer",
            ),
            (
                "a contact needs `number` ({NewContact.number}), and nothing in `Customer` feeds it: \
                 mark the field with `#[contact(number)]`",
                "Customer",
            ),
        ],
    },
    Program {
        name: "leaves_open_what_none_means",
        source: "
            #[derive(IntoContact)]
            #[contact(update)]
            struct Customer {
                name: Option<String>,
                number: u64,
                country: String,
                email: Option<String>,
            }

            fn main() {}
        ",
        errors: &[(
            "an update can clear `email` ({ContactUpdate.email}), so say what `None` does: above the \
             type write `#[contact(none = \"keep\")]` to leave it as it is or \
             `#[contact(none = \"clear\")]` to clear it",
            "Option<String>",
        )],
    },
    Program {
        name: "feeds_wrong_types",
        source: r#"
            #[derive(IntoContact)]
            #[contact(update, none = "keep")]
            struct Customer {
                name: Vec<u8>,
                number: bool,
                email: Option<u64>,
                country: String,
            }

            fn main() {}
        "#,
        errors: &[
            ("`Vec<u8>` cannot feed this property", "Vec<u8>"),
            ("`bool` cannot feed this property", "bool"),
            (
                "a whole number cannot feed a property of type `Text<1, 255>`",
                "Option<u64>",
            ),
        ],
    },
    Program {
        name: "names_functions_of_wrong_types",
        source: "
            #[derive(IntoContact)]
            struct Customer {
                #[contact(name, with = |name: &String| name.len())]
                title: String,
                #[contact(number, with = self::is_known)]
                phone: u64,
                #[contact(email, skip_if = String::len)]
                mail: String,
                #[contact(country, default = true)]
                land: Option<String>,
            }

            fn is_known(_: &u64) -> bool {
                true
            }

            fn main() {}
        ",
        errors: &[
            (
                "a whole number cannot feed a property of type `Text<1, 255>`",
                "|name: &String| name.len()",
            ),
            ("`bool` cannot feed this property", "self::is_known"),
            ("mismatched types", "String::len"),
            ("`bool` cannot feed this property", "true"),
        ],
    },
    Program {
        name: "hides_an_option",
        source: "
            type Maybe<T> = Option<T>;

            #[derive(IntoContact)]
            #[contact(update)]
            struct Customer {
                name: String,
                number: u64,
                email: Maybe<String>,
                country: Maybe<String>,
            }

            fn main() {}
        ",
        errors: &[(
            "evaluation panicked: an update can clear `email` ({ContactUpdate.email}), so say \
             what `None` does: above the type write `#[contact(none = \"keep\")]` to leave it as it \
             is or `#[contact(none = \"clear\")]` to clear it",
            "Maybe",
        )],
    },
    Program {
        name: "flattens_what_is_not_mapped",
        source: "
            #[derive(IntoContact)]
            struct Customer {
                #[contact(flatten)]
                billing: Billing,
            }

            struct Billing;

            fn main() {}
        ",
        errors: &[("`Billing` cannot be mapped to a contact", "Billing")],
    },
    Program {
        name: "names_a_region_without_the_feature",
        source: r#"
            #[derive(IntoContact)]
            struct Customer {
                name: String,
                #[contact(region = "DK")]
                number: String,
                country: String,
            }

            fn main() {}
        "#,
        errors: &[(
            "`region` needs the feature `phone` of contacts-api",
            "region",
        )],
    },
];

#[test]
fn what_is_added_to_the_document_is_there_in_the_derive() {
    let copy = Copy::of_the_workspace();
    let document = copy.grow_the_document();
    for program in &PROGRAMS {
        copy.write_program(program);
    }
    let messages = copy.build();
    for program in &PROGRAMS {
        let mut expected: Vec<(String, String)> = program
            .errors
            .iter()
            .map(|(message, text)| {
                let message = with_places(message, &document);
                (message, (*text).to_owned())
            })
            .collect();
        expected.sort();
        assert_eq!(
            errors(&messages, program.name),
            expected,
            "{}",
            program.name
        );
    }
    let program = messages
        .iter()
        .filter(|it| it["target"]["name"] == PROGRAMS[0].name)
        .find_map(|it| it["executable"].as_str())
        .expect("the first program is built");
    let output = Command::new(program).output().unwrap();
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        "{\"contact\":{\"company\":\"Relatel A/S\",\"cost-centre\":12,\"country\":\"DK\",\
         \"name\":\"Hans\",\"number\":\"4571999999\",\"type\":\"person\"}}\n\
         {\"contact\":{\"company\":\"Relatel A/S\",\"name\":\"Hans\",\"number\":\"4571999999\"}}\n\
         employer (company) \"xxxxxxxxxxxx\": has 12 characters: at most 11 are allowed\n\
         land (country) \"Denmark\": has 7 characters: at most 2 are allowed\n\
         kind (type) \"dog\": invalid value"
    );
}

/// Puts the places into a message in which they are written as `{Schema.property}`.
fn with_places(message: &str, document: &Document) -> String {
    let mut parts = message.split('{');
    let mut text = parts.next().unwrap().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap();
        let path: Vec<&str> = match name.split_once('.') {
            Some((schema, property)) => {
                vec!["components", "schemas", schema, "properties", property]
            }
            None => vec!["components", "schemas", name],
        };
        assert!(document.line(&path).is_some(), "{name} is in the document");
        text += &document.place(&path);
        text += rest;
    }
    text
}

/// A copy of what the derive is made of, in a workspace of its own.
struct Copy {
    root: PathBuf,
}

impl Copy {
    fn of_the_workspace() -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("grown");
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        for part in ["openapi", "contacts-api", "contacts-macros", "Cargo.lock"] {
            copy(&workspace.join(part), &root.join(part));
        }
        // What the crates are tested with is neither copied nor built.
        for part in ["openapi", "contacts-api", "contacts-macros"] {
            let path = root.join(part).join("Cargo.toml");
            let manifest = fs::read_to_string(workspace.join(part).join("Cargo.toml")).unwrap();
            write(&path, &without_tests(&manifest));
        }
        let manifest = fs::read_to_string(workspace.join("Cargo.toml")).unwrap();
        // Cargo tells packages in a shared target folder by name and version, not by where they are.
        let version = env!("CARGO_PKG_VERSION");
        let manifest = manifest.replace(&format!("\"{version}\""), &format!("\"{version}-copy\""));
        assert!(manifest.contains("-copy"));
        let (before, members) = manifest.split_once("members = [").unwrap();
        let after = members.split_once("resolver =").unwrap().1;
        let members = r#"members = ["openapi", "contacts-api", "contacts-macros", "programs"]"#;
        write(
            &root.join("Cargo.toml"),
            &format!("{before}{members}\nresolver ={after}"),
        );
        write(
            &root.join("programs/Cargo.toml"),
            "[package]\n\
             name = \"programs\"\n\
             edition = \"2024\"\n\
             [dependencies]\n\
             contacts-api = { workspace = true, features = [\"derive\"] }\n\
             serde_json.workspace = true\n",
        );
        Copy { root }
    }

    /// Adds the properties.
    fn grow_the_document(&self) -> Document {
        let path = self.root.join("openapi/contacts.yaml");
        let mut lines: Vec<String> = fs::read_to_string(&path)
            .unwrap()
            .lines()
            .map(str::to_owned)
            .collect();
        let company = |most: &str| format!("        company: {{ type: string{most} }}");
        let country = "        country: { type: string, minLength: 2, maxLength: 2 }";
        let find = |lines: &[String], from: usize, wanted: &str| {
            let found = lines[from..].iter().position(|it| it.starts_with(wanted));
            from + found.unwrap_or_else(|| panic!("no line {wanted:?} in the document"))
        };
        for schema in ["Contact", "NewContact", "ContactUpdate"] {
            let at = find(&lines, 0, &format!("    {schema}:"));
            let at = find(&lines, at, "      properties:") + 1;
            // What is read has no bounds.
            let most = if schema == "Contact" {
                ""
            } else {
                ", maxLength: 11"
            };
            lines.insert(at, company(most));
        }
        let at = find(&lines, 0, "    NewContact:");
        let required = find(&lines, at, "      required: [");
        lines[required] = lines[required].replace('[', "[country, ");
        let at = find(&lines, at, "      properties:") + 1;
        let others = [
            country,
            "        cost-centre: { type: integer, minimum: 0, maximum: 99 }",
            "        type: { type: string, enum: [person, company] }",
        ];
        lines.splice(at..at, others.map(str::to_owned));
        let yaml = lines.join("\n") + "\n";
        write(&path, &yaml);
        Document::parse(&yaml, contacts_openapi::PATH).unwrap()
    }

    fn write_program(&self, program: &Program) {
        let source = format!(
            "#![allow(unused)]\n\
             use contacts_api::IntoContact;\n\
             use contacts_api::types::{{CreateContactRequest, UpdateContactRequest}};\n\
             {}",
            program.source
        );
        let path = format!("programs/src/bin/{}.rs", program.name);
        write(&self.root.join(path), &source);
    }

    /// Builds the programs, those that have mistakes too; what the compiler said.
    fn build(&self) -> Vec<Value> {
        let output = Command::new(env!("CARGO"))
            .args(["build", "--offline", "--package", "programs", "--bins"])
            .args(["--keep-going", "--message-format", "json"])
            // Beside what is built already, so that only the copied crates are built.
            .env("CARGO_TARGET_DIR", target_directory())
            .current_dir(&self.root)
            .output()
            .unwrap();
        let messages: Vec<Value> = output
            .stdout
            .split(|byte| *byte == b'\n')
            .filter_map(|line| serde_json::from_slice(line).ok())
            .collect();
        assert!(
            !messages.is_empty(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        messages
    }
}

/// The errors of a program: the message, and the text that it marks. The methods of one field say
/// the same, which cargo shows once.
fn errors(messages: &[Value], program: &str) -> Vec<(String, String)> {
    let mut errors: Vec<_> = messages
        .iter()
        .filter(|it| it["target"]["name"] == program && it["message"]["level"] == "error")
        .map(|it| &it["message"])
        .filter(|it| it["spans"].as_array().is_some_and(|it| !it.is_empty()))
        .map(|message| {
            let text = message["message"].as_str().unwrap().to_owned();
            let spans = message["spans"].as_array().unwrap();
            let span = spans.iter().find(|it| it["is_primary"] == true).unwrap();
            (text, marked(span))
        })
        .collect();
    errors.sort();
    errors.dedup();
    errors
}

fn marked(mut span: &Value) -> String {
    // What a macro of the standard library says is shown where it was called.
    while !span["file_name"].as_str().unwrap().starts_with("programs/") {
        span = &span["expansion"]["span"];
    }
    let lines = span["text"].as_array().unwrap();
    assert_eq!(lines.len(), 1, "{span}");
    let column = |key: &str| usize::try_from(lines[0][key].as_u64().unwrap()).unwrap() - 1;
    let text: Vec<char> = lines[0]["text"].as_str().unwrap().chars().collect();
    text[column("highlight_start")..column("highlight_end")]
        .iter()
        .collect()
}

/// A manifest without `[dev-dependencies]` and the targets that need them.
fn without_tests(manifest: &str) -> String {
    manifest
        .split_inclusive('\n')
        .scan(true, |kept, line| {
            if line.starts_with('[') {
                let tests = ["[dev-dependencies", "[[bench]]", "[[example]]", "[[test]]"];
                *kept = !tests.iter().any(|it| line.starts_with(it));
            }
            Some(if *kept { line } else { "" })
        })
        .collect()
}

fn target_directory() -> PathBuf {
    // Integration tests are told `target/tmp`.
    Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .unwrap()
        .to_owned()
}

/// Writes only what differs, so that what is built already stays so.
fn write(path: &Path, text: &str) {
    if fs::read_to_string(path).is_ok_and(|it| it == text) {
        return;
    }
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn copy(from: &Path, to: &Path) {
    if !from.is_dir() {
        return write(to, &fs::read_to_string(from).unwrap());
    }
    for entry in fs::read_dir(from).unwrap() {
        let name = entry.unwrap().file_name();
        let at_the_root = from.join("Cargo.toml").exists();
        if !(at_the_root
            && ["Cargo.toml", "benches", "examples", "tests"]
                .iter()
                .any(|it| name == *it))
        {
            copy(&from.join(&name), &to.join(&name));
        }
    }
}
