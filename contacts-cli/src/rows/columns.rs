//! Finds out which columns of a file feed which property of a contact.

use std::borrow::Cow;

use contacts_openapi::SEPARATOR;

use super::feed::{Feed, Listed};
use super::map::Map;
use super::owners::Owners;
use super::raw::Cells;
use crate::payload::Sent;

/// For each property the columns that feed it.
#[derive(Debug, PartialEq)]
pub(crate) struct Columns {
    /// What feeds each leaf of the payload, in the document's order.
    fed: Vec<Fed>,
    /// The leaf by which contacts are matched: all of its columns count, not only the first.
    number: usize,
}

/// What feeds one property.
#[derive(Debug, PartialEq)]
struct Fed {
    path: String,
    feeds: Vec<Feed>,
    /// The separator between several values in a cell.
    separator: String,
}

/// A text in one of the columns of the number.
#[derive(Debug)]
pub(super) struct NumberCell<'a> {
    /// Which of the columns it is, from 0.
    pub(super) at: usize,
    pub(super) text: Cow<'a, str>,
}

impl Columns {
    /// Matches the header with the properties; `number` is the one by which contacts are matched.
    ///
    /// # Errors
    ///
    /// The rest of a sentence that begins with the file's name: a required property has no column,
    /// or a column of `maps` does not exist.
    pub(crate) fn find(
        header: &[String],
        sent: &Sent<'_>,
        number: &str,
        maps: &[Map],
    ) -> Result<Self, String> {
        let owners = Owners::of(sent, number);
        let mut fed = Vec::new();
        for leaf in &sent.leaves {
            let path = &leaf.property.path;
            let said: Vec<_> = maps.iter().filter(|it| it.property == *path).collect();
            let separator = said.iter().find_map(|it| it.separator.clone());
            let feeds = if said.is_empty() {
                owners.feeds(header, leaf.property)
            } else {
                let said = said.into_iter().map(|map| Feed::said(header, map));
                said.collect::<Result<_, _>>()?
            };
            fed.push(Fed {
                path: path.clone(),
                feeds,
                separator: separator.unwrap_or_else(|| SEPARATOR.to_owned()),
            });
        }
        let leaves = sent.leaves.iter().zip(&fed);
        let missing = leaves.filter(|(leaf, fed)| leaf.required && fed.feeds.is_empty());
        let missing: Vec<_> = missing.map(|(_, fed)| fed.path.as_str()).collect();
        if let [first, ..] = missing[..] {
            return Err(format!(
                "has no column for {}: its columns are {}; name them in its first line, or say which to take, as in --map {first}=COLUMN",
                missing.join(" and "),
                Listed(header)
            ));
        }
        let number = fed.iter().position(|it| it.path == number);
        Ok(Columns {
            number: number.unwrap_or_default(),
            fed,
        })
    }

    /// Returns the leaf by which contacts are matched.
    pub(super) fn number(&self) -> usize {
        self.number
    }

