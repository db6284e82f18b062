//! What sellers and claimants must publish about projects in California (AB 1305).
//!
//! Source: California Health and Safety Code, sections 44475, 44475.1 and 44475.2 (AB 1305, 2023), in
//! force since 2024-01-01. The fields of 44475.1 were read in the text of the statute; those of 44475
//! are reconstructed from a later amendment and the digest and are *partly confirmed*; those of 44475.2
//! come from the digest. Check them against the statute. This is not legal advice.

use crate::project::Project;
use co2_units::credit::{ProjectId, Vintage};
use co2_units::table::Writer;
use co2_units::text::ShortText as Text;
use co2_units::{Co2e, Date};
use serde::Serialize;
use std::collections::BTreeMap;

/// The provision that imposes a duty to publish.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Provision {
    /// Section 44475: businesses that market or sell voluntary offsets.
    Sellers,
    /// Section 44475.1: businesses that buy or use them and make a claim based on them.
    Users,
    /// Section 44475.2: businesses that claim neutrality or large reductions.
    Claimants,
}

impl Provision {
    /// All provisions.
    pub const ALL: [Self; 3] = [Self::Sellers, Self::Users, Self::Claimants];

    /// Returns the section of the Health and Safety Code.
    pub const fn section(self) -> &'static str {
        match self {
            Self::Sellers => "44475",
            Self::Users => "44475.1",
            Self::Claimants => "44475.2",
        }
    }

    /// Returns the fields to publish, for each project or once for the claim.
    pub const fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Sellers => &[
                "protocol",
                "project_location",
                "project_timeline",
                "start_date",
                "dates_and_quantities_of_reductions",
                "project_type_removal_or_avoidance",
                "standards_met",
                "durability_period",
                "third_party_verification",
                "annual_quantity",
                "accountability_measures_on_reversal",
                "data_and_methods_to_reproduce",
            ],
            Self::Users => &[
                "seller_name",
                "offset_registry_or_program",
                "project_id",
                "project_name",
                "project_type_removal_or_avoidance",
                "site_location",
                "protocol",
                "third_party_verification",
            ],
            Self::Claimants => {
                &["how_claim_determined_accurate", "interim_progress", "third_party_verification"]
            }
        }
    }
}

/// Facts about a project that the ledger does not have.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectFacts {
    /// The location of its site, which the country alone does not state.
    pub site_location: Option<Text>,
    /// The period for which it runs.
    pub timeline: Option<Text>,
    /// The date on which it began.
    pub start_date: Option<Text>,
    /// The time for which a reduction or removal lasts.
    pub durability_period: Option<Text>,
    /// The third party that verified it.
    pub third_party_verification: Option<Text>,
    /// What happens if a reduction is reversed.
    pub accountability_on_reversal: Option<Text>,
    /// Where to find the data and methods with which others can reproduce the numbers.
    pub data_and_methods: Option<Text>,
    /// The seller of the credits to the discloser.
    pub seller_name: Option<Text>,
}

/// Facts that a claimant states about a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimFacts {
    /// How the claim was determined to be accurate.
    pub how_determined_accurate: Option<Text>,
    /// How interim progress is measured.
    pub interim_progress: Option<Text>,
    /// Whether a third party verified the claim, and which one.
    pub third_party_verification: Option<Text>,
}

/// Retired units of a project.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetiredUnits {
    /// The project.
    pub project: ProjectId,
    /// The period of the reductions.
    pub vintage: Vintage,
    /// The day of the retirement.
    pub date: Date,
    /// The amount retired.
    pub amount: Co2e,
}

/// The fields of one provision, for a project or a claim. Unknown fields are listed, never left blank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Disclosure {
    /// The section of the Health and Safety Code.
    pub section: &'static str,
    /// The project, if the section requires the fields for each project.
    pub project: Option<ProjectId>,
    /// The fields that are known.
    pub fields: BTreeMap<&'static str, String>,
    /// The fields that are not known.
    pub missing: Vec<&'static str>,
}

