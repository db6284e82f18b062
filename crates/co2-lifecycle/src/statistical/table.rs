//! The coefficients as a table, and back.

use super::{
    EditionFactor, Entry, Fact, Family, Place, Seen, Shares, Sheets, StatisticalModel, Term,
    Typical, Variable, Weighted,
};
use crate::{Category, Edition, Years};
use core::fmt;
use core::str::FromStr;
use std::borrow::Cow;

const HEADER: &str = "maker,family,basis,item,value,a,b";
/// In the place of a maker: all makers.
const ALL: &str = "*";
const WITH_ENERGY: &str = "energy";
const TOTAL: &str = "total";
const CATEGORY: &str = "category";
const EDITION: &str = "edition";

/// The reason why a text is no table of coefficients.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the table of coefficients: {what}")]
#[non_exhaustive]
pub struct ModelError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: &'static str,
}

impl fmt::Display for StatisticalModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        for entry in &self.entries {
            write_entry(f, entry)?;
        }
        for (category, typical) in &self.categories {
            let start =
                format!("{ALL},{category_name},{CATEGORY}", category_name = category.as_str());
            writeln!(f, "{start},years,{:.2},,", typical.years.get())?;
            writeln!(f, "{start},rows,{},,", typical.rows)?;
            writeln!(f, "{start},median,{:.3},,", typical.median_kg)?;
            writeln!(f, "{start},spread,{:.4},,", typical.spread)?;
            writeln!(f, "{start},use factor,{:.4},,", typical.use_factor)?;
            write_shares(f, &start, typical.shares)?;
        }
        for (edition, factor) in &self.editions {
            let start = format!("{ALL},{},{EDITION}", edition.as_str());
            writeln!(f, "{start},sheets,{},,", factor.sheets)?;
            writeln!(f, "{start},factor,{:.6},,", factor.ln_factor)?;
            writeln!(f, "{start},spread,{:.4},,", factor.spread)?;
            writeln!(f, "{start},last year,{},,", factor.last_year)?;
        }
        Ok(())
    }
}

fn write_entry(f: &mut fmt::Formatter<'_>, entry: &Entry) -> fmt::Result {
    let start = format!(
        "{},{},{}",
        entry.maker.as_deref().map_or(Cow::Borrowed(ALL), escaped),
        entry.family.as_str(),
        if entry.with_energy { WITH_ENERGY } else { TOTAL }
    );
    writeln!(f, "{start},years,{:.2},,", entry.years.get())?;
    writeln!(f, "{start},rows,{},,", entry.rows)?;
    writeln!(f, "{start},groups,{},,", entry.groups)?;
    writeln!(f, "{start},intercept,{:.6},,", entry.intercept)?;
    for weighted in &entry.terms {
        let Weighted { term, coefficient, center, scale } = weighted;
        writeln!(f, "{start},{term},{coefficient:.6},{center:.6},{scale:.6}")?;
    }
    for (fact, seen) in &entry.seen {
        let Seen { low, high, middle } = seen;
        writeln!(f, "{start},seen {},{middle:.6},{low:.6},{high:.6}", fact.as_str())?;
    }
    for (edition, sheets) in &entry.editions {
        let Sheets { rows, first_year, last_year } = sheets;
        writeln!(f, "{start},sheets of {},{rows},{first_year},{last_year}", edition.as_str())?;
    }
    let Sheets { rows, first_year, last_year } = entry.dated;
    writeln!(f, "{start},sheets with a year,{rows},{first_year},{last_year}")?;
    let variables = &entry.joint.variables;
    for (variable, mean) in variables.iter().zip(&entry.joint.means) {
        writeln!(f, "{start},mean {variable},{mean:.6},,")?;
    }
    // The place of the other variable in the list stands in column a.
    for (row, variable) in variables.iter().enumerate() {
        for column in 0..=row {
            let value = entry.joint.covariance(row, column);
            writeln!(f, "{start},covariance {variable},{value:.6},{column},")?;
        }
    }
    writeln!(f, "{start},spread,{:.4},,", entry.spread)?;
    for (fact, spread) in &entry.spread_without {
        writeln!(f, "{start},spread without {},{spread:.4},,", fact.as_str())?;
    }
    writeln!(f, "{start},spread bare,{:.4},,", entry.spread_bare)?;
    for (kind, spread) in &entry.spread_bare_kind {
        writeln!(f, "{start},spread bare {},{spread:.4},,", kind.as_str())?;
    }
    for (kind, spread) in &entry.spread_kind {
        writeln!(f, "{start},spread of {},{spread:.4},,", kind.as_str())?;
    }
    for (edition, spread) in &entry.spread_edition {
        writeln!(f, "{start},spread in {},{spread:.4},,", edition.as_str())?;
    }
    writeln!(f, "{start},drift,{:.4},,", entry.drift)?;
    writeln!(f, "{start},use factor,{:.4},,", entry.use_factor)?;
    for (place, factor) in &entry.use_factors {
        writeln!(f, "{start},use factor {},{factor:.4},,", place.as_str())?;
    }
    for (kind, share) in &entry.kind_use {
        writeln!(f, "{start},share use of {},{share:.4},,", kind.as_str())?;
    }
    write_shares(f, &start, entry.shares)
}

