//! Lots: blocks of credits that the host holds.

use crate::ids::LotId;
use crate::project::{CorrespondingAdjustment, CorsiaPhase, Label, Mitigation, Project};
use crate::serial::Serial;
use co2_units::credit::{ProjectId, Vintage};
use co2_units::rust_decimal::Decimal;
use co2_units::text::Reference;
use co2_units::text::ShortText as Text;
use co2_units::{Co2e, Country, Date, Money, MoneyError};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A block of credits, as it is imported into the ledger.
///
/// [`Lot::new`] takes what every lot has; other fields are set by name, so that fields added later break
/// no code:
///
/// ```
/// use co2_offsets::{Custodian, Lot};
/// use co2_units::Co2e;
///
/// let lot = Lot {
///     buffer_units: 20,
///     custodian: Custodian::Partner { name: "Example Broker".parse()?, reference: None },
///     ..Lot::new(
///         "gs-1".parse()?,
///         "GS1-1-UG-GS99999-16-2024-99999-1-500".parse()?,
///         "2024-01-01/2024-12-31".parse()?,
///         Co2e::TONNE,
///     )
/// };
/// assert_eq!(lot.size().unwrap().to_string(), "500000 kg CO2e");
/// assert_eq!(lot.buffer().unwrap().to_string(), "20000 kg CO2e");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(
    feature = "schemars",
    schemars(description = "A block of credits as it comes into the ledger.")
)]
pub struct Lot {
    /// The host's id of the lot.
    pub id: LotId,
    /// The units, as the registry prints their serial.
    pub serial: Serial,
    /// The period of the reductions. It is checked against the serial if that states it.
    pub vintage: Vintage,
    /// The size of one unit. It is checked against the registry's unit, if that is known: a
    /// tonne, or a kilogram.
    #[serde(rename = "unit_size_kg")]
    pub unit_size: Co2e,
    /// The price that the host asks for it.
    #[serde(default)]
    pub price: Option<Price>,
    /// The number of units, counted from the end of the block, that are in the registry's buffer
    /// pool. They are recorded, but never held or allocated.
    #[serde(default)]
    pub buffer_units: u64,
    /// Whether the reductions are still to happen. Such units can be traded, but neither retired nor
    /// claimed.
    #[serde(default)]
    pub ex_ante: bool,
    /// The labels of these units.
    #[serde(default, deserialize_with = "co2_units::serde::set")]
    pub labels: BTreeSet<Label>,
    /// The host country's statement about counting the reductions itself.
    #[serde(default)]
    pub adjustment: CorrespondingAdjustment,
    /// The phases of CORSIA in which the units may be used.
    #[serde(default, deserialize_with = "co2_units::serde::set")]
    pub corsia: BTreeSet<CorsiaPhase>,
    /// The holder of the units at the registry.
    #[serde(default)]
    pub custodian: Custodian,
    /// The serial, as printed by another programme, of the units that these replaced.
    #[serde(default)]
    pub converted_from: Option<Serial>,
    /// Whether these units avoid or remove emissions, if that is stated for them rather than for their whole
    /// project.
    #[serde(default)]
    pub mitigation: Option<Mitigation>,
}

/// The holder of units at the registry.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Custodian {
    /// The host, in its own account.
    #[default]
    OwnAccount,
    /// A partner, who retires them for the host.
    Partner {
        /// The partner's name.
        name: Text,
        /// The partner's reference for the holding: a contract or an inventory.
        #[serde(default)]
        reference: Option<Reference>,
    },
}

/// The price of a unit or of a tonne of CO2e; never negative.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "wire::Price", into = "wire::Price")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(with = "wire::Price"))]
pub struct Price {
    money: Money,
    per: PricePer,
}

/// The quantity that a price is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum PricePer {
    /// One unit of the lot.
    Unit,
    /// One tonne of CO2e.
    Tonne,
}

/// An error from a negative price.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a price must not be negative: {money}")]
#[non_exhaustive]
pub struct PriceError {
    /// The price given.
    pub money: Money,
}

