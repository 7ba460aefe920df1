//! The lines of the data file, one for each contact that was written.
//!
//! `0 17 ={"name":"N"}` is the contact 17 of the company 0; with `!` in place of `=` it is shown exactly as
//! it is written, with `-` it is gone. `0 18 >` gives the key of the company's next contact, and `0 1 *` says
//! that its book begins anew.

use std::collections::BTreeMap;
use std::io::Write as _;

use super::data_file::DataFileError;
use crate::book::{Book, GivenIds, LAST, Layout, PackedContact};

/// The most bytes of a batch of a whole book.
const BATCH: usize = 1 << 16;

/// Writes the contact with this key as it is now; without one, writes that it is gone.
pub(super) fn contact(
    out: &mut Vec<u8>,
    layout: &Layout,
    company: u32,
    key: u64,
    given: Option<&str>,
    packed: Option<&PackedContact>,
) {
    // Writing to memory cannot fail.
    let _ = write!(out, "{company} {key} ");
    match packed {
        Some(packed) => {
            let sign = if packed.is_verbatim() { b'!' } else { b'=' };
            out.push(sign);
            packed.write_stored(out, layout, given);
        }
        None => out.push(b'-'),
    }
    out.push(b'\n');
}

/// Writes that the company's book begins anew.
pub(super) fn anew(out: &mut Vec<u8>, company: u32) {
    let _ = writeln!(out, "{company} 0 *");
}

/// Returns a whole book, in batches.
pub(super) fn book<'a>(
    layout: &'a Layout,
    company: u32,
    book: &'a Book,
) -> impl Iterator<Item = Vec<u8>> + 'a {
    let mut contacts = book.contacts_from(0);
    let mut is_first = true;
    std::iter::from_fn(move || {
        let mut batch = Vec::new();
        if std::mem::take(&mut is_first) {
            let _ = writeln!(batch, "{company} {} >", book.next());
        }
        for (key, packed) in contacts.by_ref() {
            contact(
                &mut batch,
                layout,
                company,
                key,
                book.given_id(key),
                Some(packed),
            );
            if batch.len() >= BATCH {
                break;
            }
        }
        (!batch.is_empty()).then_some(batch)
    })
}

/// Books while they are read.
pub(super) struct Books<'a> {
    layout: &'a Layout,
    by_company: BTreeMap<u32, WrittenBook>,
    /// How many lines were read.
    pub(super) lines: u64,
}

#[derive(Default)]
struct WrittenBook {
    /// The contacts, each as often as it was written.
    contacts: Vec<(u64, Option<WithId>)>,
    next: u64,
}

/// A contact, and its id if that is not made of the key.
type WithId = (PackedContact, Option<Box<str>>);

impl<'a> Books<'a> {
    pub(super) fn new(layout: &'a Layout) -> Self {
        Books {
            layout,
            by_company: BTreeMap::new(),
            lines: 0,
        }
    }

    pub(super) fn read(&mut self, batch: &[u8]) -> Result<(), DataFileError> {
        let Some(batch) = batch.strip_suffix(b"\n") else {
            return Err("it is not made of lines".into());
        };
        for line in batch.split(|it| *it == b'\n') {
            self.lines += 1;
            self.line(line)?;
        }
        Ok(())
    }

    fn line(&mut self, line: &[u8]) -> Result<(), DataFileError> {
        let mut parts = line.splitn(3, |it| *it == b' ');
        let mut number = || std::str::from_utf8(parts.next()?).ok()?.parse::<u64>().ok();
        let places = number().zip(number());
        let places = places.filter(|(_, key)| *key <= LAST + 1);
        let places = places.and_then(|(company, key)| Some((u32::try_from(company).ok()?, key)));
        let (Some((company, key)), Some((sign, json))) =
            (places, parts.next().and_then(|it| it.split_first()))
        else {
            return Err("a line in it is not a contact".into());
        };
        let book = self.by_company.entry(company).or_default();
        let packed = match sign {
            b'=' | b'!' => Some(PackedContact::from_stored(
                self.layout,
                json,
                *sign == b'!',
            )?),
            b'-' => None,
            b'>' => {
                book.next = book.next.max(key);
                return Ok(());
            }
            b'*' => {
                *book = WrittenBook::default();
                return Ok(());
            }
            _ => return Err("a line in it is not a contact".into()),
        };
        // An id is never given twice, even if its contact is gone.
        book.next = book.next.max(key + 1);
        book.contacts.push((key, packed));
        Ok(())
    }

    /// Returns the book of each company.
    pub(super) fn done(self) -> BTreeMap<u32, Book> {
        let layout = self.layout;
        let books = self.by_company.into_iter();
        books
            .map(|(company, book)| (company, book.book(layout)))
            .collect()
    }
}

impl WrittenBook {
    fn book(mut self, layout: &Layout) -> Book {
        // The sort is stable, so the last line of each key is the current one.
        self.contacts.sort_by_key(|(key, _)| *key);
        let mut contacts: Vec<(u64, PackedContact)> = Vec::with_capacity(self.contacts.len());
        let mut given = GivenIds::default();
        let mut all = self.contacts.into_iter().peekable();
        while let Some((key, stored)) = all.next() {
            if all.peek().is_some_and(|(next, _)| *next == key) {
                continue;
            }
            if let Some((packed, id)) = stored {
                if let Some(id) = id {
                    given.add(key, id);
                }
                contacts.push((key, packed));
            }
        }
        Book::of(layout, contacts, given, self.next)
    }
}
