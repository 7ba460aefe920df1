//! What each operation does to a company's book, by its role.

use std::fmt::Write as _;

use contacts_openapi::{Content, Cursor, Document, List, Location, Operation, Write};
use http::{HeaderMap, HeaderValue, StatusCode};
use serde_json::{Map, Value};

use super::answer::Answer;
use super::example::{Example, code, concrete, may_have_content};
use super::frame::{Frame, Place};
use super::parameters::Arguments;
use crate::behaviour::{Behaviour, ByNumber, DeleteMissing, MissingNumber, Null};
use crate::book::{self, Book, Layout, Record, Showing, View};
use crate::company::{Company, Writing};
use crate::service::Service;
use crate::store::Saved;

/// One request that may be carried out.
pub(super) struct Call<'a> {
    pub(super) service: &'a Service,
    pub(super) company: &'a Company,
    pub(super) behaviour: &'a Behaviour,
    pub(super) arguments: Arguments,
    /// What is sent of a contact.
    pub(super) payload: Map<String, Value>,
}

/// What comes of it: the answer, due when what was changed is safe.
pub(super) struct Outcome {
    pub(super) answer: Answer,
    pub(super) saved: Option<Saved>,
}

impl From<Answer> for Outcome {
    fn from(answer: Answer) -> Self {
        Outcome {
            answer,
            saved: None,
        }
    }
}

/// What an operation does.
#[derive(Debug)]
pub(super) enum Act {
    List(Listing),
    Create(Success),
    Get {
        id: String,
        success: Success,
    },
    GetByNumber {
        number: String,
        success: Success,
    },
    Update {
        id: String,
        success: Success,
    },
    Delete {
        id: String,
        success: Success,
    },
    /// It has no state behind it.
    Example(Example),
}

/// How a success is answered.
#[derive(Debug)]
pub(super) enum Success {
    /// With contacts.
    Contacts {
        status: StatusCode,
        kind: HeaderValue,
        frame: Frame,
        view: View,
    },
    /// With what has no contact in it, or with nothing.
    Other(Answer),
}

/// How a list is read.
#[derive(Debug)]
pub(super) struct Listing {
    success: Success,
    limit: Option<String>,
    /// How many contacts a page has if nobody says it.
    page: usize,
    cursor: Option<Cursor>,
    /// The parameters that filter, and the property that each is for; `None` is the id.
    filters: Vec<(String, Option<String>)>,
}

/// A page where pages are counted, and neither the request nor the document says how long they are.
const PAGE: usize = 100;

impl Act {
    pub(super) fn new(document: &Document, operation: &Operation, layout: &Layout) -> Self {
        let roles = document.roles();
        let is_it = |id: &str| id == operation.id;
        let success = |path: Option<&[String]>| {
            let places: Vec<_> = path.into_iter().map(|it| (Place::Contacts, it)).collect();
            Success::new(document, operation, layout, &places)
        };
        if let Some(list) = roles.list.as_ref().filter(|it| is_it(&it.operation)) {
            let mut places = vec![(Place::Contacts, &*list.items)];
            places.extend(list.total.as_deref().map(|it| (Place::Total, it)));
            places.extend(list.more.as_deref().map(|it| (Place::More, it)));
            let success = Success::new(document, operation, layout, &places);
            return Act::List(Listing::new(operation, layout, list, success));
        }
        if let Some(it) = roles.create.as_ref().filter(|it| is_it(&it.operation)) {
            return Act::Create(success(it.answer.as_deref()));
        }
        if let Some(it) = roles.get.as_ref().filter(|it| is_it(&it.operation)) {
            return Act::Get {
                id: it.parameter.clone(),
                success: success(Some(&it.answer)),
            };
        }
        if let Some(it) = roles
            .get_by_number
            .as_ref()
            // Where no property is the number, there is nothing to look up.
            .filter(|it| is_it(&it.operation) && layout.number_name().is_some())
        {
            return Act::GetByNumber {
                number: it.parameter.clone(),
                success: success(Some(&it.answer)),
            };
        }
        if let Some(it) = updates(document, operation)
            && let Some(id) = &it.id
        {
            let answer = if is_it(&it.operation) {
                it.answer.as_deref()
            } else {
                answered(document, operation, layout)
            };
            return Act::Update {
                id: id.clone(),
                success: success(answer),
            };
        }
        if let Some(it) = roles.delete.as_ref().filter(|it| is_it(&it.operation)) {
            return Act::Delete {
                id: it.id.clone(),
                success: success(None),
            };
        }
        Act::Example(Example::new(document, operation))
    }

