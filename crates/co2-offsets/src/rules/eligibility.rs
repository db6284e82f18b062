//! Which credits may be used.

use super::continent::Continent;
use super::price::price_in;
use crate::lot::{Custodian, Lot};
use crate::project::{
    AdjustmentDeclaration, AdjustmentStatus, CorsiaPhase, Label, Mitigation, Project, Sdg,
    Technology,
};
use co2_units::credit::{ProjectId, RegistryId};
use co2_units::text::ShortText as Text;
use co2_units::{Country, Currency, Date, Money, RateTable};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Which credits may be used. An empty set is no restriction, and neither is a missing value.
///
/// Every further restriction can only reduce what is allowed. A project or lot fails a rule about something
/// that is not known of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Eligibility {
    /// Only projects of these registries.
    #[serde(deserialize_with = "co2_units::serde::set")]
    pub registries: BTreeSet<RegistryId>,
    /// Only projects certified to these standards.
    #[serde(deserialize_with = "co2_units::serde::set")]
    pub standards: BTreeSet<Text>,
    /// Only these technologies.
    #[serde(deserialize_with = "co2_units::serde::set")]
    pub technologies: BTreeSet<Technology>,
    /// Only projects that avoid, or only those that remove.
    pub mitigation: Option<Mitigation>,
    /// Only projects in these countries.
    #[serde(deserialize_with = "co2_units::serde::set")]
    pub countries: BTreeSet<Country>,
    /// Only projects on these continents.
    #[serde(deserialize_with = "co2_units::serde::set")]
    pub continents: BTreeSet<Continent>,
    /// Only projects that contribute to all of these goals.
    #[serde(deserialize_with = "co2_units::serde::set")]
    pub sdgs: BTreeSet<Sdg>,
    /// Only projects that are known to do more than any law requires.
    pub legal_surplus: bool,
    /// Never these projects.
    #[serde(deserialize_with = "co2_units::serde::set")]
    pub excluded_projects: BTreeSet<ProjectId>,
    /// Only lots with all of these labels, whether their own or their project's, each valid on the day.
    #[serde(deserialize_with = "co2_units::serde::set")]
    pub labels: BTreeSet<Text>,
    /// Only units that may be used in one of these phases of CORSIA.
    #[serde(deserialize_with = "co2_units::serde::set")]
    pub corsia: BTreeSet<CorsiaPhase>,
    /// Only units whose host country has committed to a corresponding adjustment that has reached at least
    /// this status.
    pub adjustment: Option<AdjustmentStatus>,
    /// Only vintages that begin in this year or later.
    #[cfg_attr(feature = "schemars", schemars(range(min = 1, max = 9999)))]
    pub vintage_from: Option<u16>,
    /// Only vintages that end in this year or earlier; not before `vintage_from`.
    #[cfg_attr(feature = "schemars", schemars(range(min = 1, max = 9999)))]
    pub vintage_to: Option<u16>,
    /// Only vintages that ended at most this many years ago, to the day.
    #[cfg_attr(feature = "schemars", schemars(range(max = 1000)))]
    pub max_age_years: Option<u16>,
    /// Only lots whose price per tonne is at most this, not negative. A price in another currency is converted
    /// with the rates of the rules.
    #[cfg_attr(
        feature = "schemars",
        schemars(extend("properties" = { "amount": { "pattern": "^[0-9]" } }))
    )]
    pub max_price_per_tonne: Option<Money>,
    /// Only units with these holders.
    pub custody: Custody,
    /// Also allows units whose reductions are still to happen. Without this they are never used, neither
    /// under rules nor through a filter that does not set it.
    pub allow_ex_ante: bool,
}

/// The allowed holders of units.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Custody {
    /// Anyone.
    #[default]
    Anyone,
    /// The host's own account.
    OwnAccount,
    /// The host's own account, or one of these partners.
    OwnAccountOr(#[serde(deserialize_with = "co2_units::serde::set")] BTreeSet<Text>),
}

/// A lot to be checked.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// The lot's project.
    pub project: &'a Project,
    /// The lot.
    pub lot: &'a Lot,
    /// The day on which it would be used.
    pub day: Date,
    /// The exchange rates for prices in other currencies.
    pub rates: Option<&'a RateTable>,
}

