use std::borrow::Cow;
use std::fmt;

/// Why a record cannot be mapped: everything that is wrong with it, one or more errors.
///
/// `Display` has a line for each, and so has `Debug`, which `?` in `main` prints; the errors can be iterated
/// over. It is for the person who corrects the record, so it shows the values, unless their fields are
/// `sensitive`. For a log, use each error's [path](MappingError::path) and [property](MappingError::property)
/// instead; the [`Error`](crate::Error) of a request with such a body shows only these.
///
/// ```
/// use contacts_api::IntoContact;
///
/// #[derive(IntoContact)]
/// struct Supplier {
///     name: String,
///     #[contact(number)]
///     phone: String,
/// }
///
/// let supplier = Supplier { name: String::new(), phone: "71 99".into() };
/// let errors = supplier.into_contact().unwrap_err();
/// let wrong: Vec<_> = errors.iter().map(|it| (it.path(), it.property(), it.value())).collect();
/// assert_eq!(wrong, [("name", "name", Some("")), ("phone", "number", Some("71 99"))]);
/// assert_eq!(errors.to_string().lines().count(), 2);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct MappingErrors(Vec<MappingError>);

/// One value that cannot be mapped.
#[derive(Clone, PartialEq, Eq)]
pub struct MappingError {
    path: Cow<'static, str>,
    /// The length of the last part of the path, which leads into the property's value: `[2]`.
    inside: usize,
    property: &'static str,
    value: Option<String>,
    reason: String,
    /// Its place among the record's errors.
    order: usize,
}

impl MappingErrors {
    /// Collects errors; there must be at least one.
    pub(super) fn new(mut errors: Vec<MappingError>) -> Self {
        errors.sort_by_key(|error| error.order);
        MappingErrors(errors)
    }

    /// Returns the errors, in the order of the record's fields.
    pub fn iter(&self) -> std::slice::Iter<'_, MappingError> {
        self.0.iter()
    }

    /// Returns how many there are: at least one.
    #[expect(clippy::len_without_is_empty, reason = "it is never empty")]
    pub fn len(&self) -> usize {
        self.0.len()
    }
}

impl MappingError {
    pub(super) fn new(
        path: impl Into<Cow<'static, str>>,
        property: &'static str,
        value: Option<String>,
        reason: String,
    ) -> Self {
        MappingError {
            path: path.into(),
            inside: 0,
            property,
            value,
            reason,
            order: usize::MAX,
        }
    }

    pub(super) fn in_order(mut self, order: usize) -> Self {
        self.order = order;
        self
    }

    /// Returns the same error of a part of the value.
    pub(super) fn at(mut self, inside: &str) -> Self {
        if !inside.is_empty() {
            self.path.to_mut().push_str(inside);
            self.inside += inside.len();
        }
        self
    }

    /// Returns the same error, as seen from the record that holds this one in `field`.
    pub(super) fn inside(mut self, field: &str, order: usize) -> Self {
        let dot = if self.source().is_empty() { "" } else { "." };
        self.path = format!("{field}{dot}{}", self.path).into();
        self.order = order;
        self
    }

    /// Returns the path without what leads into the value.
    fn source(&self) -> &str {
        &self.path[..self.path.len() - self.inside]
    }

    /// Returns the field of the record, such as `phone`, `billing.phone`, `phones[1]`, `labels.colour`, or
    /// `first + last` for a composed text; empty for the record as a whole.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the property of the contact that it feeds, such as `number` or `address.zip`.
    pub fn property(&self) -> &str {
        self.property
    }

    /// Returns the offending value; `None` if there is no value, if it cannot be shown as text, or if it is
    /// marked `sensitive`.
    pub fn value(&self) -> Option<&str> {
        self.value.as_deref()
    }

    /// Returns what is wrong with the value, as the rest of a sentence: `is empty: …`.
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

/// The most characters of a value that a message shows.
const SHOWN: usize = 60;

impl fmt::Display for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (source, inside) = self.path.split_at(self.source().len());
        if source.is_empty() || source == self.property {
            write!(f, "{}{inside}", self.property)?;
        } else {
            write!(f, "{} ({})", self.path, self.property)?;
        }
        if let Some(value) = &self.value {
            match value.char_indices().nth(SHOWN) {
                Some((end, _)) => write!(f, " {:?}…", &value[..end])?,
                None => write!(f, " {value:?}")?,
            }
        }
        write!(f, ": {}", self.reason)
    }
}

impl fmt::Display for MappingErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, error) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str("\n")?;
            }
            error.fmt(f)?;
        }
        Ok(())
    }
}

impl fmt::Debug for MappingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MappingError({self})")
    }
}

impl fmt::Debug for MappingErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "MappingErrors({self})")
    }
}

impl std::error::Error for MappingError {}
impl std::error::Error for MappingErrors {}

impl IntoIterator for MappingErrors {
    type Item = MappingError;
    type IntoIter = std::vec::IntoIter<MappingError>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a MappingErrors {
    type Item = &'a MappingError;
    type IntoIter = std::slice::Iter<'a, MappingError>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}
