//! The names that people and programs give to the columns of their exports.
//!
//! What a column feeds depends on the property's role in a contact, whatever the document calls it.

use contacts_openapi::Document;

use crate::payload::Sent;

/// What a column contains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Name,
    Number,
    Email,
    /// The parts of a person's name, in columns of their own.
    FirstName,
    MiddleName,
    LastName,
    /// The customer, or the company of which the person is one: a name if there is no better one.
    Customer,
    Company,
    Title,
}

/// The names of columns, compared as [`plain`] writes them.
const NAMES: [(Role, &[&str]); 9] = [
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
            "displaynavn",
            "visningsnavn",
            "vistnavn",
            "fullname",
            "displayname",
            "contact",
            "contactname",
            "namn",
            "nimi",
            "fn",
            "nfullname",
            "vollername",
            "anzeigename",
        ],
    ),
    (
        Role::Number,
        &[
            "number",
            "nummer",
            "telefon",
            "telefonnummer",
            "telefonnumre",
            "telefonnr",
            "tlf",
            "tlfnr",
            "tlfnummer",
            "telefonogfaxnr",
            "telefonogfaxnummer",
            "mobil",
            "mobilnr",
            "mobilnummer",
            "mobiltelefon",
            "mobiltelefonnummer",
            "mobiltlf",
            "direkte",
            "direktenr",
            "direktenummer",
            "direktetelefon",
            "arbejdstelefon",
            "hjemmetelefon",
            "privattelefon",
            "firmatelefon",
            "biltelefon",
            "andentelefon",
            "primærtelefon",
            "telefonarbejde",
            "telefonhjem",
            "telefonprivat",
            "telefonmobil",
            "telefonfirma",
            "tlfarbejde",
            "tlfprivat",
            "tlfmobil",
            "mobilarbejde",
            "mobilprivat",
            "phone",
            "phonenumber",
            "phonenumbers",
            "phoneno",
            "phonevalue",
            "phonework",
            "phonemobile",
            "phonehome",
            "phoneother",
            "phonemain",
            "telephone",
            "telephonenumber",
            "tel",
            "telcell",
            "telmain",
            "telwork",
            "telhome",
            "mobile",
            "mobileno",
            "mobilephone",
            "mobilenumber",
            "mobilephonenumber",
            "cell",
            "cellphone",
            "businessphone",
            "workphone",
            "workphonenumber",
            "homephone",
            "otherphone",
            "carphone",
            "directphone",
            "directdial",
            "primaryphone",
            "msisdn",
            "telefonarbete",
            "telefonhem",
            "puhelin",
            "puhelinnumero",
            "handy",
            "handynummer",
            "rufnummer",
            "telefongeschaftlich",
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
            "emailvalue",
            "emailwork",
            "emailhome",
            "emailother",
            "emailarbejde",
            "emailprivat",
            "sahkoposti",
        ],
    ),
    (
        Role::FirstName,
        &[
            "firstname",
            "givenname",
            "forename",
            "fornavn",
            "fornavne",
            "fornamn",
            "vorname",
            "etunimi",
        ],
    ),
    (
        Role::MiddleName,
        &[
            "middlename",
            "additionalname",
            "mellemnavn",
            "mellemnavne",
            "mellomnavn",
            "mellannamn",
        ],
    ),
    (
        Role::LastName,
        &[
            "lastname",
            "familyname",
            "surname",
            "efternavn",
            "etternavn",
            "efternamn",
            "nachname",
            "sukunimi",
        ],
    ),
    (
        Role::Customer,
        &["kunde", "kundenavn", "customer", "customername"],
    ),
    (
        Role::Company,
        &[
            "company",
            "companyname",
            "firma",
            "firmanavn",
            "virksomhed",
            "virksomhedsnavn",
            "selskab",
            "organisation",
            "organization",
            "organizationname",
            "organisationname",
            "org",
            "associatedcompany",
            "foretag",
            "yritys",
        ],
    ),
    (
        Role::Title,
        &[
            "titel",
            "stilling",
            "jobtitel",
            "jobtitle",
            "organizationtitle",
        ],
    ),
];

/// The names of the properties for these columns, since no role of a document marks them.
const BY_NAME: [(Role, &[&str]); 2] = [(Role::Company, &["company"]), (Role::Title, &["title"])];

/// Returns whether a column with this name has this role.
pub(super) fn is(role: Role, column: &str) -> bool {
    let plain = plain(column);
    NAMES
        .iter()
        .any(|(it, names)| *it == role && names.contains(&&*plain))
}

/// Returns the roles of the document's properties, with their paths.
pub(super) fn roles<'a>(
    document: &'a Document,
    sent: &Sent<'a>,
    number: &'a str,
) -> Vec<(Role, &'a str)> {
    let contact = document.roles().contact.as_ref();
    let read = |of: fn(&contacts_openapi::Contact) -> &Option<String>| {
        contact.and_then(|it| of(it).as_deref())
    };
    let mut roles: Vec<_> = [
        (Role::Name, read(|it| &it.name)),
        (Role::Number, Some(number)),
        (Role::Email, read(|it| &it.email)),
    ]
    .into_iter()
    .filter_map(|(role, path)| Some((role, path?)))
    .collect();
    for leaf in &sent.leaves {
        let path = leaf.property.path.as_str();
        let own = key(path);
        let named = BY_NAME.iter().filter(|(_, names)| names.contains(&&*own));
        roles.extend(named.map(|(role, _)| (*role, path)));
    }
    roles
}

/// Returns a name without what people write differently: case, spaces, dots, dashes, accents in `é`, `ä`,
/// `ö`.
pub(super) fn key(name: &str) -> String {
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

/// Returns the same without a number that tells columns of one kind apart, as in `Phone 2 - Value`, and
/// without the prefix that Pipedrive gives to the columns of a person.
fn plain(name: &str) -> String {
    let name = name.trim();
    let mut plain = key(name.strip_prefix("Person - ").unwrap_or(name));
    plain.retain(|c| !c.is_ascii_digit());
    plain
}
