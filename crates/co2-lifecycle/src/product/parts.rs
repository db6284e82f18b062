//! Components in a cell: `2x cpu 694 mm2; 16x memory 64 GB; 8x ssd 3.84 TB; mainboard; rack`.

use super::{Counted, shop};
use crate::Category;
use crate::component::{Component, GpuModel, Part};

/// The components of a cell, for a product of a maker.
pub(super) fn list(
    text: &str,
    category: Category,
    maker: Option<&str>,
) -> Result<Vec<Counted>, String> {
    let parts = text.split([';', '+']).map(str::trim).filter(|part| !part.is_empty());
    parts.map(|part| component(part, category, maker)).collect()
}

/// One part of a configuration: `16x memory 64 GB`.
fn component(text: &str, category: Category, maker: Option<&str>) -> Result<Counted, String> {
    let lower = text.to_lowercase();
    let digits = lower.find(|c: char| !c.is_ascii_digit()).unwrap_or(lower.len());
    let (count, rest) = lower.split_at_checked(digits).unwrap_or(("", &lower));
    let rest = rest.trim_start();
    let after = rest.strip_prefix('x').or_else(|| rest.strip_prefix('\u{d7}'));
    let (number, rest) = match (count.parse::<u16>(), after) {
        (Ok(number), Some(rest)) if number > 0 => (number, rest.trim()),
        _ if count.is_empty() => (1, lower.trim()),
        _ => {
            return Err(format!(
                "{text:?} is not a number of components, such as 16x memory 64 GB"
            ));
        }
    };
    let (kind, size) = rest.split_once(' ').map_or((rest, ""), |(kind, size)| (kind, size.trim()));
    // What one module or drive can hold; a number without its unit could be of terabytes.
    let gigabytes = |least: f64, most: f64| {
        let own = shop::gigabytes(size).map_err(|error| error.to_string())?;
        if own < least || own > most {
            return Err(format!("{text:?}: one holds from {least} to {most} GB, not {own}"));
        }
        Ok(own)
    };
    // A part of a PC or a screen, of which its maker's sheets know what it emits.
    let part = |part| {
        let maker = maker.ok_or_else(|| format!("{text:?}: such a part needs its manufacturer"))?;
        Ok::<_, String>(Component::Part { manufacturer: maker.to_owned(), product: category, part })
    };
    let is_pc = !category.is_for_data_centre();
    let component = match kind {
        "cpu" | "processor" => {
            let size = size.trim_end_matches("mm2").trim_end_matches("mm\u{b2}").trim();
            let die_mm2 = size.replace(',', ".").parse();
            let die_mm2 = die_mm2.map_err(|_| {
                format!("{text:?}: a processor has the area of its die, such as cpu 694 mm2")
            })?;
            Component::Cpu { die_mm2 }
        }
        "memory" | "ram" | "dimm" => {
            Component::Memory { gigabytes: gigabytes(0.25, 4_096.0)?, gb_per_cm2: None }
        }
        "ssd" | "nvme" => {
            Component::Ssd { gigabytes: gigabytes(8.0, 250_000.0)?, gb_per_cm2: None }
        }
        "hdd" | "disk" => Component::HardDisk,
        "mainboard" | "motherboard" => Component::Mainboard,
        "display" | "screen" | "panel" => part(Part::Display)?,
        "battery" if size.is_empty() => part(Part::Battery)?,
        "battery" => {
            let hours = size.trim_end_matches("wh").trim_end();
            let watt_hours = shop::plain_number(hours).map_err(|error| error.to_string())?;
            Component::Battery { watt_hours }
        }
        "chassis" | "case" if is_pc => part(Part::Chassis)?,
        "psu" if size.is_empty() => part(Part::PowerSupply)?,
        "psu" => Component::PowerSupply {
            kilograms: shop::kilograms(size).map_err(|error| error.to_string())?,
        },
        "rack" | "chassis" => Component::RackChassis,
        "blade" => Component::BladeChassis,
        "gpu" => Component::Gpu {
            model: match size.split_whitespace().next().unwrap_or_default() {
                "a100" => GpuModel::A100Sxm,
                "h100" => GpuModel::H100Sxm,
                "b200" => GpuModel::B200Sxm,
                other => {
                    return Err(format!(
                        "no figure is known of the GPU {other:?}; there are a100, h100, b200"
                    ));
                }
            },
        },
        other => {
            return Err(format!(
                "unknown component {other:?}; there are cpu, memory, ssd, hdd, mainboard, psu, rack, blade, gpu, display, battery, chassis"
            ));
        }
    };
    component.figure().map_err(|error| error.to_string())?;
    Ok(Counted { number, component })
}
