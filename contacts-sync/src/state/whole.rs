//! Checks whether a file can be a store at all before the store opens it: the store trusts its own header and
//! panics if that is wrong, as in a copy that was cut off.

use std::io;

use redb::StorageBackend;
use redb::backends::FileBackend;

use super::error::Reason;

/// The first bytes of the store's files.
const MAGIC: [u8; 9] = *b"redb\x1a\x0a\xa9\x0d\x0a";
/// The offset of the flags.
const FLAGS: usize = MAGIC.len();
/// The flag that asks for all pages to be checked, which a run that is killed leaves behind.
const UNCHECKED: u8 = 2;
/// The flag that says that this is not needed: the last run ended properly, and its last commit is known to
/// be complete.
const CLOSED: u8 = 4;
const KNOWN_FLAGS: u8 = 7;
const HEADER: usize = 32;
const PAGE: u64 = 4096;
/// The number of pages of a region. Regions follow the page with the header, and the last may have fewer
/// pages.
const OF_A_REGION: u64 = 1 << 20;
/// The number of pages before those of each region, which say which of them are used.
const BEFORE_A_REGION: u64 = 130;

/// Returns whether this is a file of the store, complete or not. Any other file stays untouched.
pub(super) fn is_store(file: &FileBackend) -> io::Result<bool> {
    let magic = &MAGIC[..4];
    let is_long_enough = file.len()? >= magic.len() as u64;
    Ok(is_long_enough && file.read(0, magic.len())? == magic)
}

/// A file that makes the store check every page when it opens it.
#[derive(Debug)]
pub(super) struct Checked(FileBackend);

impl Checked {
    /// Looks at the length and the header of a file.
    ///
    /// # Errors
    ///
    /// What is impossible in it, if the file is damaged.
    pub(super) fn new(file: FileBackend) -> Result<Self, Reason> {
        let len = file.len()?;
        if len < PAGE {
            return Err(format!("it ends after {len} bytes").into());
        }
        let header = file.read(0, HEADER)?;
        let number = |at: usize| {
            let bytes: [u8; 4] = header[at..at + 4].try_into().unwrap_or_default();
            u64::from(u32::from_le_bytes(bytes))
        };
        let is_as_written = header.starts_with(&MAGIC)
            && header[FLAGS] & !KNOWN_FLAGS == 0
            && header[10..12] == [0, 0]
            && [number(12), number(16), number(20)] == [PAGE, BEFORE_A_REGION, OF_A_REGION]
            && number(28) <= OF_A_REGION;
        if !is_as_written {
            return Err("its header is damaged".into());
        }
        let said = len_of(number(24), number(28));
        if said > len {
            return Err(format!("it ends after {len} of {said} bytes").into());
        }
        // A run that was killed while the file grew leaves it longer than its header says, by whole
        // pages.
        if len_within(len) != len {
            return Err("there is something behind its end".into());
        }
        Ok(Checked(file))
    }
}

impl StorageBackend for Checked {
    fn len(&self) -> io::Result<u64> {
        self.0.len()
    }

    fn read(&self, offset: u64, len: usize) -> io::Result<Vec<u8>> {
        let mut bytes = self.0.read(offset, len)?;
        // The header is read once, to open the file.
        if offset == 0
            && let Some(flags) = bytes.get_mut(FLAGS)
        {
            *flags = (*flags | UNCHECKED) & !CLOSED;
        }
        Ok(bytes)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        self.0.set_len(len)
    }

    fn sync_data(&self, eventual: bool) -> io::Result<()> {
        self.0.sync_data(eventual)
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        self.0.write(offset, data)
    }
}

/// Returns the length of a file with so many full regions, and so many pages in the last one.
fn len_of(regions: u64, of_the_last: u64) -> u64 {
    let whole = regions * (BEFORE_A_REGION + OF_A_REGION);
    let last = match of_the_last {
        0 => 0,
        pages => BEFORE_A_REGION + pages,
    };
    (1 + whole + last) * PAGE
}

