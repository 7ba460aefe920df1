//! Keeps a phone book in step with what a company's own systems know.
//!
//! A source says what is wanted: values of your own types that derive `IntoContacts`, rows of a table, lines
//! of a file. Comparing it with the phone book gives a [`Plan`]: creates, updates with the contact as it was
//! before, deletes, and what is left out and why. A plan is data. When it is applied, each step is sent,
//! logged and remembered, so that the next run knows which contacts are its own.
//!
//! ```no_run
//! use contacts_api::{Client, IntoContacts};
//! use contacts_sync::{Entry, Reconciler};
//!
//! #[derive(IntoContacts)]
//! struct Customer {
//!     #[contact(skip)]
//!     id: u32,
//!     name: String,
//!     #[contact(number, region = "DK")]
//!     phone: String,
//! }
//!
//! # async fn example(customers: Vec<Customer>) -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::from_env()?;
//! let reconciler = Reconciler::new(&client)?;
//! let mut draft = reconciler.draft()?;
//! for customer in customers {
//!     match Entry::of(customer.id.to_string(), customer) {
//!         Ok(entries) => entries.into_iter().for_each(|it| draft.entry(it)),
//!         Err(errors) => {
//!             eprintln!("{errors}");
//!             draft.unreadable(None);
//!         }
//!     }
//! }
//! let plan = draft.plan().await?;
//! let applied = reconciler.apply(&plan).await?;
//! println!("{} created, {} updated", applied.created(), applied.updated());
//! # Ok(())
//! # }
//! ```
//!
//! # Where things are
//!
//! - `entry` is one contact that the source wants, `wanted` all of them, kept compactly.
//! - `plan` compares and decides, with the help of `layout` (what the document says), `glance` and
//!   `difference`.
//! - `apply` sends a plan; `undo` takes back what an audit log says was sent.
//! - `against` makes plans without a service, for trials and tests.
//! - `state` is the file that remembers contacts; `memory` is the part of it that a plan needs.
#![forbid(unsafe_code)]

mod against;
mod apply;
mod audit;
mod difference;
mod entry;
mod glance;
mod layout;
mod memory;
mod number;
mod plan;
mod reconciler;
mod state;
mod undo;
mod wanted;

pub use against::plan_against;
pub use apply::{Applied, End, Stop};
pub use audit::{AuditError, AuditLog};
pub use entry::{Entry, EntryError};
pub use layout::{Lacking, lacking};
pub(crate) use number::number_of;
pub use plan::{
    Adopted, Change, DeleteLimit, HeldBack, INDEX_BYTES, LeftOut, OnShared, Plan, PlanFileError,
    Rules, Step,
};
pub use reconciler::{PlanDraft, Progress, Reconciler, SyncError};
pub use state::{Lock, LockError, Managed, State, StateError, StateLocation, StateLocationError};
pub use undo::{Undo, Undone};
