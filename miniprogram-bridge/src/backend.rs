//! Backends: what a profile would make of an answer.

use tuike_core::backend::{Profile, ProfileError};
use tuike_core::read;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::error::thrown;

/// The JSON text of the `BackendReport` for that of a `BackendProfile` and of a sample.
///
/// # Errors
/// A `TuikeError` with a path below `profile` or `check`.
#[wasm_bindgen(js_name = backendCheck)]
pub fn check(profile: &str, sample: &str) -> Result<String, JsValue> {
    let report = || -> Result<String, ProfileError> {
        let profile = Profile::parse(profile)?;
        Ok(profile.check(&read::parse("check", sample)?)?.to_string())
    };
    report().map_err(thrown)
}
