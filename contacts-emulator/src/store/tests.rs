use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use serde_json::{Map, Value};
use tempfile::TempDir;

use super::data_file::{DataFile, HEADER};
use super::*;
use crate::book::GivenIds;

fn layout() -> &'static Arc<Layout> {
    static LAYOUT: LazyLock<Arc<Layout>> =
        LazyLock::new(|| Arc::new(Layout::new(contacts_openapi::document())));
    &LAYOUT
}

fn folder() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("book");
    (folder, path)
}

/// Returns a book of so many contacts.
fn book(layout: &Layout, count: u64) -> Book {
    let name = layout.number_name().unwrap();
    let contacts = (1..=count).map(|key| {
        let number = Value::from(format!("45{}", 20_000_000 + key));
        let properties = Map::from_iter([(name.to_owned(), number)]);
        (key, PackedContact::pack(layout, &properties))
    });
    Book::of(layout, contacts.collect(), GivenIds::default(), 1)
}

fn opened(path: &Path, seeds: Vec<Book>) -> Result<Vec<Book>, String> {
    let opened = Opened::new(path, layout(), seeds);
    opened.map(|(_, books)| books).map_err(|it| it.to_string())
}

/// Returns a data file with so many contacts, as bytes.
fn file_of(count: u64) -> Vec<u8> {
    let (_folder, path) = folder();
    opened(&path, vec![book(layout(), count)]).unwrap();
    std::fs::read(&path).unwrap()
}

/// Returns why a file with these bytes cannot be used, and checks that it is left as it is.
fn refused(bytes: &[u8]) -> String {
    let (folder, path) = folder();
    std::fs::write(&path, bytes).unwrap();
    let error = opened(&path, vec![Book::default()]).unwrap_err();
    assert_eq!(std::fs::read(&path).unwrap(), bytes, "it was left as it is");
    let others = std::fs::read_dir(folder.path()).unwrap();
    assert_eq!(others.count(), 1, "nothing else is there");
    let start = format!("the data file {} cannot be used: ", path.display());
    error.strip_prefix(&start).expect("it is named").to_owned()
}

const LEFT: &str = "and was left as it is: bring back a copy, or name another file";

/// What `data_file.rs` shows of a data file.
#[test]
fn a_data_file_is_as_it_is_shown() {
    let lines = include_str!("data_file.rs").lines();
    let lines = lines.skip_while(|it| *it != "//! ```text").skip(1);
    let shown: Vec<_> = lines
        .map_while(|it| it.strip_prefix("//! "))
        .take_while(|it| *it != "```")
        .collect();
    let batch = format!("{}\n", shown[2]).into_bytes();
    let (_folder, path) = folder();
    DataFile::create(&path, std::iter::once(batch)).unwrap();
    let written = std::fs::read_to_string(&path).unwrap();
    assert_eq!(written.lines().collect::<Vec<_>>(), shown);
    let books = opened(&path, vec![Book::default()]).unwrap();
    assert!(books[0].contacts_from(17).next().is_some());
}

#[test]
fn a_file_that_was_cut_off_is_refused_wherever_that_was() {
    let whole = file_of(5000);
    assert!(whole.len() > 1 << 16, "it has several batches");
    for length in [
        1,
        10,
        HEADER - 1,
        HEADER,
        HEADER + 1,
        100,
        4096,
        70_000,
        whole.len() - 1,
    ] {
        let reason = refused(&whole[..length]);
        let expected = if length < HEADER {
            format!("it is damaged from byte 0 on, {LEFT}")
        } else {
            format!(
                "it was cut off: of {} bytes {length} are there",
                whole.len()
            )
        };
        assert_eq!(reason, expected, "{length}");
    }
}

#[test]
fn a_page_of_zeros_is_noticed_wherever_it_is() {
    let whole = file_of(5000);
    for page in 0..whole.len() / 4096 {
        let mut bytes = whole.clone();
        bytes[page * 4096..][..4096].fill(0);
        let reason = refused(&bytes);
        assert!(
            reason.starts_with("it is ") && (page == 0 || reason.ends_with(LEFT)),
            "{page}: {reason}"
        );
    }
}

