//! Roots and proofs, checked against published vectors and against RFC 6962's own recursive definitions.

use co2_cert::record::DocumentDigest;
use co2_cert::tlog::{
    ProofError, Tree, TreeError, TreeHash, consistency_proof, inclusion_proof, root_at,
    verify_consistency, verify_inclusion,
};
use proptest::prelude::*;

fn leaf(number: u64) -> TreeHash {
    TreeHash::of_leaf(&number.to_be_bytes())
}

fn tree(size: u64) -> Tree {
    let mut tree = Tree::new();
    (0..size).for_each(|number| tree.push(leaf(number)));
    tree
}

/// RFC 6962, section 2.1, exactly as written there.
fn mth(leaves: &[TreeHash]) -> TreeHash {
    match leaves {
        [] => TreeHash::empty(),
        [one] => *one,
        more => {
            let (left, right) = more.split_at(half(more.len()));
            TreeHash::of_node(mth(left), mth(right))
        }
    }
}

fn half(size: usize) -> usize {
    size.next_power_of_two() / 2
}

fn path(index: usize, leaves: &[TreeHash]) -> Vec<TreeHash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(half(leaves.len()));
    let (mut inner, other) = if index < left.len() {
        (path(index, left), mth(right))
    } else {
        (path(index - left.len(), right), mth(left))
    };
    inner.push(other);
    inner
}

fn subproof(first: usize, leaves: &[TreeHash], known: bool) -> Vec<TreeHash> {
    if first == leaves.len() {
        return if known { Vec::new() } else { vec![mth(leaves)] };
    }
    let (left, right) = leaves.split_at(half(leaves.len()));
    let (mut inner, other) = if first <= left.len() {
        (subproof(first, left, known), mth(right))
    } else {
        (subproof(first - left.len(), right, false), mth(left))
    };
    inner.push(other);
    inner
}

/// The reference tree of the certificate-transparency project: eight inputs, and the root after each.
#[test]
fn the_published_vectors() {
    let inputs: [&[u8]; 8] = [
        b"",
        b"\x00",
        b"\x10",
        b"\x20\x21",
        b"\x30\x31",
        b"\x40\x41\x42\x43",
        b"\x50\x51\x52\x53\x54\x55\x56\x57",
        b"\x60\x61\x62\x63\x64\x65\x66\x67\x68\x69\x6a\x6b\x6c\x6d\x6e\x6f",
    ];
    let roots = [
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    ];
    let mut tree = Tree::new();
    for input in inputs {
        tree.push(TreeHash::of_leaf(input));
    }
    for (size, root) in (0..).zip(roots) {
        let found = DocumentDigest::from_bytes(root_at(&tree, size).unwrap().to_bytes());
        // The vectors are in hexadecimal digits.
        assert_eq!(found.to_string(), root, "size {size}");
    }
}

#[test]
fn every_proof_of_small_trees() {
    let size = 70_u64;
    let tree = tree(size);
    let leaves: Vec<TreeHash> = (0..size).map(leaf).collect();
    for size in 1..=size {
        let all = &leaves[..usize::try_from(size).unwrap()];
        let root = root_at(&tree, size).unwrap();
        assert_eq!(root, mth(all), "{size}");
        for index in 0..size {
            let proof = inclusion_proof(&tree, index, size).unwrap();
            let at = usize::try_from(index).unwrap();
            assert_eq!(proof, path(at, all), "{index} of {size}");
            assert_eq!(verify_inclusion(leaf(index), index, size, root, &proof), Ok(()));
            let other = verify_inclusion(leaf(index + 1), index, size, root, &proof);
            assert_eq!(other, Err(ProofError::Root));
        }
        for first in 1..=size {
            let proof = consistency_proof(&tree, first, size).unwrap();
            let at = usize::try_from(first).unwrap();
            assert_eq!(proof, subproof(at, all, true), "{first} to {size}");
            let before = mth(&all[..at]);
            assert_eq!(verify_consistency(first, before, size, root, &proof), Ok(()));
            let rewritten = verify_consistency(first, leaf(999), size, root, &proof);
            assert!(rewritten.is_err(), "{first} to {size}");
        }
    }
}

#[test]
fn proofs_of_other_places_lengths_and_roots_are_refused() {
    let tree = tree(13);
    let root = root_at(&tree, 13).unwrap();
    let proof = inclusion_proof(&tree, 7, 13).unwrap();
    let check =
        |index, size, proof: &[TreeHash]| verify_inclusion(leaf(7), index, size, root, proof);
    assert_eq!(check(7, 13, &proof), Ok(()));
    assert_eq!(check(6, 13, &proof), Err(ProofError::Root));
    assert_eq!(check(7, 13, &proof[1..]), Err(ProofError::Length));
    let mut long = proof.clone();
    long.push(root);
    assert_eq!(check(7, 13, &long), Err(ProofError::Length));
    let no_leaf = TreeError::NoLeaf { index: 13, size: 13 };
    assert_eq!(check(13, 13, &proof), Err(no_leaf.into()));
    assert_eq!(inclusion_proof(&tree, 13, 13), Err(no_leaf));
    assert!(inclusion_proof(&tree, 3, 14).is_err(), "a tree that is not there");

    let proof = consistency_proof(&tree, 6, 13).unwrap();
    let before = root_at(&tree, 6).unwrap();
    let check = |first, before, root, proof: &[TreeHash]| {
        verify_consistency(first, before, 13, root, proof)
    };
    assert_eq!(check(6, before, root, &proof), Ok(()));
    assert_eq!(check(6, root, root, &proof), Err(ProofError::FirstRoot));
    assert_eq!(check(6, before, before, &proof), Err(ProofError::Root));
    assert_eq!(check(6, before, root, &proof[..1]), Err(ProofError::Length));
    assert_eq!(check(6, before, root, &[]), Err(ProofError::Length));
    for first in [0, 14] {
        let no_growth = TreeError::NoGrowth { first, size: 13 };
        assert_eq!(check(first, before, root, &proof), Err(no_growth.into()));
        assert_eq!(consistency_proof(&tree, first, 13), Err(no_growth));
    }
    assert_eq!(check(13, root, root, &[]), Ok(()));
    assert_eq!(check(13, before, root, &[]), Err(ProofError::FirstRoot));
    assert_eq!(check(13, root, root, &proof), Err(ProofError::Length));
}

proptest! {
    /// A proof with any change proves nothing.
    #[test]
    fn a_changed_proof_is_refused(size in 2_u64..300, seed in any::<u64>(), bit in 0_usize..256) {
        let tree = tree(size);
        let (index, first) = (seed % size, seed % (size - 1) + 1);
        let root = root_at(&tree, size).unwrap();
        let flip = |hash: &mut TreeHash| {
            let mut bytes = hash.to_bytes();
            bytes[bit / 8] ^= 1 << (bit % 8);
            *hash = TreeHash::from_bytes(bytes);
        };
        let mut proof = inclusion_proof(&tree, index, size).unwrap();
        let at = usize::try_from(seed % u64::try_from(proof.len()).unwrap()).unwrap();
        flip(&mut proof[at]);
        prop_assert!(verify_inclusion(leaf(index), index, size, root, &proof).is_err());

        let mut proof = consistency_proof(&tree, first, size).unwrap();
        let before = root_at(&tree, first).unwrap();
        let at = usize::try_from(seed % u64::try_from(proof.len()).unwrap()).unwrap();
        flip(&mut proof[at]);
        prop_assert!(verify_consistency(first, before, size, root, &proof).is_err());
    }
}
