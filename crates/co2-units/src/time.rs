//! Instants in UTC, to the second, with one canonical text form.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime};
use core::fmt;
use core::str::FromStr;

/// A calendar day.
pub use chrono::NaiveDate as Date;

/// An instant in UTC, to the second, in the years 1 to 9999.
///
/// It is written as `2026-11-21T12:00:00Z`, and only that form is read. Nothing in these crates
/// reads a clock: the caller passes the time in.
///
/// ```
/// use co2_units::Timestamp;
/// let sold: Timestamp = "2026-11-21T12:00:00Z".parse()?;
/// let deadline = sold.checked_add_seconds(900).unwrap();
/// assert_eq!(deadline.to_string(), "2026-11-21T12:15:00Z");
/// assert!("2026-11-21T12:00:00+01:00".parse::<Timestamp>().is_err());
/// # Ok::<(), co2_units::TimestampError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

/// The error for a text or number that is not a valid [`Timestamp`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TimestampError {
    /// The text does not have the form `2026-11-21T12:00:00Z`, or the day or time does not exist.
    #[error("not an instant; write UTC to the second, such as 2026-11-21T12:00:00Z")]
    Form,
    /// The instant is before the year 1 or after the year 9999.
    #[error("instant out of range: years 1 to 9999")]
    Range,
}

/// Seconds from 1970 to 0001-01-01T00:00:00Z.
const FIRST: i64 = -62_135_596_800;
/// Seconds from 1970 to 9999-12-31T23:59:59Z.
const LAST: i64 = 253_402_300_799;
const FORM: &str = "%Y-%m-%dT%H:%M:%SZ";

impl Timestamp {
    /// The first second of 1970.
    pub const UNIX_EPOCH: Self = Self(0);
    /// The earliest instant.
    pub const MIN: Self = Self(FIRST);
    /// The latest instant.
    pub const MAX: Self = Self(LAST);

    /// Makes an instant from the seconds since 1970-01-01T00:00:00Z, as clocks count them (without
    /// leap seconds).
    ///
    /// # Errors
    /// Returns an error if the instant is outside the years 1 to 9999.
    pub const fn from_unix_seconds(seconds: i64) -> Result<Self, TimestampError> {
        if seconds < FIRST || seconds > LAST {
            return Err(TimestampError::Range);
        }
        Ok(Self(seconds))
    }

    /// Returns the seconds since 1970-01-01T00:00:00Z.
    pub const fn as_unix_seconds(self) -> i64 {
        self.0
    }

    /// Returns the instant this many seconds later, or `None` after the year 9999.
    pub fn checked_add_seconds(self, seconds: u32) -> Option<Self> {
        self.0.checked_add(i64::from(seconds)).filter(|&sum| sum <= LAST).map(Self)
    }

    /// Returns the UTC day.
    pub fn date(self) -> Date {
        self.date_time().date()
    }

    fn date_time(self) -> NaiveDateTime {
        // In range by construction, so the default is never used.
        DateTime::from_timestamp(self.0, 0).unwrap_or_default().naive_utc()
    }
}

impl FromStr for Timestamp {
    type Err = TimestampError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.len() != 20 {
            return Err(TimestampError::Form);
        }
        let read = NaiveDateTime::parse_from_str(text, FORM).map_err(|_| TimestampError::Form)?;
        let instant = Self::from_unix_seconds(read.and_utc().timestamp())?;
        // Only the form that we write is read.
        if instant.to_string() == text { Ok(instant) } else { Err(TimestampError::Form) }
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.date_time().format(FORM).fmt(f)
    }
}

/// A calendar day in the years 1 to 9999, written and read as `2026-11-21`.
///
/// ```
/// use co2_units::Day;
/// let day: Day = "2026-11-21".parse()?;
/// assert_eq!(day.to_string(), "2026-11-21");
/// assert!("2026-11-31".parse::<Day>().is_err());
/// # Ok::<(), co2_units::DayError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(Date);

/// The error for a text or date that is not a valid [`Day`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a day in the years 1 to 9999, such as 2026-11-21: {text:?}")]
#[non_exhaustive]
pub struct DayError {
    /// The text given, at most its first 16 characters.
    pub text: String,
}

impl Day {
    /// Converts a date to a day.
    ///
    /// # Errors
    /// Returns an error if the date is outside the years 1 to 9999.
    pub fn new(date: Date) -> Result<Self, DayError> {
        if is_in_range(date) { Ok(Self(date)) } else { Err(DayError { text: date.to_string() }) }
    }

    /// Returns the date.
    pub const fn date(self) -> Date {
        self.0
    }
}

impl FromStr for Day {
    type Err = DayError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || DayError { text: text.chars().take(16).collect() };
        parse_date(text).map(Self).ok_or_else(error)
    }
}

impl TryFrom<Date> for Day {
    type Error = DayError;

    fn try_from(date: Date) -> Result<Self, Self::Error> {
        Self::new(date)
    }
}

impl From<Day> for Date {
    fn from(day: Day) -> Self {
        day.0
    }
}

/// Returns the UTC day of an instant, which has the same range of years.
impl From<Timestamp> for Day {
    fn from(instant: Timestamp) -> Self {
        Self(instant.date())
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Parses a day written as `2026-11-21`; returns `None` for any other text.
///
/// ```
/// use co2_units::parse_date;
/// assert!(parse_date("2026-11-21").is_some());
/// assert!(parse_date("2026-11-1").is_none());
/// ```
pub fn parse_date(text: &str) -> Option<Date> {
    if text.len() != 10 {
        return None;
    }
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    (is_in_range(date) && date.to_string() == text).then_some(date)
}

/// Returns true if the day is in the years 1 to 9999, which are written with four digits.
pub(crate) fn is_in_range(day: Date) -> bool {
    (1..=9999).contains(&day.year())
}

#[cfg(feature = "serde")]
mod wire {
    use super::{Day, Timestamp};
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    impl Serialize for Timestamp {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            if serializer.is_human_readable() {
                serializer.collect_str(self)
            } else {
                serializer.serialize_i64(self.0)
            }
        }
    }

    impl<'de> Deserialize<'de> for Timestamp {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            if deserializer.is_human_readable() {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            } else {
                let seconds = i64::deserialize(deserializer)?;
                Self::from_unix_seconds(seconds).map_err(de::Error::custom)
            }
        }
    }

    impl Serialize for Day {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.collect_str(self)
        }
    }

    impl<'de> Deserialize<'de> for Day {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
        }
    }

    #[cfg(feature = "schemars")]
    impl schemars::JsonSchema for Day {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Day".into()
        }

        fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
            schemars::json_schema!({
                "type": "string",
                "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
            })
        }
    }

    #[cfg(feature = "schemars")]
    impl schemars::JsonSchema for Timestamp {
        fn inline_schema() -> bool {
            true
        }

        fn schema_name() -> std::borrow::Cow<'static, str> {
            "Timestamp".into()
        }

        fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
            schemars::json_schema!({
                "type": "string",
                "format": "date-time",
                "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$",
            })
        }
    }
}