#[test]
fn a_bit_that_changed_is_noticed_wherever_it_is() {
    let whole = file_of(20);
    for place in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[place] ^= 1;
        let reason = refused(&bytes);
        assert!(reason.starts_with("it is "), "{place}: {reason}");
    }
}

#[test]
fn a_line_that_is_no_contact_is_refused_although_its_checksum_is_right() {
    for (line, what) in [
        ("0 1 ={\"name\":", "a contact in it is not a JSON object"),
        ("0 1 =null", "a contact in it is not a JSON object"),
        ("0 1 =[]", "a contact in it is not a JSON object"),
        ("0 1 !7", "a contact in it is not a JSON object"),
        ("0 1 ?{}", "a line in it is not a contact"),
        ("0 1", "a line in it is not a contact"),
        ("0 x ={}", "a line in it is not a contact"),
        ("0 -1 ={}", "a line in it is not a contact"),
        ("4294967296 1 ={}", "a line in it is not a contact"),
        ("0 9223372036854775809 ={}", "a line in it is not a contact"),
        ("", "a line in it is not a contact"),
    ] {
        let (_folder, path) = folder();
        let batch = format!("{line}\n").into_bytes();
        DataFile::create(&path, std::iter::once(batch)).unwrap();
        let reason = refused(&std::fs::read(&path).unwrap());
        let expected = format!("it is damaged from byte {HEADER} on, {LEFT}: {what}");
        assert_eq!(reason, expected, "{line}");
    }
}

#[test]
fn a_file_of_something_else_is_refused() {
    for (bytes, reason) in [
        (
            "name,number\n",
            "it is not a data file of this emulator: name another file",
        ),
        (
            "redb\u{1a}\n",
            "it is of an earlier version, which had another format: name another file",
        ),
    ] {
        assert_eq!(refused(bytes.as_bytes()), reason);
    }
    let folder = tempfile::tempdir().unwrap();
    assert!(opened(folder.path(), Vec::new()).is_err(), "a folder");
    let nowhere = folder.path().join("no").join("book");
    assert!(opened(&nowhere, Vec::new()).is_err(), "no such folder");
}

#[test]
fn a_write_that_was_not_finished_is_left_out_and_what_is_before_it_is_kept() {
    let (_folder, path) = folder();
    let layout = layout();
    opened(&path, vec![book(layout, 2)]).unwrap();
    let whole = std::fs::read(&path).unwrap();
    for torn in [
        &b"#"[..],
        b"#0000000047 f3c5",
        b"#0000000005 00000000\n0 3 -",
    ] {
        std::fs::write(&path, [&whole, torn].concat()).unwrap();
        let books = opened(&path, vec![Book::default()]).unwrap();
        assert_eq!(books[0].len(), 2);
        // The next write takes its place.
        let mut file = DataFile::open(&path, |_| Ok(())).unwrap().unwrap();
        file.append(b"0 2 -\n").unwrap();
        drop(file);
        assert_eq!(opened(&path, vec![Book::default()]).unwrap()[0].len(), 1);
    }
}

#[test]
fn a_file_belongs_to_one_emulator_at_a_time() {
    let (_folder, path) = folder();
    let first = Opened::new(&path, layout(), vec![Book::default()]).unwrap();
    let error = opened(&path, vec![Book::default()]).unwrap_err();
    assert!(
        error.ends_with("another emulator uses it: stop that one first"),
        "{error}"
    );
    drop(first);
    opened(&path, vec![Book::default()]).unwrap();
}

#[test]
fn companies_that_are_not_there_now_stay_in_the_file() {
    let (_folder, path) = folder();
    let layout = layout();
    let counts = |seeds: Vec<Book>| {
        let books = opened(&path, seeds).unwrap();
        books.iter().map(Book::len).collect::<Vec<_>>()
    };
    assert_eq!(counts(vec![book(layout, 1), book(layout, 2)]), [1, 2]);
    assert_eq!(counts(vec![Book::default()]), [1]);
    let three = || vec![Book::default(), Book::default(), book(layout, 3)];
    assert_eq!(counts(three()), [1, 2, 3]);
    assert_eq!(counts(three()), [1, 2, 3]);
}

