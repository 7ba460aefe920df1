//! Which columns of a file feed which property of a contact.

use std::fmt;
use std::str::FromStr;

use contacts_openapi::{Document, Property, SEPARATOR};

use crate::payload::Sent;

/// How people name the columns of their exports, by what the property that they feed is to a contact,
/// whatever the document calls it; compared as [`key`] writes them.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Role {
    Name,
    Number,
    Email,
}

/// How people name the columns of those.
const BY_ROLE: [(Role, &[&str]); 3] = [
    (
        Role::Name,
        &[
            "name",
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
        Role::Number,
        &[
            "number",
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
        Role::Email,
        &[
            "email",
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
];

/// The same of other properties, by their own names; one that is not listed has its own name only.
const BY_NAME: [(&str, &[&str]); 2] = [
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

/// What a person says of the columns: `--map name=Firma`, `--map "name={Fornavn} {Efternavn}"`,
/// `--map "tags=Etiketter,separator=|"`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Map {
    property: String,
    column: String,
    separator: Option<String>,
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
    /// The property it is for, if the document has that one.
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

/// For each property the columns that feed it; the first that is filled in counts.
#[derive(Debug, PartialEq)]
pub(crate) struct Columns {
    /// By the property's path, in the document's order.
    feeds: Vec<Fed>,
}

#[derive(Debug, PartialEq)]
struct Fed {
    path: String,
    feeds: Vec<Feed>,
    /// What stands between several values in a cell.
    separator: String,
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
    pub(crate) fn find(header: &[String], sent: &Sent<'_>, maps: &[Map]) -> Result<Self, String> {
        let names = Names::of(sent);
        let mut columns = Columns { feeds: Vec::new() };
        for leaf in &sent.leaves {
            let path = &leaf.property.path;
            let said: Vec<_> = maps.iter().filter(|it| it.property == *path).collect();
            let separator = said.iter().find_map(|it| it.separator.clone());
            let feeds = if said.is_empty() {
                names.feeds(header, leaf.property)
            } else {
                said.into_iter()
                    .map(|map| feed(header, map))
                    .collect::<Result<_, _>>()?
            };
            columns.feeds.push(Fed {
                path: path.clone(),
                feeds,
                separator: separator.unwrap_or_else(|| SEPARATOR.to_owned()),
            });
        }
        let missing: Vec<_> = sent
            .leaves
            .iter()
            .filter(|leaf| leaf.required && !columns.has(&leaf.property.path))
            .map(|leaf| leaf.property.path.as_str())
            .collect();
        if let [first, ..] = missing[..] {
            return Err(format!(
                "has no column for {}: its columns are {}; name them in its first line, or say which to take, as in --map {first}=COLUMN",
                missing.join(" and "),
                Listed(header)
            ));
        }
        Ok(columns)
    }

    /// The value of a property in a row; none if its cells are empty or it has no column.
    pub(crate) fn value(&self, path: &str, cells: &[String]) -> Option<String> {
        let mut feeds = self.fed(path)?.feeds.iter();
        feeds.find_map(|feed| feed.value(cells))
    }

    /// The properties that a row has a value for, with the value.
    pub(crate) fn values<'a>(
        &'a self,
        cells: &'a [String],
    ) -> impl Iterator<Item = (&'a str, String)> {
        self.feeds
            .iter()
            .filter_map(|fed| Some((fed.path.as_str(), self.value(&fed.path, cells)?)))
    }

    /// Does the file have anything for this property?
    pub(crate) fn has(&self, path: &str) -> bool {
        self.fed(path).is_some_and(|it| !it.feeds.is_empty())
    }

    /// What stands between several values in a cell of this property.
    pub(crate) fn separator(&self, path: &str) -> &str {
        self.fed(path).map_or(SEPARATOR, |it| &it.separator)
    }

    /// The names of the columns that feed a property, for a message.
    pub(crate) fn names(&self, property: &str, header: &[String]) -> String {
        let mut names: Vec<&str> = Vec::new();
        for feed in self.fed(property).iter().flat_map(|it| &it.feeds) {
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

    fn fed(&self, path: &str) -> Option<&Fed> {
        self.feeds.iter().find(|it| it.path == path)
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

/// Which names of columns are whose.
struct Names<'a> {
    /// The paths of all properties, and their keys.
    own: Vec<(&'a str, String)>,
    /// The properties that have a role.
    roles: Vec<(Role, &'a str)>,
}

impl<'a> Names<'a> {
    fn of(sent: &Sent<'a>) -> Self {
        let paths = sent.leaves.iter().map(|it| &*it.property.path);
        Names {
            own: paths.map(|path| (path, key(path))).collect(),
            roles: roles(sent.document, sent.number()),
        }
    }

    fn feeds(&self, header: &[String], property: &Property) -> Vec<Feed> {
        let path = property.path.as_str();
        let own = key(path);
        let is_anothers = |name: &str| {
            let is_exactly = self.own.iter().any(|(it, _)| *it != path && *it == name);
            is_exactly && name != path
        };
        let has_owner = |name: &str| self.own.iter().any(|(_, it)| *it == name);
        let mut aliases: Vec<&str> = Vec::new();
        for (role, _) in self.roles.iter().filter(|(_, it)| *it == path) {
            let of_role = BY_ROLE.iter().filter(|(it, _)| it == role);
            aliases.extend(of_role.flat_map(|(_, aliases)| *aliases));
        }
        let of_name = BY_NAME.iter().filter(|(name, _)| *name == own);
        aliases.extend(of_name.flat_map(|(_, aliases)| *aliases));
        let is_own = |name: &String| key(name) == own && !is_anothers(name);
        let is_alias = |name: &String| {
            let key = key(name);
            // What is another property's own name is not this one's other name.
            aliases.contains(&key.as_str()) && !has_owner(&key)
        };
        let columns = |of: &dyn Fn(&String) -> bool| -> Vec<Feed> {
            (0..header.len())
                .filter(|at| of(&header[*at]))
                .map(Feed::Column)
                .collect()
        };
        let mut found = columns(&is_own);
        found.extend(columns(&is_alias));
        found
    }
}

/// What the document's properties are to a contact.
fn roles<'a>(document: &'a Document, number: Option<&'a str>) -> Vec<(Role, &'a str)> {
    let contact = document.roles().contact.as_ref();
    let read = |of: fn(&contacts_openapi::Contact) -> &Option<String>| {
        contact.and_then(|it| of(it).as_deref())
    };
    let roles = [
        (Role::Name, read(|it| &it.name)),
        (Role::Number, number),
        (Role::Email, read(|it| &it.email)),
    ];
    let roles = roles.into_iter();
    roles
        .filter_map(|(role, path)| Some((role, path?)))
        .collect()
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
    use super::*;
    use crate::documents::{every_kind, parsed};

    fn find(header: &str, maps: &[&str]) -> Result<Columns, String> {
        found_in(contacts_openapi::document(), header, maps)
    }

    fn found_in(document: &Document, header: &str, maps: &[&str]) -> Result<Columns, String> {
        let header: Vec<_> = header.split(';').map(str::to_owned).collect();
        let create = document.roles().create.as_ref().unwrap();
        let sent = Sent::new(document, &create.payload);
        let maps: Vec<Map> = maps.iter().map(|it| it.parse().unwrap()).collect();
        Columns::find(&header, &sent, &maps)
    }

    #[test]
    fn what_people_call_a_number_is_found_whatever_the_document_calls_it() {
        let document = parsed(&every_kind());
        let header = "Navn;Telefon;Address Zip;address.geo.lat;Tags;Kundenr";
        let columns = found_in(&document, header, &["tags=Tags,separator=|"]).unwrap();
        let cells: Vec<_> = ["n", "1", "2100", "5", "a|b", "x"]
            .map(str::to_owned)
            .to_vec();
        let values: Vec<_> = columns.values(&cells).collect();
        let values: Vec<_> = values
            .iter()
            .map(|(path, value)| (*path, &**value))
            .collect();
        assert_eq!(
            values,
            [
                ("full_name", "n"),
                ("phone_number", "1"),
                ("tags", "a|b"),
                ("address.zip", "2100"),
                ("address.geo.lat", "5"),
            ]
        );
        assert_eq!(
            (columns.separator("tags"), columns.separator("kind")),
            ("|", ";")
        );
        let reason = found_in(&document, "Firma;Tags", &[]).unwrap_err();
        assert!(
            reason.contains("no column for full_name and phone_number"),
            "{reason}"
        );
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
        assert!("name=x,separator=".parse::<Map>().is_err());
    }
}
