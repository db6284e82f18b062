//! Documents stay what they were.

use super::world::{chain, conflicts, holds};
use super::{Check, Outcome, Provider, must, unexpected};
use crate::journal::Journal;
use co2_offsets::Digest;

pub(super) fn checks<P: Provider>() -> [Check<P>; 5] {
    [
        ("documents are kept whole, for every handle", kept),
        ("a document is stored once", once),
        ("a document that is not there is none", none),
        ("documents are stored with the batch that names them", with_a_batch),
        ("a handle that only reads sees what was stored, also under the lock", reader),
    ]
}

fn has(journal: &mut impl Journal, digest: Digest, bytes: &[u8]) -> Outcome {
    let found = journal.document(&digest).map_err(unexpected)?;
    let len = bytes.len();
    let found = found.ok_or_else(|| format!("a document of {len} bytes is not there"))?;
    must(found == bytes, || format!("a document of {len} bytes is another one"))
}

fn kept<P: Provider>(provider: &mut P) -> Outcome {
    let mut journal = provider.create().map_err(unexpected)?;
    let mut other = provider.open().map_err(unexpected)?;
    let every_byte: Vec<u8> = (0..=u8::MAX).collect();
    let documents = [Vec::new(), b"certificate".to_vec(), every_byte, vec![7; 3 << 20]];
    for bytes in &documents {
        let digest = Digest::of(bytes);
        journal.put_document(digest, bytes).map_err(unexpected)?;
        has(&mut journal, digest, bytes)?;
        has(&mut other, digest, bytes)?;
    }
    drop((journal, other));
    let mut journal = provider.open().map_err(unexpected)?;
    documents.iter().try_for_each(|bytes| has(&mut journal, Digest::of(bytes), bytes))
}

fn once<P: Provider>(provider: &mut P) -> Outcome {
    let mut journal = provider.create().map_err(unexpected)?;
    let mut other = provider.open().map_err(unexpected)?;
    let (digest, bytes) = (Digest::of(b"certificate"), b"certificate");
    journal.put_document(digest, bytes).map_err(unexpected)?;
    journal.put_document(digest, bytes).map_err(unexpected)?;
    // Nobody does this; but what is stored would show that it was stored again.
    other.put_document(digest, b"another").map_err(unexpected)?;
    has(&mut journal, digest, bytes)
}

fn none<P: Provider>(provider: &mut P) -> Outcome {
    let mut journal = provider.create().map_err(unexpected)?;
    journal.put_document(Digest::of(b"one"), b"one").map_err(unexpected)?;
    let found = journal.document(&Digest::of(b"other")).map_err(unexpected)?;
    must(found.is_none(), || "it gives a document that was never stored".to_owned())
}

fn reader<P: Provider>(provider: &mut P) -> Outcome {
    let mut journal = provider.create().map_err(unexpected)?;
    let Some(mut reader) = journal.reader().map_err(unexpected)? else { return Ok(()) };
    let batches = chain(2)?;
    for (batch, bytes) in batches.iter().zip([b"one", b"two"]) {
        let digest = Digest::of(bytes);
        let before = reader.read_after(batch.position.before(), 1).map_err(unexpected)?;
        must(before.is_empty(), || "it has a batch that was not stored".to_owned())?;
        journal.append_with(&[(digest, bytes)], batch).map_err(unexpected)?;
        journal.lock().map_err(unexpected)?;
        let found = reader.document(&digest).map_err(unexpected)?;
        must(found.as_deref() == Some(bytes), || "it does not have a document".to_owned())?;
        let found = reader.read_after(batch.position.before(), 1).map_err(unexpected)?;
        must(found.first() == Some(batch), || "it does not have a batch".to_owned())?;
        journal.unlock();
    }
    // It outlives the one that it came from.
    drop(journal);
    let found = reader.read_after(crate::Position::START, 2).map_err(unexpected)?;
    must(found == batches, || "it lost batches".to_owned())
}

fn with_a_batch<P: Provider>(provider: &mut P) -> Outcome {
    let mut journal = provider.create().map_err(unexpected)?;
    let mut other = provider.open().map_err(unexpected)?;
    let (one, two) = (b"certificate".as_slice(), b"basis".as_slice());
    let batches = chain(2)?;
    for (batch, locked) in batches.iter().zip([true, false]) {
        if locked {
            journal.lock().map_err(unexpected)?;
        }
        let documents = [(Digest::of(one), one), (Digest::of(two), two)];
        journal.append_with(&documents, batch).map_err(unexpected)?;
        for bytes in [one, two] {
            has(&mut journal, Digest::of(bytes), bytes)?;
            has(&mut other, Digest::of(bytes), bytes)?;
        }
    }
    holds(&mut other, &batches)?;
    let Some(stale) = batches.first() else { return Ok(()) };
    conflicts(&mut journal, stale, "a batch twice")?;
    // It gives its lock back, whatever comes of it.
    journal.lock().map_err(unexpected)?;
    if journal.append_with(&[(Digest::of(b"late"), b"late")], stale).is_ok() {
        return Err("it stored a batch twice, with a document".to_owned());
    }
    if other.document(&Digest::of(b"late")).map_err(unexpected)?.is_some() {
        return Err("it kept a document of a batch that it did not store".to_owned());
    }
    other.lock().map_err(unexpected)?;
    other.unlock();
    Ok(())
}
