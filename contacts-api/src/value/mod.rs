//! The values that are sent and read: types that refuse what the document forbids before it is
//! sent, and lenient reading that refuses hardly anything.
//!
//! - `text` is a string with bounds on its length, `bounded` a whole number with bounds.
//! - `checked` is a text that a rule allows; `formats` are the rules that OpenAPI has names for.
//! - `limited` is a number with bounds, `items` a list with a count.
//! - `enumeration` is a list of values: when reading, others are accepted; when sending, they are
//!   not.
//! - `additional` has the properties that the document does not name.
//! - `parameter` writes lists, objects and cookies into a request.
//! - `nullable` tells `null` from absent.
//! - `lenient` reads whatever can be taken for a value.
//! - `convert` is what the generated builders accept for these types.

#[allow(dead_code, reason = "the document decides what is used")]
pub(crate) mod additional;
mod bounded;
pub(crate) mod checked;
pub(crate) mod convert;
mod enumeration;
pub mod formats;
mod items;
#[allow(dead_code, reason = "the document decides what is used")]
pub(crate) mod lenient;
pub(crate) mod limited;
mod nullable;
pub mod parameter;
mod text;

pub use additional::{Additional, AdditionalError, Named};
pub use bounded::{Bounded, BoundedError};
pub use checked::{Checked, CheckedError, Rule};
pub use enumeration::{Enumeration, Listed, UnlistedError};
pub use items::{Items, ItemsError};
pub use limited::{AnyNumber, Limited, LimitedError, NumberRule};
pub use nullable::Nullable;
pub(crate) use nullable::present;
pub use text::{Text, TextError};

/// A text that can stand in a path.
pub type PathText = Checked<formats::Segment>;

// The generated code uses these, but only if the document has what they are for.
#[allow(unused_imports)]
pub(crate) use {
    additional::named,
    checked::text_rule,
    convert::optional_struct,
    enumeration::{enumeration, integer_enumeration, text_enumeration},
    lenient::read_whole,
    limited::number_rule,
};
