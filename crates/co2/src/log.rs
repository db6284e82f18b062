//! The public log as a projection of the ledger: leaf `n` is the `n`-th certificate event, so every
//! host computes the same tree.

use crate::programme::PublishError;
use crate::projection::{Entry, Projection};
use crate::store::PublicStore;
use co2_cert::Certificate;
use co2_cert::did::{DidDocument, Method};
use co2_cert::log::{
    BrokenLog, Leaf, LogBuilder, LogError, LogFiles, MAX_LEAF, read_checkpoint, read_entries,
};
use co2_cert::record::DocumentDigest;
use co2_cert::tlog::{NoteKey, Origin, SignedCheckpoint, TILE_WIDTH, Tile};
use co2_cert::{Host, proof::Signer};
use co2_journal::Ledger;
use co2_offsets::Digest;
use co2_units::Timestamp;
use std::collections::BTreeSet;
use std::error::Error;

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

pub(crate) fn document_digest(digest: Digest) -> DocumentDigest {
    DocumentDigest::from_bytes(*digest.as_bytes())
}

/// A recorded certificate and its bytes.
pub(crate) fn certificate(
    ledger: &Ledger,
    digest: Digest,
) -> Result<(Certificate, Vec<u8>), PublishError> {
    let bytes = ledger.document(digest)?.ok_or(PublishError::Lost { digest })?;
    let certificate = Certificate::from_json(&bytes).map_err(|_| PublishError::Lost { digest })?;
    Ok((certificate, bytes))
}

/// The leaf of an entry, from the bytes that were recorded.
pub(crate) fn leaf_of(ledger: &Ledger, entry: Entry) -> Result<Leaf, PublishError> {
    let read = |digest| certificate(ledger, digest);
    match entry {
        Entry::Issued { digest, replaces: None } => {
            let (certificate, bytes) = read(digest)?;
            Ok(Leaf::issue(&certificate, &bytes)?)
        }
        Entry::Issued { digest, replaces: Some(replaced) } => {
            let ((certificate, bytes), (before, bytes_before)) = (read(digest)?, read(replaced)?);
            Ok(Leaf::reissue((&certificate, &bytes), (&before, &bytes_before))?)
        }
        Entry::Returned { digest } => {
            let cert = document_digest(digest);
            // The certificate states by which rule it ends.
            let spent = read(digest)?.0.spent().is_some();
            Ok(if spent { Leaf::Spend { cert } } else { Leaf::Revoke { cert } })
        }
        Entry::Revoked { digest } => Ok(Leaf::Revoke { cert: document_digest(digest) }),
    }
}

/// The files of the log in a store of public files.
#[derive(Clone, Copy)]
pub(crate) struct StoredLog<'a>(pub(crate) &'a dyn PublicStore);

impl StoredLog<'_> {
    /// The name in the store of a file of the log.
    pub(crate) fn name(name: &str) -> String {
        format!("{LOG}/{name}")
    }

    /// Whether a full tile is there, and a tile of hashes has its size.
    fn has(self, tile: Tile) -> Result<bool, PublishError> {
        let name = Self::name(&tile.to_string());
        let size = self.0.size(&name);
        let size = size.map_err(|source| PublishError::Io { path: self.0.place(&name), source })?;
        Ok(match tile {
            Tile::Hashes { .. } => size == Some(TILE_WIDTH.saturating_mul(32)),
            Tile::Entries { .. } => size.is_some(),
        })
    }
}

/// The largest file of a log: a full bundle of the longest entries, each after two bytes.
pub(crate) fn max_file() -> u64 {
    let entry = u64::try_from(MAX_LEAF).unwrap_or(u64::MAX).saturating_add(2);
    TILE_WIDTH.saturating_mul(entry)
}

impl LogFiles for StoredLog<'_> {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Box<dyn Error + Send + Sync>> {
        Ok(self.0.read(&Self::name(name), max_file())?)
    }
}

/// Where a published log stands, and how to go on.
pub(crate) struct Published {
    pub(crate) log: LogBuilder,
    /// The checkpoint that is there.
    pub(crate) signed: Option<SignedCheckpoint>,
    /// Files of it that are missing or damaged.
    pub(crate) damaged: BTreeSet<Tile>,
    /// How many leaves it had when it was opened.
    pub(crate) before: u64,
}

/// How many entries a bundle has at most.
const BUNDLE: u64 = TILE_WIDTH;

