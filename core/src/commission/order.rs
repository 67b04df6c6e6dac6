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

use super::conditions::Facts;
use super::error::CommissionError;
use super::fields::{Fault, Fields};
use crate::money::{Currency, Money, Rate};
use crate::read::{self, Node};
use crate::time::Timestamp;

/// An order, as far as commission depends on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// When it is placed: rules and campaigns have windows.
    pub at: Timestamp,
    /// What is bought; at most [`Order::MAX_LINES`].
    pub lines: Vec<Line>,
    /// Who sells it, the nearest promoter first.
    pub chain: Vec<Member>,
    /// Where it is placed, such as `shop`.
    pub channel: Option<String>,
    /// Whether the buyer buys for the first time.
    pub new_customer: Option<bool>,
    /// Who buys: a promoter of the chain with this id buys for themselves.
    pub buyer: Option<String>,
}

/// One line of an order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// What is bought; its amounts are per unit.
    pub product: Product,
    /// How many; 1 where the JSON does not say.
    pub quantity: NonZeroU32,
    /// What the buyer pays for all of them, where discounts of the order left a sum that `paid` cannot say
    /// per unit: 3 for 287.00 is `paid` 95.66. It then takes the place of `paid × quantity`.
    pub paid_total: Option<Money>,
}

/// A product, as far as commission depends on it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Product {
    /// Which.
    pub sku: String,
    /// Its category, a path such as `beauty/lip`.
    pub category: Option<String>,
    /// Who ships it.
    pub merchant: Option<String>,
    /// What the buyer pays, after all discounts and without shipping.
    pub paid: Money,
    /// The list price; needed by a rule whose base is `list`.
    pub list: Option<Money>,
    /// What it cost; needed by a rule whose base is `profit`.
    pub cost: Option<Money>,
    /// The service fee that its merchant pays; needed by a share of `product`.
    pub service_rate: Option<Rate>,
    /// The promoter's share of that fee on this product, where it has one of its own.
    pub promoter_rate: Option<Rate>,
}

/// A promoter of the chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub promoter: String,
    /// Their tier; the nearest promoter's chooses the rule.
    pub tier: Option<String>,
    /// Their own share of a service fee, where the product has none of its own.
    pub rate: Option<Rate>,
    /// What they have sold this month before this order; nothing where the JSON does not say.
    pub progress: Money,
    /// What they have earned today before this order; nothing where the JSON does not say.
    pub earned_today: Money,
}

/// Who sells one product, when and where: what a batch knows besides the product.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seller {
    /// When.
    pub at: Timestamp,
    /// Where, such as `shop`.
    pub channel: Option<String>,
    /// Whether the buyer buys for the first time.
    pub new_customer: Option<bool>,
    /// The promoter; their name does not matter.
    pub member: Member,
}

impl Order {
    /// Lines an order may have.
    pub const MAX_LINES: usize = 1_000;

    /// An order of which no more is known than these.
    #[must_use]
    pub const fn new(at: Timestamp, lines: Vec<Line>, chain: Vec<Member>) -> Self {
        Self { at, lines, chain, channel: None, new_customer: None, buyer: None }
    }

    /// Reads an order's JSON text; paths in errors begin with `order`.
    ///
    /// # Errors
    /// As [`Order::read`]; `input/not-json` where the text is not JSON.
    pub fn parse(text: &str, currency: Currency) -> Result<Self, CommissionError> {
        if let Some(order) = super::order_text::read(text, currency) {
            return Ok(order);
        }
        let json = read::parse("order", text)?;
        Self::read(Node::root("order", &json), currency)
    }

    /// Reads an order; paths in errors begin with the node's.
    ///
    /// # Errors
    /// [`CommissionError`]: every field is checked, and an unknown one is an error;
    /// [`CommissionError::OtherCurrency`] where the order names a currency that is not the plan's.
    pub fn read(node: Node<'_>, currency: Currency) -> Result<Self, CommissionError> {
        let fault = Fault::default();
        let known = ["at", "currency", "lines", "chain", "channel", "newCustomer", "buyer"];
        let fields = fault.fields(&node, &known);
        let at = fields.time(fields.required("at")).unwrap_or_default();
        fields.same_currency(currency);
        let lines = fields.items("lines");
        check_count(lines.len())?;
        let lines = lines.iter().map(|line| Line::read(line, currency, &fault)).collect();
        let chain = fields.items("chain");
        let chain = chain.iter().map(|member| Member::read(member, currency, &fault)).collect();
        let order = Self {
            at,
            lines,
            chain,
            channel: fields.optional_text("channel"),
            new_customer: fields.boolean("newCustomer"),
            buyer: fields.optional_text("buyer"),
        };
        drop(fields);
        fault.unless(order)
    }

