//! What each operation does to a company's book.

use std::fmt::Write as _;

use http::StatusCode;
use serde_json::{Map, Value};

use super::answer::Answer;
use super::parameters::Arguments;
use crate::behaviour::{Behaviour, ByNumber, DeleteMissing, MissingNumber, Null};
use crate::book::{Book, NUMBER, Record};
use crate::company::Company;
use crate::service::{Service, Vocabulary};
use crate::store::Saved;

/// One request that may be carried out.
pub(super) struct Call<'a> {
    pub(super) service: &'a Service,
    pub(super) company: &'a Company,
    pub(super) behaviour: &'a Behaviour,
    pub(super) arguments: Arguments,
    /// What is in the envelope of the content.
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

pub(super) type Operation = fn(&Call<'_>) -> Outcome;

/// The operation with this `operationId`; `None` if the emulator has no behaviour for it.
pub(super) fn find(id: &str) -> Option<Operation> {
    Some(match id {
        "list_contacts" => list,
        "create_contact" => create,
        "get_contact" => get,
        "get_contact_by_number" => get_by_number,
        "update_contact" => update,
        "delete_contact" => delete,
        _ => return None,
    })
}

/// Every query parameter that is called like a stored property filters by it.
fn list(call: &Call<'_>) -> Outcome {
    let Service { layout, words, .. } = call.service;
    let from = unsigned(&call.arguments, "id_gt_or_eq").unwrap_or(0);
    let limit = unsigned(&call.arguments, "limit").unwrap_or(u64::MAX);
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let filters: Vec<_> = layout
        .stored()
        .filter_map(|name| Some((name, call.arguments.get(name)?.to_string().into_bytes())))
        .collect();
    let fits = |record: &Record| {
        filters.iter().all(|(name, json)| {
            layout
                .property(record, name)
                .is_some_and(|it| *it == **json)
        })
    };

    let book = call.company.read();
    let number = filters.iter().find(|(name, _)| *name == NUMBER);
    let contacts: Box<dyn Iterator<Item = (u64, &Record)>> = match number {
        Some((_, json)) => Box::new(book.with_number(layout, json, from)),
        None => Box::new(book.from(from)),
    };
    let mut content = format!("{{\"{}\":[", words.list_key).into_bytes();
    for (index, (id, record)) in contacts.filter(|it| fits(it.1)).take(limit).enumerate() {
        if index > 0 {
            content.push(b',');
        }
        layout.write(&mut content, id, record, call.behaviour.unset);
    }
    content.extend_from_slice(b"]}");
    Answer::json(content).into()
}

fn get(call: &Call<'_>) -> Outcome {
    let book = call.company.read();
    let found = id(call).and_then(|id| Some((id, book.get(id)?)));
    match found {
        Some((id, record)) => shown(call, id, record).into(),
        None => Answer::not_found().into(),
    }
}

fn get_by_number(call: &Call<'_>) -> Outcome {
    let number = call.arguments.get(NUMBER).unwrap_or(&Value::Null);
    let book = call.company.read();
    let number = number.to_string();
    let mut found = book.with_number(call.service.layout, number.as_bytes(), 0);
    let found = match call.behaviour.by_number {
        ByNumber::Lowest => found.next(),
        ByNumber::Highest => found.next_back(),
    };
    match (found, call.behaviour.missing_number) {
        (Some((id, record)), _) => shown(call, id, record).into(),
        (None, MissingNumber::NotFound) => Answer::not_found().into(),
        (None, MissingNumber::NullContact) => {
            let Vocabulary { contact_key, .. } = &call.service.words;
            Answer::json(format!("{{\"{contact_key}\":null}}")).into()
        }
    }
}

fn create(call: &Call<'_>) -> Outcome {
    let layout = call.service.layout;
    let properties = &call.payload;
    let mut book = call.company.write();
    if call.behaviour.unique_numbers && is_taken(call, &book, None, properties.get(NUMBER)) {
        return taken().into();
    }
    let record = Record::pack(layout, properties);
    let id = book.add(layout, record.clone());
    Outcome {
        answer: shown(call, id, &record),
        saved: call.service.save(call.company, &book, id, Some(&record)),
    }
}

fn update(call: &Call<'_>) -> Outcome {
    let layout = call.service.layout;
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
    let mut book = call.company.write();
    let Some((id, record)) = id(call).and_then(|id| Some((id, book.get(id)?))) else {
        return Answer::not_found().into();
    };
    if call.behaviour.unique_numbers && is_taken(call, &book, Some(id), changes.get(NUMBER)) {
        return taken().into();
    }
    let record = record.with(layout, changes);
    book.put(layout, id, record.clone());
    Outcome {
        answer: shown(call, id, &record),
        saved: call.service.save(call.company, &book, id, Some(&record)),
    }
}

fn delete(call: &Call<'_>) -> Outcome {
    let layout = call.service.layout;
    let status = if call.behaviour.delete_no_content {
        StatusCode::NO_CONTENT
    } else {
        StatusCode::OK
    };
    let mut book = call.company.write();
    let removed = id(call).filter(|id| book.remove(layout, *id));
    match (removed, call.behaviour.delete_missing) {
        (Some(id), _) => Outcome {
            answer: Answer::empty(status),
            saved: call.service.save(call.company, &book, id, None),
        },
        (None, DeleteMissing::NotFound) => Answer::not_found().into(),
        (None, DeleteMissing::Success) => Answer::empty(status).into(),
    }
}

fn id(call: &Call<'_>) -> Option<u64> {
    unsigned(&call.arguments, "id")
}

/// A parameter that is a whole number, also if it is written as `1.0`.
fn unsigned(arguments: &Arguments, name: &str) -> Option<u64> {
    arguments.get(name)?.as_u64()
}

fn shown(call: &Call<'_>, id: u64, record: &Record) -> Answer {
    let mut content = format!("{{\"{}\":", call.service.words.contact_key).into_bytes();
    call.service
        .layout
        .write(&mut content, id, record, call.behaviour.unset);
    content.push(b'}');
    Answer::json(content)
}

fn is_taken(call: &Call<'_>, book: &Book, own: Option<u64>, number: Option<&Value>) -> bool {
    number.is_some_and(|number| {
        book.with_number(call.service.layout, number.to_string().as_bytes(), 0)
            .any(|(id, _)| Some(id) != own)
    })
}

fn taken() -> Answer {
    Answer::unprocessable("number: is taken by another contact")
}
