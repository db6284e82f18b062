//! Reads Boavizta's data set of published sheets; no row of it is in this repository.

use co2_lifecycle::fit::SheetRow;
use co2_lifecycle::{Category, Place};
use std::error::Error;
use std::path::Path;

/// The rows, each with the category of the data set by which it is scored.
pub(crate) fn read(path: &Path) -> Result<Vec<(SheetRow, String)>, Box<dyn Error>> {
    let mut reader = csv::Reader::from_path(path)?;
    let header = reader.headers()?.clone();
    let column = |name: &str| {
        header
            .iter()
            .position(|own| own == name)
            .ok_or_else(|| format!("there is no column {name}"))
    };
    let names = [
        "manufacturer",
        "name",
        "category",
        "subcategory",
        "gwp_total",
        "weight",
        "screen_size",
        "lifetime",
        "report_date",
        "yearly_tec",
        "use_location",
        "gwp_use_ratio",
        "gwp_transport_ratio",
        "gwp_eol_ratio",
        "memory",
        "hard_drive",
        "number_cpu",
    ];
    let columns = names.iter().map(|name| column(name)).collect::<Result<Vec<usize>, String>>()?;
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record?;
        let fields: Vec<&str> = columns.iter().map(|&at| record.get(at).unwrap_or("")).collect();
        let [
            maker,
            name,
            group,
            kind,
            total,
            weight,
            screen,
            years,
            date,
            energy,
            place,
            use_share,
            transport,
            end,
            memory,
            drives,
            processors,
        ] = fields[..]
        else {
            return Err("a row is too short".into());
        };
        let (Some(category), Some(mean_kg)) = (category(group, kind, name), number(total)) else {
            continue;
        };
        let mut row = SheetRow::new(maker, name, category, mean_kg);
        row.weight_kg = number(weight);
        row.screen_in = number(screen);
        row.years = number(years);
        row.report_year = year(date);
        row.yearly_energy_kwh = number(energy).filter(|_| maker != "Lexmark" && maker != "Seagate");
        row.place = market(place);
        row.use_share = number(use_share);
        row.transport_share = number(transport);
        row.end_of_life_share = number(end);
        row.memory_gb = number(memory);
        row.storage_gb = capacity(drives);
        row.processors = number(processors);
        rows.push((row, kind.to_lowercase()));
    }
    Ok(rows)
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

/// Words in names of workstations.
const WORKSTATIONS: [&str; 4] = ["precision", "thinkstation", "zbook", "workstation"];

/// The category of a row. Thin clients have none: as desktops they would be told from them only by their two
/// years of use, for they have about half of a desktop's manufacture.
fn category(group: &str, kind: &str, name: &str) -> Option<Category> {
    let name = name.to_lowercase();
    let workstation = WORKSTATIONS.iter().any(|word| name.contains(word));
    Some(match (group, kind.to_lowercase().as_str()) {
        (_, "workstation") => Category::Workstation,
        (_, "desktop") if workstation => Category::Workstation,
        (_, "desktop") => Category::Desktop,
        (_, "laptop") => Category::Laptop,
        (_, "monitor") => Category::Monitor,
        (_, "tablet") => Category::Tablet,
        (_, "smartphone") => Category::Smartphone,
        (_, "server") => Category::Server,
        ("Datacenter", "san/nas" | "converged" | "converged edge") => Category::Storage,
        ("Home", "iot" | "multimedia" | "network") => Category::Accessory,
        _ => return None,
    })
}
