//! How far a reader of the journal has come, kept in a file.

use co2::journal::Position;
use co2::store::{Folder, PublicStore};
use std::io;
use std::path::Path;
use std::sync::Arc;

/// The file has a number.
const MAX_BYTES: u64 = 64;

/// Where a reader keeps how far it has come. What it did after that is done again after a crash.
#[derive(Clone, Debug)]
pub(super) struct Cursor {
    folder: Arc<Folder>,
    name: String,
}

impl Cursor {
    pub(super) fn new(folder: &Path, name: String) -> Self {
        Self { folder: Arc::new(Folder::new(folder)), name }
    }

    /// Who reads.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// The position; the start when nothing was kept.
    pub(super) fn read(&self) -> io::Result<Position> {
        let Some(bytes) = self.folder.read(&self.name, MAX_BYTES)? else {
            return Ok(Position::START);
        };
        let text = String::from_utf8_lossy(&bytes);
        let number = text.trim_end().parse().map_err(|_| {
            let place = self.folder.place(&self.name);
            let message = format!("{} holds no position", place.display());
            io::Error::new(io::ErrorKind::InvalidData, message)
        })?;
        Ok(Position::new(number))
    }

    /// Keeps a position, durably.
    pub(super) fn write(&self, position: Position) -> io::Result<()> {
        self.folder.write(&self.name, format!("{position}\n").as_bytes())?;
        self.folder.sync()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_position_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let state = folder.path().join("state");
        let cursor = Cursor::new(&state, "webhook-a".to_owned());
        assert_eq!(cursor.read().unwrap(), Position::START);
        cursor.write(Position::new(42)).unwrap();
        assert_eq!(Cursor::new(&state, "webhook-a".to_owned()).read().unwrap(), Position::new(42));
        std::fs::write(state.join("webhook-a"), "forty").unwrap();
        assert_eq!(cursor.read().unwrap_err().kind(), io::ErrorKind::InvalidData);
    }
}