/// The log in a store, after comparing it with the ledger; without one, a log that begins.
///
/// What is signed is what counts: the tree of the checkpoint must be that of the ledger's first leaves. Files
/// that are not those of that tree are damaged, and are made again from the ledger.
pub(crate) fn open(
    projection: &mut Projection,
    ledger: &Ledger,
    files: StoredLog<'_>,
    keys: &[NoteKey],
    origin: &Origin,
) -> Result<Published, PublishError> {
    let signed = match read_checkpoint(&files, keys) {
        Ok(signed) => signed,
        Err(LogError::Broken(broken)) => {
            return begin(projection, files, *broken, origin);
        }
        Err(error) => return Err(error.into()),
    };
    let size = signed.unverified().size;
    let length = projection.len();
    if size > length {
        return Err(PublishError::LogAhead { published: size, ledger: length });
    }
    // From where it was compared before, when the files are still there.
    let place = files.0.place(LOG);
    let before = projection.compared_at(&place).filter(|log| log.size() <= size).cloned();
    let before = match before {
        Some(log) if all_full(files, log.size())? => log,
        _ => LogBuilder::new(),
    };
    let (mut log, mut damaged) = (before, BTreeSet::new());
    read(projection, ledger, Some(files), &mut log, size, |tile, bytes| {
        note_damage(files, tile, bytes, &mut damaged)
    })?;
    if log.root() != signed.unverified().root {
        // Or an entry says what it must not, although it names the right certificate.
        log = LogBuilder::new();
        damaged.clear();
        read(projection, ledger, None, &mut log, size, |tile, bytes| {
            note_damage(files, tile, bytes, &mut damaged)
        })?;
        if log.root() != signed.unverified().root {
            return Err(other_history(projection, files, size)?);
        }
    }
    Ok(Published { log, signed: Some(signed), damaged, before: size })
}

/// Makes the damaged files of a log again, whose tree was found to be the ledger's.
pub(crate) fn mend(
    projection: &Projection,
    ledger: &Ledger,
    published: &Published,
    mut each: impl FnMut(&str, &[u8]) -> Result<(), PublishError>,
) -> Result<(), PublishError> {
    if published.damaged.is_empty() {
        return Ok(());
    }
    read(projection, ledger, None, &mut LogBuilder::new(), published.before, |tile, bytes| {
        if published.damaged.contains(&tile) { each(&tile.to_string(), bytes) } else { Ok(()) }
    })
}

/// Notes a tile whose file is not what it must be.
fn note_damage(
    files: StoredLog<'_>,
    tile: Tile,
    bytes: &[u8],
    damaged: &mut BTreeSet<Tile>,
) -> Result<(), PublishError> {
    let name = tile.to_string();
    let found = files.read(&name).map_err(|source| LogError::unreadable(name, source))?;
    if found.as_deref() != Some(bytes) {
        damaged.insert(tile);
    }
    Ok(())
}

