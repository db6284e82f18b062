//! Tests through the public API, as a user would.
#![cfg(test)]

mod assurance;
mod certificate;
mod common;
mod did;
mod edge;
mod freshness;
mod fuzz;
mod fuzz_targets;
mod jwt;
mod keys;
mod log;
mod record;
#[cfg(feature = "schemars")]
mod schema;
mod status;
mod verify;
mod w3c;
