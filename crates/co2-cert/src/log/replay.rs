//! Replaying a log's leaves, to see what they state together.

use super::leaf::{Leaf, LeafError};
use crate::record::DocumentDigest;
use co2_units::Co2e;
use co2_units::credit::{UnitRange, UnitSlice};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// The evidence for the unit numbers of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SerialCheck {
    /// The printed serial was parsed in its registry's format and confirms the numbers.
    Read,
    /// The serial's format is not known, so the numbers rest on the issuer's word alone.
    IssuersWord,
}

/// Checks that a block's printed serial matches the block, and that its units have the size that
/// the registry gives them. This crate does not know the registries' serial formats, so the caller passes
/// the check in. Its error is the reason for refusing the block.
pub type Serials<'a> = &'a mut dyn FnMut(&UnitSlice) -> Result<SerialCheck, String>;

/// The reason why a leaf cannot follow those before it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LeafFault {
    /// The leaf is not valid.
    #[error(transparent)]
    Leaf(#[from] LeafError),
    /// A gram is used twice.
    #[error(
        "gram {gram} of unit {unit} in {scope} is used twice: by certificate {first} and by {second}"
    )]
    UsedTwice {
        /// The scope within which a unit's number is unique.
        scope: String,
        /// The unit's number.
        unit: u64,
        /// The first gram used twice, counted from the unit's first gram.
        gram: u64,
        /// The digest of the certificate that used it first.
        first: DocumentDigest,
        /// The digest of the certificate that used it again; the same if one certificate names a gram twice.
        second: DocumentDigest,
    },
    /// Units of one scope are stated with two sizes, so their grams cannot be compared.
    #[error(
        "units in {scope} have {before} according to certificate {first} and {now} according to {second}"
    )]
    UnitSize {
        /// The scope within which a unit's number is unique.
        scope: String,
        /// The size stated first.
        before: Co2e,
        /// The digest of the certificate that stated it first.
        first: DocumentDigest,
        /// The size stated now.
        now: Co2e,
        /// The digest of the certificate that states it now.
        second: DocumentDigest,
    },
    /// A serial does not match its block.
    #[error("the block {serial} does not match its serial: {reason}")]
    Serial {
        /// The block's printed serial.
        serial: String,
        /// How they differ.
        reason: String,
    },
    /// A serial that is already in the log, perhaps in another spelling, now stands for other units.
    #[error(
        "certificate {second} has the serial {block} for units {} to {} in {}, but certificate {first} \
        has it as {before} for units {} to {} in {}",
        block.first(), block.last(), block.scope(), before.first(), before.last(), before.scope()
    )]
    OtherUnits {
        /// The block as it is stated now.
        block: Box<UnitRange>,
        /// The block as it was stated before.
        before: Box<UnitRange>,
        /// The digest of the certificate that stated it first.
        first: DocumentDigest,
        /// The digest of the certificate that states it now.
        second: DocumentDigest,
    },
    /// The certificate has already been issued.
    #[error("the certificate {cert} is already in the log, as leaf {index}")]
    Known {
        /// The digest of the certificate.
        cert: DocumentDigest,
        /// The index of the leaf that issued it.
        index: u64,
    },
    /// A certificate that was never issued is replaced, revoked or spent.
    #[error("the certificate {cert} was never issued")]
    NotIssued {
        /// The digest of the certificate.
        cert: DocumentDigest,
    },
    /// A certificate that is no longer valid is replaced, revoked or spent.
    #[error("the certificate {cert} has not been valid since leaf {since}")]
    NotLive {
        /// The digest of the certificate.
        cert: DocumentDigest,
        /// The index of the leaf that replaced, revoked or spent it.
        since: u64,
    },
}

