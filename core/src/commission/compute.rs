//! From an order to its preview: line by line, then added up, then held to each promoter's caps.
//!
//! The steps of one line are `pay.rs`'s.

use super::amount::{Part, scale_down};
use super::conditions::Facts;
use super::error::CommissionError;
use super::order::{Line, Member, Order};
use super::pay::{Payee, Sale, Trouble, total};
use super::plan::{Plan, SelfPurchase};
use super::preview::{CapName, Capped, Clamped, LinePreview, Preview, Share};
use super::step::{Step, StepCode};
use crate::money::{Money, MoneyError};

/// An order whose chain is as the plan sees it.
struct Scene<'a> {
    facts: Facts<'a>,
    chain: Vec<&'a Member>,
    /// Who gets nothing for buying themselves.
    forgoes: Option<&'a str>,
}

impl<'a> Scene<'a> {
    fn of(plan: &Plan, order: &'a Order) -> Self {
        let buyer = order.buyer.as_deref();
        let is_buyer = |member: &&Member| buyer == Some(member.promoter.as_str());
        let shifts = plan.self_purchase() == SelfPurchase::Shift;
        let chain: Vec<&Member> =
            order.chain.iter().filter(|member| !(shifts && is_buyer(member))).collect();
        let facts = Facts {
            sku: None,
            category: None,
            merchant: None,
            tier: chain.first().and_then(|nearest| nearest.tier.as_deref()),
            channel: order.channel.as_deref(),
            new_customer: order.new_customer,
            at: order.at,
        };
        let forgoes = buyer.filter(|_| plan.self_purchase() == SelfPurchase::Forgo);
        Self { facts, chain, forgoes }
    }

    fn payees(&self) -> impl Iterator<Item = Payee<'a>> {
        let forgoes = self.forgoes;
        self.chain
            .iter()
            .map(move |member| Some(*member).filter(|one| forgoes != Some(one.promoter.as_str())))
    }
}

impl Plan {
    /// Says what an order pays, and why.
    ///
    /// # Errors
    /// [`CommissionError::TooManyLines`], [`CommissionError::MissingBase`], and `money/too-large` where
    /// an amount on the way passes [`Money::MAX`].
    pub fn preview(&self, order: &Order) -> Result<Preview, CommissionError> {
        order.check()?;
        let scene = Scene::of(self, order);
        let mut preview = Preview {
            currency: self.currency(),
            base: Money::ZERO,
            total: Money::ZERO,
            shares: Vec::new(),
            lines: Vec::with_capacity(order.lines.len()),
            clamped: None,
            capped: Vec::new(),
        };
        for (index, line) in order.lines.iter().enumerate() {
            let line = self.preview_line(line, &scene, preview.base);
            let (line, clamped_from) =
                line.map_err(|trouble| trouble.at(format!("order.lines[{index}]")))?;
            preview.add(index, line, clamped_from).map_err(too_large)?;
        }
        self.cap(&mut preview, &scene).map_err(too_large)?;
        Ok(preview)
    }

    fn preview_line(
        &self,
        line: &Line,
        scene: &Scene<'_>,
        before: Money,
    ) -> Result<(LinePreview, Option<Money>), Trouble> {
        let product = &line.product;
        let quantity = line.quantity.get();
        let mut preview = LinePreview {
            sku: product.sku.clone(),
            rule: None,
            agreement: None,
            quantity,
            refunded: 0,
            basis: super::rule::Base::Paid,
            base: Money::ZERO,
            shares: Vec::new(),
            steps: Vec::new(),
        };
        let facts = product.facts(scene.facts);
        let Some(chosen) = self.choose(&facts) else {
            preview.base = match line.paid_total {
                Some(total) => total,
                None => product.paid.times_count(quantity)?,
            };
            preview.steps.push(Step::default());
            return Ok((preview, None));
        };
        let rule = chosen.rule;
        preview.rule = Some(rule.id().to_owned());
        preview.agreement = chosen.agreement.map(str::to_owned);
        preview.basis = rule.base();
        preview.base = rule.base_of(product, quantity, line.paid_total)?;
        let sale = Sale {
            rule,
            limits: chosen.limits,
            product,
            quantity,
            base: preview.base,
            before,
            campaigns: &self.campaigns_of(&facts),
            rounding: self.rounding(),
        };
        let paid = sale.pay(scene.payees())?;
        preview.shares = (1..).zip(&scene.chain).zip(&paid.amounts).map(Share::of).collect();
        preview.steps = paid.steps;
        Ok((preview, paid.clamped_from))
    }

    /// Lowers what each promoter gets for the whole order to the plan's caps.
    fn cap(&self, preview: &mut Preview, scene: &Scene<'_>) -> Result<(), MoneyError> {
        for (place, member) in scene.chain.iter().enumerate().take(preview.shares.len()) {
            let Some((cap, by)) = self.room(member) else { continue };
            let amount =
                |line: &LinePreview| line.shares.get(place).map_or(Money::ZERO, |s| s.amount);
            let parts: Vec<Part> =
                preview.lines.iter().map(|line| Part::whole(amount(line))).collect();
            let Some(lowered) = scale_down(&parts, cap) else { continue };
            for (line, after) in preview.lines.iter_mut().zip(lowered) {
                line.lower(place, after, by);
            }
            let Some(share) = preview.shares.get_mut(place) else { continue };
            let from = core::mem::replace(&mut share.amount, cap);
            preview.total = preview.total.minus_down_to_zero(from).plus(cap)?;
            let (level, promoter) = (share.level, share.promoter.clone());
            preview.capped.push(Capped { level, promoter, by, from, to: cap });
        }
        Ok(())
    }

    /// The most that a promoter may get for this order, and which cap says so.
    pub(super) fn room(&self, member: &Member) -> Option<(Money, CapName)> {
        let today = self.cap_per_day().map(|cap| cap.minus_down_to_zero(member.earned_today));
        match (self.cap_per_order(), today) {
            (Some(order), Some(today)) if today < order => Some((today, CapName::Day)),
            (Some(order), _) => Some((order, CapName::Order)),
            (None, Some(today)) => Some((today, CapName::Day)),
            (None, None) => None,
        }
    }
}

fn too_large(error: MoneyError) -> CommissionError {
    Trouble::Money(error).at("order.lines".to_owned())
}

impl LinePreview {
    fn lower(&mut self, place: usize, after: Money, by: CapName) {
        let Some(share) = self.shares.get_mut(place) else { return };
        let before = core::mem::replace(&mut share.amount, after);
        if before > Money::ZERO {
            let code = match by {
                CapName::Order => StepCode::CapPerOrder,
                CapName::Day => StepCode::CapPerDay,
            };
            let step = Step::new(code, share.level, after);
            self.steps.push(Step { of: Some(before), ..step });
        }
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
            let amounts: Vec<Money> = line.shares.iter().map(|share| share.amount).collect();
            let nothing = Clamped { lines: Vec::new(), from: Money::ZERO, to: Money::ZERO };
            let clamped = self.clamped.get_or_insert(nothing);
            clamped.lines.push(index as u32);
            clamped.from = clamped.from.plus(from)?;
            clamped.to = clamped.to.plus(total(&amounts)?)?;
        }
        self.lines.push(line);
        Ok(())
    }
}

impl Share {
    fn of(((level, member), amount): ((u32, &&Member), &Money)) -> Self {
        Self { level, promoter: member.promoter.clone(), amount: *amount }
    }
}
