use serde_json::{Map, Value};

use crate::lint::{self, Problems};
use crate::place::line_of;
use crate::property::Property;

/// An OpenAPI document that can be used.
#[derive(Debug)]
pub struct Document {
    yaml: String,
    path: String,
    json: Value,
    operations: Vec<Operation>,
}

/// One operation of the document: a method on a path.
#[derive(Debug, Clone, PartialEq)]
pub struct Operation {
    /// Its `operationId`, such as `get_contact`.
    pub id: String,
    /// Its method in capitals, such as `GET`.
    pub method: String,
    /// Its path template, such as `/contacts/{id}`.
    pub path: String,
    /// Its summary.
    pub summary: Option<String>,
    /// Its parameters, those of the path item included, references resolved.
    pub parameters: Vec<Value>,
    /// The schema of its request's JSON content, if it has one.
    pub request: Option<Value>,
    /// The component that describes the request's JSON content.
    pub request_component: Option<String>,
    /// The statuses of success that it documents, such as `200`.
    pub success: Vec<u16>,
}

/// What an operation sends: a schema in an envelope.
#[derive(Debug, Clone, PartialEq)]
pub struct Payload {
    /// The component that is sent, such as `CreateContactRequest`.
    pub envelope: String,
    /// The envelope's only property, such as `contact`.
    pub key: String,
    /// The component in the envelope, such as `NewContact`.
    pub schema: String,
    /// The properties of that component, in the document's order: the writable ones.
    pub properties: Vec<Property>,
}

impl Payload {
    /// The property that somebody with several phone numbers has several of: the phone number that
    /// must be there, else the first.
    ///
    /// ```
    /// let create = contacts_openapi::document().payload("create_contact").unwrap();
    /// assert_eq!(create.number().unwrap().name, "number");
    /// ```
    pub fn number(&self) -> Option<&Property> {
        let writable = self.properties.iter().filter(|it| !it.read_only);
        let mut phones = writable.filter(|it| it.is_phone_number());
        let required = phones.clone().find(|it| it.required);
        required.or_else(|| phones.next())
    }
}

impl Document {
    /// Reads and checks a document; `path` is what messages call it.
    ///
    /// # Errors
    ///
    /// All problems that keep it from being used, each a sentence with its place.
    pub fn parse(yaml: &str, path: &str) -> Result<Self, Problems> {
        let json = lint::read(yaml, path)?;
        let operations = operations(&json);
        let document = Document {
            yaml: yaml.to_owned(),
            path: path.to_owned(),
            json,
            operations,
        };
        lint::check(&document)?;
        Ok(document)
    }

    /// The whole document as JSON, in its own order.
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// The URL of the document's first server, without a slash at its end.
    pub fn server(&self) -> &str {
        self.json
            .pointer("/servers/0/url")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .trim_end_matches('/')
    }

    /// All operations, in the document's order.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// The operation with this `operationId`.
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }

    /// What the operation with this `operationId` sends.
    pub fn payload(&self, id: &str) -> Option<Payload> {
        let envelope = self.operation(id)?.request_component.clone()?;
        let mut keys = properties_of(self.schema(&envelope)?).into_iter().flatten();
        let (key, inner) = keys.next()?;
        if keys.next().is_some() {
            return None;
        }
        let schema = component_of(inner)?;
        Some(Payload {
            key: key.clone(),
            properties: self.properties(&schema),
            envelope,
            schema,
        })
    }

    /// The component schema with this name.
    pub fn schema(&self, name: &str) -> Option<&Value> {
        self.json.get("components")?.get("schemas")?.get(name)
    }

    /// The properties of a component schema, in the document's order; none if there is no such one.
    pub fn properties(&self, schema: &str) -> Vec<Property> {
        let Some(object) = self.schema(schema) else {
            return Vec::new();
        };
        let required: Vec<_> = object
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        properties_of(object)
            .into_iter()
            .flatten()
            .map(|(name, own)| {
                let component =
                    component_of(own).and_then(|it| self.schema(&it).map(|target| (it, target)));
                let line = self.line(&["components", "schemas", schema, "properties", name]);
                Property::new(
                    name,
                    own,
                    component,
                    required.contains(&name.as_str()),
                    line,
                )
            })
            .collect()
    }

    /// The value itself, or what its `$ref` leads to in this document.
    pub fn resolve<'a>(&'a self, value: &'a Value) -> &'a Value {
        resolve(&self.json, value)
    }

    /// The line, from 1, in which the key at the end of `path` is written.
    pub fn line(&self, path: &[&str]) -> Option<usize> {
        line_of(&self.yaml, path)
    }

    /// Where the key at the end of `path` is written, for a message: `openapi/contacts.yaml:12`.
    pub fn place(&self, path: &[&str]) -> String {
        match self.line(path) {
            Some(line) => format!("{}:{line}", self.path),
            None => self.path.clone(),
        }
    }
}

/// The methods of a path item, in the order of the specification.
const METHODS: [&str; 8] = [
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

fn operations(json: &Value) -> Vec<Operation> {
    let mut operations = Vec::new();
    for (path, item) in json
        .get("paths")
        .and_then(Value::as_object)
        .into_iter()
        .flatten()
    {
        let item = resolve(json, item);
        for (method, operation) in item.as_object().into_iter().flatten() {
            if METHODS.contains(&method.as_str()) {
                operations.push(read_operation(json, path, item, method, operation));
            }
        }
    }
    operations
}

fn read_operation(
    json: &Value,
    path: &str,
    item: &Value,
    method: &str,
    operation: &Value,
) -> Operation {
    let text = |key: &str| {
        operation
            .get(key)
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let request = operation
        .get("requestBody")
        .map(|body| resolve(json, body))
        .and_then(|body| body.get("content")?.get("application/json")?.get("schema"));
    Operation {
        id: text("operationId").unwrap_or_default(),
        method: method.to_ascii_uppercase(),
        path: path.to_owned(),
        summary: text("summary"),
        parameters: [item, operation]
            .iter()
            .filter_map(|it| it.get("parameters")?.as_array())
            .flatten()
            .map(|parameter| resolve(json, parameter).clone())
            .collect(),
        request: request.map(|schema| resolve(json, schema).clone()),
        request_component: request.and_then(component_of),
        success: operation
            .get("responses")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
            .filter_map(|(status, _)| status.parse().ok())
            .filter(|status| (200..300).contains(status))
            .collect(),
    }
}

fn properties_of(schema: &Value) -> Option<&Map<String, Value>> {
    schema.get("properties")?.as_object()
}

/// The component schema that a schema refers to: by `$ref`, or by an `allOf` of one `$ref`, which is
/// how OpenAPI 3.0 puts a description beside a reference.
pub(crate) fn component_of(schema: &Value) -> Option<String> {
    let reference = schema.get("$ref").or_else(|| {
        let [only] = schema.get("allOf")?.as_array()?.as_slice() else {
            return None;
        };
        only.get("$ref")
    })?;
    Some(
        reference
            .as_str()?
            .strip_prefix("#/components/schemas/")?
            .to_owned(),
    )
}

fn resolve<'a>(json: &'a Value, mut value: &'a Value) -> &'a Value {
    // A reference to a reference is allowed, a circle is not: the document's own size bounds it.
    for _ in 0..8 {
        let Some(target) = value
            .get("$ref")
            .and_then(Value::as_str)
            .and_then(|it| json.pointer(it.strip_prefix('#')?))
        else {
            break;
        };
        value = target;
    }
    value
}
