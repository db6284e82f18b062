//! The `co2` crates beside their peers. See `benches/`.
