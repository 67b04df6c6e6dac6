//! The bounds that a plan sets itself, and that the platform sets a merchant's.
//!
//! ```
//! use tuike_core::commission::Plan;
//!
//! let plan = Plan::parse(r#"{ "version": 1, "currency": "CNY", "rules": [] }"#)?;
//! assert_eq!(plan.limits().max_levels, 2);
//! assert_eq!(plan.limits().max_total_rate.to_string(), "0.30");
//! # Ok::<(), tuike_core::commission::CommissionError>(())
//! ```

use super::amount::Exact;
use super::error::CommissionError;
use super::fields::Fault;
use super::plan::Plan;
use super::rule::Rule;
use crate::money::Rate;
use crate::read::Node;

/// Bounds that hold for every rule of a plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Levels a rule may have: at most 2 unless the plan says `policy: "none"`.
    ///
    /// Two, because 禁止传销条例 (2005-11-01) Art. 7 forbids pay that grows with the heads below; a plan
    /// made for a place with other rules says so.
    pub max_levels: u32,
    /// The most that all levels of a line take of its base together; 0.30 unless the plan says otherwise.
    ///
    /// 0.30, because 直销管理条例 (2005-12-01) Art. 24 caps pay at 30 % and the payment platforms split no
    /// more by default.
    pub max_total_rate: Rate,
    /// The least that a merchant's rule must surely pay of the base; nothing unless the plan says so.
    pub min_total_rate: Rate,
}

impl Limits {
    pub(super) fn read(node: Option<Node<'_>>, fault: &Fault) -> Self {
        let mut limits = Self {
            max_levels: Plan::DEFAULT_LEVELS,
            max_total_rate: Rate::from_units(Plan::DEFAULT_TOTAL_UNITS).unwrap_or_default(),
            min_total_rate: Rate::default(),
        };
        let Some(node) = node else { return limits };
        let fields = fault.fields(&node, &["policy", "maxLevels", "maxTotalRate", "minTotalRate"]);
        let bounded = fields.choice("policy", &["cn", "none"]) == 0;
        if let Some(levels) =
            fields.integer("maxLevels", 1, Plan::MAX_LEVELS.into()).map(|n| n as u32)
        {
            limits.max_levels = levels;
            if bounded && levels > Plan::DEFAULT_LEVELS {
                fault.keep(CommissionError::LevelsNeedPolicy {
                    path: fields.path("maxLevels"),
                    levels,
                });
            }
        }
        if let Some(rate) = fields.rate(fields.optional("maxTotalRate")) {
            limits.max_total_rate = rate;
        }
        if let Some(rate) = fields.rate(fields.optional("minTotalRate")) {
            limits.min_total_rate = rate;
        }
        limits
    }

    /// A merchant's limits: only tighter than the platform's, which hold where it says nothing.
    pub(super) fn agreed(self, node: Option<Node<'_>>, fault: &Fault) -> Self {
        let mut limits = self;
        let Some(node) = node else { return limits };
        let fields = fault.fields(&node, &["maxLevels", "maxTotalRate"]);
        if let Some(levels) = fields.integer("maxLevels", 1, self.max_levels.into()) {
            limits.max_levels = levels as u32;
        }
        if let Some(rate) = fields.rate(fields.optional("maxTotalRate")) {
            limits.max_total_rate = rate;
            if rate > self.max_total_rate {
                let (path, sum) = (fields.path("maxTotalRate"), rate.to_string());
                fault.keep(CommissionError::RatesAboveLimit {
                    path,
                    sum,
                    most: self.max_total_rate,
                });
            }
        }
        limits
    }

    /// Keeps an error where a rule would pay more levels or more of every line than it may.
    ///
    /// Only what the plan alone says: an uncapped rate passes the limit on every line, so the plan
    /// promises what it never keeps. A cap or a deduction may keep the sum below it on some lines, and a
    /// fixed amount does on dear ones; those are clamped line by line.
    pub(super) fn check(&self, rule: &Rule, path: &str, fault: &Fault) {
        let path = || path.to_owned() + ".levels";
        let levels = rule.levels().len();
        let most = self.max_levels;
        if levels > most as usize {
            fault.keep(CommissionError::TooManyLevels { path: path(), levels, most });
        }
        let most = self.max_total_rate;
        if rule.surely().is_above(Exact::rate(most)) {
            let sum = rule.surely().text();
            fault.keep(CommissionError::RatesAboveLimit { path: path(), sum, most });
        }
    }

    /// Keeps an error where a merchant's rule does not surely pay what the platform asks for.
    pub(super) fn check_agreed(&self, rule: &Rule, path: &str, fault: &Fault) {
        let least = self.min_total_rate;
        if Exact::rate(least).is_above(rule.surely()) {
            let (path, sum) = (path.to_owned() + ".levels", rule.surely().text());
            fault.keep(CommissionError::RatesBelowLimit { path, sum, least });
        }
    }
}
