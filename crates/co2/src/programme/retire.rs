//! Retirement: which units to send to a registry, by when, and what it answered.

use super::step::{order_id, steps};
use super::{Programme, RetireError};
use co2_cert::{Act, Certificate};
use co2_journal::{Committed, Freshness, Recall, SubmitError};
use co2_ledger::command::OnDifference;
use co2_ledger::{
    Command, Coverage, CoverageStatus, LotSlice, OrderId, OrderStatus, RecordRetirement,
    RegistryState, RequestRetirement, Retirement, State,
};
use co2_offsets::{
    Custodian, Day, Digest, LotId, OperationId, OwnRetirement, Reconciliation, Reference, Serial,
    TheirRow, Whose, reconcile,
};
use co2_units::credit::{ProjectId, RegistryId};
#[cfg(feature = "schemars")]
use co2_units::serde::large;
use co2_units::{Co2e, Date, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A retirement that was requested and is not yet recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct OpenRetirement {
    /// The host's name of it.
    pub operation: OperationId,
    /// The lot.
    pub lot: LotId,
    /// The serial of the units, as the registry would print it: what to send to the registry.
    pub serial: Serial,
}

/// Consecutive units of a lot that are not yet asked to be retired.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct UnitsToRetire {
    /// The lot.
    pub lot: LotId,
    /// The first unit's number.
    #[serde(with = "co2_units::serde::large")]
    #[cfg_attr(feature = "schemars", schemars(schema_with = "large::json_schema"))]
    pub first_unit: u64,
    /// The last unit's number, which belongs to it.
    #[serde(with = "co2_units::serde::large")]
    #[cfg_attr(feature = "schemars", schemars(schema_with = "large::json_schema"))]
    pub last_unit: u64,
}

/// Units that paid orders need, and by when they are to be retired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemars", derive(schemars::JsonSchema), schemars(deny_unknown_fields))]
#[non_exhaustive]
pub struct RetirementDuty {
    /// The registry.
    pub registry: RegistryId,
    /// Who holds the units there.
    pub custodian: Custodian,
    /// The project.
    pub project: ProjectId,
    /// The units, as a request for their retirement names them.
    pub units: UnitsToRetire,
    /// How much they are, in whole units.
    #[serde(rename = "amount_kg")]
    pub amount: Co2e,
    /// By when, as the certificates that name them say; `None` while none does. The earliest day, where
    /// several do.
    #[serde(serialize_with = "crate::wire::date")]
    #[cfg_attr(feature = "schemars", schemars(with = "Option<co2_units::Day>"))]
    pub due: Option<Date>,
}

