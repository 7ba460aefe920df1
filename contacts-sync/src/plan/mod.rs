//! What is to be done so that the book has what the source says: data, made before anything is sent.
//!
//! - `planner` takes the entries, `matching` the contacts, and compares them; they send nothing.
//! - `rules` are what it goes by, `guard` is what keeps it from deleting.
//! - `file` is a plan that waits in a file.

mod file;
mod guard;
mod matching;
mod planner;
mod rules;

use contacts_api::phone_book::ContactId;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

pub use file::PlanFileError;
pub use guard::{DeleteLimit, HeldBack};
pub use matching::INDEX_BYTES;
pub(crate) use matching::{Matching, hash_of};
pub(crate) use planner::Planner;
pub use rules::{OnShared, Rules};

/// What is to be done so that the phone book has what the source says.
///
/// It is data: look at it, write it to a file with [`to_json`](Plan::to_json), apply it with
/// [`Reconciler::apply`](crate::Reconciler::apply).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// The base URL of the service whose book was read.
    pub service: String,
    /// How many contacts the book had.
    pub contacts: u64,
    /// How many entries the source had.
    pub entries: u64,
    /// What is to be sent: updates, then creates, then deletes, each in the order of the source.
    pub steps: Vec<Step>,
    /// How many entries the book has as they are.
    pub unchanged: u64,
    /// Entries that another one with the same number stands for.
    pub duplicates: Vec<LeftOut>,
    /// Entries for which nobody but a person can say what is meant.
    pub conflicts: Vec<LeftOut>,
    /// Contacts of this tool that the source no longer has, if they are not to be deleted.
    pub orphans: u64,
    /// Why contacts that should be deleted are not.
    pub held_back: Option<HeldBack>,
    /// Contacts that were found by their number and are this tool's from now on.
    pub adopted: Vec<Adopted>,
    /// The keys of contacts of this tool that are no longer in the book, or have another key now.
    pub forgotten: Vec<String>,
    /// The greatest id in the book, where ids are whole numbers.
    pub last_id: Option<u64>,
}

/// One request that is to be sent.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    /// Where its entry stands in the source; a delete has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// What the contact is remembered by.
    pub key: String,
    /// The number, as digits.
    pub number: String,
    /// What is changed.
    #[serde(flatten)]
    pub change: Change,
}

/// What a request changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "lowercase")]
pub enum Change {
    /// A contact is made.
    Create {
        /// What is sent.
        contact: Map<String, Value>,
    },
    /// A contact is changed.
    Update {
        /// Which.
        id: ContactId,
        /// The contact as it was read.
        before: Map<String, Value>,
        /// What is sent.
        update: Map<String, Value>,
    },
    /// A contact is deleted.
    Delete {
        /// Which.
        id: ContactId,
        /// The contact as it was read.
        before: Map<String, Value>,
    },
}

/// An entry with which nothing is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Where it stands in the source.
    pub row: u64,
    /// The number, as digits.
    pub number: String,
    /// Why, as the rest of a sentence.
    pub reason: String,
}

/// A contact that is this tool's from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adopted {
    /// What it is remembered by.
    pub key: String,
    /// Its id.
    pub id: ContactId,
    /// Its number.
    pub number: u64,
    /// A hash of what the source says of it.
    pub hash: u64,
}

impl Step {
    /// Returns what the source calls it; `None` if it is remembered by its number.
    pub fn source_key(&self) -> Option<&str> {
        self.key.strip_prefix("key:")
    }
}

impl Plan {
    /// Returns how many steps of each kind there are: creates, updates, deletes.
    pub fn counts(&self) -> (usize, usize, usize) {
        let count = |is: fn(&Change) -> bool| self.steps.iter().filter(|it| is(&it.change)).count();
        (
            count(|it| matches!(it, Change::Create { .. })),
            count(|it| matches!(it, Change::Update { .. })),
            count(|it| matches!(it, Change::Delete { .. })),
        )
    }

    /// Returns whether applying it would send nothing.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}
