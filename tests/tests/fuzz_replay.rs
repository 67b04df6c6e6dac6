//! Every committed input of the fuzz targets, on stable: seeds reach what they are meant to reach, and
//! what crashed once never crashes again. The same bodies as the fuzzer's (`core/fuzz/README.md`).

#[path = "../../core/fuzz/src/targets/mod.rs"]
mod targets;

use std::path::{Path, PathBuf};

fn inputs(kind: &str, target: &str) -> Vec<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/fuzz").join(kind).join(target);
    let Ok(files) = std::fs::read_dir(dir) else { return Vec::new() };
    let mut files: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    files.sort();
    files
}

#[test]
fn every_seed_and_regression_runs_through_its_target() {
    for (name, _) in targets::TARGETS {
        let seeds = inputs("seeds", name);
        assert!(!seeds.is_empty(), "core/fuzz/seeds/{name} has no seed to begin from");
        for seed in seeds {
            println!("{}", seed.display()); // shown where it panics
            let reached = targets::run(name, &std::fs::read(&seed).unwrap());
            assert!(reached.is_some(), "the format has moved on: {} is refused", seed.display());
        }
        for input in inputs("regressions", name) {
            println!("{}", input.display());
            let _ = targets::run(name, &std::fs::read(&input).unwrap());
        }
    }
}

#[test]
fn every_target_of_the_table_has_a_binary_and_no_other_has() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/fuzz/fuzz_targets");
    let files = std::fs::read_dir(dir).unwrap();
    let mut binaries: Vec<String> = files
        .map(|file| file.unwrap().path().file_stem().unwrap().to_string_lossy().into_owned())
        .collect();
    binaries.sort();
    let mut names = targets::TARGETS.map(|(name, _)| name.to_owned());
    names.sort();
    assert_eq!(binaries, names);
}
