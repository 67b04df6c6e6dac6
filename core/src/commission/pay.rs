//! What one rule pays for one line: each level exactly, then rounded once, then held to the limit.
//!
//! Never chooses the rule (`plan.rs`) and never adds lines up (`compute.rs`); both batch calls and the
//! preview pay by these functions. A level's amount comes about in this order: its kind, the campaigns
//! as they stack, `min` and `cap`, then with the other levels the limit.

use super::amount::{Exact, Part, scale_down};
use super::campaign::{Campaign, Effect};
use super::error::CommissionError;
use super::level::{Kind, Level, Per, ServiceFee, Tier, TierBy, TierMode};
use super::limits::Limits;
use super::order::{Member, Product};
use super::rule::{Base, Rule};
use super::step::{Step, StepCode, Steps};
use crate::money::{Money, MoneyError, Rate, Rounding};
use crate::read::ReadError;

/// A line on its way to be paid.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sale<'a> {
    pub(super) rule: &'a Rule,
    pub(super) limits: &'a Limits,
    pub(super) product: &'a Product,
    pub(super) quantity: u32,
    pub(super) base: Money,
    /// The bases of the order's lines before this one.
    pub(super) before: Money,
    pub(super) campaigns: &'a [&'a Campaign],
    pub(super) rounding: Rounding,
}

/// What a line pays.
#[derive(Debug)]
pub(super) struct Paid {
    /// Each level's amount, the nearest first.
    pub(super) amounts: Vec<Money>,
    pub(super) steps: Vec<Step>,
    /// What the levels would have got together, where the limit took some of it.
    pub(super) clamped_from: Option<Money>,
}

/// Who stands at a level; `None` where the plan pays whoever stands there nothing.
pub(super) type Payee<'a> = Option<&'a Member>;

/// Why a line cannot be paid, before it is known where the line stands.
#[derive(Debug)]
pub(super) enum Trouble {
    /// The rule needs a field that is not there.
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
    /// What this rule's rates are taken of, for `quantity` of `product`, which cost `total` together where
    /// that is known more exactly than its price per unit says.
    pub(super) fn base_of(
        &self,
        product: &Product,
        quantity: u32,
        total: Option<Money>,
    ) -> Result<Money, Trouble> {
        let unit = match (self.base(), total) {
            (Base::Paid, Some(total)) => return Ok(total),
            (Base::Profit, Some(total)) => {
                let cost = self.needs(product.cost, "cost")?.times_count(quantity)?;
                return Ok(total.minus_down_to_zero(cost));
            }
            (Base::Paid, None) => product.paid,
            (Base::List, _) => self.needs(product.list, "list")?,
            (Base::Profit, None) => {
                product.paid.minus_down_to_zero(self.needs(product.cost, "cost")?)
            }
        };
        Ok(unit.times_count(quantity)?)
    }

    pub(super) fn needs<T>(&self, value: Option<T>, field: &'static str) -> Result<T, Trouble> {
        value.ok_or_else(|| Trouble::Missing { field, rule: self.id().to_owned() })
    }
}

impl Limits {
    /// The most that a line of this base pays: cut off, never rounded up, for a limit that half a fen
    /// may pass is none.
    pub(super) fn ceiling(&self, base: Money) -> Result<Money, MoneyError> {
        Exact::product(base, self.max_total_rate).round(Rounding::Down)
    }
}

