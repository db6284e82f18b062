//! Reads files of published sheets; no row of them is in this repository.

use crate::SheetRow;
use co2_lifecycle::{Category, Edition, Place};
use std::path::Path;

/// Why a file gives no sheets.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SheetsError {
    /// The file cannot be read.
    #[error("the file of sheets cannot be read")]
    Read(#[from] csv::Error),
    /// The header is that of none of the three forms.
    #[error("the file of sheets has no column gwp_total or published_kg")]
    Header,
}

/// A sheet with the category of the file, by which it is scored.
pub type Sheet = (SheetRow, String);

/// The sheets of some files, in their order.
///
/// # Errors
/// When a file cannot be read or is of no known form.
pub fn read_all<P: AsRef<Path>>(paths: &[P]) -> Result<Vec<Sheet>, SheetsError> {
    let mut sheets = Vec::new();
    for path in paths {
        sheets.extend(read(path.as_ref())?);
    }
    Ok(sheets)
}

/// The sheets of a file.
///
/// # Errors
/// When the file cannot be read or is of no known form.
pub fn read(path: &Path) -> Result<Vec<Sheet>, SheetsError> {
    let mut reader = csv::Reader::from_path(path)?;
    let header = reader.headers()?.clone();
    let mut sheets = Vec::new();
    for record in reader.records() {
        let record = record?;
        let field = |name: &str| {
            let at = header.iter().position(|own| own == name);
            at.and_then(|at| record.get(at)).unwrap_or_default()
        };
        sheets.extend(if header.iter().any(|name| name == "published_kg") {
            quoted(&field)
        } else if header.iter().any(|name| name == "gwp_total") {
            published(&field)
        } else {
            return Err(SheetsError::Header);
        });
    }
    Ok(sheets)
}

/// The first of some columns with something in it: the forms have different names for them.
fn first<'a>(field: &dyn Fn(&str) -> &'a str, names: &[&str]) -> &'a str {
    names.iter().map(|name| field(name)).find(|text| !text.is_empty()).unwrap_or_default()
}

fn published<'a>(field: &dyn Fn(&str) -> &'a str) -> Option<Sheet> {
    let (maker, name) = (field("manufacturer"), field("name"));
    let (group, kind) = match field("subcategory") {
        "" => ("", field("category")),
        kind => (field("category"), kind),
    };
    let screen = number(first(field, &["screen_size", "screen_in"]));
    let weight = number(first(field, &["weight", "weight_kg"]));
    let category = category(group, kind, name, screen)?;
    // A list gives some towers the screen and the mass of something else.
    let desk = matches!(category, Category::Desktop | Category::Workstation);
    let screen = screen.filter(|_| !(desk && is_tower(&name.to_lowercase())));
    // The list has the servers of HPE under the name of HP.
    let is_hpe = maker == "HP" && category == Category::Server;
    let maker = if is_hpe { "HPE" } else { maker };
    let mut row = SheetRow::new(maker, name, category, number(field("gwp_total"))?);
    row.weight_kg = weight.filter(|kg| *kg >= least_weight_kg(category, name, screen));
    row.screen_in = screen;
    row.years = number(first(field, &["lifetime", "lifetime_years"]));
    row.years = row.years.filter(|years| *years >= LEAST_YEARS);
    row.report_year = year(field("report_date"));
    // Lexmark and Seagate state their energy in other units.
    row.yearly_energy_kwh = number(first(field, &["yearly_tec", "yearly_energy_kwh"]))
        .filter(|_| maker != "Lexmark" && maker != "Seagate");
    row.place = market(field("use_location"));
    // HP's sheets for North America are those of its re-issue, whatever year they state.
    if maker == "HP" && row.place == Some(Place::UnitedStates) {
        row.edition = Some(Edition::Hp2022);
    }
    row.use_share = number(field("gwp_use_ratio"));
    row.transport_share = number(field("gwp_transport_ratio"));
    row.end_of_life_share = number(field("gwp_eol_ratio"));
    row.memory_gb = number(first(field, &["memory", "memory_gb"]));
    row.storage_gb = capacity(first(field, &["hard_drive", "storage_gb"]));
    row.processors = number(first(field, &["number_cpu", "cpu_count"]));
    Some((row, kind.to_lowercase()))
}

/// A single figure, quoted from a sheet.
fn quoted<'a>(field: &dyn Fn(&str) -> &'a str) -> Option<Sheet> {
    let kind = field("category");
    let (maker, name) = (field("manufacturer"), field("name"));
    let screen = number(field("screen_in"));
    let category = category("", kind, name, screen)?;
    let mut row = SheetRow::new(maker, name, category, number(field("published_kg"))?);
    // A headline of Lenovo is the 95th percentile, unless the mean is named.
    if maker == "Lenovo" && !field("source").contains("(mean") {
        return None;
    }
    row.manufacture_only = field("what") == "manufacture";
    row.weight_kg = number(field("weight_kg"));
    row.screen_in = screen;
    row.years = number(field("lifetime_years"));
    row.report_year = year(field("report_year"));
    row.yearly_energy_kwh = number(field("yearly_energy_kwh"));
    row.place = market(field("use_location"));
    row.memory_gb = number(field("memory_gb"));
    row.storage_gb = number(field("storage_gb"));
    row.processors = number(field("cpu_count"));
    Some((row, kind.to_owned()))
}

