//! Files that are written completely or not at all: under another name in the same folder, then
//! renamed.
//!
//! Whoever reads the file, even after a run was killed halfway, finds either the old content or the
//! new.

use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::failure::Failure;

/// The new content of a file, which replaces the old one with [`finish`](Self::finish) and never
/// without it.
///
/// - A file that is replaced keeps its mode and group, and its owner too if root writes. A new one can only
///   be read by its owner, since it holds names and numbers.
/// - A symbolic link is refused, since what it points to may be anything; so is a file without
///   write permission.
/// - Something that cannot be replaced, such as a pipe, a device or `/dev/stdout`, is written to
///   directly.
#[derive(Debug)]
pub(crate) struct Replacement {
    path: PathBuf,
    place: Means,
}

#[derive(Debug)]
enum Means {
    Beside(NamedTempFile),
    Itself(File),
}

impl Replacement {
    /// Begins, after a check that the file can be written.
    ///
    /// # Errors
    ///
    /// A sentence that names the file and says why it cannot be written.
    pub(crate) fn of(path: &Path) -> Result<Self, Failure> {
        let failed = |error: &io::Error| Failure::output(path.display(), error);
        let place = match target(path)? {
            Existing::Nothing => Means::Beside(beside(path).map_err(|it| failed(&it))?),
            Existing::File(old) => {
                let new = beside(path).map_err(|it| failed(&it))?;
                resemble(new.as_file(), &old).map_err(|error| {
                    Failure::error(format!(
                        "{} cannot be replaced by a file of the same group and mode: {error}; \
                         write to another file",
                        path.display()
                    ))
                })?;
                Means::Beside(new)
            }
            // It is opened to append, since stdout may be a file that already has content.
            Existing::Stream => {
                let file = File::options().append(true).open(path);
                Means::Itself(file.map_err(|it| failed(&it))?)
            }
        };
        Ok(Replacement {
            path: path.to_owned(),
            place,
        })
    }

    /// Returns the file, as messages name it.
    pub(crate) fn place(&self) -> std::path::Display<'_> {
        self.path.display()
    }

    /// Puts the new content in place; once this returns, a power cut cannot undo it.
    ///
    /// # Errors
    ///
    /// A sentence that names the file; the old content is still there then.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        let finished = match self.place {
            Means::Itself(mut file) => file.flush(),
            Means::Beside(new) => put(new, &self.path),
        };
        finished.map_err(|error| Failure::output(self.path.display(), &error))
    }
}

impl Write for Replacement {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.place {
            Means::Beside(file) => file.write(bytes),
            Means::Itself(file) => file.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.place {
            Means::Beside(file) => file.flush(),
            Means::Itself(file) => file.flush(),
        }
    }
}

/// Reads a text that this program has written.
///
/// # Errors
///
/// A sentence that names the file and says why it cannot be read.
pub(crate) fn read(path: &Path) -> Result<String, Failure> {
    fs::read_to_string(path).map_err(|error| {
        let shown = path.display();
        Failure::error(match error.kind() {
            io::ErrorKind::NotFound => format!("there is no file {shown}: check the path"),
            _ => format!("{shown} cannot be read: {error}"),
        })
    })
}

/// What already exists at the path to write.
enum Existing {
    Nothing,
    File(Metadata),
    /// Something without content that could be replaced.
    Stream,
}

fn target(path: &Path) -> Result<Existing, Failure> {
    let shown = path.display();
    let said = |what: &str| Err(Failure::error(format!("{shown} cannot be written: {what}")));
    let itself = match fs::symlink_metadata(path) {
        Ok(itself) => itself,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            let folder = folder(path);
            if folder.is_dir() {
                return Ok(Existing::Nothing);
            }
            return said(&format!(
                "there is no folder {}: make it first",
                folder.display()
            ));
        }
        Err(error) => return Err(Failure::output(shown, &error)),
    };
    let behind = fs::metadata(path);
    let is_stream = |it: &Metadata| !it.is_file() && !it.is_dir();
    // `/dev/stdout` is a link to whatever the shell opened.
    let is_opened = itself.is_symlink() && (path.starts_with("/dev") || path.starts_with("/proc"));
    if behind.is_ok_and(|it| is_stream(&it)) || is_opened {
        return Ok(Existing::Stream);
    }
    if itself.is_symlink() {
        return said("it is a link, and what it points to would be lost; give the file itself");
    }
    if itself.is_dir() {
        return said("it is a folder; give the file itself");
    }
    if itself.permissions().readonly() {
        return said("it is read-only; make it writable, or give another file");
    }
    Ok(Existing::File(itself))
}

