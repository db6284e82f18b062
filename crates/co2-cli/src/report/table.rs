//! The figures and duties of a ledger, for a terminal.

use super::content::{Duties, Report, Unanswered};
use co2::units::Co2e;
use std::io::{self, Write};

/// How many lines of a list are shown; JSON has all.
const LISTED: usize = 20;

pub(super) fn write(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let total = report.total;
    for (name, amount) in [
        ("covered", total.covered),
        ("released", total.released),
        ("held by orders", report.held),
        ("certified", total.certified),
        ("retired", total.retired),
    ] {
        writeln!(out, "{name:<22} {:>20} kg CO2e", kilograms(amount))?;
    }
    writeln!(out, "{:<22} {:>20}", "orders", report.audit.orders)?;
    writeln!(out, "{:<22} {:>20}", "certificates", report.audit.certificates)?;
    writeln!(out, "{:<22} {:>20}", "latest event", report.latest_event.to_string())?;
    if !report.projects.is_empty() {
        let [covered, retired, free] = ["covered", "retired", "free"];
        writeln!(out, "\n{:<22} {covered:>16} {retired:>16} {free:>16}", "project (kg CO2e)")?;
    }
    for row in report.projects.iter().take(LISTED) {
        let [covered, retired, free] =
            [row.amounts.covered, row.amounts.retired, row.free].map(kilograms);
        writeln!(out, "{:<22} {covered:>16} {retired:>16} {free:>16}", row.project)?;
    }
    more(report.projects.len(), out)?;
    duties(&report.duties, out)?;
    for broken in report.audit.broken.iter().take(LISTED) {
        writeln!(out, "BROKEN {broken}")?;
    }
    more(report.audit.broken.len(), out)
}

fn duties(duties: &Duties, out: &mut dyn Write) -> io::Result<()> {
    let count = duties.retire.len() + duties.unanswered.len();
    let count = count + duties.shortfalls.len() + duties.low_stock.len();
    if count == 0 {
        return writeln!(out, "\nno open duties");
    }
    writeln!(out, "\nopen duties")?;
    for duty in duties.retire.iter().take(LISTED) {
        let by = match (&duty.due, duty.overdue) {
            (Some(day), false) => format!("by {day}"),
            (Some(day), true) => format!("by {day}, which has passed"),
            (None, _) => "no certificate names a day".to_owned(),
        };
        let amount = kilograms(duty.amount);
        writeln!(out, "  retire {amount} kg of {} at {}: {by}", duty.project, duty.registry)?;
    }
    more(duties.retire.len(), out)?;
    for one in duties.unanswered.iter().take(LISTED) {
        let Unanswered { operation, registry, serial } = one;
        writeln!(out, "  record what {registry} answers to {operation}: retire {serial}")?;
    }
    more(duties.unanswered.len(), out)?;
    for lack in duties.shortfalls.iter().take(LISTED) {
        let product = lack.product.as_deref().unwrap_or("products without a serial number");
        let amount = kilograms(lack.amount);
        writeln!(
            out,
            "  make good {amount} kg that the registry lost: {product} in order {}",
            lack.order
        )?;
    }
    more(duties.shortfalls.len(), out)?;
    for low in duties.low_stock.iter().take(LISTED) {
        let free = kilograms(low.free);
        writeln!(out, "  buy credits of {}: {free} kg last for {} days", low.project, low.days)?;
    }
    more(duties.low_stock.len(), out)
}

fn more(count: usize, out: &mut dyn Write) -> io::Result<()> {
    match count.saturating_sub(LISTED) {
        0 => Ok(()),
        more => writeln!(out, "  and {more} more; --json lists all"),
    }
}

fn kilograms(amount: Co2e) -> String {
    format!("{:.3}", amount.to_decimal_kilograms())
}
