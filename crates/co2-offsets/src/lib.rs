#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]
#![cfg_attr(
    not(test),
    deny(clippy::float_arithmetic, clippy::arithmetic_side_effects, clippy::integer_division)
)]

pub mod disclosure;
pub mod ids;
pub mod import;
pub mod lot;
pub mod project;
pub mod reconcile;
pub mod rules;
pub mod serial;

pub use self::disclosure::{Disclosure, ProjectFacts, Provision, RetiredUnits, disclosure_csv};
pub use self::ids::{LotId, OperationId};
pub use self::import::{
    ExportTable, RegistryAct, Stock, import_issued, read_csv, read_export, read_json,
    read_retirements,
};
pub use self::lot::{Custodian, Lot, Price, PricePer};
pub use self::project::{
    AdjustmentDeclaration, AdjustmentStatus, CorrespondingAdjustment, CorsiaPhase, Label,
    LabelScope, Methodology, Mitigation, Project, Sdg, Technology, Validity,
};
pub use self::reconcile::{OwnRetirement, Reconciliation, TheirRow, Whose, reconcile};
pub use self::rules::{
    Choice, CoverageRule, Custody, Eligibility, LotOrder, Percent, Pooling, Portfolio, PriceCap,
    PriceRule, Rules, RulesId, Share, Shortfall, SpillOver, Tariff,
};
pub use self::serial::{Hint, Serial};

// Small types that are shared with other crates.
pub use co2_units::text::{Reference, ShortText as Text};
pub use co2_units::{Day, Digest};

#[doc = include_str!("../CHANGELOG.md")]
pub mod changelog {}