/// The reason why a lot may not be used: the rule that refuses it, and what the rule found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Its registry is not among those allowed.
    #[error("credits of registry {registry} are not allowed")]
    Registry {
        /// The registry.
        registry: RegistryId,
    },
    /// Its standard is not known or not among those allowed.
    #[error("standard {} is not allowed", standard.as_ref().map_or("unknown", Text::as_str))]
    Standard {
        /// The standard.
        standard: Option<Text>,
    },
    /// Its technology is not among those allowed.
    #[error("projects of {technology} are not allowed")]
    Technology {
        /// The technology.
        technology: Technology,
    },
    /// It does not avoid or remove emissions as required.
    #[error("only projects of {wanted} are allowed")]
    Mitigation {
        /// What is required.
        wanted: Mitigation,
        /// What it does, as far as that is known.
        found: Option<Mitigation>,
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
    /// It is not known to contribute to a goal.
    #[error("it is not known to contribute to {goal}")]
    Goal {
        /// The first goal that is missing.
        goal: Sdg,
    },
    /// It is not known to do more than any law requires.
    #[error("it is not known to do more than the law requires")]
    LegalSurplus {
        /// What is known.
        known: Option<bool>,
    },
    /// The project is excluded.
    #[error("project {project} is excluded")]
    Excluded {
        /// The project.
        project: ProjectId,
    },
    /// It does not have the label, or the label is not valid on the day.
    #[error("it does not have a label {label:?} that is valid on the day", label = label.as_str())]
    Label {
        /// The first label that is missing.
        label: Text,
    },
    /// It may not be used in the required phases of CORSIA.
    #[error("it may not be used in the required phases of CORSIA")]
    Corsia,
    /// The host country's corresponding adjustment has not reached the required status.
    #[error("its corresponding adjustment is not {wanted}")]
    Adjustment {
        /// The required status.
        wanted: AdjustmentStatus,
    },
    /// Its vintage begins too early.
    #[error("its vintage begins on {first}, before {from}")]
    VintageBefore {
        /// The vintage's first day.
        first: Date,
        /// The first year allowed.
        from: u16,
    },
    /// Its vintage ends too late.
    #[error("its vintage ends on {last}, after {to}")]
    VintageAfter {
        /// The vintage's last day.
        last: Date,
        /// The last year allowed.
        to: u16,
    },
    /// Its vintage ended too long ago.
    #[error("its vintage ended on {last}, more than {years} years ago")]
    TooOld {
        /// The vintage's last day.
        last: Date,
        /// The number of years allowed.
        years: u16,
    },
    /// Its price is too high.
    #[error("a tonne costs {price}, more than {cap}")]
    Price {
        /// Its price per tonne.
        price: Money,
        /// The highest price allowed.
        cap: Money,
    },
    /// Its price is not known in the currency of a rule.
    #[error("its price in {} is not known", currency.code())]
    PriceUnknown {
        /// The currency.
        currency: Currency,
    },
    /// Its holder is not among those allowed.
    #[error("its holder is not among those allowed")]
    Custody,
    /// Its reductions are still to happen.
    #[error("its reductions are still to happen")]
    ExAnte,
}

/// Returns true if a set allows a value: an empty set allows every value.
fn only<T: Ord>(allowed: &BTreeSet<T>, value: &T) -> bool {
    allowed.is_empty() || allowed.contains(value)
}

impl Custody {
    fn allows(&self, custodian: &Custodian) -> bool {
        match (self, custodian) {
            (Self::Anyone, _)
            | (Self::OwnAccount | Self::OwnAccountOr(_), Custodian::OwnAccount) => true,
            (Self::OwnAccount, Custodian::Partner { .. }) => false,
            (Self::OwnAccountOr(partners), Custodian::Partner { name, .. }) => {
                partners.contains(name)
            }
        }
    }
}

impl Eligibility {
    /// Returns true if a project may be used at all, whatever its lots are.
    pub fn allows_project(&self, project: &Project) -> bool {
        let (country, found) = (project.country, project.mitigation());
        self.refusals_of_project(project, country, found).next().is_none()
    }

    /// Returns true if a lot may be used.
    pub fn allows(&self, candidate: &Candidate<'_>) -> bool {
        self.refusals(candidate).next().is_none()
    }

    /// Iterates over the rules that refuse a lot; none if it may be used.
    pub fn refusals(&self, candidate: &Candidate<'_>) -> impl Iterator<Item = Refusal> {
        let lot = candidate.lot;
        let (first, last) = (lot.vintage.first(), lot.vintage.last());
        let of_lot = [
            self.missing_label(candidate).map(|label| Refusal::Label { label: label.clone() }),
            (!self.corsia.is_empty() && self.corsia.is_disjoint(&lot.corsia))
                .then_some(Refusal::Corsia),
            self.adjustment
                .filter(|&wanted| {
                    lot.adjustment.declaration != AdjustmentDeclaration::Committed
                        || lot.adjustment.status < wanted
                })
                .map(|wanted| Refusal::Adjustment { wanted }),
            self.vintage_from
                .filter(|&from| first_day(from).is_none_or(|bound| first < bound))
                .map(|from| Refusal::VintageBefore { first, from }),
            self.vintage_to
                .filter(|&to| last_day(to).is_some_and(|bound| last > bound))
                .map(|to| Refusal::VintageAfter { last, to }),
            self.max_age_years
                .filter(|&years| {
                    too_old_from(last, years).is_some_and(|from| candidate.day >= from)
                })
                .map(|years| Refusal::TooOld { last, years }),
            self.max_price_per_tonne.and_then(|cap| too_dear(candidate, cap)),
            (!self.custody.allows(&lot.custodian)).then_some(Refusal::Custody),
            (lot.ex_ante && !self.allow_ex_ante).then_some(Refusal::ExAnte),
        ];
        let project = candidate.project;
        // What a lot states about its own units takes precedence over what its project states.
        let (country, found) = (lot.country(project), lot.mitigation(project));
        self.refusals_of_project(project, country, found).chain(of_lot.into_iter().flatten())
    }

