//! Climate projects.

mod article6;
mod label;
mod methodology;
mod technology;

pub use self::article6::{
    AdjustmentDeclaration, AdjustmentStatus, CorrespondingAdjustment, CorsiaPhase,
};
pub use self::label::{Label, LabelScope, Sdg, SdgError, Validity, ValidityError};
pub(crate) use self::methodology::says_avoided_deforestation;
pub use self::methodology::{Methodology, MethodologyId};
pub use self::technology::{Mitigation, Technology};

use crate::serial::Grammar;
use co2_units::credit::{ProjectId, RegistryId};
use co2_units::text::{ShortText as Text, is_printable};
use co2_units::{Country, Date};
use serde::{Deserialize, Deserializer, Serialize, de};
use std::collections::BTreeSet;

/// A project whose credits can be chosen.
///
/// [`Project::new`] takes what every project has; other fields are set by name, so that fields added later
/// break no code:
///
/// ```
/// use co2_offsets::{Project, Technology};
///
/// let project = Project {
///     standard: Some("Gold Standard for the Global Goals".parse()?),
///     sdgs: [co2_offsets::Sdg::new(7)?, co2_offsets::Sdg::new(13)?].into(),
///     ..Project::new(
///         "GS99999".parse()?,
///         "gold-standard".parse()?,
///         "Example stoves",
///         "UG".parse()?,
///         Technology::Cookstoves,
///     )
/// };
/// assert_eq!(project.mitigation(), Some(co2_offsets::Mitigation::Avoidance));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(description = "A project whose credits can be chosen."))]
pub struct Project {
    /// The registry's id for the project.
    pub id: ProjectId,
    /// The registry in which it is listed.
    pub registry: RegistryId,
    /// The project's name: one printable line of 1 to 200 characters, not all of them blank.
    #[serde(deserialize_with = "name")]
    #[cfg_attr(feature = "schemars", schemars(schema_with = "name_schema"))]
    pub name: String,
    /// The host country.
    pub country: Country,
    /// What the project does.
    pub technology: Technology,
    /// Whether it avoids or removes emissions, if its technology does not determine that.
    #[serde(default)]
    pub mitigation: Option<Mitigation>,
    /// The standard to which it is certified, such as `VCS 4.7`.
    #[serde(default)]
    pub standard: Option<Text>,
    /// The methodology by which its reductions are calculated.
    #[serde(default)]
    pub methodology: Option<Methodology>,
    /// The Sustainable Development Goals to which it contributes according to its registry.
    #[serde(default, deserialize_with = "co2_units::serde::set")]
    pub sdgs: BTreeSet<Sdg>,
    /// Its labels.
    #[serde(default, deserialize_with = "co2_units::serde::set")]
    pub labels: BTreeSet<Label>,
    /// Whether it does more than any law requires; `None` if that is not known.
    #[serde(default)]
    pub legal_surplus: Option<bool>,
}

/// The most characters of a project's name.
const MAX_NAME: usize = 200;

fn is_name(text: &str) -> bool {
    text.chars().nth(MAX_NAME).is_none()
        && !text.trim().is_empty()
        && text.chars().all(is_printable)
}

fn name<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let text = String::deserialize(deserializer)?;
    if is_name(&text) {
        return Ok(text);
    }
    Err(de::Error::custom("the name of a project is one printable line of 1 to 200 characters"))
}

#[cfg(feature = "schemars")]
fn name_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    use co2_units::schema::{BLANKS, UNPRINTABLE};

    schemars::json_schema!({
        "type": "string",
        "maxLength": MAX_NAME,
        "pattern": format!("^[^{UNPRINTABLE}]*[^{UNPRINTABLE}{BLANKS}][^{UNPRINTABLE}]*$"),
    })
}

impl Project {
    /// Makes a project without further data.
    pub fn new(
        id: ProjectId,
        registry: RegistryId,
        name: impl Into<String>,
        country: Country,
        technology: Technology,
    ) -> Self {
        Self {
            id,
            registry,
            name: name.into(),
            country,
            technology,
            mitigation: None,
            standard: None,
            methodology: None,
            sdgs: BTreeSet::new(),
            labels: BTreeSet::new(),
            legal_surplus: None,
        }
    }

    /// Returns whether it avoids or removes emissions, as stated; otherwise what its technology determines.
    pub fn mitigation(&self) -> Option<Mitigation> {
        self.mitigation.or_else(|| self.technology.mitigation())
    }

    /// Iterates over its labels that are valid on a day.
    pub fn labels_on(&self, day: Date) -> impl Iterator<Item = &Label> {
        self.labels.iter().filter(move |label| label.validity.covers(day))
    }

    /// Returns true if its name can be printed in a certificate.
    pub fn has_name(&self) -> bool {
        is_name(&self.name)
    }

    /// Returns the first field in which another description of the project differs.
    pub fn differs_from(&self, other: &Self) -> Option<&'static str> {
        [
            ("registry", self.registry == other.registry),
            ("name", self.name == other.name),
            // If each serial states the country, it belongs to the lot, and a project can have several.
            ("country", self.country == other.country || Grammar::of(&self.registry).has_country()),
            ("technology", self.technology == other.technology),
            ("mitigation", self.mitigation == other.mitigation),
            ("standard", self.standard == other.standard),
            ("methodology", self.methodology == other.methodology),
            ("sdgs", self.sdgs == other.sdgs),
            ("labels", self.labels == other.labels),
            ("legal_surplus", self.legal_surplus == other.legal_surplus),
        ]
        .into_iter()
        .find_map(|(field, same)| (!same).then_some(field))
    }
}
