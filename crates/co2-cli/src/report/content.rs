//! What a report says: numbers of a ledger, with names beside identifiers.

use co2::Config;
use co2::equiv::{Bound, SignificantDigits, Subject, editions};
use co2::figures::{Amounts, By, Figures, Growth, Measure, Milestone, Review, ReviewOptions, Row};
use co2::units::{Co2e, Timestamp};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// The equivalences that are stated, as far as they are true of the amount.
const STATED: [&str; 3] = ["gasoline_car_year", "gasoline_car_mile", "smartphone_charge"];

/// What is said with every report, because readers confuse the two.
pub(super) const NOT_REDUCTIONS: &str = "Credits pay for projects elsewhere. They are no reduction of the issuer's own \
    emissions, and they do not count towards science-based targets. Reductions and avoided emissions are reported apart \
    from this page.";

/// The figures, open duties and projects of a ledger.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(crate) struct Report {
    /// The issuer's name, if the configuration was given.
    pub(super) issuer: Option<String>,
    /// The time for which it was made.
    pub(super) made_at: Timestamp,
    /// When the latest event happened.
    pub(super) latest_event: Timestamp,
    /// What the figures are not.
    pub(super) note: &'static str,
    /// The sums of everything.
    pub(super) total: Amounts,
    /// What paid orders have: covered less released.
    #[serde(rename = "held_kg")]
    pub(super) held: Co2e,
    /// The running sums at the end of each month.
    pub(super) months: Vec<Month>,
    /// When amounts were reached.
    pub(super) milestones: Vec<Milestone>,
    /// How what was covered grew by quarter.
    pub(super) quarters: Vec<Growth>,
    /// The sums of each project.
    pub(super) projects: Vec<ProjectRow>,
    /// The sums by what projects do.
    pub(super) technologies: Vec<Row>,
    /// The sums by the projects' countries.
    pub(super) project_countries: Vec<Row>,
    /// The sums by product line.
    pub(super) product_lines: Vec<Row>,
    /// The sums by who bought: businesses or consumers.
    pub(super) channels: Vec<Row>,
    /// The sums by the buyers' countries.
    pub(super) buyer_countries: Vec<Row>,
    /// What is open.
    pub(super) duties: Duties,
    /// What the retired credits equal.
    pub(super) equivalences: Vec<Equivalence>,
    /// What was found when the ledger was replayed.
    pub(super) audit: Audit,
}

/// The sums at the end of a month.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Month {
    /// The month, such as `2026-11`.
    pub(super) period: String,
    /// What paid orders have at its end.
    #[serde(rename = "held_kg")]
    pub(super) held: Co2e,
    /// What was retired by its end.
    #[serde(rename = "retired_kg")]
    pub(super) retired: Co2e,
}

/// A project with its sums.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ProjectRow {
    /// The project, as its registry names it.
    pub(super) project: String,
    /// Its name.
    pub(super) name: String,
    /// The registry that issues its credits.
    pub(super) registry: String,
    /// The country in which it is.
    pub(super) country: String,
    /// What it does.
    pub(super) technology: String,
    /// What is free of it.
    #[serde(rename = "free_kg")]
    pub(super) free: Co2e,
    #[serde(flatten)]
    pub(super) amounts: Amounts,
}

/// What is open.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Duties {
    /// Units that paid orders need and whose retirement is not requested.
    pub(super) retire: Vec<ToRetire>,
    /// Retirements that were requested and that no registry has answered.
    pub(super) unanswered: Vec<Unanswered>,
    /// Grams that are claimed and lost in the registry.
    pub(super) shortfalls: Vec<Shortfall>,
    /// Projects whose stock is short.
    pub(super) low_stock: Vec<Short>,
}

/// Units that are to be retired.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ToRetire {
    /// The registry.
    pub(super) registry: String,
    /// The project.
    pub(super) project: String,
    /// How much they are, in whole units.
    #[serde(rename = "amount_kg")]
    pub(super) amount: Co2e,
    /// The day by which they must be, as the certificates say.
    pub(super) due: Option<String>,
    /// Whether that day has passed.
    pub(super) overdue: bool,
}

