//! What each operation does with a company's book, by its role.
//!
//! - `list` answers with pages of contacts that pass its filters; `single` gets, creates, updates and deletes
//!   one.
//! - `success` makes the answers.

mod list;
mod single;
mod success;

use contacts_openapi::{Document, Operation, Write};
use http::HeaderMap;
use serde_json::{Map, Value};

use self::list::ListHandler;
use self::success::Success;
use super::answer::Answer;
use super::example::Example;
use super::frame::Blank;
use super::parameters::ParameterValues;
use crate::behaviour::Behaviour;
use crate::book::{self, Layout};
use crate::company::Company;
use crate::service::Service;
use crate::store::Saved;

/// A request that has been checked and may be handled.
pub(super) struct ValidRequest<'a> {
    pub(super) service: &'a Service,
    pub(super) company: &'a Company,
    pub(super) behaviour: &'a Behaviour,
    pub(super) arguments: ParameterValues,
    /// The properties of a contact that were sent.
    pub(super) payload: Map<String, Value>,
}

/// An answer that is due when the change is safe.
pub(super) struct DueAnswer {
    pub(super) answer: Answer,
    pub(super) saved: Option<Saved>,
}

impl From<Answer> for DueAnswer {
    fn from(answer: Answer) -> Self {
        DueAnswer {
            answer,
            saved: None,
        }
    }
}

/// What an operation does.
#[derive(Debug)]
pub(super) enum Handler {
    List(ListHandler),
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
    /// An operation without state.
    Example(Example),
}

impl Handler {
    pub(super) fn new(document: &Document, operation: &Operation, layout: &Layout) -> Self {
        let roles = document.roles();
        let is_it = |id: &str| id == operation.id;
        let success = |path: Option<&[String]>| {
            let blanks: Vec<_> = path.into_iter().map(|it| (Blank::Contacts, it)).collect();
            Success::new(document, operation, layout, &blanks)
        };
        if let Some(list) = roles.list.as_ref().filter(|it| is_it(&it.operation)) {
            let mut blanks = vec![(Blank::Contacts, &*list.items)];
            blanks.extend(list.total.as_deref().map(|it| (Blank::Total, it)));
            blanks.extend(list.more.as_deref().map(|it| (Blank::More, it)));
            let success = Success::new(document, operation, layout, &blanks);
            return Handler::List(ListHandler::new(operation, layout, list, success));
        }
        if let Some(it) = roles.create.as_ref().filter(|it| is_it(&it.operation)) {
            return Handler::Create(success(it.answer.as_deref()));
        }
        if let Some(it) = roles.get.as_ref().filter(|it| is_it(&it.operation)) {
            return Handler::Get {
                id: it.parameter.clone(),
                success: success(Some(&it.answer)),
            };
        }
        if let Some(it) = roles
            .get_by_number
            .as_ref()
            // If no property is the number, there is nothing to look up.
            .filter(|it| is_it(&it.operation) && layout.number_name().is_some())
        {
            return Handler::GetByNumber {
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
            return Handler::Update {
                id: id.clone(),
                success: success(answer),
            };
        }
        if let Some(it) = roles.delete.as_ref().filter(|it| is_it(&it.operation)) {
            return Handler::Delete {
                id: it.id.clone(),
                success: success(None),
            };
        }
        Handler::Example(Example::new(document, operation))
    }

    pub(super) fn handle(&self, request: &ValidRequest<'_>, headers: &HeaderMap) -> DueAnswer {
        match self {
            Handler::List(listing) => list::list(request, listing),
            Handler::Create(success) => single::create(request, success),
            Handler::Get { id, success } => single::get(request, id, success),
            Handler::GetByNumber { number, success } => {
                single::get_by_number(request, number, success)
            }
            Handler::Update { id, success } => single::update(request, id, success),
            Handler::Delete { id, success } => single::delete(request, id, success),
            Handler::Example(example) => example.answer(headers).into(),
        }
    }
}

/// Returns the role of an update, if the operation has it or is another way to do the same: many documents
/// have both `PUT` and `PATCH`.
pub(super) fn updates<'d>(document: &'d Document, operation: &Operation) -> Option<&'d Write> {
    let update = document.roles().update.as_ref()?;
    let known = document.operation(&update.operation)?;
    let writes = ["PUT", "PATCH"].contains(&operation.method.as_str());
    let is_another = operation.path == known.path && writes && operation.sent().is_some();
    (known.id == operation.id || is_another).then_some(update)
}

/// Returns the names that lead to the contact in the answer of an operation without a role, as in the answers
/// of those with a role.
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
