//! How far a reader of the journal has come, kept in a file.

use crate::cursor::Cursor as Place;
use co2::journal::Position;
use co2::store::{Folder, PublicStore};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The file has a cursor.
const MAX_BYTES: u64 = 64;

/// Where a reader keeps how far it has come. What it did after that is done again after a crash.
#[derive(Clone, Debug)]
pub(super) struct Cursor {
    folder: Arc<Folder>,
    name: String,
}

/// Why a cursor cannot be used.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CursorError {
    /// Its file cannot be read or written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Its file has something else.
    #[error("{path} holds no position", path = path.display())]
    Form {
        /// The file.
        path: PathBuf,
    },
    /// It is one of another ledger.
    #[error(
        "{path} is how far a reader has come in another ledger: give its webhook another name, or the server \
         another folder for its state",
        path = path.display()
    )]
    Ledger {
        /// The file.
        path: PathBuf,
    },
    /// The ledger has lost what was read already: it was restored from an older copy.
    #[error(
        "{path} is at position {position}, and the ledger ends before it: it was restored from an older copy. \
         Delete the file to send everything again",
        path = path.display()
    )]
    Ahead {
        /// The file.
        path: PathBuf,
        /// The position.
        position: Position,
    },
}

impl Cursor {
    pub(super) fn new(folder: &Path, name: String) -> Self {
        Self { folder: Arc::new(Folder::new(folder)), name }
    }

    /// Who reads.
    pub(super) fn name(&self) -> &str {
        &self.name
    }

    /// Its file.
    pub(super) fn place(&self) -> PathBuf {
        self.folder.place(&self.name)
    }

    /// The position that was kept, of the ledger with this name, or of whatever else the reader's work belongs to;
    /// the start when nothing was kept.
    pub(super) fn read(&self, of: Option<&str>) -> Result<Position, CursorError> {
        let Some(bytes) = self.folder.read(&self.name, MAX_BYTES)? else {
            return Ok(Position::START);
        };
        let text = String::from_utf8_lossy(&bytes);
        let kept: Option<Place> = text.trim_end().parse().ok();
        // Only the start belongs to nothing.
        let whole = |kept: &Place| {
            kept.event.is_none() && (kept.of.is_some() || kept.position == Position::START)
        };
        let kept = kept.filter(whole).ok_or_else(|| CursorError::Form { path: self.place() })?;
        if kept.fits(of) {
            Ok(kept.position)
        } else {
            Err(CursorError::Ledger { path: self.place() })
        }
    }

    /// Keeps a position, durably.
    pub(super) fn write(&self, position: Position, of: Option<&str>) -> io::Result<()> {
        let kept = Place::new(position, of);
        self.folder.write(&self.name, format!("{kept}\n").as_bytes())?;
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
        let (ours, theirs) = (Some("8d969eef6ecad3c2"), Some("0000000000000000"));
        let cursor = Cursor::new(&state, "webhook-a".to_owned());
        assert_eq!(cursor.read(ours).unwrap(), Position::START);
        cursor.write(Position::new(42), ours).unwrap();
        let again = Cursor::new(&state, "webhook-a".to_owned());
        assert_eq!(again.read(ours).unwrap(), Position::new(42));
        for other in [theirs, None] {
            assert!(matches!(cursor.read(other), Err(CursorError::Ledger { .. })));
        }
        for wrong in ["forty", "42", "42-0.8d969eef6ecad3c2"] {
            std::fs::write(state.join("webhook-a"), wrong).unwrap();
            assert!(matches!(cursor.read(ours), Err(CursorError::Form { .. })), "{wrong}");
        }
        cursor.write(Position::START, ours).unwrap();
        assert_eq!(cursor.read(theirs).unwrap(), Position::START);
    }
}
