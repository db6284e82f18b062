//! What a checkout shows of an offer: a quote in words, with the projects to choose from and what may be said.

use crate::quote::{Quote, QuoteError, QuoteLine};
use co2_claims::{Decision, NOT_LEGAL_ADVICE};
use co2_equiv::Statement;
use co2_ledger::{LineId, State};
use co2_offsets::rules::Continent;
use co2_offsets::{Choice, Percent, Technology};
use co2_units::credit::{ProjectId, RegistryId};
use co2_units::{Co2e, Country, Money, StageSet, Statistic, Timestamp};
use serde::Serialize;

/// The types of a page, all with the same derives.
macro_rules! shown {
    ($($(#[$meta:meta])* $name:ident {
        $($(#[$field_meta:meta])* $field:ident: $ty:ty,)*
    })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize)]
        #[cfg_attr(
            feature = "schemars",
            derive(schemars::JsonSchema),
            schemars(deny_unknown_fields)
        )]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $ty,)*
        }
    )*};
}

shown! {
    /// What a checkout shows of an offer. Amounts are in kilograms, as texts.
    QuotePage {
        /// The lines, as in the cart.
        lines: Vec<PageLine>,
        /// The sum of what can be covered.
        #[serde(rename = "total_kg")]
        total: Co2e,
        /// Its price before tax, when the rules choose the credits.
        price: Money,
        /// The projects that can be chosen, by continent, country, technology and id.
        projects: Vec<ProjectOffer>,
        /// What the total equals, in the buyer's language.
        equivalences: Vec<PageEquivalence>,
        /// Which claims may be made to this buyer.
        claims: Vec<Decision>,
        /// What the claims are not: `not legal advice`.
        claims_note: String,
        /// Until when it can be reserved: at that second it cannot any more.
        valid_until: Timestamp,
        /// The notice of a demonstration.
        demonstration: Option<String>,
    }
    /// A line of the page.
    PageLine {
        /// The host's number of the line.
        id: LineId,
        /// What people call the product.
        name: String,
        /// How many products the cart has of it.
        quantity: u32,
        /// How many of them can be covered.
        covered: u32,
        /// The footprint of each product.
        #[serde(rename = "footprint_kg")]
        footprint: Co2e,
        /// Which number of the footprint that is.
        statistic: Statistic,
        /// Between which amounts nine of ten such products lie; `null` when the footprint has no spread.
        interval: Option<Interval>,
        /// Which stages of its life are covered.
        stages: StageSet,
        /// Which part of them is covered, in percent.
        share: Percent,
        /// How much covers each product, by the rules.
        #[serde(rename = "each_kg")]
        each: Co2e,
        /// The price of the products that can be covered, before tax.
        price: Money,
        /// How good the source is: `published` is best, `category` the roughest.
        tier: String,
        /// How the footprint came about, in a sentence.
        explanation: String,
        /// What was assumed on the way.
        assumptions: Vec<String>,
    }
    /// Two percentiles.
    Interval {
        /// One product in twenty has less.
        #[serde(rename = "p5_kg")]
        p5: Co2e,
        /// One product in twenty has more.
        #[serde(rename = "p95_kg")]
        p95: Co2e,
    }
    /// A project that can be chosen.
    ProjectOffer {
        /// The project, as it is chosen.
        project: ProjectId,
        /// Its name.
        name: String,
        /// Its registry.
        registry: RegistryId,
        /// Where it is.
        country: Country,
        /// The continent of that country.
        continent: Option<Continent>,
        /// What it does.
        technology: Technology,
        /// How much of it is free.
        #[serde(rename = "free_kg")]
        free: Co2e,
        /// How much of the cart it would cover; the rest comes from others, where the rules say so.
        #[serde(rename = "covers_kg")]
        covers: Co2e,
        /// The price of the cart when it is chosen, before tax; `null` when it cannot be.
        price: Option<Money>,
        /// Why it cannot be chosen for this cart.
        unavailable: Option<String>,
    }
    /// An equivalence and its sentence.
    PageEquivalence {
        /// The language of the sentence, such as `sv`.
        locale: String,
        /// The sentence.
        sentence: String,
        /// What it says.
        statement: Statement,
    }
}

/// The projects of which something is free, with what choosing each would give at a time.
pub(crate) fn projects_on_offer(
    state: &State,
    base: &co2_ledger::QuoteRequest,
    now: Timestamp,
) -> Vec<ProjectOffer> {
    let offer = |project: &co2_offsets::Project| {
        let free = state.free_of(&project.id);
        let choice = Choice::Project(project.id.clone());
        let request = co2_ledger::QuoteRequest { choice, ..base.clone() };
        let quoted = (!free.is_zero()).then(|| state.quote(&request, now))?;
        let taken = |quote: &co2_ledger::Quote| {
            quote.projects.iter().find(|(id, _)| *id == project.id).map(|(_, amount)| *amount)
        };
        Some(ProjectOffer {
            project: project.id.clone(),
            name: project.name.clone(),
            registry: project.registry.clone(),
            country: project.country,
            continent: Continent::of(project.country),
            technology: project.technology,
            free,
            covers: quoted.as_ref().ok().and_then(taken).unwrap_or(Co2e::ZERO),
            price: quoted.as_ref().ok().and_then(|quote| quote.price),
            unavailable: quoted.err().map(|error| error.to_string()),
        })
    };
    let mut offers: Vec<ProjectOffer> = state.projects().filter_map(offer).collect();
    offers.sort_by_key(|offer| {
        let place = (offer.continent, offer.country, offer.technology);
        (place, offer.project.clone())
    });
    offers
}

impl QuotePage {
    /// A quote as it is shown.
    pub(crate) fn new(
        quote: &Quote,
        projects: Vec<ProjectOffer>,
        equivalences: Vec<PageEquivalence>,
        claims: Vec<Decision>,
        demonstration: Option<String>,
    ) -> Result<Self, QuoteError> {
        Ok(Self {
            lines: quote.lines.iter().map(page_line).collect::<Result<_, _>>()?,
            total: quote.total,
            price: quote.price,
            projects,
            equivalences,
            claims,
            claims_note: NOT_LEGAL_ADVICE.to_owned(),
            valid_until: quote.valid_until,
            demonstration,
        })
    }
}

fn page_line(line: &QuoteLine) -> Result<PageLine, QuoteError> {
    let footprint = &line.footprint;
    let statement = line.basis.statement();
    let amount = |statistic| {
        let amount = footprint.obligation(statistic);
        amount.map_err(|error| QuoteError::Basis { line: line.id, source: error.into() })
    };
    let interval = if footprint.has_spread() {
        Some(Interval { p5: amount(Statistic::P5)?, p95: amount(Statistic::P95)? })
    } else {
        None
    };
    Ok(PageLine {
        id: line.id,
        name: line.basis.name().as_str().to_owned(),
        quantity: line.quantity,
        covered: line.covered,
        footprint: statement.total,
        statistic: statement.statistic,
        interval,
        stages: line.basis.stages(),
        share: line.basis.share(),
        each: line.each,
        price: line.price,
        tier: footprint.tier().as_str().to_owned(),
        explanation: format!(
            "{} for {} of use in {}",
            footprint.method(),
            footprint.years(),
            footprint.location()
        ),
        assumptions: footprint.assumptions().iter().map(ToString::to_string).collect(),
    })
}
