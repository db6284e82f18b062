//! From the ledger's events to those for other systems.

use super::data::number;
use super::{
    CertificateReinstated, CertificateRevoked, CertificateSuspended, CoverageMadeGood,
    CoveredProduct, Data, EventLine, LotIn, OrderCancelled, OrderConfirmed, OrderExpired,
    OrderExtended, OrderFilled, OrderPartCancelled, OrderReallocated, OrderReserved, PartOf,
    ProductAssigned, ProductCertified, ProductReplaced, ProductReturned, ProductSerialCorrected,
    ProductsCoveredEarlier, ProjectAmount, RetirementRecorded, RetirementRequested, RulesPut,
    StockBuffered, StockImported, StockTransferredIn, UnitsCancelled, UnitsConverted,
    UnitsInvalidated, UnitsTransferredOut,
};
use co2_ledger::command::{EarlierProduct, Invalidated, Part};
use co2_ledger::{Change, Event, LotIndex, LotSlice, State};
use co2_offsets::Lot;
use co2_units::Co2e;
use co2_units::credit::ProjectId;
use std::collections::BTreeMap;

/// The projects of lots, which slices name by their numbers.
#[derive(Debug, Default)]
pub(crate) struct Lots(BTreeMap<LotIndex, ProjectId>);

impl Lots {
    pub(crate) fn of(state: &State) -> Self {
        Self(state.lots().map(|(index, lot)| (index, lot.lot().project().clone())).collect())
    }

