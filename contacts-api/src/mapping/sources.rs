//! What feeds which property, as derived code hands it over.

/// The table of what feeds what, a row for each source in the order in which errors are reported: the
/// property, the path of its source and, if its value is sensitive, a word that says so, with tabs between.
///
/// One text, since derived code has it in every method: of all ways to write a table it is the quickest to
/// compile. It is read where something is wrong.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sources(&'static str);

/// One row of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) property: &'static str,
    pub(super) path: &'static str,
    pub(super) sensitive: bool,
}

impl Sources {
    pub(super) const fn new(table: &'static str) -> Self {
        Sources(table)
    }

    pub(super) const fn table(self) -> &'static str {
        self.0
    }

    pub(super) fn rows(self) -> impl Iterator<Item = Row> {
        self.0.lines().map(Row::read)
    }

    /// The row of this number.
    pub(super) fn row(self, order: usize) -> Option<Row> {
        self.rows().nth(order)
    }

    /// The number of the row of this property.
    pub(super) fn position(self, property: &str) -> Option<usize> {
        self.rows().position(|row| row.property == property)
    }
}

impl Row {
    fn read(line: &'static str) -> Self {
        let mut cells = line.split('\t');
        Row {
            property: cells.next().unwrap_or_default(),
            path: cells.next().unwrap_or_default(),
            sensitive: cells.next().is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Sources;

    #[test]
    fn a_row_says_what_feeds_a_property_and_whether_it_may_be_shown() {
        let sources = Sources::new("name\tfull_name\nnumber\tphones.0\tsensitive\nemail\t");
        let rows: Vec<_> = sources
            .rows()
            .map(|row| (row.property, row.path, row.sensitive))
            .collect();
        assert_eq!(
            rows,
            [
                ("name", "full_name", false),
                ("number", "phones.0", true),
                ("email", "", false),
            ]
        );
        assert_eq!(sources.position("number"), Some(1));
        assert_eq!(sources.position("phones.0"), None);
        assert_eq!(sources.row(2).map(|it| it.property), Some("email"));
        assert!(sources.row(3).is_none());
        assert_eq!(Sources::new("").rows().count(), 0);
    }
}
