//! Dates as people write them. The order of day and month is decided once for a whole table.

use super::{Place, TableError, TableErrorKind};
use crate::Date;
use core::cmp::Ordering;
use core::fmt;
use core::str::FromStr;

/// The order of day and month in dates such as `11/09/2022`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DayOrder {
    /// Day, month, year: `dmy`.
    DayFirst,
    /// Month, day, year: `mdy`.
    MonthFirst,
}

/// What the dates of a table show about the order of day and month.
///
/// ```
/// use co2_units::table::{DayOrder, Table};
///
/// let table = Table::read(b"date\n11/09/2022\n31/12/2022\n")?;
/// let dates = table.dates(&["date"]).decide(None, None)?;
/// assert_eq!(dates.order(), Some(DayOrder::DayFirst));
/// let first = table.rows().next().unwrap()?;
/// assert_eq!(first.date("date", dates)?.unwrap().to_string(), "2022-09-11");
/// # Ok::<(), co2_units::table::TableError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DateEvidence {
    day_first: Shown,
    month_first: Shown,
}

/// The dates that show one order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Shown {
    /// The place of the first.
    place: Option<Place>,
    count: u64,
}

impl Shown {
    fn add(&mut self, place: impl FnOnce() -> Place) {
        self.place.get_or_insert_with(place);
        self.count = self.count.saturating_add(1);
    }
}

/// How the dates of a table are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Dates {
    order: Option<DayOrder>,
}

/// A date split into its parts.
enum Written {
    /// The date is unambiguous.
    Date(Date),
    /// Two numbers, of which one is the day and the other the month, and the year.
    Open { first: u32, second: u32, year: i32 },
}

/// The years that are accepted in dates; other numbers are not years.
const YEARS: core::ops::Range<i32> = 1900..2200;

impl FromStr for DayOrder {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "dmy" => Ok(Self::DayFirst),
            "mdy" => Ok(Self::MonthFirst),
            _ => Err("write dmy (day first) or mdy (month first)"),
        }
    }
}

impl fmt::Display for DayOrder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::DayFirst => "dmy",
            Self::MonthFirst => "mdy",
        })
    }
}

impl DateEvidence {
    /// Looks at a date: a number above 12 must be the day.
    pub fn look(&mut self, text: &str, place: impl FnOnce() -> Place) {
        if let Some(Written::Open { first, second, .. }) = write_out(text) {
            if first > 12 && second <= 12 {
                self.day_first.add(place);
            } else if second > 12 && first <= 12 {
                self.month_first.add(place);
            }
        }
    }

    /// Compares a date with its known value, for example from a serial number.
    pub fn compare(&mut self, text: &str, known: Date, place: impl FnOnce() -> Place) {
        let Some(Written::Open { first, second, year }) = write_out(text) else { return };
        let day_first = Date::from_ymd_opt(year, second, first) == Some(known);
        let month_first = Date::from_ymd_opt(year, first, second) == Some(known);
        match (day_first, month_first) {
            (true, false) => self.day_first.add(place),
            (false, true) => self.month_first.add(place),
            _ => {}
        }
    }

    /// Returns true if some date showed one order, and none the other.
    pub const fn is_decided(&self) -> bool {
        self.day_first.place.is_some() != self.month_first.place.is_some()
    }

    /// Decides the order: the stated order, otherwise the order that the table shows, otherwise the
    /// order known for tables of this format.
    ///
    /// Without any of these, a date that depends on the order cannot be read. If dates contradict
    /// each other, the stated or known order applies, and the dates that contradict it cannot be
    /// read.
    ///
    /// # Errors
    /// Returns an error if one date has the day first and another has the month first while no
    /// order is stated or known, or if every date that shows an order contradicts the stated order.
    pub fn decide(
        self,
        stated: Option<DayOrder>,
        known: Option<DayOrder>,
    ) -> Result<Dates, TableError> {
        let fail = |place, other| {
            let kind = TableErrorKind::TwoOrders { other };
            Err(TableError { place, name: None, kind })
        };
        let shown = match (self.day_first.place, self.month_first.place) {
            (Some(one), Some(other)) => match stated.or(known) {
                Some(order) => return Ok(Dates { order: Some(order) }),
                None => return fail(one.max(other), Some(one.min(other))),
            },
            (Some(place), None) => Some((DayOrder::DayFirst, place)),
            (None, Some(place)) => Some((DayOrder::MonthFirst, place)),
            (None, None) => None,
        };
        match (stated, shown) {
            (Some(stated), Some((shown, place))) if stated != shown => fail(place, None),
            (stated, shown) => {
                let shown = shown.map(|(order, _)| order);
                Ok(Dates { order: stated.or(shown).or(known) })
            }
        }
    }

