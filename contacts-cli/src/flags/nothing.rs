/// Whether a text on the command line clears a property.
#[derive(Debug, PartialEq)]
pub(super) enum Nothing<'a> {
    /// `null`: the property is cleared.
    Itself,
    /// The text `null` in quotes, with one pair removed, so that every text can be given.
    Quoted(&'a str),
    /// Anything else.
    No,
}

impl<'a> Nothing<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        if text == NULL {
            return Nothing::Itself;
        }
        let unquoted = |it: &'a str| it.strip_prefix('"')?.strip_suffix('"');
        match unquoted(text) {
            Some(inner) if Nothing::of(inner) != Nothing::No => Nothing::Quoted(inner),
            _ => Nothing::No,
        }
    }
}

/// The text that clears a value, as in JSON.
pub(super) const NULL: &str = "null";
