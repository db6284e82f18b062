//! An outsider checks everything that an issuer has published, without asking the issuer.
//!
//! ```text
//! cargo run --example auditor
//! ```
//!
//! It makes an issuer's public files and certificates first, in a folder that is removed again, and then looks at
//! nothing else.
#![cfg_attr(
    not(test),
    expect(clippy::print_stdout, clippy::print_stderr, reason = "a program for people")
)]

#[path = "../shop/mod.rs"]
mod shop;

use co2::cert::did::DidResolver;
use co2::cert::log::{LogFiles, verify_log};
use co2::cert::tlog::SignedCheckpoint;
use co2::cert::{Certificate, Did, VerifyOptions, verify};
use co2::offsets::Digest;
use co2::serials::{check_record, check_slice};
use co2::units::Timestamp;
use co2::{Buyer, Choice, PublicFolder, Shipped};
use std::error::Error;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

fn main() -> ExitCode {
    shop::run(auditor)
}

pub(crate) fn auditor() -> shop::Told {
    let folder = tempfile::tempdir()?;
    let now: Timestamp = "2026-11-25T09:00:00Z".parse()?;
    let handed_out = issue(folder.path(), now)?;
    audit(folder.path(), &handed_out, now)
}

/// What an auditor does with the public files and with certificates that customers have shown.
pub(crate) fn audit(public: &Path, certificates: &[Vec<u8>], at: Timestamp) -> shop::Told {
    let public = PublicFolder::new(public);
    let mut told = String::new();

    // The log: signed by the issuer's keys, whole, and no gram in it twice.
    let log = public.log();
    let checkpoint = log.read("checkpoint").map_err(|error| error.to_string())?;
    let checkpoint = SignedCheckpoint::from_bytes(&checkpoint.ok_or("there is no log")?)?;
    let origin = &checkpoint.unverified().origin;
    let host = origin.as_str().split('/').next().unwrap_or_default();
    let document = public.resolve(&Did::web(&host.parse()?)?)?;
    let keys = co2::log::keys(&document, origin, at);
    let report = verify_log(&log, &keys, &mut check_slice)?;
    writeln!(told, "log {origin}: {} entries, no gram twice", report.checkpoint.size)?;

    // Each certificate: signed, not revoked, and its serials are what its registry prints.
    let mut holding = 0;
    for bytes in certificates {
        let serial = Certificate::from_json(bytes)?.record().product().serial.clone();
        match verify(bytes, &VerifyOptions::new(at, &public)) {
            Ok(verified) => {
                let serials = check_record(verified.certificate.record())?;
                let amount = verified.certificate.record().amount();
                // The log has it, and nothing that revokes it.
                let logged = match report.replay.holds(Digest::of(bytes)) {
                    Some(true) => "in the log",
                    Some(false) => "revoked in the log",
                    None => "not in the log",
                };
                writeln!(told, "{serial}: {amount}, {} serials read, {logged}", serials.read)?;
                holding += 1;
            }
            Err(error) => writeln!(told, "{serial}: refused, {error}")?,
        }
    }
    writeln!(told, "{holding} of {} certificates hold", certificates.len())?;
    Ok(told)
}

/// An issuer sells three laptops, of which one comes back, and publishes. One certificate is forged.
fn issue(public: &Path, now: Timestamp) -> Result<Vec<Vec<u8>>, Box<dyn Error>> {
    let programme = shop::open(|_| ())?;
    programme.import_credits(shop::CREDITS.as_bytes(), now)?;
    let quote = programme.quote(&shop::laptops(3)?, &Buyer::business("SE".parse()?), now)?;
    programme.reserve("#1", &quote, Choice::Any, now)?;
    programme.confirm("#1", now)?;
    let parcel: Vec<Shipped> = ["PF0AAA01", "PF0AAA02", "PF0AAA03"]
        .iter()
        .map(|serial| Shipped::line(1, serial))
        .collect::<Result<_, _>>()?;
    let issued = programme.fulfil("#1", &parcel, now)?;
    programme.return_product("#1", parcel.last().ok_or("there are three")?, now)?;
    programme.publish(public, now)?;
    fs::metadata(public.join("log/checkpoint"))?;
    let mut certificates: Vec<Vec<u8>> = issued.into_iter().map(|issued| issued.json).collect();
    let forged = String::from_utf8(certificates.first().cloned().unwrap_or_default())?;
    certificates.push(forged.replace("PF0AAA01", "PF0AAA04").into_bytes());
    Ok(certificates)
}
