//! Finds what has a role: by what the document says, by schema and format, by name and place.

use super::{
    Contact, Cursor, Delete, Get, IdKind, Limit, List, OtherList, Payload, Roles, Write,
    is_phone_number,
};
use crate::document::Document;
use crate::names::snake;
use crate::operation::{Location, Operation, Parameter};
use crate::property::properties;
use crate::schema::{Format, Kind, Member, Schema, SchemaId};

const NUMBER_NAMES: [&str; 10] = [
    "number",
    "phone_number",
    "phone",
    "msisdn",
    "telephone",
    "telephone_number",
    "phone_no",
    "tel",
    "mobile",
    "mobile_number",
];
const NAME_NAMES: [&str; 6] = [
    "name",
    "full_name",
    "display_name",
    "contact_name",
    "title",
    "label",
];
const EMAIL_NAMES: [&str; 4] = ["email", "email_address", "e_mail", "mail"];
const FORMATTED_NAMES: [&str; 6] = [
    "number_formatted",
    "formatted_number",
    "number_national",
    "number_display",
    "phone_formatted",
    "phone_number_formatted",
];
const LIMIT_NAMES: [&str; 9] = [
    "limit",
    "per_page",
    "page_size",
    "max_results",
    "count",
    "size",
    "take",
    "first",
    "page_limit",
];
const TOTAL_NAMES: [&str; 7] = [
    "total",
    "total_count",
    "total_items",
    "total_results",
    "total_records",
    "total_elements",
    "count",
];
const MORE_NAMES: [&str; 4] = ["has_more", "has_next", "has_next_page", "more"];
const OFFSET_NAMES: [&str; 3] = ["offset", "skip", "start"];
const PAGE_NAMES: [&str; 3] = ["page", "page_number", "page_no"];

/// Finds all roles.
///
/// # Errors
///
/// A contact operation whose payload cannot be found, with the operation that it is.
pub(crate) fn find_all(document: &Document) -> Result<Roles, Box<(Operation, String)>> {
    let finder = Finder { document };
    let operations = finder.operations();
    let mut roles = Roles::default();
    let owned = |operation: &Operation| operation.id.clone();

    if let Some(operation) = operations.create {
        let payload = finder
            .payload(operation, false)
            .map_err(|it| Box::new((operation.clone(), it)))?;
        roles.create = Some(Write {
            operation: owned(operation),
            id: None,
            payload,
            answer: finder.answer(operation).map(|(path, _)| path),
        });
    }
    if let Some(operation) = operations.update {
        let payload = finder
            .payload(operation, true)
            .map_err(|it| Box::new((operation.clone(), it)))?;
        roles.update = Some(Write {
            operation: owned(operation),
            id: operation.variables().last().map(|it| (*it).to_owned()),
            payload,
            answer: finder.answer(operation).map(|(path, _)| path),
        });
    }
    let get = |operation: Option<&Operation>| {
        let operation = operation?;
        let variable = operation.variables().last().map(|it| (*it).to_owned());
        let number = || Some(finder.number_parameter(operation)?.name.clone());
        Some(Get {
            operation: owned(operation),
            parameter: variable.or_else(number)?,
            answer: finder.answer(operation)?.0,
        })
    };
    roles.get = get(operations.get);
    roles.get_by_number = get(operations.get_by_number);
    roles.delete = operations.delete.and_then(|operation| {
        Some(Delete {
            operation: owned(operation),
            id: operation.variables().last().map(|it| (*it).to_owned())?,
        })
    });
    let listed = operations
        .list
        .and_then(|operation| Some((operation, finder.items(operation)?)));
    let contact = [operations.get, operations.create, operations.update]
        .into_iter()
        .flatten()
        .find_map(|it| finder.answer(it))
        .or_else(|| listed.clone().map(|(_, found)| found));
    roles.contact = contact.map(|(_, schema)| finder.contact(schema, &roles));
    roles.list = listed.map(|(operation, (items, _))| finder.list(operation, items));
    roles.others = finder.others(&roles);
    Ok(roles)
}

#[derive(Default)]
struct Operations<'a> {
    list: Option<&'a Operation>,
    create: Option<&'a Operation>,
    get: Option<&'a Operation>,
    get_by_number: Option<&'a Operation>,
    update: Option<&'a Operation>,
    delete: Option<&'a Operation>,
}