    /// Decides the order as [`DateEvidence::decide`] does, but by majority if the dates contradict each other
    /// and no order is stated or known. The dates that contradict the result cannot be read.
    ///
    /// # Errors
    /// Returns an error if as many dates show one order as the other, or if every date that shows an order
    /// contradicts the stated order.
    pub fn decide_by_most(
        self,
        stated: Option<DayOrder>,
        known: Option<DayOrder>,
    ) -> Result<Dates, TableError> {
        let most = match self.day_first.count.cmp(&self.month_first.count) {
            Ordering::Greater => Some(DayOrder::DayFirst),
            Ordering::Less => Some(DayOrder::MonthFirst),
            Ordering::Equal => None,
        };
        let both = self.day_first.place.is_some() && self.month_first.place.is_some();
        let shown = most.filter(|_| both);
        self.decide(stated, known.or(shown))
    }
}

impl Dates {
    /// Makes a reader for dates in this order; with `None` it reads only dates that do not depend
    /// on the order.
    pub const fn new(order: Option<DayOrder>) -> Self {
        Self { order }
    }

    /// Returns the order, if it is known.
    pub const fn order(self) -> Option<DayOrder> {
        self.order
    }

    /// Reads a date; a time after it is ignored.
    pub(super) fn read(self, text: &str) -> Result<Date, TableErrorKind> {
        let shortened = || text.chars().take(40).collect();
        let no_date = || TableErrorKind::Date(shortened());
        match write_out(text).ok_or_else(no_date)? {
            Written::Date(date) => Ok(date),
            Written::Open { first, second, year } => {
                let (day, month) = match self.order {
                    Some(DayOrder::DayFirst) => (first, second),
                    Some(DayOrder::MonthFirst) => (second, first),
                    None if first == second => (first, second),
                    None => return Err(TableErrorKind::AmbiguousDate(shortened())),
                };
                Date::from_ymd_opt(year, month, day).ok_or_else(no_date)
            }
        }
    }
}

/// Splits a date into its parts.
fn write_out(text: &str) -> Option<Written> {
    if text.len() > 64 {
        return None;
    }
    // `2026-04-13T12:35:58.8Z`
    let day = text.split_once('T').filter(|(day, _)| day.ends_with(|c: char| c.is_ascii_digit()));
    let text = day.map_or(text, |(day, _)| day);
    // `4/13/2026 7:17:56 PM`
    let is_time = |word: &str| {
        word.contains(':') || matches!(word, "AM" | "PM" | "am" | "pm" | "UTC" | "GMT")
    };
    let words: Vec<&str> = text.split_whitespace().take_while(|word| !is_time(word)).collect();
    let plain = words.join(" ");
    let parts: Vec<&str> =
        plain.split(['-', '/', '.', ',', ' ']).filter(|part| !part.is_empty()).collect();
    let &[one, two, three] = parts.as_slice() else { return None };
    let number = |part: &str| -> Option<u32> {
        let digits = matches!(part.len(), 1 | 2 | 4) && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse().ok())?
    };
    let year = |part: &str| -> Option<i32> {
        let year = i32::try_from(number(part)?).ok()?;
        match part.len() {
            4 => Some(year),
            // Next to the name of a month, nothing else can be the year.
            2 => {
                Some(if year < 80 { year.saturating_add(2000) } else { year.saturating_add(1900) })
            }
            _ => None,
        }
    };
    let date = |year: i32, month: u32, day: u32| {
        let year = Some(year).filter(|year| YEARS.contains(year))?;
        Date::from_ymd_opt(year, month, day).map(Written::Date)
    };
    if let Some(month) = month(two) {
        return date(year(three)?, month, number(one)?);
    }
    if let Some(month) = month(one) {
        return date(year(three)?, month, number(two)?);
    }
    if one.len() == 4 {
        return date(year(one)?, number(two)?, number(three)?);
    }
    // In `11/09/22`, each of the three numbers could be the year.
    let year = (three.len() == 4).then(|| year(three)).flatten()?;
    let (first, second) = (number(one)?, number(two)?);
    if plain.contains('.') {
        // Where points are used, the day always comes first.
        return date(year, second, first);
    }
    let is_date = |month, day| Date::from_ymd_opt(year, month, day).is_some();
    let known = YEARS.contains(&year) && (is_date(second, first) || is_date(first, second));
    known.then_some(Written::Open { first, second, year })
}

/// Returns the number of a month by its English name, written in full or as its first three letters
/// or more.
fn month(name: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let name = name.to_ascii_lowercase();
    let found = NAMES.iter().position(|whole| name.len() >= 3 && whole.starts_with(&name))?;
    u32::try_from(found).ok()?.checked_add(1)
}
