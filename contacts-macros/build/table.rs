use std::fmt::Write;

use contacts_openapi::{Document, Payload, Property};
use heck::{ToPascalCase, ToSnakeCase};

/// The Rust source of the table: constants of the types in `src/table.rs`.
pub(crate) fn write(document: &Document) -> Result<String, String> {
    let payload = |operation: &str| {
        document.payload(operation).ok_or_else(|| {
            format!(
                "{}: the operation `{operation}` must send an envelope with one property: the derive maps into it",
                contacts_openapi::PATH
            )
        })
    };
    let (create, update) = (payload("create_contact")?, payload("update_contact")?);
    let read = read_schema(document).unwrap_or_default();
    let mut source = String::new();
    for (name, payload) in [("CREATE", &create), ("UPDATE", &update)] {
        source += &payload_constant(document, name, payload);
    }
    let number = create.number().map(|it| &it.name);
    writeln!(source, "pub const NUMBER: Option<&str> = {number:?};\n").expect("a String takes all");
    source += "pub const PROPERTIES: &[Property] = &[\n";
    for property in &create.properties {
        let other = find(&update.properties, &property.name);
        source += &entry(
            document,
            property,
            Some((&create, property)),
            other.map(|it| (&update, it)),
        );
    }
    for property in &update.properties {
        if find(&create.properties, &property.name).is_none() {
            source += &entry(document, property, None, Some((&update, property)));
        }
    }
    source += "];\n\npub const READ_ONLY: &[ReadOnly] = &[\n";
    for property in document.properties(&read) {
        let is_sent = |payload: &Payload| {
            find(&payload.properties, &property.name).is_some_and(|it| !it.read_only)
        };
        if !is_sent(&create) && !is_sent(&update) {
            let place = place(document, &read, &property.name);
            writeln!(
                source,
                "    ReadOnly {{ name: {:?}, place: {place:?} }},",
                property.name
            )
            .expect("a String takes all");
        }
    }
    source += "];\n";
    Ok(source)
}

fn find<'a>(properties: &'a [Property], name: &str) -> Option<&'a Property> {
    properties.iter().find(|it| it.name == name)
}

fn place(document: &Document, schema: &str, property: &str) -> String {
    document.place(&["components", "schemas", schema, "properties", property])
}

fn payload_constant(document: &Document, name: &str, payload: &Payload) -> String {
    let Payload {
        envelope, schema, ..
    } = payload;
    format!(
        "pub const {name}: Payload = Payload {{ envelope: {:?}, schema: {:?}, place: {:?} }};\n\n",
        envelope.to_pascal_case(),
        schema.to_pascal_case(),
        document.place(&["components", "schemas", schema]),
    )
}

fn entry(
    document: &Document,
    property: &Property,
    create: Option<(&Payload, &Property)>,
    update: Option<(&Payload, &Property)>,
) -> String {
    let slot = |slot: Option<(&Payload, &Property)>| match slot {
        None => "None".to_owned(),
        Some((payload, it)) => format!(
            "Some(Slot {{ required: {}, nullable: {}, read_only: {}, phone: {}, place: {:?} }})",
            it.required,
            it.nullable,
            it.read_only,
            it.is_phone_number(),
            place(document, &payload.schema, &it.name),
        ),
    };
    format!(
        "    Property {{\n        name: {:?},\n        field: {:?},\n        create: {},\n        update: {},\n    }},\n",
        property.name,
        field(&property.name),
        slot(create),
        slot(update),
    )
}

/// The component that the service answers with: the payload of the envelope of `get_contact`.
fn read_schema(document: &Document) -> Option<String> {
    let component = |schema: &_| {
        let schema: &serde_json::Value = schema;
        let reference = schema.get("$ref")?.as_str()?;
        Some(reference.strip_prefix("#/components/schemas/")?.to_owned())
    };
    let operation = document.operation("get_contact")?;
    let responses = document
        .json()
        .get("paths")?
        .get(&operation.path)?
        .get("get")?
        .get("responses")?;
    let response = document.resolve(responses.get("200")?);
    let schema = response
        .get("content")?
        .get("application/json")?
        .get("schema")?;
    let envelope = document.resolve(schema).get("properties")?.as_object()?;
    component(envelope.values().next()?)
}

/// The field that the generator makes of a property: its name in snake case, a keyword with `_`.
fn field(name: &str) -> String {
    let plain: String = name
        .chars()
        .filter(|it| *it != '\'')
        .map(|it| {
            if it.is_alphanumeric() || it == '_' {
                it
            } else {
                '-'
            }
        })
        .collect();
    let mut field = plain.to_snake_case();
    if !field.starts_with(|it: char| it.is_alphabetic() || it == '_') {
        field.insert(0, 'x');
    }
    if KEYWORDS.contains(&field.as_str()) {
        field.push('_');
    }
    field
}

const KEYWORDS: [&str; 52] = [
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate",
    "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl",
    "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref",
    "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield", "_",
];
