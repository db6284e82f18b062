//! From facts to a footprint.

use super::{
    Completed, Entry, Fact, Facts, Family, Inputs, Parts, Shares, StatisticalModel, Typical,
};
use crate::component;
use crate::grid::{self, GridError, GridLookup};
use crate::{Assumption, Category, Edition, Footprint, GridChoice, Tier, UseScenario, Years};
use co2_units::model::{Carbon, GridIntensity, carbon, grid_intensity};
use co2_units::{Estimate, EstimateError, Factor, Region, Source, Stage};
use std::collections::BTreeMap;

/// The reason why facts give no footprint.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum StatisticalError {
    /// There are no published sheets of the category, or too few for a reliable interval.
    #[error("too few published sheets of the category {category} are known; {}", help(*category))]
    Unknown {
        /// The category.
        category: Category,
    },
    /// The edition is not one of the maker's.
    #[error("{edition:?} is not an edition of {}", manufacturer.as_deref().unwrap_or("a product without a maker"))]
    Edition {
        /// The edition given.
        edition: Edition,
        /// The maker given.
        manufacturer: Option<String>,
    },
    /// There is no grid intensity for the place of use.
    #[error(transparent)]
    Grid(#[from] GridError),
    /// An amount is too large to compute with.
    #[error(transparent)]
    Estimate(#[from] EstimateError),
}

/// What would give a footprint where sheets do not.
const fn help(category: Category) -> &'static str {
    match category {
        Category::GpuServer | Category::Server | Category::Storage => {
            "describe its configuration by component, with its yearly energy, or give its maker's sheet"
        }
        Category::Printer => {
            "give its maker's sheet; those that are known count the paper, which is nearly all of them"
        }
        _ => "give its maker's sheet",
    }
}

/// What the coefficients say of a product, before it is divided into stages. A footprint and a fleet share it,
/// so that they agree to the bit.
pub(crate) struct Outcome<'a> {
    basis: Basis<'a>,
    inputs: Inputs,
    completed: Option<Completed>,
    rest_kg: f64,
    use_kg: f64,
    /// Memory and drives beyond those of all sheets, in gigabytes.
    beyond_gb: [f64; 2],
    /// What making them emits, by component, with its deviation.
    beyond_kg: (f64, f64),
    /// The relative deviations of what is not use, and of use.
    relative: (f64, f64),
    years: Years,
    /// Kilowatt hours in a year, given or as the use phase says.
    energy_kwh: f64,
    /// What the sheets count for a kilowatt hour, in kilograms of CO2e.
    factor: f64,
    shares: Shares,
}

/// What it follows from.
enum Basis<'a> {
    Fitted(&'a Entry),
    Median(&'a Typical),
}

/// What the coefficients say alike of all products of a maker and a kind of which the same facts are known: the entry, and
/// how uncertain it is. The products of a fleet mostly come in such runs.
#[derive(Default)]
pub(crate) struct Memo<'a> {
    maker: Option<String>,
    key: Option<Key>,
    found: Found<'a>,
}

#[derive(Clone, Copy, Default)]
struct Found<'a> {
    entry: Option<&'a Entry>,
    /// As of [`StatisticalModel::relative`].
    relative: (f64, f64),
}

/// What an entry and its deviations depend on, beside the maker: none of it is a size of the product.
#[derive(Clone, Copy, PartialEq)]
struct Key {
    family: Family,
    kind: Category,
    edition: Option<Edition>,
    report_year: Option<u16>,
    known: [bool; 7],
}

impl<'a> Memo<'a> {
    fn of(
        &mut self,
        model: &'a StatisticalModel,
        maker: Option<&str>,
        family: Family,
        inputs: &Inputs,
    ) -> Found<'a> {
        let key = Key {
            family,
            kind: inputs.kind,
            edition: inputs.edition,
            report_year: inputs.report_year,
            known: Fact::NUMBERS.map(|fact| inputs.is_known(fact)),
        };
        if self.key != Some(key) || self.maker.as_deref() != maker {
            let entry = model.best(maker, family, inputs);
            let relative = entry.map(|entry| model.relative(entry, inputs)).unwrap_or_default();
            self.found = Found { entry, relative };
            (self.key, self.maker) = (Some(key), maker.map(str::to_owned));
        }
        self.found
    }
}