    pub(super) fn carry_out(&self, call: &Call<'_>, headers: &HeaderMap) -> Outcome {
        match self {
            Act::List(listing) => list(call, listing),
            Act::Create(success) => create(call, success),
            Act::Get { id, success } => get(call, id, success),
            Act::GetByNumber { number, success } => get_by_number(call, number, success),
            Act::Update { id, success } => update(call, id, success),
            Act::Delete { id, success } => delete(call, id, success),
            Act::Example(example) => example.answer(headers).into(),
        }
    }
}

/// The role of updating, if the operation has it or is another way to do the same: many documents have
/// both `PUT` and `PATCH`.
pub(super) fn updates<'d>(document: &'d Document, operation: &Operation) -> Option<&'d Write> {
    let update = document.roles().update.as_ref()?;
    let known = document.operation(&update.operation)?;
    let writes = ["PUT", "PATCH"].contains(&operation.method.as_str());
    let is_another = operation.path == known.path && writes && operation.sent().is_some();
    (known.id == operation.id || is_another).then_some(update)
}

/// The names that lead to the contact in the answer of an operation without a role: as in those that
/// have one.
fn answered<'d>(
    document: &'d Document,
    operation: &Operation,
    layout: &Layout,
) -> Option<&'d [String]> {
    let roles = document.roles();
    let answer = operation.answer()?;
    let writes = roles.update.iter().chain(&roles.create);
    let writes = writes.filter_map(|it| it.answer.as_deref());
    let gets = roles.get.iter().map(|it| it.answer.as_slice());
    let mut known = writes.chain(gets).chain([&[][..]]);
    known.find(|path| {
        let schema = book::inside(document, answer, path);
        let members = schema.map(|it| document.schema(it).members());
        let mut members = members.into_iter().flatten();
        members.any(|it| Some(it.name.as_str()) == layout.id())
    })
}

impl Success {
    /// The first success that is documented; with contacts it is the first that has JSON for them.
    fn new(
        document: &Document,
        operation: &Operation,
        layout: &Layout,
        places: &[(Place, &[String])],
    ) -> Self {
        let successes = operation.successes();
        let with_schema = successes.iter().find_map(|response| {
            let content = response.json().filter(|it| it.schema.is_some())?;
            Some((code(response.status), content))
        });
        match (places.first(), with_schema) {
            (Some((_, path)), Some((status, content))) if may_have_content(status) => {
                let schema = content.schema;
                let schema = schema.and_then(|it| book::inside(document, it, path));
                Success::Contacts {
                    status,
                    kind: kind(content),
                    frame: Frame::new(document, content, places),
                    view: schema
                        .map(|it| View::new(document, it, layout))
                        .unwrap_or_default(),
                }
            }
            _ => Success::Other(Example::new(document, operation).bare()),
        }
    }

    /// With this contact.
    fn of(&self, call: &Call<'_>, book: &Book, key: u64, record: &Record) -> Answer {
        self.written(|out, view, _| write(out, view, call, book, key, record))
    }

    /// With what `write` puts in each place.
    fn written(&self, mut write: impl FnMut(&mut Vec<u8>, &View, Place)) -> Answer {
        match self {
            Success::Contacts {
                status,
                kind,
                frame,
                view,
            } => {
                let mut content = Vec::with_capacity(256);
                frame.write(&mut content, |out, place| write(out, view, place));
                Answer::of(*status, kind.clone(), content)
            }
            Success::Other(answer) => answer.clone(),
        }
    }
}

