//! What one rule pays for one line: each level exactly, then rounded once, then held to the limit.
//!
//! Never chooses the rule (`plan.rs`) and never adds lines up (`preview.rs`); both batch calls and the
//! preview pay by this one function.

use super::amount::{Exact, Part, scale_down};
use super::error::CommissionError;
use super::order::Product;
use super::plan::Plan;
use super::preview::{Step, StepCode};
use super::rule::{Base, Kind, Level, Per, Rule};
use crate::money::{Money, MoneyError, Rounding};
use crate::read::ReadError;

/// What a line pays.
#[derive(Debug)]
pub(super) struct Paid {
    /// Each level's amount, the nearest first.
    pub(super) amounts: Vec<Money>,
    pub(super) steps: Vec<Step>,
    /// What the levels would have got together, where the limit took some of it.
    pub(super) clamped_from: Option<Money>,
}

/// Why a line cannot be paid, before it is known where the line stands.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The rule's base needs a field that is not there.
    Missing { field: &'static str, rule: String },
    /// An amount is too large.
    Money(MoneyError),
}

impl From<MoneyError> for Trouble {
    fn from(error: MoneyError) -> Self {
        Self::Money(error)
    }
}

impl Trouble {
    /// The error of the line at `path`.
    pub(super) fn at(self, path: String) -> CommissionError {
        match self {
            Self::Missing { field, rule } => {
                CommissionError::MissingBase { path: path + "." + field, rule }
            }
            Self::Money(source) => ReadError::Money { path, source }.into(),
        }
    }
}

impl Rule {
    /// What this rule's rates are taken of, for `quantity` of `product`.
    pub(super) fn base_of(&self, product: &Product, quantity: u32) -> Result<Money, Trouble> {
        let needs = |amount: Option<Money>, field| {
            amount.ok_or_else(|| Trouble::Missing { field, rule: self.id().to_owned() })
        };
        let unit = match self.base() {
            Base::Paid => product.paid,
            Base::List => needs(product.list, "list")?,
            Base::Profit => product.paid.minus_down_to_zero(needs(product.cost, "cost")?),
        };
        Ok(unit.times_count(quantity)?)
    }
}

impl Plan {
    /// What `rule` pays the first `members` of a chain for a line of this base.
    pub(super) fn pay(
        &self,
        rule: &Rule,
        base: Money,
        quantity: u32,
        members: usize,
    ) -> Result<Paid, MoneyError> {
        let mut steps = Vec::new();
        let mut parts = Vec::new();
        for (number, level) in (1..).zip(rule.levels().iter().take(members)) {
            parts.push(level.pay(number, base, quantity, self.rounding(), &mut steps)?);
        }
        let mut amounts: Vec<Money> = parts.iter().map(|part| part.rounded).collect();
        let most = self.limits().max_total_rate;
        // Cut off, never rounded up: a limit that half a fen may pass is none.
        let ceiling = Exact::product(base, most).round(Rounding::Down)?;
        let mut clamped_from = None;
        if let Some(scaled) = scale_down(&parts, ceiling) {
            clamped_from = Some(sum(&amounts)?);
            for ((number, before), after) in (1..).zip(&amounts).zip(&scaled) {
                steps.push(Step {
                    rate: Some(most),
                    of: Some(*before),
                    ..Step::new(StepCode::Clamp, number, *after)
                });
            }
            amounts = scaled;
        }
        Ok(Paid { amounts, steps, clamped_from })
    }
}

impl Level {
    fn pay(
        &self,
        number: u32,
        base: Money,
        quantity: u32,
        rounding: Rounding,
        steps: &mut Vec<Step>,
    ) -> Result<Part, MoneyError> {
        let part = match self.kind {
            Kind::Rate { rate } => {
                let exact = Exact::product(base, rate);
                let rounded = exact.round(rounding)?;
                let step = Step::new(StepCode::Rate, number, rounded);
                steps.push(Step { rate: Some(rate), of: Some(base), ..step });
                Part { exact, rounded }
            }
            Kind::Fixed { amount, per } => {
                let times = match per {
                    Per::Unit => quantity,
                    Per::Line => 1,
                };
                let rounded = amount.times_count(times)?;
                let step = Step::new(StepCode::Fixed, number, rounded);
                steps.push(Step { of: Some(amount), times: Some(times), ..step });
                Part { exact: Exact::of(rounded), rounded }
            }
        };
        Ok(self.bound(part, number, steps))
    }

    /// Holds a part between the level's least and most, which are whole fen: rounding comes to the same
    /// before and after.
    fn bound(&self, part: Part, number: u32, steps: &mut Vec<Step>) -> Part {
        let least = self.min.unwrap_or(Money::ZERO);
        let most = self.cap.unwrap_or(Money::MAX);
        let rounded = part.rounded.max(least).min(most);
        if rounded != part.rounded {
            let code = if rounded > part.rounded { StepCode::Min } else { StepCode::Cap };
            steps.push(Step { of: Some(part.rounded), ..Step::new(code, number, rounded) });
        }
        Part { exact: part.exact.max(Exact::of(least)).min(Exact::of(most)), rounded }
    }
}

fn sum(amounts: &[Money]) -> Result<Money, MoneyError> {
    amounts.iter().try_fold(Money::ZERO, |sum, amount| sum.plus(*amount))
}
