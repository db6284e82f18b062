//! The JSON forms of policies, evidence and decisions.

use super::evidence::{Disclosure, Evidence, EvidenceError};
use super::form::{Audience, ClaimForm};
use super::market::{Looked, MarketNote};
use super::policy::{ClaimPolicy, PolicyError};
use super::rule::{
    Confidence, Force, Opinion, Origin, Outcome, Publication, Reading, Rule, RuleId,
};
use super::verdict::{Citation, Decision, NOT_LEGAL_ADVICE, Verdict};
use crate::day::Day;
use co2_units::Region;
use co2_units::text::{LongText, Text};
#[cfg(feature = "schemars")]
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::collections::{BTreeMap, BTreeSet};

/// Rules on claims. Not legal advice.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "ClaimPolicy"))]
#[serde(deny_unknown_fields)]
pub(super) struct PolicyWire {
    /// The edition's name.
    edition: Text,
    /// The day on which the rules were last reviewed.
    reviewed: Day,
    /// Whether the law of markets was reviewed; each market occurs once.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    markets: Vec<MarketWire>,
    /// The rules; each name occurs once.
    #[cfg_attr(feature = "schemars", schemars(length(max = 10_000)))]
    rules: Vec<RuleWire>,
}

/// Whether the law of a market was reviewed.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "MarketNote"))]
#[serde(deny_unknown_fields)]
struct MarketWire {
    /// The market.
    market: Region,
    /// Whether its law was reviewed.
    state: Looked,
    /// What was reviewed, or why nothing was.
    note: Text,
}

/// One reading of a rule.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "Reading"))]
#[serde(deny_unknown_fields)]
struct ReadingWire {
    /// The day of the reading.
    date: Day,
    /// The place where it was read, and what is said there.
    place: Text,
}

/// A rule: the claims that it covers, and its effect on them.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "ClaimRule"))]
#[serde(deny_unknown_fields)]
struct RuleWire {
    /// Its name in the policy.
    id: RuleId,
    /// The place in which it applies, with all places inside it.
    market: Region,
    /// The audiences of the claims that it covers.
    #[cfg_attr(feature = "schemars", schemars(length(min = 1)))]
    #[serde(deserialize_with = "co2_units::serde::set")]
    audiences: BTreeSet<Audience>,
    /// The form of the claims that it covers.
    form: ClaimForm,
    /// The first day on which it is in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    first: Option<Day>,
    /// The last day on which it is in force; not before the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last: Option<Day>,
    /// Its effect on the claims that it covers.
    outcome: Outcome,
    /// The disclosures that must be in evidence; at least one for a published condition.
    #[cfg_attr(feature = "schemars", schemars(length(max = 64)))]
    #[serde(
        default,
        skip_serializing_if = "BTreeSet::is_empty",
        deserialize_with = "co2_units::serde::set"
    )]
    disclosures: BTreeSet<Disclosure>,
    /// A summary.
    summary: Text,
    /// The authority behind it.
    origin: OriginWire,
}

#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "Origin"))]
#[serde(tag = "kind", rename_all = "snake_case")]
#[serde(deny_unknown_fields)]
enum OriginWire {
    /// It was published.
    Published {
        /// The act, judgment, guidance or standard.
        instrument: Text,
        /// The article or section.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        provision: Option<Text>,
        /// Its legal force.
        force: Force,
        /// Its stage in the legislative or judicial process, such as `in_force`.
        legal_status: Text,
        /// Examples of such claims.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        examples: Option<Text>,
        /// The possible penalty for breaking it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sanction: Option<Text>,
        /// The pages on which it was read; a confirmed rule has some.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<Text>,
        /// How well it was confirmed.
        confidence: Confidence,
        /// The independent readings of the rule.
        #[serde(
            default,
            skip_serializing_if = "Vec::is_empty",
            deserialize_with = "co2_units::serde::strict"
        )]
        readings: Vec<ReadingWire>,
        /// A note on what to keep in mind.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        note: Option<Text>,
    },
    /// It is the host's own decision.
    Host {
        /// The person who decided.
        name: Text,
        /// The day of the decision.
        date: Day,
        /// The reason.
        reason: Text,
    },
}

