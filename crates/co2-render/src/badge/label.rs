//! The label badge, which shows a claim that may be made.

use super::card::{Card, Kind};
use super::style::BadgeStyle;
use crate::wording::{Key, Wording};
use co2_cert::Certificate;
use co2_cert::record::{Coverage, State};
use co2_claims::{Audience, ClaimForm, Decision, Disclosure, RuleId, Verdict};
use co2_units::Date;
use co2_units::text::LongText;
use std::collections::BTreeSet;

/// A claim that may be made on a label, based on two decisions of a
/// [`ClaimPolicy`](co2_claims::ClaimPolicy) that both allow it.
///
/// One decision is about the claim, the other about showing a label at all
/// ([`ClaimForm::SustainabilityLabel`]): where only labels of certification schemes are allowed, even a true
/// sentence must not stand on a host's own label. A label cannot be made in any other way, so there is none without
/// verdicts.
///
/// ```
/// use co2_claims::{Audience, Claim, ClaimForm, ClaimPolicy, Evidence};
/// use co2_render::{Label, LabelError};
/// use co2_units::Timestamp;
///
/// let claim = |form| -> Result<Claim, Box<dyn std::error::Error>> {
///     let date = "2026-11-21T12:00:00Z".parse::<Timestamp>()?.date();
///     Ok(Claim { market: "SE".parse()?, audience: Audience::Consumer, date, form })
/// };
/// let policy = ClaimPolicy::builtin();
/// let says = policy.decide(claim(ClaimForm::ProductNeutral)?, &Evidence::new());
/// let label = policy.decide(claim(ClaimForm::SustainabilityLabel)?, &Evidence::new());
/// assert!(matches!(Label::new(&says, &label), Err(LabelError::NotAllowed { .. })));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    words: Words,
    market: String,
    audience: Audience,
    date: Date,
    editions: BTreeSet<String>,
    disclosures: BTreeSet<(Disclosure, LongText)>,
}

/// The wordings that the crate has for labels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Words {
    /// A sentence about the product.
    Claim { key: Key, needs_whole: bool },
    /// The footprint with its amount.
    Footprint,
}

/// An error from making or drawing a label.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LabelError {
    /// A verdict is not "allowed". Show the record badge instead, which is possible everywhere.
    #[error("the claim {form} is {verdict}: show the record badge instead")]
    NotAllowed {
        /// The form of the claim.
        form: ClaimForm,
        /// The verdict: `forbidden` or `unknown`.
        verdict: &'static str,
    },
    /// The second decision is not about labels.
    #[error("the second decision is about {form}, not about a label")]
    NotAboutLabels {
        /// The form of claim that it is about.
        form: ClaimForm,
    },
    /// The two decisions are for different markets, audiences or days.
    #[error("the two decisions are for a different {what}")]
    Different {
        /// What differs: `market`, `audience` or `day`.
        what: &'static str,
    },
    /// A part of the market has its own rules, which the decisions do not cover; the label would be seen there too.
    #[error("a part of the market has the rule {rule}: decide for each part")]
    Inside {
        /// The first of these rules.
        rule: RuleId,
    },
    /// The crate has no wording for a claim of this form about a product.
    #[error("there is no wording for a label with the claim {form}")]
    NoWords {
        /// The form of the claim.
        form: ClaimForm,
    },
    /// The decisions are for a day before the day on which the certificate was issued.
    #[error("the claim is dated {date}, before the certificate was issued on {issued}")]
    TooEarly {
        /// The day of the claim.
        date: Date,
        /// The day on which the certificate was issued.
        issued: Date,
    },
    /// Some units are only allocated.
    #[error("the units are not retired yet")]
    NotRetired,
    /// The claim is about the whole product, but the record covers only a part of the footprint.
    #[error("the record covers only a part of the footprint")]
    Part,
}

impl Label {
    /// Makes a label from a decision about its claim and a decision about showing a label.
    ///
    /// # Errors
    /// Returns an error if one of them does not allow it, if a part of the market has its own rules, if they
    /// are not for the same market, audience and day, or if there is no wording for the claim.
    pub fn new(says: &Decision, label: &Decision) -> Result<Self, LabelError> {
        let (claim, of_label) = (says.claim(), label.claim());
        if of_label.form != ClaimForm::SustainabilityLabel {
            return Err(LabelError::NotAboutLabels { form: of_label.form });
        }
        let mut disclosures = BTreeSet::new();
        for decision in [says, label] {
            let verdict = decision.verdict();
            let Verdict::Allowed { disclosures: shown, .. } = verdict else {
                let (form, verdict) = (decision.claim().form, verdict.as_str());
                return Err(LabelError::NotAllowed { form, verdict });
            };
            if let Some(rule) = decision.inside().first() {
                return Err(LabelError::Inside { rule: rule.clone() });
            }
            disclosures.extend(shown.iter().map(|(name, text)| (name.clone(), text.clone())));
        }
        for (same, what) in [
            (claim.market == of_label.market, "market"),
            (claim.audience == of_label.audience, "audience"),
            (claim.date == of_label.date, "day"),
        ] {
            if !same {
                return Err(LabelError::Different { what });
            }
        }
        Ok(Self {
            words: words(claim.form).ok_or(LabelError::NoWords { form: claim.form })?,
            market: claim.market.to_string(),
            audience: claim.audience,
            date: claim.date,
            editions: [says, label].map(|decision| decision.edition().to_string()).into(),
            disclosures,
        })
    }
}

