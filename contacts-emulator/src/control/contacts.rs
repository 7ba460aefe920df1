//! The contacts of a company, all at once.

use serde_json::{Map, Value, json};

use super::caller::{Caller, JsonContent};
use crate::api::Answer;
use crate::book::{Book, GivenIds, LAST, Layout, PackedContact};
use crate::new_company::NewCompany;
use crate::seed::Seed;

/// Replaces the company's book with the contacts that are sent.
pub(super) async fn put(caller: Caller, JsonContent(sent): JsonContent) -> Result<Answer, Answer> {
    let book = seeded(&caller.service.layout, sent)?;
    replace(&caller, book).await
}

/// Returns a company's book as a whole.
pub(super) async fn snapshot(caller: Caller) -> Answer {
    let layout = &*caller.service.layout;
    let book = caller.company().read();
    let contacts = book.contacts_from(0).map(|(key, packed)| {
        let mut shown = json!({ "key": key, "contact": packed.properties(layout) });
        if let Some(id) = book.given_id(key) {
            shown["id"] = id.into();
        }
        if packed.is_verbatim() {
            shown["verbatim"] = true.into();
        }
        shown
    });
    let contacts: Vec<_> = contacts.collect();
    Answer::json(json!({ "next": book.next(), "contacts": contacts }).to_string())
}

/// Restores the company's book from a snapshot.
pub(super) async fn restore(
    caller: Caller,
    JsonContent(sent): JsonContent,
) -> Result<Answer, Answer> {
    let book = restored(&caller.service.layout, &sent)?;
    replace(&caller, book).await
}

async fn replace(caller: &Caller, book: Book) -> Result<Answer, Answer> {
    let (service, count) = (&caller.service, book.len());
    let layout = service.layout.clone();
    let replaced = service.rewrite(caller.company(), move |it| it.replace(&layout, book));
    replaced.await.map_err(Answer::not_stored)?;
    Ok(Answer::json(json!({ "count": count }).to_string()))
}

/// Reads a book from an array of contacts, or from an object with these and with contacts that are shown as
/// they are written.
fn seeded(layout: &Layout, sent: Value) -> Result<Book, Answer> {
    let (contacts, verbatim) = match sent {
        Value::Array(contacts) => (contacts, Vec::new()),
        Value::Object(mut object) => {
            let mut take = |name: &str| match object.shift_remove(name) {
                None => Ok(Vec::new()),
                Some(Value::Array(contacts)) => Ok(contacts),
                Some(_) => Err(refused(&format!("`{name}` must be an array of contacts"))),
            };
            let given = (take("contacts")?, take("verbatim")?);
            if !object.is_empty() {
                return Err(refused(MEMBERS));
            }
            given
        }
        _ => return Err(refused(MEMBERS)),
    };
    let mut company = NewCompany::default();
    let all = [("contacts", contacts, false), ("verbatim", verbatim, true)];
    for (name, contacts, is_verbatim) in all {
        for (place, contact) in contacts.into_iter().enumerate() {
            let Value::Object(properties) = contact else {
                let message = format!("`{name}` {place}: a contact is a JSON object");
                return Err(refused(&message));
            };
            let seed = if is_verbatim {
                Seed::verbatim(properties)
            } else {
                Seed::new(properties)
            };
            company.add(layout, [seed]);
        }
    }
    company.book(layout).map_err(|error| {
        let refused = refused(&error.to_string());
        refused.logged_as("a contact cannot be put into the book".to_owned())
    })
}

const MEMBERS: &str = "the content must be an array of contacts, or an object of the arrays \
                       `contacts` and `verbatim`";

fn restored(layout: &Layout, snapshot: &Value) -> Result<Book, Answer> {
    let next = snapshot.get("next").and_then(count);
    let contacts = snapshot.get("contacts").and_then(Value::as_array);
    let (Some(next), Some(contacts)) = (next, contacts) else {
        return Err(refused("the content must be a snapshot, as GET answers it"));
    };
    let mut given = GivenIds::default();
    let mut restored_contacts: Vec<(u64, PackedContact)> = Vec::with_capacity(contacts.len());
    for (place, contact) in contacts.iter().enumerate() {
        let fail = |reason: &str| refused(&format!("`contacts` {place}: {reason}"));
        let Some(entry) = entry(contact) else {
            return Err(fail("it is not as GET answers a snapshot"));
        };
        if restored_contacts
            .last()
            .is_some_and(|(last, _)| *last >= entry.key)
        {
            return Err(fail("its key is not more than that of the one before"));
        }
        if let Some(id) = entry.id
            && !given.add(entry.key, id.into())
        {
            return Err(fail("another contact has its id"));
        }
        let packed = if entry.is_verbatim {
            PackedContact::verbatim(entry.properties)
        } else {
            PackedContact::pack(layout, entry.properties)
        };
        restored_contacts.push((entry.key, packed));
    }
    Ok(Book::of(layout, restored_contacts, given, next))
}

/// A contact of a snapshot.
struct SnapshotContact<'a> {
    key: u64,
    /// Its id, if that is not made of the key.
    id: Option<&'a str>,
    is_verbatim: bool,
    properties: &'a Map<String, Value>,
}

fn entry(contact: &Value) -> Option<SnapshotContact<'_>> {
    Some(SnapshotContact {
        key: count(contact.get("key")?).filter(|it| *it <= LAST)?,
        id: match contact.get("id") {
            Some(id) => Some(id.as_str()?),
            None => None,
        },
        is_verbatim: match contact.get("verbatim") {
            Some(it) => it.as_bool()?,
            None => false,
        },
        properties: contact.get("contact")?.as_object()?,
    })
}

/// Reads a key, or the one after the highest possible.
fn count(value: &Value) -> Option<u64> {
    value.as_u64().filter(|it| *it <= LAST + 1)
}

fn refused(message: &str) -> Answer {
    Answer::unprocessable(message)
}