steps! {
    /// The whole units that an order's grams lie in and whose retirement is not yet requested; also those
    /// of products that came back after their certificate promised to retire them.
    ///
    /// A retirement is for ever, so ask once the order is paid: an unpaid one has units, too, until it
    /// expires. Two orders can share a unit, and then both list it until its retirement is requested;
    /// [`retirement_plan`](Self::retirement_plan) lists each unit once.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = paid()?;
    /// for units in programme.units_to_retire("#1042")? {
    ///     println!("{}: {} to {}", units.lot, units.first_unit, units.last_unit);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the order is not known.
    units_to_retire, units_to_retire_async
        = listing_units(order: &str) -> Vec<UnitsToRetire>, RetireError;

    /// All units that paid orders need and whose retirement is not yet requested, each once, by
    /// registry, custodian, project and unit: what to send to registries and partners, and by when.
    ///
    /// It looks at every order that is not archived, in a copy of the ledger's state that is made for it
    /// ([`Ledger::survey`](co2_journal::Ledger::survey)): sales go on meanwhile, but it takes as long as
    /// opening the ledger. So ask for it once a day rather than at every order.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = shipped()?;
    /// let plan = programme.retirement_plan()?;
    /// assert!(plan.iter().all(|duty| duty.due.is_some()), "certificates name a day");
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the journal cannot be read.
    retirement_plan, retirement_plan_async = planning() -> Vec<RetirementDuty>, RetireError;

    /// Notes that these units were sent to the registry to be retired. `operation` is the host's own
    /// name of the retirement.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = paid()?;
    /// let units = programme.units_to_retire("#1042")?;
    /// programme.request_retirement("retire-1", &units[0], now())?;
    /// assert_eq!(programme.open_retirements()?.len(), 1);
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the units are not the lot's or are part of an earlier retirement.
    request_retirement, request_retirement_async = requesting(
        operation: &str, units: &UnitsToRetire, now: Timestamp,
    ) -> Committed, RetireError;

    /// Retirements that were requested and are not yet recorded, in the order of their names.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = paid()?;
    /// let units = programme.units_to_retire("#1042")?;
    /// programme.request_retirement("retire-1", &units[0], now())?;
    /// for open in programme.open_retirements()? {
    ///     println!("{}: please retire {}", open.operation, open.serial);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the journal cannot be read.
    open_retirements, open_retirements_async
        = listing_open() -> Vec<OpenRetirement>, RetireError;

    /// Records what the registry answered: its reference, the day, and the serial of the retired
    /// units exactly as it prints it.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = paid()?;
    /// let units = programme.units_to_retire("#1042")?;
    /// programme.request_retirement("retire-1", &units[0], now())?;
    /// let open = programme.open_retirements()?.remove(0);
    /// // As the registry prints it.
    /// let serial = open.serial.to_string();
    /// programme.record_retirement("retire-1", "R-7731", now().date(), &serial, now())?;
    /// assert!(programme.open_retirements()?.is_empty());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the retirement was not requested, other units were retired, or it lies in the future.
    record_retirement, record_retirement_async = recording(
        operation: &str, reference: &str, date: Date, serial: &str, now: Timestamp,
    ) -> Committed, RetireError;

    /// The same for a registry that answered with several serials, or that retired other units than those it was asked
    /// to: [`OnDifference::Rehome`] accepts that, and the products whose units these are keep their grams in units that
    /// were retired, where they can.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = paid()?;
    /// use co2::ledger::RecordRetirement;
    /// use co2::ledger::command::OnDifference;
    /// let units = programme.units_to_retire("#1042")?;
    /// programme.request_retirement("retire-1", &units[0], now())?;
    /// // One unit was asked for, and the registry retired another.
    /// let record = RecordRetirement {
    ///     operation: "retire-1".parse()?,
    ///     reference: "R-7731".parse()?,
    ///     date: "2026-11-16".parse()?,
    ///     serials: vec!["GS1-1-UG-GS990001-16-2024-990001-9-9".parse()?],
    ///     on_difference: OnDifference::Rehome,
    /// };
    /// programme.record_retirement_as(record, now())?;
    /// assert!(programme.open_retirements()?.is_empty());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`record_retirement`](Self::record_retirement); also when a serial is of no unit in stock.
    record_retirement_as, record_retirement_as_async = recording_as(
        record: RecordRetirement, now: Timestamp,
    ) -> Committed, RetireError;

    /// Compares the retirements that are recorded here with what a registry's export of our account or
    /// a partner's report says. Nothing is changed.
    ///
    /// # Examples
    /// ```
    /// # include!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/doc/shop.rs"));
    /// # fn main() -> Done<()> {
    /// # use co2::{Choice, Shipped};
    /// # let programme = paid()?;
    /// let units = programme.units_to_retire("#1042")?;
    /// programme.request_retirement("retire-1", &units[0], now())?;
    /// let serial = programme.open_retirements()?.remove(0).serial.to_string();
    /// programme.record_retirement("retire-1", "R-7731", now().date(), &serial, now())?;
    /// let report = format!("serial,date,reference\n{serial},2026-11-21,R-7731\n");
    /// let theirs = co2::offsets::read_retirements(report)?;
    /// assert!(programme.reconcile_retirements(&theirs)?.agrees());
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// When the journal cannot be read.
    reconcile_retirements, reconcile_retirements_async
        = reconciling(theirs: &[TheirRow]) -> Reconciliation, RetireError;
}

impl Programme {
    async fn listing_units(&self, order: &str) -> Result<Vec<UnitsToRetire>, RetireError> {
        let order = order_id(order)?;
        let (asked, recall) = (order.clone(), Recall::Order(order.clone()));
        let read = move |state: &State, _| units(state, &asked);
        let units = self.ledger.read_with_async(Freshness::Latest, recall, read).await?;
        units.ok_or(RetireError::UnknownOrder { order })
    }

    async fn planning(&self) -> Result<Vec<RetirementDuty>, RetireError> {
        let needs = self.ledger.survey_async(None, |state, _| Needs::of(state)).await?;
        let days = self.days_of(&needs).await?;
        Ok(needs.duties(&days))
    }

