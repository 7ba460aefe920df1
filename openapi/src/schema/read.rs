use std::collections::HashMap;

use serde_json::{Map, Value, json};

use super::{Bound, Constraints, Format, Kind, Member, Object, Schema, SchemaId};
use crate::place::Path;

/// Reads schemas as operations need them; each place of the document once.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    document: &'a Value,
    schemas: Vec<Schema>,
    known: HashMap<Path, SchemaId>,
    /// What is another schema but for what is said beside the reference: completed at the end, when
    /// what it refers to is known.
    uses: Vec<(SchemaId, SchemaId)>,
    /// What is not followed to the letter.
    pub(crate) lost: Vec<(Path, String)>,
}

/// Keywords that say something of the value's place and meaning, not of what it may be.
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

/// Keywords that nothing here knows how to follow.
const UNKNOWN: [&str; 10] = [
    "not",
    "if",
    "patternProperties",
    "propertyNames",
    "dependentSchemas",
    "dependentRequired",
    "contains",
    "unevaluatedProperties",
    "unevaluatedItems",
    "prefixItems",
];

impl<'a> Reader<'a> {
    pub(crate) fn new(document: &'a Value) -> Self {
        Reader {
            document,
            schemas: Vec::new(),
            known: HashMap::new(),
            uses: Vec::new(),
            lost: Vec::new(),
        }
    }

