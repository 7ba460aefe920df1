//! Ctrl-C: the first asks the run to stop, the second leaves at once.

use std::cell::Cell;
use std::future::Future;
use std::io;

use crate::failure::{Exit, Failure, say};

/// How the process was asked to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// By a person, with Ctrl-C.
    Interrupt,
    /// By the system, or by whoever started the process.
    Terminate,
}

/// Listens as long as it exists, so that a signal that comes while nobody waits is not lost.
pub(crate) struct Signals(system::Signals);

/// Tells the work that it should end.
#[derive(Debug, Default)]
pub(crate) struct Interrupt(Cell<bool>);

impl Interrupt {
    pub(crate) fn is_set(&self) -> bool {
        self.0.get()
    }
}

impl Signals {
    pub(crate) fn listen() -> Result<Self, Failure> {
        let signals = system::Signals::listen();
        signals.map(Signals).map_err(|error: io::Error| {
            Failure::error(format!("the run cannot listen for Ctrl-C: {error}"))
        })
    }

    /// Waits until the process is asked to end, and returns how.
    pub(crate) async fn asked(&mut self) -> Asked {
        self.0.asked().await
    }

    /// Runs `work`, which may be dropped at any moment, until it is done or the process is asked to end.
    pub(crate) async fn unless_asked<T>(
        &mut self,
        work: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        tokio::select! {
            biased;
            _ = self.asked() => Err(Failure::interrupted()),
            result = work => result,
        }
    }

    /// Runs `work`, which ends by itself soon after `interrupt` is set.
    pub(crate) async fn telling<T>(
        &mut self,
        interrupt: &Interrupt,
        work: impl Future<Output = T>,
    ) -> T {
        let listen = async {
            self.asked().await;
            interrupt.0.set(true);
            say("stopping when the requests under way are answered; Ctrl-C again leaves at once");
            self.asked().await;
            std::process::exit(Exit::Interrupted as i32);
        };
        tokio::select! {
            biased;
            () = listen => unreachable!("the second signal ends the process"),
            result = work => result,
        }
    }
}

#[cfg(unix)]
mod system {
    use std::io;

    use tokio::signal::unix::{Signal, SignalKind, signal};

    use super::Asked;

    pub(super) struct Signals {
        interrupt: Signal,
        terminate: Signal,
    }

    impl Signals {
        pub(super) fn listen() -> io::Result<Self> {
            Ok(Signals {
                interrupt: signal(SignalKind::interrupt())?,
                terminate: signal(SignalKind::terminate())?,
            })
        }

        pub(super) async fn asked(&mut self) -> Asked {
            tokio::select! {
                _ = self.interrupt.recv() => Asked::Interrupt,
                _ = self.terminate.recv() => Asked::Terminate,
            }
        }
    }
}

#[cfg(windows)]
mod system {
    use std::io;

    use tokio::signal::windows::{CtrlC, CtrlClose, ctrl_c, ctrl_close};

    use super::Asked;

    pub(super) struct Signals {
        interrupt: CtrlC,
        terminate: CtrlClose,
    }

    impl Signals {
        pub(super) fn listen() -> io::Result<Self> {
            Ok(Signals {
                interrupt: ctrl_c()?,
                terminate: ctrl_close()?,
            })
        }

        pub(super) async fn asked(&mut self) -> Asked {
            tokio::select! {
                _ = self.interrupt.recv() => Asked::Interrupt,
                _ = self.terminate.recv() => Asked::Terminate,
            }
        }
    }
}
