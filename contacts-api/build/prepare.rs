//! The document as the generator should read it.
//!
//! The generator gives a constrained string a type with a regular expression, ignores `maximum`,
//! and makes optional and nullable the same. So every leaf of a schema is told its Rust type here,
//! in the extension [`RUST_TYPE`]: for what is sent, a type that refuses what the document forbids;
//! for what is read, one that takes whatever can be taken for it.

use std::collections::BTreeSet;

use contacts_openapi::Document;
use serde_json::{Map, Value, json};

/// The extension that names a leaf's Rust type.
pub(crate) const RUST_TYPE: &str = "x-rust";

/// The document, and the Rust types that its leaves name.
pub(crate) struct Prepared {
    pub(crate) json: Value,
    pub(crate) rust_types: BTreeSet<String>,
}

/// Which way a schema travels.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Sent,
    Read,
    /// Read from an error answer: who knows who wrote it, so nothing in it is required.
    Failed,
}

pub(crate) fn prepare(document: &Document) -> Prepared {
    let mut preparation = Preparation {
        document,
        rust_types: BTreeSet::new(),
        components: Map::new(),
    };
    let mut json = document.json().clone();
    // What is sent first: a component that is both sent and read has to be strict.
    for side in [Side::Sent, Side::Read, Side::Failed] {
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
                if side == Side::Sent {
                    self.content(operation.get_mut("requestBody"), side);
                }
                for (status, response) in entries(operation.get_mut("responses")) {
                    if side == side_of(status) {
                        self.content(Some(response), side);
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
        if side == Side::Sent {
            for (_, body) in entries(components.get_mut("requestBodies")) {
                self.content(Some(body), side);
            }
        }
        for (name, response) in entries(components.get_mut("responses")) {
            if side == self.side_of_component(name) {
                self.content(Some(response), side);
            }
        }
    }

    /// A response that is a component is an error's if an error refers to it.
    fn side_of_component(&self, name: &str) -> Side {
        let reference = json!({ "$ref": format!("#/components/responses/{name}") });
        let is_success = self.document.operations().iter().any(|operation| {
            let method = operation.method.to_ascii_lowercase();
            self.document.json()["paths"][&operation.path][&method]["responses"]
                .as_object()
                .into_iter()
                .flatten()
                .any(|(status, response)| side_of(status) == Side::Read && *response == reference)
        });
        if is_success { Side::Read } else { Side::Failed }
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
            self.schema(schema, side, true);
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
                self.schema(schema, side, true);
            }
        }
    }

    fn schema(&mut self, schema: &mut Value, side: Side, required: bool) {
        let (target, component) = self.target(schema);
        let leaf = Leaf {
            own: schema,
            target: &target,
            component: component.as_deref(),
            required,
        };
        if let Some(rust_type) = leaf.rust_type(side) {
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
        if side == Side::Failed
            && let Some(schema) = schema.as_object_mut()
        {
            schema.remove("required");
        }
        let required = schema.get("required").cloned().unwrap_or_default();
        for (name, property) in entries(schema.get_mut("properties")) {
            let required = required
                .as_array()
                .is_some_and(|names| names.iter().any(|it| it == name));
            self.schema(property, side, required);
        }
        for key in ["items", "additionalProperties"] {
            if let Some(inner) = schema.get_mut(key).filter(|it| it.is_object()) {
                self.schema(inner, side, true);
            }
        }
        for key in ["allOf", "oneOf", "anyOf"] {
            for inner in schema
                .get_mut(key)
                .and_then(Value::as_array_mut)
                .into_iter()
                .flatten()
            {
                self.schema(inner, side, true);
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

fn side_of(status: &str) -> Side {
    if status.starts_with('2') {
        Side::Read
    } else {
        Side::Failed
    }
}

/// A schema that may have no schemas in it.
struct Leaf<'a> {
    own: &'a Value,
    /// What it refers to, or the schema itself.
    target: &'a Value,
    component: Option<&'a str>,
    required: bool,
}

impl Leaf<'_> {
    /// Its Rust type; `None` for what is no leaf and for what the generator does itself.
    fn rust_type(&self, side: Side) -> Option<String> {
        if self.target.get("enum").is_some() {
            return None;
        }
        if side == Side::Sent {
            self.sent()
        } else {
            self.read()
        }
    }

    fn integer(&self, key: &str) -> Option<i64> {
        self.target.get(key).and_then(Value::as_i64)
    }

    fn is_nullable(&self) -> bool {
        [self.own, self.target]
            .iter()
            .any(|it| it.get("nullable") == Some(&Value::Bool(true)))
    }

    fn plain(&self) -> Option<&'static str> {
        Some(match self.target.get("type").and_then(Value::as_str)? {
            "string" => "::std::string::String",
            "integer" if self.integer("minimum") >= Some(0) => "u64",
            "integer" => "i64",
            "number" => "f64",
            "boolean" => "bool",
            _ => return None,
        })
    }

    fn sent(&self) -> Option<String> {
        let plain = self.plain()?;
        let is_string = plain == "::std::string::String";
        let ty = match (self.integer("minLength"), self.integer("maxLength")) {
            _ if is_string && self.component == Some("PhoneNumber") => {
                "crate::PhoneNumber".to_owned()
            }
            // The generator's own type for patterns brings a regular expression along.
            _ if is_string && self.target.get("pattern").is_some() => return None,
            (None, None) if is_string => plain.to_owned(),
            (least, most) if is_string => {
                let most = most.map_or("{ usize::MAX }".to_owned(), |it| it.to_string());
                format!("crate::Text<{}, {most}>", least.unwrap_or(0))
            }
            _ => match (self.integer("minimum"), self.integer("maximum")) {
                (least, Some(most)) if plain == "u64" || plain == "i64" => {
                    let least = least.map_or("{ i64::MIN }".to_owned(), |it| it.to_string());
                    format!("crate::Bounded<{least}, {most}>")
                }
                _ => plain.to_owned(),
            },
        };
        Some(if self.is_nullable() {
            format!("crate::Nullable<{ty}>")
        } else {
            ty
        })
    }

    /// The marker that `polish` turns into a lenient reading of the plain type.
    fn read(&self) -> Option<String> {
        let lenient = format!("crate::value::Lenient<{}>", self.plain()?);
        // What is optional is an `Option` already.
        Some(if self.is_nullable() && self.required {
            format!("::std::option::Option<{lenient}>")
        } else {
            lenient
        })
    }
}
