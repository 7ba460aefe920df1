//! What has to be done so that the book has what the source says: data, made before anything is sent.
//!
//! - `planner` takes the entries, `matching` the contacts, and compares them; they send nothing.
//! - `rules` says how they are compared, `guard` keeps a plan from deleting too much.
//! - `file` writes a plan to a file and reads it back.

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

/// What has to be done so that the phone book has what the source says.
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
    /// How many entries the book already has.
    pub unchanged: u64,
    /// Entries that another entry with the same number stands for.
    pub duplicates: Vec<LeftOut>,
    /// Entries for which only a person can say what is meant.
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
    /// The place of its entry in the source; a delete has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// The key by which the contact is remembered.
    pub key: String,
    /// The number, as digits.
    pub number: String,
    /// The change.
    #[serde(flatten)]
    pub change: Change,
}

/// What a request changes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "action", rename_all = "lowercase")]
pub enum Change {
    /// A contact is made.
    Create {
        /// The payload that is sent.
        contact: Map<String, Value>,
    },
    /// A contact is changed.
    Update {
        /// Its id.
        id: ContactId,
        /// The contact as it was read.
        before: Map<String, Value>,
        /// The payload that is sent.
        update: Map<String, Value>,
    },
    /// A contact is deleted.
    Delete {
        /// Its id.
        id: ContactId,
        /// The contact as it was read.
        before: Map<String, Value>,
    },
}

/// An entry with which nothing is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// Its place in the source.
    pub row: u64,
    /// The number, as digits.
    pub number: String,
    /// Why, as the rest of a sentence.
    pub reason: String,
}

/// A contact that belongs to this tool from now on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adopted {
    /// The key by which it is remembered.
    pub key: String,
    /// Its id.
    pub id: ContactId,
    /// Its number.
    pub number: u64,
    /// A hash of what the source says about it.
    pub hash: u64,
}

impl Step {
    /// Returns its source key; `None` if it is remembered by its number.
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
