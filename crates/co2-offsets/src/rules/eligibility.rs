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

/// Which credits may be used. An empty set does not restrict, and neither does a missing value.
///
/// Every further restriction can only shrink what is allowed, never enlarge it. What is not known of
/// a project or lot does not pass a rule that asks for it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
pub struct Eligibility {
    /// Only projects of these registries.
    pub registries: BTreeSet<RegistryId>,
    /// Only projects certified to these standards.
    pub standards: BTreeSet<Text>,
    /// Only these technologies.
    pub technologies: BTreeSet<Technology>,
    /// Only projects that avoid, or only those that remove.
    pub mitigation: Option<Mitigation>,
    /// Only projects in these countries.
    pub countries: BTreeSet<Country>,
    /// Only projects on these continents.
    pub continents: BTreeSet<Continent>,
    /// Only projects that serve all of these goals.
    pub sdgs: BTreeSet<Sdg>,
    /// Only projects that are known to do more than any law asks of them.
    pub legal_surplus: bool,
    /// Never these projects.
    pub excluded_projects: BTreeSet<ProjectId>,
    /// Only lots with all of these labels, theirs or their project's, each valid on the day.
    pub labels: BTreeSet<Text>,
    /// Only units that may be used in one of these phases of CORSIA.
    pub corsia: BTreeSet<CorsiaPhase>,
    /// Only units whose host country has committed to a corresponding adjustment that got at least
    /// so far.
    pub adjustment: Option<AdjustmentStatus>,
    /// Only vintages that begin in this year or later.
    #[cfg_attr(feature = "schemars", schemars(range(min = 1, max = 9999)))]
    pub vintage_from: Option<u16>,
    /// Only vintages that end in this year or earlier; not before `vintage_from`.
    #[cfg_attr(feature = "schemars", schemars(range(min = 1, max = 9999)))]
    pub vintage_to: Option<u16>,
    /// Only vintages that ended at most so many years ago, to the day.
    #[cfg_attr(feature = "schemars", schemars(range(max = 1000)))]
    pub max_age_years: Option<u16>,
    /// Only lots whose price for a tonne is at most this, converted by the rates of the rules where
    /// it is in another currency; from 0.
    #[cfg_attr(
        feature = "schemars",
        schemars(extend("properties" = { "amount": { "pattern": "^[0-9]" } }))
    )]
    pub max_price_per_tonne: Option<Money>,
    /// Only units in these hands.
    pub custody: Custody,
    /// Also units of reductions that are still to come. Without this they are never used: neither
    /// under rules nor through a filter that does not say so.
    pub allow_ex_ante: bool,
}

/// In whose hands units are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Custody {
    /// Anyone's.
    #[default]
    Anyone,
    /// The host's own account.
    OwnAccount,
    /// The host's own account or one of these partners'.
    OwnAccountOr(BTreeSet<Text>),
}

/// A lot that may be used or not.
#[derive(Clone, Copy, Debug)]
pub struct Candidate<'a> {
    /// Its project.
    pub project: &'a Project,
    /// The lot.
    pub lot: &'a Lot,
    /// The day on which it would be used.
    pub day: Date,
    /// Rates for prices in other currencies.
    pub rates: Option<&'a RateTable>,
}

/// Why a lot may not be used: the rule that refuses it, and what it met.
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
    /// It does not do what is asked: avoid, or remove.
    #[error("only projects of {wanted} are allowed")]
    Mitigation {
        /// What is asked.
        wanted: Mitigation,
        /// What it does, as far as is known.
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
    /// It is not known to serve a goal.
    #[error("it is not known to serve {goal}")]
    Goal {
        /// The first goal that is missing.
        goal: Sdg,
    },
    /// It is not known to do more than any law asks of it.
    #[error("it is not known to do more than the law asks")]
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
    /// It has not the label, or not on this day.
    #[error("it has no label {label:?} that is valid on the day", label = label.as_str())]
    Label {
        /// The first label that is missing.
        label: Text,
    },
    /// It may not be used in the phases of CORSIA that are asked for.
    #[error("it may not be used in the phases of CORSIA that are asked for")]
    Corsia,
    /// The host country's corresponding adjustment has not got so far.
    #[error("its corresponding adjustment is not {wanted}")]
    Adjustment {
        /// How far it must have got.
        wanted: AdjustmentStatus,
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
    /// It costs too much.
    #[error("a tonne costs {price}, more than {cap}")]
    Price {
        /// Its price for a tonne.
        price: Money,
        /// The most allowed.
        cap: Money,
    },
    /// Its price is not known in a currency in which a rule asks for it.
    #[error("its price in {} is not known", currency.code())]
    PriceUnknown {
        /// The currency.
        currency: Currency,
    },
    /// It is in other hands than allowed.
    #[error("it is in other hands than allowed")]
    Custody,
    /// Its reductions are still to come.
    #[error("its reductions are still to come")]
    ExAnte,
}

/// Whether a set lets a value through: an empty one does not restrict.
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
    /// Whether a project may be used at all, whatever its lots are.
    pub fn allows_project(&self, project: &Project) -> bool {
        let (country, found) = (project.country, project.mitigation());
        self.refusals_of_project(project, country, found).next().is_none()
    }

    /// Whether a lot may be used.
    pub fn allows(&self, candidate: &Candidate<'_>) -> bool {
        self.refusals(candidate).next().is_none()
    }

    /// Every rule that refuses a lot; none when it may be used.
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
        // What a lot says of its own units goes before what is said of the project.
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
        // Looked up only where a rule asks.
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

    /// The days from which on a verdict about a lot can be another than the day before.
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
        if self.max_price_per_tonne.is_some_and(|cap| cap.amount().is_sign_negative()) {
            return Some(("max_price_per_tonne", "from 0"));
        }
        self.max_age_years
            .is_some_and(|years| years > 1_000)
            .then_some(("max_age_years", "at most 1000"))
    }
}

/// Whether a lot costs more than allowed, or nobody knows.
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

/// The first day on which a vintage that ended on `last` is more than so many years old: the day
/// after its anniversary, which is 28 February for a leap day in other years.
fn too_old_from(last: Date, years: u16) -> Option<Date> {
    let months = chrono::Months::new(u32::from(years).saturating_mul(12));
    last.checked_add_months(months)?.succ_opt()
}
