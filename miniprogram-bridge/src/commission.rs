//! Commission: a compiled plan and what it previews.
//!
//! The batch call works on a buffer of this plan in wasm memory: JavaScript asks for it with
//! [`RawPlan::rows`], writes the prices, calls [`RawPlan::preview_many`] and reads the amounts behind
//! them. The buffer is kept, so that a call of the same size allocates nothing.

use tuike_core::commission::{Order, Plan, Product, RowQuery};
use tuike_core::read::{self, Node};
use tuike_core::time::Timestamp;
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::dto::commission::Preview;
use crate::error::thrown;
use crate::json::to_json;

/// A compiled plan.
#[wasm_bindgen]
#[derive(Debug)]
pub struct RawPlan {
    plan: Plan,
    rows: Vec<f64>,
}

#[wasm_bindgen]
impl RawPlan {
    /// Compiles a plan's JSON text.
    ///
    /// # Errors
    /// A `TuikeError` with a path below `plan`.
    #[wasm_bindgen(constructor)]
    pub fn new(plan: &str) -> Result<Self, JsValue> {
        let plan = Plan::parse(plan).map_err(|error| thrown(&error))?;
        Ok(Self { plan, rows: Vec::new() })
    }

    /// Previews an order's JSON text; gives the JSON text of a `Preview`.
    ///
    /// # Errors
    /// A `TuikeError` with a path below `order`.
    pub fn preview(&self, order: &str) -> Result<String, JsValue> {
        let json = read::parse("order", order).map_err(|error| thrown(&error))?;
        let order = Order::read(Node::root("order", &json), self.plan.currency())
            .map_err(|error| thrown(&error))?;
        let preview = self.plan.preview(&order).map_err(|error| thrown(&error))?;
        Ok(to_json(&Preview::from(&preview)))
    }

    /// The address of a buffer of so many numbers: prices first, amounts behind them.
    pub fn rows(&mut self, count: usize) -> *const f64 {
        self.rows.resize(count, 0.0);
        self.rows.as_ptr()
    }

    /// Fills what is behind the first `count` numbers of the buffer from these; `query` is JSON text.
    ///
    /// # Errors
    /// A `TuikeError` with a path below `query`, or that names the row.
    #[wasm_bindgen(js_name = previewMany)]
    pub fn preview_many(&mut self, count: usize, query: &str) -> Result<(), JsValue> {
        let json = read::parse("query", query).map_err(|error| thrown(&error))?;
        let query = RowQuery::read(&Node::root("query", &json)).map_err(|error| thrown(&error))?;
        let count = count.min(self.rows.len());
        let (paid, earn) = self.rows.split_at_mut(count);
        self.plan.preview_many(paid, &query, earn).map_err(|error| thrown(&error))
    }

    /// The level-1 amount of each product of a feed, a line each; `products` is JSON text.
    ///
    /// # Errors
    /// A `TuikeError` with a path below `products`.
    #[wasm_bindgen(js_name = previewProducts)]
    pub fn preview_products(&self, products: &str, query: &str) -> Result<String, JsValue> {
        let currency = self.plan.currency();
        let json = read::parse("products", products).map_err(|error| thrown(&error))?;
        let items = Node::root("products", &json).items().map_err(|error| thrown(&error))?;
        let products = items
            .iter()
            .map(|item| Product::read(item, currency))
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| thrown(&error))?;
        let (tier, at) = feed_query(query)?;
        let earn = self
            .plan
            .preview_products(&products, tier.as_deref(), at)
            .map_err(|error| thrown(&error))?;
        let mut lines = String::new();
        for amount in earn {
            lines.push_str(&amount.format(currency));
            lines.push('\n');
        }
        Ok(lines)
    }
}

fn feed_query(text: &str) -> Result<(Option<String>, Timestamp), JsValue> {
    let json = read::parse("query", text).map_err(|error| thrown(&error))?;
    let read = || {
        let object = Node::root("query", &json).object(&["tier", "at"])?;
        let tier =
            object.optional("tier").map(|node| node.text().map(str::to_owned)).transpose()?;
        Ok((tier, object.required("at")?.timestamp()?))
    };
    read().map_err(|error: read::ReadError| thrown(&error))
}