    /// The days that certificates say: as they were issued, whatever the configuration says by now.
    pub(super) async fn days_of(
        &self,
        needs: &Needs,
    ) -> Result<BTreeMap<Digest, Date>, SubmitError> {
        let mut days = BTreeMap::new();
        for digest in needs.certificates() {
            let certificate = self.ledger.document_async(digest).await?;
            if let Some(day) = certificate.as_deref().and_then(promised) {
                days.insert(digest, day);
            }
        }
        Ok(days)
    }

    async fn requesting(
        &self,
        operation: &str,
        units: &UnitsToRetire,
        now: Timestamp,
    ) -> Result<Committed, RetireError> {
        let request = RequestRetirement {
            operation: operation.parse()?,
            lot: units.lot.clone(),
            first_unit: units.first_unit,
            last_unit: units.last_unit,
        };
        Ok(self.submit(Command::RequestRetirement(request), now).await?)
    }

    async fn listing_open(&self) -> Result<Vec<OpenRetirement>, RetireError> {
        let read = |state: &State, _| {
            let open = state.retirements().filter(|retirement| retirement.record().is_none());
            let open = open.map(|retirement| OpenRetirement {
                operation: retirement.request().operation.clone(),
                lot: retirement.request().lot.clone(),
                serial: retirement.serial().clone(),
            });
            open.collect()
        };
        Ok(self.ledger.read_async(Freshness::Latest, read).await?)
    }

    async fn recording(
        &self,
        operation: &str,
        reference: &str,
        date: Date,
        serial: &str,
        now: Timestamp,
    ) -> Result<Committed, RetireError> {
        let record = RecordRetirement {
            operation: operation.parse()?,
            reference: Reference::new(reference)?,
            date: Day::new(date)?,
            serials: vec![serial.parse()?],
            on_difference: OnDifference::Report,
        };
        Ok(self.submit(Command::RecordRetirement(record), now).await?)
    }

    async fn recording_as(
        &self,
        record: RecordRetirement,
        now: Timestamp,
    ) -> Result<Committed, RetireError> {
        Ok(self.submit(Command::RecordRetirement(record), now).await?)
    }

    async fn reconciling(&self, theirs: &[TheirRow]) -> Result<Reconciliation, RetireError> {
        let read = |state: &State, _| -> Vec<OwnRetirement> {
            state.retirements().filter_map(Retirement::reported).collect()
        };
        let ours = self.ledger.survey_async(None, read).await?;
        Ok(reconcile(&ours, theirs, Whose::Ours))
    }
}

/// Grams that a certificate named before its product came back: their units are to be retired all the
/// same.
fn spent(coverage: &Coverage) -> impl Iterator<Item = LotSlice> + '_ {
    let slices = (coverage.status == CoverageStatus::Spent).then_some(&coverage.slices);
    slices.into_iter().flatten().copied()
}

fn units(state: &State, order: &OrderId) -> Option<Vec<UnitsToRetire>> {
    state.order(order)?;
    let mut slices = state.slices_of(order);
    for coverage in state.coverages_in(order) {
        slices.extend(spent(&coverage));
    }
    let mut held = Held::default();
    held.add(state, &slices, None);
    Some(held.runs(&BTreeMap::new()).map(|(units, _)| units).collect())
}

/// The units that paid orders need and that nobody has asked to be retired, before it is known by when: the
/// certificates say so.
#[derive(Debug)]
pub(crate) struct Needs {
    held: Held,
    lots: BTreeMap<LotId, NeededLot>,
}

/// What a duty says of a lot.
#[derive(Debug)]
struct NeededLot {
    registry: RegistryId,
    custodian: Custodian,
    project: ProjectId,
    unit_size: Co2e,
}

impl Needs {
    pub(crate) fn of(state: &State) -> Self {
        let mut held = Held::default();
        for (id, order) in state.orders() {
            if order.status() != OrderStatus::Confirmed {
                continue;
            }
            for (_, line) in order.lines() {
                held.add(state, line.slices(), None);
            }
            for coverage in state.coverages_in(&id) {
                let slices = match coverage.status {
                    CoverageStatus::Live => coverage.slices,
                    _ => spent(&coverage).collect(),
                };
                held.add(state, &slices, coverage.certificate);
            }
        }
        let lot = |id: &LotId| {
            let (_, lot) = state.lot_by_id(id)?;
            let lot = lot.lot();
            let needed = NeededLot {
                registry: lot.serial.registry().clone(),
                custodian: lot.custodian.clone(),
                project: lot.project().clone(),
                unit_size: lot.unit_size,
            };
            Some((id.clone(), needed))
        };
        let lots = held.needs.keys().filter_map(lot).collect();
        Self { held, lots }
    }

