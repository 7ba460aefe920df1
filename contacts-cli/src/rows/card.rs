//! Reads vCards as cells: versions 2.1, 3.0 and 4.0, as phones, Outlook and iCloud write them.
//!
//! A card is a row. Its properties have columns with their own names: `FN`, `N (full name)` put together from
//! `N`, `TEL` with the kind of telephone.

use calcard::vcard::{
    VCard, VCardEntry, VCardParameterName, VCardParameterValue, VCardProperty, VCardType,
    VCardValue,
};
use calcard::{Entry, Parser};

use super::raw::{Cells, Malformed, Position, RawRows};

/// The columns of telephones by kind, the one to call first in front.
const TEL: [&str; 6] = [
    "TEL CELL", "TEL MAIN", "TEL WORK", "TEL HOME", "TEL", "TEL FAX",
];

const BEFORE: [&str; 3] = ["FN", "N (full name)", "ORG"];
const BEHIND: [&str; 10] = [
    "EMAIL",
    "EMAIL 2",
    "TITLE",
    "ROLE",
    "NICKNAME",
    "CATEGORIES",
    "NOTE",
    "URL",
    "ADR",
    "UID",
];

/// Returns whether a text is a file of vCards.
pub(super) fn is_one(text: &str) -> bool {
    is_line(text, "BEGIN:VCARD")
}

/// Returns whether the text begins with this word, in either case.
fn is_line(text: &str, word: &str) -> bool {
    text.get(..word.len())
        .is_some_and(|it| it.eq_ignore_ascii_case(word))
}

/// The property in which an export of this program keeps what other address books have no place
/// for; a parameter says what it is.
const OWN: &str = "X-CONTACTS";
const OWN_PROPERTY: &str = "X-PROPERTY";

/// Returns the names of the columns; in an export, the paths of further properties follow.
pub(super) fn header(text: &str) -> Vec<String> {
    let names = BEFORE.iter().chain(&TEL).chain(&BEHIND);
    let mut names: Vec<String> = names.map(|it| (*it).to_owned()).collect();
    if text.contains(OWN) {
        let mut cards = Cards::of(text, &[]);
        while let Some((_, text, _)) = cards.card() {
            let Entry::VCard(card) = Parser::new(text).entry() else {
                continue;
            };
            for path in card.entries.iter().filter_map(own_path) {
                if !names.iter().any(|it| it == path) {
                    names.push(path.to_owned());
                }
            }
        }
    }
    names
}

/// Returns the path of one of our own properties.
fn own_path(entry: &VCardEntry) -> Option<&str> {
    let is_own =
        matches!(&entry.name, VCardProperty::Other(name) if name.eq_ignore_ascii_case(OWN));
    let parameters = entry.params.iter().filter(|_| is_own);
    let mut paths = parameters.filter_map(|it| match (&it.name, &it.value) {
        (VCardParameterName::Other(name), VCardParameterValue::Text(path)) => name
            .eq_ignore_ascii_case(OWN_PROPERTY)
            .then_some(path.as_str()),
        _ => None,
    });
    paths.next()
}

/// The cards of a file as rows.
#[derive(Debug)]
pub(super) struct Cards<'a> {
    rest: &'a str,
    line: u64,
    row: u64,
    /// The paths of the properties of an export.
    own: &'a [String],
}

impl<'a> Cards<'a> {
    /// Returns the cards of a text with this header, which may still be empty.
    pub(super) fn of(text: &'a str, header: &'a [String]) -> Self {
        let common = BEFORE.len() + TEL.len() + BEHIND.len();
        Cards {
            own: header.get(common..).unwrap_or_default(),
            rest: text,
            line: 1,
            row: 0,
        }
    }

    /// Returns the line in which the next card begins, its text, and whether it is closed.
    fn card(&mut self) -> Option<(u64, &'a str, bool)> {
        let mut begin: Option<(usize, u64)> = None;
        let mut at = 0;
        for line in self.rest.split_inclusive('\n') {
            let word = line.trim();
            // A card that is not closed ends where the next one begins.
            let is_next = begin.is_some() && is_one(word);
            if !is_next {
                at += line.len();
                self.line += 1;
            }
            if begin.is_none() && is_one(word) {
                begin = Some((at - line.len(), self.line - 1));
            }
            if let Some((start, first)) = begin
                && (is_next || is_line(word, "END:VCARD"))
            {
                let card = &self.rest[start..at];
                self.rest = &self.rest[at..];
                return Some((first, card, !is_next));
            }
        }
        let rest = std::mem::take(&mut self.rest);
        begin.map(|(start, first)| (first, &rest[start..], false))
    }
}

impl RawRows for Cards<'_> {
    fn next(&mut self, cells: &mut Cells) -> Option<(Position, Result<(), Malformed>)> {
        let (line, card_text, is_closed) = self.card()?;
        self.row += 1;
        cells.clear();
        let position = Position {
            row: self.row,
            line,
        };
        // Version 2.1 may leave out the name of this parameter, and uses the word nowhere else.
        let named = card_text.replace(";QUOTED-PRINTABLE", ";ENCODING=QUOTED-PRINTABLE");
        let read = match Parser::new(&named).entry() {
            Entry::VCard(card) if is_closed => {
                fill(cells, &card);
                for path in self.own {
                    let mut entries = card.entries.iter();
                    let its = entries.find(|it| own_path(it) == Some(path));
                    cells.push(&its.map(text).unwrap_or_default());
                }
                Ok(())
            }
            _ => Err(Malformed {
                value: card_text.trim_end().to_owned(),
                reason: "the vCard is not closed: END:VCARD is missing".to_owned(),
            }),
        };
        Some((position, read))
    }
}

