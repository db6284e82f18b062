//! Tests that use only the public API, as a user would.
#![cfg(test)]

mod claims;
mod common;
mod editions;
#[cfg(feature = "l10n")]
mod l10n;
mod laws;
mod operations;
mod published;
mod vectors;
#[cfg(feature = "serde")]
mod wire;
