//! Values as shops write them: `16 GB`, `14"`, `1,46 kg`, `3 years`, `UK`, `Germany`.

use crate::{Years, YearsError};
use co2_units::product::{Gtin, GtinError};
use co2_units::{Country, Region};

/// The reason why a text is not a value with a unit.
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
    /// It is not a number of things.
    #[error("{text:?} is not a whole number from 0 to 65535")]
    Count {
        /// The text, shortened to 40 characters.
        text: String,
    },
    /// There is no year in it, or there are several.
    #[error("{text:?} has no single year with four digits, such as 2024 or July 2024")]
    Year {
        /// The text, shortened to 40 characters.
        text: String,
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

/// Words before a number that leave it what it is.
const ABOUT: [&str; 11] = [
    "about",
    "approx.",
    "approx",
    "ca.",
    "ca",
    "from",
    "starting at",
    "starting from",
    "ab",
    "env.",
    "~",
];

/// The text without a word such as `approx.` in front, and without what is added in brackets or after a stroke:
/// `1.46 kg (3.2 lb)`, `1.46 kg / 3.2 lb`.
fn plain(text: &str) -> &str {
    let text = text.trim();
    let text = text.split_once('(').map_or(text, |(before, _)| before).trim_end();
    let text = text.split_once(" / ").map_or(text, |(before, _)| before).trim_end();
    let starts = |word: &&&str| {
        let rest = text.get(..word.len()).filter(|own| own.eq_ignore_ascii_case(word));
        let next = text.get(word.len()..).and_then(|rest| rest.chars().next());
        rest.is_some() && next.is_some_and(|next| next.is_ascii_digit() || next.is_whitespace())
    };
    let word = ABOUT.iter().find(starts);
    word.and_then(|word| text.get(word.len()..)).map_or(text, str::trim_start)
}

/// A number and the unit after it, in lower case. A single comma or point is one of decimals.
fn split(text: &str) -> Result<(f64, String), ShopError> {
    let text = plain(text);
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
/// Returns an error if it is not a number with a unit of mass.
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
        "" | "kg" | "kgs" | "kg." | "kilo" | "kilos" | "kilogram" | "kilograms" => Some(1.0),
        "g" | "gr" | "gram" | "grams" => Some(0.001),
        "lb" | "lbs" | "lb." | "lbs." | "pound" | "pounds" => Some(0.453_592_37),
        _ => None,
    })
}

/// An amount in kilograms of CO2e: `257`, `257 kg`, `257 kg CO2e`, `1.9 t CO2-eq`.
///
/// # Errors
/// Returns an error if it is not a number with a unit of mass.
pub fn kilograms_co2e(text: &str) -> Result<f64, ShopError> {
    let text = text.replace('\u{2082}', "2");
    scaled(&text, "an amount", "kg, g, t, each with or without CO2e", |unit| {
        let (mass, gas) = unit.split_once("co2").unwrap_or((unit, "e"));
        let is_co2e = matches!(gas, "" | "e" | "eq" | "-e" | "-eq" | " eq" | " e" | "eq.");
        match mass.trim_end() {
            _ if !is_co2e => None,
            "" | "kg" | "kgs" => Some(1.0),
            "g" => Some(0.001),
            "t" | "tonne" | "tonnes" => Some(1_000.0),
            _ => None,
        }
    })
}

/// A number without a unit: `0.23`, `0,23`.
pub(super) fn plain_number(text: &str) -> Result<f64, ShopError> {
    scaled(text, "a plain number", "none", |unit| unit.is_empty().then_some(1.0))
}

/// The GS1 number of an article, also in groups of digits: `4 006381 333931`.
///
/// # Errors
/// Returns an error if it has not 8 or 12 to 14 digits, or its check digit is wrong.
pub fn gtin(text: &str) -> Result<Gtin, GtinError> {
    let digits: String = text.chars().filter(|c| !matches!(c, ' ' | '\u{a0}' | '-')).collect();
    digits.parse()
}

/// The year of a date: `2024`, `July 2024`, `2024-07-01`.
///
/// # Errors
/// Returns an error if it has not one year of four digits.
pub fn year(text: &str) -> Result<u16, ShopError> {
    let numbers = text.split(|c: char| !c.is_ascii_digit());
    let mut years = numbers.filter(|digits| digits.len() == 4).map(str::parse);
    match (years.next(), years.next()) {
        (Some(Ok(year)), None) => Ok(year),
        _ => Err(ShopError::Year { text: shortened(text) }),
    }
}

