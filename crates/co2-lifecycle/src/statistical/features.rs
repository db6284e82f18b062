//! What the regression sees of a product, and the terms that it is made of.

use crate::{Category, Years};
use co2_units::{Bloc, Region};
use core::fmt;

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
    pub(crate) const ALL: [Self; 3] = [Self::UnitedStates, Self::Europe, Self::World];

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

/// Categories whose sheets follow one regression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Family {
    Laptop,
    Desktop,
    Monitor,
    Tablet,
    Smartphone,
    Server,
    Storage,
    Accessory,
}

/// From this diagonal on, in inches, a screen stands on a desk.
const DESK_SCREEN_IN: f64 = 18.0;
/// Below this mass, in kilograms, a computer with a small screen is carried.
const CARRIED_KG: f64 = 4.0;

impl Family {
    pub(crate) const ALL: [Self; 8] = [
        Self::Laptop,
        Self::Desktop,
        Self::Monitor,
        Self::Tablet,
        Self::Smartphone,
        Self::Server,
        Self::Storage,
        Self::Accessory,
    ];

    /// Published lists call some laptops desktops, and shops call some laptops workstations: a light
    /// computer with a small screen is a laptop.
    pub(crate) fn of(category: Category, screen_in: Option<f64>, weight_kg: Option<f64>) -> Self {
        let small_screen = screen_in.is_some_and(|inches| inches < DESK_SCREEN_IN);
        let light = weight_kg.is_none_or(|kg| kg < CARRIED_KG);
        match category {
            Category::Laptop => Self::Laptop,
            Category::Desktop | Category::Workstation if small_screen && light => Self::Laptop,
            Category::Desktop | Category::AllInOne | Category::Workstation => Self::Desktop,
            Category::Monitor => Self::Monitor,
            Category::Tablet => Self::Tablet,
            Category::Smartphone => Self::Smartphone,
            Category::Server => Self::Server,
            Category::Storage => Self::Storage,
            Category::Accessory => Self::Accessory,
        }
    }

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Laptop => "laptop",
            Self::Desktop => "desktop",
            Self::Monitor => "monitor",
            Self::Tablet => "tablet",
            Self::Smartphone => "smartphone",
            Self::Server => "server",
            Self::Storage => "storage",
            Self::Accessory => "accessory",
        }
    }
}

/// A fact about a product that the regression can use; any may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Fact {
    /// The mass of the product.
    Weight,
    /// The diagonal of its screen.
    Screen,
    /// The years of use.
    Years,
    /// The year of the report, which stands for the generation of the product.
    ReportYear,
    /// The electricity of a year of use.
    YearlyEnergy,
    /// The capacity of its memory.
    Memory,
    /// The capacity of its drives.
    Storage,
    /// The number of its processors.
    Processors,
    /// The place of use.
    Location,
}

impl Fact {
    pub(crate) const ALL: [Self; 9] = [
        Self::Weight,
        Self::Screen,
        Self::Years,
        Self::ReportYear,
        Self::YearlyEnergy,
        Self::Memory,
        Self::Storage,
        Self::Processors,
        Self::Location,
    ];
    /// Those that are numbers of the regression. The years of use are none: what is made does not depend on
    /// them, and the use phase is proportional to them. Fitted, they would tell one kind of product from another,
    /// and a longer life would change the manufacture.
    pub(crate) fn numbers() -> impl Iterator<Item = Self> {
        Self::ALL.into_iter().filter(|fact| !matches!(fact, Self::Location | Self::Years))
    }

    /// Whether it tells one configuration of a product from another. Few makers' sheets state such facts.
    pub(crate) const fn is_configuration(self) -> bool {
        matches!(self, Self::Memory | Self::Storage | Self::Processors)
    }

    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Weight => "weight",
            Self::Screen => "screen",
            Self::Years => "years",
            Self::ReportYear => "report year",
            Self::YearlyEnergy => "yearly energy",
            Self::Memory => "memory",
            Self::Storage => "storage",
            Self::Processors => "processors",
            Self::Location => "location",
        }
    }
}

impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Years => "years of use",
            Self::ReportYear => "year of the report",
            Self::Location => "place of use",
            Self::Processors => "number of processors",
            other => other.as_str(),
        })
    }
}

/// The facts of one product, in plain units.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Inputs {
    pub(crate) weight_kg: Option<f64>,
    pub(crate) screen_in: Option<f64>,
    pub(crate) years: Option<Years>,
    pub(crate) report_year: Option<u16>,
    pub(crate) yearly_energy_kwh: Option<f64>,
    pub(crate) memory_gb: Option<f64>,
    pub(crate) storage_gb: Option<f64>,
    pub(crate) processors: Option<f64>,
    pub(crate) place: Option<Place>,
    pub(crate) all_in_one: bool,
}

/// The year from which years are counted.
const ORIGIN: u16 = 2019;

impl Inputs {
    pub(crate) fn is_known(&self, fact: Fact) -> bool {
        match fact {
            Fact::Location => self.place.is_some(),
            Fact::Years => self.years.is_some(),
            number => self.number(number).is_some(),
        }
    }

    /// Without one of the facts.
    pub(crate) fn without(mut self, fact: Fact) -> Self {
        match fact {
            Fact::Weight => self.weight_kg = None,
            Fact::Screen => self.screen_in = None,
            Fact::Years => self.years = None,
            Fact::ReportYear => self.report_year = None,
            Fact::YearlyEnergy => self.yearly_energy_kwh = None,
            Fact::Memory => self.memory_gb = None,
            Fact::Storage => self.storage_gb = None,
            Fact::Processors => self.processors = None,
            Fact::Location => self.place = None,
        }
        self
    }

    /// The fact as the terms take it: logarithms (of none at all: minus infinity, which counts as the least
    /// that was seen), but of the year the distance to 2019.
    pub(crate) fn number(&self, fact: Fact) -> Option<f64> {
        match fact {
            Fact::Weight => self.weight_kg.map(libm::log),
            Fact::Screen => self.screen_in.map(libm::log),
            Fact::ReportYear => self.report_year.map(|year| f64::from(year) - f64::from(ORIGIN)),
            Fact::YearlyEnergy => self.yearly_energy_kwh.map(libm::log),
            Fact::Memory => self.memory_gb.map(libm::log),
            Fact::Storage => self.storage_gb.map(libm::log),
            Fact::Processors => self.processors.map(libm::log),
            // Neither is a number of the regression.
            Fact::Years | Fact::Location => None,
        }
    }

    pub(crate) fn is_all_in_one(
        category: Category,
        family: Family,
        screen_in: Option<f64>,
    ) -> bool {
        let large_screen = screen_in.is_some_and(|inches| inches >= DESK_SCREEN_IN);
        category == Category::AllInOne || (family == Family::Desktop && large_screen)
    }
}

/// What a number of a product is taken to be where it is missing or outside what was seen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Seen {
    pub(crate) low: f64,
    pub(crate) high: f64,
    pub(crate) fill: f64,
}

/// A term of the regression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Term {
    Linear(Fact),
    Square(Fact),
    Missing(Fact),
    At(Place),
    ReportYearAt(Place),
    AllInOne,
    InYear(u16),
}

/// What a fit saw of its rows, by which a term reads the facts of a product.
pub(crate) trait Range {
    /// The range of a number, and what fills in for one that is missing.
    fn seen(&self, fact: Fact) -> Seen;

    /// The share of the rows that is about a place; `None`: too few are for anything to be known of it.
    fn share(&self, place: Place) -> Option<f64>;
}

