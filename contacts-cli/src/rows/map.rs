//! What `--map` says about the columns.

use std::str::FromStr;

use crate::payload::Sent;

/// Which column feeds a property: `--map name=Firma`, `--map "name={Fornavn} {Efternavn}"`,
/// `--map "tags=Etiketter,separator=|"`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Map {
    pub(super) property: String,
    /// The name of a column, or a text with names of columns in braces.
    pub(super) column: String,
    pub(super) separator: Option<String>,
}

impl FromStr for Map {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (text, separator) = match text.split_once(",separator=") {
            Some((_, "")) => {
                return Err(
                    "say what stands between the values, as in tags=Labels,separator=|".to_owned(),
                );
            }
            Some((text, separator)) => (text, Some(separator.to_owned())),
            None => (text, None),
        };
        match text.split_once('=') {
            Some((property, column))
                if !property.trim().is_empty() && !column.trim().is_empty() =>
            {
                Ok(Map {
                    property: property.trim().to_owned(),
                    column: column.trim().to_owned(),
                    separator,
                })
            }
            _ => Err("write PROPERTY=COLUMN, such as name=Firma".to_owned()),
        }
    }
}

impl Map {
    /// Checks that the document has the property.
    pub(crate) fn check(&self, sent: &Sent<'_>) -> Result<(), String> {
        if sent.leaf(&self.property).is_some() {
            return Ok(());
        }
        let names: Vec<_> = sent.leaves.iter().map(|it| &*it.property.path).collect();
        Err(format!(
            "--map {}={}: a contact has no `{}`: use one of {}",
            self.property,
            self.column,
            self.property,
            names.join(", ")
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::Map;

    #[test]
    fn what_is_no_map_is_refused() {
        for text in ["name", "=x", "name=", "name=x,separator="] {
            assert!(text.parse::<Map>().is_err(), "{text}");
        }
    }
}
