use std::fmt;

/// The rule that a property breaks if no schema describes it.
pub(super) const UNKNOWN: &str = "is not a property of this";

/// A rule of the document that a value breaks.
///
/// Texts are only described by their length: numbers, names and e-mails must not get into logs
/// through an error's message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// The path to the property, the outermost name first; empty for the value itself.
    pub(crate) path: Vec<String>,
    /// How many of these names are from the document; those after them were sent.
    pub(super) described: usize,
    /// The value, if the rule begins with it.
    pub(super) value: Option<String>,
    /// The rule, as the end of a sentence: `is required`.
    pub(super) rule: String,
}

impl Violation {
    /// Returns the rule as the end of a sentence, with the value that breaks it.
    pub(crate) fn rule(&self) -> String {
        match &self.value {
            Some(value) => format!("{value} {}", self.rule),
            None => self.rule.clone(),
        }
    }

    /// Drops the envelope's name from the path, unless the violation is about the envelope itself.
    pub(crate) fn leave_out(&mut self, envelope: Option<&String>) {
        if self.path.len() > 1 && self.path.first() == envelope {
            self.path.remove(0);
            self.described = self.described.saturating_sub(1);
        }
    }

    /// Returns the sentence for a log, which contains nothing that was sent.
    pub(crate) fn logged(&self) -> String {
        match self.logged_parts() {
            (path, rule) if path.is_empty() => format!("the content {rule}"),
            (path, rule) => format!("{path}: {rule}"),
        }
    }

    /// Returns the path and the rule for a log, which contain nothing that was sent.
    pub(crate) fn logged_parts(&self) -> (String, &str) {
        let mut path = self.path[..self.described].join(".");
        if self.described < self.path.len() {
            path.push_str(if path.is_empty() { "…" } else { ".…" });
        }
        (path, &self.rule)
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.path.as_slice() {
            [] => write!(f, "the content {}", self.rule()),
            path => write!(f, "{}: {}", path.join("."), self.rule()),
        }
    }
}
