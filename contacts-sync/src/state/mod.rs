//! What this tool remembers between runs: which contacts belong to it.
//!
//! - `store` is the file with its content; `whole` checks whether it is damaged.
//! - `error` says why it cannot be used.
//! - `lock` keeps a second run of the same book out.
//! - `location` says where the file of a book is.

mod error;
mod location;
mod lock;
mod store;
mod whole;

pub use error::StateError;
pub(crate) use location::private;
pub use location::{StateLocation, StateLocationError};
pub use lock::{Lock, LockError};
pub(crate) use store::StateChange;
pub use store::{Managed, State};
