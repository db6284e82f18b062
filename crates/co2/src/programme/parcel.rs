//! What a parcel holds, and what is answered to it.

use super::FulfilError;
use co2_cert::Certificate;
use co2_ledger::LineId;
use co2_offsets::Digest;
use co2_units::IdError;
use co2_units::product::{Model, ProductId, SerialNumber};
use core::fmt;
use serde::{Deserialize, Serialize};

/// A product of an order, with its serial number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Shipped {
    /// The line of the order it belongs to.
    pub line: LineId,
    /// Its serial number.
    pub serial: SerialNumber,
    /// What it is one of, when that is not the model that was sold, as after a replacement by another
    /// model.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model: Option<Model>,
}

impl Shipped {
    /// A product of this line with this serial number.
    ///
    /// # Errors
    /// When the text is no serial number.
    ///
    /// ```
    /// let shipped = co2::Shipped::line(1, " pf0abc12 ")?;
    /// assert_eq!(shipped.serial.as_str(), "PF0ABC12");
    /// # Ok::<(), co2::units::IdError>(())
    /// ```
    pub fn line(line: LineId, serial: &str) -> Result<Self, IdError> {
        Ok(Self { line, serial: serial.parse()?, model: None })
    }

    /// The same of another model than the one that was sold.
    #[must_use]
    pub fn of_model(mut self, model: Model) -> Self {
        self.model = Some(model);
        self
    }
}

/// A certificate that was issued.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Issued {
    /// The product.
    pub product: ProductId,
    /// The certificate, as it was signed.
    pub certificate: Certificate,
    /// Its bytes: what to hand out, store and verify.
    pub json: Vec<u8>,
    /// The digest of its bytes, as recorded in the ledger.
    pub digest: Digest,
}

impl fmt::Debug for Issued {
    /// Short: the certificate by its address and digest.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Issued");
        shown.field("product", &self.product.to_string()).field("digest", &self.digest);
        shown.field("certificate", &self.certificate.id().as_str()).finish_non_exhaustive()
    }
}

/// Some products of a parcel have no certificate; the others have theirs, and they are here.
#[derive(Debug)]
#[non_exhaustive]
pub struct ParcelError {
    /// The certificates that were issued, in the order of the parcel.
    pub issued: Vec<Issued>,
    /// The products that have none, in the same order.
    pub unfulfilled: Vec<Unfulfilled>,
}

/// A product of a parcel that has no certificate.
#[derive(Debug)]
#[non_exhaustive]
pub struct Unfulfilled {
    /// The product.
    pub shipped: Shipped,
    /// Why.
    pub error: FulfilError,
}

impl fmt::Display for ParcelError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let without = self.unfulfilled.len();
        let all = without.saturating_add(self.issued.len());
        write!(f, "{without} of {all} products of the parcel have no certificate")?;
        match self.unfulfilled.first() {
            Some(first) => write!(f, ", the first is {}", first.shipped.serial),
            None => Ok(()),
        }
    }
}

impl std::error::Error for ParcelError {
    /// Why the first of them has none.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let first = self.unfulfilled.first();
        first.map(|first| -> &(dyn std::error::Error + 'static) { &first.error })
    }
}