impl Price {
    /// Makes a price for each unit or tonne.
    ///
    /// # Errors
    /// Returns an error if it is negative.
    pub const fn new(money: Money, per: PricePer) -> Result<Self, PriceError> {
        if money.amount().is_sign_negative() {
            return Err(PriceError { money });
        }
        Ok(Self { money, per })
    }

    /// Returns the amount of money.
    pub const fn money(self) -> Money {
        self.money
    }

    /// Returns the quantity that the price is for.
    pub const fn per(self) -> PricePer {
        self.per
    }

    /// Returns the price of a tonne of CO2e, given the size of a unit.
    ///
    /// # Errors
    /// Returns an error if the unit size is zero, or if the price is too large for a decimal.
    pub fn per_tonne(self, unit_size: Co2e) -> Result<Money, MoneyError> {
        let grams = match self.per {
            PricePer::Tonne => return Ok(self.money),
            PricePer::Unit => Decimal::from(unit_size.as_grams()),
        };
        let tonne = Decimal::from(Co2e::TONNE.as_grams());
        let units = tonne.checked_div(grams).ok_or(MoneyError::TooLarge)?;
        self.money.checked_mul(units)
    }
}

impl Lot {
    /// Makes a lot without further data: in the host's own account, without a price or labels.
    pub fn new(id: LotId, serial: Serial, vintage: Vintage, unit_size: Co2e) -> Self {
        Self {
            id,
            serial,
            vintage,
            unit_size,
            price: None,
            buffer_units: 0,
            ex_ante: false,
            labels: BTreeSet::new(),
            adjustment: CorrespondingAdjustment::default(),
            corsia: BTreeSet::new(),
            custodian: Custodian::OwnAccount,
            converted_from: None,
            mitigation: None,
        }
    }

    /// Returns the project for which the units were issued.
    pub const fn project(&self) -> &ProjectId {
        self.serial.project()
    }

    /// Returns the host country of its units: the one in their serial, otherwise the project's. A
    /// project can be in several countries.
    pub fn country(&self, project: &Project) -> Country {
        self.serial.country().unwrap_or(project.country)
    }

    /// Returns whether its units avoid or remove emissions, as stated for them, otherwise for their project.
    pub fn mitigation(&self, project: &Project) -> Option<Mitigation> {
        self.mitigation.or_else(|| project.mitigation())
    }

    /// Returns the price of a tonne, if it has a price that a decimal can represent.
    pub fn price_per_tonne(&self) -> Option<Money> {
        self.price.and_then(|price| price.per_tonne(self.unit_size).ok())
    }

    /// Returns the amount of all units together, including the buffer, or `None` above [`Co2e::MAX`].
    pub fn size(&self) -> Option<Co2e> {
        self.unit_size.checked_mul(self.serial.units().count())
    }

    /// Returns the amount of the units in the buffer, or `None` above [`Co2e::MAX`].
    pub fn buffer(&self) -> Option<Co2e> {
        self.unit_size.checked_mul(self.buffer_units)
    }

    /// Iterates over its labels that are valid on a day.
    pub fn labels_on(&self, day: Date) -> impl Iterator<Item = &Label> {
        self.labels.iter().filter(move |label| label.validity.covers(day))
    }
}

mod wire {
    use super::{Money, PriceError, PricePer};
    use serde::{Deserialize, Serialize};

    /// The price of a unit or of a tonne of CO2e.
    #[derive(Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    pub(super) struct Price {
        /// The amount of money, not negative.
        money: Money,
        /// The quantity that the price is for.
        per: PricePer,
    }

    impl From<super::Price> for Price {
        fn from(price: super::Price) -> Self {
            Self { money: price.money, per: price.per }
        }
    }

    impl TryFrom<Price> for super::Price {
        type Error = PriceError;

        fn try_from(wire: Price) -> Result<Self, Self::Error> {
            Self::new(wire.money, wire.per)
        }
    }
}
