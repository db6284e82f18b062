//! Rules, and what they decide together.

use super::evidence::Evidence;
use super::market::{Looked, MarketNote, jurisdictions};
use super::rule::{MAX_DISCLOSURES, Origin, Outcome, Rule, RuleId};
use super::verdict::{Citation, Claim, Decision, Verdict};
use co2_units::text::Text;
use co2_units::{Date, Region};
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The greatest number of rules in one policy.
pub const MAX_RULES: usize = 10_000;

/// Rules on claims, as versioned data. **Not legal advice.**
///
/// [`ClaimPolicy::builtin`] comes with the crate. A host can add its own decisions, or read its own policy
/// from JSON. Every rule is checked before it is accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClaimPolicy {
    edition: Text,
    reviewed: Date,
    rules: BTreeMap<RuleId, Rule>,
    markets: BTreeMap<Region, MarketNote>,
}

/// An error from making a [`ClaimPolicy`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PolicyError {
    /// Two rules have the same name.
    #[error("the rule {id} is given twice")]
    Twice {
        /// The rule's name.
        id: RuleId,
    },
    /// There are more than [`MAX_RULES`] rules.
    #[error("more than {max} rules", max = MAX_RULES)]
    TooMany,
    /// A rule names no audience.
    #[error("the rule {id} names no audience")]
    NoAudience {
        /// The rule's name.
        id: RuleId,
    },
    /// A rule ends before it begins.
    #[error("the rule {id} ends on {last}, before it begins on {first}")]
    Order {
        /// The rule's name.
        id: RuleId,
        /// Its first day.
        first: Date,
        /// Its last day.
        last: Date,
    },
    /// A rule prohibits after its last day, but has no last day.
    #[error("the rule {id} prohibits after its last day, but has no last day")]
    NoEnd {
        /// The rule's name.
        id: RuleId,
    },
    /// A published condition names no disclosure, so it would allow everything.
    #[error("the rule {id} is a condition, but names no disclosure")]
    NoCondition {
        /// The rule's name.
        id: RuleId,
    },
    /// A rule names more than [`MAX_DISCLOSURES`] disclosures.
    #[error("the rule {id} names more than {max} disclosures", max = MAX_DISCLOSURES)]
    TooManyDisclosures {
        /// The rule's name.
        id: RuleId,
    },
    /// A market has two notes.
    #[error("the market {market} has two notes")]
    MarketTwice {
        /// The market.
        market: Region,
    },
    /// A published rule is marked as confirmed, but names no source.
    #[error("the rule {id} is marked as confirmed, but names no source")]
    NoSource {
        /// The rule's name.
        id: RuleId,
    },
}

static BUILTIN: LazyLock<ClaimPolicy> = LazyLock::new(|| {
    serde_json::from_str(include_str!("../data/claim-rules.json"))
        .expect("a test reads the table, and it is constant")
});