/// The stages, in the order of life.
pub(crate) type Stages = [(Stage, Estimate); 4];

impl Facts {
    /// The footprint by the coefficients in this crate ([`StatisticalModel::shipped`]).
    ///
    /// It estimates the mean that the maker's sheet would state. That mean lies between the 5th and the 95th percentile
    /// in nine of ten cases. The spread that makers state for their own models is not included.
    ///
    /// # Errors
    /// Returns an error if nothing is known of the category, or there is no grid figure.
    pub fn footprint(&self, grid: GridChoice) -> Result<Footprint, StatisticalError> {
        self.footprint_by(StatisticalModel::shipped(), &StatisticalModel::source(), grid)
    }

    /// The footprint by coefficients that a host has fitted.
    ///
    /// # Errors
    /// The errors are those of [`footprint`](Self::footprint).
    pub fn footprint_by(
        &self,
        model: &StatisticalModel,
        source: &Source,
        grid: GridChoice,
    ) -> Result<Footprint, StatisticalError> {
        let mut outcome = self.outcome(model, &mut Memo::default())?;
        let mut assumptions = match outcome.basis {
            Basis::Fitted(entry) => of_entry(model, entry, &outcome),
            Basis::Median(typical) => self.of_median(typical, &outcome),
        };
        if let Some((edition, by)) =
            outcome.inputs.edition.and_then(|own| Some((own, own.superseded_by()?)))
        {
            assumptions.push(Assumption::Superseded { edition, by });
        }
        if self.location.is_none() {
            assumptions.push(Assumption::FactNotGiven { fact: Fact::Location });
        }
        if self.years.is_none() {
            assumptions.push(Assumption::TypicalYears { years: outcome.years.get() });
        }
        let mut sources = vec![source.clone()];
        let mut boundary = source.boundary.clone().into_owned();
        if let Some(lookup) = outcome.on_grid(self.place(), grid)? {
            assumptions.extend(lookup.fallbacks.into_iter().map(Assumption::GridFallback));
            let source = lookup.figure.factor.source().clone();
            boundary.push_str("; use phase: ");
            boundary.push_str(&source.boundary);
            sources.push(source.clone());
            assumptions.push(Assumption::UseRecomputed {
                kwh_per_year: outcome.energy_kwh,
                years: outcome.years,
                grams_per_kwh: grams(&lookup.figure.factor),
                falling: false,
                source,
            });
            if self.category.is_for_data_centre() {
                assumptions.push(Assumption::DataCentreOverheadLeftOut);
            }
        }
        if outcome.beyond_kg.0 > 0.0 {
            assumptions.push(outcome.beyond());
            sources.push(component::uba());
            if outcome.inputs.yearly_energy_kwh.is_none() {
                let text = "the electricity of memory and drives beyond those of the sheets is not counted: give the yearly energy";
                assumptions.push(Assumption::Note { stage: Some(Stage::Use), text: text.into() });
            }
        }
        let Shares { transport, end_of_life, .. } = outcome.shares;
        for (stage, share) in [(Stage::Distribution, transport), (Stage::EndOfLife, end_of_life)] {
            assumptions.push(Assumption::TypicalShare { stage, share });
        }
        let subject = match &self.manufacturer {
            Some(maker) => format!("{maker} {}", self.category),
            None => self.category.to_string(),
        };
        let scenario = UseScenario::new(self.place(), outcome.years, grid);
        let stages = BTreeMap::from(outcome.stages()?);
        let tier = outcome.tier();
        let category = Some(self.category);
        let footprint = Footprint::new(
            subject,
            category,
            tier,
            scenario,
            boundary,
            stages,
            assumptions,
            sources,
        );
        Ok(footprint?)
    }

    /// The place of use; where none is given, the world.
    pub(crate) fn place(&self) -> Region {
        self.location.unwrap_or(Region::World)
    }

