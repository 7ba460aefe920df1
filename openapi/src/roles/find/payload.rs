//! Finds the payload of an operation, with or without an envelope.

use super::Finder;
use crate::operation::Operation;
use crate::property::properties;
use crate::roles::Payload;
use crate::schema::{Kind, Member, SchemaId};

impl Finder<'_> {
    /// Finds the payload of an operation.
    ///
    /// # Errors
    ///
    /// Why it cannot be found, as a sentence that says what to write.
    pub(super) fn payload(&self, operation: &Operation, partial: bool) -> Result<Payload, String> {
        let verb = if partial { "change" } else { "create" };
        let Some(body) = operation.sent() else {
            return Err(format!(
                "its request has no JSON with a schema, so nothing says what a contact to {verb} is: \
                 give its `requestBody` the content `application/json` and a schema"
            ));
        };
        let (envelope, schema) = self.payload_in(body).ok_or_else(|| {
            format!(
                "no contact to {verb} can be found in what it sends: its schema has to be an object with the \
                 contact's properties, or with one property that is such an object; mark that one with \
                 `x-contacts-role: contact`"
            )
        })?;
        if let Some(key) = &envelope {
            let beside = self
                .schema(body)
                .members()
                .iter()
                .find(|it| it.required && it.name != *key);
            if let Some(beside) = beside {
                return Err(format!(
                    "`{}` is required beside the contact in `{key}`, and nothing says what to send there: \
                     make it optional",
                    beside.name
                ));
            }
        }
        let number = self.number_of(schema);
        let place = number.map(|it| &it.path);
        let (read_only, properties) = properties(self.document, schema, place)
            .into_iter()
            .partition(|it| it.read_only);
        Ok(Payload {
            body,
            envelope,
            schema,
            properties,
            read_only,
            number: number.map(|it| it.name.clone()),
        })
    }

    /// Returns the schema of the payload in a request's body, with the name of the envelope's property that
    /// has it.
    pub(super) fn payload_in(&self, body: SchemaId) -> Option<(Option<String>, SchemaId)> {
        let members = match &self.schema(body).kind {
            Kind::Object(object) => &object.members,
            _ => return None,
        };
        let is_object = |it: &&Member| matches!(self.schema(it.schema).kind, Kind::Object(_));
        let of_role = |it: &&Member| self.schema(it.schema).role.as_deref() == Some("contact");
        let objects = || members.iter().filter(is_object);
        if let Some(it) = objects().find(of_role) {
            return Some((Some(it.name.clone()), it.schema));
        }
        if self.number_of(body).is_some() {
            return Some((None, body));
        }
        if let Some(it) = objects().find(|it| self.number_of(it.schema).is_some()) {
            return Some((Some(it.name.clone()), it.schema));
        }
        match members.as_slice() {
            [only] if is_object(&only) => Some((Some(only.name.clone()), only.schema)),
            _ => Some((None, body)),
        }
    }
}
