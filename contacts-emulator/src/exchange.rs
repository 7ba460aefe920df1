//! Records how a request ends: in the log and in the journal.

use std::time::{Duration, Instant};

use http::request::Parts;
use http::{Method, StatusCode};

use crate::api::RefusalReason;
use crate::journal::{Ending, Received};
use crate::service::Service;

/// A request that is being answered.
pub(crate) struct Exchange<'a> {
    service: &'a Service,
    parts: &'a Parts,
    pub(crate) target: RequestTarget<'a>,
    start: Instant,
    /// The faults that happen to it, as they are written.
    pub(crate) faults: Vec<String>,
}

/// The target of a request.
#[derive(Debug, Clone, Copy)]
pub(crate) enum RequestTarget<'a> {
    /// An operation of the document.
    Operation(&'a str),
    /// The methods of a path, asked for with `OPTIONS`.
    Methods,
    /// A method that a path does not have.
    NoSuchMethod,
    /// A path with nothing there.
    NoSuchPath,
    /// A path of the emulator itself, with nothing in it from the client.
    Own(&'a str),
}

impl<'a> Exchange<'a> {
    pub(crate) fn begin(service: &'a Service, parts: &'a Parts, target: RequestTarget<'a>) -> Self {
        Exchange {
            service,
            parts,
            target,
            start: Instant::now(),
            faults: Vec::new(),
        }
    }

    /// Records how the request ends; without a status the client gets no complete answer.
    pub(crate) fn end(
        &mut self,
        content: &[u8],
        status: Option<StatusCode>,
        reason: Option<&RefusalReason>,
    ) {
        let elapsed = self.start.elapsed();
        self.log(status, reason, elapsed);
        let operation = match self.target {
            RequestTarget::Own(_) => return,
            RequestTarget::Operation(id) => Some(id),
            RequestTarget::Methods | RequestTarget::NoSuchMethod | RequestTarget::NoSuchPath => {
                None
            }
        };
        if self.service.journal.is_on() {
            let ending = Ending {
                operation,
                status,
                faults: std::mem::take(&mut self.faults),
                reason: reason.map(RefusalReason::told),
                elapsed,
            };
            let received = Received::new(self.parts, content, ending);
            self.service.journal.add(received);
        }
    }

    fn log(&self, status: Option<StatusCode>, reason: Option<&RefusalReason>, elapsed: Duration) {
        let operation = match self.target {
            RequestTarget::Operation(id) => id,
            RequestTarget::Methods => "the methods of a path",
            RequestTarget::NoSuchMethod => "no such method",
            RequestTarget::NoSuchPath => "no such path",
            RequestTarget::Own(path) => path,
        };
        let faults = (!self.faults.is_empty()).then(|| self.faults.join(" "));
        tracing::info!(
            operation,
            method = known(&self.parts.method),
            status = status.map(|it| it.as_u16()),
            fault = faults,
            reason = reason.map(RefusalReason::logged),
            ?elapsed,
            "answered"
        );
    }
}

/// Returns the method if it is a standard one: any other is a text from the client.
fn known(method: &Method) -> &str {
    let known = [
        Method::GET,
        Method::HEAD,
        Method::POST,
        Method::PUT,
        Method::PATCH,
        Method::DELETE,
        Method::OPTIONS,
        Method::TRACE,
        Method::CONNECT,
    ];
    if known.contains(method) {
        method.as_str()
    } else {
        "another"
    }
}
