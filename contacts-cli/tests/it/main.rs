//! What `contacts` does, seen from outside: the program is run, and what it prints, sends and exits
//! with is looked at.

mod behind_a_proxy;
mod calling;
mod drift;
mod editing;
mod emulator;
mod exporting;
mod formats;
mod golden;
#[cfg(unix)]
mod killed;
mod managing;
#[cfg(unix)]
mod operators;
#[cfg(unix)]
mod pages;
mod plans;
mod program;
mod rejecting;
mod screen;
mod sessions;
mod settings;
mod sources;
mod stopping;
mod sync;
mod writing;
