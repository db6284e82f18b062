//! The public log: appending, proofs, receipts' size, and a stranger's replay of 1,000,000 leaves.
//!
//! Run with `cargo bench -p co2-benches --bench log`, on one core: `taskset -c 0`. Files are held in
//! memory, so no disk is measured. Under `cargo test` the log is small and each measurement is made
//! once.

use co2_cert::KeySigner;
use co2_cert::log::{Leaf, LogBuilder, SerialCheck, TileTree, verify_log};
use co2_cert::record::DocumentDigest;
use co2_cert::tlog::{
    NoteKey, Tree, TreeHash, consistency_proof, inclusion_proof, root_at, verify_consistency,
    verify_inclusion,
};
use co2_units::Co2e;
use co2_units::credit::{GramSlice, UnitRange, UnitSlice};
use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use std::collections::BTreeMap;
use std::hint::black_box;

/// How many leaves: a million when it is measured, few when it is only run.
fn size() -> u64 {
    if std::env::args().any(|argument| argument == "--bench") { 1_000_000 } else { 1_000 }
}

/// The issue of a certificate for 300 kg, from one block of 999,999 tonnes.
fn leaf(number: u64) -> Leaf {
    let serial = "9999-1-999999-VCS-VCU-999-VER-IN-1-9999-01012024-31122024-0";
    let block = UnitRange::new("verra:VCU", 1, 999_999, serial).expect("a block");
    let start = number * 300_000;
    let slice = GramSlice::new(start, start + 300_000).expect("a slice");
    let cert = DocumentDigest::of(&number.to_be_bytes());
    Leaf::Issue { cert, slices: vec![UnitSlice::new(block, Co2e::TONNE, slice).expect("inside")] }
}

#[expect(clippy::print_stdout, reason = "sizes are no times, and belong beside them")]
fn log(criterion: &mut Criterion) {
    let size = size();
    let leaves: Vec<Leaf> = (0..size).map(leaf).collect();
    let origin: co2_cert::tlog::Origin = "shop.example/log".parse().expect("a name");
    let signer = KeySigner::did_key(&[7; 32]);
    let key = NoteKey::new(origin.clone(), signer.public_key());

    let (mut builder, mut tree) = (LogBuilder::new(), Tree::new());
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    for leaf in &leaves {
        builder.append(leaf).expect("a leaf");
        tree.push(leaf.hash().expect("a leaf"));
        let full = builder.take_full();
        files.extend(full.map(|(tile, bytes)| (tile.to_string(), bytes)));
    }
    files.extend(builder.files());
    let checkpoint = builder.checkpoint(origin);
    let root = checkpoint.root;
    let signed = checkpoint.sign(&signer, &key).expect("a key in memory signs");
    files.insert("checkpoint".to_owned(), signed.to_string().into_bytes());
    let bytes = |start: &str| {
        let some = files.iter().filter(|(name, _)| name.starts_with(start));
        some.fold((0_usize, 0_usize), |(count, sum), (_, bytes)| (count + 1, sum + bytes.len()))
    };
    for (what, start) in
        [("entries", "tile/entries/"), ("hashes", "tile/0/"), ("hashes above", "tile/1/")]
    {
        let (count, sum) = bytes(start);
        println!("log of {size} leaves, {what}: {count} files, {sum} bytes");
    }

    let mut group = criterion.benchmark_group("log");
    group.throughput(Throughput::Elements(1));
    let mut number = 0;
    group.bench_function("append a leaf", |bench| {
        let mut growing = builder.clone();
        bench.iter_batched(
            || {
                number += 1;
                leaf(size + number)
            },
            |leaf| {
                growing.append(&leaf).expect("a leaf");
                drop(growing.take_full());
            },
            BatchSize::SmallInput,
        );
    });
    group.bench_function("inclusion proof, in memory", |bench| {
        let mut index = 0;
        bench.iter(|| {
            index = (index + 7_919) % size;
            inclusion_proof(&tree, black_box(index), size).expect("a leaf")
        });
    });
    let tiles = TileTree::new(&files, size);
    group.bench_function("inclusion proof, from tiles", |bench| {
        let mut index = 0;
        bench.iter(|| {
            index = (index + 7_919) % size;
            inclusion_proof(&tiles, black_box(index), size).expect("a leaf")
        });
    });
    let index = size / 3;
    let proof = inclusion_proof(&tree, index, size).expect("a leaf");
    let hash: TreeHash = leaf(index).hash().expect("a leaf");
    group.bench_function("verify an inclusion proof", |bench| {
        bench.iter(|| verify_inclusion(black_box(hash), index, size, root, &proof));
    });
    let first = size * 2 / 3;
    let before = root_at(&tree, first).expect("a tree");
    let proof = consistency_proof(&tree, first, size).expect("a tree");
    group.bench_function("verify a consistency proof", |bench| {
        bench.iter(|| verify_consistency(first, before, size, black_box(root), &proof));
    });
    group.sample_size(10).throughput(Throughput::Elements(size));
    group.bench_function("a stranger's replay", |bench| {
        let keys = [key.clone()];
        bench.iter(|| {
            verify_log(&files, &keys, &mut |_: &UnitSlice| Ok(SerialCheck::Read)).expect("a log")
        });
    });
    group.finish();
}

criterion_group!(benches, log);
criterion_main!(benches);
