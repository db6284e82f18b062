//! Secrets in files.

use data_encoding::HEXLOWER_PERMISSIVE;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// Of a secret as hexadecimal digits.
const DIGITS: usize = 64;

/// Why a file is not taken for a secret. No error carries anything of the content.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum KeyFileError {
    /// The file cannot be read.
    #[error("the key file {path} cannot be read", path = path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A folder, a pipe, a device.
    #[error("{path} is not a regular file", path = path.display())]
    NoFile {
        /// What was given.
        path: PathBuf,
    },
    /// Others than the owner may read or write the file, by its mode.
    #[error("the key file {path} is open to others (mode {mode:04o}); make it 0600", path = path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The secret is all zeros.
    #[error("the key file {path} holds only zeros, which is no secret", path = path.display())]
    Zero {
        /// The file.
        path: PathBuf,
    },
    /// The file does not hold 64 hexadecimal digits and at most a line feed.
    #[error("the key file {path} does not hold 64 hexadecimal digits", path = path.display())]
    Form {
        /// The file.
        path: PathBuf,
    },
}

/// Reads a secret of 32 bytes: 64 hexadecimal digits, with or without a line feed at the end, in a
/// regular file that nobody but its owner may read or write. What was read is wiped from memory when
/// dropped. Where files have no such mode (not Unix), that is not checked.
///
/// ```no_run
/// use co2::Keys;
/// use co2::keys::read_secret;
/// # fn example(config: &co2::Config) -> Result<(), Box<dyn std::error::Error>> {
/// let seed = read_secret("/etc/shop/co2-seed".as_ref())?;
/// let status_key = read_secret("/etc/shop/co2-status-key".as_ref())?;
/// let keys = Keys::from_seed(&config.issuer, &seed, *status_key)?;
/// # Ok(())
/// # }
/// ```
///
/// # Errors
/// When it is no such file, is open to others, or holds something else.
pub fn read_secret(path: &Path) -> Result<Zeroizing<[u8; 32]>, KeyFileError> {
    let failed = |source| KeyFileError::Io { path: path.to_owned(), source };
    // Before it is opened: a pipe would keep the reader waiting.
    if !path.metadata().map_err(failed)?.is_file() {
        return Err(KeyFileError::NoFile { path: path.to_owned() });
    }
    let file = File::open(path).map_err(failed)?;
    // Of the open file: its name may come to mean another.
    let metadata = file.metadata().map_err(failed)?;
    if !metadata.is_file() {
        return Err(KeyFileError::NoFile { path: path.to_owned() });
    }
    check_mode(path, &metadata)?;
    // Never more than the buffer has room for, so that no copy is left behind.
    let most: usize = 128;
    let mut text = Zeroizing::new(Vec::with_capacity(most));
    file.take(u64::try_from(most).unwrap_or_default()).read_to_end(&mut text).map_err(failed)?;
    let digits = text.strip_suffix(b"\n").unwrap_or(&text);
    let mut secret = Zeroizing::new([0; 32]);
    let read = (digits.len() == DIGITS)
        .then(|| HEXLOWER_PERMISSIVE.decode_mut(digits, secret.as_mut()).is_ok());
    if read != Some(true) {
        return Err(KeyFileError::Form { path: path.to_owned() });
    }
    // Left by a generator that failed; everybody knows this one.
    if *secret == [0; 32] {
        return Err(KeyFileError::Zero { path: path.to_owned() });
    }
    Ok(secret)
}

#[cfg(unix)]
fn check_mode(path: &Path, metadata: &std::fs::Metadata) -> Result<(), KeyFileError> {
    use std::os::unix::fs::PermissionsExt as _;
    let mode = metadata.permissions().mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(KeyFileError::Open { path: path.to_owned(), mode });
    }
    Ok(())
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "files have no mode here")]
fn check_mode(_: &Path, _: &std::fs::Metadata) -> Result<(), KeyFileError> {
    Ok(())
}

#[cfg(all(test, unix))]
mod tests {
    use super::{KeyFileError, read_secret};
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn a_secret_is_read_from_a_file_of_its_owner_only() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("seed");
        let write = |text: &str, mode| {
            fs::write(&path, text).unwrap();
            fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
            read_secret(&path)
        };
        let digits = "0f".repeat(32);
        for (text, mode) in [
            (digits.clone(), 0o600),
            (format!("{digits}\n"), 0o400),
            (digits.to_uppercase(), 0o700),
        ] {
            assert_eq!(*write(&text, mode).unwrap(), [0x0f; 32]);
        }
        for mode in [0o640, 0o604, 0o620, 0o602, 0o601, 0o666] {
            match write(&digits, mode) {
                Err(KeyFileError::Open { mode: found, .. }) => assert_eq!(found, mode),
                other => panic!("{mode:o}: {other:?}"),
            }
        }
        for text in [
            "",
            "\n",
            &"0".repeat(63),
            &format!("{digits}0f"),
            &format!(" {digits}"),
            &format!("{digits}\n\n"),
            &format!("{digits}\r\n"),
            &"g".repeat(64),
            &"0".repeat(1 << 20),
        ] {
            match write(text, 0o600) {
                Err(error @ KeyFileError::Form { .. }) => {
                    assert!(!error.to_string().contains("0f0f"), "nothing of it is told");
                }
                other => panic!("{other:?}"),
            }
        }
        assert!(matches!(write(&"0".repeat(64), 0o600), Err(KeyFileError::Zero { .. })));
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert!(matches!(read_secret(&pipe), Err(KeyFileError::NoFile { .. })));
        assert!(matches!(read_secret(folder.path()), Err(KeyFileError::NoFile { .. })));
        let nowhere = folder.path().join("nowhere");
        assert!(matches!(read_secret(&nowhere), Err(KeyFileError::Io { .. })));
    }
}
