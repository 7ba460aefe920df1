//! Shows the progress of a run in a terminal.

use std::time::Duration;

use contacts_sync::Progress;
use indicatif::ProgressBar;

use crate::settings::Settings;

/// The progress of a run in a terminal.
pub(crate) struct Bar {
    reading: ProgressBar,
    sending: ProgressBar,
}

impl Bar {
    /// Makes a bar that shows nothing yet, so that messages before it begins have lines of their
    /// own.
    pub(crate) fn new(settings: &Settings) -> Self {
        Bar {
            reading: settings.progress("{spinner} reading the phone book: {pos} contacts", None),
            sending: settings.progress("{wide_bar} {pos}/{len} sent, {eta} to go", Some(0)),
        }
    }

    /// Shows that reading the phone book begins.
    pub(crate) fn reads(&self) {
        self.reading.enable_steady_tick(Duration::from_millis(100));
    }

    /// Shows that the phone book has been read.
    pub(crate) fn has_read(&self) {
        self.reading.finish_and_clear();
    }

    /// Shows that sending so many steps begins.
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
