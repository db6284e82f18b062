//! The public log as a projection of the ledger: leaf `n` is the `n`-th certificate event, so every
//! host computes the same tree.

use crate::programme::PublishError;
use crate::status::StatusPlace;
use co2_cert::Certificate;
use co2_cert::did::{DidDocument, Method};
use co2_cert::log::{
    BrokenLog, Leaf, LeafFault, LogBuilder, LogError, LogFiles, read_checkpoint, read_entries,
};
use co2_cert::record::DocumentDigest;
use co2_cert::tlog::{NoteKey, Origin, SignedCheckpoint};
use co2_cert::{Host, proof::Signer};
use co2_journal::{Anchor, Ledger};
use co2_ledger::Change;
use co2_offsets::Digest;
use co2_units::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The path of the log on the issuer's host.
pub(crate) const LOG: &str = "log";

/// The name of an issuer's log: `offsets.example/log`.
///
/// # Errors
/// When the host is too long for a name.
pub fn origin(host: &Host) -> Result<Origin, co2_cert::tlog::OriginError> {
    format!("{host}/{LOG}").parse()
}

/// The keys of an issuer under its log's name that are trusted at an instant: those of its DID document
/// that count for assertions and have not ended. A checkpoint bears no time, so the instant is that of
/// verification.
pub fn keys(document: &DidDocument, origin: &Origin, at: Timestamp) -> Vec<NoteKey> {
    let trusted = |method: &&Method| method.asserts() && method.ended(at).is_none();
    let keys = document.methods().iter().filter(trusted).filter_map(|method| method.key().ok());
    keys.map(|key| NoteKey::new(origin.clone(), key)).collect()
}

/// A certificate that was recorded, and the one whose place it took.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Recorded {
    digest: Digest,
    replaces: Option<Digest>,
}

/// The certificates of a ledger in the order in which they were recorded: 65 bytes each, read once.
#[derive(Debug)]
pub(crate) struct Projection {
    at: Anchor,
    certificates: Vec<Recorded>,
    /// Up to where the log in a folder was compared with these.
    compared: BTreeMap<PathBuf, u64>,
    /// Where the superseded certificates among the first of these stand in the status lists.
    superseded: (usize, BTreeSet<StatusPlace>),
}

impl Projection {
    pub(crate) const fn new() -> Self {
        Self {
            at: Anchor::START,
            certificates: Vec::new(),
            compared: BTreeMap::new(),
            superseded: (0, BTreeSet::new()),
        }
    }

    /// Takes over what has happened in the ledger.
    pub(crate) fn catch_up(&mut self, ledger: &Ledger) -> Result<(), PublishError> {
        loop {
            let (events, after) = ledger.events_after(self.at)?;
            if events.is_empty() {
                return Ok(());
            }
            for event in events {
                if let Change::CertificateRecorded(record) = &event.change {
                    let (digest, replaces) = (record.digest, record.replaces);
                    self.certificates.push(Recorded { digest, replaces });
                }
            }
            self.at = after;
        }
    }

    fn len(&self) -> u64 {
        u64::try_from(self.certificates.len()).unwrap_or(u64::MAX)
    }

    fn get(&self, index: u64) -> Option<Recorded> {
        self.certificates.get(usize::try_from(index).ok()?).copied()
    }

    /// Where the certificates that others superseded stand in the issuer's status lists. Each is read
    /// once.
    pub(crate) fn superseded(
        &mut self,
        ledger: &Ledger,
        host: &Host,
    ) -> Result<&BTreeSet<StatusPlace>, PublishError> {
        let (read, places) = &mut self.superseded;
        for recorded in self.certificates.iter().skip(*read) {
            if let Some(replaced) = recorded.replaces {
                // One of another host cannot be revoked here.
                places.extend(StatusPlace::of(&certificate(ledger, replaced)?.0, host));
            }
            *read = read.saturating_add(1);
        }
        Ok(places)
    }

    /// Where a certificate stands in the log.
    pub(crate) fn index_of(&self, digest: Digest) -> Option<(u64, Recorded)> {
        (0..).zip(self.certificates.iter().copied()).find(|(_, known)| known.digest == digest)
    }