    pub(crate) fn outcome<'a>(
        &self,
        model: &'a StatisticalModel,
        memo: &mut Memo<'a>,
    ) -> Result<Outcome<'a>, StatisticalError> {
        let maker = self.manufacturer.as_deref();
        if let Some(edition) =
            self.edition.filter(|own| !maker.is_some_and(|maker| own.is_of(maker)))
        {
            return Err(StatisticalError::Edition {
                edition,
                manufacturer: self.manufacturer.clone(),
            });
        }
        let unknown = StatisticalError::Unknown { category: self.category };
        let Some((family, inputs)) = self.inputs() else { return Err(unknown) };
        let has_fact = [Fact::Weight, Fact::Screen, Fact::YearlyEnergy]
            .into_iter()
            .any(|fact| inputs.is_known(fact));
        let memo = memo.of(model, maker, family, &inputs);
        let entry = memo.entry;
        // A maker and a category alone are enough where the maker has coefficients of its own, and a configuration
        // where the coefficients use it.
        let is_enough = |entry: &&Entry| {
            let says = |fact: Fact| inputs.is_known(fact) && entry.uses(fact);
            has_fact
                || entry.maker.is_some()
                || Fact::numbers().filter(|fact| fact.is_configuration()).any(says)
        };
        // Over all makers of telephones the heavier are the older: of a maker without sheets that says nothing.
        let is_sound = |entry: &&Entry| {
            entry.maker.is_some()
                || family != Family::Smartphone
                || ![Fact::Weight, Fact::Screen].into_iter().any(|fact| entry.falls(fact))
        };
        let mut outcome = if let Some(entry) = entry.filter(is_enough).filter(is_sound) {
            Outcome::fitted(model, entry, memo.relative, inputs)
        } else {
            let typical = model.categories.get(&self.category).ok_or(unknown)?;
            Outcome::median(typical, inputs)
        };
        if let Some(entry) = entry.filter(|_| self.category.is_for_data_centre()) {
            outcome.beyond_gb = entry.beyond_gb(&outcome.inputs);
            if outcome.beyond_gb.iter().any(|own| *own > 0.0) {
                outcome.beyond_kg = component::of_capacities(outcome.beyond_gb, self.report_year);
            }
        }
        Ok(outcome)
    }

    fn of_median(&self, typical: &Typical, outcome: &Outcome<'_>) -> Vec<Assumption> {
        let mut assumptions = vec![Assumption::MedianOfCategory {
            category: self.category,
            sheets: typical.rows,
            median_kg: typical.median_kg,
        }];
        if outcome.inputs.yearly_energy_kwh.is_none() {
            let share = outcome.use_kg / (outcome.rest_kg + outcome.use_kg);
            assumptions.push(Assumption::TypicalUseShare { share });
        }
        assumptions.extend(not_used(&outcome.inputs, |fact| outcome.is_beyond(fact)));
        assumptions.push(Assumption::SheetFactor { grams_per_kwh: outcome.factor * 1_000.0 });
        assumptions.push(Assumption::IntervalOfSheets { log_sd: outcome.log_sd() });
        assumptions
    }
}

impl<'a> Outcome<'a> {
    fn fitted(
        model: &StatisticalModel,
        entry: &'a Entry,
        relative: (f64, f64),
        inputs: Inputs,
    ) -> Self {
        let completed = entry.complete(&inputs);
        let Parts { rest_kg, use_kg } = model.parts_of(entry, &inputs, &completed);
        let basis = Basis::Fitted(entry);
        let factors = (entry.years(&inputs), entry.factor(inputs.place));
        let mut outcome =
            Self::new(basis, inputs, (rest_kg, use_kg), relative, factors, entry.shares);
        outcome.completed = Some(completed);
        outcome
    }

    fn median(typical: &'a Typical, inputs: Inputs) -> Self {
        let spread = typical.spread;
        let times = inputs.years.map_or(1.0, |years| years.get() / typical.years.get());
        // The mean of a log-normal with this median.
        let mean_kg = typical.median_kg * libm::exp(spread * spread / 2.0);
        let years = inputs.years.unwrap_or(typical.years);
        let typical_use = mean_kg * typical.shares.in_use;
        let use_kg = match inputs.yearly_energy_kwh {
            Some(kwh) => typical.use_factor * kwh * years.get(),
            None => typical_use * times,
        };
        let parts = (mean_kg - typical_use, use_kg);
        let (basis, shares) = (Basis::Median(typical), typical.shares);
        let relative = libm::sqrt(libm::expm1(spread * spread));
        let factors = (years, typical.use_factor);
        Self::new(basis, inputs, parts, (relative, relative), factors, shares)
    }

