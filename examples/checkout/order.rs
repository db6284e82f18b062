//! The demonstration's order, as a shop would have it in its own tables.

use co2::offsets::Day;
use co2::units::credit::ProjectId;
use co2::units::{Country, Timestamp};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Order {
    pub(crate) id: String,
    pub(crate) country: Country,
    pub(crate) project: ProjectId,
    pub(crate) placed_at: Timestamp,
    pub(crate) paid_at: Timestamp,
    pub(crate) registry_answers: Vec<RegistryAnswer>,
    pub(crate) parcels: Vec<Parcel>,
    pub(crate) published_at: Timestamp,
}

/// What a registry answered to a retirement request.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RegistryAnswer {
    pub(crate) lot: String,
    pub(crate) reference: String,
    pub(crate) date: Day,
    pub(crate) at: Timestamp,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Parcel {
    pub(crate) shipped_at: Timestamp,
    pub(crate) products: Vec<(u32, String)>,
}
