//! Posters: from the data's JSON text to the draw list's. Lays nothing out and draws nothing.
//!
//! ```
//! let list = tuike_bridge::poster::draw_list("card", r#"{ "title": "口红", "paid": "9.90", "link": "https://a.cn" }"#);
//! assert!(list.unwrap().starts_with(r#"{"width":1125,"#));
//! ```

use tuike_core::read::{self, Node};
use tuike_core::share::poster::{self, Data, PosterError, Template};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::error::thrown;

/// The draw list of a poster as JSON text: a `Poster`.
///
/// # Errors
/// A `TuikeError` of `poster/…` or `share/qr-too-long`, or with a path below `data`.
#[wasm_bindgen(js_name = sharePoster)]
pub fn js_draw_list(template: &str, data: &str) -> Result<String, JsValue> {
    draw_list(template, data).map_err(thrown)
}

/// The same, natively.
///
/// # Errors
/// [`PosterError`].
pub fn draw_list(template: &str, data: &str) -> Result<String, PosterError> {
    let template = Template::parse(template)?;
    let json = read::parse("data", data)?;
    let data = Data::read(&Node::root("data", &json))?;
    poster::poster(template, &data).map(|list| list.to_json())
}
