//! Knowing what is stale: a build step's stamp is the hash of all that goes into it.
//!
//! Cargo knows this for its own part; the steps behind it (wasm-opt, wasm2js, bundling, brotli) take
//! longer than cargo's no-op and have no such memory.

use std::path::{Path, PathBuf};

use crate::files;
use crate::run::{Result, root, target};

/// What the stamp of a step is made of.
pub(crate) struct Stamp {
    file: PathBuf,
    now: String,
}

impl Stamp {
    /// Hashes every file in and below `inputs` (paths from the root).
    pub(crate) fn of(name: &str, inputs: &[&str]) -> Result<Self> {
        let mut text = String::new();
        for input in inputs {
            let path = root().join(input);
            let found = if path.is_dir() {
                files::below(
                    &path,
                    &[
                        "node_modules",
                        "target",
                        "dist",
                        "miniprogram_npm",
                        "miniprogram_dist",
                        "types",
                    ],
                )?
            } else if path.is_file() {
                vec![path]
            } else {
                Vec::new()
            };
            for file in found {
                let hash = files::hash(&files::read_bytes(&file)?);
                text += &format!(
                    "{} {hash:016x}\n",
                    file.strip_prefix(root()).unwrap_or(&file).display()
                );
            }
        }
        let now = format!("{:016x}", files::hash(text.as_bytes()));
        Ok(Self { file: target().join("stamps").join(name), now })
    }

    /// Whether the step ran on just these inputs and its outputs are still there.
    pub(crate) fn is_fresh(&self, outputs: &[&Path]) -> bool {
        outputs.iter().all(|path| path.exists())
            && std::fs::read_to_string(&self.file).is_ok_and(|then| then == self.now)
    }

    /// Notes that the step has run.
    pub(crate) fn set(&self) -> Result<()> {
        files::write(&self.file, &self.now)
    }
}
