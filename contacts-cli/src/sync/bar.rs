//! How far a run is, in a terminal.

use std::time::Duration;

use contacts_sync::Progress;
use indicatif::ProgressBar;

use crate::settings::Settings;

/// How far a run is, in a terminal.
pub(crate) struct Bar {
    reading: ProgressBar,
    sending: ProgressBar,
}

impl Bar {
    /// Shows nothing yet: what is said before it begins stands on lines of its own.
    pub(crate) fn new(settings: &Settings) -> Self {
        Bar {
            reading: settings.progress("{spinner} reading the phone book: {pos} contacts", None),
            sending: settings.progress("{wide_bar} {pos}/{len} sent, {eta} to go", Some(0)),
        }
    }

    /// The phone book begins to be read.
    pub(crate) fn reads(&self) {
        self.reading.enable_steady_tick(Duration::from_millis(100));
    }

    /// The phone book has been read.
    pub(crate) fn has_read(&self) {
        self.reading.finish_and_clear();
    }

    /// So many steps begin to be sent.
    pub(crate) fn sends(&self, steps: usize) {
        self.sending.set_length(steps as u64);
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