    /// How much of each project some slices are, and how much in all.
    fn amounts<'a>(
        &self,
        slices: impl IntoIterator<Item = &'a LotSlice>,
    ) -> (Vec<ProjectAmount>, Co2e) {
        let (mut projects, mut total) = (BTreeMap::new(), Co2e::ZERO);
        for slice in slices {
            let grams = Co2e::from_grams(slice.grams.grams());
            // The sums were checked when the slices were taken.
            total = total.checked_add(grams).unwrap_or(Co2e::MAX);
            if let Some(project) = self.0.get(&slice.lot) {
                let amount: &mut Co2e = projects.entry(project).or_default();
                *amount = amount.checked_add(grams).unwrap_or(Co2e::MAX);
            }
        }
        let amount = |(project, amount): (&ProjectId, Co2e)| {
            let project = project.clone();
            ProjectAmount { project, amount }
        };
        (projects.into_iter().map(amount).collect(), total)
    }

    /// What other systems are told of an event, and what it is about; `None` for what concerns the ledger
    /// alone.
    pub(crate) fn read(&self, event: &Event) -> Option<(String, Data)> {
        let change = &event.change;
        let stock = || of_stock(change).or_else(|| of_retirement(change));
        let order = || self.of_order(change).or_else(|| self.of_product(change));
        stock().or_else(order).or_else(|| of_certificate(change))
    }

    /// What is about an order.
    fn of_order(&self, change: &Change) -> Option<(String, Data)> {
        Some(match change {
            Change::Reserved { reserve, until, slices, covered, price } => {
                let (projects, amount) = self.amounts(slices.iter().flatten());
                let line = |(line, &covered): (&co2_ledger::Line, &u32)| EventLine {
                    line: line.id,
                    covered,
                    each: line.each,
                };
                let data = OrderReserved {
                    order: reserve.order.clone(),
                    attempt: reserve.attempt,
                    choice: reserve.choice.clone(),
                    lines: reserve.lines.iter().zip(covered).map(line).collect(),
                    projects,
                    amount,
                    price: price.as_ref().map(|price| price.total),
                    until: *until,
                    about: reserve.about,
                };
                (data.order.to_string(), Data::OrderReserved(data))
            }
            Change::Expired { order } => {
                let order = order.clone();
                (order.to_string(), Data::OrderExpired(OrderExpired { order }))
            }
            Change::Extended { extend, until } => {
                let (order, until) = (extend.order.clone(), *until);
                (order.to_string(), Data::OrderExtended(OrderExtended { order, until }))
            }
            Change::Confirmed(content) => {
                let (order, part) = (content.order.clone(), content.part.as_deref().map(parts));
                (order.to_string(), Data::OrderConfirmed(OrderConfirmed { order, part }))
            }
            Change::Reallocated { reallocate, slices, price, .. } => {
                let (projects, amount) = self.amounts(slices.iter().flatten());
                let (order, attempt) = (reallocate.order.clone(), reallocate.attempt);
                let price = price.as_ref().map(|price| price.total);
                let data = OrderReallocated { order, attempt, projects, amount, price };
                (data.order.to_string(), Data::OrderReallocated(data))
            }
            Change::Filled { fill, slices, price, .. } => {
                let (projects, amount) = self.amounts(slices.iter().flatten());
                let (order, operation) = (fill.order.clone(), fill.operation.clone());
                let price = price.as_ref().map(|price| price.total);
                let data = OrderFilled { order, operation, projects, amount, price };
                (data.order.to_string(), Data::OrderFilled(data))
            }
            Change::Cancelled(content) => {
                let order = content.order.clone();
                (order.to_string(), Data::OrderCancelled(OrderCancelled { order }))
            }
            Change::PartCancelled { cancel, price } => {
                let (order, operation) = (cancel.order.clone(), cancel.operation.clone());
                let (part, price) = (parts(&cancel.part), *price);
                let data = OrderPartCancelled { order, operation, part, price };
                (data.order.to_string(), Data::OrderPartCancelled(data))
            }
            _ => return None,
        })
    }

    /// What is about products with a serial number.
    fn of_product(&self, change: &Change) -> Option<(String, Data)> {
        Some(match change {
            Change::Assigned { assign, coverage, .. } => {
                let data = ProductAssigned {
                    order: assign.order.clone(),
                    line: assign.line,
                    product: assign.product.clone(),
                    coverage: number(*coverage),
                };
                (data.order.to_string(), Data::ProductAssigned(data))
            }
            Change::CertificateRecorded(record) => {
                let data = ProductCertified {
                    order: record.order.clone(),
                    product: record.product.clone(),
                    coverage: number(record.coverage),
                    certificate: record.digest,
                    replaces: record.replaces,
                };
                (data.order.to_string(), Data::ProductCertified(data))
            }
            Change::Returned(content) => {
                let data = ProductReturned {
                    order: content.order.clone(),
                    operation: content.operation.clone(),
                    product: content.product.clone(),
                };
                (data.order.to_string(), Data::ProductReturned(data))
            }
            Change::Replaced { replace, coverage } => {
                let data = ProductReplaced {
                    order: replace.order.clone(),
                    operation: replace.operation.clone(),
                    product: replace.product.clone(),
                    by: replace.by.clone(),
                    cause: replace.cause,
                    coverage: number(*coverage),
                };
                (data.order.to_string(), Data::ProductReplaced(data))
            }
            Change::SerialCorrected { correct, coverage } => {
                let data = ProductSerialCorrected {
                    order: correct.order.clone(),
                    operation: correct.operation.clone(),
                    product: correct.product.clone(),
                    by: correct.by.clone(),
                    coverage: number(*coverage),
                };
                (data.order.to_string(), Data::ProductSerialCorrected(data))
            }
            Change::CoveredRetroactively { cover, slices, first } => {
                let (projects, amount) = self.amounts(slices.iter().flatten());
                let numbers = (1..).zip(first.as_u64()..);
                let product = |((line, coverage), earlier): ((u32, u64), &EarlierProduct)| {
                    let (product, amount) = (earlier.product.clone(), earlier.each);
                    CoveredProduct { line, product, coverage, amount }
                };
                let data = ProductsCoveredEarlier {
                    order: cover.order.clone(),
                    purchased: cover.purchased,
                    products: numbers.zip(&cover.products).map(product).collect(),
                    projects,
                    amount,
                    about: cover.about,
                };
                (data.order.to_string(), Data::ProductsCoveredEarlier(data))
            }
            Change::MadeGood { make_good, slices } => {
                let data = CoverageMadeGood {
                    operation: make_good.operation.clone(),
                    order: make_good.order.clone(),
                    product: make_good.product.clone(),
                    lot: make_good.from.clone(),
                    amount: self.amounts(slices).1,
                };
                (data.order.to_string(), Data::CoverageMadeGood(data))
            }
            _ => return None,
        })
    }
}

/// What is about certificates that must not be accepted.
fn of_certificate(change: &Change) -> Option<(String, Data)> {
    Some(match change {
        Change::Suspended(content) => {
            let data = CertificateSuspended {
                order: content.order.clone(),
                operation: content.operation.clone(),
                product: content.product.clone(),
                reason: content.reason.clone(),
            };
            (data.order.to_string(), Data::CertificateSuspended(data))
        }
        Change::Reinstated(content) => {
            let data = CertificateReinstated {
                order: content.order.clone(),
                operation: content.operation.clone(),
                product: content.product.clone(),
            };
            (data.order.to_string(), Data::CertificateReinstated(data))
        }
        Change::Revoked(content) => {
            let data = CertificateRevoked {
                order: content.order.clone(),
                operation: content.operation.clone(),
                product: content.product.clone(),
                reason: content.reason.clone(),
            };
            (data.order.to_string(), Data::CertificateRevoked(data))
        }
        _ => return None,
    })
}

