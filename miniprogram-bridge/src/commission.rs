//! Commission: a compiled plan and what it previews.
//!
//! The batch call works on a buffer of this plan in wasm memory: JavaScript asks for it with
//! [`RawPlan::rows`], writes the prices, calls [`RawPlan::preview_many`] and reads the amounts behind
//! them. The buffer is kept, so that a call of the same size allocates nothing.

use tuike_core::commission::{CommissionError, Order, Plan, Product, RowQuery};
use tuike_core::read::{self, Node};
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
        let plan = Plan::parse(plan).map_err(thrown)?;
        Ok(Self { plan, rows: Vec::new() })
    }

    /// Previews an order's JSON text; gives the JSON text of a `Preview`.
    ///
    /// # Errors
    /// A `TuikeError` with a path below `order`.
    pub fn preview(&self, order: &str) -> Result<String, JsValue> {
        self.preview_text(order).map_err(thrown)
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
        self.preview_rows(count, query).map_err(thrown)
    }

    /// The level-1 amount of each product of a feed, a line each; both are JSON texts.
    ///
    /// # Errors
    /// A `TuikeError` with a path below `products` or `query`.
    #[wasm_bindgen(js_name = previewProducts)]
    pub fn preview_products(&self, products: &str, query: &str) -> Result<String, JsValue> {
        self.preview_lines(products, query).map_err(thrown)
    }
}

impl RawPlan {
    fn preview_text(&self, order: &str) -> Result<String, CommissionError> {
        let json = read::parse("order", order)?;
        let order = Order::read(Node::root("order", &json), self.plan.currency())?;
        Ok(to_json(&Preview::from(&self.plan.preview(&order)?)))
    }

    fn preview_rows(&mut self, count: usize, query: &str) -> Result<(), CommissionError> {
        let json = read::parse("query", query)?;
        let query = RowQuery::read(&Node::root("query", &json))?;
        let count = count.min(self.rows.len());
        let (paid, earn) = self.rows.split_at_mut(count);
        self.plan.preview_many(paid, &query, earn)
    }

    fn preview_lines(&self, products: &str, query: &str) -> Result<String, CommissionError> {
        let currency = self.plan.currency();
        let json = read::parse("products", products)?;
        let mut products = Vec::new();
        for item in Node::root("products", &json).items()? {
            products.push(Product::read(&item, currency)?);
        }
        let json = read::parse("query", query)?;
        let query = Node::root("query", &json).object(&["tier", "at"])?;
        let tier = match query.optional("tier") {
            Some(tier) => Some(tier.text()?),
            None => None,
        };
        let at = query.required("at")?.timestamp()?;
        let mut lines = String::new();
        for amount in self.plan.preview_products(&products, tier, at)? {
            lines.push_str(&amount.format(currency));
            lines.push('\n');
        }
        Ok(lines)
    }
}
