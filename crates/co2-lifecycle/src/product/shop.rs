//! Values as shops write them: `16 GB`, `14"`, `1,46 kg`, `3 years`, `UK`, `Germany`.

use crate::{Years, YearsError};
use co2_units::{Country, Region};

/// Why a text is not a value with a unit.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ShopError {
    /// It does not start with a number.
    #[error("{text:?} does not start with a number such as 1.46 or 1,46")]
    Number {
        /// The text, shortened to 40 characters.
        text: String,
    },
    /// A comma or a point with three digits after it, which could separate thousands or decimals.
    #[error(
        "{text:?} can mean two numbers: write it without a separator, or with other than three decimals"
    )]
    Ambiguous {
        /// The text, shortened to 40 characters.
        text: String,
    },
    /// The unit is not one of the value.
    #[error("{unit:?} is not a unit of {of}; there are {units}")]
    Unit {
        /// The unit given.
        unit: String,
        /// What the value is, such as `a mass`.
        of: &'static str,
        /// The units that are read.
        units: &'static str,
    },
    /// The years are not a time of use.
    #[error(transparent)]
    Years(#[from] YearsError),
    /// No country, bloc or state has the code or the name.
    #[error(
        "{text:?} is not a place: give a code such as SE, US-CA or EU, or the English name of a country"
    )]
    Place {
        /// The text, shortened to 40 characters.
        text: String,
    },
}

fn shortened(text: &str) -> String {
    text.chars().take(40).collect()
}

/// A number and the unit after it, in lower case. A single comma or point is one of decimals.
fn split(text: &str) -> Result<(f64, String), ShopError> {
    let text = text.trim();
    let end =
        text.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == ',')).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(end).unwrap_or((text, ""));
    let plain = number.replace(',', ".");
    let wrong = || ShopError::Number { text: shortened(text) };
    if let Some((whole, decimals)) = plain.split_once('.')
        && decimals.len() == 3
        && number.contains(',')
        && !whole.starts_with('0')
    {
        return Err(ShopError::Ambiguous { text: shortened(text) });
    }
    // The grammar above has no exponents, infinities or signs.
    let value: f64 = plain.parse().map_err(|_| wrong())?;
    Ok((value, unit.trim().to_lowercase()))
}

fn scaled(
    text: &str,
    of: &'static str,
    units: &'static str,
    scale: impl Fn(&str) -> Option<f64>,
) -> Result<f64, ShopError> {
    let (value, unit) = split(text)?;
    match scale(&unit) {
        Some(scale) => Ok(value * scale),
        None => Err(ShopError::Unit { unit, of, units }),
    }
}

/// A mass in kilograms: `1.46`, `1,46 kg`, `1460 g`, `3.2 lb`.
///
/// # Errors
/// When it is not a number with a unit of mass.
///
/// ```
/// use co2_lifecycle::product::shop;
/// assert_eq!(shop::kilograms("1,46 kg")?, 1.46);
/// assert_eq!(shop::kilograms("1460 g")?, 1.46);
/// assert!(shop::kilograms("1460 W").is_err());
/// # Ok::<(), shop::ShopError>(())
/// ```
pub fn kilograms(text: &str) -> Result<f64, ShopError> {
    scaled(text, "a mass", "kg, g, lb", |unit| match unit {
        "" | "kg" | "kilogram" | "kilograms" => Some(1.0),
        "g" | "gram" | "grams" => Some(0.001),
        "lb" | "lbs" => Some(0.453_592_37),
        _ => None,
    })
}

/// A diagonal in inches: `14`, `14"`, `15.6 inch`, `35,6 cm`.
///
/// # Errors
/// When it is not a number with a unit of length.
pub fn inches(text: &str) -> Result<f64, ShopError> {
    scaled(text, "a diagonal", "inches (\"), cm", |unit| match unit {
        "" | "\"" | "''" | "\u{201d}" | "\u{2033}" | "in" | "inch" | "inches" | "-inch"
        | "zoll" => Some(1.0),
        "cm" => Some(1.0 / 2.54),
        _ => None,
    })
}

/// A capacity in gigabytes: `16`, `16 GB`, `1 TB`, `512GB SSD`.
///
/// # Errors
/// When it is not a number with a unit of capacity.
pub fn gigabytes(text: &str) -> Result<f64, ShopError> {
    scaled(text, "a capacity", "GB, TB, MB", |unit| match unit.split_whitespace().next() {
        None | Some("gb" | "gib") => Some(1.0),
        Some("tb" | "tib") => Some(1_000.0),
        Some("mb" | "mib") => Some(0.001),
        _ => None,
    })
}