/// A retirement that no registry has answered.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Unanswered {
    /// The host's name of it.
    pub(super) operation: String,
    /// The registry.
    pub(super) registry: String,
    /// The serial of the units, as the registry would print it.
    pub(super) serial: String,
}

/// Grams that an order lacks.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Shortfall {
    /// The order.
    pub(super) order: String,
    /// The product, or `null` for products without a serial number.
    pub(super) product: Option<String>,
    /// How much it lacks.
    #[serde(rename = "amount_kg")]
    pub(super) amount: Co2e,
}

/// A project whose stock is short.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Short {
    /// The project.
    pub(super) project: String,
    /// What is free of it.
    #[serde(rename = "free_kg")]
    pub(super) free: Co2e,
    /// How much of it was sold in the days that were looked at.
    #[serde(rename = "sold_kg")]
    pub(super) sold: Co2e,
    /// For how many days it lasts.
    pub(super) days: u64,
}

/// What an amount equals.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Equivalence {
    /// The sentence.
    pub(super) sentence: String,
    /// The edition of factors that it is by.
    pub(super) edition: String,
}

/// What was found when a ledger was replayed.
#[derive(Serialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct Audit {
    /// How many batches it has.
    pub(super) batches: u64,
    /// How many events.
    pub(super) events: u64,
    /// How many orders.
    pub(super) orders: u64,
    /// How many certificates.
    pub(super) certificates: u64,
    /// What the ledger's own rules find wrong; empty when it is sound.
    pub(super) broken: Vec<String>,
    /// The digest of the state, as hexadecimal digits.
    pub(super) state_digest: String,
    /// The last batch, as `position:hash`.
    pub(super) anchor: String,
}

impl Report {
    pub(super) fn new(review: &Review, config: Option<&Config>, options: &ReviewOptions) -> Self {
        let (figures, state) = (review.figures(), review.state());
        let by = |by| largest_first(figures.by(&[by]));
        let audit = state.audit();
        Self {
            issuer: config.map(|config| config.issuer.name.as_str().to_owned()),
            made_at: options.now,
            latest_event: state.time(),
            note: NOT_REDUCTIONS,
            total: figures.total(),
            held: figures.held(),
            months: months(figures),
            milestones: milestones(figures),
            quarters: figures.growth(By::Quarter, Measure::Covered),
            projects: projects(review),
            technologies: by(By::Technology),
            project_countries: by(By::ProjectCountry),
            product_lines: by(By::ProductLine),
            channels: by(By::Audience),
            buyer_countries: by(By::BuyerCountry),
            duties: duties(review, options),
            equivalences: equivalences(figures.total().retired),
            audit: Audit {
                batches: review.anchor().position.as_u64(),
                events: state.revision(),
                orders: audit.totals.orders,
                certificates: audit.totals.certificates,
                broken: audit.violations.iter().map(ToString::to_string).collect(),
                state_digest: state.digest().to_string(),
                anchor: review.anchor().to_string(),
            },
        }
    }
}

fn largest_first(mut rows: Vec<Row>) -> Vec<Row> {
    rows.sort_by_key(|row| std::cmp::Reverse(row.amounts.covered.max(row.amounts.retired)));
    rows
}

