//! Tax: estimates of what is withheld.

use tuike_core::read::{self, Node};
use tuike_core::tax::{Income, TaxError, Withdrawal};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::dto::tax::{Payout, TaxEstimate};
use crate::error::thrown;
use crate::json::to_json;

/// The JSON text of the `TaxEstimate` for that of a `TaxInput`.
///
/// # Errors
/// A `TuikeError` with a path below `tax`.
#[wasm_bindgen(js_name = taxEstimate)]
pub fn estimate(input: &str) -> Result<String, JsValue> {
    let estimate = || -> Result<String, TaxError> {
        let json = read::parse("tax", input)?;
        let estimate = Income::read(&Node::root("tax", &json))?.estimate()?;
        Ok(to_json(&TaxEstimate::from(&estimate)))
    };
    estimate().map_err(thrown)
}

/// The JSON text of the `Payout` for that of a `WithdrawalInput`.
///
/// # Errors
/// A `TuikeError` with a path below `tax`.
#[wasm_bindgen(js_name = taxWithdraw)]
pub fn withdraw(input: &str) -> Result<String, JsValue> {
    let payout = || -> Result<String, TaxError> {
        let json = read::parse("tax", input)?;
        let payout = Withdrawal::read(&Node::root("tax", &json))?.payout()?;
        Ok(to_json(&Payout::from(&payout)))
    };
    payout().map_err(thrown)
}
