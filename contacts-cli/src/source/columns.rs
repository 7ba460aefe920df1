//! Which columns of a file feed which property of a contact.

use std::fmt;
use std::str::FromStr;

use contacts_openapi::Property;

/// How people name the columns of their exports, by the property that they feed; compared as
/// [`key`] writes them. A property of the document that is not listed here has its own name only.
const ALIASES: [(&str, &[&str]); 5] = [
    (
        "name",
        &[
            "navn",
            "fuldenavn",
            "fuldtnavn",
            "kontakt",
            "kontaktnavn",
            "kontaktperson",
            "kunde",
            "kundenavn",
            "displaynavn",
            "visningsnavn",
            "fullname",
            "displayname",
            "contact",
            "contactname",
            "customer",
            "customername",
            "namn",
            "nimi",
        ],
    ),
    (
        "number",
        &[
            "telefon",
            "telefonnummer",
            "telefonnr",
            "tlf",
            "tlfnr",
            "tlfnummer",
            "mobil",
            "mobilnr",
            "mobilnummer",
            "mobiltelefon",
            "mobiltlf",
            "nummer",
            "direkte",
            "direktenr",
            "direktenummer",
            "direktetelefon",
            "arbejdstelefon",
            "hjemmetelefon",
            "firmatelefon",
            "phone",
            "phonenumber",
            "phoneno",
            "telephone",
            "telephonenumber",
            "tel",
            "mobile",
            "mobilephone",
            "mobilenumber",
            "cell",
            "cellphone",
            "businessphone",
            "workphone",
            "homephone",
            "primaryphone",
            "phone1value",
            "msisdn",
            "puhelin",
            "handy",
        ],
    ),
    (
        "email",
        &[
            "mail",
            "epost",
            "emailadresse",
            "mailadresse",
            "epostadresse",
            "emailaddress",
            "mailaddress",
            "primaryemail",
            "email1value",
            "email1",
            "sahkoposti",
        ],
    ),
    (
        "company",
        &[
            "firma",
            "firmanavn",
            "virksomhed",
            "virksomhedsnavn",
            "selskab",
            "organisation",
            "companyname",
            "organization",
            "organizationname",
            "foretag",
            "yritys",
        ],
    ),
    ("title", &["titel", "stilling", "jobtitel", "jobtitle"]),
];

/// What a person says of the columns: `--map name=Firma`, `--map "name={Fornavn} {Efternavn}"`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Map {
    property: String,
    column: String,
}

impl FromStr for Map {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            Some((property, column))
                if !property.trim().is_empty() && !column.trim().is_empty() =>
            {
                Ok(Map {
                    property: property.trim().to_owned(),
                    column: column.trim().to_owned(),
                })
            }
            _ => Err("write PROPERTY=COLUMN, such as name=Firma".to_owned()),
        }
    }
}

impl Map {
    /// The property it is for, if the document has that one.
    pub(crate) fn check(&self, properties: &[Property]) -> Result<(), String> {
        if properties.iter().any(|it| it.name == self.property) {
            return Ok(());
        }
        let names: Vec<_> = properties.iter().map(|it| &*it.name).collect();
        Err(format!(
            "--map {}={}: a contact has no `{}`: use one of {}",
            self.property,
            self.column,
            self.property,
            names.join(", ")
        ))
    }
}

/// For each property the columns that feed it; the first that is filled in counts.
#[derive(Debug, PartialEq)]
pub(crate) struct Columns {
    feeds: Vec<(String, Vec<Feed>)>,
}

#[derive(Debug, PartialEq)]
enum Feed {
    Column(usize),
    Template(Vec<Piece>),
}

#[derive(Debug, PartialEq)]
enum Piece {
    Text(String),
    Column(usize),
}