/// A maker's name in the table: commas, line breaks and what has a meaning there are written as `%2C` and the like.
fn escaped(name: &str) -> Cow<'_, str> {
    let special = |letter: char| letter.is_ascii_control() || "%,*#".contains(letter);
    if !name.contains(special) {
        return Cow::Borrowed(name);
    }
    let escaped = |letter: char| {
        if special(letter) { format!("%{:02X}", u32::from(letter)) } else { letter.to_string() }
    };
    Cow::Owned(name.chars().map(escaped).collect())
}

/// The name that [`escaped`] wrote.
fn unescaped(text: &str) -> Result<String, &'static str> {
    let mut parts = text.split('%');
    let mut name = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let code = part.get(..2).and_then(|digits| u8::from_str_radix(digits, 16).ok());
        let code = code.filter(u8::is_ascii).ok_or("a % is followed by the code of a character")?;
        name.push(char::from(code));
        name.push_str(part.get(2..).unwrap_or_default());
    }
    Ok(name)
}

fn write_shares(f: &mut fmt::Formatter<'_>, start: &str, shares: Shares) -> fmt::Result {
    writeln!(f, "{start},share use,{:.4},,", shares.in_use)?;
    writeln!(f, "{start},share transport,{:.4},,", shares.transport)?;
    writeln!(f, "{start},share end of life,{:.4},,", shares.end_of_life)
}

impl FromStr for StatisticalModel {
    type Err = ModelError;

    /// Lines that start with `#` are notes.
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let mut lines = (1..).zip(text.lines()).filter(|(_, line)| !line.starts_with('#'));
        match lines.next() {
            Some((_, HEADER)) => {}
            other => {
                let line = other.map_or(0, |(line, _)| line);
                return Err(ModelError { line, what: "the header is not that of the table" });
            }
        }
        let mut model = Self::default();
        let mut last = 1;
        for (line, text) in lines {
            read_row(&mut model, text).map_err(|what| ModelError { line, what })?;
            last = line;
        }
        match missing(&model) {
            None => Ok(model),
            Some(what) => Err(ModelError { line: last, what }),
        }
    }
}

/// What an entry cannot do without: a zero in its place would go on as if it were known.
fn missing(model: &StatisticalModel) -> Option<&'static str> {
    let entries = model
        .entries
        .iter()
        .map(|entry| entry.rows > 0 && entry.spread > 0.0 && entry.use_factor > 0.0);
    let categories = model.categories.values().map(|typical| {
        let Typical { rows, median_kg, spread, use_factor, .. } = *typical;
        rows > 0 && median_kg > 0.0 && spread > 0.0 && use_factor > 0.0
    });
    let complete = entries.chain(categories).all(|complete| complete);
    (!complete).then_some("an entry above lacks its rows, spread, use factor or median")
}

