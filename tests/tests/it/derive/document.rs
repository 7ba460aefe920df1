//! The document grows, and the derive with it: a copy of the workspace is built with an optional
//! property `company`, a required `country`, and one of each other kind: an object with an object in
//! it, lists, a map, enumerations, a flag, a number, a date, anything, and an object that is in
//! itself. No Rust in it is edited.
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

const PROGRAMS: [Program; 15] = [
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
        name: "feeds_what_is_of_other_kinds",
        source: r#"
            #[derive(IntoContact, Clone)]
            #[contact(update, none = "clear")]
            #[contact(address.zip = "{land}-{zip}")]
            #[contact(address.geo.lat, with = |it| it.position.0)]
            #[contact(address.geo.lon, with = |it| it.position.1)]
            struct Customer {
                name: String,
                number: u64,
                #[contact(country)]
                land: &'static str,
                #[contact(address.street)]
                road: String,
                zip: u16,
                // By the name in Rust, and by the name in the document.
                #[contact(address.post_box)]
                letters: Option<u16>,
                #[contact("address.second-line")]
                floor: Option<&'static str>,
                position: (f32, f32),
                tags: Vec<&'static str>,
                moods: [types::Mood; 1],
                labels: std::collections::BTreeMap<&'static str, u8>,
                level: i64,
                favourite: bool,
                rating: f32,
                since: &'static str,
                extra: Vec<bool>,
                manager: Option<types::Node>,
            }

            fn main() {
                let customer = Customer {
                    name: "Hans".into(),
                    number: 4_571_999_999,
                    land: "DK",
                    road: "Havnegade 1".into(),
                    zip: 2100,
                    letters: Some(7),
                    floor: None,
                    position: (55.5, 12.5),
                    tags: vec!["a", "b"],
                    moods: [types::Mood::Glad],
                    labels: [("size", 3)].into(),
                    level: 2,
                    favourite: true,
                    rating: 0.1,
                    since: "2026-11-24",
                    extra: vec![true],
                    manager: Some(types::Node::builder().label("boss").try_into().unwrap()),
                };
                let contact = customer.to_contact().unwrap();
                assert_eq!(contact, customer.clone().into_contact().unwrap());
                println!("{}", serde_json::to_string(&contact).unwrap());
                let update = customer.to_contact_update().unwrap();
                assert_eq!(update, customer.clone().into_contact_update().unwrap());
                println!("{}", serde_json::to_string(&update).unwrap());
                let wrong = Customer {
                    road: "x".repeat(31),
                    position: (f32::NAN, 0.0),
                    tags: vec!["a", "much too long", "b", "long as well"],
                    moods: [types::Mood::Unknown("odd".into())],
                    labels: [("size", 101)].into(),
                    level: 3,
                    since: "24.11.2026",
                    ..customer
                };
                print!("{}", wrong.into_contact().unwrap_err());
            }
        "#,
        errors: &[],
    },
    Program {
        name: "leaves_out_an_object_of_which_nothing_is_fed",
        source: r#"
            #[derive(IntoContact)]
            #[contact(update, none = "clear")]
            struct Customer {
                name: &'static str,
                number: u64,
                country: &'static str,
                #[contact(address.street)]
                road: Option<String>,
                #[contact("address.second-line")]
                floor: Option<String>,
            }

            fn main() {
                let customer = |road: Option<&str>| Customer {
                    name: "Hans",
                    number: 4_571_999_999,
                    country: "DK",
                    road: road.map(str::to_owned),
                    floor: None,
                };
                for road in [Some("Havnegade 1"), None] {
                    let update = customer(road).into_contact_update().unwrap();
                    println!("{}", serde_json::to_string(&update.address).unwrap());
                }
                let error = Customer { floor: Some("1. tv".into()), ..customer(None) };
                print!("{}", error.into_contact().unwrap_err());
            }
        "#,
        errors: &[],
    },
    Program {
        name: "feeds_an_object_in_part",
        source: "
            #[derive(IntoContact)]
            struct Customer {
                name: String,
                number: u64,
                country: String,
                #[contact(address.zip)]
                zip: String,
                #[contact(address.geo.lat)]
                latitude: f64,
            }

            fn main() {}
        ",
        errors: &[
            (
                "`address` needs `street` ({NewContact.address.street}), and nothing in `Customer` feeds it: \
                 mark the field with `#[contact(address.street)]`",
                "Customer",
            ),
            (
                "`address.geo` needs `lon` ({NewContact.address.geo.lon}), and nothing in `Customer` feeds it: \
                 mark the field with `#[contact(address.geo.lon)]`",
                "Customer",
            ),
        ],
    },
    Program {
        name: "feeds_an_object_twice",
        source: "
            #[derive(IntoContact)]
            struct Customer {
                name: String,
                number: u64,
                country: String,
                address: types::AddressInput,
                #[contact(address.street)]
                road: String,
            }

            fn main() {}
        ",
        errors: &[
            (
                "`address.street` is fed here, and `address` as a whole by the field `address`: keep one of both; \
                 if the field `address` is something else, mark it `#[contact(skip)]`",
                "address.street",
            ),
            (
                "`address` is fed as a whole here, and `address.street` by the field `road`: keep one of both",
                "address",
            ),
        ],
    },
    Program {
        name: "names_what_no_object_has",
        source: "
            #[derive(IntoContact)]
            struct Customer {
                name: String,
                number: u64,
                country: String,
                #[contact(address.streat)]
                road: String,
                #[contact(address.floor)]
                floor: String,
                #[contact(address.checked)]
                checked: bool,
                #[contact(company.name)]
                employer: String,
                #[contact(manager.label)]
                manager: String,
                #[contact(manager.above.label)]
                director: String,
                #[contact(adress.zip)]
                zip: String,
            }

            fn main() {}
        ",
        errors: &[
            (
                "`address` has no member `streat`; did you mean `street`? ({NewContact.address})",
                "streat",
            ),
            (
                "`address` has no member `floor`; the members are `street`, `zip`, `post-box`, `second-line` \
                 and `geo` ({NewContact.address})",
                "floor",
            ),
            (
                "`address.checked` is set by the service and cannot be sent ({Contact.address.checked})",
                "address.checked",
            ),
            (
                "no member of `company` can be fed on its own ({NewContact.company}): feed it whole, \
                 `#[contact(company)]`",
                "name",
            ),
            (
                "no member of `manager.above` can be fed on its own ({NewContact.manager.above}): feed it \
                 whole, `#[contact(manager.above)]`",
                "label",
            ),
            (
                "there is no property or option `adress`; did you mean `address`?",
                "adress",
            ),
        ],
    },
    Program {
        name: "leaves_open_what_none_means_of_a_member",
        source: r#"
            #[derive(IntoContact)]
            #[contact(update)]
            struct Customer {
                name: String,
                number: u64,
                country: String,
                #[contact(address.street)]
                road: String,
                #[contact("address.second-line")]
                floor: Option<String>,
            }

            fn main() {}
        "#,
        errors: &[(
            "an update can clear `address.second-line` ({ContactUpdate.address.second-line}), so say what `None` \
             does: above the type write `#[contact(none = \"keep\")]` to leave it as it is or \
             `#[contact(none = \"clear\")]` to clear it",
            "Option<String>",
        )],
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
                "a contact has no property `fax`; the properties are `country`, `cost-centre`, `type`, \
                 `company`, `address`, `tags`, `moods`, `labels`, `level`, `favourite`, `rating`, `since`, \
                 `extra`, `manager`, `name`, `number` and `email` ({NewContact})",
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
                #[contact(address.street)]
                road: u64,
                tags: Vec<Vec<u8>>,
                favourite: String,
                rating: &'static str,
                moods: Vec<bool>,
            }

            fn main() {}
        "#,
        errors: &[
            (
                "a whole number cannot feed a property of type `contacts_api::Text<0, 30>`",
                "u64",
            ),
            ("`Vec<u8>` cannot feed this property", "Vec<Vec<u8>>"),
            ("a text cannot feed a property of type `bool`", "String"),
            (
                "a text cannot feed a property of type `Limited<AnyNumber>`",
                "&'static str",
            ),
            ("`bool` cannot feed this property", "Vec<bool>"),
            ("`Vec<u8>` cannot feed this property", "Vec<u8>"),
            ("`bool` cannot feed this property", "bool"),
            (
                "a whole number cannot feed a property of type `contacts_api::Text<1, 255>`",
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
                "a whole number cannot feed a property of type `contacts_api::Text<1, 255>`",
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
    assert_eq!(
        output(&messages, "feeds_what_was_added"),
        "{\"contact\":{\"company\":\"Relatel A/S\",\"cost-centre\":12,\"country\":\"DK\",\
         \"name\":\"Hans\",\"number\":\"4571999999\",\"type\":\"person\"}}\n\
         {\"contact\":{\"company\":\"Relatel A/S\",\"name\":\"Hans\",\"number\":\"4571999999\"}}\n\
         employer (company) \"xxxxxxxxxxxx\": has 12 characters: at most 11 are allowed\n\
         land (country) \"Denmark\": has 7 characters: at most 2 are allowed\n\
         kind (type) \"dog\": is none of `person`, `company`"
    );
    let address = "{\"geo\":{\"lat\":55.5,\"lon\":12.5},\"post-box\":7,";
    let rest = "\"extra\":[true],\"favourite\":true,\"labels\":{\"size\":3},\"level\":2,\
                \"manager\":{\"label\":\"boss\"},\"moods\":[\"glad\"],\"name\":\"Hans\",\
                \"number\":\"4571999999\",\"rating\":0.1,\"since\":\"2026-11-24\",\"tags\":[\"a\",\"b\"]}";
    let street = "\"street\":\"Havnegade 1\",\"zip\":\"DK-2100\"}";
    assert_eq!(
        output(&messages, "feeds_what_is_of_other_kinds"),
        format!(
            "{{\"address\":{address}{street},\"country\":\"DK\",{rest}\n\
             {{\"address\":{address}\"second-line\":null,{street},{rest}\n"
        ) + "address.geo.lat \"NaN\": is not a number that JSON can hold\n\
             road (address.street) \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\": has 31 characters: at most 30 are allowed\n\
               tags[1] \"much too long\": has 13 characters: at most 10 are allowed\n\
               tags[3] \"long as well\": has 12 characters: at most 10 are allowed\n\
               moods[0] \"odd\": is none of `glad`, `sad`\n\
               labels.size \"101\": 101 is not a whole number from 0 to 100\n\
               level \"3\": is none of `1`, `2`\n\
               since \"24.11.2026\": is not a date: write it as 2026-11-24"
    );
    assert_eq!(
        output(&messages, "leaves_out_an_object_of_which_nothing_is_fed"),
        "{\"second-line\":null,\"street\":\"Havnegade 1\"}\nnull\n\
         road (address.street): has no value, and a contact needs one"
    );
}

/// What a program writes.
fn output(messages: &[Value], program: &str) -> String {
    let path = messages
        .iter()
        .filter(|it| it["target"]["name"] == program)
        .find_map(|it| it["executable"].as_str())
        .unwrap_or_else(|| panic!("{program} is built"));
    let output = Command::new(path).output().unwrap();
    String::from_utf8(output.stdout).unwrap()
}

/// Puts the places into a message in which they are written as `{Schema.property}`.
fn with_places(message: &str, document: &Document) -> String {
    let mut parts = message.split('{');
    let mut text = parts.next().unwrap().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}').unwrap();
        text += &place(name, document);
        text += rest;
    }
    text
}

