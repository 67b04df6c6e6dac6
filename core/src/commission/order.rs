//! What is sold, and by whom: an order to preview, a product of a feed.
//!
//! An order is written by the app, so a field that means nothing here is an error; a product comes from
//! a server, so one that means nothing here is ignored.
//!
//! ```
//! use tuike_core::commission::Order;
//! use tuike_core::money::Currency;
//! use tuike_core::read;
//!
//! let json = read::parse("order", r#"{ "at": 0, "lines": [ { "sku": "L1", "paid": "12.3.4" } ], "chain": [] }"#)?;
//! let error = Order::read(read::Node::root("order", &json), Currency::CNY).unwrap_err();
//! assert!(error.to_string().starts_with("order.lines[0].paid: expected a plain decimal"));
//! # Ok::<(), read::ReadError>(())
//! ```

use core::num::NonZeroU32;

use super::error::CommissionError;
use super::fields::{Fault, Fields};
use super::rule::Facts;
use crate::money::{Currency, Money};
use crate::read::Node;
use crate::time::Timestamp;

/// An order, as far as commission depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// When it is placed: rules have windows.
    pub at: Timestamp,
    /// What is bought; at most [`Order::MAX_LINES`].
    pub lines: Vec<Line>,
    /// Who sells it, the nearest promoter first.
    pub chain: Vec<Member>,
}

/// One line of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What is bought; its amounts are per unit.
    pub product: Product,
    /// How many; 1 where the JSON does not say.
    pub quantity: NonZeroU32,
}

/// A product, as far as commission depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Product {
    /// Which.
    pub sku: String,
    /// Its category, a path such as `beauty/lip`.
    pub category: Option<String>,
    /// Who ships it.
    pub merchant: Option<String>,
    /// What the buyer pays.
    pub paid: Money,
    /// The list price; needed by a rule whose base is `list`.
    pub list: Option<Money>,
    /// What it cost; needed by a rule whose base is `profit`.
    pub cost: Option<Money>,
}

/// A promoter of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub promoter: String,
    /// Their tier; the nearest promoter's chooses the rule.
    pub tier: Option<String>,
}

impl Order {
    /// Lines an order may have.
    pub const MAX_LINES: usize = 1_000;

    /// Reads an order; paths in errors begin with the node's.
    ///
    /// # Errors
    /// [`CommissionError`]: every field is checked, and an unknown one is an error.
    pub fn read(node: Node<'_>, currency: Currency) -> Result<Self, CommissionError> {
        let fault = Fault::default();
        let fields = fault.fields(&node, &["at", "lines", "chain"]);
        let at = fields.time(fields.required("at")).unwrap_or_default();
        let lines = fields.items("lines");
        check_count(lines.len())?;
        let lines = lines.iter().map(|line| Line::read(line, currency, &fault)).collect();
        let chain =
            fields.items("chain").iter().map(|member| Member::read(member, &fault)).collect();
        drop(fields);
        fault.unless(Self { at, lines, chain })
    }

    pub(super) fn check(&self) -> Result<(), CommissionError> {
        check_count(self.lines.len())
    }

    pub(super) fn tier(&self) -> Option<&str> {
        self.chain.first().and_then(|nearest| nearest.tier.as_deref())
    }
}

impl Line {
    /// The most of one product in a line.
    pub const MAX_QUANTITY: u32 = 1_000_000;

    fn read(node: &Node<'_>, currency: Currency, fault: &Fault) -> Self {
        let known = ["sku", "category", "merchant", "paid", "list", "cost", "quantity"];
        let fields = fault.fields(node, &known);
        let quantity = fields.integer("quantity", 1, Self::MAX_QUANTITY.into()).map(|n| n as u32);
        Self {
            product: Product::of(&fields, "sku", currency),
            quantity: quantity.and_then(NonZeroU32::new).unwrap_or(NonZeroU32::MIN),
        }
    }
}

impl Product {
    /// Reads a product of a feed: `sku` (or `id`, as backend profiles call it), `category`, `merchant`,
    /// `paid`, `list`, `cost`. Other fields are ignored.
    ///
    /// # Errors
    /// [`CommissionError::Read`] where one of these is missing or of another type.
    pub fn read(node: &Node<'_>, currency: Currency) -> Result<Self, CommissionError> {
        let fault = Fault::default();
        let fields = fault.open(node);
        let name = if fields.optional("sku").is_some() { "sku" } else { "id" };
        let product = Self::of(&fields, name, currency);
        drop(fields);
        fault.unless(product)
    }

    fn of(fields: &Fields<'_, '_>, name: &str, currency: Currency) -> Self {
        Self {
            sku: fields.nonempty_text(name),
            category: fields.optional_text("category"),
            merchant: fields.optional_text("merchant"),
            paid: fields.money("paid", currency),
            list: fields.optional_money("list", currency),
            cost: fields.optional_money("cost", currency),
        }
    }

    pub(super) fn facts<'a>(&'a self, tier: Option<&'a str>, at: Timestamp) -> Facts<'a> {
        Facts {
            sku: Some(&self.sku),
            category: self.category.as_deref(),
            merchant: self.merchant.as_deref(),
            tier,
            at,
        }
    }
}

impl Member {
    fn read(node: &Node<'_>, fault: &Fault) -> Self {
        let fields = fault.fields(node, &["promoter", "tier"]);
        Self { promoter: fields.nonempty_text("promoter"), tier: fields.optional_text("tier") }
    }
}

fn check_count(lines: usize) -> Result<(), CommissionError> {
    if lines > Order::MAX_LINES { Err(CommissionError::TooManyLines { lines }) } else { Ok(()) }
}
