//! The data file: everything that was written, in order, and nothing else.
//!
//! ```text
//! contacts-emulator data 1 00000000000000000127 971ca774
//! #0000000051 49287f7f
//! 0 17 ={"name":"Relatel A/S","number":"4571999999"}
//! ```
//!
//! The first line says how many bytes are certainly safe: a file that is shorter was cut off. After it come
//! batches, each with its length and checksum, so that a batch is stored completely or not at all. The first
//! line lags one batch behind, so that it never promises what is not on the disk yet. An incomplete batch
//! after the promised bytes was not acknowledged, and is left out.

use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use fs4::{FileExt, TryLockError};

const NAME: &[u8] = b"contacts-emulator data 1 ";
/// The length of the first line: name, length, checksum, line feed.
pub(super) const HEADER: usize = NAME.len() + 20 + 1 + 8 + 1;
/// The length of the line before a batch: sign, length, checksum, line feed.
const BATCH: usize = 1 + 10 + 1 + 8 + 1;
/// The beginning of a file of earlier versions.
const REDB: &[u8] = b"redb";
/// The longest batch: a file that claims a longer one is damaged.
const LONGEST: usize = 1 << 30;

/// An open data file, which no other process can open.
#[derive(Debug)]
pub(super) struct DataFile {
    path: PathBuf,
    file: File,
    /// Where the next batch goes.
    end: u64,
    /// How many bytes the first line promises.
    promised: u64,
    /// Whether there are bytes after the end that could not be removed.
    is_untidy: bool,
}

/// Why a data file cannot be read.
pub(super) type DataFileError = Box<dyn std::error::Error + Send + Sync>;

impl DataFile {
    /// Opens a data file and passes each batch to `read`; returns `None` if there is no file yet.
    /// Nothing is written, whatever the file has.
    pub(super) fn open(
        path: &Path,
        mut read: impl FnMut(&[u8]) -> Result<(), DataFileError>,
    ) -> Result<Option<Self>, DataFileError> {
        let file = match OpenOptions::new().read(true).write(true).open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let about = file.metadata()?;
        if !about.is_file() {
            return Err("it is not a regular file: name another one".into());
        }
        lock(&file)?;
        let length = about.len();
        if length == 0 {
            return Ok(None);
        }
        let mut source = BufReader::with_capacity(1 << 16, &file);
        let promised = promise(&mut source)?;
        if length < promised {
            let reason = format!("it was cut off: of {promised} bytes {length} are there");
            return Err(reason.into());
        }
        let mut end = HEADER as u64;
        let mut batch = Vec::new();
        while end < length {
            match next(&mut source, &mut batch)? {
                Some(()) => {}
                None if end >= promised => {
                    tracing::warn!(
                        "the last write to the data file was not finished: it is left out"
                    );
                    break;
                }
                None => return Err(damaged(end).into()),
            }
            read(&batch).map_err(|error| format!("{}: {error}", damaged(end)))?;
            end += (BATCH + batch.len()) as u64;
        }
        drop(source);
        Ok(Some(DataFile {
            path: path.to_owned(),
            file,
            end,
            promised,
            is_untidy: end < length,
        }))
    }

    /// Makes a data file of batches, completely or not at all; it replaces an existing one.
    pub(super) fn create(path: &Path, batches: impl Iterator<Item = Vec<u8>>) -> io::Result<Self> {
        let beside = beside(path);
        let made = Self::make(&beside, batches).and_then(|mut file| {
            if let Ok(before) = std::fs::metadata(path) {
                std::fs::set_permissions(&beside, before.permissions())?;
            }
            std::fs::rename(&beside, path)?;
            sync_folder(path)?;
            path.clone_into(&mut file.path);
            Ok(file)
        });
        if made.is_err() {
            let _ = std::fs::remove_file(&beside);
        }
        made
    }

    fn make(path: &Path, batches: impl Iterator<Item = Vec<u8>>) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(true);
        private(&mut options);
        let file = options.open(path)?;
        lock(&file)?;
        let mut target = BufWriter::with_capacity(1 << 16, &file);
        target.write_all(&header(HEADER as u64))?;
        let mut end = HEADER as u64;
        for batch in batches {
            target.write_all(&batch_header(&batch))?;
            target.write_all(&batch)?;
            end += (BATCH + batch.len()) as u64;
        }
        target
            .into_inner()
            .map_err(io::IntoInnerError::into_error)?;
        let mut file = DataFile {
            path: path.to_owned(),
            file,
            end,
            promised: 0,
            is_untidy: false,
        };
        file.write_at(0, &header(end))?;
        file.promised = end;
        file.file.sync_all()?;
        Ok(file)
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a batch; when this succeeds it is on the disk, and when it fails the file is as before.
    pub(super) fn append(&mut self, batch: &[u8]) -> io::Result<()> {
        if self.is_untidy {
            self.tidy()?;
        }
        let written = self.write(batch);
        if written.is_err() {
            self.is_untidy = true;
            if let Err(error) = self.tidy() {
                tracing::error!(%error, "what was not written whole stays in the data file for now");
            }
        }
        written
    }

