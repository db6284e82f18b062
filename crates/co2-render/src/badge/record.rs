//! The record badge: serial number, grams, retirement, date and issuer.

use super::card::{Card, Kind};
use super::style::BadgeStyle;
use crate::wording::{Key, Wording};
use co2_cert::Certificate;

/// Draws the [`record_badge`] in English, in the light theme and medium size.
pub fn record_badge_svg(certificate: &Certificate) -> String {
    record_badge(certificate, BadgeStyle::default(), &Wording::english())
}

/// Draws the record badge as SVG: the amount, the registry's act and its date, the product's serial number,
/// the issuer's host, and the notice of a demonstration. It states facts and makes no claim, so it
/// may be shown everywhere.
///
/// It consists of text, with a title and a description for screen readers, and needs no embedded font, script
/// or network. A signed certificate is baked in as Open Badges 3.0 specifies.
pub fn record_badge(certificate: &Certificate, style: BadgeStyle, wording: &Wording) -> String {
    let record = certificate.record();
    let (serial, host) = (record.product().serial.as_str(), certificate.issuer().host().as_str());
    let amount = wording.amount(record.amount());
    let summary = wording.summary(&record.summary());
    let notice = record.demonstration().map(|notice| notice.as_str().to_owned());

    let mut lines = vec![
        (Kind::Headline, amount.clone()),
        (Kind::Fact, summary.clone()),
        (Kind::Fact, wording.fill(Key::BadgeSerial, &[("serial", serial)])),
        (Kind::Note, host.to_owned()),
    ];
    if !wording.is_reviewed() {
        lines.push((Kind::Note, wording.text(Key::BadgeUnreviewed).to_owned()));
    }
    lines.extend(notice.clone().map(|notice| (Kind::Notice, notice)));
    let mut description: Vec<String> = notice.into_iter().collect();
    description.push(summary);
    description.push(wording.fill(Key::BadgeStated, &[("host", host)]));
    let title = wording.fill(Key::BadgeTitle, &[("amount", &amount), ("serial", serial)]);
    Card { style, wording, title, description, lines }.svg(certificate)
}
