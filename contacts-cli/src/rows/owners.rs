//! Finds the columns of a header that feed a property, by their names alone.

use contacts_openapi::Property;

use super::feed::Feed;
use super::names::{self, Role, key};
use crate::payload::Sent;

/// Which property each name of a column belongs to.
pub(super) struct Owners<'a> {
    /// The paths of all properties, and their keys.
    own: Vec<(&'a str, String)>,
    /// The properties that have a role.
    roles: Vec<(Role, &'a str)>,
}

impl<'a> Owners<'a> {
    pub(super) fn of(sent: &Sent<'a>, number: &'a str) -> Self {
        let paths = sent.leaves.iter().map(|it| &*it.property.path);
        Owners {
            own: paths.map(|path| (path, key(path))).collect(),
            roles: names::roles(sent.document, sent, number),
        }
    }

    /// Returns the columns that feed a property, the best one first.
    pub(super) fn feeds(&self, header: &[String], property: &Property) -> Vec<Feed> {
        let path = property.path.as_str();
        let own = key(path);
        let is_anothers = |name: &str| self.own.iter().any(|(it, _)| *it != path && *it == name);
        let has_owner = |name: &str| self.own.iter().any(|(_, it)| *it == key(name));
        let columns = |is: &dyn Fn(&str) -> bool| -> Vec<usize> {
            (0..header.len()).filter(|at| is(&header[*at])).collect()
        };
        let own = columns(&|name| key(name) == own && !is_anothers(name));
        let mut feeds: Vec<_> = own.into_iter().map(Feed::Column).collect();
        // Another property's own name is never an alias of this one.
        let having = |role| columns(&|name| names::is(role, name) && !has_owner(name));
        for (role, _) in self.roles.iter().filter(|(_, it)| *it == path) {
            match role {
                Role::Number => {
                    feeds.extend(
                        having(Role::Number)
                            .into_iter()
                            .map(|it| labelled(header, it)),
                    );
                }
                Role::Name => {
                    feeds.extend(having(Role::Name).into_iter().map(Feed::Column));
                    let (first, last) = (having(Role::FirstName), having(Role::LastName));
                    if !first.is_empty() || !last.is_empty() {
                        let parts = [first, having(Role::MiddleName), last];
                        let parts = parts.iter().filter_map(|it| it.first().copied());
                        feeds.push(Feed::Joined(parts.collect()));
                    }
                    feeds.extend(having(Role::Customer).into_iter().map(Feed::Column));
                    // A contact without a person's name gets the company's, even if the company has its own
                    // property.
                    let companies = columns(&|name| names::is(Role::Company, name));
                    feeds.extend(companies.into_iter().map(Feed::Column));
                }
                role => feeds.extend(having(*role).into_iter().map(Feed::Column)),
            }
        }
        feeds
    }
}

/// Returns the feed of a column of numbers: in Google's exports, the column before it says what
/// kind of numbers they are.
fn labelled(header: &[String], column: usize) -> Feed {
    let own = key(&header[column]);
    let before = column.checked_sub(1).map(|at| (at, key(&header[at])));
    let is_label = |of: &str| {
        ["label", "type"].iter().any(|kind| {
            own.strip_suffix("value")
                .is_some_and(|it| of == format!("{it}{kind}"))
        })
    };
    match before {
        Some((label, name)) if is_label(&name) => Feed::Labelled { column, label },
        _ => Feed::Column(column),
    }
}
