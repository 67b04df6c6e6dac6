//! One step of a calculation: what was done to which level, and what it gave.

use super::campaign::Factor;
use crate::money::{Money, Rate};

/// One step of a calculation. Fields that mean nothing for its code are `None`.
///
/// `gives` is rounded to be shown; the next step goes on from the exact amount, and what a level is paid
/// is rounded once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Step {
    /// What was done.
    pub code: StepCode,
    /// To which level.
    pub level: Option<u32>,
    /// A fraction: of the base (`rate`, `tier`, `add`, `subsidy`), of the service fee (`share`), of the
    /// amount before (`fee`); `clamp`: the limit.
    pub rate: Option<Rate>,
    /// `share`: the service fee, a fraction of the base.
    pub service: Option<Rate>,
    /// `rate`, `share`, `sum`, `add`, `subsidy`: the base. `tier`: the part of the base in this tier.
    /// `fixed`: the amount. Others: the amount before.
    pub of: Option<Money>,
    /// `fixed`: how many times the amount.
    pub times: Option<u32>,
    /// `multiply`: the factor.
    pub by: Option<Factor>,
    /// `less`: what is taken off.
    pub less: Option<Money>,
    /// `multiply` and `add`: the campaign.
    pub campaign: Option<String>,
    /// The amount after this step; `tier`: what this part gives.
    pub gives: Option<Money>,
}

/// What a step did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StepCode {
    /// No rule matches the line: it pays nothing.
    #[default]
    NoRule,
    /// A fraction of the base, rounded.
    Rate,
    /// A fixed amount.
    Fixed,
    /// A deduction.
    Less,
    /// One tier's fraction of its part of the base.
    Tier,
    /// The parts of more than one tier together.
    Sum,
    /// A share of the service fee.
    Share,
    /// What the platform adds.
    Subsidy,
    /// What the platform keeps.
    Fee,
    /// A campaign that multiplies.
    Multiply,
    /// A campaign that adds a fraction of the base.
    Add,
    /// Raised to the level's least.
    Min,
    /// Lowered to the level's most.
    Cap,
    /// The promoter is the buyer, and the plan pays them nothing for that.
    SelfPurchase,
    /// Scaled down, because the levels together passed the plan's `maxTotalRate` of the base.
    Clamp,
    /// Lowered, because the promoter's lines together passed the plan's `capPerOrder`.
    CapPerOrder,
    /// Lowered, because the promoter would pass the plan's `capPerDay`.
    CapPerDay,
}

impl StepCode {
    /// Every code, with its name.
    pub(super) const ALL: [(Self, &'static str); 17] = [
        (Self::NoRule, "no-rule"),
        (Self::Rate, "rate"),
        (Self::Fixed, "fixed"),
        (Self::Less, "less"),
        (Self::Tier, "tier"),
        (Self::Sum, "sum"),
        (Self::Share, "share"),
        (Self::Subsidy, "subsidy"),
        (Self::Fee, "fee"),
        (Self::Multiply, "multiply"),
        (Self::Add, "add"),
        (Self::Min, "min"),
        (Self::Cap, "cap"),
        (Self::SelfPurchase, "self-purchase"),
        (Self::Clamp, "clamp"),
        (Self::CapPerOrder, "cap-per-order"),
        (Self::CapPerDay, "cap-per-day"),
    ];

    /// The code as apps see it: `"no-rule"`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(code, _)| *code == self).map_or("", |(_, name)| name)
    }
}

impl Step {
    pub(super) fn new(code: StepCode, level: u32, gives: Money) -> Self {
        Self { code, level: Some(level), gives: Some(gives), ..Self::default() }
    }
}

/// Where steps go: a preview keeps them, a batch does not even make them.
#[derive(Debug, Default)]
pub(super) struct Steps {
    pub(super) list: Vec<Step>,
    pub(super) kept: bool,
}

impl Steps {
    pub(super) fn keep<E>(&mut self, step: impl FnOnce() -> Result<Step, E>) -> Result<(), E> {
        if self.kept {
            self.list.push(step()?);
        }
        Ok(())
    }
}
