//! The markets that makers' sheets are about.

use co2_units::{Bloc, Region};

/// The market that a maker's sheets are about. Sheets know three.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Place {
    /// The United States, or North America.
    UnitedStates,
    /// The European Union.
    Europe,
    /// The world.
    World,
}

impl Place {
    /// All markets.
    pub const ALL: [Self; 3] = [Self::UnitedStates, Self::Europe, Self::World];

    /// The market that a place of use belongs to; of a country that is in neither, the world.
    pub fn of(region: Region) -> Self {
        for wider in region.chain() {
            match wider {
                Region::Bloc(Bloc::Eu) => return Self::Europe,
                Region::Country(country) if country.as_str() == "US" => return Self::UnitedStates,
                _ => {}
            }
        }
        Self::World
    }

    /// The code, as a region is written.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::UnitedStates => "US",
            Self::Europe => "EU",
            Self::World => "WW",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_belongs_to_one_of_the_three_markets() {
        for (code, place) in [
            ("US", Place::UnitedStates),
            ("SE", Place::Europe),
            ("EU", Place::Europe),
            ("NO", Place::World),
            ("WW", Place::World),
        ] {
            assert_eq!(Place::of(code.parse().unwrap()), place, "{code}");
        }
    }
}
