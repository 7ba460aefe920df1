//! What a sync needs from the document: what is sent, which parts of it can be compared, which
//! property is the number.

use std::collections::HashMap;
use std::fmt;

use contacts_api::phone_book::ContactUpdate;
use contacts_openapi::{Contact, Document, Payload, Property};
use serde_json::{Map, Value};

/// What a sync needs from the document.
pub(crate) struct Layout<'d> {
    pub(crate) document: &'d Document,
    create: &'d Payload,
    update: Option<Update<'d>>,
    contact: &'d Contact,
    /// The paths of the number: in the payload that is sent, and in a contact that is read.
    number: &'d str,
    contact_number: &'d str,
    pub(crate) can_delete: bool,
    is_allowed: IsAllowed<'d>,
}

/// What an update sends.
struct Update<'d> {
    payload: &'d Payload,
    leaves: Vec<Leaf<'d>>,
}

/// A property of an update that holds a value itself, and not members.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Leaf<'d> {
    pub(crate) property: &'d Property,
    /// Whether it must be in every update, with all the objects that contain it.
    required: bool,
    /// Whether it can also be read: otherwise it would be sent in every run.
    pub(crate) is_comparable: bool,
}

/// Refuses an update that must not be sent, with the path of the wrong value and the reason.
pub(crate) type IsAllowed<'d> =
    Box<dyn Fn(&Value) -> Result<(), (String, String)> + Send + Sync + 'd>;