    /// That the log published in a folder is the beginning of this one.
    fn compare(
        &mut self,
        folder: &Path,
        files: &impl LogFiles,
        published: u64,
    ) -> Result<(), PublishError> {
        let ledger = self.len();
        if published > ledger {
            return Err(PublishError::LogAhead { published, ledger });
        }
        let before = self.compared.get(folder).copied().unwrap_or_default();
        read_entries(files, before.min(published), published, |index, entry| {
            let leaf = Leaf::from_bytes(entry).map_err(|error| {
                let source = LeafFault::from(error);
                PublishError::from(LogError::from(BrokenLog::Leaf { index, source }))
            })?;
            let replaces = match &leaf {
                Leaf::Reissue { replaces, .. } => Some(*replaces),
                _ => None,
            };
            let same = |known: Recorded| {
                document_digest(known.digest) == leaf.cert()
                    && known.replaces.map(document_digest) == replaces
            };
            if !self.get(index).is_some_and(same) {
                return Err(PublishError::LogDiffers { index, published: leaf.cert() });
            }
            Ok(())
        })?;
        self.compared.insert(folder.to_owned(), published);
        Ok(())
    }
}

pub(crate) fn document_digest(digest: Digest) -> DocumentDigest {
    DocumentDigest::from_bytes(*digest.as_bytes())
}

/// A recorded certificate and its bytes.
fn certificate(ledger: &Ledger, digest: Digest) -> Result<(Certificate, Vec<u8>), PublishError> {
    let bytes = ledger.document(digest)?.ok_or(PublishError::Lost { digest })?;
    let certificate = Certificate::from_json(&bytes).map_err(|_| PublishError::Lost { digest })?;
    Ok((certificate, bytes))
}

/// A certificate's leaf, from the bytes that were recorded.
pub(crate) fn leaf_of(ledger: &Ledger, recorded: Recorded) -> Result<Leaf, PublishError> {
    let read = |digest| certificate(ledger, digest);
    let (certificate, bytes) = read(recorded.digest)?;
    let Some(replaced) = recorded.replaces else {
        return Ok(Leaf::issue(&certificate, &bytes)?);
    };
    let (before, bytes_before) = read(replaced)?;
    Ok(Leaf::reissue((&certificate, &bytes), (&before, &bytes_before))?)
}

/// Where a published log stands, and how to go on.
pub(crate) struct Published {
    pub(crate) log: LogBuilder,
    /// The checkpoint that is there.
    pub(crate) signed: Option<SignedCheckpoint>,
}

/// The log in a folder, after comparing it with the ledger; without one, a log that begins.
pub(crate) fn open(
    projection: &mut Projection,
    folder: &Path,
    files: &impl LogFiles,
    keys: &[NoteKey],
) -> Result<Published, PublishError> {
    let signed = match read_checkpoint(files, keys) {
        Ok(signed) => signed,
        Err(LogError::Broken(broken)) if matches!(*broken, BrokenLog::Missing { .. }) => {
            return Ok(Published { log: LogBuilder::new(), signed: None });
        }
        Err(error) => return Err(error.into()),
    };
    projection.compare(folder, files, signed.unverified().size)?;
    let log = LogBuilder::resume(signed.unverified(), files)?;
    Ok(Published { log, signed: Some(signed) })
}

/// Appends what the log lacks, some leaves at a time: `each` gets the log after every full tile.
pub(crate) fn append(
    projection: &Projection,
    ledger: &Ledger,
    log: &mut LogBuilder,
    mut each: impl FnMut(&mut LogBuilder) -> Result<(), PublishError>,
) -> Result<(), PublishError> {
    while let Some(recorded) = projection.get(log.size()) {
        log.append(&leaf_of(ledger, recorded)?)?;
        each(log)?;
    }
    Ok(())
}

/// The checkpoint of a log as it stands: the one that is there when it says the same under the
/// present key, else a new one.
pub(crate) fn checkpoint(
    published: &Published,
    signer: &dyn Signer,
    key: &NoteKey,
) -> Result<SignedCheckpoint, PublishError> {
    let checkpoint = published.log.checkpoint(key.name().clone());
    if let Some(signed) = &published.signed
        && *signed.unverified() == checkpoint
        && signed.verify(core::slice::from_ref(key)).is_ok()
    {
        return Ok(signed.clone());
    }
    Ok(checkpoint.sign(signer, key)?)
}