impl Term {
    /// All terms; a fit uses those that vary among its rows.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        Fact::numbers()
            .map(Self::Linear)
            .chain(
                [Fact::Weight, Fact::Screen, Fact::ReportYear, Fact::YearlyEnergy]
                    .map(Self::Square),
            )
            .chain(Fact::numbers().map(Self::Missing))
            .chain(Place::ALL.map(Self::At))
            .chain(Place::ALL.map(Self::ReportYearAt))
            .chain([Self::AllInOne])
            .chain((2015..=2022).map(Self::InYear))
    }

    /// The fact whose contribution it is.
    pub(crate) const fn fact(self) -> Option<Fact> {
        match self {
            Self::Linear(fact) | Self::Square(fact) | Self::Missing(fact) => Some(fact),
            Self::At(_) => Some(Fact::Location),
            Self::InYear(_) | Self::ReportYearAt(_) => Some(Fact::ReportYear),
            Self::AllInOne => None,
        }
    }

    /// The place that it is about.
    pub(crate) const fn place(self) -> Option<Place> {
        match self {
            Self::At(place) | Self::ReportYearAt(place) => Some(place),
            _ => None,
        }
    }

    /// The value of the term. A product whose place is not known, or one of which nothing was seen, is at each
    /// place as far as the rows are.
    pub(crate) fn value(self, inputs: &Inputs, range: &dyn Range) -> f64 {
        let number = |fact: Fact| {
            let seen = range.seen(fact);
            inputs.number(fact).map_or(seen.fill, |value| value.max(seen.low).min(seen.high))
        };
        let flag = |is: bool| if is { 1.0 } else { 0.0 };
        let at = |place: Place| match inputs.place.filter(|own| range.share(*own).is_some()) {
            Some(own) => flag(own == place),
            None => range.share(place).unwrap_or_default(),
        };
        match self {
            Self::Linear(fact) => number(fact),
            Self::Square(fact) => {
                let value = number(fact);
                value * value
            }
            Self::Missing(fact) => flag(inputs.number(fact).is_none()),
            Self::At(place) => at(place),
            Self::ReportYearAt(place) => at(place) * number(Fact::ReportYear),
            Self::AllInOne => flag(inputs.all_in_one),
            // A year after the last sheets is the last one; all are whole numbers.
            Self::InYear(year) => {
                let distance = number(Fact::ReportYear) - (f64::from(year) - f64::from(ORIGIN));
                flag(inputs.report_year.is_some() && distance.abs() < 0.5)
            }
        }
    }
}

/// As in the table of coefficients, such as `weight squared`.
impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Linear(fact) => f.write_str(fact.as_str()),
            Self::Square(fact) => write!(f, "{} squared", fact.as_str()),
            Self::Missing(fact) => write!(f, "no {}", fact.as_str()),
            Self::At(place) => write!(f, "in {}", place.as_str()),
            Self::ReportYearAt(place) => write!(f, "report year in {}", place.as_str()),
            Self::AllInOne => f.write_str("all in one"),
            Self::InYear(year) => write!(f, "report of {year}"),
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

    #[test]
    fn a_light_desktop_with_a_small_screen_is_a_laptop() {
        let of = |screen, weight| Family::of(Category::Desktop, screen, weight);
        assert_eq!(of(Some(15.0), Some(1.8)), Family::Laptop);
        assert_eq!(of(Some(23.8), Some(1.8)), Family::Desktop);
        assert_eq!(of(None, Some(1.3)), Family::Desktop);
        assert_eq!(Family::of(Category::Workstation, Some(15.6), None), Family::Laptop);
    }

    #[test]
    fn names_of_terms_are_all_different() {
        let names: std::collections::BTreeSet<String> =
            Term::all().map(|term| term.to_string()).collect();
        assert_eq!(names.len(), Term::all().count());
    }

    #[test]
    fn beyond_what_was_seen_the_edge_counts() {
        struct Unit;

        impl Range for Unit {
            fn seen(&self, _: Fact) -> Seen {
                Seen { low: 0.0, high: 1.0, fill: 0.5 }
            }

            fn share(&self, place: Place) -> Option<f64> {
                (place != Place::World).then_some(0.25)
            }
        }

        let inputs = Inputs { weight_kg: Some(100.0), ..Inputs::default() };
        assert!((Term::Linear(Fact::Weight).value(&inputs, &Unit) - 1.0).abs() < 1e-12);
        assert!((Term::Linear(Fact::Screen).value(&inputs, &Unit) - 0.5).abs() < 1e-12);
        assert!((Term::Missing(Fact::Screen).value(&inputs, &Unit) - 1.0).abs() < 1e-12);
    }
}