/// What is missing from a document, so that nothing can be synced with it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the document has no {0}, so nothing can be synced")]
pub struct Lacking(&'static str);

/// Returns what is missing from a document, if nothing can be synced with it.
pub fn lacking(document: &Document) -> Option<Lacking> {
    Layout::of(document, Box::new(|_| Ok(()))).err()
}

impl<'d> Layout<'d> {
    /// Finds the layout in the document from which the client is generated.
    pub(crate) fn embedded() -> Result<Layout<'static>, Lacking> {
        Layout::of(contacts_openapi::document(), Box::new(sendable))
    }

    pub(crate) fn of(document: &'d Document, is_allowed: IsAllowed<'d>) -> Result<Self, Lacking> {
        let roles = document.roles();
        let create = roles.create.as_ref();
        let create = create.ok_or(Lacking("operation that creates a contact"))?;
        if roles.list.is_none() {
            return Err(Lacking("operation that lists contacts"));
        }
        let numberless = Lacking("property that is the phone number of a contact");
        let number = create.payload.number().ok_or(numberless.clone())?;
        let contact = roles.contact.as_ref();
        let (contact, contact_number) = contact
            .and_then(|it| Some((it, it.number.as_deref()?)))
            .ok_or(numberless)?;
        let update = roles
            .update
            .as_ref()
            .map(|it| Update::of(&it.payload, contact));
        Ok(Layout {
            document,
            create: &create.payload,
            update,
            contact,
            number: &number.path,
            contact_number,
            can_delete: roles.delete.is_some(),
            is_allowed,
        })
    }

    /// Returns the number of a contact that was read.
    pub(crate) fn number_in(
        &self,
        contact: &Map<String, Value>,
    ) -> Option<contacts_api::PhoneNumber> {
        self.stored_number(contact).and_then(crate::number_of)
    }

    /// Returns the same number as it is stored.
    pub(crate) fn stored_number<'v>(&self, contact: &'v Map<String, Value>) -> Option<&'v Value> {
        contacts_openapi::get(contact, self.contact_number).filter(|it| !it.is_null())
    }

    /// Returns the number in a payload that is sent.
    pub(crate) fn number<'v>(&self, payload: &'v Map<String, Value>) -> Option<&'v Value> {
        contacts_openapi::get(payload, self.number)
    }

    /// Returns whether an existing contact can be changed.
    pub(crate) fn can_update(&self) -> bool {
        self.update.is_some()
    }

    /// Returns whether ids are ascending whole numbers and the cursor of the list.
    pub(crate) fn ids_ascend(&self) -> bool {
        let roles = self.document.roles();
        let is_integer = matches!(
            &self.contact.id,
            Some((_, contacts_openapi::IdKind::Integer))
        );
        let cursor = roles.list.as_ref().and_then(|it| it.cursor.as_ref());
        is_integer && matches!(cursor, Some(contacts_openapi::Cursor::Id { .. }))
    }

    /// Returns how many contacts a page of the list has at most; a hundred if the document does not
    /// say.
    pub(crate) fn contacts_a_page(&self) -> usize {
        let list = self.document.roles().list.as_ref();
        let most = list.and_then(|it| it.limit.as_ref()?.maximum);
        most.and_then(|it| usize::try_from(it).ok()).unwrap_or(100)
    }

    /// Returns whether there is an operation that gets a contact by its number.
    pub(crate) fn gets_by_number(&self) -> bool {
        self.document.roles().get_by_number.is_some()
    }

    /// Returns the properties that can be compared, except the number.
    pub(crate) fn leaves(&self) -> impl Iterator<Item = &Leaf<'d>> {
        let number = self.update_number();
        self.update
            .iter()
            .flat_map(|it| &it.leaves)
            .filter(move |it| Some(&*it.property.path) != number)
    }

    /// Returns the path of the number in an update.
    pub(crate) fn update_number(&self) -> Option<&'d str> {
        Some(&self.update.as_ref()?.payload.number()?.path)
    }

    /// Returns the path of the name, if the payload has it.
    pub(crate) fn name(&self) -> Option<&'d str> {
        let name = self.contact.name.as_deref()?;
        self.create.property(name).map(|_| name)
    }

    /// Returns a complete update with these values, given by their paths.
    ///
    /// An object is sent whole even if only one member differs, since the service may not merge it.
    /// A property that every update must have is sent as in the source, or else as in the contact.
    pub(crate) fn update<'v>(
        &'v self,
        mut values: HashMap<&'v str, Value>,
        wanted: &Map<String, Value>,
        known: &Map<String, Value>,
    ) -> Map<String, Value> {
        let Some(update) = self.update.as_ref().filter(|_| !values.is_empty()) else {
            return Map::new();
        };
        let there = |object, path| {
            contacts_openapi::get(object, path)
                .filter(|it| !it.is_null())
                .cloned()
        };
        let objects = update
            .payload
            .properties
            .iter()
            .filter(|it| it.has_members());
        for object in objects {
            if !values.keys().any(|it| is_in(it, &object.path)) {
                continue;
            }
            let inside = update.leaves.iter().map(|it| &*it.property.path);
            for path in inside.filter(|it| is_in(it, &object.path)) {
                if let Some(has) = there(known, path) {
                    values.entry(path).or_insert(has);
                }
            }
        }
        for leaf in update.leaves.iter().filter(|it| it.required) {
            let path = &*leaf.property.path;
            if let Some(value) = there(wanted, path).or_else(|| there(known, path)) {
                values.entry(path).or_insert(value);
            }
        }
        update.payload.with_values(&values)
    }

    /// Returns an update that restores what a contact had `before` another update was sent.
    pub(crate) fn back(
        &self,
        before: &Map<String, Value>,
        sent: &Map<String, Value>,
    ) -> Map<String, Value> {
        let mut values = HashMap::new();
        for leaf in self.update.iter().flat_map(|it| &it.leaves) {
            let path = &*leaf.property.path;
            if contacts_openapi::get(sent, path).is_none() {
                continue;
            }
            let read_as = if Some(path) == self.update_number() {
                self.contact_number
            } else {
                path
            };
            let had = contacts_openapi::get(before, read_as).filter(|it| !it.is_null());
            values.insert(path, had.cloned().unwrap_or(Value::Null));
        }
        self.update(values, before, before)
    }

    /// Returns the payload that creates a contact like one that was read.
    pub(crate) fn creatable(&self, contact: &Map<String, Value>) -> Map<String, Value> {
        let leaves = contacts_openapi::leaves(&self.create.properties).filter(|it| !it.read_only);
        let values = leaves.filter_map(|it| {
            let path = &*it.path;
            let read_as = if path == self.number {
                self.contact_number
            } else {
                path
            };
            let value = contacts_openapi::get(contact, read_as).filter(|it| !it.is_null())?;
            Some((path, value.clone()))
        });
        self.create.with_values(&values.collect())
    }

    /// Checks whether an update may be sent; the error has the path of the wrong value and the
    /// reason.
    pub(crate) fn check(&self, update: &Map<String, Value>) -> Result<(), (String, String)> {
        (self.is_allowed)(&Value::Object(update.clone()))
    }
}

impl<'d> Update<'d> {
    fn of(payload: &'d Payload, contact: &Contact) -> Self {
        let readable: Vec<&str> = contacts_openapi::leaves(&contact.properties)
            .filter(|it| !it.write_only)
            .map(|it| &*it.path)
            .collect();
        let leaves = payload.leaves().into_iter().map(|leaf| Leaf {
            is_comparable: readable.contains(&&*leaf.property.path),
            property: leaf.property,
            required: leaf.required,
        });
        Update {
            leaves: leaves.collect(),
            payload,
        }
    }
}

impl fmt::Debug for Layout<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Layout")
            .field("number", &self.number)
            .field("can_delete", &self.can_delete)
            .finish_non_exhaustive()
    }
}

/// Checks an update with the generated type that is sent.
fn sendable(update: &Value) -> Result<(), (String, String)> {
    let read: Result<ContactUpdate, _> = serde_path_to_error::deserialize(update);
    read.map(drop)
        .map_err(|error| (error.path().to_string(), error.inner().to_string()))
}

/// Returns whether `path` leads to the property or into it.
fn is_in(path: &str, property: &str) -> bool {
    path.strip_prefix(property)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

#[cfg(test)]
mod tests;
