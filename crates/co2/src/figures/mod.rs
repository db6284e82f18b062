//! What a programme has done, in exact grams: totals by period, project, country, product line and
//! channel, growth, milestones, and duties that are open.
//!
//! Figures are sums over the journal's events, so archived orders are in them, and those at an earlier
//! position are what they were then. Four measures are kept apart, because they mean different things
//! and never sum to each other:
//!
//! | measure | what it counts | its day |
//! | --- | --- | --- |
//! | covered | grams that paid orders got | of the payment, or when an order was filled |
//! | released | grams that paid orders gave up: cancelled, returned, replaced after a loss | of that |
//! | certified | grams when a certificate named them first | of the certificate |
//! | retired | whole units that a registry reported as retired, whoever needs them | of the registry's answer |
//!
//! What is covered at an end of a day is covered less released. Units are retired for all orders that share
//! them, so what is retired has a project and no buyer. What a registry took back after it retired it is
//! still in `retired`; the shortfall is a duty.
//!
//! Days are those of UTC. See [`Programme::figures`](crate::Programme::figures), and [`Review`] for a ledger whose programme
//! is not at hand.

mod books;
mod duties;
mod milestone;
mod period;
mod review;

#[cfg(feature = "sqlite")]
pub(crate) use self::books::order_of;
pub(crate) use self::books::{Books, Cell, Next};
pub(crate) use self::duties::{Watch, low_stock};

pub use self::duties::{Duties, LowStock};
pub use self::milestone::{Milestone, MilestoneError};
pub use self::period::{FiscalStart, Period};
pub use self::review::{Review, ReviewError, ReviewOptions};

use co2_journal::{Anchor, Position};
use co2_units::credit::ProjectId;
use co2_units::{Co2e, Date, Day};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// By what figures are broken down.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum By {
    /// The day, `2026-11-21`.
    Day,
    /// The month, `2026-11`.
    Month,
    /// The quarter of the calendar, `2026-Q4`.
    Quarter,
    /// The fiscal year, `2026`, or `2026/27` when it does not begin in January.
    FiscalYear,
    /// The project of the credits.
    Project,
    /// What the project does.
    Technology,
    /// The host country of the project.
    ProjectCountry,
    /// The country of the buyer.
    BuyerCountry,
    /// The product line.
    ProductLine,
    /// The channel: businesses or consumers.
    Audience,
}

/// One of the four sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Measure {
    /// What paid orders got.
    Covered,
    /// What paid orders gave up.
    Released,
    /// What certificates named.
    Certified,
    /// What registries reported as retired.
    Retired,
}

/// The four sums.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Amounts {
    /// What paid orders got, in kilograms.
    #[serde(rename = "covered_kg")]
    pub covered: Co2e,
    /// What paid orders gave up, in kilograms.
    #[serde(rename = "released_kg")]
    pub released: Co2e,
    /// What certificates named, in kilograms.
    #[serde(rename = "certified_kg")]
    pub certified: Co2e,
    /// What registries reported as retired, in kilograms.
    #[serde(rename = "retired_kg")]
    pub retired: Co2e,
}

impl Amounts {
    /// One of them.
    pub const fn get(&self, measure: Measure) -> Co2e {
        match measure {
            Measure::Covered => self.covered,
            Measure::Released => self.released,
            Measure::Certified => self.certified,
            Measure::Retired => self.retired,
        }
    }

    const fn of(&mut self, measure: Measure) -> &mut Co2e {
        match measure {
            Measure::Covered => &mut self.covered,
            Measure::Released => &mut self.released,
            Measure::Certified => &mut self.certified,
            Measure::Retired => &mut self.retired,
        }
    }

    /// Adds to one of them; `None`, and nothing is added, beyond what can be counted.
    fn add(&mut self, measure: Measure, amount: Co2e) -> Option<()> {
        let sum = self.get(measure).checked_add(amount)?;
        *self.of(measure) = sum;
        Some(())
    }

    fn add_all(&mut self, other: &Self) {
        use Measure::{Certified, Covered, Released, Retired};
        for measure in [Covered, Released, Certified, Retired] {
            // A part of the total, which could be counted.
            let _ = self.add(measure, other.get(measure));
        }
    }
}

/// The sums of what has the same labels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Row {
    /// The labels, in the order in which they were asked for: a period, a project's id, a technology's wire
    /// name, a country's code, a product line, `business` or `consumer`. `None` for what has none: a
    /// retirement has no buyer, and an order without its description has no country.
    pub labels: Vec<Option<String>>,
    /// The sums.
    #[serde(flatten)]
    pub amounts: Amounts,
}

/// How a measure grew from one period to the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct Growth {
    /// The period, as in a [`Row`].
    pub period: String,
    /// The amount in it, in kilograms.
    #[serde(rename = "amount_kg")]
    pub amount: Co2e,
    /// By how much more this is than in the period before, in percent, rounded to hundredths; `None` for the
    /// first period, and after one in which there was nothing.
    #[cfg_attr(feature = "schemars", schemars(with = "Option<String>"))]
    pub change_percent: Option<Decimal>,
    /// Whether the period is over.
    pub complete: bool,
}

