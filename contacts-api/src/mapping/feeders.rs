//! What feeds which property, as derived code hands it over.

/// The table of what feeds what, a line for each feeder in the order in which errors are reported: the
/// property, the feeder's path and, if its value is sensitive, a word that says so, separated by tabs.
///
/// It is one text, since derived code has it in every method and this compiles faster than any other way to
/// write a table. It is only read when something is wrong.
#[derive(Clone, Copy, Debug)]
pub(super) struct Feeders(&'static str);

/// One line of the table: what feeds a property.
#[derive(Clone, Copy, Debug)]
pub(super) struct Feeder {
    pub(super) property: &'static str,
    pub(super) path: &'static str,
    pub(super) sensitive: bool,
}

impl Feeders {
    pub(super) const fn new(table: &'static str) -> Self {
        Feeders(table)
    }

    pub(super) const fn table(self) -> &'static str {
        self.0
    }

    pub(super) fn all(self) -> impl Iterator<Item = Feeder> {
        self.0.lines().map(Feeder::read)
    }

    /// Returns the feeder with this index.
    pub(super) fn get(self, order: usize) -> Option<Feeder> {
        self.all().nth(order)
    }

    /// Returns the index of this property's feeder.
    pub(super) fn position(self, property: &str) -> Option<usize> {
        self.all().position(|feeder| feeder.property == property)
    }
}

impl Feeder {
    fn read(line: &'static str) -> Self {
        let mut cells = line.split('\t');
        Feeder {
            property: cells.next().unwrap_or_default(),
            path: cells.next().unwrap_or_default(),
            sensitive: cells.next().is_some(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Feeders;

    #[test]
    fn a_line_says_what_feeds_a_property_and_whether_it_may_be_shown() {
        let feeders = Feeders::new("name\tfull_name\nnumber\tphones.0\tsensitive\nemail\t");
        let all: Vec<_> = feeders
            .all()
            .map(|feeder| (feeder.property, feeder.path, feeder.sensitive))
            .collect();
        assert_eq!(
            all,
            [
                ("name", "full_name", false),
                ("number", "phones.0", true),
                ("email", "", false),
            ]
        );
        assert_eq!(feeders.position("number"), Some(1));
        assert_eq!(feeders.position("phones.0"), None);
        assert_eq!(feeders.get(2).map(|it| it.property), Some("email"));
        assert!(feeders.get(3).is_none());
        assert_eq!(Feeders::new("").all().count(), 0);
    }
}