/// Returns how much of a file of this length the store would use.
fn len_within(len: u64) -> u64 {
    let region = (BEFORE_A_REGION + OF_A_REGION) * PAGE;
    let behind_the_header = len - PAGE;
    let rest = behind_the_header % region / PAGE;
    len_of(
        behind_the_header / region,
        rest.saturating_sub(BEFORE_A_REGION),
    )
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::path::Path;

    use crate::state::{Managed, State, StateChange, StateError};

    const CONTACTS: u64 = 500;

    fn made(path: &Path) -> Vec<u8> {
        let state = State::open(path).unwrap();
        let managed = |it: u64| Managed {
            id: it.into(),
            number: 4_520_000_000 + it,
            hash: it,
        };
        for half in [0..CONTACTS / 2, CONTACTS / 2..CONTACTS] {
            let changes = half.map(|it| StateChange::Keep(format!("key:{it}"), managed(it)));
            state.keep(&changes.collect::<Vec<_>>()).unwrap();
        }
        drop(state);
        fs::read(path).unwrap()
    }

    /// Reads everything in a file, or returns why it cannot be read.
    fn read(path: &Path) -> Result<u64, StateError> {
        let state = State::open(path)?;
        let mut count = 0;
        state.each(|_, it| count += u64::from(it.id.as_number() == Some(it.hash)))?;
        state.each_pending(|_, _| ())?;
        state.bounds()?;
        Ok(count)
    }

    /// Reads a damaged file: either it is refused and left as it was, or nothing in it is lost.
    /// Returns whether it was refused.
    fn is_told(path: &Path, damaged: &[u8], what: &str) -> bool {
        fs::write(path, damaged).unwrap();
        let read = catch_unwind(AssertUnwindSafe(|| read(path)));
        match read.unwrap_or_else(|_| panic!("{what} panics")) {
            Ok(count) => {
                assert_eq!(count, CONTACTS, "{what}");
                false
            }
            Err(StateError::Unusable { .. } | StateError::Foreign(_)) => true,
            Err(other) => panic!("{what}: {other}"),
        }
    }

    #[test]
    fn a_file_that_is_cut_off_is_refused_wherever_it_is_cut() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("book.state");
        let whole = made(&path);
        let cuts = [
            4, 100, 319, 320, 1_000, 4_095, 4_096, 4_097, 8_192, 100_000, 536_576,
        ];
        for cut in cuts
            .into_iter()
            .chain([whole.len() / 2, whole.len() - 4_096, whole.len() - 1])
        {
            assert!(is_told(&path, &whole[..cut], &format!("{cut} bytes")));
            assert_eq!(fs::read(&path).unwrap(), whole[..cut], "{cut} bytes");
        }
        let longer = [&*whole, b"{}\n"].concat();
        assert!(is_told(&path, &longer, "three bytes more"));
    }

    #[test]
    fn bytes_that_are_damaged_are_told_or_make_no_difference() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("book.state");
        let whole = made(&path);
        let mut random = fastrand::Rng::with_seed(7);
        let header = (0..320).step_by(7).map(|at| (at, 1));
        let in_use = (320..whole.len() - 8).filter(|&at| whole[at] != 0);
        let in_use = in_use.collect::<Vec<_>>();
        let pages = (0..60).map(|_| (in_use[random.usize(..in_use.len())], 8));
        for (at, length) in header.chain(pages).collect::<Vec<_>>() {
            let mut damaged = whole.clone();
            for byte in &mut damaged[at..at + length] {
                *byte ^= 0xa5;
            }
            is_told(&path, &damaged, &format!("{length} bytes at {at}"));
        }
    }

    #[test]
    fn a_key_that_reads_otherwise_than_it_was_written_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("book.state");
        let whole = made(&path);
        let key = b"key:277";
        let places = (0..whole.len() - key.len()).filter(|&at| whole[at..].starts_with(key));
        let mut damaged = whole.clone();
        for at in places.collect::<Vec<_>>() {
            damaged[at] = b'h';
        }
        assert_ne!(damaged, whole);
        assert!(is_told(&path, &damaged, "another key"));
    }
}
