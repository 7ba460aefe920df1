//! What came of a plan that was sent.

use contacts_api::phone_book::ContactId;

/// What was done.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// What came of each step of the plan, in the plan's order.
    pub ends: Vec<End>,
    /// Why not all was sent.
    pub stop: Option<Stop>,
}

/// What came of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// The contact was made; it has this id, if the service told one.
    Created(Option<ContactId>),
    /// The contact was changed.
    Updated,
    /// The contact was deleted.
    Deleted,
    /// The contact was as it should be when its turn came.
    Unchanged(Option<ContactId>),
    /// Somebody else has changed the contact since the plan was made: why, as a sentence.
    Conflict(String),
    /// The service refused: why, as a sentence.
    Failed(String),
    /// Nothing is wrong with it, but the run ended before its turn: why, as the rest of a sentence.
    Unsent(String),
}

impl Applied {
    /// Returns how many contacts were made.
    pub fn created(&self) -> usize {
        self.count(|it| matches!(it, End::Created(_)))
    }

    /// Returns how many contacts were changed.
    pub fn updated(&self) -> usize {
        self.count(|it| matches!(it, End::Updated))
    }

    /// Returns how many contacts were deleted.
    pub fn deleted(&self) -> usize {
        self.count(|it| matches!(it, End::Deleted))
    }

    /// Returns how many contacts were as they should be when their turn came.
    pub fn unchanged(&self) -> usize {
        self.count(|it| matches!(it, End::Unchanged(_)))
    }

    /// Returns how many steps are not done: refused, overtaken by somebody else, or not sent.
    pub fn undone(&self) -> usize {
        self.count(|it| matches!(it, End::Conflict(_) | End::Failed(_) | End::Unsent(_)))
    }

    fn count(&self, is: fn(&End) -> bool) -> usize {
        self.ends.iter().filter(|it| is(it)).count()
    }
}

/// Why the rest was not sent.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Stop {
    /// It was asked to stop.
    Interrupted,
    /// The token was refused.
    Authentication(String),
    /// The service fails whatever is sent.
    Outage(String),
}

impl Stop {
    pub(super) fn reason(&self) -> &'static str {
        match self {
            Stop::Interrupted => "was not sent: the run was interrupted; run it again",
            Stop::Authentication(_) => "was not sent: the token was refused",
            Stop::Outage(_) => {
                "was not sent: the service failed several times in a row; run it again later"
            }
        }
    }
}
