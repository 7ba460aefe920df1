mod keywords;
mod merge;

use std::collections::HashMap;

use serde_json::{Map, Value, json};

use self::keywords::{constraints, format, is_never, is_text, kind_name, text};
use self::merge::path_of;
use super::{Constraints, Format, Kind, Member, Object, Schema, SchemaId};
use crate::place::Path;

/// Reads schemas as operations need them, each place of the document once.
///
/// `merge` combines the parts of a schema; `keywords` reads the keywords of the result.
#[derive(Debug)]
pub(crate) struct SchemaReader<'a> {
    document: &'a Value,
    schemas: Vec<Schema>,
    known: HashMap<Path, SchemaId>,
    /// Schemas that are references to another, with additions beside the reference: they are
    /// completed at the end, when their targets are known.
    uses: Vec<(SchemaId, SchemaId)>,
    /// The places that are not followed to the letter, with the reasons.
    pub(crate) lost: Vec<(Path, String)>,
}

/// Keywords that describe a value's place and meaning, and not what it may be.
const ANNOTATIONS: [&str; 10] = [
    "title",
    "description",
    "nullable",
    "readOnly",
    "writeOnly",
    "deprecated",
    "example",
    "default",
    "externalDocs",
    "xml",
];

impl<'a> SchemaReader<'a> {
    pub(crate) fn new(document: &'a Value) -> Self {
        SchemaReader {
            document,
            schemas: Vec::new(),
            known: HashMap::new(),
            uses: Vec::new(),
            lost: Vec::new(),
        }
    }

