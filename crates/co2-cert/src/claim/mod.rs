//! What may be said about a product beyond the facts: claims, by market, audience, day and form.
//!
//! **Not legal advice.** The rules are data that somebody collected, each with its source and how well
//! it was confirmed; law changes, and courts decide cases. What is found here as allowed is a reason
//! to ask counsel; what is found as forbidden is a reason to stop.
//!
//! A [`RetirementRecord`](crate::RetirementRecord) is a statement of fact and needs none of this. A
//! [`ClaimPolicy`] decides about a [`Claim`] in the light of [`Evidence`]:
//!
//! ```
//! use co2_cert::claim::{Audience, Claim, ClaimForm, ClaimPolicy, Evidence, Verdict};
//! use co2_units::Timestamp;
//!
//! let policy = ClaimPolicy::builtin();
//! let claim = Claim {
//!     market: "SE".parse()?,
//!     audience: Audience::Consumer,
//!     date: "2026-11-21T12:00:00Z".parse::<Timestamp>()?.date(),
//!     form: ClaimForm::ProductNeutral,
//! };
//! let decision = policy.decide(claim, &Evidence::new());
//! let Verdict::Forbidden { rules, .. } = decision.verdict() else { panic!() };
//! assert!(rules.iter().any(|cited| cited.rule.as_str() == "EU-ECGT-4c-1"));
//!
//! let nobody_knows = Claim { market: "JP".parse()?, form: ClaimForm::Contribution, ..claim };
//! let decision = policy.decide(nobody_knows, &Evidence::new());
//! assert!(matches!(decision.verdict(), Verdict::Unknown { .. }) && !decision.is_allowed());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! How a verdict comes about:
//!
//! 1. The rules that count are those of the claim's market and of each place around it (`US-CA`, `US`,
//!    the world), for its audience and form, in force on its day. Its day is that on which the claim
//!    is published, not that of the sale.
//! 2. A prohibition forbids. When it names facts ([`Disclosure`]s), it falls away if the evidence
//!    holds each of them; it never allows.
//! 3. A condition, a duty to disclose and an allowance allow when the evidence holds each disclosure
//!    that they name, and forbid otherwise.
//! 4. A prohibition after an end forbids after its last day and says nothing before.
//! 5. A rule that is not confirmed, and a voluntary one, can forbid and add disclosures; it never
//!    allows.
//! 6. The most restrictive rule wins: one that forbids, whatever others allow. Without any that
//!    allows the verdict is unknown, and **unknown is not allowed**.

mod evidence;
mod form;
mod policy;
mod rule;
mod verdict;
mod wire;

pub use self::evidence::{Disclosure, Evidence, EvidenceError, MAX_EVIDENCE};
pub use self::form::{Audience, ClaimForm, UnknownWord};
pub use self::policy::{ClaimPolicy, MAX_RULES, PolicyError};
pub use self::rule::{
    Confidence, Force, MAX_DISCLOSURES, Opinion, Origin, Outcome, Publication, Rule, RuleId,
};
pub use self::verdict::{Citation, Claim, Decision, NOT_LEGAL_ADVICE, Verdict};

/// Kinds of ids in this module.
pub mod kind {
    use co2_units::{Case, IdKind};

    /// A rule.
    #[derive(Clone, Copy, Debug)]
    pub enum Rule {}
    /// A disclosure.
    #[derive(Clone, Copy, Debug)]
    pub enum Disclosure {}

    impl IdKind for Rule {
        const NAME: &'static str = "rule id";
    }
    impl IdKind for Disclosure {
        const NAME: &'static str = "name of a disclosure";
        const PUNCTUATION: &'static str = "_";
        const CASE: Case = Case::Lower;
    }
}
