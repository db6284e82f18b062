//! The verdicts for some markets, as a page to read.

use co2::claims::{
    Audience, Claim, ClaimForm, ClaimPolicy, Decision, Evidence, Looked, Origin, Rule, Verdict,
};
use co2::units::text::LongText;
use co2::units::{Date, Region};
use std::collections::BTreeSet;
use std::io::{self, Write};

const MARKETS: [&str; 21] = [
    "SE", "NL", "BG", "DE", "FR", "AX", "NO", "IS", "LI", "GB", "CH", "US", "US-CA", "CA", "BR",
    "AU", "IN", "KR", "SG", "CN", "JP",
];

pub(super) fn write(policy: &ClaimPolicy, date: Date, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "# What may be claimed, by market\n")?;
    writeln!(
        out,
        "Written by `co2 claim --table --date {date}`; a test compares it. Rules: {},",
        policy.edition()
    )?;
    writeln!(out, "last looked at on {}. **Not legal advice.**\n", policy.reviewed())?;
    writeln!(out, "How to read a cell:\n")?;
    writeln!(out, "- **no**: a rule forbids it, whatever the evidence.")?;
    writeln!(
        out,
        "- *with evidence*: allowed when the evidence holds every disclosure that the rules named ask for,"
    )?;
    writeln!(out, "  forbidden otherwise.")?;
    writeln!(
        out,
        "- no, or unknown: forbidden without those disclosures, and with them still not allowed, since no"
    )?;
    writeln!(out, "  confirmed rule with force allows it.")?;
    writeln!(
        out,
        "- unknown: no rule that was found speaks of it. Not allowed: the record stands alone."
    )?;
    writeln!(out, "- not looked at: nobody looked for a rule. Not allowed either.\n")?;
    writeln!(
        out,
        "Voluntary standards, and judgments about one case, advise: they decide no cell.\n"
    )?;
    writeln!(
        out,
        "The record of what was retired is a statement of fact and may be shown in every market.\n"
    )?;
    writeln!(out, "| form | what such a claim says |\n| --- | --- |")?;
    for form in ClaimForm::ALL {
        writeln!(out, "| `{form}` | {} |", form.about())?;
    }
    for market in MARKETS.iter().filter_map(|code| code.parse::<Region>().ok()) {
        writeln!(out, "\n## {}\n", name(market))?;
        let (looked, note) = policy.looked_at(market);
        let note = note.map_or(String::new(), |note| format!(" {}", note.note));
        writeln!(out, "Law: {}.{note}\n", looked.in_words())?;
        writeln!(out, "| form | to consumers | to businesses |\n| --- | --- | --- |")?;
        for form in ClaimForm::ALL.iter().copied() {
            let cell = |audience| cell(policy, Claim { market, audience, date, form });
            let (consumers, businesses) = (cell(Audience::Consumer), cell(Audience::Business));
            writeln!(out, "| `{form}` | {consumers} | {businesses} |")?;
        }
    }
    rules(policy, out)
}

fn name(market: Region) -> String {
    match market {
        Region::Country(country) => format!("{} ({market})", country.name()),
        Region::Subdivision(part) => {
            format!("{}, {} ({market})", part.name(), part.country().name())
        }
        _ => market.to_string(),
    }
}

fn cell(policy: &ClaimPolicy, claim: Claim) -> String {
    let without = policy.decide(claim, &Evidence::new());
    let with = policy.decide(claim, &everything(policy.rules_about(claim)));
    let cited = |decision: &Decision| {
        let rules: Vec<&str> =
            decision.verdict().rules().iter().map(|cited| cited.rule.as_str()).collect();
        rules.join(", ")
    };
    match (without.verdict(), with.verdict()) {
        (_, Verdict::Forbidden { .. }) => format!("**no**: {}", cited(&with)),
        (Verdict::Allowed { .. }, _) => format!("allowed: {}", cited(&with)),
        (_, Verdict::Allowed { .. }) => format!("*with evidence*: {}", cited(&with)),
        (Verdict::Forbidden { .. }, _) => format!("no, or unknown: {}", cited(&without)),
        _ if with.looked() == Looked::NotLookedAt => "not looked at".to_owned(),
        _ => "unknown".to_owned(),
    }
}

/// Evidence of all that some rules ask for.
fn everything<'a>(rules: impl Iterator<Item = &'a Rule>) -> Evidence {
    let names: BTreeSet<_> = rules.flat_map(|rule| &rule.disclosures).collect();
    names.into_iter().fold(Evidence::new(), |held, name| {
        let shown = "shown".parse::<LongText>().ok();
        let more = shown.and_then(|text| held.clone().with(name.clone(), text).ok());
        more.unwrap_or(held)
    })
}

fn rules(policy: &ClaimPolicy, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n## The rules\n")?;
    writeln!(
        out,
        "A rule that is not confirmed can forbid and never allows. One that is voluntary or"
    )?;
    writeln!(out, "persuasive advises: it neither forbids nor allows.")?;
    for rule in policy.rules() {
        let Origin::Published(publication) = &rule.origin else { continue };
        writeln!(out, "\n### {}\n", rule.id)?;
        let audiences: Vec<&str> = rule.audiences.iter().map(|one| one.as_str()).collect();
        let to = audiences.join(" and ");
        writeln!(out, "{}\n", rule.summary)?;
        writeln!(
            out,
            "- {}{}",
            publication.instrument,
            publication.provision.as_ref().map_or(String::new(), |at| format!("; {at}"))
        )?;
        writeln!(
            out,
            "- about `{}` to {to} in {}: **{}**{}",
            rule.form,
            rule.market,
            rule.outcome,
            days(rule)
        )?;
        if !rule.disclosures.is_empty() {
            let names: Vec<String> =
                rule.disclosures.iter().map(|name| format!("`{name}`")).collect();
            writeln!(out, "- asks for {}", names.join(", "))?;
        }
        writeln!(
            out,
            "- {}, {}; {}",
            publication.force, publication.legal_status, publication.confidence
        )?;
        for (what, text) in [
            ("such claims", &publication.examples),
            ("sanction", &publication.sanction),
            ("read at", &publication.source),
            ("mind", &publication.note),
        ] {
            if let Some(text) = text {
                writeln!(out, "- {what}: {}", escaped(text.as_str()))?;
            }
        }
        for reading in &publication.readings {
            writeln!(out, "- read on {}: {}", reading.date, escaped(reading.place.as_str()))?;
        }
    }
    Ok(())
}

fn days(rule: &Rule) -> String {
    match (rule.first, rule.last) {
        (Some(first), Some(last)) => format!(", from {first} to {last}"),
        (Some(first), None) => format!(", from {first}"),
        (None, Some(last)) => format!(", to {last}"),
        (None, None) => String::new(),
    }
}

fn escaped(text: &str) -> String {
    text.replace('*', "\\*").replace('<', "&lt;")
}
