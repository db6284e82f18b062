//! Why units do not change their registry state.

use crate::state::RegistryState;
use co2_offsets::LotId;
use co2_units::Co2e;
use co2_units::credit::ProjectId;

/// Why units are not converted, given up, invalidated or transferred.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum UnitsError {
    /// The lot is not known.
    #[error("lot {lot} is not known")]
    UnknownLot {
        /// The lot.
        lot: LotId,
    },
    /// The units are not the lot's.
    #[error("units {first} to {last} are not in lot {lot}")]
    NotInLot {
        /// The lot.
        lot: LotId,
        /// The first unit asked for.
        first: u64,
        /// The last unit asked for.
        last: u64,
    },
    /// Some of the units are in a registry state from which there is no way there.
    #[error("units {first} to {last} of lot {lot} are {state} and cannot become {to}")]
    State {
        /// The lot.
        lot: LotId,
        /// The first of those units.
        first: u64,
        /// The last of them.
        last: u64,
        /// What they are.
        state: RegistryState,
        /// What they were to become.
        to: RegistryState,
    },
    /// Some of the units' grams are claimed, so the units cannot go to another stream.
    #[error("{requested} of lot {lot} requested, but only {available} of it are free")]
    Claimed {
        /// The lot.
        lot: LotId,
        /// How much the units are.
        requested: Co2e,
        /// How much of that is free.
        available: Co2e,
    },
    /// The new units are more than those that ended.
    #[error("units of {ended} cannot become units of {became}")]
    MoreThanEnded {
        /// What came of them.
        became: Co2e,
        /// What ended.
        ended: Co2e,
    },
    /// A new lot says that it was converted from other units than those that end.
    #[error("lot {new} was converted from {origin}, not from units {first} to {last} of lot {lot}")]
    OtherOrigin {
        /// The new lot.
        new: LotId,
        /// The units that it says it was converted from.
        origin: String,
        /// The lot whose units end.
        lot: LotId,
        /// The first unit that ends.
        first: u64,
        /// The last unit that ends.
        last: u64,
    },
    /// The project is not known.
    #[error("project {project} is not known")]
    UnknownProject {
        /// The project.
        project: ProjectId,
    },
    /// The project has no unit that could lose its worth.
    #[error("project {project} has no units that are held or retired")]
    NothingInUse {
        /// The project.
        project: ProjectId,
    },
}
