use contacts_openapi::{Content, Document, Operation};
use http::{HeaderValue, StatusCode};

use super::ValidRequest;
use crate::api::answer::Answer;
use crate::api::example::{Example, code, concrete, may_have_content};
use crate::api::frame::{Blank, Frame};
use crate::book::{self, Book, Layout, PackedContact, Showing, View};

/// The answer to a success.
#[derive(Debug)]
pub(in crate::api) enum Success {
    /// With contacts.
    Contacts {
        status: StatusCode,
        kind: HeaderValue,
        frame: Frame,
        view: View,
    },
    /// Without contacts, or without content.
    Other(Answer),
}

impl Success {
    /// Returns the first documented success; for contacts, the first that has them as JSON.
    pub(super) fn new(
        document: &Document,
        operation: &Operation,
        layout: &Layout,
        blanks: &[(Blank, &[String])],
    ) -> Self {
        let successes = operation.successes();
        let with_schema = successes.iter().find_map(|response| {
            let content = response.json().filter(|it| it.schema.is_some())?;
            Some((code(response.status), content))
        });
        match (blanks.first(), with_schema) {
            (Some((_, path)), Some((status, content))) if may_have_content(status) => {
                let schema = content.schema;
                let schema = schema.and_then(|it| book::inside(document, it, path));
                Success::Contacts {
                    status,
                    kind: kind(content),
                    frame: Frame::new(document, content, blanks),
                    view: schema
                        .map(|it| View::new(document, it, layout))
                        .unwrap_or_default(),
                }
            }
            _ => Success::Other(Example::new(document, operation).bare()),
        }
    }

    /// Returns an answer with this contact.
    pub(super) fn of(
        &self,
        request: &ValidRequest<'_>,
        book: &Book,
        key: u64,
        packed: &PackedContact,
    ) -> Answer {
        self.written(|out, view, _| write(out, view, request, book, key, packed))
    }

    /// Returns an answer with what `write` puts into each blank.
    pub(super) fn written(&self, mut write: impl FnMut(&mut Vec<u8>, &View, Blank)) -> Answer {
        match self {
            Success::Contacts {
                status,
                kind,
                frame,
                view,
            } => {
                let mut content = Vec::with_capacity(256);
                frame.write(&mut content, |out, blank| write(out, view, blank));
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

/// Writes a contact as it is shown.
pub(super) fn write(
    out: &mut Vec<u8>,
    view: &View,
    request: &ValidRequest<'_>,
    book: &Book,
    key: u64,
    packed: &PackedContact,
) {
    let showing = Showing {
        key,
        given: book.given_id(key),
        packed,
        unset: request.behaviour.unset,
    };
    view.write(out, &request.service.layout, &showing);
}
