//! Components from makers' sheets and reviews: graphics processors, and the parts of PCs and screens by maker.

use crate::{Category, maker};
use co2_units::{Source, Status};
use core::fmt;

/// A graphics processor for a data centre, of which its maker has published a footprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum GpuModel {
    /// NVIDIA A100 SXM with 40 GB.
    A100Sxm,
    /// NVIDIA H100 SXM: an eighth of an HGX board.
    H100Sxm,
    /// NVIDIA B200 SXM: an eighth of an HGX board.
    B200Sxm,
}

impl GpuModel {
    /// Kilograms of CO2e of one, and who says so.
    pub(super) fn figure(self) -> (f64, Source) {
        let nvidia = |edition: &'static str, year, locator: &'static str| Source {
            publisher: "NVIDIA".into(),
            edition: edition.into(),
            year,
            region: "world".into(),
            boundary: "CO2e, cradle to gate".into(),
            licence: "single figures quoted".into(),
            locator: locator.into(),
            status: Status::Transcribed,
        };
        match self {
            Self::A100Sxm => (
                127.6,
                Source {
                    publisher: "arXiv 2509.00093".into(),
                    edition: "life cycle assessment of the NVIDIA A100 SXM 40 GB".into(),
                    year: 2025,
                    region: "world".into(),
                    boundary: "CO2e, cradle to gate".into(),
                    licence: "single figures quoted".into(),
                    locator: "127.6 kgCO2e; read second-hand".into(),
                    status: Status::Transcribed,
                },
            ),
            Self::H100Sxm => (
                1_312.0 / 8.0,
                nvidia(
                    "HGX H100, product carbon footprint summary",
                    2025,
                    "1,312 kgCO2e of a board of eight; read second-hand",
                ),
            ),
            Self::B200Sxm => (
                2_274.0 / 8.0,
                nvidia(
                    "HGX B200, product carbon footprint summary",
                    2025,
                    "2,274 kgCO2e of a board of eight; read second-hand",
                ),
            ),
        }
    }
}

impl fmt::Display for GpuModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::A100Sxm => "A100 SXM",
            Self::H100Sxm => "H100 SXM, an eighth of its board",
            Self::B200Sxm => "B200 SXM, an eighth of its board",
        })
    }
}

/// A part of a PC or a screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Part {
    /// The display, with its panel.
    Display,
    /// The mainboard with processor and memory.
    Mainboard,
    /// The solid-state drive.
    Ssd,
    /// The battery.
    Battery,
    /// The chassis.
    Chassis,
    /// The power supply.
    PowerSupply,
}

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Display => "display",
            Self::Mainboard => "mainboard",
            Self::Ssd => "solid-state drive",
            Self::Battery => "battery",
            Self::Chassis => "chassis",
            Self::PowerSupply => "power supply",
        })
    }
}

