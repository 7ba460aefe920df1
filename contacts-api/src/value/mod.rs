//! The values that are sent and read: types that refuse what the document forbids before it is
//! sent, and a reading that refuses hardly anything.
//!
//! - `text` is a string with bounds on its length, `bounded` a whole number with bounds.
//! - `nullable` tells `null` from absent.
//! - `lenient` reads whatever can be taken for a value.
//! - `convert` is what the generated builders accept for them.

mod bounded;
pub(crate) mod convert;
pub(crate) mod lenient;
mod nullable;
mod text;

pub use bounded::{Bounded, BoundedError};
pub use nullable::Nullable;
pub(crate) use nullable::present;
pub use text::{Text, TextError};
