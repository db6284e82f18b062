//! What each event says. Amounts are in kilograms, as texts.

use co2_ledger::command::ReplaceCause;
use co2_ledger::{CoverageId, LineId, OrderId, StreamId};
use co2_offsets::{Choice, LotId, OperationId, RulesId, Serial};
use co2_units::credit::{ProjectId, RegistryId};
#[cfg(feature = "schemars")]
use co2_units::serde::large;
use co2_units::text::{Reference, ShortText};
use co2_units::{Co2e, Day, Digest, Money, ProductId, Timestamp};
use serde::{Deserialize, Serialize};

/// The data of events, all with the same derives.
macro_rules! data {
    ($($(#[$meta:meta])* $name:ident {
        $($(#[$field_meta:meta])* $field:ident: $ty:ty,)*
    })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(deny_unknown_fields)]
        #[cfg_attr(feature = "schemars", derive(schemars::JsonSchema))]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $ty,)*
        }
    )*};
}

data! {
    /// A block of credits that came in.
    LotIn {
        /// The host's name of the lot.
        lot: LotId,
        /// The registry.
        registry: RegistryId,
        /// The project.
        project: ProjectId,
        /// The serial, as the registry prints it.
        serial: Serial,
        /// How much all its units are.
        #[serde(rename = "amount_kg")]
        amount: Co2e,
    }
    /// How much of a project.
    ProjectAmount {
        /// The project.
        project: ProjectId,
        /// How much.
        #[serde(rename = "amount_kg")]
        amount: Co2e,
    }
    /// A line of an order.
    EventLine {
        /// The host's number of the line.
        line: LineId,
        /// How many of its products got credits.
        covered: u32,
        /// How much each of them got.
        #[serde(rename = "each_kg")]
        each: Co2e,
    }
    /// Some products of a line.
    PartOf {
        /// The line.
        line: LineId,
        /// How many of its products.
        quantity: u32,
    }
    /// A product that was bought earlier.
    CoveredProduct {
        /// The line that it is.
        line: LineId,
        /// The product.
        product: ProductId,
        /// The number of its coverage.
        coverage: u64,
        /// How much covers it.
        #[serde(rename = "amount_kg")]
        amount: Co2e,
    }

    /// Credits came into stock.
    StockImported {
        /// The operation.
        operation: OperationId,
        /// What came.
        lots: Vec<LotIn>,
    }
    /// Units that a registry holds back were noted. They are never allocated.
    StockBuffered {
        /// The operation.
        operation: OperationId,
        /// Which.
        lots: Vec<LotIn>,
    }
    /// Units came from another ledger.
    StockTransferredIn {
        /// The operation, the same in both ledgers.
        operation: OperationId,
        /// The other ledger.
        from: StreamId,
        /// What came.
        lots: Vec<LotIn>,
    }
    /// Units went to another ledger.
    UnitsTransferredOut {
        /// The operation, the same in both ledgers.
        operation: OperationId,
        /// The other ledger.
        to: StreamId,
        /// The lot.
        lot: LotId,
        /// The first unit's number.
        #[serde(with = "co2_units::serde::large")]
        #[cfg_attr(feature = "schemars", schemars(schema_with = "large::json_schema"))]
        first_unit: u64,
        /// The last unit's number, which belongs to it.
        #[serde(with = "co2_units::serde::large")]
        #[cfg_attr(feature = "schemars", schemars(schema_with = "large::json_schema"))]
        last_unit: u64,
    }
    /// Units became other units.
    UnitsConverted {
        /// The operation.
        operation: OperationId,
        /// The lot of those that ended.
        lot: LotId,
        /// The first unit's number.
        #[serde(with = "co2_units::serde::large")]
        #[cfg_attr(feature = "schemars", schemars(schema_with = "large::json_schema"))]
        first_unit: u64,
        /// The last unit's number, which belongs to it.
        #[serde(with = "co2_units::serde::large")]
        #[cfg_attr(feature = "schemars", schemars(schema_with = "large::json_schema"))]
        last_unit: u64,
        /// The registry's reference.
        reference: Reference,
        /// What came in their place.
        lots: Vec<LotIn>,
    }
    /// Units were given up without use.
    UnitsCancelled {
        /// The operation.
        operation: OperationId,
        /// The lot.
        lot: LotId,
        /// The first unit's number.
        #[serde(with = "co2_units::serde::large")]
        #[cfg_attr(feature = "schemars", schemars(schema_with = "large::json_schema"))]
        first_unit: u64,
        /// The last unit's number, which belongs to it.
        #[serde(with = "co2_units::serde::large")]
        #[cfg_attr(feature = "schemars", schemars(schema_with = "large::json_schema"))]
        last_unit: u64,
        /// The registry's reference.
        reference: Reference,
    }
    /// Units lost their worth: those of a lot, or all of a project.
    UnitsInvalidated {
        /// The operation.
        operation: OperationId,
        /// The project, when all its units did.
        project: Option<ProjectId>,
        /// The lot, when some of its units did.
        lot: Option<LotId>,
        /// The first unit's number.
        #[serde(with = "co2_units::serde::large::option", default)]
        #[cfg_attr(feature = "schemars", schemars(schema_with = "large::option::json_schema"))]
        first_unit: Option<u64>,
        /// The last unit's number, which belongs to it.
        #[serde(with = "co2_units::serde::large::option", default)]
        #[cfg_attr(feature = "schemars", schemars(schema_with = "large::option::json_schema"))]
        last_unit: Option<u64>,
        /// The registry's reference.
        reference: Reference,
    }
    /// Other rules are in force.
    RulesPut {
        /// The operation.
        operation: OperationId,
        /// The rules, by the hash of their content.
        rules: RulesId,
    }
    /// Credits are held for an order.
    OrderReserved {
        /// The order.
        order: OrderId,
        /// 1 at first; after a reservation expired, the next number.
        attempt: u32,
        /// What the customer chose.
        choice: Choice,
        /// Its lines.
        lines: Vec<EventLine>,
        /// From which projects, in the order of their ids.
        projects: Vec<ProjectAmount>,
        /// How much.
        #[serde(rename = "amount_kg")]
        amount: Co2e,
        /// What it costs before tax, when a price was agreed.
        price: Option<Money>,
        /// Until when the credits are held.
        until: Timestamp,
        /// The document that says more of the order.
        about: Option<Digest>,
    }
    /// A reservation was not confirmed in time, and its credits are free again.
    OrderExpired {
        /// The order.
        order: OrderId,
    }
    /// A reservation is held longer.
    OrderExtended {
        /// The order.
        order: OrderId,
        /// Until when.
        until: Timestamp,
    }
    /// An order is paid.
    OrderConfirmed {
        /// The order.
        order: OrderId,
        /// What of it; `null` for all.
        part: Option<Vec<PartOf>>,
    }
    /// An order was paid after its reservation expired, and got credits again.
    OrderReallocated {
        /// The order.
        order: OrderId,
        /// The number after that of the attempt that expired.
        attempt: u32,
        /// From which projects, in the order of their ids.
        projects: Vec<ProjectAmount>,
        /// How much.
        #[serde(rename = "amount_kg")]
        amount: Co2e,
        /// What it costs before tax, when a price was agreed.
        price: Option<Money>,
    }
    /// An order that fell short got credits for more of its products.
    OrderFilled {
        /// The order.
        order: OrderId,
        /// The operation.
        operation: OperationId,
        /// From which projects, in the order of their ids.
        projects: Vec<ProjectAmount>,
        /// How much more.
        #[serde(rename = "amount_kg")]
        amount: Co2e,
        /// What that costs before tax, when a price was agreed.
        price: Option<Money>,
    }
    /// An order was given up, and its credits are free again.
    OrderCancelled {
        /// The order.
        order: OrderId,
    }
    /// Products of an order were given up, and their credits are free again.
    OrderPartCancelled {
        /// The order.
        order: OrderId,
        /// The operation, such as the number of the refund.
        operation: OperationId,
        /// Which products.
        part: Vec<PartOf>,
        /// Their price before tax: what to pay back, or not to ask.
        price: Option<Money>,
    }
    /// A product has its serial number and is covered.
    ProductAssigned {
        /// The order.
        order: OrderId,
        /// The line.
        line: LineId,
        /// The product.
        product: ProductId,
        /// The number of its coverage.
        coverage: u64,
    }
    /// A certificate of a product was recorded.
    ProductCertified {
        /// The order.
        order: OrderId,
        /// The product.
        product: ProductId,
        /// The number of its coverage.
        coverage: u64,
        /// The certificate, by the SHA-256 of its bytes.
        certificate: Digest,
        /// The certificate that it supersedes.
        replaces: Option<Digest>,
    }
    /// A product came back, and its coverage ended.
    ProductReturned {
        /// The order.
        order: OrderId,
        /// The operation.
        operation: OperationId,
        /// The product.
        product: ProductId,
    }
    /// Another product took a product's place, and its grams.
    ProductReplaced {
        /// The order.
        order: OrderId,
        /// The operation.
        operation: OperationId,
        /// The product that was covered.
        product: ProductId,
        /// The product that is covered now.
        by: ProductId,
        /// Why: `warranty` or `transfer`.
        #[cfg_attr(feature = "schemars", schemars(extend("enum" = ["warranty", "transfer"]), with = "String"))]
        cause: ReplaceCause,
        /// The number of the new coverage.
        coverage: u64,
    }
    /// A wrong serial number was corrected.
    ProductSerialCorrected {
        /// The order.
        order: OrderId,
        /// The operation.
        operation: OperationId,
        /// The product that was assigned by mistake.
        product: ProductId,
        /// The product that was shipped.
        by: ProductId,
        /// The number of the new coverage.
        coverage: u64,
    }
    /// The certificate of a product must not be accepted for the time being.
    CertificateSuspended {
        /// The order.
        order: OrderId,
        /// The operation.
        operation: OperationId,
        /// The product.
        product: ProductId,
        /// Why.
        reason: ShortText,
    }
    /// A suspended certificate is to be accepted again.
    CertificateReinstated {
        /// The order.
        order: OrderId,
        /// The operation.
        operation: OperationId,
        /// The product.
        product: ProductId,
    }
    /// The certificate of a product must never be accepted again, and its coverage ended.
    CertificateRevoked {
        /// The order.
        order: OrderId,
        /// The operation.
        operation: OperationId,
        /// The product.
        product: ProductId,
        /// Why.
        reason: ShortText,
    }
    /// Products that were bought earlier are covered.
    ProductsCoveredEarlier {
        /// The order.
        order: OrderId,
        /// The day on which they were bought.
        purchased: Day,
        /// The products.
        products: Vec<CoveredProduct>,
        /// From which projects, in the order of their ids.
        projects: Vec<ProjectAmount>,
        /// How much.
        #[serde(rename = "amount_kg")]
        amount: Co2e,
        /// The document that says more of the order.
        about: Option<Digest>,
    }
    /// Grams that were lost in a registry were replaced.
    CoverageMadeGood {
        /// The operation.
        operation: OperationId,
        /// The order.
        order: OrderId,
        /// The product; `null` for products without a serial number.
        product: Option<ProductId>,
        /// The lot from which the grams came.
        lot: LotId,
        /// How much.
        #[serde(rename = "amount_kg")]
        amount: Co2e,
    }
    /// Units were sent to a registry to be retired.
    RetirementRequested {
        /// The host's name of the retirement.
        operation: OperationId,
        /// The lot.
        lot: LotId,
        /// The first unit's number.
        #[serde(with = "co2_units::serde::large")]
        #[cfg_attr(feature = "schemars", schemars(schema_with = "large::json_schema"))]
        first_unit: u64,
        /// The last unit's number, which belongs to it.
        #[serde(with = "co2_units::serde::large")]
        #[cfg_attr(feature = "schemars", schemars(schema_with = "large::json_schema"))]
        last_unit: u64,
    }
    /// A registry retired units.
    RetirementRecorded {
        /// The host's name of the retirement.
        operation: OperationId,
        /// The registry's reference.
        reference: Reference,
        /// The day.
        date: Day,
        /// The serials, as the registry prints them.
        serials: Vec<Serial>,
    }
}

/// The number of a coverage.
pub(super) const fn number(coverage: CoverageId) -> u64 {
    coverage.as_u64()
}
