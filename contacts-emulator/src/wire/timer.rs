use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::{Instant, Sleep};

/// A time that runs while somebody waits.
#[derive(Debug, Default)]
pub(super) struct Timer {
    sleep: Option<Pin<Box<Sleep>>>,
    runs: bool,
}

impl Timer {
    /// Returns ready once the time since the first call after a stop is over.
    pub(super) fn poll(&mut self, context: &mut Context<'_>, time: Duration) -> Poll<()> {
        let sleep = self
            .sleep
            .get_or_insert_with(|| Box::pin(tokio::time::sleep(time)));
        if !self.runs {
            self.runs = true;
            sleep.as_mut().reset(Instant::now() + time);
        }
        sleep.as_mut().poll(context)
    }

    /// Begins anew at the next call.
    pub(super) fn stop(&mut self) {
        self.runs = false;
    }
}