    /// Returns the value of a leaf in a row: that of its first column that is filled in.
    pub(super) fn value<'c>(&self, leaf: usize, cells: &'c Cells) -> Option<Cow<'c, str>> {
        self.fed
            .get(leaf)?
            .feeds
            .iter()
            .find_map(|it| it.value(cells))
    }

    /// Returns the text in each of the columns of the number, except those of a fax.
    pub(super) fn numbers<'c>(&self, cells: &'c Cells) -> impl Iterator<Item = NumberCell<'c>> {
        let feeds = self.fed.get(self.number).map_or(&[][..], |it| &it.feeds);
        let filled = feeds.iter().enumerate();
        filled.filter_map(|(at, feed)| {
            Some(NumberCell {
                at,
                text: feed.value(cells)?,
            })
        })
    }

    /// Returns whether the file has a column for this leaf.
    pub(super) fn has(&self, leaf: usize) -> bool {
        self.fed.get(leaf).is_some_and(|it| !it.feeds.is_empty())
    }

    /// Returns the separator between several values in a cell of this leaf.
    pub(super) fn separator(&self, leaf: usize) -> &str {
        self.fed.get(leaf).map_or(SEPARATOR, |it| &it.separator)
    }

    /// Returns the names of the columns that feed a leaf, for a message.
    pub(super) fn names(&self, leaf: usize, header: &[String]) -> String {
        let feeds = self.fed.get(leaf).into_iter().flat_map(|it| &it.feeds);
        let mut names: Vec<&str> = Vec::new();
        for column in feeds.flat_map(Feed::columns) {
            let name = &*header[column];
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names.join(", ")
    }

    /// Returns the name of one of the columns of the number.
    pub(super) fn number_name(&self, at: usize, header: &[String]) -> String {
        let feed = self.fed.get(self.number).and_then(|it| it.feeds.get(at));
        feed.map(|it| it.names(header, ", ")).unwrap_or_default()
    }

    /// Returns which columns feed what, for a person.
    pub(super) fn summary(&self, header: &[String]) -> String {
        let mut parts = Vec::new();
        for (leaf, fed) in self
            .fed
            .iter()
            .enumerate()
            .filter(|(_, it)| !it.feeds.is_empty())
        {
            let names: Vec<_> = fed.feeds.iter().map(|it| it.names(header, " + ")).collect();
            let names = match (&names[..], leaf == self.number) {
                ([only], _) => only.clone(),
                ([first @ .., last], true) => {
                    format!("{} and {last} (each its own contact)", first.join(", "))
                }
                _ => names.join(", else "),
            };
            parts.push(format!("{} from {names}", fed.path));
        }
        parts.join("; ")
    }
}

#[cfg(test)]
mod tests {
    use contacts_openapi::Document;

    use super::*;
    use crate::documents::{every_kind, parsed};

    /// Finds out what the columns of a header feed, by the document's own names.
    fn found_in(document: &Document, header: &str, maps: &[&str]) -> Result<Found, String> {
        let header: Vec<_> = header.split(';').map(str::to_owned).collect();
        let create = document.roles().create.as_ref().unwrap();
        let sent = Sent::new(document, &create.payload);
        let number = sent.number().unwrap();
        let maps: Vec<Map> = maps.iter().map(|it| it.parse().unwrap()).collect();
        let columns = Columns::find(&header, &sent, number, &maps)?;
        Ok(Found {
            summary: columns.summary(&header),
            columns,
        })
    }

    struct Found {
        columns: Columns,
        summary: String,
    }

    impl Found {
        /// Returns each property for which a row has a value, with numbers separated by `|`.
        fn read(&self, row: &str) -> String {
            let cells: Cells = row.split(';').collect();
            let values = self.columns.fed.iter().enumerate().filter_map(|(at, fed)| {
                let numbers = self.columns.numbers(&cells).map(|it| it.text.into_owned());
                let value = if at == self.columns.number() {
                    Some(numbers.collect::<Vec<_>>().join("|")).filter(|it| !it.is_empty())
                } else {
                    self.columns.value(at, &cells).map(Cow::into_owned)
                };
                Some(format!("{}={}", fed.path, value?))
            });
            values.collect::<Vec<_>>().join(" ")
        }
    }

    fn find(header: &str, maps: &[&str]) -> Result<Found, String> {
        found_in(contacts_openapi::document(), header, maps)
    }

    #[test]
    fn what_people_call_a_number_is_found_whatever_the_document_calls_it() {
        let document = parsed(&every_kind());
        let header = "Navn;Telefon;Address Zip;address.geo.lat;Tags;Kundenr";
        let found = found_in(&document, header, &["tags=Tags,separator=|"]).unwrap();
        assert_eq!(
            found.read("n;1;2100;5;a|b;x"),
            "full_name=n phone_number=1 tags=a|b address.zip=2100 address.geo.lat=5"
        );
        let separator = |path: &str| {
            let at = found.columns.fed.iter().position(|it| it.path == path);
            found.columns.separator(at.unwrap()).to_owned()
        };
        assert_eq!(
            (separator("tags"), separator("kind")),
            ("|".into(), ";".into())
        );
        let reason = found_in(&document, "Gade;Tags", &[]).err().unwrap();
        assert!(
            reason.contains("no column for full_name and phone_number"),
            "{reason}"
        );
    }

