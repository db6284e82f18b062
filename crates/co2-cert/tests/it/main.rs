//! Tests through the public API, as a user would.
#![cfg(test)]

mod certificate;
mod common;
#[cfg(feature = "proof")]
mod did;
mod record;
mod render;
#[cfg(feature = "schemars")]
mod schema;
#[cfg(feature = "proof")]
mod verify;
#[cfg(feature = "proof")]
mod w3c;
