use super::guard::DeleteLimit;

/// How a source and a book are compared, and how far a plan may go.
///
/// ```
/// use contacts_sync::{DeleteLimit, OnShared, Rules};
///
/// let rules = Rules::default().delete(DeleteLimit::percent(5)).on_shared(OnShared::Last);
/// assert_ne!(rules, Rules::default());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    pub(crate) on_shared: OnShared,
    pub(crate) delete: Option<DeleteLimit>,
    pub(crate) adopt: bool,
}

impl Default for Rules {
    fn default() -> Self {
        Rules {
            on_shared: OnShared::First,
            delete: None,
            adopt: false,
        }
    }
}

/// Which entry counts when several have the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OnShared {
    /// The first in the source; the others are duplicates.
    First,
    /// The last in the source; the others are duplicates.
    Last,
    /// None of them: each is a conflict.
    Refuse,
    /// The first, with the names of all of them; the others are duplicates.
    Join,
}

impl Rules {
    /// Sets which entry counts when several have the same number; the first unless set.
    pub fn on_shared(mut self, which: OnShared) -> Self {
        self.on_shared = which;
        self
    }

    /// Deletes contacts of this tool that the source no longer has, up to this limit; none unless set.
    ///
    /// A contact that this tool neither made nor adopted is never deleted.
    pub fn delete(mut self, most: DeleteLimit) -> Self {
        self.delete = Some(most);
        self
    }

    /// Makes contacts that are found by their number this tool's own from now on: after a state was
    /// lost, or for a book that was filled by other means.
    pub fn adopt(mut self, adopt: bool) -> Self {
        self.adopt = adopt;
        self
    }
}
