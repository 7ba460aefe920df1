//! What the derive of `contacts-macros` has to know about a document, as Rust.

use std::fmt::Write;

use crate::{Document, Kind, Payload, Property, REGIONS, Write as Writing};

/// Returns the Rust source of the table that the derive checks against: constants of the types in
/// `contacts-macros/src/table.rs`.
///
/// ```
/// let table = contacts_openapi::derive_table(contacts_openapi::document());
/// assert!(table.contains(r#"pub const NUMBER: Option<&str> = Some("number");"#));
/// ```
pub fn derive_table(document: &Document) -> String {
    let roles = document.roles();
    let payload = |write: &Option<Writing>| {
        let payload = &write.as_ref()?.payload;
        let schema = document.schema(payload.schema);
        Some(format!(
            "Payload {{ place: {:?} }}",
            document.place(&schema.path)
        ))
    };
    let (create, update) = (roles.create.as_ref(), roles.update.as_ref());
    let (create, update) = (create.map(|it| &it.payload), update.map(|it| &it.payload));
    let mut table = Table::of(document);
    table.line(&format!(
        "pub const DOCUMENT: &str = {:?};",
        document.name()
    ));
    for (name, write) in [("CREATE", &roles.create), ("UPDATE", &roles.update)] {
        let payload = optional(payload(write));
        table.line(&format!("pub const {name}: Option<Payload> = {payload};"));
    }
    table.line(&format!(
        "pub const ONE_BODY: bool = {};",
        are_one_body(document, create, update)
    ));
    let number = create.and_then(Payload::number);
    let number = number.filter(|it| is_single(it)).map(|it| &it.path);
    table.line(&format!("pub const NUMBER: Option<&str> = {number:?};"));
    let numbers = [create, update].into_iter().flatten();
    table.numbers = numbers
        .filter_map(|it| Some(it.number()?.path.clone()))
        .collect();
    let properties = table.properties(sent(create), sent(update), &[], &[]);
    table.line(&format!(
        "pub const PROPERTIES: &[Property] = &[\n{properties}];"
    ));
    for payload in [create, update].into_iter().flatten() {
        table.read_only(&payload.read_only);
    }
    if let Some(contact) = &roles.contact {
        table.read_only(&contact.properties);
    }
    let read_only = std::mem::take(&mut table.read_only);
    table.line(&format!(
        "pub const READ_ONLY: &[ReadOnly] = &[\n{read_only}];"
    ));
    table.line(&format!("pub const REGIONS: &[&str] = &{REGIONS:?};"));
    table.source
}

/// Returns whether both operations send the same type, which then needs only one conversion.
fn are_one_body(document: &Document, create: Option<&Payload>, update: Option<&Payload>) -> bool {
    let origin = |payload: &Payload| {
        let schema = document.schema(payload.body);
        (
            schema.component.clone(),
            schema.component.is_none().then(|| schema.path.clone()),
        )
    };
    create
        .map(origin)
        .is_some_and(|it| update.map(origin) == Some(it))
}

/// Returns whether its value is a single text or whole number, as a phone number is.
fn is_single(property: &Property) -> bool {
    matches!(property.kind, Kind::String(_) | Kind::Integer)
}

struct Table<'d> {
    document: &'d Document,
    source: String,
    /// The paths of the properties that are the number of the document's contacts, in whatever
    /// form.
    numbers: Vec<String>,
    /// The paths of the properties that can be sent.
    sent: Vec<String>,
    read_only: String,
    /// The paths of the properties in `read_only`.
    listed: Vec<String>,
}

impl<'d> Table<'d> {
    fn of(document: &'d Document) -> Self {
        Table {
            document,
            source: String::new(),
            numbers: Vec::new(),
            sent: Vec::new(),
            read_only: String::new(),
            listed: Vec::new(),
        }
    }

    fn line(&mut self, line: &str) {
        self.source += line;
        self.source += "\n\n";
    }

    /// Returns the properties of both payloads, each once, including those of inner objects;
    /// `within` has the fields of the enclosing objects in each payload.
    fn properties(
        &mut self,
        create: &[Property],
        update: &[Property],
        in_create: &[&str],
        in_update: &[&str],
    ) -> String {
        let mut source = String::new();
        let only_updated = update.iter().filter(|it| find(create, &it.name).is_none());
        for property in create.iter().chain(only_updated) {
            let created = find(create, &property.name);
            let updated = find(update, &property.name);
            let [created, updated] = [created, updated].map(|it| it.filter(|it| !it.read_only));
            let Some(property) = created.or(updated) else {
                self.read_only(std::slice::from_ref(property));
                continue;
            };
            self.sent.push(property.path.clone());
            let members = |it: Option<&'_ Property>| -> Vec<Property> {
                it.map_or_else(Vec::new, |it| it.properties.clone())
            };
            let deeper = |within: &[&str], it: Option<&Property>| -> Vec<String> {
                let field = it.map(|it| it.rust_name.clone());
                within
                    .iter()
                    .map(ToString::to_string)
                    .chain(field)
                    .collect()
            };
            let (deep_create, deep_update) =
                (deeper(in_create, created), deeper(in_update, updated));
            let members = self.properties(
                &members(created),
                &members(updated),
                &borrowed(&deep_create),
                &borrowed(&deep_update),
            );
            writeln!(
                source,
                "Property {{\npath: {:?},\nname: {:?},\ncreate: {},\nupdate: {},\nmembers: &[{members}],\n}},",
                property.path,
                property.name,
                optional(created.map(|it| self.slot(it, in_create))),
                optional(updated.map(|it| self.slot(it, in_update))),
            )
            .expect("a String takes all");
        }
        source
    }

    fn slot(&self, property: &Property, within: &[&str]) -> String {
        let is_phone = property.is_phone_number
            || self.numbers.contains(&property.path) && is_single(property);
        format!(
            "Slot {{ field: {:?}, within: &{within:?}, required: {}, nullable: {}, free: {}, phone: {is_phone}, place: {:?} }}",
            property.rust_name,
            property.is_required(),
            property.is_nullable(),
            property.kind == Kind::Any,
            self.document.place(&property.place),
        )
    }

    /// Lists those of these properties that only the service sets.
    fn read_only(&mut self, properties: &[Property]) {
        for property in properties {
            if self.sent.contains(&property.path) {
                self.read_only(&property.properties);
            } else if !self.listed.contains(&property.path) {
                self.listed.push(property.path.clone());
                writeln!(
                    self.read_only,
                    "ReadOnly {{ path: {:?}, name: {:?}, field: {:?}, place: {:?} }},",
                    property.path,
                    property.name,
                    property.rust_name,
                    self.document.place(&property.place)
                )
                .expect("a String takes all");
            }
        }
    }
}

fn sent(payload: Option<&Payload>) -> &[Property] {
    payload.map_or(&[], |it| &it.properties)
}

fn borrowed(names: &[String]) -> Vec<&str> {
    names.iter().map(String::as_str).collect()
}

fn find<'a>(properties: &'a [Property], name: &str) -> Option<&'a Property> {
    properties.iter().find(|it| it.name == name)
}

fn optional(it: Option<String>) -> String {
    it.map_or_else(|| "None".to_owned(), |it| format!("Some({it})"))
}
