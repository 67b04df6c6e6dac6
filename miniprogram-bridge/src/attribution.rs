//! Attribution as a value: JSON text in, JSON text out. JavaScript keeps the text, so nothing here has to
//! be freed.

use tuike_core::read::{self, Node};
use tuike_core::share::{Attribution, AttributionError, Rules};
use tuike_core::time::Timestamp;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::dto::attribution::TouchView;
use crate::error::thrown;
use crate::json::to_json;

/// What is kept once `other` is merged in and a link was touched; `rules`, `saved` and `other` are JSON
/// texts, an empty `token` touches nothing. Gives the JSON text of a `SavedAttribution`.
///
/// # Errors
/// A `TuikeError` of `attribution/…` or `share/…`, or with a path below `rules`, `saved` or `other`.
#[wasm_bindgen(js_name = attributionKeep)]
pub fn keep(
    rules: &str,
    saved: &str,
    other: &str,
    token: &str,
    at: f64,
) -> Result<String, JsValue> {
    let mut kept = restored(rules, "saved", saved)?;
    kept.merge(restored(rules, "other", other)?);
    if !token.is_empty() {
        kept.touch(token, moment(at)).map_err(thrown)?;
    }
    Ok(kept.to_json())
}

/// The touch that a sale is owed to: the JSON text of a `TouchView` or of `null`.
///
/// # Errors
/// As [`keep`].
#[wasm_bindgen(js_name = attributionCurrent)]
pub fn current(
    rules: &str,
    saved: &str,
    at: f64,
    promoter: Option<String>,
) -> Result<String, JsValue> {
    let kept = restored(rules, "saved", saved)?;
    let touch = kept.current(moment(at), promoter.as_deref());
    Ok(to_json(&touch.map(TouchView::from)))
}

fn restored(rules: &str, name: &str, text: &str) -> Result<Attribution, JsValue> {
    let restored = || -> Result<Attribution, AttributionError> {
        let json = read::parse("rules", rules)?;
        let rules = Rules::read(&Node::root("rules", &json))?;
        let json = read::parse(name, text)?;
        Attribution::restore(rules, &Node::root(name, &json))
    };
    restored().map_err(thrown)
}

/// A time before 1970 or one that is NaN is 1970: `as` saturates.
fn moment(at: f64) -> Timestamp {
    Timestamp::from_millis(at as u64)
}
