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

/// Whose duty it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Provision {
    /// Section 44475: who markets or sells voluntary offsets.
    Sellers,
    /// Section 44475.1: who buys or uses them and claims something by them.
    Users,
    /// Section 44475.2: who makes a claim of neutrality or large reductions.
    Claimants,
}

impl Provision {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Sellers, Self::Users, Self::Claimants];

    /// The section of the Health and Safety Code.
    pub const fn section(self) -> &'static str {
        match self {
            Self::Sellers => "44475",
            Self::Users => "44475.1",
            Self::Claimants => "44475.2",
        }
    }

    /// The fields to publish: for each project, or once for the claim.
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

/// What the ledger does not know of a project.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ProjectFacts {
    /// Where its site is; the country alone does not say it.
    pub site_location: Option<Text>,
    /// From when to when it runs.
    pub timeline: Option<Text>,
    /// When it began.
    pub start_date: Option<Text>,
    /// For how long a reduction or removal lasts.
    pub durability_period: Option<Text>,
    /// Who verified it.
    pub third_party_verification: Option<Text>,
    /// What happens when a reduction is reversed.
    pub accountability_on_reversal: Option<Text>,
    /// Where data and methods are with which others can reproduce the numbers.
    pub data_and_methods: Option<Text>,
    /// Who sold the credits to the one who discloses.
    pub seller_name: Option<Text>,
}

/// What a claimant says of a claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ClaimFacts {
    /// How it was determined that the claim is accurate.
    pub how_determined_accurate: Option<Text>,
    /// How interim progress is measured.
    pub interim_progress: Option<Text>,
    /// Whether somebody else verified it, and who.
    pub third_party_verification: Option<Text>,
}

/// Units of a project that were retired.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RetiredUnits {
    /// The project.
    pub project: ProjectId,
    /// When the reductions happened.
    pub vintage: Vintage,
    /// When they were retired.
    pub date: Date,
    /// How much.
    pub amount: Co2e,
}

/// The fields of one provision, for a project or a claim. What is not known is named, never blank.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Disclosure {
    /// The section of the Health and Safety Code.
    pub section: &'static str,
    /// The project, where the section asks for each.
    pub project: Option<ProjectId>,
    /// The fields that are known.
    pub fields: BTreeMap<&'static str, String>,
    /// The fields that are not.
    pub missing: Vec<&'static str>,
}

impl Disclosure {
    /// What a seller or a user publishes of a project; for a claimant see [`Disclosure::of_claim`].
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

    /// What a claimant publishes of a claim.
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

    /// Whether every field is known.
    pub const fn is_complete(&self) -> bool {
        self.missing.is_empty()
    }
}

/// Disclosures as a table (CSV): section, project, field, status (`stated` or `missing`), value. A
/// missing field says so in both of the last two columns. No value begins as a formula does
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
    // Made of texts, it is one.
    String::from_utf8(table.into_inner()).unwrap_or_default()
}

/// `2024: 1500 kg CO2e; 2025: 20 kg CO2e`, in the order of the names; `None` of nothing, or of more
/// than can be counted.
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
