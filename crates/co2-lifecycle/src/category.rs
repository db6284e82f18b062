//! What kind of thing a product is.

use crate::spelling::folded;
use core::fmt;
use core::str::FromStr;

/// A category of products.
///
/// [`FromStr`] also reads the words that shops use: `Notebook`, `2-in-1`, `AiO`, `thin client`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub enum Category {
    /// A notebook, including one with a detachable screen.
    Laptop,
    /// A notebook for heavy work, such as a Precision, `ThinkPad` P or `ZBook`.
    MobileWorkstation,
    /// A computer without a screen, of any size.
    Desktop,
    /// A computer built into its screen.
    AllInOne,
    /// A computer for heavy work without a screen: a tower or rack workstation.
    Workstation,
    /// A terminal that runs its programs on a server.
    ThinClient,
    /// A screen.
    Monitor,
    /// A tablet computer.
    Tablet,
    /// A reader of electronic books.
    EReader,
    /// A mobile telephone.
    Smartphone,
    /// A computer for a data centre.
    Server,
    /// A server whose graphics processors are a large part of it.
    GpuServer,
    /// Storage for a data centre.
    Storage,
    /// A switch, router or access point.
    Network,
    /// A printer.
    Printer,
    /// A projector.
    Projector,
    /// A docking station.
    Dock,
    /// Home devices, keyboards, cables and the like.
    Accessory,
}

/// Words for a category, folded as by [`folded`], beyond its wire name.
const WORDS: [(&str, Category); 103] = [
    ("2in1", Category::Laptop),
    ("accessories", Category::Accessory),
    ("accesspoint", Category::Network),
    ("aio", Category::AllInOne),
    ("allinonedesktop", Category::AllInOne),
    ("allinonepc", Category::AllInOne),
    ("allinones", Category::AllInOne),
    ("beamer", Category::Projector),
    ("bildschirm", Category::Monitor),
    ("bladeserver", Category::Server),
    ("cellphone", Category::Smartphone),
    ("chromebook", Category::Laptop),
    ("computer", Category::Desktop),
    ("computermonitor", Category::Monitor),
    ("convertible", Category::Laptop),
    ("curvedmonitor", Category::Monitor),
    ("desktopcomputer", Category::Desktop),
    ("desktoppc", Category::Desktop),
    ("desktops", Category::Desktop),
    ("detachable", Category::Laptop),
    ("display", Category::Monitor),
    ("dockingstation", Category::Dock),
    ("docks", Category::Dock),
    ("drucker", Category::Printer),
    ("ebookreader", Category::EReader),
    ("ecran", Category::Monitor),
    ("ereaders", Category::EReader),
    ("firewall", Category::Network),
    ("gamingdesktop", Category::Desktop),
    ("gaminglaptop", Category::Laptop),
    ("gamingmonitor", Category::Monitor),
    ("gamingnotebook", Category::Laptop),
    ("gamingpc", Category::Desktop),
    ("gpu", Category::GpuServer),
    ("handy", Category::Smartphone),
    ("imac", Category::AllInOne),
    ("inkjetprinter", Category::Printer),
    ("iot", Category::Accessory),
    ("ipad", Category::Tablet),
    ("iphone", Category::Smartphone),
    ("keyboard", Category::Accessory),
    ("laptopcomputer", Category::Laptop),
    ("laptoppc", Category::Laptop),
    ("laptops", Category::Laptop),
    ("laserprinter", Category::Printer),
    ("lcd", Category::Monitor),
    ("lcdmonitor", Category::Monitor),
    ("macbook", Category::Laptop),
    ("mfp", Category::Printer),
    ("microdesktop", Category::Desktop),
    ("microserver", Category::Server),
    ("minipc", Category::Desktop),
    ("mobile", Category::Smartphone),
    ("mobilephone", Category::Smartphone),
    ("mobileworkstations", Category::MobileWorkstation),
    ("monitors", Category::Monitor),
    ("mt", Category::Desktop),
    ("multifunctionprinter", Category::Printer),
    ("nas", Category::Storage),
    ("nettop", Category::Desktop),
    ("networkswitch", Category::Network),
    ("notebook", Category::Laptop),
    ("notebookcomputer", Category::Laptop),
    ("notebookpc", Category::Laptop),
    ("notebooks", Category::Laptop),
    ("pc", Category::Desktop),
    ("personalcomputer", Category::Desktop),
    ("phone", Category::Smartphone),
    ("portablemonitor", Category::Monitor),
    ("printers", Category::Printer),
    ("projectors", Category::Projector),
    ("rackserver", Category::Server),
    ("router", Category::Network),
    ("ruggedlaptop", Category::Laptop),
    ("san", Category::Storage),
    ("screen", Category::Monitor),
    ("servers", Category::Server),
    ("sff", Category::Desktop),
    ("smallformfactor", Category::Desktop),
    ("smallformfactorpc", Category::Desktop),
    ("smartphones", Category::Smartphone),
    ("storagearray", Category::Storage),
    ("switch", Category::Network),
    ("tabletcomputer", Category::Tablet),
    ("tabletpc", Category::Tablet),
    ("tablets", Category::Tablet),
    ("telephone", Category::Smartphone),
    ("tft", Category::Monitor),
    ("thinclients", Category::ThinClient),
    ("tiny", Category::Desktop),
    ("tower", Category::Desktop),
    ("towerserver", Category::Server),
    ("towerworkstation", Category::Workstation),
    ("twoinone", Category::Laptop),
    ("ultrabook", Category::Laptop),
    ("ultrabooks", Category::Laptop),
    ("usbcdock", Category::Dock),
    ("usff", Category::Desktop),
    ("wifi", Category::Network),
    ("wirelessaccesspoint", Category::Network),
    ("workstations", Category::Workstation),
    ("zeroclient", Category::ThinClient),
    ("écran", Category::Monitor),
];