/// Replays leaves and refuses the first that cannot follow: one that uses a gram again, takes a slice outside its
/// units, or names a certificate that was never issued.
///
/// ```
/// use co2_cert::log::{Leaf, LeafFault, Replay};
/// use co2_cert::record::DocumentDigest;
/// use co2_units::Co2e;
/// use co2_units::credit::{GramSlice, UnitRange, UnitSlice};
///
/// let grams = |start, end| -> Result<UnitSlice, Box<dyn std::error::Error>> {
///     let block = UnitRange::new("scope", 7, 9, "7-9")?;
///     Ok(UnitSlice::new(block, Co2e::TONNE, GramSlice::new(start, end)?)?)
/// };
/// let (a, b) = (DocumentDigest::of(b"a"), DocumentDigest::of(b"b"));
/// let mut replay = Replay::new();
/// replay.push(&Leaf::Issue { cert: a, slices: vec![grams(0, 300_000)?] }, None)?;
/// let again = Leaf::Issue { cert: b, slices: vec![grams(299_999, 400_000)?] };
/// let fault = replay.push(&again, None).unwrap_err();
/// assert!(matches!(fault, LeafFault::UsedTwice { first, second, .. } if (first, second) == (a, b)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Replay {
    size: u64,
    certificates: BTreeMap<DocumentDigest, Life>,
    scopes: BTreeMap<Box<str>, Scope>,
    /// The blocks by their serial in normalised form.
    blocks: BTreeMap<Box<str>, Block>,
    live: u64,
    revoked: u64,
    spent: u64,
    reissued: u64,
    grams: u128,
    grams_on_word: u128,
    slices: u64,
}

/// A block of units, as it was first stated for its serial.
#[derive(Clone, Debug)]
struct Block {
    units: UnitRange,
    check: SerialCheck,
    stated_by: DocumentDigest,
}

/// A certificate in the log: the leaf that issued it, and the leaf that ended it.
#[derive(Clone, Copy, Debug)]
struct Life {
    issued: u64,
    ended: Option<u64>,
}

#[derive(Clone, Debug)]
struct Scope {
    unit_size: Co2e,
    stated_by: DocumentDigest,
    /// The used ranges, from the first gram to the one after the last, and the certificate that used each.
    used: BTreeMap<u128, (u128, DocumentDigest)>,
}

impl Replay {
    /// Starts before the first leaf.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next leaf. A leaf that is refused changes nothing.
    ///
    /// # Errors
    /// Returns an error if the leaf cannot follow those before it.
    pub fn push(&mut self, leaf: &Leaf, serials: Option<Serials<'_>>) -> Result<(), LeafFault> {
        match leaf {
            Leaf::Issue { cert, .. } => {
                self.fresh(*cert)?;
                self.issue(leaf, serials)?;
                self.certificates.insert(*cert, Life { issued: self.size, ended: None });
                self.live = self.live.saturating_add(1);
            }
            Leaf::Reissue { cert, replaces, .. } => {
                self.fresh(*cert)?;
                self.alive(*replaces)?;
                self.issue(leaf, serials)?;
                self.end(*replaces)?;
                self.certificates.insert(*cert, Life { issued: self.size, ended: None });
                self.reissued = self.reissued.saturating_add(1);
            }
            Leaf::Revoke { cert } => {
                self.end(*cert)?;
                self.live = self.live.saturating_sub(1);
                self.revoked = self.revoked.saturating_add(1);
            }
            Leaf::Spend { cert } => {
                self.end(*cert)?;
                self.live = self.live.saturating_sub(1);
                self.spent = self.spent.saturating_add(1);
            }
        }
        self.size = self.size.saturating_add(1);
        Ok(())
    }

    fn fresh(&self, cert: DocumentDigest) -> Result<(), LeafFault> {
        match self.certificates.get(&cert) {
            None => Ok(()),
            Some(life) => Err(LeafFault::Known { cert, index: life.issued }),
        }
    }

    fn alive(&mut self, cert: DocumentDigest) -> Result<&mut Life, LeafFault> {
        let life = self.certificates.get_mut(&cert).ok_or(LeafFault::NotIssued { cert })?;
        match life.ended {
            Some(since) => Err(LeafFault::NotLive { cert, since }),
            None => Ok(life),
        }
    }

    fn end(&mut self, cert: DocumentDigest) -> Result<(), LeafFault> {
        let size = self.size;
        self.alive(cert)?.ended = Some(size);
        Ok(())
    }