impl From<Origin> for OriginWire {
    fn from(origin: Origin) -> Self {
        match origin {
            Origin::Host(Opinion { name, date, reason }) => {
                Self::Host { name, date: Day(date), reason }
            }
            Origin::Published(Publication {
                instrument,
                provision,
                force,
                legal_status,
                examples,
                sanction,
                source,
                confidence,
                readings,
                note,
            }) => Self::Published {
                instrument,
                provision,
                force,
                legal_status,
                examples,
                sanction,
                source,
                confidence,
                readings: readings.into_iter().map(ReadingWire::from).collect(),
                note,
            },
        }
    }
}

impl From<OriginWire> for Origin {
    fn from(wire: OriginWire) -> Self {
        match wire {
            OriginWire::Host { name, date, reason } => {
                Self::Host(Opinion { name, date: date.0, reason })
            }
            OriginWire::Published {
                instrument,
                provision,
                force,
                legal_status,
                examples,
                sanction,
                source,
                confidence,
                readings,
                note,
            } => Self::Published(Publication {
                instrument,
                provision,
                force,
                legal_status,
                examples,
                sanction,
                source,
                confidence,
                readings: readings.into_iter().map(Reading::from).collect(),
                note,
            }),
        }
    }
}

impl From<Reading> for ReadingWire {
    fn from(Reading { date, place }: Reading) -> Self {
        Self { date: Day(date), place }
    }
}

impl From<ReadingWire> for Reading {
    fn from(ReadingWire { date, place }: ReadingWire) -> Self {
        Self { date: date.0, place }
    }
}

impl From<&MarketNote> for MarketWire {
    fn from(note: &MarketNote) -> Self {
        Self { market: note.market, state: note.looked, note: note.note.clone() }
    }
}

impl From<MarketWire> for MarketNote {
    fn from(MarketWire { market, state, note }: MarketWire) -> Self {
        Self { market, looked: state, note }
    }
}

impl From<Rule> for RuleWire {
    fn from(rule: Rule) -> Self {
        Self {
            id: rule.id,
            market: rule.market,
            audiences: rule.audiences,
            form: rule.form,
            first: rule.first.map(Day),
            last: rule.last.map(Day),
            outcome: rule.outcome,
            disclosures: rule.disclosures,
            summary: rule.summary,
            origin: rule.origin.into(),
        }
    }
}

impl From<RuleWire> for Rule {
    fn from(wire: RuleWire) -> Self {
        Self {
            id: wire.id,
            market: wire.market,
            audiences: wire.audiences,
            form: wire.form,
            first: wire.first.map(|day| day.0),
            last: wire.last.map(|day| day.0),
            outcome: wire.outcome,
            disclosures: wire.disclosures,
            summary: wire.summary,
            origin: wire.origin.into(),
        }
    }
}

impl From<ClaimPolicy> for PolicyWire {
    fn from(policy: ClaimPolicy) -> Self {
        Self {
            edition: policy.edition().clone(),
            reviewed: Day(policy.reviewed()),
            markets: policy.markets().map(MarketWire::from).collect(),
            rules: policy.rules().cloned().map(RuleWire::from).collect(),
        }
    }
}

impl TryFrom<PolicyWire> for ClaimPolicy {
    type Error = PolicyError;

    fn try_from(wire: PolicyWire) -> Result<Self, Self::Error> {
        let rules = wire.rules.into_iter().map(Rule::from);
        let policy = Self::new(wire.edition, wire.reviewed.0, rules)?;
        wire.markets.into_iter().try_fold(policy, |policy, note| policy.with_market(note.into()))
    }
}

/// What is disclosed with a claim or can be proven for it: by name, the text that is shown or an
/// address. A blank text is refused.
#[derive(Serialize, Deserialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "Evidence", extend("maxProperties" = 256)))]
#[serde(transparent)]
pub(super) struct EvidenceWire(BTreeMap<Disclosure, LongText>);

impl From<Evidence> for EvidenceWire {
    fn from(evidence: Evidence) -> Self {
        Self(evidence.iter().map(|(name, text)| (name.clone(), text.clone())).collect())
    }
}