    /// The certificates that say by when.
    pub(crate) fn certificates(&self) -> BTreeSet<Digest> {
        let needs = self.held.needs.values().flatten();
        needs.filter_map(|(.., certificate)| *certificate).collect()
    }

    /// What is to be retired, by registry, partner and project.
    pub(crate) fn duties(self, days: &BTreeMap<Digest, Date>) -> Vec<RetirementDuty> {
        let Self { held, lots } = self;
        let duty = |(units, due): (UnitsToRetire, Option<Date>)| {
            let lot = lots.get(&units.lot)?;
            let count = units.last_unit.saturating_sub(units.first_unit).saturating_add(1);
            Some(RetirementDuty {
                registry: lot.registry.clone(),
                custodian: lot.custodian.clone(),
                project: lot.project.clone(),
                amount: lot.unit_size.checked_mul(count).unwrap_or(Co2e::MAX),
                units,
                due,
            })
        };
        let mut duties: Vec<RetirementDuty> = held.runs(days).filter_map(duty).collect();
        duties.sort_by(|a, b| {
            let key = |duty: &RetirementDuty| {
                (duty.registry.clone(), partner(&duty.custodian), duty.project.clone())
            };
            key(a).cmp(&key(b)).then_with(|| a.units.cmp(&b.units))
        });
        duties
    }
}

/// The first day by which a certificate, as it was recorded, says that units will be retired; `None` when all are.
pub(crate) fn promised(certificate: &[u8]) -> Option<Date> {
    let certificate = Certificate::from_json(certificate).ok()?;
    let days = certificate.record().lines().iter().filter_map(|line| match line.act {
        Act::Allocated { due } => Some(due),
        Act::Retired { .. } => None,
    });
    days.min()
}

/// The partner who holds units, if one does.
pub(super) fn partner(custodian: &Custodian) -> Option<String> {
    match custodian {
        Custodian::Partner { name, .. } => Some(name.to_string()),
        _ => None,
    }
}

/// Units that are held, with the certificate that says by when they are to be retired, as often as something needs
/// them.
#[derive(Debug, Default)]
struct Held {
    /// By lot: first unit, the unit after the last, the certificate. Never unit by unit: an order can have a
    /// million of them.
    needs: BTreeMap<LotId, Vec<(u64, u64, Option<Digest>)>>,
}

impl Held {
    fn add(&mut self, state: &State, slices: &[LotSlice], certificate: Option<Digest>) {
        for credit in state.credits(slices) {
            if credit.state == RegistryState::Held {
                let needs = self.needs.entry(credit.lot.lot().id.clone()).or_default();
                needs.push((credit.first_unit, credit.last_unit.saturating_add(1), certificate));
            }
        }
    }

    /// The units, each once, in runs with the same day: the earliest, where several products share a
    /// unit.
    fn runs(
        self,
        days: &BTreeMap<Digest, Date>,
    ) -> impl Iterator<Item = (UnitsToRetire, Option<Date>)> {
        self.needs.into_iter().flat_map(|(lot, needs)| {
            // Where a need begins or ends, in the order of units.
            let mut edges: Vec<(u64, bool, Option<Date>)> = Vec::with_capacity(needs.len());
            for (first, end, certificate) in needs {
                let due = certificate.and_then(|digest| days.get(&digest).copied());
                edges.push((first, true, due));
                edges.push((end, false, due));
            }
            edges.sort_unstable();
            let mut open: BTreeMap<Option<Date>, usize> = BTreeMap::new();
            let mut runs: Vec<(UnitsToRetire, Option<Date>)> = Vec::new();
            let mut from = 0;
            for (unit, begins, due) in edges {
                if from < unit && !open.is_empty() {
                    let day = open.keys().copied().flatten().next();
                    let last_unit = unit.saturating_sub(1);
                    match runs.last_mut() {
                        Some((run, known))
                            if *known == day && run.last_unit.checked_add(1) == Some(from) =>
                        {
                            run.last_unit = last_unit;
                        }
                        _ => {
                            let lot = lot.clone();
                            runs.push((UnitsToRetire { lot, first_unit: from, last_unit }, day));
                        }
                    }
                }
                from = unit;
                let count = open.entry(due).or_default();
                *count = if begins { count.saturating_add(1) } else { count.saturating_sub(1) };
                if *count == 0 {
                    open.remove(&due);
                }
            }
            runs
        })
    }
}