impl Columns {
    /// Matches the header with the properties.
    ///
    /// # Errors
    ///
    /// A sentence, to be put behind the file's name: a required property has no column, or a column
    /// of `maps` is not there.
    pub(crate) fn find(
        header: &[String],
        properties: &[Property],
        maps: &[Map],
    ) -> Result<Self, String> {
        let mut feeds = Vec::new();
        for property in properties {
            let said: Vec<_> = maps
                .iter()
                .filter(|it| it.property == property.name)
                .collect();
            let found = if said.is_empty() {
                by_name(header, &property.name)
            } else {
                said.into_iter()
                    .map(|map| feed(header, map))
                    .collect::<Result<_, _>>()?
            };
            feeds.push((property.name.clone(), found));
        }
        let missing: Vec<_> = properties
            .iter()
            .zip(&feeds)
            .filter(|(property, (_, feeds))| property.required && feeds.is_empty())
            .map(|(property, _)| property.name.as_str())
            .collect();
        if let [first, ..] = missing[..] {
            return Err(format!(
                "has no column for {}: its columns are {}; name them in its first line, or say which to take, as in --map {first}=COLUMN",
                missing.join(" and "),
                Listed(header)
            ));
        }
        Ok(Columns { feeds })
    }

    /// The value of a property in a row; none if its cells are empty or it has no column.
    pub(crate) fn value(&self, property: &str, cells: &[String]) -> Option<String> {
        self.feeds_of(property)
            .iter()
            .find_map(|feed| feed.value(cells))
    }

    /// The properties that a row has a value for, with the value.
    pub(crate) fn values<'a>(
        &'a self,
        cells: &'a [String],
    ) -> impl Iterator<Item = (&'a str, String)> {
        self.feeds
            .iter()
            .filter_map(|(property, _)| Some((property.as_str(), self.value(property, cells)?)))
    }

    /// Does the file have anything for this property?
    pub(crate) fn has(&self, property: &str) -> bool {
        !self.feeds_of(property).is_empty()
    }

    /// The names of the columns that feed a property, for a message.
    pub(crate) fn names(&self, property: &str, header: &[String]) -> String {
        let mut names: Vec<&str> = Vec::new();
        for feed in self.feeds_of(property) {
            let columns: Vec<usize> = match feed {
                Feed::Column(column) => vec![*column],
                Feed::Template(pieces) => pieces
                    .iter()
                    .filter_map(|piece| match piece {
                        Piece::Column(column) => Some(*column),
                        Piece::Text(_) => None,
                    })
                    .collect(),
            };
            names.extend(columns.iter().map(|column| &*header[*column]));
        }
        names.join(", ")
    }

    fn feeds_of(&self, property: &str) -> &[Feed] {
        self.feeds
            .iter()
            .find(|(name, _)| name == property)
            .map_or(&[], |(_, feeds)| feeds)
    }
}

impl Feed {
    fn value(&self, cells: &[String]) -> Option<String> {
        let text = match self {
            Feed::Column(column) => cells.get(*column)?.trim().to_owned(),
            Feed::Template(pieces) => {
                let filled = |piece: &Piece| matches!(piece, Piece::Column(column) if cells.get(*column).is_some_and(|it| !it.is_empty()));
                if !pieces.iter().any(filled) {
                    return None;
                }
                let text: String = pieces
                    .iter()
                    .map(|piece| match piece {
                        Piece::Text(text) => text.as_str(),
                        Piece::Column(column) => cells.get(*column).map_or("", String::as_str),
                    })
                    .collect();
                text.trim().to_owned()
            }
        };
        (!text.is_empty()).then_some(text)
    }
}

fn by_name(header: &[String], property: &str) -> Vec<Feed> {
    let own = key(property);
    let aliases = ALIASES
        .iter()
        .find(|(name, _)| *name == property)
        .map_or(&[][..], |(_, aliases)| aliases);
    let is_own = |name: &String| key(name) == own;
    let is_alias = |name: &String| aliases.contains(&key(name).as_str());
    let columns = |of: &dyn Fn(&String) -> bool| -> Vec<Feed> {
        (0..header.len())
            .filter(|at| of(&header[*at]))
            .map(Feed::Column)
            .collect()
    };
    let mut found = columns(&is_own);
    found.extend(columns(&|name| is_alias(name) && !is_own(name)));
    found
}