impl Disclosure {
    /// Makes what a seller or a user publishes about a project; for a claimant, see [`Disclosure::of_claim`].
    ///
    /// ```
    /// use co2_offsets::{Disclosure, Project, ProjectFacts, Provision, Technology};
    ///
    /// let (id, registry) = ("GS99999".parse()?, "gold-standard".parse()?);
    /// let project =
    ///     Project::new(id, registry, "Example stoves", "UG".parse()?, Technology::Cookstoves);
    /// let facts = ProjectFacts::default();
    /// let disclosure = Disclosure::of_project(Provision::Users, &project, &[], &facts);
    /// assert_eq!(disclosure.fields["project_name"], "Example stoves");
    /// assert!(disclosure.missing.contains(&"site_location"));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn of_project(
        provision: Provision,
        project: &Project,
        retired: &[RetiredUnits],
        facts: &ProjectFacts,
    ) -> Self {
        let mine = || retired.iter().filter(|units| units.project == project.id);
        let text = |text: &Option<Text>| text.as_ref().map(ToString::to_string);
        let value = |field: &str| match field {
            "protocol" => project.methodology.as_ref().map(|m| m.printed.to_string()),
            "project_location" | "site_location" => text(&facts.site_location)
                .map(|site| format!("{site} ({})", project.country.name())),
            "project_timeline" => text(&facts.timeline),
            "start_date" => text(&facts.start_date),
            "dates_and_quantities_of_reductions" => {
                sums(mine().map(|units| (units.vintage.to_string(), units.amount)))
            }
            "annual_quantity" => {
                sums(mine().map(|units| (units.date.format("%Y").to_string(), units.amount)))
            }
            "project_type_removal_or_avoidance" => {
                project.mitigation().map(|kind| format!("{}, {kind}", project.technology))
            }
            "standards_met" => text(&project.standard),
            "durability_period" => text(&facts.durability_period),
            "third_party_verification" => text(&facts.third_party_verification),
            "accountability_measures_on_reversal" => text(&facts.accountability_on_reversal),
            "data_and_methods_to_reproduce" => text(&facts.data_and_methods),
            "seller_name" => text(&facts.seller_name),
            "offset_registry_or_program" => Some(project.registry.to_string()),
            "project_id" => Some(project.id.to_string()),
            "project_name" => Some(project.name.clone()),
            _ => None,
        };
        Self::new(provision, Some(project.id.clone()), value)
    }

    /// Makes what a claimant publishes about a claim.
    pub fn of_claim(facts: &ClaimFacts) -> Self {
        let text = |text: &Option<Text>| text.as_ref().map(ToString::to_string);
        Self::new(Provision::Claimants, None, |field| match field {
            "how_claim_determined_accurate" => text(&facts.how_determined_accurate),
            "interim_progress" => text(&facts.interim_progress),
            "third_party_verification" => text(&facts.third_party_verification),
            _ => None,
        })
    }

    fn new(
        provision: Provision,
        project: Option<ProjectId>,
        value: impl Fn(&str) -> Option<String>,
    ) -> Self {
        let mut fields = BTreeMap::new();
        let mut missing = Vec::new();
        for &field in provision.fields() {
            match value(field) {
                Some(value) => {
                    fields.insert(field, value);
                }
                None => missing.push(field),
            }
        }
        Self { section: provision.section(), project, fields, missing }
    }

    /// Returns true if every field is known.
    pub const fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }
}

/// Writes disclosures as a table (CSV) with the columns section, project, field, status (`stated` or `missing`)
/// and value. A missing field is marked in both of the last two columns. No value begins like a formula
/// ([`co2_units::table::guarded`]).
pub fn disclosure_csv<'a>(disclosures: impl IntoIterator<Item = &'a Disclosure>) -> String {
    let mut table = Writer::new(Vec::new());
    // Writing into memory does not fail.
    let mut row = |fields: [&str; 5]| {
        for field in fields {
            let _ = table.text(field);
        }
        let _ = table.end_row();
    };
    row(["section", "project", "field", "status", "value"]);
    for disclosure in disclosures {
        let project = disclosure.project.as_ref().map_or("(the claim)", ProjectId::as_str);
        for (field, value) in &disclosure.fields {
            row([disclosure.section, project, field, "stated", value]);
        }
        for field in &disclosure.missing {
            let value = format!("missing: {field}");
            row([disclosure.section, project, field, "missing", &value]);
        }
    }
    // The table was made from texts, so it is valid UTF-8.
    String::from_utf8(table.into_inner()).unwrap_or_default()
}

/// Returns text such as `2024: 1500 kg CO2e; 2025: 20 kg CO2e`, sorted by name; `None` if there are no parts,
/// or if a sum is too large.
fn sums(parts: impl Iterator<Item = (String, Co2e)>) -> Option<String> {
    let mut sums: BTreeMap<String, Co2e> = BTreeMap::new();
    for (name, amount) in parts {
        let sum = sums.entry(name).or_default();
        *sum = sum.checked_add(amount)?;
    }
    let texts: Vec<String> =
        sums.into_iter().map(|(name, amount)| format!("{name}: {amount}")).collect();
    (!texts.is_empty()).then(|| texts.join("; "))
}