/// A text that names no known category.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("unknown category {text:?}; the categories are {}", Category::ALL.map(Category::as_str).join(", "))]
#[non_exhaustive]
pub struct CategoryError {
    /// The text given, shortened to 40 characters.
    pub text: String,
}

impl Category {
    /// All categories.
    pub const ALL: [Self; 18] = [
        Self::Laptop,
        Self::MobileWorkstation,
        Self::Desktop,
        Self::AllInOne,
        Self::Workstation,
        Self::ThinClient,
        Self::Monitor,
        Self::Tablet,
        Self::EReader,
        Self::Smartphone,
        Self::Server,
        Self::GpuServer,
        Self::Storage,
        Self::Network,
        Self::Printer,
        Self::Projector,
        Self::Dock,
        Self::Accessory,
    ];

    /// The wire name, such as `all_in_one`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Laptop => "laptop",
            Self::MobileWorkstation => "mobile_workstation",
            Self::Desktop => "desktop",
            Self::AllInOne => "all_in_one",
            Self::Workstation => "workstation",
            Self::ThinClient => "thin_client",
            Self::Monitor => "monitor",
            Self::Tablet => "tablet",
            Self::EReader => "e_reader",
            Self::Smartphone => "smartphone",
            Self::Server => "server",
            Self::GpuServer => "gpu_server",
            Self::Storage => "storage",
            Self::Network => "network",
            Self::Printer => "printer",
            Self::Projector => "projector",
            Self::Dock => "dock",
            Self::Accessory => "accessory",
        }
    }

    /// Whether it runs in a data centre, whose cooling and power supply use energy too.
    pub const fn is_for_data_centre(self) -> bool {
        matches!(self, Self::Server | Self::GpuServer | Self::Storage)
    }

    /// Whether makers' sheets of it come from the model (PAIA) of computers and screens.
    pub(crate) const fn is_computer_or_screen(self) -> bool {
        matches!(
            self,
            Self::Laptop
                | Self::MobileWorkstation
                | Self::Desktop
                | Self::AllInOne
                | Self::Workstation
                | Self::ThinClient
                | Self::Monitor
                | Self::Tablet
        )
    }
}

impl FromStr for Category {
    type Err = CategoryError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wanted = folded(text);
        let own = Self::ALL.into_iter().find(|own| folded(own.as_str()) == wanted);
        let word = || {
            let at = WORDS.binary_search_by(|(word, _)| (*word).cmp(wanted.as_str())).ok()?;
            WORDS.get(at).map(|(_, category)| *category)
        };
        own.or_else(word).ok_or_else(|| CategoryError { text: text.chars().take(40).collect() })
    }
}

/// In words, such as `all in one`.
impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.as_str().replace('_', " "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_shops_are_read() {
        assert!(WORDS.is_sorted_by(|a, b| a.0 < b.0));
        for category in Category::ALL {
            assert_eq!(category.as_str().parse(), Ok(category));
            assert_eq!(category.to_string().to_uppercase().parse(), Ok(category));
        }
        for (text, category) in [
            ("Notebook", Category::Laptop),
            ("2-in-1", Category::Laptop),
            (" AiO ", Category::AllInOne),
            ("All-in-One PC", Category::AllInOne),
            ("Thin Client", Category::ThinClient),
            ("e-reader", Category::EReader),
            ("Docking station", Category::Dock),
            ("Gaming-Laptop", Category::Laptop),
            ("Écran", Category::Monitor),
            ("Beamer", Category::Projector),
        ] {
            assert_eq!(text.parse(), Ok(category), "{text}");
        }
        let error = "toaster".parse::<Category>().unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("unknown category \"toaster\"; the categories are laptop,")
        );
        assert!("".parse::<Category>().is_err());
    }
}
