//! Tests through the public API only, as a user would.
#![cfg(test)]

mod common;
mod editions;
mod laws;
mod vectors;
#[cfg(feature = "serde")]
mod wire;
