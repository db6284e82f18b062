//! Tests through the public API, as a user would.
#![cfg(test)]

mod assurance;
mod certificate;
mod common;
mod did;
mod fuzz;
mod fuzz_targets;
mod jwt;
mod log;
mod record;
#[cfg(feature = "schemars")]
mod schema;
mod status;
mod verify;
mod w3c;