fn read_row(model: &mut StatisticalModel, text: &str) -> Result<(), &'static str> {
    let mut fields = text.split(',');
    let mut field = || fields.next().ok_or("a field is missing");
    let (maker, family, basis, item) = (field()?, field()?, field()?, field()?);
    let value = number(field()?)?;
    let (a, b) = (field()?, field()?);
    if fields.next().is_some() {
        return Err("there are too many fields");
    }
    if basis == CATEGORY {
        let category = Category::ALL.into_iter().find(|category| category.as_str() == family);
        let category = category.ok_or("there is no such category")?;
        let Some(typical) = model.categories.get_mut(&category) else {
            model.categories.insert(category, Typical::new(first_years(item, value)?));
            return Ok(());
        };
        match item {
            "rows" => typical.rows = count(value)?,
            "median" => typical.median_kg = above_zero(value)?,
            "spread" => typical.spread = above_zero(value)?,
            "use factor" => typical.use_factor = above_zero(value)?,
            share => set_share(&mut typical.shares, share, value)?,
        }
        return Ok(());
    }
    if basis == EDITION {
        let edition = edition(family)?;
        let factor = model.editions.entry(edition).or_default();
        let EditionFactor { sheets, ln_factor, spread, last_year } = factor;
        match item {
            "sheets" => *sheets = count(value)?,
            "factor" => *ln_factor = value,
            "spread" => *spread = above_zero(value)?,
            "last year" => *last_year = year(value)?,
            _ => return Err("there is no such item"),
        }
        return Ok(());
    }
    let with_energy = match basis {
        WITH_ENERGY => true,
        TOTAL => false,
        _ => return Err("the basis is total, energy, category or edition"),
    };
    let family = Family::ALL
        .into_iter()
        .find(|known| known.as_str() == family)
        .ok_or("there is no such family")?;
    let maker = if maker == ALL { None } else { Some(unescaped(maker)?) };
    let same = |entry: &Entry| {
        entry.maker == maker && entry.family == family && entry.with_energy == with_energy
    };
    if !model.entries.last().is_some_and(same) {
        if model.entries.iter().any(same) {
            return Err("the rows of an entry stand together");
        }
        let years = first_years(item, value)?;
        model.entries.push(Entry::new(maker, family, with_energy, years));
        return Ok(());
    }
    let entry = model.entries.last_mut().ok_or("there is no entry")?;
    read_item(entry, item, value, a, b)
}

/// The typical years of use, with which an entry starts.
fn first_years(item: &str, value: f64) -> Result<Years, &'static str> {
    if item != "years" {
        return Err("an entry starts with its years");
    }
    Years::new(value).map_err(|_| "the years of an entry are no time of use")
}