/// Zero stands for a missing number in the data set.
fn number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|value: &f64| *value > 0.0 && value.is_finite())
}

/// Gigabytes of `128`, `256GB`, `x2 300GB 2.5in HDD  x6 1TB 2.5in HDD`. A number below 8 is one of drives.
fn capacity(text: &str) -> Option<f64> {
    if let Some(gigabytes) = number(text) {
        return (gigabytes >= 8.0).then_some(gigabytes);
    }
    let (mut sum, mut times) = (0.0, 1.0);
    for word in text.split_whitespace().map(str::to_uppercase) {
        let scaled = |unit, scale: f64| Some(number(word.strip_suffix(unit)?)? * scale);
        if let Some(own) = scaled("TB", 1_000.0).or_else(|| scaled("GB", 1.0)) {
            sum += times * own;
            times = 1.0;
        } else if let Some(own) = word.strip_prefix('X').and_then(number) {
            times = own;
        }
    }
    (sum > 0.0).then_some(sum)
}

/// Dates come in four forms; all have the year with four digits.
fn year(text: &str) -> Option<u16> {
    text.split(|letter: char| !letter.is_ascii_digit())
        .filter(|digits| digits.len() == 4)
        .find_map(|digits| digits.parse().ok())
        .filter(|year| (2000..=2100).contains(year))
}

fn market(text: &str) -> Option<Place> {
    match text.trim() {
        "US" | "North America" | "NA" => Some(Place::UnitedStates),
        "EU" => Some(Place::Europe),
        "WW" | "Worldwide" => Some(Place::World),
        _ => None,
    }
}

/// Two desktops and a monitor are listed with a year and a half, of which their use phases are those of several years.
const LEAST_YEARS: f64 = 2.0;

/// Below this mass, in kilograms, a product of the kind is a slip of the list, such as a screen of 24 inches with 300 g.
fn least_weight_kg(category: Category, name: &str, screen: Option<f64>) -> f64 {
    let larger = |inches: f64| screen.is_some_and(|own| own >= inches);
    match category {
        Category::AllInOne => 3.0,
        Category::Desktop | Category::Workstation if is_tower(&name.to_lowercase()) => 2.5,
        Category::Monitor if larger(18.0) => 2.0,
        Category::Laptop | Category::MobileWorkstation if larger(13.0) => 0.75,
        _ => 0.0,
    }
}

/// Whether the name says that it is a tower or a small form factor, and so has neither a screen nor the mass of a mini.
fn is_tower(name: &str) -> bool {
    let words = name.split(|letter: char| !letter.is_alphanumeric());
    let forms = ["tower", "microtower", "mt", "sff", "twr"];
    words.into_iter().any(|word| forms.contains(&word)) || name.contains("small form factor")
}

/// Whether the name ends a model number of Lenovo with the letter of computers built into their screen, as in `M900z`.
fn is_lenovo_all_in_one(name: &str) -> bool {
    name.split_whitespace().any(|word| {
        let digits = word.strip_suffix('z').and_then(|word| word.strip_prefix(['m', 'v']));
        digits.is_some_and(|own| own.len() == 3 && own.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// Words in names of workstations and of computers built into their screen.
const WORKSTATIONS: [&str; 6] =
    ["precision", "thinkstation", "thinkpad p", "zbook", "workstation", "mac pro"];
const ALL_IN_ONES: [&str; 5] = ["all-in-one", "aio", "imac", "surface studio", "all in one"];

/// The category of a row; `None` for those of which the sheets say too little: drives, printers (their sheets
/// count the paper), game consoles, the hubs of meeting rooms that a list has among the screens.
fn category(group: &str, kind: &str, name: &str, screen: Option<f64>) -> Option<Category> {
    let (name, kind) = (name.to_lowercase(), kind.to_lowercase());
    let named = |words: &[&str]| words.iter().any(|word| name.contains(word));
    // `ThinkPad P51`, but not `ThinkPad Pro`.
    let numbered = |start: &str| {
        name.split_once(start)
            .is_some_and(|(_, rest)| rest.starts_with(|c: char| c.is_ascii_digit()))
    };
    let workstation = WORKSTATIONS
        .iter()
        .any(|word| if *word == "thinkpad p" { numbered(word) } else { name.contains(word) });
    let small = screen.is_some_and(|inches| inches < 18.0);
    Some(match kind.as_str() {
        _ if name.contains("thinksmart") => return None,
        "thin client" => Category::ThinClient,
        "desktop" if name.contains("thin client") => Category::ThinClient,
        "all_in_one" => Category::AllInOne,
        "desktop" | "workstation" if named(&ALL_IN_ONES) || is_lenovo_all_in_one(&name) => {
            Category::AllInOne
        }
        "laptop" if workstation => Category::MobileWorkstation,
        "desktop" | "workstation" if workstation && small => Category::MobileWorkstation,
        "workstation" => Category::Workstation,
        "desktop" if workstation => Category::Workstation,
        "desktop" => Category::Desktop,
        "laptop" => Category::Laptop,
        "monitor" => Category::Monitor,
        "tablet" => Category::Tablet,
        "smartphone" => Category::Smartphone,
        // Blades and their like are described as servers are.
        "server" | "converged" | "converged edge" => Category::Server,
        "iot" | "multimedia" | "network" if group == "Home" => Category::Accessory,
        _ => return None,
    })
}