    /// The document that is read.
    pub(crate) fn document(&self) -> &'a Value {
        self.document
    }

    /// The schemas that were read, complete.
    pub(crate) fn finish(mut self) -> (Vec<Schema>, Vec<(Path, String)>) {
        let uses: HashMap<_, _> = self.uses.iter().copied().collect();
        for (id, target) in std::mem::take(&mut self.uses) {
            let mut origin = target;
            // A use of a use; a circle of references is none of anything.
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

    /// The schema that stands here.
    pub(crate) fn schema(&mut self, json: &'a Value, path: &Path) -> SchemaId {
        if let Some((target, at)) = self.target(json) {
            return self.schema(target, &at);
        }
        if let Some(known) = self.known.get(path) {
            return *known;
        }
        let id = SchemaId(self.schemas.len());
        self.known.insert(path.clone(), id);
        // Its place is taken before what is in it is read: schemas may refer to each other.
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

    /// What a reference leads to, and where that is.
    fn target(&self, json: &Value) -> Option<(&'a Value, Path)> {
        let reference = json.get("$ref")?.as_str()?;
        let path = Path::of_reference(reference)?;
        let target = self.document.pointer(&pointer(&path))?;
        Some((target, path))
    }

    /// The reference of an `allOf` that has nothing else, beside annotations.
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

    /// A schema with what is written at its own place, its kind not yet known.
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

    /// The schema with everything that its references and its `allOf` say.
    ///
    /// Each member is kept with its path, under the key `x-path`, since it may come from elsewhere.
    fn merged(&mut self, json: &Value, path: &Path, seen: &mut Vec<Path>) -> Map<String, Value> {
        if let Some((target, at)) = self.target(json) {
            if seen.contains(&at) {
                return Map::new();
            }
            seen.push(at.clone());
            let merged = self.merged(target, &at, seen);
            seen.pop();
            return merged;
        }
        let Some(own) = json.as_object() else {
            return Map::new();
        };
        let mut merged = Map::new();
        for (index, part) in own
            .get("allOf")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .enumerate()
        {
            let at = path.then("allOf").then(&index.to_string());
            let part = self.merged(part, &at, seen);
            merge(&mut merged, part);
        }
        let mut own = own.clone();
        own.remove("allOf");
        place(&mut own, path);
        for key in UNKNOWN.iter().filter(|key| own.contains_key(**key)) {
            if is_never(own.get("not")) {
                continue;
            }
            self.lost.push((
                path.clone(),
                format!("`{key}` is not followed: values are neither checked nor typed by it"),
            ));
        }
        merge(&mut merged, own);
        self.with_alternatives(merged, path, seen)
    }

    /// Alternatives made one: what all have in common is kept, what differs may be anything.
    fn with_alternatives(
        &mut self,
        mut merged: Map<String, Value>,
        path: &Path,
        seen: &mut Vec<Path>,
    ) -> Map<String, Value> {
        for key in ["oneOf", "anyOf"] {
            let Some(Value::Array(alternatives)) = merged.remove(key) else {
                continue;
            };
            let mut parts = Vec::new();
            for (index, it) in alternatives.iter().enumerate() {
                let at = path.then(key).then(&index.to_string());
                parts.push(self.merged(it, &at, seen));
            }
            match parts.as_slice() {
                [] => {}
                [_] => merge(&mut merged, parts.remove(0)),
                // `anyOf: [{required: [a]}, {required: [b]}]` says nothing of what a value is.
                several
                    if several
                        .iter()
                        .all(|it| it.keys().all(|key| key == "required")) =>
                {
                    self.lost.push((
                        path.clone(),
                        format!("`{key}` of what is required is not checked: the service decides"),
                    ));
                }
                several => {
                    let one = self.one_of(several, key, path);
                    merge(&mut merged, one);
                }
            }
        }
        merged
    }

    fn one_of(
        &mut self,
        parts: &[Map<String, Value>],
        key: &str,
        path: &Path,
    ) -> Map<String, Value> {
        let nullable = parts
            .iter()
            .any(|it| it.get("nullable") == Some(&Value::Bool(true)));
        let kinds: Vec<&str> = parts.iter().map(kind_name).collect();
        let mut one = match kinds.as_slice() {
            all if all.iter().all(|it| *it == "object") => {
                self.lost.push((
                    path.clone(),
                    format!(
                        "the alternatives of `{key}` are typed as one object that has the properties of all: \
                         which of them go together is not checked"
                    ),
                ));
                union(parts)
            }
            all if all.iter().all(|it| *it == "string") => {
                let values: Option<Vec<Value>> = parts
                    .iter()
                    .map(|it| it.get("enum").and_then(Value::as_array).cloned())
                    .collect::<Option<Vec<_>>>()
                    .map(|all| all.into_iter().flatten().collect());
                let mut one = Map::from_iter([("type".to_owned(), json!("string"))]);
                if let Some(values) = values {
                    one.insert("enum".to_owned(), Value::Array(values));
                }
                one
            }
            all if all.iter().all(|it| *it == "integer") => {
                Map::from_iter([("type".to_owned(), json!("integer"))])
            }
            all if all.iter().all(|it| ["integer", "number"].contains(it)) => {
                Map::from_iter([("type".to_owned(), json!("number"))])
            }
            _ => {
                self.lost.push((
                    path.clone(),
                    format!(
                        "the alternatives of `{key}` are of different kinds, so its type is any JSON value: \
                         give them one kind if you want it typed"
                    ),
                ));
                Map::from_iter([("x-any".to_owned(), true.into())])
            }
        };
        if nullable {
            one.insert("nullable".to_owned(), true.into());
        }
        one
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
        // What can be nothing is how 3.1 forbids a property.
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

    /// A schema that was found by merging, by what stands at its own place in the document.
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

/// Is there no value that a schema with this `not` allows, as `false` says?
fn is_never(not: Option<&Value>) -> bool {
    not == Some(&json!({}))
}

pub(crate) fn pointer(path: &Path) -> String {
    path.keys().iter().fold(String::new(), |pointer, key| {
        pointer + "/" + &key.replace('~', "~0").replace('/', "~1")
    })
}

fn text(object: &Map<String, Value>, key: &str) -> Option<String> {
    Some(object.get(key)?.as_str()?.trim().to_owned())
}

/// Notes at each inner schema where it is written.
fn place(schema: &mut Map<String, Value>, path: &Path) {
    let note = |value: &mut Value, at: Path| {
        if let Some(object) = value.as_object_mut() {
            object.insert("x-path".to_owned(), json!(at.keys()));
        }
    };
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        for (name, value) in properties {
            note(value, path.then("properties").then(name));
        }
    }
    for key in ["items", "additionalProperties"] {
        if let Some(value) = schema.get_mut(key) {
            note(value, path.then(key));
        }
    }
}

fn path_of(placed: &Value, otherwise: &Path) -> Path {
    let Some(keys) = placed.get("x-path").and_then(Value::as_array) else {
        return otherwise.clone();
    };
    let mut path = Path::default();
    keys.iter()
        .filter_map(Value::as_str)
        .for_each(|key| path.push(key));
    path
}

/// Adds what `more` says; what it says in another way wins, and bounds get narrower.
fn merge(merged: &mut Map<String, Value>, more: Map<String, Value>) {
    for (key, value) in more {
        match (key.as_str(), merged.get_mut(&key), value) {
            ("properties", Some(Value::Object(known)), Value::Object(more)) => known.extend(more),
            ("required", Some(Value::Array(known)), Value::Array(more)) => {
                for name in more {
                    if !known.contains(&name) {
                        known.push(name);
                    }
                }
            }
            ("enum", Some(Value::Array(known)), Value::Array(more)) => {
                known.retain(|it| more.contains(it));
            }
            ("oneOf" | "anyOf", Some(_), _) => {}
            (_, _, value) => {
                merged.insert(key, value);
            }
        }
    }
}

/// One object with the properties of all; required is what all require.
fn union(parts: &[Map<String, Value>]) -> Map<String, Value> {
    let mut properties: Map<String, Value> = Map::new();
    let content = |value: &Value| {
        let mut value = value.clone();
        if let Some(object) = value.as_object_mut() {
            for key in ["x-path", "x-same", "description", "example"] {
                object.remove(key);
            }
        }
        value
    };
    for part in parts {
        for (name, value) in part
            .get("properties")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            match properties.get_mut(name) {
                Some(known) if content(known) != content(value) => {
                    // The constant that tells the alternatives apart is a text in all of them.
                    let both_texts = is_text(known) && is_text(value);
                    if let Some(known) = known.as_object_mut() {
                        known.insert("x-same".to_owned(), false.into());
                        if !both_texts {
                            known.insert("x-any".to_owned(), true.into());
                        }
                    }
                }
                Some(_) => {}
                None => {
                    properties.insert(name.clone(), value.clone());
                }
            }
        }
    }
    let required = |part: &Map<String, Value>| -> Vec<Value> {
        part.get("required")
            .and_then(Value::as_array)
            .cloned()
            .unwrap_or_default()
    };
    let mut common = parts.first().map(required).unwrap_or_default();
    for part in parts {
        let own = required(part);
        common.retain(|it| own.contains(it));
    }
    Map::from_iter([
        ("type".to_owned(), json!("object")),
        ("properties".to_owned(), Value::Object(properties)),
        ("required".to_owned(), Value::Array(common)),
        ("x-choice".to_owned(), true.into()),
    ])
}

fn is_text(schema: &Value) -> bool {
    schema
        .as_object()
        .is_some_and(|it| kind_name(it) == "string")
}

/// The kind of a schema by its `type`, else by what it says.
fn kind_name(schema: &Map<String, Value>) -> &str {
    if let Some(kind) = schema.get("type").and_then(Value::as_str) {
        return kind;
    }
    let has = |keys: &[&str]| keys.iter().any(|key| schema.contains_key(*key));
    if has(&[
        "properties",
        "additionalProperties",
        "required",
        "minProperties",
    ]) {
        return "object";
    }
    if has(&["items", "minItems", "maxItems"]) {
        return "array";
    }
    if has(&["pattern", "minLength", "maxLength"]) {
        return "string";
    }
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        let mut values = values.iter().filter(|it| !it.is_null()).peekable();
        if values.peek().is_some() {
            if values.clone().all(Value::is_string) {
                return "string";
            }
            if values.clone().all(|it| it.is_i64() || it.is_u64()) {
                return "integer";
            }
            if values.clone().all(Value::is_boolean) {
                return "boolean";
            }
        }
        return "";
    }
    if has(&["minimum", "maximum", "multipleOf"]) {
        return "number";
    }
    match schema.get("format").and_then(Value::as_str) {
        Some("int32" | "int64") => "integer",
        Some("float" | "double") => "number",
        Some("date" | "date-time" | "uuid" | "email" | "uri" | "byte" | "binary") => "string",
        _ => "",
    }
}

fn format(name: Option<&str>) -> Format {
    match name {
        Some("date") => Format::Date,
        Some("date-time" | "datetime") => Format::DateTime,
        Some("uuid" | "guid") => Format::Uuid,
        Some("email" | "idn-email") => Format::Email,
        Some("uri" | "url") => Format::Uri,
        Some("byte" | "base64") => Format::Byte,
        Some("binary") => Format::Binary,
        Some(
            "phone" | "phone-number" | "phonenumber" | "tel" | "telephone" | "e164" | "e.164"
            | "E.164",
        ) => Format::Phone,
        _ => Format::Plain,
    }
}

fn constraints(schema: &Map<String, Value>) -> Constraints {
    let whole = |key: &str| {
        let value = schema.get(key)?;
        // `maxLength: 255.0` is a whole number too.
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "lengths are small"
        )]
        let float = || value.as_f64().filter(|it| *it >= 0.0).map(|it| it as u64);
        value.as_u64().or_else(float)
    };
    let bound = |limit: &str, exclusive: &str| {
        Some(Bound {
            value: schema.get(limit)?.as_number()?.clone(),
            exclusive: schema.get(exclusive) == Some(&Value::Bool(true)),
        })
    };
    Constraints {
        min_length: whole("minLength"),
        max_length: whole("maxLength"),
        pattern: schema
            .get("pattern")
            .and_then(Value::as_str)
            .map(str::to_owned),
        minimum: bound("minimum", "exclusiveMinimum"),
        maximum: bound("maximum", "exclusiveMaximum"),
        multiple_of: schema.get("multipleOf").and_then(Value::as_f64),
        min_items: whole("minItems"),
        max_items: whole("maxItems"),
        unique_items: schema.get("uniqueItems") == Some(&Value::Bool(true)),
        values: schema.get("enum").and_then(Value::as_array).cloned(),
    }
}
