//! Which credits may be used.

use super::continent::Continent;
use crate::lot::Lot;
use crate::project::{Project, Technology};
use co2_units::credit::{ProjectId, RegistryId};
use co2_units::{Country, Currency, Date};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Which credits may be used. An empty set does not restrict, and neither does a missing value.
///
/// Every further restriction can only shrink what is allowed, never enlarge it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[expect(clippy::exhaustive_structs, reason = "hosts write rules as literals")]
pub struct Eligibility {
    /// Only projects of these registries.
    pub registries: BTreeSet<RegistryId>,
    /// Only these technologies.
    pub technologies: BTreeSet<Technology>,
    /// Only projects in these countries.
    pub countries: BTreeSet<Country>,
    /// Only projects on these continents.
    pub continents: BTreeSet<Continent>,
    /// Never these projects.
    pub excluded_projects: BTreeSet<ProjectId>,
    /// Only vintages that begin in this year or later.
    #[cfg_attr(feature = "schemars", schemars(range(min = 1, max = 9999)))]
    pub vintage_from: Option<u16>,
    /// Only vintages that end in this year or earlier; not before `vintage_from`.
    #[cfg_attr(feature = "schemars", schemars(range(min = 1, max = 9999)))]
    pub vintage_to: Option<u16>,
    /// Only vintages that ended at most so many years ago, to the day.
    #[cfg_attr(feature = "schemars", schemars(range(max = 1000)))]
    pub max_age_years: Option<u16>,
}

/// Why a lot may not be used: the rule that refuses it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Its registry is not among those allowed.
    #[error("credits of registry {registry} are not allowed")]
    Registry {
        /// The registry.
        registry: RegistryId,
    },
    /// Its technology is not among those allowed.
    #[error("projects of {technology} are not allowed")]
    Technology {
        /// The technology.
        technology: Technology,
    },
    /// Its country is not among those allowed.
    #[error("projects in {} are not allowed", country.name())]
    Country {
        /// The country.
        country: Country,
    },
    /// Its continent is not among those allowed, or not known.
    #[error("projects in {} are not allowed by continent", country.name())]
    Continent {
        /// The country.
        country: Country,
        /// Its continent.
        continent: Option<Continent>,
    },
    /// The project is excluded.
    #[error("project {project} is excluded")]
    Excluded {
        /// The project.
        project: ProjectId,
    },
    /// Its vintage begins before the window.
    #[error("its vintage begins on {first}, before {from}")]
    VintageBefore {
        /// The vintage's first day.
        first: Date,
        /// The first year allowed.
        from: u16,
    },
    /// Its vintage ends after the window.
    #[error("its vintage ends on {last}, after {to}")]
    VintageAfter {
        /// The vintage's last day.
        last: Date,
        /// The last year allowed.
        to: u16,
    },
    /// Its vintage is too old by now.
    #[error("its vintage ended on {last}, more than {years} years ago")]
    TooOld {
        /// The vintage's last day.
        last: Date,
        /// How many years are allowed.
        years: u16,
    },
    /// Its cost is not known in a currency in which the price follows from the cost.
    #[error("its cost in {} is not known", currency.code())]
    CostUnknown {
        /// The currency.
        currency: Currency,
    },
}

/// Whether a set lets a value through: an empty one does not restrict.
fn only<T: Ord>(allowed: &BTreeSet<T>, value: &T) -> bool {
    allowed.is_empty() || allowed.contains(value)
}

impl Eligibility {
    /// Whether a project may be used at all, whatever its lots are.
    pub fn allows_project(&self, project: &Project) -> bool {
        self.refusals_of_project(project).next().is_none()
    }

    /// Whether a lot of a project may be used on a day.
    pub fn allows(&self, project: &Project, lot: &Lot, day: Date) -> bool {
        self.refusals(project, lot, day).next().is_none()
    }

    /// Every rule that refuses a lot of a project on a day; none when it may be used.
    pub fn refusals(
        &self,
        project: &Project,
        lot: &Lot,
        day: Date,
    ) -> impl Iterator<Item = Refusal> {
        let (first, last) = (lot.vintage.first(), lot.vintage.last());
        let of_lot = [
            self.vintage_from
                .filter(|&from| first_day(from).is_none_or(|bound| first < bound))
                .map(|from| Refusal::VintageBefore { first, from }),
            self.vintage_to
                .filter(|&to| last_day(to).is_some_and(|bound| last > bound))
                .map(|to| Refusal::VintageAfter { last, to }),
            self.max_age_years
                .filter(|&years| too_old_from(last, years).is_some_and(|from| day >= from))
                .map(|years| Refusal::TooOld { last, years }),
        ];
        self.refusals_of_project(project).chain(of_lot.into_iter().flatten())
    }

    fn refusals_of_project(&self, project: &Project) -> impl Iterator<Item = Refusal> + use<> {
        let country = project.country;
        let continent = Continent::of(country);
        let on_continent = self.continents.is_empty()
            || continent.is_some_and(|continent| self.continents.contains(&continent));
        let registry = &project.registry;
        let technology = project.technology;
        [
            (!only(&self.registries, registry))
                .then(|| Refusal::Registry { registry: registry.clone() }),
            (!only(&self.technologies, &technology)).then_some(Refusal::Technology { technology }),
            (!only(&self.countries, &country)).then_some(Refusal::Country { country }),
            (!on_continent).then_some(Refusal::Continent { country, continent }),
            self.excluded_projects
                .contains(&project.id)
                .then(|| Refusal::Excluded { project: project.id.clone() }),
        ]
        .into_iter()
        .flatten()
    }

    /// The days from which on a verdict about a lot can be another than the day before.
    pub(crate) fn turns(&self, lot: &Lot) -> impl Iterator<Item = Date> + use<> {
        self.max_age_years.and_then(|years| too_old_from(lot.vintage.last(), years)).into_iter()
    }

    /// What is wrong with it, if anything.
    pub(super) fn fault(&self) -> Option<(&'static str, &'static str)> {
        let a_year = |year: Option<u16>| year.is_none_or(|year| (1..=9999).contains(&year));
        if !a_year(self.vintage_from) || !a_year(self.vintage_to) {
            return Some(("vintage_from and vintage_to", "years from 1 to 9999"));
        }
        if let (Some(from), Some(to)) = (self.vintage_from, self.vintage_to)
            && to < from
        {
            return Some(("vintage_to", "not before vintage_from"));
        }
        self.max_age_years
            .is_some_and(|years| years > 1_000)
            .then_some(("max_age_years", "at most 1000"))
    }
}

fn first_day(year: u16) -> Option<Date> {
    Date::from_ymd_opt(year.into(), 1, 1)
}

fn last_day(year: u16) -> Option<Date> {
    Date::from_ymd_opt(year.into(), 12, 31)
}

/// The first day on which a vintage that ended on `last` is more than so many years old: the day
/// after its anniversary, which is 28 February for a leap day in other years.
fn too_old_from(last: Date, years: u16) -> Option<Date> {
    let months = chrono::Months::new(u32::from(years).saturating_mul(12));
    last.checked_add_months(months)?.succ_opt()
}