    /// Returns the document that is read.
    pub(crate) fn document(&self) -> &'a Value {
        self.document
    }

    /// Returns the schemas that were read, complete.
    pub(crate) fn finish(mut self) -> (Vec<Schema>, Vec<(Path, String)>) {
        let uses: HashMap<_, _> = self.uses.iter().copied().collect();
        for (id, target) in std::mem::take(&mut self.uses) {
            let mut origin = target;
            // A use may refer to another use; a cycle of references refers to nothing.
            for _ in 0..uses.len() {
                match uses.get(&origin) {
                    Some(next) => origin = *next,
                    None => break,
                }
            }
            let is = self.schemas[origin.0].clone();
            let it = &mut self.schemas[id.0];
            it.kind = is.kind;
            it.constraints = is.constraints;
            it.component = is.component;
            it.nullable |= is.nullable;
            it.read_only |= is.read_only;
            it.write_only |= is.write_only;
            it.deprecated |= is.deprecated;
            it.description = it.description.take().or(is.description);
            it.example = it.example.take().or(is.example);
            it.default = it.default.take().or(is.default);
            it.role = it.role.take().or(is.role);
        }
        (self.schemas, self.lost)
    }

    /// Reads the schema at this place.
    pub(crate) fn schema(&mut self, json: &'a Value, path: &Path) -> SchemaId {
        if let Some((target, at)) = self.target(json) {
            return self.schema(target, &at);
        }
        if let Some(known) = self.known.get(path) {
            return *known;
        }
        let id = SchemaId(self.schemas.len());
        self.known.insert(path.clone(), id);
        // It gets its id before its parts are read, since schemas may refer to each other.
        self.schemas.push(Self::annotated(json, path));
        if let Some(target) = Self::only_reference(json) {
            let target = self.schema(target, path);
            self.uses.push((id, target));
            return id;
        }
        let merged = self.merged(json, path, &mut Vec::new());
        let (kind, constraints) = self.kind(&merged, path);
        let schema = &mut self.schemas[id.0];
        schema.kind = kind;
        schema.constraints = constraints;
        if let Some(values) = &mut schema.constraints.values {
            let all = values.len();
            values.retain(|it| !it.is_null());
            schema.nullable |= values.len() < all;
        }
        let flag = |key: &str| merged.get(key) == Some(&Value::Bool(true));
        schema.nullable |= flag("nullable");
        schema.read_only |= flag("readOnly");
        schema.write_only |= flag("writeOnly");
        schema.description = schema
            .description
            .take()
            .or_else(|| text(&merged, "description"));
        schema.example = schema
            .example
            .take()
            .or_else(|| merged.get("example").cloned());
        schema.default = schema
            .default
            .take()
            .or_else(|| merged.get("default").cloned());
        schema.role = schema
            .role
            .take()
            .or_else(|| text(&merged, "x-contacts-role"));
        id
    }

    /// Returns the target of a reference, with its path.
    fn target(&self, json: &Value) -> Option<(&'a Value, Path)> {
        let reference = json.get("$ref")?.as_str()?;
        let path = Path::of_reference(reference)?;
        let target = self.document.pointer(&pointer(&path))?;
        Some((target, path))
    }

    /// Returns the reference of an `allOf` that has nothing else, beside annotations.
    fn only_reference(json: &'a Value) -> Option<&'a Value> {
        let object = json.as_object()?;
        let [only] = object.get("allOf")?.as_array()?.as_slice() else {
            return None;
        };
        let says_nothing_else = object.keys().all(|key| {
            key == "allOf" || key.starts_with("x-") || ANNOTATIONS.contains(&key.as_str())
        });
        (says_nothing_else && only.get("$ref").is_some()).then_some(only)
    }

    /// Returns a schema with what is written at its own place, while its kind is not known yet.
    fn annotated(json: &Value, path: &Path) -> Schema {
        let empty = Map::new();
        let object = json.as_object().unwrap_or(&empty);
        let flag = |key: &str| object.get(key) == Some(&Value::Bool(true));
        Schema {
            kind: Kind::Any,
            nullable: flag("nullable"),
            read_only: flag("readOnly"),
            write_only: flag("writeOnly"),
            deprecated: flag("deprecated"),
            description: text(object, "description"),
            example: object.get("example").cloned(),
            default: object.get("default").cloned(),
            constraints: Constraints::default(),
            component: path.component().map(str::to_owned),
            role: text(object, "x-contacts-role"),
            path: path.clone(),
            json: json.clone(),
        }
    }

    fn kind(&mut self, merged: &Map<String, Value>, path: &Path) -> (Kind, Constraints) {
        let constraints = constraints(merged);
        if merged.contains_key("x-any") {
            return (Kind::Any, Constraints::default());
        }
        let kind = match kind_name(merged) {
            "string" => Kind::String(format(text(merged, "format").as_deref())),
            "integer" => Kind::Integer,
            "number" => Kind::Number,
            "boolean" => Kind::Boolean,
            "array" => Kind::Array(self.inside(merged, "items", path)),
            "object" => self.object(merged, path),
            _ => Kind::Any,
        };
        (kind, constraints)
    }

    fn object(&mut self, merged: &Map<String, Value>, path: &Path) -> Kind {
        let properties = merged.get("properties").and_then(Value::as_object);
        let additional = merged.get("additionalProperties");
        let Some(properties) = properties.filter(|it| !it.is_empty()) else {
            return Kind::Map(match additional {
                Some(Value::Object(_)) => self.inside(merged, "additionalProperties", path),
                _ => self.anything(&path.then("additionalProperties")),
            });
        };
        let required: Vec<&str> = merged
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let mut members = Vec::new();
        // A schema that no value fits is how 3.1 forbids a property.
        for (name, placed) in properties.iter().filter(|(_, it)| !is_never(it.get("not"))) {
            let at = path_of(placed, &path.then("properties").then(name));
            let schema = self.placed(placed, &at);
            members.push(Member {
                name: name.clone(),
                schema,
                required: required.contains(&name.as_str()),
                path: at,
            });
        }
        Kind::Object(Object {
            members,
            additional: match additional {
                Some(Value::Object(_) | Value::Bool(true)) => {
                    Some(self.inside(merged, "additionalProperties", path))
                }
                _ => None,
            },
            is_choice: merged.contains_key("x-choice"),
        })
    }

    fn inside(&mut self, merged: &Map<String, Value>, key: &str, path: &Path) -> SchemaId {
        match merged.get(key) {
            Some(placed) if placed.is_object() => {
                let at = path_of(placed, &path.then(key));
                self.placed(placed, &at)
            }
            _ => self.anything(&path.then(key)),
        }
    }

    /// Reads a schema that was found by merging, with the path of its own place in the document.
    fn placed(&mut self, placed: &Value, path: &Path) -> SchemaId {
        match self.document.pointer(&pointer(path)) {
            Some(json) if placed.get("x-same") != Some(&Value::Bool(false)) => {
                self.schema(json, path)
            }
            // The same name with different schemas in alternatives.
            _ => {
                let id = self.anything(path);
                if is_text(placed) && placed.get("x-any").is_none() {
                    self.schemas[id.0].kind = Kind::String(Format::Plain);
                }
                id
            }
        }
    }

    fn anything(&mut self, path: &Path) -> SchemaId {
        let path = path.then("(any)");
        if let Some(known) = self.known.get(&path) {
            return *known;
        }
        let id = SchemaId(self.schemas.len());
        let json = json!({});
        self.schemas.push(Self::annotated(&json, &path));
        self.known.insert(path, id);
        id
    }
}

pub(crate) fn pointer(path: &Path) -> String {
    path.keys().iter().fold(String::new(), |pointer, key| {
        pointer + "/" + &key.replace('~', "~0").replace('/', "~1")
    })
}
