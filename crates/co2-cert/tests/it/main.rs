//! Tests through the public API, as a user would.
#![cfg(test)]

mod assurance;
mod certificate;
mod claim;
mod common;
#[cfg(feature = "proof")]
mod did;
#[cfg(feature = "proof")]
mod fuzz;
#[cfg(feature = "proof")]
mod fuzz_targets;
#[cfg(feature = "proof")]
mod jwt;
#[cfg(feature = "proof")]
mod log;
mod record;
mod render;
#[cfg(feature = "schemars")]
mod schema;
#[cfg(feature = "proof")]
mod status;
#[cfg(feature = "proof")]
mod verify;
#[cfg(feature = "proof")]
mod w3c;
