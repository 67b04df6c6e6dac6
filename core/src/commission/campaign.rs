//! A campaign: more commission over a window, on top of whatever rule applies.
//!
//! Campaigns stack in their `order`: each multiplies what the level pays so far, or adds a fraction of
//! the base to it. One that stands `alone` applies only where none before it does, and ends the stack.
//!
//! ```
//! use tuike_core::commission::{Effect, Plan};
//!
//! let plan = Plan::parse(r#"{ "version": 1, "currency": "CNY", "rules": [], "campaigns": [
//!   { "id": "double-day", "kind": "multiply", "by": "2", "order": 1, "from": 0, "to": 1000 } ] }"#)?;
//! let Effect::Multiply(by) = plan.campaigns()[0].effect() else { unreachable!() };
//! assert_eq!(by.to_string(), "2");
//! # Ok::<(), tuike_core::commission::CommissionError>(())
//! ```

use core::fmt;

use super::conditions::{Conditions, Facts, Window};
use super::error::CommissionError;
use super::fields::Fault;
use crate::digits::Digits;
use crate::money::{self, MoneyError, Rate};
use crate::read::Node;

/// What is paid on top, when, and for which lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Campaign {
    id: String,
    order: u32,
    effect: Effect,
    /// Empty for all.
    levels: Vec<u32>,
    alone: bool,
    conditions: Conditions,
}

/// What a campaign does to the amount of a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Multiplies it.
    Multiply(Factor),
    /// Adds a fraction of the base.
    Add(Rate),
}

/// A number in `[0, 10]` with at most 8 decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Factor(u32);

impl Factor {
    const ONE: u32 = 100_000_000;
    const MAX: u32 = 10 * Self::ONE;

    /// Reads `"1.5"`; the same grammar as [`Rate::parse`].
    ///
    /// # Errors
    /// As [`Rate::parse`]; `money/rate-out-of-range` above 10.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let units = money::parse_units(text)?;
        let units = u32::try_from(units).ok().filter(|units| *units <= Self::MAX);
        units.map(Self).ok_or_else(|| MoneyError::RateOutOfRange { text: text.to_owned() })
    }

    /// The number in units of 10^-8.
    #[must_use]
    pub const fn units(self) -> u32 {
        self.0
    }

    /// `2` and `1.5`: no zeros behind.
    #[must_use]
    pub fn digits(self) -> Digits {
        money::units_digits(self.0.into(), 0)
    }

    pub(super) fn read(node: &Node<'_>, fault: &Fault) -> Option<Self> {
        let factor = Self::parse(fault.or_keep(node.text())?);
        fault.or_keep(factor.map_err(|error| node.money_error(error)))
    }
}

impl fmt::Display for Factor {
    /// As [`Factor::digits`].
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.digits().as_str())
    }
}

impl Campaign {
    /// Campaigns a plan may have.
    pub const MAX: usize = 100;
    /// Campaigns that may be open at one time, a merchant's and the platform's together.
    pub const MAX_AT_ONCE: usize = 4;

    /// Its name, unique among the campaigns of its plan.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it does.
    #[must_use]
    pub const fn effect(&self) -> Effect {
        self.effect
    }

    /// Its place in the stack, the lowest first.
    #[must_use]
    pub const fn order(&self) -> u32 {
        self.order
    }

    /// Whether it applies only by itself.
    pub(super) const fn is_alone(&self) -> bool {
        self.alone
    }

    pub(super) fn window(&self) -> Window {
        self.conditions.window()
    }

    pub(super) fn applies(&self, facts: &Facts<'_>) -> bool {
        self.conditions.hold(facts)
    }

    pub(super) fn is_for(&self, level: u32) -> bool {
        self.levels.is_empty() || self.levels.contains(&level)
    }

    pub(super) fn read(node: &Node<'_>, fault: &Fault) -> Self {
        let open = fault.open(node);
        let kind = open.required("kind").map_or("", |kind| match kind.value().as_str() {
            Some(text @ ("multiply" | "add")) => text,
            _ => {
                let found = kind.value().as_str().unwrap_or_default().to_owned();
                let path = kind.path().to_owned();
                fault.keep(CommissionError::UnknownKind { path, kind: found });
                ""
            }
        });
        let what = if kind == "multiply" { "by" } else { "rate" };
        let known = ["id", "kind", what, "order", "match", "from", "to", "levels", "alone"];
        let fields = fault.fields(node, &known);
        let effect = if kind == "multiply" {
            let by = fields.required("by").and_then(|node| Factor::read(&node, fault));
            Effect::Multiply(by.unwrap_or(Factor(Factor::ONE)))
        } else {
            Effect::Add(fields.fraction("rate"))
        };
        fields.required("order");
        fields.required("from");
        fields.required("to");
        let conditions = fields.optional("match").map(|node| Conditions::read(&node, false, fault));
        let levels = fields.some_items("levels").into_iter();
        Self {
            id: fields.nonempty_text("id"),
            order: fields.integer("order", 0, 1_000_000).unwrap_or_default() as u32,
            effect,
            levels: levels
                .filter_map(|level| fault.or_keep(level.integer(1, 10)).map(|level| level as u32))
                .collect(),
            alone: fields.boolean("alone").unwrap_or_default(),
            conditions: conditions.unwrap_or_default().within(Window::read(&fields)),
        }
    }
}