fn read_item(
    entry: &mut Entry,
    item: &str,
    value: f64,
    a: &str,
    b: &str,
) -> Result<(), &'static str> {
    let fact = |name: &str| {
        let known = Fact::ALL.into_iter().find(|fact| fact.as_str() == name);
        known.ok_or("there is no such fact")
    };
    let sheets = || Ok::<_, &str>(Sheets::new(count(value)?, year(number(a)?)?, year(number(b)?)?));
    match item {
        "rows" => entry.rows = count(value)?,
        "groups" => entry.groups = count(value)?,
        "intercept" => entry.intercept = value,
        "spread" => entry.spread = above_zero(value)?,
        "spread bare" => entry.spread_bare = from_zero(value)?,
        "drift" => entry.drift = from_zero(value)?,
        "use factor" => entry.use_factor = above_zero(value)?,
        "sheets with a year" => entry.dated = sheets()?,
        _ => {
            let of = |start: &str| item.strip_prefix(start);
            if let Some(name) = of("sheets of ") {
                entry.editions.insert(edition(name)?, sheets()?);
            } else if let Some(name) = of("seen ") {
                let seen = Seen::new(number(a)?, number(b)?, value);
                entry.seen.insert(fact(name)?, seen);
            } else if let Some(name) = of("mean ") {
                let joint = &mut entry.joint;
                joint.variables.push(variable(name)?);
                joint.means.push(value);
                let square = joint.variables.len() * joint.variables.len();
                joint.covariances.resize(square, 0.0);
            } else if let Some(name) = of("covariance ") {
                set_covariance(entry, variable(name)?, count(number(a)?)?, value)?;
            } else if let Some(name) = of("spread without ") {
                entry.spread_without.insert(fact(name)?, above_zero(value)?);
            } else if let Some(name) = of("spread bare ") {
                entry.spread_bare_kind.insert(kind(name)?, above_zero(value)?);
            } else if let Some(name) = of("spread of ") {
                entry.spread_kind.insert(kind(name)?, above_zero(value)?);
            } else if let Some(name) = of("spread in ") {
                entry.spread_edition.insert(edition(name)?, above_zero(value)?);
            } else if let Some(name) = of("use factor ") {
                let place = Place::ALL.into_iter().find(|place| place.as_str() == name);
                let place = place.ok_or("there is no such place")?;
                entry.use_factors.insert(place, above_zero(value)?);
            } else if let Some(name) = of("share use of ") {
                entry.kind_use.insert(kind(name)?, share(value)?);
            } else if item.starts_with("share ") {
                set_share(&mut entry.shares, item, value)?;
            } else {
                let term = Term::all().find(|term| term.to_string() == item);
                let term = term.ok_or("there is no such item")?;
                let (center, scale) = (number(a)?, above_zero(number(b)?)?);
                entry.terms.push(Weighted::new(term, value, center, scale));
            }
        }
    }
    Ok(())
}

fn variable(name: &str) -> Result<Variable, &'static str> {
    let known = Variable::all().find(|variable| variable.to_string() == name);
    known.ok_or("there is no such variable")
}

fn kind(name: &str) -> Result<Category, &'static str> {
    name.parse().map_err(|_| "there is no such category")
}

fn edition(name: &str) -> Result<Edition, &'static str> {
    let known = Edition::ALL.into_iter().find(|edition| edition.as_str() == name);
    known.ok_or("there is no such edition")
}

/// Sets a covariance and its twin on the other side of the diagonal.
fn set_covariance(
    entry: &mut Entry,
    variable: Variable,
    column: u32,
    value: f64,
) -> Result<(), &'static str> {
    let joint = &mut entry.joint;
    let len = joint.variables.len();
    let row = joint.variables.iter().position(|own| *own == variable);
    let column = usize::try_from(column).ok().filter(|column| *column < len);
    let (Some(row), Some(column)) = (row, column) else {
        return Err("a covariance is between variables with a mean");
    };
    for at in [row * len + column, column * len + row] {
        if let Some(slot) = joint.covariances.get_mut(at) {
            *slot = value;
        }
    }
    Ok(())
}

fn share(value: f64) -> Result<f64, &'static str> {
    if (0.0..1.0).contains(&value) { Ok(value) } else { Err("a share is from 0 to less than 1") }
}

/// A year, or 0 where none is known.
fn year(value: f64) -> Result<u16, &'static str> {
    u16::try_from(count(value)?).map_err(|_| "a year is expected")
}

fn set_share(shares: &mut Shares, item: &str, value: f64) -> Result<(), &'static str> {
    let value = share(value)?;
    match item {
        "share use" => shares.in_use = value,
        "share transport" => shares.transport = value,
        "share end of life" => shares.end_of_life = value,
        _ => return Err("there is no such item"),
    }
    Ok(())
}

fn number(text: &str) -> Result<f64, &'static str> {
    let value: f64 = text.parse().map_err(|_| "a number is expected")?;
    if value.is_finite() { Ok(value) } else { Err("a number is finite") }
}

fn above_zero(value: f64) -> Result<f64, &'static str> {
    if value > 0.0 { Ok(value) } else { Err("a number above 0 is expected") }
}

