//! Values that several commands take, and what to say about those that are misspelt.

use co2::units::{Co2e, Country, Date, Region, Timestamp};
use std::time::{SystemTime, UNIX_EPOCH};

/// A time: an instant such as 2026-11-21T12:00:00Z, a day, which means its beginning in UTC, or `now`, for
/// which `today` stands, too.
pub(crate) fn moment(text: &str) -> Result<Timestamp, String> {
    if matches!(text, "now" | "today") {
        return now();
    }
    text.parse().ok().or_else(|| midnight(text)).ok_or_else(|| {
        "write a time such as 2026-11-21T12:00:00Z, a day such as 2026-11-21, today or now"
            .to_owned()
    })
}

/// A day such as 2026-11-21, or `today` in UTC.
pub(crate) fn day(text: &str) -> Result<Date, String> {
    if text == "today" {
        return now().map(Timestamp::date);
    }
    let midnight = midnight(text).map(Timestamp::date);
    midnight.ok_or_else(|| "write a day such as 2026-11-21, or today".to_owned())
}

fn midnight(day: &str) -> Option<Timestamp> {
    format!("{day}T00:00:00Z").parse().ok()
}

/// The only clock that is read: a person asks now.
pub(crate) fn now() -> Result<Timestamp, String> {
    #[expect(clippy::disallowed_methods, reason = "a person asks at a time")]
    let since = SystemTime::now().duration_since(UNIX_EPOCH);
    since
        .ok()
        .and_then(|since| i64::try_from(since.as_secs()).ok())
        .and_then(|seconds| Timestamp::from_unix_seconds(seconds).ok())
        .ok_or_else(|| "the clock is out of range; name the time".to_owned())
}

/// An amount such as `371 kg`.
pub(crate) fn amount(text: &str) -> Result<Co2e, String> {
    text.parse::<Co2e>().map_err(|error| {
        let meant = meant_amount(text).map(|meant| format!("; did you mean \"{meant}\"?"));
        format!("{error}{}", meant.unwrap_or_default())
    })
}

/// What was meant by an amount in another spelling.
fn meant_amount(text: &str) -> Option<String> {
    let text = text.trim().replace("CO2e", "").replace("CO2", "");
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | 'e' | 'E' | '+' | '-');
    let end = text.find(|c: char| !is_number(c)).unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(end)?;
    let unit = match unit.trim().to_lowercase().as_str() {
        "g" | "gram" | "grams" | "gramme" | "grammes" => "g",
        "kg" | "kgs" | "kilo" | "kilos" | "kilogram" | "kilograms" => "kg",
        "t" | "tonne" | "tonnes" | "ton" | "tons" | "tco" => "t",
        "kt" => "kt",
        "mt" => "Mt",
        _ => return None,
    };
    let meant = format!("{} {unit}", written_out(number)?);
    meant.parse::<Co2e>().is_ok().then_some(meant)
}

