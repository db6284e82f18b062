//! The editions of makers' methods.

use crate::maker;
use core::fmt;
use core::str::FromStr;

/// An edition of the method by which a maker computes its sheets.
///
/// Makers revise their method, and the same product then has another footprint, although nothing of how it is
/// made has changed: HP's sheets of 2022 state about half of what its earlier ones do, and Dell's own calculator,
/// in use since 2024, less than half of what its PAIA sheets do. So an edition is a fact of its own. Where none
/// is given, the edition in use in the year of the report counts, and without a year the newest
/// ([`Edition::in_use`]); a result by an older one says that it is superseded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(rename = "SheetEdition"))]
#[non_exhaustive]
pub enum Edition {
    /// Dell's sheets by PAIA, until 2023.
    DellPaia,
    /// Dell's own calculator, since 2024.
    #[cfg_attr(feature = "serde", serde(rename = "dell_2024"))]
    Dell2024,
    /// HP's sheets by PAIA, until 2021.
    HpPaia,
    /// HP's sheets since their re-issue in 2022.
    #[cfg_attr(feature = "serde", serde(rename = "hp_2022"))]
    Hp2022,
    /// Lenovo's sheets by PAIA.
    LenovoPaia,
}

struct Row {
    edition: Edition,
    name: &'static str,
    /// The maker, folded.
    maker: &'static str,
    words: &'static str,
    first_year: u16,
}

/// By maker, the oldest edition first.
const TABLE: [Row; 5] = [
    Row {
        edition: Edition::DellPaia,
        name: "dell_paia",
        maker: "dell",
        words: "Dell's sheets by PAIA, until 2023",
        first_year: 0,
    },
    Row {
        edition: Edition::Dell2024,
        name: "dell_2024",
        maker: "dell",
        words: "Dell's own calculator, since 2024",
        first_year: 2024,
    },
    Row {
        edition: Edition::HpPaia,
        name: "hp_paia",
        maker: "hp",
        words: "HP's sheets by PAIA, until 2021",
        first_year: 0,
    },
    Row {
        edition: Edition::Hp2022,
        name: "hp_2022",
        maker: "hp",
        words: "HP's sheets since their re-issue in 2022",
        first_year: 2022,
    },
    Row {
        edition: Edition::LenovoPaia,
        name: "lenovo_paia",
        maker: "lenovo",
        words: "Lenovo's sheets by PAIA",
        first_year: 0,
    },
];

/// A text that names no known edition.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown edition {text:?}; the editions are {}", Edition::ALL.map(Edition::as_str).join(", "))]
#[non_exhaustive]
pub struct EditionError {
    /// The text given, shortened to 40 characters.
    pub text: String,
}

impl Edition {
    /// All editions, by maker, the oldest first.
    pub const ALL: [Self; 5] =
        [Self::DellPaia, Self::Dell2024, Self::HpPaia, Self::Hp2022, Self::LenovoPaia];

    fn row(self) -> &'static Row {
        let [dell_paia, dell_2024, hp_paia, hp_2022, lenovo_paia] = &TABLE;
        match self {
            Self::DellPaia => dell_paia,
            Self::Dell2024 => dell_2024,
            Self::HpPaia => hp_paia,
            Self::Hp2022 => hp_2022,
            Self::LenovoPaia => lenovo_paia,
        }
    }

    /// The wire name, such as `hp_2022`.
    pub fn as_str(self) -> &'static str {
        self.row().name
    }

    /// Whether it is an edition of this maker's method.
    pub fn is_of(self, manufacturer: &str) -> bool {
        self.is_of_folded(&maker::folded(manufacturer))
    }

    fn is_of_folded(self, folded: &str) -> bool {
        self.row().maker == folded
    }

    /// The edition of a maker's method in use in a year, or the newest where no year is given; `None` for a
    /// maker of which no edition is known.
    ///
    /// ```
    /// use co2_lifecycle::Edition;
    /// assert_eq!(Edition::in_use("HP Inc.", None), Some(Edition::Hp2022));
    /// assert_eq!(Edition::in_use("HP Inc.", Some(2020)), Some(Edition::HpPaia));
    /// assert_eq!(Edition::in_use("Nobody", None), None);
    /// ```
    pub fn in_use(manufacturer: &str, year: Option<u16>) -> Option<Self> {
        let begun = |row: &&Row| year.is_none_or(|year| row.first_year <= year);
        let of = |is: &dyn Fn(&str) -> bool| {
            let mut own = TABLE.iter().filter(|row| is(row.maker));
            own.rfind(begun).map(|row| row.edition)
        };
        // Most names are written as they are here, and folding allocates.
        of(&|own| own.eq_ignore_ascii_case(manufacturer)).or_else(|| {
            let folded = maker::folded(manufacturer);
            of(&|own| own == folded)
        })
    }

    /// The newest edition of the same maker, where this one is not the newest.
    pub fn superseded_by(self) -> Option<Self> {
        let mut own = TABLE.iter().filter(|row| row.maker == self.row().maker);
        own.next_back().map(|row| row.edition).filter(|newest| *newest != self)
    }

    /// The first edition of the same maker.
    pub(crate) fn first_of_maker(self) -> Self {
        let first = TABLE.iter().find(|row| row.maker == self.row().maker);
        first.map_or(self, |row| row.edition)
    }
}

impl FromStr for Edition {
    type Err = EditionError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = text.trim().to_lowercase().replace(['-', ' '], "_");
        let own = Self::ALL.into_iter().find(|own| own.as_str() == wanted);
        own.ok_or_else(|| EditionError { text: text.chars().take(40).collect() })
    }
}

/// In words, such as `HP's sheets since their re-issue in 2022`.
impl fmt::Display for Edition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.row().words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_follows_the_editions() {
        for (row, edition) in TABLE.iter().zip(Edition::ALL) {
            assert_eq!(row.edition, edition);
            assert_eq!(edition.row().name, row.name);
            assert_eq!(row.name.parse(), Ok(edition));
            assert!(edition.is_of(row.maker));
        }
        assert!("hp".parse::<Edition>().is_err());
        assert_eq!(Edition::HpPaia.superseded_by(), Some(Edition::Hp2022));
        assert_eq!(Edition::Hp2022.superseded_by(), None);
        assert_eq!(Edition::in_use("Dell Inc.", Some(2023)), Some(Edition::DellPaia));
        assert_eq!(Edition::in_use("Dell", Some(2026)), Some(Edition::Dell2024));
        assert_eq!(Edition::Dell2024.first_of_maker(), Edition::DellPaia);
    }
}