    fn write(&mut self, batch: &[u8]) -> io::Result<()> {
        let whole = [&batch_header(batch), batch].concat();
        self.write_at(self.end, &whole)?;
        if self.promised < self.end {
            self.write_at(0, &header(self.end))?;
        }
        self.file.sync_data()?;
        self.promised = self.end;
        self.end += whole.len() as u64;
        Ok(())
    }

    /// Removes what is after the end.
    fn tidy(&mut self) -> io::Result<()> {
        self.file.set_len(self.end)?;
        self.file.sync_data()?;
        self.is_untidy = false;
        Ok(())
    }

    /// Promises everything that is in the file.
    pub(super) fn close(&mut self) -> io::Result<()> {
        if self.is_untidy {
            self.tidy()?;
        }
        if self.promised < self.end {
            self.write_at(0, &header(self.end))?;
            self.file.sync_data()?;
            self.promised = self.end;
        }
        Ok(())
    }

    fn write_at(&mut self, offset: u64, bytes: &[u8]) -> io::Result<()> {
        self.file.seek(SeekFrom::Start(offset))?;
        self.file.write_all(bytes)
    }
}

fn lock(file: &File) -> io::Result<()> {
    match FileExt::try_lock(file) {
        Ok(()) => Ok(()),
        Err(TryLockError::WouldBlock) => Err(io::Error::other(
            "another emulator uses it: stop that one first",
        )),
        // Some file systems have no locks; two emulators on one file are rare.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(()),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// Makes a new file readable by its owner only, since it has contacts.
#[cfg(unix)]
fn private(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt;
    options.mode(0o600);
}

#[cfg(not(unix))]
fn private(_: &mut OpenOptions) {}

/// Returns the path of a file in the same folder, for a file that is not complete yet.
fn beside(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    path.with_file_name(name)
}

/// Writes a new name in a folder to the disk.
#[cfg(unix)]
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

fn header(promised: u64) -> Vec<u8> {
    let mut line = NAME.to_vec();
    line.extend_from_slice(format!("{promised:020} ").as_bytes());
    let check = crc32fast::hash(&line);
    line.extend_from_slice(format!("{check:08x}\n").as_bytes());
    line
}

/// Reads the first line: how many bytes are certainly safe.
fn promise(source: &mut impl Read) -> Result<u64, DataFileError> {
    let mut line = Vec::new();
    source.take(HEADER as u64).read_to_end(&mut line)?;
    if line.starts_with(REDB) {
        return Err(
            "it is of an earlier version, which had another format: name another file".into(),
        );
    }
    if !NAME.starts_with(&line[..line.len().min(NAME.len())]) {
        return Err("it is not a data file of this emulator: name another file".into());
    }
    let digits = line.get(NAME.len()..NAME.len() + 20);
    let promised = digits.and_then(|it| std::str::from_utf8(it).ok()?.parse().ok());
    let promised = promised.filter(|it| header(*it) == line);
    promised.ok_or_else(|| damaged(0).into())
}

fn batch_header(batch: &[u8]) -> [u8; BATCH] {
    let line = format!("#{:010} {:08x}\n", batch.len(), crc32fast::hash(batch));
    let mut header = [b' '; BATCH];
    header.copy_from_slice(line.as_bytes());
    header
}

/// Reads a batch; `None` if there is no valid batch.
fn next(source: &mut impl Read, batch: &mut Vec<u8>) -> io::Result<Option<()>> {
    let mut line = Vec::with_capacity(BATCH);
    source.take(BATCH as u64).read_to_end(&mut line)?;
    let digits = line.get(1..11).and_then(|it| std::str::from_utf8(it).ok());
    let length = digits.and_then(|it| it.parse::<usize>().ok());
    let Some(length) = length.filter(|it| *it <= LONGEST) else {
        return Ok(None);
    };
    batch.clear();
    source.take(length as u64).read_to_end(batch)?;
    Ok((batch.len() == length && batch_header(batch) == line[..]).then_some(()))
}

fn damaged(offset: u64) -> String {
    format!(
        "it is damaged from byte {offset} on, and was left as it is: bring back a copy, or name another file"
    )
}
