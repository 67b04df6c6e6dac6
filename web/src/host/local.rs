//! Small notes of this device in `localStorage`: the language, who is logged in, orders placed here.
//! Never anything that must not be lost: a browser that refuses is a browser without notes.

use serde_json::Value;

fn storage() -> Option<web_sys::Storage> {
    web_sys::window()?.local_storage().ok().flatten()
}

/// The note under a name.
#[must_use]
pub fn read(name: &str) -> Option<String> {
    storage()?.get_item(&format!("tuike.{name}")).ok().flatten()
}

/// The note under a name as JSON; `None` where it is none.
#[must_use]
pub fn read_json(name: &str) -> Option<Value> {
    tuike_core::json::parse(&read(name)?).ok()
}

/// Notes a text.
pub fn write(name: &str, text: &str) {
    if let Some(storage) = storage() {
        let _ = storage.set_item(&format!("tuike.{name}"), text);
    }
}

/// Forgets a note.
pub fn remove(name: &str) {
    if let Some(storage) = storage() {
        let _ = storage.remove_item(&format!("tuike.{name}"));
    }
}
