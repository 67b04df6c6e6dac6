//! Errors at the border: one JavaScript `Error` named `TuikeError`, and what a panic leaves behind.
//!
//! [`thrown`] turns any [`Coded`] error of the core into
//! `Error { name: "TuikeError", code, message, details: { path?, value?, limit? } }`. A panic cannot be
//! turned into a value: it traps. Its message is kept for [`panicked`], and the TypeScript half
//! refuses every later call with `internal/panic`.
//!
//! ```
//! // Nothing has panicked here.
//! assert_eq!(tuike_bridge::error::panicked(), None);
//! ```

use std::cell::RefCell;

use tuike_core::code::Coded;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::dto::error::ErrorDetails;

thread_local! {
    static PANIC: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// What the panic said, if there was one. The instance is of no use after it.
#[wasm_bindgen]
#[must_use]
pub fn panicked() -> Option<String> {
    PANIC.with_borrow(Clone::clone)
}

/// Keeps the message of a panic for [`panicked`].
pub(crate) fn install_panic_hook() {
    std::panic::set_hook(Box::new(|info| {
        // A panic while the cell is borrowed is not worth a second one.
        PANIC.with(|cell| {
            if let Ok(mut slot) = cell.try_borrow_mut() {
                *slot = Some(info.to_string());
            }
        });
    }));
}

/// The JavaScript error of a core error.
pub(crate) fn thrown(error: &impl Coded) -> JsValue {
    let js = js_sys::Error::new(&error.to_string());
    js.set_name("TuikeError");
    let details = to_js(&ErrorDetails::from(error.details()));
    set(&js, "code", &JsValue::from_str(error.code().as_str()));
    set(&js, "details", &details);
    js.into()
}

/// A plain JavaScript value. The views hold texts, finite numbers and lists of them: nothing that
/// serde could refuse.
pub(crate) fn to_js<T: serde::Serialize>(view: &T) -> JsValue {
    let serializer = serde_wasm_bindgen::Serializer::new()
        .serialize_maps_as_objects(true)
        .serialize_missing_as_null(true);
    view.serialize(&serializer).unwrap_or(JsValue::NULL)
}

fn set(object: &js_sys::Error, name: &str, value: &JsValue) {
    // Fails only on a frozen object; this one was just made.
    let _ = js_sys::Reflect::set(object, &JsValue::from_str(name), value);
}
