use serde_json::Value;

use crate::book::{Book, GivenIds, LAST, Layout, PackedContact};
use crate::seed::{Seed, SeedError};

/// A company before the start; the first is the one that [`crate::Emulator::token`] is for.
#[derive(Default)]
pub(crate) struct NewCompany {
    pub(crate) token: String,
    contacts: Vec<(Option<SeedId>, PackedContact)>,
    /// Why the first contact that cannot be put into the book was refused.
    refused: Option<SeedError>,
}

impl std::fmt::Debug for NewCompany {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewCompany")
            .field("contacts", &self.contacts.len())
            .finish_non_exhaustive()
    }
}

impl NewCompany {
    pub(crate) fn of(token: impl Into<String>) -> Self {
        NewCompany {
            token: token.into(),
            ..NewCompany::default()
        }
    }

    pub(crate) fn push(&mut self, layout: &Layout, seed: Seed) -> Result<(), SeedError> {
        self.contacts.push(seed.pack(layout)?);
        Ok(())
    }

    /// Adds contacts; [`NewCompany::book`] reports those that cannot be kept.
    pub(crate) fn add(&mut self, layout: &Layout, contacts: impl IntoIterator<Item = Seed>) {
        for seed in contacts {
            if let Err(error) = self.push(layout, seed) {
                self.refused.get_or_insert(error);
            }
        }
    }

    /// Returns the book of these contacts, by ascending keys.
    pub(crate) fn book(self, layout: &Layout) -> Result<Book, SeedError> {
        if let Some(error) = self.refused {
            return Err(error);
        }
        let twice = |id: &str| {
            let reason = format!("two contacts have the id {id}: give each its own");
            Err(SeedError::value(reason))
        };
        let mut next = layout.first();
        let mut contacts = Vec::with_capacity(self.contacts.len());
        let mut given = GivenIds::default();
        let mut sorted = true;
        for (id, packed) in self.contacts {
            if next > LAST && !matches!(id, Some(SeedId::Counted(_))) {
                let reason = format!("there is no id left behind {}", layout.ids.write(LAST));
                return Err(SeedError::value(reason));
            }
            let key = match id {
                Some(SeedId::Counted(key)) => key,
                Some(SeedId::GivenIds(id)) => {
                    if !given.add(next, id.clone()) {
                        return twice(&id);
                    }
                    next
                }
                None => next,
            };
            sorted &= contacts.last().is_none_or(|(last, _)| *last < key);
            next = next.max(key + 1);
            contacts.push((key, packed));
        }
        if !sorted {
            contacts.sort_by_key(|(key, _)| *key);
            if let Some(pair) = contacts.windows(2).find(|pair| pair[0].0 == pair[1].0) {
                return twice(&layout.ids.write(pair[0].0));
            }
        }
        Ok(Book::of(layout, contacts, given, next))
    }
}

/// The id that a seed brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum SeedId {
    /// An id that the emulator could have made.
    Counted(u64),
    /// Any other id.
    GivenIds(Box<str>),
}

impl SeedId {
    /// Returns which kind an id is, depending on whether ids are numbers; `count` returns the count of a text
    /// that the emulator could have made.
    pub(crate) fn of(
        is_number: bool,
        id: &Value,
        count: impl FnOnce(&str) -> Option<u64>,
    ) -> Result<Self, String> {
        if is_number {
            let id = id.as_u64().filter(|it| *it <= LAST);
            return id.map(SeedId::Counted).ok_or_else(|| {
                format!("its id cannot be kept: ids are whole numbers from 0 to {LAST}")
            });
        }
        match id {
            Value::String(id) => Ok(match count(id).filter(|it| *it <= LAST) {
                Some(key) => SeedId::Counted(key),
                None => SeedId::GivenIds(id.as_str().into()),
            }),
            _ => Err("its id cannot be kept: ids are texts".to_owned()),
        }
    }
}