/// A programme's figures at a position of its journal. Cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    cells: Arc<BTreeMap<Cell, Amounts>>,
    total: Amounts,
    at: Anchor,
    day: Date,
    start: FiscalStart,
}

impl Figures {
    /// The journal's position up to which they count. What has happened is counted whole, batch by batch.
    pub const fn position(&self) -> Position {
        self.at.position
    }

    /// All of it.
    pub const fn total(&self) -> Amounts {
        self.total
    }

    /// What paid orders have, now or at that position: covered less released.
    pub fn held(&self) -> Co2e {
        // Grams are given up by those who got them.
        self.total.covered.checked_sub(self.total.released).unwrap_or(Co2e::ZERO)
    }

    /// The sums by some labels, in the order of the labels; those of which there is nothing are left out.
    ///
    /// ```no_run
    /// use co2::figures::By;
    /// # fn example(programme: &co2::Programme) -> Result<(), Box<dyn std::error::Error>> {
    /// let figures = programme.figures(None)?;
    /// for row in figures.by(&[By::Month, By::Project]) {
    ///     println!("{:?} {}", row.labels, row.amounts.covered);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn by(&self, labels: &[By]) -> Vec<Row> {
        let mut rows: BTreeMap<Vec<Option<String>>, Amounts> = BTreeMap::new();
        for (cell, amounts) in self.cells.iter() {
            let labels = labels.iter().map(|by| cell.label(*by, self.start)).collect();
            rows.entry(labels).or_default().add_all(amounts);
        }
        rows.into_iter().map(|(labels, amounts)| Row { labels, amounts }).collect()
    }

    /// How a measure grew: every period from the first in which there was something to the one of the last
    /// event. Empty for what is no period of time.
    pub fn growth(&self, by: By, measure: Measure) -> Vec<Growth> {
        let mut amounts: BTreeMap<Period, Amounts> = BTreeMap::new();
        for (cell, cell_amounts) in self.cells.iter() {
            let Some(period) = Period::containing(cell.day, by, self.start) else { continue };
            amounts.entry(period).or_default().add_all(cell_amounts);
        }
        let with = |period: &&Period| {
            amounts.get(period).is_some_and(|amounts| !amounts.get(measure).is_zero())
        };
        let (mut next, mut before, mut growth) = (amounts.keys().find(with).copied(), None, vec![]);
        while let Some(period) = next.filter(|period| period.first() <= self.day) {
            let amount = amounts.get(&period).map_or(Co2e::ZERO, |amounts| amounts.get(measure));
            growth.push(Growth {
                period: period.to_string(),
                amount,
                change_percent: before.and_then(|before| change(before, amount)),
                complete: period.last() < self.day,
            });
            (before, next) = (Some(amount), period.next(self.start));
        }
        growth
    }

    /// When the sum of a measure first reached these amounts, at the end of which day, in the order in which
    /// it did; those it has not reached are left out. From what is covered, what was released by then is
    /// taken off.
    pub fn milestones(&self, measure: Measure, amounts: &[Co2e]) -> Vec<Milestone> {
        let mut days: BTreeMap<Date, Amounts> = BTreeMap::new();
        for (cell, amounts) in self.cells.iter() {
            days.entry(cell.day).or_default().add_all(amounts);
        }
        let mut open: Vec<Co2e> = amounts.iter().copied().filter(|a| !a.is_zero()).collect();
        open.sort_unstable();
        open.dedup();
        let mut open = open.into_iter().peekable();
        let (mut sum, mut reached) = (Amounts::default(), Vec::new());
        for (day, amounts) in days {
            let Ok(day) = Day::new(day) else { continue };
            sum.add_all(&amounts);
            let has = match measure {
                Measure::Covered => sum.covered.checked_sub(sum.released).unwrap_or(Co2e::ZERO),
                measure => sum.get(measure),
            };
            while let Some(amount) = open.next_if(|amount| *amount <= has) {
                reached.push(Milestone { measure, amount, day });
            }
        }
        reached
    }

    /// How much of each project was covered from one day to another, both included.
    pub(crate) fn covered_between(&self, first: Date, last: Date) -> BTreeMap<ProjectId, Co2e> {
        let mut covered: BTreeMap<ProjectId, Co2e> = BTreeMap::new();
        let days = |cell: &Cell| (first..=last).contains(&cell.day);
        for (cell, amounts) in self.cells.iter().filter(|(cell, _)| days(cell)) {
            let sum = covered.entry(cell.project.clone()).or_default();
            *sum = sum.checked_add(amounts.covered).unwrap_or(Co2e::MAX);
        }
        covered
    }
}

/// By how many percent one amount is more than another, to hundredths.
fn change(before: Co2e, amount: Co2e) -> Option<Decimal> {
    let (before, amount) = (before.to_decimal_kilograms(), amount.to_decimal_kilograms());
    let more = amount.checked_sub(before)?.checked_mul(Decimal::ONE_HUNDRED)?;
    Some(more.checked_div(before)?.round_dp(2))
}
