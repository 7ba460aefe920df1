//! Several values of one parameter, as the document has them written.

use std::fmt;

use serde::{Serialize, Serializer};

/// Several values of a parameter, each on its own: `tags=a&tags=b`.
///
/// ```
/// let tags: contacts_api::Repeated<String> = ["a", "b"].try_into()?;
/// assert_eq!(tags.to_string(), "a,b");
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Repeated<T>(Vec<T>);

/// Several values of a parameter in one text, with `SEPARATOR` between them: `tags=a,b`.
///
/// ```
/// let tags: contacts_api::Joined<String, '|'> = vec!["a", "b"].try_into()?;
/// assert_eq!(tags.to_string(), "a|b");
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Joined<T, const SEPARATOR: char>(Vec<T>);

fn convert<S, T>(items: impl IntoIterator<Item = S>) -> Result<Vec<T>, String>
where
    T: TryFrom<S>,
    T::Error: fmt::Display,
{
    let items = items.into_iter().map(T::try_from);
    items
        .map(|it| it.map_err(|error| error.to_string()))
        .collect()
}

fn join<T: fmt::Display>(items: &[T], separator: char, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            write!(f, "{separator}")?;
        }
        write!(f, "{item}")?;
    }
    Ok(())
}

impl<S, T> TryFrom<Vec<S>> for Repeated<T>
where
    T: TryFrom<S>,
    T::Error: fmt::Display,
{
    type Error = String;

    fn try_from(items: Vec<S>) -> Result<Self, String> {
        convert(items).map(Repeated)
    }
}

impl<S, T, const N: usize> TryFrom<[S; N]> for Repeated<T>
where
    T: TryFrom<S>,
    T::Error: fmt::Display,
{
    type Error = String;

    fn try_from(items: [S; N]) -> Result<Self, String> {
        convert(items).map(Repeated)
    }
}

impl<S, T, const SEPARATOR: char> TryFrom<Vec<S>> for Joined<T, SEPARATOR>
where
    T: TryFrom<S>,
    T::Error: fmt::Display,
{
    type Error = String;

    fn try_from(items: Vec<S>) -> Result<Self, String> {
        convert(items).map(Joined)
    }
}

impl<S, T, const SEPARATOR: char, const N: usize> TryFrom<[S; N]> for Joined<T, SEPARATOR>
where
    T: TryFrom<S>,
    T::Error: fmt::Display,
{
    type Error = String;

    fn try_from(items: [S; N]) -> Result<Self, String> {
        convert(items).map(Joined)
    }
}

impl<T: fmt::Display> fmt::Display for Repeated<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        join(&self.0, ',', f)
    }
}

impl<T: fmt::Display, const SEPARATOR: char> fmt::Display for Joined<T, SEPARATOR> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        join(&self.0, SEPARATOR, f)
    }
}

impl<T: Serialize> Serialize for Repeated<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<T: fmt::Display, const SEPARATOR: char> Serialize for Joined<T, SEPARATOR> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