fn place(name: &str, document: &Document) -> String {
    let roles = document.roles();
    let (schema, path) = name.split_once('.').unwrap_or((name, ""));
    let (id, property) = match schema {
        "NewContact" | "ContactUpdate" => {
            let write = if schema == "NewContact" {
                &roles.create
            } else {
                &roles.update
            };
            let payload = &write.as_ref().unwrap().payload;
            (payload.schema, payload.property(path))
        }
        "Contact" => {
            let contact = roles.contact.as_ref().unwrap();
            (contact.schema, contact.property(path))
        }
        other => panic!("{other} has no role"),
    };
    if path.is_empty() {
        return document.place(&document.schema(id).path);
    }
    let property = property.unwrap_or_else(|| panic!("{name} is in the document"));
    assert!(property.line.is_some(), "{name} has a line");
    property.place.clone()
}

/// A property of each kind.
const KINDS: &str = "
        address: { $ref: '#/components/schemas/ADDRESS' }
        tags: { type: array, items: { type: string, maxLength: 10 } }
        moods: { type: array, items: { $ref: '#/components/schemas/Mood' } }
        labels: { type: object, additionalProperties: { type: integer, minimum: 0, maximum: 100 } }
        level: { type: integer, enum: [1, 2] }
        favourite: { type: boolean }
        rating: { type: number }
        since: { type: string, format: date }
        extra: {}
        manager: { $ref: '#/components/schemas/Node' }";

