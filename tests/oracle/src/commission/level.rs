//! What one level of a rule pays one promoter for one line, exactly: the words, kind by kind.
//!
//! > Each level exactly: its kind, then the campaigns that apply, by `order`, then rounded once, then
//! > `min` and `cap`.

use num_traits::{One, Zero};
use serde_json::Value;

use super::{Refused, fits, quantity};
use crate::json::{field, items, money, rate, text};
use crate::number::{Ratio, Rounding};

/// A line on its way to be paid.
pub(super) struct Sale<'a> {
    pub(super) line: &'a Value,
    pub(super) base: Ratio,
    /// The bases of the earlier lines of the order, whatever their rules.
    pub(super) before: Ratio,
    pub(super) campaigns: Vec<&'a Value>,
    pub(super) rounding: Rounding,
}

impl Sale<'_> {
    /// Before rounding, in minor units. An amount on the way that is too large refuses the order.
    pub(super) fn exact(
        &self,
        number: usize,
        level: &Value,
        member: &Value,
    ) -> Result<Ratio, Refused> {
        let mut amount = match text(level, "kind").expect("a kind") {
            // base × rate − less, never below nothing
            "rate" => {
                let full = self.fitting(&self.base * rate(level, "rate").expect("a rate"))?;
                let less = money(level, "less").unwrap_or_default();
                (full - less).max(Ratio::zero())
            }
            // amount × quantity (`per: "unit"`) or amount (`per: "line"`)
            "fixed" => {
                let amount = money(level, "amount").expect("an amount");
                match text(level, "per") {
                    None | Some("unit") => amount * quantity(self.line),
                    Some(_) => amount,
                }
            }
            "tiered" => self.tiered(level, member)?,
            "share" => self.share(number, level, member)?,
            other => panic!("no kind {other:?}"),
        };
        amount = self.fitting(amount)?;
        for campaign in self.campaigns.iter().filter(|campaign| is_for(campaign, number)) {
            // `multiply` multiplies the exact amount so far, `add` adds rate × base to it.
            amount = match text(campaign, "kind") {
                Some("multiply") => amount * rate(campaign, "by").expect("a factor"),
                _ => amount + &self.base * rate(campaign, "rate").expect("a rate"),
            };
            amount = self.fitting(amount)?;
        }
        if let Some(min) = money(level, "min") {
            amount = amount.max(min);
        }
        if let Some(cap) = money(level, "cap") {
            amount = amount.min(cap);
        }
        Ok(amount)
    }

    /// `by: "line"`: what runs through the tiers begins at nothing. `by: "progress"`: it begins at the
    /// progress of the promoter of this level plus the bases of the earlier lines. It ends one base later.
    /// `marginal`: each part of that stretch is paid at the rate of the tier it lies in; `whole`: all of
    /// the base at the rate of the tier in which the stretch ends. A tier includes its `upTo`.
    fn tiered(&self, level: &Value, member: &Value) -> Result<Ratio, Refused> {
        let start = match text(level, "by") {
            Some("progress") => money(member, "progress").unwrap_or_default() + &self.before,
            _ => Ratio::zero(),
        };
        let end = self.fitting(&start + &self.base)?;
        let (mut from, mut sum) = (Ratio::zero(), Ratio::zero());
        for tier in items(level, "tiers") {
            let rate = rate(tier, "rate").expect("a rate");
            let up_to = money(tier, "upTo");
            if text(level, "mode") == Some("whole") {
                if up_to.as_ref().is_none_or(|up_to| end <= *up_to) {
                    return Ok(&self.base * rate);
                }
            } else {
                let top = up_to.as_ref().map_or(&end, |up_to| up_to.min(&end));
                let bottom = (&from).max(&start);
                if top > bottom {
                    sum += (top - bottom) * rate;
                }
            }
            match up_to {
                Some(up_to) => from = up_to,
                None => break,
            }
        }
        Ok(sum)
    }

    /// (base × of × rate + base × subsidy) × (1 − fee). With `of: "product"` the service fee is the
    /// line's, and at level 1 the line's `promoterRate`, or else the promoter's own `rate`, takes the
    /// place of the level's.
    fn share(&self, number: usize, level: &Value, member: &Value) -> Result<Ratio, Refused> {
        let named = rate(level, "rate").expect("a rate");
        let (of, share) = if text(level, "of") == Some("product") {
            let of = rate(self.line, "serviceRate").ok_or("commission/missing-base")?;
            let own = rate(self.line, "promoterRate").or_else(|| rate(member, "rate"));
            (of, own.filter(|_| number == 1).unwrap_or(named))
        } else {
            (rate(level, "of").expect("a rate"), named)
        };
        let subsidy = rate(level, "subsidy").unwrap_or_default();
        let fee = rate(level, "fee").unwrap_or_default();
        let full = self.fitting(&self.base * of * share + &self.base * subsidy)?;
        Ok(full * (Ratio::one() - fee))
    }

    fn fitting(&self, amount: Ratio) -> Result<Ratio, Refused> {
        fits(self.rounding.round(&amount))?;
        Ok(amount)
    }
}

fn is_for(campaign: &Value, number: usize) -> bool {
    field(campaign, "levels").is_none()
        || items(campaign, "levels").iter().any(|level| level.as_u64() == Some(number as u64))
}
