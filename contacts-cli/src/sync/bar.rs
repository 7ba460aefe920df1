use std::time::Duration;

use contacts_sync::{Plan, Progress};
use indicatif::ProgressBar;

use crate::settings::Settings;

/// How far a run is, in a terminal.
pub(crate) struct Bar {
    reading: ProgressBar,
    sending: ProgressBar,
}

impl Bar {
    /// Of so many steps, with nothing to be read before.
    pub(crate) fn of(settings: &Settings, steps: usize) -> Self {
        let bar = Bar::new(settings);
        bar.reading.finish_and_clear();
        bar.sending.set_length(steps as u64);
        bar
    }

    pub(crate) fn new(settings: &Settings) -> Self {
        let reading = settings.progress("{spinner} reading the phone book: {pos} contacts", None);
        reading.enable_steady_tick(Duration::from_millis(100));
        let style = "{wide_bar} {pos}/{len} sent, {eta} to go";
        Bar {
            reading,
            sending: settings.progress(style, Some(0)),
        }
    }

    pub(crate) fn planned(&self, plan: &Plan) {
        self.reading.finish_and_clear();
        self.sending.set_length(plan.steps.len() as u64);
    }

    pub(crate) fn tell(&self, progress: Progress) {
        match progress {
            Progress::Read(count) => self.reading.set_position(count),
            Progress::Done(count) => self.sending.set_position(count),
            _ => {}
        }
    }

    pub(crate) fn clear(&self) {
        self.reading.finish_and_clear();
        self.sending.finish_and_clear();
    }
}
