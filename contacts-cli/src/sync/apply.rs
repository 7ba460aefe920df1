//! Sends a plan, several requests at a time, and stops when going on is of no use.

use std::cell::RefCell;

use contacts_api::{Client, Error};
use futures_util::StreamExt as _;
use futures_util::stream;
use indicatif::ProgressBar;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::plan::{Change, Step};
use super::report::{End, Outcome, Reject};
use crate::interrupt::Interrupt;

/// After so many requests in a row that an outage explains, the rest is not sent.
const OUTAGE: usize = 5;

/// What was done.
#[derive(Debug, Default)]
pub(crate) struct Applied {
    /// The rows of what was created and updated.
    pub(crate) done: Vec<(u64, End)>,
    pub(crate) failed: Vec<Reject>,
    pub(crate) stop: Option<Stop>,
}

/// Why the rest was not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Stop {
    Interrupted,
    /// The token was refused.
    Authentication(String),
    /// The service fails whatever is sent.
    Outage(String),
}

impl Stop {
    fn reason(&self) -> &'static str {
        match self {
            Stop::Interrupted => "was not sent: the run was interrupted; run it again",
            Stop::Authentication(_) => "was not sent: the token was refused",
            Stop::Outage(_) => {
                "was not sent: the service failed several times in a row; run it again later"
            }
        }
    }
}

/// Sends all steps, `concurrency` at a time.
pub(crate) async fn apply(
    client: &Client,
    steps: Vec<Step<'_>>,
    concurrency: usize,
    interrupt: &Interrupt,
    progress: &ProgressBar,
) -> Applied {
    let state = RefCell::new(State::default());
    stream::iter(steps)
        .map(|step| {
            let state = &state;
            async move {
                if interrupt.is_set() {
                    state.borrow_mut().stop(Stop::Interrupted);
                }
                let stop = state.borrow().applied.stop.clone();
                if let Some(stop) = stop {
                    state.borrow_mut().leave_out(&step, &stop);
                } else {
                    let outcome = send(client, &step).await;
                    state.borrow_mut().sent(&step, outcome);
                }
                progress.inc(1);
            }
        })
        .buffer_unordered(concurrency)
        .collect::<()>()
        .await;
    let mut applied = state.into_inner().applied;
    applied.failed.sort_by_key(|reject| reject.line);
    applied
}

/// Why a step has failed.
enum Failed {
    /// What is sent cannot be made; the plan has looked at it, so this does not come to pass.
    Made(serde_json::Error),
    Sent(Error),
}

async fn send(client: &Client, step: &Step<'_>) -> Result<(), Failed> {
    let book = client.phone_book();
    match &step.change {
        Change::Create(contact) => {
            book.create(made(contact)?).await.map_err(Failed::Sent)?;
        }
        Change::Update { id, update } => {
            book.update(id, made(update)?).await.map_err(Failed::Sent)?;
        }
    }
    Ok(())
}

fn made<T: DeserializeOwned>(payload: &Map<String, Value>) -> Result<T, Failed> {
    serde_json::from_value(Value::Object(payload.clone())).map_err(Failed::Made)
}

#[derive(Debug, Default)]
struct State {
    applied: Applied,
    failures_in_a_row: usize,
}

impl State {
    fn stop(&mut self, stop: Stop) {
        self.applied.stop.get_or_insert(stop);
    }

    fn leave_out(&mut self, step: &Step<'_>, why: &Stop) {
        let mut reject = failed(step, why.reason());
        reject.unsent = true;
        self.applied.failed.push(reject);
    }

    fn sent(&mut self, step: &Step<'_>, outcome: Result<(), Failed>) {
        let Err(failure) = outcome else {
            self.failures_in_a_row = 0;
            let end = match step.change {
                Change::Create(_) => End::Created,
                Change::Update { .. } => End::Updated,
            };
            self.applied.done.push((step.row, end));
            return;
        };
        let error = match failure {
            Failed::Sent(error) => error,
            Failed::Made(error) => {
                self.applied.failed.push(failed(step, &error.to_string()));
                return;
            }
        };
        let reason = error.details().to_string();
        let server_failed = error
            .status()
            .is_some_and(|status| status.is_server_error());
        if error.is_unauthorized() {
            self.stop(Stop::Authentication(reason.clone()));
        } else if error.is_retryable() || error.may_exist() || server_failed {
            self.failures_in_a_row += 1;
            if self.failures_in_a_row >= OUTAGE {
                self.stop(Stop::Outage(reason.clone()));
            }
        } else {
            self.failures_in_a_row = 0;
        }
        self.applied.failed.push(failed(step, &reason));
    }
}

fn failed(step: &Step<'_>, reason: &str) -> Reject {
    let place = (step.row, step.line);
    Reject::of_number(place, Outcome::Failed, &step.written, reason)
}
