//! Which parts of an error are shown, and to whom.

use std::fmt;

use reqwest::StatusCode;
use reqwest::header::LOCATION;

use super::violations::known;
use super::{Broken, Error, ErrorKind, MayExist, Unanswered};
use crate::phone_book::ContactId;
use crate::transport::Unreadable;

/// An error in full, with the values that were refused and the service's own words. It is for the caller, and
/// not for a log.
#[derive(Clone, Copy)]
pub struct Details<'a>(pub(super) &'a Error);

impl fmt::Display for Details<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(self.0, f, Audience::Person)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(self, f, Audience::Log)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Error({self})")
    }
}

impl std::error::Error for Error {
    /// Returns the cause, unless it may show personal data: only that of a connection or of a
    /// create.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.kind {
            ErrorKind::NoAnswer(no) => no.cause.as_ref().map(|it| it as _),
            ErrorKind::MayExist(may) => may.create.as_ref().map(|it| it as _),
            _ => None,
        }
    }
}

/// Who reads it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Audience {
    /// The caller, who may see the values of the request.
    Person,
    /// Anybody.
    Log,
}

fn write(error: &Error, f: &mut fmt::Formatter<'_>, audience: Audience) -> fmt::Result {
    match &error.0.kind {
        ErrorKind::Request(reason) => write!(f, "the request was not sent: {reason}"),
        ErrorKind::Refused(reason) => refused(reason, f, audience),
        ErrorKind::Answer { status, .. } => answered(error, *status, f, audience),
        ErrorKind::NoAnswer(no) => no_answer(no, f),
        ErrorKind::TooLarge(most) => write!(
            f,
            "the service's answer has more than {most} bytes: ask for less, or allow more with `max_response_bytes`"
        ),
        ErrorKind::Elsewhere => f.write_str(
            "the service sent the request elsewhere, and the HTTP client followed: the answer is not the service's; \
             give the base URL that it leads to, and build the HTTP client with `redirect::Policy::none()`",
        ),
        ErrorKind::Payload { why, .. } => {
            f.write_str("the service's answer is not what the document says: ")?;
            match why {
                Unreadable::Html => {
                    f.write_str("it is HTML, so something else may answer at this URL")
                }
                Unreadable::Empty => f.write_str("it is empty"),
                Unreadable::Json { line, column } => {
                    write!(f, "JSON fails in line {line}, column {column}")
                }
            }
        }
        ErrorKind::MayExist(may) => may_exist(may, f, audience),
        ErrorKind::Unsupported(what) => {
            write!(f, "the document has no operation that {what}")
        }
        ErrorKind::Missing(what) => write!(f, "the service's answer has no {what} in it"),
        ErrorKind::NotFound => f.write_str("there is no such contact"),
        ErrorKind::Order { after, id } => write!(
            f,
            "the list is not in order: contact {id} came after contact {after}, so some may be missing"
        ),
    }
}

fn refused(reason: &str, f: &mut fmt::Formatter<'_>, audience: Audience) -> fmt::Result {
    f.write_str("the request was not sent: ")?;
    if audience == Audience::Person {
        return f.write_str(reason);
    }
    match &names_in(reason)[..] {
        [] => f.write_str("a value in it is")?,
        [name] => write!(f, "`{name}` is")?,
        names => write!(f, "`{}` are", names.join("`, `"))?,
    }
    f.write_str(" not what the document allows (`Error::details` says why)")
}

fn answered(
    error: &Error,
    status: StatusCode,
    f: &mut fmt::Formatter<'_>,
    audience: Audience,
) -> fmt::Result {
    write!(f, "the service answered {}", status.as_u16())?;
    let reason = status.canonical_reason().unwrap_or_default();
    if !reason.is_empty() {
        write!(f, " {reason}")?;
    }
    if matches!(status.as_u16(), 301 | 302 | 307 | 308) {
        return leads_elsewhere(error, f, audience);
    }
    if audience == Audience::Person {
        return match error.api_message() {
            Some(said) if !said.eq_ignore_ascii_case(reason) => write!(f, ": {said}"),
            _ => Ok(()),
        };
    }
    let refused = error.violations();
    let names = refused.iter().filter_map(|it| known(&it.property));
    let mut names: Vec<_> = names.collect();
    names.dedup();
    if names.is_empty() {
        return Ok(());
    }
    write!(f, ": it refuses `{}`", names.join("`, `"))
}

