//! Categories whose sheets follow one regression.

use crate::Category;

/// Categories whose sheets follow one regression.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Family {
    /// Laptops and mobile workstations.
    Laptop,
    /// Desktops, all-in-ones, workstations and thin clients.
    Desktop,
    /// Screens.
    Monitor,
    /// Tablets.
    Tablet,
    /// Mobile telephones.
    Smartphone,
    /// Servers.
    Server,
    /// Home devices.
    Accessory,
}

/// From this diagonal on, in inches, a screen stands on a desk.
const DESK_SCREEN_IN: f64 = 18.0;
/// Below this mass, in kilograms, a computer with a small screen is carried.
const CARRIED_KG: f64 = 4.0;

impl Family {
    /// All families.
    pub const ALL: [Self; 7] = [
        Self::Laptop,
        Self::Desktop,
        Self::Monitor,
        Self::Tablet,
        Self::Smartphone,
        Self::Server,
        Self::Accessory,
    ];

    /// The family of a product and its kind within it; `None` for a category without sheets.
    ///
    /// Published lists call some laptops desktops, and shops call some laptops workstations: a light computer
    /// with a small screen is a laptop, and a desktop with a large screen is an all-in-one.
    pub fn of(
        category: Category,
        screen_in: Option<f64>,
        weight_kg: Option<f64>,
    ) -> Option<(Self, Category)> {
        let light = weight_kg.is_none_or(|kg| kg < CARRIED_KG);
        let carried = screen_in.is_some_and(|inches| inches < DESK_SCREEN_IN) && light;
        let large_screen = screen_in.is_some_and(|inches| inches >= DESK_SCREEN_IN);
        Some(match category {
            Category::Laptop | Category::MobileWorkstation => (Self::Laptop, category),
            Category::Desktop if carried => (Self::Laptop, Category::Laptop),
            Category::Workstation if carried => (Self::Laptop, Category::MobileWorkstation),
            Category::Desktop if large_screen => (Self::Desktop, Category::AllInOne),
            Category::Desktop
            | Category::AllInOne
            | Category::Workstation
            | Category::ThinClient => (Self::Desktop, category),
            Category::Monitor => (Self::Monitor, category),
            Category::Tablet => (Self::Tablet, category),
            Category::Smartphone => (Self::Smartphone, category),
            Category::Server => (Self::Server, category),
            Category::Accessory => (Self::Accessory, category),
            Category::EReader
            | Category::GpuServer
            | Category::Storage
            | Category::Network
            | Category::Printer
            | Category::Projector
            | Category::Dock => return None,
        })
    }

    /// The kinds that differ from the first of their family.
    pub const fn kinds(self) -> &'static [Category] {
        match self {
            Self::Laptop => &[Category::MobileWorkstation],
            Self::Desktop => &[Category::AllInOne, Category::Workstation, Category::ThinClient],
            _ => &[],
        }
    }

    /// Whether the editions of makers' methods are about it: they are known of computers and screens alone.
    pub const fn has_editions(self) -> bool {
        matches!(self, Self::Laptop | Self::Desktop | Self::Monitor | Self::Tablet)
    }

    /// The name in the table of coefficients.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Laptop => "laptop",
            Self::Desktop => "desktop",
            Self::Monitor => "monitor",
            Self::Tablet => "tablet",
            Self::Smartphone => "smartphone",
            Self::Server => "server",
            Self::Accessory => "accessory",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_light_desktop_with_a_small_screen_is_a_laptop() {
        let of = |screen, weight| Family::of(Category::Desktop, screen, weight).unwrap();
        assert_eq!(of(Some(15.0), Some(1.8)), (Family::Laptop, Category::Laptop));
        assert_eq!(of(Some(23.8), Some(1.8)), (Family::Desktop, Category::AllInOne));
        assert_eq!(of(None, Some(1.3)), (Family::Desktop, Category::Desktop));
        let mobile = Family::of(Category::Workstation, Some(15.6), None);
        assert_eq!(mobile, Some((Family::Laptop, Category::MobileWorkstation)));
        assert_eq!(Family::of(Category::Dock, None, None), None);
    }
}
