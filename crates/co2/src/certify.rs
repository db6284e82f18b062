//! The join of ledger and certificate: a coverage and its credits become a record of facts.

use crate::basis::Basis;
use crate::config::{AfterReturn, Config};
use crate::log;
use crate::programme::CertifyError;
use crate::status::StatusPlace;
use co2_cert::record::{Assurance, Coverage as Covers};
use co2_cert::{
    Act, ActWord, Certificate, CertificateDraft, CreditLine, Issuer, RecordParts, RetirementRecord,
    Text,
};
use co2_ledger::{Coverage, CoverageStatus, Credit, RegistryState, Retirement, State};
use co2_offsets::serial::Grammar;
use co2_offsets::{Digest, Reference, Serial};
use co2_units::credit::UnitSlice;
use co2_units::{Co2e, Date, Timestamp};

/// A day, in seconds.
const DAY: i64 = 86_400;

/// A coverage with everything a certificate says of it, taken out of the ledger.
#[derive(Clone, Debug)]
pub(crate) struct Facts {
    pub(crate) coverage: Coverage,
    /// The product that took its product's place.
    pub(crate) replaced_by: Option<co2_units::ProductId>,
    lines: Vec<LineFacts>,
}

#[derive(Clone, Debug)]
struct LineFacts {
    lot: co2_offsets::Lot,
    project: Option<co2_offsets::Project>,
    slice: co2_units::credit::GramSlice,
    state: RegistryState,
    retired: Option<Retired>,
}

/// What the registry reported of units that it retired.
#[derive(Clone, Debug)]
struct Retired {
    date: Date,
    reference: Reference,
    printed: Serial,
}

impl Facts {
    /// Reads the coverage of a product in an order.
    pub(crate) fn read(
        state: &State,
        order: &co2_ledger::OrderId,
        product: &co2_units::ProductId,
    ) -> Option<Self> {
        let coverage = state.coverage(order, product)?;
        let line = |credit: Credit<'_>| LineFacts {
            lot: credit.lot.lot().clone(),
            project: state.project(credit.lot.lot().project()).cloned(),
            slice: credit.grams,
            state: credit.state,
            retired: credit.printed.zip(credit.retirement.and_then(Retirement::record)).map(
                |(printed, record)| Retired {
                    date: record.date.date(),
                    reference: record.reference.clone(),
                    printed: printed.clone(),
                },
            ),
        };
        let lines = state.credits(&coverage.slices).into_iter().map(line).collect();
        let replaced_by = match coverage.status {
            CoverageStatus::Replaced(by) => state.coverage_by_id(by).map(|by| by.product),
            _ => None,
        };
        Some(Self { coverage, replaced_by, lines })
    }

    /// The same as long as the registry had retired none of the units.
    pub(crate) fn before_retirement(&self) -> Self {
        let mut early = self.clone();
        early.lines.iter_mut().for_each(|line| line.retired = None);
        early
    }

    /// Whether the registry has retired every unit that has some of the grams.
    pub(crate) fn is_retired(&self) -> bool {
        self.lines.iter().all(|line| line.retired.is_some())
    }

    /// Whether the product has grams that a certificate of it does not name, as after lost ones were
    /// made good.
    pub(crate) fn names_more_than(&self, certificate: &Certificate) -> bool {
        let named: Vec<UnitSlice> =
            certificate.record().lines().iter().filter_map(CreditLine::unit_slice).collect();
        self.lines.iter().any(|line| {
            let (block, unit_size) = (line.lot.serial.units().clone(), line.lot.unit_size);
            // A lot's slices are inside its block.
            UnitSlice::new(block, unit_size, line.slice)
                .is_ok_and(|slice| !slice.without(&named).is_empty())
        })
    }

    /// The certificate, not yet signed. It is valid from when the product was assigned, or the last of
    /// its units was retired, if that was later. `superseded` is how many of the coverage's certificates
    /// came before it.
    pub(crate) fn certificate(
        &self,
        config: &Config,
        basis: &Basis,
        status_key: &[u8; 32],
        superseded: u64,
    ) -> Result<Certificate, CertifyError> {
        let days = self.lines.iter().filter_map(|line| line.retired.as_ref()).map(|r| r.date);
        let valid_from = days.filter_map(start_of).fold(self.coverage.assigned_at, Timestamp::max);
        let days = i64::from(config.certificate.allocation_due_days);
        let due = Timestamp::from_unix_seconds(valid_from.as_unix_seconds() + days * DAY);
        let due = due.map_err(|_| CertifyError::Due)?.date();
        let lines = self.lines.iter().map(|line| line.credit(due)).collect::<Result<_, _>>()?;
        let footprint = basis.statement();
        let record = RetirementRecord::new(RecordParts {
            product: self.coverage.product.clone(),
            product_name: basis.name().clone(),
            amount: self.coverage.amount,
            coverage: covers(self.coverage.amount, footprint.total, basis)?,
            footprint,
            lines,
            assurances: assurances(config, valid_from.date()),
            terms: config.certificate.terms.clone(),
            demonstration: config.certificate.demonstration.clone(),
        })?;
        let (coverage, ordinal) = (&self.coverage, self.coverage.id.as_u64());
        let host = &config.issuer.host;
        let place = StatusPlace::revocation(status_key, ordinal, superseded)?;
        // A newer certificate of a suspended coverage is suspended as well, whatever the configuration says by now.
        let can_be_suspended = config.certificate.can_be_suspended || coverage.suspended.is_some();
        let suspension = if can_be_suspended {
            Some(StatusPlace::suspension(status_key, ordinal)?.entry(host)?)
        } else {
            None
        };
        let spent = match config.certificate.after_return {
            AfterReturn::Revoked => None,
            AfterReturn::Spent => Some(StatusPlace::spent(status_key, ordinal)?.entry(host)?),
        };
        let draft = CertificateDraft {
            id: host.url(&format!("/certificates/{}", name_of(status_key, ordinal)))?,
            issuer: Issuer::web(host.clone(), config.issuer.name.clone())?,
            valid_from,
            subject_base: config.certificate.subject_base.clone(),
            record,
            status: place.entry(host)?,
            suspension,
            spent,
            log: Some(log::origin(host)?),
        };
        Ok(draft.build()?)
    }
}

