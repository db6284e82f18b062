//! Transport and end of life of a configuration, by its mass.

use crate::Category;

/// What published sheets of a kind state for each kilogram of product, in kilograms of CO2e: medians, and the mass of a
/// usual product.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct PerMass {
    pub(super) transport: f64,
    pub(super) end_of_life: f64,
    pub(super) usual_kg: f64,
    pub(super) sheets: &'static str,
}

/// How far sheets are from the medians, as a standard deviation divided by the mean: by air or by sea is a factor of ten,
/// and the quartiles of one maker are a fifth from the median.
pub(super) const DEVIATION: f64 = 0.5;

pub(super) const fn of(category: Category) -> PerMass {
    match category {
        Category::Laptop | Category::MobileWorkstation => PerMass {
            transport: 7.2,
            end_of_life: 0.9,
            usual_kg: 1.65,
            sheets: "medians over 44 sheets of laptops by Dell and HP",
        },
        Category::Server | Category::GpuServer | Category::Storage => PerMass {
            transport: 1.72,
            end_of_life: 1.03,
            usual_kg: 21.8,
            sheets: "medians over 5 sheets of servers by HPE",
        },
        _ => PerMass {
            transport: 6.3,
            end_of_life: 0.72,
            usual_kg: 5.26,
            sheets: "medians over 71 sheets of desktops by Dell",
        },
    }
}
