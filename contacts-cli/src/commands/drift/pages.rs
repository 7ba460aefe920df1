//! Decides which page of a list to ask for next, with whatever cursor the document has.

use contacts_openapi::{Cursor, Document, List, show};
use serde_json::Value;

/// The size of a page if the document does not say how large one may be.
const PAGE: u64 = 100;

/// Decides which page to ask for next.
#[derive(Debug)]
pub(super) struct Pages<'a> {
    list: &'a List,
    /// The property that identifies a contact.
    id: Option<&'a str>,
    size: u64,
    /// How many contacts there were so far.
    count: u64,
    largest: usize,
    page: u64,
    last: Option<Value>,
}

impl<'a> Pages<'a> {
    pub(super) fn of(document: &'a Document, list: &'a List, sample: u64) -> Self {
        let most = list.limit.as_ref().and_then(|it| it.maximum);
        let contact = document.roles().contact.as_ref();
        Pages {
            list,
            id: contact
                .and_then(|it| it.id.as_ref())
                .map(|it| it.0.as_str()),
            size: most.unwrap_or(PAGE).min(sample),
            count: 0,
            largest: 0,
            page: match list.cursor {
                Some(Cursor::Page { first, .. }) => first,
                _ => 0,
            },
            last: None,
        }
    }

    pub(super) fn query(&self) -> Vec<(String, String)> {
        let mut query = Vec::new();
        if let Some(limit) = &self.list.limit {
            query.push((limit.parameter.clone(), self.size.to_string()));
        }
        match &self.list.cursor {
            Some(Cursor::Id {
                parameter,
                inclusive,
            }) => {
                if let Some(last) = &self.last {
                    let next = last.as_u64().filter(|_| *inclusive);
                    let from = next.map_or_else(|| show(last), |it| (it + 1).to_string());
                    query.push((parameter.clone(), from));
                }
            }
            Some(Cursor::Offset { parameter }) if self.count > 0 => {
                query.push((parameter.clone(), self.count.to_string()));
            }
            Some(Cursor::Page { parameter, .. }) if self.count > 0 => {
                query.push((parameter.clone(), self.page.to_string()));
            }
            _ => {}
        }
        query
    }

    /// Takes a page, and returns whether there is another one.
    pub(super) fn turn(&mut self, page: &[Value]) -> bool {
        let last = self.id.and_then(|id| page.last()?.get(id)).cloned();
        let is_same = last.is_some() && last == self.last;
        let is_short = page.len() < self.largest;
        self.largest = self.largest.max(page.len());
        self.count += page.len() as u64;
        self.page += 1;
        self.last = last;
        let goes_on = match &self.list.cursor {
            None => false,
            Some(Cursor::Id { .. }) => self.last.is_some(),
            Some(Cursor::Offset { .. } | Cursor::Page { .. }) => true,
        };
        goes_on && !page.is_empty() && !is_short && !is_same
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::documents::{every_kind, parsed};

    /// Returns the queries that read a list of pages with these ids.
    fn queries(cursor: &Value, pages: &[&[u64]]) -> Vec<String> {
        let mut document = every_kind();
        let list = &mut document["paths"]["/people"]["get"]["parameters"];
        *list = json!([{"name": "per_page", "in": "query", "schema": {"type": "integer", "maximum": 2}}, cursor]);
        let document = parsed(&document);
        let list = document.roles().list.as_ref().unwrap();
        let mut turning = Pages::of(&document, list, 100);
        let mut queries = Vec::new();
        for page in pages {
            let query = turning.query();
            let query: Vec<_> = query
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            queries.push(query.join("&"));
            let page: Vec<_> = page.iter().map(|id| json!({"id": id})).collect();
            if !turning.turn(&page) {
                break;
            }
        }
        queries
    }

    #[test]
    fn a_list_is_read_in_the_way_that_the_document_has_for_it() {
        let parameter =
            |name: &str| json!({"name": name, "in": "query", "schema": {"type": "integer"}});
        let pages: [&[u64]; 3] = [&[1, 2], &[3, 4], &[5]];
        for (cursor, second, third) in [
            ("id_gt_or_eq", "&id_gt_or_eq=3", "&id_gt_or_eq=5"),
            ("starting_after", "&starting_after=2", "&starting_after=4"),
            ("offset", "&offset=2", "&offset=4"),
            ("page", "&page=2", "&page=3"),
        ] {
            assert_eq!(
                queries(&parameter(cursor), &[pages.as_slice(), &[&[9]]].concat()),
                [
                    "per_page=2".to_owned(),
                    format!("per_page=2{second}"),
                    format!("per_page=2{third}")
                ],
                "{cursor}"
            );
        }
        assert_eq!(queries(&parameter("colour"), &pages), ["per_page=2"]);
        // A service that repeats the same page is not asked for ever.
        let same: [&[u64]; 3] = [&[1, 2], &[1, 2], &[1, 2]];
        assert_eq!(queries(&parameter("starting_after"), &same).len(), 2);
    }
}