/// Returns the wording for a form of claim; `None` for forms that are not about one product.
fn words(form: ClaimForm) -> Option<Words> {
    let claim = |key, needs_whole| Some(Words::Claim { key, needs_whole });
    match form {
        ClaimForm::ProductNeutral => claim(Key::LabelProductNeutral, true),
        ClaimForm::ProductCompensated => claim(Key::LabelProductCompensated, true),
        ClaimForm::ProductReducedByOffset => claim(Key::LabelProductReducedByOffset, false),
        ClaimForm::Contribution => claim(Key::LabelContribution, false),
        ClaimForm::FootprintStatement => Some(Words::Footprint),
        _ => None,
    }
}

/// Draws the label badge as SVG: the claim, the facts of the [record badge](super::record_badge), the audience
/// and the date of the claim, and every disclosure that the verdicts require. A signed certificate is baked in.
///
/// # Errors
/// Returns an error if the certificate does not support the claim: units are not retired, a claim about the
/// whole product would be made for a part of its footprint, or the verdicts are older than the certificate.
pub fn label_badge(
    certificate: &Certificate,
    label: &Label,
    style: BadgeStyle,
    wording: &Wording,
) -> Result<String, LabelError> {
    let record = certificate.record();
    let issued = certificate.valid_from().date();
    if label.date < issued {
        return Err(LabelError::TooEarly { date: label.date, issued });
    }
    if record.state() != State::Retired {
        return Err(LabelError::NotRetired);
    }
    let headline = match label.words {
        Words::Claim { needs_whole: true, .. } if *record.coverage() != Coverage::Whole => {
            return Err(LabelError::Part);
        }
        Words::Claim { key, .. } => wording.text(key).to_owned(),
        Words::Footprint => {
            let total = wording.amount(record.footprint().total);
            format!("{}: {total}", wording.text(Key::Footprint))
        }
    };
    let (serial, host) = (record.product().serial.as_str(), certificate.issuer().host().as_str());
    let amount = wording.amount(record.amount());
    let facts = wording.fill(Key::BadgeTitle, &[("amount", &amount), ("serial", serial)]);
    let summary = wording.summary(&record.summary());
    let audience = wording.text(match label.audience {
        Audience::Business => Key::LabelBusiness,
        Audience::Consumer => Key::LabelConsumer,
    });
    let date = wording.date(label.date);
    let values = [("market", &*label.market), ("audience", audience), ("date", &date)];
    let meant = wording.fill(Key::LabelFor, &values);
    let notice = record.demonstration().map(|notice| notice.as_str().to_owned());

    let mut lines = vec![
        (Kind::Headline, headline.clone()),
        (Kind::Fact, facts.clone()),
        (Kind::Fact, summary.clone()),
        (Kind::Note, host.to_owned()),
        (Kind::Note, meant.clone()),
    ];
    if !wording.is_reviewed() {
        lines.push((Kind::Note, wording.text(Key::BadgeUnreviewed).to_owned()));
    }
    lines.extend(notice.clone().map(|notice| (Kind::Notice, notice)));
    let shown = |(name, text): &(Disclosure, LongText)| {
        format!("{}: {text}", name.as_str().replace('_', " "))
    };
    let disclosures: Vec<String> = label.disclosures.iter().map(shown).collect();
    if !disclosures.is_empty() {
        lines.push((Kind::Fact, wording.text(Key::LabelConditions).to_owned()));
        lines.extend(disclosures.iter().map(|text| (Kind::Note, text.clone())));
    }
    let mut description: Vec<String> = notice.into_iter().collect();
    description.extend([facts, summary, meant]);
    description.push(wording.fill(Key::BadgeStated, &[("host", host)]));
    description.extend(label.editions.iter().cloned());
    description.extend(disclosures);
    Ok(Card { style, wording, title: headline, description, lines }.svg(certificate))
}