#[test]
fn a_file_of_many_changes_is_written_anew_and_means_the_same() {
    const CHANGES: u64 = 120_000;
    let (_folder, path) = folder();
    let layout = layout();
    let seeds = vec![book(layout, 3), book(layout, 1)];
    let start = |seeds| {
        let (opened, books) = Opened::new(&path, layout, seeds).unwrap();
        let mut books = books.into_iter();
        // The second company is gone; its contacts stay.
        let company = Company::new(0, String::new(), books.next().unwrap());
        let companies: Arc<[_]> = Arc::from([company]);
        (opened.start(layout, &companies).unwrap(), companies)
    };
    drop(Opened::new(&path, layout, seeds).unwrap());
    let (store, companies) = start(vec![Book::default()]);
    let packed = companies[0].read().get(2).unwrap().clone();
    let mut saved = Vec::new();
    for _ in 0..CHANGES {
        let writer = companies[0].write();
        saved.push(store.save(writer, 3, Some(packed.clone())));
    }
    let writer = companies[0].write();
    saved.push(store.save(writer, 3, None));
    for saved in saved {
        assert_eq!(saved.blocking_recv().unwrap(), Ok(()));
    }
    store.close();
    let length = std::fs::metadata(&path).unwrap().len();
    let each = length / CHANGES;
    assert!(each < 30, "{length} bytes: it was written anew");
    let books = opened(&path, vec![Book::default(), Book::default()]).unwrap();
    assert_eq!((books[0].len(), books[1].len()), (2, 1));
    assert_eq!(books[0].next(), 4, "keys are not used again");
}

#[test]
fn what_is_on_its_way_is_not_seen_and_is_gone_by() {
    let layout = layout();
    let company = Company::new(0, String::new(), book(layout, 2));
    let packed = company.read().get(1).unwrap().clone();
    let number = layout.number(&packed).unwrap().into_owned();
    let mut places = Vec::new();
    for (key, packed) in [(3, Some(packed.clone())), (1, None), (4, Some(packed))] {
        let mut writer = company.write();
        if packed.is_some() {
            assert_eq!(writer.next(), Some(key));
        }
        places.push((key, packed.clone(), writer.put_ahead(key, packed)));
    }
    let shown = || {
        company
            .read()
            .contacts_from(0)
            .map(|it| it.0)
            .collect::<Vec<_>>()
    };
    assert_eq!(shown(), [1, 2]);
    let writer = company.write();
    assert!(writer.get(1).is_none() && writer.get(3).is_some());
    assert!(writer.has_number(layout, &number, None));
    assert!(writer.has_number(layout, &number, Some(3)), "4 has it too");
    drop(writer);

    let (key, packed, ticket) = places.remove(0);
    company.settle(layout, key, packed, ticket);
    assert_eq!(shown(), [1, 2, 3]);
    company.give_up();
    assert_eq!(shown(), [1, 2, 3]);
    assert!(!company.is_ahead(places[0].2));
    let writer = company.write();
    assert!(writer.get(1).is_some());
    assert_eq!(writer.next(), Some(4), "nobody has seen the other 4");
}

#[test]
fn a_book_that_begins_anew_is_stored_and_overtakes_what_is_on_its_way() {
    let (_folder, path) = folder();
    let layout = layout();
    let (opened_file, books) = Opened::new(&path, layout, vec![book(layout, 3)]).unwrap();
    let company = Company::new(0, String::new(), books.into_iter().next().unwrap());
    let companies: Arc<[_]> = Arc::from([company]);
    let store = opened_file.start(layout, &companies).unwrap();
    let company = &companies[0];
    // While somebody writes, the writer of the file waits for what both of them want to do.
    let writer = company.write();
    let rewritten = store.rewrite(0, Box::new(|it| *it = book(self::layout(), 1)));
    let saved = store.save(writer, 3, None);
    assert_eq!(rewritten.blocking_recv().unwrap(), Ok(()));
    assert_eq!(saved.blocking_recv().unwrap(), Err(NotSaved::Overtaken));
    assert_eq!(company.read().len(), 1);
    store.close();
    drop(store);
    assert_eq!(opened(&path, vec![Book::default()]).unwrap()[0].len(), 1);
}