impl LineFacts {
    fn credit(&self, due: Date) -> Result<CreditLine, CertifyError> {
        let serial = &self.lot.serial;
        let project = self.project.as_ref().ok_or(CertifyError::Project)?;
        let act = match &self.retired {
            None if self.state.is_lost() => return Err(CertifyError::Lost),
            None => Act::Allocated { due },
            Some(retired) => Act::Retired {
                // The CDM registry's own word; the voluntary registries retire.
                word: if serial.grammar() == Grammar::Cdm {
                    ActWord::VoluntaryCancellation
                } else {
                    ActWord::Retirement
                },
                date: retired.date,
                reference: Text::new(retired.reference.as_str())?,
                serials: vec![Text::new(retired.printed.units().printed())?],
            },
        };
        Ok(CreditLine {
            registry: serial.registry().clone(),
            project: project.id.clone(),
            project_name: Text::new(project.name.as_str())?,
            country: Some(self.lot.country(project)),
            technology: Text::new(project.technology.to_string())?,
            vintage: Some(self.lot.vintage),
            block: serial.units().clone(),
            unit_size: self.lot.unit_size,
            slice: self.slice,
            act,
        })
    }
}

/// A certificate's name in its address: it tells neither the serial number nor how many there are.
fn name_of(key: &[u8; 32], ordinal: u64) -> String {
    let label: &[u8] = b"co2 certificate name\n";
    let digest = Digest::of(&[label, key, &ordinal.to_be_bytes()].concat());
    digest.to_string().chars().take(32).collect()
}

/// The statements that are valid on a day.
fn assurances(config: &Config, day: Date) -> Vec<Assurance> {
    let all = config.certificate.assurances.iter().map(Assurance::from);
    all.filter(|assurance| assurance.holds_on(day)).collect()
}

fn covers(amount: Co2e, footprint: Co2e, basis: &Basis) -> Result<Covers, CertifyError> {
    if amount >= footprint {
        return Ok(Covers::Whole);
    }
    Ok(Covers::Part { reason: Text::new(basis.reason())? })
}

fn start_of(day: Date) -> Option<Timestamp> {
    format!("{day}T00:00:00Z").parse().ok()
}
