//! The lines of an export.

use co2_offsets::Digest;
use data_encoding::BASE64;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::io::{self, Write};
use std::num::NonZeroU64;

/// A line of an exported journal: an object with one field, whose name says what the line is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub enum Line<Events = Vec<serde_json::Value>> {
    /// The first line.
    Header {
        /// `co2-journal-export`.
        format: String,
        /// The version of the format: 1.
        version: u32,
    },
    /// A document. It comes before the batch that is the first to name it.
    Document {
        /// The SHA-256 of its bytes.
        digest: Digest,
        /// Its bytes.
        bytes: Bytes,
    },
    /// A batch of events.
    Batch {
        /// Its position in the journal, counted from 1.
        #[serde(deserialize_with = "from_one")]
        #[cfg_attr(feature = "schemars", schemars(range(min = 1)))]
        position: u64,
        /// The hash of the batch before it; zeros for the first batch.
        previous: Digest,
        /// Its own hash.
        hash: Digest,
        /// The batch as it is stored.
        body: Bytes,
        /// The events in it, in readable form. They are not read back.
        events: Events,
    },
    /// The last line. If it is missing, the file was cut.
    End {
        /// The position of the last batch; 0 if there is none.
        position: u64,
        /// The hash of the last batch; zeros if there is none.
        hash: Digest,
        /// The number of documents.
        documents: u64,
    },
}

/// A position is counted from 1.
fn from_one<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
    NonZeroU64::deserialize(deserializer).map(NonZeroU64::get)
}

/// Base64 with padding and nothing after it, and with zeros in the bits that are left.
#[cfg(feature = "schemars")]
const BASE64_TEXT: &str =
    "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$";

/// Bytes, written in Base64 (RFC 4648, with padding).
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(inline))]
pub struct Bytes(
    #[cfg_attr(
        feature = "schemars",
        schemars(with = "String", regex(pattern = BASE64_TEXT), extend("contentEncoding" = "base64"))
    )]
    pub Vec<u8>,
);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&BASE64.encode(&self.0))
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        // The decoder would accept several padded texts one after another as one text.
        if text.trim_end_matches('=').contains('=') {
            return Err(de::Error::custom("padding inside of Base64"));
        }
        BASE64.decode(text.as_bytes()).map(Self).map_err(de::Error::custom)
    }
}

/// Writes a line.
pub(super) fn write<Events: Serialize>(out: &mut dyn Write, line: &Line<Events>) -> io::Result<()> {
    serde_json::to_writer(&mut *out, line)?;
    out.write_all(b"\n")
}

#[cfg(test)]
mod tests {
    use super::Bytes;

    #[test]
    fn bytes_have_one_spelling() {
        let read = |text: &str| serde_json::from_value::<Bytes>(text.into()).ok();
        assert_eq!(read("AAAA"), Some(Bytes(vec![0; 3])));
        assert_eq!(read("AAA="), Some(Bytes(vec![0; 2])));
        for other in
            ["AA==AA==", "AAA=AAA=", "AA==AAAA", "AAA", "AAB=", "AAA=\n", " AAA=", "A=AA", "===="]
        {
            assert_eq!(read(other), None, "{other}");
        }
    }
}
