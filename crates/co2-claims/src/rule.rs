//! A rule on claims.

use super::evidence::Disclosure;
use super::form::{Audience, ClaimForm, UnknownWord, words};
use super::kind;
use co2_units::text::Text;
use co2_units::{Date, Id, Region};
use core::fmt;
use core::str::FromStr;
use std::collections::BTreeSet;

/// A rule's name in its policy, such as `EU-ECGT-4c-1`.
pub type RuleId = Id<kind::Rule>;

/// The greatest number of disclosures that one rule may name.
pub const MAX_DISCLOSURES: usize = 64;

/// The effect of a rule on the claims that it covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// The claim is forbidden or, if the rule names facts, forbidden unless each of them is in evidence.
    Prohibit,
    /// The claim is forbidden after the rule's last day.
    ProhibitAfterEnd,
    /// The claim is allowed if each named disclosure is in evidence, and forbidden otherwise.
    Conditional,
    /// As `Conditional`, for a rule that requires a publication rather than a property.
    RequireDisclosure,
    /// The claim is allowed; any named disclosures are still conditions.
    Allow,
    /// None: the rule is kept only so that it can be watched.
    None,
}

words! {
    Outcome, "outcome of a rule",
    Prohibit = "prohibit",
    ProhibitAfterEnd = "prohibit_after_end",
    Conditional = "conditional",
    RequireDisclosure = "require_disclosure",
    Allow = "allow",
    None = "none",
}

/// The legal force of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Force {
    /// Law.
    Binding,
    /// A final judgment by a highest court.
    BindingPrecedent,
    /// A code enforced by a self-regulatory body.
    SelfRegulation,
    /// An authority's interpretation of the law.
    Guidance,
    /// The terms set by the owner of a mark or picture.
    TermsOfUse,
    /// A judgment about one case, or one that is not final. It only advises.
    Persuasive,
    /// A voluntary standard. It only advises.
    Voluntary,
    /// Not in force, such as a proposal. It only advises.
    None,
}

words! {
    Force, "force of a rule",
    Binding = "binding",
    BindingPrecedent = "binding_precedent",
    SelfRegulation = "self_regulation",
    Guidance = "guidance",
    TermsOfUse = "terms_of_use",
    Persuasive = "persuasive",
    Voluntary = "voluntary",
    None = "none",
}

/// How well a rule was confirmed by the people who collected it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Confidence {
    /// It was read in the rule's own text.
    ConfirmedPrimary,
    /// It was read in secondary sources, such as those of law firms.
    ConfirmedSecondary,
    /// Part of it was read, and the rest is from memory.
    PartlyConfirmed,
    /// It is from memory.
    FromMemory,
    /// It was searched for and not found, or not searched for.
    NotConfirmed,
}

words! {
    Confidence, "confidence in a rule",
    ConfirmedPrimary = "confirmed_primary",
    ConfirmedSecondary = "confirmed_secondary",
    PartlyConfirmed = "partly_confirmed",
    FromMemory = "from_memory",
    NotConfirmed = "not_confirmed",
}

impl Force {
    /// Returns true if it only advises, that is, neither forbids nor allows a claim.
    pub const fn advises(self) -> bool {
        matches!(self, Self::Persuasive | Self::Voluntary | Self::None)
    }
}

impl Confidence {
    /// Returns true if a rule with this confidence may allow a claim. Every rule may forbid.
    pub const fn may_allow(self) -> bool {
        matches!(self, Self::ConfirmedPrimary | Self::ConfirmedSecondary)
    }
}

/// A rule: the claims that it covers, and its effect on them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name in the policy.
    pub id: RuleId,
    /// The place in which it applies, with all places inside it.
    pub market: Region,
    /// The audiences of the claims that it covers; at least one.
    pub audiences: BTreeSet<Audience>,
    /// The form of the claims that it covers.
    pub form: ClaimForm,
    /// The first day on which it is in force, if there is one.
    pub first: Option<Date>,
    /// The last day on which it is in force, if there is one.
    pub last: Option<Date>,
    /// Its effect on the claims that it covers.
    pub outcome: Outcome,
    /// The disclosures that must be in evidence.
    pub disclosures: BTreeSet<Disclosure>,
    /// A summary in our words.
    pub summary: Text,
    /// The authority behind it.
    pub origin: Origin,
}

/// The authority behind a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It was published.
    Published(Publication),
    /// It is the host's own decision.
    Host(Opinion),
}

/// The publication of a rule, and how well it was confirmed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// The act, judgment, guidance or standard.
    pub instrument: Text,
    /// The article or section, if known.
    pub provision: Option<Text>,
    /// Its legal force.
    pub force: Force,
    /// Its stage in the legislative or judicial process, such as `in_force` or `not_final_at_reporting`.
    pub legal_status: Text,
    /// Examples of such claims.
    pub examples: Option<Text>,
    /// The possible penalty for breaking it, if known.
    pub sanction: Option<Text>,
    /// The pages on which it was read, and what kind of pages they are; `None` for a rule from memory.
    pub source: Option<Text>,
    /// How well it was confirmed.
    pub confidence: Confidence,
    /// The independent readings of the rule; empty for a rule that was collected before readings were recorded.
    pub readings: Vec<Reading>,
    /// A note on what to keep in mind.
    pub note: Option<Text>,
}

/// One reading of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The day of the reading.
    pub date: Date,
    /// The place where it was read, and what is said there.
    pub place: Text,
}

/// A decision of the host, for example on the advice of counsel, for which a named person is responsible.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opinion {
    /// The person who decided.
    pub name: Text,
    /// The day of the decision.
    pub date: Date,
    /// The reason.
    pub reason: Text,
}

impl Rule {
    /// Returns true if the rule can allow a claim: a host's own rule can, and so can a published one if it is
    /// confirmed and has legal force.
    pub fn may_allow(&self) -> bool {
        match &self.origin {
            Origin::Host(_) => true,
            Origin::Published(publication) => {
                publication.confidence.may_allow() && !publication.force.advises()
            }
        }
    }

    /// Returns true if the rule only advises, as a voluntary standard does: it neither forbids nor allows. A
    /// host's own rule does not only advise.
    pub fn advises(&self) -> bool {
        match &self.origin {
            Origin::Host(_) => false,
            Origin::Published(publication) => publication.force.advises(),
        }
    }

    /// Returns how well the rule was confirmed; `None` for a host's own rule.
    pub fn confidence(&self) -> Option<Confidence> {
        match &self.origin {
            Origin::Published(publication) => Some(publication.confidence),
            Origin::Host(_) => None,
        }
    }

    /// Returns true if the rule covers claims on a day.
    pub(super) fn counts_on(&self, day: Date) -> bool {
        let begun = self.first.is_none_or(|first| first <= day);
        let over = self.last.is_some_and(|last| last < day);
        begun && (!over || self.outcome == Outcome::ProhibitAfterEnd)
    }
}
