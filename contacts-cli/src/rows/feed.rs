//! A column, or several as one text, that feeds a property.

use std::borrow::Cow;
use std::fmt;

use super::map::Map;
use super::names::key;
use super::raw::Cells;

/// A column, or several as one text.
#[derive(Debug, PartialEq)]
pub(super) enum Feed {
    Column(usize),
    /// A column of numbers, with the column that says what kind of numbers they are.
    Labelled {
        column: usize,
        label: usize,
    },
    /// Those of these columns that are filled in, with spaces between them.
    Joined(Vec<usize>),
    Template(Vec<Piece>),
}

#[derive(Debug, PartialEq)]
pub(super) enum Piece {
    Text(String),
    Column(usize),
}

impl Feed {
    /// Returns the feed that `--map` describes, in the columns of this header.
    pub(super) fn said(header: &[String], map: &Map) -> Result<Self, String> {
        if !map.column.contains('{') {
            return column(header, &map.column).map(Feed::Column);
        }
        let mut pieces = Vec::new();
        let mut rest = map.column.as_str();
        while let Some((text, behind)) = rest.split_once('{') {
            let Some((name, behind)) = behind.split_once('}') else {
                return Err(format!(
                    "cannot be read with --map {}={}: close the {{",
                    map.property, map.column
                ));
            };
            pieces.push(Piece::Text(text.to_owned()));
            pieces.push(Piece::Column(column(header, name.trim())?));
            rest = behind;
        }
        pieces.push(Piece::Text(rest.to_owned()));
        Ok(Feed::Template(pieces))
    }

    /// Returns the value in a row; `None` if that is empty.
    pub(super) fn value<'c>(&self, cells: &'c Cells) -> Option<Cow<'c, str>> {
        let text = match self {
            Feed::Column(column) => Cow::Borrowed(cells.get(*column)),
            Feed::Labelled { column, label } => {
                if super::card::says_fax(cells.get(*label)) {
                    return None;
                }
                Cow::Borrowed(cells.get(*column))
            }
            Feed::Joined(columns) => {
                let filled = columns.iter().map(|it| cells.get(*it));
                let filled = filled.filter(|it| !it.is_empty());
                Cow::Owned(filled.collect::<Vec<_>>().join(" "))
            }
            Feed::Template(pieces) => {
                if self.columns().iter().all(|it| cells.get(*it).is_empty()) {
                    return None;
                }
                let texts = pieces.iter().map(|piece| match piece {
                    Piece::Text(text) => text.as_str(),
                    Piece::Column(column) => cells.get(*column),
                });
                Cow::Owned(texts.collect::<String>().trim().to_owned())
            }
        };
        (!text.is_empty()).then_some(text)
    }

    pub(super) fn columns(&self) -> Vec<usize> {
        match self {
            Feed::Column(column) | Feed::Labelled { column, .. } => vec![*column],
            Feed::Joined(columns) => columns.clone(),
            Feed::Template(pieces) => {
                let columns = pieces.iter().filter_map(|piece| match piece {
                    Piece::Column(column) => Some(*column),
                    Piece::Text(_) => None,
                });
                columns.collect()
            }
        }
    }

    /// Returns the names of its columns, for a message.
    pub(super) fn names(&self, header: &[String], between: &str) -> String {
        let names = self.columns().into_iter().map(|it| &*header[it]);
        names.collect::<Vec<_>>().join(between)
    }
}

/// Finds the column with a name, which may be written in another case or with other spaces.
pub(super) fn column(header: &[String], name: &str) -> Result<usize, String> {
    header
        .iter()
        .position(|it| it == name)
        .or_else(|| header.iter().position(|it| key(it) == key(name)))
        .ok_or_else(|| format!("has no column `{name}`: its columns are {}", Listed(header)))
}

/// The names of the columns of a file, for a message.
pub(super) struct Listed<'a>(pub(super) &'a [String]);

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Enough to recognise the file; a data row taken for a header may be long.
        const SHOWN: usize = 12;
        for (at, name) in self.0.iter().take(SHOWN).enumerate() {
            let name: String = name.chars().take(40).collect();
            write!(
                f,
                "{}`{}`",
                if at > 0 { ", " } else { "" },
                name.escape_debug()
            )?;
        }
        if self.0.len() > SHOWN {
            write!(f, " and {} more", self.0.len() - SHOWN)?;
        }
        Ok(())
    }
}