/// Makes a new file in the folder of `path`, so that renaming it there is one step.
fn beside(path: &Path) -> io::Result<NamedTempFile> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    tempfile::Builder::new()
        .prefix(&format!(".{name}."))
        .suffix(".part")
        .make_in(folder(path), |new| {
            let mut options = File::options();
            options.write(true).create_new(true);
            #[cfg(unix)]
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
            // It is opened here so that an error does not name a file that nobody asked for.
            options.open(new)
        })
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

fn put(new: NamedTempFile, path: &Path) -> io::Result<()> {
    new.as_file().sync_all()?;
    // If a link has appeared there meanwhile, renaming replaces it and does not follow it.
    new.persist(path).map_err(|error| error.error)?;
    // The new name is stored in the folder, which not every system lets a program sync.
    if let Ok(folder) = File::open(folder(path)) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// Gives a new file the group, the mode and, where permitted, the owner of the one that it replaces.
#[cfg(unix)]
fn resemble(new: &File, old: &Metadata) -> io::Result<()> {
    use std::os::unix::fs::{MetadataExt as _, fchown};

    let own = new.metadata()?;
    if own.uid() != old.uid() || own.gid() != old.gid() {
        // Only root can change the owner of a file.
        let both = fchown(new, Some(old.uid()), Some(old.gid()));
        both.or_else(|_| fchown(new, None, Some(old.gid())))?;
    }
    new.set_permissions(old.permissions())
}

#[cfg(not(unix))]
fn resemble(_: &File, _: &Metadata) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn write(path: &Path, content: &str) -> Result<(), Failure> {
        let mut file = Replacement::of(path)?;
        file.write_all(content.as_bytes()).unwrap();
        file.finish()
    }

    fn sentence(failure: Result<impl Sized, Failure>) -> String {
        match failure {
            Err(Failure::Said { sentence, .. }) => sentence,
            _ => panic!("it did not fail with a sentence"),
        }
    }

    #[test]
    fn the_old_content_stays_until_all_of_the_new_is_there() {
        let folder = TempDir::new().unwrap();
        let path = folder.path().join("book.csv");
        fs::write(&path, "old").unwrap();
        let mut file = Replacement::of(&path).unwrap();
        file.write_all(b"half").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"old");
        drop(file);
        assert_eq!(fs::read(&path).unwrap(), b"old");
        write(&path, "new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        let left = fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left, 1, "nothing is left beside it");
    }

    #[test]
    #[cfg(unix)]
    fn a_file_keeps_its_mode_and_a_new_one_is_its_owners() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = TempDir::new().unwrap();
        let path = folder.path().join("book.csv");
        let mode = || fs::metadata(&path).unwrap().permissions().mode() & 0o7777;
        write(&path, "new").unwrap();
        assert_eq!(mode(), 0o600);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        write(&path, "again").unwrap();
        assert_eq!(mode(), 0o640);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o440)).unwrap();
        let said = sentence(Replacement::of(&path));
        assert!(
            said.contains("book.csv cannot be written: it is read-only"),
            "{said}"
        );
    }

    #[test]
    #[cfg(unix)]
    fn a_link_is_refused_and_what_it_points_to_is_left() {
        let folder = TempDir::new().unwrap();
        let (path, link) = (
            folder.path().join("book.csv"),
            folder.path().join("link.csv"),
        );
        fs::write(&path, "old").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        let said = sentence(Replacement::of(&link));
        assert!(
            said.contains("link.csv cannot be written: it is a link"),
            "{said}"
        );
        fs::remove_file(&path).unwrap();
        let said = sentence(Replacement::of(&link));
        assert!(said.contains("it is a link"), "{said}");
        let said = sentence(Replacement::of(folder.path()));
        assert!(said.contains("it is a folder"), "{said}");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn what_cannot_be_replaced_is_written_to() {
        write(Path::new("/dev/null"), "gone").unwrap();
        assert!(!Path::new("/dev/null").is_file());
    }
}