impl ClaimPolicy {
    /// Returns the rules that come with the crate, each with its source and confidence.
    pub fn builtin() -> &'static Self {
        &BUILTIN
    }

    /// Makes a policy from rules in any order, with the edition's name and the day of the last review.
    ///
    /// # Errors
    /// Returns an error if a rule contradicts itself or is given twice; see [`PolicyError`].
    pub fn new(
        edition: Text,
        reviewed: Date,
        rules: impl IntoIterator<Item = Rule>,
    ) -> Result<Self, PolicyError> {
        let mut policy =
            Self { edition, reviewed, rules: BTreeMap::new(), markets: BTreeMap::new() };
        for rule in rules {
            policy.add(rule)?;
        }
        Ok(policy)
    }

    fn add(&mut self, rule: Rule) -> Result<(), PolicyError> {
        check(&rule)?;
        if self.rules.len() >= MAX_RULES {
            return Err(PolicyError::TooMany);
        }
        match self.rules.entry(rule.id.clone()) {
            Entry::Vacant(place) => place.insert(rule),
            Entry::Occupied(_) => return Err(PolicyError::Twice { id: rule.id }),
        };
        Ok(())
    }

    /// Adds a rule, such as a host's own decision. It applies beside the others and cannot lift
    /// what they forbid.
    ///
    /// # Errors
    /// Returns an error if the rule contradicts itself, or if its name is taken.
    ///
    /// ```
    /// use co2_claims::{
    ///     Audience, Claim, ClaimForm, ClaimPolicy, Evidence, Opinion, Origin, Outcome, Rule,
    /// };
    /// use co2_units::Timestamp;
    ///
    /// let today = "2026-11-21T12:00:00Z".parse::<Timestamp>()?.date();
    /// let rule = Rule {
    ///     id: "SHOP-1".parse()?,
    ///     market: "JP".parse()?,
    ///     audiences: [Audience::Business].into(),
    ///     form: ClaimForm::Contribution,
    ///     first: None,
    ///     last: None,
    ///     outcome: Outcome::Conditional,
    ///     disclosures: ["registry".parse()?].into(),
    ///     summary: "We speak of contributions and name the registry.".parse()?,
    ///     origin: Origin::Host(Opinion {
    ///         name: "Jo Doe, general counsel".parse()?,
    ///         date: today,
    ///         reason: "advice of 2026-10-30, file 7".parse()?,
    ///     }),
    /// };
    /// let policy = ClaimPolicy::builtin().clone().with_rule(rule)?;
    /// let claim = Claim {
    ///     market: "JP".parse()?,
    ///     audience: Audience::Business,
    ///     date: today,
    ///     form: ClaimForm::Contribution,
    /// };
    /// let evidence = Evidence::new().with("registry".parse()?, "Gold Standard".parse()?)?;
    /// assert!(policy.decide(claim, &evidence).is_allowed());
    /// assert!(!policy.decide(claim, &Evidence::new()).is_allowed());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn with_rule(mut self, rule: Rule) -> Result<Self, PolicyError> {
        self.add(rule)?;
        Ok(self)
    }

    /// Adds a note on a market, which states whether its law was reviewed.
    ///
    /// # Errors
    /// Returns an error if the market already has a note.
    pub fn with_market(mut self, note: MarketNote) -> Result<Self, PolicyError> {
        let market = note.market;
        match self.markets.insert(market, note) {
            None => Ok(self),
            Some(_) => Err(PolicyError::MarketTwice { market }),
        }
    }

    /// Iterates over the notes on markets, sorted by market.
    pub fn markets(&self) -> impl Iterator<Item = &MarketNote> {
        self.markets.values()
    }

    /// Returns whether the law of a market was reviewed, and the note that says so: the note on the smallest
    /// place around it that has one. For a place inside a reviewed market, the law counts as reviewed in part
    /// only.
    pub fn looked_at(&self, market: Region) -> (Looked, Option<&MarketNote>) {
        let note = jurisdictions(market).into_iter().find_map(|place| self.markets.get(&place));
        match note {
            None => (Looked::NotLookedAt, None),
            // A state of a union and a part of a country have their own law as well.
            Some(note) if note.market != market && note.looked == Looked::LookedAt => {
                (Looked::Partly, Some(note))
            }
            Some(note) => (note.looked, Some(note)),
        }
    }

    /// Returns the edition's name.
    pub fn edition(&self) -> &Text {
        &self.edition
    }

    /// Returns the day on which the rules were last reviewed. Later law is not in them.
    pub const fn reviewed(&self) -> Date {
        self.reviewed
    }

    /// Returns the rule with this name.
    pub fn get(&self, id: &RuleId) -> Option<&Rule> {
        self.rules.get(id)
    }

    /// Iterates over all rules, sorted by name.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.values()
    }

    /// Iterates over the rules that apply to a claim, sorted by name: those of its market and of the places
    /// around it, for its audience and form, on its day.
    pub fn rules_about(&self, claim: Claim) -> impl Iterator<Item = &Rule> {
        let places = jurisdictions(claim.market);
        self.about(claim).filter(move |rule| places.contains(&rule.market))
    }

    fn about(&self, claim: Claim) -> impl Iterator<Item = &Rule> {
        self.rules().filter(move |rule| {
            rule.outcome != Outcome::None
                && rule.form == claim.form
                && rule.audiences.contains(&claim.audience)
                && rule.counts_on(claim.date)
        })
    }

    /// Decides whether a claim may be made, given the evidence. [The crate's documentation](crate) explains how
    /// a verdict is reached.
    pub fn decide(&self, claim: Claim, evidence: &Evidence) -> Decision {
        let (mut forbidding, mut met, mut advice) = (Vec::new(), Vec::new(), Vec::new());
        let mut allowed = false;
        let mut disclosures = BTreeMap::new();
        for rule in self.rules_about(claim) {
            let missing = evidence.missing(&rule.disclosures);
            let said = says(rule, claim.date, missing.is_empty());
            let (id, confidence) = (rule.id.clone(), rule.confidence());
            if said == Says::Forbids {
                // A voluntary standard or a judgment about another case is worth knowing, but forbids nothing.
                let to = if rule.advises() { &mut advice } else { &mut forbidding };
                to.push(Citation { rule: id, confidence, missing });
                continue;
            }
            allowed |= said == Says::Allows;
            met.push(Citation { rule: id, confidence, missing: BTreeSet::new() });
            for name in &rule.disclosures {
                let text = evidence.get(name).cloned();
                disclosures.extend(text.map(|text| (name.clone(), text)));
            }
        }
        let verdict = if !forbidding.is_empty() {
            Verdict::Forbidden { rules: forbidding }
        } else if allowed {
            Verdict::Allowed { disclosures, rules: met }
        } else {
            Verdict::Unknown { rules: met }
        };
        let places = jurisdictions(claim.market);
        let around = |rule: &&Rule| !places.contains(&rule.market);
        let inside = self
            .about(claim)
            .filter(around)
            .filter(|rule| claim.market.contains(rule.market))
            .map(|rule| rule.id.clone())
            .collect();
        let (edition, reviewed) = (self.edition.clone(), self.reviewed);
        let (looked, note) = self.looked_at(claim.market);
        let note = note.map(|note| note.note.clone());
        Decision { claim, edition, reviewed, verdict, advice, inside, looked, note }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Says {
    Forbids,
    Allows,
    Nothing,
}

/// Returns what a rule says on a day, given whether all its disclosures are in evidence.
fn says(rule: &Rule, day: Date, met: bool) -> Says {
    match rule.outcome {
        Outcome::Prohibit if met && !rule.disclosures.is_empty() => Says::Nothing,
        Outcome::Prohibit => Says::Forbids,
        Outcome::ProhibitAfterEnd if rule.last.is_some_and(|last| last < day) => Says::Forbids,
        Outcome::ProhibitAfterEnd | Outcome::None => Says::Nothing,
        _ if !met => Says::Forbids,
        _ if rule.may_allow() => Says::Allows,
        _ => Says::Nothing,
    }
}

fn check(rule: &Rule) -> Result<(), PolicyError> {
    let id = || rule.id.clone();
    if rule.audiences.is_empty() {
        return Err(PolicyError::NoAudience { id: id() });
    }
    if let (Some(first), Some(last)) = (rule.first, rule.last)
        && first > last
    {
        return Err(PolicyError::Order { id: id(), first, last });
    }
    if rule.outcome == Outcome::ProhibitAfterEnd && rule.last.is_none() {
        return Err(PolicyError::NoEnd { id: id() });
    }
    if rule.disclosures.len() > MAX_DISCLOSURES {
        return Err(PolicyError::TooManyDisclosures { id: id() });
    }
    let Origin::Published(publication) = &rule.origin else { return Ok(()) };
    let condition = matches!(rule.outcome, Outcome::Conditional | Outcome::RequireDisclosure);
    if condition && rule.disclosures.is_empty() {
        return Err(PolicyError::NoCondition { id: id() });
    }
    if publication.confidence.may_allow() && publication.source.is_none() {
        return Err(PolicyError::NoSource { id: id() });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::ClaimPolicy;
    use crate::{Confidence, Rule};

    #[test]
    fn the_table_is_a_policy() {
        let policy = ClaimPolicy::builtin();
        assert!(policy.rules().count() > 20);
        let unconfirmed = |rule: &&Rule| !rule.confidence().is_some_and(Confidence::may_allow);
        assert!(policy.rules().filter(unconfirmed).all(|rule| !rule.may_allow()));
    }
}
