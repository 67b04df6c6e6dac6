//! What one offer takes off what the offers before it left.
//!
//! Never chooses (`search.rs` does); knows one offer and the lines of its scope.

use super::offer::{Offer, Take};
use super::request::{Line, Request};
use crate::commission::Exact;
use crate::money::Money;
use crate::spread::spread;

/// What is left of the order, in minor units.
#[derive(Clone, Debug)]
pub(super) struct Left {
    /// Each line's.
    pub(super) lines: Vec<u64>,
    /// The units of each line that have no flash or group price yet.
    units: Vec<u32>,
    pub(super) total: u64,
}

/// What an offer would take.
#[derive(Debug)]
pub(super) struct Cut {
    /// All of it.
    pub(super) total: u64,
    /// What the threshold lacks.
    pub(super) missing: u64,
    /// What it may take of each line, and is spread over.
    weights: Vec<u64>,
    /// The units of each line that get its price.
    units: Vec<u32>,
}

/// An offer that could apply, with what is asked of it again and again.
#[derive(Debug)]
pub(super) struct Ready<'a> {
    pub(super) offer: &'a Offer,
    /// Its place in the request.
    pub(super) place: usize,
    /// Whether each line is in its scope.
    pub(super) scope: Vec<bool>,
}

/// A minor unit is never negative.
pub(super) fn minor(money: Money) -> u64 {
    money.minor().unsigned_abs()
}

/// Back again: no sum here passes the order's, which is money.
pub(super) fn money(minor: u64) -> Money {
    Money::from_minor(minor.cast_signed()).unwrap_or(Money::MAX)
}

impl Left {
    /// Before any offer. `None` where the order passes [`Money::MAX`].
    pub(super) fn of(request: &Request) -> Option<Self> {
        let line = |line: &Line| line.price.times_count(line.quantity.get()).ok().map(minor);
        let lines = request.lines.iter().map(line).collect::<Option<Vec<u64>>>()?;
        // 1,000 lines of 10^13 fit many times.
        let total = lines.iter().sum();
        let units = request.lines.iter().map(|line| line.quantity.get()).collect();
        (total <= minor(Money::MAX)).then_some(Self { lines, units, total })
    }

    /// Takes a cut; gives what it took of each line.
    pub(super) fn take(&mut self, cut: Cut) -> Vec<u64> {
        let shares = spread(cut.total, &cut.weights);
        for (left, share) in self.lines.iter_mut().zip(&shares) {
            *left = left.saturating_sub(*share);
        }
        for (left, taken) in self.units.iter_mut().zip(&cut.units) {
            *left = left.saturating_sub(*taken);
        }
        self.total = self.total.saturating_sub(cut.total);
        shares
    }
}

impl Ready<'_> {
    /// What this offer takes off what is left. `dearest` are the lines, the dearest unit first.
    pub(super) fn cut(&self, request: &Request, dearest: &[usize], left: &Left) -> Cut {
        if let Take::Price { price, limit, .. } = self.offer.take {
            let most = limit.map_or(u32::MAX, |limit| limit.of.saturating_sub(limit.has));
            return self.price_cut(request, dearest, left, minor(price), most);
        }
        let mut weights: Vec<u64> = left
            .lines
            .iter()
            .zip(&self.scope)
            .map(|(left, is)| if *is { *left } else { 0 })
            .collect();
        let base: u64 = weights.iter().sum();
        let threshold = minor(self.offer.threshold);
        let missing = threshold.saturating_sub(base);
        let total = if missing > 0 {
            0
        } else {
            match self.offer.take {
                // A rate is at most 1: what is rounded is at most the base.
                Take::Rate(rate) => {
                    Exact::product(money(base), rate).round(request.rounding).map_or(base, minor)
                }
                Take::Amount(amount) => minor(amount),
                Take::Every(amount) => {
                    let times = base.checked_div(threshold).unwrap_or(0);
                    times.saturating_mul(minor(amount))
                }
                Take::PerUnit(amount) => {
                    for (weight, line) in weights.iter_mut().zip(&request.lines) {
                        let most = minor(amount).saturating_mul(line.quantity.get().into());
                        *weight = (*weight).min(most);
                    }
                    base
                }
                Take::Price { .. } => 0,
            }
        };
        let most = self.offer.cap.map_or(u64::MAX, minor).min(weights.iter().sum());
        Cut { total: total.min(most), missing, weights, units: Vec::new() }
    }

    /// Units with a limit go to the dearest first: that saves the buyer most.
    fn price_cut(
        &self,
        request: &Request,
        dearest: &[usize],
        left: &Left,
        price: u64,
        mut most: u32,
    ) -> Cut {
        let mut weights = vec![0; left.lines.len()];
        let mut units = vec![0; left.lines.len()];
        for place in dearest {
            let (Some(true), Some(line)) = (self.scope.get(*place), request.lines.get(*place))
            else {
                continue;
            };
            let saved = minor(line.price).saturating_sub(price);
            let taken = left.units.get(*place).copied().unwrap_or(0).min(most);
            if saved > 0
                && let (Some(weight), Some(count)) =
                    (weights.get_mut(*place), units.get_mut(*place))
            {
                *weight = saved.saturating_mul(taken.into());
                *count = taken;
                most -= taken;
            }
        }
        Cut { total: weights.iter().sum(), missing: 0, weights, units }
    }
}
