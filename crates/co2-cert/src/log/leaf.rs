//! The entries of the log.

use crate::certificate::Certificate;
use crate::record::{CreditLine, DocumentDigest, MAX_LINES};
use crate::tlog::TreeHash;
use co2_units::Co2e;
use co2_units::credit::{
    GramSlice, GramSliceError, UnitRange, UnitRangeError, UnitSlice, UnitSliceError,
};
use serde::{Deserialize, Serialize};

/// The greatest length of a leaf, in bytes, because the length is written in two bytes.
pub const MAX_LEAF: usize = 65_535;

/// Returns the grams that a certificate takes, line by line.
pub(super) fn slices_of(certificate: &Certificate) -> Vec<UnitSlice> {
    let lines = certificate.record().lines();
    let slices: Vec<UnitSlice> = lines.iter().filter_map(CreditLine::unit_slice).collect();
    debug_assert_eq!(slices.len(), lines.len(), "the lines of a record are inside their blocks");
    slices
}

/// One entry of the log: what happened to one certificate.
///
/// A leaf identifies a certificate by the SHA-256 of its signed bytes. Nobody can guess that from a serial
/// number, so the log reveals nothing about products or buyers. In the log, a leaf is canonical JSON
/// (RFC 8785) in which every value is a string:
///
/// ```text
/// {"cert":"…64 hex digits…","op":"issue","slices":[{"end_g":"6335000","first":"1","last":"19149",
///  "scope":"gold-standard:GS1:1","serial":"GS1-1-UG-…-1-19149","start_g":"6000000","unit_g":"1000000"}],"v":"1"}
/// {"cert":"…","op":"reissue","replaces":"…","v":"1"}      with "slices" if it names additional grams
/// {"cert":"…","op":"revoke","v":"1"}
/// {"cert":"…","op":"spend","v":"1"}
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Leaf {
    /// A certificate was issued; its grams are used for ever.
    Issue {
        /// The digest of the certificate.
        cert: DocumentDigest,
        /// The grams it names, in at least one slice.
        slices: Vec<UnitSlice>,
    },
    /// A certificate replaced another and took over its grams, for example after they were retired.
    Reissue {
        /// The digest of the new certificate.
        cert: DocumentDigest,
        /// The digest of the certificate that is no longer valid.
        replaces: DocumentDigest,
        /// Grams that the replaced certificate did not name, such as replacements for invalidated ones; usually
        /// none. The other grams stay used.
        added: Vec<UnitSlice>,
    },
    /// A certificate was revoked. Its grams stay used.
    Revoke {
        /// The digest of the certificate.
        cert: DocumentDigest,
    },
    /// The product of a certificate was returned, and the issuer marks the certificate as spent instead of revoking it.
    /// Its grams stay used.
    Spend {
        /// The digest of the certificate.
        cert: DocumentDigest,
    },
}

