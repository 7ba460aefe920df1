use contacts_openapi::{Cursor, List, Location, Operation};
use serde_json::Value;

use super::success::{Success, write};
use super::{DueAnswer, ValidRequest};
use crate::api::frame::Blank;
use crate::book::{self, Book, Layout, PackedContact};

/// How a list is read.
#[derive(Debug)]
pub(in crate::api) struct ListHandler {
    success: Success,
    limit: Option<String>,
    /// How many contacts a page has if the request does not say.
    page: usize,
    cursor: Option<Cursor>,
    /// The parameters that filter, with the property of each; `None` is the id.
    filters: Vec<(String, Option<String>)>,
}

/// The size of a page if pages are counted, and neither the request nor the document says how large they are.
const COUNTED_PAGE: usize = 100;

impl ListHandler {
    pub(super) fn new(
        operation: &Operation,
        layout: &Layout,
        list: &List,
        success: Success,
    ) -> Self {
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
        ListHandler {
            success,
            limit: limit.map(|it| it.parameter.clone()),
            page: match most {
                Some(most) => most,
                None if is_counted => COUNTED_PAGE,
                None => usize::MAX,
            },
            cursor: list.cursor.clone(),
            filters: filters.collect(),
        }
    }

    /// Returns the first key of the page, and how many contacts are skipped from there.
    fn start(&self, request: &ValidRequest<'_>, book: &Book, limit: usize) -> Option<(u64, usize)> {
        let argument = |name: &str| request.arguments.get(name);
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
                    let key = book.key_of(&request.service.layout, id)?;
                    // No contact comes after the last possible key.
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

/// Returns whether this value comes before every id: it is a negative number or an empty text.
fn is_before_all(id: &Value) -> bool {
    id == "" || id.as_i64().is_some_and(|it| it < 0)
}

/// Lists contacts; every query parameter with the name of a stored property filters by it.
pub(super) fn list(request: &ValidRequest<'_>, listing: &ListHandler) -> DueAnswer {
    let layout = &*request.service.layout;
    let limit = listing.limit.as_deref();
    let limit = limit.and_then(|it| request.arguments.get(it)?.as_u64());
    let limit = limit.map_or(listing.page, |it| usize::try_from(it).unwrap_or(usize::MAX));
    let book = request.company.read();
    let start = listing.start(request, &book, limit);
    let mut number = None;
    let mut filters = Vec::new();
    for (parameter, property) in &listing.filters {
        let Some(wanted) = request.arguments.get(parameter) else {
            continue;
        };
        if property.as_deref() == layout.number_name() && property.is_some() && !wanted.is_array() {
            number = Some(book::as_number(wanted));
        } else {
            filters.push(Filter::new(property.as_deref(), wanted));
        }
    }
    let fits = |key: u64, packed: &PackedContact| {
        let mut all = filters.iter();
        all.all(|it| it.fits(layout, &book, key, packed))
    };
    let contacts = |from: u64| -> Box<dyn Iterator<Item = (u64, &PackedContact)>> {
        match &number {
            Some(json) => Box::new(book.with_number(layout, json, from)),
            None => Box::new(book.contacts_from(from)),
        }
    };
    let fitting = |from: u64| contacts(from).filter(|(key, packed)| fits(*key, packed));
    // No contact comes after an id that never existed.
    let page = || {
        let (from, left_out) = start.unwrap_or((u64::MAX, 0));
        fitting(from).skip(left_out)
    };
    let answer = listing.success.written(|out, view, blank| match blank {
        Blank::Contacts => {
            out.push(b'[');
            for (index, (key, packed)) in page().take(limit).enumerate() {
                if index > 0 {
                    out.push(b',');
                }
                write(out, view, request, &book, key, packed);
            }
            out.push(b']');
        }
        Blank::Total => out.extend_from_slice(fitting(0).count().to_string().as_bytes()),
        Blank::More => {
            let more = page().nth(limit).is_some();
            out.extend_from_slice(more.to_string().as_bytes());
        }
    });
    answer.into()
}

/// A property, and the value that it must have.
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

    fn fits(&self, layout: &Layout, book: &Book, key: u64, packed: &PackedContact) -> bool {
        let Some(name) = self.property else {
            let is_it = |id: &Value| book.key_of(layout, id) == Some(key);
            return match self.wanted {
                Value::Array(ids) => ids.iter().any(is_it),
                id => is_it(id),
            };
        };
        let Some(json) = layout.property(packed, name) else {
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
            // An array must have all values that are asked for; a single value must be one of them.
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
