//! Quotes: what the buyer pays.

use tuike_core::pricing::{PricingError, Request};
use tuike_core::read::{self, Node};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::dto::pricing::Quote;
use crate::error::thrown;
use crate::json::to_json;

/// Quotes the JSON text of a `QuoteInput`; gives the JSON text of a `Quote`.
///
/// # Errors
/// A `TuikeError` with a path below `quote`.
#[wasm_bindgen(js_name = pricingQuote)]
pub fn quote(input: &str) -> Result<String, JsValue> {
    let quote = || -> Result<String, PricingError> {
        let json = read::parse("quote", input)?;
        let quote = Request::read(&Node::root("quote", &json))?.quote()?;
        Ok(to_json(&Quote::from(&quote)))
    };
    quote().map_err(thrown)
}