/// An error from making or reading a [`Leaf`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LeafError {
    /// The bytes are not the JSON of a leaf.
    #[error("not a leaf: {reason}")]
    Form {
        /// What is wrong.
        reason: String,
    },
    /// The JSON is not in canonical form.
    #[error("the leaf is not in canonical form")]
    Spelling,
    /// The block of units is not valid.
    #[error(transparent)]
    Block(#[from] UnitRangeError),
    /// The slice has no grams.
    #[error(transparent)]
    Slice(#[from] GramSliceError),
    /// The unit size is zero, or the slice exceeds its block of units.
    #[error(transparent)]
    Units(#[from] UnitSliceError),
    /// There are no slices, or more than a record can have.
    #[error("a leaf has 1 to {max} slices, not {found}", max = MAX_LINES)]
    Slices {
        /// The number of slices.
        found: usize,
    },
    /// The leaf is longer than an entry can be.
    #[error("the leaf has {found} bytes, but an entry has at most {max}", max = MAX_LEAF)]
    TooLong {
        /// The length of the leaf, in bytes.
        found: usize,
    },
}

impl Leaf {
    /// Makes the leaf for the issue of a certificate, from its signed bytes.
    ///
    /// # Errors
    /// Returns an error if the leaf would be too long for an entry.
    pub fn issue(certificate: &Certificate, bytes: &[u8]) -> Result<Self, LeafError> {
        let leaf = Self::Issue { cert: DocumentDigest::of(bytes), slices: slices_of(certificate) };
        leaf.to_bytes().map(|_| leaf)
    }

    /// Makes the leaf for a certificate that replaces another, from the signed bytes of both.
    ///
    /// # Errors
    /// Returns an error if the leaf would be too long for an entry.
    pub fn reissue(
        (certificate, bytes): (&Certificate, &[u8]),
        (before, bytes_before): (&Certificate, &[u8]),
    ) -> Result<Self, LeafError> {
        let (named, now) = (slices_of(before), slices_of(certificate));
        let leaf = Self::Reissue {
            cert: DocumentDigest::of(bytes),
            replaces: DocumentDigest::of(bytes_before),
            added: now.iter().flat_map(|slice| slice.without(&named)).collect(),
        };
        leaf.to_bytes().map(|_| leaf)
    }

    /// Returns the grams that are used from this leaf on.
    pub fn slices(&self) -> &[UnitSlice] {
        match self {
            Self::Issue { slices, .. } => slices,
            Self::Reissue { added, .. } => added,
            Self::Revoke { .. } | Self::Spend { .. } => &[],
        }
    }

    /// Returns true if the leaf records that the certificate was issued, for the first time or in place of another.
    pub const fn is_issue(&self) -> bool {
        matches!(self, Self::Issue { .. } | Self::Reissue { .. })
    }

    /// Returns the digest of the certificate that the leaf is about.
    pub const fn cert(&self) -> DocumentDigest {
        match self {
            Self::Issue { cert, .. }
            | Self::Reissue { cert, .. }
            | Self::Revoke { cert }
            | Self::Spend { cert } => *cert,
        }
    }

    /// Returns the canonical bytes.
    ///
    /// # Errors
    /// Returns an error if a slice exceeds its block, if there are no slices or too many, or if the bytes are
    /// too long for an entry.
    pub fn to_bytes(&self) -> Result<Vec<u8>, LeafError> {
        self.check()?;
        let form = |error: serde_json::Error| LeafError::Form { reason: error.to_string() };
        // Members are declared in canonical order, and the texts are ASCII.
        let bytes = serde_json::to_vec(&Wire::from(self)).map_err(form)?;
        if bytes.len() > MAX_LEAF {
            return Err(LeafError::TooLong { found: bytes.len() });
        }
        Ok(bytes)
    }

    /// Reads a leaf from its canonical bytes.
    ///
    /// # Errors
    /// Returns an error if the bytes are not a leaf, are not in canonical form, or state something impossible.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, LeafError> {
        if bytes.len() > MAX_LEAF {
            return Err(LeafError::TooLong { found: bytes.len() });
        }
        let form = |error: serde_json::Error| LeafError::Form { reason: error.to_string() };
        let leaf: Self = serde_json::from_slice::<Wire>(bytes).map_err(form)?.try_into()?;
        if leaf.to_bytes()? == bytes { Ok(leaf) } else { Err(LeafError::Spelling) }
    }

    /// Returns the hash of the leaf in the tree.
    ///
    /// # Errors
    /// Returns an error if the leaf cannot be written; see [`Leaf::to_bytes`].
    pub fn hash(&self) -> Result<TreeHash, LeafError> {
        Ok(TreeHash::of_leaf(&self.to_bytes()?))
    }

    fn check(&self) -> Result<(), LeafError> {
        let slices = self.slices();
        let none = slices.is_empty() && matches!(self, Self::Issue { .. });
        if none || slices.len() > MAX_LINES {
            return Err(LeafError::Slices { found: slices.len() });
        }
        Ok(())
    }
}

/// A leaf as JSON, with its members in canonical order.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "Leaf"))]
#[serde(deny_unknown_fields)]
pub(super) struct Wire {
    /// SHA-256 of the certificate's signed bytes.
    cert: DocumentDigest,
    op: Op,
    /// SHA-256 of the certificate that it replaces; present only in a reissue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    replaces: Option<DocumentDigest>,
    /// The grams used: all those of an issue, or the additional ones of a reissue, if there are any.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1, max = 256)))]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    slices: Option<Vec<SliceWire>>,
    v: Version,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
enum Op {
    Issue,
    Reissue,
    Revoke,
    Spend,
}

/// The version of the format.
#[derive(Clone, Copy, Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
enum Version {
    #[serde(rename = "1")]
    One,
}

/// Some grams of a block of units.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "LoggedSlice"))]
#[serde(deny_unknown_fields)]
struct SliceWire {
    /// The gram after the last one taken, counted from the first gram of the block.
    end_g: Number,
    /// The number of the block's first unit.
    first: Number,
    /// The number of the block's last unit.
    last: Number,
    /// The scope within which a unit number is unique.
    #[cfg_attr(feature = "schemars", schemars(regex(pattern = "^[!-~]([ -~]{0,254}[!-~])?$")))]
    scope: String,
    /// The block's serial as the registry prints it.
    #[cfg_attr(feature = "schemars", schemars(regex(pattern = "^[ -~]{1,256}$")))]
    serial: String,
    /// The first gram taken, counted from the first gram of the block.
    start_g: Number,
    /// The size of one unit in grams, above zero.
    unit_g: Number,
}

/// A whole number as a string, in one spelling.
#[derive(Clone, Copy)]
struct Number(u64);

impl Serialize for Number {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Another spelling of the number is found when the whole leaf is compared with its canonical form.
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map(Self).map_err(serde::de::Error::custom)
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Number {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Number".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^(0|[1-9][0-9]{0,19})$"})
    }
}

