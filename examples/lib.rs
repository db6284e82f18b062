#![doc = include_str!("../README.md")]

/// The page "Getting started", so that its program is compiled.
#[doc = include_str!("../docs/getting-started.md")]
pub mod getting_started {}
