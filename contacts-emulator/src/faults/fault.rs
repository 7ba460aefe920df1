use std::ops::RangeInclusive;
use std::time::Duration;

use contacts_openapi::Document;

use super::FaultError;
use crate::time::LONGEST;

/// One thing that goes wrong: at which operation, what, and when.
///
/// ```
/// # use contacts_emulator::Fault;
/// # use std::time::Duration;
/// // The third create takes effect, but its answer is lost.
/// let lost = Fault::reset_after().on("create_contact").nth(3);
/// // One answer in ten says to come back in two seconds.
/// let busy = Fault::too_many_requests(Duration::from_secs(2)).rate(0.1);
/// // The same as text, as `contacts serve --fault` takes it.
/// assert_eq!(lost, "create_contact:reset-after@3".parse()?);
/// assert_eq!(busy, "*:429=2s@10%".parse()?);
/// # Ok::<(), contacts_emulator::FaultError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// The `operationId` at which it happens; `None` for any.
    pub(crate) operation: Option<String>,
    pub(crate) effect: Effect,
    pub(crate) when: When,
}

/// When a fault happens, counted in the requests of its operation.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum When {
    /// At every request.
    Always,
    /// At this share of the requests, from 0 to 1, chosen by the seed.
    Rate(f64),
    /// At these requests, counted from 1.
    Requests(Vec<RangeInclusive<u64>>),
    /// At every n-th request.
    Every(u64),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Effect {
    /// The answer is delayed by a time in this range.
    Latency(RangeInclusive<Duration>),
    /// The request fails.
    Fail(FailureMode),
}

/// How a request fails.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum FailureMode {
    /// The answer has this status, and nothing is done.
    Status {
        status: u16,
        retry_after: Option<Duration>,
        html: bool,
    },
    /// The connection is reset, and nothing is done.
    ResetBefore,
    /// The request is carried out, then the connection is reset.
    ResetAfter,
    /// The request is carried out, and half of the answer arrives.
    Truncate,
    /// The request is not answered, and nothing is done.
    Stall,
}

impl Fault {
    fn new(effect: Effect) -> Self {
        Fault {
            operation: None,
            effect,
            when: When::Always,
        }
    }

    /// Delays the answer by this time, or by a time in this range.
    ///
    /// ```
    /// # use contacts_emulator::Fault;
    /// # use std::time::Duration;
    /// Fault::latency(Duration::from_millis(50)..=Duration::from_millis(200));
    /// ```
    pub fn latency(time: RangeInclusive<Duration>) -> Self {
        Fault::new(Effect::Latency(time))
    }

    /// Answers with 429 and `Retry-After` (whole seconds, rounded up); nothing is done.
    pub fn too_many_requests(retry_after: Duration) -> Self {
        Fault::new(Effect::Fail(FailureMode::Status {
            status: 429,
            retry_after: Some(retry_after),
            html: false,
        }))
    }

    /// Answers with this status and the documented body; nothing is done.
    ///
    /// # Panics
    ///
    /// If it is not the status of an error, 400 to 599.
    pub fn status(status: u16) -> Self {
        assert!(
            (400..600).contains(&status),
            "{status} is not a status of an error, 400 to 599"
        );
        Fault::new(Effect::Fail(FailureMode::Status {
            status,
            retry_after: None,
            html: false,
        }))
    }

    /// Answers with this status and an HTML page, as a proxy sends it; nothing is done.
    ///
    /// # Panics
    ///
    /// If it is not the status of an error, 400 to 599.
    pub fn html(status: u16) -> Self {
        let mut fault = Fault::status(status);
        if let Effect::Fail(FailureMode::Status { html, .. }) = &mut fault.effect {
            *html = true;
        }
        fault
    }

    /// Resets the connection before anything is done.
    pub fn reset_before() -> Self {
        Fault::new(Effect::Fail(FailureMode::ResetBefore))
    }

    /// Carries the request out, then resets the connection instead of answering.
    pub fn reset_after() -> Self {
        Fault::new(Effect::Fail(FailureMode::ResetAfter))
    }

    /// Carries the request out, and ends the connection in the middle of the answer.
    pub fn truncate() -> Self {
        Fault::new(Effect::Fail(FailureMode::Truncate))
    }

    /// Leaves the request without an answer as long as the client waits; nothing is done.
    pub fn stall() -> Self {
        Fault::new(Effect::Fail(FailureMode::Stall))
    }

    /// Checks that its operation is in the document, and that its times are not too long for a clock.
    pub(crate) fn check(&self, document: &Document) -> Result<(), FaultError> {
        let longest = match &self.effect {
            Effect::Latency(time) => *time.end().max(time.start()),
            Effect::Fail(FailureMode::Status { retry_after, .. }) => {
                retry_after.unwrap_or_default()
            }
            Effect::Fail(_) => Duration::ZERO,
        };
        if longest > LONGEST {
            let reason = "its time is longer than a year";
            return Err(FaultError::new(self.to_string(), reason));
        }
        match self.operation.as_deref() {
            Some(operation) if document.operation(operation).is_none() => {
                let ids: Vec<_> = document
                    .operations()
                    .iter()
                    .map(|it| it.id.as_str())
                    .collect();
                let reason = format!(
                    "the document has no operation `{operation}`: write one of {}, or * for all",
                    ids.join(", ")
                );
                Err(FaultError::new(self.to_string(), reason))
            }
            _ => Ok(()),
        }
    }

    /// Limits the fault to the operation with this `operationId`.
    pub fn on(mut self, operation: impl Into<String>) -> Self {
        self.operation = Some(operation.into());
        self
    }

    /// Limits the fault to this share of the requests, from 0 to 1, chosen by the seed.
    pub fn rate(self, rate: f64) -> Self {
        self.when(When::Rate(rate))
    }

    /// Limits the fault to the n-th request, counted from 1.
    pub fn nth(self, n: u64) -> Self {
        self.when(When::Requests(vec![n..=n]))
    }

    /// Limits the fault to this many first requests.
    pub fn first(self, count: u64) -> Self {
        self.when(When::Requests(vec![1..=count]))
    }

    /// Limits the fault to every n-th request.
    pub fn every(self, n: u64) -> Self {
        self.when(When::Every(n))
    }

    /// Limits the fault to these requests.
    pub fn when(mut self, when: When) -> Self {
        self.when = when;
        self
    }
}
