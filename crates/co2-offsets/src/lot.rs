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

/// A block of credits as it comes into the ledger.
///
/// [`Lot::new`] takes what every lot has; the rest is set by name, so that a later field breaks
/// nobody:
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
    /// The host's name of the lot.
    pub id: LotId,
    /// The units, as the registry prints their serial.
    pub serial: Serial,
    /// When the reductions happened. Checked against the serial where that carries it.
    pub vintage: Vintage,
    /// How much one unit is. Checked against what a unit of the registry is, where that is known: a
    /// tonne, or a kilogram.
    #[serde(rename = "unit_size_kg")]
    pub unit_size: Co2e,
    /// What the host asks for it.
    #[serde(default)]
    pub price: Option<Price>,
    /// How many of the units, counted from the end of the block, stand in the registry's buffer
    /// pool: they are recorded, and never held or allocated.
    #[serde(default)]
    #[cfg_attr(feature = "schemars", schemars(range(max = u64::MAX)))]
    pub buffer_units: u64,
    /// Whether the reductions are still to come: such units can be traded, but neither retired nor
    /// claimed.
    #[serde(default)]
    pub ex_ante: bool,
    /// The labels of these units.
    #[serde(default)]
    pub labels: BTreeSet<Label>,
    /// What the host country has said about counting the reductions itself.
    #[serde(default)]
    pub adjustment: CorrespondingAdjustment,
    /// The phases of CORSIA in which the units may be used.
    #[serde(default)]
    pub corsia: BTreeSet<CorsiaPhase>,
    /// Who holds the units at the registry.
    #[serde(default)]
    pub custodian: Custodian,
    /// The units of another programme that these replaced, as that programme printed them.
    #[serde(default)]
    pub converted_from: Option<Serial>,
    /// Whether these units avoid or remove, where that is said of them and not of their whole project.
    #[serde(default)]
    pub mitigation: Option<Mitigation>,
}

/// Who holds units at the registry.
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
        /// Who it is.
        name: Text,
        /// The partner's reference of the holding: a contract, an inventory.
        #[serde(default)]
        reference: Option<Reference>,
    },
}

/// What a unit, or a tonne of CO2e, is offered for; never less than nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "wire::Price", into = "wire::Price")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(with = "wire::Price"))]
pub struct Price {
    money: Money,
    per: PricePer,
}

/// What a price is for.
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

/// A price below nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a price is not below nothing: {money}")]
#[non_exhaustive]
pub struct PriceError {
    /// What was given.
    pub money: Money,
}

impl Price {
    /// This much for each.
    ///
    /// # Errors
    /// When it is below nothing.
    pub const fn new(money: Money, per: PricePer) -> Result<Self, PriceError> {
        if money.amount().is_sign_negative() {
            return Err(PriceError { money });
        }
        Ok(Self { money, per })
    }

    /// How much money.
    pub const fn money(self) -> Money {
        self.money
    }

    /// For what.
    pub const fn per(self) -> PricePer {
        self.per
    }

    /// The price of a tonne of CO2e, of units of this size.
    ///
    /// # Errors
    /// When the units have no size, or the price is too large for a decimal.
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
    /// A lot of which no more is known: in the host's own account, without a price or labels.
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

    /// The project the units were issued for.
    pub const fn project(&self) -> &ProjectId {
        self.serial.project()
    }

    /// The host country of its units: the one that their serial carries, or else the project's. One
    /// project can be in several countries.
    pub fn country(&self, project: &Project) -> Country {
        self.serial.country().unwrap_or(project.country)
    }

    /// Whether its units avoid or remove: what is said of them, or else of their project.
    pub fn mitigation(&self, project: &Project) -> Option<Mitigation> {
        self.mitigation.or_else(|| project.mitigation())
    }

    /// The price of a tonne of it, if it has a price that a decimal can hold.
    pub fn price_per_tonne(&self) -> Option<Money> {
        self.price.and_then(|price| price.per_tonne(self.unit_size).ok())
    }

    /// How much all units are together, buffer included, or `None` above [`Co2e::MAX`].
    pub fn size(&self) -> Option<Co2e> {
        self.unit_size.checked_mul(self.serial.units().count())
    }

    /// How much the units of the buffer are, or `None` above [`Co2e::MAX`].
    pub fn buffer(&self) -> Option<Co2e> {
        self.unit_size.checked_mul(self.buffer_units)
    }

    /// Its labels that hold on a day.
    pub fn labels_on(&self, day: Date) -> impl Iterator<Item = &Label> {
        self.labels.iter().filter(move |label| label.validity.covers(day))
    }
}

mod wire {
    use super::{Money, PriceError, PricePer};
    use serde::{Deserialize, Serialize};

    /// What a unit, or a tonne of CO2e, is offered for.
    #[derive(Serialize, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
    pub(super) struct Price {
        /// How much money, not below nothing.
        money: Money,
        /// For what.
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
