//! What this tool remembers between runs: which contacts are its own.
//!
//! - `store` is the file, and what is in it.
//! - `lock` keeps a second run of the same book out.
//! - `place` says where the file of a book is.

mod lock;
mod place;
mod store;

pub use lock::{Lock, LockError};
pub(crate) use place::private;
pub use place::{Place, PlaceError};
pub(crate) use store::Change as StateChange;
pub use store::{Managed, State, StateError};
