//! What must hold of an event and of a stored fact by themselves, whoever wrote them: a journal may come
//! from a file, from another host or from a stranger. Folding, and so replay, import and audit, and
//! snapshots ask here, so that none of them takes what another one refuses.

use crate::command::Line;
use crate::decide::check_lines;
use crate::event::{Change, Event};
use co2_offsets::{Lot, Project};
use co2_units::Timestamp;

/// Why something cannot be.
type Fact = Result<(), &'static str>;

impl Event {
    /// Whether the event can be at all, before it is compared with the state that it is to follow from.
    pub(crate) fn check(&self) -> Fact {
        match &self.change {
            Change::Imported(content) => projects(&content.projects),
            Change::BufferRecorded(content) => projects(&content.projects),
            Change::Converted(content) => projects(&content.projects),
            Change::TransferredIn(content) => projects(&content.projects),
            Change::RulesPut(put) => {
                put.rules.check().map_err(|_| "a rule has a value that it cannot have")
            }
            Change::Reserved { reserve, until, .. } => {
                lines(&reserve.lines)?;
                ends(self.at, reserve.hold_seconds, *until)
            }
            Change::Extended { extend, until } => ends(self.at, extend.hold_seconds, *until),
            Change::CoveredRetroactively { cover, .. } => lines(&cover.reserve().lines),
            _ => Ok(()),
        }
    }
}

/// Whether a reservation ends when it must.
fn ends(at: Timestamp, hold_seconds: u32, until: Timestamp) -> Fact {
    if hold_seconds > 0 && at.checked_add_seconds(hold_seconds) == Some(until) {
        Ok(())
    } else {
        Err("the reservation does not end when it was held for its time")
    }
}

fn lines(lines: &[Line]) -> Fact {
    check_lines(lines).map_err(|_| "the lines are none of an order")
}

fn projects(projects: &[Project]) -> Fact {
    projects.iter().try_for_each(project)
}

/// Whether a project can be known.
pub(crate) fn project(project: &Project) -> Fact {
    if project.has_name() { Ok(()) } else { Err("a project has no name that can be printed") }
}

/// Whether a lot can be one of a project.
pub(crate) fn lot(lot: &Lot, project: &Project) -> Fact {
    if *lot.serial.registry() != project.registry {
        return Err("a lot is of another registry than its project");
    }
    if lot.serial.unit_size().is_some_and(|size| size != lot.unit_size) {
        return Err("a lot has units of another size than its registry");
    }
    Ok(())
}
