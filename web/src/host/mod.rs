//! The browser as a host: one file for each thing the core may ask for. Maps, decides nothing.

pub mod http;
pub mod lifecycle;
pub mod local;
pub mod lock;
pub mod seed;
pub mod store;
pub mod timer;

use tuike_core::effect::{HostError, HostErrorKind};
use tuike_core::time::Timestamp;
use wasm_bindgen::{JsCast, JsValue};

/// The time of this machine, which may step back.
#[must_use]
pub fn now() -> Timestamp {
    Timestamp::from_millis(js_sys::Date::now() as u64)
}

/// A host error of what a browser threw; a `DOMException` says by its name what it is.
pub(crate) fn refusal(thrown: &JsValue) -> HostError {
    let Some(error) = thrown.dyn_ref::<js_sys::Error>() else {
        return HostError::new(HostErrorKind::Other, thrown.as_string().unwrap_or_default());
    };
    let name = String::from(error.name());
    let kind = match name.as_str() {
        "QuotaExceededError" => HostErrorKind::QuotaExceeded,
        "SecurityError" | "NotAllowedError" => HostErrorKind::Denied,
        "AbortError" | "TimeoutError" => HostErrorKind::Timeout,
        "NotSupportedError" => HostErrorKind::Unsupported,
        _ => HostErrorKind::Other,
    };
    HostError::new(kind, format!("{name}: {}", String::from(error.message())))
}
