//! Tests through the public API, as a user would.
#![cfg(test)]

mod assurance;
mod certificate;
mod claim;
mod common;
#[cfg(feature = "proof")]
mod did;
#[cfg(all(feature = "proof", feature = "render"))]
mod fuzz;
#[cfg(all(feature = "proof", feature = "render"))]
mod fuzz_targets;
#[cfg(feature = "proof")]
mod jwt;
#[cfg(feature = "proof")]
mod log;
mod record;
#[cfg(feature = "render")]
mod render;
#[cfg(feature = "schemars")]
mod schema;
#[cfg(feature = "proof")]
mod status;
#[cfg(feature = "proof")]
mod verify;
#[cfg(feature = "proof")]
mod w3c;