    fn new(
        basis: Basis<'a>,
        inputs: Inputs,
        (rest_kg, use_kg): (f64, f64),
        relative: (f64, f64),
        (years, factor): (Years, f64),
        shares: Shares,
    ) -> Self {
        let energy_kwh = inputs.yearly_energy_kwh.unwrap_or_else(|| use_kg / factor / years.get());
        let completed = None;
        Self {
            basis,
            inputs,
            completed,
            rest_kg,
            use_kg,
            beyond_gb: [0.0; 2],
            beyond_kg: (0.0, 0.0),
            relative,
            years,
            energy_kwh,
            factor,
            shares,
        }
    }

    pub(crate) const fn tier(&self) -> Tier {
        match self.basis {
            Basis::Fitted(_) => Tier::Statistical,
            Basis::Median(_) => Tier::Category,
        }
    }

    /// Computes the use phase on another grid, where one is asked for.
    pub(crate) fn on_grid(
        &mut self,
        place: Region,
        choice: GridChoice,
    ) -> Result<Option<GridLookup>, GridError> {
        let GridChoice::Current { year } = choice else { return Ok(None) };
        let lookup = grid::intensity(place, year)?;
        self.use_kg = self.energy_kwh * self.years.get() * grams(&lookup.figure.factor) / 1_000.0;
        Ok(Some(lookup))
    }

    /// The standard deviation of the logarithm of the whole, as long as the use phase is that of the sheets.
    fn log_sd(&self) -> f64 {
        let (rest, used) = self.relative;
        let (beyond, deviation) = self.beyond_kg;
        let not_used = libm::hypot(self.rest_kg * rest, deviation);
        let whole = (not_used + self.use_kg * used) / (self.rest_kg + beyond + self.use_kg);
        libm::sqrt(libm::log1p(whole * whole))
    }

    /// Whether a fact is beyond all sheets, and what is beyond is counted by component.
    fn is_beyond(&self, fact: Fact) -> bool {
        let [memory, storage] = self.beyond_gb;
        match fact {
            Fact::Memory => memory > 0.0,
            Fact::Storage => storage > 0.0,
            _ => false,
        }
    }

    /// What is counted by component.
    fn beyond(&self) -> Assumption {
        let [memory, storage] = self.beyond_gb;
        let (kilograms, deviation) = self.beyond_kg;
        Assumption::Parameter {
            stage: Some(Stage::Manufacture),
            name: format!(
                "{memory:.0} GB of memory and {storage:.0} GB of drives beyond those of all sheets, by component"
            ),
            value: format!("{kilograms:.0} kgCO2e, with a deviation of {deviation:.0} kg"),
            source: component::uba(),
        }
    }

    pub(crate) fn stages(&self) -> Result<Stages, EstimateError> {
        let transport = self.rest_kg * self.shares.transport;
        let end_of_life = self.rest_kg * self.shares.end_of_life;
        let (rest, used) = self.relative;
        let stage = |stage, kg: f64, relative: f64| {
            let mean = Carbon::new::<carbon::kilogram>(kg);
            Ok((stage, Estimate::new(mean, mean * relative)?))
        };
        Ok([
            (Stage::Manufacture, self.made(self.rest_kg - transport - end_of_life, rest)?),
            stage(Stage::Distribution, transport, rest)?,
            stage(Stage::Use, self.use_kg, used)?,
            stage(Stage::EndOfLife, end_of_life, rest)?,
        ])
    }
}

impl Outcome<'_> {
    /// The manufacture: as fitted, and what is beyond all sheets. The two have different causes of error.
    fn made(&self, kilograms: f64, relative: f64) -> Result<Estimate, EstimateError> {
        let (beyond, deviation) = self.beyond_kg;
        let deviation = libm::hypot(kilograms * relative, deviation);
        let kg = Carbon::new::<carbon::kilogram>;
        Estimate::new(kg(kilograms + beyond), kg(deviation))
    }
}

