//! Days, months, quarters and fiscal years.

use super::By;
use chrono::{Datelike, Months, NaiveDate};
use co2_units::Date;
use core::fmt;
use serde::{Deserialize, Serialize};

/// The month in which a fiscal year begins, from 1 (January) to 12.
///
/// ```
/// use co2::figures::FiscalStart;
/// let april: FiscalStart = serde_json::from_str("4")?;
/// assert_eq!(april, FiscalStart::new(4).ok_or("no month")?);
/// assert!(FiscalStart::new(13).is_none());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u8", into = "u8")]
#[cfg_attr(
    feature = "schemars",
    derive(schemars::JsonSchema),
    schemars(with = "u8", inline, extend("minimum" = 1, "maximum" = 12))
)]
pub struct FiscalStart(u8);

impl FiscalStart {
    /// A fiscal year that begins in this month; `None` when there is no such month.
    pub const fn new(month: u8) -> Option<Self> {
        if month >= 1 && month <= 12 { Some(Self(month)) } else { None }
    }
}

/// January: the fiscal year is the calendar's.
impl Default for FiscalStart {
    fn default() -> Self {
        Self(1)
    }
}

impl TryFrom<u8> for FiscalStart {
    type Error = &'static str;

    fn try_from(month: u8) -> Result<Self, Self::Error> {
        Self::new(month).ok_or("a month is a number from 1 to 12")
    }
}

impl From<FiscalStart> for u8 {
    fn from(start: FiscalStart) -> Self {
        start.0
    }
}

/// A day, a month, a quarter or a fiscal year, in UTC.
///
/// It is written `2026-11-21`, `2026-11`, `2026-Q4`; a fiscal year `2026` when it is the calendar's, and
/// `2026/27` when it ends in the next one. In their order as texts periods of one kind follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    first: Date,
    last: Date,
    by: By,
}

impl Period {
    /// The period in which a day is; `None` for what is no period of time, or ends after the last year
    /// that can be counted.
    pub fn containing(day: Date, by: By, start: FiscalStart) -> Option<Self> {
        // The number of months from the first of a period to its end, and its first month.
        let (length, first) = match by {
            By::Day => return Some(Self { first: day, last: day, by }),
            By::Month => (1, day.month()),
            By::Quarter => (3, day.month0() - day.month0() % 3 + 1),
            By::FiscalYear => (12, u32::from(start.0)),
            _ => return None,
        };
        let year = if first > day.month() { day.year().checked_sub(1)? } else { day.year() };
        let first = NaiveDate::from_ymd_opt(year, first, 1)?;
        let last = first.checked_add_months(Months::new(length))?.pred_opt()?;
        Some(Self { first, last, by })
    }

    /// The next one.
    pub(super) fn next(self, start: FiscalStart) -> Option<Self> {
        Self::containing(self.last.succ_opt()?, self.by, start)
    }

    /// Its first day.
    pub const fn first(&self) -> Date {
        self.first
    }

    /// Its last day, which belongs to it.
    pub const fn last(&self) -> Date {
        self.last
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month) = (self.first.year(), self.first.month());
        match self.by {
            By::Month => write!(f, "{year:04}-{month:02}"),
            By::Quarter => write!(f, "{year:04}-Q{}", self.first.month0() / 3 + 1),
            By::FiscalYear if month == 1 => write!(f, "{year:04}"),
            By::FiscalYear => write!(f, "{year:04}/{:02}", self.last.year().rem_euclid(100)),
            _ => self.first.fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(day: &str, by: By, start: u8) -> String {
        let day = co2_units::parse_date(day).unwrap();
        let period = Period::containing(day, by, FiscalStart::new(start).unwrap()).unwrap();
        assert!(period.first() <= day && day <= period.last());
        format!("{period} {} {}", period.first(), period.last())
    }

    #[test]
    fn each_day_is_in_one_period_of_each_kind() {
        assert_eq!(of("2026-11-21", By::Day, 4), "2026-11-21 2026-11-21 2026-11-21");
        assert_eq!(of("2024-02-29", By::Month, 4), "2024-02 2024-02-01 2024-02-29");
        assert_eq!(of("2026-12-31", By::Quarter, 4), "2026-Q4 2026-10-01 2026-12-31");
        assert_eq!(of("2026-03-31", By::FiscalYear, 4), "2025/26 2025-04-01 2026-03-31");
        assert_eq!(of("2026-04-01", By::FiscalYear, 4), "2026/27 2026-04-01 2027-03-31");
        assert_eq!(of("1999-07-01", By::FiscalYear, 7), "1999/00 1999-07-01 2000-06-30");
        assert_eq!(of("2026-11-21", By::FiscalYear, 1), "2026 2026-01-01 2026-12-31");
        assert_eq!(of("2026-01-01", By::FiscalYear, 12), "2025/26 2025-12-01 2026-11-30");
    }

    #[test]
    fn periods_follow_each_other_without_a_gap() {
        for start in 1..=12 {
            let start = FiscalStart::new(start).unwrap();
            for by in [By::Day, By::Month, By::Quarter, By::FiscalYear] {
                let day = co2_units::parse_date("1999-10-30").unwrap();
                let mut period = Period::containing(day, by, start).unwrap();
                for _ in 0..40 {
                    let next = period.next(start).unwrap();
                    assert_eq!(Some(next.first()), period.last().succ_opt());
                    assert!(next.to_string() > period.to_string(), "{period} {next}");
                    period = next;
                }
            }
        }
        assert_eq!(Period::containing(Date::MIN, By::Project, FiscalStart::default()), None);
        assert_eq!(Period::containing(Date::MAX, By::FiscalYear, FiscalStart::default()), None);
    }
}