/// Whether all full files of a log of this size are there.
fn all_full(files: StoredLog<'_>, size: u64) -> Result<bool, PublishError> {
    let hashes = (0..8_u8).flat_map(|level| Tile::hashes(level, 0, size));
    for tile in hashes.chain(Tile::entries(0, size)).filter(|tile| tile.width() == TILE_WIDTH) {
        if !files.has(tile)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Appends the ledger's leaves to a log until it has `size`. They are taken from its files where those fit the
/// ledger, which is faster, and else made again. `each` gets every file of the log that these leaves fill,
/// and at the end the partial ones.
fn read(
    projection: &Projection,
    ledger: &Ledger,
    files: Option<StoredLog<'_>>,
    log: &mut LogBuilder,
    size: u64,
    mut each: impl FnMut(Tile, &[u8]) -> Result<(), PublishError>,
) -> Result<(), PublishError> {
    while log.size() < size {
        let first = log.size();
        let end = first.checked_div(BUNDLE).unwrap_or_default().saturating_add(1);
        let end = end.saturating_mul(BUNDLE).min(size);
        let mut there = match files {
            Some(files) => entries(files, first, end)?,
            None => Vec::new(),
        }
        .into_iter();
        for index in first..end {
            // It is there: the log is not longer than the ledger's.
            let Some(entry) = projection.get(index) else { break };
            let found = there.next().flatten().filter(|leaf| is_leaf_of(leaf, entry));
            let leaf = found.map_or_else(|| leaf_of(ledger, entry), Ok)?;
            log.append(&leaf)?;
        }
        for (tile, bytes) in log.take_full() {
            each(tile, &bytes)?;
        }
        if log.size() < end {
            break;
        }
    }
    for (tile, bytes) in log.partial() {
        each(tile, &bytes)?;
    }
    Ok(())
}

/// The entries of a part of a bundle; none of one that is missing or damaged, and `None` for one that is not
/// a leaf.
fn entries(files: StoredLog<'_>, first: u64, end: u64) -> Result<Vec<Option<Leaf>>, PublishError> {
    let mut found = Vec::new();
    let read = read_entries(&files, first, end, |_, entry| -> Result<(), LogError> {
        found.push(Leaf::from_bytes(entry).ok());
        Ok(())
    });
    match read {
        Ok(()) => Ok(found),
        Err(LogError::Broken(_)) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

/// Whether a leaf says of the right certificate what the entry says, and names the one whose place it
/// took.
fn is_leaf_of(leaf: &Leaf, entry: Entry) -> bool {
    let same = |digest, cert| document_digest(digest) == cert;
    match (leaf, entry) {
        (Leaf::Issue { cert, .. }, Entry::Issued { digest, replaces: None })
        | (Leaf::Revoke { cert }, Entry::Returned { digest } | Entry::Revoked { digest })
        | (Leaf::Spend { cert }, Entry::Returned { digest }) => same(digest, *cert),
        (
            Leaf::Reissue { cert, replaces, .. },
            Entry::Issued { digest, replaces: Some(replaced) },
        ) => same(digest, *cert) && same(replaced, *replaces),
        _ => false,
    }
}

/// Why a signed tree is not the ledger's.
fn other_history(
    projection: &Projection,
    files: StoredLog<'_>,
    size: u64,
) -> Result<PublishError, PublishError> {
    Ok(first_difference(projection, files, size)?.unwrap_or(PublishError::LogRoot { size }))
}

/// The first entry that names another certificate than the ledger has there.
fn first_difference(
    projection: &Projection,
    files: StoredLog<'_>,
    size: u64,
) -> Result<Option<PublishError>, PublishError> {
    let mut first = 0;
    while first < size {
        let end = first.saturating_add(BUNDLE).min(size);
        for (index, leaf) in (first..).zip(entries(files, first, end)?) {
            let Some(leaf) = leaf else { continue };
            if !projection.get(index).is_some_and(|entry| is_leaf_of(&leaf, entry)) {
                let published = leaf.cert();
                return Ok(Some(PublishError::LogDiffers { index, published }));
            }
        }
        first = end;
    }
    Ok(None)
}

/// A log without a checkpoint that can be believed: it begins, unless its entries show that another history
/// was published, or more than the ledger has.
fn begin(
    projection: &Projection,
    files: StoredLog<'_>,
    broken: BrokenLog,
    origin: &Origin,
) -> Result<Published, PublishError> {
    let checkpoint = files.read("checkpoint").ok().flatten();
    let read = checkpoint.and_then(|bytes| SignedCheckpoint::from_bytes(&bytes).ok());
    if read.is_some_and(|signed| signed.unverified().origin != *origin) {
        // Another issuer's folder.
        return Err(LogError::from(broken).into());
    }
    let published = how_many(files)?;
    let ledger = projection.len();
    if let Some(error) = first_difference(projection, files, published.min(ledger))? {
        return Err(error);
    }
    if published > ledger {
        return Err(PublishError::LogAhead { published, ledger });
    }
    Ok(Published { log: LogBuilder::new(), signed: None, damaged: BTreeSet::new(), before: 0 })
}

/// How many entries there are, by the names of the files alone.
fn how_many(files: StoredLog<'_>) -> Result<u64, PublishError> {
    let has = |tile: Tile| {
        let name = StoredLog::name(&tile.to_string());
        let size = files.0.size(&name);
        size.map_err(|source| PublishError::Io { path: files.0.place(&name), source })
    };
    let mut index = 0;
    while has(Tile::Entries { index, width: None })?.is_some() {
        index = index.saturating_add(1);
    }
    for width in (1..=u8::MAX).rev() {
        if has(Tile::Entries { index, width: Some(width) })?.is_some() {
            return Ok(index.saturating_mul(BUNDLE).saturating_add(width.into()));
        }
    }
    Ok(index.saturating_mul(BUNDLE))
}

/// Appends what the log lacks, some leaves at a time: `each` gets the log after every full tile.
pub(crate) fn append(
    projection: &Projection,
    ledger: &Ledger,
    log: &mut LogBuilder,
    mut each: impl FnMut(&mut LogBuilder) -> Result<(), PublishError>,
) -> Result<(), PublishError> {
    while let Some(entry) = projection.get(log.size()) {
        log.append(&leaf_of(ledger, entry)?)?;
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
