//! One rule on claims.

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

/// The most disclosures that one rule names.
pub const MAX_DISCLOSURES: usize = 64;

/// What a rule does to the claims that it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// The claim is forbidden, or forbidden unless each named fact is in evidence.
    Prohibit,
    /// The claim is forbidden after the rule's last day.
    ProhibitAfterEnd,
    /// The claim is allowed with each named disclosure in evidence, and forbidden otherwise.
    Conditional,
    /// The same, of a rule that asks for publication rather than for a property.
    RequireDisclosure,
    /// The claim is allowed; named disclosures are conditions all the same.
    Allow,
    /// Nothing: the row is kept to be watched.
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

/// With what force a rule holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Force {
    /// Law.
    Binding,
    /// A final judgment of a highest court.
    BindingPrecedent,
    /// A code that a self-regulator enforces.
    SelfRegulation,
    /// How an authority reads the law.
    Guidance,
    /// The terms of who owns a mark or picture.
    TermsOfUse,
    /// A judgment about one case, or one that is not final. It advises.
    Persuasive,
    /// A standard that nobody must follow. It advises.
    Voluntary,
    /// Not in force, such as a proposal. It advises.
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

/// How well a rule was confirmed by those who collected it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Confidence {
    /// Read in the rule's own text.
    ConfirmedPrimary,
    /// Read in what others write about it, such as law firms.
    ConfirmedSecondary,
    /// Some of it was read, the rest remembered.
    PartlyConfirmed,
    /// Remembered.
    FromMemory,
    /// Looked for and not found, or not looked for.
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
    /// Whether it only advises: it neither forbids nor allows a claim.
    pub const fn advises(self) -> bool {
        matches!(self, Self::Persuasive | Self::Voluntary | Self::None)
    }
}

impl Confidence {
    /// Whether a rule of this confidence may allow a claim. Every rule may forbid.
    pub const fn may_allow(self) -> bool {
        matches!(self, Self::ConfirmedPrimary | Self::ConfirmedSecondary)
    }
}

/// A rule: for which claims it holds, and what it does to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its name in the policy.
    pub id: RuleId,
    /// Where it holds: there and in every place inside.
    pub market: Region,
    /// To whom claims are made that it is about; at least one.
    pub audiences: BTreeSet<Audience>,
    /// What claims say that it is about.
    pub form: ClaimForm,
    /// The first day on which it is in force, when it has one.
    pub first: Option<Date>,
    /// The last day on which it is in force, when it has one.
    pub last: Option<Date>,
    /// What it does.
    pub outcome: Outcome,
    /// What the evidence must hold.
    pub disclosures: BTreeSet<Disclosure>,
    /// What it says, in our words.
    pub summary: Text,
    /// Who says so.
    pub origin: Origin,
}

/// Who says that a rule holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// A publication.
    Published(Publication),
    /// The host's own decision.
    Host(Opinion),
}

/// Where a rule is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Publication {
    /// The act, judgment, guidance or standard.
    pub instrument: Text,
    /// The article or section of it, when known.
    pub provision: Option<Text>,
    /// With what force it holds.
    pub force: Force,
    /// Where its making stands, such as `in_force` or `not_final_at_reporting`.
    pub legal_status: Text,
    /// What such claims sound like.
    pub examples: Option<Text>,
    /// What breaking it may cost, when known.
    pub sanction: Option<Text>,
    /// The pages it was read on, with what kind of pages they are; none for a remembered rule.
    pub source: Option<Text>,
    /// How well it was confirmed.
    pub confidence: Confidence,
    /// Who read it when, independently of each other; none for a rule that is older than this record.
    pub readings: Vec<Reading>,
    /// What to mind about it.
    pub note: Option<Text>,
}

/// One reading of a rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The day.
    pub date: Date,
    /// Where it was read, and what is said there.
    pub place: Text,
}

/// A decision of the host, such as on the advice of counsel: somebody answers for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opinion {
    /// Who decided.
    pub name: Text,
    /// When.
    pub date: Date,
    /// Why.
    pub reason: Text,
}

impl Rule {
    /// Whether the rule can allow a claim: a host's own can; a published one when it is confirmed and
    /// has force.
    pub fn may_allow(&self) -> bool {
        match &self.origin {
            Origin::Host(_) => true,
            Origin::Published(publication) => {
                publication.confidence.may_allow() && !publication.force.advises()
            }
        }
    }

    /// Whether the rule only advises, as a voluntary standard does: it neither forbids nor allows. A host's own
    /// rule decides.
    pub fn advises(&self) -> bool {
        match &self.origin {
            Origin::Host(_) => false,
            Origin::Published(publication) => publication.force.advises(),
        }
    }

    /// How well it was confirmed; `None` for a host's own rule.
    pub fn confidence(&self) -> Option<Confidence> {
        match &self.origin {
            Origin::Published(publication) => Some(publication.confidence),
            Origin::Host(_) => None,
        }
    }

    /// Whether the rule is about claims on a day.
    pub(super) fn counts_on(&self, day: Date) -> bool {
        let begun = self.first.is_none_or(|first| first <= day);
        let over = self.last.is_some_and(|last| last < day);
        begun && (!over || self.outcome == Outcome::ProhibitAfterEnd)
    }
}