/// What is about stock and rules.
fn of_stock(change: &Change) -> Option<(String, Data)> {
    Some(match change {
        Change::Imported(content) => {
            let (operation, lots) = (content.operation.clone(), lots_in(&content.lots));
            (operation.to_string(), Data::StockImported(StockImported { operation, lots }))
        }
        Change::BufferRecorded(content) => {
            let (operation, lots) = (content.operation.clone(), lots_in(&content.lots));
            (operation.to_string(), Data::StockBuffered(StockBuffered { operation, lots }))
        }
        Change::TransferredIn(content) => {
            let (operation, lots) = (content.operation.clone(), lots_in(&content.lots));
            let from = content.from.clone();
            let data = StockTransferredIn { operation, from, lots };
            (data.operation.to_string(), Data::StockTransferredIn(data))
        }
        Change::TransferredOut(content) => {
            let data = UnitsTransferredOut {
                operation: content.operation.clone(),
                to: content.to.clone(),
                lot: content.units.lot.clone(),
                first_unit: content.units.first_unit,
                last_unit: content.units.last_unit,
            };
            (data.operation.to_string(), Data::UnitsTransferredOut(data))
        }
        Change::Converted(content) => {
            let data = UnitsConverted {
                operation: content.operation.clone(),
                lot: content.units.lot.clone(),
                first_unit: content.units.first_unit,
                last_unit: content.units.last_unit,
                reference: content.reference.clone(),
                lots: lots_in(&content.lots),
            };
            (data.operation.to_string(), Data::UnitsConverted(data))
        }
        Change::UnitsCancelled(content) => {
            let data = UnitsCancelled {
                operation: content.operation.clone(),
                lot: content.units.lot.clone(),
                first_unit: content.units.first_unit,
                last_unit: content.units.last_unit,
                reference: content.reference.clone(),
            };
            (data.operation.to_string(), Data::UnitsCancelled(data))
        }
        Change::Invalidated(content) => {
            let (project, units) = match &content.what {
                Invalidated::Project(project) => (Some(project.clone()), None),
                Invalidated::Units(units) => (None, Some(units)),
                // Not told before this crate knows it.
                _ => return None,
            };
            let data = UnitsInvalidated {
                operation: content.operation.clone(),
                project,
                lot: units.map(|units| units.lot.clone()),
                first_unit: units.map(|units| units.first_unit),
                last_unit: units.map(|units| units.last_unit),
                reference: content.reference.clone(),
            };
            (data.operation.to_string(), Data::UnitsInvalidated(data))
        }
        Change::RulesPut(content) => {
            let (operation, rules) = (content.operation.clone(), content.rules.id());
            (operation.to_string(), Data::RulesPut(RulesPut { operation, rules }))
        }
        _ => return None,
    })
}

/// What is about retirements.
fn of_retirement(change: &Change) -> Option<(String, Data)> {
    Some(match change {
        Change::RetirementRequested(content) => {
            let data = RetirementRequested {
                operation: content.operation.clone(),
                lot: content.lot.clone(),
                first_unit: content.first_unit,
                last_unit: content.last_unit,
            };
            (data.operation.to_string(), Data::RetirementRequested(data))
        }
        Change::RetirementRecorded { record, .. } => {
            let data = RetirementRecorded {
                operation: record.operation.clone(),
                reference: record.reference.clone(),
                date: record.date,
                serials: record.serials.clone(),
            };
            (data.operation.to_string(), Data::RetirementRecorded(data))
        }
        _ => return None,
    })
}

fn lots_in(lots: &[Lot]) -> Vec<LotIn> {
    let lot = |lot: &Lot| LotIn {
        lot: lot.id.clone(),
        registry: lot.serial.registry().clone(),
        project: lot.project().clone(),
        serial: lot.serial.clone(),
        // It was checked when it came in.
        amount: lot.size().unwrap_or(Co2e::MAX),
    };
    lots.iter().map(lot).collect()
}

fn parts(part: &[Part]) -> Vec<PartOf> {
    part.iter().map(|part| PartOf { line: part.line, quantity: part.quantity }).collect()
}