const SCHEMAS: &str = "
    Mood: { type: string, enum: [glad, sad] }
    Node:
      type: object
      required: [label]
      properties:
        label: { type: string }
        above: { $ref: '#/components/schemas/Node' }
    Address:
      type: object
      required: [street]
      properties:
        street: { type: string, maxLength: 30 }
        zip: { type: string, maxLength: 10 }
        post-box: { type: integer }
        second-line: { type: string }
        checked: { type: boolean, readOnly: true }
        geo: { $ref: '#/components/schemas/Geo' }
    AddressUpdate:
      type: object
      required: [street]
      properties:
        street: { type: string, maxLength: 30 }
        zip: { type: string, maxLength: 10 }
        post-box: { type: integer }
        second-line: { type: string, nullable: true }
        geo: { $ref: '#/components/schemas/Geo' }
    Geo:
      type: object
      required: [lat, lon]
      properties:
        lat: { type: number }
        lon: { type: number }";

/// A copy of what the derive is made of, in a workspace of its own.
struct Copy {
    root: PathBuf,
}

impl Copy {
    fn of_the_workspace() -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("grown");
        let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        for part in [
            "openapi",
            "codegen",
            "contacts-api",
            "contacts-macros",
            "Cargo.lock",
        ] {
            copy(&workspace.join(part), &root.join(part));
        }
        // What the crates are tested with is neither copied nor built.
        for part in ["openapi", "codegen", "contacts-api", "contacts-macros"] {
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
        let members =
            r#"members = ["openapi", "codegen", "contacts-api", "contacts-macros", "programs"]"#;
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
        let others = |address: &str| {
            let others = KINDS.replace("ADDRESS", address);
            others.lines().map(str::to_owned).collect::<Vec<_>>()
        };
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
            let address = if schema == "ContactUpdate" {
                "AddressUpdate"
            } else {
                "Address"
            };
            let behind = lines.split_off(at + 1);
            lines.extend(others(address));
            lines.extend(behind);
        }
        let at = find(&lines, 0, "    NewContact:");
        lines.splice(at..at, SCHEMAS.lines().map(str::to_owned));
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
             use contacts_api::{{IntoContact, IntoContactUpdate, types}};\n\
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
    // A copy of an earlier state may have what has gone since, such as a module that was split.
    for entry in fs::read_dir(to).into_iter().flatten() {
        let entry = entry.unwrap();
        let path = entry.path();
        if from.join(entry.file_name()).exists() {
            continue;
        }
        if path.is_dir() {
            fs::remove_dir_all(path).unwrap();
        } else {
            fs::remove_file(path).unwrap();
        }
    }
}