/// The standard deviation of the logarithm of a sum of what is not use and what is, which err together.
pub fn log_sd((rest, used): (f64, f64), relative: (f64, f64)) -> f64 {
    let whole = (rest * relative.0 + used * relative.1) / (rest + used);
    libm::sqrt(libm::log1p(whole * whole))
}

fn of_entry(model: &StatisticalModel, entry: &Entry, outcome: &Outcome<'_>) -> Vec<Assumption> {
    let inputs = &outcome.inputs;
    let completed = outcome.completed.unwrap_or_else(|| entry.complete(inputs));
    let base = model.base_of(entry);
    let fitted = base.unwrap_or(entry);
    let mut assumptions = vec![Assumption::Fitted {
        maker: fitted.maker.clone(),
        products: fitted.family.as_str().to_owned(),
        sheets: fitted.rows,
        groups: fitted.groups,
        typical_kg: libm::exp(fitted.intercept),
        without_use: fitted.with_energy,
    }];
    if let (Some(base), Some(maker)) = (base, &entry.maker) {
        let factor = libm::exp(entry.intercept - base.intercept);
        assumptions.push(Assumption::MakerFactor {
            maker: maker.clone(),
            sheets: entry.rows,
            factor,
        });
    }
    let contributions = entry.contributions(&completed);
    for (fact, factor) in Fact::numbers().filter_map(|fact| Some((fact, contributions.fact(fact)?)))
    {
        assumptions.push(if inputs.is_known(fact) {
            Assumption::Contribution { fact, factor }
        } else {
            Assumption::FactMissing { fact, factor }
        });
    }
    let edition = contributions.edition();
    assumptions.extend(
        contributions.kind().map(|factor| Assumption::Kind { category: inputs.kind, factor }),
    );
    if let Some((edition, factor)) = model.edition_factor(entry, inputs) {
        let (sheets, factor) = (factor.sheets, libm::exp(factor.ln_factor));
        assumptions.push(Assumption::Edition { edition, sheets, factor });
    } else if let (Some(edition), Some(factor)) = (completed.edition, edition) {
        let sheets = entry.editions.get(&edition).map_or(0, |sheets| sheets.rows);
        assumptions.push(Assumption::Edition { edition, sheets, factor });
    }
    let within = |fact: &Fact| contributions.uses(*fact) && !outcome.is_beyond(*fact);
    for fact in Fact::numbers().filter(within) {
        let seen = entry.seen.get(&fact).copied().unwrap_or_default();
        if inputs.number(fact).is_some_and(|value| value < seen.low || value > seen.high) {
            assumptions.push(Assumption::OutsideOfSheets { fact });
        }
    }
    let years =
        entry.years_outside(inputs, model.edition_factor(entry, inputs).map(|(_, own)| own));
    if years > 0 {
        assumptions.push(Assumption::YearsOutside { years });
    }
    let uses = |fact| contributions.uses(fact) || outcome.is_beyond(fact);
    assumptions.extend(not_used(inputs, uses));
    if inputs.yearly_energy_kwh.is_none() {
        assumptions.push(Assumption::TypicalUseShare { share: entry.use_share(inputs) });
        if outcome.years != entry.years {
            assumptions.push(Assumption::UseScaled { from: entry.years, to: outcome.years });
        }
    }
    assumptions.push(Assumption::SheetFactor { grams_per_kwh: outcome.factor * 1_000.0 });
    assumptions.push(Assumption::IntervalOfSheets { log_sd: outcome.log_sd() });
    assumptions
}

/// What is known and moves nothing. Years, energy and place are always used, for the use phase.
fn not_used(inputs: &Inputs, uses: impl Fn(Fact) -> bool) -> impl Iterator<Item = Assumption> {
    [Fact::Weight, Fact::Screen, Fact::ReportYear, Fact::Memory, Fact::Storage, Fact::Processors]
        .into_iter()
        .filter(move |fact| inputs.is_known(*fact) && !uses(*fact))
        .map(|fact| Assumption::FactNotUsed { fact })
}

fn grams(factor: &Factor<GridIntensity>) -> f64 {
    factor.quantity().get::<grid_intensity::gram_per_kilowatt_hour>()
}
