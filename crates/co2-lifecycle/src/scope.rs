//! GHG Protocol scopes and categories of a product's stages, from both sides of the counter.

use co2_units::Stage;

/// From whose books is looked at a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Side {
    /// Who makes and sells it.
    Maker,
    /// The company that buys and uses it.
    Buyer,
}

/// A scope of the GHG Protocol Corporate Standard, of scope 3 with its category (1 to 15).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Scope {
    /// Bought electricity.
    Two,
    /// The value chain, with the category of the Scope 3 Standard.
    Three {
        /// The category, from 1 to 15.
        category: u8,
    },
}

/// Where a stage belongs, for a maker that buys its parts and does not pay for the transport to the buyer, and
/// for an owner that pays for it and uses the product on electricity that it buys.
///
/// The category numbers are those of the GHG Protocol, Corporate Value Chain (Scope 3) Standard, 2011 (2: capital
/// goods, 9: downstream transport, 11: use of sold products, 12: their end of life...). Which stage belongs where
/// was compared with lists of the categories, not with the standard's own text. Not distinguished here:
/// * transport that the maker pays for is its category 4;
/// * a grid factor over the life cycle of power plants also counts what the owner reports in category 3 (making the
///   fuel, losses of the grid), beside scope 2;
/// * a product that is leased is category 8 of who uses it and 13 of who owns it;
/// * a company that books the product as an expense takes category 1 in place of 2.
///
/// ```
/// use co2_lifecycle::scope::{Scope, Side, scope};
/// use co2_units::Stage;
/// assert_eq!(scope(Stage::Use, Side::Maker), Scope::Three { category: 11 });
/// assert_eq!(scope(Stage::Use, Side::Buyer), Scope::Two);
/// ```
pub const fn scope(stage: Stage, side: Side) -> Scope {
    let category = match (side, stage) {
        (Side::Maker, Stage::Manufacture | Stage::Service) | (Side::Buyer, Stage::Service) => 1,
        (Side::Maker, Stage::Distribution) => 9,
        (Side::Maker, Stage::Use) => 11,
        (Side::Maker, _) => 12,
        (Side::Buyer, Stage::Manufacture) => 2,
        (Side::Buyer, Stage::Distribution) => 4,
        (Side::Buyer, Stage::Use) => return Scope::Two,
        (Side::Buyer, _) => 5,
    };
    Scope::Three { category }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Category 1: purchased goods and services, 2: capital goods, 4: upstream transport, 5: waste in operations,
    /// 9: downstream transport, 11: use of sold products, 12: end of life of sold products.
    #[test]
    fn every_stage_has_its_scope_from_both_sides() {
        let table = [
            (Stage::Manufacture, Some(1), Some(2)),
            (Stage::Distribution, Some(9), Some(4)),
            (Stage::Use, Some(11), None),
            (Stage::Service, Some(1), Some(1)),
            (Stage::EndOfLife, Some(12), Some(5)),
        ];
        assert_eq!(table.map(|(stage, ..)| stage), Stage::ALL);
        for (stage, maker, buyer) in table {
            for (side, category) in [(Side::Maker, maker), (Side::Buyer, buyer)] {
                let expected = category.map_or(Scope::Two, |category| Scope::Three { category });
                assert_eq!(scope(stage, side), expected, "{stage} {side:?}");
            }
        }
    }
}
