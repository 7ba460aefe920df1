use std::fmt::Write as _;

use http::StatusCode;
use serde_json::{Map, Value};

use super::success::Success;
use super::{DueAnswer, ValidRequest};
use crate::api::answer::Answer;
use crate::behaviour::{ByNumber, DeleteMissing, MissingNumber, Null};
use crate::book::{self, Book, Layout, PackedContact};
use crate::company::BookWriter;

pub(super) fn get(request: &ValidRequest<'_>, id: &str, success: &Success) -> DueAnswer {
    let book = request.company.read();
    let found = key(request, &book, id).and_then(|key| Some((key, book.get(key)?)));
    match found {
        Some((key, packed)) => success.of(request, &book, key, packed).into(),
        None => Answer::not_found().into(),
    }
}

pub(super) fn get_by_number(
    request: &ValidRequest<'_>,
    number: &str,
    success: &Success,
) -> DueAnswer {
    let number = request.arguments.get(number).unwrap_or(&Value::Null);
    let number = book::as_number(number);
    let book = request.company.read();
    let mut found = book.with_number(&request.service.layout, &number, 0);
    let found = match request.behaviour.by_number {
        ByNumber::Lowest => found.next(),
        ByNumber::Highest => found.next_back(),
    };
    match (found, request.behaviour.missing_number) {
        (Some((key, packed)), _) => success.of(request, &book, key, packed).into(),
        (None, MissingNumber::NotFound) => Answer::not_found().into(),
        (None, MissingNumber::NullContact) => {
            let null = success.written(|out, _, _| out.extend_from_slice(b"null"));
            null.into()
        }
    }
}

pub(super) fn create(request: &ValidRequest<'_>, success: &Success) -> DueAnswer {
    let layout = &*request.service.layout;
    let mut properties = request.payload.clone();
    layout.settle(&mut properties);
    layout.stamp(&mut properties);
    let writer = request.company.write();
    if is_taken(request, &writer, None, &properties) {
        return taken(layout).into();
    }
    let Some(key) = writer.next() else {
        return Answer::no_id_left().into();
    };
    let packed = PackedContact::pack(layout, &properties);
    DueAnswer {
        answer: success.of(request, writer.shown(), key, &packed),
        saved: request.service.save(writer, key, Some(packed)),
    }
}

pub(super) fn update(request: &ValidRequest<'_>, id: &str, success: &Success) -> DueAnswer {
    let layout = &*request.service.layout;
    let mut changes = request.payload.clone();
    match request.behaviour.null {
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
    let writer = request.company.write();
    let found = key(request, writer.shown(), id).and_then(|key| Some((key, writer.get(key)?)));
    let Some((key, packed)) = found else {
        return Answer::not_found().into();
    };
    if is_taken(request, &writer, Some(key), &changes) {
        return taken(layout).into();
    }
    let packed = packed.with(layout, changes);
    DueAnswer {
        answer: success.of(request, writer.shown(), key, &packed),
        saved: request.service.save(writer, key, Some(packed)),
    }
}

pub(super) fn delete(request: &ValidRequest<'_>, id: &str, success: &Success) -> DueAnswer {
    let answer = || {
        if request.behaviour.delete_no_content {
            Answer::empty(StatusCode::NO_CONTENT)
        } else {
            success.written(|_, _, _| {})
        }
    };
    let writer = request.company.write();
    let found = key(request, writer.shown(), id).filter(|key| writer.get(*key).is_some());
    match (found, request.behaviour.delete_missing) {
        (Some(key), _) => DueAnswer {
            answer: answer(),
            saved: request.service.save(writer, key, None),
        },
        (None, DeleteMissing::NotFound) => Answer::not_found().into(),
        (None, DeleteMissing::Success) => answer().into(),
    }
}

/// Returns the key of the contact that this parameter names.
fn key(request: &ValidRequest<'_>, book: &Book, parameter: &str) -> Option<u64> {
    let id = request.arguments.get(parameter)?;
    book.key_of(&request.service.layout, id)
}

/// Returns whether another contact has this number and that is to be refused.
fn is_taken(
    request: &ValidRequest<'_>,
    writer: &BookWriter<'_>,
    own: Option<u64>,
    properties: &Map<String, Value>,
) -> bool {
    let layout = &*request.service.layout;
    let number = layout.number_name().and_then(|it| properties.get(it));
    request.behaviour.unique_numbers
        && number.is_some_and(|number| writer.has_number(layout, &book::as_number(number), own))
}

fn taken(layout: &Layout) -> Answer {
    let name = layout.number_name().unwrap_or_default();
    Answer::unprocessable(&format!("{name}: is taken by another contact"))
}