fn kind(content: &Content) -> HeaderValue {
    let kind = HeaderValue::from_str(&concrete(&content.media_type));
    kind.unwrap_or(HeaderValue::from_static("application/json"))
}

fn write(out: &mut Vec<u8>, view: &View, call: &Call<'_>, book: &Book, key: u64, record: &Record) {
    let showing = Showing {
        key,
        given: book.given_id(key),
        record,
        unset: call.behaviour.unset,
    };
    view.write(out, &call.service.layout, &showing);
}

impl Listing {
    fn new(operation: &Operation, layout: &Layout, list: &List, success: Success) -> Self {
        let limit = list.limit.as_ref();
        let cursor = list.cursor.as_ref();
        let of_cursor = cursor.map(|it| match it {
            Cursor::Id { parameter, .. }
            | Cursor::Offset { parameter }
            | Cursor::Page { parameter, .. } => parameter,
        });
        let pages = [limit.map(|it| &it.parameter), of_cursor];
        let queries = operation.parameters.iter();
        let queries = queries.filter(|it| it.location == Location::Query);
        let queries = queries.filter(|it| !pages.contains(&Some(&it.name)));
        let filters = queries.filter_map(|it| {
            let name = &it.name;
            let property = if list.number.as_ref() == Some(name) {
                Some(layout.number_name()?.to_owned())
            } else if layout.id() == Some(name) {
                None
            } else {
                Some(layout.stored().find(|it| it == name)?.to_owned())
            };
            Some((name.clone(), property))
        });
        let most = limit.and_then(|it| usize::try_from(it.maximum?).ok());
        let is_counted = matches!(cursor, Some(Cursor::Page { .. }));
        Listing {
            success,
            limit: limit.map(|it| it.parameter.clone()),
            page: match most {
                Some(most) => most,
                None if is_counted => PAGE,
                None => usize::MAX,
            },
            cursor: list.cursor.clone(),
            filters: filters.collect(),
        }
    }

    /// The first key of the page, and how many contacts are left out from there.
    fn start(&self, call: &Call<'_>, book: &Book, limit: usize) -> Option<(u64, usize)> {
        let argument = |name: &str| call.arguments.get(name);
        let count =
            |name: &str| Some(usize::try_from(argument(name)?.as_u64()?).unwrap_or(usize::MAX));
        Some(match &self.cursor {
            None => (0, 0),
            Some(Cursor::Id {
                parameter,
                inclusive,
            }) => match argument(parameter) {
                None => (0, 0),
                Some(id) if is_before_all(id) => (0, 0),
                Some(id) => {
                    let key = book.key_of(&call.service.layout, id)?;
                    // Nothing is behind the last key that there can be.
                    let key = if *inclusive {
                        Some(key)
                    } else {
                        key.checked_add(1)
                    };
                    (key?, 0)
                }
            },
            Some(Cursor::Offset { parameter }) => (0, count(parameter).unwrap_or(0)),
            Some(Cursor::Page { parameter, first }) => {
                let first = usize::try_from(*first).unwrap_or(0);
                let page = count(parameter).unwrap_or(first).saturating_sub(first);
                (0, page.saturating_mul(limit))
            }
        })
    }
}

/// Is this before every id: nothing, or less than nothing?
fn is_before_all(id: &Value) -> bool {
    id == "" || id.as_i64().is_some_and(|it| it < 0)
}

