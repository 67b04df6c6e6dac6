//! Commission: a compiled plan and what it previews.
//!
//! The batch call works on a buffer of this plan in wasm memory: JavaScript asks for it with
//! [`RawPlan::rows`], writes the prices, calls [`RawPlan::preview_many`] and reads the amounts behind
//! them. The buffer is kept, so that a call of the same size allocates nothing.

use tuike_core::commission::{
    CommissionError, Language, Order, Plan, Preview, Product, Refund, RowQuery, RowRates, Seller,
};
use tuike_core::read::{self, Node};
use wasm_bindgen::prelude::{JsValue, wasm_bindgen};

use crate::dto::commission_out;
use crate::error::thrown;

/// A compiled plan.
#[wasm_bindgen]
#[derive(Debug)]
pub struct RawPlan {
    plan: Plan,
    rows: Vec<f64>,
}

#[wasm_bindgen]
impl RawPlan {
    /// Compiles the JSON text of a plan, or of an array of a platform's and its merchants'.
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

    /// What a refund takes back; both are JSON texts, and so is the `TakenBack` it gives.
    ///
    /// # Errors
    /// A `TuikeError` with a path below `preview` or `refund`.
    pub fn refund(&self, previous: &str, refund: &str) -> Result<String, JsValue> {
        self.refund_text(previous, refund).map_err(thrown)
    }

    /// The address of a buffer of so many numbers: prices, then the columns of rates, then room for the
    /// amounts.
    pub fn rows(&mut self, count: usize) -> *const f64 {
        self.rows.resize(count, 0.0);
        self.rows.as_ptr()
    }

    /// Fills the end of the buffer from its first `count` numbers and the columns behind them:
    /// `service` and `promoter` say how long each is, 0 where there is none. `query` is JSON text.
    ///
    /// # Errors
    /// A `TuikeError` with a path below `query`, or that names the row.
    #[wasm_bindgen(js_name = previewMany)]
    pub fn preview_many(
        &mut self,
        count: usize,
        service: usize,
        promoter: usize,
        query: &str,
    ) -> Result<(), JsValue> {
        self.preview_rows(count, service, promoter, query).map_err(thrown)
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

/// A preview in words; `preview` is JSON text, `language` a tag.
///
/// # Errors
/// A `TuikeError` with a path below `preview`, or at `language`.
#[wasm_bindgen(js_name = commissionExplain)]
pub fn commission_explain(preview: &str, language: &str) -> Result<String, JsValue> {
    explain_text(preview, language).map_err(thrown)
}

fn explain_text(preview: &str, language: &str) -> Result<String, CommissionError> {
    let tag = language.into();
    let language = Language::parse(language)
        .ok_or_else(|| Node::root("language", &tag).wrong("\"zh-CN\" or \"en\""))?;
    let json = read::parse("preview", preview)?;
    let preview = Preview::read(&Node::root("preview", &json))?;
    Ok(commission_out::explained(&preview.explain(language)))
}

impl RawPlan {
    fn preview_text(&self, order: &str) -> Result<String, CommissionError> {
        let order = Order::parse(order, self.plan.currency())?;
        Ok(commission_out::preview(&self.plan.preview(&order)?))
    }

    fn refund_text(&self, previous: &str, refund: &str) -> Result<String, CommissionError> {
        let json = read::parse("preview", previous)?;
        let previous = Preview::read(&Node::root("preview", &json))?;
        let json = read::parse("refund", refund)?;
        let refund = Refund::read(&Node::root("refund", &json))?;
        Ok(commission_out::taken_back(&self.plan.refund(&previous, &refund)?))
    }

    fn preview_rows(
        &mut self,
        count: usize,
        service: usize,
        promoter: usize,
        query: &str,
    ) -> Result<(), CommissionError> {
        let json = read::parse("query", query)?;
        let query = RowQuery::read(&Node::root("query", &json), self.plan.currency())?;
        let count = count.min(self.rows.len());
        let (paid, rest) = self.rows.split_at_mut(count);
        let (first, rest) = rest.split_at_mut(service.min(rest.len()));
        let (second, earn) = rest.split_at_mut(promoter.min(rest.len()));
        let rates = RowRates {
            service: (service > 0).then_some(first),
            promoter: (promoter > 0).then_some(second),
        };
        self.plan.preview_rows(paid, &query, rates, earn)
    }

    fn preview_lines(&self, products: &str, query: &str) -> Result<String, CommissionError> {
        let currency = self.plan.currency();
        let json = read::parse("products", products)?;
        let mut products = Vec::new();
        for item in Node::root("products", &json).items()? {
            products.push(Product::read(&item, currency)?);
        }
        let json = read::parse("query", query)?;
        let seller = Seller::read(&Node::root("query", &json), currency)?;
        let mut lines = String::new();
        for amount in self.plan.preview_products(&products, &seller)? {
            lines.push_str(&amount.format(currency));
            lines.push('\n');
        }
        Ok(lines)
    }
}