impl Sale<'_> {
    /// What the rule pays these promoters, and how.
    pub(super) fn pay<'m>(&self, chain: impl Iterator<Item = Payee<'m>>) -> Result<Paid, Trouble> {
        let mut steps = Steps { list: Vec::with_capacity(2), kept: true };
        let mut parts = Vec::with_capacity(2);
        for ((number, level), payee) in (1..).zip(self.rule.levels()).zip(chain) {
            parts.push(self.pay_level(number, level, payee, &mut steps)?);
        }
        let mut steps = steps.list;
        let mut amounts: Vec<Money> = parts.iter().map(|part| part.rounded).collect();
        let mut clamped_from = None;
        if let Some(scaled) = scale_down(&parts, self.limits.ceiling(self.base)?) {
            clamped_from = Some(total(&amounts)?);
            for ((number, before), after) in (1..).zip(&amounts).zip(&scaled) {
                steps.push(Step {
                    rate: Some(self.limits.max_total_rate),
                    of: Some(*before),
                    ..Step::new(StepCode::Clamp, number, *after)
                });
            }
            amounts = scaled;
        }
        Ok(Paid { amounts, steps, clamped_from })
    }

    /// What a promoter who stands alone in the chain gets.
    pub(super) fn pay_alone(&self, member: &Member) -> Result<Money, Trouble> {
        let Some(level) = self.rule.levels().first() else { return Ok(Money::ZERO) };
        let part = self.pay_level(1, level, Some(member), &mut Steps::default())?;
        Ok(part.rounded.min(self.limits.ceiling(self.base)?))
    }

    fn pay_level(
        &self,
        number: u32,
        level: &Level,
        payee: Payee<'_>,
        steps: &mut Steps,
    ) -> Result<Part, Trouble> {
        let Some(member) = payee else {
            let step = || Ok::<_, Trouble>(Step::new(StepCode::SelfPurchase, number, Money::ZERO));
            steps.keep(step)?;
            return Ok(Part::whole(Money::ZERO));
        };
        let exact = match &level.kind {
            Kind::Rate { rate, less } => self.pay_rate(number, *rate, *less, steps)?,
            Kind::Fixed { amount, per } => {
                let times = match per {
                    Per::Unit => self.quantity,
                    Per::Line => 1,
                };
                let whole = amount.times_count(times)?;
                let step = Step::new(StepCode::Fixed, number, whole);
                steps.keep(|| {
                    Ok::<_, Trouble>(Step { of: Some(*amount), times: Some(times), ..step })
                })?;
                Exact::of(whole)
            }
            Kind::Tiered { mode, by, tiers } => {
                let start = match by {
                    TierBy::Line => Money::ZERO,
                    TierBy::Progress => member.progress.plus(self.before)?,
                };
                self.pay_tiers(number, *mode, start, tiers, steps)?
            }
            Kind::Share { of, rate, subsidy, fee } => {
                let (service, rate) = match of {
                    ServiceFee::Fixed(service) => (*service, *rate),
                    ServiceFee::Product => {
                        let service = self.rule.needs(self.product.service_rate, "serviceRate")?;
                        let own = self.product.promoter_rate.or(member.rate);
                        (service, own.filter(|_| number == 1).unwrap_or(*rate))
                    }
                };
                self.pay_share(number, service, rate, (*subsidy, *fee), steps)?
            }
        };
        let exact = self.pay_campaigns(number, exact, steps)?;
        self.bound(number, level, exact, steps)
    }

    fn pay_rate(
        &self,
        number: u32,
        rate: Rate,
        less: Option<Money>,
        steps: &mut Steps,
    ) -> Result<Exact, Trouble> {
        let exact = Exact::product(self.base, rate);
        self.step(steps, StepCode::Rate, number, exact, |step| Step {
            rate: Some(rate),
            of: Some(self.base),
            ..step
        })?;
        let Some(less) = less else { return Ok(exact) };
        let lowered = exact.minus(less);
        let before = exact.round(self.rounding)?;
        self.step(steps, StepCode::Less, number, lowered, |step| Step {
            less: Some(less),
            of: Some(before),
            ..step
        })?;
        Ok(lowered)
    }

    fn pay_tiers(
        &self,
        number: u32,
        mode: TierMode,
        start: Money,
        tiers: &[Tier],
        steps: &mut Steps,
    ) -> Result<Exact, Trouble> {
        let reached = start.plus(self.base)?;
        let ends = |tier: &Tier| tier.up_to.unwrap_or(Money::MAX);
        let parts: Vec<(Rate, Money)> = match mode {
            TierMode::Whole => {
                let tier = tiers.iter().find(|tier| reached <= ends(tier));
                tier.map(|tier| (tier.rate, self.base)).into_iter().collect()
            }
            TierMode::Marginal => {
                let mut from = start;
                let mut part = |tier: &Tier| {
                    let to = ends(tier).min(reached);
                    let within = to.minus_down_to_zero(from);
                    from = from.max(to);
                    (tier.rate, within)
                };
                let parts = tiers.iter().map(&mut part);
                let mut parts: Vec<_> = parts.filter(|(_, within)| *within > Money::ZERO).collect();
                if parts.is_empty() {
                    // A gift still says which tier it fell into.
                    let tier = tiers.iter().find(|tier| reached <= ends(tier));
                    parts.extend(tier.map(|tier| (tier.rate, Money::ZERO)));
                }
                parts
            }
        };
        let mut exact = Exact::default();
        for (rate, within) in &parts {
            let part = Exact::product(*within, *rate);
            self.step(steps, StepCode::Tier, number, part, |step| Step {
                rate: Some(*rate),
                of: Some(*within),
                ..step
            })?;
            exact = exact.plus(part);
        }
        if parts.len() > 1 {
            self.step(steps, StepCode::Sum, number, exact, |step| Step {
                of: Some(self.base),
                ..step
            })?;
        }
        Ok(exact)
    }

    fn pay_share(
        &self,
        number: u32,
        service: Rate,
        rate: Rate,
        (subsidy, fee): (Option<Rate>, Option<Rate>),
        steps: &mut Steps,
    ) -> Result<Exact, Trouble> {
        let mut exact = Exact::product(self.base, service).times(rate.units() as u32);
        let of = Some(self.base);
        self.step(steps, StepCode::Share, number, exact, |step| Step {
            rate: Some(rate),
            service: Some(service),
            of,
            ..step
        })?;
        if let Some(rate) = subsidy {
            exact = exact.plus(Exact::product(self.base, rate));
            self.step(steps, StepCode::Subsidy, number, exact, |step| Step {
                rate: Some(rate),
                of,
                ..step
            })?;
        }
        if let Some(rate) = fee {
            let before = exact.round(self.rounding)?;
            let kept = Exact::ONE - rate.units() as u32;
            exact = exact.times(kept);
            self.step(steps, StepCode::Fee, number, exact, |step| Step {
                rate: Some(rate),
                of: Some(before),
                ..step
            })?;
        }
        Ok(exact)
    }

    fn pay_campaigns(
        &self,
        number: u32,
        mut exact: Exact,
        steps: &mut Steps,
    ) -> Result<Exact, Trouble> {
        for campaign in self.campaigns.iter().filter(|campaign| campaign.is_for(number)) {
            let before = exact;
            let id = || Some(campaign.id().to_owned());
            match campaign.effect() {
                Effect::Multiply(by) => {
                    exact = exact.times(by.units());
                    let of = before.round(self.rounding)?;
                    self.step(steps, StepCode::Multiply, number, exact, |step| Step {
                        campaign: id(),
                        by: Some(by),
                        of: Some(of),
                        ..step
                    })?;
                }
                Effect::Add(rate) => {
                    exact = exact.plus(Exact::product(self.base, rate));
                    self.step(steps, StepCode::Add, number, exact, |step| Step {
                        campaign: id(),
                        rate: Some(rate),
                        of: Some(self.base),
                        ..step
                    })?;
                }
            }
        }
        Ok(exact)
    }

    /// Holds an amount between the level's least and most, which are whole fen: rounding comes to the
    /// same before and after.
    fn bound(
        &self,
        number: u32,
        level: &Level,
        exact: Exact,
        steps: &mut Steps,
    ) -> Result<Part, Trouble> {
        let held = exact.between(level.min, level.cap);
        let rounded = held.round(self.rounding)?;
        if level.min.is_some() || level.cap.is_some() {
            let before = exact.round(self.rounding)?;
            if before != rounded {
                let code = if rounded > before { StepCode::Min } else { StepCode::Cap };
                steps.keep(|| {
                    let step = Step::new(code, number, rounded);
                    Ok::<_, Trouble>(Step { of: Some(before), ..step })
                })?;
            }
        }
        Ok(Part { exact: held, rounded })
    }

    fn step(
        &self,
        steps: &mut Steps,
        code: StepCode,
        number: u32,
        exact: Exact,
        fill: impl FnOnce(Step) -> Step,
    ) -> Result<(), Trouble> {
        steps.keep(|| {
            let gives = exact.round(self.rounding)?;
            Ok(fill(Step::new(code, number, gives)))
        })
    }
}

/// The sum of amounts.
pub(super) fn total(amounts: &[Money]) -> Result<Money, MoneyError> {
    amounts.iter().try_fold(Money::ZERO, |sum, amount| sum.plus(*amount))
}