/// Every query parameter that is called like a stored property filters by it.
fn list(call: &Call<'_>, listing: &Listing) -> Outcome {
    let layout = &*call.service.layout;
    let limit = listing.limit.as_deref();
    let limit = limit.and_then(|it| call.arguments.get(it)?.as_u64());
    let limit = limit.map_or(listing.page, |it| usize::try_from(it).unwrap_or(usize::MAX));
    let book = call.company.read();
    let start = listing.start(call, &book, limit);
    let mut number = None;
    let mut filters = Vec::new();
    for (parameter, property) in &listing.filters {
        let Some(wanted) = call.arguments.get(parameter) else {
            continue;
        };
        if property.as_deref() == layout.number_name() && property.is_some() && !wanted.is_array() {
            number = Some(book::as_number(wanted));
        } else {
            filters.push(Filter::new(property.as_deref(), wanted));
        }
    }
    let fits = |key: u64, record: &Record| {
        let mut all = filters.iter();
        all.all(|it| it.fits(layout, &book, key, record))
    };
    let contacts = |from: u64| -> Box<dyn Iterator<Item = (u64, &Record)>> {
        match &number {
            Some(json) => Box::new(book.with_number(layout, json, from)),
            None => Box::new(book.from(from)),
        }
    };
    let fitting = |from: u64| contacts(from).filter(|(key, record)| fits(*key, record));
    // Nothing is behind an id that there never was.
    let page = || {
        let (from, left_out) = start.unwrap_or((u64::MAX, 0));
        fitting(from).skip(left_out)
    };
    let answer = listing.success.written(|out, view, place| match place {
        Place::Contacts => {
            out.push(b'[');
            for (index, (key, record)) in page().take(limit).enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write(out, view, call, &book, key, record);
            }
            out.push(b']');
        }
        Place::Total => out.extend_from_slice(fitting(0).count().to_string().as_bytes()),
        Place::More => {
            let more = page().nth(limit).is_some();
            out.extend_from_slice(more.to_string().as_bytes());
        }
    });
    answer.into()
}

/// A property, and what it has to be.
struct Filter<'a> {
    property: Option<&'a str>,
    wanted: &'a Value,
    json: Vec<u8>,
}

impl<'a> Filter<'a> {
    fn new(property: Option<&'a str>, wanted: &'a Value) -> Self {
        Filter {
            property,
            wanted,
            json: wanted.to_string().into_bytes(),
        }
    }

    fn fits(&self, layout: &Layout, book: &Book, key: u64, record: &Record) -> bool {
        let Some(name) = self.property else {
            let is_it = |id: &Value| book.key_of(layout, id) == Some(key);
            return match self.wanted {
                Value::Array(ids) => ids.iter().any(is_it),
                id => is_it(id),
            };
        };
        let Some(json) = layout.property(record, name) else {
            return false;
        };
        if *json == *self.json {
            return true;
        }
        let is_one_text = layout.is_text(name) && !self.wanted.is_array();
        if is_one_text {
            return false;
        }
        match (serde_json::from_slice(&json), self.wanted) {
            // All tags that are asked for, and one of the kinds.
            (Ok(Value::Array(has)), Value::Array(wanted)) => wanted
                .iter()
                .all(|it| has.iter().any(|has| is_same(has, it))),
            (Ok(Value::Array(has)), wanted) => has.iter().any(|it| is_same(it, wanted)),
            (Ok(has), Value::Array(wanted)) => wanted.iter().any(|it| is_same(it, &has)),
            (Ok(has), wanted) => is_same(&has, wanted),
            (Err(_), _) => false,
        }
    }
}

fn is_same(left: &Value, right: &Value) -> bool {
    left == right || (left.is_number() && left.as_f64() == right.as_f64())
}

fn get(call: &Call<'_>, id: &str, success: &Success) -> Outcome {
    let book = call.company.read();
    let found = key(call, &book, id).and_then(|key| Some((key, book.get(key)?)));
    match found {
        Some((key, record)) => success.of(call, &book, key, record).into(),
        None => Answer::not_found().into(),
    }
}