/// Says where a redirect leads, since the base URL must then be changed. That URL may contain a phone number.
fn leads_elsewhere(error: &Error, f: &mut fmt::Formatter<'_>, audience: Audience) -> fmt::Result {
    let location = error
        .headers()
        .and_then(|it| it.get(LOCATION)?.to_str().ok());
    match location.filter(|_| audience == Audience::Person) {
        Some(location) => write!(
            f,
            ", which leads to {location}: give the client the base URL that this begins with"
        ),
        None => f.write_str(
            ", which leads to another URL: give the client the base URL of that (`Error::details` says which)",
        ),
    }
}

fn no_answer(no: &Unanswered, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let what = match no.how {
        Broken::Connect => "cannot be reached",
        Broken::Timeout => "did not answer in time",
        Broken::Connection => "broke the connection off",
        Broken::TooLate => {
            return f.write_str(
                "the request was not sent: its time was up before its turn came; allow more time, or more \
                 requests a second",
            );
        }
    };
    match &no.url {
        Some(url) => write!(f, "the service at {url} {what}"),
        None => write!(f, "the service {what}"),
    }?;
    match no.cause.as_ref().and_then(root) {
        Some(cause) if no.how != Broken::Timeout => write!(f, ": {cause}"),
        _ => Ok(()),
    }
}

fn may_exist(may: &MayExist, f: &mut fmt::Formatter<'_>, audience: Audience) -> fmt::Result {
    f.write_str("it is not known whether the contact was created")?;
    if let Some(cause) = &may.create {
        f.write_str(" (")?;
        write(cause, f, audience)?;
        f.write_str(")")?;
    }
    if !may.others.is_empty() {
        let ids: Vec<_> = may.others.iter().map(ContactId::to_string).collect();
        return write!(
            f,
            ", and others have its number: look at contact {}",
            ids.join(", ")
        );
    }
    match &may.look_up {
        Some(cause) => {
            f.write_str(", and looking for it failed (")?;
            write(cause, f, audience)?;
            f.write_str(")")?;
        }
        None => f.write_str(", and it could not be looked for")?,
    }
    f.write_str(match audience {
        Audience::Person => ": look for it before it is created again",
        Audience::Log => ": create it again with the same client, which looks first",
    })
}

/// Returns the properties and parameters that a reason is about: those of its labels that are in the
/// document.
///
/// A reason is `limit: …`, `contact: name: …`, or lines such as `phone (number) "71 99": …`.
fn names_in(reason: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for line in reason.lines() {
        let mut path = Vec::new();
        let mut rest = line;
        while let Some((label, behind)) = rest.split_once(": ")
            && let Some(label) = known(label)
        {
            path.push(label);
            rest = behind;
        }
        let head = rest.split(['"', ':']).next().unwrap_or_default();
        let label = match head.split_once('(') {
            Some((_, inside)) => inside.split(')').next().unwrap_or_default(),
            None => head.trim(),
        };
        path.extend(known(label));
        let name = path.join(".");
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Returns the innermost cause: what the operating system or TLS said.
fn root(error: &reqwest::Error) -> Option<&(dyn std::error::Error + 'static)> {
    let mut cause = std::error::Error::source(error)?;
    while let Some(next) = cause.source() {
        cause = next;
    }
    Some(cause)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_reason_only_the_names_of_the_document_are_shown() {
        for (reason, wanted) in [
            ("limit: 101 is not a whole number", &["limit"][..]),
            ("contact: name: has 256 characters", &["contact.name"]),
            ("phone (number) \"71 99\": has too few digits", &["number"]),
            ("number \"71 99\": has too few digits", &["number"]),
            (
                "name \"\": is empty\nphone (number) \"7\": x",
                &["name", "number"],
            ),
            ("Hans Hansen: is not known", &[]),
            ("contact: Hans: is not known", &["contact"]),
            ("4571999999 is taken", &[]),
        ] {
            assert_eq!(names_in(reason), wanted, "{reason}");
        }
    }
}