#[cfg(feature = "schemars")]
impl schemars::JsonSchema for Leaf {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Leaf".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut schema = Wire::json_schema(generator);
        schema
            .insert("description".into(), "An entry of the public log, as canonical JSON.".into());
        schema.insert(
            "oneOf".into(),
            serde_json::json!([
                {
                    "properties": {"op": {"const": "issue"}, "slices": {"type": "array"}},
                    "required": ["slices"],
                    "not": {"required": ["replaces"]},
                },
                {
                    "properties": {"op": {"const": "reissue"}, "replaces": {"type": "string"}},
                    "required": ["replaces"],
                },
                {
                    "properties": {"op": {"enum": ["revoke", "spend"]}},
                    "not": {"anyOf": [{"required": ["replaces"]}, {"required": ["slices"]}]},
                },
            ]),
        );
        schema
    }
}

impl From<&Leaf> for Wire {
    fn from(leaf: &Leaf) -> Self {
        let (op, replaces) = match leaf {
            Leaf::Issue { .. } => (Op::Issue, None),
            Leaf::Reissue { replaces, .. } => (Op::Reissue, Some(*replaces)),
            Leaf::Revoke { .. } => (Op::Revoke, None),
            Leaf::Spend { .. } => (Op::Spend, None),
        };
        let slices = leaf.slices();
        let slices = (!slices.is_empty()).then(|| slices.iter().map(SliceWire::from).collect());
        Self { cert: leaf.cert(), op, replaces, slices, v: Version::One }
    }
}

impl From<&UnitSlice> for SliceWire {
    fn from(logged: &UnitSlice) -> Self {
        let (block, unit_size, slice) = (logged.block(), logged.unit_size(), logged.grams());
        Self {
            end_g: Number(slice.end()),
            first: Number(block.first()),
            last: Number(block.last()),
            scope: block.scope().to_owned(),
            serial: block.printed().to_owned(),
            start_g: Number(slice.start()),
            unit_g: Number(unit_size.as_grams()),
        }
    }
}

impl TryFrom<SliceWire> for UnitSlice {
    type Error = LeafError;

    fn try_from(wire: SliceWire) -> Result<Self, LeafError> {
        let block = UnitRange::new(wire.scope, wire.first.0, wire.last.0, wire.serial)?;
        let grams = GramSlice::new(wire.start_g.0, wire.end_g.0)?;
        Ok(Self::new(block, Co2e::from_grams(wire.unit_g.0), grams)?)
    }
}

impl TryFrom<Wire> for Leaf {
    type Error = LeafError;

    fn try_from(wire: Wire) -> Result<Self, LeafError> {
        let Wire { cert, op, replaces, slices, .. } = wire;
        let slices = slices.map(|slices| {
            slices.into_iter().map(UnitSlice::try_from).collect::<Result<Vec<_>, _>>()
        });
        match (op, replaces, slices.transpose()?) {
            (Op::Issue, None, Some(slices)) => Ok(Self::Issue { cert, slices }),
            (Op::Reissue, Some(replaces), added) => {
                Ok(Self::Reissue { cert, replaces, added: added.unwrap_or_default() })
            }
            (Op::Revoke, None, None) => Ok(Self::Revoke { cert }),
            (Op::Spend, None, None) => Ok(Self::Spend { cert }),
            _ => Err(LeafError::Form { reason: "members of another kind of leaf".to_owned() }),
        }
    }
}
