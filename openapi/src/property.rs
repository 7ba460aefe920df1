use serde_json::Value;

/// What kind of JSON value a property has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A string.
    String,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// An object, an array, or a schema that does not say.
    Other,
}

/// One property of an object schema, with what the document says of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Property {
    /// Its name, as it stands in the JSON.
    pub name: String,
    /// What kind of value it has.
    pub kind: Kind,
    /// Must it be there?
    pub required: bool,
    /// May it be `null`?
    pub nullable: bool,
    /// Is it set by the service only?
    pub read_only: bool,
    /// The named component that describes its value, such as `PhoneNumber`.
    pub component: Option<String>,
    /// What it is, in the document's words.
    pub description: Option<String>,
    /// An example of its value, as text.
    pub example: Option<String>,
    /// The fewest code points a string may have.
    pub min_length: Option<u64>,
    /// The most code points a string may have.
    pub max_length: Option<u64>,
    /// The line of the document in which it is written, from 1.
    pub line: Option<usize>,
}

impl Property {
    /// Is the value a phone number (the component `PhoneNumber`)?
    pub fn is_phone_number(&self) -> bool {
        self.component.as_deref() == Some("PhoneNumber")
    }

    /// Reads a property from its own schema and the one it refers to.
    ///
    /// What stands at the property itself wins over what stands at the component.
    pub(crate) fn new(
        name: &str,
        own: &Value,
        component: Option<(String, &Value)>,
        required: bool,
        line: Option<usize>,
    ) -> Self {
        let (component, target) = component.unzip();
        let find = |key: &str| own.get(key).or_else(|| target.and_then(|it| it.get(key)));
        let flag = |key: &str| find(key).and_then(Value::as_bool).unwrap_or(false);
        let text = |key: &str| {
            find(key).map(|value| match value {
                Value::String(text) => text.trim().to_owned(),
                other => other.to_string(),
            })
        };
        Property {
            name: name.to_owned(),
            kind: match find("type").and_then(Value::as_str) {
                Some("string") => Kind::String,
                Some("integer") => Kind::Integer,
                Some("number") => Kind::Number,
                Some("boolean") => Kind::Boolean,
                _ => Kind::Other,
            },
            required,
            nullable: flag("nullable"),
            read_only: flag("readOnly"),
            component,
            description: text("description"),
            example: text("example"),
            min_length: find("minLength").and_then(Value::as_u64),
            max_length: find("maxLength").and_then(Value::as_u64),
            line,
        }
    }
}
