/// What a person says to the question whether a property is to have a value at all.
#[derive(Debug, PartialEq)]
pub(super) enum Nothing<'a> {
    /// `null`: it is to have none.
    Itself,
    /// The text `null` in quotes, without one pair of them: so each text can be given.
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

/// What takes a value away, as in JSON.
pub(super) const NULL: &str = "null";