/// A yearly energy in kilowatt hours: `20`, `20 kWh`, `20 kWh/year`.
///
/// # Errors
/// When it is not a number with a unit of energy.
pub fn kilowatt_hours(text: &str) -> Result<f64, ShopError> {
    scaled(text, "a yearly energy", "kWh, MWh, Wh", |unit| {
        let unit = unit.split(['/', ' ']).next().unwrap_or_default();
        match unit {
            "" | "kwh" => Some(1.0),
            "mwh" => Some(1_000.0),
            "wh" => Some(0.001),
            _ => None,
        }
    })
}

/// A time of use: `4`, `3 years`, `36 months`.
///
/// # Errors
/// When it is not a number with a unit of time, or not a time of use.
pub fn years(text: &str) -> Result<Years, ShopError> {
    let years = scaled(text, "a time of use", "years, months", |unit| match unit {
        "" | "y" | "yr" | "yrs" | "year" | "years" | "a" => Some(1.0),
        "month" | "months" | "mo" => Some(1.0 / 12.0),
        _ => None,
    })?;
    Ok(Years::new(years)?)
}

/// Codes and names that are not those of ISO 3166-1.
const PLACES: [(&str, &str); 17] = [
    ("america", "US"),
    ("britain", "GB"),
    ("deutschland", "DE"),
    ("el", "GR"),
    ("england", "GB"),
    ("europe", "EU"),
    ("european union", "EU"),
    ("global", "WW"),
    ("great britain", "GB"),
    ("scotland", "GB"),
    ("south korea", "KR"),
    ("uk", "GB"),
    ("united kingdom", "GB"),
    ("united states", "US"),
    ("usa", "US"),
    ("world", "WW"),
    ("worldwide", "WW"),
];

/// A place of use: `SE`, `de`, `UK`, `Germany`, `US-CA`, `Worldwide`.
///
/// # Errors
/// When no country, bloc or state has the code or the name.
pub fn place(text: &str) -> Result<Region, ShopError> {
    let text = text.trim();
    let folded = text.to_lowercase();
    let known = PLACES.binary_search_by(|(name, _)| (*name).cmp(folded.as_str())).ok();
    let code = known.and_then(|at| PLACES.get(at)).map(|(_, code)| *code);
    let own = || text.to_uppercase().parse().ok();
    let by_name = || {
        let letters = || 'A'..='Z';
        let codes = letters().flat_map(|a| letters().map(move |b| format!("{a}{b}")));
        let countries = codes.filter_map(|code| code.parse::<Country>().ok());
        let mut found = countries.filter(|country| country.name().to_lowercase() == folded);
        found.next().map(Region::Country)
    };
    code.and_then(|code| code.parse().ok())
        .or_else(own)
        .or_else(by_name)
        .ok_or_else(|| ShopError::Place { text: shortened(text) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_as_shops_write_them() {
        assert!(PLACES.is_sorted_by(|a, b| a.0 < b.0));
        for (value, expected) in [
            (kilograms("1,46 kg"), 1.46),
            (kilograms("0,500"), 0.5),
            (kilograms("1460g"), 1.46),
            (inches("14\""), 14.0),
            (inches("15.6-inch"), 15.6),
            (gigabytes("16 GB"), 16.0),
            (gigabytes("1TB SSD"), 1_000.0),
            (kilowatt_hours("20 kWh/year"), 20.0),
        ] {
            assert!((value.unwrap() - expected).abs() < 1e-9, "{expected}");
        }
        assert_eq!(years("3 years"), Ok(Years::new(3.0).unwrap()));
        assert_eq!(years("36 months"), Ok(Years::new(3.0).unwrap()));
        for (text, code) in
            [("UK", "GB"), ("de", "DE"), ("Germany", "DE"), ("us-ca", "US-CA"), ("Worldwide", "WW")]
        {
            assert_eq!(place(text).unwrap().to_string(), code);
        }
    }

    #[test]
    fn what_could_be_misread_is_refused() {
        assert!(matches!(kilograms("1,460"), Err(ShopError::Ambiguous { .. })));
        assert!(matches!(kilograms("1.4 W"), Err(ShopError::Unit { .. })));
        assert!(matches!(kilograms("heavy"), Err(ShopError::Number { .. })));
        assert!(matches!(kilograms("-1"), Err(ShopError::Number { .. })));
        assert!(matches!(kilograms("1.2.3"), Err(ShopError::Number { .. })));
        assert!(matches!(years("0"), Err(ShopError::Years(_))));
        assert!(matches!(place("Atlantis"), Err(ShopError::Place { .. })));
        assert!(place("").is_err());
    }
}
