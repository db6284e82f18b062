//! See `tests/it/fuzz_targets.rs`.
#![no_main]

#[path = "../../tests/it/fuzz_targets.rs"]
#[allow(dead_code)]
mod targets;

const GENUINE: &[u8] = include_bytes!("../corpus/verifier/certificate.json");

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| targets::verifier(bytes, GENUINE));