    fn missing_label(&self, candidate: &Candidate<'_>) -> Option<&Text> {
        let has = |wanted: &&Text| {
            let day = candidate.day;
            let mut labels = candidate.project.labels_on(day).chain(candidate.lot.labels_on(day));
            labels.any(|label| label.scheme == **wanted)
        };
        self.labels.iter().find(|wanted| !has(wanted))
    }

    fn refusals_of_project(
        &self,
        project: &Project,
        country: Country,
        found: Option<Mitigation>,
    ) -> impl Iterator<Item = Refusal> + use<> {
        // The continent is looked up only if a rule needs it.
        let continent = if self.continents.is_empty() { None } else { Continent::of(country) };
        let on_continent = self.continents.is_empty()
            || continent.is_some_and(|continent| self.continents.contains(&continent));
        let registry = &project.registry;
        let technology = project.technology;
        let standard = &project.standard;
        let certified = self.standards.is_empty()
            || standard.as_ref().is_some_and(|standard| self.standards.contains(standard));
        let known = project.legal_surplus;
        [
            (!only(&self.registries, registry))
                .then(|| Refusal::Registry { registry: registry.clone() }),
            (!certified).then(|| Refusal::Standard { standard: standard.clone() }),
            (!only(&self.technologies, &technology)).then_some(Refusal::Technology { technology }),
            self.mitigation
                .filter(|&wanted| found != Some(wanted))
                .map(|wanted| Refusal::Mitigation { wanted, found }),
            (!only(&self.countries, &country)).then_some(Refusal::Country { country }),
            (!on_continent).then_some(Refusal::Continent { country, continent }),
            self.sdgs.difference(&project.sdgs).next().map(|&goal| Refusal::Goal { goal }),
            (self.legal_surplus && known != Some(true)).then_some(Refusal::LegalSurplus { known }),
            self.excluded_projects
                .contains(&project.id)
                .then(|| Refusal::Excluded { project: project.id.clone() }),
        ]
        .into_iter()
        .flatten()
    }

    /// Returns the days from which the decision about a lot may differ from that of the day before.
    pub fn turns(&self, project: &Project, lot: &Lot) -> BTreeSet<Date> {
        let age = self.max_age_years.and_then(|years| too_old_from(lot.vintage.last(), years));
        let labels = project.labels.iter().chain(&lot.labels);
        let labels = labels.filter(|label| self.labels.contains(&label.scheme));
        let ends = |label: &Label| {
            let after = label.validity.to().and_then(|last| last.succ_opt());
            [label.validity.from(), after]
        };
        age.into_iter().chain(labels.flat_map(ends).flatten()).collect()
    }

    /// Returns the field that is not valid and what it must be, if there is one.
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
        if self.max_price_per_tonne.is_some_and(|cap| cap.amount().is_sign_negative()) {
            return Some(("max_price_per_tonne", "from 0"));
        }
        self.max_age_years
            .is_some_and(|years| years > 1_000)
            .then_some(("max_age_years", "at most 1000"))
    }
}

/// Returns a refusal if a lot costs more than allowed, or if its price is not known.
fn too_dear(candidate: &Candidate<'_>, cap: Money) -> Option<Refusal> {
    let currency = cap.currency();
    let price = candidate.lot.price_per_tonne();
    let price = price.and_then(|price| price_in(price, currency, candidate.rates));
    match price {
        None => Some(Refusal::PriceUnknown { currency }),
        Some(price) if price.amount() > cap.amount() => Some(Refusal::Price { price, cap }),
        Some(_) => None,
    }
}

fn first_day(year: u16) -> Option<Date> {
    Date::from_ymd_opt(year.into(), 1, 1)
}

fn last_day(year: u16) -> Option<Date> {
    Date::from_ymd_opt(year.into(), 12, 31)
}

/// Returns the first day on which a vintage that ended on `last` is more than this many years old: the day
/// after its anniversary, which for a leap day is 28 February in other years.
fn too_old_from(last: Date, years: u16) -> Option<Date> {
    let months = chrono::Months::new(u32::from(years).saturating_mul(12));
    last.checked_add_months(months)?.succ_opt()
}
