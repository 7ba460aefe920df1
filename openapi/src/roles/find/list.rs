//! Finds out how a list is read: its items, its cursor, and its counts.

use super::{Finder, names};
use crate::names::snake;
use crate::operation::{Location, Operation, Parameter};
use crate::roles::{Cursor, Limit, List, OtherList, Roles, is_phone_number};
use crate::schema::{Kind, Member, SchemaId};

impl Finder<'_> {
    /// Finds how an operation's list is read.
    pub(super) fn list(&self, operation: &Operation, items: Vec<String>) -> List {
        let queries = || {
            operation
                .parameters
                .iter()
                .filter(|it| it.location == Location::Query)
        };
        let of_role = |role: &str| queries().find(|it| it.role.as_deref() == Some(role));
        let whole = |it: &&Parameter| self.schema(it.schema).kind == Kind::Integer;
        let named = |names: &[&str]| {
            names
                .iter()
                .find_map(|name| queries().filter(whole).find(|it| snake(&it.name) == **name))
        };
        let limit = of_role("limit").or_else(|| named(&names::LIMIT)).map(|it| {
            let maximum = self.schema(it.schema).constraints.maximum.as_ref();
            Limit {
                parameter: it.name.clone(),
                maximum: maximum.and_then(|it| u64::try_from(it.whole(-1)?).ok()),
            }
        });
        let is_taken = |it: &&Parameter| {
            limit
                .as_ref()
                .is_some_and(|limit| limit.parameter == it.name)
        };
        let keyset = of_role("cursor").or_else(|| {
            queries()
                .filter(|it| !is_taken(it))
                .find(|it| names::goes_on_from(&it.name).is_some())
        });
        let offset = of_role("offset").or_else(|| named(&names::OFFSET));
        let page = of_role("page").or_else(|| named(&names::PAGE));
        let cursor = match (keyset, offset, page) {
            (Some(it), _, _) => Some(Cursor::Id {
                parameter: it.name.clone(),
                inclusive: names::goes_on_from(&it.name).unwrap_or(true),
            }),
            (None, Some(it), _) => Some(Cursor::Offset {
                parameter: it.name.clone(),
            }),
            (None, None, Some(it)) => {
                let its = self.schema(it.schema);
                let least = its.constraints.minimum.as_ref().and_then(|it| it.whole(1));
                let default = its
                    .default
                    .as_ref()
                    .and_then(serde_json::Value::as_i64)
                    .map(i128::from);
                let first = default.or(least).and_then(|it| u64::try_from(it).ok());
                Some(Cursor::Page {
                    parameter: it.name.clone(),
                    first: first.unwrap_or(1),
                })
            }
            (None, None, None) => None,
        };
        let number = queries()
            .find(|it| it.role.as_deref() == Some("number"))
            .or_else(|| queries().find(|it| is_phone_number(self.schema(it.schema))))
            .or_else(|| {
                names::NUMBER
                    .iter()
                    .find_map(|name| queries().find(|it| snake(&it.name) == *name))
            });
        let beside = |role: &str, names: &[&str], kind: &Kind| {
            self.beside(operation.answer()?, role, names, kind, 1)
        };
        List {
            operation: operation.id.clone(),
            items,
            total: beside("total", &names::TOTAL, &Kind::Integer),
            more: beside("more", &names::MORE, &Kind::Boolean),
            limit,
            cursor,
            number: number.map(|it| it.name.clone()),
        }
    }

    /// Finds the other operations whose list has pages; those with a cursor of ids only if its items have
    /// ids.
    pub(super) fn others(&self, roles: &Roles) -> Vec<OtherList> {
        let contacts = roles.list.as_ref().map(|it| it.operation.as_str());
        let all = self.document.operations().iter();
        let others = all.filter(|it| it.method == "GET" && Some(it.id.as_str()) != contacts);
        others
            .filter_map(|operation| {
                let (items, item) = self.items(operation)?;
                let list = self.list(operation, items);
                let id = self.identity(item, None);
                match list.cursor {
                    None => None,
                    Some(Cursor::Id { .. }) if id.is_none() => None,
                    Some(_) => Some(OtherList { list, id }),
                }
            })
            .collect()
    }

    /// Returns the names that lead to the array in a list's answer, and the schema of its items.
    pub(super) fn items(&self, operation: &Operation) -> Option<(Vec<String>, SchemaId)> {
        self.items_in(operation.answer()?, 2)
    }

    fn items_in(&self, schema: SchemaId, depth: usize) -> Option<(Vec<String>, SchemaId)> {
        let its = self.schema(schema);
        if let Kind::Array(items) = its.kind {
            return matches!(self.schema(items).kind, Kind::Object(_)).then(|| (Vec::new(), items));
        }
        let arrays = || {
            its.members()
                .iter()
                .filter_map(|member| match self.schema(member.schema).kind {
                    Kind::Array(items) => Some((member, items)),
                    _ => None,
                })
        };
        let of_role =
            arrays().find(|(it, _)| self.schema(it.schema).role.as_deref() == Some("items"));
        let of_objects =
            || arrays().filter(|(_, items)| matches!(self.schema(*items).kind, Kind::Object(_)));
        let found = of_role
            .or_else(|| of_objects().find(|(_, items)| self.id_of(*items, None).is_some()))
            .or_else(|| of_objects().next());
        if let Some((member, items)) = found {
            return Some((vec![member.name.clone()], items));
        }
        if depth > 0 {
            for member in its.members() {
                if let Some((mut path, items)) = self.items_in(member.schema, depth - 1) {
                    path.insert(0, member.name.clone());
                    return Some((path, items));
                }
            }
        }
        None
    }

    /// Returns the names that lead to something beside the items in a list's answer.
    fn beside(
        &self,
        schema: SchemaId,
        role: &str,
        names: &[&str],
        kind: &Kind,
        depth: usize,
    ) -> Option<Vec<String>> {
        let members = self.schema(schema).members();
        let of_kind = || {
            let members = members.iter();
            members.filter(|it| self.schema(it.schema).kind == *kind)
        };
        let of_role = of_kind().find(|it| self.schema(it.schema).role.as_deref() == Some(role));
        if let Some(found) = of_role.or_else(|| names::by_name(of_kind(), names)) {
            return Some(vec![found.name.clone()]);
        }
        let inside = |it: &Member| {
            let mut path = self.beside(it.schema, role, names, kind, depth - 1)?;
            path.insert(0, it.name.clone());
            Some(path)
        };
        (depth > 0)
            .then(|| members.iter().find_map(inside))
            .flatten()
    }
}
