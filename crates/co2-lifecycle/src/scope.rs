//! GHG Protocol scopes and categories of a product's stages, from both sides of the counter.

use co2_units::Stage;

/// From whose books is looked at a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Side {
    /// Who makes and sells it.
    Maker,
    /// The company that buys and uses it.
    Buyer,
}

/// A scope of the GHG Protocol Corporate Standard, of scope 3 with its category (1 to 15).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
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

/// Where a stage belongs, for a maker that buys its parts and an owner that uses the product on its own
/// electricity (category numbers: GHG Protocol, Corporate Value Chain (Scope 3) Standard, 2011; the numbers
/// are widely known, but were not checked against the standard's text).
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