/// A diagonal in inches: `14`, `14"`, `15.6 inch`, `35,6 cm`.
///
/// # Errors
/// Returns an error if it is not a number with a unit of length.
pub fn inches(text: &str) -> Result<f64, ShopError> {
    scaled(text, "a diagonal", "inches (\"), cm, mm", |unit| match first_word(unit) {
        "" | "\"" | "''" | "\u{201d}" | "\u{2033}" | "in" | "inch" | "inches" | "-inch" | "-in"
        | "in." | "inches." | "zoll" | "-zoll" | "pouces" | "tum" => Some(1.0),
        "cm" => Some(1.0 / 2.54),
        "mm" => Some(1.0 / 25.4),
        _ => None,
    })
}

/// A capacity in gigabytes: `16`, `16 GB`, `1 TB`, `512GB SSD`, `2 x 8 GB`, `256 GB + 1 TB`.
///
/// # Errors
/// Returns an error if it is not a number with a unit of capacity, or a sum of such.
pub fn gigabytes(text: &str) -> Result<f64, ShopError> {
    plain(text).split('+').map(of_drive).sum()
}

/// One of the parts: `2 x 8 GB DDR5`.
fn of_drive(text: &str) -> Result<f64, ShopError> {
    let counted = text.trim().split_once(['x', 'X', '\u{d7}']).and_then(|(number, rest)| {
        let number: u16 = number.trim().parse().ok()?;
        Some((f64::from(number), rest))
    });
    let (number, own) = counted.unwrap_or((1.0, text));
    let one = scaled(own, "a capacity", "GB, TB, MB", |unit| {
        let mut words = unit.split_whitespace();
        let scale = match words.next() {
            None | Some("gb" | "gib" | "go" | "gbyte" | "gigabyte" | "gigabytes") => 1.0,
            Some("tb" | "tib" | "to" | "terabyte" | "terabytes") => 1_000.0,
            Some("mb" | "mib" | "mo") => 0.001,
            _ => return None,
        };
        (!has_capacity(words)).then_some(scale)
    })?;
    Ok(number * one)
}

/// Whether one of the words is another capacity: `512 GB 1 TB` is not 512 GB, and `512 GB PCIe 4.0` is.
fn has_capacity<'w>(words: impl Iterator<Item = &'w str>) -> bool {
    let mut after_number = false;
    for word in words {
        let unit = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.' || c == ',');
        let is_unit =
            matches!(unit, "gb" | "gib" | "go" | "tb" | "tib" | "to" | "mb" | "mib" | "mo");
        if is_unit && (after_number || unit.len() < word.len()) {
            return true;
        }
        after_number = unit.is_empty();
    }
    false
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}

/// A number of things: `2`, `2x`, `2 CPUs`.
///
/// # Errors
/// Returns an error if it is not a whole number from 0 to 65,535, followed by nothing or by a word for a processor.
pub fn count(text: &str) -> Result<u16, ShopError> {
    let text = text.trim();
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, rest) = text.split_at_checked(end).unwrap_or((text, ""));
    let is_word = matches!(
        rest.trim().to_lowercase().as_str(),
        "" | "x" | "\u{d7}" | "cpu" | "cpus" | "processor" | "processors" | "socket" | "sockets"
    );
    let number = number.parse().ok().filter(|_| is_word);
    number.ok_or_else(|| ShopError::Count { text: shortened(text) })
}

/// A yearly energy in kilowatt hours: `20`, `20 kWh`, `20 kWh/year`.
///
/// # Errors
/// Returns an error if it is not a number with a unit of energy.
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
/// Returns an error if it is not a number with a unit of time, or not a time of use.
pub fn years(text: &str) -> Result<Years, ShopError> {
    let years = scaled(text, "a time of use", "years, months", |unit| match unit {
        "" | "y" | "yr" | "yrs" | "yr." | "yrs." | "year" | "years" | "-year" | "a" | "ans"
        | "jahre" => Some(1.0),
        "month" | "months" | "mo" | "mo." | "mos" | "mois" | "monate" => Some(1.0 / 12.0),
        _ => None,
    })?;
    Ok(Years::new(years)?)
}

/// Codes and names that are not those of ISO 3166-1.
const PLACES: [(&str, &str); 47] = [
    ("america", "US"),
    ("belgie", "BE"),
    ("britain", "GB"),
    ("czech republic", "CZ"),
    ("danmark", "DK"),
    ("deutschland", "DE"),
    ("el", "GR"),
    ("england", "GB"),
    ("espana", "ES"),
    ("españa", "ES"),
    ("eu-27", "EU"),
    ("eu27", "EU"),
    ("europe", "EU"),
    ("european union", "EU"),
    ("global", "WW"),
    ("great britain", "GB"),
    ("holland", "NL"),
    ("italia", "IT"),
    ("korea", "KR"),
    ("nederland", "NL"),
    ("norge", "NO"),
    ("northern ireland", "GB"),
    ("polska", "PL"),
    ("schweiz", "CH"),
    ("scotland", "GB"),
    ("south korea", "KR"),
    ("suisse", "CH"),
    ("suomi", "FI"),
    ("sverige", "SE"),
    ("taiwan", "TW"),
    ("the netherlands", "NL"),
    ("the united states", "US"),
    ("turkey", "TR"),
    ("u.k.", "GB"),
    ("u.s.", "US"),
    ("u.s.a.", "US"),
    ("uae", "AE"),
    ("uk", "GB"),
    ("united kingdom", "GB"),
    ("united states", "US"),
    ("united states of america", "US"),
    ("usa", "US"),
    ("vietnam", "VN"),
    ("wales", "GB"),
    ("world", "WW"),
    ("worldwide", "WW"),
    ("österreich", "AT"),
];