    fn issue(&mut self, leaf: &Leaf, mut serials: Option<Serials<'_>>) -> Result<(), LeafFault> {
        let (cert, slices) = (leaf.cert(), leaf.slices());
        let (mut fresh, mut on_word) = (Vec::new(), 0_u128);
        let known = slices.iter().try_for_each(|logged| {
            let check = self.know(cert, logged, &mut serials, &mut fresh)?;
            if check == SerialCheck::IssuersWord {
                on_word = on_word.saturating_add(logged.grams().grams().into());
            }
            Ok(())
        });
        if let Err(fault) = known.and_then(|()| self.take_all(cert, slices)) {
            for spelling in fresh {
                self.blocks.remove(&spelling);
            }
            return Err(fault);
        }
        self.grams_on_word = self.grams_on_word.saturating_add(on_word);
        let grams = slices.iter().map(|logged| u128::from(logged.grams().grams()));
        self.grams = grams.fold(self.grams, u128::saturating_add);
        let more = u64::try_from(slices.len()).unwrap_or_default();
        self.slices = self.slices.saturating_add(more);
        Ok(())
    }

    /// Checks a block's serial and that it stands for these units only. A new block is added to `fresh`.
    fn know(
        &mut self,
        cert: DocumentDigest,
        logged: &UnitSlice,
        serials: &mut Option<Serials<'_>>,
        fresh: &mut Vec<Box<str>>,
    ) -> Result<SerialCheck, LeafFault> {
        let block = logged.block();
        let spelling = one_spelling(block.printed());
        let known = self.blocks.get(&spelling);
        if let Some(known) = known {
            let units = |block: &UnitRange| (block.scope().to_owned(), block.first(), block.last());
            if units(&known.units) != units(block) {
                return Err(LeafFault::OtherUnits {
                    block: Box::new(block.clone()),
                    before: Box::new(known.units.clone()),
                    first: known.stated_by,
                    second: cert,
                });
            }
            // The same serial was checked before. Its unit size is compared with that of its scope below.
            if known.units.printed() == block.printed() {
                return Ok(known.check);
            }
        }
        let check = match serials {
            None => SerialCheck::IssuersWord,
            Some(check) => check(logged).map_err(|reason| LeafFault::Serial {
                serial: block.printed().to_owned(),
                reason,
            })?,
        };
        if known.is_none() {
            let units = block.clone();
            self.blocks.insert(spelling.clone(), Block { units, check, stated_by: cert });
            fresh.push(spelling);
        }
        Ok(check)
    }

    fn take_all(&mut self, cert: DocumentDigest, slices: &[UnitSlice]) -> Result<(), LeafFault> {
        let (mut taken, mut fault) = (Vec::new(), None);
        for logged in slices {
            match self.take(cert, logged) {
                Ok(start) => taken.push((logged.block().scope(), start)),
                Err(found) => {
                    fault = Some(found);
                    break;
                }
            }
        }
        let Some(fault) = fault else { return Ok(()) };
        for (scope, start) in taken {
            let Some(found) = self.scopes.get_mut(scope) else { continue };
            found.used.remove(&start);
            if found.used.is_empty() {
                self.scopes.remove(scope);
            }
        }
        Err(fault)
    }

    fn take(&mut self, cert: DocumentDigest, logged: &UnitSlice) -> Result<u128, LeafFault> {
        let (start, end) = logged.address();
        let (name, unit_size) = (logged.block().scope(), logged.unit_size());
        let scope = match self.scopes.get_mut(name) {
            Some(scope) => scope,
            None => self.scopes.entry(name.into()).or_insert_with(|| Scope {
                unit_size,
                stated_by: cert,
                used: BTreeMap::new(),
            }),
        };
        if scope.unit_size != unit_size {
            return Err(LeafFault::UnitSize {
                scope: name.to_owned(),
                before: scope.unit_size,
                first: scope.stated_by,
                now: unit_size,
                second: cert,
            });
        }
        // The slices are disjoint, so only the last one that begins before the end can overlap with this one.
        if let Some((other, (other_end, first))) = scope.used.range(..end).next_back()
            && *other_end > start
        {
            let at = start.max(*other);
            let size = u128::from(unit_size.as_grams());
            return Err(LeafFault::UsedTwice {
                scope: name.to_owned(),
                // Unit numbers and unit sizes have 64 bits.
                unit: number(at.checked_div(size)),
                gram: number(at.checked_rem(size)),
                first: *first,
                second: cert,
            });
        }
        match scope.used.entry(start) {
            Entry::Vacant(place) => place.insert((end, cert)),
            // Such a slice would have overlapped.
            Entry::Occupied(place) => place.into_mut(),
        };
        Ok(start)
    }