/// Number of sheets, first quartile, median and third quartile, in kilograms of CO2e.
type Row = (&'static str, Category, Part, u16, f64, f64, f64);

/// Medians over the components that makers' sheets list.
const TABLE: [Row; 32] = [
    ("Dell", Category::Laptop, Part::Display, 32, 75.8, 88.8, 101.4),
    ("Dell", Category::Laptop, Part::Mainboard, 32, 39.9, 51.6, 67.0),
    ("Dell", Category::Laptop, Part::Battery, 32, 6.4, 6.7, 8.0),
    ("Dell", Category::Laptop, Part::Chassis, 32, 9.3, 12.9, 14.0),
    ("Dell", Category::Laptop, Part::PowerSupply, 32, 18.8, 21.0, 21.2),
    ("Dell", Category::Laptop, Part::Ssd, 14, 34.3, 34.8, 51.6),
    ("Dell", Category::MobileWorkstation, Part::Display, 5, 124.1, 159.1, 193.2),
    ("Dell", Category::MobileWorkstation, Part::Ssd, 5, 10.2, 15.1, 22.8),
    ("Dell", Category::MobileWorkstation, Part::Mainboard, 6, 101.4, 105.6, 133.8),
    ("Dell", Category::MobileWorkstation, Part::Battery, 6, 6.2, 8.6, 11.2),
    ("Dell", Category::MobileWorkstation, Part::Chassis, 6, 11.9, 14.2, 18.1),
    ("Dell", Category::MobileWorkstation, Part::PowerSupply, 6, 33.1, 58.1, 97.9),
    ("HP", Category::Desktop, Part::Ssd, 9, 56.3, 57.1, 113.4),
    ("HP", Category::Desktop, Part::Mainboard, 9, 68.5, 113.1, 163.9),
    ("HP", Category::Desktop, Part::Chassis, 9, 13.6, 16.6, 19.3),
    ("HP", Category::Desktop, Part::PowerSupply, 9, 7.4, 12.9, 15.7),
    ("HP", Category::AllInOne, Part::Display, 3, 58.5, 62.9, 83.5),
    ("HP", Category::AllInOne, Part::Ssd, 3, 57.0, 58.5, 84.8),
    ("HP", Category::AllInOne, Part::Mainboard, 3, 46.8, 87.0, 185.9),
    ("HP", Category::AllInOne, Part::Battery, 1, 6.9, 6.9, 6.9),
    ("HP", Category::AllInOne, Part::Chassis, 3, 10.3, 12.0, 14.4),
    ("HP", Category::AllInOne, Part::PowerSupply, 3, 4.0, 6.9, 13.3),
    ("HP", Category::Laptop, Part::Display, 24, 27.8, 28.5, 31.7),
    ("HP", Category::Laptop, Part::Ssd, 23, 27.6, 28.9, 56.7),
    ("HP", Category::Laptop, Part::Mainboard, 24, 41.7, 55.9, 62.5),
    ("HP", Category::Laptop, Part::Battery, 24, 4.6, 5.1, 5.7),
    ("HP", Category::Laptop, Part::Chassis, 24, 5.0, 7.4, 11.0),
    ("HP", Category::Laptop, Part::PowerSupply, 24, 3.3, 3.8, 4.1),
    ("HP", Category::Monitor, Part::Display, 12, 55.0, 61.3, 74.2),
    ("HP", Category::Monitor, Part::Mainboard, 12, 5.6, 12.9, 33.2),
    ("HP", Category::Monitor, Part::Chassis, 12, 3.9, 6.5, 17.5),
    ("HP", Category::Monitor, Part::PowerSupply, 11, 1.4, 3.9, 7.6),
];

/// From a range between quartiles to a standard deviation, for a normal distribution.
const QUARTILES_TO_SD: f64 = 1.349;
/// The least deviation of the logarithm: sheets that agree are of one model.
const MIN_LOG_SD: f64 = 0.1;

/// The median, the deviation of the logarithm and the source; `None` where no sheet is known.
pub(super) fn figure(
    manufacturer: &str,
    product: Category,
    part: Part,
) -> Option<(f64, f64, Source)> {
    let found = TABLE
        .iter()
        .find(|row| row.1 == product && row.2 == part && maker::same(row.0, manufacturer))?;
    let &(maker, _, _, sheets, low, median, high) = found;
    let log_sd = (libm::log(high / low) / QUARTILES_TO_SD).max(MIN_LOG_SD);
    let source = Source {
        publisher: maker.into(),
        edition: "product carbon footprint sheets that list their components".into(),
        year: 2024,
        region: "as on the maker's sheets".into(),
        boundary: "CO2e, cradle to gate, as listed on the sheets".into(),
        licence: "medians computed from published sheets, as collected in pittcps/carbonpdf-dataset @02f07ec8".into(),
        locator: format!("median over {sheets} sheets of {product}s, quartiles {low} and {high} kg").into(),
        status: Status::Derived,
    };
    Some((median, log_sd, source))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quartiles_are_in_order_and_each_part_is_there_once() {
        for (place, row) in TABLE.iter().enumerate() {
            assert!(row.3 > 0 && 0.0 < row.4 && row.4 <= row.5 && row.5 <= row.6, "{row:?}");
            let twice =
                TABLE.iter().skip(place + 1).any(|o| (o.0, o.1, o.2) == (row.0, row.1, row.2));
            assert!(!twice, "{row:?}");
        }
        let (median, log_sd, source) = figure("HP Inc.", Category::Laptop, Part::Display).unwrap();
        assert!((median - 28.5).abs() < 1e-12 && log_sd >= MIN_LOG_SD);
        assert!(source.locator.contains("24 sheets"));
        assert!(figure("Nobody", Category::Laptop, Part::Display).is_none());
    }
}