fn from_zero(value: f64) -> Result<f64, &'static str> {
    if value >= 0.0 { Ok(value) } else { Err("a number from 0 is expected") }
}

fn count(value: f64) -> Result<u32, &'static str> {
    if value.fract() == 0.0 && (0.0..=1e9).contains(&value) {
        #[expect(
            clippy::as_conversions,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a whole number in range"
        )]
        let count = value as u32;
        Ok(count)
    } else {
        Err("a count is expected")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_is_read_and_written_as_it_is() {
        let text = super::super::SHIPPED;
        let model: StatisticalModel = text.parse().unwrap();
        let notes: String = text
            .lines()
            .filter(|line| line.starts_with('#'))
            .fold(String::new(), |all, line| all + line + "\n");
        assert_eq!(notes + &model.to_string(), text);
        assert_eq!(&model, StatisticalModel::shipped());
    }

    #[test]
    fn a_bad_line_is_named() {
        let read = |row: &str| format!("# note\n{HEADER}\n{row}\n").parse::<StatisticalModel>();
        let start = "Dell,laptop,total,years,4,,";
        let parts = ["rows,9", "spread,0.2", "use factor,0.5"];
        let complete = parts.map(|part| format!("\nDell,laptop,total,{part},,"));
        assert!(read(&format!("{start}{}", complete.concat())).is_ok());
        for left_out in 0..parts.len() {
            let rest = complete.iter().enumerate().filter(|(place, _)| *place != left_out);
            let rest: String = rest.map(|(_, part)| part.as_str()).collect();
            assert_eq!(read(&format!("{start}{rest}")).unwrap_err().line, 5, "{rest}");
        }
        assert!(read("*,laptop,category,years,4,,").is_err());
        assert_eq!(read("Dell,laptop,total,rows,9,,").unwrap_err().line, 3);
        for bad in [
            "Dell,laptop,total,intercept,5.5,",
            "Dell,laptop,total,intercept,5.5,,,",
            "Dell,laptop,total,intercept,x,,",
            "Dell,laptop,total,intercept,NaN,,",
            "Dell,laptop,other,intercept,5.5,,",
            "Dell,lap,total,intercept,5.5,,",
            "Dell,laptop,total,colour,5.5,1,1",
            "Dell,laptop,total,weight,5.5,1,0",
            "Dell,laptop,total,rows,5.5,,",
            "Dell,laptop,total,spread,0,,",
            "Dell,laptop,total,share use,1,,",
            "Dell,laptop,total,seen colour,1,1,1",
            "Dell,laptop,total,use factor SE,1,,",
            "*,lap,category,median,1,,",
            "*,laptop,category,median,0,,",
            "*,laptop,category,mean,0,,",
            "Dell,laptop,total,sheets of nobody,1,2020,2021",
            "Dell,laptop,total,sheets of dell_paia,1,2020,x",
            "Dell,laptop,total,mean colour,1,,",
            "Dell,laptop,total,covariance weight,1,0,",
            "Dell,laptop,total,drift,-1,,",
            "Dell,laptop,total,share use of toaster,0.5,,",
            "*,nobody,edition,sheets,1,,",
            "*,hp_2022,edition,colour,1,,",
            "De%2,laptop,total,years,4,,",
            "De%ZZ,laptop,total,years,4,,",
        ] {
            for start in ["Dell,laptop,total", "*,laptop,category"] {
                let error = read(&format!("{start},years,4,,\n{bad}")).expect_err(bad);
                assert_eq!(error.line, 4, "{bad}");
            }
        }
        for bad in ["0", "-1", "101", "NaN"] {
            let error = read(&format!("Dell,laptop,total,years,{bad},,")).expect_err(bad);
            assert_eq!(error.line, 3, "{bad}");
        }
        assert_eq!("".parse::<StatisticalModel>().unwrap_err().line, 0);
        let apart = "A,laptop,total,years,1,,\nB,laptop,total,years,1,,\nA,laptop,total,groups,1,,";
        assert_eq!(read(apart).unwrap_err().line, 5);
    }
}
