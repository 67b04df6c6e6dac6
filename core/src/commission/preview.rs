//! The preview of an order: who gets what, and by which steps.
//!
//! Expected things are values: a line without a rule pays nothing and says `no-rule`, a line that would
//! pass the limit is scaled down and says `clamp`.
//!
//! ```
//! use tuike_core::commission::{Order, Plan, StepCode};
//! use tuike_core::read;
//!
//! let plan = Plan::parse(r#"{ "version": 1, "currency": "CNY", "rules": [
//!   { "id": "gift", "levels": [ { "kind": "fixed", "amount": "5.00", "per": "line" } ] } ] }"#)?;
//! let order = read::parse("order", r#"{ "at": 0, "lines": [ { "sku": "cheap", "paid": "10.00" } ],
//!   "chain": [ { "promoter": "p1" } ] }"#)?;
//! let preview = plan.preview(&Order::read(read::Node::root("order", &order), plan.currency())?)?;
//!
//! assert_eq!(preview.total.minor(), 300); // 30 % of 10.00 and not 5.00
//! let codes: Vec<StepCode> = preview.lines[0].steps.iter().map(|step| step.code).collect();
//! assert_eq!(codes, [StepCode::Fixed, StepCode::Clamp]);
//! # Ok::<(), tuike_core::commission::CommissionError>(())
//! ```

use super::error::CommissionError;
use super::order::{Line, Member, Order};
use super::pay::Trouble;
use super::plan::Plan;
use crate::money::{Currency, Money, MoneyError, Rate};

/// What an order pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    /// The currency of every amount here.
    pub currency: Currency,
    /// The bases of all lines together.
    pub base: Money,
    /// All shares together.
    pub total: Money,
    /// Each level's share of the order, the nearest promoter's first.
    pub shares: Vec<Share>,
    /// The lines, as they stand in the order.
    pub lines: Vec<LinePreview>,
    /// The lines that the limit scaled down, where there are any.
    pub clamped: Option<Clamped>,
}

/// What one promoter gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Share {
    /// 1 for the nearest promoter.
    pub level: u32,
    /// Who.
    pub promoter: String,
    /// How much.
    pub amount: Money,
}

/// What one line pays.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinePreview {
    /// The product.
    pub sku: String,
    /// The id of the rule that was chosen; `None` where none matches.
    pub rule: Option<String>,
    /// What its rates are taken of: by the rule's base; what is paid where there is no rule.
    pub base: Money,
    /// Each level's share of this line.
    pub shares: Vec<Share>,
    /// How they came about, in order.
    pub steps: Vec<Step>,
}

/// That a limit took something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clamped {
    /// The indexes of the lines.
    pub lines: Vec<u32>,
    /// What these lines would have paid.
    pub from: Money,
    /// What they pay.
    pub to: Money,
}

/// One step of a calculation. Fields that mean nothing for its code are `None`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// What was done.
    pub code: StepCode,
    /// To which level.
    pub level: Option<u32>,
    /// `rate`: the fraction. `clamp`: the plan's `maxTotalRate`.
    pub rate: Option<Rate>,
    /// `rate`: the base. `fixed`: the amount. Others: the amount before.
    pub of: Option<Money>,
    /// `fixed`: how many times the amount.
    pub times: Option<u32>,
    /// The amount after this step.
    pub gives: Option<Money>,
}

/// What a step did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepCode {
    /// No rule matches the line: it pays nothing.
    NoRule,
    /// A fraction of the base, rounded.
    Rate,
    /// A fixed amount.
    Fixed,
    /// Raised to the level's least.
    Min,
    /// Lowered to the level's most.
    Cap,
    /// Scaled down, because the levels together passed the plan's `maxTotalRate` of the base.
    Clamp,
}

impl StepCode {
    /// The code as apps see it: `"no-rule"`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NoRule => "no-rule",
            Self::Rate => "rate",
            Self::Fixed => "fixed",
            Self::Min => "min",
            Self::Cap => "cap",
            Self::Clamp => "clamp",
        }
    }
}

impl Step {
    pub(super) const fn new(code: StepCode, level: u32, gives: Money) -> Self {
        Self { code, level: Some(level), rate: None, of: None, times: None, gives: Some(gives) }
    }

    const NO_RULE: Self = Self {
        code: StepCode::NoRule,
        level: None,
        rate: None,
        of: None,
        times: None,
        gives: None,
    };
}

impl Plan {
    /// Says what an order pays, and why.
    ///
    /// # Errors
    /// [`CommissionError::TooManyLines`], [`CommissionError::MissingBase`], and `money/too-large` where
    /// a line or the order passes [`Money::MAX`].
    pub fn preview(&self, order: &Order) -> Result<Preview, CommissionError> {
        order.check()?;
        let mut preview = Preview {
            currency: self.currency(),
            base: Money::ZERO,
            total: Money::ZERO,
            shares: Vec::new(),
            lines: Vec::with_capacity(order.lines.len()),
            clamped: None,
        };
        for (index, line) in order.lines.iter().enumerate() {
            let line = self.preview_line(line, order);
            let (line, clamped_from) =
                line.map_err(|trouble| trouble.at(format!("order.lines[{index}]")))?;
            let added = preview.add(index, line, clamped_from);
            added.map_err(|error| Trouble::Money(error).at("order.lines".to_owned()))?;
        }
        Ok(preview)
    }

    fn preview_line(
        &self,
        line: &Line,
        order: &Order,
    ) -> Result<(LinePreview, Option<Money>), Trouble> {
        let product = &line.product;
        let quantity = line.quantity.get();
        let mut preview = LinePreview {
            sku: product.sku.clone(),
            rule: None,
            base: Money::ZERO,
            shares: Vec::new(),
            steps: Vec::new(),
        };
        let mut clamped_from = None;
        if let Some(rule) = self.choose(&product.facts(order.tier(), order.at)) {
            preview.rule = Some(rule.id().to_owned());
            preview.base = rule.base_of(product, quantity)?;
            let paid = self.pay(rule, preview.base, quantity, order.chain.len())?;
            preview.shares = (1..).zip(&order.chain).zip(&paid.amounts).map(Share::of).collect();
            preview.steps = paid.steps;
            clamped_from = paid.clamped_from;
        } else {
            preview.base = product.paid.times_count(quantity)?;
            preview.steps.push(Step::NO_RULE);
        }
        Ok((preview, clamped_from))
    }
}

impl Preview {
    fn add(
        &mut self,
        index: usize,
        line: LinePreview,
        clamped_from: Option<Money>,
    ) -> Result<(), MoneyError> {
        self.base = self.base.plus(line.base)?;
        for (place, share) in line.shares.iter().enumerate() {
            self.total = self.total.plus(share.amount)?;
            match self.shares.get_mut(place) {
                Some(whole) => whole.amount = whole.amount.plus(share.amount)?,
                None => self.shares.push(share.clone()),
            }
        }
        if let Some(from) = clamped_from {
            let to =
                line.shares.iter().try_fold(Money::ZERO, |sum, share| sum.plus(share.amount))?;
            let clamped = self.clamped.get_or_insert(Clamped {
                lines: Vec::new(),
                from: Money::ZERO,
                to: Money::ZERO,
            });
            clamped.lines.push(index as u32);
            clamped.from = clamped.from.plus(from)?;
            clamped.to = clamped.to.plus(to)?;
        }
        self.lines.push(line);
        Ok(())
    }
}

impl Share {
    fn of(((level, member), amount): ((u32, &Member), &Money)) -> Self {
        Self { level, promoter: member.promoter.clone(), amount: *amount }
    }
}
