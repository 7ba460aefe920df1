//! What this tool remembers between runs: which contacts are its own.
//!
//! - `store` is the file, and what is in it; `whole` tells whether it is damaged.
//! - `error` is why it cannot be used.
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
