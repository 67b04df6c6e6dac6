//! Errors at the border: a text with everything the TypeScript half needs to make one `Error` of it.
//!
//! What a binding throws is the JSON text of a [`Failure`]; `ts/src/bridge.ts` turns it into an `Error`
//! with `name: "TuikeError"`, `code`, `message` and `details`. Whatever else comes out of wasm is a trap:
//! a panic. Nothing is told of it here (the module ships without panic texts); the TypeScript half
//! refuses every later call with `internal/panic`.

use tuike_core::code::Coded;
use tuike_core::engine;
use wasm_bindgen::prelude::JsValue;

use crate::dto::client::Failure;
use crate::json::to_json;

/// What a binding throws for an error of the core.
pub(crate) fn thrown(error: impl Coded) -> JsValue {
    JsValue::from_str(&to_json(&Failure::from(engine::Failure::of(&error))))
}