/// The running sums, for every month from the first to the last: `growth` leaves none out.
fn months(figures: &Figures) -> Vec<Month> {
    let periods: std::collections::BTreeSet<String> =
        [Measure::Covered, Measure::Released, Measure::Retired]
            .into_iter()
            .flat_map(|measure| figures.growth(By::Month, measure))
            .map(|growth| growth.period)
            .collect();
    let rows = figures.by(&[By::Month]);
    let of: BTreeMap<&str, Amounts> = rows
        .iter()
        .filter_map(|row| Some((row.labels.first()?.as_deref()?, row.amounts)))
        .collect();
    let (mut held, mut retired) = (Co2e::ZERO, Co2e::ZERO);
    let mut month = |month: String| {
        let amounts = of.get(&*month).copied().unwrap_or_default();
        // Parts of totals that could be counted; grams are given up by those who got them.
        held = held.checked_add(amounts.covered).unwrap_or(Co2e::MAX);
        held = held.checked_sub(amounts.released).unwrap_or(Co2e::ZERO);
        retired = retired.checked_add(amounts.retired).unwrap_or(Co2e::MAX);
        Month { period: month, held, retired }
    };
    periods.into_iter().map(&mut month).collect()
}

/// When what is held and what was retired reached 1, 10, 100 tonnes and so on.
fn milestones(figures: &Figures) -> Vec<Milestone> {
    let amounts: Vec<Co2e> = std::iter::successors(Some(Co2e::TONNE), |last| {
        last.as_grams().checked_mul(10).map(Co2e::from_grams)
    })
    .collect();
    let of = |measure| figures.milestones(measure, &amounts);
    let mut all = [of(Measure::Covered), of(Measure::Retired)].concat();
    all.sort_by_key(|reached| (reached.day.date(), reached.amount));
    all
}

fn projects(review: &Review) -> Vec<ProjectRow> {
    let sums: BTreeMap<String, Amounts> = review
        .figures()
        .by(&[By::Project])
        .into_iter()
        .filter_map(|row| Some((row.labels.into_iter().next()??, row.amounts)))
        .collect();
    let state = review.state();
    let row = |project: &co2::offsets::Project| ProjectRow {
        project: project.id.to_string(),
        name: project.name.clone(),
        registry: project.registry.to_string(),
        country: project.country.to_string(),
        technology: project.technology.as_str().to_owned(),
        free: state.free_of(&project.id),
        amounts: sums.get(project.id.as_str()).copied().unwrap_or_default(),
    };
    let mut rows: Vec<ProjectRow> = state.projects().map(row).collect();
    rows.sort_by(|a, b| {
        b.amounts.covered.cmp(&a.amounts.covered).then_with(|| a.project.cmp(&b.project))
    });
    rows
}

fn duties(review: &Review, options: &ReviewOptions) -> Duties {
    let open = review.duties();
    let today = options.now.date();
    let retire = open.retire.iter().map(|duty| ToRetire {
        registry: duty.registry.to_string(),
        project: duty.project.to_string(),
        amount: duty.amount,
        due: duty.due.map(|day| day.to_string()),
        overdue: duty.due.is_some_and(|day| day < today),
    });
    let retirements = review.state().retirements().filter(|one| one.record().is_none());
    let unanswered = retirements.map(|one| Unanswered {
        operation: one.request().operation.to_string(),
        registry: one.serial().registry().to_string(),
        serial: one.serial().units().printed().to_owned(),
    });
    let shortfalls = open.shortfalls.iter().map(|lack| Shortfall {
        order: lack.order.to_string(),
        product: lack.product.as_ref().map(ToString::to_string),
        amount: lack.amount(),
    });
    let low_stock = open.low_stock.iter().map(|low| Short {
        project: low.project.to_string(),
        free: low.free,
        sold: low.sold,
        days: low.days,
    });
    Duties {
        retire: retire.collect(),
        unanswered: unanswered.collect(),
        shortfalls: shortfalls.collect(),
        low_stock: low_stock.collect(),
    }
}

fn equivalences(retired: Co2e) -> Vec<Equivalence> {
    let set = editions::epa_2026();
    let state = |id: &&str| {
        set.state(id, Subject::RetiredCredits, retired, Bound::MoreThan, SignificantDigits::THREE)
            .ok()
    };
    let stated = STATED.iter().filter_map(state);
    stated
        .map(|statement| Equivalence {
            sentence: statement.to_string(),
            edition: statement.edition().to_string(),
        })
        .collect()
}