fn fill(cells: &mut Cells, card: &VCard) {
    let first = |property: VCardProperty| card.property(&property).map(text).unwrap_or_default();
    cells.push(&first(VCardProperty::Fn));
    cells.push(
        &card
            .property(&VCardProperty::N)
            .map(full_name)
            .unwrap_or_default(),
    );
    let org = card.property(&VCardProperty::Org);
    // The departments of a company follow its name.
    cells.push(
        &org.and_then(|it| texts(it).into_iter().next())
            .unwrap_or_default(),
    );
    let telephones = all(card, &VCardProperty::Tel);
    for kind in TEL {
        let its = telephones.iter().filter(|it| telephone(card, it) == kind);
        cells.push(&its.map(|it| text(it)).collect::<Vec<_>>().join("\n"));
    }
    let mut mails = all(card, &VCardProperty::Email).into_iter().map(text);
    cells.push(&mails.next().unwrap_or_default());
    cells.push(&mails.collect::<Vec<_>>().join("\n"));
    for property in [
        VCardProperty::Title,
        VCardProperty::Role,
        VCardProperty::Nickname,
        VCardProperty::Categories,
        VCardProperty::Note,
        VCardProperty::Url,
        VCardProperty::Adr,
        VCardProperty::Uid,
    ] {
        cells.push(&first(property));
    }
}

/// Returns the properties of one kind, preferred ones first.
fn all<'a>(card: &'a VCard, property: &'a VCardProperty) -> Vec<&'a VCardEntry> {
    let mut all: Vec<_> = card.properties(property).collect();
    all.sort_by_key(|it| preference(it));
    all
}

/// Returns the preference as vCard 4 counts it, from 1 for the most preferred to 100; older
/// versions only have `PREF`.
fn preference(entry: &VCardEntry) -> u32 {
    let said = entry
        .parameters(&VCardParameterName::Pref)
        .find_map(|it| match it {
            VCardParameterValue::Integer(preference) => Some(*preference),
            _ => None,
        });
    let is_preferred = types(entry)
        .iter()
        .any(|it| it.eq_ignore_ascii_case("pref"));
    said.unwrap_or(if is_preferred { 1 } else { 101 })
}

/// Returns the column of a telephone; a fax or a pager is not for voice calls.
fn telephone(card: &VCard, entry: &VCardEntry) -> &'static str {
    let types = types(entry);
    let is = |kind: &str| types.iter().any(|it| it.eq_ignore_ascii_case(kind));
    if is("fax") || is("pager") || is("modem") || says_fax(&label(card, entry)) {
        "TEL FAX"
    } else if is("cell") || is("iphone") {
        "TEL CELL"
    } else if is("main") || is("main-number") {
        "TEL MAIN"
    } else if is("work") {
        "TEL WORK"
    } else if is("home") {
        "TEL HOME"
    } else {
        "TEL"
    }
}

/// Returns Apple's label of a property, which is another property in the same group.
fn label(card: &VCard, entry: &VCardEntry) -> String {
    let is_label = |it: &&VCardEntry| match &it.name {
        VCardProperty::Other(name) => {
            name.eq_ignore_ascii_case("X-ABLabel")
                && entry.group.is_some()
                && it.group == entry.group
        }
        _ => false,
    };
    card.entries
        .iter()
        .find(is_label)
        .map(text)
        .unwrap_or_default()
}

/// Returns whether this is the label of a fax.
pub(super) fn says_fax(label: &str) -> bool {
    label.to_lowercase().contains("fax")
}

/// Returns the kinds of a property: `TYPE=WORK,FAX` in versions 3 and 4, `;WORK;FAX` in 2.1.
fn types(entry: &VCardEntry) -> Vec<String> {
    let types = entry
        .params
        .iter()
        .filter_map(|it| match (&it.name, &it.value) {
            (VCardParameterName::Type, VCardParameterValue::Type(kind)) => {
                Some(kind_name(kind).to_owned())
            }
            (VCardParameterName::Type, VCardParameterValue::Text(text)) => Some(text.clone()),
            (VCardParameterName::Other(name), _) => Some(name.clone()),
            (VCardParameterName::Pref, VCardParameterValue::Null) => Some("pref".to_owned()),
            _ => None,
        });
    types
        .flat_map(|it| it.split(',').map(str::to_owned).collect::<Vec<_>>())
        .collect()
}

fn kind_name(kind: &VCardType) -> &'static str {
    match kind {
        VCardType::Fax => "fax",
        VCardType::Pager => "pager",
        VCardType::Cell => "cell",
        VCardType::Work => "work",
        VCardType::Home => "home",
        VCardType::MainNumber => "main",
        _ => "",
    }
}

/// Puts a name together from its parts: family, given and additional names, prefixes, suffixes.
fn full_name(entry: &VCardEntry) -> String {
    let parts = texts(entry);
    let part = |at: usize| parts.get(at).map_or("", String::as_str);
    let names = [part(1), part(2), part(0)];
    let names = names.into_iter().filter(|it| !it.trim().is_empty());
    names.collect::<Vec<_>>().join(" ")
}

fn text(entry: &VCardEntry) -> String {
    let texts = texts(entry);
    let texts = texts.iter().map(|it| it.trim()).filter(|it| !it.is_empty());
    texts.collect::<Vec<_>>().join(";")
}

fn texts(entry: &VCardEntry) -> Vec<String> {
    let text = |value: &VCardValue| match value {
        VCardValue::Text(text) => Some(text.clone()),
        VCardValue::Component(parts) => Some(parts.join(" ")),
        VCardValue::Integer(number) => Some(number.to_string()),
        _ => None,
    };
    entry.values.iter().filter_map(text).collect()
}
