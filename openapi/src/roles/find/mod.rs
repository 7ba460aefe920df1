//! Finds what has a role: by `x-contacts-role`, by schema and format, by name and place.

mod contact;
mod list;
mod names;
mod number;
mod operations;
mod payload;
#[cfg(test)]
mod tests;

use super::{Delete, Get, Roles, Write};
use crate::document::Document;
use crate::operation::Operation;
use crate::schema::{Schema, SchemaId};

/// Finds all roles.
///
/// # Errors
///
/// The reason why the payload of a contact operation cannot be found, with the operation.
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

struct Finder<'a> {
    document: &'a Document,
}

impl<'a> Finder<'a> {
    fn schema(&self, id: SchemaId) -> &'a Schema {
        self.document.schema(id)
    }
}