    pub(super) fn check(&self) -> Result<(), CommissionError> {
        check_count(self.lines.len())
    }
}

impl Line {
    /// The most of one product in a line.
    pub const MAX_QUANTITY: u32 = 1_000_000;

    fn read(node: &Node<'_>, currency: Currency, fault: &Fault) -> Self {
        let known = [
            "sku",
            "category",
            "merchant",
            "paid",
            "paidTotal",
            "list",
            "cost",
            "quantity",
            "serviceRate",
            "promoterRate",
        ];
        let fields = fault.fields(node, &known);
        let quantity = fields.integer("quantity", 1, Self::MAX_QUANTITY.into()).map(|n| n as u32);
        Self {
            product: Product::of(&fields, "sku", currency),
            quantity: quantity.and_then(NonZeroU32::new).unwrap_or(NonZeroU32::MIN),
            paid_total: fields.optional_money("paidTotal", currency),
        }
    }
}

impl Product {
    /// Reads a product of a feed: `sku` (or `id`, as backend profiles call it), `category`, `merchant`,
    /// `paid`, `list`, `cost`, `serviceRate`, `promoterRate`. Other fields are ignored.
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
            service_rate: fields.rate(fields.optional("serviceRate")),
            promoter_rate: fields.rate(fields.optional("promoterRate")),
        }
    }

    /// The same facts of this product.
    pub(super) fn facts<'a>(&'a self, sale: Facts<'a>) -> Facts<'a> {
        Facts {
            sku: Some(&self.sku),
            category: self.category.as_deref(),
            merchant: self.merchant.as_deref(),
            ..sale
        }
    }
}

impl Member {
    /// The fields that say more of a promoter than their name.
    pub(super) const KNOWN: [&'static str; 4] = ["tier", "rate", "progress", "earnedToday"];

    fn read(node: &Node<'_>, currency: Currency, fault: &Fault) -> Self {
        let fields = fault.fields(node, &[&["promoter"], Self::KNOWN.as_slice()].concat());
        let promoter = fields.nonempty_text("promoter");
        Self { promoter, ..Self::of(&fields, currency) }
    }

    fn of(fields: &Fields<'_, '_>, currency: Currency) -> Self {
        Self {
            promoter: String::new(),
            tier: fields.optional_text("tier"),
            rate: fields.rate(fields.optional("rate")),
            progress: fields.optional_money("progress", currency).unwrap_or_default(),
            earned_today: fields.optional_money("earnedToday", currency).unwrap_or_default(),
        }
    }
}

impl Seller {
    /// The fields of a seller.
    pub(super) const KNOWN: [&'static str; 3] = ["at", "channel", "newCustomer"];

    /// Reads who sells; paths in errors begin with the node's.
    ///
    /// # Errors
    /// [`CommissionError::Read`]: every field is checked, and an unknown one is an error.
    pub fn read(node: &Node<'_>, currency: Currency) -> Result<Self, CommissionError> {
        let fault = Fault::default();
        let fields = fault.fields(node, &[Self::KNOWN.as_slice(), &Member::KNOWN].concat());
        let seller = Self::of(&fields, currency);
        drop(fields);
        fault.unless(seller)
    }

    pub(super) fn of(fields: &Fields<'_, '_>, currency: Currency) -> Self {
        Self {
            at: fields.time(fields.required("at")).unwrap_or_default(),
            channel: fields.optional_text("channel"),
            new_customer: fields.boolean("newCustomer"),
            member: Member::of(fields, currency),
        }
    }

    pub(super) fn facts(&self) -> Facts<'_> {
        Facts {
            sku: None,
            category: None,
            merchant: None,
            tier: self.member.tier.as_deref(),
            channel: self.channel.as_deref(),
            new_customer: self.new_customer,
            at: self.at,
        }
    }
}

fn check_count(lines: usize) -> Result<(), CommissionError> {
    if lines > Order::MAX_LINES { Err(CommissionError::TooManyLines { lines }) } else { Ok(()) }
}