fn feed(header: &[String], map: &Map) -> Result<Feed, String> {
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

fn column(header: &[String], name: &str) -> Result<usize, String> {
    header
        .iter()
        .position(|it| it == name)
        .or_else(|| header.iter().position(|it| key(it) == key(name)))
        .ok_or_else(|| format!("has no column `{name}`: its columns are {}", Listed(header)))
}

/// A name without what people write differently: case, spaces, dots, dashes, accents in `é`, `ä`, `ö`.
fn key(name: &str) -> String {
    name.chars()
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric())
        .map(|c| match c {
            'ä' => 'a',
            'ö' => 'o',
            'é' => 'e',
            other => other,
        })
        .collect()
}

struct Listed<'a>(&'a [String]);

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

#[cfg(test)]
mod tests {
    use super::{Columns, Map};

    fn find(header: &str, maps: &[&str]) -> Result<Columns, String> {
        let header: Vec<_> = header.split(';').map(str::to_owned).collect();
        let properties = contacts_openapi::document()
            .payload("create_contact")
            .unwrap()
            .properties;
        let maps: Vec<Map> = maps.iter().map(|it| it.parse().unwrap()).collect();
        Columns::find(&header, &properties, &maps)
    }

    fn value(header: &str, maps: &[&str], property: &str, row: &str) -> Option<String> {
        let cells: Vec<_> = row.split(';').map(str::to_owned).collect();
        find(header, maps).unwrap().value(property, &cells)
    }

    #[test]
    fn columns_are_found_by_the_names_that_people_give_them() {
        for (header, row) in [
            ("name;number;email", "n;1;e"),
            ("Kundenr;Navn;Firma;Telefon;E-mail", "x;n;y;1;e"),
            ("NAVN;Tlf. nr.;E mail", "n;1;e"),
            ("E-mail Address;Mobile Phone;Display Name", "e;1;n"),
            ("Namn;Mobil;E-post", "n;1;e"),
        ] {
            for (property, expected) in [("name", "n"), ("number", "1"), ("email", "e")] {
                assert_eq!(
                    value(header, &[], property, row).as_deref(),
                    Some(expected),
                    "{property} of {header}"
                );
            }
        }
    }

    #[test]
    fn of_several_columns_the_first_that_is_filled_in_counts() {
        let header = "Navn;Telefon;Mobil";
        assert_eq!(value(header, &[], "number", "n;1;2").unwrap(), "1");
        assert_eq!(value(header, &[], "number", "n; ;2").unwrap(), "2");
        assert_eq!(value(header, &[], "number", "n;;"), None);
        let maps = ["number=Mobil", "number=telefon"];
        assert_eq!(value(header, &maps, "number", "n;1;2").unwrap(), "2");
        // The property's own name goes before its aliases.
        assert_eq!(
            value("Navn;Telefon;Number", &[], "number", "n;1;2").unwrap(),
            "2"
        );
    }

    #[test]
    fn a_property_is_composed_from_columns() {
        let maps = ["name={Fornavn} {Efternavn}"];
        let header = "Fornavn;Efternavn;Tlf";
        assert_eq!(
            value(header, &maps, "name", "Åse;Dahl;1").unwrap(),
            "Åse Dahl"
        );
        assert_eq!(value(header, &maps, "name", ";Dahl;1").unwrap(), "Dahl");
        assert_eq!(value(header, &maps, "name", ";;1"), None);
    }

    #[test]
    fn what_is_missing_is_said_with_what_is_there() {
        let reason = find("Kundenr;Firma", &[]).unwrap_err();
        assert!(reason.contains("no column for name and number"), "{reason}");
        assert!(reason.contains("`Kundenr`, `Firma`"), "{reason}");
        let reason = find("Navn;Tlf", &["name=Frima"]).unwrap_err();
        assert!(reason.contains("no column `Frima`"), "{reason}");
        let reason = find("Navn;Tlf", &["name={Navn"]).unwrap_err();
        assert!(reason.contains("close the {"), "{reason}");
        assert!("name".parse::<Map>().is_err());
        assert!("=x".parse::<Map>().is_err());
    }
}