/// A number such as `1e3` in plain digits.
fn written_out(number: &str) -> Option<String> {
    let (digits, exponent) = match number.split_once(['e', 'E']) {
        None => (number, 0),
        Some((digits, exponent)) => (digits, exponent.parse::<usize>().ok().filter(|e| *e <= 15)?),
    };
    digits.contains(|c: char| c.is_ascii_digit()).then_some(())?;
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let mut fraction = fraction.to_owned();
    while fraction.len() < exponent {
        fraction.push('0');
    }
    let (moved, fraction) = fraction.split_at_checked(exponent)?;
    let whole = format!("{whole}{moved}");
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let fraction = fraction.trim_end_matches('0');
    Some(if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") })
}

/// A region such as `SE`, `US-CA`, `EU` or `WW`.
pub(crate) fn region(text: &str) -> Result<Region, String> {
    text.parse::<Region>().map_err(|error| {
        let meant = meant_region(text).map(|meant| format!("; did you mean {meant}?"));
        format!("{error}{}", meant.unwrap_or_default())
    })
}

fn meant_region(text: &str) -> Option<String> {
    let upper = text.trim().to_uppercase();
    // What people write in place of ISO 3166-1.
    let other = match upper.as_str() {
        "UK" | "GREAT BRITAIN" | "ENGLAND" | "SCOTLAND" | "WALES" => "GB",
        "EL" | "GREECE" => "GR",
        "USA" | "U.S." | "U.S.A." | "AMERICA" => "US",
        "WORLD" | "GLOBAL" | "ROW" => "WW",
        "EUROPE" | "EUROPEAN UNION" | "E.U." => "EU",
        upper if upper.parse::<Region>().is_ok() => upper,
        _ => {
            let letters = || 'A'..='Z';
            let codes =
                letters().flat_map(|one| letters().map(move |other| format!("{one}{other}")));
            let mut countries = codes.filter_map(|code| code.parse::<Country>().ok());
            let named = countries.find(|country| country.name().to_uppercase() == upper)?;
            return Some(named.to_string());
        }
    };
    Some(other.to_owned())
}

/// The nearest of some words to one that is not among them, as `; did you mean …?`; nothing when none is
/// near.
pub(crate) fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    // Longer words are not typing errors, and would take long to compare.
    if word.len() > 100 {
        return String::new();
    }
    let word = word.to_lowercase().replace('-', "_");
    let near = known
        .into_iter()
        .map(|one| (strsim::jaro_winkler(&word, &one.to_lowercase().replace('-', "_")), one))
        .filter(|(near, _)| *near > 0.8)
        .max_by(|(one, _), (other, _)| one.total_cmp(other));
    near.map(|(_, one)| format!("; did you mean {one:?}?")).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_an_instant_a_day_or_now() {
        let at = |text| moment(text).map(|at| at.to_string());
        assert_eq!(at("2026-11-21T12:00:01Z").as_deref(), Ok("2026-11-21T12:00:01Z"));
        assert_eq!(at("2026-11-21").as_deref(), Ok("2026-11-21T00:00:00Z"));
        assert_eq!(moment("today").unwrap().date(), day("today").unwrap());
        assert_eq!(day("2026-11-21").unwrap().to_string(), "2026-11-21");
        for wrong in ["tomorrow", "", "2026-02-30", "21.11.2026", "2026-11-21T12:00:00"] {
            assert!(moment(wrong).is_err() && day(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_was_meant_by_an_amount_is_said() {
        for (written, meant) in [
            ("371 KG", "371 kg"),
            ("1 tonne", "1 t"),
            ("2.5 tonnes CO2e", "2.5 t"),
            ("1e3 kg", "1000 kg"),
            ("1.25E1 kg", "12.5 kg"),
            ("0.5e0 t", "0.5 t"),
        ] {
            let error = amount(written).unwrap_err();
            assert!(error.ends_with(&format!("; did you mean \"{meant}\"?")), "{error}");
        }
        for written in ["kg", "1,5 kg", "-1 KG", "1e99 kg", "1 stone", ""] {
            assert!(!amount(written).unwrap_err().contains("did you mean"), "{written}");
        }
        assert_eq!(amount("371 kg"), Ok("371 kg".parse().unwrap()));
    }

    #[test]
    fn what_was_meant_by_a_region_is_said() {
        for (written, meant) in
            [("UK", "GB"), ("se", "SE"), ("USA", "US"), ("Sweden", "SE"), ("us-ca", "US-CA")]
        {
            let error = region(written).unwrap_err();
            assert!(error.ends_with(&format!("; did you mean {meant}?")), "{written}: {error}");
        }
        assert!(!region("Atlantis").unwrap_err().contains("did you mean"));
    }

    #[test]
    fn the_nearest_word_is_found() {
        let known = ["gasoline_car_year", "smartphone_charge", "beef_meal"];
        assert_eq!(
            did_you_mean("smartphone-charges", known),
            "; did you mean \"smartphone_charge\"?"
        );
        assert_eq!(
            did_you_mean("gasolin_car_year", known),
            "; did you mean \"gasoline_car_year\"?"
        );
        assert_eq!(did_you_mean("x", known), "");
        assert_eq!(did_you_mean(&"a".repeat(1 << 20), known), "");
    }
}
