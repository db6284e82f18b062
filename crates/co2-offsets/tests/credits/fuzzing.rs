//! The fuzz targets, over the committed corpus and seeded mutations of it.

use crate::targets::TARGETS;
use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

/// The generator xorshift64*, so that a run can be repeated.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        let mixed = self.0.wrapping_mul(0x2545_f491_4f6c_dd1d);
        usize::try_from(mixed % u64::try_from(end.max(1)).unwrap()).unwrap()
    }
}

/// Returns every input of a target's corpus.
fn corpus(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus").join(target);
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|file| fs::read(file).unwrap()).collect()
}

/// Characters that occur in tables, serials and JSON, and some that do not.
const PIECES: [&str; 31] = [
    "-",
    "_",
    " to ",
    " - ",
    ",",
    "\n",
    "\"",
    ";",
    "/",
    "0",
    "1",
    "9",
    "99999999999999999999",
    "O",
    "GS1",
    "-VCS-",
    "ACR-",
    "-5-",
    "CDC_",
    "PURO_",
    "BCR-",
    "-VCU-005-APX-",
    "VCS-VER-",
    "-1-9",
    "-MER-1-P",
    "\t",
    "{",
    "}",
    "\u{2013}",
    "\u{feff}",
    "\u{0}",
];

fn mutate(input: &[u8], other: &[u8], numbers: &mut Numbers) -> Vec<u8> {
    let mut data = input.to_vec();
    for _ in 0..=numbers.below(3) {
        let at = numbers.below(data.len() + 1);
        let to = (at + numbers.below(12)).min(data.len());
        match numbers.below(5) {
            0 => drop(data.drain(at..to)),
            1 => {
                let piece = PIECES[numbers.below(PIECES.len())];
                drop(data.splice(at..to, piece.bytes()));
            }
            2 => drop(data.splice(at..at, data[at..to].to_vec())),
            3 => {
                let from = numbers.below(other.len());
                let end = (from + numbers.below(40)).min(other.len());
                drop(data.splice(at..to, other[from..end].iter().copied()));
            }
            _ if at < data.len() => data[at] = u8::try_from(numbers.below(128)).unwrap(),
            _ => {}
        }
    }
    data
}

#[test]
fn the_corpus_holds() {
    for (name, target) in TARGETS {
        let inputs = corpus(name);
        assert!(!inputs.is_empty(), "{name} has a corpus");
        for input in &inputs {
            target(input);
        }
    }
}

/// Runs all targets together for ten seconds, or for the number of seconds in `CO2_FUZZ_SECONDS`. The inputs
/// follow from the seed, and a failure shows the input and its number.
#[test]
#[expect(clippy::disallowed_methods, reason = "a test that runs for so long")]
fn mutations_hold() {
    let seconds = std::env::var("CO2_FUZZ_SECONDS").map_or(10, |text| text.parse().unwrap());
    let share = Duration::from_secs(seconds) / u32::try_from(TARGETS.len()).unwrap();
    for (name, target) in TARGETS {
        let inputs = corpus(name);
        let (mut numbers, start, mut tried) = (Numbers(42), Instant::now(), 0_u64);
        while start.elapsed() < share {
            for _ in 0..100 {
                let (one, other) = (numbers.below(inputs.len()), numbers.below(inputs.len()));
                let data = mutate(&inputs[one], &inputs[other], &mut numbers);
                let run = std::panic::catch_unwind(|| target(&data));
                let shown = || String::from_utf8_lossy(&data).into_owned();
                assert!(run.is_ok(), "{name}, mutation {tried}: {:?}", shown());
                tried += 1;
            }
        }
        println!("{name}: {tried} mutations");
    }
}
