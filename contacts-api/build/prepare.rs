//! The document as the generator should read it.
//!
//! The generator gives a constrained string a type with a regular expression, ignores `maximum`,
//! and makes optional and nullable the same. So every leaf of a schema is told its Rust type here,
//! in the extension [`RUST_TYPE`]: for what is sent, a type that refuses what the document forbids;
//! for what is read, one that takes anything of that kind.

use std::collections::BTreeSet;

use contacts_openapi::Document;
use serde_json::{Map, Value, json};

/// The extension that names a leaf's Rust type.
pub const RUST_TYPE: &str = "x-rust";

/// The document, and the Rust types that its leaves name.
pub struct Prepared {
    pub json: Value,
    pub rust_types: BTreeSet<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Side {
    Sent,
    Read,
}

pub fn prepare(document: &Document) -> Prepared {
    let mut preparation = Preparation {
        document,
        rust_types: BTreeSet::new(),
        components: Map::new(),
    };
    let mut json = document.json().clone();
    // What is sent first: a component that is both sent and read has to be strict.
    for side in [Side::Sent, Side::Read] {
        preparation.operations(&mut json, side);
    }
    if let Some(components) = json.get_mut("components").and_then(Value::as_object_mut) {
        components.remove("links");
        let schemas = std::mem::take(&mut preparation.components);
        components.insert("schemas".to_owned(), Value::Object(schemas));
    }
    Prepared {
        json,
        rust_types: preparation.rust_types,
    }
}

struct Preparation<'a> {
    document: &'a Document,
    rust_types: BTreeSet<String>,
    /// The components that are reached, as the generator should read them.
    components: Map<String, Value>,
}

impl Preparation<'_> {
    /// Visits every schema on one side of every operation, and of the components they share.
    fn operations(&mut self, json: &mut Value, side: Side) {
        for (_, item) in entries(json.get_mut("paths")) {
            for (key, operation) in entries(Some(item)) {
                if key == "parameters" {
                    self.parameters(Some(operation), side);
                    continue;
                }
                self.parameters(operation.get_mut("parameters"), side);
                match side {
                    Side::Sent => self.content(operation.get_mut("requestBody"), side),
                    Side::Read => {
                        for (_, response) in entries(operation.get_mut("responses")) {
                            self.content(Some(response), side);
                        }
                    }
                }
            }
        }
        let Some(components) = json.get_mut("components") else {
            return;
        };
        for (_, parameter) in entries(components.get_mut("parameters")) {
            self.parameter(parameter, side);
        }
        let (bodies, own_side) = match side {
            Side::Sent => ("requestBodies", Side::Sent),
            Side::Read => ("responses", Side::Read),
        };
        for (_, body) in entries(components.get_mut(bodies)) {
            self.content(Some(body), own_side);
        }
    }

    fn parameters(&mut self, parameters: Option<&mut Value>, side: Side) {
        for parameter in parameters
            .and_then(Value::as_array_mut)
            .into_iter()
            .flatten()
        {
            self.parameter(parameter, side);
        }
    }

    fn parameter(&mut self, parameter: &mut Value, side: Side) {
        if side == Side::Sent
            && let Some(schema) = parameter.get_mut("schema")
        {
            self.schema(schema, side);
        }
    }

    fn content(&mut self, body: Option<&mut Value>, side: Side) {
        let Some(body) = body else { return };
        // The headers of a response are read from the response, not generated.
        if let Some(body) = body.as_object_mut() {
            body.remove("headers");
            body.remove("links");
        }
        for (_, media) in entries(body.get_mut("content")) {
            if let Some(schema) = media.get_mut("schema") {
                self.schema(schema, side);
            }
        }
    }

    fn schema(&mut self, schema: &mut Value, side: Side) {
        let (target, component) = self.target(schema);
        if let Some(rust_type) = rust_type(schema, &target, component.as_deref(), side) {
            let mut leaf = Map::new();
            for key in ["description", "example", "title"] {
                if let Some(value) = schema.get(key).or_else(|| target.get(key)) {
                    leaf.insert(key.to_owned(), value.clone());
                }
            }
            leaf.insert(RUST_TYPE.to_owned(), json!(rust_type));
            self.rust_types.insert(rust_type);
            *schema = Value::Object(leaf);
            return;
        }
        match component {
            Some(name) => self.component(name, target, side),
            None => self.inside(schema, side),
        }
    }

    fn component(&mut self, name: String, mut target: Value, side: Side) {
        if self.components.contains_key(&name) {
            return;
        }
        // Its place is taken before what is in it is visited: schemas may refer to each other.
        self.components.insert(name.clone(), Value::Null);
        self.inside(&mut target, side);
        self.components.insert(name, target);
    }

    fn inside(&mut self, schema: &mut Value, side: Side) {
        for (_, property) in entries(schema.get_mut("properties")) {
            self.schema(property, side);
        }
        for key in ["items", "additionalProperties"] {
            if let Some(inner) = schema.get_mut(key).filter(|it| it.is_object()) {
                self.schema(inner, side);
            }
        }
        for key in ["allOf", "oneOf", "anyOf"] {
            for inner in schema
                .get_mut(key)
                .and_then(Value::as_array_mut)
                .into_iter()
                .flatten()
            {
                self.schema(inner, side);
            }
        }
    }

    /// What a schema refers to, also by an `allOf` of one, and that component's name.
    fn target(&self, schema: &Value) -> (Value, Option<String>) {
        let one = schema
            .get("allOf")
            .and_then(Value::as_array)
            .filter(|all| all.len() == 1)
            .and_then(|all| all.first());
        let reference = [Some(schema), one]
            .into_iter()
            .flatten()
            .find_map(|it| it.get("$ref")?.as_str());
        match reference.and_then(|it| it.strip_prefix("#/components/schemas/")) {
            Some(name) => (
                self.document.schema(name).cloned().unwrap_or_default(),
                Some(name.to_owned()),
            ),
            None => (schema.clone(), None),
        }
    }
}

