//! The bindings of [`tuike_core`] for JavaScript: one file a core topic. They convert and decide
//! nothing.
//!
//! Ways across: configurations come in as JSON text and are read by the core's own reader, so that an
//! error names its path; results go out as JSON text ([`json`] says why); scrolling and batches pass
//! numbers through buffers in wasm memory that JavaScript views as `Float64Array`. Nothing exported here
//! takes or returns an `u64`: that would need `BigInt`, which old phones lack.
//!
//! The shapes are in [`dto`]; the TypeScript types are made from them. What a frontend team calls is
//! the TypeScript half in `ts/src`, not these functions.
//!
//! ```
//! assert_eq!(tuike_bridge::version(), env!("CARGO_PKG_VERSION"));
//! ```

pub mod attribution;
pub mod backend;
pub mod client;
pub mod commission;
pub mod dto;
mod error;
pub mod json;
pub mod list;
pub mod options;
pub mod poster;
pub mod pricing;
pub mod record;
pub mod share;
pub mod tax;

use wasm_bindgen::prelude::wasm_bindgen;

/// The version of the package.
#[wasm_bindgen]
#[must_use]
pub fn version() -> String {
    env!("CARGO_PKG_VERSION").to_owned()
}
