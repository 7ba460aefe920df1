//! Documents for tests: another team's, with other names and every kind of property.

use contacts_openapi::{Document, SchemaId};
use serde_json::{Value, json};

use crate::drift::check::{Check, Note};
use crate::payload::Refused;

pub(crate) fn parsed(document: &Value) -> Document {
    let text = serde_json::to_string_pretty(document).unwrap();
    Document::parse(&text, "theirs.json").unwrap()
}

/// Returns the document of a team that has other names for everything, and every kind of property.
pub(crate) fn every_kind() -> Value {
    json!({
        "openapi": "3.0.3",
        "info": {"title": "Theirs", "version": "1"},
        "paths": {
            "/people": {
                "get": {
                    "operationId": "listContacts",
                    "parameters": [
                        {"name": "per_page", "in": "query", "schema": {"type": "integer", "maximum": 50}},
                        {"name": "starting_after", "in": "query", "schema": {"type": "string", "format": "uuid"}},
                    ],
                    "responses": {"200": answer(&json!({
                        "type": "object",
                        "required": ["data"],
                        "properties": {
                            "data": {"type": "array", "items": {"$ref": "#/components/schemas/Person"}},
                            "has_more": {"type": "boolean"},
                        },
                    }))},
                },
                "post": {
                    "operationId": "createContact",
                    "requestBody": body(&json!({"$ref": "#/components/schemas/Person"})),
                    "responses": {"201": answer(&json!({"$ref": "#/components/schemas/Person"}))},
                },
            },
            "/people/{person_id}": {
                "parameters": [
                    {"name": "person_id", "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}},
                ],
                "get": {
                    "operationId": "getContact",
                    "responses": {"200": answer(&json!({"$ref": "#/components/schemas/Person"}))},
                },
                "patch": {
                    "operationId": "updateContact",
                    "requestBody": body(&json!({"$ref": "#/components/schemas/PersonPatch"})),
                    "responses": {"200": answer(&json!({"$ref": "#/components/schemas/Person"}))},
                },
            },
        },
        "components": {"schemas": {
            "Person": {"type": "object", "required": ["id", "full_name", "phone_number"], "properties": person()},
            "PersonPatch": {"type": "object", "properties": person()},
        }},
    })
}

fn person() -> Value {
    let string = json!({"type": "string"});
    json!({
        "id": {"type": "string", "format": "uuid", "readOnly": true},
        "full_name": {"type": "string", "minLength": 1},
        "phone_number": {"type": "string", "format": "phone"},
        "tags": {"type": "array", "items": string},
        "favourite": {"type": "boolean", "default": false},
        "kind": {"type": "string", "enum": ["person", "company"]},
        "priority": {"type": "integer", "enum": [1, 2]},
        "rank": {"type": "integer"},
        "credit": {"type": "number"},
        "since": {"type": "string", "format": "date", "nullable": true},
        "address": {"type": "object", "nullable": true, "properties": {
            "zip": {"type": "string", "maxLength": 8},
            "city": string,
            "geo": {"type": "object", "properties": {"lat": {"type": "number"}}},
            "verified": {"type": "boolean", "readOnly": true},
        }},
        "attributes": {"type": "object", "additionalProperties": string},
        "extra": {},
        "phones": {"type": "array", "items": {"type": "object", "properties": {"label": string}}},
        "other_numbers": {"type": "array", "items": {"type": "string", "format": "phone"}},
        "secret": {"type": "string", "writeOnly": true},
    })
}

fn answer(schema: &Value) -> Value {
    json!({"description": "", "content": {"application/json": {"schema": schema}}})
}

fn body(schema: &Value) -> Value {
    json!({"required": true, "content": {"application/json": {"schema": schema}}})
}

/// Returns a document with this schema, and the schema's id in it.
pub(crate) fn with_schema(schema: &Value) -> (Document, SchemaId) {
    let document = parsed(&json!({
        "openapi": "3.0.3",
        "info": {"title": "One", "version": "1"},
        "paths": {"/things": {"get": {
            "parameters": [{"name": "it", "in": "query", "schema": schema}],
            "responses": {"200": {"description": ""}},
        }}},
    }));
    let id = document.operations()[0].parameters[0].schema;
    (document, id)
}

/// Checks a payload in place of the type that is sent, which is generated for one document only.
pub(crate) fn checked(
    document: &Document,
    schema: SchemaId,
    payload: &Value,
) -> Result<(), Refused> {
    let mut refused = None;
    Check::sending(document).value(schema, payload, "", &mut |path, note| {
        let reason = match note {
            Note::Missing => {
                let (parent, name) = path.rsplit_once('.').unwrap_or((".", path));
                let reason = format!("missing field `{name}`");
                refused.get_or_insert((parent.to_owned(), reason));
                return;
            }
            Note::Null => "is null".to_owned(),
            Note::Kind { wanted, .. } => format!("is no {wanted}"),
            Note::Broken(rule, _) => format!("is {rule}"),
            _ => return,
        };
        // As in generated types, values are checked before it is known which are missing.
        match &refused {
            Some((_, first)) if !first.starts_with("missing") => {}
            _ => refused = Some((path.to_owned(), reason)),
        }
    });
    refused.map_or(Ok(()), |(path, reason)| Err(Refused { path, reason }))
}
