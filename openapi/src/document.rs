use serde_json::Value;

use crate::check;
use crate::dialect;
use crate::operation::{self, Operation};
use crate::place::{self, Path};
use crate::problem::{Problem, Problems};
use crate::property::{self, Property};
use crate::read;
use crate::roles::{self, Payload, Roles};
use crate::schema::{Schema, SchemaId, SchemaReader};

/// An OpenAPI document that can be used.
#[derive(Debug)]
pub struct Document {
    text: String,
    name: String,
    json: Value,
    operations: Vec<Operation>,
    schemas: Vec<Schema>,
    roles: Roles,
    warnings: Vec<Problem>,
}

impl Document {
    /// Reads and checks a document, YAML or JSON; `name` is its name in messages.
    ///
    /// # Errors
    ///
    /// All problems that keep the document from being used, each a sentence with its place.
    ///
    /// ```
    /// let said = contacts_openapi::Document::parse("swagger: '2.0'", "api.yaml").unwrap_err();
    /// assert!(said.to_string().starts_with("api.yaml: this is Swagger 2.0"), "{said}");
    /// ```
    pub fn parse(text: &str, name: &str) -> Result<Self, Problems> {
        let (mut json, _) = read::read(text, name)?;
        dialect::normalise(&mut json);
        check::references(&json, text, name)?;
        let mut reader = SchemaReader::new(&json);
        let operations = operation::read(&json, &mut reader);
        let (schemas, lost) = reader.finish();
        let mut document = Document {
            text: text.to_owned(),
            name: name.to_owned(),
            operations,
            schemas,
            roles: Roles::default(),
            warnings: Vec::new(),
            json: Value::Null,
        };
        check::operations(&document, &json)?;
        document.roles = match roles::find_all(&document) {
            Ok(roles) => roles,
            Err(unfit) => {
                let (operation, reason) = *unfit;
                return Err(Problems::one(
                    document.place(&operation.place),
                    format!("operation `{}`: {reason}", operation.id),
                ));
            }
        };
        let warn = |path: &Path, message: String| Problem {
            place: document.place(path),
            message,
        };
        let mut warnings: Vec<_> = lost
            .into_iter()
            .map(|(path, message)| warn(&path, message))
            .collect();
        warnings.extend(
            roles::absent(&document.roles)
                .into_iter()
                .map(|message| Problem {
                    place: name.to_owned(),
                    message,
                }),
        );
        warnings.extend(check::links(&document, &json));
        warnings.extend(check::security(&document));
        warnings.dedup();
        document.warnings = warnings;
        document.json = json;
        Ok(document)
    }

    /// Returns the document's name in messages.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the document's text, as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the title of the API that it describes; empty if it has none.
    pub fn title(&self) -> &str {
        let title = self.json.pointer("/info/title").and_then(Value::as_str);
        title.unwrap_or_default()
    }

    /// Returns the whole document as JSON, in its own order and in the dialect of OpenAPI 3.0.
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// Returns warnings about what is not followed to the letter and about absent roles. None of
    /// these keep the document from being used.
    pub fn warnings(&self) -> &[Problem] {
        &self.warnings
    }

    /// Returns the URL of the document's first server, its variables at their defaults, without a
    /// slash at its end; empty if there is none.
    pub fn server(&self) -> String {
        let Some(server) = self.json.pointer("/servers/0") else {
            return String::new();
        };
        let mut url = server
            .get("url")
            .and_then(Value::as_str)
            .unwrap_or_default()
            .to_owned();
        for (name, default) in self.server_variables() {
            url = url.replace(&format!("{{{name}}}"), &default);
        }
        url.trim_end_matches('/').to_owned()
    }

    /// Returns the first server's URL with its variables in braces, without a slash at its end.
    pub fn server_template(&self) -> &str {
        let url = self.json.pointer("/servers/0/url").and_then(Value::as_str);
        url.unwrap_or_default().trim_end_matches('/')
    }

    /// Returns the variables of the first server's URL, each with its default.
    pub fn server_variables(&self) -> Vec<(String, String)> {
        let variables = self
            .json
            .pointer("/servers/0/variables")
            .and_then(Value::as_object);
        variables
            .into_iter()
            .flatten()
            .map(|(name, it)| {
                let default = it.get("default").map(crate::text::show);
                (name.clone(), default.unwrap_or_default())
            })
            .collect()
    }

    /// Returns all operations, in the document's order.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// Returns the operation with this id.
    pub fn operation(&self, id: &str) -> Option<&Operation> {
        self.operations.iter().find(|operation| operation.id == id)
    }

    /// Returns the operations and properties that this project relies on, by their roles.
    pub fn roles(&self) -> &Roles {
        &self.roles
    }

    /// Returns the payload of the operation with this id, if it sends a contact.
    pub fn payload(&self, id: &str) -> Option<&Payload> {
        let writes = [&self.roles.create, &self.roles.update]
            .into_iter()
            .flatten();
        let mut writes = writes.filter(|it| it.operation == id);
        writes.next().map(|it| &it.payload)
    }

    /// Returns a schema.
    pub fn schema(&self, id: SchemaId) -> &Schema {
        &self.schemas[id.index()]
    }

    /// Returns whether a schema itself says that it is a phone number, and accepts its digits.
    pub fn is_phone_number(&self, schema: &Schema) -> bool {
        roles::is_phone_number(schema)
    }

    /// Returns whether a schema accepts the digits of a phone number.
    pub fn takes_digits(&self, id: SchemaId) -> bool {
        roles::takes_digits(self.schema(id))
    }

    /// Returns the properties of an object schema, in the document's order; none for any other
    /// schema.
    pub fn properties_of(&self, id: SchemaId) -> Vec<Property> {
        property::properties(self, id, None)
    }

    /// Returns the line, from 1, of what `path` leads to.
    pub fn line(&self, path: &Path) -> Option<usize> {
        place::line_of(&self.text, path)
    }

    /// Returns where something is written, for a message: `openapi/contacts.yaml:12`.
    pub fn place(&self, path: &Path) -> String {
        match self.line(path) {
            Some(line) => format!("{}:{line}", self.name),
            None => self.name.clone(),
        }
    }
}