    #[test]
    fn columns_are_found_by_the_names_that_people_give_them() {
        for (header, row) in [
            ("name;number;email", "n;1;e"),
            ("Kundenr;Navn;Firma;Telefon;E-mail", "x;n;y;1;e"),
            ("NAVN;Tlf. nr.;E mail", "n;1;e"),
            ("E-mail Address;Mobile Phone;Display Name", "e;1;n"),
            ("Namn;Mobil;E-post", "n;1;e"),
            (
                "Person - Name;Person - Email - Work;Person - Phone - Mobile",
                "n;e;1",
            ),
            (
                "Name;E-mail 1 - Value;Phone 1 - Type;Phone 1 - Value",
                "n;e;Mobile;1",
            ),
            ("Firma;Telefonnr.;E-mailadresse", "n;1;e"),
        ] {
            let found = find(header, &[]).unwrap();
            assert_eq!(found.read(row), "name=n number=1 email=e", "{header}");
        }
    }

    #[test]
    fn each_column_of_numbers_counts_and_the_summary_says_so() {
        let found = find("Navn;Telefon;Business Fax;Mobil", &[]).unwrap();
        assert_eq!(found.read("n;1;9;2"), "name=n number=1|2");
        assert_eq!(found.read("n; ;9;2"), "name=n number=2");
        assert_eq!(
            found.summary,
            "name from Navn; number from Telefon and Mobil (each its own contact)"
        );
        let maps = ["number=Mobil", "number=telefon"];
        let found = find("Navn;Telefon;Mobil", &maps).unwrap();
        assert_eq!(found.read("n;1;2"), "name=n number=2|1");
        // The property's own name takes precedence over its aliases.
        let found = find("Navn;Telefon;Number", &[]).unwrap();
        assert_eq!(found.read("n;1;2"), "name=n number=2|1");
        let found = find("Navn;Phone 1 - Label;Phone 1 - Value", &[]).unwrap();
        assert_eq!(found.read("n;Work Fax;2"), "name=n");
    }

    #[test]
    fn a_name_is_a_persons_else_the_companys() {
        let found = find("Firma;Fornavn;Mellemnavn;Efternavn;Tlf", &[]).unwrap();
        assert_eq!(
            found.summary,
            "name from Fornavn + Mellemnavn + Efternavn, else Firma; number from Tlf"
        );
        assert_eq!(found.read("F;Åse;;Dahl;1"), "name=Åse Dahl number=1");
        assert_eq!(found.read("F;;;Dahl;1"), "name=Dahl number=1");
        assert_eq!(found.read("F;;;;1"), "name=F number=1");
        let found = find("Name;First Name;Last Name;Phone", &[]).unwrap();
        assert_eq!(found.read("n;a;b;1"), "name=n number=1");
        assert_eq!(found.read(";a;b;1"), "name=a b number=1");
    }

    #[test]
    fn a_property_is_composed_from_columns() {
        let maps = ["name={Fornavn} {Efternavn}"];
        let found = find("Fornavn;Efternavn;Tlf", &maps).unwrap();
        assert_eq!(found.read("Åse;Dahl;1"), "name=Åse Dahl number=1");
        assert_eq!(found.read(";Dahl;1"), "name=Dahl number=1");
        assert_eq!(found.read(";;1"), "number=1");
    }

    #[test]
    fn what_is_missing_is_said_with_what_is_there() {
        let reason = |header, maps: &[&str]| find(header, maps).err().unwrap();
        let said = reason("Kundenr;Gade", &[]);
        assert!(said.contains("no column for name and number"), "{said}");
        assert!(said.contains("`Kundenr`, `Gade`"), "{said}");
        let said = reason("Navn;Tlf", &["name=Frima"]);
        assert!(said.contains("no column `Frima`"), "{said}");
        let said = reason("Navn;Tlf", &["name={Navn"]);
        assert!(said.contains("close the {"), "{said}");
    }
}