struct Finder<'a> {
    document: &'a Document,
}

impl<'a> Finder<'a> {
    fn operations(&self) -> Operations<'a> {
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

    /// The path under which contacts are.
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

    /// The only collection that takes things with a phone number, whatever they are called.
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

    /// Is there a list at a path, or are there things below it?
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

    fn schema(&self, id: SchemaId) -> &'a Schema {
        self.document.schema(id)
    }

    /// What an operation sends of a contact.
    fn payload(&self, operation: &Operation, partial: bool) -> Result<Payload, String> {
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

    fn payload_in(&self, body: SchemaId) -> Option<(Option<String>, SchemaId)> {
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

    /// The member of an object that is the number somebody is called by.
    fn number_of(&self, object: SchemaId) -> Option<&'a Member> {
        let members = self.schema(object).members().iter();
        let writable = || {
            members
                .clone()
                .filter(|it| !self.schema(it.schema).read_only)
        };
        let of_role =
            writable().find(|it| self.schema(it.schema).role.as_deref() == Some("number"));
        let phones = || writable().filter(|it| is_phone_number(self.schema(it.schema)));
        of_role
            .or_else(|| phones().find(|it| it.required))
            .or_else(|| phones().next())
            .or_else(|| {
                let plain = |it: &&Member| {
                    matches!(
                        self.schema(it.schema).kind,
                        Kind::String(Format::Plain | Format::Phone) | Kind::Integer
                    )
                };
                by_name(writable().filter(plain), &NUMBER_NAMES)
            })
    }

    /// The parameter that takes a phone number.
    fn number_parameter<'o>(&self, operation: &'o Operation) -> Option<&'o Parameter> {
        let all = || operation.parameters.iter();
        all()
            .find(|it| it.role.as_deref() == Some("number"))
            .or_else(|| all().find(|it| is_phone_number(self.schema(it.schema))))
            .or_else(|| {
                NUMBER_NAMES
                    .iter()
                    .find_map(|name| all().find(|it| snake(&it.name) == *name))
            })
    }

    /// Where in an operation's answer the contact is.
    fn answer(&self, operation: &Operation) -> Option<(Vec<String>, SchemaId)> {
        self.contact_in(operation.answer()?, 2)
    }

    fn contact_in(&self, schema: SchemaId, depth: usize) -> Option<(Vec<String>, SchemaId)> {
        let members = match &self.schema(schema).kind {
            Kind::Object(object) => &object.members,
            _ => return None,
        };
        let objects = || {
            let is_object = |it: &&Member| matches!(self.schema(it.schema).kind, Kind::Object(_));
            members.iter().filter(is_object)
        };
        if let Some(it) =
            objects().find(|it| self.schema(it.schema).role.as_deref() == Some("contact"))
        {
            return Some((vec![it.name.clone()], it.schema));
        }
        if self.id_of(schema, None).is_some() || self.number_of(schema).is_some() {
            return Some((Vec::new(), schema));
        }
        if depth > 0 {
            for it in objects() {
                if let Some((mut path, found)) = self.contact_in(it.schema, depth - 1) {
                    path.insert(0, it.name.clone());
                    return Some((path, found));
                }
            }
        }
        None
    }

    /// Where in a list's answer the contacts are.
    fn items(&self, operation: &Operation) -> Option<(Vec<String>, SchemaId)> {
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

    /// What a list's answer says beside the contacts.
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
        if let Some(found) = of_role.or_else(|| by_name(of_kind(), names)) {
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

    /// The member of an object that identifies it.
    fn id_of(&self, object: SchemaId, variable: Option<&str>) -> Option<&'a Member> {
        let members = self.schema(object).members().iter();
        let scalar = || {
            members
                .clone()
                .filter(|it| matches!(self.schema(it.schema).kind, Kind::String(_) | Kind::Integer))
        };
        let names = ["id", "contact_id", "uuid", "guid", "x_id", "key"];
        scalar()
            .find(|it| self.schema(it.schema).role.as_deref() == Some("id"))
            .or_else(|| scalar().find(|it| it.name == "id"))
            .or_else(|| {
                scalar().find(|it| variable.is_some_and(|name| snake(name) == snake(&it.name)))
            })
            .or_else(|| by_name(scalar(), &names))
            .or_else(|| scalar().find(|it| it.name == "_id"))
    }

    /// The property that identifies an object, and what an id is.
    fn identity(&self, object: SchemaId, variable: Option<&str>) -> Option<(String, IdKind)> {
        let it = self.id_of(object, variable)?;
        let kind = match self.schema(it.schema).kind {
            Kind::Integer => IdKind::Integer,
            Kind::String(Format::Uuid) => IdKind::Uuid,
            _ => IdKind::Text,
        };
        Some((it.name.clone(), kind))
    }

    /// The other operations whose list goes on page by page; by ids only where its items have some.
    fn others(&self, roles: &Roles) -> Vec<OtherList> {
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

    fn contact(&self, schema: SchemaId, roles: &Roles) -> Contact {
        let variable = roles.get.as_ref().map(|it| it.parameter.as_str());
        let id = self.identity(schema, variable);
        let members = self.schema(schema).members();
        let strings = || {
            members
                .iter()
                .filter(|it| matches!(self.schema(it.schema).kind, Kind::String(_)))
        };
        let of_role = |role: &str| {
            members
                .iter()
                .find(|it| self.schema(it.schema).role.as_deref() == Some(role))
        };
        // What is sent as the number is read as the number.
        let sent = roles.create.iter().chain(&roles.update);
        let sent = sent.into_iter().find_map(|it| it.payload.number.as_deref());
        let number = of_role("number")
            .or_else(|| members.iter().find(|it| Some(it.name.as_str()) == sent))
            .or_else(|| self.number_of(schema));
        let formatted = of_role("number_formatted")
            .or_else(|| by_name(strings(), &FORMATTED_NAMES))
            .or_else(|| {
                let number = snake(&number?.name);
                strings().find(|it| {
                    let name = snake(&it.name);
                    name == format!("{number}_formatted") || name == format!("formatted_{number}")
                })
            });
        let name = of_role("name").or_else(|| by_name(strings(), &NAME_NAMES));
        let email = of_role("email")
            .or_else(|| {
                strings().find(|it| self.schema(it.schema).kind == Kind::String(Format::Email))
            })
            .or_else(|| by_name(strings(), &EMAIL_NAMES));
        let own = |it: Option<&Member>| it.map(|it| it.name.clone());
        Contact {
            schema,
            properties: properties(self.document, schema, number.map(|it| &it.path)),
            id,
            number: own(number),
            number_formatted: own(formatted),
            name: own(name),
            email: own(email),
        }
    }

    fn list(&self, operation: &Operation, items: Vec<String>) -> List {
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
        let limit = of_role("limit").or_else(|| named(&LIMIT_NAMES)).map(|it| {
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
                .find(|it| goes_on_from(&it.name).is_some())
        });
        let offset = of_role("offset").or_else(|| named(&OFFSET_NAMES));
        let page = of_role("page").or_else(|| named(&PAGE_NAMES));
        let cursor = match (keyset, offset, page) {
            (Some(it), _, _) => Some(Cursor::Id {
                parameter: it.name.clone(),
                inclusive: goes_on_from(&it.name).unwrap_or(true),
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
                NUMBER_NAMES
                    .iter()
                    .find_map(|name| queries().find(|it| snake(&it.name) == *name))
            });
        let beside = |role: &str, names: &[&str], kind: &Kind| {
            self.beside(operation.answer()?, role, names, kind, 1)
        };
        List {
            operation: operation.id.clone(),
            items,
            total: beside("total", &TOTAL_NAMES, &Kind::Integer),
            more: beside("more", &MORE_NAMES, &Kind::Boolean),
            limit,
            cursor,
            number: number.map(|it| it.name.clone()),
        }
    }
}

fn by_name<'m>(members: impl Iterator<Item = &'m Member>, names: &[&str]) -> Option<&'m Member> {
    let members: Vec<&Member> = members.collect();
    let mut names = names.iter();
    names.find_map(|name| members.iter().copied().find(|it| snake(&it.name) == *name))
}