impl TryFrom<EvidenceWire> for Evidence {
    type Error = EvidenceError;

    fn try_from(wire: EvidenceWire) -> Result<Self, Self::Error> {
        wire.0.into_iter().try_fold(Self::new(), |held, (name, text)| held.with(name, text))
    }
}

/// Implements serde and the JSON Schema of a type through its wire form.
macro_rules! through {
    ($type:ident, $wire:ident) => {
        impl Serialize for $type {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $wire::from(self.clone()).serialize(serializer)
            }
        }

        #[cfg(feature = "schemars")]
        impl JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                $wire::json_schema(generator)
            }
        }
    };
}
through!(ClaimPolicy, PolicyWire);
through!(Evidence, EvidenceWire);
through!(Decision, DecisionWire);

impl<'de> Deserialize<'de> for ClaimPolicy {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        PolicyWire::deserialize(deserializer)?.try_into().map_err(de::Error::custom)
    }
}

impl<'de> Deserialize<'de> for Evidence {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        EvidenceWire::deserialize(deserializer)?.try_into().map_err(de::Error::custom)
    }
}

/// The decision of a policy about a claim. Not legal advice.
#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "ClaimDecision"))]
#[serde(deny_unknown_fields)]
pub(super) struct DecisionWire {
    /// `allowed`, `forbidden` or `unknown`; only the first permits the claim.
    verdict: VerdictWord,
    /// The market in which the claim is made.
    market: Region,
    /// The audience to which it is made.
    audience: Audience,
    /// The day on which it is published.
    date: Day,
    /// The content of the claim.
    form: ClaimForm,
    /// The rules on which the verdict is based.
    rules: Vec<CitationWire>,
    /// What must be shown with an allowed claim, each item with its text from the evidence.
    disclosures: BTreeMap<Disclosure, LongText>,
    /// Rules that only advise and are not met.
    advice: Vec<CitationWire>,
    /// Rules of places inside the market, which were not applied.
    inside: Vec<RuleId>,
    /// Whether the law of the market was reviewed.
    looked: Looked,
    /// What was reviewed of it, or why it is unknown.
    #[serde(skip_serializing_if = "Option::is_none")]
    looked_note: Option<Text>,
    /// The policy's edition.
    policy: Text,
    /// The day on which its rules were last reviewed.
    reviewed: Day,
    /// `not legal advice`.
    notice: &'static str,
}

#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[serde(rename_all = "snake_case")]
enum VerdictWord {
    Allowed,
    Forbidden,
    Unknown,
}

/// A rule on which a verdict is based.
#[derive(Serialize)]
#[cfg_attr(feature = "schemars", derive(JsonSchema))]
#[cfg_attr(feature = "schemars", schemars(rename = "Citation"))]
struct CitationWire {
    rule: RuleId,
    /// How well it was confirmed; absent for a host's own rule.
    #[serde(skip_serializing_if = "Option::is_none")]
    confidence: Option<Confidence>,
    /// The disclosures that it requires and that are not in evidence.
    missing: BTreeSet<Disclosure>,
}

impl From<Decision> for DecisionWire {
    fn from(decision: Decision) -> Self {
        let Decision { claim, edition, reviewed, verdict, advice, inside, looked, note } = decision;
        let (verdict, disclosures, rules) = match verdict {
            Verdict::Allowed { disclosures, rules } => (VerdictWord::Allowed, disclosures, rules),
            Verdict::Forbidden { rules } => (VerdictWord::Forbidden, BTreeMap::new(), rules),
            Verdict::Unknown { rules } => (VerdictWord::Unknown, BTreeMap::new(), rules),
        };
        let cited = |one| {
            let Citation { rule, confidence, missing } = one;
            CitationWire { rule, confidence, missing }
        };
        Self {
            verdict,
            market: claim.market,
            audience: claim.audience,
            date: Day(claim.date),
            form: claim.form,
            rules: rules.into_iter().map(cited).collect(),
            disclosures,
            advice: advice.into_iter().map(cited).collect(),
            inside,
            looked,
            looked_note: note,
            policy: edition,
            reviewed: Day(reviewed),
            notice: NOT_LEGAL_ADVICE,
        }
    }
}
