//! What a product costs a buyer, with what its offers take off: the core's quote, by which the shop prices
//! the order as well.
//!
//! ```
//! use serde_json::json;
//! use tuike_core::time::Timestamp;
//! use tuike_web::{model::Product, quote::{quote, unit_price}};
//!
//! let row = json!({ "id": "7", "paid": "199.00", "coupons": ["满300减40"], "offers": [
//!   { "id": "full", "kind": "full-reduction", "threshold": "300.00", "amount": "40.00" } ] });
//! let product = Product::of(&row);
//! assert_eq!(quote(&product, 2, Timestamp::EPOCH).unwrap().total.minor(), 35_800);
//! assert_eq!(unit_price(&product, Timestamp::EPOCH), "199.00");
//! ```

use serde_json::Value;
use tuike_core::pricing::{Quote, Request};
use tuike_core::read::Node;
use tuike_core::time::Timestamp;

use crate::model::{Product, object};

/// What so many of a product cost; `None` where its price or its offers cannot be read: then the price
/// stands as it is.
#[must_use]
pub fn quote(product: &Product, quantity: u32, at: Timestamp) -> Option<Quote> {
    let mut line = object([
        ("sku", product.id.as_str().into()),
        ("price", product.paid.as_str().into()),
        ("quantity", quantity.into()),
    ]);
    for name in ["category", "merchant"] {
        let value = product.row.get(name).filter(|value| value.is_string());
        if let (Some(fields), Some(value)) = (line.as_object_mut(), value) {
            fields.insert(name.to_owned(), value.clone());
        }
    }
    let offers = product.row.get("offers").filter(|offers| offers.is_array());
    let request = object([
        ("at", at.as_millis().into()),
        ("lines", Value::Array(vec![line])),
        ("offers", offers.cloned().unwrap_or_else(|| Value::Array(Vec::new()))),
    ]);
    Request::read(&Node::root("quote", &request)).ok()?.quote().ok()
}

/// What one costs.
#[must_use]
pub fn unit_price(product: &Product, at: Timestamp) -> String {
    let quote = quote(product, 1, at);
    quote.map_or_else(|| product.paid.clone(), |quote| quote.total.format(quote.currency))
}

/// The words for an offer: `coupons` and `offers` stand in the same order.
#[must_use]
pub fn words_for(product: &Product, offer: &str) -> String {
    let offers = product.row.get("offers").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let is_it = |row: &Value| row.get("id").and_then(Value::as_str) == Some(offer);
    let place = offers.iter().position(is_it);
    let found = place.and_then(|place| product.coupons.get(place));
    found.cloned().unwrap_or_else(|| offer.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_product_whose_offers_cannot_be_read_costs_what_it_says() {
        let odd =
            json!({ "id": "7", "paid": "9.90", "offers": [ { "id": "x", "kind": "barter" } ] });
        assert_eq!(unit_price(&Product::of(&odd), Timestamp::EPOCH), "9.90");
        let none = json!({ "id": "7", "paid": "9.90", "category": null });
        assert_eq!(unit_price(&Product::of(&none), Timestamp::EPOCH), "9.90");
    }

    #[test]
    fn an_offer_is_called_by_the_words_in_its_place() {
        let row = json!({ "id": "7", "paid": "9.90", "coupons": ["立减3元", "新人券5元"],
            "offers": [ { "id": "off" }, { "id": "new" } ] });
        let product = Product::of(&row);
        assert_eq!(["new", "gone"].map(|offer| words_for(&product, offer)), ["新人券5元", "gone"]);
    }
}
