//! See `tests/it/fuzz_targets.rs`.
#![no_main]

#[path = "../../tests/it/fuzz_targets.rs"]
#[allow(dead_code)]
mod targets;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| targets::certificate(bytes));
