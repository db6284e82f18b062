#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![deny(clippy::float_arithmetic, clippy::arithmetic_side_effects, clippy::integer_division)]

mod day;
mod evidence;
mod form;
mod market;
mod policy;
mod rule;
mod verdict;
mod wire;

pub use self::evidence::{Disclosure, Evidence, EvidenceError, MAX_EVIDENCE};
pub use self::form::{Audience, ClaimForm, UnknownWord};
pub use self::market::{Looked, MarketNote, jurisdictions};
pub use self::policy::{ClaimPolicy, MAX_RULES, PolicyError};
pub use self::rule::{
    Confidence, Force, MAX_DISCLOSURES, Opinion, Origin, Outcome, Publication, Reading, Rule,
    RuleId,
};
pub use self::verdict::{Citation, Claim, Decision, NOT_LEGAL_ADVICE, Verdict};

pub use serde_json;

#[doc = include_str!("../CHANGELOG.md")]
pub mod changelog {}

/// The kinds of ids in this crate.
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