fn entries(value: Option<&mut Value>) -> impl Iterator<Item = (&String, &mut Value)> {
    value
        .and_then(Value::as_object_mut)
        .into_iter()
        .flat_map(|map| map.iter_mut())
}

/// The Rust type of a leaf; `None` for what is no leaf and for what the generator does itself.
fn rust_type(own: &Value, target: &Value, component: Option<&str>, side: Side) -> Option<String> {
    let integer = |key: &str| target.get(key).and_then(Value::as_i64);
    if target.get("enum").is_some() {
        return None;
    }
    let sent = side == Side::Sent;
    let plain = match target.get("type").and_then(Value::as_str)? {
        "string" if sent && component == Some("PhoneNumber") => "crate::PhoneNumber".to_owned(),
        // The generator has a type for patterns; it is the only one that needs a regular expression.
        "string" if sent && target.get("pattern").is_some() => return None,
        "string" if sent && (integer("minLength").or(integer("maxLength"))).is_some() => {
            let most = integer("maxLength").map_or("{ usize::MAX }".to_owned(), |it| it.to_string());
            format!(
                "crate::Text<{}, {most}>",
                integer("minLength").unwrap_or(0)
            )
        }
        "string" => "::std::string::String".to_owned(),
        "integer" => match (integer("minimum"), integer("maximum")) {
            (least, Some(most)) if sent => match least {
                Some(least) => format!("crate::Bounded<{least}, {most}>"),
                None => format!("crate::Bounded<{{ i64::MIN }}, {most}>"),
            },
            (Some(0..), _) => "u64".to_owned(),
            _ => "i64".to_owned(),
        },
        "number" => "f64".to_owned(),
        "boolean" => "bool".to_owned(),
        _ => return None,
    };
    let nullable = [own, target]
        .iter()
        .any(|it| it.get("nullable") == Some(&Value::Bool(true)));
    Some(match (nullable, side) {
        (false, _) => plain,
        (true, Side::Sent) => format!("crate::Nullable<{plain}>"),
        (true, Side::Read) => format!("::std::option::Option<{plain}>"),
    })
}