/// Does a parameter of this name take the id to go on from, and is that very id in the page?
fn goes_on_from(name: &str) -> Option<bool> {
    match snake(name).as_str() {
        "id_gt_or_eq"
        | "id_gte"
        | "id_from"
        | "from_id"
        | "min_id"
        | "start_id"
        | "since_id_inclusive"
        | "id_ge"
        | "starting_from"
        | "id_greater_or_equal"
        | "id_min" => Some(true),
        "id_gt" | "after" | "after_id" | "starting_after" | "since_id" | "id_after" | "last_id"
        | "id_greater_than" => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn list(answer: &Value) -> List {
        let content = json!({"application/json": {"schema": answer}});
        let document = json!({
            "openapi": "3.0.3",
            "paths": {"/contacts": {"get": {
                "responses": {"200": {"description": "", "content": content}},
            }}},
        });
        let document = Document::parse(&document.to_string(), "it.json").unwrap();
        document.roles().list.clone().unwrap()
    }

    #[test]
    fn what_a_list_says_of_itself_is_found_beside_its_items() {
        let items = json!({"type": "array", "items": {"properties": {
            "id": {"type": "integer"}, "total": {"type": "integer"},
        }}});
        let found = list(&json!({"properties": {
            "data": items,
            "meta": {"properties": {
                "totalCount": {"type": "integer"},
                "has_more": {"type": "string"},
                "rest": {"type": "boolean", "x-contacts-role": "more"},
            }},
        }}));
        assert_eq!(found.total.unwrap(), ["meta", "totalCount"]);
        assert_eq!(found.more.unwrap(), ["meta", "rest"]);
        let bare = list(&items);
        assert_eq!((bare.total, bare.more), (None, None));
    }

    #[test]
    fn contacts_by_another_name_are_what_has_a_phone_number() {
        let operation = |property: &str| {
            let schema =
                json!({"properties": {property: {"type": "string"}, "id": {"type": "integer"}}});
            let answer =
                json!({"application/json": {"schema": {"type": "array", "items": schema}}});
            json!({
                "get": {"responses": {"200": {"description": "", "content": answer}}},
                "post": {
                    "requestBody": {"content": {"application/json": {"schema": schema}}},
                    "responses": {"204": {"description": ""}},
                },
            })
        };
        let found = |paths: &Value| {
            let document = json!({"openapi": "3.0.3", "paths": paths});
            let document = Document::parse(&document.to_string(), "it.json").unwrap();
            let roles = document.roles();
            let ids = [
                roles.create.as_ref().map(|it| it.operation.clone()),
                roles.list.as_ref().map(|it| it.operation.clone()),
            ];
            ids.map(Option::unwrap_or_default)
        };
        let people = operation("msisdn");
        assert_eq!(
            found(&json!({"/people": people, "/orders": operation("sum")})),
            ["post_people", "get_people"]
        );
        // One of them is no more likely than the other.
        assert_eq!(
            found(&json!({"/people": people, "/employees": people})),
            ["", ""]
        );
        // Contacts are called so.
        assert_eq!(
            found(&json!({"/people": people, "/contacts": people})),
            ["post_contacts", "get_contacts"]
        );
    }

    #[test]
    fn another_list_goes_on_as_that_of_contacts_does() {
        let with = |cursor: &str, items: &Value| {
            let content =
                json!({"application/json": {"schema": {"type": "array", "items": items}}});
            let parameter = json!({"name": cursor, "in": "query", "schema": {"type": "integer"}});
            let document = json!({
                "openapi": "3.0.3",
                "paths": {"/orders": {"get": {
                    "operationId": "list_orders",
                    "parameters": [parameter],
                    "responses": {"200": {"description": "", "content": content}},
                }}},
            });
            let document = Document::parse(&document.to_string(), "it.json").unwrap();
            document.roles().others.clone()
        };
        let orders = json!({"properties": {"id": {"type": "integer"}}});
        let [found] = &with("after", &orders)[..] else {
            panic!("one list has a cursor")
        };
        assert_eq!(found.list.operation, "list_orders");
        assert_eq!(found.id, Some(("id".to_owned(), IdKind::Integer)));
        let nameless = json!({"properties": {"sum": {"type": "integer"}}});
        assert_eq!(with("after", &nameless), []);
        assert_eq!(with("page", &nameless).len(), 1);
        assert_eq!(with("colour", &orders), []);
    }
}
