//! Files that are written whole or not at all, and read within bounds.

use std::fs::{self, File, Metadata, Permissions};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// What a database of SQLite begins with.
const SQLITE: &[u8] = b"SQLite format 3\0";
/// How many links a path may lead over, as on most systems.
const MAX_LINKS: u32 = 40;
/// What stands beside a ledger's file while it is in use: replacing it would destroy the ledger, too.
const BESIDE_A_LEDGER: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Why a file is not read or written. A file that is not written stays what it was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FileError {
    /// A folder, a pipe, a device: it is neither read nor replaced.
    #[error("{path}: not a regular file", path = .path.display())]
    NotAFile {
        /// The path.
        path: PathBuf,
    },
    /// The name is that of a file which a database of SQLite beside it takes for its own.
    #[error("{path}: a file of this name belongs to the database beside it", path = .path.display())]
    BesideADatabase {
        /// The path.
        path: PathBuf,
    },
    /// The file is what is being read, or belongs to it.
    #[error("{path}: this is what is read, and would be destroyed", path = .path.display())]
    Source {
        /// The path.
        path: PathBuf,
    },
    /// The file is read-only; nobody meant it to be replaced.
    #[error("{path}: the file is read-only", path = .path.display())]
    ReadOnly {
        /// The path.
        path: PathBuf,
    },
    /// The file is too large.
    #[error("{path}: the file has more than {max} bytes", path = .path.display())]
    TooLarge {
        /// The path.
        path: PathBuf,
        /// The most that is read.
        max: u64,
    },
    /// The file cannot be read or written.
    #[error("{path}", path = .path.display())]
    Io {
        /// The path.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

impl FileError {
    fn io(path: &Path) -> impl Fn(io::Error) -> Self {
        move |source| Self::Io { path: path.to_owned(), source }
    }
}

/// The longest part of a serial number that stands in a file's name.
const NAME_CHARS: usize = 48;

/// A name for files of one product, without an ending, that follows from its serial number and is safe on every
/// system.
///
/// A serial number comes from a host's other systems and may be anything: `../../x`, `CON`, `a:b`, or different
/// from another one in the case of its letters alone. One of capital letters, digits and dashes is its own name, so
/// that people find it; any other is told apart by a part of its digest. Two models may use the same serial number:
/// keep their files apart, or name them by their certificates.
///
/// ```
/// use co2::files::name_for;
/// assert_eq!(name_for("PF0ABC12"), "PF0ABC12");
/// assert_eq!(name_for("../../x"), "x_9cdf6a50100a862e");
/// assert_ne!(name_for("pf0abc12"), name_for("Pf0abc12"));
/// ```
pub fn name_for(serial: &str) -> String {
    let plain = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-';
    let fits = !serial.is_empty()
        && serial.len() <= NAME_CHARS
        && !serial.starts_with('-')
        && serial.chars().all(plain)
        && !is_device(serial);
    if fits {
        return serial.to_owned();
    }
    let kept: String =
        serial.chars().filter(char::is_ascii_alphanumeric).take(NAME_CHARS).collect();
    let digest = co2_offsets::Digest::of(serial.as_bytes()).to_string();
    let part: String = digest.chars().take(16).collect();
    // No name that is kept as it is has an underscore.
    format!("{kept}_{part}")
}

/// Whether a name means a device on Windows, whatever its ending.
fn is_device(name: &str) -> bool {
    let numbered =
        |device: &str| name.strip_prefix(device).is_some_and(|rest| rest.len() == 1 && rest != "0");
    matches!(name, "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT")
}

/// Reads a regular file of at most `max` bytes.
///
/// What it is is looked at before it is opened: a pipe would keep the reader waiting, and reading a device
/// can have effects.
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("cart.json");
/// use co2::files::{FileError, read_at_most, replace};
///
/// replace(&path, b"{}")?;
/// assert_eq!(read_at_most(&path, 2)?, b"{}");
/// assert!(matches!(read_at_most(&path, 1), Err(FileError::TooLarge { .. })));
/// assert!(matches!(read_at_most(folder.path(), 1), Err(FileError::NotAFile { .. })));
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// When there is no such file, it is not a regular one, cannot be read or is larger.
pub fn read_at_most(path: &Path, max: u64) -> Result<Vec<u8>, FileError> {
    let file = open_regular(path)?;
    let mut bytes = Vec::new();
    // One byte more than allowed shows that there is more.
    file.take(max.saturating_add(1)).read_to_end(&mut bytes).map_err(FileError::io(path))?;
    if u64::try_from(bytes.len()).is_ok_and(|read| read > max) {
        return Err(FileError::TooLarge { path: path.to_owned(), max });
    }
    Ok(bytes)
}

/// Opens a regular file to read it.
///
/// # Errors
/// When there is no such file, it is not a regular one, or cannot be opened.
pub fn open_regular(path: &Path) -> Result<File, FileError> {
    let failed = FileError::io(path);
    if !path.metadata().map_err(&failed)?.is_file() {
        return Err(FileError::NotAFile { path: path.to_owned() });
    }
    File::open(path).map_err(failed)
}

/// Replaces a file, or creates it, with these bytes; see [`write_whole`].
///
/// # Errors
/// As [`write_whole`].
pub fn replace(path: &Path, bytes: &[u8]) -> Result<(), FileError> {
    let failed = FileError::io(path);
    write_whole(path, &[], |out| out.write_all(bytes).map_err(&failed))
}

/// Writes a file as a whole: beside its place, under a name of its own, then onto the disk, then into its
/// place, and then the folder onto the disk. So nobody ever reads a part of it, neither after a crash nor
/// after a loss of power; and several processes may write the same file.
///
/// A link is followed, and stays. What is not a regular file, or is read-only, is not replaced; nor is any
/// of the `sources`, which is what the new file is made from, nor a file that stands beside one as SQLite's
/// `-wal` and `-shm` do.
///
/// # Errors
/// When the file may not be replaced or cannot be written, or `write` fails. Nothing is left then, and what
/// was there is as it was.
pub fn write_whole<R, E: From<FileError>>(
    path: &Path,
    sources: &[&Path],
    write: impl FnOnce(&mut dyn Write) -> Result<R, E>,
) -> Result<R, E> {
    let (done, folder) = put(path, sources, write)?;
    sync_folder(&folder).map_err(FileError::io(path))?;
    Ok(done)
}

/// The same without the last step: the folder in which the file is, has to be brought to the disk yet.
pub(crate) fn put<R, E: From<FileError>>(
    path: &Path,
    sources: &[&Path],
    write: impl FnOnce(&mut dyn Write) -> Result<R, E>,
) -> Result<(R, PathBuf), E> {
    let failed = FileError::io(path);
    let place = Place::of(path, sources)?;
    let mut file = BufWriter::with_capacity(1 << 16, place.beside().map_err(&failed)?);
    let done = write(&mut file)?;
    let file = file.into_inner().map_err(|error| failed(error.into_error()))?;
    file.as_file().sync_all().map_err(&failed)?;
    file.persist(&place.path).map_err(|error| failed(error.error))?;
    Ok((done, folder_of(&place.path).to_owned()))
}

/// A place for a file, where one may be written.
struct Place {
    path: PathBuf,
    there: Option<Metadata>,
}

impl Place {
    fn of(path: &Path, sources: &[&Path]) -> Result<Self, FileError> {
        let place = follow(path).map_err(FileError::io(path))?;
        let there = match fs::metadata(&place) {
            Ok(found) => Some(found),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(FileError::io(path)(error)),
        };
        if let Some(found) = &there {
            if !found.is_file() {
                return Err(FileError::NotAFile { path: path.to_owned() });
            }
            if found.permissions().readonly() {
                return Err(FileError::ReadOnly { path: path.to_owned() });
            }
        }
        if sources.iter().any(|source| belongs_to(&place, there.as_ref(), source)) {
            return Err(FileError::Source { path: path.to_owned() });
        }
        if belongs_to_a_database(&place) {
            return Err(FileError::BesideADatabase { path: path.to_owned() });
        }
        Ok(Self { path: place, there })
    }

    /// A file under a name that nobody else has, in the same folder; it is gone when it is dropped.
    fn beside(&self) -> io::Result<NamedTempFile> {
        let mut name = std::ffi::OsString::from(".");
        name.push(self.path.file_name().unwrap_or_default());
        name.push(".");
        let mut builder = tempfile::Builder::new();
        builder.prefix(&name).suffix(PART);
        let rights = self.there.as_ref().map(Metadata::permissions).or_else(usual_rights);
        if let Some(rights) = rights {
            builder.permissions(rights);
        }
        builder.tempfile_in(folder_of(&self.path))
    }
}

/// How the name of an unfinished file ends.
pub(crate) const PART: &str = ".part";

/// The rights of a new file, before the process's mask takes some away: those of a temporary one would keep
/// a web server from reading it.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere files have no such rights")]
fn usual_rights() -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt as _;
    Some(Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn usual_rights() -> Option<Permissions> {
    None
}

/// Where a path leads over links, also where there is nothing yet.
fn follow(path: &Path) -> io::Result<PathBuf> {
    let mut place = path.to_owned();
    for _ in 0..MAX_LINKS {
        match fs::read_link(&place) {
            Ok(target) => place = folder_of(&place).join(target),
            // Not a link, or nothing there.
            Err(_) => return Ok(place),
        }
    }
    Err(io::Error::other("too many links"))
}

/// Whether a name is that of a file which SQLite keeps beside a database that exists: whatever is put there is
/// taken for the database's own the next time that it is opened.
fn belongs_to_a_database(place: &Path) -> bool {
    let database = place.to_str().and_then(|name| {
        BESIDE_A_LEDGER.iter().find_map(|ending| name.strip_suffix(ending)).map(Path::new)
    });
    let begins_as_one = |path: &Path| {
        let mut start = Vec::new();
        let read = open_regular(path).map(|file| file.take(16).read_to_end(&mut start));
        matches!(read, Ok(Ok(_))) && start == SQLITE
    };
    database.is_some_and(begins_as_one)
}

/// Whether a place is a source's, or that of a file beside it.
fn belongs_to(place: &Path, there: Option<&Metadata>, source: &Path) -> bool {
    let real = |path: &Path| {
        let folder = folder_of(path).canonicalize().ok()?;
        Some(folder.join(path.file_name()?))
    };
    let Some(found) = source.canonicalize().ok() else { return false };
    let beside = BESIDE_A_LEDGER.iter().map(|ending| {
        let mut name = found.clone().into_os_string();
        name.push(ending);
        PathBuf::from(name)
    });
    let place = real(place);
    let named = place.as_ref() == Some(&found) || beside.map(Some).any(|beside| beside == place);
    // Two names may lead to one file.
    named || there.is_some_and(|there| found.metadata().is_ok_and(|found| is_same(there, &found)))
}

#[cfg(unix)]
fn is_same(one: &Metadata, other: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    (one.dev(), one.ino()) == (other.dev(), other.ino())
}

#[cfg(not(unix))]
fn is_same(_: &Metadata, _: &Metadata) -> bool {
    false
}

pub(crate) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

/// A new or removed name lasts only when its folder is on the disk, too.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(unix)]
#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt as _, symlink};

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// A ledger was destroyed by an export of a second name of it onto the log of the first.
    #[test]
    fn a_name_beside_a_database_is_not_taken() {
        let folder = tempfile::tempdir().unwrap();
        let (ledger, hard) = (folder.path().join("ledger.db"), folder.path().join("hard.db"));
        fs::write(&ledger, [SQLITE, b"and more"].concat()).unwrap();
        fs::hard_link(&ledger, &hard).unwrap();
        let put = |name: &str| {
            write_whole(&folder.path().join(name), &[&hard], |out| {
                out.write_all(b"an export").map_err(FileError::io(Path::new(name)))
            })
        };
        for name in ["ledger.db-wal", "ledger.db-shm", "ledger.db-journal"] {
            let refused = put(name);
            assert!(matches!(refused, Err(FileError::BesideADatabase { .. })), "{refused:?}");
        }
        assert!(matches!(put("hard.db-wal"), Err(FileError::Source { .. })));
        put("notes-wal").unwrap();
        assert_eq!(names(folder.path()), ["hard.db", "ledger.db", "notes-wal"]);
    }

    #[test]
    fn a_file_is_replaced_as_a_whole_or_not_at_all() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("export.jsonl");
        replace(&path, b"one").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o640)).unwrap();
        replace(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o640);
        let failed = write_whole(&path, &[], |out| -> Result<(), FileError> {
            out.write_all(b"a half").unwrap();
            Err(FileError::NotAFile { path: PathBuf::new() })
        });
        assert!(failed.is_err());
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(names(folder.path()), ["export.jsonl"]);
    }

    #[test]
    fn every_serial_number_has_a_safe_name_of_its_own() {
        let serials = [
            "DEMO0001",
            "demo0001",
            "Demo0001",
            "../../x",
            "x",
            "/etc/passwd",
            "..",
            ".",
            "-",
            "--help",
            "CON",
            "con",
            "COM1",
            "LPT9",
            "NUL",
            "a:b",
            "a\\b",
            "a b",
            " ",
            "~",
            "\u{202e}",
            "名前",
            "x\u{0}",
            "A_B",
            "AB",
        ];
        let long = ["9".repeat(64), "9".repeat(63)];
        let names: Vec<String> =
            serials.into_iter().chain(long.iter().map(String::as_str)).map(name_for).collect();
        let folded: std::collections::BTreeSet<_> =
            names.iter().map(|name| name.to_lowercase()).collect();
        assert_eq!(folded.len(), names.len(), "{names:?}");
        for name in &names {
            assert!(name.len() <= 70 && !name.starts_with('-') && !is_device(name), "{name}");
            assert!(
                name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')),
                "{name}"
            );
        }
    }

    #[test]
    fn links_are_followed_and_stay() {
        let folder = tempfile::tempdir().unwrap();
        let [file, link, chain, loose] =
            ["file", "link", "chain", "loose"].map(|name| folder.path().join(name));
        fs::write(&file, "one").unwrap();
        symlink("file", &link).unwrap();
        symlink(&link, &chain).unwrap();
        symlink("new", &loose).unwrap();
        replace(&chain, b"two").unwrap();
        replace(&loose, b"three").unwrap();
        assert_eq!(fs::read(&file).unwrap(), b"two");
        assert_eq!(fs::read(folder.path().join("new")).unwrap(), b"three");
        assert!([link, chain, loose].iter().all(|path| path.is_symlink()));
        let round = folder.path().join("round");
        symlink("round", &round).unwrap();
        assert!(matches!(replace(&round, b""), Err(FileError::Io { .. })));
    }

    #[test]
    fn only_regular_files_that_may_be_written_are_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        for path in [&*pipe, folder.path(), Path::new("/dev/null")] {
            assert!(matches!(replace(path, b"x"), Err(FileError::NotAFile { .. })));
            assert!(matches!(read_at_most(path, 9), Err(FileError::NotAFile { .. })));
        }
        let path = folder.path().join("kept");
        fs::write(&path, "one").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(0o444)).unwrap();
        assert!(matches!(replace(&path, b"two"), Err(FileError::ReadOnly { .. })));
        assert_eq!(fs::read(&path).unwrap(), b"one");
    }

    #[test]
    fn what_is_read_is_not_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        for name in ["ledger.db", "ledger.db-wal"] {
            fs::write(at(name), name).unwrap();
        }
        symlink("ledger.db", at("link.db")).unwrap();
        fs::hard_link(at("ledger.db"), at("hard.db")).unwrap();
        fs::create_dir(at("sub")).unwrap();
        for source in ["ledger.db", "link.db"] {
            for path in [
                "ledger.db",
                "link.db",
                "hard.db",
                "ledger.db-wal",
                "ledger.db-shm",
                "sub/../ledger.db",
            ] {
                let refused = write_whole(&at(path), &[&at(source)], |_| Ok::<_, FileError>(()));
                assert!(matches!(refused, Err(FileError::Source { .. })), "{source} {path}");
            }
        }
        assert_eq!(fs::read(at("ledger.db")).unwrap(), b"ledger.db");
        write_whole(&at("other"), &[&at("ledger.db")], |_| Ok::<_, FileError>(())).unwrap();
    }
}