/// A place of use: `SE`, `de`, `UK`, `Germany`, `US-CA`, `Worldwide`.
///
/// # Errors
/// Returns an error if no country, bloc or state has the code or the name.
pub fn place(text: &str) -> Result<Region, ShopError> {
    let text = text.trim();
    let folded = text.to_lowercase();
    let known = PLACES.binary_search_by(|(name, _)| (*name).cmp(folded.as_str())).ok();
    let code = known.and_then(|at| PLACES.get(at)).map(|(_, code)| *code);
    let own = || text.to_uppercase().parse().ok();
    let by_name =
        || Country::from_alpha3(&text.to_uppercase()).or_else(|| Country::from_name(text));
    code.and_then(|code| code.parse().ok())
        .or_else(own)
        .or_else(|| by_name().map(Region::Country))
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
            (gigabytes("16 Go DDR5"), 16.0),
            (gigabytes("256 GB + 1 TB HDD"), 1_256.0),
            (gigabytes("2x8GB"), 16.0),
            (kilograms("ca. 1,4 kg"), 1.4),
            (kilograms("from 1.46 kg (3.22 lbs)"), 1.46),
            (kilograms("~2kg"), 2.0),
            (kilograms("3.1 pounds"), 3.1 * 0.453_592_37),
            (inches("355.6 mm"), 14.0),
            (inches("14.0 in."), 14.0),
            (kilowatt_hours("20 kWh/year"), 20.0),
            (inches("14\" FHD"), 14.0),
            (kilograms("1.4 kg / 3.1 lbs"), 1.4),
            (gigabytes("16 GB DDR5 4800 MHz"), 16.0),
            (gigabytes("512 GB PCIe 4.0 M.2 2280 SSD"), 512.0),
            (kilograms_co2e("300 kg CO2e"), 300.0),
            (kilograms_co2e("1,5 t CO\u{2082}-eq"), 1_500.0),
        ] {
            assert!((value.unwrap() - expected).abs() < 1e-9, "{expected}");
        }
        assert_eq!(years("3 years"), Ok(Years::new(3.0).unwrap()));
        assert_eq!(years("36 months"), Ok(Years::new(3.0).unwrap()));
        assert_eq!(
            (year("July 2024"), year("2024-05-01"), year("2024")),
            (Ok(2024), Ok(2024), Ok(2024))
        );
        assert_eq!((count("2"), count("2x"), count("2 CPUs")), (Ok(2), Ok(2), Ok(2)));
        assert!(gtin("4 006381 333931").is_ok());
        for (text, code) in [
            ("UK", "GB"),
            ("Sverige", "SE"),
            ("U.S.", "US"),
            ("Holland", "NL"),
            ("de", "DE"),
            ("Germany", "DE"),
            ("us-ca", "US-CA"),
            ("Worldwide", "WW"),
            ("Taiwan", "TW"),
            ("DEU", "DE"),
        ] {
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
        assert!(year("July 24").is_err() && year("2023 to 2024").is_err() && year("").is_err());
        assert!(kilograms_co2e("257 kg CO").is_err() && kilograms_co2e("257 kWh").is_err());
        assert!(gtin("4 006381 333932").is_err());
        assert!(matches!(place("Atlantis"), Err(ShopError::Place { .. })));
        assert!(place("").is_err());
        // A word that only begins like one of those, and brackets with nothing before them.
        assert!(kilograms("cab 1.4 kg").is_err() && kilograms("from").is_err());
        assert!(kilograms("(1.4 kg)").is_err());
        for text in ["512 GB 1 TB", "512 GB SSD 1TB HDD", "16 GB and 512 GB"] {
            assert!(matches!(gigabytes(text), Err(ShopError::Unit { .. })), "{text}");
        }
        assert!(count("two").is_err() && count("1.5").is_err() && count("-1").is_err());
        assert!(gigabytes("256 GB +").is_err() && gigabytes("").is_err());
    }
}