    /// Returns the number of leaves taken.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Returns the number of certificates that are valid: issued, and neither replaced, revoked nor spent.
    pub const fn live(&self) -> u64 {
        self.live
    }

    /// Returns the number of revoked certificates.
    pub const fn revoked(&self) -> u64 {
        self.revoked
    }

    /// Returns the number of certificates that were marked as spent because their products were returned.
    pub const fn spent(&self) -> u64 {
        self.spent
    }

    /// Returns the number of certificates that replaced another.
    pub const fn reissued(&self) -> u64 {
        self.reissued
    }

    /// Returns the number of slices used.
    pub const fn slices(&self) -> u64 {
        self.slices
    }

    /// Returns the number of grams used, including those of revoked and spent certificates.
    pub const fn grams(&self) -> u128 {
        self.grams
    }

    /// Returns the number of distinct blocks of units whose serials were parsed in their registry's
    /// format.
    pub fn blocks_read(&self) -> u64 {
        self.count(SerialCheck::Read)
    }

    /// Returns the number of distinct blocks of units whose numbers rest on the issuer's word alone. That none
    /// of their grams is used twice is certain only if these numbers are true.
    pub fn blocks_on_issuers_word(&self) -> u64 {
        self.count(SerialCheck::IssuersWord)
    }

    fn count(&self, check: SerialCheck) -> u64 {
        let blocks = self.blocks.values().filter(|block| block.check == check).count();
        u64::try_from(blocks).unwrap_or(u64::MAX)
    }

    /// Returns the number of used grams that belong to such blocks.
    pub const fn grams_on_issuers_word(&self) -> u128 {
        self.grams_on_word
    }

    /// Returns whether a certificate is valid according to the log; `None` if the log does not contain it.
    pub fn holds(&self, cert: DocumentDigest) -> Option<bool> {
        self.certificates.get(&cert).map(|life| life.ended.is_none())
    }
}

fn number(wide: Option<u128>) -> u64 {
    wide.and_then(|wide| u64::try_from(wide).ok()).unwrap_or(u64::MAX)
}

/// Normalises a serial for comparison: capital letters, and one dash for every run of other characters. Added
/// spaces, small letters or another separator do not turn a unit into a different one.
fn one_spelling(serial: &str) -> Box<str> {
    let mut out = String::with_capacity(serial.len());
    let mut gap = false;
    for character in serial.chars() {
        if character.is_ascii_alphanumeric() {
            if gap && !out.is_empty() {
                out.push('-');
            }
            out.push(character.to_ascii_uppercase());
        }
        gap = !character.is_ascii_alphanumeric();
    }
    // Of a serial made only of punctuation nothing would be left, so it stays as it is.
    if out.is_empty() { serial.into() } else { out.into() }
}

#[cfg(test)]
mod tests {
    use super::one_spelling;

    #[test]
    fn spellings_of_one_serial_are_one() {
        let one = "GS1-1-UG-GS11236-16-2024-30307-1-19149";
        for other in [
            " GS1-1-UG-GS11236-16-2024-30307-1-19149",
            "gs1-1-ug-gs11236-16-2024-30307-1-19149",
            "GS1/1/UG/GS11236/16/2024/30307/1/19149",
            "GS1 - 1-UG-GS11236-16-2024-30307--1-19149.",
        ] {
            assert_eq!(&*one_spelling(other), one);
        }
        // Separate numbers stay separate: units 1 to 112 are not units 11 to 12.
        assert_ne!(one_spelling("A-1-112"), one_spelling("A-11-12"));
        assert_eq!(&*one_spelling("--"), "--");
    }
}
