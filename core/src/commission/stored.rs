//! A preview that comes back: read from the JSON it went out as.
//!
//! An app keeps previews, a server may add to them: unknown fields are ignored, and what is needed is
//! checked.

use super::campaign::Factor;
use super::error::CommissionError;
use super::fields::{Fault, Fields};
use super::order::{Line, Order};
use super::preview::{CapName, Capped, Clamped, LinePreview, Preview, Share};
use super::rule::Base;
use super::step::{Step, StepCode};
use crate::money::{Currency, Money};
use crate::read::Node;

impl Preview {
    /// Reads a preview; paths in errors begin with the node's.
    ///
    /// # Errors
    /// [`CommissionError::Read`] where a field is missing or of another type; unknown ones are ignored.
    pub fn read(node: &Node<'_>) -> Result<Self, CommissionError> {
        let fault = Fault::default();
        let fields = fault.open(node);
        let currency = fields.currency();
        let lines = fields.items("lines");
        if lines.len() > Order::MAX_LINES {
            return Err(CommissionError::TooManyLines { lines: lines.len() });
        }
        let preview = Self {
            currency,
            base: fields.money("base", currency),
            total: fields.money("total", currency),
            shares: read_shares(&fields, currency),
            lines: lines.iter().map(|line| read_line(&fault.open(line), currency)).collect(),
            clamped: fields.optional("clamped").map(|node| {
                let fields = fault.open(&node);
                let index = |node: &Node<'_>| fault.or_keep(node.integer(0, 999)).map(|n| n as u32);
                Clamped {
                    lines: fields.items("lines").iter().filter_map(index).collect(),
                    from: fields.money("from", currency),
                    to: fields.money("to", currency),
                }
            }),
            capped: fields.list("capped", |fields| Capped {
                level: level(fields),
                promoter: fields.nonempty_text("promoter"),
                by: match fields.choice("by", &CapName::NAMES) {
                    0 => CapName::Order,
                    _ => CapName::Day,
                },
                from: fields.money("from", currency),
                to: fields.money("to", currency),
            }),
        };
        drop(fields);
        fault.unless(preview)
    }
}

fn read_line(fields: &Fields<'_, '_>, currency: Currency) -> LinePreview {
    let quantity = |name| fields.integer(name, 0, Line::MAX_QUANTITY.into()).map(|n| n as u32);
    fields.required("quantity");
    LinePreview {
        sku: fields.nonempty_text("sku"),
        rule: fields.optional_text("rule"),
        agreement: fields.optional_text("agreement"),
        quantity: quantity("quantity").unwrap_or(1),
        refunded: quantity("refunded").unwrap_or(0),
        basis: Base::at(fields.choice("basis", &Base::NAMES)),
        base: fields.money("base", currency),
        shares: read_shares(fields, currency),
        steps: fields.list("steps", |fields| read_step(fields, currency)),
    }
}

fn read_shares(fields: &Fields<'_, '_>, currency: Currency) -> Vec<Share> {
    fields.required("shares");
    fields.list("shares", |fields| Share {
        level: level(fields),
        promoter: fields.nonempty_text("promoter"),
        amount: fields.money("amount", currency),
    })
}

fn level(fields: &Fields<'_, '_>) -> u32 {
    fields.required("level");
    fields.integer("level", 1, 10).unwrap_or(1) as u32
}

fn read_step(fields: &Fields<'_, '_>, currency: Currency) -> Step {
    fields.required("code");
    let code = StepCode::ALL.get(fields.choice("code", &StepCode::ALL.map(|(_, name)| name)));
    let money = |name: &str| -> Option<Money> { fields.optional_money(name, currency) };
    let whole = |name, most| fields.integer(name, 0, most).map(|n| n as u32);
    Step {
        code: code.map(|(code, _)| *code).unwrap_or_default(),
        level: whole("level", 10),
        rate: fields.rate(fields.optional("rate")),
        service: fields.rate(fields.optional("service")),
        of: money("of"),
        times: whole("times", Line::MAX_QUANTITY.into()),
        by: fields.optional("by").and_then(|node| Factor::read(&node, fields.fault)),
        less: money("less"),
        campaign: fields.optional_text("campaign"),
        gives: money("gives"),
    }
}
