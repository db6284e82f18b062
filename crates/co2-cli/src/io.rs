//! Files that commands read and write.

use crate::output::{Failure, Output};
use co2::files::{self, FileError};
use co2::journal::{JournalError, OpenSqliteError};
use co2::location::{self, LocationError, Opened, Purpose};
use std::fs::File;
use std::io::{self, BufReader, Read, StdoutLock, Write};
use std::path::Path;

/// The largest document that is read, in bytes.
pub(crate) const MAX_FILE: u64 = 4 << 20;

/// What stands for standard input in place of a file.
pub(crate) const STDIN: &str = "-";

/// Reads a document: a certificate, a list, a configuration; `-` is standard input. Larger ones are refused
/// before they are read.
pub(crate) fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    read_at_most(file, MAX_FILE)
}

/// The same, up to a size of one's own.
pub(crate) fn read_at_most(file: &Path, max: u64) -> Result<Vec<u8>, Failure> {
    if file.as_os_str() != STDIN {
        return files::read_at_most(file, max).map_err(|error| unread(&error));
    }
    let mut bytes = Vec::new();
    // One byte more than allowed shows that there is more.
    let mut input = io::stdin().lock().take(max.saturating_add(1));
    input.read_to_end(&mut bytes).map_err(|error| Failure::file(file, &error))?;
    if u64::try_from(bytes.len()).is_ok_and(|read| read > max) {
        return Err(Failure::Input(format!("the input has more than {max} bytes")));
    }
    Ok(bytes)
}

/// Opens a file of any size to read it from its start to its end.
pub(crate) fn open(file: &Path) -> Result<BufReader<File>, Failure> {
    let opened = files::open_regular(file).map_err(|error| unread(&error))?;
    Ok(BufReader::with_capacity(1 << 20, opened))
}

/// The text of a document.
pub(crate) fn read_text(file: &Path) -> Result<String, Failure> {
    let text = String::from_utf8(read(file)?);
    text.map_err(|_| Failure::Input(format!("{}: the text is not UTF-8", file.display())))
}

fn unread(error: &FileError) -> Failure {
    Failure::input(error)
}

/// Writes a file as a whole, or, where none is named or it is `-`, to standard output. Nothing that is read
/// for it is replaced.
pub(crate) fn write<R, E: From<FileError>>(
    file: Option<&Path>,
    sources: &[&Path],
    out: &mut Output<StdoutLock<'static>>,
    write: impl FnOnce(&mut dyn Write) -> Result<R, E>,
) -> Result<R, E> {
    match file.filter(|file| file.as_os_str() != STDIN) {
        None => write(out.bytes()),
        Some(file) => files::write_whole(file, sources, write),
    }
}

/// Opens a ledger to read it; it may be in use, on a disk that is read-only, or in a database.
pub(crate) fn open_ledger(location: &Path) -> Result<Opened, Failure> {
    location::open(location, Purpose::Read).map_err(|error| not_opened(&error))
}

/// A ledger with another schema is a ledger that is refused; anything else could not be looked at.
pub(crate) fn not_opened(error: &LocationError) -> Failure {
    match error {
        LocationError::Sqlite(error) => file_not_opened(error),
        error => Failure::Input(crate::output::chain(error)),
    }
}

/// The same for a file.
pub(crate) fn file_not_opened(error: &OpenSqliteError) -> Failure {
    let message = crate::output::chain(error);
    match error {
        OpenSqliteError::Schema { .. } => Failure::Refused(message),
        _ => Failure::Input(message),
    }
}

/// A store that fails: refused when it is damaged, otherwise not looked at.
pub(crate) fn not_read(file: &Path, error: &JournalError) -> Failure {
    let message = format!("{}: {}", location::shown(file), crate::output::chain(error));
    if error.damaged { Failure::Refused(message) } else { Failure::Input(message) }
}
