//! What a policy says about a claim.

use super::evidence::Disclosure;
use super::form::{Audience, ClaimForm};
use super::market::Looked;
use super::rule::{Confidence, RuleId};
use co2_units::text::{LongText, Text};
use co2_units::{Date, Region};
use std::collections::{BTreeMap, BTreeSet};

/// What goes with every verdict that people see.
pub const NOT_LEGAL_ADVICE: &str = "not legal advice";

/// A claim about which is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Claim {
    /// Where it is made. Ask for each country and state in which it is seen: the rules of places
    /// *inside* a market do not count (see [`Decision::inside`]).
    pub market: Region,
    /// To whom it is made.
    pub audience: Audience,
    /// On which day it is published, which may be long after the sale.
    pub date: Date,
    /// What it says.
    pub form: ClaimForm,
}

/// A rule that a verdict rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Citation {
    /// The rule.
    pub rule: RuleId,
    /// How well it was confirmed; `None` for a host's own rule.
    pub confidence: Option<Confidence>,
    /// What it asks for and the evidence does not hold; empty when it is met, or when nothing could
    /// meet it.
    pub missing: BTreeSet<Disclosure>,
}

/// Whether a claim may be made. Only [`ClaimPolicy::decide`](super::ClaimPolicy::decide) makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Verdict {
    /// It may be made, with the disclosures.
    #[non_exhaustive]
    Allowed {
        /// What must be shown with the claim, each with the text in evidence.
        disclosures: BTreeMap<Disclosure, LongText>,
        /// The rules that allow it or add a disclosure, by id; at least one.
        rules: Vec<Citation>,
    },
    /// Rules forbid it.
    #[non_exhaustive]
    Forbidden {
        /// The rules that forbid it, by id; at least one.
        rules: Vec<Citation>,
    },
    /// No rule allows it and none forbids it. It must not be made: the record stands alone.
    #[non_exhaustive]
    Unknown {
        /// The rules that are about it and cannot allow it, by id; often none.
        rules: Vec<Citation>,
    },
}

impl Verdict {
    /// Whether the claim may be made.
    pub const fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed { .. })
    }

    /// `allowed`, `forbidden` or `unknown`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Allowed { .. } => "allowed",
            Self::Forbidden { .. } => "forbidden",
            Self::Unknown { .. } => "unknown",
        }
    }

    /// The rules it rests on, by id.
    pub fn rules(&self) -> &[Citation] {
        match self {
            Self::Allowed { rules, .. } | Self::Forbidden { rules } | Self::Unknown { rules } => {
                rules
            }
        }
    }
}

/// A verdict, on which claim, and by which policy. **Not legal advice.**
///
/// Only a policy makes one, so a caller that holds an allowed one has asked.
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
    /// The claim.
    pub const fn claim(&self) -> Claim {
        self.claim
    }

    /// The policy's edition.
    pub fn edition(&self) -> &Text {
        &self.edition
    }

    /// The day on which the policy's rules were last looked at.
    pub const fn reviewed(&self) -> Date {
        self.reviewed
    }

    /// Whether the claim may be made.
    pub const fn verdict(&self) -> &Verdict {
        &self.verdict
    }

    /// Whether the claim may be made, in one word.
    pub const fn is_allowed(&self) -> bool {
        self.verdict.is_allowed()
    }

    /// Whether a claim of this form may be made to this audience: what a renderer asks before it
    /// prints one.
    pub fn allows(&self, form: ClaimForm, audience: Audience) -> bool {
        self.is_allowed() && self.claim.form == form && self.claim.audience == audience
    }

    /// Rules that forbid nothing and are not met, by id: voluntary standards, and judgments about other cases.
    pub fn advice(&self) -> &[Citation] {
        &self.advice
    }

    /// Whether the law of the market was looked at. Where it was not, an unknown verdict means only that.
    pub const fn looked(&self) -> Looked {
        self.looked
    }

    /// What of the market's law was looked at, or why it is unknown; none for a market without a note.
    pub fn looked_note(&self) -> Option<&Text> {
        self.note.as_ref()
    }

    /// Rules of places inside the claim's market, by id. They did not count; a host that makes the
    /// claim in the whole market asks for those places too.
    pub fn inside(&self) -> &[RuleId] {
        &self.inside
    }
}
