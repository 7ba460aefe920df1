//! Finds the role of each operation: by `x-contacts-role`, by its id, by method and path.

use super::Finder;
use crate::names::snake;
use crate::operation::{Location, Operation};

/// The operations on contacts.
#[derive(Default)]
pub(super) struct Operations<'a> {
    pub(super) list: Option<&'a Operation>,
    pub(super) create: Option<&'a Operation>,
    pub(super) get: Option<&'a Operation>,
    pub(super) get_by_number: Option<&'a Operation>,
    pub(super) update: Option<&'a Operation>,
    pub(super) delete: Option<&'a Operation>,
}

impl<'a> Finder<'a> {
    /// Finds the operations on contacts.
    pub(super) fn operations(&self) -> Operations<'a> {
        let all = self.document.operations();
        let named = |role: &str, ids: &[&str]| {
            let by_role = all.iter().find(|it| it.role.as_deref() == Some(role));
            let by_id = || {
                ids.iter().find_map(|id| {
                    all.iter()
                        .find(|it| it.role.is_none() && snake(&it.id) == *id)
                })
            };
            by_role.or_else(by_id)
        };
        let mut found = Operations {
            list: named("list", &["list_contacts", "get_contacts", "contacts_list"]),
            create: named(
                "create",
                &["create_contact", "add_contact", "contacts_create"],
            ),
            get: named("get", &["get_contact", "get_contact_by_id", "contacts_get"]),
            get_by_number: named(
                "get_by_number",
                &["get_contact_by_number", "get_contact_by_phone"],
            ),
            update: named(
                "update",
                &["update_contact", "patch_contact", "contacts_update"],
            ),
            delete: named(
                "delete",
                &["delete_contact", "remove_contact", "contacts_delete"],
            ),
        };
        let Some(collection) = self.collection(&found) else {
            return found;
        };
        let free = || all.iter().filter(|it| it.role.is_none());
        let at = |method: &str, path: &dyn Fn(&str) -> bool| {
            free().find(|it| it.method == method && path(&it.path))
        };
        let is_collection = |path: &str| path.trim_end_matches('/') == collection;
        let is_item = |path: &str| {
            let rest = path
                .strip_prefix(collection)
                .and_then(|it| it.strip_prefix("/{"));
            rest.is_some_and(|it| it.trim_end_matches('/').ends_with('}') && !it.contains('/'))
        };
        found.list = found.list.or_else(|| at("GET", &is_collection));
        found.create = found.create.or_else(|| at("POST", &is_collection));
        found.update = found
            .update
            .or_else(|| at("PATCH", &is_item))
            .or_else(|| at("PUT", &is_item));
        found.delete = found.delete.or_else(|| at("DELETE", &is_item));
        found.get_by_number = found.get_by_number.or_else(|| {
            free().find(|it| {
                it.method == "GET"
                    && it.path.starts_with(collection)
                    && it.path.len() > collection.len()
                    && it.variables().len() == 1
                    && self
                        .number_parameter(it)
                        .is_some_and(|it| it.location == Location::Path)
            })
        });
        let by_number = found.get_by_number.map(|it| &it.id);
        found.get = found.get.or_else(|| {
            free().find(|it| it.method == "GET" && is_item(&it.path) && Some(&it.id) != by_number)
        });
        found
    }

    /// Returns the path under which contacts are.
    fn collection(&self, found: &Operations<'a>) -> Option<&'a str> {
        let known = [found.create, found.list].into_iter().flatten().next();
        let of_item = || {
            let item = [found.get, found.update, found.delete]
                .into_iter()
                .flatten()
                .next()?;
            item.path.rsplit_once("/{").map(|it| it.0)
        };
        if let Some(path) = known.map(|it| it.path.as_str()).or_else(of_item) {
            return Some(path.trim_end_matches('/'));
        }
        let mut paths: Vec<&str> = self
            .document
            .operations()
            .iter()
            .filter(|it| ["GET", "POST"].contains(&it.method.as_str()))
            .map(|it| it.path.trim_end_matches('/'))
            .filter(|path| {
                let last = path.rsplit('/').next().map(snake);
                matches!(last.as_deref(), Some("contacts" | "contact"))
            })
            .collect();
        paths.sort_by_key(|path| path.len());
        paths.first().copied().or_else(|| self.with_numbers())
    }

    /// Returns the only collection of things with a phone number, whatever they are called.
    fn with_numbers(&self) -> Option<&'a str> {
        let mut found = self.document.operations().iter().filter(|it| {
            let sent = || self.payload_in(it.sent()?);
            it.method == "POST"
                && it.variables().is_empty()
                && sent().is_some_and(|(_, schema)| self.number_of(schema).is_some())
                && self.is_collection(&it.path)
        });
        match (found.next(), found.next()) {
            (Some(only), None) => Some(only.path.trim_end_matches('/')),
            _ => None,
        }
    }

    /// Returns whether there is a list at a path, or things below it.
    fn is_collection(&self, path: &str) -> bool {
        let path = path.trim_end_matches('/');
        self.document.operations().iter().any(|it| {
            let own = it.path.trim_end_matches('/');
            let is_list = || own == path && self.items(it).is_some();
            let is_item = || {
                own.strip_prefix(path)
                    .is_some_and(|it| it.starts_with("/{"))
            };
            it.method == "GET" && (is_list() || is_item())
        })
    }
}