fn get_by_number(call: &Call<'_>, number: &str, success: &Success) -> Outcome {
    let number = call.arguments.get(number).unwrap_or(&Value::Null);
    let number = book::as_number(number);
    let book = call.company.read();
    let mut found = book.with_number(&call.service.layout, &number, 0);
    let found = match call.behaviour.by_number {
        ByNumber::Lowest => found.next(),
        ByNumber::Highest => found.next_back(),
    };
    match (found, call.behaviour.missing_number) {
        (Some((key, record)), _) => success.of(call, &book, key, record).into(),
        (None, MissingNumber::NotFound) => Answer::not_found().into(),
        (None, MissingNumber::NullContact) => {
            let null = success.written(|out, _, _| out.extend_from_slice(b"null"));
            null.into()
        }
    }
}

fn create(call: &Call<'_>, success: &Success) -> Outcome {
    let layout = &*call.service.layout;
    let mut properties = call.payload.clone();
    layout.settle(&mut properties);
    layout.stamp(&mut properties);
    let writing = call.company.write();
    if is_taken(call, &writing, None, &properties) {
        return taken(layout).into();
    }
    let Some(key) = writing.next() else {
        return Answer::no_id_left().into();
    };
    let record = Record::pack(layout, &properties);
    Outcome {
        answer: success.of(call, writing.shown(), key, &record),
        saved: call.service.save(writing, key, Some(record)),
    }
}

fn update(call: &Call<'_>, id: &str, success: &Success) -> Outcome {
    let layout = &*call.service.layout;
    let mut changes = call.payload.clone();
    match call.behaviour.null {
        Null::Clears => {}
        Null::Ignored => changes.retain(|_, value| !value.is_null()),
        Null::Refused => {
            let mut message = String::new();
            for (name, _) in changes.iter().filter(|(_, value)| value.is_null()) {
                let separator = if message.is_empty() { "" } else { "; " };
                let _ = write!(message, "{separator}{name}: must not be null");
            }
            if !message.is_empty() {
                return Answer::unprocessable(&message).into();
            }
        }
    }
    layout.settle(&mut changes);
    let writing = call.company.write();
    let found = key(call, writing.shown(), id).and_then(|key| Some((key, writing.get(key)?)));
    let Some((key, record)) = found else {
        return Answer::not_found().into();
    };
    if is_taken(call, &writing, Some(key), &changes) {
        return taken(layout).into();
    }
    let record = record.with(layout, changes);
    Outcome {
        answer: success.of(call, writing.shown(), key, &record),
        saved: call.service.save(writing, key, Some(record)),
    }
}

fn delete(call: &Call<'_>, id: &str, success: &Success) -> Outcome {
    let answer = || {
        if call.behaviour.delete_no_content {
            Answer::empty(StatusCode::NO_CONTENT)
        } else {
            success.written(|_, _, _| {})
        }
    };
    let writing = call.company.write();
    let found = key(call, writing.shown(), id).filter(|key| writing.get(*key).is_some());
    match (found, call.behaviour.delete_missing) {
        (Some(key), _) => Outcome {
            answer: answer(),
            saved: call.service.save(writing, key, None),
        },
        (None, DeleteMissing::NotFound) => Answer::not_found().into(),
        (None, DeleteMissing::Success) => answer().into(),
    }
}

/// The key of the contact that this parameter names.
fn key(call: &Call<'_>, book: &Book, parameter: &str) -> Option<u64> {
    let id = call.arguments.get(parameter)?;
    book.key_of(&call.service.layout, id)
}

/// Has another contact this number, where that is refused?
fn is_taken(
    call: &Call<'_>,
    writing: &Writing<'_>,
    own: Option<u64>,
    properties: &Map<String, Value>,
) -> bool {
    let layout = &*call.service.layout;
    let number = layout.number_name().and_then(|it| properties.get(it));
    call.behaviour.unique_numbers
        && number.is_some_and(|number| writing.has_number(layout, &book::as_number(number), own))
}

fn taken(layout: &Layout) -> Answer {
    let name = layout.number_name().unwrap_or_default();
    Answer::unprocessable(&format!("{name}: is taken by another contact"))
}
