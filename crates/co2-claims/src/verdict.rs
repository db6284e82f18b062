//! The decision of a policy about a claim.

use super::evidence::Disclosure;
use super::form::{Audience, ClaimForm};
use super::market::Looked;
use super::rule::{Confidence, RuleId};
use co2_units::text::{LongText, Text};
use co2_units::{Date, Region};
use std::collections::{BTreeMap, BTreeSet};

/// The notice that accompanies every verdict shown to people.
pub const NOT_LEGAL_ADVICE: &str = "not legal advice";

/// A claim to be decided on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Claim {
    /// The market in which it is made. Ask for each country and state in which it is seen, because the rules of
    /// places *inside* a market are not applied (see [`Decision::inside`]).
    pub market: Region,
    /// The audience to which it is made.
    pub audience: Audience,
    /// The day on which it is published, which may be long after the sale.
    pub date: Date,
    /// The content of the claim.
    pub form: ClaimForm,
}

/// A rule on which a verdict is based.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Citation {
    /// The rule's name.
    pub rule: RuleId,
    /// How well it was confirmed; `None` for a host's own rule.
    pub confidence: Option<Confidence>,
    /// The disclosures that it requires and that are not in evidence; empty if it is met, or if no evidence could
    /// meet it.
    pub missing: BTreeSet<Disclosure>,
}

/// Whether a claim may be made. Only [`ClaimPolicy::decide`](super::ClaimPolicy::decide) makes verdicts.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// The claim may be made, together with the disclosures.
    #[non_exhaustive]
    Allowed {
        /// What must be shown with the claim, each item with its text from the evidence.
        disclosures: BTreeMap<Disclosure, LongText>,
        /// The rules that allow it or add a disclosure, sorted by name; at least one.
        rules: Vec<Citation>,
    },
    /// The claim is forbidden.
    #[non_exhaustive]
    Forbidden {
        /// The rules that forbid it, sorted by name; at least one.
        rules: Vec<Citation>,
    },
    /// No rule allows or forbids the claim. It must not be made; only the facts of the record may be shown.
    #[non_exhaustive]
    Unknown {
        /// The rules that cover it but cannot allow it, sorted by name; often none.
        rules: Vec<Citation>,
    },
}

impl Verdict {
    /// Returns true if the claim may be made.
    pub const fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed { .. })
    }

    /// Returns `allowed`, `forbidden` or `unknown`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Allowed { .. } => "allowed",
            Self::Forbidden { .. } => "forbidden",
            Self::Unknown { .. } => "unknown",
        }
    }

    /// Returns the rules on which the verdict is based, sorted by name.
    pub fn rules(&self) -> &[Citation] {
        match self {
            Self::Allowed { rules, .. } | Self::Forbidden { rules } | Self::Unknown { rules } => {
                rules
            }
        }
    }
}

/// A verdict with the claim and the policy that it belongs to. **Not legal advice.**
///
/// Only a policy makes decisions, so code that holds one that allows a claim has asked the policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    pub(super) claim: Claim,
    pub(super) edition: Text,
    pub(super) reviewed: Date,
    pub(super) verdict: Verdict,
    pub(super) advice: Vec<Citation>,
    pub(super) inside: Vec<RuleId>,
    pub(super) looked: Looked,
    pub(super) note: Option<Text>,
}

impl Decision {
    /// Returns the claim.
    pub const fn claim(&self) -> Claim {
        self.claim
    }

    /// Returns the policy's edition.
    pub fn edition(&self) -> &Text {
        &self.edition
    }

    /// Returns the day on which the policy's rules were last reviewed.
    pub const fn reviewed(&self) -> Date {
        self.reviewed
    }

    /// Returns the verdict.
    pub const fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// Returns true if the claim may be made.
    pub const fn is_allowed(&self) -> bool {
        self.verdict.is_allowed()
    }

    /// Returns true if a claim of this form may be made to this audience. A renderer checks this before it
    /// prints a claim.
    pub fn allows(&self, form: ClaimForm, audience: Audience) -> bool {
        self.is_allowed() && self.claim.form == form && self.claim.audience == audience
    }

    /// Returns rules that are not met but forbid nothing, sorted by name: voluntary standards, and judgments
    /// about other cases.
    pub fn advice(&self) -> &[Citation] {
        &self.advice
    }

    /// Returns whether the law of the market was reviewed. If it was not, an unknown verdict means only that.
    pub const fn looked(&self) -> Looked {
        self.looked
    }

    /// Returns what was reviewed of the market's law, or why it is unknown; `None` for a market without a note.
    pub fn looked_note(&self) -> Option<&Text> {
        self.note.as_ref()
    }

    /// Returns the names of rules of places inside the claim's market, sorted. They were not applied; a host
    /// that makes the claim in the whole market must also ask for those places.
    pub fn inside(&self) -> &[RuleId] {
        &self.inside
    }
}
