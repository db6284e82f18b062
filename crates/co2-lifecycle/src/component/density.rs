//! How much memory fits on a square centimetre of die, where the host does not say.

/// A range of densities, in gigabytes per square centimetre of die: nine of ten products are taken to be inside.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Density {
    pub(super) low: f64,
    pub(super) high: f64,
}

/// Of memory from 30 to 18 nm: 0.625 to 2.375 over all. By the year in which a product was released the range is narrower;
/// the years are an assumption of this project, made from the order in which the processes came.
const MEMORY: [(u16, Density); 3] = [
    (2020, Density { low: 1.25, high: 2.375 }),
    (2016, Density { low: 1.0, high: 1.875 }),
    (0, Density { low: 0.625, high: 1.313 }),
];
const MEMORY_ALL: Density = Density { low: 0.625, high: 2.375 };

/// Of flash with 32 to 128 layers, by year (Choe, Flash Memory Summit 2019; `TechInsights`).
const FLASH: [(u16, Density); 5] = [
    (2020, Density { low: 71.0, high: 128.0 }),
    (2019, Density { low: 57.0, high: 96.9 }),
    (2018, Density { low: 41.0, high: 76.3 }),
    (2017, Density { low: 33.0, high: 57.5 }),
    (0, Density { low: 16.0, high: 33.0 }),
];
const FLASH_ALL: Density = Density { low: 16.0, high: 128.0 };

pub(super) fn memory(year: Option<u16>) -> Density {
    of(&MEMORY, MEMORY_ALL, year)
}

pub(super) fn flash(year: Option<u16>) -> Density {
    of(&FLASH, FLASH_ALL, year)
}

fn of(table: &[(u16, Density)], all: Density, year: Option<u16>) -> Density {
    let found = year.and_then(|year| table.iter().find(|(first, _)| *first <= year));
    found.map_or(all, |(_, density)| *density)
}

/// The 95 % quantile of the standard normal distribution.
const Z95: f64 = crate::coefficients::Z95;

impl Density {
    /// The mean of 1 / density, and its relative standard deviation: log-normal, with the ends of the range as its 5th and
    /// 95th percentile.
    pub(super) fn inverse(self) -> (f64, f64) {
        let log_sd = libm::log(self.high / self.low) / (2.0 * Z95);
        let median = 1.0 / libm::sqrt(self.low * self.high);
        (median * libm::exp(log_sd * log_sd / 2.0), libm::sqrt(libm::expm1(log_sd * log_sd)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_year_narrows_the_range_and_later_dies_hold_more() {
        for (table, all) in [(&MEMORY[..], MEMORY_ALL), (&FLASH[..], FLASH_ALL)] {
            assert!(
                table.is_sorted_by(|a, b| a.0 > b.0 && a.1.low > b.1.low && a.1.high >= b.1.high)
            );
            for (_, density) in table {
                assert!(all.low <= density.low && density.high <= all.high);
                assert!(density.inverse().1 < all.inverse().1);
            }
        }
        assert_eq!(flash(Some(2026)), flash(Some(2020)));
        assert_eq!(memory(None), MEMORY_ALL);
    }
}
